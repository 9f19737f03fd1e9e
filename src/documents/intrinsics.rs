//! CloudFormation's functions, as the `${…}` that stand for what they will give.

use serde_json::{Value, json};

/// What a call of the function `name` stands for in a definition; `None` if there is no such
/// function. `Ref X` gives `${X}`, `Fn::GetAtt` `${X.Arn}`, `Fn::Sub` its text and `Fn::Join` the
/// joined text; of the others nothing is known but that they give something.
#[must_use]
pub fn placeholder(name: &str, argument: &Value) -> Option<Value> {
    let text = match name {
        "Ref" => format!("${{{}}}", argument.as_str()?),
        "Condition" => return None,
        "Fn::GetAtt" => format!("${{{}}}", attribute(argument)?),
        "Fn::Sub" => substituted(argument)?.to_owned(),
        "Fn::Join" => joined(argument).unwrap_or_else(|| format!("${{{name}}}")),
        _ if name.starts_with("Fn::") => format!("${{{name}}}"),
        _ => return None,
    };
    Some(Value::String(text))
}

/// The call of the function `name` as JSON writes it; the argument of `Fn::GetAtt` is a list there.
#[must_use]
pub fn call(name: String, argument: Value) -> Value {
    let argument = match argument {
        Value::String(path) if name == "Fn::GetAtt" => match path.split_once('.') {
            Some((resource, attribute)) => json!([resource, attribute]),
            None => Value::String(path),
        },
        other => other,
    };
    json!({ name: argument })
}

/// `value` with every call of a function in it replaced by its placeholder.
#[must_use]
pub fn without_calls(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(without_calls).collect()),
        Value::Object(object) => {
            let inside =
                || object.iter().map(|(key, value)| (key.clone(), without_calls(value))).collect();
            let mut fields = object.iter();
            match (fields.next(), fields.next()) {
                (Some((name, argument)), None) => placeholder(name, &without_calls(argument))
                    .unwrap_or_else(|| Value::Object(inside())),
                _ => Value::Object(inside()),
            }
        }
        _ => value.clone(),
    }
}

/// `X.Arn` of `X.Arn` and of `[X, Arn]`.
fn attribute(argument: &Value) -> Option<String> {
    match argument {
        Value::String(path) => Some(path.clone()),
        Value::Array(parts) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            parts.map(|parts| parts.join("."))
        }
        _ => None,
    }
}

/// The text of `Fn::Sub`, with or without values of its own.
fn substituted(argument: &Value) -> Option<&str> {
    match argument {
        Value::String(text) => Some(text),
        Value::Array(parts) => parts.first()?.as_str(),
        _ => None,
    }
}

fn joined(argument: &Value) -> Option<String> {
    let [separator, items] = argument.as_array()?.as_slice() else { return None };
    let items: Option<Vec<String>> = items
        .as_array()?
        .iter()
        .map(|item| match item {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    Some(items?.join(separator.as_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_become_placeholders() {
        let value = json!({
            "a": {"Ref": "Table"},
            "b": {"Fn::GetAtt": ["Function", "Arn"]},
            "c": {"Fn::Sub": ["arn:${P}:x", {"P": "aws"}]},
            "d": {"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, 1]]},
            "e": [{"Fn::If": ["Big", 10, 1]}],
            "f": {"Ref": "Two", "Keys": 1}
        });
        let expected = json!({
            "a": "${Table}",
            "b": "${Function.Arn}",
            "c": "arn:${P}:x",
            "d": "arn:${AWS::Partition}:1",
            "e": ["${Fn::If}"],
            "f": {"Ref": "Two", "Keys": 1}
        });
        assert_eq!(without_calls(&value), expected);
    }
}
