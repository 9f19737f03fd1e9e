//! Parts of states in words.

use serde_json::{Map as Object, Value};

use super::Said;
use crate::asl::model::{Fail, Kind, Map, Retrier, State, Task, Wait};
use crate::asl::resource::Resource;
use crate::asl::text::expression;
use crate::services::Pattern;

/// What a state does, in a few words; expressions as the source has `said` them.
pub(super) fn subtitle(name: &str, state: &State, said: &Said) -> Option<String> {
    match &state.kind {
        Kind::Task(task) => Some(call(task, arguments(state), said)),
        Kind::Wait(wait) => wait_words(name, wait, said),
        Kind::Map(map) => Some(items(map, said)),
        Kind::Parallel { branches } => Some(match branches.len() {
            1 => "1 branch".to_owned(),
            count => format!("{count} branches at once"),
        }),
        Kind::Fail(fail) => fail_words(fail, said),
        Kind::Pass { result } => sets(state.assign.as_ref()).or_else(|| {
            let output = result.is_some() || state.output.is_some() || arguments(state).is_some();
            output.then(|| "sets the output".to_owned())
        }),
        Kind::Choice { .. } | Kind::Succeed => None,
    }
}

/// What the task or pass gets, in either query language.
fn arguments(state: &State) -> Option<&Value> {
    let parameters = state.paths.as_ref().and_then(|paths| paths.parameters.as_ref());
    state.arguments.as_ref().or(parameters)
}

fn sets(assign: Option<&Object<String, Value>>) -> Option<String> {
    let names: Vec<&str> = assign?.keys().map(|name| name.trim_end_matches(".$")).collect();
    (!names.is_empty()).then(|| format!("sets {}", names.join(", ")))
}

/// `dynamodb:updateItem · Stock`
fn call(task: &Task, arguments: Option<&Value>, said: &Said) -> String {
    let resource = task.resource.as_str();
    match Resource::parse(resource) {
        Ok(Resource::Function) => format!("lambda · {}", function_name(resource)),
        Ok(Resource::Activity) => format!("activity · {}", last_part(resource)),
        Ok(Resource::Optimized { service, action, .. } | Resource::Sdk { service, action, .. }) => {
            let call = match (service, action) {
                ("lambda", "invoke") => "lambda".to_owned(),
                ("states", "startExecution") => "workflow".to_owned(),
                ("http", "invoke") => "http".to_owned(),
                _ => format!("{service}:{action}"),
            };
            match target(arguments, said) {
                Some(target) => format!("{call} · {target}"),
                None => call,
            }
        }
        Ok(Resource::Storage { action }) => format!("s3:{action}"),
        Ok(Resource::Substituted) | Err(_) => bare(last_part(resource)),
    }
}

/// The arguments that say what a call is about; the first that is there counts.
const TARGETS: [&str; 22] = [
    "FunctionName",
    "StateMachineArn",
    "ApiEndpoint",
    "TableName",
    "QueueUrl",
    "TopicArn",
    "Bucket",
    "JobName",
    "Cluster",
    "ClusterName",
    "DatabaseName",
    "ModelId",
    "EventBusName",
    "StreamName",
    "ProjectName",
    "JobDefinition",
    "SecretId",
    "Name",
    "CrawlerName",
    "Database",
    "BucketName",
    "EndpointName",
];

fn target(arguments: Option<&Value>, said: &Said) -> Option<String> {
    let fields = arguments?.as_object()?;
    let (key, found) = TARGETS.iter().find_map(|key| {
        let found = fields.get(*key).or_else(|| fields.get(&format!("{key}.$")))?;
        Some((*key, found.as_str()?))
    })?;
    let method = fields.get("Method").and_then(Value::as_str).filter(|_| key == "ApiEndpoint");
    let name = match expression(found) {
        Some(expression) => {
            said.get(key).map_or_else(|| expression.to_owned(), |words| unquoted(words).to_owned())
        }
        None if key == "FunctionName" => function_name(found),
        None if key == "ApiEndpoint" => bare(found),
        None => bare(last_part(found)),
    };
    Some(method.map_or(name.clone(), |method| format!("{method} {name}")))
}

/// The name in the ARN of a function, without its version.
fn function_name(arn: &str) -> String {
    let name = arn.split_once(":function:").map_or(arn, |(_, name)| name);
    let name = name.split_once(":$LATEST").map_or(name, |(name, _)| name);
    let name = bare(name);
    name.strip_suffix("Arn").or(name.strip_suffix(".Arn")).unwrap_or(&name).to_owned()
}

/// What stands behind the last colon or slash that is not in a substitution.
fn last_part(text: &str) -> &str {
    if text.ends_with('}') {
        return text.rfind("${").map_or(text, |at| &text[at..]);
    }
    text.rsplit([':', '/']).next().unwrap_or(text)
}

/// `${Name}` without its signs, a path without `$.`.
pub(super) fn bare(text: &str) -> String {
    let text = text.replace("${", "").replace('}', "");
    text.strip_prefix("$.").map(str::to_owned).unwrap_or(text)
}

/// A value of the `field` as the source has said it, if it is an expression; else as [`value`] has it.
fn value_of(field: &str, given: &Value, said: &Said) -> String {
    let is_expression = given.as_str().and_then(expression).is_some();
    match said.get(field).filter(|_| is_expression) {
        Some(words) => words.clone(),
        None => value(given),
    }
}

/// The text of a string without its quotes, if all of it is one.
fn unquoted(words: &str) -> &str {
    let inner = words.strip_prefix('"').and_then(|words| words.strip_suffix('"'));
    let is_one = |inner: &&str| !inner.contains('"');
    inner.filter(is_one).unwrap_or(words)
}

/// A value: an expression without its signs, a path without `$.`, a text as it is, else JSON.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => match expression(text) {
            Some(expression) => expression.split_whitespace().collect::<Vec<_>>().join(" "),
            None => path(text),
        },
        other => other.to_string(),
    }
}

/// `$.order.id` is `order.id`, `$$.Execution.Id` is `context.Execution.Id`.
pub(super) fn path(path: &str) -> String {
    if let Some(context) = path.strip_prefix("$$.") {
        return format!("context.{context}");
    }
    match path.strip_prefix("$.") {
        Some(rest) => rest.to_owned(),
        None if path == "$" => "the input".to_owned(),
        None => path.to_owned(),
    }
}

/// How long or until when; nothing where the state is named by that.
fn wait_words(name: &str, wait: &Wait, said: &Said) -> Option<String> {
    let is_named = |field, before| {
        said.get(field).is_some_and(|words: &String| name.starts_with(&format!("{before}{words}")))
    };
    if is_named("Seconds", "wait ") || is_named("Timestamp", "wait until ") {
        return None;
    }
    Some(match wait {
        Wait::Seconds(seconds) => duration_of("Seconds", seconds, said),
        Wait::SecondsPath(path) => format!("{} seconds", value(path)),
        Wait::Timestamp(time) | Wait::TimestampPath(time) => {
            format!("until {}", value_of("Timestamp", time, said))
        }
    })
}

/// The duration in a `field`; the source says what unit it means.
pub(super) fn duration_of(field: &str, seconds: &Value, said: &Said) -> String {
    match said.get(field).filter(|_| seconds.as_str().and_then(expression).is_some()) {
        Some(words) => words.clone(),
        None => duration(seconds),
    }
}

/// `90` is `1 min 30 s`.
pub(super) fn duration(seconds: &Value) -> String {
    let Some(all) = seconds.as_u64() else { return format!("{} s", value(seconds)) };
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = all;
    let mut parts = Vec::new();
    for (length, unit) in units {
        if left >= length {
            parts.push(format!("{} {unit}", left / length));
            left %= length;
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// `order.items · 5 at once`
fn items(map: &Map, said: &Said) -> String {
    let reader = map.item_reader.as_ref().map(|reader| {
        let kind = reader.config.as_ref().and_then(|config| config.get("InputType"));
        let arguments = reader.arguments.as_ref().or(reader.parameters.as_ref());
        let from =
            target(arguments, said).map(|bucket| format!(" in {bucket}")).unwrap_or_default();
        match (kind.and_then(Value::as_str), last_part(&reader.resource)) {
            (Some(kind), _) => format!("each of a {kind} file{from}"),
            (None, "listObjectsV2") => format!("each object{from}"),
            (None, _) => format!("each item{from}"),
        }
    });
    let items = map.items.as_ref().or(map.items_path.as_ref());
    let items = items.map(|items| value_of("Items", items, said));
    let items = reader.unwrap_or_else(|| match items {
        Some(items) => format!("each of {items}"),
        None => "each item".to_owned(),
    });
    let batch = map.item_batcher.as_ref().and_then(|batcher| batcher.get("MaxItemsPerBatch"));
    let batch = batch.map(|most| format!(" · by {}", value_of("MaxItemsPerBatch", most, said)));
    let batch = batch.unwrap_or_default();
    let most = map.max_concurrency.as_ref().or(map.max_concurrency_path.as_ref());
    let at_once = match most {
        Some(most) if most.as_u64() == Some(1) => " · one by one".to_owned(),
        Some(most) if most.as_u64() != Some(0) => {
            format!(" · {} at once", value_of("MaxConcurrency", most, said))
        }
        Some(_) | None => String::new(),
    };
    format!("{items}{batch}{at_once}")
}

/// The error and its cause; of an error that was caught before, where it was kept.
fn fail_words(fail: &Fail, said: &Said) -> Option<String> {
    if let Some(caught) = said.get("Again") {
        return Some(format!("with the error {caught}"));
    }
    let words = |field, value: &Value| unquoted(&value_of(field, value, said)).to_owned();
    let error = fail.error.as_ref().or(fail.error_path.as_ref());
    let cause = fail.cause.as_ref().or(fail.cause_path.as_ref());
    let (error, cause) = (error.map(|it| words("Error", it)), cause.map(|it| words("Cause", it)));
    match (error, cause) {
        (Some(error), Some(cause)) => Some(format!("{error}: {cause}")),
        (error, cause) => error.or(cause),
    }
}

/// What a task waits for beside the answer.
pub(super) fn waits(resource: &str) -> Option<&'static str> {
    let (_, pattern) = match Resource::parse(resource).ok()? {
        Resource::Activity => return Some("waits for a worker"),
        Resource::Optimized { service, pattern, .. } | Resource::Sdk { service, pattern, .. } => {
            (service, pattern?)
        }
        Resource::Substituted | Resource::Function | Resource::Storage { .. } => return None,
    };
    Some(match pattern {
        Pattern::Callback => "waits for callback",
        Pattern::Sync | Pattern::Sync2 => "waits until done",
    })
}

/// A retrier in a line.
pub(super) fn retrier(retrier: &Retrier) -> String {
    let attempts = retrier.max_attempts.as_ref().map_or_else(|| "3".to_owned(), value);
    let interval = retrier.interval_seconds.as_ref().map_or_else(|| "1 s".to_owned(), duration);
    let mut text = format!("{}: {attempts}× after {interval}", retrier.error_equals.join(", "));
    let rate = retrier.backoff_rate.as_ref().map_or_else(|| "2".to_owned(), value);
    if !matches!(rate.as_str(), "1" | "1.0") {
        text += &format!(", each time {rate} times as long");
    }
    if let Some(cap) = &retrier.max_delay_seconds {
        text += &format!(", {} at most", duration(cap));
    }
    if retrier.jitter_strategy.as_deref() == Some("FULL") {
        text += ", with jitter";
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Said, call, duration, fail_words, wait_words};
    use crate::asl::model::{Fail, Task, Wait};

    fn task(resource: &str) -> Task {
        Task {
            resource: resource.to_owned(),
            timeout_seconds: None,
            timeout_seconds_path: None,
            heartbeat_seconds: None,
            heartbeat_seconds_path: None,
            credentials: None,
        }
    }

    #[test]
    fn calls_say_what_they_call() {
        for (resource, arguments, expected) in [
            ("arn:aws:lambda:us-east-1:1:function:Charge:$LATEST", json!({}), "lambda · Charge"),
            ("${ChargeFunctionArn}", json!({}), "ChargeFunctionArn"),
            (
                "arn:aws:states:::lambda:invoke",
                json!({"FunctionName": "${ChargeArn}"}),
                "lambda · Charge",
            ),
            (
                "arn:aws:states:::aws-sdk:dynamodb:updateItem",
                json!({"TableName": "{% $table %}"}),
                "dynamodb:updateItem · $table",
            ),
            (
                "arn:aws:states:::http:invoke",
                json!({"ApiEndpoint": "https://example.com/pets", "Method": "GET"}),
                "http · GET https://example.com/pets",
            ),
            (
                "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                json!({"QueueUrl.$": "$.queue"}),
                "sqs:sendMessage · queue",
            ),
        ] {
            assert_eq!(call(&task(resource), Some(&arguments), &Said::new()), expected);
        }
    }

    #[test]
    fn durations_are_read_easily() {
        assert_eq!(duration(&json!(90)), "1 min 30 s");
        assert_eq!(duration(&json!(86_400)), "1 d");
        assert_eq!(duration(&json!(0)), "0 s");
        assert_eq!(duration(&json!("{% $n %}")), "$n s");
    }

    fn said(fields: &[(&str, &str)]) -> Said {
        fields.iter().map(|(field, words)| ((*field).to_owned(), (*words).to_owned())).collect()
    }

    #[test]
    fn expressions_are_said_as_the_source_says_them() {
        let fail = Fail {
            error: Some(json!("NotCharged")),
            cause: Some(json!("{% $order.id & \" is late\" %}")),
            error_path: None,
            cause_path: None,
        };
        let cause = said(&[("Cause", "\"${order.id} is late\"")]);
        let words = fail_words(&fail, &cause);
        assert_eq!(words.as_deref(), Some("NotCharged: ${order.id} is late"));
        let again = fail_words(&fail, &said(&[("Again", "e")]));
        assert_eq!(again.as_deref(), Some("with the error e"));
        let wait = Wait::Seconds(json!("{% $n * 60 %}"));
        let minutes = said(&[("Seconds", "n * 1m")]);
        assert_eq!(wait_words("Pause", &wait, &minutes).as_deref(), Some("n * 1m"));
        assert_eq!(wait_words("wait n * 1m", &wait, &minutes), None);
    }
}
