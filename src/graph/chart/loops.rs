//! Says of defaults of Choices that end a loop, or begin its next round, that they do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, EdgeKind, End};

/// What stands at a default of which nothing else is known.
pub(super) const ELSE: &str = "else";

/// The default of a Choice in a loop leads back to where the loop begins.
const AGAIN: &str = "else, again";

/// The default of a Choice leaves a loop that its rules stay in.
const ENDS: &str = "else, the loop ends";

/// Changes the labels of the defaults among the `edges` of a region. The first edge of all leads into it.
pub(super) fn name_the_ends(edges: &mut [Edge]) {
    if !edges.iter().any(|edge| edge.label == [ELSE]) {
        return;
    }
    let ways = Ways::of(edges);
    let all = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    let mut named = Vec::new();
    // Loops, and in each, without the edges that lead to its head, the loops in it.
    let mut waiting: Vec<(BTreeSet<End>, BTreeSet<End>)> = vec![(all, BTreeSet::new())];
    while let Some((members, heads)) = waiting.pop() {
        for group in ways.loops(&members, &heads) {
            let is_entered =
                |end: &&End| ways.leading_to(**end).any(|edge| !group.contains(&edge.from));
            let mut heads: BTreeSet<End> = group.iter().filter(is_entered).copied().collect();
            if heads.is_empty() {
                heads.extend(group.first().copied());
            }
            named.extend(ways.names(&group, &heads));
            waiting.push((group, heads));
        }
    }
    for (at, words) in named {
        edges[at].label = vec![words.to_owned()];
    }
}

/// The edges by their ends.
struct Ways<'a> {
    edges: &'a [Edge],
    leaving: BTreeMap<End, Vec<usize>>,
    entering: BTreeMap<End, Vec<usize>>,
}

impl<'a> Ways<'a> {
    fn of(edges: &'a [Edge]) -> Self {
        let mut ways = Self { edges, leaving: BTreeMap::new(), entering: BTreeMap::new() };
        for (at, edge) in edges.iter().enumerate() {
            ways.leaving.entry(edge.from).or_default().push(at);
            ways.entering.entry(edge.to).or_default().push(at);
        }
        ways
    }

    fn out_of(&self, end: End) -> impl Iterator<Item = (usize, &'a Edge)> {
        self.leaving.get(&end).into_iter().flatten().map(|at| (*at, &self.edges[*at]))
    }

    fn leading_to(&self, end: End) -> impl Iterator<Item = &'a Edge> {
        self.entering.get(&end).into_iter().flatten().map(|at| &self.edges[*at])
    }

    /// What defaults in a loop mean to it.
    fn names(&self, group: &BTreeSet<End>, heads: &BTreeSet<End>) -> Vec<(usize, &'static str)> {
        let mut names = Vec::new();
        for end in group {
            let is_default = |edge: &Edge| edge.kind == EdgeKind::Default && edge.label == [ELSE];
            let Some((at, default)) = self.out_of(*end).find(|(_, edge)| is_default(edge)) else {
                continue;
            };
            let (mut rules_stay, mut rules_leave) = (false, false);
            for (_, rule) in self.out_of(*end).filter(|(_, edge)| edge.kind == EdgeKind::Choice) {
                if group.contains(&rule.to) { rules_stay = true } else { rules_leave = true }
            }
            if !group.contains(&default.to) && rules_stay && !rules_leave {
                names.push((at, ENDS));
            } else if heads.contains(&default.to) && rules_leave && !rules_stay {
                names.push((at, AGAIN));
            }
        }
        names
    }

    /// The strongly connected groups among `members` of more than one, or with an edge to itself, over edges
    /// within that do not lead to the `heads` (Tarjan 1972, without recursion).
    fn loops(&self, members: &BTreeSet<End>, heads: &BTreeSet<End>) -> Vec<BTreeSet<End>> {
        let next = |at: End| -> Vec<End> {
            let ends = self.out_of(at).map(|(_, edge)| edge.to);
            ends.filter(|to| members.contains(to) && !heads.contains(to)).collect()
        };
        let mut numbers: BTreeMap<End, usize> = BTreeMap::new();
        let mut lowest: BTreeMap<End, usize> = BTreeMap::new();
        let mut open: Vec<End> = Vec::new();
        let mut is_open: BTreeSet<End> = BTreeSet::new();
        let mut found = Vec::new();
        for root in members {
            if numbers.contains_key(root) {
                continue;
            }
            let mut way: Vec<(End, Vec<End>)> = Vec::new();
            let mut entered = Some(*root);
            loop {
                if let Some(at) = entered.take() {
                    numbers.insert(at, numbers.len());
                    lowest.insert(at, numbers[&at]);
                    open.push(at);
                    is_open.insert(at);
                    way.push((at, next(at)));
                }
                let Some((at, left)) = way.last_mut() else { break };
                let at = *at;
                if let Some(to) = left.pop() {
                    if !numbers.contains_key(&to) {
                        entered = Some(to);
                    } else if is_open.contains(&to) {
                        lowest.insert(at, lowest[&at].min(numbers[&to]));
                    }
                    continue;
                }
                way.pop();
                if let Some((before, _)) = way.last() {
                    lowest.insert(*before, lowest[before].min(lowest[&at]));
                }
                if lowest[&at] == numbers[&at] {
                    let mut group = BTreeSet::new();
                    while let Some(last) = open.pop() {
                        is_open.remove(&last);
                        group.insert(last);
                        if last == at {
                            break;
                        }
                    }
                    if group.len() > 1 || next(at).contains(&at) {
                        found.push(group);
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::NodeId;
    use super::*;

    fn edge(from: usize, to: usize, kind: EdgeKind) -> Edge {
        let label = match kind {
            EdgeKind::Default => vec![ELSE.to_owned()],
            EdgeKind::Next | EdgeKind::Choice | EdgeKind::Catch => Vec::new(),
        };
        Edge { from: End::State(NodeId(from)), to: End::State(NodeId(to)), kind, label }
    }

    fn default_label(edges: &[Edge], from: usize) -> String {
        let mut edges = edges.to_vec();
        name_the_ends(&mut edges);
        let is =
            |edge: &&Edge| edge.kind == EdgeKind::Default && edge.from == End::State(NodeId(from));
        edges.iter().find(is).map(|edge| edge.label.join(" ")).unwrap_or_default()
    }

    use EdgeKind::{Choice, Default, Next};

    #[test]
    fn what_leaves_a_loop_ends_it() {
        // while: 0 → choice 1 → body 2 → 1; else 3.
        let edges = [edge(0, 1, Next), edge(1, 2, Choice), edge(1, 3, Default), edge(2, 1, Next)];
        assert_eq!(default_label(&edges, 1), ENDS);
    }

    #[test]
    fn what_leads_to_the_head_begins_it_again() {
        // until: 1 → choice 2 → out 3; else 1.
        let edges = [edge(0, 1, Next), edge(1, 2, Next), edge(2, 3, Choice), edge(2, 1, Default)];
        assert_eq!(default_label(&edges, 2), AGAIN);
    }

    #[test]
    fn an_inner_loop_ends_within_the_outer_one() {
        // for 1 { for 2 { 3 } }, then 4.
        let edges = [
            edge(0, 1, Next),
            edge(1, 2, Choice),
            edge(1, 4, Default),
            edge(2, 3, Choice),
            edge(2, 1, Default),
            edge(3, 2, Next),
        ];
        assert_eq!(default_label(&edges, 1), ENDS);
        assert_eq!(default_label(&edges, 2), ENDS);
    }

    #[test]
    fn others_stay_else() {
        // if in a loop: 1 → choice 2 → 3 or 4 → 1; and one without a loop.
        let edges = [
            edge(0, 1, Next),
            edge(1, 2, Next),
            edge(2, 3, Choice),
            edge(2, 4, Default),
            edge(3, 4, Next),
            edge(4, 1, Next),
        ];
        assert_eq!(default_label(&edges, 2), ELSE);
        assert_eq!(default_label(&[edge(0, 1, Choice), edge(0, 2, Default)], 0), ELSE);
    }
}
