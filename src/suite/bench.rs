//! Answers what a test does: mocks, runs, recorded calls, expectations.

use std::collections::BTreeMap;

use super::coverage::Coverage;
use super::stage::{Called, Mocked, Stage};
use super::{Failure, FailureKind, Report, Run, Test, Workflow, Workflows};
use crate::ir::program::TestCall;
use crate::sim::history::What;
use crate::sim::{
    self, Answer, Call, Event, Observer, Options, Outcome, Outside, Planned, Reach, Redrive,
    Unanswered, simulate,
};
use crate::value::{Text, Value};

/// The state of a test.
pub(super) struct Bench<'a> {
    test: &'a Test<'a>,
    workflows: &'a Workflows,
    options: &'a Options,
    stage: Stage<'a>,
    report: Report,
}

/// What happened in a run.
#[derive(Default)]
struct Seen {
    events: Vec<(Text, Event)>,
    map_runs: BTreeMap<Text, Vec<Planned>>,
}

/// Keeps the events of all executions, and counts what they reach.
struct Events<'a> {
    seen: Seen,
    coverage: &'a mut Coverage,
}

impl<'a> Events<'a> {
    fn new(coverage: &'a mut Coverage) -> Self {
        Self { seen: Seen::default(), coverage }
    }
}

impl Observer for Events<'_> {
    fn event(&mut self, execution: &Text, event: &Event) {
        self.seen.events.push((execution.clone(), event.clone()));
    }

    fn map_run(&mut self, map_run: &Text, children: &[Planned]) {
        self.seen.map_runs.insert(map_run.clone(), children.to_vec());
    }

    fn reached(&mut self, machine: &Text, state: &Text, reach: Reach) {
        self.coverage.count(machine, state, reach);
    }
}

impl<'a> Bench<'a> {
    pub fn new(test: &'a Test<'a>, workflows: &'a Workflows, options: &'a Options) -> Self {
        let stage = Stage::new(workflows);
        Self { test, workflows, options, stage, report: Report::default() }
    }

    /// What is known at the end; a mock that nothing asked is a failure.
    pub fn finish(mut self) -> Report {
        if self.report.failures.is_empty() {
            for mocked in self.stage.unused() {
                let kind = FailureKind::Unused(mocked.called.name.clone());
                let span = self.test.places.get(&*mocked.state).copied();
                self.report.failures.push(Failure { span, kind, runs: self.report.runs.len() });
            }
        }
        self.report
    }

    fn fail(&mut self, state: &str, kind: FailureKind) {
        let span = self.test.places.get(state).copied();
        self.report.failures.push(Failure { span, kind, runs: self.report.runs.len() });
    }

    fn run(&mut self, call: &Call<'_>) -> Result<Value, Unanswered> {
        let name = call.arguments.get("Workflow").and_then(Value::as_str).unwrap_or_default();
        let input = call.arguments.get("Input").cloned().unwrap_or_default();
        let Some(workflow) = self.workflows.get(name) else {
            let message = format!("the workflow `{name}` is not one of this file");
            self.fail(call.state, FailureKind::Unanswered(message.clone()));
            return Err(Unanswered { message });
        };
        let options =
            Options { machine: name.to_owned(), kind: workflow.kind, ..self.options.clone() };
        let mut events = Events::new(&mut self.report.coverage);
        let ended = simulate(&workflow.plan, input, &options, &mut self.stage, &mut events);
        let seen = events.seen;
        self.ended(call, (name, None), ended, seen)
    }

    /// Keeps a run of a workflow, which may continue another; what the test sees of it.
    fn ended(
        &mut self,
        call: &Call<'_>,
        (workflow, continues): (&str, Option<usize>),
        ended: Result<Outcome, Unanswered>,
        seen: Seen,
    ) -> Result<Value, Unanswered> {
        let number = self.report.runs.len();
        let Seen { events, map_runs } = seen;
        let value = ended.as_ref().ok().map(|outcome| result(number, outcome, &events));
        let outcome = ended.as_ref().ok().cloned();
        self.report.runs.push(Run {
            workflow: workflow.into(),
            outcome,
            events,
            map_runs,
            continues,
        });
        match ended {
            Ok(_) => Ok(value.unwrap_or_default()),
            Err(unanswered) => {
                self.fail(call.state, FailureKind::Unanswered(unanswered.message.clone()));
                Err(unanswered)
            }
        }
    }

    /// Takes a run up again, with the mocks of now; time goes on from its end.
    fn redrive(&mut self, call: &Call<'_>) -> Result<Value, Unanswered> {
        let number = call.arguments.get("Run").and_then(Value::as_i64);
        let number = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX);
        let (workflow, redrive, options) = match self.resume(number) {
            Ok(resumed) => resumed,
            Err(why) => {
                let message = format!("the run cannot be taken up again: {why}");
                self.fail(call.state, FailureKind::Unanswered(message.clone()));
                return Err(Unanswered { message });
            }
        };
        let mut events = Events::new(&mut self.report.coverage);
        let (stage, plan) = (&mut self.stage, &workflow.plan);
        let ended = sim::redrive(plan, redrive, &options, stage, &mut events);
        let seen = events.seen;
        self.ended(call, (&options.machine, Some(number)), ended, seen)
    }

    /// Where the run takes up again.
    fn resume(&self, number: usize) -> Result<(&'a Workflow, Redrive, Options), String> {
        let run = self.report.runs.get(number).ok_or("there is no such run")?;
        let workflow = self.workflows.get(&*run.workflow).ok_or("there is no such workflow")?;
        let outcome = run.outcome.as_ref().ok_or("it did not end")?;
        let options = Options {
            machine: run.workflow.to_string(),
            kind: workflow.kind,
            execution: outcome.arn.rsplit(':').next().map(str::to_owned),
            start: outcome.stopped,
            ..self.options.clone()
        };
        let redrive = Redrive::read(&self.report.past(number), &workflow.plan, &options)?;
        Ok((workflow, redrive, options))
    }

    fn expect(&mut self, call: &Call<'_>) {
        if call.arguments.get("Holds").and_then(Value::as_bool) == Some(true) {
            return;
        }
        let side = |name| call.arguments.get(name).cloned();
        let sides = side("Left").zip(side("Right"));
        self.fail(call.state, FailureKind::Expectation(sides));
    }
}

impl Outside for Bench<'_> {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        let resource = &*call.resource.arn;
        let Some(test_call) = TestCall::ALL.into_iter().find(|call| call.resource() == resource)
        else {
            return self.stage.call(call);
        };
        let value = match test_call {
            TestCall::Run => self.run(call)?,
            TestCall::Redrive => self.redrive(call)?,
            TestCall::Calls => self.stage.calls(&Called::read(call.arguments.get("Call"))),
            TestCall::Mock => {
                self.stage.mock(Mocked::read(call.state, call.arguments));
                Value::Null
            }
            TestCall::Expect => {
                self.expect(call);
                Value::Null
            }
        };
        Ok(Answer::returning(value))
    }
}

/// A run as the test sees it: `error` and `cause` are null where there are none. No program reads its
/// `number`, by which it is found again.
fn result(number: usize, outcome: &Outcome, events: &[(Text, Event)]) -> Value {
    let text = |text: &Option<Text>| text.clone().map_or(Value::Null, Value::String);
    let main = events.first().map(|(execution, _)| execution);
    let states = events.iter().filter(|(execution, _)| Some(execution) == main);
    let states = states.filter_map(|(_, event)| match &event.what {
        What::StateEntered { name, .. } => Some(Value::String(name.clone())),
        _ => None,
    });
    let seconds = |millis: i64| match millis % 1000 {
        0 => Value::from(millis / 1000),
        #[expect(clippy::cast_precision_loss, reason = "an execution takes less than 2^53 ms")]
        _ => Value::from(millis as f64 / 1000.0),
    };
    let transitions = i64::try_from(outcome.transitions).unwrap_or(i64::MAX);
    Value::object([
        ("output", outcome.output.clone().unwrap_or_default()),
        ("error", text(&outcome.error)),
        ("cause", text(&outcome.cause)),
        ("status", outcome.status.name().into()),
        ("states", Value::array(states.collect())),
        ("transitions", Value::from(transitions)),
        ("duration", seconds(outcome.stopped.0 - outcome.started.0)),
        ("number", i64::try_from(number).unwrap_or(i64::MAX).into()),
    ])
}
