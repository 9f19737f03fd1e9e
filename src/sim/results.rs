//! What services say of their results: what a mock returns is held against it, and made up from it.

use super::resource::{Pattern, Resource};
use crate::services::catalog::{self, Member, Shape, Structure};
use crate::services::optimized::{self, Output};
use crate::services::{self, catalog::List};
use crate::value::Value;

/// What a call results in.
#[derive(Clone, Copy)]
struct Described {
    shape: Structure,
    /// What the API behind an optimized integration says of the same.
    api: Option<Structure>,
}

impl Described {
    /// What a call of the resource results in; `None` where nobody says.
    fn of(resource: &Resource) -> Option<Self> {
        let (service, action) = resource.action()?;
        let pattern = match resource.pattern() {
            Pattern::RequestResponse => None,
            Pattern::Sync => Some(services::Pattern::Sync),
            Pattern::Sync2 => Some(services::Pattern::Sync2),
            // Whoever sends the token back decides.
            Pattern::Callback => return None,
        };
        if let Some(service) = service.strip_prefix("aws-sdk:") {
            let shape = catalog::service(service)?.action(action)?.output()?;
            return Some(Self { shape, api: None });
        }
        let integration = optimized::integration(service, action)?;
        let Output::Structure(shape) = integration.output(pattern) else { return None };
        let api = integration.api().filter(|_| pattern.is_none());
        Some(Self { shape, api: api.and_then(catalog::Action::output) })
    }

    /// The shape of a member. The integration writes some moments as numbers, which a mock must not.
    fn member(self, member: Member) -> Shape {
        let moment = self.api.and_then(|api| api.member(member.name())).map(Member::shape);
        match (member.shape(), moment) {
            (Shape::Document, Some(Shape::Timestamp)) => Shape::Timestamp,
            (own, _) => own,
        }
    }
}

/// What is wrong with a mocked result of the resource, in the words of the TestState API; where
/// `strict`, also that a required field is missing.
pub(super) fn fault(result: &Value, resource: &Resource, strict: bool) -> Option<String> {
    Check { strict }.structure(result, Described::of(resource)?)
}

struct Check {
    strict: bool,
}

impl Check {
    fn structure(&self, value: &Value, described: Described) -> Option<String> {
        let fields = value.as_object()?;
        let shape = described.shape;
        if self.strict {
            let missing = shape
                .members()
                .find(|member| member.required() && !fields.contains_key(member.name()));
            if let Some(member) = missing {
                return Some(format!("Required field '{}' is missing", member.name()));
            }
        }
        fields.iter().find_map(|(name, value)| {
            self.value(name, value, described.member(shape.member(name)?))
        })
    }

    fn value(&self, name: &str, value: &Value, shape: Shape) -> Option<String> {
        let must_be = |what: &str| Some(format!("Field '{name}' must be {what}"));
        let is = |wrong: Option<&str>| wrong.map(|wrong| format!("Field '{name}' {wrong}"));
        match shape {
            Shape::Document => None,
            Shape::Structure(_) | Shape::Map(_) if value.as_object().is_none() => {
                must_be("an object")
            }
            Shape::Structure(shape) => self.structure(value, Described { shape, api: None }),
            Shape::Map(map) => {
                let mut values = value.as_object()?.values();
                values.find_map(|value| self.value(name, value, map.value()))
            }
            Shape::List(list) => match value.as_array() {
                Some(items) => items.iter().find_map(|item| self.value(name, item, list.item())),
                None => must_be("an array"),
            },
            Shape::Boolean => {
                if value.as_bool().is_some() {
                    None
                } else {
                    must_be("a boolean")
                }
            }
            Shape::Integer(range) | Shape::Long(range) => match value.as_f64() {
                None => must_be("a number"),
                #[expect(clippy::cast_precision_loss, reason = "limits are small numbers")]
                Some(number) => is(outside(
                    number,
                    range.min.map(|min| min as f64),
                    range.max.map(|max| max as f64),
                )),
            },
            Shape::Float(range) | Shape::Double(range) => match value.as_f64() {
                None => must_be("a number"),
                Some(number) => is(outside(number, range.min, range.max)),
            },
            Shape::String { .. } | Shape::Enum(_) | Shape::Timestamp | Shape::Blob { .. } => {
                match (value.as_str(), shape) {
                    (None, _) => must_be("a string"),
                    (Some(text), Shape::String { min, max } | Shape::Blob { min, max }) => {
                        is(sized(text, min, max))
                    }
                    (Some(text), Shape::Enum(known)) if known.values().all(|each| each != text) => {
                        is(Some("is not an expected value"))
                    }
                    _ => None,
                }
            }
        }
    }
}

fn outside(number: f64, min: Option<f64>, max: Option<f64>) -> Option<&'static str> {
    if min.is_some_and(|min| number < min) {
        return Some("is less than the minimum value");
    }
    max.is_some_and(|max| number > max).then_some("exceeds the maximum value")
}

fn sized(text: &str, min: Option<u32>, max: Option<u32>) -> Option<&'static str> {
    let length = text.chars().count();
    if min.is_some_and(|min| length < min as usize) {
        return Some("is smaller than the minimum length");
    }
    max.is_some_and(|max| length > max as usize).then_some("exceeds the maximum length")
}

/// A result as the service could give it, the same each time: every member is there, strings are the
/// name of their member, lists have one item.
pub(super) fn sample(resource: &Resource) -> Value {
    let mut maker = Sampler { open: Vec::new(), left: MOST };
    Described::of(resource).map_or_else(Value::empty_object, |result| maker.structure(result))
}

/// How many values a sample has at most.
const MOST: usize = 2_000;

/// The moment in samples.
const MOMENT: &str = "2026-01-01T00:00:00Z";

struct Sampler {
    /// The structures around the one in work: what contains itself ends there.
    open: Vec<Structure>,
    left: usize,
}

impl Sampler {
    fn structure(&mut self, described: Described) -> Value {
        let shape = described.shape;
        self.open.push(shape);
        // Of a union one member is there.
        let count = if shape.is_union() { 1 } else { usize::MAX };
        let mut fields = Vec::new();
        for member in shape.members().take(count) {
            if let Some(value) = self.value(member.name(), described.member(member)) {
                fields.push((member.name(), value));
            }
        }
        self.open.pop();
        Value::object(fields)
    }

    fn value(&mut self, name: &str, shape: Shape) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        Some(match shape {
            Shape::String { min, max } | Shape::Blob { min, max } => {
                Value::string(&fitting(name, min, max))
            }
            Shape::Enum(known) => Value::string(known.values().next().unwrap_or(name)),
            Shape::Timestamp => Value::string(MOMENT),
            Shape::Integer(range) | Shape::Long(range) => {
                let usual = if name.ends_with("StatusCode") { 200 } else { 0 };
                Value::from(usual.max(range.min.unwrap_or(usual)))
            }
            Shape::Float(range) | Shape::Double(range) => {
                Value::from(range.min.unwrap_or(0.0).max(0.0))
            }
            Shape::Boolean => Value::Bool(false),
            Shape::Document => Value::empty_object(),
            Shape::Structure(inner) if self.open.contains(&inner) => return None,
            Shape::Structure(shape) => self.structure(Described { shape, api: None }),
            Shape::List(list) => self.list(name, list),
            Shape::Map(map) => {
                let key = match map.key() {
                    Shape::Enum(known) => known.values().next().unwrap_or(name),
                    _ => name,
                };
                Value::object(self.value(name, map.value()).map(|value| (key, value)))
            }
        })
    }

    fn list(&mut self, name: &str, list: List) -> Value {
        Value::array(self.value(name, list.item()).into_iter().collect())
    }
}

/// The name, as long as a string must be.
fn fitting(name: &str, min: Option<u32>, max: Option<u32>) -> String {
    let length = name.chars().count();
    let wanted =
        length.max(min.unwrap_or(0) as usize).min(max.map_or(usize::MAX, |max| max as usize));
    name.chars().cycle().take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(end: &str) -> Resource {
        Resource::parse(&format!("arn:aws:states:::{end}"))
    }

    #[test]
    fn a_sample_of_every_action_is_right() {
        let mut checked = 0;
        for service in catalog::services() {
            for action in service.actions() {
                let resource = resource(&format!("aws-sdk:{}:{}", service.name(), action.name()));
                let sample = sample(&resource);
                let wrong = fault(&sample, &resource, false);
                assert_eq!(wrong, None, "{}: {sample}", resource.arn);
                checked += 1;
            }
        }
        for integration in optimized::integrations() {
            let end = format!("{}:{}", integration.service(), integration.action());
            for suffix in ["", ".sync", ".sync:2"] {
                let resource = resource(&format!("{end}{suffix}"));
                assert_eq!(fault(&sample(&resource), &resource, true), None, "{end}{suffix}");
                checked += 1;
            }
        }
        assert!(checked > 10_000, "{checked}");
    }

    #[test]
    fn a_sample_says_what_there_is() {
        let item = sample(&resource("dynamodb:getItem"));
        assert!(item.get("Item").is_some_and(|item| item.get("Item").is_some()), "{item}");
        let list = sample(&resource("aws-sdk:s3:listObjectsV2"));
        let contents = list.get("Contents").and_then(Value::as_array).expect("contents");
        assert_eq!(contents[0].get("Key").and_then(Value::as_str), Some("Key"));
        assert_eq!(sample(&resource("sqs:sendMessage.waitForTaskToken")), Value::empty_object());
    }
}
