//! Reads the fields of a state that may hold expressions or paths.

use serde_json::Value as Json;

use super::{InOut, PlanError, ResultPath};
use crate::asl::text::expression;
use crate::jsonata::eval::Compiled;
use crate::jsonpath::{self, Path, ReferencePath};
use crate::sim::query::{Expression, JsonataTemplate, PathTemplate, Quantity, Template};
use crate::value::Value;

/// The query language of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    JsonPath,
    Jsonata,
}

/// Reads fields of one state; what cannot be read becomes an error.
pub(super) struct Fields<'b> {
    pub language: Language,
    /// Of the state: `/States/A`
    pub location: &'b str,
    pub errors: &'b mut Vec<PlanError>,
}

impl Fields<'_> {
    pub fn fault(&mut self, field: &str, message: &str) {
        let location = format!("{}/{field}", self.location);
        self.errors.push(PlanError { location, message: message.to_owned() });
    }

    /// A field in the language of the state.
    pub fn template(&mut self, field: &str, json: &Json) -> Option<Template> {
        match self.language {
            Language::Jsonata => Some(Template::Jsonata(self.jsonata(field, json))),
            Language::JsonPath => self.payload(field, json).map(Template::Path),
        }
    }

    /// A payload template of JSONPath mode.
    pub fn payload(&mut self, field: &str, json: &Json) -> Option<PathTemplate> {
        let template = PathTemplate::compile(json);
        template.map_err(|error| self.fault(field, &error.to_string())).ok()
    }

    /// A JSON value with expressions; `field` is its place within the state.
    pub fn jsonata(&mut self, field: &str, json: &Json) -> JsonataTemplate {
        match json {
            Json::String(text) => match expression(text) {
                Some(inner) => self.expression(field, inner).map_or_else(
                    || JsonataTemplate::Literal(Value::Null),
                    JsonataTemplate::Expression,
                ),
                None => JsonataTemplate::Literal(Value::string(text)),
            },
            _ if !holds_expression(json) => JsonataTemplate::Literal(Value::from(json)),
            Json::Array(items) => JsonataTemplate::Array(
                items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.jsonata(&format!("{field}[{at}]"), item))
                    .collect(),
            ),
            Json::Object(fields) => JsonataTemplate::Object(
                fields
                    .iter()
                    .map(|(key, value)| {
                        (key.as_str().into(), self.jsonata(&format!("{field}/{key}"), value))
                    })
                    .collect(),
            ),
            Json::Null | Json::Bool(_) | Json::Number(_) => {
                JsonataTemplate::Literal(Value::from(json))
            }
        }
    }

    fn expression(&mut self, field: &str, text: &str) -> Option<Expression> {
        match crate::jsonata::parse(text) {
            Ok(tree) => Some(Expression {
                text: text.into(),
                location: field.into(),
                compiled: Compiled::new(&tree),
            }),
            Err(error) => {
                self.fault(field, &error.message);
                None
            }
        }
    }

    /// A field that is text, or its `…Path`.
    pub fn text_or_path(
        &mut self,
        field: &'static str,
        value: &Option<Json>,
        (path_field, path): (&'static str, &Option<Json>),
    ) -> Option<Template> {
        match (value, path) {
            (Some(value), _) if self.language == Language::Jsonata => {
                Some(Template::Jsonata(self.jsonata(field, value)))
            }
            (Some(value), _) => Some(self.literal(value)),
            (None, Some(path)) => {
                let expression = jsonpath::Expression::parse(path.as_str().unwrap_or_default());
                let expression = expression.map_err(|error| self.fault(path_field, &error.message));
                expression.ok().map(|expression| Template::Reference(expression, path_field))
            }
            (None, None) => None,
        }
    }

    /// A value as it is.
    pub fn literal(&self, value: &Json) -> Template {
        Template::Jsonata(JsonataTemplate::Literal(Value::from(value)))
    }

    /// A number, or its `…Path`.
    pub fn quantity(
        &mut self,
        field: &'static str,
        value: &Option<Json>,
        (path_field, path): (&'static str, &Option<Json>),
    ) -> Option<Quantity> {
        match (value, path) {
            (Some(value), _) => Some(self.number(field, value)),
            (None, Some(path)) => Some(self.number_at(path_field, path)),
            (None, None) => None,
        }
    }

    /// A number, perhaps by an expression.
    pub fn number(&mut self, field: &str, value: &Json) -> Quantity {
        if let Some(text) = value.as_str().and_then(expression) {
            if let Some(expression) = self.expression(field, text) {
                return Quantity::Expression(expression);
            }
        } else if let Some(number) = value.as_f64() {
            return Quantity::Literal(number);
        } else {
            self.fault(field, "a number is needed");
        }
        Quantity::Literal(0.0)
    }

    /// The number at a path.
    pub fn number_at(&mut self, field: &'static str, path: &Json) -> Quantity {
        Quantity::Path(self.path(field, path), field)
    }

    /// A path.
    pub fn path(&mut self, field: &str, path: &Json) -> Path {
        Path::parse(path.as_str().unwrap_or_default()).unwrap_or_else(|error| {
            self.fault(field, &error.message);
            Path::parse("$").expect("the shortest path")
        })
    }

    /// `InputPath` or `OutputPath`.
    pub fn in_out(&mut self, field: &str, path: Option<&Json>) -> InOut {
        match path {
            None => InOut::Whole,
            Some(Json::Null) => InOut::Nothing,
            Some(Json::String(text)) if text == "$" => InOut::Whole,
            Some(path) => InOut::Path(self.path(field, path)),
        }
    }

    /// `ResultPath`
    pub fn result_path(&mut self, field: &str, path: Option<&Json>) -> ResultPath {
        match path {
            None => ResultPath::Whole,
            Some(Json::Null) => ResultPath::Discard,
            Some(Json::String(text)) if text == "$" => ResultPath::Whole,
            Some(path) => match ReferencePath::parse(path.as_str().unwrap_or_default()) {
                Ok(path) => ResultPath::Into(path),
                Err(error) => {
                    self.fault(field, &error.message);
                    ResultPath::Whole
                }
            },
        }
    }
}

fn holds_expression(json: &Json) -> bool {
    match json {
        Json::String(text) => expression(text).is_some(),
        Json::Array(items) => items.iter().any(holds_expression),
        Json::Object(fields) => fields.values().any(holds_expression),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}
