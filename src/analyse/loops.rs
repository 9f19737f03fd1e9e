//! Loops: `while`, `for`, `loop`, and the jumps that leave them or go on.

use std::sync::Arc;

use super::Analyser;
use super::error::statements as error;
use super::flow::Loop;
use super::literals::unknown;
use super::scopes::Role;
use super::statements::Builder;
use super::types::show;
use crate::ir::program::{Expr, ExprKind, ForSource, LoopId, Notes, StatementKind, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp as Op, ExprKind as Ast, Name, Pattern, PatternKind};

/// What stands between `for` and `{`.
pub(super) struct ForHead<'a> {
    pub label: Option<&'a Name>,
    pub index: Option<&'a Name>,
    pub item: &'a Pattern,
    pub source: &'a ast::Expr,
}

impl<'a> Analyser<'a> {
    pub(super) fn while_statement(
        &mut self,
        label: Option<&'a Name>,
        condition: &'a ast::Expr,
        body: &'a ast::Block,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        self.forget_assigned(body);
        self.forget_assigned_in(condition);
        let written = condition;
        let condition = self.expr(written);
        self.expect_bool(&condition);
        let mark = self.facts.mark();
        self.assume_test(written, &condition, true);
        let id = self.open_loop(label, false);
        self.scopes.open();
        let (body, _) = self.dropped_block(body, Builder::default());
        self.scopes.close();
        let left = self.close_loop();
        self.facts.leave(mark);
        let endless = is_true(&condition) && left.is_empty();
        if endless {
            self.warn_endless(&body, span);
            out.never = true;
        } else if left.is_empty() {
            self.assume_test(written, &condition, false);
        }
        if !endless {
            self.warn_polling(&body, Some(&condition), span);
        }
        out.push(StatementKind::While { id, condition, body }, notes, span);
    }

    pub(super) fn for_statement(
        &mut self,
        head: &ForHead<'a>,
        body: &'a ast::Block,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        let (source, item_type) = self.for_source(head.source);
        self.forget_assigned(body);
        let mark = self.facts.mark();
        let id = self.open_loop(head.label, false);
        self.scopes.open();
        let index =
            head.index.map(|name| self.bind(&name.text, Type::Number, Role::Fixed, name.span));
        let mut start = Builder::default();
        let item = self.item_variable(head.item, item_type, &mut start);
        let (body, _) = self.dropped_block(body, start);
        self.scopes.close();
        self.close_loop();
        self.facts.leave(mark);
        self.warn_polling(&body, None, span);
        out.push(
            StatementKind::For { id, index, item, source: Box::new(source), body },
            notes,
            span,
        );
    }

    /// The variable that holds an item; a pattern is taken apart first thing in the body.
    pub(super) fn item_variable(
        &mut self,
        pattern: &'a Pattern,
        ty: Type,
        start: &mut Builder,
    ) -> VarId {
        match &pattern.kind {
            PatternKind::Name(name) => self.bind(&name.text, ty, Role::Fixed, name.span),
            PatternKind::Ignore => self.hidden("item", ty, pattern.span),
            PatternKind::Object { .. } | PatternKind::List { .. } => {
                let var = self.hidden("item", ty.clone(), pattern.span);
                let base = Expr::new(ExprKind::Local(var), ty, pattern.span);
                self.take_apart(pattern, base, start);
                var
            }
        }
    }

    fn for_source(&mut self, source: &'a ast::Expr) -> (ForSource, Type) {
        if let Ast::Binary { op: op @ (Op::Range | Op::RangeInclusive), left, right, .. } =
            &source.kind
        {
            let (start, end) = self.range_ends(left, right);
            let inclusive = *op == Op::RangeInclusive;
            return (ForSource::Range { start, end, inclusive }, Type::Number);
        }
        if let Ast::Paren(inner) = &source.kind {
            return self.for_source(inner);
        }
        let list = self.expr(source);
        let item = self.items_of(&list);
        (ForSource::List(list), item)
    }

    pub(super) fn range_ends(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> (Expr, Expr) {
        self.check_operand_clauses(left);
        self.check_operand_clauses(right);
        let (start, end) = (self.expr(left), self.expr(right));
        self.expect_number(&start, "the start of the range");
        self.expect_number(&end, "the end of the range");
        (start, end)
    }

    /// The type of the items of what a loop goes through.
    pub(super) fn items_of(&mut self, list: &Expr) -> Type {
        if list.ty != Type::Any && !list.ty.is_list() && list.ty != Type::Never {
            self.report(error::not_a_list(&show(&list.ty), list.span));
            return Type::Any;
        }
        match list.ty.item() {
            Type::Never => Type::Any,
            item => item,
        }
    }

    fn open_loop(&mut self, label: Option<&'a Name>, takes_value: bool) -> LoopId {
        if let Some(label) = label {
            let reach = self.frames.last().map_or(0, |frame| frame.loops);
            let twice = self.loops[reach..]
                .iter()
                .any(|known| known.label.as_deref() == Some(&*label.text));
            if twice {
                self.report(error::label_twice(label));
            }
        }
        let id = self.new_loop();
        self.loops.push(Loop {
            label: label.map(|label| label.text.to_string()),
            id,
            takes_value,
            breaks: Vec::new(),
            continued: false,
            finally: self.place.finally,
        });
        id
    }

    /// Closes the innermost loop: the types its `break`s give it.
    fn close_loop(&mut self) -> Vec<Type> {
        self.loops.pop().expect("every loop is closed where it was opened").breaks
    }

    /// `loop { } until c`
    pub(super) fn loop_expr(
        &mut self,
        label: Option<&'a Name>,
        body: &'a ast::Block,
        until: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr {
        self.check_work_place(span);
        self.forget_assigned(body);
        let mark = self.facts.mark();
        let id = self.open_loop(label, until.is_none());
        self.scopes.open();
        if let Some(condition) = until {
            self.forget_assigned_in(condition);
        }
        let (body, body_type) = self.dropped_block(body, Builder::default());
        if self.loops.last().is_some_and(|inner| inner.continued) {
            // The test may come from a place where less is known than at the end of the body.
            self.facts.leave(mark);
        }
        // The test sees the names of the body.
        let written = until;
        let until = written.map(|condition| {
            let condition = self.expr(condition);
            self.expect_bool(&condition);
            Box::new(condition)
        });
        self.scopes.close();
        let mut types = self.close_loop();
        match (written, &until) {
            // The loop has one end, and what is known there is known behind it.
            (Some(written), Some(condition)) if types.is_empty() => {
                self.assume_test(written, condition, true);
            }
            _ => {
                self.facts.leave(mark);
            }
        }
        if until.is_some() && body_type != Type::Never {
            types.push(Type::Null);
        }
        if types.is_empty() {
            self.warn_endless(&body, span);
        } else {
            self.warn_polling(&body, until.as_deref(), span);
        }
        let ty = Type::union(types);
        Expr::new(ExprKind::Loop { id, body, until }, ty, span)
    }

    /// `break 'label e`
    pub(super) fn break_expr(
        &mut self,
        label: Option<&'a Name>,
        value: Option<&'a ast::Expr>,
        span: Span,
    ) -> Expr {
        self.check_jump_place(span);
        let found = self.loop_of(label, "break", span);
        let value = value.map(|value| Box::new(self.expr(value)));
        let Some(at) = found else { return unknown(span) };
        let ty = value.as_ref().map_or(Type::Null, |value| value.ty.clone());
        self.loops[at].breaks.push(ty);
        if let (Some(value), false) = (&value, self.loops[at].takes_value) {
            self.report(error::break_value(value.span));
        }
        let kind = ExprKind::Break { id: self.loops[at].id, value };
        Expr::new(kind, Type::Never, span)
    }

    /// `continue 'label`
    pub(super) fn continue_expr(&mut self, label: Option<&'a Name>, span: Span) -> Expr {
        self.check_jump_place(span);
        let Some(at) = self.loop_of(label, "continue", span) else { return unknown(span) };
        self.loops[at].continued = true;
        Expr::new(ExprKind::Continue(self.loops[at].id), Type::Never, span)
    }

    /// Before a loop's body: what it assigns may have changed in an earlier round.
    pub(super) fn forget_assigned(&mut self, body: &'a ast::Block) {
        if !self.facts.is_empty() {
            let mut names = Vec::new();
            super::assigned::in_block(body, &mut names);
            self.forget_names(names);
        }
    }

    /// As [`Self::forget_assigned`], where an expression has run or not.
    pub(super) fn forget_assigned_in(&mut self, e: &'a ast::Expr) {
        if !self.facts.is_empty() {
            let mut names = Vec::new();
            super::assigned::in_expr(e, &mut names);
            self.forget_names(names);
        }
    }

    fn forget_names(&mut self, names: Vec<Arc<str>>) {
        for name in names {
            if let Some(var) = self.scopes.find(&name) {
                self.facts.forget(var);
            }
        }
    }
}

fn is_true(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Literal(serde_json::Value::Bool(true)))
}
