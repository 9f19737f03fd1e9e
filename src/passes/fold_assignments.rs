//! Moves the assignments of a Pass state onto the transitions that lead to it, where all of them
//! can carry them.
//!
//! Keeps: what may fail is not moved to where a catcher or retrier would see its failure that did
//! not see it before; an assignment is copied to several transitions only while it is small.

use crate::ir::assign::{append, size};
use crate::ir::machine::{EdgeId, Effects, Kind, Machine, StateId, Target, Value};
use crate::jsonata::Name;
use crate::passes::graph::{Predecessors, states_where};

/// The most nodes of assignments that are written more than once.
const LARGEST_COPIES: usize = 96;

pub(super) fn run(machine: &mut Machine) {
    let passes = states_where(machine, |kind| matches!(kind, Kind::Pass));
    if passes.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    for pass in passes {
        fold(machine, &mut predecessors, pass);
    }
}

fn fold(machine: &mut Machine, predecessors: &mut Predecessors, pass: StateId) {
    let Some(next) = &machine.state(pass).next else { return };
    let to = next.to;
    if next.assign.is_empty() || next.output.is_some() || !matches!(to, Target::State(_)) {
        return;
    }
    if to == Target::State(pass) {
        return;
    }
    let assign = next.assign.clone();
    let before = predecessors.of(pass);
    let effects = assign.iter().fold(Effects::default(), |all, (_, value)| all.and(value.effects));
    let copies =
        assign.iter().map(|(_, value)| size(&value.template)).sum::<usize>() * before.len();
    if before.is_empty() || (before.len() > 1 && copies > LARGEST_COPIES) {
        return;
    }
    if !before.iter().all(|edge| can_carry(machine, *edge, effects)) {
        return;
    }
    predecessors.redirect_each(machine, pass, |machine, edge| {
        append_to(machine, edge, &assign).then_some(to)
    });
    if predecessors.of(pass).is_empty() {
        predecessors.remove(machine, pass);
    }
}

fn append_to(machine: &mut Machine, edge: EdgeId, assign: &[(Name, Value)]) -> bool {
    let edge = machine.edge_mut(edge);
    edge.output.is_none() && append(edge, assign)
}

/// Whether a transition may evaluate something with `effects` that a state of its own evaluated
/// behind it.
pub(super) fn can_carry(machine: &Machine, edge: EdgeId, effects: Effects) -> bool {
    match edge {
        EdgeId::Start(_) => false,
        // What fails in a catcher fails the execution before the handler has begun, and the state is
        // another there.
        EdgeId::Catch(..) => effects == Effects::default(),
        EdgeId::Rule(..) => true,
        EdgeId::Next(state) => !effects.fails || !machine.state(state).sees_query_errors(),
    }
}
