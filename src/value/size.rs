//! How long the JSON text of a value is, without writing it.

use super::{Number, Value};

impl Value {
    /// Whether the compact JSON text has at most `limit` bytes.
    #[must_use]
    pub fn fits(&self, limit: usize) -> bool {
        within::<AtMost>(self, limit) || within::<Exactly>(self, limit)
    }

    /// The bytes of the compact JSON text.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        let mut left = usize::MAX;
        take::<Exactly>(self, &mut left);
        usize::MAX - left
    }
}

/// How the parts of a text are measured.
trait Measure {
    fn number(number: Number) -> usize;
    fn string(text: &str) -> usize;
}

/// To the byte.
struct Exactly;

/// By what no text is longer than; most values are so small that no more needs to be known.
struct AtMost;

impl Measure for Exactly {
    fn number(number: Number) -> usize {
        match number {
            Number::Int(whole) => digits(whole),
            Number::Float(_) => number.to_string().len(),
        }
    }

    fn string(text: &str) -> usize {
        let escapes = |byte: u8| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
            0..=0x1f => 5,
            _ => 0,
        };
        2 + text.len() + text.bytes().map(escapes).sum::<usize>()
    }
}

impl Measure for AtMost {
    /// `-2.2250738585072014e-308`
    fn number(_: Number) -> usize {
        24
    }

    /// Each byte may be written as `\u0001`.
    fn string(text: &str) -> usize {
        2 + 6 * text.len()
    }
}

fn within<M: Measure>(value: &Value, limit: usize) -> bool {
    let mut left = limit;
    take::<M>(value, &mut left).is_some()
}

/// Takes the bytes of a value from what is left; `None` where it is not enough.
fn take<M: Measure>(value: &Value, left: &mut usize) -> Option<()> {
    let mut spend = |bytes: usize| {
        *left = left.checked_sub(bytes)?;
        Some(())
    };
    match value {
        Value::Null | Value::Bool(true) | Value::Function(_) => spend(4),
        Value::Bool(false) => spend(5),
        Value::Number(number) => spend(M::number(*number)),
        Value::String(text) => spend(M::string(text)),
        Value::Array(items) => {
            spend(2 + items.len().saturating_sub(1))?;
            items.iter().try_for_each(|item| take::<M>(item, left))
        }
        Value::Object(fields) => {
            spend(2 + fields.len().saturating_sub(1))?;
            fields.iter().try_for_each(|(key, value)| {
                *left = left.checked_sub(M::string(key) + 1)?;
                take::<M>(value, left)
            })
        }
    }
}

fn digits(whole: i64) -> usize {
    let magnitude = whole.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
    magnitude + usize::from(whole < 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::parse;

    #[test]
    fn the_length_is_that_of_the_text() {
        for text in [
            r#"{"a":[1,-20,300,2.5,null,true,false],"b":{},"c":"x\"\n\u0001é","d":[]}"#,
            "0",
            "-9223372036854775808",
            "-2.2250738585072014e-308",
            "\"\"",
        ] {
            let value = parse(text).expect("JSON");
            assert_eq!(value.byte_len(), text.len(), "{text}");
            assert!(value.fits(text.len()) && !value.fits(text.len() - 1));
            assert!(within::<AtMost>(&value, 6 * text.len() + 24), "{text}");
            assert!(!within::<AtMost>(&value, text.len() - 1), "{text}");
        }
    }
}
