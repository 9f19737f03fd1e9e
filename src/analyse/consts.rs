//! What is known at compile time: constants and operators on them.

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::ir::program::{
    BinaryOp, Block, Entry, Expr, ExprKind, ListItem, ResourcePart, TextPart,
};
use crate::ir::types::Type;

/// The number a literal means; `None` where no JSON number holds it.
pub(super) fn number_of(digits: &str) -> Option<Number> {
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(whole.into());
    }
    number_from(digits.parse().ok()?)
}

/// The JSON number for `value`, without a fraction where it has none.
pub(super) fn number_from(value: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and exact")]
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

/// The value of an expression of constants.
pub(super) fn value_of(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Literal(value) => {
            (expr.ty != Type::Any || !value.is_null()).then(|| value.clone())
        }
        ExprKind::List(items) => list_of(items),
        ExprKind::Object(entries) => object_of(entries),
        ExprKind::Field { base, name, .. } => value_of(base)?.get(&**name).cloned(),
        ExprKind::Index { base, index, .. } => item_of(&value_of(base)?, &value_of(index)?),
        ExprKind::If { tests, otherwise } => branch_of(tests, otherwise.as_ref()),
        _ => None,
    }
}

/// `list[index]`, `object["key"]`
fn item_of(base: &Value, index: &Value) -> Option<Value> {
    match (base, index) {
        (Value::Object(fields), Value::String(key)) => fields.get(key).cloned(),
        (Value::Array(items), Value::Number(at)) => {
            items.get(usize::try_from(at.as_u64()?).ok()?).cloned()
        }
        _ => None,
    }
}

/// The value of the first block whose test is true.
fn branch_of(tests: &[(Expr, Block)], otherwise: Option<&Block>) -> Option<Value> {
    for (test, block) in tests {
        match value_of(test)? {
            Value::Bool(true) => return block_value(block),
            Value::Bool(false) => {}
            _ => return None,
        }
    }
    otherwise.map_or(Some(Value::Null), block_value)
}

fn block_value(block: &Block) -> Option<Value> {
    match (&*block.statements, &block.value) {
        ([], Some(value)) => value_of(value),
        _ => None,
    }
}

fn list_of(items: &[ListItem]) -> Option<Value> {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        match item {
            ListItem::Item(item) => values.push(value_of(item)?),
            ListItem::Spread(list) => match value_of(list)? {
                Value::Array(items) => values.extend(items),
                _ => return None,
            },
        }
    }
    Some(Value::Array(values))
}

fn object_of(entries: &[Entry]) -> Option<Value> {
    let mut fields = serde_json::Map::new();
    for entry in entries {
        match entry {
            Entry::Field { key, value } => {
                fields.insert(key.to_string(), value_of(value)?);
            }
            Entry::Optional { key, value } => match value_of(value)? {
                Value::Null => {}
                value => {
                    fields.insert(key.to_string(), value);
                }
            },
            Entry::Computed { key, value } => match value_of(key)? {
                Value::String(key) => {
                    fields.insert(key, value_of(value)?);
                }
                _ => return None,
            },
            Entry::Spread(object) => match value_of(object)? {
                Value::Object(more) => fields.extend(more),
                _ => return None,
            },
        }
    }
    Some(Value::Object(fields))
}

/// The text of a constant that is one.
pub(super) fn constant_text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// A constant as interpolation prints it.
pub(super) fn text_of(expr: &Expr) -> Option<String> {
    let ExprKind::Literal(value) = &expr.kind else { return None };
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null if expr.ty == Type::Any => None,
        Value::Null | Value::Bool(_) => Some(value.to_string()),
        // Others are printed by JSONata, whose digits are not ours.
        Value::Number(number) => number.as_i64().map(|number| number.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A string whose pieces are known now or at deployment.
pub(super) fn pieces_of(expr: &Expr) -> Option<Vec<ResourcePart>> {
    match &expr.kind {
        ExprKind::Literal(Value::String(text)) => Some(vec![ResourcePart::Text(text.clone())]),
        ExprKind::Deploy(value) => Some(vec![ResourcePart::Deploy(value.clone())]),
        ExprKind::Interpolation(parts) => parts
            .iter()
            .map(|part| match part {
                TextPart::Text(text) => Some(ResourcePart::Text(text.clone())),
                TextPart::Value(Expr { kind: ExprKind::Deploy(value), .. }) => {
                    Some(ResourcePart::Deploy(value.clone()))
                }
                TextPart::Value(_) => None,
            })
            .collect(),
        _ => None,
    }
}

/// The value of an operator on two constants, where it has one.
pub(super) fn fold(op: BinaryOp, left: &Expr, right: &Expr) -> Option<Value> {
    let (left, right) = (&*scalar(left)?, &*scalar(right)?);
    match op {
        BinaryOp::Equal => Some(Value::Bool(same(left, right))),
        BinaryOp::NotEqual => Some(Value::Bool(!same(left, right))),
        BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::Remainder
        | BinaryOp::Add
        | BinaryOp::Subtract => arithmetic(op, left.as_f64()?, right.as_f64()?),
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
            compare(op, left.as_f64()?, right.as_f64()?)
        }
        BinaryOp::In => None,
    }
}

fn scalar(expr: &Expr) -> Option<Cow<'_, Value>> {
    let value = match &expr.kind {
        ExprKind::Literal(Value::Null) if expr.ty == Type::Any => return None,
        ExprKind::Literal(value) => Cow::Borrowed(value),
        // A read of a constant.
        ExprKind::Field { .. } | ExprKind::Index { .. } => Cow::Owned(value_of(expr)?),
        _ => return None,
    };
    (!value.is_array() && !value.is_object()).then_some(value)
}

fn same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.total_cmp(&right).is_eq() || left == right,
        _ => left == right,
    }
}

fn arithmetic(op: BinaryOp, left: f64, right: f64) -> Option<Value> {
    let value = match op {
        BinaryOp::Multiply => left * right,
        BinaryOp::Divide => left / right,
        BinaryOp::Remainder => left % right,
        BinaryOp::Add => left + right,
        _ => left - right,
    };
    number_from(value).map(Value::Number)
}

fn compare(op: BinaryOp, left: f64, right: f64) -> Option<Value> {
    let value = match op {
        BinaryOp::Less => left < right,
        BinaryOp::LessEqual => left <= right,
        BinaryOp::Greater => left > right,
        _ => left >= right,
    };
    Some(Value::Bool(value))
}
