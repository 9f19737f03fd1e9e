//! Values that take the place of variables in all that a state evaluates.

use crate::ir::assign::{Replacements, substitute};
use crate::ir::machine::{Machine, StateId, Value};
use crate::passes::liveness::each_value;

/// Whether `state` reads one of the variables, the states inside it left aside.
pub(super) fn reads(machine: &Machine, state: StateId, replacements: &Replacements) -> bool {
    let mut reads = false;
    each_value(machine, state, &mut |value| {
        value.template.for_each_variable(&mut |name| reads |= replacements.contains_key(name));
    });
    reads
}

/// Whether every expression of `state` takes the values: none becomes too large.
pub(super) fn can_replace(machine: &Machine, state: StateId, replacements: &Replacements) -> bool {
    let mut possible = true;
    each_value(machine, state, &mut |value| possible &= substitute(value, replacements).is_some());
    possible
}

/// Puts the values into what `state` evaluates.
pub(super) fn replace(machine: &mut Machine, state: StateId, replacements: &Replacements) {
    let put_in = &mut |value: &mut Value| {
        if let Some(replaced) = substitute(value, replacements) {
            *value = replaced;
        }
    };
    let state = machine.state_mut(state);
    state.for_each_own_value_mut(put_in);
    state.for_each_edge_mut(&mut |edge| edge.for_each_value_mut(put_in));
}
