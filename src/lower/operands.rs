//! Takes the work out of expressions: what is left is one JSONata expression over variables.
//!
//! Keeps: calls run in source order, left to right; a part that may fail, that is volatile, or that
//! reads a variable assigned later in the same expression is evaluated where the source has it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::ir::machine::Effects;
use crate::ir::program::{Expr, ExprKind, Notes, Presence, VarId};
use crate::ir::rewrite::{operands, with_operands};
use crate::ir::walk::Variables;
use crate::jsonata;
use crate::lower::choices::wrap_reads;
use crate::lower::{Dest, Lowering, local};

impl Lowering<'_> {
    /// `expr` without steps; those it had are added as states. `None`: control never gets past it.
    pub(super) fn operand<'e>(&mut self, expr: &'e Expr) -> Option<Cow<'e, Expr>> {
        if !expr.steps {
            return Some(Cow::Borrowed(expr));
        }
        let value = match &expr.kind {
            ExprKind::Exists(inner) => self.exists_operand(inner, expr),
            ExprKind::Is(inner, ty) => self.is_operand(inner, ty, expr),
            ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Coalesce(..) => Some(self.kept(expr)),
            kind => {
                let parts = operands(kind);
                if parts.is_empty() {
                    Some(self.kept(expr))
                } else {
                    let parts = self.operands(&parts)?.into_iter().map(Cow::into_owned).collect();
                    Some(Expr::new(with_operands(kind, parts), expr.ty.clone(), expr.span))
                }
            }
        };
        value.filter(|_| self.reachable()).map(Cow::Owned)
    }

    /// The value of an expression that is control flow or work, in a variable of its own.
    fn kept(&mut self, expr: &Expr) -> Expr {
        let hint = match &expr.kind {
            ExprKind::Work(work) => first_word(&work.label),
            _ => "value".to_owned(),
        };
        let (var, name) = self.temporary(&hint);
        self.expr_into(expr, &Dest::Var(name), Notes::default());
        local(var, &expr.ty, expr.span)
    }

    /// Operands in order, each without steps.
    pub(super) fn operands<'e>(&mut self, exprs: &[&'e Expr]) -> Option<Vec<Cow<'e, Expr>>> {
        let Some(last) = exprs.iter().rposition(|expr| expr.steps) else {
            return Some(exprs.iter().map(|expr| Cow::Borrowed(*expr)).collect());
        };
        let mut done = Vec::with_capacity(exprs.len());
        for (at, expr) in exprs.iter().enumerate() {
            let simple = self.operand(expr)?;
            done.push(if at < last {
                Cow::Owned(self.placed(simple.into_owned(), &exprs[at + 1..]))
            } else {
                simple
            });
        }
        Some(done)
    }

    /// `expr` as it can be evaluated behind the work of `later`.
    fn placed(&mut self, expr: Expr, later: &[&Expr]) -> Expr {
        // A lambda is evaluated when the function it is given to calls it, behind all operands.
        if matches!(expr.kind, ExprKind::Lambda { .. }) || self.may_move(&expr, later) {
            return expr;
        }
        let Variables { reads_state, reads_task, .. } = Variables::of_expr(&expr);
        if !reads_state && !reads_task {
            return self.kept(&expr);
        }
        // Another state would read its own: only what stands beside it can be kept.
        match &expr.kind {
            ExprKind::List(_) | ExprKind::Object(_) | ExprKind::Interpolation(_) => {
                let parts = operands(&expr.kind).into_iter().cloned();
                let parts = parts.map(|part| self.placed(part, later)).collect();
                Expr::new(with_operands(&expr.kind, parts), expr.ty.clone(), expr.span)
            }
            _ => expr,
        }
    }

    /// Whether `expr` may be evaluated behind the work of `later` instead of before it.
    fn may_move(&mut self, expr: &Expr, later: &[&Expr]) -> bool {
        if self.expressions.value(expr).effects != Effects::default() {
            return false;
        }
        let read = Variables::of_expr(expr).read;
        if !read.iter().any(|var| self.is_mutable(*var)) {
            return true;
        }
        let assigned: BTreeSet<VarId> =
            later.iter().flat_map(|expr| Variables::of_expr(expr).assigned).collect();
        read.is_disjoint(&assigned)
    }

    fn is_mutable(&self, var: VarId) -> bool {
        self.unit.local(var).is_some_and(|local| local.mutable)
    }

    /// An operand of `??`: a missing link in it gives null instead of failing.
    pub(super) fn tolerant_operand(&mut self, expr: &Expr) -> Option<Expr> {
        let or_null = |reads: Expr| {
            let (ty, span) = (reads.ty.clone(), reads.span);
            let null = Expr::literal(serde_json::Value::Null, span);
            Expr::new(ExprKind::Coalesce(Box::new(reads), Box::new(null)), ty, span)
        };
        if let Some(work) = wrap_reads(expr, or_null) {
            return self.operand(&work).map(Cow::into_owned);
        }
        match &expr.kind {
            ExprKind::Field { base, name, presence } => {
                let base = Box::new(self.tolerant_operand(base)?);
                let kind = ExprKind::Field { base, name: name.clone(), presence: *presence };
                Some(Expr::new(kind, expr.ty.clone(), expr.span))
            }
            ExprKind::Index { base, index, kind } if !index.steps => {
                let base = Box::new(self.tolerant_operand(base)?);
                let kind = ExprKind::Index { base, index: index.clone(), kind: *kind };
                Some(Expr::new(kind, expr.ty.clone(), expr.span))
            }
            _ => self.operand(expr).map(Cow::into_owned),
        }
    }

    fn exists_operand(&mut self, inner: &Expr, whole: &Expr) -> Option<Expr> {
        let exists =
            |value| Expr::new(ExprKind::Exists(Box::new(value)), whole.ty.clone(), whole.span);
        match wrap_reads(inner, exists) {
            Some(work) => self.operand(&work).map(Cow::into_owned),
            None => Some(exists(self.tolerant_operand(inner)?)),
        }
    }

    fn is_operand(
        &mut self,
        inner: &Expr,
        ty: &crate::ir::types::Type,
        whole: &Expr,
    ) -> Option<Expr> {
        let is = |value| {
            Expr::new(ExprKind::Is(Box::new(value), ty.clone()), whole.ty.clone(), whole.span)
        };
        match wrap_reads(inner, is) {
            Some(work) => self.operand(&work).map(Cow::into_owned),
            None => Some(is(self.tolerant_operand(inner)?)),
        }
    }

    /// `expr` as something that gives the same value wherever it is read and costs nothing: a
    /// constant scalar, a deploy-time value, a variable that never changes, a declared field of one.
    pub(super) fn stable(&mut self, expr: &Expr) -> Option<jsonata::Expr> {
        match &expr.kind {
            ExprKind::Local(var) if !self.is_mutable(*var) => self.expressions.bound(*var).cloned(),
            ExprKind::Literal(value) if !value.is_array() && !value.is_object() => {
                self.expressions.value(expr).into_expr()
            }
            ExprKind::Deploy(_) => self.expressions.value(expr).into_expr(),
            ExprKind::Field { base, name, presence: Presence::Sure } => {
                Some(self.stable(base)?.step(name.clone()))
            }
            _ => None,
        }
    }
}

/// A variable is named after the callee: `updateItem StockTable` gives `updateItem`.
fn first_word(label: &str) -> String {
    let word: String = label.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if word.is_empty() || word.starts_with(|c: char| c.is_numeric()) {
        return "result".to_owned();
    }
    word
}
