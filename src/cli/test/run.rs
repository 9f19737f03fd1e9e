//! Runs the tests of one compiled file, on all cores.

use std::collections::BTreeMap;
use std::time::Instant;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::coverage::WorkflowCoverage;
use super::histories;
use super::{FailureReport, FileReport, TestReport};
use crate::CompiledMachine;
use crate::Output;
use crate::cli::args::TestsArgs;
use crate::cli::exit::Stop;
use crate::cli::run::machine::{Machine, deployed, machines, ready};
use crate::cli::run::trace::Trace;
use crate::parallel;
use crate::sim::{Observer, Options};
use crate::source::{Sources, Span};
use crate::suite::{self, Coverage, Failure, FailureKind, Report, Test, Workflow, Workflows};

/// A compiled test, the places of its states, and its own.
type Compiled = (Machine, IndexMap<String, Span>, Span);

/// One file, ready to be tested.
struct Bench<'a> {
    sources: &'a Sources,
    machines: Vec<Machine>,
    tests: Vec<Compiled>,
    options: Options,
    /// Whether the histories of the runs are kept.
    keeps: bool,
}

/// Runs the tests that are asked for.
pub fn tests(args: &TestsArgs, sources: &Sources, mut output: Output) -> Result<FileReport, Stop> {
    let values = deployed(&output);
    let wanted = |name: &str| args.filter.as_ref().is_none_or(|text| name.contains(text.as_str()));
    let tests: Vec<CompiledMachine> = std::mem::take(&mut output.tests);
    let file = tests
        .first()
        .or(output.machines.first())
        .map(|machine| sources.get(machine.span.file).path.display().to_string())
        .unwrap_or_default();
    let tests = tests.into_iter().filter(|test| wanted(&test.name)).map(|test| {
        let (states, span) = (test.states.clone(), test.span);
        (ready(test, &values, sources), states, span)
    });
    let tests = tests.collect();
    let options = Options {
        seed: args.seed.unwrap_or(0),
        shuffle: args.seed.is_some(),
        ..Options::default()
    };
    let declared = output.machines.iter();
    let declared: Vec<_> = declared.map(|machine| (machine.span, machine.states.clone())).collect();
    let keeps = args.histories.is_some();
    let bench = Bench { sources, machines: machines(output, sources), tests, options, keeps };
    let tests = bench.run()?;
    let ran = |name: &String| tests.iter().any(|test| test.coverage.has(name));
    let names = bench.machines.iter().map(|machine| machine.name.clone());
    let untested = names.filter(|name| !ran(name)).collect();
    let coverage =
        if args.wants_coverage() { bench.coverage(&tests, &declared)? } else { Vec::new() };
    Ok(FileReport { file, tests, untested, coverage })
}

impl Bench<'_> {
    /// The reports of all tests, in their order.
    fn run(&self) -> Result<Vec<TestReport>, Stop> {
        parallel::map(&self.tests, |test| self.test(test)).into_iter().collect()
    }

    /// What the tests reach of each workflow; `declared` is where the workflows and their states stand.
    fn coverage(
        &self,
        tests: &[TestReport],
        declared: &[(Span, IndexMap<String, Span>)],
    ) -> Result<Vec<WorkflowCoverage>, Stop> {
        let mut coverage = Coverage::default();
        tests.iter().for_each(|test| coverage.add(&test.coverage));
        let workflows = self.machines.iter().zip(declared).map(|(machine, (span, states))| {
            let plan = machine.plan()?;
            let name = (machine.name.as_str(), *span);
            Ok(WorkflowCoverage::new(name, &plan, states, &coverage, self.sources))
        });
        workflows.collect()
    }

    /// Plans are not shared between threads: each test makes its own.
    fn test(&self, (machine, places, span): &Compiled) -> Result<TestReport, Stop> {
        let started = Instant::now();
        let mut workflows = Workflows::default();
        for machine in &self.machines {
            let workflow = Workflow { plan: machine.plan()?, kind: machine.kind };
            workflows.insert(machine.name.clone(), workflow);
        }
        let plan = machine.plan()?;
        let test = Test { name: &machine.name, plan: &plan, places };
        let report = suite::run(&test, &workflows, &self.options);
        let trace = if report.failures.is_empty() { String::new() } else { self.trace(&report)? };
        let failures = report.failures.iter().map(|failure| self.failure(failure, *span));
        let failures = failures.collect();
        let name = machine.name.clone();
        let seconds = started.elapsed().as_secs_f64();
        let histories = if self.keeps { self.histories(&report) } else { Vec::new() };
        let (line, coverage) = (self.line(*span), report.coverage);
        Ok(TestReport { name, line, seconds, failures, trace, coverage, histories })
    }

    /// What the run before the first failure did.
    fn trace(&self, report: &Report) -> Result<String, Stop> {
        let runs = report.failures.first().map_or(0, |failure| failure.runs);
        let Some(run) = runs.checked_sub(1).and_then(|at| report.runs.get(at)) else {
            return Ok(String::new());
        };
        let machine = self.machines.iter().find(|machine| machine.name == *run.workflow);
        let none = BTreeMap::new();
        let places = machine.map_or(&none, |machine| &machine.places);
        let mut text = Vec::new();
        let mut trace = Trace::new(&mut text, false, places, self.options.start);
        for (execution, event) in &run.events {
            trace.event(execution, event);
        }
        if let Some(outcome) = &run.outcome {
            trace.finish(outcome)?;
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn histories(&self, report: &Report) -> Vec<Json> {
        let runs = report.runs.iter().enumerate().filter_map(|(number, run)| {
            let machine = self.machines.iter().find(|it| it.name == *run.workflow)?;
            Some(histories::of(run, report.past(number), machine))
        });
        runs.collect()
    }

    fn failure(&self, failure: &Failure, test: Span) -> FailureReport {
        let span = failure.span.unwrap_or(test);
        let source = self.sources.get(span.file);
        let text = &source.text[span.start as usize..span.end as usize];
        let statement = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut sides = None;
        let message = match &failure.kind {
            FailureKind::Expectation(compared) => {
                sides =
                    compared.as_ref().map(|(left, right)| (left.to_string(), right.to_string()));
                format!("`{statement}` does not hold")
            }
            FailureKind::Unanswered(why) => why.clone(),
            FailureKind::Ended(error, cause) => {
                format!("`{statement}` failed: {error}: {cause}")
            }
            FailureKind::Unused(name) => {
                format!("the mock of `{name}` has answered no call; leave it out or call it")
            }
        };
        let place = format!("{}:{}", source.path.display(), self.line(span));
        FailureReport { place, message, sides }
    }

    fn line(&self, span: Span) -> usize {
        let source = self.sources.get(span.file);
        source.lines().line_column(&source.text, span.start as usize).line
    }
}
