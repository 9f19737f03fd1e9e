//! Runs the states of a machine, a branch or an iteration, one after the other.

use std::future::Future;
use std::mem;
use std::pin::Pin;

use super::attempt;
use super::execution::{Attempt, Execution, Strand};
use super::failure::{Class, Failure};
use super::flow;
use super::history::{Reason, What};
use super::plan::{Branch, Kind, Next, Plan};
use super::states::{instant, wait};
use super::visit::{Exit, Visit};
use crate::value::Value;

/// The most events an execution of a Standard machine may have.
const MOST_EVENTS: u64 = 25_000;

/// How long an execution of a Standard machine may take: a year.
const MOST_SECONDS: i64 = 365 * 24 * 60 * 60;

/// How long one of an Express machine may take.
const MOST_SECONDS_EXPRESS: i64 = 5 * 60;

/// Work that may wait.
pub(super) type Work<'f, T> = Pin<Box<dyn Future<Output = T> + 'f>>;

/// Runs a whole execution, from its start event to its end event.
///
/// `TimeoutSeconds` of the machine ends it, and so does the time an execution may take at all.
pub(super) async fn whole(
    execution: &Execution<'_>,
    plan: &Plan,
    strand: &Strand,
    input: Value,
) -> Attempt<Value> {
    whole_branch(execution, &plan.root, plan.timeout, strand, input).await
}

/// As [`whole`], given the states and `TimeoutSeconds`.
pub(super) async fn whole_branch(
    execution: &Execution<'_>,
    states: &Branch,
    timeout: Option<i64>,
    strand: &Strand,
    input: Value,
) -> Attempt<Value> {
    if strand.resume.borrow().is_none() {
        let role = execution.world.options.role.as_deref().unwrap_or_default();
        let what = || What::ExecutionStarted { input: input.clone(), role: role.into() };
        execution.record(0, what);
    }
    let most = match execution.kind {
        super::Kind::Standard => MOST_SECONDS,
        super::Kind::Express => MOST_SECONDS_EXPRESS,
    };
    let seconds = timeout.map_or(most, |timeout| timeout.min(most));
    let due = execution.now().after(seconds.saturating_mul(1000));
    let work = branch(execution, states, strand, input);
    let running = Running(execution);
    let ended = execution.world.clock.before(due, work).await;
    mem::forget(running);
    match ended {
        Some(Ok(output)) => {
            let what = || What::ExecutionSucceeded { output: output.clone() };
            execution.record(strand.last.get(), what);
            Ok(output)
        }
        Some(Err(failure)) => {
            let last = strand.last.get();
            execution.record(last, || What::ExecutionFailed(failure.reason()));
            Err(failure)
        }
        None => {
            let failure = Failure { class: Class::TimedOut, ..Failure::timeout(false) };
            execution.record(0, || What::ExecutionTimedOut(failure.reason()));
            Err(failure)
        }
    }
}

/// An execution that has not ended. It is aborted where nobody waits for it any more.
struct Running<'e>(&'e Execution<'e>);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.0.world.clock.is_halted() {
            self.0.record(0, || What::ExecutionAborted(Reason::default()));
        }
    }
}

/// Runs a branch from its first state to its end; its output.
pub(super) fn branch<'f>(
    execution: &'f Execution<'f>,
    branch: &'f Branch,
    strand: &'f Strand,
    input: Value,
) -> Work<'f, Attempt<Value>> {
    Box::pin(async move {
        let resume = strand.resume.take();
        let mut visit = match resume {
            Some(resume) => Visit::resume(execution, strand, &branch.states[resume.state], resume),
            None => Visit::enter(execution, strand, &branch.states[branch.start], input),
        };
        // All that begin at once have entered their first states before one goes on.
        if strand.concurrent.get() {
            execution.world.clock.sleep(0).await;
        }
        loop {
            let exit = stay(&visit).await?;
            match exit.next {
                Next::End => return Ok(exit.output),
                Next::State(next) => {
                    visit = Visit::enter(execution, strand, &branch.states[next], exit.output);
                }
            }
        }
    })
}

/// Runs a state that was entered, and leaves it.
async fn stay(visit: &Visit<'_>) -> Attempt<Exit> {
    let done = match &visit.state.kind {
        Kind::Pass { .. } | Kind::Choice { .. } | Kind::Succeed | Kind::Fail { .. } => {
            instant::run(visit)
        }
        Kind::Wait(wait) => wait::run(visit, wait).await,
        Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_) => attempt::run(visit).await,
    };
    let exit = done.and_then(|exit| {
        flow::check_size(visit, &exit.output)?;
        flow::check_assigned(visit, &exit.assigned)?;
        if exit.next != Next::End {
            within_history(visit.execution)?;
        }
        Ok(exit)
    });
    match exit {
        Ok(exit) => {
            visit.leave(&exit);
            Ok(exit)
        }
        Err(failure) => Err(visit.settle(failure)),
    }
}

/// A history must have room for the leaving of this state, the entering of the next and the end.
fn within_history(execution: &Execution<'_>) -> Attempt<()> {
    if execution.kind == super::Kind::Standard && execution.events() + 3 > MOST_EVENTS {
        return Err(Failure::runtime(format!(
            "The execution reached the maximum number of history events ({MOST_EVENTS})."
        )));
    }
    Ok(())
}
