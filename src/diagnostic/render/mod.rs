//! Faults as people and programs read them. In: faults in source order. Out: text on a writer.

mod human;
mod json;
mod sarif;
mod short;
mod shown;

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{LineColumn, Sources, Span};

/// How faults are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The source lines with the places marked, the help below, a count at the end.
    Human,
    /// `path:line:column: error[F0101]: message`, a line each.
    Short,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, as code hosts read it.
    Sarif,
}

/// Writes `diagnostics` to `out` in their order, with terminal colours if `colour`.
///
/// The formats for programs write their frame even around no fault at all.
///
/// # Errors
/// What `out` fails with.
pub fn render(
    out: &mut dyn Write,
    format: Format,
    colour: bool,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) -> io::Result<()> {
    match format {
        Format::Human => human::render(out, colour, sources, diagnostics),
        Format::Short => short::render(out, colour, sources, diagnostics),
        Format::Json => write_json(out, &json::report(sources, diagnostics)),
        Format::Sarif => write_json(out, &sarif::log(sources, diagnostics)),
    }
}

fn write_json(out: &mut dyn Write, value: &serde_json::Value) -> io::Result<()> {
    writeln!(out, "{value:#}")
}

/// `error` or `warning`.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// How many of `diagnostics` are of `severity`.
fn count(diagnostics: &[&Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

/// The file, first and last place of a span.
struct Place {
    file: String,
    start: LineColumn,
    end: LineColumn,
}

impl Place {
    fn of(span: Span, sources: &Sources) -> Self {
        let source = sources.get(span.file);
        let range = span.range();
        Self {
            file: source.path.display().to_string(),
            start: source.lines().line_column(&source.text, range.start),
            end: source.lines().line_column(&source.text, range.end),
        }
    }
}

#[cfg(test)]
mod tests;
