//! Comments, brackets and strings of a text, found in one pass without the grammar.
//!
//! For what must work on any text: counting depth before parsing, listing comments, and saying which
//! bracket of a broken piece is the one without its partner.

use std::ops::Range;

/// What the scanner finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `// …`, without the line end.
    Comment(Range<usize>),
    /// An opening bracket or `${`, and how many are open with it.
    Open { at: usize, depth: usize },
    /// A bracket that closes the one opened at `open`.
    Close { open: usize, at: usize },
    /// A closing bracket that closes nothing.
    Stray(usize),
    /// A closing bracket where the one opened at `open` should be closed by another.
    Mismatch { open: usize, at: usize },
    /// An opening bracket whose partner is missing.
    Unclosed(usize),
    /// A string that its line or the text ends.
    UnclosedString(Range<usize>),
    /// A `{%` without `%}`.
    UnclosedRaw(usize),
    /// A word behind which an expression may stand without a bracket, and whether that is the head of a block.
    Lead { at: usize, of_block: bool },
}

/// What the scanner is in.
#[derive(Clone, Copy, Debug)]
enum Inside {
    /// A bracket opened at `at`; `close` closes it.
    Bracket { at: usize, close: u8 },
    /// A string begun at `at`.
    Text { at: usize, block: bool },
}

/// All marks of `text`, in order.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut scanner =
        Scanner { bytes: text.as_bytes(), at: 0, inside: vec![], depth: 0, marks: vec![] };
    while scanner.at < scanner.bytes.len() {
        match scanner.inside.last().copied() {
            Some(Inside::Text { block, .. }) => scanner.text(block),
            Some(Inside::Bracket { .. }) | None => scanner.code(),
        }
    }
    scanner.finish();
    scanner.marks
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    inside: Vec<Inside>,
    depth: usize,
    marks: Vec<Mark>,
}

impl Scanner<'_> {
    fn sees(&self, sign: &str) -> bool {
        self.bytes[self.at..].starts_with(sign.as_bytes())
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.at + length.unwrap_or(rest.len())
    }

    fn code(&mut self) {
        match self.bytes[self.at] {
            b'/' if self.sees("//") => {
                let end = self.line_end();
                self.marks.push(Mark::Comment(self.at..end));
                self.at = end;
            }
            b'"' => self.open_text(),
            b'{' if self.sees("{%") => self.raw(),
            b'(' => self.open(b')', 1),
            b'[' => self.open(b']', 1),
            b'{' => self.open(b'}', 1),
            closing @ (b')' | b']' | b'}') => self.close(closing),
            b' ' | b'\n' => self.skip(|byte| matches!(byte, b' ' | b'\n')),
            byte if is_of_word(byte) => self.word(),
            _ => self.at += 1,
        }
    }

    /// Goes on to the next byte that is not `plain`.
    fn skip(&mut self, plain: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|byte| !plain(*byte)).unwrap_or(rest.len());
    }

    fn word(&mut self) {
        let at = self.at;
        self.skip(is_of_word);
        match &self.bytes[at..self.at] {
            b"if" | b"match" | b"map" => self.marks.push(Mark::Lead { at, of_block: true }),
            b"return" | b"fail" | b"break" | b"until" => {
                self.marks.push(Mark::Lead { at, of_block: false });
            }
            _ => {}
        }
    }

    fn open_text(&mut self) {
        let block = self.sees("\"\"\"");
        self.inside.push(Inside::Text { at: self.at, block });
        self.at += if block { 3 } else { 1 };
    }

    fn text(&mut self, block: bool) {
        match self.bytes[self.at] {
            b'\\' if !matches!(self.bytes.get(self.at + 1), Some(b'\n' | b'\r')) => self.at += 2,
            b'$' if self.sees("${") => self.open(b'}', 2),
            b'"' if !block || self.sees("\"\"\"") => {
                self.inside.pop();
                self.at += if block { 3 } else { 1 };
            }
            b'\n' | b'\r' if !block => {
                self.leave_open();
            }
            _ => {
                self.at += 1;
                self.skip(|byte| !matches!(byte, b'\\' | b'$' | b'"' | b'\n' | b'\r'));
            }
        }
    }

    /// Whether the string at `start` stands in an interpolation of another on its line.
    fn ends_interpolation(&self, start: usize) -> bool {
        let [.., Inside::Text { at: outer, block: false }, Inside::Bracket { at, .. }] =
            self.inside[..]
        else {
            return false;
        };
        self.bytes[at] == b'$' && !self.bytes[outer..start].contains(&b'\n')
    }

    /// Raw JSONata: up to `%}`, strings that end on their line skipped.
    fn raw(&mut self) {
        let start = self.at;
        let mut at = start + 2;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'%' if self.bytes.get(at + 1) == Some(&b'}') => {
                    self.at = at + 2;
                    return;
                }
                quote @ (b'"' | b'\'' | b'`') => at = string_end(self.bytes, at, quote),
                _ => at += 1,
            }
        }
        self.marks.push(Mark::UnclosedRaw(start));
        self.at = start + 2;
    }

    fn open(&mut self, close: u8, length: usize) {
        self.depth += 1;
        self.inside.push(Inside::Bracket { at: self.at, close });
        self.marks.push(Mark::Open { at: self.at, depth: self.depth });
        self.at += length;
    }

    /// A closing bracket closes its like; a `}` also ends the round and square ones left open in it.
    fn close(&mut self, closing: u8) {
        let here = self.inside.iter().rev();
        let partner = here.take_while(|inside| matches!(inside, Inside::Bracket { .. })).position(
            |inside| matches!(inside, Inside::Bracket { close, .. } if *close == closing),
        );
        match partner {
            Some(above) if closing != b'}' && self.all_inner(above) => {
                self.mismatch();
                self.inside.truncate(self.inside.len() - above);
                self.depth -= above;
            }
            None if closing != b'}' && self.innermost_is_no_brace() => self.mismatch(),
            Some(above) if closing == b'}' || above == 0 => {
                for _ in 0..above {
                    self.leave_open();
                }
                if let Some(Inside::Bracket { at, .. }) = self.inside.pop() {
                    self.depth -= 1;
                    self.marks.push(Mark::Close { open: at, at: self.at });
                }
            }
            Some(_) | None => self.marks.push(Mark::Stray(self.at)),
        }
        self.at += 1;
    }

    /// A bracket that cannot close the innermost one ends it all the same.
    fn mismatch(&mut self) {
        if let Some(Inside::Bracket { at, .. }) = self.inside.pop() {
            self.depth -= 1;
            self.marks.push(Mark::Mismatch { open: at, at: self.at });
        }
    }

    fn innermost_is_no_brace(&self) -> bool {
        matches!(self.inside.last(), Some(Inside::Bracket { close: b')' | b']', .. }))
    }

    /// Whether there are brackets in the one `above` the innermost, and none of them is that of a block.
    fn all_inner(&self, above: usize) -> bool {
        let inner = &self.inside[self.inside.len() - above..];
        above > 0
            && inner.iter().all(|inside| match inside {
                Inside::Bracket { at, close: b'}' } => {
                    let before = self.bytes[..*at].trim_ascii_end();
                    matches!(before.last(), Some(b'(' | b'[' | b',' | b':'))
                }
                Inside::Bracket { .. } => true,
                Inside::Text { .. } => false,
            })
    }

    fn leave_open(&mut self) {
        match self.inside.pop() {
            Some(Inside::Bracket { at, .. }) => {
                self.depth -= 1;
                self.marks.push(Mark::Unclosed(at));
            }
            Some(Inside::Text { at, .. }) if self.ends_interpolation(at) => {
                // Its quote was meant to end the string around an interpolation without its end.
                self.leave_open();
                self.inside.pop();
            }
            Some(Inside::Text { at, .. }) => self.marks.push(Mark::UnclosedString(at..self.at)),
            None => {}
        }
    }

    fn finish(&mut self) {
        // A `\` at the very end may have gone too far.
        self.at = self.bytes.len();
        while !self.inside.is_empty() {
            self.leave_open();
        }
    }
}

/// Whether a byte is one of a word's, all of those beyond ASCII among them.
fn is_of_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..)
}

/// Behind the string that begins at `start`; behind its quote alone if its line does not close it.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 2,
            b'\n' | b'\r' => break,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    start + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<Mark> {
        let right = |mark: &Mark| {
            matches!(mark, Mark::Open { .. } | Mark::Close { .. } | Mark::Lead { .. })
        };
        let fault = |mark: &Mark| !right(mark);
        marks(text).into_iter().filter(fault).collect()
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        assert_eq!(faults("f(\"(\", [1]) "), vec![]);
        assert_eq!(faults("\"}${ g(\"{\") }\" {% $f(\"%}(\") %}"), vec![]);
        assert_eq!(faults("a // ("), vec![Mark::Comment(2..6)]);
        assert_eq!(faults("\"\"\"\n(\"\"\""), vec![]);
    }

    #[test]
    fn finds_what_has_no_partner() {
        assert_eq!(faults("{ f( }"), vec![Mark::Unclosed(3)]);
        assert_eq!(faults("f)"), vec![Mark::Stray(1)]);
        assert_eq!(faults("\"a\nb"), vec![Mark::UnclosedString(0..2)]);
        assert_eq!(faults("{% x"), vec![Mark::UnclosedRaw(0)]);
        assert_eq!(faults("\"a ${b\"\nc"), vec![Mark::Unclosed(3)]);
    }

    #[test]
    fn finds_brackets_that_do_not_match() {
        assert_eq!(faults("[1, 2)"), vec![Mark::Mismatch { open: 0, at: 5 }]);
        assert_eq!(faults("(a]"), vec![Mark::Mismatch { open: 0, at: 2 }]);
        assert_eq!(faults("f({ a: { b: 2 })"), vec![Mark::Mismatch { open: 2, at: 15 }]);
        assert_eq!(
            faults("f([1, 2), 3)"),
            vec![Mark::Mismatch { open: 2, at: 7 }, Mark::Stray(11)]
        );
        assert_eq!(faults("w(x { y) }"), vec![Mark::Stray(7), Mark::Unclosed(1)]);
    }
}
