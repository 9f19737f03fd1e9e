//! Fields that may hold an expression or a path, in both query languages.

use std::cell::OnceCell;
use std::rc::Rc;

use super::failure::{Class, Failure, RUNTIME};
use super::visit::{Item, Visit};
use crate::jsonata::eval::{Compiled, Environment};
use crate::jsonpath;
use crate::value::{Number, Object, Text, Value};

/// A field that may hold expressions.
#[derive(Debug)]
pub(super) enum Template {
    Jsonata(JsonataTemplate),
    Path(PathTemplate),
    /// `ErrorPath`, `CausePath`: a path or a call of an intrinsic function; with the field's name.
    Reference(jsonpath::Expression, &'static str),
}

/// A payload template of JSONPath mode.
pub(super) type PathTemplate = jsonpath::Template;

/// A JSON value whose `{% … %}` leaves are expressions.
#[derive(Debug)]
pub(super) enum JsonataTemplate {
    Literal(Value),
    Expression(Expression),
    Array(Vec<Self>),
    Object(Vec<(Text, Self)>),
}

/// A leaf.
#[derive(Debug)]
pub(super) struct Expression {
    /// As it is written between the braces.
    pub text: Text,
    /// `Output/total`
    pub location: Text,
    pub compiled: Compiled,
}

/// A number that may be an expression or a path.
#[derive(Debug)]
pub(super) enum Quantity {
    Literal(f64),
    Expression(Expression),
    /// With the name of the field.
    Path(jsonpath::Path, &'static str),
}

/// The type the result of an expression must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Any,
    Boolean,
    String,
    Array,
    Number,
}

/// What an expression can see.
pub(super) struct Scope<'a> {
    pub visit: &'a Visit<'a>,
    /// `$` of a path.
    pub focus: &'a Value,
    /// `$states.result`
    pub result: Option<&'a Value>,
    /// `$states.errorOutput`
    pub error: Option<&'a Value>,
    /// The item of a Map that is being selected.
    pub item: Option<&'a Item>,
    /// `$states` as a whole, which is seldom asked for.
    states: OnceCell<Value>,
    context: OnceCell<Value>,
}

impl<'a> Scope<'a> {
    /// The input of the state, and nothing else.
    pub fn new(visit: &'a Visit<'a>, focus: &'a Value) -> Self {
        Self {
            visit,
            focus,
            result: None,
            error: None,
            item: None,
            states: OnceCell::new(),
            context: OnceCell::new(),
        }
    }

    /// What paths read.
    pub fn paths(&self) -> jsonpath::Scope<'_> {
        jsonpath::Scope { input: self.focus, surroundings: self }
    }

    fn context(&self) -> &Value {
        self.context.get_or_init(|| self.visit.context(self.item))
    }

    fn states(&self) -> &Value {
        self.states.get_or_init(|| {
            let fields = ["input", "context", "result", "errorOutput"];
            let present = |name| Some((name, self.states_field(name)?));
            Value::object(fields.into_iter().filter_map(present))
        })
    }

    fn states_field(&self, name: &str) -> Option<Value> {
        match name {
            "input" => Some(self.visit.input.clone()),
            "context" => Some(self.context().clone()),
            "result" => self.result.cloned(),
            "errorOutput" => self.error.cloned(),
            _ => None,
        }
    }
}

impl Environment for Scope<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        if name == "states" {
            return Some(self.states().clone());
        }
        self.visit.strand.variables.get(name)
    }

    fn field(&self, variable: &str, field: &str) -> Option<Option<Value>> {
        (variable == "states").then(|| self.states_field(field))
    }

    #[allow(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for ages")]
    fn now(&self) -> f64 {
        self.visit.execution.world.clock.now().0 as f64
    }

    fn random(&self) -> f64 {
        self.visit.execution.world.random.borrow_mut().f64()
    }

    fn uuid(&self) -> Text {
        self.visit.execution.world.uuid()
    }
}

impl jsonpath::Surroundings for Scope<'_> {
    fn context(&self) -> Value {
        Scope::context(self).clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.visit.strand.variables.get(name)
    }

    fn random(&self) -> u64 {
        self.visit.execution.world.random.borrow_mut().u64(..)
    }
}

impl Template {
    /// The value of the field.
    pub fn render(&self, scope: &Scope<'_>) -> Result<Value, Failure> {
        match self {
            Self::Jsonata(template) => template.render(scope),
            Self::Path(template) => render_path(template, scope),
            Self::Reference(expression, field) => {
                expression.evaluate(field, &scope.paths()).map_err(of_paths)
            }
        }
    }
}

/// The failure of a path, a template or a test.
pub(super) fn of_paths(failure: jsonpath::Failure) -> Failure {
    let class = if failure.error == RUNTIME { Class::Runtime } else { Class::Error };
    Failure { class, ..Failure::new(failure.error, failure.cause) }
}

/// The value of a payload template.
pub(super) fn render_path(template: &PathTemplate, scope: &Scope<'_>) -> Result<Value, Failure> {
    template.render(&scope.paths()).map_err(of_paths)
}

/// The value at a path.
pub(super) fn evaluate_path(path: &jsonpath::Path, scope: &Scope<'_>) -> Result<Value, Failure> {
    path.evaluate(&scope.paths()).map_err(|miss| Failure::runtime(miss.to_string()))
}

impl JsonataTemplate {
    /// The value with each expression replaced by its own.
    pub fn render(&self, scope: &Scope<'_>) -> Result<Value, Failure> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(scope, Expected::Any),
            Self::Array(items) => {
                let items: Result<Vec<_>, _> =
                    items.iter().map(|item| item.render(scope)).collect();
                items.map(Value::array)
            }
            Self::Object(fields) => {
                let mut object = Object::with_capacity(fields.len());
                for (name, value) in fields {
                    object.insert(name.clone(), value.render(scope)?);
                }
                Ok(Value::Object(Rc::new(object)))
            }
        }
    }

    /// The value, which must be of a type.
    pub fn render_as(&self, scope: &Scope<'_>, expected: Expected) -> Result<Value, Failure> {
        match self {
            Self::Expression(expression) => expression.evaluate(scope, expected),
            Self::Literal(_) | Self::Array(_) | Self::Object(_) => self.render(scope),
        }
    }
}

impl Expression {
    /// The value of the expression.
    ///
    /// # Errors
    /// `States.QueryEvaluationError` where it fails, has no value, or one of another type or none
    /// JSON has.
    pub fn evaluate(&self, scope: &Scope<'_>, expected: Expected) -> Result<Value, Failure> {
        let value = match self.compiled.evaluate(scope) {
            Ok(Some(value)) => value,
            Ok(None) => return Err(self.failure("returned nothing (undefined).")),
            Err(failure) if failure.is_unsupported_result() => {
                return Err(self.failure("returned an unsupported result type."));
            }
            Err(failure) => {
                let separator = if failure.code.is_some() { ". " } else { ": " };
                return Err(
                    self.failure(&format!("threw an error during evaluation{separator}{failure}"))
                );
            }
        };
        if !expected.accepts(&value) {
            return Err(self.failure(&format!(
                "returned an unexpected result type. Expected '{}', but was '{}' for value: {value}",
                expected.name(),
                value.kind(),
            )));
        }
        Ok(finite(value))
    }

    fn failure(&self, what: &str) -> Failure {
        let Self { text, location, .. } = self;
        Failure::evaluation(
            Some(location.clone()),
            format!("The JSONata expression '{text}' specified for the field '{location}' {what}"),
        )
    }
}

/// Numbers JSON does not have leave a state as strings.
fn finite(value: Value) -> Value {
    match &value {
        Value::Number(Number::Float(float)) if !float.is_finite() => {
            Value::string(Number::Float(*float).to_string().trim_matches('"'))
        }
        Value::Array(items) if items.iter().any(is_infinite) => {
            Value::array(items.iter().cloned().map(finite).collect())
        }
        Value::Object(fields) if fields.values().any(is_infinite) => {
            Value::object(fields.iter().map(|(key, value)| (key.clone(), finite(value.clone()))))
        }
        _ => value,
    }
}

fn is_infinite(value: &Value) -> bool {
    match value {
        Value::Number(Number::Float(float)) => !float.is_finite(),
        Value::Array(items) => items.iter().any(is_infinite),
        Value::Object(fields) => fields.values().any(is_infinite),
        _ => false,
    }
}

impl Expected {
    fn accepts(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Boolean => matches!(value, Value::Bool(_)),
            Self::String => matches!(value, Value::String(_)),
            Self::Array => matches!(value, Value::Array(_)),
            Self::Number => matches!(value, Value::Number(_)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Array => "array",
            Self::Number => "number",
        }
    }
}

impl Quantity {
    /// The number.
    ///
    /// # Errors
    /// Where an expression gives no number, or a path leads to none.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<f64, Failure> {
        match self {
            Self::Literal(number) => Ok(*number),
            Self::Expression(expression) => {
                let value = expression.evaluate(scope, Expected::Number)?;
                Ok(value.as_f64().unwrap_or(f64::NAN))
            }
            Self::Path(path, field) => {
                let value = evaluate_path(path, scope)?;
                number(&value).ok_or_else(|| not_a_number(&value, path.text(), field, "float"))
            }
        }
    }

    /// The number, which must be whole.
    ///
    /// # Errors
    /// As [`Quantity::evaluate`]; also where the number a path leads to is not whole. One of an
    /// expression is rounded.
    #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
    pub fn evaluate_whole(&self, scope: &Scope<'_>) -> Result<i64, Failure> {
        match self {
            Self::Literal(number) => Ok(*number as i64),
            Self::Expression(_) => Ok(self.evaluate(scope)?.round() as i64),
            Self::Path(path, field) => {
                let value = evaluate_path(path, scope)?;
                let whole = number(&value).filter(|number| number.fract() == 0.0);
                whole
                    .map(|whole| whole as i64)
                    .ok_or_else(|| not_a_number(&value, path.text(), field, "integer"))
            }
        }
    }
}

/// A number, also one in a string.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    }
}

fn not_a_number(value: &Value, path: &str, field: &str, kind: &str) -> Failure {
    let shown = match value {
        Value::String(text) => text.to_string(),
        other => other.to_string(),
    };
    Failure::runtime(format!(
        "The {field} field refers to value \"{shown}\" which is not a valid {kind}: {path}"
    ))
}
