//! Arguments of calls, held against the catalog of services.

use serde_json::{Map as Object, Value};

use super::code::Code;
use super::report::{Place, Report};
use crate::asl::model::QueryLanguage;
use crate::asl::resource::Resource;
use crate::services::catalog::{self, Shape, Structure};
use crate::services::optimized::{self, Parameter};

/// Warns of each argument, nested ones too, that the call does not take as far as the catalog knows. (Step
/// Functions refuses some of them when they are sent and leaves out others; services get new parameters
/// before the catalog has them.)
pub(super) fn unknown(
    report: &mut Report,
    resource: Resource<'_>,
    arguments: &Object<String, Value>,
    language: QueryLanguage,
    at: &Place<'_>,
) {
    let mut check = Check { report, language };
    match resource {
        Resource::Optimized { service, action, .. } => {
            let Some(call) = optimized::integration(service, action) else { return };
            let find = |name: &str| call.parameter(name).map(Parameter::shape);
            check.members(
                arguments,
                &find,
                &|| call.parameters().map(Parameter::name).collect(),
                at,
            );
        }
        Resource::Sdk { service, action, .. } => {
            let action = catalog::service(service).and_then(|service| service.action(action));
            match action.map(catalog::Action::input) {
                Some(Some(input)) => check.structure(arguments, input, at),
                Some(None) => check.members(arguments, &|_| None, &Vec::new, at),
                None => {}
            }
        }
        Resource::Substituted
        | Resource::Function
        | Resource::Activity
        | Resource::Storage { .. } => {}
    }
}

struct Check<'r> {
    report: &'r mut Report,
    language: QueryLanguage,
}

impl Check<'_> {
    fn structure(&mut self, object: &Object<String, Value>, known: Structure, at: &Place<'_>) {
        let find = |name: &str| known.member(name).map(catalog::Member::shape);
        self.members(object, &find, &|| known.members().map(catalog::Member::name).collect(), at);
    }

    /// Members of which `find` gives the shape, out of `names`.
    fn members(
        &mut self,
        object: &Object<String, Value>,
        find: &dyn Fn(&str) -> Option<Shape>,
        names: &dyn Fn() -> Vec<&'static str>,
        at: &Place<'_>,
    ) {
        for (key, value) in object {
            let path = match self.language {
                QueryLanguage::JsonPath => key.strip_suffix(".$"),
                QueryLanguage::Jsonata => None,
            };
            let name = path.unwrap_or(key);
            let here = at.key(key);
            match find(name) {
                // What a path gives is not known.
                Some(shape) if path.is_none() => self.value(value, shape, &here),
                Some(_) => {}
                None if name.contains("${") => {}
                None => self.unknown_member(name, &names(), &here),
            }
        }
    }

    fn unknown_member(&mut self, name: &str, names: &[&str], at: &Place<'_>) {
        let meant = names.iter().find(|known| known.eq_ignore_ascii_case(name));
        let help = meant.map(|known| format!(", but '{known}'")).unwrap_or_default();
        let message = format!("The field '{name}' is not known{help}");
        self.report.add(Code::UnknownParameter, at, message);
    }

    fn value(&mut self, value: &Value, shape: Shape, at: &Place<'_>) {
        match (value, shape) {
            (Value::Object(object), Shape::Structure(known)) => self.structure(object, known, at),
            (Value::Object(object), Shape::Map(map)) => {
                for (key, value) in object.iter().filter(|(key, _)| !key.ends_with(".$")) {
                    self.value(value, map.value(), &at.key(key));
                }
            }
            (Value::Array(items), Shape::List(list)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, list.item(), &at.index(index));
                }
            }
            _ => {}
        }
    }
}
