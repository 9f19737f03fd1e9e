//! Variables are written before they are read on every way, and no scope writes one of the scopes
//! around it.

use indexmap::{IndexMap, IndexSet};

use super::dominance::{Dominance, Graph, Passing};
use super::name;
use crate::ir::machine::{Edge, EdgeId, Machine, ScopeId, StateId, Target, Value};
use crate::jsonata::Name;
use crate::jsonata::scope::uses;

/// The rules that are broken, a line each. The machine's structure must be right.
pub fn check(machine: &Machine) -> Vec<String> {
    let flow = Flow::of(machine);
    let mut broken = flow.unwritten_reads();
    broken.extend(shared_with_outer_scopes(machine));
    broken
}

/// Where variables are written and read. A state is a node, and so is an edge that assigns; an
/// inner scope is entered from its state, an isolated one from the root, so that it sees nothing.
struct Flow<'a> {
    machine: &'a Machine,
    graph: Graph,
    variables: IndexMap<Name, Variable>,
}

#[derive(Default)]
struct Variable {
    written: Vec<u32>,
    read: Vec<u32>,
}

impl<'a> Flow<'a> {
    fn of(machine: &'a Machine) -> Self {
        let graph = Graph::new(machine.states.len() + 1);
        let mut flow = Self { machine, graph, variables: IndexMap::new() };
        flow.scope(Machine::ROOT, Graph::ROOT);
        for (id, state) in machine.iter() {
            state.for_each_own_value(&mut |value| flow.read(value, node(id)));
            for edge in machine.edges_of(id) {
                flow.edge(machine.edge(edge), node(id));
            }
            for scope in state.inner_scopes() {
                let isolated = machine.scope(scope).isolated;
                flow.scope(scope, if isolated { Graph::ROOT } else { node(id) });
            }
        }
        flow
    }

    fn scope(&mut self, scope: ScopeId, entered_from: u32) {
        self.edge(self.machine.edge(EdgeId::Start(scope)), entered_from);
    }

    fn edge(&mut self, edge: &Edge, from: u32) {
        edge.for_each_value(&mut |value| self.read(value, from));
        let Target::State(to) = edge.to else { return };
        if edge.assign.is_empty() {
            self.graph.connect(from, node(to));
            return;
        }
        let between = self.graph.add();
        self.graph.connect(from, between);
        self.graph.connect(between, node(to));
        for (name, _) in &edge.assign {
            self.variables.entry(name.clone()).or_default().written.push(between);
        }
    }

    fn read(&mut self, value: &Value, at: u32) {
        value.template.for_each_expr(&mut |expr| {
            for name in uses(expr).variables() {
                self.variables.entry(name.clone()).or_default().read.push(at);
            }
        });
    }

    fn unwritten_reads(&self) -> Vec<String> {
        let dominance = Dominance::of(&self.graph);
        let mut seen_for = vec![usize::MAX; self.graph.len()];
        let mut broken = Vec::new();
        for (number, (variable, Variable { written, read })) in self.variables.iter().enumerate() {
            let sure = dominance.passing(written);
            let unsure = read.iter().find(|at| self.avoidable(**at, &sure, number, &mut seen_for));
            broken.extend(unsure.map(|at| {
                let reader = self.reader(*at);
                format!("{reader}: reads `{variable}`, which is not written on every way to it")
            }));
        }
        broken
    }

    /// Whether there is a way from the root to `at` that writes nothing; there is none through
    /// nodes that are `sure`. `seen_for` marks the nodes that were looked at for this variable.
    fn avoidable(&self, at: u32, sure: &Passing, number: usize, seen_for: &mut [usize]) -> bool {
        let mut waiting = vec![at];
        while let Some(node) = waiting.pop() {
            if seen_for[node as usize] == number || sure.contains(node) {
                continue;
            }
            if node == Graph::ROOT {
                return true;
            }
            seen_for[node as usize] = number;
            waiting.extend(self.graph.before(node));
        }
        false
    }

    fn reader(&self, node: u32) -> String {
        match node.checked_sub(1) {
            Some(id) => name(self.machine, StateId(id)),
            None => "the start".to_owned(),
        }
    }
}

fn node(state: StateId) -> u32 {
    state.0 + 1
}

/// Variables that a scope writes and a scope around it writes too.
fn shared_with_outer_scopes(machine: &Machine) -> Vec<String> {
    let mut written: IndexSet<(ScopeId, &Name)> = IndexSet::new();
    for scope in machine.live_scopes() {
        let start = &machine.scope(scope).start;
        written.extend(start.assign.iter().map(|(name, _)| (scope, name)));
    }
    for (_, state) in machine.iter() {
        state.for_each_edge(&mut |edge| {
            written.extend(edge.assign.iter().map(|(name, _)| (state.scope, name)));
        });
    }
    written
        .iter()
        .filter(|&&(scope, name)| {
            machine.scopes_around(scope).any(|outer| written.contains(&(outer, name)))
        })
        .map(|(scope, name)| {
            format!("scope {}: writes `{name}`, which a scope around it writes", scope.0)
        })
        .collect()
}
