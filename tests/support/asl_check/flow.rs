//! Variables along all ways: written before they are read, none of an outer scope written again.

use std::collections::{BTreeMap, BTreeSet};

use flowc::jsonata::scope::uses;
use serde_json::Value;

use super::expressions::{Edge, Field, edges, expressions, own_fields};
use super::{Object, targets};

/// What is wrong with the variables of a definition that is right otherwise.
pub fn check(definition: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(machine) = definition.as_object() {
        scope(machine, "", &Known::default(), &mut faults);
    }
    faults
}

/// The variables at a place: those written on every way to it, and those written on some way.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known<'a> {
    sure: BTreeSet<&'a str>,
    possible: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn with(&self, assigned: &[&'a str]) -> Self {
        let mut known = self.clone();
        known.sure.extend(assigned);
        known.possible.extend(assigned);
        known
    }

    /// What is known where two ways meet.
    fn meet(&self, other: &Self) -> Self {
        Self {
            sure: self.sure.intersection(&other.sure).copied().collect(),
            possible: self.possible.union(&other.possible).copied().collect(),
        }
    }
}

fn scope<'a>(scope: &'a Object, place: &str, outer: &Known<'a>, faults: &mut Vec<String>) {
    let (Some(states), Some(start)) = (
        scope.get("States").and_then(Value::as_object),
        scope.get("StartAt").and_then(Value::as_str),
    ) else {
        return;
    };
    let known = at_entry(states, start, outer);
    for (name, state) in states.iter().filter_map(|(name, s)| Some((name, s.as_object()?))) {
        let place = format!("{place}/States/{name}");
        let Some(known) = known.get(name.as_str()) else { continue };
        let ways = edges(state, kind(state), &place);
        for field in own_fields(state, &place).iter().chain(ways.iter().flat_map(|e| &e.fields)) {
            reads(field, known, faults);
        }
        for variable in ways.iter().flat_map(|edge| &edge.assigned) {
            if outer.possible.contains(variable) {
                faults.push(format!("{place}: writes `{variable}` of the scope around it"));
            }
        }
        inner_scopes(state, &place, known, faults);
    }
}

/// What is known on entry to each state that can be reached.
fn at_entry<'a>(
    states: &'a Object,
    start: &'a str,
    outer: &Known<'a>,
) -> BTreeMap<&'a str, Known<'a>> {
    let mut known: BTreeMap<&str, Known> = BTreeMap::from([(start, outer.clone())]);
    let mut waiting = vec![start];
    while let Some(name) = waiting.pop() {
        let Some(state) = states.get(name) else { continue };
        debug_assert!(targets(state).iter().all(|target| states.contains_key(*target)));
        let Some(state) = state.as_object() else { continue };
        let here = known[name].clone();
        for Edge { to, assigned, .. } in edges(state, kind(state), "") {
            let Some(to) = to else { continue };
            let there = here.with(&assigned);
            let met = known.get(to).map_or_else(|| there.clone(), |before| before.meet(&there));
            if known.get(to) != Some(&met) {
                known.insert(to, met);
                waiting.push(to);
            }
        }
    }
    known
}

fn inner_scopes<'a>(state: &'a Object, place: &str, known: &Known<'a>, faults: &mut Vec<String>) {
    let branches = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
    for (at, branch) in branches.filter_map(Value::as_object).enumerate() {
        scope(branch, &format!("{place}/Branches[{at}]"), known, faults);
    }
    if let Some(processor) = state.get("ItemProcessor").and_then(Value::as_object) {
        let mode = processor.get("ProcessorConfig").and_then(|config| config.get("Mode"));
        let isolated = mode.is_some_and(|mode| mode == "DISTRIBUTED");
        let nothing = Known::default();
        let seen = if isolated { &nothing } else { known };
        scope(processor, &format!("{place}/ItemProcessor"), seen, faults);
    }
}

fn reads(field: &Field, known: &Known, faults: &mut Vec<String>) {
    for expr in expressions(field.value) {
        for name in uses(&expr).variables() {
            if !known.sure.contains(&**name) {
                let place = &field.place;
                faults.push(format!("{place}: reads `{name}`, not written on every way to it"));
            }
        }
    }
}

fn kind(state: &Object) -> &str {
    state.get("Type").and_then(Value::as_str).unwrap_or_default()
}
