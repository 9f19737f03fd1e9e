//! Changes entries of the top-level sections of a document and leaves every other byte as it is.
//!
//! In: a text in YAML or JSON, and for each section the entries to put or to remove. Out: the new
//! text, or the first place that cannot be changed without changing something else. Comments, order,
//! blank lines, quotes, line ends and the style of indentation stay. The result is read again and
//! compared with what was asked for, so that an odd way of writing can lead to a refusal only.

mod json;
mod outline;
mod splice;
mod yaml;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{Document, Fault, Position, yaml as yaml_reader};

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is there with this value: in its place, or as the last of its section.
    Put(Value),
    /// It is not there.
    Remove,
}

/// The changes by section and key.
pub type Changes = IndexMap<String, IndexMap<String, Change>>;

/// Prints an object as a block of YAML with so many blanks for a level, line ends being `\n`.
pub type Printer = fn(&Value, usize) -> String;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As JSON.
    Json,
    /// As YAML.
    Yaml,
}

impl Format {
    /// How `text` is written: a document that begins with `{` has to be JSON.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if body(text).1.trim_start().starts_with('{') { Self::Json } else { Self::Yaml }
    }
}

/// The document `text`, functions called by tags as JSON writes them.
///
/// # Errors
/// Gives the first place where the text stops being what [`Format::of`] takes it for.
pub fn read(text: &str) -> Result<Document, Fault> {
    let (_, text) = body(text);
    match Format::of(text) {
        Format::Json => super::json::parse(text),
        Format::Yaml => yaml_reader::parse_calls(text),
    }
}

/// `text` with the `changes`; entries that are as asked for keep their bytes. New sections take
/// their place by `order`, which lists the usual sections from first to last.
///
/// # Errors
/// Says what cannot be changed, and where.
pub fn apply(
    text: &str,
    changes: &Changes,
    order: &[&str],
    print: Printer,
) -> Result<String, Fault> {
    let (mark, text) = body(text);
    let document = read(text)?;
    let changes = needed(changes, &document.value);
    if changes.is_empty() {
        return Ok(format!("{mark}{text}"));
    }
    let edited = match Format::of(text) {
        Format::Json => json::apply(text, &changes, order)?,
        Format::Yaml => yaml::apply(text, &changes, order, print)?,
    };
    verify(&document.value, &changes, &edited)?;
    Ok(format!("{mark}{edited}"))
}

/// A byte order mark, and the text behind it.
fn body(text: &str) -> (&str, &str) {
    text.split_at(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 })
}

/// The line end that `text` uses.
fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where a section stands among the usual ones; one that is not usual stands last.
fn rank(order: &[&str], section: &str) -> usize {
    order.iter().position(|name| *name == section).unwrap_or(order.len())
}

/// The changes that change something.
fn needed(changes: &Changes, document: &Value) -> Changes {
    let mut needed = Changes::new();
    for (section, entries) in changes {
        let present = document.get(section);
        let differs = |key: &String, change: &Change| {
            let found = present.and_then(|present| present.get(key));
            match change {
                Change::Put(value) => found != Some(value),
                Change::Remove => found.is_some(),
            }
        };
        let entries: IndexMap<String, Change> = entries
            .iter()
            .filter(|(key, change)| differs(key, change))
            .map(|(key, change)| (key.clone(), change.clone()))
            .collect();
        if !entries.is_empty() {
            needed.insert(section.clone(), entries);
        }
    }
    needed
}

/// Holds that `edited` says what `before` said, but for the `changes`.
fn verify(before: &Value, changes: &Changes, edited: &str) -> Result<(), Fault> {
    let refuse = |section: &str, at: Position| Fault {
        message: format!("`{section}` is written in a way that cannot be changed in place"),
        at,
    };
    let some = || changes.keys().next().map_or("", String::as_str);
    let start = Position { line: 1, column: 1 };
    let after = read(edited).map_err(|fault| refuse(some(), fault.at))?.value;
    let expected = changed(before, changes);
    let same = |section: &str| content(&after, section) == content(&expected, section);
    if let Some(section) = changes.keys().find(|section| !same(section)) {
        return Err(refuse(section, start));
    }
    let others = |value: &Value| -> Map<String, Value> {
        let fields = value.as_object().cloned().unwrap_or_default();
        fields.into_iter().filter(|(section, _)| !changes.contains_key(section)).collect()
    };
    if others(&after) == others(&expected) { Ok(()) } else { Err(refuse(some(), start)) }
}

/// The entries of a section; a section that is absent has none.
fn content(document: &Value, section: &str) -> Map<String, Value> {
    document.get(section).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What a document says after the `changes`.
fn changed(before: &Value, changes: &Changes) -> Value {
    let mut after = before.as_object().cloned().unwrap_or_default();
    for (section, entries) in changes {
        let mut present = content(before, section);
        for (key, change) in entries {
            match change {
                Change::Put(value) => drop(present.insert(key.clone(), value.clone())),
                Change::Remove => drop(present.shift_remove(key)),
            }
        }
        after.insert(section.clone(), Value::Object(present));
    }
    Value::Object(after)
}

#[cfg(test)]
mod tests;
