//! A deployment as a module of Terraform, in its JSON syntax.
//!
//! What the CloudFormation template says is said again in the words of the AWS provider: properties become
//! arguments by their names (`arguments`), functions become expressions (`expressions`), and where the
//! two cut things differently (`resources`) a resource becomes several. `schema.json` holds the arguments
//! of the provider, which `tools/validate-terraform` writes.

mod arguments;
mod buckets;
mod expressions;
mod resources;
mod types;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use self::expressions::Expressions;
use super::cfn::{self, DefinitionFile, Template};
use super::model::{Deployment, Machine, Parameter, ParameterKind, Strategy};

/// What the caller chooses about a module.
#[derive(Clone, Debug)]
pub struct Options {
    /// The default of the variable that names begin with.
    pub stack: String,
    /// Whether definitions stand in files beside the module.
    pub files: bool,
}

/// A module and what belongs to it.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The module, as JSON.
    pub module: Value,
    /// The definitions that are not in it.
    pub files: Vec<DefinitionFile>,
    /// What the module says less than the source.
    pub lost: Vec<Said>,
}

/// Something about a part of the deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its logical id.
    pub id: String,
    /// What is said.
    pub message: String,
}

/// The module of `deployment`.
///
/// # Errors
/// Says of which resources something has no counterpart in Terraform.
pub fn module(deployment: &Deployment, options: &Options) -> Result<Made, Vec<Said>> {
    let template = cfn::template(deployment, &cfn::Options::default()).template;
    let parameters = deployment.parameters.iter();
    let kinds = parameters.map(|parameter| (parameter.id.as_str(), parameter.kind)).collect();
    let mut writer = Writer {
        deployment,
        options,
        expressions: Expressions { template: &template, kinds },
        resources: IndexMap::new(),
        role_policies: IndexMap::new(),
        files: Vec::new(),
        missing: Vec::new(),
    };
    for (id, resource) in &template.resources {
        if let Err(message) = writer.resource(id, resource) {
            writer.missing.push(Said { id: id.clone(), message });
        }
    }
    let outputs = writer.outputs(&template);
    let locals = writer.locals(&template);
    if !writer.missing.is_empty() {
        return Err(writer.missing);
    }
    let module = writer.module(locals, outputs);
    let lost = deployment.machines.iter().filter_map(lost).collect();
    Ok(Made { module, files: writer.files, lost })
}

/// The least version of the provider that knows all arguments: those of `schema.json` are of one since.
const PROVIDER: &str = ">= 6.0";

struct Writer<'a> {
    deployment: &'a Deployment,
    options: &'a Options,
    expressions: Expressions<'a>,
    /// By type, then by name, which is the logical id.
    resources: IndexMap<String, Map<String, Value>>,
    /// The addresses of the policies of each role.
    role_policies: IndexMap<String, Vec<String>>,
    files: Vec<DefinitionFile>,
    missing: Vec<Said>,
}

impl Writer<'_> {
    fn outputs(&mut self, template: &Template) -> Map<String, Value> {
        let mut outputs = Map::new();
        for (id, output) in &template.outputs {
            match self.expressions.value(&output["Value"]) {
                Ok(value) => {
                    let entry = json!({ "description": output["Description"], "value": value });
                    outputs.insert(id.clone(), entry);
                }
                Err(message) => self.missing.push(Said { id: id.clone(), message }),
            }
        }
        outputs
    }

    fn locals(&mut self, template: &Template) -> Map<String, Value> {
        let mut locals = Map::new();
        for (id, test) in &template.conditions {
            match self.expressions.condition(test) {
                Ok(code) => {
                    locals.insert(id.clone(), json!(format!("${{{code}}}")));
                }
                Err(message) => self.missing.push(Said { id: id.clone(), message }),
            }
        }
        locals
    }

    fn module(&self, locals: Map<String, Value>, outputs: Map<String, Value>) -> Value {
        let resources = self.resources.iter();
        let resources: Map<String, Value> =
            resources.map(|(kind, parts)| (kind.clone(), json!(parts))).collect();
        let said = format!("{}{}", json!(resources), json!(locals));
        let mut variables: Map<String, Value> =
            self.deployment.parameters.iter().map(variable).collect();
        if said.contains("var.stack_name") {
            let entry = json!({
                "type": "string",
                "description": "What names begin with.",
                "default": self.options.stack,
            });
            variables.insert("stack_name".to_owned(), entry);
        }
        let provider = json!({ "aws": { "source": "hashicorp/aws", "version": PROVIDER } });
        let sections = [
            ("terraform", json!({ "required_providers": provider }).as_object().cloned()),
            ("variable", Some(variables)),
            ("locals", Some(locals)),
            ("data", Some(data(&said))),
            ("resource", Some(resources)),
            ("output", Some(outputs)),
        ];
        let there = sections.into_iter().filter_map(|(name, section)| {
            let section = section.filter(|section| !section.is_empty())?;
            Some((name.to_owned(), Value::Object(section)))
        });
        Value::Object(there.collect())
    }
}

/// The data sources that `said` names.
fn data(said: &str) -> Map<String, Value> {
    let sources = ["aws_caller_identity", "aws_partition", "aws_region"].into_iter();
    let named = sources.filter(|name| said.contains(&format!("data.{name}.current")));
    named.map(|name| (name.to_owned(), json!({ "current": {} }))).collect()
}

fn variable(parameter: &Parameter) -> (String, Value) {
    let kind = match parameter.kind {
        ParameterKind::Text => "string",
        ParameterKind::Number => "number",
        ParameterKind::Bool => "bool",
        ParameterKind::List => "list(string)",
    };
    let entry = cfn::object([
        ("type", Some(json!(kind))),
        ("description", parameter.description.as_ref().map(|text| json!(text))),
        ("default", parameter.default.clone()),
    ]);
    (expressions::variable(&parameter.id), Value::Object(entry))
}

/// What Terraform has no word for: it publishes a version with its machine, without a description, and
/// moves an alias at once.
fn lost(machine: &Machine) -> Option<Said> {
    let described = machine.version.as_ref().is_some_and(|version| version.description.is_some());
    let gradual = machine.alias.as_ref().is_some_and(|alias| alias.strategy != Strategy::AllAtOnce);
    let message = match (gradual, described) {
        (true, _) => "Terraform moves an alias to a new version at once",
        (false, true) => "Terraform publishes versions without a description",
        (false, false) => return None,
    };
    Some(Said { id: machine.id.clone(), message: message.to_owned() })
}
