//! Collects the faults of a compilation.

use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// What the command line says about codes: `--deny`, `--warn`, `--allow CODE`. `None` drops the warning.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    by_code: BTreeMap<String, Option<Severity>>,
    deny_warnings: bool,
}

impl Levels {
    /// Sets the level of `code` (`F0601`); the last word on a code counts. `None` silences it.
    pub fn set(&mut self, code: &str, level: Option<Severity>) {
        self.by_code.insert(code.to_owned(), level);
    }

    /// Makes every warning an error that has no level of its own.
    pub fn deny_warnings(&mut self) {
        self.deny_warnings = true;
    }

    /// Errors stay errors whatever is asked; only warnings can be raised or silenced.
    fn apply(&self, diagnostic: &mut Diagnostic) -> bool {
        if diagnostic.code.severity == Severity::Error {
            return true;
        }
        match self.by_code.get(diagnostic.code.id) {
            Some(Some(severity)) => diagnostic.severity = *severity,
            Some(None) => return false,
            None if self.deny_warnings => diagnostic.severity = Severity::Error,
            None => {}
        }
        true
    }
}

/// Takes the faults of all steps. A fault said twice at one place is kept once.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    seen: FxHashSet<(&'static str, Span, String)>,
    levels: Levels,
    allowed: Vec<(&'static str, Span)>,
    errors: usize,
}

impl Sink {
    /// A sink that applies `levels`.
    #[must_use]
    pub fn new(levels: Levels) -> Self {
        Self { levels, ..Self::default() }
    }

    /// From now on drops warnings of these codes inside of these places: what `@allow` in the source says of
    /// warnings that no step knows before its output is made.
    pub fn allow(&mut self, allowed: &[(&'static str, Span)]) {
        for each in allowed {
            if !self.allowed.contains(each) {
                self.allowed.push(*each);
            }
        }
    }

    /// Takes a fault.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.is_allowed(&diagnostic) || !self.levels.apply(&mut diagnostic) {
            return;
        }
        let key = (diagnostic.code.id, diagnostic.span(), diagnostic.message.clone());
        if self.seen.insert(key) {
            self.errors += usize::from(diagnostic.severity == Severity::Error);
            self.diagnostics.push(diagnostic);
        }
    }

    fn is_allowed(&self, diagnostic: &Diagnostic) -> bool {
        let at = diagnostic.span();
        diagnostic.code.severity == Severity::Warning
            && self.allowed.iter().any(|(id, span)| {
                *id == diagnostic.code.id
                    && span.file == at.file
                    && span.start <= at.start
                    && at.end <= span.end
            })
    }

    /// Takes all faults of `other`, in their order.
    pub fn append(&mut self, other: Self) {
        other.diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// How many faults there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether there is no fault at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Whether any fault is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// All faults, by file and place.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.diagnostics.iter().collect();
        all.sort_by_key(|diagnostic| (diagnostic.span(), diagnostic.code.id));
        all
    }
}
