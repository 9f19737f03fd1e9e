//! Gives a machine that never ends a way to an end that is never taken: AWS refuses a definition
//! without a terminal state (`MISSING_END_STATE`, looked for in the machine's own states only).
//!
//! Keeps: the run; each round of the loop passes one Choice more.

use crate::ir::machine::{Edge, EdgeId, Kind, Label, Machine, Rule, State, StateId, Target, Value};
use crate::source::Span;

pub(super) fn run(machine: &mut Machine) {
    if machine.iter().any(|(id, state)| state.scope == Machine::ROOT && ends(machine, id)) {
        return;
    }
    let Some((edge, to)) = back_edge(machine) else { return };
    let span = edge.state().map_or(machine.span, |state| machine.state(state).span);
    let end = add(machine, Kind::Succeed(None), None, "end", span);
    let rule = Rule {
        condition: Value::literal(true),
        edge: Edge::to(Target::State(to)),
        comment: None,
        words: Some("always".to_owned()),
        otherwise: None,
    };
    let default = Edge::to(Target::State(end));
    let choice = add(machine, Kind::Choice(vec![rule]), Some(default), "for ever", span);
    machine.edge_mut(edge).to = Target::State(choice);
}

fn ends(machine: &Machine, id: StateId) -> bool {
    let state = machine.state(id);
    matches!(state.kind, Kind::Succeed(_) | Kind::Fail { .. })
        || state.next.as_ref().is_some_and(|next| next.to == Target::End)
}

/// A transition that closes a loop of the machine's own states: one back to a state before it.
fn back_edge(machine: &Machine) -> Option<(EdgeId, StateId)> {
    machine.iter().filter(|(_, state)| state.scope == Machine::ROOT).find_map(|(id, _)| {
        machine.edges_of(id).find_map(|edge| match machine.edge(edge).to {
            Target::State(to) if to <= id => Some((edge, to)),
            Target::State(_) | Target::End | Target::Open => None,
        })
    })
}

fn add(machine: &mut Machine, kind: Kind, next: Option<Edge>, text: &str, span: Span) -> StateId {
    machine.add(State {
        scope: Machine::ROOT,
        kind,
        next,
        retriers: Vec::new(),
        catchers: Vec::new(),
        label: Label { text: text.to_owned(), given: false },
        comment: None,
        span,
        said: Vec::new(),
    })
}
