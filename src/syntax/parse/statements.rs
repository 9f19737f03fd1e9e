//! Blocks and statements.

use super::super::ast::{
    BinaryOp, Block, Expr, ExprKind, Mock, MockAnswer, MockAnswerKind, Statement, StatementKind,
};
use super::super::error;
use super::declarations::doc;
use super::expressions::{bad, of_any_type};
use super::{Builder, Name, Parts, Piece, Rule, names, only, parts};
use crate::source::Span;

impl<'t> Builder<'t, '_> {
    /// `block`
    pub(super) fn block(&mut self, pair: Piece<'t>) -> Block {
        let (span, brace) = (self.span(&pair), self.brace(&pair));
        let mut block = Block { statements: Vec::new(), braces: true, span };
        let mut pieces = parts(pair);
        while let Some(piece) = pieces.next() {
            match piece.as_rule() {
                Rule::statement => {
                    let may_be_torn = self.may_be_torn(piece.as_span().end());
                    let torn = may_be_torn.then(|| pieces.next_if(Rule::torn_statement));
                    block.statements.push(match torn.flatten() {
                        Some(rest) => self.torn_statement(piece, &rest),
                        None => self.statement(piece),
                    });
                }
                Rule::entries_in_block => block.statements.push(self.entries_in_block(piece)),
                Rule::bad_statement => {
                    let span = self.bad(&piece, Rule::only_statement);
                    block.statements.push(self.bad_statement(span));
                }
                Rule::close => self.close(brace, piece),
                _ => {}
            }
        }
        block
    }

    /// A statement no rule understood.
    fn bad_statement(&self, span: Span) -> Statement {
        plain(StatementKind::Bad(names::of_statement(self.text, span)), span)
    }

    /// A statement with something behind it on its line. What seems to be whole without that stays:
    /// what ends with a block, or is a call with a clause that is wrong.
    fn torn_statement(&mut self, pair: Piece<'t>, rest: &Piece<'t>) -> Statement {
        let start = self.span(&pair);
        let end = pair.as_str().trim_end();
        let behind = rest.as_str().trim_start();
        let is_whole = end.ends_with('}') || end.ends_with(')') && error::is_clause(behind);
        if !is_whole {
            let whole = self.between(start, self.span(rest));
            self.bad_at(whole, Rule::only_statement);
            return self.bad_statement(whole);
        }
        let faults = self.sink.len();
        let statement = self.statement(pair);
        self.torn(start, rest, Rule::only_statement, faults);
        Statement { kind: with_completed_value(statement.kind), ..statement }
    }

    /// An object written where a block stands.
    fn entries_in_block(&mut self, pair: Piece<'t>) -> Statement {
        let span = self.span(&pair);
        self.push(error::object_for_block(span));
        let entries = self.entries(pair);
        let object = Expr { kind: ExprKind::Object(entries), span };
        plain(StatementKind::Expr(object), span)
    }

    fn statement(&mut self, pair: Piece<'t>) -> Statement {
        let whole = self.span(&pair);
        let mut parts = parts(pair);
        let doc = doc(&mut parts);
        let attributes = self.attributes(&mut parts);
        let body = parts.need();
        let start = attributes.first().map_or_else(|| self.span(&body), |a| a.span);
        let span = self.between(start, whole);
        Statement { doc, attributes, kind: self.statement_kind(body), span }
    }

    fn statement_kind(&mut self, pair: Piece<'t>) -> StatementKind {
        match pair.as_rule() {
            Rule::let_stmt => self.let_statement(pair),
            Rule::var_stmt => {
                let span = self.span(&pair);
                let (name, ty, value) = self.binding_parts(pair);
                StatementKind::Var { name, ty, value: value.unwrap_or_else(|| bad(span)) }
            }
            Rule::while_stmt => {
                let mut parts = parts(pair);
                let label = self.label(&mut parts);
                let condition = self.head(parts.need());
                StatementKind::While { label, condition, body: self.block(parts.need()) }
            }
            Rule::for_stmt => self.for_statement(pair),
            Rule::wait_until_stmt => StatementKind::WaitUntil(self.only_expr(pair)),
            Rule::wait_stmt => StatementKind::Wait(self.only_expr(pair)),
            Rule::mock_stmt => StatementKind::Mock(self.mock(pair)),
            Rule::expect_stmt => StatementKind::Expect(self.only_expr(pair)),
            Rule::expr_stmt => self.expression_statement(pair),
            _ => StatementKind::Bad(Vec::new()),
        }
    }

    fn only_expr(&mut self, pair: Piece<'t>) -> Expr {
        self.expr(only(pair))
    }

    fn let_statement(&mut self, pair: Piece<'t>) -> StatementKind {
        let mut parts = parts(pair);
        let pattern = self.pattern(parts.need());
        let ty = parts.next_if(Rule::ty).map(|ty| self.ty(ty));
        StatementKind::Let { pattern, ty, value: self.value(parts.need()) }
    }

    fn for_statement(&mut self, pair: Piece<'t>) -> StatementKind {
        let mut parts = parts(pair);
        let label = self.label(&mut parts);
        let head = parts.need();
        if head.as_rule() == Rule::bad_for_head {
            let span = self.bad(&head, Rule::only_binding);
            let (index, item) = self.bad_binding(span);
            let body = self.block(parts.need());
            return StatementKind::For { label, index, item, source: bad(span), body };
        }
        let (index, item) = self.binding(head);
        let source = self.head(parts.need());
        StatementKind::For { label, index, item, source, body: self.block(parts.need()) }
    }

    /// `'label:` if it comes next.
    pub(super) fn label(&mut self, parts: &mut Parts<'t>) -> Option<Name> {
        parts.next_if(Rule::label).map(|label| self.name(&only(label)))
    }

    fn expression_statement(&mut self, pair: Piece<'t>) -> StatementKind {
        let mut parts = parts(pair);
        let place = self.expr(parts.need());
        let Some(sign) = parts.next_if(Rule::assign_op) else {
            return StatementKind::Expr(place);
        };
        let op_span = self.span(&sign);
        let op = assign_operator(sign.as_str());
        StatementKind::Assign { place, op, op_span, value: self.value(parts.need()) }
    }

    fn mock(&mut self, pair: Piece<'t>) -> Mock {
        let mut parts = parts(pair);
        let target = self.path(parts.need());
        let args = parts.next_if(Rule::call_args).map(|args| self.args(args));
        let answers = parts.map(|answer| self.mock_answer(answer)).collect();
        Mock { target, args, answers }
    }

    fn mock_answer(&mut self, pair: Piece<'t>) -> MockAnswer {
        let mut parts = parts(pair);
        let pair = parts.need();
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::mock_fails => {
                MockAnswerKind::Fails { error: Box::new(self.expr(only(pair))), span }
            }
            Rule::mock_times_out => MockAnswerKind::TimesOut(span),
            _ => MockAnswerKind::Returns(self.value(only(pair))),
        };
        let beats = |piece: &Piece<'t>| piece.as_rule() == Rule::mock_beats;
        let (mut delay, mut heartbeats) = (None, None);
        for piece in parts {
            match beats(&piece) {
                true => heartbeats = Some(self.chain(only(piece))),
                false => delay = Some(self.chain(piece)),
            }
        }
        MockAnswer { kind, delay, heartbeats }
    }

    /// What stands behind `=>` of an arm or `:` of a branch.
    pub(super) fn arm_body(&mut self, pair: Piece<'t>) -> Block {
        if pair.as_rule() == Rule::block {
            return self.block(pair);
        }
        let span = self.span(&pair);
        let kind = self.statement_kind(only(pair));
        Block { statements: vec![plain(kind, span)], braces: false, span }
    }
}

/// The statement, its value [`completed`].
fn with_completed_value(kind: StatementKind) -> StatementKind {
    match kind {
        StatementKind::Let { pattern, ty, value } => {
            StatementKind::Let { pattern, ty, value: completed(value) }
        }
        StatementKind::Var { name, ty, value } => {
            StatementKind::Var { name, ty, value: completed(value) }
        }
        StatementKind::Expr(value) => StatementKind::Expr(completed(value)),
        other => other,
    }
}

/// `value` with something behind it that could not be read: it may end the loop that it is, handle what the
/// `try` that it is fails with, and change its type.
fn completed(mut value: Expr) -> Expr {
    let span = value.span;
    match &mut value.kind {
        ExprKind::Loop { until: until @ None, .. } => *until = Some(Box::new(bad(span))),
        ExprKind::Try(tried) if tried.catches.is_empty() && tried.retries.is_empty() => {
            let empty = Block { statements: Vec::new(), braces: true, span };
            tried.finally.get_or_insert(empty);
        }
        _ => {}
    }
    of_any_type(value)
}

/// A statement with nothing before it.
pub(super) fn plain(kind: StatementKind, span: Span) -> Statement {
    Statement { doc: None, attributes: Vec::new(), kind, span }
}

/// The operator of `+=` and its like; `None` for `=`.
fn assign_operator(sign: &str) -> Option<BinaryOp> {
    match sign {
        "+=" => Some(BinaryOp::Add),
        "-=" => Some(BinaryOp::Subtract),
        "*=" => Some(BinaryOp::Multiply),
        "/=" => Some(BinaryOp::Divide),
        "%=" => Some(BinaryOp::Remainder),
        "??=" => Some(BinaryOp::Coalesce),
        _ => None,
    }
}
