//! The source lines with the places marked: for people.

use std::io::{self, Write};

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Config, DisplayStyle, termcolor};

use crate::diagnostic::render::count;
use crate::diagnostic::render::shown::Shown;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Sources};

/// Each fault with its source lines, and at the end how many there are.
pub fn render(
    out: &mut dyn Write,
    colour: bool,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) -> io::Result<()> {
    emit(out, colour, DisplayStyle::Rich, sources, diagnostics)?;
    if let Some(first) = diagnostics.first() {
        writeln!(out, "{} (`flowc explain {}` says more)", summary(diagnostics), first.code.id)?;
    }
    Ok(())
}

/// Each fault in `style`.
pub fn emit(
    out: &mut dyn Write,
    colour: bool,
    style: DisplayStyle,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) -> io::Result<()> {
    let config = Config { display_style: style, ..Config::default() };
    for diagnostic in diagnostics {
        let files = Shown::new(sources, diagnostic);
        let diagnostic = translate(diagnostic, &files);
        let emitted = if colour {
            let mut out = termcolor::Ansi::new(&mut *out);
            term::emit_to_write_style(&mut out, &config, &files, &diagnostic)
        } else {
            term::emit_to_io_write(&mut *out, &config, &files, &diagnostic)
        };
        emitted.map_err(io_error)?;
    }
    Ok(())
}

/// `2 errors and 1 warning`
fn summary(diagnostics: &[&Diagnostic]) -> String {
    let counted = |severity, word| match count(diagnostics, severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    let parts = [counted(Severity::Error, "error"), counted(Severity::Warning, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn translate(diagnostic: &Diagnostic, shown: &Shown<'_>) -> codespan::Diagnostic<FileId> {
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let labels = diagnostic.labels.iter().enumerate().filter_map(|(at, label)| {
        let range = shown.visible(label.span)?;
        let place = if at == 0 {
            codespan::Label::primary(label.span.file, range)
        } else {
            codespan::Label::secondary(label.span.file, range)
        };
        Some(place.with_message(&label.text))
    });
    codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.id)
        .with_message(&diagnostic.message)
        .with_labels_iter(labels)
        .with_notes_iter(diagnostic.help.iter().map(|help| format!("help: {help}")))
}

fn io_error(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    }
}
