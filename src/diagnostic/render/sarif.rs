//! SARIF 2.1.0: for code hosts and the tools that collect findings.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::diagnostic::render::{Place, word};
use crate::diagnostic::{Code, Diagnostic, Label, codes};
use crate::source::{Sources, Span};

/// The whole log: one run, its rules the table of codes.
pub fn log(sources: &Sources, diagnostics: &[&Diagnostic]) -> Value {
    let table = codes::all();
    let results: Vec<Value> =
        diagnostics.iter().map(|fault| result(sources, &table, fault)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "flowc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": table.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &Code) -> Value {
    let text = code.text();
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title() },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": word(code.severity) },
    })
}

fn result(sources: &Sources, table: &[Code], diagnostic: &Diagnostic) -> Value {
    let mut object = json!({
        "ruleId": diagnostic.code.id,
        "level": word(diagnostic.severity),
        "message": { "text": message(diagnostic) },
        "locations": [location(sources, diagnostic.span())],
    });
    if let Some(at) = table.iter().position(|code| *code == diagnostic.code) {
        object["ruleIndex"] = at.into();
    }
    let related: Vec<Value> =
        diagnostic.labels.iter().skip(1).map(|label| related(sources, label)).collect();
    if !related.is_empty() {
        object["relatedLocations"] = related.into();
    }
    object
}

/// A SARIF result has one text, so the help follows the title.
fn message(diagnostic: &Diagnostic) -> String {
    diagnostic.help.iter().fold(diagnostic.message.clone(), |mut text, help| {
        text.push_str("\nhelp: ");
        text.push_str(help);
        text
    })
}

fn related(sources: &Sources, label: &Label) -> Value {
    let mut object = location(sources, label.span);
    object["message"] = json!({ "text": label.text });
    object
}

fn location(sources: &Sources, span: Span) -> Value {
    let place = Place::of(span, sources);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
            "byteOffset": span.start,
            "byteLength": span.end.saturating_sub(span.start),
        },
    }})
}

/// The path as a URI reference: `/` between its parts, everything unusual as `%20`.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            _ => write!(uri, "%{byte:02X}").expect("a string takes everything"),
        }
    }
    uri
}
