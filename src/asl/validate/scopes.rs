//! The scopes of a definition: the machine, branches, the work on items.

use serde_json::{Map as Object, Value};

use super::report::Place;
use super::values::field;

/// A scope within a state.
pub(super) struct Inner<'d> {
    pub(super) scope: &'d Object<String, Value>,
    /// Whether it runs as executions of its own.
    pub(super) distributed: bool,
}

/// Calls `visit` with each scope that lies directly in `state`.
pub(super) fn inner<'d>(
    state: &'d Object<String, Value>,
    at: &Place<'_>,
    visit: &mut dyn FnMut(&Inner<'d>, &Place<'_>),
) {
    if let Some(Value::Array(branches)) = field(state, "Branches") {
        let at = at.key("Branches");
        for (index, branch) in branches.iter().enumerate() {
            if let Value::Object(scope) = branch {
                visit(&Inner { scope, distributed: false }, &at.index(index));
            }
        }
    }
    for name in ["ItemProcessor", "Iterator"] {
        if let Some(Value::Object(scope)) = field(state, name) {
            let mode = field(scope, "ProcessorConfig").and_then(|config| config.get("Mode"));
            let distributed = mode.is_some_and(|mode| mode == "DISTRIBUTED");
            visit(&Inner { scope, distributed }, &at.key(name));
        }
    }
}

/// The states of a scope that are objects, by name.
pub(super) fn states(
    scope: &Object<String, Value>,
) -> impl Iterator<Item = (&str, &Object<String, Value>)> {
    let states = field(scope, "States").and_then(Value::as_object);
    states
        .into_iter()
        .flatten()
        .filter_map(|(name, state)| Some((name.as_str(), state.as_object()?)))
}

/// Whether a state may end its scope.
pub(super) fn is_terminal(state: &Object<String, Value>) -> bool {
    let ends = field(state, "End").is_some_and(|end| end != &Value::Bool(false) && !end.is_null());
    ends || field(state, "Type").is_some_and(|kind| kind == "Succeed" || kind == "Fail")
}

/// A way from a state to another: `Next`, `Default`, and those of rules and catchers.
pub(super) struct Transition<'d> {
    pub(super) target: &'d str,
    /// What it assigns on the way.
    pub(super) assigns: Option<&'d Object<String, Value>>,
}

/// Calls `visit` with each transition of `state` and where its target is written.
pub(super) fn transitions<'d>(
    state: &'d Object<String, Value>,
    at: &Place<'_>,
    visit: &mut dyn FnMut(&Transition<'d>, &Place<'_>),
) {
    for name in ["Next", "Default"] {
        one(state, name, at, visit);
    }
    for list in ["Choices", "Catch"] {
        let Some(Value::Array(items)) = field(state, list) else { continue };
        let at = at.key(list);
        for (index, item) in items.iter().enumerate() {
            if let Value::Object(item) = item {
                one(item, "Next", &at.index(index), visit);
            }
        }
    }
}

fn one<'d>(
    object: &'d Object<String, Value>,
    name: &str,
    at: &Place<'_>,
    visit: &mut dyn FnMut(&Transition<'d>, &Place<'_>),
) {
    if let Some(Value::String(target)) = field(object, name) {
        let assigns = field(object, "Assign").and_then(Value::as_object);
        visit(&Transition { target, assigns }, &at.key(name));
    }
}
