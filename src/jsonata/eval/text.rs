//! Values and numbers as text.

use std::cmp::Ordering;

use crate::value::{Number, Value};

use super::failure::{Result, fail, out_of_range};
use super::limits::{WEIGHT, too_heavy};

/// Digits of a number in a text.
const PRECISION: usize = 15;

/// A number with more digits before the point has an exponent.
const LARGE: usize = 21;

/// A number as the language writes it: the shortest digits that mean it, with an exponent only where
/// it is very large or very small.
pub(super) fn number(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let (digits, exponent) = shortest(value.abs());
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", placed(&digits, exponent, LARGE))
}

/// The shortest digits that mean a positive number, and the power of ten the first of them counts.
pub(super) fn shortest(value: f64) -> (String, i32) {
    split(&format!("{value:e}"))
}

fn split(scientific: &str) -> (String, i32) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// `digits`, of which the first counts ten to the `exponent`; with an exponent if there are more than
/// `large` before the point.
fn placed(digits: &str, exponent: i32, large: usize) -> String {
    let count = digits.len();
    let is_large = exponent >= 0 && exponent.unsigned_abs() as usize >= large;
    match exponent {
        _ if is_large || exponent < -6 => scientific(digits, exponent),
        ..0 => format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
        _ => {
            let whole = exponent.unsigned_abs() as usize + 1;
            if count <= whole {
                format!("{digits}{}", "0".repeat(whole - count))
            } else {
                format!("{}.{}", &digits[..whole], &digits[whole..])
            }
        }
    }
}

fn scientific(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{point}{rest}e{sign}{}", exponent.unsigned_abs())
}

/// A number as `$string` and `&` write it. Step Functions rounds here as Java does and not the
/// reference: whole numbers keep their digits, others go down to 15, and have an exponent where the
/// digits end before the point (measured on AWS by the authors of sfnx).
fn short_number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e21 {
        return format!("{:.0}", value + 0.0);
    }
    let (digits, exponent) = shortest(value.abs());
    if digits.len() <= PRECISION {
        return number(value);
    }
    let (kept, _) = digits.split_at(PRECISION);
    let kept = kept.parse::<u64>().unwrap_or(0) + u64::from(value < 0.0);
    let kept = kept.to_string();
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "16 at most")]
    let exponent = exponent + (kept.len() - PRECISION) as i32;
    let digits = kept.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", placed(digits, exponent, digits.len()))
}

fn write_number(out: &mut String, value: Number) {
    match value {
        Number::Int(whole) if whole.unsigned_abs() < 1 << 53 => {
            let mut digits = itoa(whole);
            out.push_str(digits.text());
        }
        _ => out.push_str(&short_number(value.as_f64())),
    }
}

/// The decimal digits of a whole number, without asking for memory.
struct Digits {
    bytes: [u8; 20],
    start: usize,
}

fn itoa(value: i64) -> Digits {
    let mut digits = Digits { bytes: [b'0'; 20], start: 20 };
    let mut rest = value.unsigned_abs();
    loop {
        digits.start -= 1;
        digits.bytes[digits.start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.start -= 1;
        digits.bytes[digits.start] = b'-';
    }
    digits
}

impl Digits {
    fn text(&mut self) -> &str {
        std::str::from_utf8(&self.bytes[self.start..]).unwrap_or_default()
    }
}

/// What `$string` makes of a value: texts stay as they are, functions become nothing.
pub(super) fn string(value: &Value, pretty: bool) -> Result<String> {
    let mut out = String::new();
    match value {
        Value::String(text) => out.push_str(text),
        Value::Function(_) => {}
        Value::Number(number) if !number.as_f64().is_finite() => {
            return fail("D3001", "Attempting to invoke string function on Infinity or NaN");
        }
        _ => write(&mut out, value, pretty.then_some(0))?,
    }
    Ok(out)
}

/// A value in a message.
pub(super) fn json(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Number(number) if !number.as_f64().is_finite() => "null".to_owned(),
        Value::Number(value) => number(value.as_f64()),
        _ => match write(&mut out, value, None) {
            Ok(()) => out,
            Err(_) => "...".to_owned(),
        },
    }
}

/// A value that may be missing in a message.
pub(super) fn json_or_undefined(value: Option<&Value>) -> String {
    value.map_or_else(|| "undefined".to_owned(), json)
}

/// Writes JSON; `indent` is how far its lines are moved to the right, if it has lines.
fn write(out: &mut String, value: &Value, indent: Option<usize>) -> Result<()> {
    if out.len() > WEIGHT {
        return too_heavy();
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.as_f64().is_nan() => out.push_str("null"),
        Value::Number(number) if number.as_f64().is_infinite() => {
            return out_of_range(number.as_f64());
        }
        Value::Number(number) => write_number(out, *number),
        Value::String(text) => write_string(out, text),
        Value::Function(_) => out.push_str("\"\""),
        Value::Array(items) => {
            let inside = indent.map(|indent| indent + 2);
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(out, at, inside);
                stacker::maybe_grow(32 << 10, 1 << 20, || write(out, item, inside))?;
            }
            end(out, items.is_empty(), indent);
            out.push(']');
        }
        Value::Object(fields) => {
            let inside = indent.map(|indent| indent + 2);
            out.push('{');
            for (at, (key, value)) in fields.iter().enumerate() {
                separate(out, at, inside);
                write_string(out, key);
                out.push_str(if inside.is_some() { ": " } else { ":" });
                stacker::maybe_grow(32 << 10, 1 << 20, || write(out, value, inside))?;
            }
            end(out, fields.is_empty(), indent);
            out.push('}');
        }
    }
    Ok(())
}

fn separate(out: &mut String, at: usize, indent: Option<usize>) {
    if at > 0 {
        out.push(',');
    }
    line(out, indent);
}

fn end(out: &mut String, empty: bool, indent: Option<usize>) {
    if !empty {
        line(out, indent);
    }
}

fn line(out: &mut String, indent: Option<usize>) {
    if let Some(indent) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// A string with its quotes; Step Functions escapes no other characters than these.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x0c => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(escape);
        plain = at + 1;
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// The order of texts by their UTF-16 units.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let differs = left.chars().zip(right.chars()).find(|(l, r)| l != r);
    match differs {
        // Half of a pair comes before the characters after the halves.
        Some((l, r)) if (l as u32 > 0xffff) != (r as u32 > 0xffff) => {
            first_unit(l).cmp(&first_unit(r))
        }
        Some((l, r)) => l.cmp(&r),
        None => left.len().cmp(&right.len()),
    }
}

fn first_unit(c: char) -> u16 {
    let mut units = [0; 2];
    c.encode_utf16(&mut units)[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_whole_are_written_with_15_digits() {
        let cases = [
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1e-7, "1e-7"),
            (0.000_001, "0.000001"),
            (-1.5e-9, "-1.5e-9"),
            (2.0 / 3.0, "0.666666666666666"),
            (-2.0 / 3.0, "-0.666666666666667"),
            (-0.999_999_999_999_999_9, "-1"),
            (123_456_789_012_345_680.0, "123456789012345680"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (100_000_000_000_000.5, "1e+14"),
            (1_234_567_890_123_456.7, "1.23456789012345e+15"),
            (123_456_789_012_345.67, "123456789012345"),
            (-0.0, "0"),
            (42.0, "42"),
        ];
        for (value, text) in cases {
            assert_eq!(string(&Value::from(value), false), Ok(text.to_owned()));
        }
        assert_eq!(number(12_345_678_901_234_567_000.0), "12345678901234567000");
        assert_eq!(number(5e-324), "5e-324");
        assert_eq!(number(1.25), "1.25");
    }

    #[test]
    fn texts_are_ordered_by_units() {
        assert_eq!(compare("a", "b"), Ordering::Less);
        assert_eq!(compare("ab", "a"), Ordering::Greater);
        assert_eq!(compare("\u{ff61}", "\u{1f600}"), Ordering::Greater);
        assert_eq!(compare("\u{1f600}", "\u{1f601}"), Ordering::Less);
    }
}
