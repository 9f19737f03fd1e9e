//! Types: what a written type means, whether a value of one may stand where another is asked for,
//! how tests narrow them, how they are shown.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::Analyser;
use super::error::types as error;
use super::names::{Found, Meaning};
use crate::diagnostic::suggest;
use crate::ir::api;
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::services::catalog::Structure;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, TypeKind};

/// The types every program knows.
const BUILT_IN: &[(&str, Type)] = &[
    ("any", Type::Any),
    ("null", Type::Null),
    ("bool", Type::Bool),
    ("number", Type::Number),
    ("string", Type::String),
];

impl<'a> Analyser<'a> {
    /// What a written type means; `any` where it is wrong, which is reported.
    pub(super) fn type_of(&mut self, written: &'a ast::Type) -> Type {
        match &written.kind {
            TypeKind::Name(name) => self.named_type(name, written.span),
            TypeKind::Literal(literal) => self.literal_type(literal),
            TypeKind::List(item) => Type::list(self.type_of(item)),
            TypeKind::Object(fields) => self.object_type(fields),
            TypeKind::Record(value) => Type::Record(Arc::new(self.type_of(value))),
            TypeKind::Union(members) => {
                let members: Vec<Type> =
                    members.iter().map(|member| self.type_of(member)).collect();
                Type::union(members)
            }
            TypeKind::Optional(inner) => Type::union([self.type_of(inner), Type::Null]),
            TypeKind::Bad => Type::Any,
        }
    }

    /// Whether a written type, or the one that its name or its items lead to, has no meaning; that has
    /// been reported.
    pub(super) fn is_bad_type(&mut self, written: &ast::Type) -> bool {
        let (mut file, mut at) = (self.file, written);
        for _ in 0..super::declarations::DEEPEST {
            match &at.kind {
                TypeKind::Name(name) if BUILT_IN.iter().any(|(known, _)| *known == &**name) => {
                    return false;
                }
                TypeKind::Name(name) => {
                    let Found::Decl(id) = self.names.find(file, name) else { return true };
                    let decl = &self.names.decls[id.0];
                    let ItemKind::Type(alias) = &decl.item.kind else { return true };
                    (file, at) = (decl.file, &alias.ty);
                }
                TypeKind::List(inner) | TypeKind::Record(inner) | TypeKind::Optional(inner) => {
                    at = inner;
                }
                TypeKind::Literal(_) | TypeKind::Object(_) | TypeKind::Union(_) => return false,
                TypeKind::Bad => return true,
            }
        }
        // A type that leans on itself.
        true
    }

    /// The type written, or `any`.
    pub(super) fn type_or_any(&mut self, written: Option<&'a ast::Type>) -> Type {
        written.map_or(Type::Any, |written| self.type_of(written))
    }

    fn named_type(&mut self, name: &str, span: Span) -> Type {
        if let Some((_, ty)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
            return ty.clone();
        }
        match self.names.find(self.file, name) {
            Found::Decl(id) => match self.meaning(id, span) {
                Meaning::Type(ty) => ty,
                Meaning::Bad | Meaning::Underway | Meaning::Unknown => Type::Any,
                Meaning::Value(_) | Meaning::Retry(_) | Meaning::Callable(_) | Meaning::Fn(_) => {
                    self.report(error::not_a_type(name, span));
                    Type::Any
                }
            },
            Found::Bad => Type::Any,
            Found::Nothing => {
                let mut known =
                    self.names.candidates(self.file, |kind| matches!(kind, ItemKind::Type(_)));
                known.extend(BUILT_IN.iter().map(|(name, _)| *name));
                known.extend(["boolean", "int", "integer", "float", "str", "object", "array"]);
                let nearest = suggest::nearest(name, known).map(str::to_owned);
                self.report(error::unknown_type(name, span, nearest.as_deref()));
                Type::Any
            }
        }
    }

    fn literal_type(&mut self, literal: &'a ast::Expr) -> Type {
        let value = self.expr(literal);
        match super::consts::value_of(&value) {
            Some(Value::Null) => Type::Null,
            Some(value) => Type::Literal(Arc::new(value)),
            None => Type::Any,
        }
    }

    fn object_type(&mut self, fields: &'a [ast::TypeField]) -> Type {
        let mut known: IndexMap<Arc<str>, FieldType> = IndexMap::new();
        for field in fields {
            let presence =
                if field.optional { FieldPresence::Optional } else { FieldPresence::Required };
            let ty = self.type_of(&field.ty);
            if known.insert(field.name.text.clone(), FieldType { ty, presence }).is_some() {
                self.report(error::field_twice(&field.name));
            }
        }
        Type::Object(Arc::new(ObjectType { fields: known, open: false }))
    }
}

/// Whether a value of type `from` may stand where `to` is asked for.
pub(super) fn assignable(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Any | Type::Never, _) | (_, Type::Any) => true,
        (Type::Union(members), _) => members.iter().all(|member| assignable(member, to)),
        (Type::Bool, Type::Union(members)) => {
            members.iter().any(|member| assignable(from, member)) || both_booleans(members)
        }
        (_, Type::Union(members)) => members.iter().any(|member| assignable(from, member)),
        (Type::Literal(from), Type::Literal(to)) => from == to,
        (Type::Literal(value), _) => base_of(value) == *to,
        (Type::List(from), Type::List(to)) => Arc::ptr_eq(from, to) || assignable(from, to),
        (Type::Object(from), Type::Object(to)) => {
            Arc::ptr_eq(from, to) || object_assignable(from, to)
        }
        (Type::Api(from), Type::Api(to)) => from == to || alike(*from, *to),
        (Type::Object(_) | Type::Api(_), Type::Object(_) | Type::Api(_)) => {
            fields_assignable(from, to)
        }
        (Type::Object(from), Type::Record(to)) => {
            from.fields.values().all(|field| assignable(&field.ty, to))
        }
        (Type::Api(from), Type::Record(to)) => {
            api::fields(*from).fields.values().all(|field| assignable(&field.ty, to))
        }
        (Type::Record(from), Type::Record(to)) => assignable(from, to),
        // Nothing of an API's object has to be there.
        (Type::Record(from), Type::Api(to)) => {
            **from == Type::Any
                || api::fields(*to).fields.values().all(|field| assignable(from, &field.ty))
        }
        (Type::Record(from), Type::Object(to)) => to
            .fields
            .values()
            .all(|field| field.presence != FieldPresence::Required && assignable(from, &field.ty)),
        _ => from == to,
    }
}

fn both_booleans(members: &[Type]) -> bool {
    [true, false].iter().all(|value| {
        members.iter().any(|member| matches!(member, Type::Literal(known) if **known == *value))
    })
}

fn object_assignable(from: &ObjectType, to: &ObjectType) -> bool {
    to.fields.iter().all(|(name, wanted)| match from.fields.get(name) {
        Some(field) => {
            let there = wanted.presence != FieldPresence::Required
                || field.presence != FieldPresence::Optional;
            there && assignable(&field.ty, &wanted.ty)
        }
        None => from.open || wanted.presence != FieldPresence::Required,
    })
}

/// As [`object_assignable`], where one of both is an object of an API. The other is finite, so this ends.
fn fields_assignable(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Api(_), Type::Object(to)) => to.fields.iter().all(|(name, wanted)| {
            from.field(name).map_or(wanted.presence != FieldPresence::Required, |field| {
                assignable(&field.ty, &wanted.ty)
            })
        }),
        (Type::Object(from), Type::Api(_)) => from.fields.iter().all(|(name, field)| {
            to.field(name).is_none_or(|wanted| assignable(&field.ty, &wanted.ty))
        }),
        _ => false,
    }
}

/// Whether objects of two APIs may stand for each other: both may lead back to themselves, so their
/// names decide.
fn alike(from: Structure, to: Structure) -> bool {
    let mut names = to.members().map(|member| member.name()).peekable();
    names.peek().is_none() || names.any(|name| from.member(name).is_some())
}

/// The type a constant of which is `value`: `string` for `"a"`.
pub(super) fn base_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::list(Type::Any),
        Value::Object(_) => Type::Record(Arc::new(Type::Any)),
    }
}

/// The type of a variable that may change, begun with a value of type `ty`: `0` is a number.
pub(super) fn widen(ty: &Type) -> Type {
    match ty {
        Type::Literal(value) => base_of(value),
        Type::Null | Type::Never | Type::Any => Type::Any,
        Type::List(item) => Type::list(widen(item)),
        Type::Object(object) => {
            let fields = object.fields.iter().map(|(name, field)| {
                (name.clone(), FieldType { ty: widen(&field.ty), presence: field.presence })
            });
            Type::Object(Arc::new(ObjectType { fields: fields.collect(), open: object.open }))
        }
        Type::Record(value) => Type::Record(Arc::new(widen(value))),
        Type::Union(members) => Type::union(members.iter().map(|member| match member {
            Type::Null => Type::Null,
            other => widen(other),
        })),
        Type::Bool | Type::Number | Type::String | Type::Api(_) => ty.clone(),
    }
}

/// What is left of `ty` when the value is known to be a `wanted`.
pub(super) fn narrow_to(ty: &Type, wanted: &Type) -> Type {
    if *ty == Type::Any {
        return wanted.clone();
    }
    let kept: Vec<Type> = ty
        .members()
        .iter()
        .flat_map(|member| {
            wanted.members().iter().filter_map(move |wanted| match (member, wanted) {
                _ if assignable(member, wanted) => Some(member.clone()),
                (Type::Object(member), Type::Object(wanted)) => {
                    both_objects(member, wanted).map(|both| Type::Object(Arc::new(both)))
                }
                _ => assignable(wanted, member).then(|| wanted.clone()),
            })
        })
        .collect();
    if kept.is_empty() { wanted.clone() } else { Type::union(kept) }
}

/// An object that is both; `None` where a field keeps it from that.
fn both_objects(known: &ObjectType, shown: &ObjectType) -> Option<ObjectType> {
    let mut fields = known.fields.clone();
    for (name, more) in &shown.fields {
        let Some(field) = fields.get_mut(name) else {
            fields.insert(name.clone(), more.clone());
            continue;
        };
        let required = more.presence == FieldPresence::Required;
        if disjoint(&field.ty, &more.ty) {
            if required || field.presence == FieldPresence::Required {
                return None;
            }
            continue;
        }
        field.ty = narrow_to(&field.ty, &more.ty);
        if required {
            field.presence = FieldPresence::Required;
        }
    }
    Some(ObjectType { fields, open: known.open })
}

/// A union without the objects that another of its members stands for.
pub(super) fn without_covered(ty: &Type) -> Type {
    let Type::Union(members) = ty else { return ty.clone() };
    let covers = |(by, wide): (usize, &Type), at: usize, narrow: &Type| {
        // Of two that stand for each other the first is left.
        by != at && assignable(narrow, wide) && (by < at || !assignable(wide, narrow))
    };
    let left = members.iter().enumerate().filter(|(at, member)| {
        !matches!(member, Type::Object(_))
            || !members.iter().enumerate().any(|other| covers(other, *at, member))
    });
    Type::union(left.map(|(_, member)| member.clone()))
}

/// What is left of `ty` when the value is known to be no `excluded`.
pub(super) fn narrow_without(ty: &Type, excluded: &Type) -> Type {
    if *ty == Type::Any || *excluded == Type::Any {
        return ty.clone();
    }
    let members = ty.members().iter().flat_map(|member| match member {
        Type::Bool => vec![
            Type::Literal(Arc::new(Value::Bool(true))),
            Type::Literal(Arc::new(Value::Bool(false))),
        ],
        other => vec![other.clone()],
    });
    let left: Vec<Type> = members.filter(|member| !assignable(member, excluded)).collect();
    if left.len() == 2 && both_booleans(&left) {
        return Type::Bool;
    }
    Type::union(left)
}

/// `ty` without `null`.
pub(super) fn without_null(ty: &Type) -> Type {
    narrow_without(ty, &Type::Null)
}

/// Whether no value can be of both types.
pub(super) fn disjoint(left: &Type, right: &Type) -> bool {
    if matches!(left, Type::Any | Type::Never) || matches!(right, Type::Any | Type::Never) {
        return false;
    }
    left.members().iter().all(|left| {
        right.members().iter().all(|right| match (left, right) {
            (
                Type::Object(_) | Type::Api(_) | Type::Record(_),
                Type::Object(_) | Type::Api(_) | Type::Record(_),
            )
            | (Type::List(_), Type::List(_)) => false,
            _ => !assignable(left, right) && !assignable(right, left),
        })
    })
}

/// A type as messages show it; long ones are cut.
#[must_use]
pub fn show(ty: &Type) -> String {
    let mut text = String::new();
    write(ty, &mut text);
    text
}

/// Beyond this many bytes a shown type goes on as `…`.
const SHOWN: usize = 100;

/// Of an API's object so many names are shown.
const SHOWN_NAMES: usize = 4;

fn write(ty: &Type, text: &mut String) {
    if text.len() > SHOWN {
        text.push('…');
        return;
    }
    match ty {
        Type::Any => text.push_str("any"),
        Type::Never => text.push_str("never"),
        Type::Null => text.push_str("null"),
        Type::Bool => text.push_str("bool"),
        Type::Number => text.push_str("number"),
        Type::String => text.push_str("string"),
        Type::Literal(value) => text.push_str(&value.to_string()),
        Type::List(item) => {
            text.push('[');
            write(item, text);
            text.push(']');
        }
        Type::Object(object) => write_object(object, text),
        Type::Api(object) => write_api(*object, text),
        Type::Record(value) => {
            text.push_str("{ [string]: ");
            write(value, text);
            text.push_str(" }");
        }
        Type::Union(members) => write_union(members, text),
    }
}

fn write_object(object: &ObjectType, text: &mut String) {
    if object.fields.is_empty() {
        text.push_str("{}");
        return;
    }
    text.push_str("{ ");
    for (at, (name, field)) in object.fields.iter().enumerate() {
        if text.len() > SHOWN {
            text.push('…');
            break;
        }
        if at > 0 {
            text.push_str(", ");
        }
        text.push_str(name);
        text.push_str(if field.presence == FieldPresence::Optional { "?: " } else { ": " });
        write(&field.ty, text);
    }
    text.push_str(" }");
}

/// Its name, or the names in it: what they hold would fill pages.
fn write_api(structure: Structure, text: &mut String) {
    if let Some(name) = structure.name() {
        return text.push_str(name);
    }
    text.push_str("{ ");
    for (at, member) in structure.members().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        if at == SHOWN_NAMES || text.len() > SHOWN {
            text.push('…');
            break;
        }
        text.push_str(member.name());
    }
    text.push_str(" }");
}

fn write_union(members: &[Type], text: &mut String) {
    let nullable = members.len() == 2 && members.contains(&Type::Null);
    if let (true, Some(other)) = (nullable, members.iter().find(|ty| **ty != Type::Null)) {
        write(other, text);
        text.push('?');
        return;
    }
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            text.push_str(" | ");
        }
        if text.len() > SHOWN {
            text.push('…');
            return;
        }
        write(member, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Type {
        Type::Literal(Arc::new(text.into()))
    }

    #[test]
    fn a_known_type_is_checked_and_any_goes_anywhere() {
        let order = Type::object([("id", Type::String)]);
        assert!(assignable(&Type::object([("id", literal("a")), ("n", Type::Null)]), &order));
        assert!(!assignable(&Type::object([("n", Type::Null)]), &order));
        assert!(assignable(&Type::Any, &order) && assignable(&order, &Type::Any));
        assert!(assignable(&Type::Null, &Type::union([Type::Null, order])));
        assert!(!assignable(&Type::Number, &Type::String));
    }

    #[test]
    fn tests_narrow() {
        let kinds = Type::union([literal("a"), literal("b"), Type::Null]);
        assert_eq!(narrow_to(&kinds, &literal("a")), literal("a"));
        assert_eq!(without_null(&kinds), Type::union([literal("a"), literal("b")]));
        let yes = Type::Literal(Arc::new(true.into()));
        let no = Type::Literal(Arc::new(false.into()));
        assert_eq!(narrow_without(&Type::Bool, &yes), no);
    }

    #[test]
    fn types_are_shown_as_written() {
        let ty = Type::union([Type::list(Type::object([("a", Type::Number)])), Type::Null]);
        assert_eq!(show(&ty), "[{ a: number }]?");
    }
}
