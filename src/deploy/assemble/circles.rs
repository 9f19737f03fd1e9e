//! Workflows that call each other: neither machine could be made first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Input, keys};
use crate::ir::program::DeploySource;

/// The workflows that call themselves, directly or by others of the build.
pub(super) fn workflows(inputs: &[Input<'_>]) -> BTreeSet<String> {
    let calls = calls(inputs);
    let in_circle = |name: &&String| reached(name, &calls).contains(name.as_str());
    calls.keys().filter(in_circle).cloned().collect()
}

type Calls = BTreeMap<String, BTreeSet<String>>;

/// The workflows of the build that the definition of each names.
fn calls(inputs: &[Input<'_>]) -> Calls {
    let mut calls = Calls::new();
    for input in inputs {
        let named = |key: &str| {
            let value = input.output.deploy_values.iter().find(|value| &*value.key == key)?;
            match &value.source {
                DeploySource::WorkflowArn(name, Some(file)) => {
                    keys::built(inputs, name, *file).then(|| name.to_string())
                }
                _ => None,
            }
        };
        for machine in &input.output.machines {
            let keys = keys::in_definition(&machine.definition);
            let called = keys.iter().filter_map(|key| named(key)).collect();
            calls.insert(machine.name.clone(), called);
        }
    }
    calls
}

/// What `name` calls, directly or by others.
fn reached<'c>(name: &str, calls: &'c Calls) -> BTreeSet<&'c str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = vec![name];
    while let Some(next) = open.pop() {
        for called in calls.get(next).into_iter().flatten() {
            if found.insert(called.as_str()) {
                open.push(called);
            }
        }
    }
    found
}
