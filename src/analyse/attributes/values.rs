//! Whether the value of an argument is one AWS takes.

use serde_json::Value;

use super::schedules;
use super::table::Takes;
use crate::diagnostic::suggest;

/// Days that CloudWatch Logs can keep what is logged (the API reference of `PutRetentionPolicy`).
const RETENTION: [u64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

const DAY: u64 = 86_400;

/// What the argument takes, where `value` is not that.
pub(super) fn fault(takes: Takes, value: &Value) -> Option<String> {
    let (right, wanted) = match takes {
        Takes::Anything | Takes::Input => return None,
        Takes::Text(most) => (is_text(value, most), format!("text of at most {most} signs")),
        Takes::Path => (
            value.as_str().is_some_and(|path| path.starts_with('$')),
            "a path such as `\"$.detail\"`".to_owned(),
        ),
        Takes::Texts => (is_texts(value), "text, or a list of texts".to_owned()),
        Takes::Bool => (value.is_boolean(), "`true` or `false`".to_owned()),
        Takes::Switch => {
            (value.is_boolean() || is_key(value), "`true`, `false` or a `param`".to_owned())
        }
        Takes::Whole(least, most) => (
            value.as_u64().is_some_and(|number| (least..=most).contains(&number)),
            format!("a whole number from {least} to {most}"),
        ),
        Takes::Seconds(unit, least, most) => {
            (is_duration(value, unit, least, most), duration_wanted(unit, least, most))
        }
        Takes::Period => {
            (value.as_u64().is_some_and(is_period), "10s, 20s, 30s or whole minutes".to_owned())
        }
        Takes::Retention => (
            value.as_u64().is_some_and(|s| s % DAY == 0 && RETENTION.contains(&(s / DAY))),
            format!("one of {}", days()),
        ),
        Takes::OneOf(words) => {
            (value.as_str().is_some_and(|word| words.contains(&word)), suggest::one_of(words))
        }
        Takes::Pattern => return pattern_fault(value),
        Takes::Objects => (is_objects(value), "a list of objects with fields".to_owned()),
        Takes::Schedule => return schedule_fault(value),
        Takes::Timestamp => (
            value.as_str().is_some_and(|text| has_key(text) || schedules::is_timestamp(text)),
            "a timestamp such as `\"2027-01-31T12:00:00Z\"`".to_owned(),
        ),
        Takes::AliasName => (
            value.as_str().is_some_and(is_alias_name),
            "up to 80 letters, digits, `_`, `-` and `.`, not digits alone".to_owned(),
        ),
        Takes::Route => (
            value.as_str().is_some_and(is_route),
            "a method and a path, such as `\"POST /orders\"`".to_owned(),
        ),
        Takes::Tag => (
            matches!(value, Value::Number(_) | Value::Bool(_))
                || value.as_str().is_some_and(|text| text.chars().count() <= 256),
            "text of at most 256 signs".to_owned(),
        ),
        Takes::Statements => (
            is_statements(value),
            "a list of `{ Action: \"s3:GetObject\", Resource: \"arn:…\" }`, each with or without a \
             `Condition`"
                .to_owned(),
        ),
    };
    (!right).then_some(wanted)
}

/// Whether a value known at deployment stands in it.
pub(super) fn has_key(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| !text[at + 2..].starts_with('!'))
}

fn is_key(value: &Value) -> bool {
    value.as_str().is_some_and(|text| has_key(text) && text.ends_with('}'))
}

fn is_text(value: &Value, most: usize) -> bool {
    value.as_str().is_some_and(|text| {
        let signs = text.chars().count();
        signs > 0 && (signs <= most || has_key(text))
    })
}

fn is_texts(value: &Value) -> bool {
    let text = |value: &Value| is_text(value, usize::MAX);
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(text),
        _ => text(value),
    }
}

fn is_object(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| !fields.is_empty())
}

fn is_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(is_object))
}

/// Every value that events are held against stands in a list, in objects as deep as there are.
fn pattern_fault(value: &Value) -> Option<String> {
    let Some(fields) = value.as_object().filter(|fields| !fields.is_empty()) else {
        return Some("an object with at least one field".to_owned());
    };
    fields.iter().find_map(|(name, value)| match value {
        Value::Array(items) if items.is_empty() => {
            Some(format!("lists of at least one value: `{name}` has none"))
        }
        Value::Array(_) => None,
        Value::Object(_) => pattern_fault(value),
        _ if is_key(value) => None,
        other => Some(format!("lists of values: write `{name}: [{other}]`")),
    })
}

/// Statements that allow; an empty list is fine where nothing shall be allowed.
fn is_statements(value: &Value) -> bool {
    let statement = |value: &Value| {
        let Some(fields) = value.as_object() else { return false };
        let known = |name: &String| matches!(name.as_str(), "Action" | "Resource" | "Condition");
        let action = |text: &str| {
            text == "*" || text.split_once(':').is_some_and(|(s, a)| !s.is_empty() && !a.is_empty())
        };
        let actions = match fields.get("Action") {
            Some(Value::String(text)) => action(text),
            Some(Value::Array(several)) => {
                !several.is_empty() && several.iter().all(|one| one.as_str().is_some_and(action))
            }
            _ => false,
        };
        fields.keys().all(known)
            && actions
            && fields.get("Resource").is_some_and(is_texts)
            && fields.get("Condition").is_none_or(is_object)
    };
    value.as_array().is_some_and(|items| items.iter().all(statement))
}

fn is_duration(value: &Value, unit: u64, least: u64, most: u64) -> bool {
    value.as_u64().is_some_and(|s| s % unit == 0 && (least..=most).contains(&s))
}

fn duration_wanted(unit: u64, least: u64, most: u64) -> String {
    let whole = if unit == 60 { "whole minutes" } else { "whole seconds" };
    format!("{whole} from {} to {}", shown(least), shown(most))
}

/// `90s` as it would be written: in the largest unit that divides it.
fn shown(seconds: u64) -> String {
    let units = [(DAY, 'd'), (3600, 'h'), (60, 'm')];
    let fits = |(size, _): &(u64, char)| seconds > 0 && seconds % size == 0;
    let (size, sign) = units.into_iter().find(fits).unwrap_or((1, 's'));
    format!("{}{sign}", seconds / size)
}

fn is_period(seconds: u64) -> bool {
    matches!(seconds, 10 | 20 | 30) || (seconds > 0 && seconds % 60 == 0 && seconds <= DAY)
}

fn days() -> String {
    RETENTION.map(|days| format!("{days}d")).join(", ")
}

fn schedule_fault(value: &Value) -> Option<String> {
    match value.as_str() {
        Some(text) if has_key(text) => None,
        Some(text) => schedules::fault(text),
        None => Some(schedules::FORMS.to_owned()),
    }
}

/// An alias made of digits could be taken for the number of a version.
fn is_alias_name(name: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (1..=80).contains(&name.len())
        && name.chars().all(sign)
        && name.chars().any(|c| !c.is_ascii_digit())
}

const METHODS: [&str; 8] = ["ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

fn is_route(route: &str) -> bool {
    let Some((method, path)) = route.split_once(' ') else { return route == "$default" };
    METHODS.contains(&method) && path.starts_with('/') && !path.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_judged() {
        let rows = [
            (Takes::Text(3), json!("abc"), true),
            (Takes::Text(3), json!("abcd"), false),
            (Takes::Text(3), json!("${Key}"), true),
            (Takes::Text(3), json!(""), false),
            (Takes::Text(3), json!(5), false),
            (Takes::Switch, json!("${On}"), true),
            (Takes::Switch, json!("on"), false),
            (Takes::Seconds(60, 60, 86_400), json!(90), false),
            (Takes::Seconds(60, 60, 86_400), json!(120), true),
            (Takes::Retention, json!(30 * 86_400), true),
            (Takes::Retention, json!(31 * 86_400), false),
            (Takes::Retention, json!(30), false),
            (Takes::Retention, json!(0), false),
            (Takes::Period, json!(10), true),
            (Takes::Period, json!(90), false),
            (Takes::AliasName, json!("live"), true),
            (Takes::AliasName, json!("12"), false),
            (Takes::AliasName, json!("v12"), true),
            (Takes::Route, json!("POST /orders/{id}"), true),
            (Takes::Route, json!("post /orders"), false),
            (Takes::Route, json!("POST orders"), false),
            (Takes::Route, json!("$default"), true),
            (Takes::Texts, json!(["a", "b"]), true),
            (Takes::Texts, json!([]), false),
            (Takes::Objects, json!([{}]), false),
            (Takes::Pattern, json!({ "source": ["aws.s3"], "detail": { "id": [1] } }), true),
            (Takes::Pattern, json!({ "source": "${Source}" }), true),
            (Takes::Pattern, json!({ "source": "aws.s3" }), false),
            (Takes::Pattern, json!({ "detail": { "id": 1 } }), false),
            (Takes::Pattern, json!({ "source": [] }), false),
            (Takes::Statements, json!([{ "Action": "s3:*", "Resource": ["*"] }]), true),
            (Takes::Statements, json!([]), true),
            (Takes::Statements, json!([{ "Action": "s3", "Resource": "*" }]), false),
            (Takes::Statements, json!([{ "Action": ["s3:*"] }]), false),
            (
                Takes::Statements,
                json!([{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }]),
                false,
            ),
        ];
        for (takes, value, right) in rows {
            assert_eq!(fault(takes, &value).is_none(), right, "{value}");
        }
    }
}
