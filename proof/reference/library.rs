//! The library, as `docs/library.md` tells it.

use flowc::ir::program::{Expr, ExprKind, Library};
use flowc::value::{Form, Timestamp, Value};

use super::expressions::Missing;
use super::values::{count, json};
use super::{Reference, Run, Stop, fails, lists, marshal, objects, texts};

impl Reference<'_> {
    /// A call of a function; `None` where its value is missing, its receiver too.
    pub(super) fn library(
        &mut self,
        function: Library,
        args: &[Expr],
        missing: Missing,
    ) -> Run<Option<Value>> {
        let Some((receiver, rest)) = args.split_first() else {
            return self.drawn(function).map(Some);
        };
        let Some(receiver) = self.read(receiver, missing)? else { return Ok(None) };
        match receiver {
            Value::Array(items) if lists::takes(function) => {
                self.of_list(function, &items.items, rest)
            }
            Value::String(text) if texts::takes(function) => {
                self.of_text(function, &text, rest).map(Some)
            }
            Value::Object(fields) if objects::takes(function) => {
                self.of_object(function, &fields, rest).map(Some)
            }
            Value::Number(number) if takes_number(function) => {
                self.of_number(function, number.as_f64(), rest).map(Some)
            }
            other => Self::of_any(function, &other).map(Some),
        }
    }

    /// The functions of nothing.
    fn drawn(&mut self, function: Library) -> Run<Value> {
        match function {
            Library::Uuid => {
                self.drawn += 1;
                Ok(format!("{:08x}-0000-4000-8000-000000000000", self.drawn).into())
            }
            Library::Random => Ok(Value::from(0.5)),
            Library::Now => Ok(self.instant().to_string().into()),
            _ => Err(Stop::Unmodelled("a function without arguments")),
        }
    }

    /// Calls a lambda, which may leave out parameters.
    pub(super) fn apply(&mut self, lambda: &Expr, values: &[Value]) -> Run<Value> {
        self.step()?;
        match &lambda.kind {
            ExprKind::Lambda { params, body } => {
                for (param, value) in params.iter().zip(values) {
                    self.set(*param, value.clone());
                }
                self.eval(body)
            }
            _ => Err(Stop::Unmodelled("a function that is no lambda")),
        }
    }

    /// Calls a lambda that must give a boolean.
    pub(super) fn holds(&mut self, lambda: &Expr, values: &[Value]) -> Run<bool> {
        self.apply(lambda, values)?.as_bool().map_or_else(fails, Ok)
    }

    fn of_number(&mut self, function: Library, value: f64, rest: &[Expr]) -> Run<Value> {
        Ok(match function {
            Library::Round => {
                let digits = rest.first().map(|digits| self.number(digits)).transpose()?;
                Value::from(rounded(value, digits.unwrap_or(0.0)))
            }
            Library::Floor => Value::from(value.floor()),
            Library::Ceil => Value::from(value.ceil()),
            Library::Abs => Value::from(value.abs()),
            Library::ToNumber => Value::from(value),
            Library::Range => {
                let end = self.number(&rest[0])?;
                let step = rest.get(1).map(|step| self.number(step)).transpose()?;
                let step = step.unwrap_or(1.0);
                let mut next = value;
                let mut numbers = Vec::new();
                while if step > 0.0 { next < end } else { next > end } {
                    self.step()?;
                    numbers.push(Value::from(next));
                    next += step;
                }
                Value::array(numbers)
            }
            Library::RandomInt => {
                let end = self.number(&rest[0])?;
                Value::from((0.5 * (end - value)).floor() + value)
            }
            Library::TimeFormat if rest.is_empty() => moment(value * 1000.0),
            Library::TimeFormat => {
                let picture = self.text(&rest[0])?;
                pictured(value * 1000.0, &picture)?
            }
            _ => return fails(),
        })
    }

    fn of_any(function: Library, value: &Value) -> Run<Value> {
        match function {
            Library::JsonStringify => json(value).map_or_else(fails, |text| Ok(text.into())),
            Library::ToNumber => match value {
                Value::Bool(value) => Ok(Value::from(i64::from(*value))),
                _ => fails(),
            },
            Library::DynamodbMarshal | Library::AwsDynamodbMarshal | Library::DynamodbUnmarshal => {
                marshal::marshal(function, value).map_or_else(fails, Ok)
            }
            _ => fails(),
        }
    }

    pub(super) fn of_moment(&mut self, function: Library, text: &str, rest: &[Expr]) -> Run<Value> {
        let Some(millis) = millis_of(text) else { return fails() };
        match (function, rest) {
            (Library::TimeParse, []) => Ok(Value::from(millis / 1000.0)),
            (Library::TimeFormat, []) => Ok(moment(millis)),
            (Library::TimeFormat, [picture]) => {
                let picture = self.text(picture)?;
                pictured(millis, &picture)
            }
            (Library::TimeAdd, [seconds]) => Ok(moment(millis + self.number(seconds)? * 1000.0)),
            (Library::TimeDiff, [end]) => {
                let end = self.text(end)?;
                let end = millis_of(&end).map_or_else(fails, Ok)?;
                Ok(Value::from((end - millis) / 1000.0))
            }
            _ => Err(Stop::Unmodelled("pictures of moments")),
        }
    }
}

/// A moment by a picture, of those that programs use.
fn pictured(millis: f64, picture: &str) -> Run<Value> {
    let Value::String(text) = moment(millis) else { return fails() };
    // `2025-01-31T08:30:00.000Z`
    let parts = [
        ("[Y0001]", text.get(0..4)),
        ("[M01]", text.get(5..7)),
        ("[D01]", text.get(8..10)),
        ("[H01]", text.get(11..13)),
        ("[m01]", text.get(14..16)),
        ("[s01]", text.get(17..19)),
    ];
    let mut out = picture.to_owned();
    for (part, value) in parts {
        out = out.replace(part, value.map_or_else(fails, Ok)?);
    }
    if out.contains('[') { Err(Stop::Unmodelled("this picture")) } else { Ok(out.into()) }
}

fn takes_number(function: Library) -> bool {
    matches!(
        function,
        Library::Round
            | Library::Floor
            | Library::Ceil
            | Library::Abs
            | Library::ToNumber
            | Library::Range
            | Library::RandomInt
            | Library::TimeFormat
    )
}

/// To so many digits behind the point, a half to the even neighbour.
fn rounded(value: f64, digits: f64) -> f64 {
    let text = value.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    #[allow(clippy::cast_precision_loss, reason = "they are few")]
    if decimals as f64 <= digits {
        return value;
    }
    let shifted = |value: f64, by: f64| -> f64 {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: f64 = exponent.parse().unwrap_or(0.0);
        format!("{mantissa}e{}", exponent + by).parse().unwrap_or(value)
    };
    shifted(shifted(value, digits).round_ties_even(), -digits)
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds are few")]
fn millis_of(text: &str) -> Option<f64> {
    Timestamp::parse(text, Form::Lenient).map(|moment| moment.0 as f64)
}

#[allow(clippy::cast_possible_truncation, reason = "milliseconds are few")]
fn moment(millis: f64) -> Value {
    Timestamp(millis.floor() as i64).to_string().into()
}

/// The length of a list or a text.
pub(super) fn length(of: usize) -> Value {
    count(of)
}

/// The first and the last index that lie between the bounds of `length` places, negative ones from the
/// end.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small numbers, within the length"
)]
pub(super) fn between(start: f64, end: Option<f64>, length: usize) -> std::ops::Range<usize> {
    let at = |index: f64| {
        let from_start = if index < 0.0 { index + length as f64 } else { index };
        from_start.ceil().clamp(0.0, length as f64) as usize
    };
    let start = at(start);
    start..end.map_or(length, at).max(start)
}
