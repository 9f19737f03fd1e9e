//! Branches and iterations that run at once within a state.

use std::collections::HashMap;
use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::sim::execution::{Attempt, Execution, Strand};
use crate::sim::history::{Progress, What};
use crate::sim::redrive::{Begun, Part};
use crate::sim::run::Work;
use crate::sim::visit::Visit;
use crate::value::Value;

/// A branch or an iteration.
pub(super) struct Child<'f> {
    pub index: usize,
    pub strand: Rc<Strand>,
    pub work: Work<'f, Attempt<Value>>,
}

/// Runs `count` children, at most `most` at once; their outputs by index.
///
/// `start` makes a child, given its index and the event it follows. What an earlier run of the
/// execution had ended is not run again. The first failure ends all. The
/// strand of the state goes on behind the last event of the child that ended last.
pub(super) async fn run<'f>(
    visit: &'f Visit<'_>,
    count: usize,
    most: usize,
    mut start: impl FnMut(usize, u64) -> Child<'f>,
) -> Attempt<Vec<Value>> {
    let mut outputs = vec![Value::Null; count];
    let mut parts = match visit.begun.take() {
        Some(Begun::Parts(parts)) => parts,
        Some(Begun::MapRun(_)) | None => HashMap::new(),
    };
    let mut order = order(visit, count, most);
    order.retain(|index| match parts.get(index) {
        Some(Part::Done(output)) => {
            outputs[*index] = output.clone();
            false
        }
        Some(Part::At(_)) | None => true,
    });
    let mut waiting = order.into_iter();
    let mut running = FuturesUnordered::new();
    let mut begin = |after: u64| {
        let index = waiting.next()?;
        let child = start(index, after);
        if let Some(Part::At(resume)) = parts.remove(&index) {
            child.strand.resume.replace(Some(*resume));
        }
        child.strand.concurrent.set(most.min(count) > 1);
        visit.strand.children.borrow_mut().push(Rc::clone(&child.strand));
        Some(async move { (child.index, child.strand, child.work.await) })
    };
    let first = visit.strand.last.get();
    running.extend((0..most.min(count)).map_while(|_| begin(first)));
    while let Some((index, strand, ended)) = running.next().await {
        forget(visit.strand, &strand);
        let last = strand.last.get();
        match ended {
            Ok(output) => outputs[index] = output,
            Err(failure) => {
                abort_task_of_branch(visit, &strand);
                // Nobody goes on any more, so that nothing is told behind the end.
                drop(running);
                abort(visit.execution, visit.strand, last);
                visit.strand.advance(last);
                end_iteration(visit.execution, &strand, Progress::Failed);
                return Err(failure);
            }
        }
        let ended = end_iteration(visit.execution, &strand, Progress::Succeeded);
        visit.strand.advance(ended);
        running.extend(begin(last));
    }
    Ok(outputs)
}

/// The order in which children begin: that of the seed, where all begin at once.
fn order(visit: &Visit<'_>, count: usize, most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if visit.execution.world.options.shuffle && most > 1 {
        let concurrent = most.min(count);
        visit.execution.world.random.borrow_mut().shuffle(&mut order[..concurrent]);
    }
    order
}

fn forget(parent: &Strand, child: &Rc<Strand>) {
    parent.children.borrow_mut().retain(|other| !Rc::ptr_eq(other, child));
}

/// `MapIterationSucceeded` …, of an iteration; the last event of the child.
fn end_iteration(execution: &Execution<'_>, strand: &Strand, progress: Progress) -> u64 {
    match &strand.iteration {
        None => strand.last.get(),
        Some((name, index)) => execution.record(strand.last.get(), || What::MapIteration {
            progress,
            name: name.clone(),
            index: *index,
        }),
    }
}

/// A task whose failure ends its branch is aborted like all others.
fn abort_task_of_branch(visit: &Visit<'_>, strand: &Strand) {
    let state = strand.state.get();
    if strand.iteration.is_none() && state == Some("Task") {
        visit.execution.record(strand.last.get(), || What::StateAborted { kind: "Task" });
    }
}

/// Aborts all that run within `strand`; the events follow `after`.
fn abort(execution: &Execution<'_>, strand: &Strand, after: u64) {
    for child in strand.children.take() {
        abort(execution, &child, after);
        if let Some(kind) = child.state.get() {
            execution.record(after, || What::StateAborted { kind });
        }
        if let Some((name, index)) = &child.iteration {
            execution.record(after, || What::MapIteration {
                progress: Progress::Aborted,
                name: name.clone(),
                index: *index,
            });
        }
    }
}
