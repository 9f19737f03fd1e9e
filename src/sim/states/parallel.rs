//! Parallel states.

use std::rc::Rc;

use super::children::{self, Child};
use crate::sim::execution::{Attempt, Strand, Variables};
use crate::sim::flow;
use crate::sim::history::{Progress, What};
use crate::sim::plan::Branch;
use crate::sim::run;
use crate::sim::visit::Visit;
use crate::value::Value;

/// Runs all branches; their outputs in order.
pub(in crate::sim) async fn run(visit: &Visit<'_>, branches: &[Branch]) -> Attempt<Value> {
    let execution = visit.execution;
    let input = flow::arguments(visit)?;
    if let Some(probe) = visit.probe {
        return probe.outcome();
    }
    // A redriven execution goes on within the attempt that had begun.
    if visit.begun.borrow().is_none() {
        let started = execution.record(visit.strand.last.get(), || What::StateProgress {
            kind: "Parallel",
            progress: Progress::Started,
        });
        visit.strand.advance(started);
    }
    let started = visit.strand.last.get();
    let start = |index: usize, _: u64| {
        let variables = Variables::within(&visit.strand.variables);
        let strand = Rc::new(Strand::new(started, variables, None));
        let work = {
            let (strand, input) = (Rc::clone(&strand), input.clone());
            Box::pin(async move { run::branch(execution, &branches[index], &strand, input).await })
        };
        Child { index, strand, work }
    };
    let outputs = children::run(visit, branches.len(), branches.len(), start).await?;
    execution.record(visit.strand.last.get(), || What::StateProgress {
        kind: "Parallel",
        progress: Progress::Succeeded,
    });
    Ok(Value::array(outputs))
}
