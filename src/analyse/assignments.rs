//! Assignments: `n = e`, `n += e`, `v.field = e`, `v[key] = e`.

use std::sync::Arc;

use serde_json::Value;

use super::Analyser;
use super::error::{statements as error, types as type_error};
use super::facts::{Fact, Spot};
use super::operators::Link;
use super::reads::{Step, chain_of};
use super::scopes::Role;
use super::statements::{Builder, widen_scalars};
use super::types::{assignable, show, without_null};
use crate::diagnostic::suggest;
use crate::ir::program::{Entry, Expr, ExprKind, IndexKind, Notes, Presence, StatementKind, VarId};
use crate::ir::types::{FieldPresence, Type};
use crate::ir::walk::Variables;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp as Op, ExprKind as Ast};

/// A step from a variable to the place inside it that is assigned.
enum Key {
    Field(Arc<str>),
    Computed(Expr),
}

/// What is assigned.
struct Target {
    var: VarId,
    keys: Vec<(Key, Span)>,
}

/// What stands around `=`.
pub(super) struct Assignment<'a> {
    pub place: &'a ast::Expr,
    pub op: Option<Op>,
    pub value: &'a ast::Expr,
}

impl<'a> Analyser<'a> {
    pub(super) fn assign(
        &mut self,
        assignment: &Assignment<'a>,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        let Some(target) = self.target_of(assignment.place) else {
            self.expr(assignment.value);
            return;
        };
        let value = match assignment.op {
            None => self.expr(assignment.value),
            Some(op) => self.compound(assignment, op),
        };
        out.never |= value.ty == Type::Never;
        let var = target.var;
        let declared = self.place_type(&target);
        let role = format!("`{}`", self.shown(&target));
        self.expect(&value, &declared, &role);
        let known = value.ty.clone();
        let (spot, exact) = spot_of_target(&target);
        self.touch(var, true, assignment.place.span);
        let (target, value) = self.in_order(target, value, out);
        let whole = self.replaced(target, value, span);
        if exact {
            self.know(&spot, &known, &declared);
        } else {
            self.facts.assign(&spot, None);
        }
        out.push(StatementKind::Assign { var, value: whole }, notes, span);
    }

    /// After an assignment the place holds what was assigned, as far as that says more than its type;
    /// a field is there, whether it has to be or not.
    pub(super) fn know(&mut self, spot: &Spot, known: &Type, declared: &Type) {
        let narrower = matches!(declared, Type::Union(_)) && *known != Type::Any;
        let ty = narrower.then(|| widen_scalars(known, declared));
        let ty = ty.or_else(|| (!spot.path.is_empty()).then(|| declared.clone()));
        self.facts.assign(spot, ty.map(|ty| Fact::new(ty, true)));
    }

    /// The variable and the way into it; reports what cannot be assigned.
    fn target_of(&mut self, place: &'a ast::Expr) -> Option<Target> {
        let (base, steps) = chain_of(place);
        let Ast::Name(name) = &base.kind else {
            self.report(error::not_assignable(place.span));
            return None;
        };
        let Some(var) = self.scopes.find(name) else {
            self.not_a_variable(name, base.span);
            return None;
        };
        if self.variables[var.0 as usize].role != Role::Changing {
            let declared = self.local(var).span;
            self.touch(var, false, base.span);
            self.report(error::assigned_let(name, base.span, declared));
            return None;
        }
        let mut keys = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Member(name, span) => keys.push((Key::Field(name.text.clone()), span)),
                Step::Index(index, span) => {
                    let index = self.expr(index);
                    keys.push((self.key_of(index)?, span));
                }
            }
        }
        Some(Target { var, keys })
    }

    fn not_a_variable(&mut self, name: &str, span: Span) {
        use super::names::Found;
        match self.names.find(self.file, name) {
            Found::Decl(id) => {
                let kind = super::declarations::kind_name(&self.names.decls[id.0].item.kind);
                self.report(error::assigned_declaration(name, kind, span));
            }
            Found::Bad => {}
            Found::Nothing => {
                let nearest = suggest::nearest(name, self.scopes.names()).map(str::to_owned);
                self.report(error::assigned_unknown(name, span, nearest.as_deref()));
                self.bind_unknown(name, span);
            }
        }
    }

    fn key_of(&mut self, index: Expr) -> Option<Key> {
        if let ExprKind::Literal(Value::String(key)) = &index.kind {
            return Some(Key::Field(key.as_str().into()));
        }
        if !assignable(&index.ty, &Type::String) || index.steps {
            self.report(error::item_assigned(index.span));
            return None;
        }
        Some(Key::Computed(index))
    }

    /// `place op= value`
    fn compound(&mut self, assignment: &Assignment<'a>, op: Op) -> Expr {
        let Assignment { place, value, .. } = *assignment;
        if op == Op::Coalesce {
            let left = self.lenient(place);
            return self.coalesce(left, &[Link { op, op_span: place.span, right: value }], None);
        }
        let left = self.expr(place);
        let right = self.expr(value);
        self.arithmetic_of(op, left, right, place.span.to(value.span))
    }

    /// A value that assigns the variable it is put into comes first: what it assigns stays.
    fn in_order(&mut self, target: Target, value: Expr, out: &mut Builder) -> (Target, Expr) {
        let Target { var, keys } = target;
        let inner = !keys.is_empty() && value.steps;
        if !inner || !Variables::of_expr(&value).assigned.contains(&var) {
            return (Target { var, keys }, value);
        }
        let mut first = |word: &str, value: Expr| {
            let (ty, span) = (value.ty.clone(), value.span);
            let hidden = self.hidden(word, ty.clone(), span);
            out.binding(hidden, value, span);
            Expr::new(ExprKind::Local(hidden), ty, span)
        };
        let keys = keys
            .into_iter()
            .map(|(key, span)| match key {
                Key::Computed(key) => (Key::Computed(first("key", key)), span),
                Key::Field(name) => (Key::Field(name), span),
            })
            .collect();
        let value = first("value", value);
        (Target { var, keys }, value)
    }

    /// The type of the place, as declared.
    fn place_type(&mut self, target: &Target) -> Type {
        let mut ty = self.local(target.var).ty.clone();
        for (key, span) in &target.keys {
            ty = self.inner_type(&ty, key, *span);
        }
        ty
    }

    fn inner_type(&mut self, ty: &Type, key: &Key, span: Span) -> Type {
        let known = without_null(ty);
        let types: Vec<Type> = known
            .members()
            .iter()
            .filter_map(|member| match (member, key) {
                (Type::Any, _) => Some(Type::Any),
                (Type::Record(value), _) => Some((**value).clone()),
                (_, Key::Field(name)) => match member.field(name) {
                    Some(field) => Some(field.ty),
                    None => member.is_open().then_some(Type::Any),
                },
                (_, Key::Computed(_)) => member.as_object().map(|object| {
                    Type::union(object.fields.values().map(|field| field.ty.clone()))
                }),
            })
            .collect();
        if types.is_empty() {
            let fault = match key {
                Key::Field(name) => type_error::no_field(name, ty, None, span),
                Key::Computed(_) => type_error::not_indexed(&show(ty), "string", span),
            };
            self.report(fault);
            return Type::Any;
        }
        Type::union(types)
    }

    /// The variable's whole value with `value` at the place: `{ ...v, field: value }`.
    fn replaced(&mut self, target: Target, value: Expr, span: Span) -> Expr {
        let mut base = self.local_read(target.var, span);
        let mut levels = Vec::with_capacity(target.keys.len());
        for (key, span) in target.keys {
            let inner = inner_read(&base, &key, span);
            levels.push((base, key));
            base = inner;
        }
        levels.into_iter().rev().fold(value, |value, (base, key)| {
            let ty = base.ty.clone();
            let entry = match key {
                Key::Field(key) => Entry::Field { key, value },
                Key::Computed(key) => Entry::Computed { key, value },
            };
            Expr::new(ExprKind::Object(vec![Entry::Spread(base), entry]), ty, span)
        })
    }

    fn shown(&self, target: &Target) -> String {
        let mut text = self.local(target.var).name.to_string();
        for (key, _) in &target.keys {
            match key {
                Key::Field(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Key::Computed(_) => text.push_str("[…]"),
            }
        }
        text
    }
}

fn inner_read(base: &Expr, key: &Key, span: Span) -> Expr {
    match key {
        Key::Field(name) => {
            let field = base.ty.field(name);
            let sure =
                field.as_ref().is_some_and(|field| field.presence == FieldPresence::Required);
            let presence = if sure { Presence::Sure } else { Presence::Maybe };
            let ty = field.map_or(Type::Any, |field| field.ty);
            let kind =
                ExprKind::Field { base: Box::new(base.clone()), name: name.clone(), presence };
            Expr::new(kind, ty, span)
        }
        Key::Computed(index) => {
            let kind = ExprKind::Index {
                base: Box::new(base.clone()),
                index: Box::new(index.clone()),
                kind: IndexKind::Key,
            };
            Expr::new(kind, Type::Any, span)
        }
    }
}

/// What facts know the place by: as far as its way is of plain names, and whether that is all of it.
fn spot_of_target(target: &Target) -> (Spot, bool) {
    let path: Vec<_> = target
        .keys
        .iter()
        .map_while(|(key, _)| match key {
            Key::Field(name) => Some(name.clone()),
            Key::Computed(_) => None,
        })
        .collect();
    let exact = path.len() == target.keys.len();
    (Spot { var: target.var, path }, exact)
}
