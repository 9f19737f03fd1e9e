//! What the entries of a template name.

use std::collections::{BTreeMap, BTreeSet};

use flowc::deploy::cfn::Template;
use flowc::deploy::text::{self, Piece};
use serde_json::Value;

use super::{made, programs, shown};

#[test]
fn whatever_is_named_is_there() {
    for path in programs() {
        let template = made(&path).template;
        let known = |name: &String| {
            name.starts_with("AWS::")
                || template.parameters.contains_key(name)
                || template.resources.contains_key(name)
                || template.conditions.contains_key(name)
        };
        for (id, entry) in entries(&template) {
            let strange: Vec<String> =
                named(&entry).into_iter().filter(|name| !known(name)).collect();
            assert!(strange.is_empty(), "{}: {id} names {strange:?}", shown(&path));
        }
    }
}

#[test]
fn every_parameter_is_used() {
    for path in programs() {
        let template = made(&path).template;
        let used: BTreeSet<String> =
            entries(&template).iter().flat_map(|(_, entry)| named(entry)).collect();
        for id in template.parameters.keys() {
            assert!(used.contains(id), "{}: {id} is not used", shown(&path));
        }
    }
}

#[test]
fn no_resource_waits_for_itself() {
    for path in programs() {
        let template = made(&path).template;
        let resources = template.resources.iter();
        let mut waiting: BTreeMap<&String, BTreeSet<String>> = resources
            .map(|(id, resource)| {
                let mut names = named(&resource.to_value());
                names.extend(resource.depends_on.iter().cloned());
                names.retain(|name| template.resources.contains_key(name));
                (id, names)
            })
            .collect();
        while !waiting.is_empty() {
            let ready: Vec<&String> = waiting
                .iter()
                .filter(|(_, names)| names.iter().all(|name| !waiting.contains_key(name)))
                .map(|(id, _)| *id)
                .collect();
            assert!(!ready.is_empty(), "{}: a circle in {waiting:?}", shown(&path));
            waiting.retain(|id, _| !ready.contains(id));
        }
    }
}

/// Everything in a template that may name something.
pub fn entries(template: &Template) -> Vec<(String, Value)> {
    let resources =
        template.resources.iter().map(|(id, resource)| (id.clone(), resource.to_value()));
    let conditions = template.conditions.iter().map(|(id, entry)| (id.clone(), entry.clone()));
    let outputs = template.outputs.iter().map(|(id, entry)| (id.clone(), entry.clone()));
    resources.chain(conditions).chain(outputs).collect()
}

/// The logical ids that functions in `value` name; definitions have none.
pub fn named(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            for (name, inner) in fields {
                match (name.as_str(), inner) {
                    ("Definition" | "DefinitionString", _) => {}
                    ("Ref", Value::String(id)) => {
                        found.insert(id.clone());
                    }
                    ("Fn::GetAtt", Value::Array(path)) => {
                        found.insert(path[0].as_str().expect("an id").to_owned());
                    }
                    ("Fn::If", Value::Array(parts)) => {
                        found.insert(parts[0].as_str().expect("a condition").to_owned());
                        parts[1..].iter().for_each(|part| collect(part, found));
                    }
                    ("Fn::Sub", Value::String(text)) => substituted(text, &[], found),
                    ("Fn::Sub", Value::Array(parts)) => {
                        let own: Vec<&String> =
                            parts[1].as_object().expect("variables").keys().collect();
                        substituted(parts[0].as_str().expect("a text"), &own, found);
                        collect(&parts[1], found);
                    }
                    _ => collect(inner, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn substituted(text: &str, own: &[&String], found: &mut BTreeSet<String>) {
    for piece in text::pieces(text) {
        if let Piece::Key(key) = piece {
            let id = key.split('.').next().unwrap_or_default().to_owned();
            if !own.contains(&&id) {
                found.insert(id);
            }
        }
    }
}
