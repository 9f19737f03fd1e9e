//! What the keys of all inputs stand for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Existing, Input, known_types};
use crate::deploy::ids::Ids;
use crate::deploy::model::{Meaning, Origin, Parameter, ParameterKind};
use crate::ir::program::{DeploySource, DeployValue, Param};
use crate::ir::types::Type;
use crate::source::FileId;

/// What the keys stand for, used or not.
#[derive(Debug, Default)]
pub(super) struct Table {
    meanings: BTreeMap<String, Meaning>,
    parameters: Vec<Parameter>,
    /// The key of each resource's `Ref`, by the resource's name.
    resources: BTreeMap<String, Declared>,
}

/// A resource of the source.
#[derive(Debug)]
struct Declared {
    key: String,
    resource_type: String,
    /// Whether one of its declarations has a body.
    built: bool,
}

impl Table {
    /// What params, resources and functions stand for; machines come later.
    pub fn declared(
        inputs: &[Input<'_>],
        mode: Existing,
        ids: &mut Ids,
    ) -> Result<Self, Vec<String>> {
        let mut table = Self::default();
        let mut clashes = Vec::new();
        for input in inputs {
            table.add_resources(input, &mut clashes);
        }
        clashes.extend(differing_params(inputs));
        for input in inputs {
            // Parameters in the order of their declarations, then what no declaration asks for.
            let (params, others): (Vec<_>, Vec<_>) = input
                .output
                .deploy_values
                .iter()
                .partition(|value| matches!(value.source, DeploySource::Param(_)));
            let place = |value: &&Arc<DeployValue>| match &value.source {
                DeploySource::Param(name) => {
                    input.output.params.iter().position(|param| param.name == *name)
                }
                _ => None,
            };
            let mut params = params;
            params.sort_by_key(place);
            for value in params.into_iter().chain(others) {
                table.add(input, value, mode, ids, &mut clashes);
            }
        }
        if clashes.is_empty() { Ok(table) } else { Err(clashes) }
    }

    fn add_resources(&mut self, input: &Input<'_>, clashes: &mut Vec<String>) {
        for value in &input.output.deploy_values {
            let DeploySource::Ref(name) = &value.source else { continue };
            let declared = input.output.resources.iter().filter(|resource| resource.name == *name);
            for resource in declared {
                let built = resource.properties.is_some();
                let entry = self.resources.entry(name.to_string()).or_insert_with(|| Declared {
                    key: value.key.to_string(),
                    resource_type: resource.resource_type.to_string(),
                    built: false,
                });
                if entry.resource_type != *resource.resource_type || entry.key != *value.key {
                    clashes.push(format!(
                        "`resource {name}` is declared in different ways; one template can hold one"
                    ));
                }
                entry.built |= built;
            }
        }
    }

    fn add(
        &mut self,
        input: &Input<'_>,
        value: &DeployValue,
        mode: Existing,
        ids: &mut Ids,
        clashes: &mut Vec<String>,
    ) {
        let key = value.key.to_string();
        let Some(meaning) = self.declared_meaning(input, value, mode) else { return };
        match self.meanings.get(&key) {
            Some(known) if *known == meaning => {}
            Some(_) => clashes.push(format!(
                "`{key}` means different things in the inputs; build them apart, or rename one"
            )),
            None => {
                if let Meaning::Parameter { id, .. } | Meaning::Ref { id } = &meaning {
                    ids.take(id);
                }
                self.meanings.insert(key, meaning);
            }
        }
    }

    fn declared_meaning(
        &mut self,
        input: &Input<'_>,
        value: &DeployValue,
        mode: Existing,
    ) -> Option<Meaning> {
        let id = value.key.to_string();
        match &value.source {
            DeploySource::Param(name) => {
                let param = input.output.params.iter().find(|param| param.name == *name)?;
                Some(self.parameter(of_param(param, id)))
            }
            DeploySource::LambdaArn(name) => {
                let description = format!("The ARN of the Lambda function {name}.");
                Some(self.parameter(asked(id, description, Origin::LambdaArn)))
            }
            DeploySource::Pseudo(name) => Some(Meaning::Pseudo(name)),
            DeploySource::Ref(name) => Some(self.reference(name, mode)),
            DeploySource::Attribute(name, attribute) => {
                let base = self.resources.get(&**name)?.key.clone();
                Some(self.attribute(&base, attribute, &id, mode))
            }
            DeploySource::WorkflowArn(..) | DeploySource::ActivityArn(_) => None,
        }
    }

    /// The `Ref` of a resource.
    fn reference(&mut self, name: &str, mode: Existing) -> Meaning {
        let declared = &self.resources[name];
        let id = declared.key.clone();
        if declared.built || mode == Existing::InTemplate {
            return Meaning::Ref { id };
        }
        let description = format!("The Ref of {name}, of type {}.", declared.resource_type);
        self.parameter(asked(id, description, Origin::Existing))
    }

    /// An attribute of the resource whose `Ref` has the key `base`; `key` is that of the attribute.
    fn attribute(&mut self, base: &str, attribute: &str, key: &str, mode: Existing) -> Meaning {
        let declared = self.resources.values().find(|declared| declared.key == base);
        let Some(declared) = declared else { return Meaning::Text(String::new()) };
        if declared.built || mode == Existing::InTemplate {
            return Meaning::Attribute { id: base.to_owned(), attribute: attribute.to_owned() };
        }
        if let Some(text) = known_types::from_ref(&declared.resource_type, attribute, base) {
            return Meaning::Text(text);
        }
        let description = format!("{attribute} of {base}, of type {}.", declared.resource_type);
        let origin = Origin::ExistingAttribute {
            resource: base.to_owned(),
            attribute: attribute.to_owned(),
        };
        self.parameter(asked(key.to_owned(), description, origin))
    }

    /// A meaning for `Jobs.Arn`, where nothing in the source names this attribute.
    pub fn find_attribute(&mut self, key: &str, mode: Existing, ids: &mut Ids) {
        let Some((base, attribute)) = key.split_once('.') else { return };
        if self.meanings.contains_key(key) {
            return;
        }
        if let ("Name", Some(name)) = (attribute, self.machine_name(base)) {
            self.meanings.insert(key.to_owned(), name);
            return;
        }
        if self.type_of(base).is_none() {
            return;
        }
        let same = format!("{base}{}", attribute.replace('.', ""));
        let meaning = match self.meanings.get(&same) {
            Some(Meaning::Parameter { id, kind })
                if self.parameters.iter().any(|parameter| {
                    parameter.id == *id
                        && matches!(&parameter.origin, Origin::ExistingAttribute { attribute: known, .. } if known == attribute)
                }) =>
            {
                Meaning::Parameter { id: id.clone(), kind: *kind }
            }
            _ => {
                let id = ids.fresh(&same);
                self.attribute(base, attribute, &id, mode)
            }
        };
        self.meanings.insert(key.to_owned(), meaning);
    }

    /// The texts that stand for the ARN and the name of a machine of this deployment, by its logical id.
    pub fn machine_keys(&mut self, machine: &str) -> (String, String) {
        let (id, name) = (machine.to_owned(), format!("{machine}.Name"));
        let texts = (format!("${{{id}}}"), format!("${{{name}}}"));
        let attribute = "Name".to_owned();
        self.meanings.insert(name, Meaning::Attribute { id: id.clone(), attribute });
        self.meanings.insert(id.clone(), Meaning::MachineArn { id });
        texts
    }

    /// The name of the machine whose ARN the key stands for.
    fn machine_name(&self, key: &str) -> Option<Meaning> {
        match self.meanings.get(key)? {
            Meaning::MachineArn { id } => {
                Some(Meaning::Attribute { id: id.clone(), attribute: "Name".to_owned() })
            }
            Meaning::Text(arn) => {
                Some(Meaning::Text(arn.split_once("stateMachine:")?.1.to_owned()))
            }
            _ => None,
        }
    }

    /// What machines and activities stand for.
    pub fn add_built(
        &mut self,
        inputs: &[Input<'_>],
        machines: &BTreeMap<String, String>,
        circle: &BTreeSet<String>,
        ids: &mut Ids,
    ) -> Result<(), Vec<String>> {
        let mut activities: BTreeMap<String, String> = BTreeMap::new();
        let mut clashes = Vec::new();
        for value in inputs.iter().flat_map(|input| &input.output.deploy_values) {
            let key = value.key.to_string();
            let meaning = match &value.source {
                DeploySource::WorkflowArn(name, file) => {
                    let here = file.is_some_and(|file| built(inputs, name, file));
                    match machines.get(&**name) {
                        Some(_) if here && circle.contains(&**name) => {
                            Meaning::Text(named_arn(name))
                        }
                        Some(id) if here => Meaning::MachineArn { id: id.clone() },
                        _ => {
                            let description = format!("The ARN of the state machine {name}.");
                            ids.take(&key);
                            self.parameter(asked(key.clone(), description, Origin::MachineArn))
                        }
                    }
                }
                DeploySource::ActivityArn(name) => {
                    let id = activities.entry(name.to_string()).or_insert_with(|| ids.fresh(name));
                    Meaning::ActivityArn { id: id.clone() }
                }
                _ => continue,
            };
            match self.meanings.get(&key) {
                Some(known) if *known != meaning => clashes.push(format!(
                    "`{key}` means different things in the inputs; build them apart, or rename one"
                )),
                _ => {
                    self.meanings.insert(key, meaning);
                }
            }
        }
        if clashes.is_empty() { Ok(()) } else { Err(clashes) }
    }

    fn parameter(&mut self, parameter: Parameter) -> Meaning {
        let meaning = Meaning::Parameter { id: parameter.id.clone(), kind: parameter.kind };
        if self.parameters.iter().all(|known| known.id != parameter.id) {
            self.parameters.push(parameter);
        }
        meaning
    }

    /// What the key stands for.
    pub fn meaning(&self, key: &str) -> Option<&Meaning> {
        self.meanings.get(key)
    }

    /// All parameters, used or not.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The type of the resource whose `Ref` has this key.
    pub fn type_of(&self, key: &str) -> Option<&str> {
        let declared = self.resources.values().find(|declared| declared.key == key);
        declared.map(|declared| declared.resource_type.as_str())
    }

    /// The logical id of a resource.
    pub fn resource_id(&self, name: &str) -> &str {
        self.resources.get(name).map_or("", |declared| &declared.key)
    }

    /// Whether a resource has a body.
    pub fn is_built(&self, name: &str) -> bool {
        self.resources.get(name).is_some_and(|declared| declared.built)
    }
}

fn of_param(param: &Param, id: String) -> Parameter {
    Parameter {
        id,
        kind: kind_of(&param.ty),
        default: param.default.clone(),
        description: param.doc.clone(),
        origin: Origin::Param,
    }
}

fn asked(id: String, description: String, origin: Origin) -> Parameter {
    let kind = ParameterKind::Text;
    Parameter { id, kind, default: None, description: Some(description), origin }
}

fn kind_of(ty: &Type) -> ParameterKind {
    match ty {
        Type::Number => ParameterKind::Number,
        Type::Bool => ParameterKind::Bool,
        Type::List(_) => ParameterKind::List,
        _ => ParameterKind::Text,
    }
}

/// Params of one name in different files are one parameter, where they say the same.
fn differing_params(inputs: &[Input<'_>]) -> Vec<String> {
    let mut known: BTreeMap<&str, &Param> = BTreeMap::new();
    let mut clashes = Vec::new();
    for param in inputs.iter().flat_map(|input| &input.output.params) {
        let first = known.entry(&param.name).or_insert(param);
        if first.ty != param.ty || first.default != param.default {
            clashes.push(format!(
                "`param {}` is declared in different ways; one template can hold one",
                param.name
            ));
        }
    }
    clashes
}

/// Whether the workflow `name` of `file` is one of this build.
pub(super) fn built(inputs: &[Input<'_>], name: &str, file: FileId) -> bool {
    let mut machines = inputs.iter().flat_map(|input| &input.output.machines);
    machines.any(|machine| machine.name == name && machine.span.file == file)
}

/// The name of what cannot be named by AWS: unique in its stack.
pub(super) fn fixed_name(name: &str) -> String {
    format!("${{AWS::StackName}}-{name}")
}

/// The ARN of a state machine with a [`fixed_name`].
fn named_arn(name: &str) -> String {
    format!(
        "arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:stateMachine:{}",
        fixed_name(name)
    )
}

/// The keys of the table that stand in a definition.
pub(super) fn used_in(definition: &Value, table: &Table) -> Vec<String> {
    in_definition(definition).into_iter().filter(|key| table.meaning(key).is_some()).collect()
}

/// Whatever could be a key in the strings of a definition.
pub(super) fn in_definition(definition: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(definition, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => collect_from(text, found),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                collect_from(key, found);
                collect(value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Nothing nests in a substitution, and nothing is undone in it.
fn collect_from(text: &str, found: &mut BTreeSet<String>) {
    for (at, _) in text.match_indices("${") {
        let key: String = text[at + 2..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if !key.is_empty() && text[at + 2 + key.len()..].starts_with('}') {
            found.insert(key);
        }
    }
}
