//! `if`, and what a condition shows about variables and fields.

use std::sync::Arc;

use serde_json::Value;

use super::Analyser;
use super::facts::{CONTEXT, Changes, Fact, Spot, all_agree};
use super::types::{assignable, narrow_to, narrow_without, without_null};
use crate::ir::program::{BinaryOp, Block, Expr, ExprKind, Library};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast;

/// From this many tests on, an `if` counts as long.
const LONG: usize = 64;

/// What a condition shows.
pub(super) type Shown = Vec<(Spot, Fact)>;

impl<'a> Analyser<'a> {
    /// `if c { } else if d { } else { }`
    pub(super) fn if_expr(
        &mut self,
        tests: &'a [(ast::Expr, ast::Block)],
        otherwise: Option<&'a ast::Block>,
        span: Span,
    ) -> Expr {
        let start = self.facts.mark();
        let mut arms: Vec<Changes> = Vec::new();
        let mut types = Vec::new();
        let mut result: Vec<(Expr, Block)> = Vec::with_capacity(tests.len());
        for (written, body) in tests {
            let condition = self.expr(written);
            if condition.ty != Type::Never {
                self.expect_bool(&condition);
            }
            let mark = self.facts.mark();
            self.assume_test(written, &condition, true);
            let (body, ty) = self.block(body);
            // In a very long chain an arm keeps what it changed itself, so that time stays linear.
            let since = if result.len() < LONG { start } else { mark };
            let changes = self.facts.leave_arm(since, mark);
            self.assume_test(written, &condition, false);
            if ty != Type::Never {
                arms.push(changes);
            }
            types.push(ty);
            result.push((condition, body));
        }
        let otherwise = otherwise.map(|body| {
            let (body, ty) = self.block(body);
            types.push(ty);
            body
        });
        if otherwise.is_none() {
            types.push(Type::Null);
        }
        let last = self.facts.leave(start);
        if types.last() != Some(&Type::Never) {
            arms.push(last);
        }
        self.facts.join(&arms);
        let ty = Type::union(types);
        Expr::new(ExprKind::If { tests: result, otherwise }, ty, span)
    }

    /// Goes on where the test is `holds`. What it assigns itself it may have assigned behind what it shows.
    pub(super) fn assume_test(&mut self, written: &'a ast::Expr, test: &Expr, holds: bool) {
        self.assume_all(facts_of(test, holds));
        if test.steps {
            self.forget_assigned_in(written);
        }
    }

    pub(super) fn assume_all(&mut self, shown: Shown) {
        for (spot, fact) in shown {
            self.facts.assume(&spot, fact);
        }
    }
}

/// The variable or field an expression reads, also of the execution in `context`, if it is no more than that.
pub(super) fn spot_of(expr: &Expr) -> Option<Spot> {
    let mut path: Vec<Arc<str>> = Vec::new();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Field { base, name, .. } => {
                path.push(name.clone());
                at = base;
            }
            // A chain made to give null where it is missing.
            ExprKind::Coalesce(chain, other) if is_null(other) => at = chain,
            ExprKind::Local(var) => {
                path.reverse();
                return Some(Spot { var: *var, path });
            }
            // The rest of the Context Object is another in each state.
            ExprKind::Context(parts)
                if parts.first().is_some_and(|part| &**part == "Execution") =>
            {
                path.reverse();
                let path = parts.iter().cloned().chain(path).collect();
                return Some(Spot { var: CONTEXT, path });
            }
            _ => return None,
        }
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Value::Null))
}

/// What holds where `condition` is `holds`.
pub(super) fn facts_of(condition: &Expr, holds: bool) -> Shown {
    match &condition.kind {
        ExprKind::Not(inner) => facts_of(inner, !holds),
        ExprKind::And(..) => chain_facts(&operands(condition, true), true, holds),
        ExprKind::Or(..) => chain_facts(&operands(condition, false), false, holds),
        ExprKind::Exists(inner) if holds => present(inner),
        ExprKind::Is(inner, ty) => type_facts(inner, ty, holds),
        ExprKind::Binary { op: BinaryOp::Equal, left, right } => equal_facts(left, right, holds),
        ExprKind::Binary { op: BinaryOp::NotEqual, left, right } => {
            equal_facts(left, right, !holds)
        }
        ExprKind::Binary { op: BinaryOp::In, left, right } if holds => member_facts(left, right),
        ExprKind::Library(Library::Has, args) if holds => has_facts(args),
        _ => Vec::new(),
    }
}

/// The operands of a chain of one operator, in order.
fn operands(chain: &Expr, and: bool) -> Vec<&Expr> {
    let mut result = Vec::new();
    let mut at = chain;
    loop {
        match (&at.kind, and) {
            (ExprKind::And(left, right), true) | (ExprKind::Or(left, right), false) => {
                result.push(&**right);
                at = left;
            }
            _ => {
                result.push(at);
                result.reverse();
                return result;
            }
        }
    }
}

/// Where all operands decide alike, all they show holds; where one does, what they agree on.
fn chain_facts(operands: &[&Expr], and: bool, holds: bool) -> Shown {
    let each = operands.iter().map(|operand| facts_of(operand, holds));
    if and == holds {
        return each.flatten().collect();
    }
    let each: Vec<Shown> = each.collect();
    all_agree(&each.iter().collect::<Vec<&Shown>>())
}

/// What is known of the place that `expr` reads, if it is one: no more than its type says already.
pub(super) fn fact_for(expr: &Expr, ty: Type, present: bool) -> Shown {
    spot_of(expr).map(|spot| (spot, Fact::new(ty, present))).into_iter().collect()
}

/// The same where a test has found a value of this type, whatever the type before says.
pub(super) fn found_for(expr: &Expr, ty: Type, present: bool) -> Shown {
    let before = &or_missing(expr).ty;
    spot_of(expr).map(|spot| (spot, Fact::found(before, ty, present))).into_iter().collect()
}

/// The chain itself of one made to give null where it is missing.
fn or_missing(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Coalesce(chain, other) if is_null(other) => chain,
        _ => expr,
    }
}

/// Whether the place is there, whatever it holds.
pub(super) fn is_there(expr: &Expr) -> bool {
    !super::reads::may_miss(or_missing(expr))
}

/// A chain that is there: so is each of its links.
fn present(expr: &Expr) -> Shown {
    let mut shown = links_present(expr);
    shown.extend(fact_for(expr, expr.ty.clone(), true));
    shown
}

/// What a chain reads fields of is an object that is there.
fn links_present(expr: &Expr) -> Shown {
    let mut shown = Vec::new();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Coalesce(chain, other) if is_null(other) => at = chain,
            ExprKind::Field { base, .. } => {
                at = base;
                shown.extend(fact_for(base, without_null(&base.ty), true));
            }
            _ => break,
        }
    }
    shown.reverse();
    shown
}

/// The left side of `?? return` behind it.
pub(super) fn facts_not_null(expr: &Expr) -> Shown {
    let mut shown = links_present(expr);
    shown.extend(fact_for(expr, without_null(&expr.ty), true));
    shown
}

fn type_facts(expr: &Expr, ty: &Type, holds: bool) -> Shown {
    if holds {
        let mut shown = links_present(expr);
        shown.extend(found_for(expr, narrow_to(&expr.ty, ty), true));
        return shown;
    }
    if !is_there(expr) {
        return Vec::new();
    }
    fact_for(expr, narrow_without(&expr.ty, ty), true)
}

fn equal_facts(left: &Expr, right: &Expr, holds: bool) -> Shown {
    let (chain, literal) = match (&left.kind, &right.kind) {
        (_, ExprKind::Literal(value)) => (left, value),
        (ExprKind::Literal(value), _) => (right, value),
        _ => return Vec::new(),
    };
    if literal.is_null() {
        return null_facts(chain, holds);
    }
    if !matches!(literal, Value::String(_) | Value::Number(_) | Value::Bool(_)) {
        return Vec::new();
    }
    let ty = Type::Literal(Arc::new(literal.clone()));
    let mut shown = Vec::new();
    if holds {
        shown.extend(links_present(chain));
        shown.extend(found_for(chain, narrow_to(&without_null(&chain.ty), &ty), true));
    } else {
        let ty = narrow_without(&or_missing(chain).ty, &ty);
        shown.extend(fact_for(chain, ty, is_there(chain)));
    }
    shown.extend(variant_facts(chain, &ty, holds));
    shown
}

fn null_facts(chain: &Expr, holds: bool) -> Shown {
    if holds { found_for(chain, Type::Null, is_there(chain)) } else { facts_not_null(chain) }
}

/// `x.kind == "a"` says which member of a union of objects `x` is.
fn variant_facts(chain: &Expr, ty: &Type, holds: bool) -> Shown {
    let ExprKind::Field { base, name, .. } = &chain.kind else { return Vec::new() };
    let Type::Union(members) = &base.ty else { return Vec::new() };
    let left: Vec<Type> = members
        .iter()
        .filter(|member| match member {
            Type::Object(_) | Type::Api(_) => match member.field(name) {
                Some(field) if holds => !super::types::disjoint(&field.ty, ty),
                Some(field) => !assignable(&field.ty, ty),
                None => !holds || member.is_open(),
            },
            _ => !holds,
        })
        .cloned()
        .collect();
    if left.len() == members.len() || left.is_empty() {
        return Vec::new();
    }
    fact_for(base, Type::union(left), true)
}

fn member_facts(left: &Expr, right: &Expr) -> Shown {
    let item = right.ty.item();
    let literals =
        item.members().iter().all(|member| matches!(member, Type::Literal(_) | Type::Null));
    if literals && item != Type::Never {
        found_for(left, narrow_to(&left.ty, &item), true)
    } else {
        Vec::new()
    }
}

/// `x.has("key")`
fn has_facts(args: &[Expr]) -> Shown {
    let [object, key] = args else { return Vec::new() };
    let ExprKind::Literal(Value::String(key)) = &key.kind else { return Vec::new() };
    let Some(mut spot) = spot_of(object) else { return Vec::new() };
    let Some(field) = object.ty.field(key) else { return Vec::new() };
    spot.path.push(key.as_str().into());
    vec![(spot, Fact::new(field.ty, true))]
}
