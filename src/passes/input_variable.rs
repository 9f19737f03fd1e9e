//! The execution's input, name and the like, where a state would be needed to put them in variables, are
//! read from the Context Object: a workflow that begins with a loop, a `parallel` or a `map`.
//!
//! Keeps: the values, which are the same everywhere in the execution. The children of a distributed map
//! have an input of their own; what they read of the parent's is passed to them and is no variable of it.

use crate::ir::assign::Replacements;
use crate::ir::machine::{EdgeId, Effects, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::graph::{Predecessors, all_edges, has_input_of};
use crate::passes::replace::{can_replace, reads, replace};

pub(super) fn run(machine: &mut Machine) {
    let Target::State(first) = machine.scope(Machine::ROOT).start.to else { return };
    let Some(values) = constants_of(machine, first) else { return };
    if values.keys().any(|name| is_assigned_elsewhere(machine, first, name)) {
        return;
    }
    // Where the input itself is at hand it is read as it is.
    let own: Replacements = machine.edge(EdgeId::Next(first)).assign.iter().cloned().collect();
    let mut readers = Vec::new();
    let predecessors = Predecessors::new(machine);
    let behind = becomes_first(machine, &predecessors, first);
    for (id, _) in machine.iter().filter(|(id, _)| *id != first) {
        if reads(machine, id, &values) {
            let at_hand =
                behind.is_some_and(|behind| has_input_of(machine, &predecessors, id, behind));
            readers.push((id, if at_hand { &own } else { &values }));
        }
    }
    // An expression that would become too large keeps the variables for all.
    if !readers.iter().all(|(id, values)| can_replace(machine, *id, values)) {
        return;
    }
    for (id, values) in readers {
        replace(machine, id, values);
    }
    machine.edge_mut(EdgeId::Next(first)).assign.clear();
}

/// The state behind the first one, where the workflow begins with it once the first one is gone: its input
/// is then the execution's.
fn becomes_first(
    machine: &Machine,
    predecessors: &Predecessors,
    first: StateId,
) -> Option<StateId> {
    let next = machine.state(first).next.as_ref()?;
    let Target::State(behind) = next.to else { return None };
    let alone = next.output.is_none()
        && predecessors.of(first) == [EdgeId::Start(Machine::ROOT)]
        && predecessors.of(behind) == [EdgeId::Next(first)];
    alone.then_some(behind)
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
