//! The ends of lines between two ranks, and which of them are one net.

use std::collections::BTreeMap;

use super::ports::{Ports, Way};
use crate::graph::layered::lanes::{Holds, Lanes};
use crate::graph::layered::tracks::{Net, tracks};
use crate::graph::layered::{Graph, Spacing};

/// The end of lines at one side of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::graph::layered) struct Terminal {
    /// The rank above the channel.
    pub channel: usize,
    /// Whether it is at that rank, and not at the one below.
    pub top: bool,
    /// The place.
    pub place: usize,
    /// Of a box, which of its ports.
    pub port: Option<Way>,
}

/// The lines of an edge from rank to rank, as it goes. Where it turns, both ends are at the same rank.
pub(super) fn steps(graph: &Graph, lanes: &Lanes, at: usize) -> Vec<(Terminal, Terminal)> {
    let (way, edge, back) = (&lanes.ways[at], graph.edges[at], lanes.back[at]);
    let rank = |place: usize| lanes.places[place].rank;
    let top = |place: usize, port| Terminal { channel: rank(place), top: true, place, port };
    let bottom =
        |place: usize, port| Terminal { channel: rank(place) - 1, top: false, place, port };
    let (Some(first), Some(last)) = (way.first(), way.last()) else { return Vec::new() };
    let leaves = top(*first, Some(Way { class: edge.class, back: false }));
    let enters = bottom(*last, Some(Way { class: edge.class, back }));
    if !back {
        let inner = &way[1..way.len() - 1];
        let tops = std::iter::once(leaves).chain(inner.iter().map(|place| top(*place, None)));
        let bottoms = inner.iter().map(|place| bottom(*place, None)).chain([enters]);
        return tops.zip(bottoms).collect();
    }
    // Up beside the boxes, from the lane's place in the rank of the first box to that of the last.
    let lane = &way[2..way.len() - 2];
    let (Some(low), Some(high)) = (lane.first(), lane.last()) else { return Vec::new() };
    let ups = lane.windows(2).map(|pair| (bottom(pair[0], None), top(pair[1], None)));
    let turn = (leaves, top(*low, None));
    std::iter::once(turn).chain(ups).chain([(bottom(*high, None), enters)]).collect()
}

/// The tracks of the lines between the ranks.
pub(in crate::graph::layered) struct Channels {
    /// The track of the net of each end; none for nets that go straight.
    tracks: BTreeMap<Terminal, usize>,
    /// How many tracks there are below each rank.
    pub counts: Vec<usize>,
}

impl Channels {
    pub fn new(graph: &Graph, lanes: &Lanes, ports: &Ports, spacing: &Spacing) -> Self {
        let mut nets = Nets::default();
        for at in 0..graph.edges.len() {
            for (from, to) in steps(graph, lanes, at) {
                nets.join(from, to);
            }
        }
        let mut channels = Self { tracks: BTreeMap::new(), counts: vec![0; lanes.ranks.len()] };
        for (channel, members) in nets.by_channel(lanes.ranks.len()) {
            channels.fill(channel, &members, ports, spacing);
        }
        channels
    }

    fn fill(&mut self, at: usize, members: &[Vec<Terminal>], ports: &Ports, spacing: &Spacing) {
        let net = |terminals: &Vec<Terminal>| {
            let side = |top: bool| {
                let of_side = terminals.iter().filter(move |end| end.top == top);
                of_side.map(|end| ports.at(*end)).collect()
            };
            Net { tops: side(true), bottoms: side(false) }
        };
        let nets: Vec<Net> = members.iter().map(net).collect();
        for (terminals, track) in members.iter().zip(tracks(&nets, spacing.port)) {
            let Some(track) = track else { continue };
            self.counts[at] = self.counts[at].max(track + 1);
            self.tracks.extend(terminals.iter().map(|end| (*end, track)));
        }
    }

    /// The channel and the track of the net that an end belongs to.
    pub fn track(&self, end: Terminal) -> Option<(usize, usize)> {
        self.tracks.get(&end).map(|track| (end.channel, *track))
    }
}

/// Ends that are joined by lines, as a forest.
#[derive(Default)]
struct Nets {
    numbers: BTreeMap<Terminal, usize>,
    parents: Vec<usize>,
}

impl Nets {
    fn number(&mut self, end: Terminal) -> usize {
        let parents = &mut self.parents;
        *self.numbers.entry(end).or_insert_with(|| {
            parents.push(parents.len());
            parents.len() - 1
        })
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, a: Terminal, b: Terminal) {
        let (a, b) = (self.number(a), self.number(b));
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// The nets of each channel.
    fn by_channel(mut self, ranks: usize) -> Vec<(usize, Vec<Vec<Terminal>>)> {
        let mut nets: Vec<BTreeMap<usize, Vec<Terminal>>> = vec![BTreeMap::new(); ranks];
        for (end, number) in std::mem::take(&mut self.numbers) {
            let root = self.root(number);
            nets[end.channel].entry(root).or_default().push(end);
        }
        nets.into_iter().map(|nets| nets.into_values().collect()).enumerate().collect()
    }
}

/// Whether a rank has boxes.
pub(super) fn has_boxes(lanes: &Lanes, rank: usize) -> bool {
    lanes.ranks.get(rank).is_some_and(|places| {
        places.iter().any(|place| matches!(lanes.places[*place].holds, Holds::Box(_)))
    })
}
