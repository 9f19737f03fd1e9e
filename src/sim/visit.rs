//! One visit of a state: from its entering to its leaving, over all attempts.

use std::cell::{Cell, RefCell};

use super::execution::{Execution, Strand};
use super::failure::{Class, Failure};
use super::history::What;
use super::plan::{Next, State};
use super::probe::{Probe, Step};
use super::reach::Reach;
use super::redrive::{Begun, Resume};
use crate::value::{Text, Timestamp, Value};

/// One visit of a state.
pub(super) struct Visit<'a> {
    pub execution: &'a Execution<'a>,
    pub strand: &'a Strand,
    pub state: &'a State,
    /// The raw input of the state.
    pub input: Value,
    pub entered: Timestamp,
    /// The id of the event that says it was entered.
    pub entered_id: u64,
    /// The attempts made before, of a state that can be retried.
    pub retry_count: Cell<Option<u32>>,
    pub token: RefCell<Option<Text>>,
    /// What goes on of the attempt, of a redriven execution: it is used once.
    pub begun: RefCell<Option<Begun>>,
    /// Where the state is tested by itself.
    pub probe: Option<&'a Probe>,
}

/// How a state is left.
pub(super) struct Exit {
    pub output: Value,
    pub assigned: Vec<(Text, Value)>,
    pub next: Next,
    /// By what of the state.
    pub by: Reach,
}

/// An item of a Map, as its selector sees it.
pub(super) struct Item {
    pub index: usize,
    /// The name of the field, of an item that comes from an object.
    pub key: Option<Text>,
    pub value: Value,
    /// Where the items come from.
    pub source: Text,
}

impl<'a> Visit<'a> {
    /// Enters the state.
    pub fn enter(
        execution: &'a Execution<'a>,
        strand: &'a Strand,
        state: &'a State,
        input: Value,
    ) -> Self {
        let previous = strand.last.get();
        strand.decision.set(previous);
        strand.state.set(Some(state.type_name));
        execution.count_transition();
        let entered_id = execution.record(previous, || What::StateEntered {
            kind: state.type_name,
            name: state.name.clone(),
            input: input.clone(),
        });
        strand.advance(entered_id);
        execution.reached(&state.name, Reach::State);
        Self::at(execution, strand, state, input, (execution.now(), entered_id))
    }

    /// Takes a state up again that an earlier run of the execution had entered.
    pub fn resume(
        execution: &'a Execution<'a>,
        strand: &'a Strand,
        state: &'a State,
        resume: Resume,
    ) -> Self {
        let Resume { input, variables, entered, begun, .. } = resume;
        strand.variables.assign(&variables);
        strand.decision.set(strand.last.get());
        strand.state.set(Some(state.type_name));
        execution.count_transition();
        let visit = Self::at(execution, strand, state, input, entered);
        visit.begun.replace(begun);
        visit
    }

    fn at(
        execution: &'a Execution<'a>,
        strand: &'a Strand,
        state: &'a State,
        input: Value,
        (entered, entered_id): (Timestamp, u64),
    ) -> Self {
        let retries = matches!(state.type_name, "Task" | "Parallel" | "Map").then_some(0);
        Self {
            execution,
            strand,
            state,
            input,
            entered,
            entered_id,
            retry_count: Cell::new(retries),
            token: RefCell::default(),
            begun: RefCell::default(),
            probe: None,
        }
    }

    /// Leaves the state.
    pub fn leave(&self, exit: &Exit) {
        let id = self.execution.record(self.strand.last.get(), || What::StateExited {
            kind: self.state.type_name,
            name: self.state.name.clone(),
            output: exit.output.clone(),
            assigned: exit.assigned.clone(),
        });
        self.strand.advance(id);
        self.strand.state.set(None);
        self.execution.reached(&self.state.name, exit.by);
        self.strand.variables.assign(&exit.assigned);
    }

    /// The Context Object.
    pub fn context(&self, item: Option<&Item>) -> Value {
        if let Some(given) = self.probe.and_then(|probe| probe.context.as_ref()) {
            return given.clone();
        }
        let mut state = vec![
            ("Name", Value::String(self.state.name.clone())),
            ("EnteredTime", self.entered.to_string().into()),
        ];
        if let Some(count) = self.retry_count.get() {
            state.push(("RetryCount", i64::from(count).into()));
        }
        let mut fields = self.execution.context.to_vec();
        fields.push(("State", Value::object(state)));
        if let Some(token) = &*self.token.borrow() {
            fields.push(("Task", Value::object([("Token", Value::String(token.clone()))])));
        }
        if let Some(item) = item {
            fields.push(("Map", Value::object([("Item", item.context())])));
        }
        Value::object(fields)
    }

    /// Gives a failure the words that name the state, and tells the history of a failed expression.
    /// Who tests a state knows which one failed, and there is no history.
    pub fn settle(&self, mut failure: Failure) -> Failure {
        if failure.settled || self.probe.is_some() {
            return failure;
        }
        failure.settled = true;
        let location = match &failure.class {
            Class::Error | Class::MissedHeartbeat | Class::TimedOut => return failure,
            Class::Runtime => None,
            Class::Evaluation { location } => Some(location.clone()),
        };
        let (name, id) = (&self.state.name, self.entered_id);
        let cause = failure.cause.as_deref().unwrap_or_default();
        let cause = format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{id}). \
             {cause}"
        );
        failure.cause = Some(cause.into());
        if let Some(location) = location {
            let id = self.execution.record(self.strand.decision.get(), || What::EvaluationFailed {
                state: name.clone(),
                location,
                reason: failure.reason(),
            });
            self.strand.advance(id);
        }
        failure
    }

    /// Shows a step of the data flow to whoever tests the state.
    pub fn show(&self, step: Step, value: &Value) {
        if let Some(probe) = self.probe.filter(|_| step.is_shown(self.state)) {
            probe.steps.borrow_mut().push((step, value.clone()));
        }
    }
}

impl Item {
    /// `Map.Item` of the Context Object.
    fn context(&self) -> Value {
        let mut fields = vec![("Index", i64::try_from(self.index).unwrap_or(i64::MAX).into())];
        fields.extend(self.key.clone().map(|key| ("Key", Value::String(key))));
        fields.push(("Value", self.value.clone()));
        fields.push(("Source", Value::String(self.source.clone())));
        Value::object(fields)
    }
}
