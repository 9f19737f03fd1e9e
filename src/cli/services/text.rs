//! The catalog for people.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::cli::services::page::{Field, Page, structure_inside};
use crate::diagnostic::suggest::grouped;
use crate::services::catalog::Support;
use crate::services::catalog::{self, Availability, FloatRange, NumberRange, Shape, Structure};
use crate::services::{self, Pattern, SERVICES};

/// How wide lists of names become.
const WIDTH: usize = 100;

/// All services.
pub fn all() -> String {
    let mut out = String::new();
    let actions: usize = SERVICES.iter().map(|service| service.actions.len()).sum();
    line(
        &mut out,
        &format!("Optimized integrations: {} services, {actions} actions", SERVICES.len()),
    );
    for service in SERVICES.iter() {
        let names: Vec<_> = service.actions.iter().map(|action| action.name.to_owned()).collect();
        let head = format!("  {:17}", services::written(service.name));
        line(&mut out, &wrapped(&head, ", ", &names));
    }
    let services = catalog::services();
    let actions: usize = catalog::services().map(|service| service.actions().len()).sum();
    line(&mut out, "");
    line(
        &mut out,
        &format!(
            "SDK integrations, of botocore {}: {} services, {} actions",
            catalog::botocore(),
            services.len(),
            grouped(actions as u64)
        ),
    );
    for service in services {
        let support = support(service.support()).map(|text| format!(" ({text})"));
        let count = count(service.actions().len(), "action");
        line(
            &mut out,
            &format!("  aws.{:32} {count}{}", service.name(), support.unwrap_or_default()),
        );
    }
    out
}

/// The actions of a service with optimized integrations.
pub fn optimized(service: &services::Service) -> String {
    let written = services::written(service.name);
    let mut out = format!("{written}: {}\n", count(service.actions.len(), "optimized integration"));
    for action in &service.actions {
        let ways: Vec<_> =
            action.patterns.iter().map(|pattern| format!(".{}", pattern.word())).collect();
        line(&mut out, format!("  {:28} {}", action.name, ways.join(" ")).trim_end());
    }
    if let Some(sdk) = catalog::service(service.name) {
        let count = count(sdk.actions().len(), "action");
        line(&mut out, "");
        line(&mut out, &format!("aws.{} has {count} more, as SDK integrations", sdk.name()));
    }
    out
}

/// The actions of a service of SDK integrations.
pub fn sdk(service: catalog::Service) -> String {
    let mut out = format!("aws.{}: {}\n", service.name(), count(service.actions().len(), "action"));
    line(&mut out, &format!("  errors begin with {}.", service.error_prefix()));
    line(&mut out, &format!("  IAM actions begin with {}:", service.iam_prefix()));
    if let Some(support) = support(service.support()) {
        line(&mut out, &format!("  {support}"));
    }
    line(&mut out, "");
    for action in service.actions() {
        let notes =
            [availability(action.availability()), action.deprecated().then_some("deprecated")];
        let notes: Vec<_> = notes.into_iter().flatten().collect();
        let notes =
            if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        line(&mut out, &format!("  {}{notes}", action.name()));
    }
    out
}

/// One action.
pub fn action(page: &Page) -> String {
    let mut out = format!("{}\n", page.call);
    line(&mut out, &format!("  {}", page.resource));
    let ways: Vec<_> =
        page.patterns.iter().map(|pattern| format!("`.{}`", pattern.word())).collect();
    let ways = if ways.is_empty() { "no way to wait for more".to_owned() } else { ways.join(", ") };
    line(&mut out, &format!("  Standard workflows: {ways}; Express workflows: the plain call"));
    if let Some(reason) = availability(page.availability) {
        line(&mut out, &format!("  {reason}"));
    }
    if page.deprecated {
        line(&mut out, "  deprecated");
    }
    parameters(&mut out, page);
    for (way, fields) in &page.results {
        result(&mut out, *way, fields.as_deref());
    }
    line(&mut out, "");
    line(&mut out, if page.errors.is_empty() { "No errors are described" } else { "Errors" });
    for error in &page.errors {
        let mark = if error.transient { " (transient)" } else { "" };
        line(&mut out, &format!("  {}{mark}", error.name));
    }
    out
}

fn parameters(out: &mut String, page: &Page) {
    line(out, "");
    if page.parameters.is_empty() {
        return line(out, "Takes nothing");
    }
    line(out, "Parameters (* required)");
    let mut shown = BTreeSet::new();
    for field in &page.parameters {
        member(out, field, true, 1, &mut shown);
    }
}

fn result(out: &mut String, way: Option<Pattern>, fields: Option<&[Field]>) {
    let of = way.map_or(String::new(), |pattern| format!(" of `.{}`", pattern.word()));
    line(out, "");
    match fields {
        None => line(out, &format!("Result{of}: not known")),
        Some([]) => line(out, &format!("Result{of}: nothing")),
        Some(fields) => {
            line(out, &format!("Result{of}"));
            let mut shown = BTreeSet::new();
            for field in fields {
                member(out, field, false, 1, &mut shown);
            }
        }
    }
}

/// A member and, below it, the members of its structure, each structure once.
fn member(
    out: &mut String,
    field: &Field,
    is_input: bool,
    depth: usize,
    shown: &mut BTreeSet<Structure>,
) {
    let mark = if is_input && field.required { "* " } else { "  " };
    let head = format!("{}{mark}{}: ", "  ".repeat(depth - 1), field.name);
    let inside = structure_inside(field.shape);
    let is_new = inside.is_none_or(|structure| shown.insert(structure));
    let mut notes = Vec::new();
    notes.extend(limits(field.shape));
    if is_input && field.token {
        notes.push("required idempotency token".to_owned());
    }
    if !field.documented {
        notes.push("not in the Developer Guide".to_owned());
    }
    match inside {
        Some(_) if !is_new => notes.push("as above".to_owned()),
        Some(union) if union.is_union() => notes.push("each exactly one of".to_owned()),
        _ => {}
    }
    let notes: String = notes.iter().map(|note| format!(", {note}")).collect();
    let mut words = kind(field.shape);
    if let Some(last) = words.last_mut() {
        last.push_str(&notes);
    }
    line(out, &wrapped(&head, " | ", &words));
    if let Some(structure) = inside.filter(|_| is_new) {
        for each in structure.members() {
            member(out, &Field::from(each), is_input, depth + 1, shown);
        }
    }
}

/// A type as Flow writes it; several words are alternatives.
fn kind(shape: Shape) -> Vec<String> {
    let one = match shape {
        Shape::String { .. } => "string".to_owned(),
        Shape::Enum(values) => {
            return values.values().map(|value| format!("\"{value}\"")).collect();
        }
        Shape::Integer(_) | Shape::Long(_) => "whole number".to_owned(),
        Shape::Float(_) | Shape::Double(_) => "number".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Timestamp => "timestamp".to_owned(),
        Shape::Blob { .. } => "blob".to_owned(),
        Shape::Document => "any".to_owned(),
        Shape::Structure(structure) => structure.name().unwrap_or("object").to_owned(),
        Shape::List(list) => format!("[{}]", kind(list.item()).join(" | ")),
        Shape::Map(map) => format!("{{ [string]: {} }}", kind(map.value()).join(" | ")),
    };
    vec![one]
}

/// The limits of a shape: `1 to 1,024 characters`.
fn limits(shape: Shape) -> Option<String> {
    let lengths = |min: Option<u32>, max: Option<u32>, unit: &str| {
        let text = |number: u32| grouped(number.into());
        let plural = if max.or(min) == Some(1) { "" } else { "s" };
        range(min.map(text), max.map(text)).map(|range| format!("{range} {unit}{plural}"))
    };
    match shape {
        Shape::String { min, max } => lengths(min, max, "character"),
        Shape::Blob { min, max } => lengths(min, max, "byte"),
        Shape::List(list) => lengths(list.min(), list.max(), "item"),
        Shape::Map(map) => lengths(map.min(), map.max(), "key"),
        Shape::Integer(NumberRange { min, max }) | Shape::Long(NumberRange { min, max }) => {
            range(min.map(|number| number.to_string()), max.map(|number| number.to_string()))
        }
        Shape::Float(FloatRange { min, max }) | Shape::Double(FloatRange { min, max }) => {
            range(min.map(|number| number.to_string()), max.map(|number| number.to_string()))
        }
        Shape::Enum(_)
        | Shape::Boolean
        | Shape::Timestamp
        | Shape::Document
        | Shape::Structure(_) => None,
    }
}

fn range(min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (Some(min), Some(max)) if min == max => Some(min),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
    }
}

/// What deserves to be said of the support of a service.
fn support(support: Support) -> Option<String> {
    match support {
        Support::Listed => None,
        Support::Since2026 => Some("since 2026".to_owned()),
        Support::Unlisted => Some("not in AWS's lists of supported services".to_owned()),
        Support::Removed(date) => Some(format!("not supported since {date}")),
    }
}

/// Why a state cannot call an action.
fn availability(availability: Availability) -> Option<&'static str> {
    match availability {
        Availability::Available => None,
        Availability::Unsupported => Some("not supported by Step Functions"),
        Availability::EventStream => {
            Some("answers with a stream of events, which no state can follow")
        }
    }
}

/// `1 action`, `2 actions`
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number as u64))
}

/// The words behind the head, over several lines where one is too long.
fn wrapped(head: &str, separator: &str, words: &[String]) -> String {
    let indent = " ".repeat(head.len());
    let mut out = head.to_owned();
    let mut column = head.len();
    for (at, word) in words.iter().enumerate() {
        let end = if at + 1 < words.len() { separator } else { "" };
        if at > 0 && column + word.len() + end.trim_end().len() > WIDTH {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&indent);
            column = indent.len();
        }
        out.push_str(word);
        out.push_str(end);
        column += word.len() + end.len();
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes everything");
}
