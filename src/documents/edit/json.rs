//! Changes entries of a JSON document.

use std::ops::Range;

use indexmap::IndexMap;
use serde_json::ser::PrettyFormatter;
use serde_json::{Serializer, Value};

use super::super::{Fault, Position};
use super::{Change, Changes, line_end, rank};

/// `text` with the `changes`; it is known to be JSON that begins with an object.
///
/// # Errors
/// Refuses a section that is no object.
pub fn apply(text: &str, changes: &Changes, order: &[&str]) -> Result<String, Fault> {
    let document = Object::read(text, text.find('{').unwrap_or_default());
    let style = Style::of(text, &document);
    let mut pieces: Vec<Piece> = Vec::new();
    for field in &document.fields {
        match changes.get(&field.key) {
            None => pieces.push(field.kept(text)),
            Some(entries) => {
                let section = section(text, field, entries, &style)?;
                pieces.extend(section.map(|value| field.with_value(text, &value)));
            }
        }
    }
    for (name, entries) in changes {
        if !document.fields.iter().any(|field| field.key == *name) {
            let entries = put(entries);
            let new = style.piece(&document.lead(text, &style, 0), name, &Value::Object(entries));
            pieces.insert(place(&pieces, order, name), new);
        }
    }
    let (before, after) = (&text[..document.range.start], &text[document.range.end..]);
    Ok(format!("{before}{}{after}", document.write(text, &pieces, &style, 0)))
}

/// The new text of the section `field`; `None` if it is left without entries.
fn section(
    text: &str,
    field: &Field,
    changes: &IndexMap<String, Change>,
    style: &Style,
) -> Result<Option<String>, Fault> {
    if !text[field.value.clone()].starts_with('{') {
        let message = format!("`{}` is not an object", field.key);
        return Err(Fault { message, at: position(text, field.start) });
    }
    let object = Object::read(text, field.value.start);
    let mut pieces = Vec::new();
    for entry in &object.fields {
        match changes.get(&entry.key) {
            None => pieces.push(entry.kept(text)),
            Some(Change::Put(value)) => {
                let value = style.value(&entry.lead(text), value);
                pieces.push(entry.with_value(text, &value));
            }
            Some(Change::Remove) => {}
        }
    }
    let lead = object.lead(text, style, 1);
    for (key, value) in put(changes) {
        if !object.fields.iter().any(|entry| entry.key == key) {
            pieces.push(style.piece(&lead, &key, &value));
        }
    }
    if pieces.is_empty() && field.key != "Resources" {
        return Ok(None);
    }
    Ok(Some(object.write(text, &pieces, style, 1)))
}

/// What `changes` put.
fn put(changes: &IndexMap<String, Change>) -> serde_json::Map<String, Value> {
    let value = |change: &Change| match change {
        Change::Put(value) => Some(value.clone()),
        Change::Remove => None,
    };
    changes.iter().filter_map(|(key, change)| Some((key.clone(), value(change)?))).collect()
}

/// Where the section `name` goes: behind the last of those that usually stand before it.
fn place(pieces: &[Piece], order: &[&str], name: &str) -> usize {
    let before = pieces.iter().enumerate().filter(|(_, piece)| {
        let found = rank(order, &piece.key);
        found < rank(order, name)
    });
    // Among equals the later.
    before.max_by_key(|(_, piece)| rank(order, &piece.key)).map_or(0, |(index, _)| index + 1)
}

/// A field of an object as it is going to be written: what stands before its key, and itself.
struct Piece {
    key: String,
    lead: String,
    text: String,
}

/// An object in a text.
struct Object {
    /// From brace to brace.
    range: Range<usize>,
    fields: Vec<Field>,
}

/// A field of an object in a text.
struct Field {
    key: String,
    /// Behind the comma or brace before it.
    lead: usize,
    /// Where the key begins.
    start: usize,
    value: Range<usize>,
}

impl Field {
    fn lead(&self, text: &str) -> String {
        text[self.lead..self.start].to_owned()
    }

    fn kept(&self, text: &str) -> Piece {
        self.with_value(text, &text[self.value.clone()])
    }

    fn with_value(&self, text: &str, value: &str) -> Piece {
        let key = &text[self.start..self.value.start];
        let text_of_field = format!("{key}{value}");
        Piece { key: self.key.clone(), lead: self.lead(text), text: text_of_field }
    }
}

impl Object {
    /// The object whose brace is at `start`.
    fn read(text: &str, start: usize) -> Self {
        let mut fields = Vec::new();
        let mut at = start + 1;
        loop {
            let lead = at;
            at = skip_blanks(text, at);
            if !text[at..].starts_with('"') {
                return Self { range: start..at + 1, fields };
            }
            let key = at..string_end(text, at);
            let value = skip_blanks(text, skip_blanks(text, key.end) + 1);
            let value = value..value_end(text, value);
            at = skip_blanks(text, value.end);
            let has_next = text[at..].starts_with(',');
            let name = serde_json::from_str(&text[key.clone()]).unwrap_or_default();
            fields.push(Field { key: name, lead, start: key.start, value });
            if !has_next {
                return Self { range: start..at + 1, fields };
            }
            at += 1;
        }
    }

    /// What stands before a new last field of this object, which lies `depth` levels deep.
    fn lead(&self, text: &str, style: &Style, depth: usize) -> String {
        match self.fields.last() {
            Some(last) => last.lead(text),
            None => style.margin(depth + 1),
        }
    }

    fn write(&self, text: &str, pieces: &[Piece], style: &Style, depth: usize) -> String {
        if pieces.is_empty() {
            return "{}".to_owned();
        }
        let fields: Vec<String> =
            pieces.iter().map(|piece| format!("{}{}", piece.lead, piece.text)).collect();
        let close = match self.fields.last() {
            Some(last) => text[last.value.end..self.range.end - 1].to_owned(),
            None => style.margin(depth),
        };
        format!("{{{}{close}}}", fields.join(","))
    }
}

/// How the document is laid out.
struct Style {
    /// The indentation of a level; `None` if all stands in one line.
    unit: Option<String>,
    line_end: &'static str,
}

impl Style {
    fn of(text: &str, document: &Object) -> Self {
        let unit = match document.fields.first() {
            None => Some("  ".to_owned()),
            Some(first) => first.lead(text).rsplit_once('\n').map(|(_, unit)| unit.to_owned()),
        };
        Self { unit, line_end: line_end(text) }
    }

    /// A new line with the indentation of `depth` levels.
    fn margin(&self, depth: usize) -> String {
        let unit = self.unit.as_ref();
        unit.map(|unit| format!("{}{}", self.line_end, unit.repeat(depth))).unwrap_or_default()
    }

    fn piece(&self, lead: &str, key: &str, value: &Value) -> Piece {
        let blank = if self.unit.is_some() { " " } else { "" };
        let text = format!("{}:{blank}{}", Value::from(key), self.value(lead, value));
        Piece { key: key.to_owned(), lead: lead.to_owned(), text }
    }

    /// `value` as it stands behind a key that has `lead` before it.
    fn value(&self, lead: &str, value: &Value) -> String {
        let (Some(unit), Some((_, indent))) = (&self.unit, lead.rsplit_once('\n')) else {
            return value.to_string();
        };
        let unit = if unit.is_empty() { "  " } else { unit };
        pretty(value, unit).replace('\n', &format!("{}{indent}", self.line_end))
    }
}

/// `value` over several lines. A string has no line ends in it, so all of them are layout.
fn pretty(value: &Value, unit: &str) -> String {
    let mut bytes = Vec::new();
    let formatter = PrettyFormatter::with_indent(unit.as_bytes());
    let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_else(|_| value.to_string()),
        Err(_) => value.to_string(),
    }
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()
}

/// The end of the string whose quote is at `start`.
fn string_end(text: &str, start: usize) -> usize {
    let mut escaped = false;
    let inside = text.as_bytes()[start + 1..].iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    inside.map_or(text.len(), |length| start + length + 2)
}

/// The end of the value that begins at `start`.
fn value_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string_end(text, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            _ => at += 1,
        }
        if depth == 0 && matches!(bytes[at - 1], b'"' | b'}' | b']') {
            return at;
        }
    }
    at
}

fn position(text: &str, at: usize) -> Position {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
