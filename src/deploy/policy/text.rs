//! What is known of a text before the workflow runs.

use crate::deploy::text;

/// A text in pieces, some of which only deployment or the run knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(Vec<Piece>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// As it is; never empty, never beside another one.
    Plain(String),
    /// `${Key}`
    Key(String),
    /// Anything; never beside another one.
    Any,
}

/// The longest ARN that IAM takes.
const MAX_LENGTH: usize = 2048;

impl Text {
    /// A text that is known.
    pub fn plain(text: &str) -> Self {
        Self::default().with(Piece::Plain(text.to_owned()))
    }

    /// The value of a key.
    pub fn key(key: &str) -> Self {
        Self(vec![Piece::Key(key.to_owned())])
    }

    /// A text of which nothing is known.
    pub fn any() -> Self {
        Self(vec![Piece::Any])
    }

    /// A string of a definition, where `${Key}` is a substitution.
    pub fn of_definition(string: &str) -> Self {
        let mut result = Self::default();
        let mut rest = string;
        while let Some(at) = rest.find("${") {
            let behind = &rest[at + 2..];
            let end = behind.find('}').filter(|end| is_key(&behind[..*end]));
            let Some(end) = end else {
                result = result.with(Piece::Plain(rest[..at + 2].to_owned()));
                rest = behind;
                continue;
            };
            result = result.with(Piece::Plain(rest[..at].to_owned()));
            result = result.with(Piece::Key(behind[..end].to_owned()));
            rest = &behind[end + 1..];
        }
        result.with(Piece::Plain(rest.to_owned()))
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The text of these pieces.
    pub fn of_pieces(pieces: impl IntoIterator<Item = Piece>) -> Self {
        pieces.into_iter().fold(Self::default(), Self::with)
    }

    /// The text with a piece behind it.
    #[must_use]
    pub fn with(mut self, piece: Piece) -> Self {
        match (self.0.last_mut(), piece) {
            (_, Piece::Plain(text)) if text.is_empty() => {}
            (Some(Piece::Plain(before)), Piece::Plain(text)) => before.push_str(&text),
            (Some(Piece::Any), Piece::Any) => {}
            (_, piece) => self.0.push(piece),
        }
        self
    }

    /// The two, one behind the other.
    #[must_use]
    pub fn and(self, behind: &Self) -> Self {
        behind.0.iter().cloned().fold(self, Self::with)
    }

    /// The whole text, where it is known.
    pub fn known(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Plain(text)] => Some(text),
            _ => None,
        }
    }

    /// The key, where the text is its value and nothing else.
    pub fn only_key(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Key(key)] => Some(key),
            _ => None,
        }
    }

    /// Whether nothing is known of it.
    pub fn is_any(&self) -> bool {
        self.0 == [Piece::Any]
    }

    /// Whether the run decides about a part of it.
    pub fn is_open(&self) -> bool {
        self.0.contains(&Piece::Any)
    }

    /// Whether it is longer than any ARN.
    pub fn is_long(&self) -> bool {
        let length = |piece: &Piece| match piece {
            Piece::Plain(text) | Piece::Key(text) => text.len(),
            Piece::Any => 1,
        };
        self.0.iter().map(length).sum::<usize>() > MAX_LENGTH
    }

    /// Whether it begins so for sure.
    pub fn begins(&self, start: &str) -> bool {
        matches!(self.0.first(), Some(Piece::Plain(text)) if text.starts_with(start))
    }

    /// As `Fn::Sub` takes it, `*` for anything.
    pub fn pattern(&self) -> String {
        let mut written = String::new();
        for piece in &self.0 {
            match piece {
                // Two signs for anything say no more than one.
                Piece::Plain(text) if text.starts_with('*') && written.ends_with('*') => {
                    written += &text::escape(&text[1..]);
                }
                Piece::Plain(text) => written += &text::escape(text),
                Piece::Key(key) => written += &format!("${{{key}}}"),
                Piece::Any => written.push('*'),
            }
        }
        written
    }
}

/// Whether `${…}` with this inside is a substitution.
fn is_key(inside: &str) -> bool {
    !inside.is_empty() && inside.chars().all(|c| c.is_ascii_alphanumeric() || ".:_-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitutions_are_keys() {
        let text = Text::of_definition("a/${Table}${b/$${AWS::Region}");
        assert_eq!(text.pattern(), "a/${Table}${!b/$${AWS::Region}");
        assert_eq!(Text::of_definition("${T}").only_key(), Some("T"));
        assert_eq!(Text::of_definition("${}").known(), Some("${}"));
        assert_eq!(Text::of_definition("").known(), Some(""));
    }

    #[test]
    fn neighbours_are_joined() {
        let text = Text::plain("a").and(&Text::plain("b")).and(&Text::any()).and(&Text::any());
        assert_eq!(text.pattern(), "ab*");
        assert!(text.begins("ab") && text.is_open() && !text.is_any());
    }
}
