//! Finds the edges that close a loop: without them the graph has no cycle.

use super::Graph;

/// How far the search has come with a box.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    /// It is on the way from the start to where the search is.
    OnTheWay,
    Done,
}

/// For each edge whether it leads back to a box on the way from the start to it, searching depth first in
/// the order of the edges. An edge from a box to itself does.
pub(super) fn back_edges(graph: &Graph) -> Vec<bool> {
    let leaving = graph.leaving();
    let mut back = vec![false; graph.edges.len()];
    let mut seen = vec![Seen::No; graph.boxes.len()];
    let first = graph.start.min(graph.boxes.len() - 1);
    for root in std::iter::once(first).chain(0..graph.boxes.len()) {
        if seen[root] != Seen::No {
            continue;
        }
        seen[root] = Seen::OnTheWay;
        // No recursion: a chain may be longer than the stack allows.
        let mut way: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some(edge) = leaving[*at].get(*next).copied() else {
                seen[*at] = Seen::Done;
                way.pop();
                continue;
            };
            *next += 1;
            let to = graph.edges[edge].to;
            match seen[to] {
                Seen::OnTheWay => back[edge] = true,
                Seen::Done => {}
                Seen::No => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
            }
        }
    }
    back
}
