//! Following the steps of a path.

use std::fmt::Write;

use super::path::{Key, Query, Step};
use crate::value::{Object, Text, Value};

/// Why a path leads nowhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Absent {
    /// The variable has no value.
    NoVariable,
    /// The last field is not there.
    NoResults,
    /// The object has no such field, and more steps follow: the number of the step.
    NoField(usize),
    /// A field of something that is no object; `None` stands for what is beyond an array's end.
    NoObject(usize, Option<Value>),
    /// An item of something that is no array.
    NoArray(usize, Option<Value>),
    /// A function does not take the value.
    Function(String),
}

/// The class of the values in the library's messages.
const NODES: &str = "com.fasterxml.jackson.databind.node.";
const PROVIDER: &str = "com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider";

impl Absent {
    /// How the library under the service words it.
    pub fn reason(&self, query: &Query) -> String {
        match self {
            Self::NoVariable | Self::NoResults => {
                format!("No results for path: {}", written(&query.keys))
            }
            Self::NoField(at) => {
                format!("Missing property in path {}", written(&query.keys[..=*at]))
            }
            Self::NoObject(at, found) => no_object(&query.keys[..*at], &query.sought(*at), found),
            Self::NoArray(at, None) => format!("The path {} is null", written(&query.keys[..*at])),
            Self::NoArray(at, Some(found)) => format!(
                "Filter: {} can only be applied to arrays. Current context is: {found}",
                query.sought(*at)
            ),
            Self::Function(message) => message.clone(),
        }
    }

    /// Whether the service passes on the library's words even where it has its own.
    pub fn is_of_library(&self) -> bool {
        matches!(self, Self::NoArray(_, Some(_)) | Self::Function(_))
    }
}

fn no_object(keys: &[Key], sought: &str, found: &Option<Value>) -> String {
    format!(
        "Expected to find an object with property {sought} in path {} but found '{}'. This is not \
         a json object according to the JsonProvider: '{PROVIDER}'.",
        written(keys),
        found.as_ref().map_or_else(|| "null".to_owned(), class)
    )
}

/// `$['a'][0]`
fn written(keys: &[Key]) -> String {
    keys.iter().fold("$".to_owned(), |mut text, key| {
        let written = match key {
            Key::Field(name) => write!(text, "['{name}']"),
            Key::Index(index) => write!(text, "[{index}]"),
        };
        written.expect("a string takes any text");
        text
    })
}

/// The Java class of a value.
fn class(value: &Value) -> String {
    let name = match value {
        Value::Null | Value::Function(_) => "NullNode",
        Value::Bool(_) => "BooleanNode",
        Value::Number(number) => match number.as_i64() {
            Some(whole) if i32::try_from(whole).is_ok() => "IntNode",
            Some(_) => "LongNode",
            None => "DoubleNode",
        },
        Value::String(_) => "TextNode",
        Value::Array(_) => "ArrayNode",
        Value::Object(_) => "ObjectNode",
    };
    format!("{NODES}{name}")
}

impl Query {
    /// The value the steps lead to from `start`; `document` is `$` in filters.
    ///
    /// `None` for an index beyond the end of an array: the library gives Java's null there, which
    /// most of the service takes for JSON's.
    pub fn find(&self, start: &Value, document: &Value) -> Result<Option<Value>, Absent> {
        let located = self.locate(start);
        if self.steps.is_empty() && self.functions.is_empty() {
            return located.map(|found| found.cloned());
        }
        let mut value = if self.steps.is_empty() {
            located?.cloned().unwrap_or(Value::Null)
        } else if let [Step::Fields(names)] = &*self.steps {
            let found = located?;
            let fields = found.and_then(Value::as_object);
            let no_object = || Absent::NoObject(self.keys.len(), found.cloned());
            kept(fields.ok_or_else(no_object)?, names)
        } else {
            let mut found = Vec::new();
            if let Ok(Some(value)) = located {
                collect(&self.steps, value, document, &mut found);
            }
            found.into()
        };
        for function in &self.functions {
            value = function.apply(&value, document).map_err(Absent::Function)?;
        }
        Ok(Some(value))
    }

    /// The step `at` as the library writes it: `['a']`, `['a','b']`, `[0]`
    fn sought(&self, at: usize) -> String {
        match (self.keys.get(at), self.steps.first()) {
            (Some(_), _) => written(&self.keys[at..=at])[1..].to_owned(),
            (None, Some(Step::Fields(names))) => format!("['{}']", names.join("','")),
            (None, _) => String::new(),
        }
    }

    /// The place the keys lead to.
    fn locate<'v>(&self, start: &'v Value) -> Result<Option<&'v Value>, Absent> {
        let last = self.steps.is_empty() && self.functions.is_empty();
        let mut current = start;
        for (at, key) in self.keys.iter().enumerate() {
            let is_leaf = last && at + 1 == self.keys.len();
            match (key, current) {
                (Key::Field(name), Value::Object(fields)) => match fields.get(name) {
                    Some(value) => current = value,
                    None if is_leaf => return Err(Absent::NoResults),
                    None => return Err(Absent::NoField(at)),
                },
                (Key::Field(_), other) => return Err(Absent::NoObject(at, Some(other.clone()))),
                (Key::Index(index), Value::Array(items)) => match item(items, *index) {
                    Some(value) => current = value,
                    None => return self.beyond(at + 1),
                },
                (Key::Index(_), other) => return Err(Absent::NoArray(at, Some(other.clone()))),
            }
        }
        Ok(Some(current))
    }

    /// What comes of the key `at` beyond the end of an array.
    fn beyond(&self, at: usize) -> Result<Option<&'static Value>, Absent> {
        match self.keys.get(at) {
            None => Ok(None),
            Some(Key::Field(_)) => Err(Absent::NoObject(at, None)),
            Some(Key::Index(_)) => Err(Absent::NoArray(at, None)),
        }
    }
}

/// The item with that index, from the end where it is negative.
pub(super) fn item(items: &[Value], index: i64) -> Option<&Value> {
    let index = if index < 0 { index.checked_add(length(items))? } else { index };
    items.get(usize::try_from(index).ok()?)
}

fn length(items: &[Value]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// The fields with these names, as far as there are such.
fn kept(fields: &Object, names: &[Text]) -> Value {
    let there = |name: &Text| fields.get(name).map(|value| (name.clone(), value.clone()));
    Value::object(names.iter().filter_map(there))
}

/// Adds to `found` what the steps lead to from `value`; a step that leads nowhere adds nothing.
fn collect(steps: &[Step], value: &Value, document: &Value, found: &mut Vec<Value>) {
    let Some((step, rest)) = steps.split_first() else {
        found.push(value.clone());
        return;
    };
    let mut go_on = |value: &Value| collect(rest, value, document, found);
    match step {
        Step::Fields(names) if rest.is_empty() => {
            // At the end of a path several fields make one object.
            if let Value::Object(fields) = value {
                go_on(&kept(fields, names));
            }
        }
        Step::Deep(step) => {
            for place in places(value) {
                if applies(step, place, document) {
                    take(step, place, document, &mut go_on);
                }
            }
        }
        _ => take(step, value, document, &mut go_on),
    }
}

/// Hands every place the step leads to from `value` to `go_on`.
fn take(step: &Step, value: &Value, document: &Value, go_on: &mut dyn FnMut(&Value)) {
    match (step, value) {
        (Step::Key(Key::Field(name)), Value::Object(fields)) => {
            fields.get(name).into_iter().for_each(go_on);
        }
        (Step::Key(Key::Index(index)), Value::Array(items)) => {
            go_on(item(items, *index).unwrap_or(&Value::Null));
        }
        (Step::Fields(names), Value::Object(fields)) => {
            names.iter().filter_map(|name| fields.get(name)).for_each(go_on);
        }
        (Step::Indices(indices), Value::Array(items)) => {
            for index in indices {
                go_on(item(items, *index).unwrap_or(&Value::Null));
            }
        }
        (Step::Slice(from, to), Value::Array(items)) => {
            slice(items, *from, *to).for_each(go_on);
        }
        (Step::All, Value::Array(items)) => items.iter().for_each(go_on),
        (Step::All, Value::Object(fields)) => fields.values().for_each(go_on),
        (Step::Filter(filter), Value::Array(items)) => {
            items.iter().filter(|item| filter.accepts(item, document)).for_each(go_on);
        }
        // A filter behind an object is a test of the object itself.
        (Step::Filter(filter), Value::Object(_)) => {
            if filter.accepts(value, document) {
                go_on(value);
            }
        }
        (
            Step::Key(_)
            | Step::Fields(_)
            | Step::Indices(_)
            | Step::Slice(..)
            | Step::All
            | Step::Filter(_)
            | Step::Deep(_),
            _,
        ) => {}
    }
}

/// Whether a step behind `..` is taken from the place.
fn applies(step: &Step, place: &Value, document: &Value) -> bool {
    match (step, place) {
        (Step::Fields(names), Value::Object(fields)) => {
            names.iter().all(|name| fields.contains_key(name))
        }
        // Each place is tested by itself, so an array must not test its items once more.
        (Step::Filter(filter), _) => place.as_object().is_some() && filter.accepts(place, document),
        (Step::Key(Key::Index(index)), Value::Array(items)) => item(items, *index).is_some(),
        _ => true,
    }
}

/// The value and all objects and arrays below it, each before what is in it.
fn places(value: &Value) -> impl Iterator<Item = &Value> {
    // Not by recursion: values may be nested deeper than the stack allows.
    let mut waiting = vec![value];
    std::iter::from_fn(move || {
        let place = waiting.pop()?;
        match place {
            Value::Array(items) => waiting.extend(items.iter().rev().filter(|item| nests(item))),
            Value::Object(fields) => {
                waiting.extend(fields.values().rev().filter(|value| nests(value)));
            }
            _ => {}
        }
        Some(place)
    })
}

fn nests(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_))
}

/// The items `[from:to]`, as the library counts: with both bounds written, negative ones count from
/// the end item by item.
fn slice(items: &[Value], from: Option<i64>, to: Option<i64>) -> impl Iterator<Item = &Value> {
    let length = length(items);
    let from_end = |bound: i64| if bound < 0 { bound.saturating_add(length) } else { bound };
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from.max(-length), to.min(length)),
        (Some(from), None) => (from_end(from).max(0), length),
        (None, Some(to)) => (0, from_end(to).min(length)),
        (None, None) => (0, length),
    };
    (from..to).filter_map(|index| item(items, index))
}
