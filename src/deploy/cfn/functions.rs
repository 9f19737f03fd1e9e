//! Texts as CloudFormation's functions.

use serde_json::{Map, Value, json};

use crate::deploy::model::{Keys, Meaning, ParameterKind};
use crate::deploy::text::{self, Piece};

/// Writes texts in which `keys` say what stands for what.
#[derive(Clone, Copy, Debug)]
pub struct Functions<'a> {
    keys: &'a Keys,
}

/// The `Ref` of a logical id.
#[must_use]
pub fn reference(id: &str) -> Value {
    json!({ "Ref": id })
}

/// An attribute of a resource.
#[must_use]
pub fn attribute(id: &str, name: &str) -> Value {
    json!({ "Fn::GetAtt": [id, name] })
}

impl<'a> Functions<'a> {
    /// With these keys.
    #[must_use]
    pub fn new(keys: &'a Keys) -> Self {
        Self { keys }
    }

    /// What the key stands for.
    #[must_use]
    pub fn meaning(self, key: &str) -> Option<&'a Meaning> {
        self.keys.get(key)
    }

    /// A text; alone, a parameter that is a list stays one.
    #[must_use]
    pub fn text(self, text: &str) -> Value {
        match text::pieces(text).as_slice() {
            [] => json!(""),
            [Piece::Text(plain)] => json!(plain),
            [Piece::Key(key)] => self.key(key),
            pieces => self.substituted(pieces),
        }
    }

    /// A text; a parameter that is a list becomes one text with commas.
    #[must_use]
    pub fn string(self, text: &str) -> Value {
        match text::only_key(text).and_then(|key| self.keys.get(key)) {
            Some(Meaning::Parameter { id, kind: ParameterKind::List }) => joined(id),
            _ => self.text(text),
        }
    }

    /// A value with texts in it.
    #[must_use]
    pub fn value(self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// A value with texts in it, as JSON in one text. A number or bool that is known at deployment stands
    /// there without quotes.
    #[must_use]
    pub fn json(self, value: &Value) -> Value {
        let mut written = String::new();
        self.write_json(value, &mut written);
        self.text(&written)
    }

    fn write_json(self, value: &Value, out: &mut String) {
        let separated = |out: &mut String, at: usize| {
            if at > 0 {
                out.push(',');
            }
        };
        match value {
            Value::String(text) => self.write_json_text(text, out),
            Value::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    separated(out, at);
                    self.write_json(item, out);
                }
                out.push(']');
            }
            Value::Object(fields) => {
                out.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    separated(out, at);
                    out.push_str(&text::escape(&json!(name).to_string()));
                    out.push(':');
                    self.write_json(value, out);
                }
                out.push('}');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        }
    }

    fn write_json_text(self, text: &str, out: &mut String) {
        let bare = text::only_key(text).filter(|key| {
            let kind = match self.keys.get(*key) {
                Some(Meaning::Parameter { kind, .. }) => Some(kind),
                _ => None,
            };
            matches!(kind, Some(ParameterKind::Number | ParameterKind::Bool))
        });
        if let Some(key) = bare {
            out.push_str(&format!("${{{key}}}"));
            return;
        }
        out.push('"');
        for piece in text::pieces(text) {
            match piece {
                Piece::Text(plain) => {
                    let quoted = json!(plain).to_string();
                    out.push_str(&text::escape(&quoted[1..quoted.len() - 1]));
                }
                Piece::Key(key) => out.push_str(&format!("${{{key}}}")),
            }
        }
        out.push('"');
    }

    /// What a key stands for.
    fn key(self, key: &str) -> Value {
        match self.keys.get(key) {
            Some(
                Meaning::Parameter { id, .. }
                | Meaning::Ref { id }
                | Meaning::MachineArn { id }
                | Meaning::ActivityArn { id },
            ) => reference(id),
            Some(Meaning::Attribute { id, attribute: name }) => attribute(id, name),
            Some(Meaning::Pseudo(name)) => reference(name),
            Some(Meaning::Text(text)) => self.text(text),
            None => reference(key),
        }
    }

    fn substituted(self, pieces: &[Piece<'_>]) -> Value {
        let mut text = String::new();
        let mut variables = Map::new();
        self.substitute(pieces, &mut text, &mut variables);
        if variables.is_empty() {
            json!({ "Fn::Sub": text })
        } else {
            json!({ "Fn::Sub": [text, variables] })
        }
    }

    fn substitute(
        self,
        pieces: &[Piece<'_>],
        out: &mut String,
        variables: &mut Map<String, Value>,
    ) {
        for piece in pieces {
            match piece {
                Piece::Text(plain) => out.push_str(&text::escape(plain)),
                Piece::Key(key) => match self.keys.get(*key) {
                    Some(Meaning::Parameter { id, kind: ParameterKind::List }) => {
                        let name = format!("{id}Items");
                        out.push_str(&format!("${{{name}}}"));
                        variables.insert(name, joined(id));
                    }
                    Some(
                        Meaning::Parameter { id, .. }
                        | Meaning::Ref { id }
                        | Meaning::MachineArn { id }
                        | Meaning::ActivityArn { id },
                    ) => out.push_str(&format!("${{{id}}}")),
                    Some(Meaning::Attribute { id, attribute }) => {
                        out.push_str(&format!("${{{id}.{attribute}}}"));
                    }
                    Some(Meaning::Pseudo(name)) => out.push_str(&format!("${{{name}}}")),
                    Some(Meaning::Text(inner)) => {
                        self.substitute(&text::pieces(inner), out, variables);
                    }
                    None => out.push_str(&format!("${{{key}}}")),
                },
            }
        }
    }
}

/// The items of a parameter that is a list, with commas between them.
fn joined(id: &str) -> Value {
    json!({ "Fn::Join": [",", reference(id)] })
}
