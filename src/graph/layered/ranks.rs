//! Gives each box a rank. Boxes have even ranks; labels and turns of lines have the odd ones between.

use super::Graph;

/// The rank of each box: two below the lowest of those before it, so that a handler is near what it
/// handles. Rank 1 is the first that turns of lines may need, so that the first box has rank 2.
pub(super) fn ranks(graph: &Graph, back: &[bool]) -> Vec<usize> {
    let leaving = graph.leaving();
    let mut waits_for = vec![0usize; graph.boxes.len()];
    for (at, edge) in graph.sound_edges() {
        if !back[at] {
            waits_for[edge.to] += 1;
        }
    }
    let mut ranks = vec![2; graph.boxes.len()];
    let mut ready: Vec<usize> = (0..graph.boxes.len()).filter(|at| waits_for[*at] == 0).collect();
    while let Some(at) = ready.pop() {
        for edge in leaving[at].iter().copied().filter(|edge| !back[*edge]) {
            let to = graph.edges[edge].to;
            ranks[to] = ranks[to].max(ranks[at] + 2);
            waits_for[to] -= 1;
            if waits_for[to] == 0 {
                ready.push(to);
            }
        }
    }
    ranks
}
