//! What was found, and where.

use std::fmt;

use super::code::{Code, Severity};

/// A fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether a state machine can be made all the same.
    pub severity: Severity,
    /// What kind of fault it is.
    pub code: Code,
    /// What is wrong, in the words of Step Functions where they are known.
    pub message: String,
    /// The place as Step Functions writes it; `None` where it is the whole definition.
    pub location: Option<String>,
    /// The way to the value that is meant, which may be within what `location` names.
    pub path: Vec<Step>,
}

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(Box<str>),
    /// To an item of a list.
    Index(usize),
}

impl fmt::Display for Diagnostic {
    /// As the message of a refused CreateStateMachine has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location.as_deref().unwrap_or("null");
        write!(f, "{}: {} at {location}", self.code, self.message)
    }
}

/// A place while the definition is walked through: the way back to its root.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The definition itself.
    pub(super) const ROOT: Place<'static> = Place { parent: None, part: Part::Root };

    /// The value of a key.
    pub(super) fn key(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), part: Part::Key(name) }
    }

    /// An item.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), part: Part::Index(index) }
    }

    /// Whether it is the definition itself.
    pub(super) fn is_root(&self) -> bool {
        self.parent.is_none()
    }

    fn parts(&self) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut place = *self;
        while let Some(parent) = place.parent {
            parts.push(place.part);
            place = *parent;
        }
        parts.reverse();
        parts
    }

    fn steps(&self) -> Vec<Step> {
        let step = |part| match part {
            Part::Root => None,
            Part::Key(name) => Some(Step::Key(name.into())),
            Part::Index(index) => Some(Step::Index(index)),
        };
        self.parts().into_iter().filter_map(step).collect()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        if parts.is_empty() {
            return f.write_str("/");
        }
        parts.into_iter().try_for_each(|part| match part {
            Part::Root => Ok(()),
            Part::Key(name) => write!(f, "/{name}"),
            Part::Index(index) => write!(f, "[{index}]"),
        })
    }
}

/// Where faults are written to.
pub(super) struct Report {
    least: Severity,
    pub(super) found: Vec<Diagnostic>,
}

impl Report {
    /// A report that leaves out what is less bad than `least`.
    pub(super) fn new(least: Severity) -> Self {
        Self { least, found: Vec::new() }
    }

    /// A fault at a place.
    pub(super) fn add(&mut self, code: Code, at: &Place<'_>, message: impl Into<String>) {
        self.push(code, Some(at.to_string()), at.steps(), message.into());
    }

    /// A fault that Step Functions reports at `at` because of the field `name` in it.
    pub(super) fn add_for(
        &mut self,
        code: Code,
        at: &Place<'_>,
        name: &str,
        message: impl Into<String>,
    ) {
        self.push(code, Some(at.to_string()), at.key(name).steps(), message.into());
    }

    /// A fault of the definition as a whole.
    pub(super) fn add_nowhere(&mut self, code: Code, message: impl Into<String>) {
        self.push(code, None, Vec::new(), message.into());
    }

    /// A value that cannot stand at its place.
    pub(super) fn schema(&mut self, at: &Place<'_>, message: impl Into<String>) {
        self.add(Code::SchemaValidationFailed, at, message);
    }

    /// Whether warnings are asked for.
    pub(super) fn warns(&self) -> bool {
        self.least == Severity::Warning
    }

    fn push(&mut self, code: Code, location: Option<String>, path: Vec<Step>, message: String) {
        let severity = code.severity();
        if severity >= self.least {
            self.found.push(Diagnostic { severity, code, message, location, path });
        }
    }
}
