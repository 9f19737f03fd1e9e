//! Numbers: whole ones keep all their digits up to 64 bits until arithmetic reads them.

use std::fmt;

/// A number of JSON.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// Written without fraction and exponent, within 64 bits.
    Int(i64),
    /// Any other.
    Float(f64),
}

/// Doubles from here on do not hold every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The number as a double, as arithmetic has it.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "that is how expressions read numbers")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The number, where it is whole and fits 64 bits.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            Self::Float(value) => {
                (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64)
            }
        }
    }
}

/// A whole number that a double holds exactly becomes [`Number::Int`].
impl From<f64> for Number {
    #[allow(clippy::cast_possible_truncation, reason = "what is changed by it is not taken")]
    #[allow(clippy::cast_precision_loss, reason = "see above")]
    fn from(value: f64) -> Self {
        let whole = value as i64;
        if whole as f64 == value && value.abs() < EXACT {
            Self::Int(whole)
        } else {
            Self::Float(value)
        }
    }
}

/// By value: `1` is `1.0`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a == b,
            _ => self.as_f64() == other.as_f64(),
        }
    }
}

/// As JSON writes it; what JSON has no number for is written as a string with its name, which is
/// what leaves a state.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) if value.is_nan() => f.write_str("\"NaN\""),
            Self::Float(value) if value == f64::INFINITY => f.write_str("\"Infinity\""),
            Self::Float(value) if value == f64::NEG_INFINITY => f.write_str("\"-Infinity\""),
            Self::Float(value) => match serde_json::Number::from_f64(value) {
                Some(number) => write!(f, "{number}"),
                None => f.write_str("null"),
            },
        }
    }
}
