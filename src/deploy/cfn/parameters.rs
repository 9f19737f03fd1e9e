//! `Parameters`.

use serde_json::{Value, json};

use super::{Writer, object};
use crate::deploy::model::{Parameter, ParameterKind};

impl Writer<'_> {
    pub(super) fn parameters(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            let entry = Value::Object(entry(parameter));
            self.made.template.parameters.insert(parameter.id.clone(), entry);
        }
    }
}

fn entry(parameter: &Parameter) -> serde_json::Map<String, Value> {
    let kind = match parameter.kind {
        ParameterKind::Text | ParameterKind::Bool => "String",
        ParameterKind::Number => "Number",
        ParameterKind::List => "CommaDelimitedList",
    };
    let allowed = (parameter.kind == ParameterKind::Bool).then(|| json!(["true", "false"]));
    object([
        ("Type", Some(json!(kind))),
        ("Description", parameter.description.as_deref().map(described)),
        ("Default", parameter.default.as_ref().map(default)),
        ("AllowedValues", allowed),
    ])
}

/// The longest a description may be, in bytes.
const DESCRIPTION: usize = 4000;

fn described(text: &str) -> Value {
    let end = (0..=text.len().min(DESCRIPTION)).rev().find(|end| text.is_char_boundary(*end));
    json!(&text[..end.unwrap_or_default()])
}

fn default(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(flag.to_string()),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            json!(items.join(","))
        }
        other => other.clone(),
    }
}
