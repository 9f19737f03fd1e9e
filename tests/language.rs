//! `docs/language.md` and `docs/asl-coverage.md` say what is: the states of each program, the functions
//! of the library, the fields of Amazon States Language.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use flowc::diagnostic::Sink;
use flowc::source::Sources;
use flowc::{CompiledMachine, Options, compile};
use serde_json::Value;

use crate::docs::Documents;
use crate::support::expect::expect_file;
use crate::support::flow_blocks::flow_blocks;
use crate::support::{read, root};

/// The line behind each program of the reference that lists its states.
const STATES: &str = "*States:*";

#[test]
fn the_reference_shows_the_states() {
    let path = root("docs/language.md");
    expect_file(&path, &with_states(&read(&path)));
}

/// The text with the states of each program behind it.
fn with_states(text: &str) -> String {
    let blocks = flow_blocks(text);
    let mut blocks = blocks.iter();
    let mut out = String::new();
    for line in text.lines() {
        if line.starts_with(STATES) {
            let block = blocks.next().expect("a list of states stands behind its program");
            write!(out, "{STATES}{}", listed(&machines(&block.text))).expect("a string takes it");
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    assert!(blocks.next().is_none(), "a program has no line {STATES} behind it");
    out
}

/// ` Choice \`n > 1\`, Task \`Load\``, for several machines each with its name.
fn listed(machines: &[CompiledMachine]) -> String {
    let one = |machine: &CompiledMachine| -> String {
        let states = states(&machine.definition);
        let named = states.iter().map(|(name, state)| {
            format!("{} `{name}`", state["Type"].as_str().unwrap_or_default())
        });
        named.collect::<Vec<_>>().join(", ")
    };
    match machines {
        [] => " none.".to_owned(),
        [machine] => format!(" {}.", one(machine)),
        several => {
            let each =
                several.iter().map(|machine| format!("of `{}` {}", machine.name, one(machine)));
            format!(" {}.", each.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Each section of the coverage with a program and a table: every field in the first column of the
/// table stands in what the program compiles to.
#[test]
fn every_field_of_the_coverage_is_reached() {
    let text = read(&root("docs/asl-coverage.md"));
    for section in text.split("\n## ").skip(1) {
        let mut keys = BTreeSet::new();
        for block in flow_blocks(section) {
            for machine in machines(&block.text) {
                collect_keys(&machine.definition, &mut keys);
            }
        }
        if keys.is_empty() {
            continue;
        }
        for field in fields(section) {
            assert!(
                keys.contains(field),
                "no program under this heading has `{field}`:\n{section}"
            );
        }
    }
}

/// What stands in backticks in the first column of the first table.
fn fields(section: &str) -> Vec<&str> {
    let Some((_, table)) = section.split_once("| field |") else { return Vec::new() };
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2))
        .collect()
}

fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                keys.insert(key.clone());
                collect_keys(value, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, keys)),
        _ => {}
    }
}

fn states(scope: &Value) -> Vec<(&str, &Value)> {
    crate::examples::walk::states(scope)
}

/// What a program of a document compiles to; `docs.rs` tells what is wrong where it does not.
fn machines(text: &str) -> Vec<CompiledMachine> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("example.flow", text);
    let output = compile(file, &mut sources, &Documents, &Options::default(), &mut sink);
    output.unwrap_or_else(|| panic!("this does not compile:\n{text}")).machines
}
