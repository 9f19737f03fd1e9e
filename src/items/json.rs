//! Items in JSON and in lines of JSON.

use super::Failure;
use super::reader::Items;
use crate::value::{self, Text, Value};

/// Adds the items of an array, or of an object its fields, each as a key and a value.
///
/// # Errors
/// Where the text is no JSON, or there is no array where `pointer` leads.
pub(super) fn items(
    text: &str,
    pointer: Option<&str>,
    objects_have_items: bool,
    source: &Text,
    items: &mut Items,
) -> Result<(), Failure> {
    let document = parse(text).map_err(|message| Failure::reading(message.to_string()))?;
    let found = match pointer {
        None => Some(&document),
        Some(pointer) => follow(&document, pointer),
    };
    match found {
        Some(Value::Array(array)) => {
            array.iter().for_each(|item| items.push(item.clone(), source));
            Ok(())
        }
        Some(Value::Object(fields)) if objects_have_items => {
            for (key, value) in fields.iter() {
                let pair = [("Key", Value::String(key.clone())), ("Value", value.clone())];
                items.push_pair(Some(key.clone()), Value::object(pair), source);
            }
            Ok(())
        }
        Some(_) => Err(Failure::reading("Attempting to map over non-iterable node.")),
        None => Err(Failure::reading(format!(
            "The ItemsPointer '{}' leads nowhere in the file.",
            pointer.unwrap_or_default()
        ))),
    }
}

/// Adds the value of each line; lines without text are passed over.
///
/// # Errors
/// Where a line is no JSON.
pub(super) fn lines(text: &str, source: &Text, items: &mut Items) -> Result<(), Failure> {
    for (number, line) in (1..).zip(text.lines()) {
        if items.is_full() {
            break;
        }
        let line = line.strip_prefix('\u{feff}').unwrap_or(line).trim();
        if line.is_empty() {
            continue;
        }
        let value = value::parse(line).map_err(|error| {
            Failure::reading(format!("Line {number} of the file is no JSON: {error}"))
        })?;
        items.push(value, source);
    }
    Ok(())
}

fn parse(text: &str) -> Result<Value, serde_json::Error> {
    value::parse(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The value a JSON Pointer (RFC 6901) leads to.
fn follow<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.is_empty() {
        return Some(value);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(value, |value, token| match value {
        Value::Object(fields) => fields.get(&token.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}
