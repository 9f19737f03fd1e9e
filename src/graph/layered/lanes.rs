//! Gives every edge a way from rank to rank, with a place in each rank that it passes.
//!
//! A forward edge passes the ranks between its ends; its label has the place in the first of them. An
//! edge that goes back turns below the box it leaves, goes up beside the boxes between, and turns above
//! the box it enters; its label has the place beside the box it leaves.
//!
//! Edges of one class to one box share their places, labels apart: they run together as soon as they can.
//! So the places are at most as many as boxes times ranks, and not edges times ranks.

use std::collections::BTreeMap;

use super::{Class, Graph, Size};

/// What stands at a place of a rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// The box with this number.
    Box(usize),
    /// The label of the edge with this number.
    Label,
    /// A line.
    Line,
}

/// A place in a rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub holds: Holds,
    pub rank: usize,
    pub size: Size,
}

/// A line from a place of one rank to a place of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub upper: usize,
    pub lower: usize,
    /// Of several links of a box, boxes line up along those that matter most.
    pub weight: u8,
}

/// All places, and the ways of the edges through them.
pub(super) struct Lanes {
    pub places: Vec<Place>,
    pub links: Vec<Link>,
    /// The places of each edge from the box it leaves to the box it enters; empty for edges that are not
    /// drawn.
    pub ways: Vec<Vec<usize>>,
    /// Which edges go back.
    pub back: Vec<bool>,
    /// The places of each rank from left to right.
    pub ranks: Vec<Vec<usize>>,
}

/// More places than this are not worth the time.
const MOST_PLACES: usize = 150_000;

/// Which edges may share a place in a rank.
type Shared = BTreeMap<(usize, Class, bool, usize), usize>;

impl Lanes {
    /// `None` where there would be too many places.
    pub fn new(graph: &Graph, back: &[bool], ranks: &[usize]) -> Option<Self> {
        let boxes = graph.boxes.iter().zip(ranks).enumerate();
        let places = boxes.map(|(at, (size, rank))| Place {
            holds: Holds::Box(at),
            rank: *rank,
            size: *size,
        });
        let mut lanes = Self {
            places: places.collect(),
            links: Vec::new(),
            ways: vec![Vec::new(); graph.edges.len()],
            back: back.to_vec(),
            ranks: Vec::new(),
        };
        let mut shared = Shared::new();
        for (at, _) in graph.sound_edges() {
            let way = lanes.way(graph, at, &mut shared);
            if lanes.places.len() > MOST_PLACES {
                return None;
            }
            lanes.link(graph, at, &way);
            lanes.ways[at] = way;
        }
        lanes.links.sort_unstable();
        lanes.links.dedup_by_key(|link| (link.upper, link.lower));
        lanes.line_up(graph);
        Some(lanes)
    }

    fn way(&mut self, graph: &Graph, at: usize, shared: &mut Shared) -> Vec<usize> {
        let edge = graph.edges[at];
        let (from, to) = (self.places[edge.from].rank, self.places[edge.to].rank);
        let mut way = vec![edge.from];
        let mut line = |this: &mut Self, rank: usize| {
            let key = (edge.to, edge.class, this.back[at], rank);
            *shared.entry(key).or_insert_with(|| this.add(Holds::Line, rank, Size::default()))
        };
        if self.back[at] {
            let mut next = from + 1;
            if let Some(size) = edge.label {
                // The turn is its own as well: from it only this label is reached.
                way.push(self.add(Holds::Line, from + 1, Size::default()));
                way.push(self.add(Holds::Label, from, size));
                next = from - 1;
            }
            way.extend((to - 1..=next).rev().map(|rank| line(self, rank)));
        } else {
            let mut next = from + 1;
            if let Some(size) = edge.label {
                way.push(self.add(Holds::Label, next, size));
                next += 1;
            }
            way.extend((next..to).map(|rank| line(self, rank)));
        }
        way.push(edge.to);
        way
    }

    fn add(&mut self, holds: Holds, rank: usize, size: Size) -> usize {
        self.places.push(Place { holds, rank, size });
        self.places.len() - 1
    }

    fn link(&mut self, graph: &Graph, at: usize, way: &[usize]) {
        let edge = graph.edges[at];
        let rank = |place: usize| self.places[place].rank;
        let is_long = rank(edge.to).abs_diff(rank(edge.from)) > 2;
        for (step, pair) in way.windows(2).enumerate() {
            let (a, b) = (pair[0], pair[1]);
            let turns = self.back[at] && (step == 0 || step + 2 == way.len());
            let left = way.len() - 2 - step;
            let lane = self.places[a].holds == Holds::Line && self.places[b].holds == Holds::Line;
            // A line that others join goes on straight, else it would give way to each of them. Boxes line up
            // along the short ways, and long ones lead past them: else each of those would push what follows aside.
            let weight = match edge.class {
                _ if turns => 0,
                Class::Main if left == 0 || !is_long => 2,
                Class::Main if left == 1 => 1,
                Class::Main | Class::Side if lane => 3,
                Class::Main | Class::Side => 1,
            };
            let (upper, lower) =
                if self.places[a].rank < self.places[b].rank { (a, b) } else { (b, a) };
            self.links.push(Link { upper, lower, weight });
        }
    }

    /// The first order: depth first along the edges, so that what comes of a box stays together.
    fn line_up(&mut self, graph: &Graph) {
        let deepest = self.places.iter().map(|place| place.rank).max().unwrap_or(0);
        self.ranks = vec![Vec::new(); deepest + 1];
        let leaving = graph.leaving();
        let mut coming_back = vec![Vec::new(); graph.boxes.len()];
        for (at, edge) in graph.sound_edges().filter(|(at, _)| self.back[*at]) {
            coming_back[edge.to].push(at);
        }
        let mut seen = vec![false; self.places.len()];
        let first = graph.start.min(graph.boxes.len() - 1);
        for root in std::iter::once(first).chain(0..graph.boxes.len()) {
            let mut left = vec![root];
            while let Some(at) = left.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                if let Holds::Box(number) = self.places[at].holds {
                    // What comes back to a box goes up on the left of all that it leads to.
                    for edge in &coming_back[number] {
                        for lane in &self.ways[*edge][1..self.ways[*edge].len() - 1] {
                            if !std::mem::replace(&mut seen[*lane], true) {
                                let rank = self.places[*lane].rank;
                                let turns = rank < self.places[at].rank;
                                put_left(&mut self.ranks[rank], *lane, turns);
                            }
                        }
                    }
                    let ways = leaving[number].iter().rev().map(|edge| &self.ways[*edge]);
                    left.extend(ways.flat_map(|way| way.iter().rev().copied()));
                }
                self.ranks[self.places[at].rank].push(at);
            }
        }
    }

    /// The other ends of the links of each place: those above, those below.
    pub fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut above = vec![Vec::new(); self.places.len()];
        let mut below = vec![Vec::new(); self.places.len()];
        for link in &self.links {
            above[link.lower].push(link.upper);
            below[link.upper].push(link.lower);
        }
        (above, below)
    }

    /// Where each place stands in its rank.
    pub fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.places.len()];
        for rank in &self.ranks {
            for (at, place) in rank.iter().enumerate() {
                positions[*place] = at;
            }
        }
        positions
    }
}

/// Puts a place of a lane on the left of the box that it leads to, which is the next to be put into its rank; in
/// the rank above, where the lane turns, on the left of the line that leads there.
fn put_left(rank: &mut Vec<usize>, lane: usize, turns: bool) {
    let before = if turns { rank.len().saturating_sub(1) } else { rank.len() };
    rank.insert(before, lane);
}
