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
mod compiled;
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

pub use crate::compiled::CompiledMachine;

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
            (CompiledMachine::new(machine, &workflow, definition), sink)
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
            CompiledMachine::new(machine, test, definition)
        })
    };
    parallel::map(&program.tests, compile)
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
