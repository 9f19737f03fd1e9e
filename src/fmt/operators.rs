//! Chains of operators that bind equally tight: on one line, or an operator a line.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Tightness, UnaryOp};

impl Formatter<'_> {
    /// `a + b` in the middle of something: the lines of the chain are indented.
    pub(super) fn binary(&mut self, expr: &Expr) {
        self.open(Fit::Head);
        self.operands(expr, true);
        self.close();
    }

    /// The operands of a chain and the operators between them; its lines are those of the group around,
    /// and those behind the first may be indented.
    pub(super) fn operands(&mut self, expr: &Expr, indented: bool) {
        let (first, rest) = chain_of(expr);
        self.expr(first);
        if indented {
            self.indent_if_broken();
        }
        // A `-` may not begin a line: it would begin a statement.
        let minus = rest.iter().any(|(op, _)| *op == BinaryOp::Subtract);
        for (op, operand) in rest {
            match op {
                BinaryOp::Range | BinaryOp::RangeInclusive => self.token(),
                _ if minus => {
                    self.blank();
                    self.token();
                    self.line();
                }
                _ => {
                    self.line();
                    self.token();
                    self.blank();
                }
            }
            self.expr(operand);
        }
        if indented {
            self.dedent();
        }
    }

    /// `!e`, `-e`
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &Expr) {
        self.token();
        // `--` is no operator.
        if op == UnaryOp::Minus && self.sees("-") {
            self.blank();
        }
        self.expr(operand);
    }
}

/// The first operand of a chain, and each operator with the operand behind it.
fn chain_of(expr: &Expr) -> (&Expr, Vec<(BinaryOp, &Expr)>) {
    let mut rest = Vec::new();
    let mut first = expr;
    let level = level_of(expr);
    while let ExprKind::Binary { op, left, right, .. } = &first.kind {
        if level_of(first) != level {
            break;
        }
        rest.push((*op, &**right));
        first = left;
    }
    rest.reverse();
    (first, rest)
}

/// Operators of one level are laid out together.
fn level_of(expr: &Expr) -> Option<Tightness> {
    let ExprKind::Binary { op, .. } = &expr.kind else { return None };
    Some(op.tightness())
}
