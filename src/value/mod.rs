//! JSON as it flows through an execution: copies share their parts, so that handing a large input
//! from state to state costs nothing. Knows nothing of states or expressions.

pub mod date;
mod json;
mod number;
mod object;
mod size;
mod timestamp;

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

pub use json::parse;
pub use number::Number;
pub use object::{Iter, Object};
pub use timestamp::{Form, Timestamp};

/// A string; cheap to clone.
pub type Text = Rc<str>;

/// A JSON value, or something an expression makes that is none.
///
/// What kind it is takes a whole word: values are handed on all the time, and a copy that reads words
/// of which only a byte was written has to wait for it.
#[derive(Clone, Default)]
#[repr(u64)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1`, `2.5`
    Number(Number),
    /// `"text"`
    String(Text),
    /// `[1, 2]`
    Array(Rc<Array>),
    /// `{"a": 1}`
    Object(Rc<Object>),
    /// A function of an expression; never part of what a state passes on.
    Function(Rc<dyn Any>),
}

/// The items of an array, with marks for whom evaluates expressions; marks mean nothing in JSON and
/// two arrays that differ in them alone are equal.
#[derive(Clone, Debug, Default)]
pub struct Array {
    /// What is in it.
    pub items: Vec<Value>,
    /// Bits the evaluator of expressions gives a meaning; 0 for an array that is plain JSON.
    pub marks: u8,
}

impl Deref for Array {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

impl Value {
    /// A string.
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::String(text.into())
    }

    /// An array without marks.
    #[must_use]
    pub fn array(items: Vec<Self>) -> Self {
        Self::Array(Rc::new(Array { items, marks: 0 }))
    }

    /// An object of fields in that order; a later field of the same name replaces the value.
    #[must_use]
    pub fn object<K: Into<Text>>(fields: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(Rc::new(fields.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    /// `{}`
    #[must_use]
    pub fn empty_object() -> Self {
        Self::Object(Rc::default())
    }

    /// The text, of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value, of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, of a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.as_f64()),
            _ => None,
        }
    }

    /// The number, where it is whole: `2` and `2.0`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The items, of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The fields, of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The field of that name, of an object that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What kind of value it is, as messages name it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Function(_) => "function",
        }
    }
}

/// Numbers by value, objects whatever the order of their fields, functions by identity.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => Rc::ptr_eq(a, b) || a.items == b.items,
            (Self::Object(a), Self::Object(b)) => Rc::ptr_eq(a, b) || a == b,
            (Self::Function(a), Self::Function(b)) => Rc::ptr_eq(a, b),
            (
                Self::Null
                | Self::Bool(_)
                | Self::Number(_)
                | Self::String(_)
                | Self::Array(_)
                | Self::Object(_)
                | Self::Function(_),
                _,
            ) => false,
        }
    }
}

/// As compact JSON.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(Number::Int(value))
    }
}

/// A whole number becomes one without a fraction: `2`, not `2.0`.
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Number(Number::from(value))
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::array(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_that_of_json() {
        let one = parse(r#"{"a": 1, "b": [1.0, null]}"#).expect("JSON");
        let other = parse(r#"{"b": [1, null], "a": 1.0}"#).expect("JSON");
        assert_eq!(one, other);
        assert_ne!(one, parse(r#"{"a": 1}"#).expect("JSON"));
        assert_ne!(Value::from(1), Value::from("1"));
    }

    #[test]
    fn a_value_takes_three_words_even_where_there_may_be_none() {
        assert_eq!(size_of::<Value>(), 24);
        assert_eq!(size_of::<Option<Option<Value>>>(), 24);
    }

    #[test]
    fn a_copy_shares_its_parts() {
        let one = parse("[[1, 2], {}]").expect("JSON");
        let (Value::Array(a), Value::Array(b)) = (&one, &one.clone()) else {
            panic!("arrays");
        };
        assert!(Rc::ptr_eq(a, b));
    }
}
