//! Pieces of a text that are replaced by others, line by line.

use std::ops::Range;

use super::line_end;

/// What is put in the place of what; places are bytes of the text.
#[derive(Debug, Default)]
pub struct Splices {
    edits: Vec<(Range<usize>, String)>,
}

impl Splices {
    /// Puts `new` in the place of `range`.
    pub fn replace(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.edits.push((range, new.into()));
    }

    /// Puts whole lines, each with its end, before the line that begins at `at`.
    pub fn insert(&mut self, at: usize, lines: impl Into<String>) {
        self.replace(at..at, lines);
    }

    /// Takes `range` away; ranges that are taken away may overlap.
    pub fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// The new text. A last line without an end stays one.
    pub fn apply(mut self, text: &str) -> String {
        // What is put at one place comes in the order of the calls: the sort is stable.
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for (range, new) in &self.edits {
            result.push_str(&text[at.min(range.start)..range.start]);
            if range.start == text.len() && !result.is_empty() && !result.ends_with('\n') {
                result.push_str(line_end(text));
            }
            result.push_str(new);
            at = at.max(range.end);
        }
        result.push_str(&text[at..]);
        let bare = !text.is_empty() && !text.ends_with('\n');
        if bare && at == text.len() && result.ends_with('\n') {
            result.truncate(result.trim_end_matches(['\r', '\n']).len());
        }
        result
    }
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
