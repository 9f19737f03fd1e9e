//! DynamoDB's attribute values.

use flowc::ir::program::Library;
use flowc::value::Value;

use super::printed;

/// The fields of an object as attribute values, or the object attribute values stand for.
pub(super) fn marshal(function: Library, value: &Value) -> Option<Value> {
    let fields = value.as_object()?;
    let (boolean, null) = match function {
        Library::AwsDynamodbMarshal => ("Bool", "Nul"),
        _ => ("BOOL", "NULL"),
    };
    let of = |value: &Value| match function {
        Library::DynamodbUnmarshal => plain(value),
        _ => attribute(value, boolean, null),
    };
    let fields: Option<Vec<_>> =
        fields.iter().map(|(key, value)| Some((key.clone(), of(value)?))).collect();
    Some(Value::object(fields?))
}

fn attribute(value: &Value, boolean: &str, null: &str) -> Option<Value> {
    let one = |name: &str, value: Value| Some(Value::object([(name, value)]));
    match value {
        Value::Null => one(null, true.into()),
        Value::Bool(value) => one(boolean, (*value).into()),
        Value::Number(_) => one("N", printed(value)?.into()),
        Value::String(_) => one("S", value.clone()),
        Value::Array(items) => {
            let items: Option<Vec<Value>> =
                items.iter().map(|item| attribute(item, boolean, null)).collect();
            one("L", Value::array(items?))
        }
        Value::Object(fields) => {
            let fields: Option<Vec<_>> = fields
                .iter()
                .map(|(key, value)| Some((key.clone(), attribute(value, boolean, null)?)))
                .collect();
            one("M", Value::object(fields?))
        }
        Value::Function(_) => None,
    }
}

fn plain(attribute: &Value) -> Option<Value> {
    let (kind, value) = attribute.as_object()?.first()?;
    Some(match &**kind {
        "S" | "B" | "BOOL" | "Bool" | "SS" | "Ss" | "BS" | "Bs" => value.clone(),
        "NULL" | "Nul" => Value::Null,
        "N" => Value::from(value.as_str()?.parse::<f64>().ok()?),
        "L" => {
            let items: Option<Vec<Value>> = value.as_array()?.iter().map(plain).collect();
            Value::array(items?)
        }
        "M" => {
            let fields: Option<Vec<_>> = value
                .as_object()?
                .iter()
                .map(|(key, value)| Some((key.clone(), plain(value)?)))
                .collect();
            Value::object(fields?)
        }
        _ => return None,
    })
}
