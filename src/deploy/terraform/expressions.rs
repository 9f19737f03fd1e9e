//! CloudFormation's functions as Terraform's expressions.
//!
//! Every string of a resource in JSON syntax is a template to Terraform: `${` begins an expression and
//! `%{` a directive, and a sign doubled before the brace is the sign itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::types;
use crate::deploy::cfn::Template;
use crate::deploy::model::ParameterKind;
use crate::deploy::text::{self, Piece};

/// Writes values in which functions name the parts of a template.
#[derive(Clone, Debug)]
pub(super) struct Expressions<'a> {
    pub template: &'a Template,
    pub kinds: BTreeMap<&'a str, ParameterKind>,
}

/// A text with expressions in it, or why there is none.
type Written<T> = Result<T, String>;

/// A template of Terraform that is being written.
#[derive(Debug, Default)]
pub(super) struct Text {
    out: String,
    /// Whether it stands between the quotes of a text in JSON.
    quoted: bool,
}

impl Text {
    /// Adds what is itself.
    pub fn plain(&mut self, text: &str) {
        let text = if self.quoted {
            let quoted = json!(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        } else {
            text.to_owned()
        };
        self.out.push_str(&escaped(&text));
    }

    /// Adds what stands for the value of an expression.
    pub fn code(&mut self, code: &str) {
        self.template(&format!("${{{code}}}"));
    }

    /// Adds what is a template already.
    pub fn template(&mut self, template: &str) {
        let before = self.out.trim_end_matches('$').len();
        // A dollar sign right before it would undo it.
        let dollars = self.out.split_off(before).len();
        self.out.push_str(&"${\"$\"}".repeat(dollars));
        self.out.push_str(template);
    }

    /// The whole.
    pub fn finish(self) -> String {
        self.out
    }
}

/// `text` so that nothing in it is an expression.
pub(super) fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

impl Expressions<'_> {
    /// The value as the argument of a resource.
    pub fn value(&self, value: &Value) -> Written<Value> {
        Ok(match value {
            _ if call(value).is_some() => json!(self.text(value)?),
            Value::String(text) => json!(escaped(text)),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.value(item)).collect::<Written<_>>()?)
            }
            Value::Object(fields) => {
                let field =
                    |(name, value): (&String, &Value)| Ok((escaped(name), self.value(value)?));
                Value::Object(fields.iter().map(field).collect::<Written<_>>()?)
            }
            other => other.clone(),
        })
    }

    /// The value as one text.
    pub fn text(&self, value: &Value) -> Written<String> {
        let mut out = Text::default();
        self.write(value, &mut out)?;
        Ok(out.finish())
    }

    /// The value as JSON in one text.
    pub fn json(&self, value: &Value) -> Written<String> {
        let mut out = String::new();
        self.write_json(value, &mut out)?;
        Ok(out)
    }

    /// The value as an expression.
    pub fn code(&self, value: &Value) -> Written<String> {
        match call(value) {
            Some(("Ref", Value::String(id))) => self.reference(id),
            _ => Ok(json!(self.text(value)?).to_string()),
        }
    }

    /// What a condition of the template tests.
    pub fn condition(&self, test: &Value) -> Written<String> {
        let Some(("Fn::Equals", Value::Array(sides))) = call(test) else {
            return Err("a condition is no comparison".to_owned());
        };
        let [left, right] = sides.as_slice() else {
            return Err("a comparison has two sides".to_owned());
        };
        // Bools are such here, not texts.
        let flag = call(left).is_some_and(|(name, id)| {
            let kind = id.as_str().and_then(|id| self.kinds.get(id));
            name == "Ref" && kind == Some(&ParameterKind::Bool)
        });
        match right.as_str() {
            Some("true") if flag => self.code(left),
            _ => Ok(format!("{} == {}", self.code(left)?, self.code(right)?)),
        }
    }

    fn write(&self, value: &Value, out: &mut Text) -> Written<()> {
        match (call(value), value) {
            (Some(("Ref", Value::String(id))), _) => out.code(&self.reference(id)?),
            (Some(("Fn::GetAtt", Value::Array(path))), _) => self.attribute(path, out)?,
            (Some(("Fn::Sub", Value::String(text))), _) => self.sub(text, &Map::new(), out)?,
            (Some(("Fn::Sub", Value::Array(parts))), _) => {
                let [Value::String(text), Value::Object(variables)] = parts.as_slice() else {
                    return Err("`Fn::Sub` is called in a strange way".to_owned());
                };
                self.sub(text, variables, out)?;
            }
            (Some(("Fn::Join", Value::Array(parts))), _) => self.join(parts, out)?,
            (Some(("Fn::If", Value::Array(parts))), _) => {
                let [Value::String(name), yes, no] = parts.as_slice() else {
                    return Err("`Fn::If` is called in a strange way".to_owned());
                };
                let (yes, no) = (self.code(yes)?, self.code(no)?);
                out.code(&format!("local.{name} ? {yes} : {no}"));
            }
            (Some((name, _)), _) => return Err(format!("`{name}` has no counterpart")),
            (None, Value::String(text)) => out.plain(text),
            (None, other) => out.plain(&other.to_string()),
        }
        Ok(())
    }

    fn sub(&self, text: &str, variables: &Map<String, Value>, out: &mut Text) -> Written<()> {
        for piece in text::pieces(text) {
            match piece {
                Piece::Text(plain) => out.plain(&plain),
                Piece::Key(key) => match (variables.get(key), key.split_once('.')) {
                    (Some(value), _) => self.write(value, out)?,
                    (None, Some((id, name))) => self.attribute(&[json!(id), json!(name)], out)?,
                    (None, None) => out.code(&self.reference(key)?),
                },
            }
        }
        Ok(())
    }

    fn join(&self, parts: &[Value], out: &mut Text) -> Written<()> {
        match parts {
            [Value::String(between), Value::Array(items)] => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.plain(between);
                    }
                    self.write(item, out)?;
                }
            }
            [between, list] => {
                out.code(&format!("join({}, {})", self.code(between)?, self.code(list)?));
            }
            _ => return Err("`Fn::Join` is called in a strange way".to_owned()),
        }
        Ok(())
    }

    fn write_json(&self, value: &Value, out: &mut String) -> Written<()> {
        match (call(value), value) {
            (Some(("Ref", Value::String(id))), _)
                if self.kinds.get(id.as_str()) == Some(&ParameterKind::List) =>
            {
                out.push_str(&format!("${{jsonencode({})}}", self.reference(id)?));
            }
            (Some(_), _) | (None, Value::String(_)) => {
                let mut text = Text { quoted: true, ..Text::default() };
                self.write(value, &mut text)?;
                out.push_str(&format!("\"{}\"", text.finish()));
            }
            (None, Value::Array(items)) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    self.write_json(item, out)?;
                }
                out.push(']');
            }
            (None, Value::Object(fields)) => {
                out.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    out.push_str(&escaped(&format!("{}:", json!(name))));
                    self.write_json(value, out)?;
                }
                out.push('}');
            }
            (None, other) => out.push_str(&other.to_string()),
        }
        Ok(())
    }

    /// What the `Ref` of a logical id is.
    fn reference(&self, id: &str) -> Written<String> {
        let pseudo = match id {
            "AWS::Region" => Some("data.aws_region.current.region"),
            "AWS::AccountId" => Some("data.aws_caller_identity.current.account_id"),
            "AWS::Partition" => Some("data.aws_partition.current.partition"),
            "AWS::URLSuffix" => Some("data.aws_partition.current.dns_suffix"),
            "AWS::StackName" => Some("var.stack_name"),
            _ => None,
        };
        if let Some(pseudo) = pseudo {
            return Ok(pseudo.to_owned());
        }
        if self.template.parameters.contains_key(id) {
            return Ok(format!("var.{}", variable(id)));
        }
        let Some(resource) = self.template.resources.get(id) else {
            return Err(format!("`{id}` is known to CloudFormation alone"));
        };
        // A version is published with its machine.
        if resource.resource_type == types::VERSION {
            let machine =
                resource.properties.get("StateMachineArn").and_then(|arn| arn["Ref"].as_str());
            let machine = machine.unwrap_or_default();
            return Ok(format!("aws_sfn_state_machine.{machine}.state_machine_version_arn"));
        }
        let known = types::find(&resource.resource_type)?;
        Ok(format!("{}.{id}.{}", known.terraform, known.reference))
    }

    fn attribute(&self, path: &[Value], out: &mut Text) -> Written<()> {
        let [Value::String(id), Value::String(name)] = path else {
            return Err("`Fn::GetAtt` is called in a strange way".to_owned());
        };
        let Some(resource) = self.template.resources.get(id) else {
            return Err(format!("`{id}` is known to CloudFormation alone"));
        };
        let known = types::find(&resource.resource_type)?;
        let Some((_, ours)) = known.attributes.iter().find(|(theirs, _)| theirs == name) else {
            return Err(format!("`{id}.{name}` has no counterpart"));
        };
        out.code(&format!("{}.{id}.{ours}", known.terraform));
        // CloudFormation's ARN of a log group names its streams too.
        if known.terraform == "aws_cloudwatch_log_group" && name == "Arn" {
            out.plain(":*");
        }
        Ok(())
    }
}

/// The name of the variable for a parameter. Facts: the Terraform language, "Input variables", names that
/// meta-arguments of modules have.
pub(super) fn variable(parameter: &str) -> String {
    const TAKEN: [&str; 8] = [
        "source",
        "version",
        "providers",
        "count",
        "for_each",
        "lifecycle",
        "depends_on",
        "locals",
    ];
    let taken = TAKEN.contains(&parameter);
    if taken { format!("{parameter}_value") } else { parameter.to_owned() }
}

/// The function and its argument, where the value is a call.
pub(super) fn call(value: &Value) -> Option<(&str, &Value)> {
    let mut fields = value.as_object()?.iter();
    let (Some((name, argument)), None) = (fields.next(), fields.next()) else { return None };
    let is_call = name == "Ref" && argument.is_string() || name.starts_with("Fn::");
    is_call.then_some((name, argument))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_plain_is_an_expression() {
        assert_eq!(escaped("{% $x %} ${a} %{b}"), "{% $x %} $${a} %%{b}");
        let mut text = Text::default();
        text.plain("costs $$");
        text.code("var.Price");
        assert_eq!(variable("Table"), "Table");
        assert_eq!(variable("count"), "count_value");
        assert_eq!(text.finish(), "costs ${\"$\"}${\"$\"}${var.Price}");
    }
}
