//! Outputs of the compiler to the description of what they need.
//!
//! Every text that goes into the description passes through [`Assembly::text`], so that only what
//! something refers to is asked for as a parameter.

mod attributes;
mod circles;
mod keys;
mod known_types;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::keys::Table;
use super::ids::Ids;
use super::model::{
    Activity, Deployment, ExistingResource, Machine, Meaning, OwnRole, Parameter, Resource, Role,
    Statement,
};
use super::policy;
use super::text;
use crate::CompiledMachine;
use crate::Output;
use crate::ir::program::DeploySource;

/// An input of the build and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its path as it was given.
    pub source: &'a str,
    /// Its machines and what they name.
    pub output: &'a Output,
}

/// What a `resource` without a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stands elsewhere: the template asks for it by parameters.
    Parameters,
    /// It stands in the template that this is merged into.
    InTemplate,
}

/// What `inputs` need to run together.
///
/// # Errors
/// Says which declarations of different files cannot stand in one template.
pub fn deployment(inputs: &[Input<'_>], existing: Existing) -> Result<Deployment, Vec<String>> {
    let mut assembly = Assembly::new(inputs, existing)?;
    let mut deployment = Deployment {
        sources: inputs.iter().map(|input| input.source.to_owned()).collect(),
        ..Deployment::default()
    };
    for input in inputs {
        for machine in &input.output.machines {
            let machine = assembly.machine(machine, input);
            deployment.machines.push(machine);
        }
    }
    deployment.resources = assembly.resources();
    deployment.activities = assembly.activities();
    deployment.existing = assembly.existing();
    deployment.parameters = assembly.parameters();
    deployment.keys = assembly.meanings();
    Ok(deployment)
}

/// What is known while the parts are put together.
struct Assembly<'a> {
    inputs: &'a [Input<'a>],
    mode: Existing,
    ids: Ids,
    table: Table,
    /// Keys that something refers to.
    used: BTreeSet<String>,
    /// The logical id of each machine, by its workflow's name.
    machine_ids: BTreeMap<String, String>,
    /// Workflows that call each other, or themselves.
    circle: BTreeSet<String>,
}

impl<'a> Assembly<'a> {
    fn new(inputs: &'a [Input<'a>], mode: Existing) -> Result<Self, Vec<String>> {
        let mut ids = Ids::default();
        let mut table = Table::declared(inputs, mode, &mut ids)?;
        let mut machine_ids = BTreeMap::new();
        let mut clashes = Vec::new();
        for machine in inputs.iter().flat_map(|input| &input.output.machines) {
            let id = ids.fresh(&machine.name);
            if machine_ids.insert(machine.name.clone(), id).is_some() {
                clashes.push(format!(
                    "two inputs have a workflow `{}`; build them apart",
                    machine.name
                ));
            }
        }
        if !clashes.is_empty() {
            return Err(clashes);
        }
        let circle = circles::workflows(inputs);
        table.add_built(inputs, &machine_ids, &circle, &mut ids)?;
        Ok(Self { inputs, mode, ids, table, used: BTreeSet::new(), machine_ids, circle })
    }

    /// The text, with what it names noted as used.
    fn text(&mut self, text: &str) -> String {
        for piece in text::pieces(text) {
            if let text::Piece::Key(key) = piece {
                self.use_key(key);
            }
        }
        text.to_owned()
    }

    /// The value, with what its strings name noted as used.
    fn value(&mut self, value: &Value) -> Value {
        text::each_key(value, &mut |key| self.use_key(key));
        value.clone()
    }

    fn use_key(&mut self, key: &str) {
        if key.starts_with("AWS::") || self.used.contains(key) {
            return;
        }
        self.table.find_attribute(key, self.mode, &mut self.ids);
        self.used.insert(key.to_owned());
        if let Some(Meaning::Text(inner)) = self.table.meaning(key).cloned() {
            self.text(&inner);
        }
    }

    /// An ARN: of a resource whose `Ref` is none, the attribute that is.
    fn arn(&mut self, given: &str) -> String {
        let attribute = text::only_key(given)
            .and_then(|key| self.table.type_of(key).map(|kind| (key, kind)))
            .and_then(|(key, kind)| Some(format!("${{{key}.{}}}", known_types::arn(kind)?)));
        self.text(&attribute.unwrap_or_else(|| given.to_owned()))
    }

    fn machine(&mut self, machine: &CompiledMachine, input: &Input<'_>) -> Machine {
        let id = self.machine_ids[&machine.name].clone();
        let mut substitutions = keys::used_in(&machine.definition, &self.table);
        substitutions.sort();
        for key in &substitutions {
            self.use_key(key);
        }
        let fixed = self.circle.contains(&machine.name);
        let mut made = Machine {
            name: fixed.then(|| keys::fixed_name(&machine.name)),
            workflow: machine.name.clone(),
            source: input.source.to_owned(),
            express: machine.express,
            definition: machine.definition.clone(),
            substitutions,
            role: Role::Own(OwnRole::default()),
            logging: None,
            tracing: false,
            encryption: None,
            tags: indexmap::IndexMap::new(),
            version: None,
            alias: None,
            triggers: Vec::new(),
            alarms: Vec::new(),
            id,
        };
        for (name, values) in &machine.attributes {
            self.attribute(&mut made, name, values);
        }
        self.allow_what_it_does(&mut made, machine, input.output);
        made
    }

    /// Gives the role of a machine, where it has one of its own, the statements it needs.
    fn allow_what_it_does(
        &mut self,
        made: &mut Machine,
        machine: &CompiledMachine,
        output: &Output,
    ) {
        let inputs = self.inputs;
        let built = |file| {
            let mut machines = inputs.iter().flat_map(|input| &input.output.machines);
            machines.any(|machine| machine.span.file == file)
        };
        let Role::Own(role) = &mut made.role else { return };
        let policy = policy::of_workflow(machine, output, &built);
        let (arn, name) = self.table.machine_keys(&made.id);
        let named =
            |text: &str| text.replace(policy::OWN_NAME, &name).replace(policy::OWN_MACHINE, &arn);
        let own = policy.own.into_iter().map(|statement| Statement {
            resources: statement.resources.iter().map(|resource| named(resource)).collect(),
            condition: statement.condition.map(|condition| text::map_strings(condition, &named)),
            ..statement
        });
        role.statements = policy.statements;
        role.own_statements = own.collect();
        for statement in role.statements.iter().chain(&role.own_statements) {
            for resource in &statement.resources {
                self.text(resource);
            }
            if let Some(condition) = &statement.condition {
                self.value(condition);
            }
        }
    }

    /// The resources with a body, each once.
    fn resources(&mut self) -> Vec<Resource> {
        let mut made: Vec<Resource> = Vec::new();
        for resource in self.inputs.iter().flat_map(|input| &input.output.resources) {
            let Some(properties) = &resource.properties else { continue };
            let id = self.table.resource_id(&resource.name).to_owned();
            if made.iter().all(|other| other.id != id) {
                let properties = self.value(properties);
                let resource_type = resource.resource_type.to_string();
                made.push(Resource { id, resource_type, properties });
            }
        }
        made
    }

    /// The resources without a body that something names.
    fn existing(&self) -> Vec<ExistingResource> {
        let mut found: Vec<ExistingResource> = Vec::new();
        if self.mode == Existing::Parameters {
            return found;
        }
        for resource in self.inputs.iter().flat_map(|input| &input.output.resources) {
            let id = self.table.resource_id(&resource.name);
            let named = self.used.iter().any(|key| match self.table.meaning(key) {
                Some(Meaning::Ref { id: named } | Meaning::Attribute { id: named, .. }) => {
                    named == id
                }
                _ => false,
            });
            let built = self.table.is_built(&resource.name);
            if named && !built && found.iter().all(|other| other.id != id) {
                let resource_type = resource.resource_type.to_string();
                found.push(ExistingResource { id: id.to_owned(), resource_type });
            }
        }
        found
    }

    fn activities(&self) -> Vec<Activity> {
        let mut made: Vec<Activity> = Vec::new();
        for value in self.inputs.iter().flat_map(|input| &input.output.deploy_values) {
            let DeploySource::ActivityArn(name) = &value.source else { continue };
            let Some(Meaning::ActivityArn { id }) = self.table.meaning(&value.key) else {
                continue;
            };
            if made.iter().all(|activity| activity.id != *id) {
                made.push(Activity { id: id.clone(), name: keys::fixed_name(name) });
            }
        }
        made
    }

    /// The parameters that something refers to, those of `param`s first.
    fn parameters(&self) -> Vec<Parameter> {
        let used = |parameter: &&Parameter| {
            self.used.iter().any(|key| {
                matches!(self.table.meaning(key), Some(Meaning::Parameter { id, .. }) if *id == parameter.id)
            })
        };
        self.table.parameters().iter().filter(used).cloned().collect()
    }

    /// What the keys in use stand for.
    fn meanings(&self) -> BTreeMap<String, Meaning> {
        let found = self.used.iter().map(|key| (key.clone(), self.table.meaning(key).cloned()));
        found.filter_map(|(key, meaning)| Some((key, meaning?))).collect()
    }
}
