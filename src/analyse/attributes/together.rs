//! Whether the arguments of an attribute go together.

use indexmap::IndexMap;
use serde_json::Value;

type Values = IndexMap<String, Value>;

/// What is wrong with the arguments of the attribute `name` of a workflow taken together, and what to
/// do about it.
pub(super) fn fault(name: &str, values: &Values, express: bool) -> Option<(String, String)> {
    let (title, help) = match name {
        "alias" => alias(values)?,
        "http" => http(values, express)?,
        "alarm" => alarm(values)?,
        "event" if values.contains_key("input") && values.contains_key("inputPath") => {
            ("`input` and `inputPath` of `@event` exclude each other", "give one of them")
        }
        "pipe" => pipe(values)?,
        "logging" => logging(values)?,
        "role" => role(values)?,
        "policy" if values.is_empty() => (
            "`@policy` says nothing",
            "give statements to `add`, or to `replace` those that the compiler finds",
        ),
        "encryption" if values.contains_key("reusePeriod") && !values.contains_key("key") => {
            ("the key that AWS owns has no `reusePeriod`", "give a `key`, or leave it out")
        }
        "tags" => tags(values)?,
        _ => return None,
    };
    Some((title.to_owned(), help.to_owned()))
}

type Fault = (&'static str, &'static str);

fn word<'v>(values: &'v Values, name: &str) -> Option<&'v str> {
    values.get(name).and_then(Value::as_str)
}

fn alias(values: &Values) -> Option<Fault> {
    let steps = ["interval", "percentage"].map(|name| values.contains_key(name));
    match word(values, "strategy") {
        Some("CANARY" | "LINEAR") if steps != [true; 2] => Some((
            "a gradual deployment needs `interval` and `percentage`",
            "write `@alias(\"live\", strategy: CANARY, interval: 5m, percentage: 10)`",
        )),
        None | Some("ALL_AT_ONCE") if steps != [false; 2] => Some((
            "only `CANARY` and `LINEAR` have `interval` and `percentage`",
            "add `strategy: CANARY` or `strategy: LINEAR`",
        )),
        _ => None,
    }
}

fn http(values: &Values, express: bool) -> Option<Fault> {
    let jwt = word(values, "auth") == Some("jwt");
    let token = ["issuer", "audience"].map(|name| values.contains_key(name));
    if values.get("sync") == Some(&Value::Bool(true)) && !express {
        return Some((
            "only Express workflows answer a request with their output",
            "add `@express`, or leave out `sync`",
        ));
    }
    if jwt && token != [true; 2] {
        return Some((
            "`auth: \"jwt\"` needs `issuer` and `audience`",
            "write `auth: \"jwt\", issuer: \"https://…\", audience: \"…\"`",
        ));
    }
    (!jwt && token != [false; 2])
        .then_some(("only `auth: \"jwt\"` has `issuer` and `audience`", "add `auth: \"jwt\"`"))
}

const METRICS: [&str; 4] = ["failures", "timeouts", "throttles", "aborts"];
const WEEK: u64 = 7 * 86_400;

fn alarm(values: &Values) -> Option<Fault> {
    if !METRICS.iter().any(|metric| values.contains_key(*metric)) {
        return Some((
            "`@alarm` watches nothing",
            "write `@alarm(failures: 1)`; there are `timeouts`, `throttles` and `aborts` too",
        ));
    }
    let number = |name: &str, default| values.get(name).and_then(Value::as_u64).unwrap_or(default);
    (number("period", 300) * number("periods", 1) > WEEK)
        .then_some(("an alarm looks back for a week at most", "take fewer or shorter periods"))
}

fn pipe(values: &Values) -> Option<Fault> {
    let streams = ["position", "parallel", "retries", "maxAge", "deadLetter"];
    (word(values, "kind") == Some("queue") && streams.iter().any(|name| values.contains_key(*name)))
        .then_some((
            "only streams have `position`, `parallel`, `retries`, `maxAge` and `deadLetter`",
            "what becomes of a message that fails is said by the `RedrivePolicy` of the queue",
        ))
}

fn logging(values: &Values) -> Option<Fault> {
    (values.contains_key("destination") && values.contains_key("retention")).then_some((
        "a log group that exists already has its own `retention`",
        "give `destination` or `retention`",
    ))
}

fn role(values: &Values) -> Option<Fault> {
    if values.is_empty() {
        return Some((
            "`@role` says nothing",
            "give the ARN of a role, or a `boundary`, a `path` or `managed` policies for the one that is made",
        ));
    }
    (values.contains_key("arn") && values.len() > 1)
        .then_some(("a role that exists already is as it is", "give `arn` alone"))
}

fn tags(values: &Values) -> Option<Fault> {
    if values.len() > 50 {
        return Some(("a state machine has at most 50 tags", "leave some out"));
    }
    let right = |key: &String| {
        (1..=128).contains(&key.chars().count()) && !key.to_ascii_lowercase().starts_with("aws:")
    };
    (!values.keys().all(right)).then_some((
        "the key of a tag has at most 128 signs and does not begin with `aws:`",
        "choose another key",
    ))
}
