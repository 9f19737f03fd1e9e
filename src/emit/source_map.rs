//! Where the states of a definition come from.

use indexmap::IndexMap;
use serde_json::{Map as Object, Value, json};

use crate::source::{Sources, Span};

/// An object with the file, line and column (both from 1) of each of the `states`, by the state's name.
#[must_use]
pub fn source_map(states: &IndexMap<String, Span>, sources: &Sources) -> Value {
    let mut places = Object::new();
    for (name, span) in states {
        let source = sources.get(span.file);
        let at = source.lines().line_column(&source.text, span.start as usize);
        let file = source.path.display().to_string();
        places.insert(name.clone(), json!({ "file": file, "line": at.line, "column": at.column }));
    }
    Value::Object(places)
}
