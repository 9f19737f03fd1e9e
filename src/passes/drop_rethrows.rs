//! Drops a last handler that does nothing but fail again with the error it was given.
//!
//! Keeps: the error and its cause, which are the same without the handler.

use crate::ir::errors::{CAUSE, ERROR, part_of};
use crate::ir::machine::{Catcher, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::Expr;

pub(super) fn run(machine: &mut Machine) {
    let caught = machine.iter().filter(|(_, state)| !state.catchers.is_empty());
    let states: Vec<StateId> = caught.map(|(id, _)| id).collect();
    for id in states {
        while machine.state(id).catchers.last().is_some_and(|last| fails_again(machine, last)) {
            machine.state_mut(id).catchers.pop();
        }
    }
}

fn fails_again(machine: &Machine, catcher: &Catcher) -> bool {
    let Target::State(to) = catcher.edge.to else { return false };
    let [(name, value)] = catcher.edge.assign.as_slice() else { return false };
    if !is_error_output(value) || catcher.edge.output.is_some() {
        return false;
    }
    match &machine.state(to).kind {
        Kind::Fail { error: Some(error), cause: Some(cause) } => {
            *error == part_of(name, ERROR) && *cause == part_of(name, CAUSE)
        }
        _ => false,
    }
}

/// Whether the value is the error as it was caught; a handler may have made another one of it.
fn is_error_output(value: &Value) -> bool {
    match &value.template {
        Template::Expr(Expr::Path(base, step)) => {
            base.is_variable("states")
                && matches!(&**step, Expr::Field(field) if &**field == "errorOutput")
        }
        _ => false,
    }
}
