//! A deployment as a CloudFormation template.
//!
//! Names and values of properties: the provider schemas of CloudFormation (as cfn-lint 1.58.0 has them).

mod definition;
pub mod functions;
mod machine;
mod parameters;
mod roles;
mod serverless;
pub mod snippet;
mod template;
mod triggers;

use serde_json::{Value, json};

pub use self::definition::{DefinitionFile, DefinitionPlace};
use self::functions::{Functions, reference};
pub use self::template::{Resource, Template, object};
use super::ids::Ids;
use super::model::{Deployment, Machine};

/// What the caller chooses about a template.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// In whose words the machines are said.
    pub dialect: Dialect,
    /// Where the definitions are put, if not into the template.
    pub definitions: Option<DefinitionPlace>,
}

/// See [`Options`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `AWS::StepFunctions::StateMachine`
    #[default]
    CloudFormation,
    /// `AWS::Serverless::StateMachine`, as far as the Serverless Application Model goes.
    Sam,
}

/// A template and what must be put beside it before it can be deployed.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The template.
    pub template: Template,
    /// The definitions that are not in it.
    pub files: Vec<DefinitionFile>,
}

/// The template of `deployment`.
#[must_use]
pub fn template(deployment: &Deployment, options: &Options) -> Made {
    let mut writer = Writer {
        functions: Functions::new(&deployment.keys),
        ids: Ids::of(deployment),
        options,
        made: Made::default(),
        http_api: None,
    };
    if options.dialect == Dialect::Sam {
        writer.made.template.transform = Some(serverless::TRANSFORM);
    }
    writer.parameters(&deployment.parameters);
    for resource in &deployment.resources {
        let properties = writer.functions.value(&resource.properties);
        let made = Resource {
            resource_type: resource.resource_type.clone(),
            properties: properties.as_object().cloned().unwrap_or_default(),
            ..Resource::default()
        };
        writer.add(&resource.id, made);
    }
    for activity in &deployment.activities {
        let name = writer.functions.text(&activity.name);
        let made = Resource::new("AWS::StepFunctions::Activity", [("Name", Some(name))]);
        writer.add(&activity.id, made);
    }
    for machine in &deployment.machines {
        writer.machine(machine);
    }
    writer.made
}

/// Collects the entries of a template.
struct Writer<'a> {
    functions: Functions<'a>,
    ids: Ids,
    options: &'a Options,
    made: Made,
    /// The API that all routes share, once there is one.
    http_api: Option<String>,
}

impl Writer<'_> {
    fn add(&mut self, id: &str, resource: Resource) {
        self.made.template.resources.insert(id.to_owned(), resource);
    }

    /// Adds a resource that gets a logical id of its own; gives the id.
    fn add_new(&mut self, name: &str, resource: Resource) -> String {
        let id = self.ids.fresh(name);
        self.add(&id, resource);
        id
    }

    fn output(&mut self, id: &str, description: &str, value: &Value) {
        let entry = json!({ "Description": description, "Value": value });
        self.made.template.outputs.insert(id.to_owned(), entry);
    }

    /// The text, if there is one.
    fn text(&self, text: Option<&String>) -> Option<Value> {
        text.map(|text| self.functions.string(text))
    }

    fn machine(&mut self, machine: &Machine) {
        if self.options.dialect == Dialect::Sam && self.sam_takes(machine) {
            return self.serverless(machine);
        }
        let role = self.role(machine);
        self.state_machine(machine, role);
        let alias = self.publish(machine);
        let started = alias.unwrap_or_else(|| machine.id.clone());
        self.triggers(machine, &reference(&started), &|_| true);
    }
}
