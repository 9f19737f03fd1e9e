//! Templates of the Serverless Application Model say the same as the others.

use std::collections::BTreeSet;

use flowc::deploy::cfn::{Resource, Template};
use serde_json::Value;

use super::graph::{entries, named};
use super::{made, made_sam, programs, shown};

const SERVERLESS: &str = "AWS::Serverless::StateMachine";
const PLAIN: &str = "AWS::StepFunctions::StateMachine";

/// The ids of what the transform makes of machines, by its own rules.
fn transformed(template: &Template) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (id, machine) in of_type(template, SERVERLESS) {
        ids.insert(format!("{id}Role"));
        ids.insert(format!("{id}Version"));
        if let Some(alias) = machine.properties.get("AutoPublishAlias") {
            ids.insert(format!("{id}Alias{}", alias.as_str().expect("a name")));
        }
        let events = machine.properties.get("Events").and_then(Value::as_object);
        for event in events.into_iter().flatten() {
            ids.insert(format!("{id}{}", event.0));
        }
    }
    ids
}

fn of_type<'t>(
    template: &'t Template,
    kind: &'t str,
) -> impl Iterator<Item = (&'t String, &'t Resource)> {
    template.resources.iter().filter(move |(_, resource)| resource.resource_type == kind)
}

#[test]
fn whatever_is_named_is_there_once() {
    for path in programs() {
        let template = made_sam(&path).template;
        let transformed = transformed(&template);
        for (id, entry) in entries(&template) {
            assert!(!transformed.contains(&id), "{}: {id} is there twice", shown(&path));
            for name in named(&entry) {
                let known = name.starts_with("AWS::")
                    || template.parameters.contains_key(&name)
                    || template.resources.contains_key(&name)
                    || template.conditions.contains_key(&name)
                    || transformed.contains(&name);
                assert!(known, "{}: {id} names {name}", shown(&path));
            }
        }
    }
}

/// The machines, their definitions and what stands for their keys are those of the plain template.
#[test]
fn machines_are_those_of_the_plain_template() {
    let mut serverless = 0;
    for path in programs() {
        let (sam, plain) = (made_sam(&path).template, made(&path).template);
        assert_eq!(sam.transform, Some("AWS::Serverless-2016-10-31"));
        assert_eq!(sam.parameters, plain.parameters, "{}", shown(&path));
        for (id, machine) in of_type(&plain, PLAIN) {
            let other = &sam.resources[id];
            if other.resource_type == PLAIN {
                continue;
            }
            serverless += 1;
            assert_eq!(other.resource_type, SERVERLESS);
            for property in ["Definition", "DefinitionSubstitutions"] {
                assert_eq!(
                    other.properties.get(property),
                    machine.properties.get(property),
                    "{} {id} {property}",
                    shown(&path)
                );
            }
            assert_eq!(other.properties["Type"], machine.properties["StateMachineType"]);
            assert_eq!(
                other.properties.get("Logging"),
                machine.properties.get("LoggingConfiguration")
            );
        }
    }
    assert!(serverless > 30, "only {serverless} machines are serverless");
}

/// The role allows the same.
#[test]
fn policies_are_those_of_the_roles() {
    for path in programs() {
        let (sam, plain) = (made_sam(&path).template, made(&path).template);
        for (id, machine) in of_type(&sam, SERVERLESS) {
            let Some(role) = plain.resources.get(&format!("{id}Role")) else { continue };
            let policies =
                role.properties.get("Policies").map(|policies| &policies[0]["PolicyDocument"]);
            let given = machine.properties.get("Policies").and_then(Value::as_array);
            let given =
                given.and_then(|given| given.iter().find(|entry| entry.get("Statement").is_some()));
            if machine.properties.get("Role").is_none() {
                assert_eq!(given, policies, "{} {id}", shown(&path));
            }
        }
    }
}
