//! Answers what a test does: mocks, runs, recorded calls, expectations.

use super::coverage::Coverage;
use super::stage::{Called, Mocked, Stage};
use super::{Failure, FailureKind, Report, Run, Test, Workflows};
use crate::ir::program::TestCall;
use crate::sim::history::What;
use crate::sim::{
    Answer, Call, Event, Observer, Options, Outcome, Outside, Reach, Unanswered, simulate,
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

/// Keeps the events of all executions, and counts what they reach.
struct Events<'a> {
    events: Vec<(Text, Event)>,
    coverage: &'a mut Coverage,
}

impl Observer for Events<'_> {
    fn event(&mut self, execution: &Text, event: &Event) {
        self.events.push((execution.clone(), event.clone()));
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
        let mut events = Events { events: Vec::new(), coverage: &mut self.report.coverage };
        let ended = simulate(&workflow.plan, input, &options, &mut self.stage, &mut events);
        let outcome = ended.as_ref().ok().cloned();
        let events = events.events;
        self.report.runs.push(Run { workflow: name.into(), outcome, events });
        match ended {
            Ok(outcome) => {
                let run = self.report.runs.last().expect("it was pushed just now");
                Ok(result(&outcome, &run.events))
            }
            Err(unanswered) => {
                self.fail(call.state, FailureKind::Unanswered(unanswered.message.clone()));
                Err(unanswered)
            }
        }
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

/// A run as the test sees it: `error` and `cause` are null where there are none.
fn result(outcome: &Outcome, events: &[(Text, Event)]) -> Value {
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
    ])
}
