//! What each declaration means, found on first use; a use while it is being found is a cycle.

use std::rc::Rc;

use serde_json::Value;

use super::Analyser;
use super::consts::{pieces_of, value_of};
use super::error::attributes as deployment_error;
use super::error::names as error;
use super::flow::FrameKind;
use super::invoke::string;
use super::literals::{holds_unknown, is_unknown, unknown};
use super::names::{Callable, CallableKind, DeclId, Meaning};
use super::types::assignable;
use crate::ir::program::{DeploySource, Expr, ExprKind, Param, Resource, TextPart};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, FunctionBody, ItemKind};

/// How a message names a kind of declaration.
pub(super) fn kind_name(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Import(_) => "import",
        ItemKind::Param(_) => "param",
        ItemKind::Const(_) => "const",
        ItemKind::Type(_) => "type",
        ItemKind::Error(_) => "error",
        ItemKind::Retry(_) => "retry policy",
        ItemKind::Lambda(_) => "lambda",
        ItemKind::Activity(_) => "activity",
        ItemKind::Resource(_) => "resource",
        ItemKind::Fn(_) => "fn",
        ItemKind::Workflow(_) => "workflow",
        ItemKind::Test(_) => "test",
        ItemKind::Bad => "declaration",
    }
}

/// Whether the name of such a declaration is followed by `(…)`.
pub(super) fn is_called(kind: &ItemKind) -> bool {
    matches!(
        kind,
        ItemKind::Lambda(_) | ItemKind::Activity(_) | ItemKind::Fn(_) | ItemKind::Workflow(_)
    )
}

/// How many declarations may lean on each other in one chain before it counts as too deep.
pub(super) const DEEPEST: usize = 60;

impl<'a> Analyser<'a> {
    /// Finds what every declaration means, in source order.
    pub(super) fn resolve_all(&mut self) {
        for at in 0..self.names.decls.len() {
            let id = DeclId(at);
            let span = self.names.decls[at].name.span;
            self.meaning(id, span);
        }
    }

    /// What the declaration means; a cycle is reported at `used`.
    pub(super) fn meaning(&mut self, id: DeclId, used: Span) -> Meaning<'a> {
        match self.names.decls[id.0].meaning.clone() {
            Meaning::Unknown => {}
            Meaning::Underway => {
                let name = self.names.decls[id.0].name.text.clone();
                let kind = kind_name(&self.names.decls[id.0].item.kind);
                self.report(error::cycle(&name, kind, used));
                return Meaning::Underway;
            }
            known => return known,
        }
        self.underway += 1;
        let meaning = if self.underway > DEEPEST {
            let name = self.names.decls[id.0].name.clone();
            self.report(error::leans_too_deep(&name));
            Meaning::Bad
        } else {
            self.names.decls[id.0].meaning = Meaning::Underway;
            self.apart(id, |analyser| analyser.find_meaning(id))
        };
        self.underway -= 1;
        self.names.decls[id.0].meaning = meaning.clone();
        meaning
    }

    /// Runs `work` in the file of a declaration, with none of the names and facts of this place.
    fn apart<T>(&mut self, id: DeclId, work: impl FnOnce(&mut Self) -> T) -> T {
        let file = std::mem::replace(&mut self.file, self.names.decls[id.0].file);
        let scopes = std::mem::take(&mut self.scopes);
        let facts = std::mem::take(&mut self.facts);
        let place = std::mem::take(&mut self.place);
        let frames = std::mem::take(&mut self.frames);
        let loops = std::mem::take(&mut self.loops);
        let parallels = std::mem::take(&mut self.parallels);
        let own = std::mem::take(&mut self.own_clauses);
        let result = work(self);
        self.own_clauses = own;
        self.parallels = parallels;
        self.loops = loops;
        self.frames = frames;
        self.place = place;
        self.facts = facts;
        self.scopes = scopes;
        self.file = file;
        result
    }

    fn find_meaning(&mut self, id: DeclId) -> Meaning<'a> {
        let item = self.names.decls[id.0].item;
        match &item.kind {
            ItemKind::Param(param) => self.param(param, item),
            ItemKind::Const(constant) => self.constant(constant),
            ItemKind::Type(alias) => Meaning::Type(self.type_of(&alias.ty)),
            ItemKind::Error(declared) => Meaning::Value(Rc::new(error_value(declared))),
            ItemKind::Retry(retry) => {
                let retriers = self.in_constant(|analyser| analyser.retry_groups(&retry.groups));
                self.check_retriers(&retriers, retry.name.span);
                Meaning::Retry(Rc::new(retriers))
            }
            ItemKind::Resource(resource) => self.resource(resource),
            ItemKind::Lambda(function) => self.callable(id, function, CallableKind::Lambda),
            ItemKind::Activity(function) => self.callable(id, function, CallableKind::Activity),
            ItemKind::Workflow(function) => {
                let express = super::attributes::is_express(item);
                self.callable(id, function, CallableKind::Workflow { express })
            }
            ItemKind::Fn(function) => self.function(function),
            ItemKind::Import(_) | ItemKind::Test(_) | ItemKind::Bad => Meaning::Bad,
        }
    }

    /// Runs `work` where nothing may happen at run time.
    pub(super) fn in_constant<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.open_frame(FrameKind::Declaration);
        let result = self.in_place(|place| place.constant = true, work);
        self.close_frame();
        result
    }

    /// The value of an expression that must be known at compile time.
    pub(super) fn constant_value(&mut self, e: &'a ast::Expr, what: &str) -> Option<Value> {
        let value = self.in_constant(|analyser| analyser.expr(e));
        let found = value_of(&value);
        if found.is_none() && !holds_unknown(&value) {
            self.report(error::not_constant(what, e.span));
        }
        found
    }

    fn constant(&mut self, constant: &'a ast::Const) -> Meaning<'a> {
        let value = self.in_constant(|analyser| analyser.expr(&constant.value));
        if holds_unknown(&value) {
            return Meaning::Bad;
        }
        let declared = constant.ty.as_ref().map(|ty| self.type_of(ty));
        if let Some(ty) = &declared {
            self.expect(&value, ty, &format!("`{}`", constant.name.text));
        }
        match value_of(&value) {
            Some(found) => {
                let mut literal = Expr::literal(found, value.span);
                if let Some(ty) = declared {
                    literal.ty = ty;
                }
                Meaning::Value(Rc::new(literal))
            }
            None => {
                self.report(error::not_constant("a `const`", constant.value.span));
                Meaning::Bad
            }
        }
    }

    fn param(&mut self, param: &'a ast::Param, item: &'a ast::Item) -> Meaning<'a> {
        let written = param.ty.as_ref().map(|ty| self.type_of(ty));
        let unreadable = param.ty.as_ref().is_some_and(|ty| self.is_bad_type(ty));
        let default =
            param.default.as_ref().and_then(|e| self.constant_value(e, "the default of a `param`"));
        let ty =
            written.unwrap_or_else(|| default.as_ref().map_or(Type::String, super::types::base_of));
        if unreadable {
            return Meaning::Bad;
        }
        if !is_param_type(&ty) {
            let span = param.ty.as_ref().map_or(param.name.span, |ty| ty.span);
            self.report(error::param_type(&ty, span));
            return Meaning::Bad;
        }
        if let (Some(value), Some(e)) = (&default, &param.default) {
            let found = crate::ir::program::type_of(value);
            if !assignable(&found, &ty) {
                let role = format!("`{}`", param.name.text);
                self.report(super::error::types::mismatch(&role, &found, &ty, e.span));
            }
        }
        self.program.params.push(Param {
            name: param.name.text.clone(),
            ty: ty.clone(),
            default,
            doc: item.doc.clone(),
            span: param.name.span,
        });
        let span = param.name.span;
        if let Some(text) = self.options.params.get(&*param.name.text) {
            return match given_value(text, &ty) {
                Some(value) => Meaning::Value(Rc::new(Expr { ty, ..Expr::literal(value, span) })),
                None => {
                    self.report(error::param_value(&param.name, text, &ty));
                    Meaning::Bad
                }
            };
        }
        let source = DeploySource::Param(param.name.text.clone());
        let deploy = self.deploy(source, &param.name.text, ty.clone());
        Meaning::Value(Rc::new(Expr::new(ExprKind::Deploy(deploy), ty, span)))
    }

    fn resource(&mut self, resource: &'a ast::Resource) -> Meaning<'a> {
        if !is_resource_type(&resource.resource_type.text) {
            self.report(deployment_error::resource_type(&resource.resource_type));
        }
        let properties = resource.properties.as_ref().map(|properties| {
            self.template_value(properties, "a property of a `resource`").unwrap_or_default()
        });
        self.program.resources.push(Resource {
            name: resource.name.text.clone(),
            resource_type: resource.resource_type.text.clone(),
            properties,
            span: resource.name.span,
        });
        let source = DeploySource::Ref(resource.name.text.clone());
        let deploy = self.deploy(source, &resource.name.text, Type::String);
        let kind = ExprKind::Deploy(deploy);
        Meaning::Value(Rc::new(Expr::new(kind, Type::String, resource.name.span)))
    }

    fn callable(
        &mut self,
        id: DeclId,
        function: &'a ast::Function,
        kind: CallableKind,
    ) -> Meaning<'a> {
        let input = match function.params.as_slice() {
            [] => None,
            [param] => {
                let ty = self.type_or_any(param.ty.as_ref());
                let optional = param.default.is_some();
                Some(if optional { Type::union([ty, Type::Null]) } else { ty })
            }
            [_, second, ..] => {
                let word = kind_name(&self.names.decls[id.0].item.kind);
                self.report(error::several_inputs(word, second.span));
                Some(Type::Any)
            }
        };
        self.check_declared_clauses(&function.clauses, kind);
        let result = self.type_or_any(function.result.as_ref());
        let (target, arn) = self.target(function, kind);
        Meaning::Callable(Rc::new(Callable {
            decl: id,
            kind,
            name: function.name.text.clone(),
            input,
            result,
            target: Rc::new(target),
            arn: Rc::new(arn),
            clauses: &function.clauses,
        }))
    }

    /// What a function is called by, and its ARN.
    fn target(&mut self, function: &'a ast::Function, kind: CallableKind) -> (Expr, Expr) {
        let span = function.name.span;
        let FunctionBody::Expr(written) = &function.body else {
            let name = function.name.text.clone();
            let key = format!("{name}Arn");
            let source = match kind {
                CallableKind::Lambda => DeploySource::LambdaArn(name),
                CallableKind::Activity => DeploySource::ActivityArn(name),
                CallableKind::Workflow { .. } => {
                    let built = matches!(function.body, FunctionBody::Block(_));
                    DeploySource::WorkflowArn(name, built.then_some(span.file))
                }
            };
            let deploy = self.deploy(source, &key, Type::String);
            let value = Expr::new(ExprKind::Deploy(deploy), Type::String, span);
            return (value.clone(), value);
        };
        let target = self.in_constant(|analyser| analyser.expr(written));
        if pieces_of(&target).is_none() {
            if !is_unknown(&target) {
                self.report(error::target(kind_word(kind), written.span));
            }
            return (unknown(span), unknown(span));
        }
        let arn = self.arn_of(&target, kind, span);
        (target, arn)
    }

    /// The ARN of what `target` names: a name without `arn:` is one of this account and region.
    fn arn_of(&mut self, target: &Expr, kind: CallableKind, span: Span) -> Expr {
        match &target.kind {
            ExprKind::Literal(Value::String(text)) if !text.starts_with("arn:") => {
                let (service, resource) = match kind {
                    CallableKind::Lambda => ("lambda", format!("function:{text}")),
                    CallableKind::Activity => ("states", format!("activity:{text}")),
                    CallableKind::Workflow { .. } => ("states", format!("stateMachine:{text}")),
                };
                self.local_arn(service, &resource, span)
            }
            ExprKind::Deploy(value) => {
                let DeploySource::Ref(resource) = &value.source else { return target.clone() };
                if kind != CallableKind::Lambda {
                    return target.clone();
                }
                let key = format!("{resource}Arn");
                let source = DeploySource::Attribute(resource.clone(), "Arn".into());
                let deploy = self.deploy(source, &key, Type::String);
                Expr::new(ExprKind::Deploy(deploy), Type::String, span)
            }
            _ => target.clone(),
        }
    }

    fn local_arn(&mut self, service: &str, resource: &str, span: Span) -> Expr {
        let partition = self.pseudo_value("AWS::Partition", "AwsPartition", span);
        let region = self.pseudo_value("AWS::Region", "AwsRegion", span);
        let account = self.pseudo_value("AWS::AccountId", "AwsAccountId", span);
        let parts = vec![
            TextPart::Text("arn:".to_owned()),
            TextPart::Value(partition),
            TextPart::Text(format!(":{service}:")),
            TextPart::Value(region),
            TextPart::Text(":".to_owned()),
            TextPart::Value(account),
            TextPart::Text(format!(":{resource}")),
        ];
        Expr::new(ExprKind::Interpolation(parts), Type::String, span)
    }
}

fn kind_word(kind: CallableKind) -> &'static str {
    match kind {
        CallableKind::Lambda => "lambda",
        CallableKind::Activity => "activity",
        CallableKind::Workflow { .. } => "workflow",
    }
}

/// The name of a declared error as AWS knows it.
fn error_value(declared: &ast::ErrorDecl) -> Expr {
    let name = match &declared.value {
        Some(value) => value.value.as_str(),
        None => &declared.name.text,
    };
    string(name, declared.name.span)
}

fn is_param_type(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Number | Type::Bool => true,
        Type::List(item) => **item == Type::String,
        _ => false,
    }
}

/// `AWS::SQS::Queue`, `Custom::Name`, `Owner::Name::Type::MODULE`
fn is_resource_type(name: &str) -> bool {
    let parts: Vec<&str> = name.split("::").collect();
    matches!(parts.as_slice(), ["Custom", _] | [_, _, _, ..])
}

/// The value of `--param Name=text`.
fn given_value(text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Number => super::consts::number_of(text).map(Value::Number),
        Type::Bool => text.parse().ok().map(Value::Bool),
        Type::List(_) => Some(text.split(',').map(str::trim).collect()),
        _ => Some(Value::String(text.to_owned())),
    }
}
