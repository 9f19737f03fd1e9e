//! What a call calls: a declaration, a service, the library, a method of a value.

use super::Analyser;
use super::error::calls as error;
use super::library;
use super::literals::{ObjectBuilder, unknown};
use super::names::{DeclId, Found};
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind, ResourcePart, Task, Work, WorkKind};
use crate::ir::types::Type;
use crate::services;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ExprKind as Ast, Name};

/// Whether an undeclared name can head the name of a call: a service, a part of the library.
pub(super) fn is_callable_root(name: &str) -> bool {
    name == "aws" || name == "s3" || services::find(name).is_some() || library::is_namespace(name)
}

/// A callee that is a name with members: `aws.dynamodb.updateItem`.
fn path_of(callee: &ast::Expr) -> Option<(&str, Span, Vec<&Name>)> {
    let mut members = Vec::new();
    let mut at = callee;
    while let Ast::Member { base, name } = &at.kind {
        members.push(name);
        at = base;
    }
    members.reverse();
    match &at.kind {
        Ast::Name(root) => Some((root, at.span, members)),
        _ => None,
    }
}

impl<'a> Analyser<'a> {
    /// `callee(args)`
    pub(super) fn call(&mut self, callee: &'a ast::Expr, args: &'a [Arg], span: Span) -> Expr {
        let Some((root, root_span, members)) = path_of(callee) else {
            return self.method_call(callee, args, span);
        };
        if self.scopes.find(root).is_some() {
            return self.method_call(callee, args, span);
        }
        match self.names.find(self.file, root) {
            Found::Decl(id) => self.declared_call(id, callee, &members, args, span),
            Found::Bad => {
                self.check_arguments(args);
                unknown(span)
            }
            Found::Nothing => self.undeclared_call(root, root_span, callee, &members, args, span),
        }
    }

    fn method_call(&mut self, callee: &'a ast::Expr, args: &'a [Arg], span: Span) -> Expr {
        match &callee.kind {
            Ast::Member { base, name } => {
                let base = self.expr(base);
                self.method(base, name, args, span)
            }
            Ast::Paren(inner) => self.call(inner, args, span),
            _ => {
                let value = self.expr(callee);
                self.check_arguments(args);
                if !super::literals::is_unknown(&value) {
                    self.report(error::not_callable(callee.span));
                }
                unknown(span)
            }
        }
    }

    fn declared_call(
        &mut self,
        id: DeclId,
        callee: &'a ast::Expr,
        members: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        use super::names::Meaning;
        match self.meaning(id, callee.span) {
            Meaning::Callable(callable) => {
                if let [.., method] = members {
                    if !super::invoke::is_pattern(&callable, &method.text) || members.len() > 1 {
                        return self.method_of_callable(&callable, callee, args, span);
                    }
                }
                self.callable_call(&callable, members.first().copied(), args, span)
            }
            Meaning::Fn(function) if members.is_empty() => self.fn_call(id, &function, args, span),
            Meaning::Value(_) | Meaning::Type(_) | Meaning::Retry(_) | Meaning::Fn(_) => {
                self.method_call(callee, args, span)
            }
            Meaning::Unknown | Meaning::Underway | Meaning::Bad => {
                self.check_arguments(args);
                unknown(span)
            }
        }
    }

    /// `Charge.length()`: a method of the ARN, unless it is a misspelt pattern.
    fn method_of_callable(
        &mut self,
        callable: &super::names::Callable<'a>,
        callee: &'a ast::Expr,
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        if let Ast::Member { base, name } = &callee.kind {
            let known = library::method(&Type::String, &name.text).is_ok();
            if matches!(base.kind, Ast::Name(_)) && !known {
                self.check_arguments(args);
                let patterns = super::invoke::patterns(callable);
                let nearest = suggest::nearest(&name.text, patterns.iter().copied());
                let fault = error::unknown_pattern(&callable.name, name, patterns, nearest);
                return self.bad(span, fault);
            }
        }
        self.method_call(callee, args, span)
    }

    fn undeclared_call(
        &mut self,
        root: &str,
        root_span: Span,
        callee: &'a ast::Expr,
        members: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        if members.iter().any(|name| name.text.is_empty()) {
            self.check_arguments(args);
            return unknown(span);
        }
        let path: Vec<&str> =
            std::iter::once(root).chain(members.iter().map(|name| &*name.text)).collect();
        if let Some(value) = self.built_in_call(&path, callee, args, span) {
            return value;
        }
        match (root, members) {
            ("context", _) => self.method_call(callee, args, span),
            ("aws", [service, _, ..]) if !super::reads::is_pseudo(&service.text) => {
                self.service_call(root, members, args, span)
            }
            ("aws", _) => self.method_call(callee, args, span),
            (_, []) => {
                self.check_arguments(args);
                if is_callable_root(root) {
                    self.report(error::service_without_action(root, root_span));
                } else {
                    self.unknown_function(root, root_span);
                }
                unknown(span)
            }
            _ if services::find(root).is_some() => self.service_call(root, members, args, span),
            _ => self.unknown_root(root, root_span, members, args, span),
        }
    }

    /// `task(…)`, `exists(…)` and the library.
    fn built_in_call(
        &mut self,
        path: &[&str],
        callee: &'a ast::Expr,
        args: &'a [Arg],
        span: Span,
    ) -> Option<Expr> {
        match path {
            ["task"] => Some(self.task_call(args, span)),
            ["exists"] => Some(self.exists(args, span)),
            ["calls"] if self.in_test() => Some(self.recorded_calls(args, span)),
            ["redrive"] if self.in_test() => Some(self.test_redrive(args, span)),
            ["error"] => {
                self.check_arguments(args);
                Some(self.bad(span, error::error_out_of_place(callee.span)))
            }
            ["s3", reader] if super::readers::is_reader(reader) => {
                self.check_arguments(args);
                Some(self.bad(span, error::reader_out_of_place(reader, callee.span)))
            }
            _ => self.library_function(path, args, span),
        }
    }

    fn unknown_root(
        &mut self,
        root: &str,
        root_span: Span,
        members: &[&'a Name],
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        self.check_arguments(args);
        let path = format!("{root}.{}", members[0].text);
        if let Some(fault) = error::foreign_function(&path, root_span.to(members[0].span)) {
            return self.bad(span, fault);
        }
        if library::is_namespace(root) {
            let names = library::TABLE.iter().map(|entry| entry.name);
            let nearest = suggest::nearest(&path, names).map(str::to_owned);
            return self.bad(
                span,
                error::unknown_function(&path, root_span.to(members[0].span), nearest.as_deref()),
            );
        }
        if let Some(service) = services::meant(root) {
            return self.bad(span, error::unknown_callee(root, root_span, Some(service), false));
        }
        let own = self.nearest_name(root);
        let service = suggest::nearest(root, services::names()).map(str::to_owned);
        let nearest = own.or(service);
        let sdk = services::is_sdk_service(root);
        self.bad(span, error::unknown_callee(root, root_span, nearest.as_deref(), sdk))
    }

    /// The arguments of a service call as one object: `f(Name: value)` or `f({ … })`.
    pub(super) fn arguments_object(&mut self, args: &'a [Arg], span: Span) -> Expr {
        if let [Arg::Positional(value)] = args {
            let value = self.expr(value);
            if value.ty != Type::Any && !super::types::without_null(&value.ty).is_object() {
                self.report(error::arguments_no_object(value.span));
            }
            return value;
        }
        if let [Arg::Bad(span)] = args {
            return unknown(*span);
        }
        let mut builder = ObjectBuilder::default();
        let mut unnamed = None;
        for arg in args {
            match arg {
                Arg::Named { key, optional, value } => {
                    self.field_entry(key, *optional, value, &mut builder);
                }
                Arg::Spread(value) => self.spread_entry(value, &mut builder),
                Arg::Positional(value) => {
                    self.expr(value);
                    unnamed.get_or_insert(value.span);
                    builder.spread(unknown(value.span));
                }
                Arg::Bad(span) => builder.spread(unknown(*span)),
            }
        }
        if let Some(span) = unnamed {
            self.report(error::unnamed_argument(span));
        }
        builder.finish(span)
    }

    /// The arguments of a call, where `context.State` may be read, and of a callback the token.
    pub(super) fn in_arguments<T>(
        &mut self,
        callback: bool,
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.in_place(
            |place| {
                place.arguments = true;
                place.callback |= callback;
            },
            work,
        )
    }

    /// A call that does work: refused where JSONata would have to do it.
    pub(super) fn task(
        &mut self,
        resource: Vec<ResourcePart>,
        arguments: Option<Expr>,
        result: Type,
        label: String,
        span: Span,
    ) -> Expr {
        let task = Task { resource, arguments, timeout: None, heartbeat: None, role: None };
        let callback = ends_in_callback(&task.resource);
        if callback && !super::tokens::mentions_token(task.arguments.as_ref()) {
            self.report(super::error::services::token_lost(span));
        }
        let call = self.work(WorkKind::Task(Box::new(task)), result, label, span);
        if let (true, ExprKind::Work(work)) = (callback, &call.kind) {
            self.callbacks.insert(work.result, (span, false));
        }
        call
    }

    pub(super) fn work(&mut self, kind: WorkKind, result: Type, label: String, span: Span) -> Expr {
        if !self.check_work_place(span) {
            return unknown(span);
        }
        let var = self.hidden("result", result.clone(), span);
        let value = Box::new(Expr::new(ExprKind::Local(var), result.clone(), span));
        let work = Work {
            kind,
            retriers: Vec::new(),
            catches: Vec::new(),
            result: var,
            value,
            label,
            span,
        };
        Expr::new(ExprKind::Work(Box::new(work)), result, span)
    }

    /// Work cannot be done inside `x => …`, nor in a constant.
    pub(super) fn check_work_place(&mut self, span: Span) -> bool {
        if self.place.constant {
            self.report(error::work_in_constant(span));
        } else if self.place.lambda {
            self.report(error::work_in_lambda(span));
        }
        !self.place.constant && !self.place.lambda
    }

    /// Whether reads of the expression can become part of the call it is: no clause behind the call
    /// itself has closed it, and no handler gives it another value.
    pub(super) fn can_fold(&self, base: &Expr) -> bool {
        match &base.kind {
            ExprKind::Work(work) => work.catches.is_empty() && !self.closed.contains(&work.result),
            _ => false,
        }
    }

    /// Puts reads behind a call into the call's own value.
    pub(super) fn fold_into_work(
        &mut self,
        base: Expr,
        span: Span,
        read: impl FnOnce(&mut Self, Expr) -> Expr,
    ) -> Expr {
        let ExprKind::Work(mut work) = base.kind else { return base };
        let result = std::mem::replace(&mut *work.value, unknown(span));
        let value = read(self, result);
        let ty = value.ty.clone();
        *work.value = value;
        Expr::new(ExprKind::Work(work), ty, span)
    }
}

pub(super) fn ends_in_callback(resource: &[ResourcePart]) -> bool {
    matches!(resource.last(), Some(ResourcePart::Text(text)) if text.ends_with(".waitForTaskToken"))
}

/// What a service call is called where nothing else names it: its action, and what it acts on if the
/// arguments say so plainly.
pub(super) fn label_of(action: &str, arguments: &Expr) -> String {
    let subject = match &arguments.kind {
        ExprKind::Object(entries) => entries.iter().find_map(|entry| match entry {
            crate::ir::program::Entry::Field { key, value } if identifies(key) => subject_of(value),
            _ => None,
        }),
        _ => None,
    };
    match subject {
        Some(subject) => format!("{action} {subject}"),
        None => action.to_owned(),
    }
}

/// Whether an argument of this name says what a call acts on.
fn identifies(key: &str) -> bool {
    const SUFFIXES: &[&str] = &[
        "Name",
        "Id",
        "Arn",
        "Url",
        "Table",
        "Bucket",
        "Queue",
        "Topic",
        "Definition",
        "Endpoint",
    ];
    SUFFIXES.iter().any(|suffix| key.ends_with(suffix))
}

fn subject_of(value: &Expr) -> Option<String> {
    const LONGEST: usize = 40;
    match &value.kind {
        ExprKind::Literal(serde_json::Value::String(text))
            if !text.is_empty() && text.chars().count() <= LONGEST =>
        {
            Some(text.clone())
        }
        ExprKind::Deploy(value) => Some(value.key.to_string()),
        _ => None,
    }
}
