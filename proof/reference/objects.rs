//! The library on objects.

use flowc::ir::program::{Expr, Library};
use flowc::value::{Object, Value};

use super::values::json;
use super::{Reference, Run, fails, marshal};

/// Whether the function has a meaning for an object as its receiver.
pub(super) fn takes(function: Library) -> bool {
    use Library as L;
    matches!(
        function,
        L::Keys
            | L::Values
            | L::Entries
            | L::Merge
            | L::Has
            | L::Pick
            | L::Omit
            | L::JsonStringify
            | L::DynamodbMarshal
            | L::AwsDynamodbMarshal
            | L::DynamodbUnmarshal
    )
}

impl Reference<'_> {
    pub(super) fn of_object(
        &mut self,
        function: Library,
        fields: &Object,
        rest: &[Expr],
    ) -> Run<Value> {
        use Library as L;
        let whole = || Value::object(fields.clone());
        Ok(match function {
            L::Keys => Value::array(fields.keys().cloned().map(Value::String).collect()),
            L::Values => Value::array(fields.values().cloned().collect()),
            L::Entries => {
                let entry = |(key, value): (&flowc::value::Text, &Value)| {
                    let fields = [("key", Value::String(key.clone())), ("value", value.clone())];
                    Value::object(fields)
                };
                Value::array(fields.iter().map(entry).collect())
            }
            L::Merge => {
                let mut all = fields.clone();
                for other in rest {
                    let other = self.object(other)?;
                    all.extend(other.iter().map(|(key, value)| (key.clone(), value.clone())));
                }
                Value::object(all)
            }
            L::Has => {
                let name = self.text(&rest[0])?;
                fields.contains_key(&name).into()
            }
            L::Pick | L::Omit => {
                let mut names = Vec::new();
                for name in rest {
                    match self.eval(name)? {
                        Value::Array(items) => names.extend(items.items.iter().cloned()),
                        other => names.push(other),
                    }
                }
                let named = |key: &flowc::value::Text| names.contains(&Value::String(key.clone()));
                let kept = fields.iter().filter(|(key, _)| named(key) == (function == L::Pick));
                Value::object(kept.map(|(key, value)| (key.clone(), value.clone())))
            }
            L::JsonStringify => return json(&whole()).map_or_else(fails, |text| Ok(text.into())),
            _ => return marshal::marshal(function, &whole()).map_or_else(fails, Ok),
        })
    }
}
