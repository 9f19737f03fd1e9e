//! What the operators do with values.

use std::cmp::Ordering;

use flowc::ir::types::{FieldPresence, Type};
use flowc::value::{Number, Value};

/// A small number.
pub(super) fn count(at: usize) -> Value {
    Value::from(i64::try_from(at).unwrap_or(i64::MAX))
}

/// `base.name`; `None` where it is missing. Of a list it is what ASL reads: the fields of its items,
/// none of them missing, one of them by itself, several as a list.
pub(super) fn field(base: &Value, name: &str) -> Option<Value> {
    match base {
        Value::Object(fields) => fields.get(name).cloned(),
        Value::Array(items) => {
            let mut found = Vec::new();
            for item in items.iter() {
                match field(item, name) {
                    Some(Value::Array(inner)) => found.extend(inner.iter().cloned()),
                    other => found.extend(other),
                }
            }
            match found.len() {
                0 => None,
                1 => found.pop(),
                _ => Some(Value::array(found)),
            }
        }
        _ => None,
    }
}

/// `base[at]`, from the end where negative; `None` where there is no such item. What is no list is
/// taken for a list of one.
#[allow(clippy::cast_possible_truncation, reason = "indexes are small")]
pub(super) fn item(base: &Value, at: f64) -> Option<Value> {
    let at = at.floor() as i64;
    let items = match base {
        Value::Array(items) => &items.items[..],
        other => std::slice::from_ref(other),
    };
    let from_start = if at < 0 { at + i64::try_from(items.len()).ok()? } else { at };
    items.get(usize::try_from(from_start).ok()?).cloned()
}

/// Numbers and texts have an order, each among themselves. Texts go by their UTF-16 units.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()),
        (Value::String(a), Value::String(b)) => Some(a.encode_utf16().cmp(b.encode_utf16())),
        _ => None,
    }
}

/// `value is ty`
pub(super) fn is_of(value: &Value, ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Never => false,
        Type::Null => value.is_null(),
        Type::Bool => matches!(value, Value::Bool(_)),
        Type::Number => matches!(value, Value::Number(_)),
        Type::String => matches!(value, Value::String(_)),
        Type::Literal(constant) => *value == Value::from(&**constant),
        Type::List(item) => {
            value.as_array().is_some_and(|items| items.iter().all(|it| is_of(it, item)))
        }
        Type::Record(of) => {
            value.as_object().is_some_and(|fields| fields.values().all(|it| is_of(it, of)))
        }
        Type::Object(object) => value.as_object().is_some_and(|fields| {
            object.fields.iter().all(|(name, wanted)| match fields.get(name) {
                Some(field) => is_of(field, &wanted.ty),
                None => wanted.presence != FieldPresence::Required,
            })
        }),
        Type::Api(_) => value.as_object().is_some(),
        Type::Union(members) => members.iter().any(|member| is_of(value, member)),
    }
}

/// A value as interpolation prints it: texts as they are, the rest as JSON without blanks. `None`: it
/// holds a number that is none.
pub fn printed(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        other => json(other),
    }
}

/// A value as JSON text.
pub(super) fn json(value: &Value) -> Option<String> {
    let mut out = String::new();
    write(&mut out, value)?;
    Some(out)
}

fn write(out: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&digits(*number)?),
        Value::String(text) => quote(out, text),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                out.push(if at == 0 { '[' } else { ',' });
                write(out, item)?;
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(fields) => {
            for (at, (key, field)) in fields.iter().enumerate() {
                out.push(if at == 0 { '{' } else { ',' });
                quote(out, key);
                out.push(':');
                write(out, field)?;
            }
            out.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
        Value::Function(_) => return None,
    }
    Some(())
}

/// Quotes, backslashes and the white space that has letters are escaped, nothing else.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A number as Step Functions makes a text of it: whole ones with all their digits, others rounded down to
/// 15 significant ones, with an exponent where those end before the point.
fn digits(number: Number) -> Option<String> {
    const MOST: usize = 15;
    let value = number.as_f64();
    if !value.is_finite() {
        return None;
    }
    if value.fract() == 0.0 && value.abs() < 1e21 {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and fits")]
        return Some((value as i128).to_string());
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let mut rounded = value;
    let mut ends_before_point = value.abs() >= 1e21;
    let all: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if all.len() > MOST {
        let kept: u64 = all[..MOST].parse().ok()?;
        let kept = if value < 0.0 { kept + 1 } else { kept };
        rounded = format!("{kept}e{}", exponent - 14).parse::<f64>().ok()?.copysign(value);
        ends_before_point = rounded.fract() == 0.0 && rounded % 10.0 == 0.0;
    }
    if !ends_before_point && rounded.abs() >= 1e-6 {
        return Some(rounded.to_string());
    }
    let text = format!("{rounded:e}");
    Some(if text.contains("e-") { text } else { text.replace('e', "e+") })
}
