//! Runs one state by itself, as the TestState API does.
//!
//! The state becomes the only one of a machine whose other states end at once; it is visited as in
//! an execution, by the same code. A probe in the visit says what the mock says, and gathers the steps
//! of the data flow. What the answers look like is what was recorded on AWS.

mod check;
mod definition;
mod request;
mod response;

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

pub use definition::names as state_names;
pub use request::{FieldValidation, Mock, Refusal, Request};
pub use response::{ErrorDetails, Inspection, Level, Response, TestStatus};

use self::definition::Tested;
use super::attempt;
use super::clock;
use super::execution::{Attempt, Execution, Shared, Strand, Variables, World};
use super::failure::Failure;
use super::flow;
use super::history::Nobody;
use super::outside::{Answer, Call, Outside, Unanswered};
use super::plan::{Next, Plan, State};
use super::probe::{Probe, Step};
use super::visit::{Exit, Visit};
use super::{Kind, Options, identity};
use crate::value::Value;

/// How long a test may take, in milliseconds.
const LONGEST: i64 = 5 * 60 * 1000;

/// Runs one state. What a task without a mock calls is asked of `outside`.
///
/// # Errors
/// Where the request is one the API refuses, or a task calls what nobody answers.
pub fn test_state(request: &Request<'_>, outside: &mut dyn Outside) -> Result<Response, Refusal> {
    let tested = Tested::find(request.definition, request.state)?;
    check::request(request, &tested)?;
    let options = Options { kind: Kind::Express, ..request.options.clone() };
    let mut outside = Mocked { request, outside };
    let mut nobody = Nobody;
    let shared =
        Shared { outside: RefCell::new(&mut outside), observer: RefCell::new(&mut nobody) };
    let world = World::new(&options, &shared, 0);
    let name = options.execution.clone().unwrap_or_else(|| world.uuid().to_string());
    let execution = Execution::new(&world, identity(&options, &name, &world, &request.input));
    let strand = Strand::new(0, Rc::<Variables>::default(), None);
    strand.variables.assign(&fields(request.variables.as_ref()));
    let probe = probe(request);
    let mut visit = Visit::enter(&execution, &strand, tested.state(), request.input.clone());
    visit.probe = Some(&probe);
    if visit.retry_count.get().is_some() {
        visit.retry_count.set(Some(request.retries));
    }
    visit.show(Step::Input, &request.input);
    let mut pass = |millis| world.rim.pass(millis);
    let ended = world.clock.run(attempted(&visit, request.retries), &mut pass);
    if let Some(unanswered) = world.unanswered.borrow_mut().take() {
        return Err(Refusal { code: "Unanswered", message: unanswered.message });
    }
    let ended = match ended {
        Ok(ended) => ended,
        Err(clock::Stuck) => Ended::failed(Failure::timeout(false)),
    };
    let variables = strand.variables.to_object();
    if variables.as_object().is_some_and(|fields| !fields.is_empty()) {
        visit.show(Step::Variables, &variables);
    }
    Ok(response(request.level, &tested.plan, ended, probe.steps.take()))
}

fn fields(object: Option<&Value>) -> Vec<(crate::value::Text, Value)> {
    let fields = object.and_then(Value::as_object).into_iter().flat_map(|object| object.iter());
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn probe(request: &Request<'_>) -> Probe {
    Probe {
        context: request.context.clone(),
        outcome: request.mock.as_ref().map(|mock| mock.outcome.clone()),
        failed_iterations: request.failed_iterations.unwrap_or(0),
        has_items: request.item_reader_data.is_some(),
        steps: RefCell::default(),
    }
}

/// How a state ended.
struct Ended {
    status: TestStatus,
    exit: Option<Exit>,
    failure: Option<Failure>,
    details: Option<ErrorDetails>,
}

impl Ended {
    fn failed(failure: Failure) -> Self {
        Self { status: TestStatus::Failed, exit: None, failure: Some(failure), details: None }
    }
}

/// One attempt, after `made` retries; and what a retrier or a catcher does with its failure.
async fn attempted(visit: &Visit<'_>, made: u32) -> Ended {
    let clock = &visit.execution.world.clock;
    let work = clock.before(visit.entered.after(LONGEST), attempt::once(visit)).await;
    let Some(done) = work else { return Ended::failed(Failure::timeout(false)) };
    let failure = match done.and_then(|exit| left(visit, exit)) {
        Ok(exit) => {
            let status = TestStatus::Succeeded;
            return Ended { status, exit: Some(exit), failure: None, details: None };
        }
        Err(failure) => failure,
    };
    let mut details = ErrorDetails::default();
    let mut status = TestStatus::Failed;
    if let Some((index, retrier)) = attempt::retrier(visit.state, &failure) {
        details.retry_index = Some(index);
        if made < retrier.max_attempts {
            details.backoff = Some(attempt::backoff(retrier, made + 1));
            status = TestStatus::Retriable;
        }
    }
    let catcher = attempt::catcher(visit.state, &failure);
    let mut exit = None;
    if let (TestStatus::Failed, Some(catcher)) = (status, catcher) {
        let caught = attempt::caught(visit, catcher, &failure);
        match caught.and_then(|exit| left(visit, exit)) {
            Ok(caught) => exit = Some(caught),
            Err(failure) => return Ended::failed(failure),
        }
        details.catch_index = Some(catcher.0);
        status = TestStatus::CaughtError;
    }
    let details = (details != ErrorDetails::default()).then_some(details);
    Ended { status, exit, failure: Some(failure), details }
}

/// Leaves the state, unless its output is too large.
fn left(visit: &Visit<'_>, exit: Exit) -> Attempt<Exit> {
    flow::check_size(visit, &exit.output)?;
    visit.leave(&exit);
    Ok(exit)
}

fn response(level: Level, plan: &Plan, ended: Ended, steps: Vec<(Step, Value)>) -> Response {
    let Ended { status, exit, failure, details } = ended;
    let (error, cause) = failure.map(|failure| (failure.error, failure.cause)).unwrap_or_default();
    let next = exit.as_ref().and_then(|exit| match exit.next {
        Next::State(at) => Some(plan.root.states[at].name.clone()),
        Next::End => None,
    });
    Response {
        status,
        output: exit.map(|exit| exit.output),
        error,
        cause,
        next,
        inspection: (level != Level::Info).then_some(Inspection { steps, details }),
    }
}

impl Tested {
    fn state(&self) -> &State {
        &self.plan.root.states[self.plan.root.start]
    }
}

/// The world outside as a request has it.
struct Mocked<'m> {
    request: &'m Request<'m>,
    outside: &'m mut dyn Outside,
}

impl Outside for Mocked<'_> {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        match &self.request.mock {
            None => {
                let state = self.request.state.unwrap_or(call.state);
                self.outside.call(&Call { state, ..*call })
            }
            Some(mock) => {
                let outcome = mock.outcome.clone();
                Ok(Answer { outcome, ..Answer::returning(Value::Null) })
            }
        }
    }

    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        match self.request.item_reader_data {
            None => self.outside.object(bucket, key),
            Some(data) => Some(Cow::Borrowed(data.as_bytes())),
        }
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)> {
        self.outside.list(bucket, prefix)
    }

    fn machine(&self, arn: &str) -> Option<Rc<Plan>> {
        if self.request.mock.is_some() { None } else { self.outside.machine(arn) }
    }

    fn pass(&mut self, millis: i64) {
        self.outside.pass(millis);
    }
}
