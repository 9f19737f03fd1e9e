//! Where the states of a definition come from.

use serde_json::{Map as Object, Value, json};

use crate::ir::Machine;
use crate::source::Sources;

/// An object with the file, line and column (both from 1) of each state, by the state's name.
#[must_use]
pub fn source_map(machine: &Machine, sources: &Sources) -> Value {
    let mut states = Object::new();
    for (_, state) in machine.iter() {
        let source = sources.get(state.span.file);
        let at = source.lines.line_column(&source.text, state.span.start as usize);
        let file = source.path.display().to_string();
        let place = json!({ "file": file, "line": at.line, "column": at.column });
        states.insert(state.label.text.clone(), place);
    }
    Value::Object(states)
}
