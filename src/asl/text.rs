//! What a string of a definition holds besides text: `{% … %}`, which is evaluated in JSONata mode,
//! and `${…}`, which the deployment replaces.

use serde_json::Value;

/// What a string of a JSONata state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimited<'a> {
    /// Text.
    No,
    /// It has only one of the two delimiters.
    Half,
    /// The expression between them.
    Expression(&'a str),
}

/// What `text` is by how it begins and ends.
#[must_use]
pub fn delimited(text: &str) -> Delimited<'_> {
    let opened = text.strip_prefix("{%");
    match opened.and_then(|rest| rest.strip_suffix("%}")) {
        Some(inside) => Delimited::Expression(inside),
        None if opened.is_some() || text.ends_with("%}") => Delimited::Half,
        None => Delimited::No,
    }
}

/// What stands between `{%` and `%}`; `None` where `text` is no expression.
#[must_use]
pub fn expression(text: &str) -> Option<&str> {
    match delimited(text) {
        Delimited::Expression(inside) => Some(inside.trim()),
        Delimited::No | Delimited::Half => None,
    }
}

/// Where the `${…}` ends that begins at `at`, if one does.
#[must_use]
pub fn substitution_end(text: &str, at: usize) -> Option<usize> {
    let inside = text[at..].strip_prefix("${")?;
    let length = inside.find('}').filter(|length| *length > 0)?;
    Some(at + length + 3)
}

/// Whether `text` has a `${…}` in it, so that its final text is not known.
#[must_use]
pub fn has_substitution(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| substitution_end(text, at).is_some())
}

/// Whether a value is a string with a `${…}` in it.
#[must_use]
pub fn is_substituted(value: &Value) -> bool {
    value.as_str().is_some_and(has_substitution)
}
