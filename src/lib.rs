//! The compiler of the Flow language: workflows for AWS Step Functions.
//!
//! ```text
//! text ─syntax─▶ ast::File ─analyse─▶ ir::Program ─lower─▶ ir::Machine ─passes─▶ ir::Machine ─emit─▶ asl::StateMachine ─▶ JSON
//! ```
//!
//! Each step that can find fault with the source writes into one [`diagnostic::Sink`]; only the
//! command line decides how faults are shown. [`compile`] chains the steps.

#![deny(clippy::disallowed_methods)]

pub mod analyse;
pub mod asl;
#[expect(clippy::disallowed_methods, reason = "files, environment and clock are read here")]
pub mod cli;
pub mod deploy;
pub mod diagnostic;
pub mod documents;
pub mod emit;
pub mod fmt;
pub mod graph;
pub mod ir;
pub mod items;
pub mod jsonata;
pub mod jsonpath;
pub mod lower;
mod parallel;
pub mod passes;
pub mod services;
pub mod sim;
pub mod source;
pub mod suite;
pub mod syntax;
pub mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::Sink;
use crate::ir::program::{Functions, Unit, Workflow};
use crate::source::{FileId, Loader, Sources, Span};

/// What the caller chooses about the output.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether the passes run; without them each construct keeps its own states.
    pub optimize: bool,
    /// Values for `param`s, as text; a `param` without one appears as `${Name}`.
    pub params: BTreeMap<String, String>,
    /// Whether the `test`s of the file are compiled too.
    pub tests: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { optimize: true, params: BTreeMap::new(), tests: false }
    }
}

/// What became of a file.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// One for each workflow with a body, in source order.
    pub machines: Vec<CompiledMachine>,
    /// One for each `test` of the file, in source order, where they are wanted. Their Tasks are what
    /// [`ir::program::TestCall`] says, so that no service runs them.
    pub tests: Vec<CompiledMachine>,
    /// All `param`s of the file and of what it imports.
    pub params: Vec<ir::program::Param>,
    /// All `resource`s of the file and of what it imports.
    pub resources: Vec<ir::program::Resource>,
    /// What the `${Key}`s of the definitions and attributes stand for.
    pub deploy_values: Vec<Arc<ir::program::DeployValue>>,
    /// The codes of warnings that `@allow` silences, and inside what.
    pub allowed: Vec<(&'static str, Span)>,
}

/// The definition of one workflow.
#[derive(Clone, Debug)]
pub struct CompiledMachine {
    /// The workflow's name.
    pub name: String,
    /// Whether its executions are those of an Express state machine.
    pub express: bool,
    /// Its definition in Amazon States Language.
    pub definition: serde_json::Value,
    /// The source of each state, by the state's name, in the order of the source.
    pub states: IndexMap<String, Span>,
    /// What the rules of each Choice test, in the words of the source, by the state's name; `None` for
    /// a test that the compiler made up.
    pub conditions: BTreeMap<String, Vec<Option<String>>>,
    /// The words for what fields of a state hold, by the state's name.
    pub said: BTreeMap<String, ir::machine::Said>,
    /// What the `Default` of a Choice means, by the state's name, where there is a word for it.
    pub defaults: BTreeMap<String, String>,
    /// The attributes that are not part of the definition (`@tracing`, `@schedule` …) with their
    /// arguments, in source order; `${Key}` in a string stands for a value known at deployment, `${!` for
    /// `${`.
    pub attributes: Vec<(Arc<str>, IndexMap<String, serde_json::Value>)>,
    /// Where the workflow is declared.
    pub span: Span,
}

impl CompiledMachine {
    /// An object with the file, line and column (both from 1) of each state, by the state's name.
    #[must_use]
    pub fn source_map(&self, sources: &Sources) -> serde_json::Value {
        emit::source_map(&self.states, sources)
    }

    /// What fields of states hold, in the words of `sources`, by the names of the state and of the field.
    #[must_use]
    pub fn words(&self, sources: &Sources) -> BTreeMap<String, BTreeMap<String, String>> {
        let words = |words| match words {
            ir::machine::Words::Own(words) => words.to_owned(),
            ir::machine::Words::Source(span) => syntax::one_line(sources.slice(span)),
        };
        let of_state = |fields: &ir::machine::Said| {
            fields.iter().map(|(field, said)| (field.to_string(), words(*said))).collect()
        };
        self.said.iter().map(|(name, fields)| (name.clone(), of_state(fields))).collect()
    }
}

/// Compiles the file `root` of `sources`; `loader` fetches what it imports, which is added to
/// `sources`.
///
/// `None` where the source has errors; they are in `sink`.
pub fn compile(
    root: FileId,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
    sink: &mut Sink,
) -> Option<Output> {
    syntax::with_room(|| {
        let files = analyse::load(root, sources, loader, sink);
        let (program, machines) = compile_files(files, sources, options, sink);
        let program = program?;
        sink.allow(&program.allowed);
        let machines = machines.into_iter().map(|(machine, faults)| {
            sink.append(faults);
            machine
        });
        let machines = machines.collect();
        let tests = if options.tests { compile_tests(&program, sources) } else { Vec::new() };
        let ir::Program { params, resources, deploy_values, allowed, .. } = program;
        (!sink.has_errors()).then_some(Output {
            machines,
            tests,
            params,
            resources,
            deploy_values,
            allowed,
        })
    })
}

/// The program of `files` without its workflows, unless something is wrong with them, and the machines of the
/// workflows with what is wrong with each. Each is compiled by itself, beside the analysis of the next.
fn compile_files(
    files: analyse::Files,
    sources: &Sources,
    options: &Options,
    sink: &mut Sink,
) -> (Option<ir::Program>, Vec<(CompiledMachine, Sink)>) {
    let compile = |(functions, workflow): (Arc<Functions>, Arc<Workflow>)| {
        syntax::with_room(|| {
            let unit = Unit { functions: &functions, workflow: &workflow };
            let mut sink = Sink::default();
            let mut machine = lower::lower(unit, sources);
            passes::run(&mut machine, options.optimize);
            let definition = emit::definition(&machine, &mut sink);
            (finished(machine, &workflow, definition), sink)
        })
    };
    let chosen = analyse::Options { params: options.params.clone() };
    let count = files.root_workflows();
    let analyse = |hand_on: &mut dyn FnMut((Arc<Functions>, Arc<Workflow>))| {
        let mut ready = |functions: &Arc<Functions>, workflow: &Arc<Workflow>| {
            hand_on((functions.clone(), workflow.clone()));
        };
        let mut program = analyse::analyse_each(&files, &chosen, sink, &mut ready)?;
        // The trees make room for what is compiled now.
        drop(files);
        program.workflows.clear();
        Some(program)
    };
    parallel::pipe(count, analyse, compile)
}

/// The machines of the tests, with the states of each statement kept apart.
fn compile_tests(program: &ir::Program, sources: &Sources) -> Vec<CompiledMachine> {
    let compile = |test: &Workflow| {
        syntax::with_room(|| {
            let mut machine = lower::lower(program.unit(test), sources);
            passes::run(&mut machine, false);
            let definition = emit::unchecked(&machine);
            finished(machine, test, definition)
        })
    };
    parallel::map(&program.tests, compile)
}

/// A machine with what is known of it beside its definition.
fn finished(
    machine: ir::Machine,
    workflow: &Workflow,
    definition: serde_json::Value,
) -> CompiledMachine {
    let mut states = IndexMap::with_capacity(machine.states.len());
    let (mut conditions, mut defaults, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for state in machine.states.into_iter().flatten() {
        let name = state.label.text;
        if let ir::machine::Kind::Choice(rules) = &state.kind {
            conditions.push((name.clone(), self::conditions(rules)));
            defaults.extend(default(rules).map(|words| (name.clone(), words)));
        }
        if !state.said.is_empty() {
            said.push((name.clone(), state.said));
        }
        states.insert(name, state.span);
    }
    CompiledMachine {
        name: machine.name.to_string(),
        express: machine.express,
        definition,
        states,
        // All at once, which sorts the names instead of looking for the place of each.
        conditions: conditions.into_iter().collect(),
        said: said.into_iter().collect(),
        defaults: defaults.into_iter().collect(),
        attributes: workflow.attributes.clone(),
        span: machine.span,
    }
}

/// What the rules of a Choice test in the words of the source. A rule behind one that has words for its
/// `otherwise` is tested only then.
fn conditions(rules: &[ir::machine::Rule]) -> Vec<Option<String>> {
    let mut before: Option<&str> = None;
    let mut conditions = Vec::new();
    for rule in rules {
        let words = rule.words.as_deref();
        conditions.push(words.map(|words| match before {
            Some(before) => format!("{before}, {words}"),
            None => words.to_owned(),
        }));
        before = rule.otherwise.as_deref().or(before);
    }
    conditions
}

/// What the `Default` of a Choice with these rules means.
fn default(rules: &[ir::machine::Rule]) -> Option<String> {
    let last = rules.iter().rposition(|rule| rule.otherwise.is_some())?;
    let words = rules[last].otherwise.clone()?;
    Some(if last + 1 == rules.len() { words } else { format!("{words}, else") })
}

/// Finds every fault of the file `root` and of what it imports, those of its output too.
///
/// `None` where the source has errors; they are in `sink`.
pub fn check(
    root: FileId,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
    sink: &mut Sink,
) -> Option<()> {
    compile(root, sources, loader, options, sink).map(drop)
}

/// The typed program of the file `root` and of what it imports.
///
/// `None` where the source has errors; they are in `sink`.
pub fn program(
    root: FileId,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
    sink: &mut Sink,
) -> Option<ir::Program> {
    syntax::with_room(|| {
        let files = analyse::load(root, sources, loader, sink);
        let options = analyse::Options { params: options.params.clone() };
        let program = analyse::analyse(&files, &options, sink);
        parallel::discard(files);
        program
    })
}
