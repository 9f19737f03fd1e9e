//! Calls of the library: `xs.map(x => e)`, `json.parse(s)`, `exists(a.b)`.

use serde_json::Value;

use super::Analyser;
use super::conditions::facts_of;
use super::error::calls as error;
use super::facts::Spot;
use super::library::{self, Argument, LambdaParameter, Signature, Unknown, accumulator};
use super::literals::{is_unknown, unknown};
use super::scopes::Role;
use super::types::{assignable, show, without_null};
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind, Library, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ExprKind as Ast, Name};

impl<'a> Analyser<'a> {
    /// `base.name(args)`
    pub(super) fn method(
        &mut self,
        base: Expr,
        name: &'a Name,
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        if is_unknown(&base) || name.text.is_empty() {
            self.check_arguments(args);
            return unknown(span);
        }
        let receiver = without_null(&base.ty);
        if receiver != base.ty && base.ty != Type::Any {
            let nullable = show(&base.ty);
            self.report(super::error::types::may_be_null(&name.text, &nullable, base.span));
        }
        match library::method(&receiver, &name.text) {
            Ok(signature) => {
                if self.can_fold(&base) && pure_arguments(args) {
                    return self.fold_into_work(base, span, |analyser, value| {
                        analyser.library_call(&signature, Some(value), args, span)
                    });
                }
                self.library_call(&signature, Some(base), args, span)
            }
            Err(why) => {
                self.check_arguments(args);
                self.unknown_method(&base.ty, name, &why);
                unknown(span)
            }
        }
    }

    fn unknown_method(&mut self, receiver: &Type, name: &Name, why: &Unknown) {
        let fault = match why {
            Unknown::Name { nearest } => error::unknown_method(name, &show(receiver), *nearest),
            Unknown::Receiver { on } => error::method_of_others(name, &show(receiver), on),
        };
        self.report(fault);
    }

    /// `json.parse(s)`, `length(xs)`: a path without a receiver, which the library knows.
    pub(super) fn library_function(
        &mut self,
        path: &[&str],
        args: &'a [Arg],
        span: Span,
    ) -> Option<Expr> {
        // Most paths are calls of services: no near names are looked for then.
        let name = path.join(".");
        if !library::TABLE.iter().any(|entry| entry.name == name) {
            return None;
        }
        match library::function(path).ok()? {
            library::Callable::Function(signature) => {
                Some(self.library_call(&signature, None, args, span))
            }
            library::Callable::Method(name) => Some(self.method_as_function(name, args, span)),
        }
    }

    fn method_as_function(&mut self, name: &'static str, args: &'a [Arg], span: Span) -> Expr {
        let Some((Arg::Positional(first), rest)) = args.split_first() else {
            return self.bad(span, error::no_receiver(name, span));
        };
        let receiver = self.expr(first);
        if is_unknown(&receiver) {
            self.check_arguments(rest);
            return unknown(span);
        }
        match library::method(&without_null(&receiver.ty), name) {
            Ok(signature) => self.library_call(&signature, Some(receiver), rest, span),
            Err(why) => {
                self.check_arguments(rest);
                let name = Name { text: name.into(), span };
                self.unknown_method(&receiver.ty, &name, &why);
                unknown(span)
            }
        }
    }

    fn library_call(
        &mut self,
        signature: &Signature,
        receiver: Option<Expr>,
        args: &'a [Arg],
        span: Span,
    ) -> Expr {
        if let Some(list) = &receiver {
            self.check_items(signature, list, args.is_empty());
        }
        let mut values: Vec<Expr> = receiver.into_iter().collect();
        let mut types: Vec<Type> = Vec::new();
        let order = argument_order(signature, args.len());
        let mut found: Vec<Option<Expr>> = args.iter().map(|_| None).collect();
        types.resize(args.len(), Type::Any);
        for at in order {
            let value = self.argument(signature, &args[at], at, &types);
            types[at] = match &value.kind {
                ExprKind::Lambda { body, .. } => body.ty.clone(),
                _ => value.ty.clone(),
            };
            found[at] = Some(value);
        }
        values.extend(found.into_iter().flatten());
        self.check_count(signature, args, span);
        if signature.library == Library::Regex {
            self.check_pattern(&values);
        }
        let ty = match signature.library {
            Library::Filter => tested_item(&values).map(Type::list),
            Library::Find => tested_item(&values),
            _ => None,
        };
        let ty = ty.unwrap_or_else(|| signature.result(&types));
        Expr::new(ExprKind::Library(signature.library, values), ty, span)
    }

    /// What a method does with the items of its list must be possible with them.
    fn check_items(&mut self, signature: &Signature, list: &Expr, alone: bool) {
        let receiver = without_null(&list.ty);
        if receiver == Type::Any {
            return;
        }
        let items = receiver.item();
        let wanted = match signature.library {
            Library::Sum | Library::Min | Library::Max | Library::Average => Type::Number,
            Library::Sort if alone => Type::union([Type::Number, Type::String]),
            Library::Join => library::printable(),
            _ => return,
        };
        if !assignable(&items, &wanted) {
            let wanted = Type::list(wanted);
            self.report(error::wrong_items(signature.name, &receiver, &wanted, list.span));
        }
    }

    /// `regex("pattern", "flags")`: what the engine of Step Functions surely understands.
    fn check_pattern(&mut self, args: &[Expr]) {
        let text = |at: usize| match args.get(at).map(|arg| &arg.kind) {
            Some(ExprKind::Literal(Value::String(text))) => Some(text.as_str()),
            _ => None,
        };
        if let Some(fault) = text(0).and_then(library::pattern_fault) {
            self.report(error::bad_pattern(fault, args[0].span));
        }
        let unknown = |flags: &str| flags.chars().find(|flag| !matches!(flag, 'i' | 'm'));
        if let Some(flag) = text(1).and_then(unknown) {
            self.report(error::bad_flag(flag, args[1].span));
        }
    }

    fn check_count(&mut self, signature: &Signature, args: &[Arg], span: Span) {
        if args.len() < signature.required() {
            let missing = &signature.parameters[args.len()];
            self.report(error::too_few(signature.name, missing.name, span));
        }
    }

    fn argument(&mut self, signature: &Signature, arg: &'a Arg, at: usize, types: &[Type]) -> Expr {
        let value = match arg {
            Arg::Positional(value) => value,
            Arg::Named { key, value, .. } => {
                self.report(error::named_in_library(signature.name, key));
                return self.expr(value);
            }
            Arg::Spread(value) => {
                self.report(error::spread_in_library(signature.name, value.span));
                return self.expr(value);
            }
            Arg::Bad(span) => return unknown(*span),
        };
        let Some(parameter) = signature.parameter(at) else {
            self.report(error::too_many(signature.name, signature.parameters.len(), value.span));
            return self.positional(value);
        };
        match &parameter.argument {
            Argument::Lambda { parameters, required, body } => {
                self.lambda_argument(signature, value, parameters, *required, body, types)
            }
            Argument::Value(ty) => {
                let found = self.positional(value);
                self.expect(&found, ty, &format!("`{}`", parameter.name));
                found
            }
            Argument::Constant => self.constant_argument(signature, value),
            Argument::Pattern { text } => self.pattern_argument(signature, value, *text),
        }
    }

    fn positional(&mut self, value: &'a ast::Expr) -> Expr {
        match &value.kind {
            Ast::Lambda { params, body } => {
                let any = vec![Type::Any; params.len()];
                self.report(error::lambda_not_taken(value.span));
                self.lambda(params, body, &any, value.span)
            }
            _ => self.expr(value),
        }
    }

    fn constant_argument(&mut self, signature: &Signature, value: &'a ast::Expr) -> Expr {
        let found = self.expr(value);
        let constant = matches!(found.kind, ExprKind::Literal(Value::String(_)));
        if !constant && !is_unknown(&found) {
            self.report(error::constant_wanted(signature.name, value.span));
        }
        found
    }

    fn pattern_argument(
        &mut self,
        signature: &Signature,
        value: &'a ast::Expr,
        text: bool,
    ) -> Expr {
        let found = self.expr(value);
        let pattern = matches!(
            found.kind,
            ExprKind::Literal(Value::String(_)) | ExprKind::Library(Library::Regex, _)
        );
        if text && !pattern {
            self.expect(&found, &Type::String, "the pattern");
        } else if !pattern && !is_unknown(&found) {
            self.report(error::pattern_wanted(signature.name, value.span));
        }
        found
    }

    fn lambda_argument(
        &mut self,
        signature: &Signature,
        value: &'a ast::Expr,
        parameters: &[LambdaParameter],
        required: usize,
        wanted: &Type,
        types: &[Type],
    ) -> Expr {
        let Ast::Lambda { params, body } = &value.kind else {
            let found = self.expr(value);
            if !is_unknown(&found) {
                self.report(error::lambda_wanted(signature.name, value.span));
            }
            return unknown(value.span);
        };
        if params.len() > parameters.len() || params.len() < required {
            let fault = error::lambda_parameters(
                signature.name,
                required,
                parameters.len(),
                params.len(),
                value.span,
            );
            self.report(fault);
        }
        let mut known: Vec<Type> = parameters
            .iter()
            .map(|parameter| match parameter {
                LambdaParameter::Of(ty) => ty.clone(),
                LambdaParameter::Accumulator(at) => types.get(*at).map_or(Type::Any, accumulator),
            })
            .collect();
        known.resize(params.len().max(known.len()), Type::Any);
        let lambda = self.lambda(params, body, &known, value.span);
        if let ExprKind::Lambda { body, .. } = &lambda.kind {
            self.expect(body, wanted, "what the lambda gives");
        }
        lambda
    }

    /// `x => e`, as an argument.
    pub(super) fn lambda(
        &mut self,
        params: &'a [Name],
        body: &'a ast::Expr,
        types: &[Type],
        span: Span,
    ) -> Expr {
        self.scopes.open();
        let vars: Vec<VarId> = params
            .iter()
            .zip(types)
            .map(|(name, ty)| self.bind(&name.text, ty.clone(), Role::Parameter, name.span))
            .collect();
        let body = self.in_place(|place| place.lambda = true, |analyser| analyser.expr(body));
        self.scopes.close();
        let ty = body.ty.clone();
        let kind = ExprKind::Lambda { params: vars, body: Box::new(body) };
        Expr { steps: false, ..Expr::new(kind, ty, span) }
    }

    /// `exists(a.b.c)`
    pub(super) fn exists(&mut self, args: &'a [Arg], span: Span) -> Expr {
        let [Arg::Positional(value)] = args else {
            self.check_arguments(args);
            return self.bad(span, error::exists_takes_one(span));
        };
        let value = self.lenient(value);
        if let ExprKind::Local(var) = value.kind {
            let name = self.local(var).name.clone();
            self.warn_always_there(&name, span);
        }
        Expr::new(ExprKind::Exists(Box::new(value)), Type::Bool, span)
    }

    /// Finds what is wrong in the arguments of a call that is wrong itself.
    pub(super) fn check_arguments(&mut self, args: &'a [Arg]) {
        for arg in args {
            match arg {
                Arg::Positional(value) | Arg::Named { value, .. } | Arg::Spread(value) => {
                    if let Ast::Lambda { params, body } = &value.kind {
                        let any = vec![Type::Any; params.len()];
                        self.lambda(params, body, &any, value.span);
                    } else {
                        self.lenient(value);
                    }
                }
                Arg::Bad(_) => {}
            }
        }
    }

    /// A name that is called and nothing is known of.
    pub(super) fn unknown_function(&mut self, name: &str, span: Span) {
        let own = self.names.candidates(self.file, super::declarations::is_called);
        let library = library::TABLE.iter().map(|entry| entry.name);
        let known = own.into_iter().chain(library).chain(["task", "exists"]);
        let nearest = suggest::nearest(name, known).map(str::to_owned);
        self.report(error::unknown_function(name, span, nearest.as_deref()));
    }
}

/// What the items are for which a test holds: `xs.filter(x => x != null)`.
fn tested_item(args: &[Expr]) -> Option<Type> {
    let [_, Expr { kind: ExprKind::Lambda { params, body }, .. }] = args else { return None };
    let item = Spot { var: *params.first()?, path: Vec::new() };
    let shown = facts_of(body, true).into_iter().filter(|(spot, _)| *spot == item);
    let (_, fact) = shown.last()?;
    (!fact.doubted).then_some(fact.ty)
}

/// The arguments whose types the lambdas depend on come first: `reduce((sum, x) => …, 0)`.
fn argument_order(signature: &Signature, count: usize) -> Vec<usize> {
    let is_lambda = |at: &usize| {
        signature
            .parameter(*at)
            .is_some_and(|parameter| matches!(parameter.argument, Argument::Lambda { .. }))
    };
    let (lambdas, values): (Vec<usize>, Vec<usize>) = (0..count).partition(is_lambda);
    values.into_iter().chain(lambdas).collect()
}

/// Whether the arguments surely do no work, going by how they are written.
fn pure_arguments(args: &[Arg]) -> bool {
    args.iter().all(|arg| match arg {
        Arg::Positional(value) | Arg::Named { value, .. } | Arg::Spread(value) => matches!(
            value.kind,
            Ast::Lambda { .. }
                | Ast::Null
                | Ast::Bool(_)
                | Ast::Number(_)
                | Ast::Duration { .. }
                | Ast::Name(_)
                | Ast::String(_)
        ),
        Arg::Bad(_) => true,
    })
}
