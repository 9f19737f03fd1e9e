//! What stands at a place, as a person would name it.

/// A word, number, string or sign of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// As written; empty at the end of a line or of the text.
    pub(super) text: &'t str,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A quote: the string is not looked at.
    Quote,
    Sign,
    LineEnd,
    TextEnd,
}

impl Token<'_> {
    /// The token in a message.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::LineEnd => "the end of the line".to_owned(),
            Kind::TextEnd => "the end of the file".to_owned(),
            Kind::Quote => "a string".to_owned(),
            Kind::Word | Kind::Number | Kind::Sign => format!("`{}`", self.text),
        }
    }
}

/// Signs of more than one character, the longer ones first.
const SIGNS: &[&str] = &[
    "===", "!==", "...", "..=", "??=", "**=", "&&=", "||=", "==", "!=", "<=", ">=", "=>", "->",
    "&&", "||", "??", "?.", "..", "::", ":=", "+=", "-=", "*=", "/=", "%=", "++", "--", "**", "<>",
    "/*", "*/", "//", "{%", "%}",
];

/// The token of `text` at the byte `at`.
pub(super) fn at(text: &str, at: usize) -> Token<'_> {
    let rest = text.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else {
        return Token { text: "", kind: Kind::TextEnd };
    };
    if matches!(first, '\n' | '\r') || rest.starts_with("//") {
        return Token { text: "", kind: Kind::LineEnd };
    }
    if first == '"' {
        return Token { text: &rest[..1], kind: Kind::Quote };
    }
    if is_word_part(first) {
        let length = rest.find(|other| !is_word_part(other)).unwrap_or(rest.len());
        let kind = if first.is_ascii_digit() { Kind::Number } else { Kind::Word };
        return Token { text: &rest[..length], kind };
    }
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    let length = sign.map_or(first.len_utf8(), |sign| sign.len());
    Token { text: &rest[..length], kind: Kind::Sign }
}

/// The first byte from `at` on that is no blank.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// The word right before the end of `text`, blanks between; empty if none is there.
pub(super) fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']);
    &text[text.trim_end_matches(is_word_part).len()..]
}

/// The word `text` begins with; empty if it begins with none.
pub(super) fn first_word(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(is_word_part).len()]
}

/// Whether a character may stand in a word.
pub(super) fn is_word_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The line in which the byte `at` stands.
pub(super) fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    &text[start..end]
}

/// How many blanks `line` begins with.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_stands_at_a_place() {
        assert_eq!(at("a === b", 2).text, "===");
        assert_eq!(at("wörter x", 0).text, "wörter");
        assert_eq!(at("x", 1).shown(), "the end of the file");
        assert_eq!(at("x // y", 2).shown(), "the end of the line");
        assert_eq!(at("5ms", 0), Token { text: "5ms", kind: Kind::Number });
        assert_eq!((last_word("a bc  "), first_word("ab(c)")), ("bc", "ab"));
    }
}
