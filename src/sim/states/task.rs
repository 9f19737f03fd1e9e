//! Task states.

use std::rc::Rc;

use super::{nested, request};
use crate::asl::limits::{self, PAYLOAD_BYTES};
use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::flow;
use crate::sim::history::{Schedule, What};
use crate::sim::outside::{Answer, Call, Heartbeats, TaskOutcome};
use crate::sim::plan::Task;
use crate::sim::query::{Quantity, Scope};
use crate::sim::visit::Visit;
use crate::value::{Text, Timestamp, Value};

/// How long a task may take that says nothing of it, in seconds.
const DEFAULT_TIMEOUT: i64 = limits::SECONDS as i64;

/// How long an HTTP task may take, in milliseconds.
const MOST_MILLIS_HTTP: i64 = 60_000;

/// One attempt; its result.
pub(in crate::sim) async fn run(visit: &Visit<'_>, task: &Task) -> Attempt<Value> {
    let execution = visit.execution;
    let token = task.resource.has_token().then(|| token(visit));
    visit.token.replace(token.clone());
    let arguments = flow::arguments(visit)?;
    let scope = Scope::new(visit, &visit.input);
    let timeout = seconds(task.timeout.as_ref(), &scope)?;
    let heartbeat = seconds(task.heartbeat.as_ref(), &scope)?;
    let credentials = task.credentials.as_ref().map(|it| it.render(&scope)).transpose()?;
    request::check(&task.resource, &arguments)?;
    record(visit, || {
        What::Scheduled(Rc::new(Schedule {
            resource: Rc::clone(&task.resource),
            arguments: arguments.clone(),
            region: (&*execution.world.options.region).into(),
            timeout,
            heartbeat,
            role: credentials.and_then(|it| it.get("RoleArn").cloned()),
        }))
    });
    record(visit, || What::Started { resource: Rc::clone(&task.resource) });
    let limits =
        Limits { started: execution.now(), timeout: timeout.unwrap_or(DEFAULT_TIMEOUT), heartbeat };
    let end = match nested::machine(visit, task, &arguments) {
        Some(child) => {
            let (due, missed) = limits.due(&Heartbeats::NONE);
            let work = nested::run(visit, task, &child, &arguments);
            let outcome = execution.world.clock.before(due, work).await;
            outcome.map_or(End::TimedOut { missed }, End::Answered)
        }
        None => {
            let answer = ask(visit, task, &arguments, token.as_deref()).await;
            answered(visit, task, answer, &limits).await
        }
    };
    finish(visit, task, end)
}

/// How an attempt ends.
enum End {
    Answered(Result<Value, Failure>),
    TimedOut {
        /// By a heartbeat that did not come.
        missed: bool,
    },
}

/// Adds an event and makes it the last one; a task's events are decisions of their own.
fn record(visit: &Visit<'_>, what: impl FnOnce() -> What) {
    let id = visit.execution.record(visit.strand.last.get(), what);
    visit.strand.advance(id);
    visit.strand.decision.set(id);
}

/// A new task token.
fn token(visit: &Visit<'_>) -> Text {
    let random = visit.execution.world.uuid();
    format!("AQCEAAAAKgAAAAM{}", random.replace('-', "")).into()
}

fn seconds(quantity: Option<&Quantity>, scope: &Scope<'_>) -> Attempt<Option<i64>> {
    quantity.map(|quantity| quantity.evaluate_whole(scope)).transpose()
}

/// How long an attempt may take.
struct Limits {
    started: Timestamp,
    /// Seconds.
    timeout: i64,
    /// Seconds.
    heartbeat: Option<i64>,
}

impl Limits {
    /// When the attempt times out, given when heartbeats come; and whether one was missed.
    fn due(&self, heartbeats: &Heartbeats) -> (Timestamp, bool) {
        let timeout = self.started.after(self.timeout.saturating_mul(1000));
        let gap = self.heartbeat.map(|heartbeat| heartbeat.saturating_mul(1000));
        match gap.and_then(|gap| heartbeats.missed(gap)).map(|missed| self.started.after(missed)) {
            Some(missed) if missed < timeout => (missed, true),
            Some(_) | None => (timeout, false),
        }
    }
}

/// Asks the world outside. Where nobody answers, the simulation ends, and this with it.
async fn ask(visit: &Visit<'_>, task: &Task, arguments: &Value, token: Option<&str>) -> Answer {
    let world = visit.execution.world;
    let call = Call {
        state: &visit.state.name,
        resource: &task.resource,
        arguments,
        input: &visit.input,
        token,
        retry_count: visit.retry_count.get().unwrap_or(0),
    };
    let answer = world.rim.call(&call);
    match answer {
        Ok(answer) => answer,
        Err(unanswered) => {
            world.unanswered.borrow_mut().get_or_insert(unanswered);
            world.clock.halt();
            std::future::pending().await
        }
    }
}

/// Waits until the attempt ends.
async fn answered(visit: &Visit<'_>, task: &Task, answer: Answer, limits: &Limits) -> End {
    if let Some(output) = answer.submitted {
        record(visit, || What::Submitted { resource: Rc::clone(&task.resource), output });
    }
    let clock = &visit.execution.world.clock;
    let (due, missed) = limits.due(&answer.heartbeats);
    let never = matches!(answer.outcome, TaskOutcome::Never);
    let ends = if never { due } else { limits.started.after(answer.delay) };
    let closes = limits.started.after(MOST_MILLIS_HTTP);
    if matches!(task.resource.action(), Some(("http", "invoke"))) && closes < ends.min(due) {
        clock.sleep_until(closes).await;
        return End::Answered(Err(Failure::new(
            "States.Http.Socket",
            "The HTTP task did not end within 60 seconds.",
        )));
    }
    let outcome = match answer.outcome {
        TaskOutcome::Return(output) => Ok(output),
        TaskOutcome::Fail { error, cause } => Err(Failure::named(error, cause)),
        TaskOutcome::Never => {
            clock.sleep_until(due).await;
            return End::TimedOut { missed };
        }
    };
    clock.sleep_until(ends.min(due)).await;
    if ends > due { End::TimedOut { missed } } else { End::Answered(outcome) }
}

/// Tells how the attempt ended; its result.
fn finish(visit: &Visit<'_>, task: &Task, end: End) -> Attempt<Value> {
    let resource = Rc::clone(&task.resource);
    let outcome = match end {
        End::Answered(outcome) => outcome.and_then(|output| {
            let fits = output.fits(PAYLOAD_BYTES);
            if fits { Ok(output) } else { Err(flow::too_large(&visit.state.name)) }
        }),
        End::TimedOut { missed } => {
            let failure = Failure::timeout(missed);
            record(visit, || What::TimedOut { resource, reason: failure.reason() });
            return Err(failure);
        }
    };
    match &outcome {
        Ok(output) => record(visit, || What::Succeeded { resource, output: output.clone() }),
        Err(failure) => record(visit, || What::Failed { resource, reason: failure.reason() }),
    }
    outcome
}
