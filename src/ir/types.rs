//! Structural, gradual types.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::api;
use crate::services::catalog::Structure;

/// What is known of a value. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything; goes anywhere.
    Any,
    /// No value at all: of `fail`, `return`, `break`, `continue`.
    Never,
    /// `null`
    Null,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// One scalar value: `"A"`, `1`, `true`
    Literal(Arc<Value>),
    /// `[T]`
    List(Arc<Type>),
    /// `{ a: T, b?: T }`
    Object(Arc<ObjectType>),
    /// An object of a service's API.
    Api(Structure),
    /// `{ [string]: T }`
    Record(Arc<Type>),
    /// `T | U`: at least two, none of them a union, `any` or `never`
    Union(Arc<[Type]>),
}

/// The fields of an object type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectType {
    /// In the order declared.
    pub fields: IndexMap<Arc<str>, FieldType>,
    /// Whether fields that are not listed may be read, as `any` (results of services that say little).
    pub open: bool,
}

/// One field of an [`ObjectType`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldType {
    /// Its type.
    pub ty: Type,
    /// Whether it is there.
    pub presence: FieldPresence,
}

/// Whether a declared field is there, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldPresence {
    /// `a: T`: it is there, as the type claims.
    Required,
    /// `a?: T`: must be handled where it is read.
    Optional,
    /// A field of a service's result: may be read plainly, and fails the state when it is missing.
    Modelled,
}

impl Type {
    /// An object type of required fields.
    #[must_use]
    pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Type)>) -> Self {
        let fields = fields
            .into_iter()
            .map(|(name, ty)| (name.into(), FieldType { ty, presence: FieldPresence::Required }))
            .collect();
        Self::Object(Arc::new(ObjectType { fields, open: false }))
    }

    /// `[item]`
    #[must_use]
    pub fn list(item: Type) -> Self {
        Self::List(Arc::new(item))
    }

    /// The type of values that are of any of `types`: flat, without repetition.
    #[must_use]
    pub fn union(types: impl IntoIterator<Item = Type>) -> Self {
        let mut flat: Vec<Type> = Vec::new();
        for ty in types {
            match ty {
                Self::Any => return Self::Any,
                Self::Never => {}
                Self::Union(members) => {
                    for member in members.iter() {
                        push_member(&mut flat, member.clone());
                    }
                }
                other => push_member(&mut flat, other),
            }
        }
        match flat.len() {
            0 => Self::Never,
            1 => flat.swap_remove(0),
            _ => Self::Union(flat.into()),
        }
    }

    /// The members of a union, or the type itself.
    #[must_use]
    pub fn members(&self) -> &[Type] {
        match self {
            Self::Union(members) => members,
            other => std::slice::from_ref(other),
        }
    }

    /// Whether every value of the type passes `test`, which is asked about no union and no `any`.
    pub fn all(&self, test: impl Fn(&Type) -> bool) -> bool {
        self.members().iter().all(|member| *member != Self::Any && test(member))
    }

    /// Whether it is surely a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.all(|ty| matches!(ty, Self::List(_)))
    }

    /// Whether it is surely a string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.all(|ty| match ty {
            Self::String => true,
            Self::Literal(value) => value.is_string(),
            _ => false,
        })
    }

    /// Whether it is surely a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.all(|ty| match ty {
            Self::Number => true,
            Self::Literal(value) => value.is_number(),
            _ => false,
        })
    }

    /// Whether it is surely a boolean.
    #[must_use]
    pub fn is_bool(&self) -> bool {
        self.all(|ty| match ty {
            Self::Bool => true,
            Self::Literal(value) => value.is_boolean(),
            _ => false,
        })
    }

    /// Whether it is surely an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.all(|ty| matches!(ty, Self::Object(_) | Self::Api(_) | Self::Record(_)))
    }

    /// The fields of an object type whose names are known.
    #[must_use]
    pub fn as_object(&self) -> Option<Arc<ObjectType>> {
        match self {
            Self::Object(object) => Some(object.clone()),
            Self::Api(structure) => Some(Arc::new(api::fields(*structure))),
            _ => None,
        }
    }

    /// The field `name` of an object type that has it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<FieldType> {
        match self {
            Self::Object(object) => object.fields.get(name).cloned(),
            Self::Api(structure) => api::field(*structure, name),
            _ => None,
        }
    }

    /// Whether fields may be read of it that are not listed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Object(object) if object.open)
    }

    /// Whether it may be a list.
    #[must_use]
    pub fn may_be_list(&self) -> bool {
        self.members().iter().any(|ty| matches!(ty, Self::Any | Self::List(_)))
    }

    /// Whether it may be `null`.
    #[must_use]
    pub fn may_be_null(&self) -> bool {
        self.members().iter().any(|ty| match ty {
            Self::Any | Self::Null => true,
            Self::Literal(value) => value.is_null(),
            _ => false,
        })
    }

    /// The type of the items of a list type; `any` where nothing is known.
    #[must_use]
    pub fn item(&self) -> Type {
        let items: Vec<Type> = self
            .members()
            .iter()
            .map(|ty| match ty {
                Self::List(item) => (**item).clone(),
                _ => Self::Any,
            })
            .collect();
        Self::union(items)
    }
}

/// `"A" | string` is `string`; the same member twice is one.
fn push_member(members: &mut Vec<Type>, ty: Type) {
    let covered = |wide: &Type, narrow: &Type| match (wide, narrow) {
        (Type::String, Type::Literal(value)) => value.is_string(),
        (Type::Number, Type::Literal(value)) => value.is_number(),
        (Type::Bool, Type::Literal(value)) => value.is_boolean(),
        _ => wide == narrow,
    };
    if members.iter().any(|member| covered(member, &ty)) {
        return;
    }
    members.retain(|member| !covered(&ty, member));
    members.push(ty);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unions_are_flat_and_small() {
        let a = Type::Literal(Arc::new("a".into()));
        assert_eq!(Type::union([a.clone(), Type::String]), Type::String);
        assert_eq!(Type::union([Type::Never, Type::Null]), Type::Null);
        assert_eq!(Type::union([Type::Any, Type::Null]), Type::Any);
        let nullable = Type::union([Type::String, Type::Null]);
        assert_eq!(Type::union([nullable.clone(), a]), nullable);
        assert!(nullable.may_be_null() && !nullable.is_string());
    }
}
