//! How many events one execution may make: a Standard workflow fails after 25,000 of them.
//!
//! Counted is what is known: loops and maps over so many rounds as the source says. A loop whose rounds
//! nobody knows counts once. The events of each state are those of ASL's history: entered and exited,
//! and for work what happens between them.

use serde_json::Value;

use super::Analyser;
use super::consts::value_of;
use super::error::warnings as error;
use crate::diagnostic::Diagnostic;
use crate::ir::parts::{Part, each_part, of_statement};
use crate::ir::program::{
    BinaryOp, Block, Expr, ExprKind, ForSource, Function, Library, ListItem, Map, MapSource,
    Statement, StatementKind, Task, VarId, Work, WorkKind,
};
use crate::source::Span;

/// The events an execution may have. (Developer Guide, "Step Functions service quotas".)
pub(super) const MOST_EVENTS: u64 = 25_000;

/// `ExecutionStarted` and how it ends.
const EXECUTION: u64 = 2;
/// A state that does nothing but pass on: entered and exited.
const STATE: u64 = 2;
/// A Task: entered, scheduled, started, succeeded, exited.
const TASK: u64 = 5;
/// A Task that waits for a job or an answer: submitted besides.
const WAITING_TASK: u64 = 6;
/// A Parallel or an inline Map: entered, started, succeeded, exited.
const GROUP: u64 = 4;
/// An iteration of an inline Map: started, succeeded.
const ITERATION: u64 = 2;
/// A distributed Map: its children have histories of their own.
const DISTRIBUTED: u64 = 6;

impl Analyser<'_> {
    /// Warns of loops and maps that alone make more events than an execution may have, and of workflows
    /// that do so in all.
    pub(super) fn warn_events(&mut self) {
        let mut history = History::new(&self.program.functions.declared);
        for workflow in self.program.workflows.iter().filter(|workflow| !workflow.express) {
            let events = history.block(&workflow.body).saturating_add(EXECUTION);
            if events > MOST_EVENTS {
                history.found.push(error::workflow_events(&workflow.name, events, workflow.span));
            }
        }
        for warning in history.found {
            self.warn(warning);
        }
    }
}

/// Counts events, and gathers what makes too many.
struct History<'a> {
    functions: &'a [Function],
    /// Of each `fn` that was counted: those of one call.
    known: Vec<Option<u64>>,
    found: Vec<Diagnostic>,
}

impl<'a> History<'a> {
    fn new(functions: &'a [Function]) -> Self {
        Self { functions, known: vec![None; functions.len()], found: Vec::new() }
    }

    fn part(&mut self, part: Part<'a>) -> u64 {
        match part {
            Part::Block(block) => self.block(block),
            Part::Expr(expr) => self.expr(expr),
        }
    }

    fn block(&mut self, block: &'a Block) -> u64 {
        let mut events = 0_u64;
        for (at, statement) in block.statements.iter().enumerate() {
            let more = self.statement(statement, &block.statements[..at]);
            events = events.saturating_add(more);
        }
        let last = block.value.as_deref().map_or(0, |value| self.expr(value));
        events.saturating_add(last)
    }

    fn statement(&mut self, statement: &'a Statement, before: &[Statement]) -> u64 {
        match &statement.kind {
            StatementKind::Wait(_) | StatementKind::WaitUntil(_) => {
                self.parts_of(statement).saturating_add(STATE)
            }
            StatementKind::Let { .. } | StatementKind::Assign { .. } | StatementKind::Expr(_) => {
                self.parts_of(statement)
            }
            StatementKind::While { condition, body, .. } => {
                let round = self.expr(condition).saturating_add(self.block(body));
                let rounds = rounds_of_while(condition, body, before);
                self.repeated(rounds, round.saturating_add(STATE), statement.span)
            }
            StatementKind::For { source, body, .. } => {
                let list = match &**source {
                    ForSource::List(list) => self.expr(list),
                    ForSource::Range { start, end, .. } => {
                        self.expr(start).saturating_add(self.expr(end))
                    }
                };
                let round = self.block(body).saturating_add(STATE);
                self.repeated(rounds_of_for(source), round, statement.span).saturating_add(list)
            }
        }
    }

    fn parts_of(&mut self, statement: &'a Statement) -> u64 {
        let mut events = 0_u64;
        of_statement(statement, &mut |part| events = events.saturating_add(self.part(part)));
        events
    }

    /// The events of a loop or map of as many rounds; what is too much alone is told of and counts for
    /// nothing in what is around it.
    fn repeated(&mut self, rounds: Option<u64>, round: u64, span: Span) -> u64 {
        let Some(rounds) = rounds else { return round };
        let events = rounds.saturating_mul(round);
        if events.saturating_add(EXECUTION) <= MOST_EVENTS {
            return events;
        }
        self.found.push(error::loop_events(rounds, round, events, span));
        0
    }

    fn expr(&mut self, expr: &'a Expr) -> u64 {
        if !expr.steps {
            return 0;
        }
        match &expr.kind {
            ExprKind::Work(work) => self.work(work),
            ExprKind::Inline { function, args } => {
                let args = self.sum(args);
                args.saturating_add(self.call(function.0 as usize))
            }
            ExprKind::If { tests, otherwise } => {
                let tested = self.sum(tests.iter().map(|(test, _)| test));
                let arms = tests.iter().map(|(_, arm)| arm).chain(otherwise);
                let most = arms.map(|arm| self.block(arm)).max().unwrap_or(0);
                tested.saturating_add(most).saturating_add(STATE)
            }
            ExprKind::Match { value, arms, .. } => {
                let value = self.expr(value);
                let most = arms.iter().map(|arm| self.block(&arm.body)).max().unwrap_or(0);
                value.saturating_add(most).saturating_add(STATE)
            }
            ExprKind::Try(tried) => {
                // The handlers run instead of what follows the failure.
                let handled =
                    tried.catches.iter().map(|catch| self.block(&catch.body)).max().unwrap_or(0);
                let blocks = [Some(&tried.body), tried.otherwise.as_ref(), tried.finally.as_ref()];
                let run = blocks
                    .into_iter()
                    .flatten()
                    .fold(0_u64, |events, block| events.saturating_add(self.block(block)));
                run.max(handled)
            }
            _ => {
                let mut events = 0_u64;
                each_part(Part::Expr(expr), &mut |part| {
                    events = events.saturating_add(self.part(part));
                });
                events
            }
        }
    }

    fn sum(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) -> u64 {
        exprs.into_iter().fold(0_u64, |events, expr| events.saturating_add(self.expr(expr)))
    }

    fn call(&mut self, function: usize) -> u64 {
        if let Some(known) = self.known[function] {
            return known;
        }
        let events = self.block(&self.functions[function].body);
        self.known[function] = Some(events);
        events
    }

    fn work(&mut self, work: &'a Work) -> u64 {
        let operands = match &work.kind {
            WorkKind::Task(task) => {
                let Task { resource: _, arguments, timeout, heartbeat, role } = &**task;
                self.sum([arguments, timeout, heartbeat, role].into_iter().flatten())
            }
            WorkKind::Parallel { .. } => 0,
            WorkKind::Map(map) => match &map.source {
                MapSource::Items(items) => self.expr(items),
                MapSource::Reader { arguments, .. } => self.expr(arguments),
            },
        };
        let own = match &work.kind {
            WorkKind::Task(task) => events_of_task(task),
            WorkKind::Parallel { branches } => branches
                .iter()
                .fold(GROUP, |events, branch| events.saturating_add(self.block(&branch.body))),
            WorkKind::Map(map) => self.map(map, work.span),
        };
        let handled = work.catches.iter().map(|catch| self.block(&catch.body)).max().unwrap_or(0);
        operands.saturating_add(own).saturating_add(handled)
    }

    fn map(&mut self, map: &'a Map, span: Span) -> u64 {
        // A body without work is one Pass.
        let body = self.block(&map.body).max(STATE);
        if map.distributed.is_some() {
            return DISTRIBUTED;
        }
        let rounds = match &map.source {
            MapSource::Items(items) => length_of(items),
            MapSource::Reader { .. } => None,
        };
        self.repeated(rounds, body.saturating_add(ITERATION), span).saturating_add(GROUP)
    }
}

fn events_of_task(task: &Task) -> u64 {
    let text = super::surveys::resource_text(task);
    let waits = [".sync", ".sync:2", ".waitForTaskToken"];
    if waits.iter().any(|pattern| text.ends_with(pattern)) { WAITING_TASK } else { TASK }
}

fn rounds_of_for(source: &ForSource) -> Option<u64> {
    match source {
        ForSource::List(list) => length_of(list),
        ForSource::Range { start, end, inclusive } => {
            between(number(start)?, number(end)? + f64::from(u8::from(*inclusive)))
        }
    }
}

/// How many items a list has, where the source says so.
fn length_of(list: &Expr) -> Option<u64> {
    match &list.kind {
        ExprKind::Literal(Value::Array(items)) => u64::try_from(items.len()).ok(),
        ExprKind::List(items) => {
            let plain = items.iter().all(|item| matches!(item, ListItem::Item(_)));
            plain.then(|| u64::try_from(items.len()).ok()).flatten()
        }
        ExprKind::Library(Library::Range, args) => match args.as_slice() {
            [start, end] => between(number(start)?, number(end)?),
            _ => None,
        },
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    value_of(expr)?.as_f64()
}

/// How many whole steps lie from `start` to before `end`.
fn between(start: f64, end: f64) -> Option<u64> {
    let steps = (end - start).ceil();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts saturate")]
    steps.is_finite().then_some(steps.max(0.0) as u64)
}

/// The rounds of `while n < 100 { …; n += 1 }` where `n` was given a number before.
fn rounds_of_while(condition: &Expr, body: &Block, before: &[Statement]) -> Option<u64> {
    let ExprKind::Binary { op, left, right } = &condition.kind else { return None };
    let ExprKind::Local(var) = left.kind else { return None };
    let start = number(assigned_last(before, var)?)?;
    let end = number(right)?;
    let step = step_of(body, var)?;
    let (distance, step) = match op {
        BinaryOp::Less | BinaryOp::NotEqual => (end - start, step),
        BinaryOp::LessEqual => (end - start + 1.0, step),
        BinaryOp::Greater => (start - end, -step),
        BinaryOp::GreaterEqual => (start - end + 1.0, -step),
        _ => return None,
    };
    (step > 0.0).then(|| between(0.0, distance / step)).flatten()
}

fn assigned_last(statements: &[Statement], var: VarId) -> Option<&Expr> {
    statements.iter().rev().find_map(|statement| assignment_to(statement, var))
}

fn assignment_to(statement: &Statement, to: VarId) -> Option<&Expr> {
    match &statement.kind {
        StatementKind::Let { var, value } | StatementKind::Assign { var, value } if *var == to => {
            Some(value)
        }
        _ => None,
    }
}

/// `1` of the only `n += 1` in a loop's body.
fn step_of(body: &Block, var: VarId) -> Option<f64> {
    let mut found = body.statements.iter().filter_map(|statement| assignment_to(statement, var));
    let (value, others) = (found.next()?, found.next());
    let ExprKind::Binary { op, left, right } = &value.kind else { return None };
    let own = matches!(left.kind, ExprKind::Local(read) if read == var);
    match op {
        BinaryOp::Add if own && others.is_none() => number(right),
        BinaryOp::Subtract if own && others.is_none() => Some(-number(right)?),
        _ => None,
    }
}
