//! Makes one of the Succeed and Fail states of a scope that do the same.
//!
//! Keeps: states with a name or comment of their own.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::ir::machine::{Kind, Machine, ScopeId, StateId, Target};
use crate::passes::graph::{Predecessors, states_where};

pub(super) fn run(machine: &mut Machine) {
    let ends = states_where(machine, |kind| matches!(kind, Kind::Succeed(_) | Kind::Fail { .. }));
    if ends.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    let mut kept: FxHashMap<(ScopeId, u64), Vec<StateId>> = FxHashMap::default();
    for end in ends {
        let state = machine.state(end);
        if state.label.given || state.comment.is_some() || is_volatile(&state.kind) {
            continue;
        }
        let alike = kept.entry((state.scope, hash(&state.kind))).or_default();
        let same = alike.iter().find(|kept| is_same(&machine.state(**kept).kind, &state.kind));
        let Some(same) = same.copied() else {
            alike.push(end);
            continue;
        };
        predecessors.redirect_each(machine, end, |_, _| Some(Target::State(same)));
        predecessors.remove(machine, end);
    }
}

/// A hash that ends which are the same share.
fn hash(end: &Kind) -> u64 {
    let mut hasher = FxHasher::default();
    match end {
        Kind::Succeed(output) => output.hash(&mut hasher),
        Kind::Fail { error, cause } => (error, cause).hash(&mut hasher),
        _ => {}
    }
    hasher.finish()
}

/// Whether two ends are the same to the order of fields, which `==` of constants does not see.
fn is_same(one: &Kind, other: &Kind) -> bool {
    format!("{one:?}") == format!("{other:?}")
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
