//! The source lines with the places marked: for people.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, DisplayStyle, termcolor};

use crate::diagnostic::render::count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

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
    let files = Shown(sources);
    for diagnostic in diagnostics {
        let diagnostic = translate(diagnostic, sources);
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

fn translate(diagnostic: &Diagnostic, sources: &Sources) -> codespan::Diagnostic<FileId> {
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let labels = diagnostic.labels.iter().enumerate().map(|(at, label)| {
        let range = in_text(label.span, sources);
        let place = if at == 0 {
            codespan::Label::primary(label.span.file, range)
        } else {
            codespan::Label::secondary(label.span.file, range)
        };
        place.with_message(&label.text)
    });
    codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.id)
        .with_message(&diagnostic.message)
        .with_labels_iter(labels)
        .with_notes_iter(diagnostic.help.iter().map(|help| format!("help: {help}")))
}

/// The span cut to the text and to whole characters, which is all codespan can show.
fn in_text(span: Span, sources: &Sources) -> Range<usize> {
    let text = &sources.get(span.file).text;
    let whole = |offset: usize| {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let range = span.range();
    whole(range.start)..whole(range.end.max(range.start))
}

fn io_error(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// The sources as codespan asks for them.
struct Shown<'s>(&'s Sources);

impl<'a> Files<'a> for Shown<'_> {
    type FileId = FileId;
    type Name = std::path::Display<'a>;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<Self::Name, Error> {
        Ok(self.0.get(id).path.display())
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.0.get(id).text)
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        Ok(self.0.get(id).lines.line_at(byte_index))
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let source = self.0.get(id);
        let max = source.lines.count();
        let start = source.lines.start(line_index);
        let start = start.ok_or(Error::LineTooLarge { given: line_index, max })?;
        let end = source.lines.start(line_index + 1).unwrap_or(source.text.len());
        Ok(start..end)
    }
}
