//! Which variables are read behind which states.

use std::collections::{HashMap, HashSet};

use crate::ir::assign::each_variable;
use crate::ir::machine::{Machine, ScopeId, StateId, Target, Value};
use crate::jsonata::Name;
use crate::passes::graph::Predecessors;

/// How many steps the search may take for each state of the machine; a variable whose search is
/// not done by then counts as read everywhere.
const STEPS_PER_STATE: usize = 64;

/// The states at whose entry each variable may still be read.
#[derive(Debug)]
pub(super) struct Liveness {
    live: HashSet<(StateId, Name)>,
    everywhere: HashSet<Name>,
}

impl Liveness {
    /// Of all variables of `machine`.
    pub(super) fn new(machine: &Machine) -> Self {
        let predecessors = Predecessors::new(machine);
        let mut readers: HashMap<Name, Vec<StateId>> = HashMap::new();
        for (id, _) in machine.iter() {
            each_value(machine, id, &mut |value| {
                value.template.for_each_expr(&mut |expr| {
                    each_variable(expr, &mut |name| {
                        readers.entry(name.clone()).or_default().push(id);
                    });
                });
            });
        }
        let mut budget = STEPS_PER_STATE * machine.states.len().max(64);
        let mut liveness = Self { live: HashSet::new(), everywhere: HashSet::new() };
        let mut names: Vec<Name> = readers.keys().cloned().collect();
        names.sort_unstable();
        for name in names {
            let states = readers.remove(&name).unwrap_or_default();
            liveness.search(machine, &predecessors, &name, states, &mut budget);
        }
        liveness
    }

    /// Whether `name` may be read behind a transition to `to`.
    pub(super) fn is_read_behind(&self, to: Target, name: &Name) -> bool {
        match to {
            Target::State(state) => {
                self.everywhere.contains(name) || self.live.contains(&(state, name.clone()))
            }
            Target::End | Target::Open => false,
        }
    }

    /// Walks back from the states that read `name` to those that assign it.
    fn search(
        &mut self,
        machine: &Machine,
        predecessors: &Predecessors,
        name: &Name,
        mut states: Vec<StateId>,
        budget: &mut usize,
    ) {
        while let Some(state) = states.pop() {
            if *budget == 0 {
                self.everywhere.insert(name.clone());
                return;
            }
            *budget -= 1;
            if !self.live.insert((state, name.clone())) {
                continue;
            }
            for edge in predecessors.of(state) {
                let from = machine.edge(*edge);
                if from.assign.iter().any(|(assigned, _)| assigned == name) {
                    continue;
                }
                states.extend(edge.state());
            }
            // A first state of an inner scope is entered from the state around it.
            let scope = machine.scope(machine.state(state).scope);
            if scope.start.to == Target::State(state) && !scope.isolated {
                states.extend(scope.parent);
            }
        }
    }
}

/// Calls `visit` with every value of a state: what it is given and what its transitions carry. Not of
/// the states inside it.
pub(super) fn each_value<'m>(machine: &'m Machine, id: StateId, visit: &mut dyn FnMut(&'m Value)) {
    let state = machine.state(id);
    state.for_each_own_value(visit);
    state.for_each_edge(&mut |edge| edge.for_each_value(visit));
}

/// The variables that are read in the scopes inside a state.
pub(super) fn read_inside(machine: &Machine, outer: StateId) -> HashSet<Name> {
    let mut scopes: HashSet<ScopeId> = machine.state(outer).inner_scopes().into_iter().collect();
    let mut names = HashSet::new();
    if scopes.is_empty() {
        return names;
    }
    // The states inside were added directly behind the state they belong to.
    for (id, state) in machine.iter_from(outer).skip(1) {
        if !scopes.contains(&state.scope) {
            break;
        }
        scopes.extend(state.inner_scopes());
        each_value(machine, id, &mut |value| {
            value.template.for_each_expr(&mut |expr| {
                each_variable(expr, &mut |name| {
                    names.insert(name.clone());
                });
            });
        });
    }
    names
}
