//! Arguments of calls, held against the catalog of services.

use serde_json::{Map as Object, Value};

use super::code::Code;
use super::payload::{looks_like_call, looks_like_path};
use super::report::{Place, Report};
use crate::asl::model::QueryLanguage;
use crate::asl::resource::Resource;
use crate::asl::text::{Delimited, delimited, has_substitution};
use crate::services::catalog::{self, Enumeration, Member, Shape, Structure};
use crate::services::optimized::{self, Parameter};

/// Warns of what a call is given, at any depth, as far as the catalog knows: arguments that it does not take,
/// literals of a wrong type or value, and what is missing. (Step Functions refuses some of them when they
/// are sent and leaves out others; services get new parameters and values before the catalog has them.)
pub(super) fn check(
    report: &mut Report,
    resource: Resource<'_>,
    arguments: &Object<String, Value>,
    language: QueryLanguage,
    at: &Place<'_>,
) {
    let mut check = Check { report, language };
    match resource {
        Resource::Optimized { service, action, .. } => {
            if let Some(call) = optimized::integration(service, action) {
                let parameters: Vec<Field> = call.parameters().map(Field::of_parameter).collect();
                check.members(arguments, &parameters, at);
            }
        }
        Resource::Sdk { service, action, .. } => {
            let action = catalog::service(service).and_then(|service| service.action(action));
            match action.map(catalog::Action::input) {
                Some(Some(input)) => check.structure(arguments, input, at),
                Some(None) => check.members(arguments, &[], at),
                None => {}
            }
        }
        Resource::Substituted
        | Resource::Function
        | Resource::Activity
        | Resource::Storage { .. } => {}
    }
}

/// What a call or a structure takes.
#[derive(Clone, Copy)]
struct Field {
    name: &'static str,
    required: bool,
    shape: Shape,
}

impl Field {
    /// Of an optimized integration. What is an error is not said here: that one is missing, or a method of
    /// HTTP that there is not.
    fn of_parameter(parameter: Parameter) -> Self {
        let name = parameter.name();
        let shape = if name == "Method" { Shape::Document } else { parameter.shape() };
        Self { name, required: false, shape }
    }

    fn of_member(member: Member) -> Self {
        Self { name: member.name(), required: member.required(), shape: member.shape() }
    }
}

struct Check<'r> {
    report: &'r mut Report,
    language: QueryLanguage,
}

impl Check<'_> {
    fn structure(&mut self, object: &Object<String, Value>, known: Structure, at: &Place<'_>) {
        let fields: Vec<Field> = known.members().map(Field::of_member).collect();
        self.members(object, &fields, at);
        // What a substitution names is not known.
        if object.keys().any(|key| key.contains("${")) {
            return;
        }
        let language = self.language;
        let given = |field: &&Field| object.keys().any(|key| name(language, key).0 == field.name);
        let count = fields.iter().filter(given).count();
        if !known.is_union() {
            fields
                .iter()
                .filter(|field| field.required && !given(field))
                .for_each(|field| self.missing(field.name, at));
        } else if count > 1 || object.is_empty() {
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let message = format!("Exactly one of [{}] must be given", names.join(", "));
            self.report.add(Code::InvalidParameter, at, message);
        }
    }

    fn missing(&mut self, name: &str, at: &Place<'_>) {
        let message = format!("The field '{name}' is required but was missing");
        self.report.add(Code::MissingParameter, at, message);
    }

    fn members(&mut self, object: &Object<String, Value>, fields: &[Field], at: &Place<'_>) {
        for (key, value) in object {
            let (name, is_path) = name(self.language, key);
            let here = at.key(key);
            match fields.iter().find(|field| field.name == name) {
                // What a path gives is not known.
                Some(_) if is_path => {}
                Some(field) => self.value(value, field.shape, &here),
                None if name.contains("${") => {}
                None => self.unknown_member(name, fields, &here),
            }
        }
    }

    fn unknown_member(&mut self, name: &str, fields: &[Field], at: &Place<'_>) {
        let meant = fields.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let help = meant.map(|known| format!(", but '{}'", known.name)).unwrap_or_default();
        let message = format!("The field '{name}' is not known{help}");
        self.report.add(Code::UnknownParameter, at, message);
    }

    fn value(&mut self, value: &Value, shape: Shape, at: &Place<'_>) {
        match (value, shape) {
            // Nobody knows what becomes of null, and no one what an expression gives.
            (Value::Null, _) => {}
            (Value::String(text), _) if self.is_open(text) => {}
            (Value::Object(object), Shape::Structure(known)) => self.structure(object, known, at),
            (Value::Object(object), Shape::Map(map)) => {
                let language = self.language;
                for (key, value) in object.iter().filter(|(key, _)| !name(language, key).1) {
                    self.value(value, map.value(), &at.key(key));
                }
            }
            (Value::Array(items), Shape::List(list)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, list.item(), &at.index(index));
                }
            }
            (Value::String(text), Shape::Enum(values)) => self.one_of(text, values, at),
            (Value::Number(_), Shape::Integer(range) | Shape::Long(range)) => {
                if value.as_f64().is_some_and(|number| number.fract() != 0.0) {
                    self.not_of_type(shape, at);
                } else if let Some(number) = value.as_i64() {
                    self.at_least(range.min.is_none_or(|least| number >= least), range.min, at);
                    self.at_most(range.max.is_none_or(|most| number <= most), range.max, at);
                }
            }
            (Value::Number(_), Shape::Float(range) | Shape::Double(range)) => {
                let number = value.as_f64().unwrap_or_default();
                self.at_least(range.min.is_none_or(|least| number >= least), range.min, at);
                self.at_most(range.max.is_none_or(|most| number <= most), range.max, at);
            }
            _ if fits(value, shape) => {}
            _ => self.not_of_type(shape, at),
        }
    }

    /// Whether a string is something that is not known here, or was meant to be.
    fn is_open(&self, text: &str) -> bool {
        let is_expression =
            self.language == QueryLanguage::Jsonata && delimited(text) != Delimited::No;
        is_expression || has_substitution(text) || looks_like_path(text) || looks_like_call(text)
    }

    fn one_of(&mut self, text: &str, values: Enumeration, at: &Place<'_>) {
        if values.values().all(|value| value != text) {
            let words: Vec<&str> = values.values().collect();
            let message = format!("Value should be one of the following: [{}]", words.join(", "));
            self.report.add(Code::InvalidParameter, at, message);
        }
    }

    fn at_least(&mut self, is_right: bool, least: Option<impl std::fmt::Display>, at: &Place<'_>) {
        if let (false, Some(least)) = (is_right, least) {
            self.report.add(Code::InvalidParameter, at, format!("Minimum value is {least}"));
        }
    }

    fn at_most(&mut self, is_right: bool, most: Option<impl std::fmt::Display>, at: &Place<'_>) {
        if let (false, Some(most)) = (is_right, most) {
            self.report.add(Code::InvalidParameter, at, format!("Maximum value is {most}"));
        }
    }

    fn not_of_type(&mut self, shape: Shape, at: &Place<'_>) {
        let message = format!("Expected value of type {}", kind(shape));
        self.report.add(Code::InvalidParameter, at, message);
    }
}

/// The name that a key stands for, and whether its value is a path.
fn name(language: QueryLanguage, key: &str) -> (&str, bool) {
    match (language, key.strip_suffix(".$")) {
        (QueryLanguage::JsonPath, Some(name)) => (name, true),
        _ => (key, false),
    }
}

/// Whether a literal may stand for a value of the shape, going by its kind alone.
fn fits(value: &Value, shape: Shape) -> bool {
    match shape {
        // Whatever is given is written as JSON.
        Shape::String { .. } | Shape::Blob { .. } | Shape::Document => true,
        Shape::Boolean => value.is_boolean() || matches!(value.as_str(), Some("true" | "false")),
        Shape::Timestamp | Shape::Enum(_) => value.is_string(),
        Shape::Integer(_) | Shape::Long(_) | Shape::Float(_) | Shape::Double(_) => {
            value.is_number()
        }
        // DynamoDB's own integration takes a string for `{"S": string}`.
        Shape::Structure(known) => value.is_string() && known.member("BOOL").is_some(),
        Shape::List(_) => value.is_array(),
        Shape::Map(_) => value.is_object(),
    }
}

/// What a value must be, as the service writes it.
fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::String { .. } | Shape::Blob { .. } | Shape::Enum(_) | Shape::Timestamp => "[STRING]",
        Shape::Integer(_) | Shape::Long(_) => "Integer",
        Shape::Float(_) | Shape::Double(_) => "Number",
        Shape::Boolean => "[BOOLEAN]",
        Shape::Document => "[OBJECT, ARRAY, STRING, NUMBER, BOOLEAN]",
        Shape::Structure(_) | Shape::Map(_) => "[OBJECT]",
        Shape::List(_) => "[ARRAY]",
    }
}
