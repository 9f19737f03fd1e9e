//! Who leads where.

use crate::ir::machine::{Edge, EdgeId, Kind, Machine, ScopeId, StateId, Target};

/// The transitions that lead to each state.
#[derive(Debug)]
pub(super) struct Predecessors {
    of: Vec<Few>,
}

/// Transitions to one state: to most there is one, which takes no allocation.
#[derive(Clone, Debug, Default)]
enum Few {
    #[default]
    None,
    One(EdgeId),
    More(Vec<EdgeId>),
}

impl Few {
    fn as_slice(&self) -> &[EdgeId] {
        match self {
            Self::None => &[],
            Self::One(edge) => std::slice::from_ref(edge),
            Self::More(edges) => edges,
        }
    }

    fn push(&mut self, edge: EdgeId) {
        match self {
            Self::None => *self = Self::One(edge),
            Self::One(first) => *self = Self::More(vec![*first, edge]),
            Self::More(edges) => edges.push(edge),
        }
    }

    fn remove(&mut self, edge: EdgeId) {
        match self {
            Self::One(only) if *only == edge => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::More(edges) => edges.retain(|other| *other != edge),
        }
    }
}

impl Predecessors {
    /// Of all states of `machine`.
    pub(super) fn new(machine: &Machine) -> Self {
        let mut of = vec![Few::None; machine.states.len()];
        for_each_edge(machine, |id, edge| {
            if let Target::State(to) = edge.to {
                of[to.0 as usize].push(id);
            }
        });
        Self { of }
    }

    /// The transitions to `state`.
    pub(super) fn of(&self, state: StateId) -> &[EdgeId] {
        self.of[state.0 as usize].as_slice()
    }

    /// Leads `edge` of `machine` to `to`.
    pub(super) fn redirect(&mut self, machine: &mut Machine, edge: EdgeId, to: Target) {
        let before = std::mem::replace(&mut machine.edge_mut(edge).to, to);
        if let Target::State(before) = before {
            self.of[before.0 as usize].remove(edge);
        }
        if let Target::State(to) = to {
            self.of[to.0 as usize].push(edge);
        }
    }

    /// Leads those transitions to `state` for which `new_target` gives one to it.
    pub(super) fn redirect_each(
        &mut self,
        machine: &mut Machine,
        state: StateId,
        mut new_target: impl FnMut(&mut Machine, EdgeId) -> Option<Target>,
    ) {
        let mut kept = Vec::new();
        for edge in std::mem::take(&mut self.of[state.0 as usize]).as_slice().iter().copied() {
            match new_target(machine, edge) {
                Some(to) => {
                    machine.edge_mut(edge).to = to;
                    if let Target::State(to) = to {
                        self.of[to.0 as usize].push(edge);
                    }
                }
                None => kept.push(edge),
            }
        }
        // A transition from the state to itself may have been added meanwhile.
        for edge in kept {
            self.of[state.0 as usize].push(edge);
        }
    }

    /// Removes `state`, to which nothing leads any more.
    pub(super) fn remove(&mut self, machine: &mut Machine, state: StateId) {
        debug_assert!(self.of(state).is_empty());
        for edge in machine.edges_of(state) {
            if let Target::State(to) = machine.edge(edge).to {
                self.of[to.0 as usize].remove(edge);
            }
        }
        machine.states[state.0 as usize] = None;
    }
}

/// Whether `state` has the input of `outer`: it is that state, or begins a branch of a Parallel that gives
/// its own input on, and nothing leads back to it.
pub(super) fn has_input_of(
    machine: &Machine,
    predecessors: &Predecessors,
    state: StateId,
    outer: StateId,
) -> bool {
    let mut inner = state;
    while inner != outer {
        let scope = machine.state(inner).scope;
        let Some(parent) = machine.scope(scope).parent else { return false };
        let gives_on = matches!(machine.state(parent).kind, Kind::Parallel { arguments: None, .. });
        if !gives_on || predecessors.of(inner) != [EdgeId::Start(scope)] {
            return false;
        }
        inner = parent;
    }
    true
}

/// Every transition of a machine.
pub(super) fn all_edges(machine: &Machine) -> Vec<EdgeId> {
    let mut edges = Vec::new();
    for_each_edge(machine, |id, _| edges.push(id));
    edges
}

/// Calls `visit` with each transition: those into scopes, then those of each state, in the order of
/// [`Machine::edges_of`].
fn for_each_edge(machine: &Machine, mut visit: impl FnMut(EdgeId, &Edge)) {
    for (scope, at) in machine.scopes.iter().zip(0..) {
        visit(EdgeId::Start(ScopeId(at)), &scope.start);
    }
    for (id, state) in machine.iter() {
        if let Kind::Choice(rules) = &state.kind {
            rules.iter().zip(0..).for_each(|(rule, at)| visit(EdgeId::Rule(id, at), &rule.edge));
        }
        state.next.iter().for_each(|edge| visit(EdgeId::Next(id), edge));
        let catchers = state.catchers.iter().zip(0..);
        catchers.for_each(|(catcher, at)| visit(EdgeId::Catch(id, at), &catcher.edge));
    }
}

/// The states of `machine` of which `test` is true.
pub(super) fn states_where(machine: &Machine, test: impl Fn(&Kind) -> bool) -> Vec<StateId> {
    machine.iter().filter(|(_, state)| test(&state.kind)).map(|(id, _)| id).collect()
}
