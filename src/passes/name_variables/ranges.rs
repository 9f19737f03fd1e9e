//! Where variables are needed, so that two that are never needed at once may share a name.

use rustc_hash::FxHashSet;

use super::Variable;
use crate::ir::machine::{EdgeId, Machine, ScopeId, StateId, Target};
use crate::jsonata::Name;
use crate::passes::graph::Predecessors;

/// How many states are looked at for one variable; one that is needed longer shares with nobody.
const BUDGET: usize = 100;

/// Where a variable is written and needed.
#[derive(Debug, Default)]
pub struct Range {
    /// The states on entry to which it holds a value that may be read.
    needed: Vec<StateId>,
    written: Vec<EdgeId>,
    /// Where the edges that write it lead.
    leads_to: Vec<StateId>,
}

/// Where several variables of one name are written and needed.
#[derive(Debug, Default)]
pub struct Shared {
    needed: FxHashSet<StateId>,
    written: FxHashSet<EdgeId>,
    leads_to: FxHashSet<StateId>,
}

impl Shared {
    /// Whether one of them is written while the other is needed, or both by one edge.
    pub fn meets(&self, other: &Range) -> bool {
        other.leads_to.iter().any(|state| self.needed.contains(state))
            || other.needed.iter().any(|state| self.leads_to.contains(state))
            || other.written.iter().any(|edge| self.written.contains(edge))
    }

    /// Takes in another that it does not meet.
    pub fn join(&mut self, other: &Range) {
        self.needed.extend(&other.needed);
        self.written.extend(&other.written);
        self.leads_to.extend(&other.leads_to);
    }
}

/// Finds the ranges of variables.
pub struct Ranges<'a> {
    machine: &'a Machine,
    /// Made when first asked for.
    predecessors: Option<Predecessors>,
    /// For which search a state was looked at last.
    seen: Vec<u32>,
    searches: u32,
}

impl<'a> Ranges<'a> {
    /// The ranges in a machine.
    pub fn of(machine: &'a Machine) -> Self {
        Self { machine, predecessors: None, seen: Vec::new(), searches: 0 }
    }

    /// The range of a variable of one scope; `None` if finding it would take too long.
    pub fn range(&mut self, name: &Name, variable: &Variable) -> Option<Range> {
        let machine = self.machine;
        self.searches += 1;
        let scope = *variable.scopes.first()?;
        let mut range = Range { written: variable.written.clone(), ..Range::default() };
        range.leads_to.extend(variable.written.iter().filter_map(
            |edge| match machine.edge(*edge).to {
                Target::State(to) => Some(to),
                Target::End | Target::Open => None,
            },
        ));
        let mut waiting: Vec<StateId> =
            variable.read.iter().filter_map(|state| self.seen_from(*state, scope)).collect();
        let predecessors = self.predecessors.get_or_insert_with(|| Predecessors::new(machine));
        self.seen.resize(machine.states.len(), 0);
        while let Some(state) = waiting.pop() {
            if std::mem::replace(&mut self.seen[state.0 as usize], self.searches) == self.searches {
                continue;
            }
            range.needed.push(state);
            if range.needed.len() > BUDGET {
                return None;
            }
            for edge in predecessors.of(state) {
                let assign = &machine.edge(*edge).assign;
                let writes = assign.iter().any(|(written, _)| written == name);
                if let (false, Some(from)) = (writes, edge.state()) {
                    waiting.push(from);
                }
            }
        }
        Some(range)
    }

    /// The state of `scope` in which `state` stands, itself or inside; `None`: not in it at all.
    fn seen_from(&self, state: StateId, scope: ScopeId) -> Option<StateId> {
        let mut state = state;
        while self.machine.state(state).scope != scope {
            state = self.machine.scope(self.machine.state(state).scope).parent?;
        }
        Some(state)
    }
}
