//! Leads past Pass states that do nothing.
//!
//! Keeps: the input of a scope's first state; an end stays where only a state can end.

use crate::ir::machine::{EdgeId, Kind, Machine, StateId, Target};
use crate::passes::graph::{Predecessors, states_where};

pub(super) fn run(machine: &mut Machine) {
    let passes = states_where(machine, |kind| matches!(kind, Kind::Pass));
    if passes.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    for pass in passes {
        let Some(next) = &machine.state(pass).next else { continue };
        if !next.assign.is_empty() || next.output.is_some() {
            continue;
        }
        let to = next.to;
        if to == Target::State(pass) {
            continue;
        }
        predecessors.redirect_each(machine, pass, |machine, edge| {
            (to != Target::End || can_end(machine, edge)).then_some(to)
        });
        if predecessors.of(pass).is_empty() {
            predecessors.remove(machine, pass);
        }
    }
}

/// Whether a transition may end its scope: those of a Choice, of catchers and into a scope may not.
/// A state that ends gives its result; a Pass in between would have given it too.
pub(super) fn can_end(machine: &Machine, edge: EdgeId) -> bool {
    match edge {
        EdgeId::Next(state) => ends(machine, state),
        EdgeId::Start(_) | EdgeId::Rule(..) | EdgeId::Catch(..) => false,
    }
}

fn ends(machine: &Machine, state: StateId) -> bool {
    !matches!(machine.state(state).kind, Kind::Choice(_))
}
