//! Ends a scope in the state before its Succeed state, with the output there.
//!
//! Keeps: the output; what may fail stays out of reach of catchers and retriers that did not see it.

use crate::ir::assign::{Afterwards, behind, size};
use crate::ir::machine::{Edge, EdgeId, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::Expr;
use crate::passes::dead_assignments::drop_unread;
use crate::passes::fold_assignments::can_carry;
use crate::passes::graph::{Predecessors, states_where};
use crate::passes::skip_empty::can_end;

/// The most nodes of outputs that are written more than once.
const LARGEST_COPIES: usize = 96;

pub(super) fn run(machine: &mut Machine) {
    let succeeds = states_where(machine, |kind| matches!(kind, Kind::Succeed(Some(_))));
    if succeeds.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    for succeed in succeeds {
        fold(machine, &mut predecessors, succeed);
    }
}

fn fold(machine: &mut Machine, predecessors: &mut Predecessors, succeed: StateId) {
    let Kind::Succeed(Some(output)) = &machine.state(succeed).kind else { return };
    let output = output.clone();
    let copies = size(&output.template) * predecessors.of(succeed).len();
    if predecessors.of(succeed).len() > 1 && copies > LARGEST_COPIES {
        return;
    }
    predecessors.redirect_each(machine, succeed, |machine, edge| {
        let ends = can_end(machine, edge)
            && can_carry(machine, edge, output.effects)
            && end(machine.edge_mut(edge), &output);
        ends.then(|| {
            omit_default(machine, edge);
            Target::End
        })
    });
    if predecessors.of(succeed).is_empty() {
        predecessors.remove(machine, succeed);
    }
}

fn end(edge: &mut Edge, output: &Value) -> bool {
    if edge.output.is_some() {
        return false;
    }
    let output = std::iter::once(output);
    let Some(mut values) = behind(edge, output, Afterwards::Gone) else { return false };
    edge.output = values.pop();
    // Nothing reads a variable behind the end.
    drop_unread(edge, |_| false);
    true
}

/// An output that is the result is not written.
fn omit_default(machine: &mut Machine, edge: EdgeId) {
    let EdgeId::Next(state) = edge else { return };
    let gives_result =
        matches!(machine.state(state).kind, Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_));
    let field = if gives_result { "result" } else { "input" };
    let default = Template::Expr(Expr::variable("states").field(field));
    let edge = machine.edge_mut(edge);
    if edge.output.as_ref().is_some_and(|output| output.template == default) {
        edge.output = None;
    }
}
