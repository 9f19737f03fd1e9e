//! Removes states that nothing leads to, and the scopes in them.

use crate::ir::machine::{Machine, StateId, Target};

pub(super) fn run(machine: &mut Machine) {
    let mut reached = vec![false; machine.states.len()];
    let mut next: Vec<StateId> = Vec::new();
    let visit = |to: Target, reached: &mut Vec<bool>, next: &mut Vec<StateId>| {
        if let Target::State(state) = to
            && !std::mem::replace(&mut reached[state.0 as usize], true)
        {
            next.push(state);
        }
    };
    visit(machine.scope(Machine::ROOT).start.to, &mut reached, &mut next);
    while let Some(state) = next.pop() {
        for edge in machine.edges_of(state) {
            visit(machine.edge(edge).to, &mut reached, &mut next);
        }
        for scope in machine.state(state).inner_scopes() {
            visit(machine.scope(scope).start.to, &mut reached, &mut next);
        }
    }
    for (state, reached) in machine.states.iter_mut().zip(reached) {
        if !reached {
            *state = None;
        }
    }
    // A scope whose state is gone leads nowhere.
    for at in 0..machine.scopes.len() {
        let gone = match machine.scopes[at].start.to {
            Target::State(state) => machine.states[state.0 as usize].is_none(),
            Target::End | Target::Open => false,
        };
        if gone {
            machine.scopes[at].start.to = Target::End;
        }
    }
}
