//! Reads the words of an expression: blanks, names, strings, numbers, regular expressions.
//!
//! There is no list of tokens: what a `/` or a `%` is depends on where it stands, and the parser
//! knows whether it is looking for an operand or for an operator.

use super::super::ast::{Expr, Name, Piece};
use super::error::{Result, fail};

pub(super) struct Scanner<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Goes past blanks and comments.
    pub(super) fn skip(&mut self) -> Result<()> {
        loop {
            self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
            let Some(comment) = self.rest().strip_prefix("/*") else { return Ok(()) };
            match comment.find("*/") {
                Some(end) => self.at += end + 4,
                None => return fail(self.at, "Comment has no closing tag"),
            }
        }
    }

    /// Goes past `word` if it is next.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// The name that is next, perhaps empty; it is not taken.
    pub(super) fn peek_name(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| is_blank(c) || is_operator(c)).unwrap_or(rest.len());
        &rest[..end]
    }

    /// A variable, the context, or a bare substitution; a `$` is next.
    pub(super) fn variable(&mut self) -> Expr {
        if let Some(name) = self.substitution() {
            return Expr::Substitution(name);
        }
        let name = self.peek_name();
        self.at += name.len();
        match name {
            "$" => Expr::Context,
            "$$" => Expr::Root,
            _ => Expr::Variable(name[1..].into()),
        }
    }

    /// `${Name}`, if it is next.
    fn substitution(&mut self) -> Option<Name> {
        let inside = self.rest().strip_prefix("${")?;
        let name = &inside[..inside.find('}')?];
        if !is_substitution_name(name) {
            return None;
        }
        self.at += name.len() + 3;
        Some(name.into())
    }

    /// A name between backquotes; the first of them is next.
    pub(super) fn quoted_name(&mut self) -> Result<Name> {
        let inside = &self.rest()[1..];
        match inside.find('`') {
            Some(end) => {
                self.at += end + 2;
                Ok(inside[..end].into())
            }
            None => fail(
                self.text.len(),
                "Quoted property name must be terminated with a backquote (`)",
            ),
        }
    }

    /// A number, if one is next.
    pub(super) fn number(&mut self) -> Result<Option<Expr>> {
        let Some(length) = number_length(self.rest().as_bytes()) else { return Ok(None) };
        let digits = &self.rest()[..length];
        if !digits.parse::<f64>().is_ok_and(f64::is_finite) {
            return fail(self.at, format!("Number out of range: {digits}"));
        }
        self.at += length;
        Ok(Some(Expr::Number(digits.into())))
    }

    /// A string; its quote is next.
    pub(super) fn string(&mut self) -> Result<Expr> {
        let quote = self.peek();
        self.at += 1;
        let mut pieces = Vec::new();
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                return fail(self.at, "String literal must be terminated by a matching quote");
            };
            if Some(c) == quote {
                self.at += 1;
                return Ok(joined(pieces, text));
            }
            if let Some(name) = self.substitution() {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text).into()));
                }
                pieces.push(Piece::Substitution(name));
                continue;
            }
            self.at += c.len_utf8();
            text.push(if c == '\\' { self.escape()? } else { c });
        }
    }

    /// What an escape stands for; its backslash has been read.
    fn escape(&mut self) -> Result<char> {
        let at = self.at;
        let Some(c) = self.peek() else {
            return fail(at, "String literal must be terminated by a matching quote");
        };
        self.at += c.len_utf8();
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(at),
            _ => return fail(at, format!("Unsupported escape sequence: \\{c}")),
        })
    }

    /// The character of four digits, or of two times four.
    fn unicode(&mut self, at: usize) -> Result<char> {
        let first = self.code_unit(at)?;
        if !(0xd800..0xdc00).contains(&first) || !self.take("\\u") {
            return single(first, at);
        }
        let second = self.code_unit(at)?;
        match char::decode_utf16([first, second]).next() {
            Some(Ok(c)) => Ok(c),
            _ => single(first, at),
        }
    }

    fn code_unit(&mut self, at: usize) -> Result<u16> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => fail(at, "The escape sequence \\u must be followed by 4 hex digits"),
        }
    }

    /// A regular expression; its first slash is next.
    pub(super) fn regex(&mut self) -> Result<Expr> {
        let inside = &self.rest()[1..];
        let Some(end) = regex_end(inside.as_bytes()) else {
            return fail(self.text.len(), "No terminating / in regular expression");
        };
        if end == 0 {
            return fail(self.at, "Empty regular expressions are not allowed");
        }
        let after = &inside[end + 1..];
        let flags = &after[..after.len() - after.trim_start_matches(['i', 'm']).len()];
        self.at += end + 2 + flags.len();
        Ok(Expr::Regex { pattern: inside[..end].into(), flags: flags.into() })
    }

    /// The next word, as an error message shows it.
    pub(super) fn shown(&self) -> String {
        let rest = self.rest();
        if let Some(length) = number_length(rest.as_bytes()) {
            return rest[..length].to_owned();
        }
        let double = ["..", ":=", "!=", "<=", ">=", "**", "~>"];
        if let Some(operator) = double.into_iter().find(|double| rest.starts_with(double)) {
            return format!("\"{operator}\"");
        }
        match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => {
                let text = rest[1..].split(quote).next().unwrap_or_default();
                format!("{text:?}")
            }
            Some(c) if is_operator(c) => format!("\"{c}\""),
            _ => format!("{:?}", self.peek_name()),
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}')
}

/// Whether `c` is or begins an operator or a bracket, which end a name.
#[rustfmt::skip]
fn is_operator(c: char) -> bool {
    matches!(
        c,
        '.' | '[' | ']' | '{' | '}' | '(' | ')' | ',' | '@' | '#' | ';' | ':' | '?' | '+' | '-' | '*'
            | '/' | '%' | '|' | '=' | '<' | '>' | '^' | '&' | '!' | '~'
    )
}

/// `Name`, `AWS::Region` or `Resource.Attribute`.
fn is_substitution_name(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    name.split("::").all(|parts| parts.split('.').all(is_part))
}

fn joined(mut pieces: Vec<Piece>, text: String) -> Expr {
    if pieces.is_empty() {
        return Expr::String(text.into());
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text.into()));
    }
    Expr::Substituted(pieces)
}

fn single(unit: u16, at: usize) -> Result<char> {
    match char::from_u32(u32::from(unit)) {
        Some(c) => Ok(c),
        None => fail(at, "The escape sequence \\u gives half a character"),
    }
}

/// How many bytes of a number `text` begins with.
fn number_length(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = match text.first()? {
        b'0' => 1,
        b'1'..=b'9' => digits(0),
        _ => return None,
    };
    if text.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let start = (end + 1 + sign).min(text.len());
        if digits(start) > 0 {
            end = start + digits(start);
        }
    }
    Some(end)
}

/// Where the slash is that ends a regular expression: one that is neither escaped nor bracketed.
fn regex_end(text: &[u8]) -> Option<usize> {
    let mut depth = 0;
    let mut backslashes = 0;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'/' if depth == 0 && backslashes % 2 == 0 => return Some(at),
            b'(' | b'[' | b'{' if backslashes == 0 => depth += 1,
            b')' | b']' | b'}' if backslashes == 0 => depth -= 1,
            _ => {}
        }
        backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
    }
    None
}
