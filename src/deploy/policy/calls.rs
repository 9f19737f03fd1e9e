//! What one call needs.

use serde_json::{Map as Object, Value, json};

use super::OWN_MACHINE;
use super::collect::{Collector, Doubt};
use super::fill::{Arguments, any_role};
use super::known::Given;
use super::text::Text;
use crate::services::iam::{Condition, Grant, Needs, Pass};

/// Adds what a call needs; `sync` if it waits for its job.
pub fn add(collector: &mut Collector<'_>, arguments: &Arguments<'_>, needs: &Needs, sync: bool) {
    for grant in &needs.grants {
        if sync || !grant.sync {
            add_grant(collector, arguments, grant);
        }
    }
    for pass in &needs.passes {
        add_pass(collector, arguments, pass);
    }
    if needs.unsure {
        let guessed = needs.grants.iter().flat_map(|grant| &grant.actions);
        for action in guessed {
            collector.doubt(Doubt::Guessed { action: action.name.clone() });
        }
    }
}

fn add_grant(collector: &mut Collector<'_>, arguments: &Arguments<'_>, grant: &Grant) {
    let allowed: Vec<&str> = grant
        .actions
        .iter()
        .filter(|action| action.tests.iter().all(|test| arguments.may_hold(test)))
        .map(|action| action.name.as_str())
        .collect();
    let Some(first) = allowed.first() else { return };
    let condition = condition(arguments, &grant.conditions);
    for resource in arguments.resources(&grant.targets, OWN_MACHINE) {
        for action in &allowed {
            collector.allow(action, &resource.arn, condition.as_ref());
        }
        if !resource.vague.is_empty() {
            let (parameters, resource) = (resource.vague, resource.arn);
            collector.doubt(Doubt::Vague { parameters, action: (*first).to_owned(), resource });
        }
    }
}

/// The conditions whose values are known. Where a part of a value is not, a pattern takes its place.
fn condition(arguments: &Arguments<'_>, conditions: &[Condition]) -> Option<Value> {
    let mut operators = Object::new();
    for condition in conditions {
        let values = arguments.values(&condition.value);
        if values.is_empty() {
            continue;
        }
        let operator = match condition.operator {
            "StringEquals" if values.iter().any(Text::is_open) => "StringLike",
            "ArnEquals" if values.iter().any(Text::is_open) => "ArnLike",
            operator => operator,
        };
        let mut values: Vec<Value> = values.iter().map(|value| json!(value.pattern())).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        let keys = operators.entry(operator).or_insert_with(|| json!({}));
        if let Some(keys) = keys.as_object_mut() {
            keys.insert(condition.key.to_owned(), value);
        }
    }
    (!operators.is_empty()).then_some(Value::Object(operators))
}

fn add_pass(collector: &mut Collector<'_>, arguments: &Arguments<'_>, pass: &Pass) {
    let condition = pass.to.map(|to| json!({ "StringEquals": { "iam:PassedToService": to } }));
    let mut told = false;
    for path in &pass.roles {
        let (roles, given) = arguments.roles(path);
        // What may hold a role by its name alone counts where it is written down.
        if given == Given::No || pass.inferred && given == Given::Perhaps {
            continue;
        }
        // Of several alternatives that may not be given the others must stand for what is.
        told |= given == Given::Yes;
        if pass.always && given == Given::Perhaps {
            continue;
        }
        for role in roles {
            collector.allow(PASS_ROLE, &role.arn, condition.as_ref());
            if !role.vague.is_empty() {
                let (parameters, resource) = (role.vague, role.arn);
                collector.doubt(Doubt::Vague {
                    parameters,
                    action: PASS_ROLE.to_owned(),
                    resource,
                });
            }
        }
    }
    if pass.always && !told {
        collector.allow(PASS_ROLE, &any_role(), condition.as_ref());
        collector.doubt(Doubt::UnknownRoles { resource: any_role() });
    }
}

const PASS_ROLE: &str = "iam:PassRole";
