//! The sources as codespan asks for them, with long lines cut to what is near the places shown: a
//! program in one line of a megabyte must not fill the terminal.

use std::ops::Range;

use codespan_reporting::files::{Error, Files};

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source, Sources, Span};

/// A line of more bytes is cut.
const LONG: usize = 400;

/// What is kept of a long line before the place shown.
const BEFORE: usize = 80;

/// The part of a long line that is shown.
struct Window {
    file: FileId,
    line: usize,
    range: Range<usize>,
}

/// The sources as one diagnostic shows them.
pub struct Shown<'s> {
    sources: &'s Sources,
    windows: Vec<Window>,
}

impl<'s> Shown<'s> {
    /// The first place of `diagnostic` in a long line decides which part of the line is shown.
    pub fn new(sources: &'s Sources, diagnostic: &Diagnostic) -> Self {
        let mut shown = Self { sources, windows: Vec::new() };
        for label in &diagnostic.labels {
            let Range { start, end } = shown.in_text(label.span);
            shown.open_window(label.span.file, start);
            shown.open_window(label.span.file, end);
        }
        shown
    }

    /// What of `span` is in the shown part of its lines; `None` where nothing is.
    pub fn visible(&self, span: Span) -> Option<Range<usize>> {
        let Range { start, end } = self.in_text(span);
        let first = self.line(span.file, start);
        let last = self.line(span.file, end);
        let outside = start > first.end || end < last.start;
        let clipped = start.max(first.start)..end.min(last.end);
        (!outside && clipped.start <= clipped.end).then_some(clipped)
    }

    /// The span cut to the text and to whole characters, without the blanks at its end: a place
    /// that is but the end of a line is shown in that line, not as one of two.
    fn in_text(&self, span: Span) -> Range<usize> {
        let text = &self.sources.get(span.file).text;
        let range = span.range();
        let start = whole(text, range.start);
        let end = whole(text, range.end).max(start);
        start..start + text[start..end].trim_end().len()
    }

    fn open_window(&mut self, file: FileId, at: usize) {
        let source = self.sources.get(file);
        let line = source.lines().line_at(at);
        let range = full_line(source, line);
        if range.len() > LONG && !self.windows.iter().any(|w| w.file == file && w.line == line) {
            let start = whole(&source.text, at.saturating_sub(BEFORE)).max(range.start);
            let end = whole(&source.text, start + LONG).min(range.end);
            self.windows.push(Window { file, line, range: start..end });
        }
    }

    /// The shown part of the line that holds the byte `at`.
    fn line(&self, file: FileId, at: usize) -> Range<usize> {
        self.shown_part(file, self.sources.get(file).lines().line_at(at))
    }

    fn shown_part(&self, file: FileId, line: usize) -> Range<usize> {
        let window = self.windows.iter().find(|w| w.file == file && w.line == line);
        window.map_or_else(
            || {
                let source = self.sources.get(file);
                let Range { start, end } = full_line(source, line);
                start..end.min(whole(&source.text, start + LONG))
            },
            |window| window.range.clone(),
        )
    }
}

/// The bytes of a line with its end; those of the last line where there is no such line.
fn full_line(source: &Source, line: usize) -> Range<usize> {
    let end = source.lines().start(line + 1).unwrap_or(source.text.len());
    source.lines().start(line).unwrap_or(end)..end
}

/// The nearest place at or before `offset` that is in the text and cuts no character.
fn whole(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl<'a> Files<'a> for Shown<'_> {
    type FileId = FileId;
    type Name = std::path::Display<'a>;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<Self::Name, Error> {
        Ok(self.sources.get(id).path.display())
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.sources.get(id).text)
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        Ok(self.sources.get(id).lines().line_at(byte_index))
    }

    /// Counted in the whole line, of which [`Files::line_range`] may give a part.
    fn column_number(
        &'a self,
        id: FileId,
        _line: usize,
        byte_index: usize,
    ) -> Result<usize, Error> {
        let source = self.sources.get(id);
        Ok(source.lines().line_column(&source.text, byte_index).column)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let max = self.sources.get(id).lines().count();
        if line_index < max {
            Ok(self.shown_part(id, line_index))
        } else {
            Err(Error::LineTooLarge { given: line_index, max })
        }
    }
}
