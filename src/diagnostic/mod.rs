//! Faults found in the source: facts, codes and places. How they are shown is in [`render`].

pub mod codes;
pub mod render;
mod sink;
pub mod suggest;

pub use codes::{Code, Severity};
pub use sink::{Levels, Sink};

use crate::source::Span;

/// A place in the source with what it has to do with the fault.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What this place is; lower case, no full stop; may be empty.
    pub text: String,
}

/// One fault: a code, a title that makes sense alone, places, and what to type instead.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The entry of the table of codes.
    pub code: Code,
    /// How severe it is; the code's own severity until [`Levels`] change it.
    pub severity: Severity,
    /// The title: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// The first label is where the fault is; the others are what it refers to.
    pub labels: Vec<Label>,
    /// What to type instead, a line each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A fault at `span`; `label` says what that place is.
    #[must_use]
    pub fn new(
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            severity: code.severity,
            code,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            help: Vec::new(),
        }
    }

    /// Adds a place the fault refers to.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a line that says what to type.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Where the fault is.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}
