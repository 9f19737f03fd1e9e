//! `e is T`: a test of the value's shape.

use crate::ir::program::Expr;
use crate::ir::types::{FieldPresence, ObjectType, Type};
use crate::jsonata::{BinaryOp as Op, Expr as J};
use crate::lower::expressions::{Expressions, Mode, grouped, has_type};

impl Expressions<'_> {
    pub(super) fn is(&mut self, operand: &Expr, ty: &Type) -> J {
        let value = self.lower(operand, Mode::Chain);
        self.named(value, "value", |this, value| this.shape(&value, ty))
    }

    /// Whether `value`, which may be missing, is of the type.
    fn shape(&mut self, value: &J, ty: &Type) -> J {
        match ty {
            Type::Any => J::call("exists", vec![value.clone()]),
            Type::Never => J::Bool(false),
            Type::Null => J::binary(Op::Equal, value.clone(), J::Null),
            Type::Bool => has_type(value.clone(), "boolean"),
            Type::Number => has_type(value.clone(), "number"),
            Type::String => has_type(value.clone(), "string"),
            Type::Literal(constant) => J::binary(Op::Equal, value.clone(), J::constant(constant)),
            Type::List(item) => {
                let all = self.all_are("map", value, item);
                both(has_type(value.clone(), "array"), all)
            }
            Type::Record(field) => {
                let all = self.all_are("each", value, field);
                both(has_type(value.clone(), "object"), all)
            }
            Type::Object(object) => self.object_shape(value, object),
            // Nothing in it has to be there.
            Type::Api(_) => has_type(value.clone(), "object"),
            Type::Union(members) => self.union_shape(value, members),
        }
    }

    /// No item, or field, of `value` is of another type; `None` where any will do.
    fn all_are(&mut self, function: &str, value: &J, ty: &Type) -> Option<J> {
        if *ty == Type::Any {
            return None;
        }
        let item = self.fresh("item");
        let is = self.shape(&J::Variable(item.clone()), ty);
        let each = J::call(function, vec![value.clone(), J::function(vec![item], is)]);
        Some(J::call("not", vec![J::binary(Op::In, J::Bool(false), each)]))
    }

    fn object_shape(&mut self, value: &J, object: &ObjectType) -> J {
        let mut tests = vec![has_type(value.clone(), "object")];
        for (name, field) in &object.fields {
            let read = value.clone().field(name);
            let is = self.shape(&read, &field.ty);
            tests.push(match field.presence {
                FieldPresence::Required => is,
                FieldPresence::Optional | FieldPresence::Modelled if field.ty == Type::Any => {
                    continue;
                }
                FieldPresence::Optional | FieldPresence::Modelled => {
                    let missing = J::call("not", vec![J::call("exists", vec![read])]);
                    J::binary(Op::Or, missing, is)
                }
            });
        }
        grouped(tests, Op::And)
    }

    fn union_shape(&mut self, value: &J, members: &[Type]) -> J {
        let constants: Option<Vec<J>> = members
            .iter()
            .map(|member| match member {
                Type::Literal(constant) => Some(J::constant(constant)),
                Type::Null => Some(J::Null),
                _ => None,
            })
            .collect();
        match constants {
            Some(constants) => J::binary(Op::In, value.clone(), J::Array(constants)),
            None => {
                let tests = members.iter().map(|member| self.shape(value, member)).collect();
                grouped(tests, Op::Or)
            }
        }
    }
}

fn both(first: J, second: Option<J>) -> J {
    match second {
        Some(second) => J::binary(Op::And, first, second),
        None => first,
    }
}
