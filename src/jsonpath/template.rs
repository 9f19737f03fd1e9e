//! Payload templates: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign`.

use std::fmt;
use std::rc::Rc;

use super::Scope;
use super::error::Failure;
use super::expression::Expression;
use crate::value::{Object, Text, Value};

/// JSON some of whose fields are filled in: those with keys that end in `.$`.
#[derive(Clone, Debug)]
pub struct Template {
    node: Node,
}

#[derive(Clone, Debug)]
enum Node {
    /// Without anything to fill in.
    Constant(Value),
    Array(Vec<Node>),
    Object(Vec<(Text, Node)>),
    /// The key it was written with, and what it holds.
    Expression(Text, Box<Expression>),
}

/// Why JSON is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The key it concerns.
    pub field: String,
    /// Where: the keys and indices on the way to the object that has the key.
    pub location: String,
    /// What is wrong, as the service words it.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// Reads a template, however it is nested.
    ///
    /// # Errors
    /// Where a key that ends in `.$` holds no path and no call, or stands beside the key it becomes.
    pub fn compile(json: &serde_json::Value) -> Result<Self, TemplateError> {
        Ok(Self { node: node(json, &mut String::new())? })
    }

    /// The JSON, filled in.
    ///
    /// # Errors
    /// Where an expression fails.
    pub fn render(&self, scope: &Scope<'_>) -> Result<Value, Failure> {
        self.node.render(scope)
    }

    /// The fields, each a template of its own, in order, by the names they get; `None` where the
    /// template is no object. The fields of an `Assign` are variables.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<(Text, Self)>> {
        match &self.node {
            Node::Object(fields) => {
                let field = |(key, node): &(Text, Node)| (key.clone(), Self { node: node.clone() });
                Some(fields.iter().map(field).collect())
            }
            Node::Constant(Value::Object(fields)) => {
                let field = |(key, value): (&Text, &Value)| {
                    (key.clone(), Self { node: Node::Constant(value.clone()) })
                };
                Some(fields.iter().map(field).collect())
            }
            Node::Constant(_) | Node::Array(_) | Node::Expression(..) => None,
        }
    }
}

impl Node {
    fn render(&self, scope: &Scope<'_>) -> Result<Value, Failure> {
        match self {
            Self::Constant(value) => Ok(value.clone()),
            Self::Array(items) => {
                let items: Result<Vec<Value>, Failure> =
                    items.iter().map(|item| item.render(scope)).collect();
                Ok(items?.into())
            }
            Self::Object(fields) => {
                let mut object = Object::with_capacity(fields.len());
                for (key, node) in fields {
                    object.insert(key.clone(), node.render(scope)?);
                }
                Ok(Value::Object(Rc::new(object)))
            }
            Self::Expression(field, expression) => expression.evaluate(field, scope),
        }
    }

    fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }
}

/// `location` is where `json` stands.
fn node(json: &serde_json::Value, location: &mut String) -> Result<Node, TemplateError> {
    match json {
        serde_json::Value::Array(items) => {
            let mut nodes = Vec::with_capacity(items.len());
            for (at, item) in items.iter().enumerate() {
                nodes.push(below(location, &format!("[{at}]"), |location| node(item, location))?);
            }
            Ok(if nodes.iter().all(Node::is_constant) {
                Node::Constant(json.into())
            } else {
                Node::Array(nodes)
            })
        }
        serde_json::Value::Object(fields) => {
            let mut nodes = Vec::with_capacity(fields.len());
            for (key, value) in fields {
                nodes.push(field(key, value, fields, location)?);
            }
            Ok(if nodes.iter().all(|(_, node)| node.is_constant()) {
                Node::Constant(json.into())
            } else {
                Node::Object(nodes)
            })
        }
        _ => Ok(Node::Constant(json.into())),
    }
}

fn field(
    key: &str,
    value: &serde_json::Value,
    fields: &serde_json::Map<String, serde_json::Value>,
    location: &mut String,
) -> Result<(Text, Node), TemplateError> {
    let Some(name) = key.strip_suffix(".$") else {
        let node = below(location, &format!("/{key}"), |location| node(value, location))?;
        return Ok((key.into(), node));
    };
    let error = |message: String| {
        Err(TemplateError { field: key.to_owned(), location: location.clone(), message })
    };
    if fields.contains_key(name) {
        return error(format!("The fields '{name}' and '{key}' exclude each other"));
    }
    match value.as_str().and_then(|text| Expression::parse(text).ok()) {
        Some(expression) => Ok((name.into(), Node::Expression(key.into(), Box::new(expression)))),
        None => error(format!(
            "The value for the field '{key}' must be a valid JSONPath or a valid intrinsic \
             function call"
        )),
    }
}

/// Runs `inner` with the location one step further.
fn below<T>(location: &mut String, step: &str, inner: impl FnOnce(&mut String) -> T) -> T {
    let length = location.len();
    location.push_str(step);
    let result = inner(location);
    location.truncate(length);
    result
}
