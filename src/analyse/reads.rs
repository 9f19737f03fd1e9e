//! Names, fields and indexes: reading what is there, and handling what may be missing.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::Analyser;
use super::conditions::spot_of;
use super::error::{names, types as error};
use super::literals::unknown;
use super::names::{DeclId, Found, Meaning};
use super::scopes::Role;
use super::types::{assignable, show, without_null};
use crate::diagnostic::suggest;
use crate::ir::program::{DeploySource, Expr, ExprKind, IndexKind, Library, Presence, VarId};
use crate::ir::types::{FieldPresence, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, ItemKind, Name};

/// A step of a chain of reads, with the chain up to it.
pub(super) enum Step<'a> {
    Member(&'a Name, Span),
    Index(&'a ast::Expr, Span),
}

/// The expression a chain of reads starts from, and its steps in order.
pub(super) fn chain_of(e: &ast::Expr) -> (&ast::Expr, Vec<Step<'_>>) {
    let mut steps = Vec::new();
    let mut base = e;
    loop {
        match &base.kind {
            Ast::Member { base: inner, name } => {
                steps.push(Step::Member(name, base.span));
                base = inner;
            }
            Ast::Index { base: inner, index } => {
                steps.push(Step::Index(index, base.span));
                base = inner;
            }
            _ => break,
        }
    }
    steps.reverse();
    (base, steps)
}

/// How a field stands in a type.
enum FieldOf {
    /// There, as the type claims.
    Sure(Type),
    /// May be read, and fails the state when it is missing.
    Maybe(Type),
    /// Declared optional: to be handled where it is read.
    Optional(Type),
    /// The value read from may be null.
    OfNull(Type),
    /// No such field.
    None,
}

impl<'a> Analyser<'a> {
    /// `name`, `base.name`, `base[index]`; `lenient`: a missing link is handled by what stands around.
    pub(super) fn read(&mut self, e: &'a ast::Expr, lenient: bool) -> Expr {
        let (base, steps) = chain_of(e);
        let (mut expr, used) = self.chain_base(base, &steps, lenient);
        for step in &steps[used..] {
            expr = match step {
                Step::Member(name, span) => self.member(expr, name, *span, lenient),
                Step::Index(index, span) => self.index(expr, index, *span, lenient),
            };
        }
        expr
    }

    /// What a chain starts from, and how many of its steps belong to that: `context.Execution.Id`.
    fn chain_base(
        &mut self,
        base: &'a ast::Expr,
        steps: &[Step<'a>],
        lenient: bool,
    ) -> (Expr, usize) {
        let Ast::Name(name) = &base.kind else {
            let value = if lenient { self.lenient(base) } else { self.expr(base) };
            return (value, 0);
        };
        if self.scopes.find(name).is_some() {
            return (self.name(name, base.span), 0);
        }
        match self.names.find(self.file, name) {
            Found::Decl(id) => self.declared_base(id, name, base.span, steps),
            Found::Bad => (unknown(base.span), 0),
            Found::Nothing => self.undeclared_base(name, base.span, steps),
        }
    }

    /// `R.Arn` is an attribute of the resource `R`.
    fn declared_base(
        &mut self,
        id: DeclId,
        written: &str,
        span: Span,
        steps: &[Step<'a>],
    ) -> (Expr, usize) {
        let item = self.names.decls[id.0].item;
        if let (ItemKind::Resource(resource), Some(Step::Member(name, whole))) =
            (&item.kind, steps.first())
        {
            let source = DeploySource::Attribute(resource.name.text.clone(), name.text.clone());
            let key = format!("{}{}", resource.name.text, name.text);
            let deploy = self.deploy(source, &key, Type::String);
            return (Expr::new(ExprKind::Deploy(deploy), Type::String, *whole), 1);
        }
        (self.declared_value(id, written, span), 0)
    }

    fn undeclared_base(
        &mut self,
        name: &Arc<str>,
        span: Span,
        steps: &[Step<'a>],
    ) -> (Expr, usize) {
        let all = steps.len();
        match &**name {
            "context" => self.context(span, steps),
            "aws" => match steps.first() {
                Some(Step::Member(value, whole)) if all == 1 || is_pseudo(&value.text) => {
                    (self.pseudo(value, *whole), 1)
                }
                Some(Step::Member(..)) => {
                    (self.bad(span, error::call_without_arguments("aws", span)), all)
                }
                Some(Step::Index(..)) | None => (self.bad(span, names::aws_alone(span)), all),
            },
            name if all > 0 && super::calls::is_callable_root(name) => {
                (self.bad(span, error::call_without_arguments(name, span)), all)
            }
            _ => (self.unknown_name(name, span), 0),
        }
    }

    /// `aws.region` and its like.
    fn pseudo(&mut self, name: &Name, span: Span) -> Expr {
        let (pseudo, key) = match &*name.text {
            "region" => ("AWS::Region", "AwsRegion"),
            "accountId" => ("AWS::AccountId", "AwsAccountId"),
            "partition" => ("AWS::Partition", "AwsPartition"),
            "stackName" => ("AWS::StackName", "AwsStackName"),
            _ => return self.bad(span, names::unknown_pseudo(name)),
        };
        self.pseudo_value(pseudo, key, span)
    }

    pub(super) fn pseudo_value(&mut self, pseudo: &'static str, key: &str, span: Span) -> Expr {
        let deploy = self.deploy(DeploySource::Pseudo(pseudo), key, Type::String);
        Expr::new(ExprKind::Deploy(deploy), Type::String, span)
    }

    /// A name by itself.
    pub(super) fn name(&mut self, name: &str, span: Span) -> Expr {
        if let Some(var) = self.scopes.find(name) {
            self.touch(var, false, span);
            return self.local_read(var, span);
        }
        match self.names.find(self.file, name) {
            Found::Decl(id) => self.declared_value(id, name, span),
            Found::Bad => unknown(span),
            Found::Nothing if name == "context" => self.context(span, &[]).0,
            Found::Nothing => self.unknown_name(name, span),
        }
    }

    /// A variable with what is known of it here.
    pub(super) fn local_read(&mut self, var: VarId, span: Span) -> Expr {
        let spot = super::facts::Spot { var, path: Vec::new() };
        let ty = match self.facts.of(&spot) {
            Some(fact) => fact.ty.clone(),
            None => self.local(var).ty.clone(),
        };
        Expr::new(ExprKind::Local(var), ty, span)
    }

    /// The value a declaration stands for, called `written` here.
    fn declared_value(&mut self, id: DeclId, written: &str, span: Span) -> Expr {
        let value: Rc<Expr> = match self.meaning(id, span) {
            Meaning::Value(value) => value,
            Meaning::Callable(callable) => callable.arn.clone(),
            Meaning::Type(_) | Meaning::Retry(_) | Meaning::Fn(_) => {
                let kind = super::declarations::kind_name(&self.names.decls[id.0].item.kind);
                return self.bad(span, names::no_value(written, kind, span));
            }
            Meaning::Unknown | Meaning::Underway | Meaning::Bad => return unknown(span),
        };
        Expr { span, ..(*value).clone() }
    }

    pub(super) fn unknown_name(&mut self, name: &str, span: Span) -> Expr {
        let nearest = self.nearest_name(name);
        self.bad(span, names::unknown_name(name, span, nearest.as_deref()))
    }

    pub(super) fn nearest_name(&self, name: &str) -> Option<String> {
        if !self.names.may_search() {
            return None;
        }
        let locals = self.scopes.names();
        let declared = self.names.candidates(self.file, |_| true);
        let known = locals.into_iter().chain(declared).chain(["context", "aws"]);
        suggest::nearest(name, known).map(str::to_owned)
    }

    /// `base.name`
    fn member(&mut self, base: Expr, name: &Name, span: Span, lenient: bool) -> Expr {
        if name.text.is_empty() {
            // The parser has said what is missing.
            return unknown(span);
        }
        self.field(base, &name.text, name.span, span, lenient)
    }

    /// The field `name` of `base`, whose name stands at `name_span`.
    pub(super) fn field(
        &mut self,
        base: Expr,
        name: &Arc<str>,
        name_span: Span,
        span: Span,
        lenient: bool,
    ) -> Expr {
        if self.can_fold(&base) {
            return self.fold_into_work(base, span, |analyser, value| {
                analyser.field(value, name, name_span, span, lenient)
            });
        }
        if let Some(text) = self.error_field(&base, name, span) {
            return text;
        }
        let found = field_of(&base.ty, name);
        let fact = self.field_fact(&base, name);
        let known = fact.as_ref().is_some_and(|(_, present)| *present);
        let mut presence = Presence::Maybe;
        let ty = match found {
            FieldOf::Sure(ty) => {
                presence = Presence::Sure;
                ty
            }
            FieldOf::Maybe(ty) => ty,
            FieldOf::Optional(ty) if known => ty,
            FieldOf::Optional(ty) => {
                self.check_handled(lenient, || error::may_be_missing(name, name_span));
                // Of one that must be handled first nothing more is said.
                if lenient { ty } else { Type::Any }
            }
            FieldOf::OfNull(ty) => {
                let nullable = show(&base.ty);
                let base = base.span;
                self.check_handled(lenient, || error::may_be_null(name, &nullable, base));
                ty
            }
            FieldOf::None => {
                self.no_field(&base, name, name_span);
                return unknown(span);
            }
        };
        let ty = fact.map_or(ty, |(ty, _)| ty);
        if known {
            presence = Presence::Sure;
        }
        let kind = ExprKind::Field { base: Box::new(base), name: name.clone(), presence };
        Expr::new(kind, ty, span)
    }

    /// A link that may be missing: an error where nothing around handles it.
    fn check_handled(
        &mut self,
        lenient: bool,
        fault: impl FnOnce() -> crate::diagnostic::Diagnostic,
    ) {
        if lenient {
            self.optional_read = true;
        } else {
            self.report(fault());
        }
    }

    /// `e.Error`, `e.Cause` of a caught error: `""` where AWS gives none.
    fn error_field(&mut self, base: &Expr, name: &Arc<str>, span: Span) -> Option<Expr> {
        let ExprKind::Local(var) = base.kind else { return None };
        let caught = self.variables[var.0 as usize].role == Role::Caught;
        if !caught || !matches!(&**name, "Error" | "Cause") {
            return None;
        }
        let field = ExprKind::Field {
            base: Box::new(base.clone()),
            name: name.clone(),
            presence: Presence::Maybe,
        };
        let told = Type::union([Type::String, Type::Null]);
        let field = Expr::new(field, told, span);
        let empty = Expr::literal(Value::String(String::new()), span);
        let kind = ExprKind::Coalesce(Box::new(field), Box::new(empty));
        Some(Expr::new(kind, Type::String, span))
    }

    /// What tests have shown of the field here: its type, and whether it is there.
    fn field_fact(&self, base: &Expr, name: &Arc<str>) -> Option<(Type, bool)> {
        let mut spot = spot_of(base)?;
        spot.path.push(name.clone());
        self.facts.of(&spot).map(|fact| (fact.ty.clone(), fact.present))
    }

    fn no_field(&mut self, base: &Expr, name: &Arc<str>, span: Span) {
        let mut known: Vec<Arc<str>> = Vec::new();
        for member in base.ty.members() {
            if let Some(object) = member.as_object() {
                known.extend(object.fields.keys().cloned());
            }
        }
        let partly = known.contains(name);
        let nearest = suggest::nearest(name, known.iter().map(|name| &**name));
        let fault = if partly {
            error::field_of_some(name, &base.ty, span)
        } else {
            error::no_field(name, &base.ty, nearest, span)
        };
        self.report(fault);
    }

    /// `base[index]`
    fn index(&mut self, base: Expr, index: &'a ast::Expr, span: Span, lenient: bool) -> Expr {
        let at = self.expr(index);
        let fields = base.ty == Type::Any || without_null(&base.ty).is_object();
        if let (ExprKind::Literal(Value::String(key)), true) = (&at.kind, fields) {
            return self.field(base, &key.as_str().into(), at.span, span, lenient);
        }
        self.item(base, at, span, lenient)
    }

    /// `base[index]` where the index is no literal string.
    fn item(&mut self, base: Expr, index: Expr, span: Span, lenient: bool) -> Expr {
        if self.can_fold(&base) && !index.steps {
            return self.fold_into_work(base, span, |analyser, value| {
                analyser.item(value, index, span, lenient)
            });
        }
        if !lenient && base.ty != Type::Any && base.ty.may_be_null() {
            let nullable = show(&base.ty);
            self.report(error::may_be_null("[…]", &nullable, base.span));
        }
        let Some((ty, kind)) = self.item_type(&base, &index) else { return unknown(span) };
        let kind = ExprKind::Index { base: Box::new(base), index: Box::new(index), kind };
        Expr::new(kind, ty, span)
    }

    fn item_type(&mut self, base: &Expr, index: &Expr) -> Option<(Type, IndexKind)> {
        let known = without_null(&base.ty);
        let (number, string) =
            (assignable(&index.ty, &Type::Number), assignable(&index.ty, &Type::String));
        if !number && !string {
            self.report(error::index_type(&show(&index.ty), index.span));
            return None;
        }
        if let ExprKind::Literal(Value::Number(at)) = &index.kind
            && at.as_f64().is_some_and(|at| at.fract() != 0.0)
        {
            self.report(error::index_fraction(index.span));
            return None;
        }
        if base.ty == Type::Any {
            let kind = match (number, string) {
                (true, true) => IndexKind::Dynamic,
                (true, false) => IndexKind::Item,
                _ => IndexKind::Key,
            };
            return Some((Type::Any, kind));
        }
        if known.is_list() && number {
            return Some((known.item(), IndexKind::Item));
        }
        if known.is_object() && string {
            return Some((values_of(&known), IndexKind::Key));
        }
        self.report(error::not_indexed(&show(&base.ty), &show(&index.ty), base.span));
        None
    }
}

/// Whether `aws.name` is a value.
pub(super) fn is_pseudo(name: &str) -> bool {
    matches!(name, "region" | "accountId" | "partition" | "stackName")
}

/// The type of a field read by a name known at run time.
fn values_of(ty: &Type) -> Type {
    Type::union(ty.members().iter().map(|member| match member {
        Type::Record(value) => (**value).clone(),
        other => match other.as_object() {
            Some(object) if !object.open => {
                Type::union(object.fields.values().map(|field| field.ty.clone()))
            }
            _ => Type::Any,
        },
    }))
}

/// How the field `name` stands in a type.
fn field_of(ty: &Type, name: &str) -> FieldOf {
    let mut types = Vec::new();
    let (mut null, mut optional, mut maybe) = (false, false, false);
    for member in ty.members() {
        match member {
            Type::Any => return FieldOf::Maybe(Type::Any),
            Type::Never => return FieldOf::Sure(Type::Any),
            Type::Null => null = true,
            Type::Record(value) => {
                maybe = true;
                types.push((**value).clone());
            }
            Type::Object(_) | Type::Api(_) => match member.field(name) {
                Some(field) => {
                    optional |= field.presence == FieldPresence::Optional;
                    maybe |= field.presence == FieldPresence::Modelled;
                    types.push(field.ty);
                }
                None if member.is_open() => {
                    maybe = true;
                    types.push(Type::Any);
                }
                None => return FieldOf::None,
            },
            Type::Bool
            | Type::Number
            | Type::String
            | Type::Literal(_)
            | Type::List(_)
            | Type::Union(_) => {
                return FieldOf::None;
            }
        }
    }
    if types.is_empty() {
        return FieldOf::None;
    }
    let ty = Type::union(types);
    match (null, optional, maybe) {
        (true, _, _) => FieldOf::OfNull(ty),
        (_, true, _) => FieldOf::Optional(ty),
        (_, _, true) => FieldOf::Maybe(ty),
        _ => FieldOf::Sure(ty),
    }
}

/// Whether reading the expression can give nothing at all.
pub(super) fn may_miss(expr: &Expr) -> bool {
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Field { presence: Presence::Maybe, .. } | ExprKind::Index { .. } => {
                return true;
            }
            ExprKind::Field { base, .. } => at = base,
            ExprKind::Work(work) => at = &work.value,
            ExprKind::Library(function, _) => return finds(*function),
            _ => return false,
        }
    }
}

/// Functions that give nothing where there is nothing to give.
fn finds(function: Library) -> bool {
    matches!(
        function,
        Library::Find
            | Library::First
            | Library::Last
            | Library::Min
            | Library::Max
            | Library::Average
    )
}
