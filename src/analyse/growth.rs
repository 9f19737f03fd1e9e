//! What calls of `fn`s become: each writes out the states of the `fn`'s body, so that `fn`s which call
//! each other twice double with every one.
//!
//! The states are counted before they are made.

use super::Analyser;
use super::error::calls as error;
use crate::ir::parts::{Part, each_part, of_statement};
use crate::ir::program::{Block, Expr, ExprKind, FunctionId, StatementKind};
use crate::source::Span;

/// So many calls take more than the 1 MiB of a definition: `Type`, `Resource` and `Next` of a Task with
/// its name are at least 105 bytes.
const MOST_CALLS: u64 = 10_000;

/// So many states of any kind are more than anybody wants of one `fn`, even where passes save some.
const MOST_STATES: u64 = 40_000;

/// What was measured so far.
#[derive(Debug, Default)]
pub(super) struct Growth {
    /// Of each `fn`, by its number.
    pub sizes: Vec<Size>,
    /// Whether something was refused.
    pub is_too_much: bool,
}

/// How much a piece of the program becomes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// Tasks, Parallels and Maps.
    calls: u64,
    /// All states, before any is saved.
    states: u64,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.states = self.states.saturating_add(other.states);
    }

    fn is_too_much(self) -> bool {
        self.calls > MOST_CALLS || self.states > MOST_STATES
    }
}

/// What a body becomes, and the calls of `fn`s in it.
#[derive(Debug, Default)]
struct Body {
    /// Without what the calls write out.
    own: Size,
    calls: Vec<(FunctionId, Span)>,
}

impl Body {
    fn of(block: &Block) -> Self {
        let mut body = Self::default();
        body.block(block);
        body
    }

    fn state(&mut self, calls: u64) {
        self.own.add(Size { calls, states: 1 });
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Block(block) => self.block(block),
            Part::Expr(expr) => self.expr(expr),
        }
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Expr(_) => {}
                StatementKind::Let { .. }
                | StatementKind::Assign { .. }
                | StatementKind::While { .. }
                | StatementKind::For { .. }
                | StatementKind::Wait(_)
                | StatementKind::WaitUntil(_) => self.state(0),
            }
            of_statement(statement, &mut |part| self.part(part));
        }
        if let Some(value) = &block.value {
            self.expr(value);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if !expr.steps {
            return;
        }
        match &expr.kind {
            ExprKind::Work(_) => self.state(1),
            ExprKind::Inline { function, .. } => self.calls.push((*function, expr.span)),
            ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Loop { .. }
            | ExprKind::Fail { .. }
            | ExprKind::FailAgain(_) => self.state(0),
            _ => {}
        }
        each_part(Part::Expr(expr), &mut |part| self.part(part));
    }
}

impl Analyser<'_> {
    /// Refuses a `fn` or workflow whose calls write out more than a definition can hold. Its callers are
    /// spared. The `fn`s it calls were measured before.
    pub(super) fn measure_growth(&mut self, name: &str, block: &Block) -> Size {
        let body = Body::of(block);
        let mut written = Size::default();
        for (callee, _) in &body.calls {
            written.add(self.growth.sizes[callee.0 as usize]);
        }
        let mut size = body.own;
        if written.is_too_much() {
            self.growth.is_too_much = true;
            let by_calls = written.calls > MOST_CALLS;
            let what = if by_calls { (MOST_CALLS, "calls") } else { (MOST_STATES, "states") };
            let (callee, spans) = largest(&body.calls, &self.growth.sizes);
            let callee = self.program.functions.declared[callee.0 as usize].name.clone();
            self.report(error::grows(name, what, &callee, &spans));
        } else {
            size.add(written);
        }
        size
    }
}

/// The callee whose calls write out most, with these calls.
fn largest(calls: &[(FunctionId, Span)], sizes: &[Size]) -> (FunctionId, Vec<Span>) {
    let mut totals: Vec<(FunctionId, u64)> = Vec::new();
    for (callee, _) in calls {
        let states = sizes[callee.0 as usize].states;
        match totals.iter_mut().find(|(known, _)| known == callee) {
            Some((_, total)) => *total = total.saturating_add(states),
            None => totals.push((*callee, states)),
        }
    }
    let (callee, _) =
        totals.into_iter().max_by_key(|(_, total)| *total).expect("what is written out has calls");
    let spans = calls.iter().filter(|(called, _)| *called == callee).map(|(_, span)| *span);
    (callee, spans.collect())
}
