//! What Step Functions refuses for its size, its names or its kind of workflow.

use std::collections::HashSet;
use std::io;

use serde_json::Value;

use super::values::plain_text;
use crate::asl::limits::{
    DEFINITION_BYTES, LABEL_CHARS, MACHINE_NAME_CHARS, STATE_NAME_CHARS, is_label,
};
use crate::diagnostic::codes::output;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::machine::{self as ir, Kind, Machine, Map, State};
use crate::jsonata::depth;

/// Reports what is wrong with the machine itself.
pub fn check(machine: &Machine, sink: &mut Sink) {
    machine_name(machine, sink);
    let mut labels = HashSet::new();
    for (_, state) in machine.iter() {
        state_name(state, sink);
        if let Kind::Map(map) = &state.kind {
            label(state, map, &mut labels, sink);
        }
        depth(state, sink);
        if machine.express {
            express(state, sink);
        }
    }
}

/// Reports a definition that is too large.
pub fn check_size(machine: &Machine, definition: &Value, sink: &mut Sink) {
    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, definition).expect("counting cannot fail");
    if counter.0 > DEFINITION_BYTES {
        let message = format!(
            "the definition of `{}` has {} bytes, {DEFINITION_BYTES} are allowed",
            machine.name, counter.0
        );
        let fault = Diagnostic::new(
            output::DEFINITION_TOO_LARGE,
            machine.span,
            message,
            "this workflow is too large",
        )
        .help("move a part of it into a workflow of its own and call that");
        sink.push(fault);
    }
}

/// Counts the bytes written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn machine_name(machine: &Machine, sink: &mut Sink) {
    let length = machine.name.chars().count();
    if length > MACHINE_NAME_CHARS {
        sink.push(Diagnostic::new(
            output::WORKFLOW_NAME_TOO_LONG,
            machine.span,
            format!(
                "the name of the workflow `{}` has {length} characters, {MACHINE_NAME_CHARS} are allowed",
                machine.name
            ),
            "shorten this name",
        ));
    }
}

fn state_name(state: &State, sink: &mut Sink) {
    let length = state.label.text.chars().count();
    if length > STATE_NAME_CHARS {
        let fault = Diagnostic::new(
            output::STATE_NAME_TOO_LONG,
            state.span,
            format!("the name of a state has {length} characters, {STATE_NAME_CHARS} are allowed"),
            format!("`{}`", state.label.text),
        )
        .help("give it a shorter name with `@name(\"…\")`");
        sink.push(fault);
    }
}

/// The first expression of a state that Step Functions would not evaluate to its end.
fn depth(state: &State, sink: &mut Sink) {
    let mut deepest = 0;
    let mut measure = |value: &ir::Value| {
        value.template.for_each_expr(&mut |expr| deepest = deepest.max(depth::depth(expr)));
    };
    state.for_each_own_value(&mut |value| measure(value));
    state.for_each_edge(&mut |edge| edge.for_each_value(&mut |value| measure(value)));
    if deepest > depth::LIMIT {
        let fault = Diagnostic::new(
            output::EXPRESSION_TOO_DEEP,
            state.span,
            format!(
                "an expression takes {deepest} levels of evaluation, {} are allowed",
                depth::LIMIT
            ),
            "an expression made of this nests too deeply",
        )
        .help("give a part of it a name with `let` in front of this");
        sink.push(fault);
    }
}

fn label<'a>(state: &State, map: &'a Map, seen: &mut HashSet<&'a str>, sink: &mut Sink) {
    let Some(label) = &map.label else { return };
    if !is_label(label) {
        let fault = Diagnostic::new(
            output::LABEL_INVALID,
            state.span,
            format!("`{label}` cannot be the label of a distributed map"),
            "the label of this map",
        )
        .help(format!(
            "at most {LABEL_CHARS} letters, digits, `-`, `_` or `.`, without white space"
        ));
        sink.push(fault);
    }
    if !seen.insert(label) {
        let fault = Diagnostic::new(
            output::LABEL_TWICE,
            state.span,
            format!("the label `{label}` stands at two distributed maps"),
            "another map of this workflow has this label",
        )
        .help("labels are unique in a workflow; leave it out to have one made");
        sink.push(fault);
    }
}

fn express(state: &State, sink: &mut Sink) {
    let what = match &state.kind {
        Kind::Map(map) if map.distributed.is_some() => "a distributed `map`",
        Kind::Task(task) => {
            let resource = plain_text(&task.resource);
            if resource.ends_with(".sync") || resource.ends_with(".sync:2") {
                "a call that waits for a job (`.sync`)"
            } else if resource.ends_with(".waitForTaskToken") {
                "a callback"
            } else if resource.contains(":activity:") {
                "an activity"
            } else {
                return;
            }
        }
        _ => return,
    };
    let fault = Diagnostic::new(
        output::NOT_IN_EXPRESS,
        state.span,
        format!("{what} cannot stand in an Express workflow"),
        "needs a Standard workflow",
    )
    .help("remove `@express`, or move this into a workflow of its own");
    sink.push(fault);
}
