//! The words, literals, signs and comments of a text, in one pass without the grammar.
//!
//! For what needs the text as it was written: the formatter, and names taken from the source. Of a
//! text that parses the tokens are those of the grammar; of any other they are some pieces that
//! cover it. Strings and raw JSONata are one token each, whatever they hold.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `let`, `order`, also `'label`
    Word,
    /// `1.5`, `30s`
    Number,
    /// `"…"`, `"""…"""`
    Text,
    /// `{% … %}`
    Raw,
    /// `(`, `=>`, `+=` …
    Sign,
    /// `// …`, without blanks behind it
    Comment,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// The signs of more than one character, longer ones first.
const SIGNS: &[&str] = &[
    "??=", "..=", "...", "??", "..", "==", "=>", "!=", "<=", ">=", "&&", "||", "->", "::", "+=",
    "-=", "*=", "/=", "%=",
];

/// The tokens of `text` in `range`, whose ends must not lie within a token.
#[must_use]
pub fn tokens(text: &str, range: Range<usize>) -> Vec<Token> {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: range.start, end: range.end };
    std::iter::from_fn(|| scanner.next()).collect()
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    end: usize,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<Token> {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        let start = self.at;
        let kind = self.token(self.peek(0)?);
        self.at = self.at.min(self.end);
        Some(Token { kind, start, end: self.at })
    }

    /// The byte `ahead` of here.
    fn peek(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        (at < self.end).then(|| self.bytes[at])
    }

    fn sees(&self, sign: &str) -> bool {
        self.bytes[self.at..self.end].starts_with(sign.as_bytes())
    }

    /// Passes the token that begins with `first`.
    fn token(&mut self, first: u8) -> TokenKind {
        match first {
            b'/' if self.sees("//") => {
                self.at += self.rest_of_line().trim_end().len();
                TokenKind::Comment
            }
            b'"' => {
                self.string();
                TokenKind::Text
            }
            b'{' if self.sees("{%") => {
                self.raw();
                TokenKind::Raw
            }
            b'0'..=b'9' => {
                self.number();
                TokenKind::Number
            }
            b'\'' if self.peek(1).is_some_and(is_word) => {
                self.at += 1;
                self.word();
                TokenKind::Word
            }
            _ if is_word(first) => {
                self.word();
                TokenKind::Word
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| self.sees(sign));
                self.at += sign.map_or(1, |sign| sign.len());
                TokenKind::Sign
            }
        }
    }

    fn rest_of_line(&self) -> &str {
        let rest = self.text.get(self.at..self.end).unwrap_or("");
        rest.split(['\n', '\r']).next().unwrap_or("")
    }

    fn word(&mut self) {
        while self.peek(0).is_some_and(is_word) {
            self.at += 1;
        }
    }

    fn digits(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// `1`, `1.5`, `1e-3`, `30s`; not the dots of `1..5`.
    fn number(&mut self) {
        self.digits();
        if self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.digits();
        }
        let signed = matches!(self.peek(0), Some(b'e' | b'E'))
            && matches!(self.peek(1), Some(b'+' | b'-'))
            && self.peek(2).is_some_and(|byte| byte.is_ascii_digit());
        if signed {
            self.at += 2;
        }
        self.word();
    }

    /// A string, with the strings in its `${…}`; to the end of the line where it is not closed.
    fn string(&mut self) {
        let mut inside = vec![self.quote()];
        while let (Some(innermost), Some(byte)) = (inside.last().copied(), self.peek(0)) {
            match (innermost, byte) {
                (Inside::Code, b'}') => {
                    inside.pop();
                    self.at += 1;
                }
                (Inside::Code, b'{') if self.sees("{%") => self.raw(),
                (Inside::Code, b'{') => {
                    inside.push(Inside::Code);
                    self.at += 1;
                }
                (Inside::Code, b'"') => inside.push(self.quote()),
                (Inside::Code, b'/') if self.sees("//") => self.at += self.rest_of_line().len(),
                (Inside::Code, _) => self.at += 1,
                (_, b'\\') => self.at += 2,
                (_, b'$') if self.sees("${") => {
                    inside.push(Inside::Code);
                    self.at += 2;
                }
                (Inside::Line, b'"') => {
                    inside.pop();
                    self.at += 1;
                }
                (Inside::Line, b'\n' | b'\r') => return,
                (Inside::Block, b'"') if self.sees("\"\"\"") => {
                    inside.pop();
                    self.at += 3;
                }
                _ => self.at += 1,
            }
        }
    }

    /// Passes the quotes that begin a string.
    fn quote(&mut self) -> Inside {
        if self.sees("\"\"\"") {
            self.at += 3;
            Inside::Block
        } else {
            self.at += 1;
            Inside::Line
        }
    }

    /// Raw JSONata up to `%}`; strings that end on their line are skipped.
    fn raw(&mut self) {
        self.at += 2;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'%' if self.peek(1) == Some(b'}') => {
                    self.at += 2;
                    return;
                }
                b'"' | b'\'' | b'`' => self.raw_string(byte),
                _ => self.at += 1,
            }
        }
    }

    fn raw_string(&mut self, quote: u8) {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' if quote != b'`' => self.at += 2,
                b'\n' | b'\r' => break,
                _ if byte == quote => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.at = start;
    }
}

/// What part of a string the scanner is in.
#[derive(Clone, Copy)]
enum Inside {
    /// `"…"`
    Line,
    /// `"""…"""`
    Block,
    /// `${…}`, and brackets in it
    Code,
}

/// Whether a byte continues a word; all characters beyond ASCII do.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        tokens(text, 0..text.len()).iter().map(|token| &text[token.start..token.end]).collect()
    }

    #[test]
    fn signs_are_taken_whole() {
        assert_eq!(pieces("a??=b..=c...d"), ["a", "??=", "b", "..=", "c", "...", "d"]);
        assert_eq!(pieces("x=>-1!=!y"), ["x", "=>", "-", "1", "!=", "!", "y"]);
        assert_eq!(pieces("'a: AWS::X?: y"), ["'a", ":", "AWS", "::", "X", "?", ":", "y"]);
    }

    #[test]
    fn numbers_end_before_ranges_and_methods() {
        assert_eq!(
            pieces("1..n 1.5..2.5 5.round() 1e-3 30s 5%"),
            [
                "1", "..", "n", "1.5", "..", "2.5", "5", ".", "round", "(", ")", "1e-3", "30s",
                "5", "%"
            ]
        );
    }

    #[test]
    fn strings_and_raw_are_one_token() {
        let nested = r#""x ${f("y ${b["k"]} }")} z""#;
        assert_eq!(
            pieces(&format!("{nested} //c \n\"\"\"a\"b\n\"\"\"")),
            [nested, "//c", "\"\"\"a\"b\n\"\"\""]
        );
        assert_eq!(pieces("{% a{\"%}\"} %}}"), ["{% a{\"%}\"} %}", "}"]);
    }

    #[test]
    fn any_text_has_tokens() {
        for text in ["\"a ${", "\"\"\"", "{%", "'", "\\", "\"\\", "é\u{2028}", "\"a\nb"] {
            let found = tokens(text, 0..text.len());
            assert!(found.iter().all(|token| token.start < token.end), "{text:?}");
        }
    }
}
