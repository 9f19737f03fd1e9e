//! The catalog for machines.
//!
//! A type is an object with `type` and what belongs to it; a structure with a name is `{"type": "structure",
//! "name": …}`, and what it is made of stands once, under that name, in `structures` of the page.

use serde_json::{Map, Value, json};

use crate::cli::services::page::{Field, Page};
use crate::services::catalog::Support;
use crate::services::catalog::{self, Availability, FloatRange, NumberRange, Shape, Structure};
use crate::services::{self, Pattern, SERVICES};

/// All services.
pub fn all() -> Value {
    let optimized: Vec<_> = SERVICES
        .iter()
        .map(|service| {
            let actions: Vec<_> = service.actions.iter().map(|action| action.name).collect();
            json!({"name": services::written(service.name), "actions": actions})
        })
        .collect();
    let sdk: Vec<_> = catalog::services()
        .map(|service| {
            let mut about = about_service(service);
            about.insert("actions".to_owned(), json!(service.actions().len()));
            Value::Object(about)
        })
        .collect();
    json!({"botocore": catalog::botocore(), "optimized": optimized, "sdk": sdk})
}

/// The actions of a service with optimized integrations.
pub fn optimized(service: &services::Service) -> Value {
    let actions: Vec<_> = service
        .actions
        .iter()
        .map(|action| json!({"name": action.name, "patterns": patterns(action.patterns)}))
        .collect();
    json!({"name": services::written(service.name), "actions": actions})
}

/// The actions of a service of SDK integrations.
pub fn sdk(service: catalog::Service) -> Value {
    let actions: Vec<_> = service
        .actions()
        .map(|action| {
            json!({
                "name": action.name(),
                "availability": availability(action.availability()),
                "deprecated": action.deprecated(),
            })
        })
        .collect();
    let mut about = about_service(service);
    about.insert("actions".to_owned(), Value::Array(actions));
    about.insert("errors".to_owned(), json!(service.errors().collect::<Vec<_>>()));
    Value::Object(about)
}

/// One action.
pub fn action(page: &Page) -> Value {
    let mut types = Types::default();
    let parameters = types.fields(&page.parameters, true);
    let results: Map<String, Value> = page
        .results
        .iter()
        .map(|(way, fields)| {
            let fields = fields.as_ref().map_or(Value::Null, |fields| types.fields(fields, false));
            (way.map_or("plain", Pattern::word).to_owned(), fields)
        })
        .collect();
    let errors: Vec<_> = page
        .errors
        .iter()
        .map(|error| json!({"name": error.name, "transient": error.transient}))
        .collect();
    json!({
        "call": page.call,
        "resource": page.resource,
        "patterns": patterns(&page.patterns),
        "express": true,
        "availability": availability(page.availability),
        "deprecated": page.deprecated,
        "parameters": parameters,
        "results": results,
        "errors": errors,
        "structures": types.structures(),
    })
}

fn about_service(service: catalog::Service) -> Map<String, Value> {
    let (support, date) = match service.support() {
        Support::Listed => ("listed", None),
        Support::Since2026 => ("since2026", None),
        Support::Unlisted => ("unlisted", None),
        Support::Removed(date) => ("removed", Some(date)),
    };
    let mut about = Map::new();
    about.insert("name".to_owned(), json!(format!("aws.{}", service.name())));
    about.insert("errorPrefix".to_owned(), json!(service.error_prefix()));
    about.insert("iamPrefix".to_owned(), json!(service.iam_prefix()));
    about.insert("support".to_owned(), json!(support));
    about.extend(date.map(|date| ("removed".to_owned(), json!(date))));
    about
}

fn patterns(patterns: &[Pattern]) -> Vec<&'static str> {
    patterns.iter().map(|pattern| pattern.word()).collect()
}

fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Available => "available",
        Availability::Unsupported => "unsupported",
        Availability::EventStream => "eventStream",
    }
}

/// The structures of a page, each under a name of its own.
#[derive(Default)]
struct Types {
    named: Vec<(Structure, String)>,
}

impl Types {
    fn fields(&mut self, fields: &[Field], is_input: bool) -> Value {
        fields.iter().map(|field| self.field(field, is_input)).collect()
    }

    fn field(&mut self, field: &Field, is_input: bool) -> Value {
        let mut about = Map::new();
        about.insert("name".to_owned(), json!(field.name));
        if is_input {
            about.insert("required".to_owned(), json!(field.required));
        }
        if field.token {
            about.insert("idempotencyToken".to_owned(), json!(true));
        }
        if !field.documented {
            about.insert("documented".to_owned(), json!(false));
        }
        about.append(&mut self.shape(field.shape));
        Value::Object(about)
    }

    fn shape(&mut self, shape: Shape) -> Map<String, Value> {
        match shape {
            Shape::String { min, max } => typed("string", limits(min, max)),
            Shape::Enum(values) => {
                typed("enum", vec![("values", json!(values.values().collect::<Vec<_>>()))])
            }
            Shape::Integer(NumberRange { min, max }) => typed("integer", limits(min, max)),
            Shape::Long(NumberRange { min, max }) => typed("long", limits(min, max)),
            Shape::Float(FloatRange { min, max }) => typed("float", limits(min, max)),
            Shape::Double(FloatRange { min, max }) => typed("double", limits(min, max)),
            Shape::Boolean => typed("boolean", Vec::new()),
            Shape::Timestamp => typed("timestamp", Vec::new()),
            Shape::Blob { min, max } => typed("blob", limits(min, max)),
            Shape::Document => typed("json", Vec::new()),
            Shape::Structure(structure) => {
                typed("structure", vec![("name", json!(self.name(structure)))])
            }
            Shape::List(list) => {
                let mut rest = vec![("item", Value::Object(self.shape(list.item())))];
                rest.extend(limits(list.min(), list.max()));
                typed("list", rest)
            }
            Shape::Map(map) => {
                let mut rest = vec![("value", Value::Object(self.shape(map.value())))];
                rest.extend(limits(map.min(), map.max()));
                typed("map", rest)
            }
        }
    }

    /// The name of a structure on this page: its own, with a number where another has that.
    fn name(&mut self, structure: Structure) -> String {
        if let Some((_, name)) = self.named.iter().find(|(known, _)| *known == structure) {
            return name.clone();
        }
        let own = structure.name().unwrap_or("Object");
        let same = self.named.iter().filter(|(known, _)| known.name().unwrap_or("Object") == own);
        let name = match same.count() {
            0 => own.to_owned(),
            others => format!("{own}{}", others + 1),
        };
        self.named.push((structure, name.clone()));
        name
    }

    /// What each structure is made of; on the way to it others may turn up.
    fn structures(&mut self) -> Value {
        let mut written = Map::new();
        let mut next = 0;
        while let Some((structure, name)) = self.named.get(next).cloned() {
            let fields: Vec<_> = structure.members().map(Field::from).collect();
            let members = self.fields(&fields, true);
            written.insert(name, json!({"union": structure.is_union(), "members": members}));
            next += 1;
        }
        Value::Object(written)
    }
}

fn typed(name: &str, rest: Vec<(&str, Value)>) -> Map<String, Value> {
    let rest = rest.into_iter().map(|(key, value)| (key.to_owned(), value));
    [("type".to_owned(), json!(name))].into_iter().chain(rest).collect()
}

fn limits<T>(min: Option<T>, max: Option<T>) -> Vec<(&'static str, Value)>
where
    Value: From<T>,
{
    let known = [("min", min.map(Value::from)), ("max", max.map(Value::from))];
    known.into_iter().filter_map(|(name, limit)| limit.map(|limit| (name, limit))).collect()
}
