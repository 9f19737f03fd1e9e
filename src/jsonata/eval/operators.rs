//! The infix operators, and what counts as true.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::value::Value;

use super::super::ast::BinaryOp;
use super::failure::{Result, fail, out_of_range};
use super::frame::Frame;
use super::function::{Argument, Function};
use super::plan::Node;
use super::run::Run;
use super::sequence::{items, sequence};
use super::text::{compare, json, json_or_undefined, string};

/// How many items a range may have.
const LONGEST_RANGE: f64 = 1e7;

/// The number a value is, if it is one that can be calculated with.
pub(super) fn numeric(value: &Value) -> Result<Option<f64>> {
    match value.as_f64() {
        Some(number) if number.is_infinite() => out_of_range(number),
        Some(number) if number.is_nan() => Ok(None),
        number => Ok(number),
    }
}

/// `-value`
pub(super) fn negate(value: Argument) -> Result<Argument> {
    let Some(value) = value else { return Ok(None) };
    match numeric(&value)? {
        Some(number) => Ok(Some(Value::from(-number))),
        None => fail("D1002", format!("Cannot negate a non-numeric value: {}", json(&value))),
    }
}

impl Run<'_> {
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        parts: &[Node; 2],
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let left = self.eval(&parts[0], input, frame)?;
        if let BinaryOp::And | BinaryOp::Or = op {
            let decided = self.is_true(left.as_ref())?;
            if decided == (op == BinaryOp::Or) {
                return Ok(Some(Value::Bool(decided)));
            }
            let right = self.eval(&parts[1], input, frame)?;
            return Ok(Some(Value::Bool(self.is_true(right.as_ref())?)));
        }
        let right = self.eval(&parts[1], input, frame)?;
        match op {
            BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Remainder
            | BinaryOp::Add
            | BinaryOp::Subtract => calculate(op, left.as_ref(), right.as_ref()),
            BinaryOp::Concat => self.concat(left.as_ref(), right.as_ref()),
            BinaryOp::Equal => self.equality(left.as_ref(), right.as_ref(), true),
            BinaryOp::NotEqual => self.equality(left.as_ref(), right.as_ref(), false),
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                order(op, left.as_ref(), right.as_ref())
            }
            BinaryOp::In => self.includes(left.as_ref(), right.as_ref()),
            // These were made nodes of their own, or decided above.
            BinaryOp::Apply | BinaryOp::And | BinaryOp::Or => Ok(None),
        }
    }

    fn concat(&mut self, left: Option<&Value>, right: Option<&Value>) -> Result<Argument> {
        let mut text = match left {
            Some(left) => string(left, false)?,
            None => String::new(),
        };
        match right {
            Some(Value::String(right)) => text.push_str(right),
            Some(right) => text.push_str(&string(right, false)?),
            None => {}
        }
        self.meter.make_string(text.len())?;
        Ok(Some(Value::from(text)))
    }

    fn equality(
        &mut self,
        left: Option<&Value>,
        right: Option<&Value>,
        equal: bool,
    ) -> Result<Argument> {
        let holds = match (left, right) {
            (Some(left), Some(right)) => self.equal(left, right)? == equal,
            _ => false,
        };
        Ok(Some(Value::Bool(holds)))
    }

    /// Whether two values are the same by all their parts; numbers are compared as doubles.
    pub(super) fn equal(&mut self, left: &Value, right: &Value) -> Result<bool> {
        match (left, right) {
            (Value::Array(left), Value::Array(right)) => {
                if Rc::ptr_eq(left, right) {
                    return Ok(true);
                }
                self.meter.spend(left.len())?;
                if left.len() != right.len() {
                    return Ok(false);
                }
                for (left, right) in left.iter().zip(right.iter()) {
                    if !self.equal_inside(left, right)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Value::Object(left), Value::Object(right)) => {
                if Rc::ptr_eq(left, right) {
                    return Ok(true);
                }
                self.meter.spend(left.len())?;
                if left.len() != right.len() {
                    return Ok(false);
                }
                for (key, left) in left.iter() {
                    match right.get(key) {
                        Some(right) if self.equal_inside(left, right)? => {}
                        _ => return Ok(false),
                    }
                }
                Ok(true)
            }
            _ => Ok(same(left, right)),
        }
    }

    fn equal_inside(&mut self, left: &Value, right: &Value) -> Result<bool> {
        match (left, right) {
            (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
                stacker::maybe_grow(32 << 10, 1 << 20, || self.equal(left, right))
            }
            _ => Ok(same(left, right)),
        }
    }

    fn includes(&mut self, left: Option<&Value>, right: Option<&Value>) -> Result<Argument> {
        let (Some(left), Some(right)) = (left, right) else {
            return Ok(Some(Value::Bool(false)));
        };
        let items = items(right);
        self.meter.spend(items.len())?;
        Ok(Some(Value::Bool(items.iter().any(|item| same(item, left)))))
    }

    /// `first..last`
    pub(super) fn range(
        &mut self,
        first: Option<&Value>,
        last: Option<&Value>,
    ) -> Result<Argument> {
        let first = whole_number(first, "T2003", "left")?;
        let last = whole_number(last, "T2004", "right")?;
        let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
        if first > last {
            return Ok(None);
        }
        let size = last - first + 1.0;
        if size > LONGEST_RANGE {
            return fail(
                "D2014",
                format!(
                    "The size of the sequence allocated by the range operator (..) must not exceed \
                     1e6.  Attempted to allocate {}.",
                    json(&Value::from(size))
                ),
            );
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
        let size = size as u32;
        self.meter.make_array(size as usize)?;
        Ok(Some(sequence((0..size).map(|at| Value::from(first + f64::from(at))).collect())))
    }

    /// Whether a value counts as true, as `$boolean` has it; what is missing does not.
    pub(super) fn is_true(&mut self, value: Option<&Value>) -> Result<bool> {
        match value {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(value) => self.boolean(value),
        }
    }

    pub(super) fn boolean(&mut self, value: &Value) -> Result<bool> {
        Ok(match value {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Number(_) => numeric(value)?.is_some_and(|number| number != 0.0),
            Value::String(text) => !text.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            Value::Function(_) => Function::of(value).is_some_and(Function::is_truthy),
            Value::Array(items) => {
                self.meter.spend(items.len())?;
                let mut any = false;
                for item in items.iter() {
                    any |= stacker::maybe_grow(32 << 10, 1 << 20, || self.boolean(item))?;
                }
                any
            }
        })
    }
}

/// Whether two values are the same thing: arrays and objects by identity.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Array(left), Value::Array(right)) => Rc::ptr_eq(left, right),
        (Value::Object(left), Value::Object(right)) => Rc::ptr_eq(left, right),
        (Value::Function(left), Value::Function(right)) => Rc::ptr_eq(left, right),
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Function(_),
            _,
        ) => false,
    }
}

fn operand(
    value: Option<&Value>,
    code: &'static str,
    side: &str,
    op: BinaryOp,
) -> Result<Option<f64>> {
    let Some(value) = value else { return Ok(None) };
    match numeric(value)? {
        Some(number) => Ok(Some(number)),
        None => fail(
            code,
            format!(
                "The {side} side of the \"{}\" operator must evaluate to a number",
                op.symbol()
            ),
        ),
    }
}

fn calculate(op: BinaryOp, left: Option<&Value>, right: Option<&Value>) -> Result<Argument> {
    let left = operand(left, "T2001", "left", op)?;
    let right = operand(right, "T2002", "right", op)?;
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    Ok(Some(Value::from(match op {
        BinaryOp::Multiply => left * right,
        BinaryOp::Divide => left / right,
        BinaryOp::Remainder => left % right,
        BinaryOp::Subtract => left - right,
        _ => left + right,
    })))
}

fn order(op: BinaryOp, left: Option<&Value>, right: Option<&Value>) -> Result<Argument> {
    let ordering = match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            left.as_f64().partial_cmp(&right.as_f64())
        }
        (Some(Value::String(left)), Some(Value::String(right))) => Some(compare(left, right)),
        _ => return not_ordered(op, left, right),
    };
    let holds = ordering.is_some_and(|ordering| match op {
        BinaryOp::Less => ordering == Ordering::Less,
        BinaryOp::LessEqual => ordering != Ordering::Greater,
        BinaryOp::Greater => ordering == Ordering::Greater,
        _ => ordering != Ordering::Less,
    });
    Ok(Some(Value::Bool(holds)))
}

/// What comes of values that are not two numbers or two texts.
fn not_ordered(op: BinaryOp, left: Option<&Value>, right: Option<&Value>) -> Result<Argument> {
    let comparable =
        |value: Option<&Value>| matches!(value, None | Some(Value::Number(_) | Value::String(_)));
    if !comparable(left) || !comparable(right) {
        return fail(
            "T2010",
            format!(
                "The expressions either side of operator \"{}\" must evaluate to numeric or \
                 string values",
                op.symbol()
            ),
        );
    }
    if left.is_none() || right.is_none() {
        return Ok(None);
    }
    fail(
        "T2009",
        format!(
            "The values {} and {} either side of operator \"{}\" must be of the same data type",
            json_or_undefined(left),
            json_or_undefined(right),
            op.symbol()
        ),
    )
}

/// An end of a range.
fn whole_number(value: Option<&Value>, code: &'static str, side: &str) -> Result<Option<f64>> {
    let Some(value) = value else { return Ok(None) };
    match value.as_f64() {
        Some(number) if number.is_finite() && number.fract() == 0.0 => Ok(Some(number)),
        _ => fail(
            code,
            format!("The {side} side of the range operator (..) must evaluate to an integer"),
        ),
    }
}
