//! Payload templates and variables.

use serde_json::{Map as Object, Value};

use super::fields::Reads;
use super::report::Place;
use super::{Code, Mode, Validator, paths};
use crate::asl::limits;
use crate::asl::model::QueryLanguage;
use crate::asl::text::has_substitution;

impl<'d> Validator<'d> {
    /// A payload template, or JSON with expressions.
    pub(super) fn template(&mut self, value: &'d Value, reads: Reads, mode: Mode, at: &Place<'_>) {
        match mode.language {
            QueryLanguage::JsonPath => self.payload(value, at),
            QueryLanguage::Jsonata => self.jsonata_template(value, reads, at),
        }
    }

    fn payload(&mut self, value: &'d Value, at: &Place<'_>) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.payload(item, &at.index(index));
                }
            }
            Value::Object(object) => self.payload_object(object, at),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn payload_object(&mut self, object: &'d Object<String, Value>, at: &Place<'_>) {
        for (name, value) in object {
            match name.strip_suffix(".$") {
                Some(plain) => {
                    self.evaluated(name, value, at);
                    if object.contains_key(plain) {
                        let message =
                            format!("The fields '{plain}' and '{name}' cannot both be given");
                        self.report.add_for(Code::SchemaValidationFailed, at, name, message);
                    }
                }
                None => {
                    self.missing_dollar(name, value, at);
                    self.payload(value, &at.key(name));
                }
            }
        }
    }

    /// The value of a key that ends in `.$`.
    fn evaluated(&mut self, name: &str, value: &Value, at: &Place<'_>) {
        let is_right = value
            .as_str()
            .is_some_and(|text| has_substitution(text) || paths::is_path_or_call(text));
        if !is_right {
            let message = format!(
                "The value for the field '{name}' must be a valid JSONPath or a valid intrinsic \
                 function call"
            );
            self.report.add_for(Code::SchemaValidationFailed, at, name, message);
        }
    }

    fn missing_dollar(&mut self, name: &str, value: &Value, at: &Place<'_>) {
        let Some(text) = value.as_str() else { return };
        if self.report.warns() && (looks_like_path(text) || looks_like_call(text)) {
            let message = format!(
                "The value for the field '{name}' looks like a JSONPath or an intrinsic function \
                 call, but the name of the field does not end with '.$'"
            );
            self.report.add(Code::NoDollar, &at.key(name), message);
        }
    }

    /// `Assign`
    pub(super) fn assign(&mut self, value: &'d Value, reads: Reads, mode: Mode, at: &Place<'_>) {
        let Some(variables) = self.as_object(value, at) else { return };
        for key in variables.keys() {
            self.variable_name(variable(key, mode.language), key, at);
        }
        self.template(value, reads, mode, at);
    }

    fn variable_name(&mut self, name: &str, key: &str, at: &Place<'_>) {
        if name == limits::RESERVED_VARIABLE {
            let message = format!("Cannot assign to reserved variable '${name}'.");
            self.report.add(Code::ReservedVariableName, &at.key(key), message);
        } else if !limits::is_variable_name(name) && !has_substitution(name) {
            let why = if name.chars().count() > limits::VARIABLE_NAME_CHARS {
                "is longer than 80 characters"
            } else {
                "contains invalid characters"
            };
            let message = format!("Invalid variable name '{name}': the variable name {why}.");
            self.report.add(Code::InvalidVariableName, &at.key(key), message);
        }
    }

    /// Warns of paths where nothing evaluates them.
    pub(super) fn static_result(&mut self, value: &'d Value, at: &Place<'_>) {
        match value {
            Value::String(text) if looks_like_path(text) || looks_like_call(text) => {
                let message = "The result of a Pass state is static: a path in it is not evaluated";
                self.report.add(Code::PassResultIsStatic, at, message);
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.static_result(item, &at.index(index));
                }
            }
            Value::Object(object) => {
                for (name, value) in object {
                    self.static_result(value, &at.key(name));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// The variable that a key of `Assign` means.
pub(super) fn variable(key: &str, language: QueryLanguage) -> &str {
    match language {
        QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
        QueryLanguage::Jsonata => key,
    }
}

/// Whether `text` looks like a path to people.
pub(super) fn looks_like_path(text: &str) -> bool {
    text == "$" || ["$.", "$[", "$$."].iter().any(|start| text.starts_with(start))
}

/// Whether `text` looks like the call of an intrinsic function.
pub(super) fn looks_like_call(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("States.") else { return false };
    rest.split_once('(').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
    })
}
