//! Properties of CloudFormation as arguments of Terraform, by the schema of the provider: an argument that
//! there is not is refused, so that whatever is written is known to be one.

use serde_json::{Map, Value, json};

use super::expressions::{Expressions, call};
use super::types::{self, Counterpart};

/// What is wrong with each property that has no argument.
type Written<T> = Result<T, String>;

impl Expressions<'_> {
    /// The arguments for `properties` of a resource.
    pub fn arguments(
        &self,
        known: &Counterpart,
        properties: &Map<String, Value>,
    ) -> Written<Map<String, Value>> {
        self.block(known, properties, types::schema(known.terraform))
    }

    fn block(
        &self,
        known: &Counterpart,
        properties: &Map<String, Value>,
        schema: &Map<String, Value>,
    ) -> Written<Map<String, Value>> {
        let mut arguments = Map::new();
        for (property, value) in properties {
            let renamed = known.renamed.iter().find(|(theirs, _)| theirs == property);
            let name = renamed.map_or_else(|| snake(property), |(_, ours)| (*ours).to_owned());
            let Some(kind) = schema.get(&name).filter(|_| name != "!") else {
                return Err(format!(
                    "the property `{property}` of `{}` has no counterpart in `{}`",
                    known.cloudformation, known.terraform
                ));
            };
            arguments.insert(name, self.argument(known, value, kind)?);
        }
        Ok(arguments)
    }

    fn argument(&self, known: &Counterpart, value: &Value, kind: &Value) -> Written<Value> {
        if call(value).is_some() {
            return self.value(value);
        }
        match (kind, value) {
            (Value::Object(schema), Value::Array(items)) => {
                let block = |item: &Value| match item {
                    Value::Object(fields) => Ok(Value::Object(self.block(known, fields, schema)?)),
                    other => self.value(other),
                };
                Ok(Value::Array(items.iter().map(block).collect::<Written<_>>()?))
            }
            (Value::Object(schema), Value::Object(fields)) => {
                Ok(Value::Object(self.block(known, fields, schema)?))
            }
            (Value::String(word), Value::Array(items)) if word.starts_with("map") => {
                self.named(items)
            }
            (Value::String(word), Value::Array(_) | Value::Object(_))
                if word.starts_with("string") =>
            {
                Ok(json!(self.json(value)?))
            }
            _ => self.value(value),
        }
    }

    /// `[{Key, Value}]` or `[{Name, Value}]` as a map.
    pub fn named(&self, items: &[Value]) -> Written<Value> {
        let entry = |item: &Value| {
            let name = item.get("Key").or_else(|| item.get("Name")).and_then(Value::as_str);
            let (Some(name), Some(value)) = (name, item.get("Value")) else {
                return Err("an entry has no name or no value".to_owned());
            };
            Ok((super::expressions::escaped(name), json!(self.text(value)?)))
        };
        Ok(Value::Object(items.iter().map(entry).collect::<Written<_>>()?))
    }
}

/// `VisibilityTimeout` as `visibility_timeout`, `KMSKeyId` as `kms_key_id`.
pub(super) fn snake(name: &str) -> String {
    let signs: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, sign) in signs.iter().enumerate() {
        let after_small = at > 0 && !signs[at - 1].is_ascii_uppercase();
        let before_small = signs.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if sign.is_ascii_uppercase() && at > 0 && (after_small || before_small) {
            out.push('_');
        }
        out.push(sign.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn names_are_written_with_low_lines() {
        assert_eq!(snake("ScheduleExpressionTimezone"), "schedule_expression_timezone");
        assert_eq!(snake("KMSKeyId"), "kms_key_id");
        assert_eq!(snake("ReceiveMessageWaitTimeSeconds"), "receive_message_wait_time_seconds");
        assert_eq!(snake("Arn"), "arn");
    }
}
