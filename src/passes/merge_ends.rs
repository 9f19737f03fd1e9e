//! Makes one of the Succeed and Fail states of a scope that do the same.
//!
//! Keeps: states with a name or comment of their own.

use rustc_hash::FxHashMap;

use crate::ir::machine::{Kind, Machine, ScopeId, StateId, Target};
use crate::passes::graph::{Predecessors, states_where};

pub(super) fn run(machine: &mut Machine) {
    let ends = states_where(machine, |kind| matches!(kind, Kind::Succeed(_) | Kind::Fail { .. }));
    if ends.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    let mut first: FxHashMap<(ScopeId, String), StateId> = FxHashMap::default();
    for end in ends {
        let state = machine.state(end);
        if state.label.given || state.comment.is_some() || is_volatile(&state.kind) {
            continue;
        }
        let key = (state.scope, format!("{:?}", state.kind));
        let kept = *first.entry(key).or_insert(end);
        if kept == end {
            continue;
        }
        predecessors.redirect_each(machine, end, |_, _| Some(Target::State(kept)));
        predecessors.remove(machine, end);
    }
}

fn is_volatile(kind: &Kind) -> bool {
    match kind {
        Kind::Succeed(output) => output.as_ref().is_some_and(|value| value.effects.volatile),
        Kind::Fail { error, cause } => {
            [error, cause].into_iter().flatten().any(|value| value.effects.volatile)
        }
        _ => false,
    }
}
