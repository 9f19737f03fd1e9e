//! Joins a Choice to the one its default leads to, where nothing else does: `else if`, `match`. Drops
//! last rules that lead where the default does.
//!
//! Keeps: the order of the tests, and so which of them are evaluated; tests that may fail.

use crate::ir::machine::{Kind, Machine, Rule, StateId, Target};
use crate::passes::graph::{Predecessors, states_where};

pub(super) fn run(machine: &mut Machine) {
    // A merge changes who leads where, but not how many lead to a state that stays.
    let predecessors = Predecessors::new(machine);
    for choice in states_where(machine, |kind| matches!(kind, Kind::Choice(_))) {
        if machine.states[choice.0 as usize].is_some() {
            while merge(machine, &predecessors, choice) {}
            drop_idle_rules(machine, choice);
        }
    }
}

fn drop_idle_rules(machine: &mut Machine, choice: StateId) {
    let state = machine.state_mut(choice);
    let Some(default) = &state.next else { return };
    let Kind::Choice(rules) = &mut state.kind else { return };
    let idle = |rule: &Rule| {
        let edge = &rule.edge;
        !rule.condition.effects.fails && edge.to == default.to && edge.assign == default.assign
    };
    while rules.last().is_some_and(idle) {
        rules.pop();
    }
    if rules.is_empty() {
        state.kind = Kind::Pass;
    }
}

fn merge(machine: &mut Machine, predecessors: &Predecessors, first: StateId) -> bool {
    let Some(default) = &machine.state(first).next else { return false };
    let Target::State(second) = default.to else { return false };
    if !default.assign.is_empty() || default.output.is_some() || second == first {
        return false;
    }
    let follower = machine.state(second);
    if !matches!(follower.kind, Kind::Choice(_))
        || follower.label.given
        || follower.comment.is_some()
        || predecessors.of(second).len() != 1
    {
        return false;
    }
    let Some(follower) = machine.states[second.0 as usize].take() else { return false };
    let Kind::Choice(more) = follower.kind else { return false };
    let state = machine.state_mut(first);
    state.next = follower.next;
    if let Kind::Choice(rules) = &mut state.kind {
        rules.extend(more);
    }
    true
}
