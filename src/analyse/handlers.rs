//! `catch`: names of errors, handlers, and which of them can run.

use std::sync::Arc;

use serde_json::Value;

use super::Analyser;
use super::error::calls as error;
use super::error::warnings as warning;
use super::facts::Changes;
use super::names::{Found, Meaning};
use super::scopes::Role;
use crate::diagnostic::suggest;
use crate::ir::program::{Catch, ExprKind};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ErrorName, ItemKind};

/// The type of what a `catch … as e` binds.
pub(super) fn error_output() -> Type {
    let field = |name: &str| {
        (name.into(), FieldType { ty: Type::String, presence: FieldPresence::Modelled })
    };
    let fields = ["Error", "Cause"].into_iter().map(field).collect();
    Type::Object(Arc::new(ObjectType { fields, open: false }))
}

impl<'a> Analyser<'a> {
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
            let meant = self.meant_as_binding(catch);
            let errors = match meant {
                Some(name) => {
                    self.report(error::binding_without_as(name));
                    Vec::new()
                }
                None => self.error_names(&catch.errors, catch.span),
            };
            self.check_reach(&errors, catch, last, &mut reached);
            let mark = self.facts.mark();
            self.scopes.open();
            let binding = catch
                .binding
                .as_ref()
                .map(|name| self.bind(&name.text, error_output(), Role::Caught, name.span));
            if let Some(name) = meant {
                let var = self.bind(&name.text, error_output(), Role::Caught, name.span);
                self.variables[var.0 as usize].used = true;
            }
            let (body, ty) =
                self.in_place(|place| place.handler = true, |analyser| analyser.block(&catch.body));
            self.scopes.close();
            let changes = self.facts.leave(mark);
            if ty != Type::Never {
                handlers.changes.push(changes);
            }
            self.warn_swallowed(&errors, &catch.body, catch.span);
            types.push(ty);
            let (comment, span) = (catch.doc.clone(), catch.span);
            handlers.catches.push(Catch { comment, errors, binding, body, span });
        }
        types
    }

    /// The name of `catch e { … }`, which is no error's but meant for the one that is caught.
    fn meant_as_binding(&mut self, catch: &'a ast::Catch) -> Option<&'a ErrorName> {
        let ([name], None) = (catch.errors.as_slice(), &catch.binding) else { return None };
        let text = &name.text;
        let plain = text.starts_with(char::is_lowercase) && !text.contains('.') && !name.quoted;
        let unknown = matches!(self.names.find(self.file, text), Found::Nothing);
        (plain && unknown).then_some(name)
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
            if rest == "Runtime" {
                self.warn(warning::runtime_error(name.span));
            } else if !is_states_error(rest) {
                let nearest = suggest::nearest(rest, STATES_ERRORS.iter().copied());
                self.report(error::unknown_states_error(name, nearest));
            }
            return Some(name.text.as_str().into());
        }
        if name.text.contains('.') {
            self.check_error_name(&name.text, name.span);
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
