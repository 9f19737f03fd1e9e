//! Whether values of a type may stand where a shape of a model is asked for.

use serde_json::Value;

use super::{Checker, Step, Taker};
use crate::analyse::error::services as error;
use crate::analyse::types::assignable;
use crate::ir::types::{FieldPresence, ObjectType, Type};
use crate::services::catalog::{Enumeration, Shape, Structure};
use crate::source::Span;

impl Checker<'_> {
    /// Reports the first thing that is wrong with values of type `ty`. Null counts as nothing given.
    pub(super) fn of_type(&mut self, ty: &Type, shape: Shape, span: Span) {
        self.once(|checker| {
            ty.members().iter().for_each(|member| checker.of_plain_type(member, shape, span));
        });
    }

    fn of_plain_type(&mut self, ty: &Type, shape: Shape, span: Span) {
        if matches!(ty, Type::Any | Type::Never | Type::Null) {
            return;
        }
        let fits = match shape {
            // Step Functions makes text of whatever is given.
            Shape::String { .. } | Shape::Blob { .. } | Shape::Document => true,
            Shape::Enum(values) => return self.one_of(ty, values, span),
            Shape::Integer(_) | Shape::Long(_) => assignable(ty, &Type::Number) && !is_fraction(ty),
            Shape::Float(_) | Shape::Double(_) => assignable(ty, &Type::Number),
            Shape::Boolean => assignable(ty, &Type::Bool) || is_boolean_text(ty),
            Shape::Timestamp => assignable(ty, &Type::String),
            Shape::Structure(structure) if ty.is_string() && takes_text(structure) => true,
            Shape::Structure(structure) => {
                return self.fields_of(ty, structure, span);
            }
            Shape::List(list) => {
                let Type::List(item) = ty else { return self.mismatch(ty, shape, span) };
                return self.at(Step::Each, |checker| checker.of_type(item, list.item(), span));
            }
            Shape::Map(map) => return self.entries_of(ty, shape, map.value(), span),
        };
        if !fits {
            self.mismatch(ty, shape, span);
        } else if let Type::Literal(value) = ty {
            self.within_limits(value, shape, span);
            self.length_of_constant(value, shape, span);
        }
    }

    fn within_limits(&mut self, value: &Value, shape: Shape, span: Span) {
        let Some(number) = value.as_f64() else { return };
        let (least, most) = limits(shape);
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let what = self.what();
            let fault = error::outside_limits(&self.call.name, &what, value, least, most, span);
            self.faults.push(fault);
        }
    }

    /// An object that is not written out.
    pub(super) fn fields_of(&mut self, ty: &Type, taker: impl Taker, span: Span) {
        match ty {
            Type::Object(object) => {
                self.known_fields(object, taker, span);
                let present: Vec<&str> = object.fields.keys().map(|name| &**name).collect();
                let optional =
                    object.fields.values().any(|field| field.presence != FieldPresence::Required);
                // Of a union some are there, and which are may differ from value to value.
                if !(taker.is_union() && (optional || object.open)) {
                    self.absent(&present, object.open, taker, span);
                }
            }
            Type::Any | Type::Never | Type::Null | Type::Record(_) | Type::Api(_) => {}
            Type::Union(members) => {
                members.iter().for_each(|member| self.fields_of(member, taker, span));
            }
            Type::Bool | Type::Number | Type::String | Type::Literal(_) | Type::List(_) => {
                // What a call is given is known to be an object.
                if !self.path.is_empty() {
                    let what = self.what();
                    let fault = error::wrong_type(&self.call.name, &what, ty, "an object", span);
                    self.faults.push(fault);
                }
            }
        }
    }

    /// The fields of what is spread into an object.
    pub(super) fn spread(&mut self, ty: &Type, taker: impl Taker, span: Span) {
        if let Type::Object(object) = ty {
            self.known_fields(object, taker, span);
        }
    }

    fn known_fields(&mut self, object: &ObjectType, taker: impl Taker, span: Span) {
        for (name, field) in &object.fields {
            self.at(Step::Field(name.clone()), |checker| match taker.field(name) {
                Some(shape) => checker.of_type(&field.ty, shape, span),
                None => checker.unknown(name, taker, span),
            });
        }
    }

    /// Values of a map, by names or not.
    fn entries_of(&mut self, ty: &Type, shape: Shape, value: Shape, span: Span) {
        match ty {
            Type::Object(object) => {
                for (name, field) in &object.fields {
                    self.at(Step::Field(name.clone()), |checker| {
                        checker.of_type(&field.ty, value, span);
                    });
                }
            }
            Type::Record(item) => {
                self.at(Step::Each, |checker| checker.of_type(item, value, span));
            }
            Type::Api(_) => {}
            _ => self.mismatch(ty, shape, span),
        }
    }

    fn one_of(&mut self, ty: &Type, values: Enumeration, span: Span) {
        match ty {
            Type::String => {}
            Type::Literal(value) => {
                let known = |text: &str| values.values().any(|value| value == text);
                if !value.as_str().is_some_and(known) {
                    let what = self.what();
                    let call = &self.call.name;
                    self.faults.push(error::not_among(call, &what, value, values.values(), span));
                }
            }
            _ => self.mismatch(ty, Shape::Enum(values), span),
        }
    }

    fn mismatch(&mut self, ty: &Type, shape: Shape, span: Span) {
        let fault = error::wrong_type(&self.call.name, &self.what(), ty, described(shape), span);
        self.faults.push(fault);
    }
}

/// The least and the most a number may be.
#[allow(clippy::cast_precision_loss, reason = "limits are far smaller, or the largest there are")]
fn limits(shape: Shape) -> (Option<f64>, Option<f64>) {
    match shape {
        Shape::Integer(range) | Shape::Long(range) => {
            (range.min.map(|least| least as f64), range.max.map(|most| most as f64))
        }
        Shape::Float(range) | Shape::Double(range) => (range.min, range.max),
        _ => (None, None),
    }
}

/// Step Functions reads `"true"` as true.
fn is_boolean_text(ty: &Type) -> bool {
    let Type::Literal(value) = ty else { return false };
    matches!(value.as_str(), Some("true" | "false"))
}

/// DynamoDB's own integration takes a string for `{ S: string }`.
fn takes_text(structure: Structure) -> bool {
    structure.name() == Some("AttributeValue") && structure.member("BOOL").is_some()
}

fn is_fraction(ty: &Type) -> bool {
    let Type::Literal(value) = ty else { return false };
    matches!(&**value, Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() != 0.0))
}

/// What a value must be, in words.
fn described(shape: Shape) -> &'static str {
    match shape {
        Shape::String { .. } | Shape::Blob { .. } | Shape::Enum(_) => "a string",
        Shape::Integer(_) | Shape::Long(_) => "a whole number",
        Shape::Float(_) | Shape::Double(_) => "a number",
        Shape::Boolean => "a boolean",
        Shape::Timestamp => "a moment in text, as in \"2027-01-31T12:00:00Z\"",
        Shape::Document => "a value",
        Shape::Structure(_) | Shape::Map(_) => "an object",
        Shape::List(_) => "a list",
    }
}
