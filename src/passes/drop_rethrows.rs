//! Drops a last handler that does nothing but fail again with the error it was given.
//!
//! Keeps: the error and its cause, which are the same without the handler.

use crate::ir::errors::{CAUSE, ERROR, part_of};
use crate::ir::machine::{Catcher, Kind, Machine, StateId, Target};

pub(super) fn run(machine: &mut Machine) {
    let states: Vec<StateId> = machine.iter().map(|(id, _)| id).collect();
    for id in states {
        while machine.state(id).catchers.last().is_some_and(|last| fails_again(machine, last)) {
            machine.state_mut(id).catchers.pop();
        }
    }
}

fn fails_again(machine: &Machine, catcher: &Catcher) -> bool {
    let Target::State(to) = catcher.edge.to else { return false };
    let [(name, _)] = catcher.edge.assign.as_slice() else { return false };
    match &machine.state(to).kind {
        Kind::Fail { error: Some(error), cause: Some(cause) } => {
            *error == part_of(name, ERROR) && *cause == part_of(name, CAUSE)
        }
        _ => false,
    }
}
