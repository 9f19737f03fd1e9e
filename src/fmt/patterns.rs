//! What `let`, `for`, `map` and parameters bind.

use super::formatter::Formatter;
use super::lists::Style;
use crate::syntax::ast::{Name, Pattern, PatternField, PatternKind};

/// A part of a pattern between two commas.
enum Part<'a> {
    Field(&'a PatternField),
    Item(&'a Pattern),
    Rest,
}

impl Formatter<'_> {
    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Name(_) | PatternKind::Ignore => self.token(),
            PatternKind::Object { fields, rest } => {
                let parts = with_rest(fields.iter().map(Part::Field), rest.as_ref());
                self.list(("{", "}"), Style::Padded, &parts, Self::part);
            }
            PatternKind::List { items, rest } => {
                let parts = with_rest(items.iter().map(Part::Item), rest.as_ref());
                self.list(("[", "]"), Style::Tight, &parts, Self::part);
            }
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Field(field) => {
                self.token();
                if self.sees(":") {
                    self.word(":");
                    self.blank();
                    self.pattern(&field.pattern);
                }
                self.initial(field.default.as_ref());
            }
            Part::Item(item) => self.pattern(item),
            Part::Rest => {
                self.word("...");
                self.token();
            }
        }
    }

    /// `i, x` of `for` and `map`.
    pub(super) fn binding(&mut self, index: Option<&Name>, item: &Pattern) {
        if index.is_some() {
            self.token();
            self.word(",");
            self.blank();
        }
        self.pattern(item);
    }
}

/// The parts, and `...name` behind them if there is one.
fn with_rest<'a>(parts: impl Iterator<Item = Part<'a>>, rest: Option<&Name>) -> Vec<Part<'a>> {
    parts.chain(rest.map(|_| Part::Rest)).collect()
}
