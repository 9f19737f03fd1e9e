//! The names that a piece of program assigns, going by the tree alone.

use std::sync::Arc;

use super::reads::chain_of;
use crate::syntax::ast::{Arg, Block, Entry, Expr, ExprKind, ListItem, StatementKind, StringPart};

/// Adds the names that `block` assigns, however deep inside.
pub(super) fn in_block(block: &Block, names: &mut Vec<Arc<str>>) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Let { value, .. } | StatementKind::Var { value, .. } => {
                in_expr(value, names);
            }
            StatementKind::Assign { place, value, .. } => {
                if let ExprKind::Name(name) = &chain_of(place).0.kind {
                    names.push(name.clone());
                }
                in_expr(value, names);
            }
            StatementKind::While { condition, body, .. } => {
                in_expr(condition, names);
                in_block(body, names);
            }
            StatementKind::For { source, body, .. } => {
                in_expr(source, names);
                in_block(body, names);
            }
            StatementKind::Wait(e)
            | StatementKind::WaitUntil(e)
            | StatementKind::Expr(e)
            | StatementKind::Expect(e) => in_expr(e, names),
            StatementKind::Mock(_) | StatementKind::Bad(_) => {}
        }
    }
}

/// Adds the names that `e` assigns.
pub(super) fn in_expr(e: &Expr, names: &mut Vec<Arc<str>>) {
    match &e.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Duration { .. }
        | ExprKind::Raw { .. }
        | ExprKind::Name(_)
        | ExprKind::Lambda { .. }
        | ExprKind::Continue { .. }
        | ExprKind::Bad => {}
        ExprKind::String(parts) => in_string(parts, names),
        ExprKind::List(items) => in_list(items, names),
        ExprKind::Object(entries) => in_object(entries, names),
        ExprKind::Member { base: inner, .. }
        | ExprKind::Paren(inner)
        | ExprKind::Unary { operand: inner, .. }
        | ExprKind::As { value: inner, .. }
        | ExprKind::Is { value: inner, .. } => in_expr(inner, names),
        ExprKind::Index { base, index } => {
            in_expr(base, names);
            in_expr(index, names);
        }
        ExprKind::Call { callee, args } => {
            in_expr(callee, names);
            in_arguments(args, names);
        }
        ExprKind::Clauses { chain, clauses } => {
            in_expr(chain, names);
            in_clauses(clauses, names);
        }
        ExprKind::Binary { .. } => in_operators(e, names),
        ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Parallel(_)
        | ExprKind::Map(_)
        | ExprKind::Try(_) => in_construct(e, names),
        ExprKind::Return(value) | ExprKind::Fail(value) | ExprKind::Break { value, .. } => {
            if let Some(value) = value {
                in_expr(value, names);
            }
        }
    }
}

fn in_string(parts: &[StringPart], names: &mut Vec<Arc<str>>) {
    for part in parts {
        if let StringPart::Interpolation(value) = part {
            in_expr(value, names);
        }
    }
}

fn in_list(items: &[ListItem], names: &mut Vec<Arc<str>>) {
    for item in items {
        match item {
            ListItem::Item(value) | ListItem::Spread(value) => in_expr(value, names),
            ListItem::Bad(_) => {}
        }
    }
}

fn in_object(entries: &[Entry], names: &mut Vec<Arc<str>>) {
    for entry in entries {
        match entry {
            Entry::Field { value, .. } | Entry::Spread(value) => in_expr(value, names),
            Entry::Computed { key, value } => {
                in_expr(key, names);
                in_expr(value, names);
            }
            Entry::Shorthand(_) | Entry::Bad(_) => {}
        }
    }
}

fn in_arguments(args: &[Arg], names: &mut Vec<Arc<str>>) {
    for arg in args {
        match arg {
            Arg::Positional(value) | Arg::Named { value, .. } | Arg::Spread(value) => {
                in_expr(value, names);
            }
            Arg::Bad(_) => {}
        }
    }
}

fn in_clauses(clauses: &[crate::syntax::ast::Clause], names: &mut Vec<Arc<str>>) {
    for clause in clauses {
        if let crate::syntax::ast::ClauseKind::Catch(catch) = &clause.kind {
            in_block(&catch.body, names);
        }
    }
}

/// The left spine of a chain of operators is walked, not recursed into.
fn in_operators(e: &Expr, names: &mut Vec<Arc<str>>) {
    let mut at = e;
    while let ExprKind::Binary { left, right, .. } = &at.kind {
        in_expr(right, names);
        at = left;
    }
    in_expr(at, names);
}

fn in_construct(e: &Expr, names: &mut Vec<Arc<str>>) {
    match &e.kind {
        ExprKind::If { tests, otherwise } => {
            for (test, body) in tests {
                in_expr(test, names);
                in_block(body, names);
            }
            if let Some(body) = otherwise {
                in_block(body, names);
            }
        }
        ExprKind::Match { value, arms } => {
            in_expr(value, names);
            for arm in arms {
                in_block(&arm.body, names);
            }
        }
        ExprKind::Loop { body, until, .. } => {
            in_block(body, names);
            if let Some(until) = until {
                in_expr(until, names);
            }
        }
        ExprKind::Parallel(branches) => {
            for branch in branches {
                in_block(&branch.body, names);
            }
        }
        ExprKind::Map(map) => in_block(&map.body, names),
        ExprKind::Try(attempt) => {
            in_block(&attempt.body, names);
            for catch in &attempt.catches {
                in_block(&catch.body, names);
            }
            for body in attempt.otherwise.iter().chain(&attempt.finally) {
                in_block(body, names);
            }
        }
        _ => {}
    }
}
