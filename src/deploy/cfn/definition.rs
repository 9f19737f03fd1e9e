//! How a definition stands in a template, or beside it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::deploy::model::Machine;

/// Where definitions are that are not in the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefinitionPlace {
    /// In files beside it; `aws cloudformation package`, `sam package` and Terraform find them there.
    Beside,
    /// In S3.
    S3 {
        /// The bucket.
        bucket: String,
        /// What keys begin with; empty, or without a `/` at its end.
        prefix: String,
    },
}

/// A definition that is not in the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFile {
    /// The name of the file.
    pub name: String,
    /// The definition.
    pub text: String,
}

/// The property that holds the definition of `machine`, and the file it names if it does.
///
/// It is an object, for people to read. CloudFormation would run what looks like one of its functions, so
/// a definition with such a thing stands there as text.
pub(super) fn property(
    machine: &Machine,
    place: Option<&DefinitionPlace>,
) -> (&'static str, Value, Option<DefinitionFile>) {
    let definition = &machine.definition;
    if let Some(place) = place {
        let (location, file) = elsewhere(machine, place);
        return ("DefinitionS3Location", location, Some(file));
    }
    if stands_as_object(definition) {
        ("Definition", without_nulls(definition), None)
    } else {
        ("DefinitionString", json!(format!("{definition:#}")), None)
    }
}

/// The definition of `machine` at `place`, and how templates name that.
fn elsewhere(machine: &Machine, place: &DefinitionPlace) -> (Value, DefinitionFile) {
    match place {
        DefinitionPlace::Beside => {
            let name = format!("{}.asl.json", machine.workflow);
            let text = format!("{:#}\n", machine.definition);
            (json!(format!("./{name}")), DefinitionFile { name, text })
        }
        DefinitionPlace::S3 { bucket, prefix } => {
            let text = machine.definition.to_string();
            let name = hashed_name(machine, &text);
            let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            (json!({ "Bucket": bucket, "Key": key }), DefinitionFile { name, text })
        }
    }
}

/// Names hold a part of the hash: CloudFormation sees a new definition by its new place alone.
fn hashed_name(machine: &Machine, text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let short: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}.{short}.asl.json", machine.workflow)
}

/// CloudFormation takes `null` nowhere. In a definition it stands where an expression may stand too.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Null => json!("{% null %}"),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Whether CloudFormation takes nothing in the definition for one of its functions.
pub(super) fn stands_as_object(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(stands_as_object),
        Value::Object(fields) => {
            let function = |name: &String| {
                name == "Ref"
                    || name == "Condition" && fields.len() == 1
                    || name.starts_with("Fn::")
            };
            !fields.keys().any(function) && fields.values().all(stands_as_object)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}
