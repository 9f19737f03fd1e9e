//! Calls of services that may fail for a moment, where nothing tries again and nothing handles it.

use std::sync::Arc;

use super::Analyser;
use super::error::warnings as error;
use super::names::{Callable, CallableKind};
use super::raised::Callee;
use crate::ir::Program;
use crate::ir::parts::{Part, each_part};
use crate::ir::program::{Block, Expr, ExprKind, FunctionId, Work, WorkKind};
use crate::services::{catalog, optimized};
use crate::source::Span;

/// A declared function or workflow that is called. Of each is warned once: the declaration can say what all
/// its calls retry.
#[derive(Clone)]
pub(super) struct Declared {
    name: Arc<str>,
    kind: CallableKind,
}

impl Declared {
    /// The call of a service that a call of it is.
    fn callee(&self) -> Option<Callee> {
        match self.kind {
            CallableKind::Lambda => {
                optimized::integration("lambda", "invoke").map(Callee::Optimized)
            }
            CallableKind::Workflow { express: false } => {
                optimized::integration("states", "startExecution").map(Callee::Optimized)
            }
            CallableKind::Workflow { express: true } => catalog::service("sfn")
                .and_then(|service| service.action("startSyncExecution"))
                .map(Callee::Sdk),
            CallableKind::Activity => None,
        }
    }
}

/// A walk over what runs with nothing around it that would try again.
struct Walk<'p, F> {
    program: &'p Program,
    /// `fn`s called so far, by number.
    called: Vec<bool>,
    /// What is done with each call found.
    call: F,
}

impl Analyser<'_> {
    /// Warns of calls with known passing errors without `retry` or `catch`, their own or around them.
    pub(super) fn warn_unretried(&mut self) {
        let mut found: Vec<(Span, Callee)> = Vec::new();
        let mut named: Vec<(Span, Declared)> = Vec::new();
        let (callees, declared) = (&self.callees, &self.declared);
        let mut walk = Walk {
            program: &self.program,
            called: vec![false; self.program.functions.declared.len()],
            call: |work: &Work| {
                if let Some(callee) = callees.get(&work.result) {
                    found.push((work.span, *callee));
                } else if let Some(called) = declared.get(&work.result)
                    && named.iter().all(|(_, known)| known.name != called.name)
                {
                    named.push((work.span, called.clone()));
                }
            },
        };
        for workflow in &self.program.workflows {
            walk.block(&workflow.body);
        }
        for (span, callee) in found {
            if let Some(name) = callee.passing_error() {
                self.warn(error::unretried(&callee.written(), &name, span));
            }
        }
        for (span, called) in named {
            if let Some(error) = called.callee().and_then(Callee::passing_error) {
                self.warn(error::unretried(&called.name, &error, span));
            }
        }
    }

    /// Notes that a call is one of a declared function or workflow.
    pub(super) fn remember_declared(&mut self, callable: &Callable<'_>, call: &Expr) {
        if let ExprKind::Work(work) = &call.kind {
            let called = Declared { name: callable.name.clone(), kind: callable.kind };
            self.declared.insert(work.result, called);
        }
    }
}

impl<F: FnMut(&Work)> Walk<'_, F> {
    fn block(&mut self, block: &Block) {
        each_part(Part::Block(block), &mut |part| self.part(part));
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Expr(expr) if expr.steps => self.expr(expr),
            Part::Expr(_) => {}
            Part::Block(block) => self.block(block),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Work(work) => self.work(work, expr),
            ExprKind::Try(attempt)
                if !(attempt.retriers.is_empty() && attempt.catches.is_empty()) =>
            {
                attempt.catches.iter().for_each(|catch| self.block(&catch.body));
                attempt.otherwise.iter().chain(&attempt.finally).for_each(|body| self.block(body));
            }
            ExprKind::Inline { function, .. } => {
                self.function(*function);
                each_part(Part::Expr(expr), &mut |part| self.part(part));
            }
            _ => each_part(Part::Expr(expr), &mut |part| self.part(part)),
        }
    }

    fn work(&mut self, work: &Work, expr: &Expr) {
        if work.retriers.is_empty() && work.catches.is_empty() {
            if matches!(work.kind, WorkKind::Task(_)) {
                (self.call)(work);
            }
            each_part(Part::Expr(expr), &mut |part| self.part(part));
        } else {
            work.catches.iter().for_each(|catch| self.block(&catch.body));
        }
    }

    fn function(&mut self, function: FunctionId) {
        let number = function.0 as usize;
        let functions = &self.program.functions.declared;
        if let (Some(called), Some(function)) = (self.called.get_mut(number), functions.get(number))
            && !std::mem::replace(called, true)
        {
            self.block(&function.body);
        }
    }
}
