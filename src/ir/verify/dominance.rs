//! Which node of a graph every way to another one passes: immediate dominators by way of
//! semidominators (the "semi-NCA" method), near-linear on all graphs that programs give.

/// A graph of numbered nodes with one node where all ways begin.
#[derive(Debug, Default)]
pub struct Graph {
    next: Vec<Vec<u32>>,
    before: Vec<Vec<u32>>,
}

impl Graph {
    /// The node where all ways begin.
    pub const ROOT: u32 = 0;

    /// A graph of `nodes` nodes without edges.
    pub fn new(nodes: usize) -> Self {
        Self { next: vec![Vec::new(); nodes], before: vec![Vec::new(); nodes] }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.next.len()
    }

    /// Adds a node.
    pub fn add(&mut self) -> u32 {
        self.next.push(Vec::new());
        self.before.push(Vec::new());
        u32::try_from(self.next.len() - 1).expect("fewer than 2^32 nodes")
    }

    /// Adds an edge.
    pub fn connect(&mut self, from: u32, to: u32) {
        self.next[from as usize].push(to);
        self.before[to as usize].push(from);
    }

    /// Where one comes to a node from.
    pub fn before(&self, node: u32) -> &[u32] {
        &self.before[node as usize]
    }
}

const NONE: u32 = u32::MAX;

/// Answers which nodes dominate which.
#[derive(Debug)]
pub struct Dominance {
    /// When the dominator tree's walk comes to a node, and when it leaves it.
    enter: Vec<u32>,
    leave: Vec<u32>,
}

impl Dominance {
    /// The dominance of a graph.
    pub fn of(graph: &Graph) -> Self {
        let walk = Walk::of(graph);
        let dominators = walk.dominators(graph);
        Self::number(graph.next.len(), &walk, &dominators)
    }

    /// The nodes to which every way passes one and the same of `by`.
    pub fn passing(&self, by: &[u32]) -> Passing<'_> {
        let mut parts: Vec<(u32, u32)> = by
            .iter()
            .map(|by| (self.enter[*by as usize], self.leave[*by as usize]))
            .filter(|(enter, _)| *enter != NONE)
            .collect();
        parts.sort_unstable();
        // Of two parts of the tree that overlap, one holds the other.
        parts.dedup_by(|inner, outer| inner.1 <= outer.1);
        Passing { dominance: self, parts }
    }

    /// Numbers the nodes by a walk through the dominator tree; `dominators` are in walk order.
    fn number(nodes: usize, walk: &Walk, dominators: &[u32]) -> Self {
        let mut children = vec![Vec::new(); dominators.len()];
        for at in 1..dominators.len() {
            children[dominators[at] as usize].push(at);
        }
        let mut result = Self { enter: vec![NONE; nodes], leave: vec![NONE; nodes] };
        let mut clock = 0;
        let mut waiting = vec![(0, false)];
        while let Some((at, done)) = waiting.pop() {
            let node = walk.order[at] as usize;
            clock += 1;
            if done {
                result.leave[node] = clock;
            } else {
                result.enter[node] = clock;
                waiting.push((at, true));
                waiting.extend(children[at].iter().map(|child| (*child, false)));
            }
        }
        result
    }
}

/// See [`Dominance::passing`].
pub struct Passing<'a> {
    dominance: &'a Dominance,
    /// Parts of the dominator tree, by when they are entered and left; none overlaps another.
    parts: Vec<(u32, u32)>,
}

impl Passing<'_> {
    /// Whether the node is one of them. A node that cannot be reached is none.
    pub fn contains(&self, node: u32) -> bool {
        let enter = self.dominance.enter[node as usize];
        let behind = self.parts.partition_point(|part| part.0 <= enter);
        let part = behind.checked_sub(1).map(|at| self.parts[at]);
        enter != NONE && part.is_some_and(|(_, leave)| enter < leave)
    }
}

/// A depth-first walk: nodes in the order they are met, with the one each was met from.
struct Walk {
    order: Vec<u32>,
    /// Place in `order` of a node; `NONE` for one that is never met.
    place: Vec<u32>,
    /// Places in `order`.
    parent: Vec<u32>,
}

impl Walk {
    fn of(graph: &Graph) -> Self {
        let mut walk =
            Self { order: Vec::new(), place: vec![NONE; graph.next.len()], parent: Vec::new() };
        let mut waiting = vec![(Graph::ROOT, 0)];
        while let Some((node, parent)) = waiting.pop() {
            if walk.place[node as usize] != NONE {
                continue;
            }
            let place = u32::try_from(walk.order.len()).expect("fewer than 2^32 nodes");
            walk.place[node as usize] = place;
            walk.order.push(node);
            walk.parent.push(parent);
            waiting.extend(graph.next[node as usize].iter().rev().map(|next| (*next, place)));
        }
        walk
    }

    /// The immediate dominator of each node, all as places in `order`.
    fn dominators(&self, graph: &Graph) -> Vec<u32> {
        let count = self.order.len();
        let mut forest = Forest::new(count);
        let mut semi: Vec<u32> = (0u32..).take(count).collect();
        for at in (1..count).rev() {
            let mut least = semi[at];
            for before in graph.before(self.order[at]) {
                let place = self.place[*before as usize];
                if place != NONE {
                    least = least.min(semi[forest.best(place, &semi) as usize]);
                }
            }
            semi[at] = least;
            forest.link(at, self.parent[at]);
        }
        let mut dominators = self.parent.clone();
        for at in 1..count {
            let mut dominator = dominators[at];
            while dominator > semi[at] {
                dominator = dominators[dominator as usize];
            }
            dominators[at] = dominator;
        }
        dominators
    }
}

/// The part of the walk's tree seen so far, with compressed paths.
struct Forest {
    ancestor: Vec<u32>,
    /// The node with the least semidominator on the compressed path.
    label: Vec<u32>,
}

impl Forest {
    fn new(count: usize) -> Self {
        Self { ancestor: vec![NONE; count], label: (0u32..).take(count).collect() }
    }

    fn link(&mut self, at: usize, parent: u32) {
        self.ancestor[at] = parent;
    }

    fn best(&mut self, place: u32, semi: &[u32]) -> u32 {
        let mut path = Vec::new();
        let mut at = place as usize;
        while self.ancestor[at] != NONE && self.ancestor[self.ancestor[at] as usize] != NONE {
            path.push(at);
            at = self.ancestor[at] as usize;
        }
        for at in path.into_iter().rev() {
            let above = self.ancestor[at] as usize;
            if semi[self.label[above] as usize] < semi[self.label[at] as usize] {
                self.label[at] = self.label[above];
            }
            self.ancestor[at] = self.ancestor[above];
        }
        self.label[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, edges: &[(u32, u32)]) -> Graph {
        let mut graph = Graph::new(nodes);
        for (from, to) in edges {
            graph.connect(*from, *to);
        }
        graph
    }

    /// Whether `node` can be reached without passing `by`, by trying.
    fn avoids(graph: &Graph, by: u32, node: u32) -> bool {
        let mut seen = vec![false; graph.next.len()];
        let mut waiting = vec![Graph::ROOT];
        while let Some(at) = waiting.pop() {
            if at == by || std::mem::replace(&mut seen[at as usize], true) {
                continue;
            }
            waiting.extend(&graph.next[at as usize]);
        }
        seen[node as usize]
    }

    fn check(graph: &Graph) {
        let dominance = Dominance::of(graph);
        let nodes = u32::try_from(graph.next.len()).expect("a small graph");
        for by in 0..nodes {
            for node in 0..nodes {
                let reached = avoids(graph, NONE, node);
                let expected = reached && !avoids(graph, by, node);
                assert_eq!(
                    dominance.passing(&[by]).contains(node),
                    expected,
                    "{by} {node} of {graph:?}"
                );
            }
        }
    }

    #[test]
    fn joins_and_loops() {
        check(&graph(5, &[(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)]));
        check(&graph(5, &[(0, 1), (1, 2), (2, 1), (2, 3), (3, 1)]));
        check(&graph(6, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 1), (4, 3), (3, 5), (1, 5)]));
    }

    #[test]
    fn any_small_graph() {
        let mut seed = 7u32;
        let mut random = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        for _ in 0..300 {
            let nodes = 2 + random(9);
            let edges: Vec<_> = (0..random(20)).map(|_| (random(nodes), random(nodes))).collect();
            check(&graph(nodes as usize, &edges));
        }
    }

    #[test]
    fn many_ways_to_one_place_are_quick() {
        let count = 100_000;
        let mut graph = Graph::new(count as usize + 1);
        for node in 0..count - 1 {
            graph.connect(node, node + 1);
            graph.connect(node, count);
        }
        let dominance = Dominance::of(&graph);
        assert!(dominance.passing(&[Graph::ROOT]).contains(count));
        assert!(!dominance.passing(&[1, 2]).contains(count));
        assert!(dominance.passing(&[count - 1, count / 2, 9]).contains(count - 1));
    }
}
