//! The tables of `examples/README.md`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::originals::original;
use super::walk::{main_path, states};
use super::{machines, programs, stem};
use crate::support::expect::updating;
use crate::support::{read, root};

const README: &str = "examples/README.md";

/// A line of the table that sets examples beside their originals.
pub struct Row {
    /// The stem of the example's file.
    pub example: String,
    /// The name of the original.
    pub original: String,
    /// States of the original and of ours, transitions of the original and of ours.
    numbers: [usize; 4],
    /// What differs, and why.
    remark: String,
}

impl Row {
    /// What the example compiles to: its one workflow.
    pub fn definition(&self) -> Value {
        let path = root("examples").join(format!("{}.flow", self.example));
        machines(&path).into_iter().next().expect("an example has a workflow").definition
    }

    fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [example, original, theirs, ours, their_path, our_path, remark] = cells.as_slice()
        else {
            return None;
        };
        let number = |cell: &str| cell.parse().ok();
        Some(Self {
            example: (*example).strip_prefix('[')?.split(".flow").next()?.to_owned(),
            original: original.trim_matches('`').to_owned(),
            numbers: [number(theirs)?, number(ours)?, number(their_path)?, number(our_path)?],
            remark: (*remark).to_owned(),
        })
    }

    fn line(&self) -> String {
        let Self { example, original, numbers: [a, b, c, d], remark } = self;
        format!(
            "| [{example}.flow]({example}.flow) | `{original}` | {a} | {b} | {c} | {d} | {remark} |"
        )
    }

    /// The numbers as they are; those of the original as written where it is not at hand.
    fn counted(&self) -> [usize; 4] {
        let ours = self.definition();
        let [theirs, _, their_path, _] = self.numbers;
        let (theirs, their_path) = original(&self.original)
            .map_or((theirs, their_path), |it| (states(&it).len(), main_path(&it)));
        [theirs, states(&ours).len(), their_path, main_path(&ours)]
    }
}

/// The rows of the table of originals.
pub fn rows() -> Vec<Row> {
    read(&root(README)).lines().filter_map(Row::parse).collect()
}

#[test]
fn numbers_are_those_of_the_definitions() {
    assert_eq!(rows().len(), 12);
    let mut text = read(&root(README));
    for row in rows() {
        let counted = row.counted();
        assert!(
            counted[1] <= counted[0] || !row.remark.is_empty(),
            "{} has more states than its original, and the table does not say why",
            row.example
        );
        let line = Row { numbers: counted, ..row }.line();
        if updating() {
            let start = line.split("` |").next().expect("a line has cells").to_owned();
            let old = text.lines().find(|old| old.starts_with(&start)).expect("the row is there");
            text = text.replacen(&old.to_owned(), &line, 1);
        } else {
            assert!(text.lines().any(|old| old == line), "{README} should say\n{line}");
        }
    }
    if updating() {
        fs::write(root(README), text).expect("the file can be written");
    }
}

/// The first table has a line for each example.
#[test]
fn every_example_is_listed() {
    let text = read(&root(README));
    let listed: BTreeSet<String> = text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| [")?.split_once(".flow]").map(|(name, _)| name.to_owned())
        })
        .collect();
    let there: BTreeSet<String> = programs().iter().map(|path| stem(path)).collect();
    assert_eq!(listed, there);
}
