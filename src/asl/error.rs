//! Why a JSON value is no state machine.

use std::fmt;

/// What is wrong and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The place as Step Functions writes it: `/States/P/Branches[0]/States/B`.
    pub location: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A value of another kind is needed: `a string`.
    Expected(&'static str),
    /// A field that must be there is not.
    Missing(&'static str),
    /// A field that may not stand here.
    Unsupported(String),
    /// Two fields of which one may be there.
    Exclusive(&'static str, &'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Expected(kind) => write!(f, "expected {kind}")?,
            Problem::Missing(field) => write!(f, "the field `{field}` is missing")?,
            Problem::Unsupported(field) => write!(f, "the field `{field}` is not supported")?,
            Problem::Exclusive(one, other) => {
                write!(f, "one of `{one}` and `{other}` must be there, not both")?;
            }
        }
        write!(f, " at {}", self.location)
    }
}

impl std::error::Error for ReadError {}
