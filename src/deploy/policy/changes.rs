//! What `@policy` of a workflow makes of the statements.

use indexmap::IndexMap;
use serde_json::Value;

use super::collect::Collector;
use crate::CompiledMachine;

type Values = IndexMap<String, Value>;

/// The arguments of the attribute.
fn policy(machine: &CompiledMachine) -> Option<&Values> {
    let mut attributes = machine.attributes.iter();
    attributes.find(|(name, _)| &**name == "policy").map(|(_, values)| values)
}

/// Whether the states of the machine are not to be asked what they need.
pub fn replaces(machine: &CompiledMachine) -> bool {
    policy(machine).is_some_and(|values| values.contains_key("replace"))
}

/// Adds the statements of `@policy`.
pub fn add(collector: &mut Collector<'_>, machine: &CompiledMachine) {
    let lists = policy(machine).into_iter().flat_map(Values::values);
    for statement in lists.filter_map(Value::as_array).flatten() {
        let condition = statement.get("Condition");
        for action in texts(&statement["Action"]) {
            for resource in texts(&statement["Resource"]) {
                collector.allow(action, resource, condition);
            }
        }
    }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().map_or(&[][..], Vec::as_slice);
    several.iter().chain(std::iter::once(value)).filter_map(Value::as_str)
}
