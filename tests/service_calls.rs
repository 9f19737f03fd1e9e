//! The calls of services in other people's definitions, written in Flow and held against the
//! catalog: what Step Functions accepts must not be refused.

use std::collections::BTreeSet;
use std::path::Path;

use flowc::diagnostic::{Severity, Sink};
use flowc::source::{Loader, Sources};
use flowc::{Options, check};
use serde_json::Value;

use crate::support::corpus;

/// Calls of valid definitions that are refused all the same: the beginning of the definition's name,
/// the code, and what is wrong with the call.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "conformance--callbacks--sqs-wait-for-task-token-no-token-parameter",
        "F0436",
        "shows what happens when nobody gets the token",
    ),
    (
        "workflows--idempotent-workflow",
        "F0419",
        "the class of the error is called `RequestLimitExceededException`",
    ),
    ("workflows--lookout-for-vision", "F0435", "the service has ended"),
    ("workflows--sfn-iot-data-analytics", "F0435", "the service has ended"),
];

#[test]
fn calls_of_others_are_accepted() {
    let (mut calls, mut refused) = (0, BTreeSet::new());
    for definition in corpus::definitions("valid") {
        let mut sources = Vec::new();
        definition.json().into_iter().for_each(|json| calls_in(json, &mut sources));
        for source in sources {
            calls += 1;
            for fault in faults(&source) {
                refused.insert(format!("{}: {fault}\n    {source}", definition.name));
            }
        }
    }
    let known = |fault: &str| {
        REFUSED.iter().any(|(name, code, _)| fault.starts_with(name) && fault.contains(code))
    };
    let surprising: Vec<&String> = refused.iter().filter(|fault| !known(fault)).collect();
    println!("calls of services: {calls}, refused: {}", refused.len());
    assert!(surprising.is_empty(), "{surprising:#?}");
}

/// What is wrong with a program, apart from what all these programs lack.
fn faults(source: &str) -> Vec<String> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("main.flow", source);
    check(file, &mut sources, &NoFiles, &Options::default(), &mut sink);
    sink.sorted()
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| format!("{} {}", fault.code.id, fault.message))
        .collect()
}

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &Path) -> Result<String, String> {
        Err("there are none".to_owned())
    }
}

/// The Tasks of a definition, each as a program of its own.
fn calls_in(json: &Value, out: &mut Vec<String>) {
    if let Some(state) = json.as_object()
        && let Some(resource) = state.get("Resource").and_then(Value::as_str)
        && let Some((_, call)) = resource.split_once(":states:::")
        && let Some(callee) = callee(call)
    {
        let arguments = state.get("Arguments").or_else(|| state.get("Parameters"));
        let token = if resource.contains(".waitFor") || resource.contains(".sync") {
            "context.Task.Token"
        } else {
            "x"
        };
        let arguments = arguments.map_or_else(|| "x".to_owned(), |given| written(given, token));
        let clauses: String = names(state.get("Retry"))
            .map(|names| format!(" retry on {names}"))
            .chain(names(state.get("Catch")).map(|names| format!(" catch {names} {{ null }}")))
            .collect();
        out.push(format!("workflow W(x: any) {{ {callee}({arguments}){clauses} }}"));
    }
    match json {
        Value::Array(items) => items.iter().for_each(|item| calls_in(item, out)),
        Value::Object(fields) => fields.values().for_each(|field| calls_in(field, out)),
        _ => {}
    }
}

/// `aws-sdk:dynamodb:getItem.waitForTaskToken` as it is written in Flow; not the readers of maps.
fn callee(call: &str) -> Option<String> {
    let call = call.replace(".sync:2", ".sync2");
    let path: Vec<&str> = call.split(':').collect();
    match path.as_slice() {
        ["aws-sdk", service, action] => Some(format!("aws.{service}.{action}")),
        ["s3", _] | ["activity", ..] => None,
        [service, action] => {
            let mut words = service.split('-');
            let mut name = words.next()?.to_owned();
            for word in words {
                let (first, rest) = word.split_at(1);
                name.push_str(&first.to_uppercase());
                name.push_str(rest);
            }
            Some(format!("{name}.{action}"))
        }
        _ => None,
    }
}

/// A value in Flow; what is computed is `x`, or the token.
fn written(value: &Value, token: &str) -> String {
    match value {
        Value::String(text) => text_written(text, false, token),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, token)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| match (key.strip_suffix(".$"), value.as_str()) {
                    (Some(key), Some(path)) => {
                        format!("{key:?}: {}", text_written(path, true, token))
                    }
                    _ if key.contains("${") || key.contains("{%") => {
                        format!("[x]: {}", written(value, token))
                    }
                    _ => format!("{key:?}: {}", written(value, token)),
                })
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn text_written(text: &str, computed: bool, token: &str) -> String {
    let has_token =
        text.contains("Task.Token") || text == "$$" || text.contains("$states.context %}");
    match text {
        _ if has_token && (computed || text.contains("{%")) => token.to_owned(),
        _ if computed || text.contains("{%") || text.contains("${") => "x".to_owned(),
        _ => format!("{:?}", text.replace(['\\', '"', '{', '}', '\n', '\r', '\t'], " ")),
    }
}

/// The errors of each retrier or catcher.
fn names(field: Option<&Value>) -> impl Iterator<Item = String> {
    let entries = field.and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| {
        let names = entry.get("ErrorEquals")?.as_array()?.iter().filter_map(Value::as_str);
        let names: Vec<String> = names
            .map(|name| {
                let plain = name.contains('.')
                    && name.split('.').all(|word| {
                        word.starts_with(|c: char| c.is_ascii_alphabetic())
                            && word.chars().all(|c| c.is_ascii_alphanumeric())
                    });
                if plain { name.to_owned() } else { format!("{name:?}") }
            })
            .collect();
        (!names.is_empty()).then(|| names.join(" | "))
    })
}
