//! The words of a text beside the same words in another layout.
//!
//! Layout changes blanks, line ends, commas and `;` alone, so the tokens but those correspond one to one.
//! That lets a layout be laid out again by the tree of the first text, and shows where the grammar could
//! read it in another way: nowhere else than where what separates two words has changed.

use super::is_separator;
use crate::syntax::tokens::Token;

/// A text and its tokens.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
}

impl<'t> Written<'t> {
    fn word(&self, token: &Token) -> &'t str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    fn words(self) -> impl Iterator<Item = Token> + 't {
        self.tokens.iter().filter(move |token| !is_separator(self.word(token))).copied()
    }

    fn between(&self, left: Option<&Token>, right: &Token) -> &'t str {
        self.text.get(left.map_or(0, |left| left.end)..right.start).unwrap_or("")
    }
}

/// A word in both layouts.
#[derive(Clone, Copy)]
pub(super) struct Twin {
    pub before: Token,
    pub after: Token,
    /// Whether what separates it from the word before it means the same to the grammar.
    pub same_gap: bool,
}

/// The words of both; `None` if they are not the same.
pub(super) fn twins(before: Written<'_>, after: Written<'_>) -> Option<Vec<Twin>> {
    let mut twins: Vec<Twin> = Vec::with_capacity(before.tokens.len());
    let mut others = after.words();
    for word in before.words() {
        let other = others.next().filter(|other| before.word(&word) == after.word(other))?;
        let last = twins.last();
        let gaps = (
            Gap::of(before.between(last.map(|last| &last.before), &word)),
            Gap::of(after.between(last.map(|last| &last.after), &other)),
        );
        let left = last.map_or("", |last| before.word(&last.before));
        let same_gap = gaps.0.is_read_as(&gaps.1, left, before.word(&word));
        twins.push(Twin { before: word, after: other, same_gap });
    }
    others.next().is_none().then_some(twins)
}

/// For each token of a layout where the tree of the other one has it; commas that the other does not have stand
/// right behind the word before them.
pub(super) fn places(twins: &[Twin], tokens: &[Token]) -> Vec<usize> {
    let mut twins = twins.iter().peekable();
    let mut end = 0;
    let place = |token: &Token| match twins.next_if(|twin| twin.after.start == token.start) {
        Some(twin) => {
            end = twin.before.end;
            twin.before.start
        }
        None => end,
    };
    tokens.iter().map(place).collect()
}

/// What stands between two words: blanks, line ends, commas and `;`.
struct Gap<'t> {
    separators: &'t str,
    line_before: bool,
    line_after: bool,
    blank: bool,
}

impl<'t> Gap<'t> {
    fn of(text: &'t str) -> Self {
        let separators = text.trim();
        let line = |text: &str| text.contains(['\n', '\r']);
        let (before, after) = if separators.is_empty() {
            (text, "")
        } else {
            let start = text.len() - text.trim_start().len();
            (&text[..start], &text[start + separators.len()..])
        };
        Self {
            separators,
            line_before: line(before),
            line_after: line(after),
            blank: !text.is_empty(),
        }
    }

    fn is_read_as(&self, other: &Self, left: &str, right: &str) -> bool {
        let same_lines =
            self.line_before == other.line_before && self.line_after == other.line_after;
        let touches_alike =
            self.line_before || !self.separators.is_empty() || self.blank == other.blank;
        self.separators == other.separators
            && same_lines
            && (touches_alike || stands_apart(left, right) || stands_apart(right, left))
    }
}

/// Whether blanks on either side of a sign mean nothing, next to this word.
fn stands_apart(sign: &str, word: &str) -> bool {
    const ALONE: [&str; 17] = [
        "=", "==", "!=", "<=", ">=", "&&", "||", "??", "=>", "->", "+=", "-=", "*=", "/=", "??=",
        "{", "}",
    ];
    const BESIDE_WORDS: [&str; 6] = ["+", "-", "*", "/", "<", ">"];
    let is_word = || word.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
    ALONE.contains(&sign) || BESIDE_WORDS.contains(&sign) && is_word()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tokens::tokens;

    /// Before which words the gap changes; `None` if the words are others.
    fn changed<'t>(before: &'t str, after: &str) -> Option<Vec<&'t str>> {
        let (old, new) = (tokens(before, 0..before.len()), tokens(after, 0..after.len()));
        let found =
            twins(Written { text: before, tokens: &old }, Written { text: after, tokens: &new })?;
        let changed = found.iter().filter(|twin| !twin.same_gap);
        Some(changed.map(|twin| &before[twin.before.start..twin.before.end]).collect())
    }

    #[test]
    fn indentation_and_blanks_at_signs_change_nothing() {
        let before = "let a=f( x,y )\n\t\tb  +  1 // c\n\n\ng()";
        let after = "let a = f( x, y )\nb + 1 // c\ng()";
        assert_eq!(changed(before, after), Some(vec![]));
    }

    #[test]
    fn what_the_grammar_sees_is_told() {
        assert_eq!(changed("f (x)", "f(x)"), Some(vec!["("]));
        assert_eq!(changed("a\n- b", "a - b"), Some(vec!["-"]));
        assert_eq!(changed("- - a", "--a"), Some(vec!["-"]));
        assert_eq!(changed("f(a, b)", "f(\na,\nb,\n)"), Some(vec!["a", "b", ")"]));
        assert_eq!(changed("a; b", "a\nb"), Some(vec!["b"]));
        assert_eq!(changed("a // c\nb", "a\n// c\nb"), Some(vec!["// c"]));
        assert_eq!(changed("T ?", "T?"), Some(vec!["?"]));
    }

    #[test]
    fn other_words_are_told() {
        assert_eq!(changed("a b", "a"), None);
        assert_eq!(changed("a", "a b"), None);
        assert_eq!(changed("a // b", "a // c"), None);
    }

    #[test]
    fn added_commas_have_the_place_behind_their_word() {
        let (before, after) = ("(ab)", "(\nab,\n)");
        let (old, new) = (tokens(before, 0..before.len()), tokens(after, 0..after.len()));
        let found =
            twins(Written { text: before, tokens: &old }, Written { text: after, tokens: &new });
        let found = found.expect("the words are the same");
        assert_eq!(places(&found, &new), [0, 1, 3, 3]);
    }
}
