//! Clauses behind calls: `timeout`, `heartbeat`, `role`, `retry`, `catch`.

use serde_json::Value;

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::handlers::Handlers;
use super::literals::is_unknown;
use super::names::{Callable, CallableKind};
use crate::asl::limits;
use crate::ir::program::{
    Block, DeploySource, Expr, ExprKind, Notes, ResourcePart, Try, VarId, Work, WorkKind,
};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ClauseKind};

/// Which kinds of clauses are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    timeout: bool,
    pub heartbeat: bool,
    role: bool,
    retry: bool,
    catch: bool,
}

impl Kinds {
    pub fn of(clauses: &[Clause]) -> Self {
        let mut kinds = Self::default();
        for clause in clauses {
            *kinds.slot(&clause.kind) = true;
        }
        kinds
    }

    fn slot(&mut self, kind: &ClauseKind) -> &mut bool {
        match kind {
            ClauseKind::Timeout(_) => &mut self.timeout,
            ClauseKind::Heartbeat(_) => &mut self.heartbeat,
            ClauseKind::Role(_) => &mut self.role,
            ClauseKind::Retry(_) => &mut self.retry,
            ClauseKind::Catch(_) => &mut self.catch,
        }
    }
}

impl<'a> Analyser<'a> {
    /// `f(x).Items[0] retry p`
    pub(super) fn with_clauses(
        &mut self,
        chain: &'a ast::Expr,
        clauses: &'a [Clause],
        span: Span,
    ) -> Expr {
        let before = std::mem::replace(&mut self.own_clauses, Kinds::of(clauses));
        let call = self.expr(chain);
        self.own_clauses = before;
        self.check_twice(clauses);
        match call.kind {
            ExprKind::Work(ref work) => {
                self.closed.insert(work.result);
                self.check_raised(&call, clauses);
                self.attach(call, clauses.iter(), span)
            }
            ExprKind::Inline { .. } if call.steps => self.attach_to_fn(call, clauses, span),
            _ => {
                for clause in clauses {
                    self.check_clause(clause);
                }
                if !is_unknown(&call) {
                    let works = count_works(&call);
                    self.report(error::clause_without_call(works, clauses[0].span, chain.span));
                }
                super::literals::unknown(span)
            }
        }
    }

    /// The clauses of a declaration, by themselves.
    pub(super) fn check_declared_clauses(&mut self, clauses: &[Clause], kind: CallableKind) {
        self.check_twice(clauses);
        let role = clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::Role(_)));
        if let (CallableKind::Activity, Some(role)) = (kind, role) {
            self.report(error::role_of_activity(role.span));
        }
    }

    fn check_twice(&mut self, clauses: &[Clause]) {
        let mut seen = Kinds::default();
        for clause in clauses {
            let word = match clause.kind {
                ClauseKind::Timeout(_) => "timeout",
                ClauseKind::Heartbeat(_) => "heartbeat",
                ClauseKind::Role(_) => "role",
                ClauseKind::Retry(_) | ClauseKind::Catch(_) => continue,
            };
            if std::mem::replace(seen.slot(&clause.kind), true) {
                self.report(error::clause_twice(word, clause.span));
            }
        }
    }

    /// The clauses of a declaration that the call does not replace with its own of the same kind.
    pub(super) fn default_clauses(
        &mut self,
        call: Expr,
        callable: &Callable<'a>,
        mut own: Kinds,
    ) -> Expr {
        let defaults: Vec<&'a Clause> =
            callable.clauses.iter().filter(|clause| !*own.slot(&clause.kind)).collect();
        if defaults.is_empty() || !matches!(call.kind, ExprKind::Work(_)) {
            return call;
        }
        // They are read where they are written: in the declaration's file, without local names.
        let file = std::mem::replace(&mut self.file, self.names.decls[callable.decl.0].file);
        let scopes = std::mem::take(&mut self.scopes);
        let span = call.span;
        let call = self.attach(call, defaults.into_iter(), span);
        self.scopes = scopes;
        self.file = file;
        call
    }

    fn attach(
        &mut self,
        call: Expr,
        clauses: impl Iterator<Item = &'a Clause>,
        span: Span,
    ) -> Expr {
        let Expr { kind: ExprKind::Work(mut work), ty, .. } = call else { return call };
        let mut handlers = Handlers::default();
        let mut catches: Vec<&'a ast::Catch> = Vec::new();
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Catch(catch) => catches.push(catch),
                ClauseKind::Retry(retry) => {
                    let retriers = self.retriers(retry);
                    work.retriers.extend(retriers);
                }
                _ => self.limit(&mut work, clause),
            }
        }
        self.check_retriers(&work.retriers, span);
        let mut types = vec![ty];
        if !catches.is_empty() {
            let found = self.handlers(&catches, &mut handlers);
            types.extend(found);
            work.catches.extend(handlers.catches);
            self.join_handlers(handlers.changes);
        }
        work.span = span;
        Expr::new(ExprKind::Work(work), Type::union(types), span)
    }

    /// `timeout`, `heartbeat`, `role`: of a Task alone.
    fn limit(&mut self, work: &mut Work, clause: &'a Clause) {
        let (word, value) = match &clause.kind {
            ClauseKind::Timeout(value) => ("timeout", value),
            ClauseKind::Heartbeat(value) => ("heartbeat", value),
            ClauseKind::Role(value) => ("role", value),
            ClauseKind::Retry(_) | ClauseKind::Catch(_) => return,
        };
        let value = self.expr(value);
        let wanted = if word == "role" { Type::String } else { Type::Number };
        self.expect(&value, &wanted, &format!("`{word}`"));
        if word != "role" {
            self.check_seconds(&value, word);
        }
        let WorkKind::Task(task) = &mut work.kind else {
            self.report(error::limit_of_no_task(word, clause.span));
            return;
        };
        if word == "role" && self.calls_activity(work.result, &task.resource) {
            self.report(error::role_of_activity(clause.span));
            return;
        }
        if let (true, Some((_, limited))) = (word != "role", self.callbacks.get_mut(&work.result)) {
            *limited = true;
        }
        let slot = match word {
            "timeout" => &mut task.timeout,
            "heartbeat" => &mut task.heartbeat,
            _ => &mut task.role,
        };
        *slot = Some(value);
        if let (Some(timeout), Some(heartbeat)) = (&task.timeout, &task.heartbeat) {
            let seconds = |value: &Expr| value_of(value).and_then(|value| value.as_f64());
            if let (Some(limit), Some(beat)) = (seconds(timeout), seconds(heartbeat)) {
                if beat >= limit {
                    let span = heartbeat.span;
                    self.report(error::heartbeat_too_long(span));
                }
            }
        }
    }

    /// Whether a Task is an activity, as far as that is known.
    pub(super) fn calls_activity(&self, result: VarId, resource: &[ResourcePart]) -> bool {
        self.activities.contains(&result)
            || resource.iter().any(|part| match part {
                ResourcePart::Text(text) => text.contains(":activity:"),
                ResourcePart::Deploy(value) => match &value.source {
                    DeploySource::Ref(name) | DeploySource::Attribute(name, _) => {
                        self.program.resources.iter().any(|resource| {
                            resource.name == *name
                                && &*resource.resource_type == "AWS::StepFunctions::Activity"
                        })
                    }
                    _ => false,
                },
            })
    }

    fn check_seconds(&mut self, value: &Expr, word: &str) {
        let Some(Value::Number(number)) = value_of(value) else { return };
        let seconds = number.as_f64().unwrap_or_default();
        if seconds < 1.0 || seconds.fract() != 0.0 || seconds > f64::from(limits::SECONDS) {
            self.report(error::bad_seconds(word, value.span));
        }
    }

    /// A clause of a chain that has no call for it: its parts are checked all the same.
    fn check_clause(&mut self, clause: &'a Clause) {
        match &clause.kind {
            ClauseKind::Timeout(value) | ClauseKind::Heartbeat(value) | ClauseKind::Role(value) => {
                self.expr(value);
            }
            ClauseKind::Retry(retry) => {
                self.retriers(retry);
            }
            ClauseKind::Catch(catch) => {
                self.handlers(&[catch], &mut Handlers::default());
            }
        }
    }

    /// A `fn` with steps is tried as a whole: `f(x) retry p catch E { … }`.
    fn attach_to_fn(&mut self, call: Expr, clauses: &'a [Clause], span: Span) -> Expr {
        let mut retriers = Vec::new();
        let mut catches: Vec<&'a ast::Catch> = Vec::new();
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Catch(catch) => catches.push(catch),
                ClauseKind::Retry(retry) => retriers.extend(self.retriers(retry)),
                ClauseKind::Timeout(_) | ClauseKind::Heartbeat(_) | ClauseKind::Role(_) => {
                    self.check_clause(clause);
                    self.report(error::limit_of_fn(clause.span));
                }
            }
        }
        self.check_retriers(&retriers, span);
        let mut types = vec![call.ty.clone()];
        let mut handlers = Handlers::default();
        types.extend(self.handlers(&catches, &mut handlers));
        self.join_handlers(handlers.changes);
        let body = Block {
            statements: Vec::new(),
            value: Some(Box::new(call)),
            value_notes: Notes::default(),
        };
        let attempt =
            Try { body, retriers, catches: handlers.catches, otherwise: None, finally: None };
        Expr::new(ExprKind::Try(Box::new(attempt)), Type::union(types), span)
    }
}

/// How many calls an expression holds, as far as its first levels show: none, one or several.
fn count_works(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::Work(_) => 1,
        ExprKind::Field { base, .. } => count_works(base),
        ExprKind::Index { base: left, index: right, .. }
        | ExprKind::Binary { left, right, .. }
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::Coalesce(left, right) => usize::from(left.steps) + usize::from(right.steps),
        ExprKind::Library(_, args) | ExprKind::Inline { args, .. } => {
            args.iter().filter(|arg| arg.steps).count()
        }
        _ => usize::from(expr.steps),
    }
}
