//! Pieces of a text that are replaced by others, line by line.

use std::ops::Range;

use super::line_end;

/// What is put in the place of what; places are bytes of the text.
#[derive(Debug, Default)]
pub struct Splices {
    edits: Vec<Splice>,
}

#[derive(Debug)]
struct Splice {
    range: Range<usize>,
    new: String,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// As it is.
    Plain,
    /// With a blank line before it.
    Apart,
    /// Whole lines go.
    Lines,
}

impl Splices {
    /// Puts `new` in the place of `range`.
    pub fn replace(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.edits.push(Splice { range, new: new.into(), kind: Kind::Plain });
    }

    /// Puts whole lines, each with its end, before the line that begins at `at`.
    pub fn insert(&mut self, at: usize, lines: impl Into<String>) {
        self.replace(at..at, lines);
    }

    /// As [`Self::insert`], and a blank line before them unless there is one.
    pub fn insert_apart(&mut self, at: usize, lines: impl Into<String>) {
        self.edits.push(Splice { range: at..at, new: lines.into(), kind: Kind::Apart });
    }

    /// Takes whole lines away, and the blank lines behind them where blank lines stand before them.
    /// Ranges that are taken away may overlap.
    pub fn remove(&mut self, lines: Range<usize>) {
        self.edits.push(Splice { range: lines, new: String::new(), kind: Kind::Lines });
    }

    /// The new text. A last line without an end stays one.
    pub fn apply(mut self, text: &str) -> String {
        // What is put at one place comes in the order of the calls: the sort is stable.
        self.edits.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for Splice { range, new, kind } in &self.edits {
            result.push_str(&text[at.min(range.start)..range.start]);
            if range.start == text.len() && !result.is_empty() && !result.ends_with('\n') {
                result.push_str(line_end(text));
            }
            if *kind == Kind::Apart && !ends_blank(&result) {
                result.push_str(line_end(text));
            }
            result.push_str(new);
            at = at.max(range.end);
            // They would be too many, or become part of a text that ends in blank lines.
            while *kind == Kind::Lines && ends_blank(&result) && is_blank_line(text, at) {
                at += line(text, at).len();
            }
        }
        result.push_str(&text[at..]);
        let bare = !text.is_empty() && !text.ends_with('\n');
        if bare && at == text.len() && result.ends_with('\n') {
            result.truncate(result.trim_end_matches(['\r', '\n']).len());
        }
        result
    }
}

/// Whether the last line of `text` is blank; it may be part of a value there.
fn ends_blank(text: &str) -> bool {
    text.is_empty() || blank_line_before(text, text.len()).is_some()
}

/// The beginning of the line that `at` stands in.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The beginning of the line after the one that ends at or behind `at`; `at` itself if a line
/// begins there.
pub fn next_line(text: &str, at: usize) -> usize {
    if at == 0 || text[..at].ends_with('\n') {
        return at;
    }
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// The line that begins at `start`, with its end.
pub fn line(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    rest.find('\n').map_or(rest, |end| &rest[..=end])
}

/// Whether a line begins at `start` that holds nothing but blanks.
pub fn is_blank_line(text: &str, start: usize) -> bool {
    start < text.len() && line(text, start).trim().is_empty()
}

/// The beginning of the line before the one at `start`, if there is one and it is blank.
pub fn blank_line_before(text: &str, start: usize) -> Option<usize> {
    let before = line_start(text, start.checked_sub(1)?);
    is_blank_line(text, before).then_some(before)
}
