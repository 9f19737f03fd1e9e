//! Attempts of a Task, a Parallel or a Map: retriers and catchers.

use super::execution::Attempt;
use super::failure::{Class, Failure};
use super::flow;
use super::history::{Progress, What};
use super::plan::{Catcher, Kind, Next, Retrier, State};
use super::probe::Step;
use super::reach::Reach;
use super::states::{instant, map, parallel, task, wait};
use super::visit::{Exit, Visit};
use crate::value::Value;

/// Runs the state until an attempt succeeds, a catcher takes over or nothing is left to try.
pub(super) async fn run(visit: &Visit<'_>) -> Attempt<Exit> {
    let mut made = vec![0; visit.state.retry.len()];
    let failure = loop {
        let failure = match once(visit).await {
            Ok(exit) => return Ok(exit),
            Err(failure) => visit.settle(failure),
        };
        let Some(delay) = next_delay(visit, &failure, &mut made) else { break failure };
        visit.execution.world.clock.sleep(delay).await;
        visit.execution.count_transition();
        visit.retry_count.set(visit.retry_count.get().map(|count| count + 1));
        let last = visit.strand.last.get();
        visit.strand.decision.set(last);
    };
    tell_failed(visit, &failure);
    match catcher(visit.state, &failure) {
        Some(catcher) => caught(visit, catcher, &failure),
        None => Err(failure),
    }
}

/// One attempt: the work, and what is made of its result, which may fail too.
pub(super) async fn once(visit: &Visit<'_>) -> Attempt<Exit> {
    let result: Value = match &visit.state.kind {
        Kind::Task(task) => task::run(visit, task).await?,
        Kind::Parallel { branches } => parallel::run(visit, branches).await?,
        Kind::Map(map) => map::run(visit, map).await?,
        Kind::Wait(wait) => return wait::run(visit, wait).await,
        Kind::Pass { .. } | Kind::Choice { .. } | Kind::Succeed | Kind::Fail { .. } => {
            return instant::run(visit);
        }
    };
    visit.show(Step::Result, &result);
    let (output, assigned) = flow::finish(visit, &result)?;
    Ok(Exit { output, assigned, next: visit.state.next, by: Reach::Next })
}

/// The retrier that decides on a failure: only the first that names the error counts. When it is used
/// up, no later one has a turn.
pub(super) fn retrier<'s>(state: &'s State, failure: &Failure) -> Option<(usize, &'s Retrier)> {
    state.retry.iter().enumerate().find(|(_, retrier)| failure.matches(&retrier.errors))
}

/// After how many milliseconds the state is tried again; `None` where it is not.
fn next_delay(visit: &Visit<'_>, failure: &Failure, made: &mut [u32]) -> Option<i64> {
    let (at, retrier) = retrier(visit.state, failure)?;
    visit.execution.reached(&visit.state.name, Reach::Retrier(at));
    if made[at] >= retrier.max_attempts {
        return None;
    }
    made[at] += 1;
    let seconds = backoff(retrier, made[at]);
    let share =
        if retrier.full_jitter { visit.execution.world.random.borrow_mut().f64() } else { 1.0 };
    #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
    Some((seconds * share * 1000.0).round() as i64)
}

/// The delay before the retry `number`, counted from 1, in seconds and without jitter.
pub(super) fn backoff(retrier: &Retrier, number: u32) -> f64 {
    let exponent = i32::try_from(number - 1).unwrap_or(i32::MAX);
    let seconds = retrier.interval * retrier.backoff_rate.powi(exponent);
    retrier.max_delay.map_or(seconds, |most| seconds.min(most))
}

/// The first catcher that names the error.
pub(super) fn catcher<'s>(state: &'s State, failure: &Failure) -> Option<(usize, &'s Catcher)> {
    state.catch.iter().enumerate().find(|(_, catcher)| failure.matches(&catcher.errors))
}

/// The exit by a catcher.
pub(super) fn caught(
    visit: &Visit<'_>,
    (at, catcher): (usize, &Catcher),
    failure: &Failure,
) -> Attempt<Exit> {
    let (output, assigned) = flow::catch(visit, catcher, failure)?;
    Ok(Exit { output, assigned, next: Next::State(catcher.next), by: Reach::Catcher(at) })
}

/// `MapStateFailed`, `ParallelStateFailed`; what the service cannot process at all has none.
fn tell_failed(visit: &Visit<'_>, failure: &Failure) {
    let kind = visit.state.type_name;
    if kind != "Task" && failure.class != Class::Runtime {
        let id = visit.execution.record(visit.strand.last.get(), || What::StateProgress {
            kind,
            progress: Progress::Failed,
        });
        visit.strand.advance(id);
    }
}
