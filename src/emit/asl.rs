//! States and transitions as Amazon States Language.

use rustc_hash::FxBuildHasher;
use serde_json::{Map as Object, Value as Json};

use super::values::{comment, condition, json};
use crate::asl::model::{
    Branch, Catcher, Fail, Kind, Map, Processor, ProcessorConfig, QueryLanguage, Reader, Retrier,
    Rule, State, StateMachine, States, Task, Test, Transition, Wait, Writer,
};
use crate::ir::machine::{self as ir, Edge, Machine, ScopeId, StateId, Target, Value};
use crate::ir::program;
use crate::jsonata::text_of;

/// The definition of a finished machine.
pub fn state_machine(machine: &Machine) -> StateMachine {
    let emitter = Emitter::of(machine);
    let Branch { start_at, states, comment: _ } = emitter.scope(Machine::ROOT);
    StateMachine {
        comment: machine.comment.as_deref().map(comment),
        query_language: Some(QueryLanguage::Jsonata),
        version: None,
        timeout_seconds: machine.timeout.map(Json::from),
        start_at,
        states,
    }
}

struct Emitter<'a> {
    machine: &'a Machine,
    /// The states of each scope, in source order.
    members: Vec<Vec<StateId>>,
}

impl<'a> Emitter<'a> {
    fn of(machine: &'a Machine) -> Self {
        let mut members = vec![Vec::new(); machine.scopes.len()];
        for (id, state) in machine.iter() {
            members[state.scope.0 as usize].push(id);
        }
        Self { machine, members }
    }

    fn name(&self, id: StateId) -> String {
        self.machine.state(id).label.text.clone()
    }

    fn scope(&self, id: ScopeId) -> Branch {
        let scope = self.machine.scope(id);
        let members = &self.members[id.0 as usize];
        let mut states = States::with_capacity_and_hasher(members.len(), FxBuildHasher);
        for member in members {
            states.insert(self.name(*member), self.state(self.machine.state(*member)));
        }
        Branch {
            comment: scope.comment.as_deref().map(comment),
            start_at: self.target(&scope.start),
            states,
        }
    }

    /// The state an edge leads to, where it cannot lead to the end.
    fn target(&self, edge: &Edge) -> String {
        match edge.to {
            Target::State(id) => self.name(id),
            Target::End | Target::Open => unreachable!("the machine was verified"),
        }
    }

    fn state(&self, state: &ir::State) -> State {
        let (arguments, output) = match &state.kind {
            ir::Kind::Task(task) => (task.arguments.as_ref(), None),
            ir::Kind::Parallel { arguments, .. } => (arguments.as_ref(), None),
            ir::Kind::Succeed(output) => (None, output.as_ref()),
            _ => (None, None),
        };
        let next = state.next.as_ref();
        let output = next.and_then(|edge| edge.output.as_ref()).or(output);
        State {
            kind: self.kind(state),
            comment: state.comment.as_deref().map(comment),
            query_language: None,
            paths: None,
            arguments: optional(arguments),
            retry: some_items(state.retriers.iter().map(retrier)),
            catch: some_items(state.catchers.iter().map(|catcher| self.catcher(catcher))),
            assign: next.and_then(assign),
            output: optional(output),
            transition: match &state.kind {
                ir::Kind::Choice(_) => None,
                _ => next.map(|edge| self.transition(edge)),
            },
        }
    }

    fn transition(&self, edge: &Edge) -> Transition {
        match edge.to {
            Target::End => Transition::End,
            Target::State(_) | Target::Open => Transition::Next(self.target(edge)),
        }
    }

    fn kind(&self, state: &ir::State) -> Kind {
        match &state.kind {
            ir::Kind::Pass => Kind::Pass { result: None },
            ir::Kind::Task(task) => Kind::Task(Box::new(self::task(task))),
            ir::Kind::Choice(rules) => Kind::Choice {
                choices: rules.iter().map(|rule| self.rule(rule)).collect(),
                default: state.next.as_ref().map(|edge| self.target(edge)),
            },
            ir::Kind::Wait(ir::Wait::Seconds(value)) => Kind::Wait(Wait::Seconds(of(value))),
            ir::Kind::Wait(ir::Wait::Timestamp(value)) => Kind::Wait(Wait::Timestamp(of(value))),
            ir::Kind::Parallel { branches, .. } => {
                Kind::Parallel { branches: branches.iter().map(|id| self.scope(*id)).collect() }
            }
            ir::Kind::Map(map) => Kind::Map(Box::new(self.map(map))),
            ir::Kind::Succeed(_) => Kind::Succeed,
            ir::Kind::Fail { error, cause } => Kind::Fail(Box::new(Fail {
                error: optional(error.as_ref()),
                cause: optional(cause.as_ref()),
                ..Fail::default()
            })),
        }
    }

    fn rule(&self, rule: &ir::Rule) -> Rule {
        Rule {
            test: Test::Condition(condition(&rule.condition.template)),
            comment: rule.comment.as_deref().map(comment),
            assign: assign(&rule.edge),
            output: optional(rule.edge.output.as_ref()),
            next: self.target(&rule.edge),
        }
    }

    fn catcher(&self, catcher: &ir::Catcher) -> Catcher {
        Catcher {
            error_equals: catcher.errors.iter().map(ToString::to_string).collect(),
            comment: catcher.comment.as_deref().map(comment),
            result_path: None,
            assign: assign(&catcher.edge),
            output: optional(catcher.edge.output.as_ref()),
            next: self.target(&catcher.edge),
        }
    }

    fn map(&self, map: &ir::Map) -> Map {
        Map {
            items: optional(map.items.as_ref()),
            items_path: None,
            item_reader: map.reader.as_ref().map(reader),
            item_selector: optional(map.selector.as_ref()),
            item_batcher: map.batcher.as_ref().map(batcher),
            max_concurrency: optional(map.max_concurrency.as_ref()),
            max_concurrency_path: None,
            tolerated_failure_percentage: optional(map.tolerated_percentage.as_ref()),
            tolerated_failure_percentage_path: None,
            tolerated_failure_count: optional(map.tolerated_count.as_ref()),
            tolerated_failure_count_path: None,
            label: map.label.clone(),
            processor: Processor {
                iterator: false,
                config: Some(processor_config(map.distributed)),
                branch: self.scope(map.body),
            },
            result_writer: map.writer.as_ref().map(writer),
        }
    }
}

fn of(value: &Value) -> Json {
    json(&value.template)
}

fn optional(value: Option<&Value>) -> Option<Json> {
    value.map(of)
}

fn some_items<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    (!items.is_empty()).then_some(items)
}

fn some_fields(fields: Object<String, Json>) -> Option<Object<String, Json>> {
    (!fields.is_empty()).then_some(fields)
}

fn assign(edge: &Edge) -> Option<Object<String, Json>> {
    some_fields(edge.assign.iter().map(|(name, value)| (name.to_string(), of(value))).collect())
}

fn task(task: &ir::Task) -> Task {
    let role =
        |role: &Value| Json::Object([("RoleArn".to_owned(), of(role))].into_iter().collect());
    Task {
        resource: text_of(&task.resource),
        timeout_seconds: optional(task.timeout.as_ref()),
        timeout_seconds_path: None,
        heartbeat_seconds: optional(task.heartbeat.as_ref()),
        heartbeat_seconds_path: None,
        credentials: task.role.as_ref().map(role),
    }
}

fn retrier(retrier: &program::Retrier) -> Retrier {
    Retrier {
        error_equals: retrier.errors.iter().map(ToString::to_string).collect(),
        comment: retrier.comment.as_deref().map(comment),
        interval_seconds: retrier.interval_seconds.map(Json::from),
        max_attempts: retrier.max_attempts.map(Json::from),
        backoff_rate: retrier.backoff_rate.clone().map(Json::Number),
        max_delay_seconds: retrier.max_delay_seconds.map(Json::from),
        jitter_strategy: retrier.jitter.then(|| "FULL".to_owned()),
    }
}

fn processor_config(distributed: Option<bool>) -> ProcessorConfig {
    let mode = if distributed.is_some() { "DISTRIBUTED" } else { "INLINE" };
    let execution_type = distributed.map(|express| if express { "EXPRESS" } else { "STANDARD" });
    ProcessorConfig {
        mode: Some(mode.to_owned()),
        execution_type: execution_type.map(str::to_owned),
    }
}

fn reader(reader: &ir::Reader) -> Reader {
    Reader {
        resource: reader.resource.to_owned(),
        parameters: None,
        arguments: Some(of(&reader.arguments)),
        config: some_fields(config(&reader.config)),
    }
}

/// Nothing in a list of headers is taken for an expression.
fn config(entries: &[(&'static str, Value)]) -> Object<String, Json> {
    entries
        .iter()
        .map(|(name, value)| {
            let json = match (*name, &value.template) {
                ("CSVHeaders", ir::Template::Literal(headers)) => headers.clone(),
                _ => of(value),
            };
            ((*name).to_owned(), json)
        })
        .collect()
}

fn batcher(batcher: &ir::Batcher) -> Object<String, Json> {
    let fields = [
        ("MaxItemsPerBatch", &batcher.max_items),
        ("MaxInputBytesPerBatch", &batcher.max_bytes),
        ("BatchInput", &batcher.input),
    ];
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), of(value.as_ref()?))))
        .collect()
}

fn writer(writer: &ir::Writer) -> Writer {
    let resource = writer.arguments.as_ref().map(|_| "arn:aws:states:::s3:putObject".to_owned());
    Writer {
        resource,
        parameters: None,
        arguments: optional(writer.arguments.as_ref()),
        config: some_fields(config(&writer.config)),
    }
}
