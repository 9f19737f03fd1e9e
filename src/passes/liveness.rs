//! Which variables are read behind which states.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::assign::Replacements;
use crate::ir::machine::{Edge, Machine, ScopeId, StateId, Target, Value};
use crate::jsonata::Name;
use crate::passes::graph::Predecessors;
use crate::passes::replace::reads;

/// How many steps the search may take for each state of the machine; a variable whose search is
/// not done by then counts as read everywhere.
const STEPS_PER_STATE: usize = 64;

/// The states at whose entry each variable may still be read.
#[derive(Debug)]
pub(super) struct Liveness {
    numbers: Names,
    /// For each state the numbers of the variables that may be read from its entry on, ascending.
    live: Vec<Vec<u32>>,
    /// The first of the variables whose search was not done.
    unknown_from: u32,
}

impl Liveness {
    /// Of all variables of `machine`.
    pub(super) fn new(machine: &Machine) -> Self {
        let mut assigned = Names::default();
        machine.for_each_edge(&mut |edge| {
            assigned.extend(edge.assign.iter().map(|(name, _)| (name.clone(), None)));
        });
        Self::of(machine, assigned)
    }

    /// Of those of the variables of `machine` that the transitions `edges` assign.
    pub(super) fn of_assigned<'m>(
        machine: &'m Machine,
        edges: impl Iterator<Item = &'m Edge>,
    ) -> Self {
        let assigned = edges.flat_map(|edge| &edge.assign).map(|(name, _)| (name.clone(), None));
        Self::of(machine, assigned.collect())
    }

    fn of(machine: &Machine, mut numbers: Names) -> Self {
        let predecessors = Predecessors::new(machine);
        let readers = readers(machine, &mut numbers);
        let mut liveness =
            Self { numbers, live: vec![Vec::new(); machine.states.len()], unknown_from: u32::MAX };
        let mut budget = STEPS_PER_STATE * machine.states.len().max(64);
        for (number, (name, states)) in (0..).zip(readers) {
            if !liveness.search(machine, &predecessors, number, &name, states, &mut budget) {
                liveness.unknown_from = number;
                break;
            }
        }
        liveness
    }

    /// Whether `name` may be read behind a transition to `to`.
    pub(super) fn is_read_behind(&self, to: Target, name: &Name) -> bool {
        let (Target::State(state), Some(number)) = (to, self.number(name)) else { return false };
        number >= self.unknown_from || self.live[state.0 as usize].binary_search(&number).is_ok()
    }

    /// Notes that `name` is read in `state` from now on.
    pub(super) fn add_reader(&mut self, state: StateId, name: &Name) {
        let Some(number) = self.number(name) else { return };
        let live = &mut self.live[state.0 as usize];
        if let Err(place) = live.binary_search(&number) {
            live.insert(place, number);
        }
    }

    fn number(&self, name: &Name) -> Option<u32> {
        self.numbers.get(name).copied().flatten()
    }

    /// Walks back from the states that read `name` to those that assign it. `false`: too far.
    fn search(
        &mut self,
        machine: &Machine,
        predecessors: &Predecessors,
        number: u32,
        name: &Name,
        mut states: Vec<StateId>,
        budget: &mut usize,
    ) -> bool {
        while let Some(state) = states.pop() {
            if *budget == 0 {
                return false;
            }
            *budget -= 1;
            let live = &mut self.live[state.0 as usize];
            if live.last() == Some(&number) {
                continue;
            }
            live.push(number);
            for edge in predecessors.of(state) {
                let from = machine.edge(*edge);
                if !from.assign.iter().any(|(assigned, _)| assigned == name) {
                    states.extend(edge.state());
                }
            }
            // A first state of an inner scope is entered from the state around it.
            let scope = machine.scope(machine.state(state).scope);
            if scope.start.to == Target::State(state) && !scope.isolated {
                states.extend(scope.parent);
            }
        }
        true
    }
}

/// The variables that are asked about, with the order they are searched in; `None`: nothing reads it.
type Names = FxHashMap<Name, Option<u32>>;

/// Variables with the states that read them.
type Readers = Vec<(Name, Vec<StateId>)>;

/// The states that read each variable of `numbers`, which get their places in that list.
fn readers(machine: &Machine, numbers: &mut Names) -> Readers {
    let mut readers = Readers::with_capacity(numbers.len());
    for (id, _) in machine.iter() {
        each_value(machine, id, &mut |value| {
            value.template.for_each_variable(&mut |name| {
                let Some(number) = numbers.get_mut(name) else { return };
                if let Some(number) = number {
                    readers[*number as usize].1.push(id);
                } else {
                    let next = readers.len();
                    *number = Some(u32::try_from(next).expect("fewer than 2^32 variables"));
                    readers.push((name.clone(), vec![id]));
                }
            });
        });
    }
    readers
}

/// Calls `visit` with every value of a state: what it is given and what its transitions carry. Not of
/// the states inside it.
pub(super) fn each_value<'m>(machine: &'m Machine, id: StateId, visit: &mut dyn FnMut(&'m Value)) {
    let state = machine.state(id);
    state.for_each_own_value(visit);
    state.for_each_edge(&mut |edge| edge.for_each_value(visit));
}

/// The states in the scopes inside a state that read one of the variables.
pub(super) fn readers_inside(
    machine: &Machine,
    outer: StateId,
    variables: &Replacements,
) -> Vec<StateId> {
    let mut scopes: FxHashSet<ScopeId> = machine.state(outer).inner_scopes().into_iter().collect();
    let mut readers = Vec::new();
    if scopes.is_empty() {
        return readers;
    }
    // The states inside were added directly behind the state they belong to.
    for (id, state) in machine.iter_from(outer).skip(1) {
        if !scopes.contains(&state.scope) {
            break;
        }
        scopes.extend(state.inner_scopes());
        if reads(machine, id, variables) {
            readers.push(id);
        }
    }
    readers
}
