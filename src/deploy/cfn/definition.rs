//! How a definition stands in a template, or beside it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::deploy::model::Machine;

/// A place in S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionPlace {
    /// The bucket.
    pub bucket: String,
    /// What keys begin with; empty, or without a `/` at its end.
    pub prefix: String,
}

/// A definition that is put into S3 before the template is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFile {
    /// The name of the file, and the last part of its key.
    pub name: String,
    /// The key in the bucket.
    pub key: String,
    /// The definition in the shortest form.
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
        let file = file(machine, place);
        let location = json!({ "Bucket": place.bucket, "Key": file.key });
        return ("DefinitionS3Location", location, Some(file));
    }
    if stands_as_object(definition) {
        ("Definition", without_nulls(definition), None)
    } else {
        ("DefinitionString", json!(format!("{definition:#}")), None)
    }
}

/// Names hold a part of the hash: CloudFormation sees a new definition by its new place alone.
fn file(machine: &Machine, place: &DefinitionPlace) -> DefinitionFile {
    let text = machine.definition.to_string();
    let hash = Sha256::digest(text.as_bytes());
    let short: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{}.{short}.asl.json", machine.workflow);
    let key =
        if place.prefix.is_empty() { name.clone() } else { format!("{}/{name}", place.prefix) };
    DefinitionFile { name, key, text }
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

fn stands_as_object(value: &Value) -> bool {
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
