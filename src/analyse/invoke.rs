//! Calls that do work: declared functions, services, `task(…)`, and `fn`s.

use std::rc::Rc;

use serde_json::Value;

use super::Analyser;
use super::consts::pieces_of;
use super::error::calls as error;
use super::literals::{ObjectBuilder, is_unknown, unknown};
use super::names::{Callable, CallableKind, DeclId, FnMeaning};
use super::service_calls::Called;
use super::types::assignable;
use crate::diagnostic::suggest;
use crate::ir::program::{
    Block, Entry, Expr, ExprKind, Library, Notes, Presence, ResourcePart, Statement, StatementKind,
    VarId,
};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::{Arg, Name};

pub(super) const LAMBDA: &str = "arn:aws:states:::lambda:invoke";
pub(super) const EXECUTION: &str = "arn:aws:states:::states:startExecution";
pub(super) const SYNC_EXECUTION: &str = "arn:aws:states:::aws-sdk:sfn:startSyncExecution";
pub(super) const CALLBACK: &str = "waitForTaskToken";

/// The words that may stand behind a declared function: `Charge.waitForTaskToken(…)`.
pub(super) fn patterns(callable: &Callable<'_>) -> &'static [&'static str] {
    match callable.kind {
        CallableKind::Lambda => &[CALLBACK],
        CallableKind::Activity => &[],
        CallableKind::Workflow { .. } => &["start", CALLBACK],
    }
}

pub(super) fn is_pattern(callable: &Callable<'_>, word: &str) -> bool {
    patterns(callable).contains(&word)
}

pub(super) fn text(resource: impl Into<String>) -> Vec<ResourcePart> {
    vec![ResourcePart::Text(resource.into())]
}

impl<'a> Analyser<'a> {
    /// `F(x)`, `F.waitForTaskToken(x)`, `W.start(x)`
    pub(super) fn callable_call(
        &mut self,
        callable: &Rc<Callable<'a>>,
        pattern: Option<&'a Name>,
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        let own = std::mem::take(&mut self.own_clauses);
        let callback = pattern.is_some_and(|word| &*word.text == CALLBACK);
        if callback {
            let what = format!("`{}.{CALLBACK}`", callable.name);
            self.needs_standard(span, &what, None);
        }
        let input = self.in_arguments(callback, |analyser| analyser.payload(callable, args, span));
        let call = match callable.kind {
            CallableKind::Workflow { .. } if self.in_test() => {
                return self.test_run(callable, input, span);
            }
            CallableKind::Lambda => self.lambda_call(callable, callback, input, span),
            CallableKind::Activity => self.activity_call(callable, input, span),
            CallableKind::Workflow { express } => {
                self.workflow_call(callable, pattern, express, input, span)
            }
        };
        self.default_clauses(call, callable, own)
    }

    /// What a declared function is sent.
    pub(super) fn payload(&mut self, callable: &Callable<'a>, args: &'a [Arg], span: Span) -> Expr {
        if args.is_empty() {
            let wanted = callable.input.as_ref().filter(|ty| !accepts_nothing(ty));
            if let Some(ty) = wanted {
                self.report(error::missing_input(&callable.name, ty, span));
            }
            return ObjectBuilder::default().finish(span);
        }
        let value = match args {
            [Arg::Positional(value)] => self.expr(value),
            _ if args.iter().any(|arg| matches!(arg, Arg::Positional(_))) => {
                self.check_arguments(args);
                let second = args.get(1).map_or(span, span_of);
                self.report(error::one_input(&callable.name, callable.input.as_ref(), second));
                return unknown(span);
            }
            _ => self.arguments_object(args, span),
        };
        match &callable.input {
            Some(wanted) if !is_unknown(&value) => {
                let role = format!("the input of `{}`", callable.name);
                self.expect(&value, wanted, &role);
            }
            Some(_) => {}
            None => self.report(error::takes_no_input(&callable.name, value.span)),
        }
        value
    }

    fn lambda_call(
        &mut self,
        callable: &Callable<'a>,
        callback: bool,
        payload: Expr,
        span: Span,
    ) -> Expr {
        let arguments =
            fields([("FunctionName", (*callable.target).clone()), ("Payload", payload)], span);
        let label = callable.name.to_string();
        if callback {
            let resource = text(format!("{LAMBDA}.{CALLBACK}"));
            return self.task(resource, Some(arguments), callable.result.clone(), label, span);
        }
        let call = self.task(text(LAMBDA), Some(arguments), invoked(&callable.result), label, span);
        self.remember_declared(callable, &call);
        self.fold_into_work(call, span, |_, result| read(result, "Payload", Presence::Sure))
    }

    fn activity_call(&mut self, callable: &Callable<'a>, input: Expr, span: Span) -> Expr {
        let what = format!("the activity `{}`", callable.name);
        self.needs_standard(span, &what, Some("use a `lambda`"));
        let resource = pieces_of(&callable.arn).unwrap_or_default();
        let label = callable.name.to_string();
        let call = self.task(resource, Some(input), callable.result.clone(), label, span);
        if let ExprKind::Work(work) = &call.kind {
            self.activities.insert(work.result);
        }
        call
    }

    fn workflow_call(
        &mut self,
        callable: &Callable<'a>,
        pattern: Option<&Name>,
        express: bool,
        input: Expr,
        span: Span,
    ) -> Expr {
        let arn = (*callable.arn).clone();
        let arguments = fields([("StateMachineArn", arn), ("Input", input)], span);
        let label = callable.name.to_string();
        match pattern.map(|word| &*word.text) {
            Some("start") => {
                let result =
                    Type::object([("ExecutionArn", Type::String), ("StartDate", Type::String)]);
                let call = self.task(text(EXECUTION), Some(arguments), result, label, span);
                self.remember_declared(callable, &call);
                call
            }
            Some(_) => {
                let resource = text(format!("{EXECUTION}.{CALLBACK}"));
                self.task(resource, Some(arguments), callable.result.clone(), label, span)
            }
            None if express => self.express_call(callable, arguments, label, span),
            None => {
                let what = format!("waiting for the workflow `{}`", callable.name);
                let help = format!(
                    "start it with `{0}.start(…)`, or make `{0}` an `@express` workflow too",
                    callable.name
                );
                self.needs_standard(span, &what, Some(&help));
                let resource = text(format!("{EXECUTION}.sync:2"));
                let result = Type::object([("Output", callable.result.clone())]);
                let call = self.task(resource, Some(arguments), result, label, span);
                self.fold_into_work(call, span, |_, result| read(result, "Output", Presence::Sure))
            }
        }
    }

    /// An Express workflow answers at once; its output comes as text.
    fn express_call(
        &mut self,
        callable: &Callable<'a>,
        arguments: Expr,
        label: String,
        span: Span,
    ) -> Expr {
        let result = modelled(["Output", "Error", "Cause", "Status", "ExecutionArn"]);
        let call = self.task(text(SYNC_EXECUTION), Some(arguments), result, label, span);
        self.remember_declared(callable, &call);
        self.fold_into_work(call, span, |_, result| {
            let output = read(result, "Output", Presence::Maybe);
            let kind = ExprKind::Library(Library::JsonParse, vec![output]);
            Expr::new(kind, callable.result.clone(), span)
        })
    }

    /// `task("arn…", { … })`
    pub(super) fn task_call(&mut self, args: &'a [Arg], span: Span) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let Some((Arg::Positional(resource), rest)) = args.split_first() else {
            self.check_arguments(args);
            return self.bad(span, error::task_without_resource(span));
        };
        let resource_span = resource.span;
        let resource = self.expr(resource);
        let Some(pieces) = pieces_of(&resource) else {
            self.check_arguments(rest);
            if !is_unknown(&resource) {
                self.report(error::resource_not_constant(resource_span));
            }
            return unknown(span);
        };
        let shown = plain_text(&pieces);
        // What is put in at deployment is not known.
        let called = match pieces.as_slice() {
            [ResourcePart::Text(arn)] if !may_be_resource(arn) => {
                self.report(error::resource_no_arn(resource_span));
                Some(None)
            }
            [ResourcePart::Text(arn)] => self.service_of_resource(arn, resource_span),
            _ => None,
        };
        let called = match called {
            Some(None) => {
                self.check_arguments(rest);
                return unknown(span);
            }
            Some(called) => called,
            None => None,
        };
        let callback = shown.ends_with(".waitForTaskToken");
        let waits = callback || shown.contains(".sync") || shown.contains(":activity:");
        if waits && called.is_none() {
            self.needs_standard(resource_span, "this task", None);
        }
        let callback = called.map_or(callback, Called::waits);
        let arguments = match rest {
            [] => None,
            [Arg::Positional(value)] => {
                Some(self.in_arguments(callback, |analyser| analyser.expr(value)))
            }
            _ => {
                Some(self.in_arguments(callback, |analyser| analyser.arguments_object(rest, span)))
            }
        };
        let label = shown.rsplit(':').next().unwrap_or("task").to_owned();
        let label = if label.is_empty() { "task".to_owned() } else { label };
        let Some(called) = called else {
            return self.task(pieces, arguments, Type::Any, label, span);
        };
        let arguments = arguments.unwrap_or_else(|| ObjectBuilder::default().finish(span));
        self.check_service_arguments(called, rest, false, &arguments);
        // Its result is not the model's: who writes the resource may know of members that it does not have.
        let call = self.task(pieces, Some(arguments), Type::Any, label, span);
        self.remember_callee(called, &call);
        call
    }

    /// A call of a `fn`.
    pub(super) fn fn_call(
        &mut self,
        id: DeclId,
        function: &FnMeaning<'a>,
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        self.own_clauses = super::clauses::Kinds::default();
        let name = &self.names.decls[id.0].name.text.clone();
        let (mut values, misnamed) = self.fn_arguments(name, function, args);
        let mut left_out = function.params.iter().zip(&values).filter(|(_, value)| value.is_none());
        let before = if left_out.any(|(parameter, _)| parameter.reads_others()) {
            self.bound_to_parameters(function, &mut values)
        } else {
            self.in_source_order(&mut values)
        };
        for (at, parameter) in function.params.iter().enumerate() {
            if values[at].is_none() {
                if parameter.default.is_none() && !misnamed {
                    let shown = parameter.name.map_or("input", |name| &*name.text);
                    self.report(error::too_few(name, shown, span));
                }
                values[at] = parameter.default.clone();
            }
        }
        let args: Vec<Expr> =
            values.into_iter().map(|value| value.unwrap_or_else(|| unknown(span))).collect();
        if function.steps && !self.check_work_place(span) {
            return unknown(span);
        }
        if let Some((_, what)) = &function.standard_only {
            let what = format!("{what} in `{name}`");
            self.needs_standard(span, &what, None);
        }
        let kind = ExprKind::Inline { function: function.id, args };
        let mut call = Expr::new(kind, function.result.clone(), span);
        call.steps |= function.steps;
        if before.is_empty() {
            return call;
        }
        let ty = call.ty.clone();
        let block = Block {
            statements: before,
            value: Some(Box::new(call)),
            value_notes: Notes::default(),
        };
        Expr::new(ExprKind::Block(block), ty, span)
    }

    /// Arguments are evaluated as they are written. Where names have put them into another order
    /// and one of them does work, all are bound to variables first.
    fn in_source_order(&mut self, values: &mut [Option<Expr>]) -> Vec<Statement> {
        let starts: Vec<u32> = values.iter().flatten().map(|value| value.span.start).collect();
        let works = values.iter().flatten().any(|value| value.steps);
        if !works || starts.is_sorted() {
            return Vec::new();
        }
        let mut statements = Vec::with_capacity(values.len());
        for at in source_order(values) {
            let Some(value) = values[at].take() else { continue };
            let var = self.hidden("argument", value.ty.clone(), value.span);
            let (statement, read) = bound(var, value);
            statements.push(statement);
            values[at] = Some(read);
        }
        statements
    }

    /// A default may read the parameters before its own: they are bound first, in source order,
    /// then the defaults, each after those it may read.
    fn bound_to_parameters(
        &self,
        function: &FnMeaning<'a>,
        values: &mut [Option<Expr>],
    ) -> Vec<Statement> {
        let vars = &self.program.functions.declared[function.id.0 as usize].params;
        let defaulted: Vec<usize> = (0..values.len()).filter(|at| values[*at].is_none()).collect();
        let mut statements = Vec::with_capacity(values.len());
        for at in source_order(values).into_iter().chain(defaulted) {
            let default = || function.params[at].default.clone();
            let Some(value) = values[at].take().or_else(default) else { continue };
            let (statement, read) = bound(vars[at], value);
            statements.push(statement);
            values[at] = Some(read);
        }
        statements
    }

    /// The argument for each parameter, and whether one has a name no parameter has.
    fn fn_arguments(
        &mut self,
        name: &str,
        function: &FnMeaning<'a>,
        args: &'a [Arg],
    ) -> (Vec<Option<Expr>>, bool) {
        let mut misnamed = false;
        let mut values: Vec<Option<Expr>> = function.params.iter().map(|_| None).collect();
        for (position, arg) in args.iter().enumerate() {
            let (at, value) = match arg {
                Arg::Positional(value) => (Some(position), value),
                Arg::Named { key, value, .. } => {
                    let at = function.params.iter().position(|parameter| {
                        parameter.name.is_some_and(|name| name.text == key.text)
                    });
                    if at.is_none() {
                        let known = function.params.iter().filter_map(|known| known.name);
                        let nearest = suggest::nearest(&key.text, known.map(|name| &*name.text));
                        misnamed = true;
                        self.report(error::unknown_parameter(name, key, nearest));
                        self.expr(value);
                        continue;
                    }
                    (at, value)
                }
                Arg::Spread(value) => {
                    self.report(error::spread_in_library(name, value.span));
                    self.expr(value);
                    continue;
                }
                Arg::Bad(span) => {
                    if let Some(slot) = values.get_mut(position) {
                        *slot = Some(unknown(*span));
                    }
                    continue;
                }
            };
            let found = self.expr(value);
            let slot = at.filter(|at| *at < values.len());
            let Some(at) = slot else {
                self.report(error::too_many(name, values.len(), value.span));
                continue;
            };
            let role = function.params[at]
                .name
                .map_or_else(|| "the argument".to_owned(), |name| format!("`{}`", name.text));
            self.expect(&found, &function.params[at].ty, &role);
            if values[at].replace(found).is_some() {
                self.report(error::argument_twice(name, value.span));
            }
        }
        (values, misnamed)
    }
}

/// The places of the arguments there are, as they are written one after the other.
fn source_order(values: &[Option<Expr>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).filter(|at| values[*at].is_some()).collect();
    order.sort_by_key(|at| values[*at].as_ref().map(|value| value.span.start));
    order
}

/// `let var = value`, and a read of it.
fn bound(var: VarId, value: Expr) -> (Statement, Expr) {
    let (ty, span) = (value.ty.clone(), value.span);
    let kind = StatementKind::Let { var, value };
    let statement = Statement { kind, notes: Notes::default(), span };
    (statement, Expr::new(ExprKind::Local(var), ty, span))
}

/// An object of these fields.
pub(super) fn fields<const N: usize>(fields: [(&str, Expr); N], span: Span) -> Expr {
    let ty = Type::object(fields.iter().map(|(name, value)| (*name, value.ty.clone())));
    let entries =
        fields.into_iter().map(|(key, value)| Entry::Field { key: key.into(), value }).collect();
    Expr::new(ExprKind::Object(entries), ty, span)
}

/// `base.name`, where the type of `base` knows the field.
pub(super) fn read(base: Expr, name: &str, presence: Presence) -> Expr {
    let ty = base.ty.field(name).map_or(Type::Any, |field| field.ty);
    let span = base.span;
    let kind = ExprKind::Field { base: Box::new(base), name: name.into(), presence };
    Expr::new(kind, ty, span)
}

/// The whole result of `lambda:invoke`.
fn invoked(payload: &Type) -> Type {
    Type::object([
        ("ExecutedVersion", Type::String),
        ("Payload", payload.clone()),
        ("StatusCode", Type::Number),
    ])
}

/// An object of strings a service may leave out.
fn modelled<const N: usize>(names: [&str; N]) -> Type {
    let field = |name: &str| {
        (name.into(), FieldType { ty: Type::String, presence: FieldPresence::Modelled })
    };
    let fields = names.into_iter().map(field).collect();
    Type::Object(std::sync::Arc::new(ObjectType { fields, open: true }))
}

/// Whether `{}` will do as input.
fn accepts_nothing(ty: &Type) -> bool {
    assignable(&Type::object([]), ty)
}

/// A resource as text, values known at deployment left out.
fn plain_text(pieces: &[ResourcePart]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            ResourcePart::Text(text) => text.as_str(),
            ResourcePart::Deploy(_) => "",
        })
        .collect()
}

/// A constant string.
pub(super) fn string(text: &str, span: Span) -> Expr {
    Expr::literal(Value::String(text.to_owned()), span)
}

fn span_of(arg: &Arg) -> Span {
    match arg {
        Arg::Positional(value) | Arg::Named { value, .. } | Arg::Spread(value) => value.span,
        Arg::Bad(span) => *span,
    }
}

/// Whether the text is an ARN of a service that tasks can call.
fn may_be_resource(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    // What a template puts in later is not known.
    arn.contains("${") || matches!(parts.as_slice(), ["arn", _, "states" | "lambda", _, _, _])
}
