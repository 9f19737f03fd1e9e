//! Clauses behind calls: `timeout`, `heartbeat`, `role`, `retry`, `catch`.

use std::sync::Arc;

use serde_json::{Number, Value};

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::facts::Changes;
use super::literals::is_unknown;
use super::names::{Callable, Found, Meaning};
use super::scopes::Role;
use crate::diagnostic::suggest;
use crate::ir::program::{Block, Catch, Expr, ExprKind, Notes, Retrier, Try, Work, WorkKind};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::{
    self, Clause, ClauseKind, ErrorName, ItemKind, RetryOptionKind, RetryUse,
};

/// Which kinds of clauses are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    timeout: bool,
    heartbeat: bool,
    role: bool,
    retry: bool,
    catch: bool,
}

impl Kinds {
    fn of(clauses: &[Clause]) -> Self {
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

/// The type of what a `catch … as e` binds.
pub(super) fn error_output() -> Type {
    let field = |name: &str| {
        (name.into(), FieldType { ty: Type::String, presence: FieldPresence::Modelled })
    };
    let fields = ["Error", "Cause"].into_iter().map(field).collect();
    Type::Object(Arc::new(ObjectType { fields, open: false }))
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

    fn check_seconds(&mut self, value: &Expr, word: &str) {
        let Some(Value::Number(number)) = value_of(value) else { return };
        let seconds = number.as_f64().unwrap_or_default();
        if seconds < 1.0 || seconds.fract() != 0.0 || seconds > 99_999_999.0 {
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

    /// Analyses handlers, each from what is known where the error may have happened. Gives the
    /// types of their values.
    pub(super) fn handlers(
        &mut self,
        catches: &[&'a ast::Catch],
        handlers: &mut Handlers,
    ) -> Vec<Type> {
        let mut types = Vec::new();
        let mut reached = Reached::default();
        for (at, catch) in catches.iter().enumerate() {
            let last = at + 1 == catches.len();
            let errors = self.error_names(&catch.errors, catch.span);
            self.check_reach(&errors, catch, last, &mut reached);
            let mark = self.facts.mark();
            self.scopes.open();
            let binding = catch
                .binding
                .as_ref()
                .map(|name| self.bind(&name.text, error_output(), Role::Caught, name.span));
            let (body, ty) =
                self.in_place(|place| place.handler = true, |analyser| analyser.block(&catch.body));
            self.scopes.close();
            let changes = self.facts.leave(mark);
            if ty != Type::Never {
                handlers.changes.push(changes);
            }
            self.warn_swallowed(&errors, &catch.body, catch.span);
            types.push(ty);
            handlers.catches.push(Catch { errors, binding, body, span: catch.span });
        }
        types
    }

    /// Names as AWS knows them; none are all.
    pub(super) fn error_names(&mut self, names: &'a [ErrorName], span: Span) -> Vec<Arc<str>> {
        if names.is_empty() {
            return vec!["States.ALL".into()];
        }
        let errors: Vec<Arc<str>> = names.iter().filter_map(|name| self.error_name(name)).collect();
        if errors.len() > 1 && errors.iter().any(|error| &**error == "States.ALL") {
            self.report(error::all_with_others(span));
        }
        errors
    }

    /// `None` where nothing is called so, which is reported.
    pub(super) fn error_name(&mut self, name: &'a ErrorName) -> Option<Arc<str>> {
        if name.quoted {
            return Some(name.text.as_str().into());
        }
        if let Some(rest) = name.text.strip_prefix("States.") {
            if !is_states_error(rest) {
                let nearest = suggest::nearest(rest, STATES_ERRORS.iter().copied());
                self.report(error::unknown_states_error(name, nearest));
            }
            return Some(name.text.as_str().into());
        }
        if name.text.contains('.') {
            return Some(name.text.as_str().into());
        }
        match self.names.find(self.file, &name.text) {
            Found::Decl(id) => match self.meaning(id, name.span) {
                Meaning::Value(value) => match &value.kind {
                    ExprKind::Literal(Value::String(text)) => Some(text.as_str().into()),
                    _ => {
                        self.report(error::not_an_error(name));
                        None
                    }
                },
                Meaning::Unknown | Meaning::Underway | Meaning::Bad => None,
                Meaning::Type(_) | Meaning::Retry(_) | Meaning::Callable(_) | Meaning::Fn(_) => {
                    self.report(error::not_an_error(name));
                    None
                }
            },
            Found::Bad => None,
            Found::Nothing => {
                let own =
                    self.names.candidates(self.file, |kind| matches!(kind, ItemKind::Error(_)));
                let nearest = suggest::nearest(&name.text, own).map(str::to_owned);
                let states = STATES_ERRORS.contains(&name.text.as_str());
                self.report(error::unknown_error(name, nearest.as_deref(), states));
                None
            }
        }
    }

    /// A handler behind others must have something left to handle; one of all errors stands last.
    fn check_reach(
        &mut self,
        errors: &[Arc<str>],
        catch: &ast::Catch,
        last: bool,
        reached: &mut Reached,
    ) {
        if !errors.is_empty() && errors.iter().all(|error| reached.covers(error)) {
            self.report(error::unreachable_handler(catch.span));
        } else if !last && errors.iter().any(|error| &**error == "States.ALL") {
            self.report(error::all_not_last(catch.span));
        }
        reached.names.extend(errors.iter().cloned());
    }

    /// The retriers of `retry p` or `retry on …`.
    pub(super) fn retriers(&mut self, retry: &'a RetryUse) -> Vec<Retrier> {
        match retry {
            RetryUse::Inline(groups) => self.retry_groups(groups),
            RetryUse::Named(name) => match self.names.find(self.file, &name.text) {
                Found::Decl(id) => match self.meaning(id, name.span) {
                    Meaning::Retry(retriers) => retriers.to_vec(),
                    Meaning::Unknown | Meaning::Underway | Meaning::Bad => Vec::new(),
                    Meaning::Value(_)
                    | Meaning::Type(_)
                    | Meaning::Callable(_)
                    | Meaning::Fn(_) => {
                        self.report(error::not_a_policy(name));
                        Vec::new()
                    }
                },
                Found::Bad => Vec::new(),
                Found::Nothing => {
                    let own =
                        self.names.candidates(self.file, |kind| matches!(kind, ItemKind::Retry(_)));
                    let nearest = suggest::nearest(&name.text, own).map(str::to_owned);
                    self.report(error::unknown_policy(name, nearest.as_deref()));
                    Vec::new()
                }
            },
        }
    }

    /// `on A | B every 2s attempts 3 …`, one retrier for each `on`.
    pub(super) fn retry_groups(&mut self, groups: &'a [ast::RetryGroup]) -> Vec<Retrier> {
        groups.iter().map(|group| self.retry_group(group)).collect()
    }

    fn retry_group(&mut self, group: &'a ast::RetryGroup) -> Retrier {
        let errors = self.error_names(&group.errors, group.span);
        let mut retrier = Retrier {
            errors,
            interval_seconds: None,
            max_attempts: None,
            backoff_rate: None,
            max_delay_seconds: None,
            jitter: false,
        };
        let mut seen: Vec<&str> = Vec::new();
        for option in &group.options {
            let word = self.retry_option(option, &mut retrier);
            if seen.contains(&word) {
                self.report(error::clause_twice(word, option.span));
            }
            seen.push(word);
        }
        retrier
    }

    fn retry_option(
        &mut self,
        option: &'a ast::RetryOption,
        retrier: &mut Retrier,
    ) -> &'static str {
        match &option.kind {
            RetryOptionKind::Every(value) => {
                retrier.interval_seconds = self.retry_number(value, "every", 1.0, 99_999_999.0);
                "every"
            }
            RetryOptionKind::Attempts(value) => {
                retrier.max_attempts = self.retry_number(value, "attempts", 0.0, 99_999_999.0);
                "attempts"
            }
            RetryOptionKind::Backoff(value) => {
                retrier.backoff_rate = self.backoff(value);
                "backoff"
            }
            RetryOptionKind::Cap(value) => {
                retrier.max_delay_seconds = self.retry_number(value, "cap", 1.0, 31_622_400.0);
                "cap"
            }
            RetryOptionKind::Jitter => {
                retrier.jitter = true;
                "jitter"
            }
        }
    }

    fn retry_number(
        &mut self,
        value: &'a ast::Expr,
        word: &str,
        least: f64,
        most: f64,
    ) -> Option<u64> {
        let value = self.retry_value(value, word)?;
        let number = value.1;
        let fits = number.fract() == 0.0 && (least..=most).contains(&number);
        if !fits {
            self.report(error::retry_range(word, least, most, value.0));
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(number as u64)
    }

    fn backoff(&mut self, value: &'a ast::Expr) -> Option<Number> {
        let (span, number) = self.retry_value(value, "backoff")?;
        if number < 1.0 {
            self.report(error::retry_range("backoff", 1.0, f64::INFINITY, span));
            return None;
        }
        super::consts::number_from(number)
    }

    /// Retry policies are part of the definition's fixed text.
    fn retry_value(&mut self, value: &'a ast::Expr, word: &str) -> Option<(Span, f64)> {
        let found = self.expr(value);
        if is_unknown(&found) {
            return None;
        }
        match value_of(&found) {
            Some(Value::Number(number)) => Some((value.span, number.as_f64()?)),
            _ => {
                self.report(error::retry_not_constant(word, value.span));
                None
            }
        }
    }

    /// `States.ALL` matches everything: alone, and in the last retrier.
    pub(super) fn check_retriers(&mut self, retriers: &[Retrier], span: Span) {
        let Some((_, before)) = retriers.split_last() else { return };
        if before.iter().any(|retrier| retrier.errors.iter().any(|error| &**error == "States.ALL"))
        {
            self.report(error::retry_all_not_last(span));
        }
    }

    /// What is known after handlers ran or not.
    pub(super) fn join_handlers(&mut self, mut changes: Vec<Changes>) {
        changes.push(Changes::default());
        self.facts.join(&changes);
    }
}

/// Handlers analysed, with what those that go on have changed.
#[derive(Debug, Default)]
pub(super) struct Handlers {
    pub catches: Vec<Catch>,
    pub changes: Vec<Changes>,
}

/// The names that earlier handlers have taken.
#[derive(Debug, Default)]
struct Reached {
    names: Vec<Arc<str>>,
}

impl Reached {
    fn covers(&self, error: &str) -> bool {
        self.names.iter().any(|name| match &**name {
            "States.ALL" => true,
            "States.TaskFailed" => !matches!(
                error,
                "States.ALL"
                    | "States.Timeout"
                    | "States.HeartbeatTimeout"
                    | "States.QueryEvaluationError"
            ),
            "States.Timeout" => matches!(error, "States.Timeout" | "States.HeartbeatTimeout"),
            name => name == error,
        })
    }
}

/// The errors of Step Functions itself, without `States.`.
const STATES_ERRORS: &[&str] = &[
    "ALL",
    "TaskFailed",
    "Timeout",
    "HeartbeatTimeout",
    "Permissions",
    "BranchFailed",
    "NoChoiceMatched",
    "ResultPathMatchFailure",
    "ParameterPathFailure",
    "IntrinsicFailure",
    "QueryEvaluationError",
    "ExceedToleratedFailureThreshold",
    "ItemReaderFailed",
    "ResultWriterFailed",
    "Runtime",
    "DataLimitExceeded",
    "Http.Socket",
    "Http.StatusCode.",
];

fn is_states_error(name: &str) -> bool {
    match name.strip_prefix("Http.StatusCode.") {
        Some(code) => code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()),
        None => STATES_ERRORS.contains(&name),
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
