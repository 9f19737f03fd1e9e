//! What can be wrong with the text of an expression.

use std::fmt;

/// Why a text is no expression. The message has the words of Step Functions where they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong
    pub message: String,
    /// Where, in bytes from the beginning of the text
    pub at: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// The result of reading a part of a text.
pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// A failure at `at`.
pub(super) fn fail<T>(at: usize, message: impl Into<String>) -> Result<T> {
    Err(ParseError { message: message.into(), at })
}
