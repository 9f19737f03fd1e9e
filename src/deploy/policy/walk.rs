//! Goes through the states of a machine and adds what each needs.

use serde_json::Value;

use super::calls;
use super::collect::{Collector, Doubt};
use super::fill::Arguments;
use super::keys::KeyKind;
use super::known::Known;
use super::maps;
use super::operations;
use super::payload;
use super::text::Text;
use super::variables::Variables;
use crate::asl::model::{Kind, Map, QueryLanguage, State, StateMachine, States, Task};
use crate::asl::resource::Resource;
use crate::services::Pattern;
use crate::services::iam;

/// Adds what the machine needs.
pub fn machine(collector: &mut Collector<'_>, machine: &StateMachine) {
    let variables = Variables::of(machine);
    let language = machine.query_language.unwrap_or(QueryLanguage::JsonPath);
    states(collector, &machine.states, language, &variables);
}

fn states(
    collector: &mut Collector<'_>,
    states: &States,
    outer: QueryLanguage,
    variables: &Variables<'_>,
) {
    for (name, state) in states {
        name.clone_into(&mut collector.state);
        let language = state.query_language.unwrap_or(outer);
        match &state.kind {
            Kind::Task(task) => self::task(collector, state, task, language, variables),
            Kind::Parallel { branches } => {
                for branch in branches {
                    self::states(collector, &branch.states, outer, variables);
                }
            }
            Kind::Map(map) => {
                self::map(collector, map, language, variables);
                self::states(collector, &map.processor.branch.states, outer, variables);
            }
            Kind::Pass { .. }
            | Kind::Choice { .. }
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => {}
        }
    }
}

fn task(
    collector: &mut Collector<'_>,
    state: &State,
    task: &Task,
    language: QueryLanguage,
    variables: &Variables<'_>,
) {
    // A task with credentials is done by their role; this one must but be able to take it.
    if let Some(credentials) = &task.credentials {
        let known = payload::known(credentials, language, variables);
        calls::add(
            collector,
            &Arguments { known: &known, keys: collector.keys },
            &assume_role(),
            false,
        );
        return;
    }
    let given = match language {
        QueryLanguage::Jsonata => state.arguments.as_ref(),
        QueryLanguage::JsonPath => state.paths.as_ref().and_then(|paths| paths.parameters.as_ref()),
    };
    let known = given.map_or(Known::Nothing, |value| payload::known(value, language, variables));
    let needs = match Resource::parse(&task.resource) {
        Ok(Resource::Optimized { service, action, .. }) => iam::optimized(service, action),
        Ok(Resource::Sdk { service, action, .. }) => Some(iam::sdk(service, action)),
        Ok(Resource::Function | Resource::Substituted) => {
            return function(collector, &task.resource);
        }
        Ok(Resource::Activity) => return,
        Ok(Resource::Storage { .. }) | Err(_) => None,
    };
    match needs {
        Some(needs) => {
            let pattern = Resource::parse(&task.resource).ok().and_then(Resource::pattern);
            let sync = matches!(pattern, Some(Pattern::Sync | Pattern::Sync2));
            let arguments = Arguments { known: &known, keys: collector.keys };
            calls::add(collector, &arguments, &needs, sync);
        }
        None => collector.doubt(Doubt::UnknownResource { resource: task.resource.clone() }),
    }
}

/// `Credentials: { RoleArn: … }`
fn assume_role() -> iam::Needs {
    let role = iam::Path { steps: vec![iam::Step::Member("RoleArn")], operations: Vec::new() };
    let parts = ["arn:", ":iam::", ":role/"].map(iam::Part::Text);
    let [arn, iam_service, kind] = parts;
    let any = || iam::Part::Any;
    let template = iam::Template { parts: vec![arn, any(), iam_service, any(), kind, any()] };
    let target = iam::Target {
        place: iam::Place::Given(vec![role], template),
        optional: false,
        tests: Vec::new(),
    };
    let action = iam::Allowed { name: "sts:AssumeRole".to_owned(), tests: Vec::new() };
    let grant = iam::Grant {
        actions: vec![action],
        targets: vec![target],
        conditions: Vec::new(),
        sync: false,
    };
    iam::Needs { grants: vec![grant], ..iam::Needs::default() }
}

/// A Task whose resource is the ARN of a function, or stands for one.
fn function(collector: &mut Collector<'_>, resource: &str) {
    let text = Text::of_definition(resource);
    match text.only_key().map(|key| collector.keys.kind(key)) {
        Some(KeyKind::Activity) => return,
        Some(KeyKind::Ref { resource_type, .. }) if resource_type.ends_with("::Activity") => return,
        Some(_) | None => {}
    }
    let known = text.begins("arn:") && !resource.contains(":lambda:");
    match operations::arn(&text, collector.keys) {
        Some(arn) if !known => collector.allow("lambda:InvokeFunction", &arn.pattern(), None),
        None if text.only_key().is_some() => {
            collector.allow("lambda:InvokeFunction", &text.pattern(), None);
        }
        Some(_) | None => collector.doubt(Doubt::UnknownResource { resource: resource.to_owned() }),
    }
}

fn map(
    collector: &mut Collector<'_>,
    map: &Map,
    language: QueryLanguage,
    variables: &Variables<'_>,
) {
    let mode = map.processor.config.as_ref().and_then(|config| config.mode.as_deref());
    if mode != Some("DISTRIBUTED") {
        return;
    }
    maps::run(collector, map);
    let place = |resource: &str, arguments: Option<&Value>, manifest: bool| {
        let Ok(Resource::Storage { action }) = Resource::parse(resource) else { return None };
        let arguments = arguments.map(|value| payload::known(value, language, variables));
        let arguments = arguments.unwrap_or(Known::Nothing);
        Some(maps::Place { action: action.to_owned(), arguments, manifest })
    };
    if let Some(reader) = &map.item_reader {
        let kind = reader.config.as_ref().and_then(|config| config.get("InputType"));
        let manifest = kind.and_then(Value::as_str) == Some("MANIFEST");
        let arguments = reader.arguments.as_ref().or(reader.parameters.as_ref());
        match place(&reader.resource, arguments, manifest) {
            Some(place) => maps::reader(collector, &place),
            None => collector.doubt(Doubt::UnknownResource { resource: reader.resource.clone() }),
        }
    }
    // A writer without a resource only says in which form results are passed on.
    let writer = map.result_writer.as_ref();
    if let Some((writer, resource)) = writer.and_then(|w| Some((w, w.resource.as_deref()?))) {
        let arguments = writer.arguments.as_ref().or(writer.parameters.as_ref());
        match place(resource, arguments, false) {
            Some(place) => maps::writer(collector, &place),
            None => collector.doubt(Doubt::UnknownResource { resource: resource.to_owned() }),
        }
    }
}
