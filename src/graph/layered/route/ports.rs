//! Where lines leave and enter the boxes.

use std::collections::BTreeMap;

use super::ends::{Terminal, steps};
use crate::graph::layered::lanes::Lanes;
use crate::graph::layered::{Class, Graph, Size, Spacing};

/// Which lines share a port of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph::layered) struct Way {
    /// Their class.
    pub class: Class,
    /// Of lines that enter, whether they come from below.
    pub back: bool,
}

/// The x of every end of a line.
pub(in crate::graph::layered) struct Ports {
    /// Those at boxes.
    boxes: BTreeMap<Terminal, i32>,
    /// The middle of every place.
    middles: Vec<i32>,
}

impl Ports {
    pub fn new(graph: &Graph, lanes: &Lanes, x: &[i32], spacing: &Spacing) -> Self {
        let mut wishes: BTreeMap<Terminal, Vec<i32>> = BTreeMap::new();
        for at in 0..graph.edges.len() {
            for (from, to) in steps(graph, lanes, at) {
                for (end, other) in [(from, to), (to, from)] {
                    if end.port.is_some() {
                        wishes.entry(end).or_default().push(x[other.place]);
                    }
                }
            }
        }
        let mut ports = Self { boxes: BTreeMap::new(), middles: x.to_vec() };
        // Ends at one side of a box follow each other, the main one first.
        let mut taken: Vec<(Terminal, i32)> = Vec::new();
        for (end, wishes) in wishes {
            let same_side =
                |(other, _): &(Terminal, i32)| (other.place, other.top) == (end.place, end.top);
            if !taken.last().is_some_and(same_side) {
                taken.clear();
            }
            let at = Side::of(lanes.places[end.place].size, x[end.place], spacing);
            let others: Vec<i32> = taken.iter().map(|(_, x)| *x).collect();
            let port = at.port(&wishes, &others);
            taken.push((end, port));
            ports.boxes.insert(end, port);
        }
        ports
    }

    /// The x of an end.
    pub fn at(&self, end: Terminal) -> i32 {
        self.x(&self.middles, end)
    }

    pub fn x(&self, middles: &[i32], end: Terminal) -> i32 {
        self.boxes.get(&end).copied().unwrap_or(middles[end.place])
    }
}

/// The upper or lower side of a box.
struct Side {
    middle: i32,
    /// How far from the middle a line still goes straight.
    straight: i32,
    /// Ports lie in here.
    range: std::ops::RangeInclusive<i32>,
    /// The least between two ports.
    apart: i32,
    /// Where a port beside the middle is.
    beside: i32,
}

impl Side {
    fn of(size: Size, middle: i32, spacing: &Spacing) -> Self {
        let room = (size.width / 2 - spacing.corner).max(0);
        Self {
            middle,
            straight: room.min(size.width / 4),
            range: middle - room..=middle + room,
            apart: spacing.port,
            beside: (size.width / 4).clamp(spacing.port, 4 * spacing.port),
        }
    }

    /// A port for lines that go to the `wishes`: where one goes straight, else in the middle, or beside
    /// the `others` there are already.
    fn port(&self, wishes: &[i32], others: &[i32]) -> i32 {
        let free = |x: &i32| {
            self.range.contains(x) && others.iter().all(|other| (other - x).abs() >= self.apart)
        };
        let straight = wishes.first().filter(|first| wishes.iter().all(|wish| wish == *first));
        let near = |x: &i32| (x - self.middle).abs() <= self.straight;
        if let Some(x) = straight.copied().filter(near).filter(&free) {
            return x;
        }
        if free(&self.middle) {
            return self.middle;
        }
        let sum: i64 = wishes.iter().map(|wish| i64::from(wish - self.middle)).sum();
        let side = if sum < 0 { -1 } else { 1 };
        let beside = [side, -side].into_iter().flat_map(|side| {
            let steps = [self.beside, self.apart, 2 * self.apart, 3 * self.apart];
            steps.map(|step| self.middle + side * step)
        });
        beside.into_iter().find(free).unwrap_or(self.middle)
    }
}
