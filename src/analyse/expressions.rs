//! Expressions: from the tree to typed expressions. This file hands each form to its subject.

use serde_json::Value;

use super::Analyser;
use super::consts::number_of;
use super::error::types as error;
use super::literals::unknown;
use super::types::{assignable, disjoint, show};
use crate::ir::program::{Entry, Expr, ExprKind, ListItem};
use crate::ir::types::{FieldPresence, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};

impl<'a> Analyser<'a> {
    /// The meaning of an expression that is read as a value.
    pub(super) fn expr(&mut self, e: &'a ast::Expr) -> Expr {
        match &e.kind {
            Ast::Null => Expr::literal(Value::Null, e.span),
            Ast::Bool(value) => Expr::literal(Value::Bool(*value), e.span),
            Ast::Number(digits) => self.number(digits, e.span),
            Ast::Duration { digits, unit_seconds } => self.duration(digits, *unit_seconds, e.span),
            Ast::String(parts) => self.string(parts, e.span),
            Ast::Raw { text, text_span } => self.raw(text, *text_span, e.span),
            Ast::List(items) => self.list(items, e.span),
            Ast::Object(entries) => self.object(entries, e.span),
            Ast::Name(_) | Ast::Member { .. } | Ast::Index { .. } => self.read(e, false),
            Ast::Call { callee, args } => self.call(callee, args, e.span),
            Ast::Clauses { chain, clauses } => self.with_clauses(chain, clauses, e.span),
            Ast::Paren(inner) => self.expr(inner),
            Ast::Unary { op, operand } => self.unary(*op, operand, e.span),
            Ast::Binary { .. } => self.binary(e),
            Ast::As { value, ty } => self.claim(value, ty, e.span),
            Ast::Is { value, ty } => self.test_type(value, ty, e.span),
            Ast::Lambda { .. } => self.bad(e.span, error::lambda_out_of_place(e.span)),
            Ast::If { tests, otherwise } => self.if_expr(tests, otherwise.as_ref(), e.span),
            Ast::Match { value, arms } => self.match_expr(value, arms, e.span),
            Ast::Loop { label, body, until } => {
                self.loop_expr(label.as_ref(), body, until.as_deref(), e.span)
            }
            Ast::Parallel(branches) => self.parallel(branches, e.span),
            Ast::Map(map) => self.map(map, e.span),
            Ast::Try(attempt) => self.try_expr(attempt, e.span),
            Ast::Return(value) => self.return_expr(value.as_deref(), e.span),
            Ast::Break { label, value } => {
                self.break_expr(label.as_ref(), value.as_deref(), e.span)
            }
            Ast::Continue { label } => self.continue_expr(label.as_ref(), e.span),
            Ast::Fail(what) => self.fail_expr(what.as_deref(), e.span),
            Ast::Bad => unknown(e.span),
        }
    }

    /// As [`Self::expr`], where a missing link of a chain of reads is handled by what stands around:
    /// left of `??`, in `exists(…)`, before `is`.
    pub(super) fn lenient(&mut self, e: &'a ast::Expr) -> Expr {
        match &e.kind {
            Ast::Name(_) | Ast::Member { .. } | Ast::Index { .. } => self.read(e, true),
            Ast::Paren(inner) => self.lenient(inner),
            _ => self.expr(e),
        }
    }

    fn number(&mut self, digits: &str, span: Span) -> Expr {
        match number_of(digits) {
            Some(number) => Expr::literal(Value::Number(number), span),
            None => self.bad(span, error::number_too_large(digits, span)),
        }
    }

    fn duration(&mut self, digits: &str, unit: u32, span: Span) -> Expr {
        let seconds = number_of(digits).and_then(|number| number.as_f64());
        let seconds = seconds.map(|seconds| seconds * f64::from(unit));
        match seconds.and_then(super::consts::number_from) {
            Some(number) => Expr::literal(Value::Number(number), span),
            None => self.bad(span, error::number_too_large(digits, span)),
        }
    }

    /// `e as T`
    fn claim(&mut self, value: &'a ast::Expr, ty: &'a ast::Type, span: Span) -> Expr {
        let mut value = self.expr(value);
        let claimed = self.type_of(ty);
        if disjoint(&value.ty, &claimed) {
            self.report(error::impossible_claim(&value.ty, &claimed, span));
        }
        value.ty = claimed;
        value.span = span;
        value
    }

    /// `e is T`
    fn test_type(&mut self, value: &'a ast::Expr, ty: &'a ast::Type, span: Span) -> Expr {
        // Of `!a is T` the parser has said what it means; what is tested is `a`.
        let value = match &value.kind {
            Ast::Unary { op: ast::UnaryOp::Not, operand } => operand,
            _ => value,
        };
        let value = self.lenient(value);
        let tested = self.type_of(ty);
        Expr::new(ExprKind::Is(Box::new(value), tested), Type::Bool, span)
    }

    /// Reports a value that may not stand where a `wanted` is asked for: at the innermost place
    /// of a literal that is wrong. `role` says what the value is: "`total`", "the argument".
    pub(super) fn expect(&mut self, value: &Expr, wanted: &Type, role: &str) {
        match (&value.kind, wanted) {
            // `{ … } as any`
            _ if value.ty == Type::Any => {}
            (ExprKind::Object(entries), Type::Object(_) | Type::Api(_)) if !has_spread(entries) => {
                let Some(object) = wanted.as_object() else { return };
                let known = |key: &str| object.fields.contains_key(key) || object.open;
                for entry in entries {
                    let (Entry::Field { key, value } | Entry::Optional { key, value }) = entry
                    else {
                        continue;
                    };
                    if let Some(field) = object.fields.get(key) {
                        self.expect(value, &field.ty, &format!("`{key}`"));
                    } else if !known(key) {
                        self.report(error::excess_field(key, &object, wanted, value.span));
                    }
                }
                let lacks = object.fields.iter().filter(|(name, field)| {
                    field.presence == FieldPresence::Required && !has_field(entries, name)
                });
                let names: Vec<&str> = lacks.map(|(name, _)| &**name).collect();
                if !names.is_empty() {
                    self.report(error::lacks_fields(&names, wanted, value.span));
                }
            }
            (ExprKind::List(items), Type::List(item)) => {
                for entry in items {
                    if let ListItem::Item(value) = entry {
                        self.expect(value, item, "the item");
                    }
                }
            }
            _ if !assignable(&value.ty, wanted) => {
                let fault = error::mismatch(role, &value.ty, wanted, value.span);
                self.report(fault);
            }
            _ => {}
        }
    }

    /// Reports a condition that is no boolean.
    pub(super) fn expect_bool(&mut self, condition: &Expr) {
        if !assignable(&condition.ty, &Type::Bool) {
            self.report(error::not_bool(&show(&condition.ty), condition.span));
        }
    }

    pub(super) fn expect_number(&mut self, value: &Expr, role: &str) {
        self.expect(value, &Type::Number, role);
    }
}

fn has_spread(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| matches!(entry, Entry::Spread(_) | Entry::Computed { .. }))
}

fn has_field(entries: &[Entry], name: &str) -> bool {
    entries.iter().any(|entry| matches!(entry, Entry::Field { key, .. } if **key == *name))
}
