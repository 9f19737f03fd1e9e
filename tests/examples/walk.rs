//! Counting in definitions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// All states of a definition or branch, those inside Map and Parallel states included.
pub fn states(scope: &Value) -> Vec<(&str, &Value)> {
    let mut found = Vec::new();
    for (name, state) in scope["States"].as_object().expect("a scope has states") {
        found.push((name.as_str(), state));
        for inner in scopes(state) {
            found.extend(states(inner));
        }
    }
    found
}

/// The scopes inside a state: the body of a Map, the branches of a Parallel.
fn scopes(state: &Value) -> Vec<&Value> {
    let body = state.get("ItemProcessor").or_else(|| state.get("Iterator"));
    let branches = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
    body.into_iter().chain(branches).collect()
}

/// The transitions of the main path: of the longest run that succeeds, meets no error and enters no
/// state more than twice. A Map counts with one item, a Parallel with all its branches.
pub fn main_path(scope: &Value) -> usize {
    let states = scope["States"].as_object().expect("a scope has states");
    let start = scope["StartAt"].as_str().expect("a scope starts somewhere");
    let mut walk = Walk { states, visits: BTreeMap::new() };
    walk.longest(start).expect("some run succeeds")
}

struct Walk<'a> {
    states: &'a Map<String, Value>,
    visits: BTreeMap<&'a str, usize>,
}

impl<'a> Walk<'a> {
    /// The transitions from entering `name` to a successful end, if there is a way.
    fn longest(&mut self, name: &'a str) -> Option<usize> {
        let state = &self.states[name];
        if state["Type"] == "Fail" || self.visits.get(name).is_some_and(|visits| *visits == 2) {
            return None;
        }
        *self.visits.entry(name).or_default() += 1;
        let inside: usize = scopes(state).into_iter().map(main_path).sum();
        let onwards = next_states(state).into_iter().filter_map(|next| self.longest(next)).max();
        *self.visits.entry(name).or_default() -= 1;
        let rest = onwards.or_else(|| ends(state).then_some(0))?;
        Some(1 + inside + rest)
    }
}

fn ends(state: &Value) -> bool {
    state["End"] == true || state["Type"] == "Succeed"
}

/// Where a state leads unless it fails.
fn next_states(state: &Value) -> Vec<&str> {
    let rules = state.get("Choices").and_then(Value::as_array).into_iter().flatten();
    let edges = rules.map(|rule| &rule["Next"]).chain([&state["Next"], &state["Default"]]);
    edges.filter_map(Value::as_str).collect()
}

#[test]
fn loops_count_twice_and_failures_not() {
    let definition = serde_json::json!({
        "StartAt": "Wait",
        "States": {
            "Wait": { "Type": "Wait", "Next": "Look" },
            "Look": { "Type": "Task", "Next": "Done?" },
            "Done?": {
                "Type": "Choice",
                "Choices": [{ "Next": "Ready" }, { "Next": "Broken" }],
                "Default": "Wait",
            },
            "Ready": { "Type": "Succeed" },
            "Broken": { "Type": "Fail" },
        },
    });
    assert_eq!(states(&definition).len(), 5);
    assert_eq!(main_path(&definition), 7);
}
