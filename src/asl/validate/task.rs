//! Tasks: resources, credentials and the arguments of integrations.

use serde_json::{Map as Object, Value};

use super::fields::Reads;
use super::report::Place;
use super::values::field;
use super::{MachineType, Mode, Validator};
use crate::asl::model::QueryLanguage;
use crate::asl::resource::{Fault, Resource};
use crate::services::{self, Pattern};

impl<'d> Validator<'d> {
    /// `Resource`
    pub(super) fn resource(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        let Some(text) = self.as_text(value, at) else { return };
        match self.parsed(text) {
            Ok(resource) if mode.machine == MachineType::Express => self.express(resource, at),
            Ok(_) => {}
            Err(Fault::NotAnArn) => self.report.schema(at, "Value is not a valid resource ARN"),
            Err(Fault::NotRecognized) => self.report.schema(
                at,
                format!(
                    "The resource provided {text} is not recognized. The value is not a valid \
                     resource ARN, or the resource is not available in this region."
                ),
            ),
        }
    }

    /// [`Resource::parse`], once for each text: most resources are those of many states.
    fn parsed(&mut self, text: &'d str) -> Result<Resource<'d>, Fault> {
        *self.resources.entry(text).or_insert_with(|| Resource::parse(text))
    }

    /// Express workflows wait for nothing but answers.
    fn express(&mut self, resource: Resource<'_>, at: &Place<'_>) {
        let message = match (resource, resource.pattern()) {
            (Resource::Activity, _) => "Express state machine does not support Activity ARN",
            (_, Some(Pattern::Sync | Pattern::Sync2)) => {
                "Express state machine does not support '.sync' service integration"
            }
            // The blank at the end is the service's own.
            (_, Some(Pattern::Callback)) => {
                "Express state machine does not support '.waitForTaskToken' service integration "
            }
            (_, None) => return,
        };
        self.report.schema(at, message);
    }

    /// `Credentials`
    pub(super) fn credentials(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        let Some(credentials) = self.as_object(value, at) else { return };
        if !has(credentials, "RoleArn", mode.language) {
            self.missing("RoleArn", at);
        }
        self.template(value, Reads::Input, mode, at);
    }

    /// What a Task's fields ask of each other.
    pub(super) fn task(&mut self, state: &'d Object<String, Value>, mode: Mode, at: &Place<'_>) {
        let seconds = |name: &str| field(state, name).and_then(Value::as_u64);
        if let (Some(heartbeat), Some(timeout)) =
            (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds"))
            && heartbeat >= timeout
        {
            let message = "HeartbeatSeconds must be smaller than TimeoutSeconds";
            self.report.schema(&at.key("HeartbeatSeconds"), message);
        }
        let Some(text) = field(state, "Resource").and_then(Value::as_str) else { return };
        match self.parsed(text) {
            Ok(Resource::Activity) if field(state, "Credentials").is_some() => {
                let message = "The field 'Credentials' is not supported for activities";
                self.report.schema(at, message);
            }
            Ok(resource @ (Resource::Optimized { .. } | Resource::Sdk { .. })) => {
                self.arguments(state, text, resource, mode, at);
            }
            _ => {}
        }
    }

    fn arguments(
        &mut self,
        state: &Object<String, Value>,
        text: &str,
        resource: Resource<'_>,
        mode: Mode,
        at: &Place<'_>,
    ) {
        let name = match mode.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let Some(arguments) = field(state, name) else {
            let message = format!("{name} field is required for resource ARN: {text}");
            return self.report.schema(at, message);
        };
        let Value::Object(arguments) = arguments else { return };
        if self.report.warns() {
            let place = at.key(name);
            super::arguments::check(&mut self.report, resource, arguments, mode.language, &place);
        }
        let Resource::Optimized { service, action, .. } = resource else { return };
        for field in services::required(service, action) {
            if !has(arguments, field, mode.language) {
                self.missing(field, &at.key(name));
            }
        }
        if service == "http"
            && let Some(method) = arguments.get("Method")
        {
            self.http_method(method, &at.key(name).key("Method"));
        }
    }

    fn missing(&mut self, field: &str, at: &Place<'_>) {
        self.report.schema(at, format!("The field '{field}' is required but was missing"));
    }

    fn http_method(&mut self, method: &Value, at: &Place<'_>) {
        const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
        let Some(text) = method.as_str() else { return self.expected("[STRING]", at) };
        let known = METHODS.contains(&text) || text.contains("{%") || text.contains("${");
        if !known {
            let methods = METHODS.join(", ");
            self.report.schema(at, format!("Value should be one of the following: [{methods}]"));
        }
    }

    /// The resource of a reader or writer.
    pub(super) fn s3(&mut self, value: &'d Value, actions: &[&str], at: &Place<'_>) {
        let Some(text) = self.as_text(value, at) else { return };
        let known = match Resource::parse(text) {
            Ok(Resource::Storage { action }) => actions.contains(&action),
            _ => false,
        };
        if !known {
            let message = "The field 'Resource' does not match any of the allowed values";
            self.report.schema(at, message);
        }
    }
}

/// Whether a template gives the field `name`.
fn has(object: &Object<String, Value>, name: &str, language: QueryLanguage) -> bool {
    let computed = || object.keys().any(|key| key.strip_suffix(".$") == Some(name));
    field(object, name).is_some() || (language == QueryLanguage::JsonPath && computed())
}
