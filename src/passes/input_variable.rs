//! The execution's input, name and the like, where a state would be needed to put them in variables, are
//! read from the Context Object: a workflow that begins with a loop, a `parallel` or a `map`.
//!
//! Keeps: the values, which are the same everywhere in the execution. The children of a distributed map
//! have an input of their own; what they read of the parent's is passed to them and is no variable of it.

use crate::ir::assign::{Replacements, each_variable, substitute};
use crate::ir::machine::{EdgeId, Effects, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::graph::all_edges;
use crate::passes::liveness::each_value;

pub(super) fn run(machine: &mut Machine) {
    let Target::State(first) = machine.scope(Machine::ROOT).start.to else { return };
    let Some(values) = constants_of(machine, first) else { return };
    if values.keys().any(|name| is_assigned_elsewhere(machine, first, name)) {
        return;
    }
    let readers: Vec<StateId> =
        machine.iter().map(|(id, _)| id).filter(|id| reads(machine, *id, &values)).collect();
    // An expression that would become too large keeps the variables for all.
    if !readers.iter().all(|id| can_replace(machine, *id, &values)) {
        return;
    }
    machine.edge_mut(EdgeId::Next(first)).assign.clear();
    for id in readers {
        replace(machine, id, &values);
    }
}

/// What a first state that is a Pass assigns, where all of it can be read from the Context Object too.
fn constants_of(machine: &Machine, first: StateId) -> Option<Replacements> {
    let state = machine.state(first);
    if !matches!(state.kind, Kind::Pass) {
        return None;
    }
    let assign = &state.next.as_ref()?.assign;
    assign.iter().map(|(name, value)| Some((name.clone(), from_context(value)?))).collect()
}

/// `value` over the Context Object, where it is a path of the execution's input or of `Execution`.
fn from_context(value: &Value) -> Option<Value> {
    let Template::Expr(expr) = &value.template else { return None };
    if value.effects != Effects::default() {
        return None;
    }
    let execution = Expr::variable("states").field("context").field("Execution");
    let input = Expr::variable("states").field("input");
    let mut steps = Vec::new();
    let mut base = expr;
    loop {
        let start = if *base == input {
            execution.field("Input")
        } else if *base == execution {
            execution
        } else if let Expr::Path(inner, step) = base
            && let Expr::Field(field) = &**step
        {
            steps.push(field);
            base = inner;
            continue;
        } else {
            return None;
        };
        let path = steps.into_iter().rev().fold(start, |path, step| path.field(step));
        return Some(Value::sure(path));
    }
}

fn is_assigned_elsewhere(machine: &Machine, first: StateId, name: &Name) -> bool {
    all_edges(machine).into_iter().any(|edge| {
        edge != EdgeId::Next(first)
            && machine.edge(edge).assign.iter().any(|(assigned, _)| assigned == name)
    })
}

fn reads(machine: &Machine, id: StateId, replacements: &Replacements) -> bool {
    let mut reads = false;
    each_value(machine, id, &mut |value| {
        value.template.for_each_expr(&mut |expr| {
            each_variable(expr, &mut |name| reads |= replacements.contains_key(name));
        });
    });
    reads
}

fn can_replace(machine: &Machine, id: StateId, replacements: &Replacements) -> bool {
    let mut possible = true;
    each_value(machine, id, &mut |value| possible &= substitute(value, replacements).is_some());
    possible
}

fn replace(machine: &mut Machine, id: StateId, replacements: &Replacements) {
    let put_in = &mut |value: &mut Value| {
        if let Some(replaced) = substitute(value, replacements) {
            *value = replaced;
        }
    };
    let state = machine.state_mut(id);
    state.for_each_own_value_mut(put_in);
    state.for_each_edge_mut(&mut |edge| edge.for_each_value_mut(put_in));
}
