//! What Step Functions refuses for its size or its names, as far as it shows only now.

use std::collections::HashMap;

use crate::asl::limits::{DEFINITION_BYTES, MACHINE_NAME_CHARS};
use crate::diagnostic::codes::{output, warnings};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::machine::{self as ir, Kind, Machine, Map, State};
use crate::jsonata::depth;
use crate::source::Span;

/// Reports what is wrong with the machine itself.
pub fn check(machine: &Machine, sink: &mut Sink) {
    machine_name(machine, sink);
    let mut labels = HashMap::new();
    for (_, state) in machine.iter() {
        if let Kind::Map(map) = &state.kind {
            label(state, map, &mut labels, sink);
        }
        depth(state, sink);
    }
}

/// Reports a definition that is too large with `bytes` as compact JSON.
pub fn check_size(machine: &Machine, bytes: usize, sink: &mut Sink) {
    if bytes > DEFINITION_BYTES {
        let message = format!(
            "the definition of `{}` has {} bytes, {DEFINITION_BYTES} are allowed",
            machine.name, bytes
        );
        let fault = Diagnostic::new(
            output::DEFINITION_TOO_LARGE,
            machine.span,
            message,
            "this workflow is too large",
        )
        .help(SMALLER);
        sink.push(fault);
    } else if bytes > DEFINITION_BYTES / 10 * 9 {
        let message = format!(
            "the definition of `{}` has {bytes} bytes of the {DEFINITION_BYTES} that are allowed",
            machine.name
        );
        let fault = Diagnostic::new(
            warnings::DEFINITION_NEARLY_TOO_LARGE,
            machine.span,
            message,
            "this workflow is nearly too large",
        );
        sink.push(fault.help(SMALLER));
    }
}

const SMALLER: &str = "move a part of it into a workflow of its own and call that";

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

fn label<'a>(state: &State, map: &'a Map, seen: &mut HashMap<&'a str, Span>, sink: &mut Sink) {
    let Some(label) = &map.label else { return };
    let Some(first) = seen.get(&**label).copied() else {
        seen.insert(label, state.span);
        return;
    };
    let mut fault = Diagnostic::new(
        output::LABEL_TWICE,
        state.span,
        format!("the label `{label}` stands at two distributed maps"),
        "another map of this workflow has this label",
    )
    .help("labels are unique in a workflow; leave it out to have one made");
    // A `fn` that is called twice stands at one place.
    if first != state.span {
        fault = fault.label(first, "this one");
    }
    sink.push(fault);
}
