//! What `let`, `for`, `map` and parameters bind.

use super::super::ast::{Pattern, PatternField, PatternKind};
use super::super::error;
use super::{Builder, Name, Piece, Rule, names, only, parts};
use crate::source::Span;

impl<'t> Builder<'t, '_> {
    /// `pattern`
    pub(super) fn pattern(&mut self, pair: Piece<'t>) -> Pattern {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::name_pattern => PatternKind::Name(self.name(&pair)),
            Rule::object_pattern => self.object_pattern(pair),
            Rule::list_pattern => self.list_pattern(pair),
            _ => PatternKind::Ignore,
        };
        Pattern { kind, span }
    }

    fn object_pattern(&mut self, pair: Piece<'t>) -> PatternKind {
        let mut fields = Vec::new();
        let mut rest = None;
        for field in parts(pair) {
            let mut inner = parts(field);
            let first = inner.need();
            self.nothing_behind(&rest);
            match first.as_rule() {
                Rule::rest_pattern => rest = Some(self.name(&only(first))),
                Rule::key_pattern => fields.push(self.key_pattern(first)),
                _ => {
                    let key = self.name(&first);
                    let kind = PatternKind::Name(key.clone());
                    let pattern = Pattern { kind, span: key.span };
                    let default = inner.next().map(|value| self.value(value));
                    fields.push(PatternField { key, pattern, default });
                }
            }
        }
        PatternKind::Object { fields, rest }
    }

    fn key_pattern(&mut self, pair: Piece<'t>) -> PatternField {
        let mut parts = parts(pair);
        let key = self.plain_key(parts.need());
        let pattern = self.pattern(parts.need());
        let default = parts.next().map(|value| self.value(value));
        PatternField { key, pattern, default }
    }

    fn list_pattern(&mut self, pair: Piece<'t>) -> PatternKind {
        let mut items = Vec::new();
        let mut rest = None;
        for item in parts(pair) {
            self.nothing_behind(&rest);
            if item.as_rule() == Rule::rest_pattern {
                rest = Some(self.name(&only(item)));
            } else {
                items.push(self.pattern(item));
            }
        }
        PatternKind::List { items, rest }
    }

    /// Complains about a `...name` that is not the last part of its pattern.
    fn nothing_behind(&mut self, rest: &Option<Name>) {
        if let Some(rest) = rest {
            self.push(error::misplaced_rest(rest.span));
        }
    }

    /// `i, x` of `for` and `map`.
    pub(super) fn binding(&mut self, pair: Piece<'t>) -> (Option<Name>, Pattern) {
        let mut parts = parts(pair);
        let index = parts.next_if(Rule::binding_index).map(|index| self.name(&index));
        (index, self.pattern(parts.need()))
    }

    /// [`Self::binding`] of a head no rule understood.
    pub(super) fn bad_binding(&self, span: Span) -> (Option<Name>, Pattern) {
        let mut names = names::of_head(self.text, span);
        let last = names.pop();
        let kind = last.map_or(PatternKind::Ignore, PatternKind::Name);
        (names.pop(), Pattern { kind, span })
    }
}
