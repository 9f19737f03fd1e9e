//! Examples that rewrite a definition of others do the same work.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::table::rows;
use super::walk::states;
use crate::support::corpus;

/// What an original is, where it is at hand.
pub fn original(name: &str) -> Option<Value> {
    static RECORDS: LazyLock<Vec<corpus::Definition>> =
        LazyLock::new(|| corpus::definitions("valid"));
    RECORDS.iter().find(|record| record.name == name)?.json().cloned()
}

/// Errors of Fail states of originals that no run enters: a catcher of a reader's errors leads there,
/// and its Map has no reader.
const NEVER_ENTERED: &[(&str, &str)] = &[("bucket-fan-out", "null")];

#[test]
fn calls_waits_and_retries_are_those_of_the_original() {
    for row in rows() {
        let Some(original) = original(&row.original) else { continue };
        let ours = row.definition();
        assert_eq!(resources(&ours), resources(&original), "calls of {}", row.example);
        assert_eq!(retriers(&ours), retriers(&original), "retries of {}", row.example);
        assert_eq!(fixed_waits(&ours), fixed_waits(&original), "waits of {}", row.example);
        assert_eq!(caught(&ours), caught(&original), "catches of {}", row.example);
        let mut failed = failures(&original);
        failed.retain(|failure| !NEVER_ENTERED.contains(&(row.example.as_str(), failure.as_str())));
        assert_eq!(failures(&ours), failed, "failures of {}", row.example);
    }
}

/// The `Resource`s of Task states, readers and writers.
fn resources(definition: &Value) -> BTreeSet<String> {
    let all = states(definition);
    let parts =
        all.iter().flat_map(|(_, state)| [*state, &state["ItemReader"], &state["ResultWriter"]]);
    parts.filter_map(|part| part["Resource"].as_str()).map(call).collect()
}

/// One spelling for what is written in several: placeholders stand for a function, an activity, or
/// the integration that the template puts there.
fn call(resource: &str) -> String {
    match resource {
        "${DDBGetItem}" => "arn:aws:states:::dynamodb:getItem",
        "${DDBUpdateItem}" => "arn:aws:states:::dynamodb:updateItem",
        "${DDBTransactWriteItems}" => "arn:aws:states:::aws-sdk:dynamodb:transactWriteItems",
        name if name.contains("Function") => "arn:aws:states:::lambda:invoke",
        name if name.starts_with("${") => "activity",
        other => other,
    }
    .to_owned()
}

/// What is retried how often and when; fields that are ASL's defaults are written out.
fn retriers(definition: &Value) -> BTreeSet<String> {
    let all = states(definition);
    let lists = all.iter().filter_map(|(_, state)| state["Retry"].as_array());
    lists
        .flatten()
        .map(|retrier| {
            let or = |field: &str, default: Value| retrier.get(field).cloned().unwrap_or(default);
            let rate = or("BackoffRate", json!(2)).as_f64();
            json!([
                error_names(&retrier["ErrorEquals"]),
                or("IntervalSeconds", json!(1)),
                or("MaxAttempts", json!(3)),
                rate,
                or("MaxDelaySeconds", json!(null)),
                or("JitterStrategy", json!("NONE")),
            ])
            .to_string()
        })
        .collect()
}

/// The errors handlers catch.
fn caught(definition: &Value) -> BTreeSet<Vec<String>> {
    let all = states(definition);
    let lists = all.iter().filter_map(|(_, state)| state["Catch"].as_array());
    lists.flatten().map(|catcher| error_names(&catcher["ErrorEquals"])).collect()
}

/// Error names in order. The two integrations of DynamoDB spell its errors differently.
fn error_names(names: &Value) -> Vec<String> {
    let names = names.as_array().expect("errors are a list");
    let text = |name: &Value| name.as_str().unwrap_or_default().replace("DynamoDB.", "DynamoDb.");
    let mut names: Vec<String> = names.iter().map(text).collect();
    names.sort();
    names
}

/// The `Seconds` of Wait states that are numbers.
fn fixed_waits(definition: &Value) -> BTreeSet<u64> {
    states(definition).iter().filter_map(|(_, state)| state["Seconds"].as_u64()).collect()
}

/// The errors of Fail states; `null` where there is none.
fn failures(definition: &Value) -> BTreeSet<String> {
    let all = states(definition);
    let fails = all.iter().filter(|(_, state)| state["Type"] == "Fail");
    fails.map(|(_, state)| error_of(state).to_string()).collect()
}

/// The error of a Fail state, that of `States.Format('…')` too.
fn error_of(state: &Value) -> Value {
    let formatted = state["ErrorPath"].as_str().and_then(|path| path.split('\'').nth(1));
    formatted.map_or_else(|| state["Error"].clone(), Value::from)
}
