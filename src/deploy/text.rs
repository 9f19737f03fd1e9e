//! Texts with values known at deployment in them, in the syntax of `Fn::Sub`: `${Key}` stands for a
//! value, `${!` for the two signs `${`.
//!
//! A key is one of [`super::model::Keys`], a pseudo-parameter (`AWS::Region`) or an attribute of what a
//! key stands for (`Jobs.Arn`).

use serde_json::Value;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it is, `${!` undone.
    Text(String),
    /// What stands between `${` and `}`.
    Key(&'a str),
}

/// The pieces of `text` in order; no two texts follow each other. A `${` that never ends is text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let behind = &rest[at + 2..];
        plain.push_str(&rest[..at]);
        match (behind.strip_prefix('!'), behind.find('}')) {
            (Some(literal), _) => {
                plain.push_str("${");
                rest = literal;
            }
            (None, Some(end)) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Key(&behind[..end]));
                rest = &behind[end + 1..];
            }
            (None, None) => {
                plain.push_str("${");
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// `text` so that nothing in it stands for a value.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace("${", "${!")
}

/// The text itself, where it holds no value known at deployment.
#[must_use]
pub fn plain(text: &str) -> Option<String> {
    match pieces(text).as_slice() {
        [] => Some(String::new()),
        [Piece::Text(text)] => Some(text.clone()),
        _ => None,
    }
}

/// The key, where the text is one and nothing else.
#[must_use]
pub fn only_key(text: &str) -> Option<&str> {
    match pieces(text).as_slice() {
        [Piece::Key(key)] => Some(key),
        _ => None,
    }
}

/// The value with each of its strings as `change` makes it.
#[must_use]
pub fn map_strings(value: Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(&text)),
        Value::Array(items) => items.into_iter().map(|item| map_strings(item, change)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, map_strings(value, change))).collect()
        }
        other => other,
    }
}

/// Calls `found` with every key in the strings of `value`, in order.
pub fn each_key<'a>(value: &'a Value, found: &mut dyn FnMut(&'a str)) {
    match value {
        Value::String(text) => {
            for piece in pieces(text) {
                if let Piece::Key(key) = piece {
                    found(key);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_key(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| each_key(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_pieces() {
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("${Table}"), [Piece::Key("Table")]);
        assert_eq!(
            pieces("a${AWS::Region}b${!c}${Jobs.Arn}"),
            [text("a"), Piece::Key("AWS::Region"), text("b${c}"), Piece::Key("Jobs.Arn")]
        );
        assert_eq!(pieces("$ {a} ${"), [text("$ {a} ${")]);
    }

    #[test]
    fn what_is_escaped_is_plain() {
        for given in ["", "a", "${Key}", "$${Key}", "${", "${!Key}", "${${Key}}"] {
            assert_eq!(plain(&escape(given)).as_deref(), Some(given));
        }
        assert_eq!(plain("a ${Key}"), None);
        assert_eq!(only_key("${Key}"), Some("Key"));
        assert_eq!(only_key("${!Key}"), None);
    }
}
