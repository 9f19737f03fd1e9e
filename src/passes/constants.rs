//! Which variables hold a known constant where.
//!
//! Only flags are followed: variables that are assigned nothing but strings, booleans and null, and
//! that a Choice tests.

use rustc_hash::{FxHashMap, FxHashSet};

use serde_json::Value as Json;

use crate::ir::machine::{EdgeId, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::Name;
use crate::passes::graph::all_edges;

/// How many steps the search may take for each state of the machine; behind that nothing is known.
const STEPS_PER_STATE: usize = 32;

/// The constants at the entry of states.
#[derive(Debug, Default)]
pub(super) struct Constants {
    /// `None`: it is one of several values.
    at_entry: FxHashMap<(StateId, Name), Option<Json>>,
}

impl Constants {
    /// Of all flags of `machine`.
    pub(super) fn new(machine: &Machine) -> Self {
        let mut constants = Self::default();
        let mut budget = STEPS_PER_STATE * machine.states.len().max(64);
        let tested = tested(machine);
        if tested.is_empty() {
            return constants;
        }
        for (name, assignments) in flags(machine, &tested) {
            if !constants.follow(machine, name, &assignments, &mut budget) {
                return Self::default();
            }
        }
        constants
    }

    /// The constant `name` holds when `state` is entered.
    pub(super) fn at_entry(&self, state: StateId, name: &Name) -> Option<&Json> {
        self.at_entry.get(&(state, name.clone()))?.as_ref()
    }

    /// Carries what the assignments of `name` assign to where it is still held. `false`: too far.
    fn follow(
        &mut self,
        machine: &Machine,
        name: &Name,
        assignments: &[(EdgeId, Json)],
        budget: &mut usize,
    ) -> bool {
        let mut changed: Vec<StateId> = Vec::new();
        for (edge, value) in assignments {
            self.meet(machine.edge(*edge).to, name, Some(value.clone()), &mut changed);
        }
        while let Some(state) = changed.pop() {
            if *budget == 0 {
                return false;
            }
            *budget -= 1;
            let held = self.at_entry.get(&(state, name.clone())).cloned().flatten();
            for edge in machine.edges_of(state) {
                let edge = machine.edge(edge);
                if !edge.assign.iter().any(|(assigned, _)| assigned == name) {
                    self.meet(edge.to, name, held.clone(), &mut changed);
                }
            }
            for scope in machine.state(state).inner_scopes() {
                let scope = machine.scope(scope);
                if !scope.isolated {
                    self.meet(scope.start.to, name, held.clone(), &mut changed);
                }
            }
        }
        true
    }

    /// Notes that a transition to `to` is taken with `value`.
    fn meet(&mut self, to: Target, name: &Name, value: Option<Json>, changed: &mut Vec<StateId>) {
        let Target::State(to) = to else { return };
        let key = (to, name.clone());
        match self.at_entry.get(&key) {
            Some(held) if *held == value || held.is_none() => {}
            Some(_) => {
                self.at_entry.insert(key, None);
                changed.push(to);
            }
            None => {
                self.at_entry.insert(key, value);
                changed.push(to);
            }
        }
    }
}

/// Those of the variables `tested` that are assigned nothing but scalars, by name, and where they are.
fn flags<'m>(
    machine: &'m Machine,
    tested: &FxHashSet<Name>,
) -> Vec<(&'m Name, Vec<(EdgeId, Json)>)> {
    let mut assignments: FxHashMap<&Name, Option<Vec<(EdgeId, Json)>>> = FxHashMap::default();
    for edge in all_edges(machine) {
        for (name, value) in &machine.edge(edge).assign {
            if tested.contains(name) {
                let of_name = assignments.entry(name).or_insert_with(|| Some(Vec::new()));
                match (of_name.as_mut(), scalar(value)) {
                    (Some(flag), Some(value)) => flag.push((edge, value)),
                    _ => *of_name = None,
                }
            }
        }
    }
    let flags = assignments.into_iter().filter_map(|(name, edges)| Some((name, edges?)));
    let mut flags: Vec<_> = flags.collect();
    flags.sort_unstable_by_key(|(name, _)| *name);
    flags
}

/// The variables that conditions read.
fn tested(machine: &Machine) -> FxHashSet<Name> {
    let mut names = FxHashSet::default();
    for (_, state) in machine.iter() {
        let Kind::Choice(rules) = &state.kind else { continue };
        for rule in rules {
            rule.condition.template.for_each_variable(&mut |name| {
                names.insert(name.clone());
            });
        }
    }
    names
}

/// The constant a value is. Numbers are left alone: JSON compares `1` and `1.0` as different.
pub(super) fn scalar(value: &Value) -> Option<Json> {
    match &value.template {
        Template::Literal(constant @ (Json::Null | Json::Bool(_) | Json::String(_))) => {
            Some(constant.clone())
        }
        Template::Literal(_)
        | Template::Expr(_)
        | Template::Text(_)
        | Template::Array(_)
        | Template::Object(_) => None,
    }
}
