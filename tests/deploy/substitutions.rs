//! Definitions after CloudFormation has filled them in.

use flowc::asl::validate::{MachineType, Severity, validate};
use flowc::deploy::cfn::{Resource, Template};
use serde_json::Value;

use super::{made, programs, shown};

#[test]
fn definitions_are_right_once_they_are_filled_in() {
    for path in programs() {
        let template = made(&path).template;
        for (id, machine) in machines(&template) {
            let filled = filled(&template, machine);
            let kind = match machine.properties["StateMachineType"].as_str() {
                Some("EXPRESS") => MachineType::Express,
                _ => MachineType::Standard,
            };
            let found = validate(&filled, kind, Severity::Error);
            assert!(found.is_empty(), "{} {id}: {found:#?}", shown(&path));
            assert!(!left(&filled), "{} {id}: a key is left in {filled:#}", shown(&path));
        }
    }
}

/// What a text of the source looks like a key is not taken for one.
#[test]
fn literal_texts_are_no_keys() {
    let template = made(&crate::support::root("tests/cases/deploy/literals.flow")).template;
    let (_, machine) = machines(&template).next().expect("there is a machine");
    let text = machine.properties["Definition"].to_string();
    assert_eq!(text.matches("${Table}").count(), 1, "{text}");
    let names = &machine.properties["DefinitionSubstitutions"];
    assert_eq!(names.as_object().map(serde_json::Map::len), Some(1), "{names}");
}

fn machines(template: &Template) -> impl Iterator<Item = (&String, &Resource)> {
    let is_machine =
        |resource: &Resource| resource.resource_type == "AWS::StepFunctions::StateMachine";
    template.resources.iter().filter(move |(_, resource)| is_machine(resource))
}

/// The definition as Step Functions gets it.
fn filled(template: &Template, machine: &Resource) -> Value {
    let properties = &machine.properties;
    let text = match (properties.get("Definition"), properties.get("DefinitionString")) {
        (Some(definition), _) => definition.to_string(),
        (None, Some(Value::String(text))) => text.clone(),
        _ => panic!("there is no definition in {properties:?}"),
    };
    let keys = properties.get("DefinitionSubstitutions").and_then(Value::as_object);
    let value = |key: &str| Some(given(template, keys?.get(key)?, key));
    let text = substituted(&text, value);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A text in which every key has its value, as CloudFormation does it: once from left to right, as raw
/// text, wherever it stands; what is no key stays.
fn substituted(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let key = after.split_once('}').and_then(|(key, behind)| Some((value(key)?, behind)));
        let (given, behind) = key.unwrap_or_else(|| ("${".to_owned(), after));
        out.push_str(&given);
        rest = behind;
    }
    out + rest
}

#[test]
fn keys_are_replaced_once() {
    let value = |key: &str| match key {
        "A" => Some("${B}".to_owned()),
        "B" => Some("b".to_owned()),
        _ => None,
    };
    assert_eq!(substituted("${A} ${C ${B} ${B", value), "${B} ${C b ${B");
    assert_eq!(substituted("${${A}}", value), "${${B}}");
}

/// What a function could give.
fn given(template: &Template, value: &Value, key: &str) -> String {
    let parameter = value["Ref"].as_str().and_then(|id| template.parameters.get(id));
    let default = parameter.and_then(|parameter| parameter.get("Default"));
    match (default, parameter.and_then(|parameter| parameter["Type"].as_str())) {
        (Some(Value::String(text)), _) => text.clone(),
        (Some(other), _) => other.to_string(),
        (None, Some("Number")) => "5".to_owned(),
        _ if key.ends_with("Arn") => {
            format!("arn:aws:states:us-east-1:123456789012:activity:{key}")
        }
        _ => format!("the-{}", key.to_ascii_lowercase()),
    }
}

/// Whether something that could be a key is left.
fn left(value: &Value) -> bool {
    match value {
        Value::String(text) => text.match_indices("${").any(|(at, _)| {
            let name = text[at + 2..].split('}').next().unwrap_or_default();
            text[at + 2..].contains('}')
                && !name.is_empty()
                && name.chars().all(|sign| sign.is_ascii_alphanumeric())
        }),
        Value::Array(items) => items.iter().any(left),
        Value::Object(fields) => fields.values().any(left),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
