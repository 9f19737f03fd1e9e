//! The catalog against the calls that people write, and the page `docs/services.md`.

use std::collections::BTreeMap;
use std::fmt::Write;

use flowc::diagnostic::suggest::grouped;
use flowc::services;
use flowc::services::catalog::{self, Shape};
use flowc::services::optimized;
use serde_json::{Map, Value};

use crate::support::corpus;
use crate::support::expect::expect_file;
use crate::support::root;

/// A call of a task.
struct Call<'a> {
    /// `lambda:invoke`, `aws-sdk:sqs:sendMessage`
    resource: &'a str,
    arguments: Option<&'a Map<String, Value>>,
}

/// How many calls there are and how many are known in full.
#[derive(Clone, Copy, Default)]
struct Tally {
    calls: usize,
    known: usize,
}

#[test]
fn calls_of_the_corpus_are_known() {
    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    let mut unknown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let definitions = corpus::definitions("valid");
    if definitions.is_empty() {
        return;
    }
    for definition in &definitions {
        let set = match definition.record["set"].as_str() {
            Some("real-world") => "real-world",
            _ => "conformance",
        };
        let mut calls = Vec::new();
        collect(definition.json().unwrap_or(&Value::Null), &mut calls);
        for call in calls {
            let strange = strange(&call);
            let kind = if call.resource.starts_with("aws-sdk:") { "SDK" } else { "optimized" };
            let tally = tallies.entry((set, kind)).or_default();
            tally.calls += 1;
            tally.known += usize::from(strange.is_empty());
            for what in strange {
                unknown.entry(what).or_default().push(definition.name.clone());
            }
        }
    }
    let without_reason: Vec<_> =
        unknown.iter().filter(|(what, _)| reason(what).is_none()).collect();
    assert!(without_reason.is_empty(), "not in the catalog: {without_reason:#?}");
    expect_file(&root("docs/services.md"), &page(&tallies, &unknown));
}

/// Why a definition that AWS accepted says what the catalog does not know.
fn reason(what: &str) -> Option<&'static str> {
    let (call, value) = what.split_once(" is ").unwrap_or((what, ""));
    let mut words = call.split([':', ' ']);
    let service = words.next().filter(|first| *first != "aws-sdk").or_else(|| words.next())?;
    if services::is_retired(service) {
        return Some("AWS has retired the service");
    }
    let is_dynamodb = call.starts_with("dynamodb:");
    match value {
        "null" if is_dynamodb => {
            Some("a published sample gives no value; what becomes of it is not known")
        }
        _ if is_dynamodb && value.starts_with('"') => {
            Some("a string stands for an attribute value `S`")
        }
        "\"true\"" | "\"false\"" => Some("a boolean as a string is read as one"),
        _ => None,
    }
}

/// The calls of the tasks in a definition, at any depth.
fn collect<'a>(value: &'a Value, calls: &mut Vec<Call<'a>>) {
    match value {
        Value::Object(object) => {
            calls.extend(call(object));
            object.values().for_each(|value| collect(value, calls));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, calls)),
        _ => {}
    }
}

/// The call of a state: of those alone whose resource is written out.
fn call(state: &Map<String, Value>) -> Option<Call<'_>> {
    if state.get("Type")? != "Task" {
        return None;
    }
    let (_, resource) = state.get("Resource")?.as_str()?.split_once(":states:::")?;
    if resource.contains("${") {
        return None;
    }
    let arguments = ["Parameters", "Arguments"].iter().find_map(|field| state.get(*field));
    let resource = without_pattern(resource);
    Some(Call { resource, arguments: arguments.and_then(Value::as_object) })
}

/// A parameter or member: its name, whether it is required, what it may be.
type Known = (&'static str, bool, Shape);

/// What the catalog does not know of the call `lambda:invoke` or `aws-sdk:sqs:sendMessage`, with a
/// pattern or without, or says otherwise.
pub fn strange_call(resource: &str, arguments: &Map<String, Value>) -> Vec<String> {
    strange(&Call { resource: without_pattern(resource), arguments: Some(arguments) })
}

fn without_pattern(resource: &str) -> &str {
    let ends = [".sync:2", ".sync", ".waitForTaskToken"];
    ends.iter().find_map(|end| resource.strip_suffix(end)).unwrap_or(resource)
}

/// What the catalog does not know of a call, or says otherwise.
fn strange(call: &Call<'_>) -> Vec<String> {
    let words: Vec<&str> = call.resource.split(':').collect();
    let found: Option<Vec<Known>> = match words.as_slice() {
        ["aws-sdk", service, action] => catalog::service(service)
            .and_then(|service| service.action(action))
            .map(|action| action.input().map_or(Vec::new(), members)),
        [service, action] => optimized::integration(service, action).map(|integration| {
            let parameters = integration.parameters();
            parameters.map(|each| (each.name(), each.required(), each.shape())).collect()
        }),
        _ => None,
    };
    let Some(parameters) = found else { return vec![call.resource.to_owned()] };
    let mut strange = Vec::new();
    if let Some(arguments) = call.arguments {
        strange_members(arguments, &parameters, &format!("{} ", call.resource), &mut strange);
    }
    strange
}

fn members(structure: catalog::Structure) -> Vec<Known> {
    structure.members().map(|each| (each.name(), each.required(), each.shape())).collect()
}

fn strange_members(
    object: &Map<String, Value>,
    known: &[Known],
    path: &str,
    strange: &mut Vec<String>,
) {
    let names: Vec<&str> = object.keys().map(|key| key.strip_suffix(".$").unwrap_or(key)).collect();
    for (name, value) in names.iter().zip(object.values()) {
        let path = format!("{path}{name}");
        match known.iter().find(|(known, _, _)| known == name) {
            None => strange.push(path),
            Some((_, _, shape)) => strange_inside(value, *shape, &path, strange),
        }
    }
    let missing = known.iter().filter(|(name, required, _)| *required && !names.contains(name));
    strange.extend(missing.map(|(name, _, _)| format!("{path}{name} is missing")));
}

/// What the catalog does not know of an argument, or says otherwise.
fn strange_inside(value: &Value, shape: Shape, path: &str, strange: &mut Vec<String>) {
    let is_open = value.as_str().is_some_and(|text| {
        text.contains("${")
            || text.starts_with("{%")
            || text.starts_with("$.")
            || text.starts_with("$$.")
            || text.starts_with("States.")
            || text == "$"
    });
    match (value, shape) {
        _ if is_open => {}
        (Value::Object(object), Shape::Structure(structure)) => {
            strange_members(object, &members(structure), &format!("{path}."), strange);
        }
        (Value::Object(object), Shape::Map(map)) => {
            strange_length(object.len(), map.min(), map.max(), path, strange);
            for value in object.values() {
                strange_inside(value, map.value(), &format!("{path}.*"), strange);
            }
        }
        (Value::Array(items), Shape::List(list)) => {
            strange_length(items.len(), list.min(), list.max(), path, strange);
            for item in items {
                strange_inside(item, list.item(), &format!("{path}[]"), strange);
            }
        }
        (Value::String(text), Shape::Enum(values)) => {
            if values.values().all(|value| value != text) {
                strange.push(format!("{path} = {text}"));
            }
        }
        (Value::Number(number), Shape::Integer(range) | Shape::Long(range)) => {
            let inside = number.as_i64().is_some_and(|number| {
                range.min.is_none_or(|min| min <= number) && range.max.is_none_or(|max| number <= max)
            });
            if !inside {
                strange.push(format!("{path} = {number}"));
            }
        }
        (Value::String(text), Shape::String { min, max }) => {
            strange_length(text.chars().count(), min, max, path, strange);
        }
        (Value::Number(_), Shape::Float(_) | Shape::Double(_))
        | (Value::Bool(_), Shape::Boolean)
        | (Value::String(_), Shape::Timestamp)
        // What is no string is written out as JSON.
        | (_, Shape::String { .. } | Shape::Blob { .. } | Shape::Document) => {}
        _ => strange.push(format!("{path} is {value}")),
    }
}

fn strange_length(
    length: usize,
    min: Option<u32>,
    max: Option<u32>,
    path: &str,
    strange: &mut Vec<String>,
) {
    let short = min.is_some_and(|min| length < min as usize);
    if short || max.is_some_and(|max| length > max as usize) {
        strange.push(format!("{path} has a length of {length}"));
    }
}

/// The page `docs/services.md`.
fn page(
    tallies: &BTreeMap<(&str, &str), Tally>,
    unknown: &BTreeMap<String, Vec<String>>,
) -> String {
    let mut page = PREAMBLE.to_owned();
    for (what, figure) in figures() {
        let _ = writeln!(page, "| {what} | {} |", grouped(figure as u64));
    }
    page.push_str(CORPUS);
    for ((set, kind), tally) in tallies {
        let _ = writeln!(page, "| {set}, {kind} | {} | {} |", tally.calls, tally.known);
    }
    let _ = writeln!(
        page,
        "\nWhat is not known:\n\n| what | calls | why it is there |\n|---|---:|---|"
    );
    for (what, names) in unknown {
        let _ =
            writeln!(page, "| `{what}` | {} | {} |", names.len(), reason(what).unwrap_or_default());
    }
    page.push_str(TIMES);
    page
}

/// The size of the catalog in every respect.
fn figures() -> Vec<(&'static str, usize)> {
    let actions = || catalog::services().flat_map(catalog::Service::actions);
    let members =
        |structure: Option<catalog::Structure>| structure.map_or(0, |it| it.members().len());
    vec![
        ("bytes of the embedded file", catalog::size()),
        ("services of SDK integrations", catalog::services().len()),
        ("their actions", actions().count()),
        (
            "their parameters, not counting members of members",
            actions().map(|action| members(action.input())).sum(),
        ),
        ("their errors", catalog::services().map(|service| service.errors().count()).sum()),
        ("services with optimized integrations", services::SERVICES.len()),
        ("optimized integrations", optimized::integrations().len()),
        ("their parameters", optimized::integrations().map(|each| each.parameters().len()).sum()),
    ]
}

const PREAMBLE: &str = "\
# Services

What `flowc` knows of the services that a workflow can call: two catalogs, of SDK integrations
(`aws.sqs.sendMessage`) and of optimized ones (`sqs.sendMessage`). This page is written by a test
(`UPDATE_EXPECT=1 cargo test services`), the times in it by hand.

## Asking

```sh
flowc services                          # all services
flowc services dynamodb                 # the optimized integrations with one
flowc services aws.dynamodb             # all actions of one
flowc services aws.dynamodb updateItem  # what an action takes, answers and fails with
flowc services sqs.sendMessage --format json
```

Names are spelt as in the source and in definitions: SDK integrations as the AWS SDK for Java v2 spells
them (`Bool`, `DbInstanceIdentifier`, `DynamoDb.`), optimized ones as the API does (`BOOL`, `DynamoDB.`).
In JSON, a structure stands once in `structures`, and where it is used by its name.

## Where the facts come from

Actions, parameters, results and errors are those of botocore, AWS's own description of its services.
What botocore does not know are reviewable files below `tools/catalog/data`: how the SDK spells what its
rules do not cover, which services and actions are supported, and the optimized integrations as the
Developer Guide and recorded executions show them, each with its sources.
[tools/catalog](../tools/catalog/README.md) joins both into one file, which the program embeds and reads
in place. Limits of numbers and of the lengths of strings, blobs, lists and maps are known, patterns of
strings are not.

- A service that no list of supported services names is there, marked `unlisted`.
- Required idempotency tokens are marked as such: AWS's SDKs fill them in.
- Errors that the description does not list are always possible: `Sqs.SqsException`, `Sqs.SdkClientException`.
- An error is transient where botocore would try again: faults of the service, throttling, and errors that the
  description calls retryable. `LimitExceededException` is not, though botocore tries again after it:
  most services mean a quota.
- A parameter of an optimized integration that the Developer Guide does not list is marked; AWS may refuse it.
- Results of optimized integrations are known where the Guide or a recorded execution shows them. Moments in
  them are strings or numbers, so anything goes.

## Size

| what | |
|---|---:|
";

const CORPUS: &str = "
## Calls that people write

The calls of the valid definitions of the corpus (`FLOWC_CORPUS`), real ones and those of conformance
tests, whose resource is written out. A call is known where its service, its action, every parameter at
any depth and every literal of an enumeration are, nothing required is missing, and literals have the
types the catalog tells.

| definitions, integrations | calls | known |
|---|---:|---:|
";

const TIMES: &str = "
## Time

Measured by `cargo bench --bench catalog` (release build) on two cores of a cloud machine that others used too.

| what | median |
|---|---:|
| find a service, an action and a parameter | 0.3 µs |
| the same of the largest service, `ec2` | 0.8 µs |
| find three actions and read all that they take, at any depth | 3.0 µs |
| find an optimized integration and a parameter | 1.5 µs |
| read everything there is | 19 ms |
";
