//! The events of an execution, as `GetExecutionHistory` tells them.

mod json;

use std::rc::Rc;

use super::reach::Reach;
use super::redrive::Planned;
use super::resource::Resource;
use crate::value::{Text, Timestamp, Value};

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// From 1, without gaps.
    pub id: u64,
    /// The event before it on its chain; 0 for the first.
    pub previous: u64,
    /// When it happened.
    pub time: Timestamp,
    /// What happened.
    pub what: What,
}

/// What happened; the names are those of the event types.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    ExecutionStarted {
        input: Value,
        role: Text,
    },
    ExecutionSucceeded {
        output: Value,
    },
    ExecutionFailed(Reason),
    ExecutionTimedOut(Reason),
    ExecutionAborted(Reason),
    ExecutionRedriven {
        count: u32,
    },
    /// `PassStateEntered` …: `kind` is the `Type` of the state.
    StateEntered {
        kind: &'static str,
        name: Text,
        input: Value,
    },
    StateExited {
        kind: &'static str,
        name: Text,
        output: Value,
        assigned: Vec<(Text, Value)>,
    },
    /// `TaskStateAborted`, `WaitStateAborted` …
    StateAborted {
        kind: &'static str,
    },
    /// `ParallelStateStarted`, `…Succeeded`, `…Failed`; `MapStateSucceeded`, `MapStateFailed`
    StateProgress {
        kind: &'static str,
        progress: Progress,
    },
    MapStateStarted {
        length: usize,
    },
    /// `MapIterationStarted` …
    MapIteration {
        progress: Progress,
        name: Text,
        index: usize,
    },
    MapRunStarted {
        arn: Text,
    },
    MapRunSucceeded,
    MapRunFailed(Reason),
    MapRunAborted,
    MapRunRedriven {
        arn: Text,
        count: u32,
    },
    /// `TaskScheduled`, `LambdaFunctionScheduled` or `ActivityScheduled`, and so on
    Scheduled(Rc<Schedule>),
    Started {
        resource: Rc<Resource>,
    },
    Submitted {
        resource: Rc<Resource>,
        output: Value,
    },
    Succeeded {
        resource: Rc<Resource>,
        output: Value,
    },
    Failed {
        resource: Rc<Resource>,
        reason: Reason,
    },
    TimedOut {
        resource: Rc<Resource>,
        reason: Reason,
    },
    EvaluationFailed {
        state: Text,
        location: Option<Text>,
        reason: Reason,
    },
}

/// How far a Parallel, a Map or an iteration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Started,
    Succeeded,
    Failed,
    Aborted,
}

/// Why something failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    pub error: Option<Text>,
    pub cause: Option<Text>,
}

/// A task about to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub resource: Rc<Resource>,
    /// What it gets.
    pub arguments: Value,
    /// Where it runs.
    pub region: Text,
    /// `TimeoutSeconds`
    pub timeout: Option<i64>,
    /// `HeartbeatSeconds`
    pub heartbeat: Option<i64>,
    /// `Credentials`: the role.
    pub role: Option<Value>,
}

/// Who wants to know what happens.
pub trait Observer {
    /// Whether anybody listens; if not, events are counted and not made.
    fn listens(&self) -> bool {
        true
    }

    /// An event of the execution `execution`; the children of a distributed Map are executions too.
    fn event(&mut self, execution: &Text, event: &Event);

    /// A Map Run has these children, in the order of the items. Told when the run begins or is redriven
    /// and when its items are known.
    fn map_run(&mut self, map_run: &Text, children: &[Planned]) {
        let _ = (map_run, children);
    }

    /// A run of `machine` has come to this part of a state. The children of a distributed Map run
    /// `machine/label`.
    fn reached(&mut self, machine: &Text, state: &Text, reach: Reach) {
        let _ = (machine, state, reach);
    }
}

/// Keeps the events of the execution that was started, and of no child.
#[derive(Debug, Default)]
pub struct History {
    /// The events, in order.
    pub events: Vec<Event>,
    execution: Option<Text>,
}

impl Observer for History {
    fn event(&mut self, execution: &Text, event: &Event) {
        if self.execution.get_or_insert_with(|| execution.clone()) == execution {
            self.events.push(event.clone());
        }
    }
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    fn listens(&self) -> bool {
        false
    }

    fn event(&mut self, _: &Text, _: &Event) {}
}
