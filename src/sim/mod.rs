//! Runs state machines as Step Functions does, in virtual time.
//!
//! ```text
//! asl::StateMachine ─Plan::new─▶ Plan ─simulate─▶ Outcome
//!                                        │  ▲
//!                                 events ▼  │ answers, objects
//!                                  Observer  Outside
//! ```
//!
//! [`simulate`] runs a [`Plan`] from its first state. What tasks call is asked of an [`Outside`];
//! every event of the history is shown to an [`Observer`]. Within:
//!
//! - `run` goes from state to state, `visit` is one stay in a state, `attempt` retries and catches;
//! - `flow` is the way of the data through a state, `query` the expressions and paths in its fields;
//! - `states` has a file for each type of state;
//! - `reach` names what of a machine runs can reach, for whoever measures tests;
//! - `redrive` takes up again what did not end well;
//! - `test_state` runs a state by itself; a `probe` is what it puts into the visit;
//! - `clock` is virtual: who waits is a future, and time jumps when all wait.
//!
//! What happens is decided by ASL, by what was measured on AWS where that says more.

mod attempt;
mod clock;
mod execution;
mod failure;
mod flow;
pub mod history;
pub mod mocks;
pub mod outside;
pub mod plan;
mod probe;
mod query;
mod reach;
pub mod redrive;
pub mod resource;
mod results;
mod run;
mod states;
mod test_state;
mod visit;

use std::cell::RefCell;
use std::rc::Rc;

pub use history::{Event, History, Nobody, Observer};
pub use mocks::{MockError, Mocks};
pub use outside::{Answer, Call, Heartbeats, Outside, Reading, TaskOutcome, Unanswered};
pub use plan::{Plan, PlanError};
pub use probe::Step;
pub use reach::{Goal, Reach};
pub use redrive::{Past, Planned, REDRIVABLE_EVENTS, Redrive};
pub use test_state::{
    ErrorDetails, FieldValidation, Inspection, Level, Mock, Refusal, Request, Response, TestStatus,
    state_names, test_state,
};

use self::execution::{Execution, Identity, Shared, Strand, Variables, World};
use crate::value::{Text, Timestamp, Value};

/// The type of a state machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `STANDARD`
    Standard,
    /// `EXPRESS`
    Express,
}

/// Who runs, where and when.
#[derive(Clone, Debug)]
pub struct Options {
    /// The type of the state machine.
    pub kind: Kind,
    /// The name of the state machine.
    pub machine: String,
    /// The name of the execution; a random one where there is none.
    pub execution: Option<String>,
    /// The account number.
    pub account: String,
    /// The region.
    pub region: String,
    /// The ARN of the role of the state machine; a test of one state may have none.
    pub role: Option<String>,
    /// When the execution begins.
    pub start: Timestamp,
    /// What random numbers, identifiers and jitter follow from.
    pub seed: u64,
    /// Whether branches and iterations begin in an order that follows from the seed, not in theirs.
    pub shuffle: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: Kind::Standard,
            machine: "StateMachine".into(),
            execution: None,
            account: "123456789012".into(),
            region: "us-east-1".into(),
            role: Some("arn:aws:iam::123456789012:role/StateMachineRole".into()),
            start: Timestamp(1_767_225_600_000),
            seed: 0,
            shuffle: false,
        }
    }
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// The output, of one that succeeded.
    pub output: Option<Value>,
    /// The error name, of one that did not.
    pub error: Option<Text>,
    /// The explanation.
    pub cause: Option<Text>,
    /// The ARN of the execution.
    pub arn: Text,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub stopped: Timestamp,
    /// How many state transitions it made, retries counted.
    pub transitions: u64,
}

/// How an execution can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl Status {
    /// As the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }
}

/// Runs a state machine to its end.
///
/// # Errors
/// Where a task calls what nobody answers.
pub fn simulate(
    plan: &Plan,
    input: Value,
    options: &Options,
    outside: &mut dyn Outside,
    observer: &mut dyn Observer,
) -> Result<Outcome, Unanswered> {
    run_from(plan, Start::Input(input), options, outside, observer)
}

/// Takes an execution up again that did not succeed. Its events follow those of its history.
///
/// # Errors
/// Where a task calls what nobody answers.
pub fn redrive(
    plan: &Plan,
    redrive: Redrive,
    options: &Options,
    outside: &mut dyn Outside,
    observer: &mut dyn Observer,
) -> Result<Outcome, Unanswered> {
    run_from(plan, Start::Redrive(redrive), options, outside, observer)
}

/// Where an execution begins.
enum Start {
    Input(Value),
    Redrive(Redrive),
}

fn run_from(
    plan: &Plan,
    start: Start,
    options: &Options,
    outside: &mut dyn Outside,
    observer: &mut dyn Observer,
) -> Result<Outcome, Unanswered> {
    let (input, redrive) = match start {
        Start::Input(input) => (input, None),
        Start::Redrive(redrive) => (redrive.input.clone(), Some(redrive)),
    };
    let (started, redrives) =
        redrive.as_ref().map_or((options.start, 0), |redrive| (redrive.started, redrive.count));
    let shared = Shared { outside: RefCell::new(outside), observer: RefCell::new(observer) };
    let world = World::new(options, &shared, redrives);
    let name = options.execution.clone().unwrap_or_else(|| world.uuid().to_string());
    let identity = Identity { started, redrives, ..identity(options, &name, &world, &input) };
    let execution = Execution::new(&world, identity);
    let strand = Strand::new(0, Rc::<Variables>::default(), None);
    if let Some(redrive) = redrive {
        redrive.take_up(&execution, &strand);
    }
    let ended = {
        let mut pass = |millis| world.rim.pass(millis);
        world.clock.run(run::whole(&execution, plan, &strand, input), &mut pass)
    };
    let unanswered = world.unanswered.borrow_mut().take();
    match (ended, unanswered) {
        (Ok(ended), None) => Ok(outcome(&execution, options, ended)),
        (_, Some(unanswered)) => Err(unanswered),
        (Err(clock::Stuck), None) => {
            Err(Unanswered { message: "the execution waits for what never comes".into() })
        }
    }
}

fn identity<'i>(
    options: &Options,
    name: &'i str,
    world: &World<'_>,
    input: &'i Value,
) -> Identity<'i> {
    let Options { account, region, machine, kind, .. } = options;
    let arn = match kind {
        Kind::Standard => format!("arn:aws:states:{region}:{account}:execution:{machine}:{name}"),
        Kind::Express => {
            let id = world.uuid();
            format!("arn:aws:states:{region}:{account}:express:{machine}:{name}:{id}")
        }
    };
    Identity {
        arn: arn.into(),
        name,
        machine_arn: format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into(),
        machine: (&**machine).into(),
        kind: *kind,
        input,
        started: options.start,
        redrives: 0,
    }
}

fn outcome(
    execution: &Execution<'_>,
    options: &Options,
    ended: Result<Value, failure::Failure>,
) -> Outcome {
    let (status, output, error, cause) = match ended {
        Ok(output) => (Status::Succeeded, Some(output), None, None),
        Err(failure) if failure.class == failure::Class::TimedOut => {
            (Status::TimedOut, None, failure.error, failure.cause)
        }
        Err(failure) => (Status::Failed, None, failure.error, failure.cause),
    };
    Outcome {
        status,
        output,
        error,
        cause,
        arn: execution.arn.clone(),
        started: options.start,
        stopped: execution.now(),
        transitions: execution.transitions.get(),
    }
}
