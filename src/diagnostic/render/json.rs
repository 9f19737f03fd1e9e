//! One JSON object with every fault: for scripts. `docs/diagnostics/README.md` describes the fields.

use serde_json::{Value, json};

use crate::diagnostic::render::{Place, count, word};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{LineColumn, Sources, Span};

/// The whole report.
pub fn report(sources: &Sources, diagnostics: &[&Diagnostic]) -> Value {
    let entries: Vec<Value> = diagnostics.iter().map(|fault| entry(sources, fault)).collect();
    json!({
        "diagnostics": entries,
        "errors": count(diagnostics, Severity::Error),
        "warnings": count(diagnostics, Severity::Warning),
    })
}

fn entry(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut object = place(sources, label.span);
            object["text"] = label.text.as_str().into();
            object
        })
        .collect();
    let mut object = json!({
        "code": diagnostic.code.id,
        "severity": word(diagnostic.severity),
        "message": diagnostic.message,
    });
    let at = place(sources, diagnostic.span());
    for field in ["file", "start", "end"] {
        object[field] = at[field].clone();
    }
    object["labels"] = labels.into();
    object["help"] = diagnostic.help.clone().into();
    object
}

/// `file`, `start` and `end`, which is the place behind the last character.
fn place(sources: &Sources, span: Span) -> Value {
    let place = Place::of(span, sources);
    let point =
        |at: LineColumn, byte: u32| json!({ "line": at.line, "column": at.column, "byte": byte });
    json!({
        "file": place.file,
        "start": point(place.start, span.start),
        "end": point(place.end, span.end),
    })
}
