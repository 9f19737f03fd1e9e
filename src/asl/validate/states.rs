//! States and their query language.

use serde_json::{Map as Object, Value};

use super::report::Place;
use super::values::field;
use super::{Code, Mode, Validator, fields};
use crate::asl::limits;
use crate::asl::model::QueryLanguage;
use crate::asl::text::has_substitution;

/// The language that a `QueryLanguage` gives; anything but `JSONPath` is taken for JSONata.
pub(super) fn language(written: Option<&Value>, default: QueryLanguage) -> QueryLanguage {
    match written {
        None => default,
        Some(Value::String(name)) if name == "JSONPath" => QueryLanguage::JsonPath,
        Some(_) => QueryLanguage::Jsonata,
    }
}

impl<'d> Validator<'d> {
    /// The states of a machine, a branch or a processor.
    pub(super) fn states(&mut self, scope: &'d Object<String, Value>, mode: Mode, at: &Place<'_>) {
        let Some(states) = field(scope, "States") else { return };
        let at = at.key("States");
        let Some(states) = self.as_object(states, &at) else { return };
        if states.is_empty() {
            self.report.schema(&at, "Value cannot be empty");
        }
        for (name, state) in states {
            let at = at.key(name);
            self.state_name(name, &at);
            self.state(state, mode, &at);
        }
    }

    fn state_name(&mut self, name: &'d str, at: &Place<'_>) {
        let length = name.chars().count();
        if length > limits::STATE_NAME_CHARS && !has_substitution(name) {
            let message = format!(
                "Invalid State name: {name} exceeds the {}-character limit allowed by the service",
                limits::STATE_NAME_CHARS
            );
            self.report.add(Code::InvalidStateName, at, message);
        } else if length == 0 {
            let message = "Invalid State name: the name is empty";
            self.report.add(Code::InvalidStateName, at, message);
        }
        if !self.names.insert(name) {
            let message = format!("Duplicate State name: {name}");
            self.report.add(Code::DuplicateStateName, at, message);
        }
    }

    fn state(&mut self, value: &'d Value, outer: Mode, at: &Place<'_>) {
        let Some(state) = self.as_object(value, at) else { return };
        let Some(written) = field(state, "Type") else { return self.require(state, &["Type"], at) };
        let kind = written.as_str().unwrap_or_default();
        let Some(table) = fields::state(kind) else {
            if !has_substitution(kind) {
                let message =
                    format!("The field 'Type' should have one of these values: {}", fields::TYPES);
                self.report.add_for(Code::SchemaValidationFailed, at, "Type", message);
            }
            return;
        };
        let mode = self.mode(state, outer, at);
        self.fields(state, table, mode, at);
        match kind {
            "Task" => self.task(state, mode, at),
            "Map" => self.map(state, at),
            "Pass" => self.pass(state, at),
            _ => {}
        }
    }

    /// The mode of a state. A definition in JSONata has no states in JSONPath; the fields of such a
    /// state are not held against it.
    fn mode(&mut self, state: &Object<String, Value>, outer: Mode, at: &Place<'_>) -> Mode {
        let language = language(field(state, "QueryLanguage"), self.top);
        let strict = language == self.top || language == QueryLanguage::Jsonata;
        if !strict {
            let message =
                "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
            self.report.add_for(Code::SchemaValidationFailed, at, "QueryLanguage", message);
        }
        Mode { language, strict, machine: outer.machine }
    }

    fn pass(&mut self, state: &'d Object<String, Value>, at: &Place<'_>) {
        if let Some(result) = field(state, "Result")
            && self.report.warns()
        {
            self.static_result(result, &at.key("Result"));
        }
    }
}
