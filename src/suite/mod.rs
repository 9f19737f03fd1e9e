//! Runs the `test`s of a file on the simulator.
//!
//! ```text
//! CompiledMachine ─Plan::new─▶ Test ─run─▶ Report { failures, runs }
//!                                │ Outside
//!                              Bench ─ mock, calls, expect, run ─▶ Stage ─ Outside of the workflow
//! ```
//!
//! A test is a machine as a workflow is one; what only tests do are Tasks (see [`crate::ir::program::TestCall`]) that the
//! bench answers. The call of a workflow runs its machine, whose own Tasks are answered by the mocks on
//! the stage, in virtual time.

mod bench;
mod coverage;
mod stage;

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::sim::history::What;
use crate::sim::{
    Event, History, Kind, Observer, Options, Outcome, Past, Plan, Planned, Status, simulate,
};
use crate::source::Span;
use crate::value::{Text, Value};

use bench::Bench;

pub use coverage::Coverage;

/// The workflows a test can run, by name.
pub type Workflows = IndexMap<String, Workflow>;

/// A workflow, ready to run.
#[derive(Clone)]
pub struct Workflow {
    /// Its machine.
    pub plan: Rc<Plan>,
    /// Its type.
    pub kind: Kind,
}

/// A test, ready to run.
pub struct Test<'a> {
    /// What it shows.
    pub name: &'a str,
    /// Its machine.
    pub plan: &'a Plan,
    /// The source of each of its states.
    pub places: &'a IndexMap<String, Span>,
}

/// What became of a test.
#[derive(Default)]
pub struct Report {
    /// What was not as expected, in order; none: the test passed.
    pub failures: Vec<Failure>,
    /// The runs of workflows, in order.
    pub runs: Vec<Run>,
    /// How far they came.
    pub coverage: Coverage,
}

/// Something that was not as expected.
pub struct Failure {
    /// The statement of the test.
    pub span: Option<Span>,
    /// What is wrong.
    pub kind: FailureKind,
    /// How many runs there had been, that one included.
    pub runs: usize,
}

/// See [`Failure`].
pub enum FailureKind {
    /// An `expect` does not hold; the sides of its comparison.
    Expectation(Option<(Value, Value)>),
    /// A workflow called what no mock answers.
    Unanswered(String),
    /// The test itself failed: with this error and cause.
    Ended(Text, Text),
    /// A mock that answered no call: what is mocked.
    Unused(Text),
}

/// One run of a workflow.
pub struct Run {
    /// Its name.
    pub workflow: Text,
    /// How it ended; `None` where nobody answered a call.
    pub outcome: Option<Outcome>,
    /// What happened, with the ARNs of the executions.
    pub events: Vec<(Text, Event)>,
    /// The children of its Map Runs, by the ARNs of these.
    pub map_runs: BTreeMap<Text, Vec<Planned>>,
    /// The run that it takes up again, by number.
    pub continues: Option<usize>,
}

impl Report {
    /// What the execution of a run did, from its first start on.
    #[must_use]
    pub fn past(&self, number: usize) -> Past {
        let Some(run) = self.runs.get(number) else { return Past::default() };
        let mut past = run.continues.map(|before| self.past(before)).unwrap_or_default();
        run.events.iter().for_each(|(execution, event)| past.event(execution, event));
        run.map_runs.iter().for_each(|(map_run, children)| past.map_run(map_run, children));
        past
    }
}

/// Runs a test; `options` say where and when its workflows run.
#[must_use]
pub fn run(test: &Test<'_>, workflows: &Workflows, options: &Options) -> Report {
    let mut bench = Bench::new(test, workflows, options);
    let mut history = History::default();
    let options =
        Options { machine: test.name.to_owned(), kind: Kind::Standard, ..options.clone() };
    let ended = simulate(test.plan, Value::empty_object(), &options, &mut bench, &mut history);
    let mut report = bench.finish();
    match ended {
        Ok(outcome) if outcome.status == Status::Succeeded => {}
        Ok(outcome) => {
            let kind = FailureKind::Ended(
                outcome.error.unwrap_or_default(),
                outcome.cause.unwrap_or_default(),
            );
            let span = last_state(&history).and_then(|name| test.places.get(&**name)).copied();
            report.failures.push(Failure { span, kind, runs: report.runs.len() });
        }
        // The bench has reported it.
        Err(_) => {}
    }
    report
}

/// The state that was entered last.
fn last_state(history: &History) -> Option<&Text> {
    history.events.iter().rev().find_map(|event| match &event.what {
        What::StateEntered { name, .. } => Some(name),
        _ => None,
    })
}
