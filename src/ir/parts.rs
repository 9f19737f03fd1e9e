//! The direct parts of a piece of the typed program, for walks over it.

use crate::ir::program::{
    Block, Catch, Entry, Expr, ExprKind, ForSource, ListItem, Map, MapSource, Statement,
    StatementKind, Task, TextPart, Try, Work, WorkKind,
};

/// A direct part.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A block: of a loop, an arm, a handler, a branch, a map.
    Block(&'a Block),
}

/// Calls `visit` with each direct part of `part`, in source order. The body of a `fn` is no part of its
/// call.
pub fn each_part<'a>(part: Part<'a>, visit: &mut dyn FnMut(Part<'a>)) {
    match part {
        Part::Expr(expr) => of_expr(expr, visit),
        Part::Block(block) => {
            for statement in &block.statements {
                of_statement(statement, visit);
            }
            some(block.value.as_deref(), visit);
        }
    }
}

fn some<'a>(exprs: impl IntoIterator<Item = &'a Expr>, visit: &mut dyn FnMut(Part<'a>)) {
    exprs.into_iter().for_each(|expr| visit(Part::Expr(expr)));
}

fn blocks<'a>(blocks: impl IntoIterator<Item = &'a Block>, visit: &mut dyn FnMut(Part<'a>)) {
    blocks.into_iter().for_each(|block| visit(Part::Block(block)));
}

/// Calls `visit` with each direct part of a statement.
pub fn of_statement<'a>(statement: &'a Statement, visit: &mut dyn FnMut(Part<'a>)) {
    match &statement.kind {
        StatementKind::Let { value, .. }
        | StatementKind::Assign { value, .. }
        | StatementKind::Wait(value)
        | StatementKind::WaitUntil(value)
        | StatementKind::Expr(value) => visit(Part::Expr(value)),
        StatementKind::While { condition, body, .. } => {
            visit(Part::Expr(condition));
            visit(Part::Block(body));
        }
        StatementKind::For { source, body, .. } => {
            match &**source {
                ForSource::List(list) => visit(Part::Expr(list)),
                ForSource::Range { start, end, .. } => some([start, end], visit),
            }
            visit(Part::Block(body));
        }
    }
}

fn of_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(Part<'a>)) {
    match &expr.kind {
        ExprKind::Literal(_)
        | ExprKind::Deploy(_)
        | ExprKind::Continue(_)
        | ExprKind::Context(_)
        | ExprKind::Local(_)
        | ExprKind::Raw { .. } => {}
        ExprKind::Interpolation(parts) => {
            for part in parts {
                match part {
                    TextPart::Text(_) => {}
                    TextPart::Value(value) => visit(Part::Expr(value)),
                }
            }
        }
        ExprKind::List(items) => {
            for item in items {
                match item {
                    ListItem::Item(value) | ListItem::Spread(value) => visit(Part::Expr(value)),
                }
            }
        }
        ExprKind::Object(entries) => entries.iter().for_each(|entry| of_entry(entry, visit)),
        ExprKind::Field { base: operand, .. }
        | ExprKind::Not(operand)
        | ExprKind::Negate(operand)
        | ExprKind::Exists(operand)
        | ExprKind::Is(operand, _)
        | ExprKind::FailAgain(operand)
        | ExprKind::Lambda { body: operand, .. } => visit(Part::Expr(operand)),
        ExprKind::Index { base: left, index: right, .. }
        | ExprKind::Binary { left, right, .. }
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::Coalesce(left, right) => some([&**left, &**right], visit),
        ExprKind::Library(_, args) | ExprKind::Inline { args, .. } => some(args, visit),
        ExprKind::Work(work) => of_work(work, visit),
        ExprKind::If { tests, otherwise } => {
            for (test, block) in tests {
                visit(Part::Expr(test));
                visit(Part::Block(block));
            }
            blocks(otherwise, visit);
        }
        ExprKind::Match { value, arms, .. } => {
            visit(Part::Expr(value));
            for arm in arms {
                some(&arm.guard, visit);
                visit(Part::Block(&arm.body));
            }
        }
        ExprKind::Loop { body, until, .. } => {
            visit(Part::Block(body));
            some(until.as_deref(), visit);
        }
        ExprKind::Try(tried) => of_try(tried, visit),
        ExprKind::Block(block) => visit(Part::Block(block)),
        ExprKind::Return(value) | ExprKind::Break { value, .. } => some(value.as_deref(), visit),
        ExprKind::Fail { error, cause } => {
            some(error.as_deref().into_iter().chain(cause.as_deref()), visit);
        }
    }
}

fn of_entry<'a>(entry: &'a Entry, visit: &mut dyn FnMut(Part<'a>)) {
    match entry {
        Entry::Field { value, .. } | Entry::Optional { value, .. } | Entry::Spread(value) => {
            visit(Part::Expr(value));
        }
        Entry::Computed { key, value } => some([key, value], visit),
    }
}

fn of_catches<'a>(catches: &'a [Catch], visit: &mut dyn FnMut(Part<'a>)) {
    blocks(catches.iter().map(|catch| &catch.body), visit);
}

fn of_try<'a>(tried: &'a Try, visit: &mut dyn FnMut(Part<'a>)) {
    visit(Part::Block(&tried.body));
    of_catches(&tried.catches, visit);
    blocks(&tried.otherwise, visit);
    blocks(&tried.finally, visit);
}

fn of_work<'a>(work: &'a Work, visit: &mut dyn FnMut(Part<'a>)) {
    match &work.kind {
        WorkKind::Task(task) => {
            let Task { resource: _, arguments, timeout, heartbeat, role } = &**task;
            some([arguments, timeout, heartbeat, role].into_iter().flatten(), visit);
        }
        WorkKind::Parallel { branches } => {
            blocks(branches.iter().map(|branch| &branch.body), visit);
        }
        WorkKind::Map(map) => of_map(map, visit),
    }
    visit(Part::Expr(&work.value));
    of_catches(&work.catches, visit);
}

fn of_map<'a>(map: &'a Map, visit: &mut dyn FnMut(Part<'a>)) {
    match &map.source {
        MapSource::Items(items) => visit(Part::Expr(items)),
        MapSource::Reader { arguments, config, .. } => {
            visit(Part::Expr(arguments));
            some(config.iter().map(|(_, value)| value), visit);
        }
    }
    let limits = [&map.concurrency, &map.tolerated_count, &map.tolerated_percentage];
    some(limits.into_iter().flatten(), visit);
    if let Some(distributed) = &map.distributed {
        some(distributed.select.as_ref().map(|(_, select)| select), visit);
        some([&distributed.batch_items, &distributed.batch_bytes].into_iter().flatten(), visit);
        if let Some(writer) = &distributed.writer {
            some(&writer.arguments, visit);
            some(writer.config.iter().map(|(_, value)| value), visit);
        }
    }
    visit(Part::Block(&map.body));
}
