//! The execution input, where a state would be needed to put it in a variable, is read from the Context
//! Object: a workflow that begins with a loop, a `parallel` or a `map`.
//!
//! Keeps: the value, which is the same everywhere in the execution. The children of a distributed map
//! have an input of their own; what they read of the parent's is passed to them and is no variable of it.

use crate::ir::assign::{Replacements, each_variable, substitute};
use crate::ir::machine::{EdgeId, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::graph::all_edges;
use crate::passes::liveness::each_value;

pub(super) fn run(machine: &mut Machine) {
    let Target::State(first) = machine.scope(Machine::ROOT).start.to else { return };
    let Some((at, name)) = input_of(machine, first) else { return };
    if is_assigned_elsewhere(machine, first, &name) || !worthwhile(machine, first) {
        return;
    }
    let input = Expr::variable("states").field("context").field("Execution").field("Input");
    let replacements = Replacements::from([(name, Value::sure(input))]);
    machine.edge_mut(EdgeId::Next(first)).assign.remove(at);
    // Other assignments of the first state were made of the state's input.
    let states: Vec<StateId> = machine.iter().map(|(id, _)| id).collect();
    for id in states {
        replace(machine, id, &replacements);
    }
}

/// The place and name of the variable that takes `$states.input` in a first state that is a Pass.
fn input_of(machine: &Machine, first: StateId) -> Option<(usize, Name)> {
    let state = machine.state(first);
    if !matches!(state.kind, Kind::Pass) {
        return None;
    }
    let input = Template::Expr(Expr::variable("states").field("input"));
    let assign = &state.next.as_ref()?.assign;
    let at = assign.iter().position(|(_, value)| value.template == input)?;
    Some((at, assign[at].0.clone()))
}

/// Only where the Pass has nothing else to do.
fn worthwhile(machine: &Machine, first: StateId) -> bool {
    machine.state(first).next.as_ref().is_some_and(|next| next.assign.len() == 1)
}

fn is_assigned_elsewhere(machine: &Machine, first: StateId, name: &Name) -> bool {
    all_edges(machine).into_iter().any(|edge| {
        edge != EdgeId::Next(first)
            && machine.edge(edge).assign.iter().any(|(assigned, _)| assigned == name)
    })
}

fn replace(machine: &mut Machine, id: StateId, replacements: &Replacements) {
    let mut reads = false;
    each_value(machine, id, &mut |value| {
        value.template.for_each_expr(&mut |expr| {
            each_variable(expr, &mut |name| reads |= replacements.contains_key(name));
        });
    });
    if !reads {
        return;
    }
    let put_in = &mut |value: &mut Value| {
        if let Some(replaced) = substitute(value, replacements) {
            *value = replaced;
        }
    };
    let state = machine.state_mut(id);
    state.for_each_own_value_mut(put_in);
    state.for_each_edge_mut(&mut |edge| edge.for_each_value_mut(put_in));
}
