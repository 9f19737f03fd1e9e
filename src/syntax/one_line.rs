//! A piece of source on one line, the same however it is laid out.

use super::tokens::{Token, TokenKind, tokens};

/// The text of an expression on one line, without comments and with one choice of blanks, within strings
/// too, and of separators: what the formatter changes about an expression does not change this.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut tokens = tokens(text, 0..text.len());
    tokens.retain(|token| token.kind != TokenKind::Comment);
    let mut writer = Writer {
        text,
        tokens,
        out: String::new(),
        braces: Vec::new(),
        matches: Vec::new(),
        last: None,
    };
    for at in 0..writer.tokens.len() {
        writer.token(at);
    }
    with_single_spaces(&writer.out)
}

/// `text` with one space wherever it has blanks, and none around it.
fn with_single_spaces(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    result
}

/// What stands in a pair of braces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Entries, separated by commas or line ends: written with commas.
    Entries,
    /// Arms or branches: written without.
    Arms,
    /// Statements, or other brackets.
    Other,
}

struct Writer<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    out: String,
    braces: Vec<Inside>,
    /// How many braces were open where a `match` stood whose own brace has not come yet.
    matches: Vec<usize>,
    /// The token written last.
    last: Option<usize>,
}

impl<'t> Writer<'t> {
    fn written(&self, at: usize) -> &'t str {
        let text = self.text;
        self.tokens.get(at).and_then(|token| text.get(token.start..token.end)).unwrap_or("")
    }

    fn token(&mut self, at: usize) {
        let written = self.written(at);
        if self.is_dropped(at, written) {
            return;
        }
        if matches!(written, ")" | "]" | "}") {
            self.braces.pop();
        }
        if self.lacks_comma(at) {
            self.out.push(',');
        }
        if let Some(last) = self.last
            && self.is_apart(last, at)
        {
            self.out.push(' ');
        }
        self.out.push_str(written);
        self.last = Some(at);
        match written {
            "{" => {
                let inside = self.inside(at);
                self.braces.push(inside);
            }
            "(" | "[" => self.braces.push(Inside::Other),
            "match" if !self.is_member(at) => self.matches.push(self.braces.len()),
            _ => {}
        }
    }

    /// Separators that are written in one layout and not in another.
    fn is_dropped(&self, at: usize, written: &str) -> bool {
        match written {
            ";" => true,
            "," => {
                self.braces.last() == Some(&Inside::Arms)
                    || matches!(self.written(at + 1), ")" | "]" | "}")
            }
            _ => false,
        }
    }

    /// Whether a line end alone separates the token from the entry before it.
    fn lacks_comma(&self, at: usize) -> bool {
        let begins_entry = || match self.tokens[at].kind {
            TokenKind::Word | TokenKind::Text => {
                matches!(self.written(at + 1), ":" | "?" | "," | "}") || self.begins_line(at + 1)
            }
            TokenKind::Sign => matches!(self.written(at), "..." | "["),
            TokenKind::Number | TokenKind::Raw | TokenKind::Comment => false,
        };
        self.braces.last() == Some(&Inside::Entries)
            && self.last.is_some_and(|last| !matches!(self.written(last), "{" | "," | ":"))
            && self.begins_line(at)
            && begins_entry()
    }

    fn begins_line(&self, at: usize) -> bool {
        let (Some(before), Some(token)) =
            (at.checked_sub(1).and_then(|at| self.tokens.get(at)), self.tokens.get(at))
        else {
            return false;
        };
        let between = self.text.get(before.end..token.start).unwrap_or("");
        between.contains(['\n', '\r'])
    }

    /// What stands in the braces that open `at`.
    fn inside(&mut self, at: usize) -> Inside {
        let depth = self.braces.len();
        while self.matches.last().is_some_and(|of| *of > depth) {
            self.matches.pop();
        }
        let of_match = self.matches.last() == Some(&depth);
        if of_match {
            self.matches.pop();
        }
        if of_match || at > 0 && self.written(at - 1) == "parallel" {
            return Inside::Arms;
        }
        let first = self.tokens.get(at + 1).map(|token| token.kind);
        // A name alone on its line is an entry, but a statement where an arm's block is.
        let alone = self.begins_line(at + 2) && !(at > 0 && self.written(at - 1) == "=>");
        let key = matches!(first, Some(TokenKind::Word | TokenKind::Text))
            && (matches!(self.written(at + 2), ":" | "?" | ",") || alone);
        let spread = self.written(at + 1) == "...";
        if key && !self.written(at + 1).starts_with('\'') || spread {
            Inside::Entries
        } else {
            Inside::Other
        }
    }

    fn is_member(&self, at: usize) -> bool {
        at > 0 && self.written(at - 1) == "."
    }

    /// Whether a blank stands between two tokens.
    fn is_apart(&self, left: usize, right: usize) -> bool {
        let (before, after) = (self.written(left), self.written(right));
        match (before, after) {
            ("{", "}") => false,
            (_, "," | ")" | "]" | "." | ":" | "::" | "?" | ".." | "..=") => false,
            ("(" | "[" | "." | "::" | ".." | "..=" | "..." | "!" | "@", _) => false,
            ("-", "-") => true,
            ("-", _) => self.is_operand(left.checked_sub(1)),
            (_, "(" | "[") => !self.is_operand(Some(left)),
            _ => true,
        }
    }

    /// Whether an operand may end with a token, so that a `-` behind it subtracts and a bracket calls.
    fn is_operand(&self, at: Option<usize>) -> bool {
        let Some(at) = at else { return false };
        match self.tokens[at].kind {
            TokenKind::Word => !is_keyword(self.written(at)),
            TokenKind::Number | TokenKind::Text | TokenKind::Raw => true,
            TokenKind::Sign => matches!(self.written(at), ")" | "]" | "}"),
            TokenKind::Comment => false,
        }
    }
}

/// Whether an operand may follow a word.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "if" | "in"
            | "is"
            | "as"
            | "match"
            | "while"
            | "for"
            | "wait"
            | "until"
            | "return"
            | "break"
            | "fail"
            | "else"
    )
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn layout_makes_no_difference() {
        for (one, other) in [
            ("a>-1 &&! b . c", "a > -1 && !b.c"),
            ("f (\n  a,\n  B?: 2, // why\n)", "f(a, B?: 2)"),
            ("g({ a: 1\n b\n ...c\n \"d\": e\n  .f\n})", "g({ a: 1, b, ...c, \"d\": e.f })"),
            ("match x { 1 => a, _ => { b; c } }", "match x { 1 => a _ => { b c } }"),
            ("match x {\n 1 => a\n _ => { b\n c }\n}", "match x { 1 => a _ => { b c } }"),
            ("xs [0]..= n-1", "xs[0]..=n - 1"),
            ("x is  {a:T?}", "x is { a: T? }"),
            ("if( a ) {\n1} else {  }", "if (a) { 1 } else {}"),
        ] {
            assert_eq!(one_line(one), other);
            assert_eq!(one_line(other), other);
        }
    }
}
