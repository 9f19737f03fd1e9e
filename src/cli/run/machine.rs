//! The state machines of a file: compiled from Flow, or read as they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value as Json;

use super::data;
use crate::CompiledMachine;
use crate::Output;
use crate::asl;
use crate::cli::args::{RunArgs, SourceArgs};
use crate::cli::compilation;
use crate::cli::exit::Stop;
use crate::cli::files::{self, STDIN};
use crate::diagnostic::suggest;
use crate::documents::Fault;
use crate::ir::program::{DeploySource, Param};
use crate::ir::types::Type;
use crate::sim::{Kind, Options, Plan};
use crate::source::Sources;

/// A state machine that can be run.
pub struct Machine {
    pub name: String,
    pub kind: Kind,
    pub definition: Json,
    /// State names to places in the source: `order.flow:12`.
    pub places: BTreeMap<String, String>,
}

impl Machine {
    /// It, ready to run.
    pub fn plan(&self) -> Result<Rc<Plan>, Stop> {
        let name = &self.name;
        let machine = asl::read(&self.definition)
            .map_err(|error| Stop::because(format!("`{name}` cannot be run: {error}")))?;
        Plan::new(&machine).map(Rc::new).map_err(|errors| {
            let lines = errors.iter().map(|error| format!("`{name}` cannot be run: {error}"));
            Stop::CouldNotRun(lines.collect())
        })
    }

    /// Whether it is a state alone.
    pub fn is_state(&self) -> bool {
        self.definition.get("Type").is_some() && self.definition.get("States").is_none()
    }
}

/// The state machines of the file; `None` where the source has errors, which are shown.
pub fn load(args: &RunArgs) -> Result<Option<Vec<Machine>>, Stop> {
    let is_flow = args.file.extension().is_some_and(|end| end == "flow");
    if is_flow { compiled(args) } else { read(args).map(|machine| Some(vec![machine])) }
}

/// The one to run.
pub fn chosen<'m>(args: &RunArgs, machines: &'m [Machine]) -> Result<&'m Machine, Stop> {
    let names = || machines.iter().map(|machine| machine.name.as_str());
    let Some(name) = &args.workflow else {
        return match machines {
            [one] => Ok(one),
            [] => Err(Stop::because(format!("there is no workflow in `{}`", args.file.display()))),
            _ => {
                let list: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                let list = list.join(", ");
                Err(Stop::because(format!("say which workflow with `--workflow`: {list}")))
            }
        };
    };
    machines.iter().find(|machine| machine.name == *name).ok_or_else(|| {
        let near = suggest::nearest(name, names());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Stop::because(format!("there is no workflow `{name}`{hint}"))
    })
}

fn compiled(args: &RunArgs) -> Result<Option<Vec<Machine>>, Stop> {
    let source = SourceArgs::only(&args.file, &args.params, args.color);
    let compiled = compilation::compiled(&source, true)?;
    let ready = |(sources, outputs): (Sources, Vec<Output>)| {
        outputs.into_iter().flat_map(|output| machines(output, &sources)).collect()
    };
    Ok(compiled.map(ready))
}

/// The workflows of a compiled file, as if they were deployed: what is not given has its default, or
/// a name that looks like it.
pub fn machines(output: Output, sources: &Sources) -> Vec<Machine> {
    let values = deployed(&output);
    let ready = output.machines.into_iter().map(|machine| ready(machine, &values, sources));
    ready.collect()
}

/// A compiled machine, with the values of its `${Key}`s.
pub fn ready(
    machine: CompiledMachine,
    values: &BTreeMap<String, String>,
    sources: &Sources,
) -> Machine {
    Machine {
        kind: if machine.express { Kind::Express } else { Kind::Standard },
        places: places(&machine.source_map(sources)),
        definition: substitute(machine.definition, &|name| values.get(name).cloned()),
        name: machine.name,
    }
}

/// What the `${Key}`s of the definitions stand for here.
pub fn deployed(output: &Output) -> BTreeMap<String, String> {
    let Options { account, region, .. } = Options::default();
    let of_states =
        |kind: &str, name: &str| format!("arn:aws:states:{region}:{account}:{kind}:{name}");
    let defaults = output.params.iter().map(|param| (param.name.to_string(), default(param)));
    let arns = output.deploy_values.iter().filter_map(|value| {
        let arn = match &value.source {
            DeploySource::WorkflowArn(name, _) => of_states("stateMachine", name),
            DeploySource::ActivityArn(name) => of_states("activity", name),
            DeploySource::Param(_)
            | DeploySource::Ref(_)
            | DeploySource::Attribute(..)
            | DeploySource::Pseudo(_)
            | DeploySource::LambdaArn(_) => return None,
        };
        Some((value.key.to_string(), arn))
    });
    defaults.chain(arns).collect()
}

/// A definition as it is.
fn read(args: &RunArgs) -> Result<Machine, Stop> {
    let json = if args.file.as_os_str() == STDIN {
        let text = files::read_stdin().map_err(Stop::because)?;
        let read = data::parse(&text);
        let fault =
            |fault: Fault| Stop::because(format!("standard input:{}: {}", fault.at, fault.message));
        read.map_err(fault)?.value
    } else {
        data::read(&args.file)?
    };
    let name = name_of(&args.file);
    let given = |name: &str| {
        args.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let definition = substitute(json, &given);
    Ok(Machine { definition, name, kind: Kind::Standard, places: BTreeMap::new() })
}

/// `order.asl.json` is `order`.
fn name_of(path: &Path) -> String {
    let name = PathBuf::from(path.file_name().unwrap_or(path.as_os_str()));
    let text = name.display().to_string();
    let name = text.split('.').next().filter(|name| !name.is_empty() && *name != "-");
    name.unwrap_or("StateMachine").to_owned()
}

/// The value of a `param` that the command line does not give: its default, a name for a text.
fn default(param: &Param) -> String {
    match (&param.default, &param.ty) {
        (Some(Json::String(text)), _) => text.clone(),
        (Some(value), _) => value.to_string(),
        (None, Type::Number) => "0".to_owned(),
        (None, Type::Bool) => "false".to_owned(),
        (None, _) => param.name.to_string(),
    }
}

/// The definition with values for its `${Name}`s: those of `values`, those every account has, and
/// else the name itself, as a resource has one.
fn substitute(json: Json, values: &dyn Fn(&str) -> Option<String>) -> Json {
    match json {
        Json::String(text) => Json::String(filled(&text, values)),
        Json::Array(items) => {
            Json::Array(items.into_iter().map(|item| substitute(item, values)).collect())
        }
        Json::Object(fields) => Json::Object(
            fields.into_iter().map(|(key, value)| (key, substitute(value, values))).collect(),
        ),
        other => other,
    }
}

fn filled(text: &str, values: &dyn Fn(&str) -> Option<String>) -> String {
    let is_expression = text.starts_with("{%");
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = substitution(rest) {
        let value = values(name).or_else(|| of_account(name)).unwrap_or_else(|| name.to_owned());
        let escaped = Json::from(value.as_str()).to_string();
        filled.push_str(before);
        filled.push_str(if is_expression { escaped.trim_matches('"') } else { &value });
        rest = after;
    }
    filled + rest
}

/// What stands before, in and behind the first `${Name}`.
fn substitution(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// What every account has.
fn of_account(name: &str) -> Option<String> {
    let Options { account, region, .. } = Options::default();
    match name {
        "AwsAccountId" | "AWS::AccountId" => Some(account),
        "AwsRegion" | "AWS::Region" => Some(region),
        "AwsPartition" | "AWS::Partition" => Some("aws".to_owned()),
        _ => None,
    }
}

fn places(source_map: &Json) -> BTreeMap<String, String> {
    let states = source_map.get("states").unwrap_or(source_map);
    let place = |(name, at): (&String, &Json)| {
        let file = at.get("file")?.as_str()?;
        Some((name.clone(), format!("{file}:{}", at.get("line")?)))
    };
    states.as_object().into_iter().flatten().filter_map(place).collect()
}
