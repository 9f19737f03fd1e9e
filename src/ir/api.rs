//! Objects of services' APIs as types. Models are large and some are recursive, so an object stays a
//! handle, and its fields get their types when somebody asks for them.

use std::sync::Arc;

use serde_json::Value;

use super::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::services::catalog::{Enumeration, Shape, Structure};

/// A literal union of more values than this says less than `string` does.
const MOST_VALUES: usize = 100;

/// Lists of lists of lists go no deeper than this.
const DEEPEST: u32 = 8;

/// The field `name` of the objects of a structure, which a service may leave out.
#[must_use]
pub fn field(structure: Structure, name: &str) -> Option<FieldType> {
    structure.member(name).map(|member| modelled(member.shape()))
}

/// All fields of the objects of a structure.
#[must_use]
pub fn fields(structure: Structure) -> ObjectType {
    let fields = structure.members().map(|member| (member.name().into(), modelled(member.shape())));
    ObjectType { fields: fields.collect(), open: false }
}

fn modelled(shape: Shape) -> FieldType {
    FieldType { ty: type_of(shape), presence: FieldPresence::Modelled }
}

/// The type of the values of a shape.
#[must_use]
pub fn type_of(shape: Shape) -> Type {
    type_within(shape, DEEPEST)
}

fn type_within(shape: Shape, levels: u32) -> Type {
    let Some(levels) = levels.checked_sub(1) else { return Type::Any };
    match shape {
        Shape::String { .. } | Shape::Timestamp | Shape::Blob { .. } => Type::String,
        Shape::Enum(values) => enumeration(values),
        Shape::Integer(_) | Shape::Long(_) | Shape::Float(_) | Shape::Double(_) => Type::Number,
        Shape::Boolean => Type::Bool,
        Shape::Document => Type::Any,
        Shape::Structure(structure) => Type::Api(structure),
        Shape::List(list) => Type::list(type_within(list.item(), levels)),
        Shape::Map(map) => Type::Record(Arc::new(type_within(map.value(), levels))),
    }
}

fn enumeration(values: Enumeration) -> Type {
    let values = values.values();
    if values.len() == 0 || values.len() > MOST_VALUES {
        return Type::String;
    }
    let literal = |value: &str| Type::Literal(Arc::new(Value::String(value.to_owned())));
    let mut literals: Vec<Type> = values.map(literal).collect();
    if literals.len() == 1 {
        return literals.swap_remove(0);
    }
    // A model names each value once.
    Type::Union(literals.into())
}
