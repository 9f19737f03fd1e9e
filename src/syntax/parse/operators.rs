//! Operators: which binds tighter.
//!
//! The grammar gives operands and operators as a flat list. The tree is built with two stacks, so
//! that a chain of any length takes no recursion.

use super::super::ast::{BinaryOp, Expr, ExprKind, Tightness, Type, UnaryOp};
use super::super::error;
use super::expressions::bad;
use super::{Builder, Piece, Pieces, Rule, only, parts};
use crate::source::Span;

/// How many operators one expression may string together.
const MAX_OPERATORS: usize = 1_000;

/// The operator written `sign`.
fn operator(sign: &str) -> BinaryOp {
    match sign {
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Remainder,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        ".." => BinaryOp::Range,
        "..=" => BinaryOp::RangeInclusive,
        "??" => BinaryOp::Coalesce,
        "==" => BinaryOp::Equal,
        "!=" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "in" => BinaryOp::In,
        "&&" => BinaryOp::And,
        _ => BinaryOp::Or,
    }
}

/// Operands and operators not joined yet; the operators grow tighter towards the top.
struct Stacks {
    operands: Vec<Expr>,
    operators: Vec<(BinaryOp, Span)>,
}

impl<'t> Builder<'t, '_> {
    /// `expr`
    pub(super) fn expr(&mut self, pair: Piece<'t>) -> Expr {
        let span = self.span(&pair);
        let pieces: Vec<Piece<'t>> = parts(pair).collect();
        let operators = pieces.iter().filter(|piece| is_operator(piece.as_rule())).count();
        if operators > MAX_OPERATORS {
            self.push(error::too_many_operators(span, MAX_OPERATORS));
            return bad(span);
        }
        self.deeper(operators + 1, span, |builder| builder.flat(pieces.into_iter().peekable()))
            .unwrap_or_else(|| bad(span))
    }

    fn flat(&mut self, mut pieces: Pieces<'t>) -> Expr {
        let first = self.operand(&mut pieces);
        if pieces.peek().is_none() {
            return first;
        }
        let mut stacks = Stacks { operands: vec![first], operators: Vec::new() };
        while let Some(piece) = pieces.next() {
            match piece.as_rule() {
                Rule::as_type => {
                    let (ty, end) = self.tested_type(piece);
                    self.join(&mut stacks, Some(Tightness::Cast));
                    self.wrap(&mut stacks, end, |value| ExprKind::As { value, ty });
                }
                Rule::is_type => {
                    let (ty, end) = self.tested_type(piece);
                    self.join(&mut stacks, Some(Tightness::Comparison));
                    self.check_is(stacks.operands.last(), end);
                    self.wrap(&mut stacks, end, |value| ExprKind::Is { value, ty });
                }
                _ => {
                    let op = operator(piece.as_str());
                    self.join(&mut stacks, Some(op.tightness()));
                    stacks.operators.push((op, self.span(&piece)));
                    let operand = self.operand(&mut pieces);
                    stacks.operands.push(operand);
                }
            }
        }
        self.join(&mut stacks, None);
        stacks.operands.pop().expect("an expression has an operand")
    }

    fn tested_type(&mut self, piece: Piece<'t>) -> (Type, Span) {
        let end = self.span(&piece);
        (self.ty(only(piece)), end)
    }

    /// Wraps the topmost operand, up to `end`.
    fn wrap(&self, stacks: &mut Stacks, end: Span, kind: impl FnOnce(Box<Expr>) -> ExprKind) {
        let value = stacks.operands.pop().expect("an operand precedes `as` and `is`");
        let span = self.between(value.span, end);
        stacks.operands.push(Expr { kind: kind(Box::new(value)), span });
    }

    /// Joins the topmost operands by the operators that bind at least as tight as `than`; by all without it.
    fn join(&mut self, stacks: &mut Stacks, than: Option<Tightness>) {
        while stacks.operators.last().is_some_and(|(op, _)| Some(op.tightness()) >= than) {
            let (op, op_span) = stacks.operators.pop().expect("the last one was just seen");
            let right = stacks.operands.pop().expect("an operand follows each operator");
            let left = stacks.operands.pop().expect("an operand precedes each operator");
            if op.tightness() == Tightness::Comparison && is_comparison(&left) {
                self.push(error::chained_comparison(op_span));
            }
            let span = self.between(left.span, right.span);
            let (left, right) = (Box::new(left), Box::new(right));
            let kind = ExprKind::Binary { op, op_span, left, right };
            stacks.operands.push(Expr { kind, span });
        }
    }

    /// `!x is T` and `a == b is T` say something else than they seem to.
    fn check_is(&mut self, left: Option<&Expr>, at: Span) {
        let Some(left) = left else { return };
        if let ExprKind::Unary { op: UnaryOp::Not, .. } = left.kind {
            let whole = self.between(left.span, at);
            self.push(error::not_before_is(self.text, whole));
        } else if is_comparison(left) {
            self.push(error::chained_comparison(at));
        }
    }

    /// The operand that comes next: prefixes, a chain, and the clauses behind it.
    fn operand(&mut self, pieces: &mut Pieces<'t>) -> Expr {
        let mut prefixes = Vec::new();
        while let Some(prefix) = pieces.next_if(|piece| piece.as_rule() == Rule::prefix) {
            prefixes.push(prefix);
        }
        let first = pieces.next().expect("a chain follows each operator");
        let links = while_some(|| pieces.next_if(|piece| is_link(piece.as_rule())));
        let clauses = while_some(|| pieces.next_if(|piece| !is_operator(piece.as_rule())));
        let start = self.span(prefixes.first().unwrap_or(&first));
        let last = clauses.last().or(links.last()).unwrap_or(&first);
        let whole = self.between(start, self.span(last));
        self.deeper(prefixes.len(), whole, |builder| {
            let chain = builder.chain_of(first, links);
            let inner = builder.with_clauses(chain, clauses);
            prefixes.iter().rfold(inner, |operand, prefix| builder.prefixed(prefix, operand))
        })
        .unwrap_or_else(|| bad(whole))
    }

    fn with_clauses(&mut self, chain: Expr, pieces: Vec<Piece<'t>>) -> Expr {
        let clauses = self.clauses(pieces.into_iter());
        let Some(last) = clauses.last() else { return chain };
        let span = self.between(chain.span, last.span);
        Expr { kind: ExprKind::Clauses { chain: Box::new(chain), clauses }, span }
    }

    fn prefixed(&self, prefix: &Piece<'t>, operand: Expr) -> Expr {
        let op = if prefix.as_str() == "!" { UnaryOp::Not } else { UnaryOp::Minus };
        let span = self.between(self.span(prefix), operand.span);
        Expr { kind: ExprKind::Unary { op, operand: Box::new(operand) }, span }
    }
}

/// What `next` gives until it gives none.
fn while_some<T>(next: impl FnMut() -> Option<T>) -> Vec<T> {
    std::iter::from_fn(next).collect()
}

/// Whether a piece of an expression stands between two operands, or tests or casts the one before.
fn is_operator(rule: Rule) -> bool {
    matches!(rule, Rule::infix | Rule::minus | Rule::as_type | Rule::is_type)
}

/// Whether a piece continues the chain before it.
fn is_link(rule: Rule) -> bool {
    matches!(rule, Rule::member | Rule::call_args | Rule::index)
}

/// `a < b`, `a is T`: what may not be compared again without brackets.
fn is_comparison(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary { op, .. } => op.tightness() == Tightness::Comparison,
        ExprKind::Is { .. } => true,
        _ => false,
    }
}
