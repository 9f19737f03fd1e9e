//! Operators. A chain of them may be thousands long, so its left spine is walked, not recursed into.

use serde_json::Value;

use super::Analyser;
use super::conditions::{Shown, facts_not_null, facts_of};
use super::consts::fold;
use super::error::calls::clause_of_operand;
use super::error::types as error;
use super::facts::{Changes, Mark};
use super::literals::unknown;
use super::types::{assignable, disjoint, show, widen, without_null};
use crate::ir::program::{BinaryOp, Expr, ExprKind, ListItem};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp as Op, ExprKind as Ast, UnaryOp};

impl<'a> Analyser<'a> {
    /// `!e`, `-e`
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &'a ast::Expr, span: Span) -> Expr {
        let operand = self.expr(operand);
        match op {
            UnaryOp::Not => {
                self.expect_bool(&operand);
                match &operand.kind {
                    ExprKind::Literal(Value::Bool(value)) => {
                        Expr::literal(Value::Bool(!value), span)
                    }
                    _ => Expr::new(ExprKind::Not(Box::new(operand)), Type::Bool, span),
                }
            }
            UnaryOp::Minus => {
                self.expect_number(&operand, "what `-` negates");
                let folded = match &operand.kind {
                    ExprKind::Literal(Value::Number(number)) => negated(number),
                    _ => None,
                };
                match folded {
                    Some(number) => Expr::literal(Value::Number(number), span),
                    None => Expr::new(ExprKind::Negate(Box::new(operand)), Type::Number, span),
                }
            }
        }
    }

    /// `a op b op c …`
    pub(super) fn binary(&mut self, e: &'a ast::Expr) -> Expr {
        let (first, links) = spine(e);
        for operand in links.iter().map(|link| link.right).chain([first]) {
            self.check_operand_clauses(operand);
        }
        let mut left = self.operand(first, links.first());
        let start = self.facts.mark();
        let mut mark: Option<(Op, Mark)> = None;
        let mut at = 0;
        while let Some(link) = links.get(at) {
            if link.op == Op::Coalesce {
                let run = links[at..].iter().take_while(|link| link.op == Op::Coalesce).count();
                left = self.coalesce(left, &links[at..at + run], links.get(at + run));
                at += run;
            } else {
                let span = first.span.to(link.right.span);
                let chained = at > 0 && compares(links[at - 1].op) && compares(link.op);
                left = if chained {
                    // The parser has said that comparisons do not chain.
                    self.expr(link.right);
                    Expr { ty: Type::Bool, ..unknown(span) }
                } else {
                    self.link(left, link, &mut mark, span)
                };
                at += 1;
            }
        }
        if mark.is_some() {
            self.facts.leave(start);
            // The right sides may have run or not.
            links.iter().for_each(|link| self.forget_assigned_in(link.right));
            self.assume_all(facts_behind(&left));
        }
        left
    }

    /// A clause beside an operator would be taken for one of the whole.
    pub(super) fn check_operand_clauses(&mut self, operand: &ast::Expr) {
        if let Some((chain, clauses)) = bare_clauses(operand) {
            self.report(clause_of_operand(clauses[0].span, chain.span));
        }
    }

    /// The left side of `next`, which may take a missing value for what it is: `a.b ?? d`,
    /// `a.b == null`, and for an optional field `a.b == "x"`.
    fn operand(&mut self, e: &'a ast::Expr, next: Option<&Link<'a>>) -> Expr {
        match next {
            Some(link) if link.op == Op::Coalesce => self.lenient(e),
            Some(link) if matches!(link.op, Op::Equal | Op::NotEqual) => {
                self.compared_with(e, link.right)
            }
            Some(_) | None => self.expr(e),
        }
    }

    fn compared_with(&mut self, e: &'a ast::Expr, other: &ast::Expr) -> Expr {
        if !is_literal(other) {
            return self.expr(e);
        }
        self.optional_read = false;
        let value = self.lenient(e);
        let optional = std::mem::take(&mut self.optional_read);
        if optional || matches!(other.kind, Ast::Null) { or_null(value) } else { value }
    }

    fn link(
        &mut self,
        left: Expr,
        link: &Link<'a>,
        mark: &mut Option<(Op, Mark)>,
        span: Span,
    ) -> Expr {
        match link.op {
            Op::And | Op::Or => self.logical(left, link, mark, span),
            Op::Coalesce | Op::Range | Op::RangeInclusive => {
                self.bad(span, error::range_out_of_place(span))
            }
            Op::Equal | Op::NotEqual => self.equality(left, link, span),
            Op::Multiply | Op::Divide | Op::Remainder | Op::Add | Op::Subtract => {
                self.arithmetic(left, link, span)
            }
            Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => {
                self.comparison(left, link, span)
            }
            Op::In => self.membership(left, link, span),
        }
    }

    /// The right side of `&&` sees what the left has shown; a chain of one operator adds up.
    fn logical(
        &mut self,
        left: Expr,
        link: &Link<'a>,
        mark: &mut Option<(Op, Mark)>,
        span: Span,
    ) -> Expr {
        let holds = link.op == Op::And;
        self.expect_bool(&left);
        match mark {
            Some((op, _)) if *op == link.op => {
                // What stands further left is assumed already; only the last operand is new.
                let newest = newest_operand(&left);
                self.assume_all(facts_of(newest, holds));
            }
            Some((_, before)) => {
                self.facts.leave(*before);
                self.assume_all(facts_of(&left, holds));
                *mark = Some((link.op, *before));
            }
            None => {
                *mark = Some((link.op, self.facts.mark()));
                self.assume_all(facts_of(&left, holds));
            }
        }
        let right = self.expr(link.right);
        if right.ty != Type::Never {
            self.expect_bool(&right);
        }
        let operands = (Box::new(left), Box::new(right));
        let kind = match link.op {
            Op::And => ExprKind::And(operands.0, operands.1),
            _ => ExprKind::Or(operands.0, operands.1),
        };
        Expr::new(kind, Type::Bool, span)
    }

    /// `left ?? a ?? b`, read as `left ?? (a ?? b)`: each side runs when those before it are missing.
    pub(super) fn coalesce(
        &mut self,
        left: Expr,
        links: &[Link<'a>],
        next: Option<&Link<'a>>,
    ) -> Expr {
        let mark = self.facts.mark();
        let mut rights = Vec::with_capacity(links.len());
        for (at, link) in links.iter().enumerate() {
            let next = links.get(at + 1).or(next);
            rights.push(self.operand(link.right, next));
        }
        let changes = self.facts.leave(mark);
        let mut right = rights.pop().expect("a run of `??` has a right side");
        for value in rights.into_iter().rev() {
            right = coalesced(value, right);
        }
        if right.ty == Type::Never {
            self.assume_all(facts_not_null(&left));
        } else {
            self.facts.join(&[changes, Changes::default()]);
        }
        coalesced(left, right)
    }

    fn equality(&mut self, left: Expr, link: &Link<'a>, span: Span) -> Expr {
        let right =
            if is_null(&left) { or_null(self.lenient(link.right)) } else { self.expr(link.right) };
        let op = if link.op == Op::Equal { BinaryOp::Equal } else { BinaryOp::NotEqual };
        if let Some(value) = fold(op, &left, &right) {
            return Expr::literal(value, span);
        }
        if !is_null(&left) && !is_null(&right) && disjoint(&left.ty, &right.ty) {
            self.report(error::never_equal(&left.ty, &right.ty, link.op_span));
        }
        let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        Expr::new(kind, Type::Bool, span)
    }

    fn arithmetic(&mut self, left: Expr, link: &Link<'a>, span: Span) -> Expr {
        let right = self.expr(link.right);
        self.arithmetic_of(link.op, left, right, span)
    }

    /// `left op right` of numbers.
    pub(super) fn arithmetic_of(&mut self, op: Op, left: Expr, right: Expr, span: Span) -> Expr {
        let (op, word) = match op {
            Op::Multiply => (BinaryOp::Multiply, "*"),
            Op::Divide => (BinaryOp::Divide, "/"),
            Op::Remainder => (BinaryOp::Remainder, "%"),
            Op::Add => (BinaryOp::Add, "+"),
            _ => (BinaryOp::Subtract, "-"),
        };
        for side in [&left, &right] {
            if !assignable(&side.ty, &Type::Number) {
                self.report(error::no_number(word, &side.ty, side.span));
                return Expr { ty: Type::Number, ..unknown(span) };
            }
        }
        if let Some(value) = fold(op, &left, &right) {
            return Expr::literal(value, span);
        }
        let divides = matches!(op, BinaryOp::Divide | BinaryOp::Remainder);
        if divides && super::consts::value_of(&right).and_then(|value| value.as_f64()) == Some(0.0)
        {
            self.report(error::divides_by_zero(word, right.span));
            return Expr { ty: Type::Number, ..unknown(span) };
        }
        let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        Expr::new(kind, Type::Number, span)
    }

    fn comparison(&mut self, left: Expr, link: &Link<'a>, span: Span) -> Expr {
        let right = self.expr(link.right);
        let op = match link.op {
            Op::Less => BinaryOp::Less,
            Op::LessEqual => BinaryOp::LessEqual,
            Op::Greater => BinaryOp::Greater,
            _ => BinaryOp::GreaterEqual,
        };
        let both = |ty: &Type| assignable(&left.ty, ty) && assignable(&right.ty, ty);
        if !both(&Type::Number) && !both(&Type::String) {
            self.report(error::not_comparable(&left.ty, &right.ty, link.op_span));
        }
        if let Some(value) = fold(op, &left, &right) {
            return Expr::literal(value, span);
        }
        let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
        Expr::new(kind, Type::Bool, span)
    }

    fn membership(&mut self, left: Expr, link: &Link<'a>, span: Span) -> Expr {
        let right = self.expr(link.right);
        if right.ty != Type::Any && !right.ty.is_list() {
            self.report(error::in_no_list(&show(&right.ty), right.span));
        } else {
            self.check_member(&left, &right, link.op_span);
        }
        let kind =
            ExprKind::Binary { op: BinaryOp::In, left: Box::new(left), right: Box::new(right) };
        Expr::new(kind, Type::Bool, span)
    }

    /// What is looked for must be able to stand in the list, and of a list as it is written each item
    /// to be what is looked for. A number is not asked which of them it may be: lists hold ranges, texts
    /// are misspelt.
    fn check_member(&mut self, left: &Expr, list: &Expr, op_span: Span) {
        if let ExprKind::List(items) = &list.kind {
            let declared = self.declared_of(left);
            let kind = widen(&declared);
            for item in items {
                if let ListItem::Item(item) = item
                    && !is_null(item)
                    && disjoint(&declared, &item.ty)
                    && (item.ty.is_string() || disjoint(&kind, &item.ty))
                {
                    self.report(error::never_equal(&declared, &item.ty, item.span));
                }
            }
        } else if list.ty != Type::Any && disjoint(&left.ty, &list.ty.item()) {
            self.report(error::never_among(&left.ty, &list.ty, op_span));
        }
    }

    /// The type of a place whatever tests have shown of it; a constant may stand for others of its kind.
    fn declared_of(&self, expr: &Expr) -> Type {
        match &expr.kind {
            ExprKind::Local(var) => self.local(*var).ty.clone(),
            ExprKind::Field { base, name, .. } => {
                self.declared_of(base).field(name).map_or_else(|| expr.ty.clone(), |field| field.ty)
            }
            ExprKind::Literal(_) => widen(&expr.ty),
            _ => expr.ty.clone(),
        }
    }
}

/// One operator of a chain and what stands right of it.
pub(super) struct Link<'a> {
    pub op: Op,
    pub op_span: Span,
    pub right: &'a ast::Expr,
}

/// The first operand of a chain, and its links.
fn spine(e: &ast::Expr) -> (&ast::Expr, Vec<Link<'_>>) {
    let mut links = Vec::new();
    let mut first = e;
    while let Ast::Binary { op, op_span, left, right } = &first.kind {
        links.push(Link { op: *op, op_span: *op_span, right });
        first = left;
    }
    links.reverse();
    (first, links)
}

fn compares(op: Op) -> bool {
    matches!(
        op,
        Op::Equal
            | Op::NotEqual
            | Op::Less
            | Op::LessEqual
            | Op::Greater
            | Op::GreaterEqual
            | Op::In
    )
}

fn coalesced(left: Expr, right: Expr) -> Expr {
    let ty = match &left.ty {
        Type::Any => Type::Any,
        known => Type::union([without_null(known), right.ty.clone()]),
    };
    let span = left.span.to(right.span);
    Expr::new(ExprKind::Coalesce(Box::new(left), Box::new(right)), ty, span)
}

fn is_literal(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::Null | Ast::Bool(_) | Ast::Number(_) | Ast::Duration { .. } => true,
        Ast::String(parts) => parts.iter().all(|part| matches!(part, ast::StringPart::Text(_))),
        Ast::Paren(inner) => is_literal(inner),
        _ => false,
    }
}

fn is_null(expr: &Expr) -> bool {
    expr.ty == Type::Null && matches!(expr.kind, ExprKind::Literal(_))
}

/// A chain with a link that may be missing counts as null in a test for equality.
fn or_null(expr: Expr) -> Expr {
    if !super::reads::may_miss(&expr) {
        return expr;
    }
    let ty = Type::union([expr.ty.clone(), Type::Null]);
    let span = expr.span;
    let null = Expr::literal(Value::Null, span);
    Expr::new(ExprKind::Coalesce(Box::new(expr), Box::new(null)), ty, span)
}

fn negated(number: &serde_json::Number) -> Option<serde_json::Number> {
    super::consts::number_from(-number.as_f64()?)
}

/// What is known behind `test || return` and `test && return`: that the right side did not run.
fn facts_behind(chain: &Expr) -> Shown {
    match &chain.kind {
        ExprKind::Or(test, other) if other.ty == Type::Never => facts_of(test, true),
        ExprKind::And(test, other) if other.ty == Type::Never => facts_of(test, false),
        _ => Shown::new(),
    }
}

/// The operand a chain of `&&` or `||` ends in.
fn newest_operand(chain: &Expr) -> &Expr {
    match &chain.kind {
        ExprKind::And(_, right) | ExprKind::Or(_, right) => right,
        _ => chain,
    }
}

/// The clauses that stand behind an operand without brackets, and what they stand behind.
fn bare_clauses(operand: &ast::Expr) -> Option<(&ast::Expr, &[ast::Clause])> {
    match &operand.kind {
        Ast::Clauses { chain, clauses } => Some((chain, clauses)),
        Ast::Unary { operand: inner, .. }
        | Ast::As { value: inner, .. }
        | Ast::Is { value: inner, .. } => bare_clauses(inner),
        _ => None,
    }
}
