//! `F043x`: calls of services and what they are given.

use serde_json::Value;

use super::suggest;
use crate::analyse::types::show;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::calls as code;
use crate::diagnostic::suggest::nearest;
use crate::ir::types::Type;
use crate::services::optimized::Integration;
use crate::source::Span;
use crate::syntax::ast::Name;

/// More names than this are no help.
const MOST_NAMES: usize = 12;

/// `call` itself, or a part of what it is given.
fn part_of(call: &str, part: &str) -> String {
    if part.is_empty() { format!("`{call}`") } else { format!("`{part}` of `{call}`") }
}

/// `a`, `b`, … and how many more.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut names = names.into_iter();
    let shown: Vec<String> =
        names.by_ref().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

pub fn unknown_field(
    call: &str,
    object: &str,
    name: &str,
    known: &[&str],
    other: Option<&str>,
    span: Span,
) -> Diagnostic {
    let (title, label) = if object.is_empty() {
        (format!("`{call}` has no parameter `{name}`"), "not a parameter")
    } else {
        (format!("{} has no field `{name}`", part_of(call, object)), "not a field")
    };
    let fault = Diagnostic::new(code::API_PARAMETER, span, title, label);
    if let Some(other) = other {
        let style = if call.starts_with("aws.") { "the SDK" } else { "this integration" };
        return fault.help(format!("{style} spells it `{other}`"));
    }
    match nearest(name, known.iter().copied()) {
        Some(name) => suggest(fault, Some(name)),
        None if known.is_empty() => fault.help("it takes none"),
        None => fault.help(format!("it takes {}", listed(known.iter().copied()))),
    }
}

pub fn missing(call: &str, part: &str, names: &[&str], span: Span) -> Diagnostic {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let quoted = quoted.join(", ");
    let title = format!("{} needs {quoted}", part_of(call, part));
    let label = if names.len() == 1 { "it is missing" } else { "they are missing" };
    let add: Vec<String> = names.iter().map(|name| format!("{name}: …")).collect();
    Diagnostic::new(code::API_MISSING, span, title, label).help(format!("add `{}`", add.join(", ")))
}

pub fn wrong_type(call: &str, part: &str, found: &Type, wanted: &str, span: Span) -> Diagnostic {
    let shown = show(found);
    let title = format!("{} must be {wanted}, not `{shown}`", part_of(call, part));
    Diagnostic::new(code::API_TYPE, span, title, format!("this is `{shown}`"))
}

pub fn not_among(
    call: &str,
    part: &str,
    value: &Value,
    values: impl Iterator<Item = &'static str>,
    span: Span,
) -> Diagnostic {
    let known: Vec<&str> = values.collect();
    let title = format!("{} cannot be `{value}`", part_of(call, part));
    let fault = Diagnostic::new(code::API_VALUE, span, title, "not one of its values");
    let near = value.as_str().and_then(|text| nearest(text, known.iter().copied()));
    let fault = suggest(fault, near.map(|near| format!("\"{near}\"")).as_deref());
    if near.is_some() && known.len() > MOST_NAMES {
        return fault;
    }
    let quoted: Vec<String> = known.iter().map(|value| format!("\"{value}\"")).collect();
    fault.help(format!("it is one of {}", listed(quoted.iter().map(String::as_str))))
}

pub fn outside_limits(
    call: &str,
    part: &str,
    value: &Value,
    least: Option<f64>,
    most: Option<f64>,
    span: Span,
) -> Diagnostic {
    let title = format!("{} cannot be `{value}`", part_of(call, part));
    let limits = match (least, most) {
        (Some(least), Some(most)) => format!("it is from {least} to {most}"),
        (Some(least), None) => format!("it is at least {least}"),
        (None, most) => format!("it is at most {}", most.unwrap_or_default()),
    };
    Diagnostic::new(code::API_VALUE, span, title, "outside of its limits").help(limits)
}

/// What is too short or too long: `unit` is what its length counts, as in "character".
pub fn wrong_length(
    call: &str,
    part: &str,
    (has, too): (String, &str),
    unit: &str,
    (least, most): (Option<u32>, Option<u32>),
    span: Span,
) -> Diagnostic {
    let title = format!("{} is too {too}", part_of(call, part));
    let plural = if most.or(least) == Some(1) { "" } else { "s" };
    let limits = match (least, most) {
        (Some(least), Some(most)) if least == most => least.to_string(),
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, most) => format!("at most {}", most.unwrap_or_default()),
    };
    Diagnostic::new(code::API_VALUE, span, title, format!("this has {has}"))
        .help(format!("it has {limits} {unit}{plural}"))
}

pub fn not_one(call: &str, part: &str, count: usize, names: &[&str], span: Span) -> Diagnostic {
    let found = if count == 0 { "none".to_owned() } else { count.to_string() };
    let title = format!("{} takes exactly one of its fields, not {found}", part_of(call, part));
    Diagnostic::new(code::API_UNION, span, title, "exactly one is wanted")
        .help(format!("give one of {}", listed(names.iter().copied())))
}

pub fn cannot_call(call: &str, span: Span) -> Diagnostic {
    let title = format!("Step Functions cannot call `{call}`");
    Diagnostic::new(code::UNSUPPORTED, span, title, "not among the supported actions")
        .help("call it in a Lambda function")
}

pub fn retired_service(service: &Name) -> Diagnostic {
    let title = format!("AWS has ended the service `{}`", service.text);
    Diagnostic::new(code::UNSUPPORTED, service.span, title, "exists no more")
}

pub fn removed_service(service: &str, date: &str, span: Span) -> Diagnostic {
    let title = format!("Step Functions calls `{service}` no more since {date}");
    Diagnostic::new(code::UNSUPPORTED, span, title, "removed")
}

pub fn unknown_sdk_action(service: &str, action: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`aws.{service}` has no action `{}`", action.text);
    let fault = Diagnostic::new(code::UNKNOWN_ACTION, action.span, title, "no such action");
    match nearest {
        Some(_) => suggest(fault, nearest),
        None => fault.help(format!("`flowc services {service}` lists its actions")),
    }
}

/// A resource of a service that has no integration of its own.
pub fn unknown_integration(name: &str, span: Span, nearest: Option<&str>) -> Diagnostic {
    let title = format!("Step Functions has no integration of its own with `{name}`");
    let fault = Diagnostic::new(code::UNKNOWN_SERVICE, span, title, "not among its integrations");
    match nearest {
        None if crate::services::is_sdk_service(name) => {
            fault.help(format!("call it by the SDK: `arn:aws:states:::aws-sdk:{name}:…`"))
        }
        _ => suggest(fault, nearest),
    }
}

pub fn pattern_of_integration(call: &str, word: &Name, other: Integration) -> Diagnostic {
    let title = format!("`{call}` knows no `.{}`", word.text);
    Diagnostic::new(code::UNKNOWN_PATTERN, word.span, title, "not a way to wait for it").help(
        format!(
            "the integration has it: `{}.{}.{}(…)`",
            other.service(),
            other.action(),
            word.text
        ),
    )
}

pub fn token_lost(span: Span) -> Diagnostic {
    let title = "nobody can answer this callback: its arguments never mention the task token";
    Diagnostic::new(code::TOKEN_LOST, span, title, "waits for a token that nobody has")
        .help("pass `context.Task.Token` on in the arguments")
}

pub fn unknown_api_error(
    name: &str,
    span: Span,
    nearest: Option<&str>,
    service: &str,
) -> Diagnostic {
    let title = format!("`aws.{service}` has no error `{name}`");
    let fault = Diagnostic::new(code::UNKNOWN_ERROR, span, title, "not known");
    match nearest {
        Some(_) => suggest(fault, nearest),
        None => fault.help("put it in quotes if it is newer than this compiler, or another's"),
    }
}
