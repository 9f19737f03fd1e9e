//! What a program means: runs the typed program as `docs/language.md` tells it, statement by
//! statement, in virtual time.
//!
//! Written to be read, not to be fast, and without any code of the compiler behind `analyse`: no
//! states, no transitions, no JSONata (but where the source itself holds some). A branch runs from its
//! start to its end before the next one does, on a clock of its own; what the others do at the same
//! time is told by the times of their calls, since what the world answers depends on the call and its
//! time alone.

mod expressions;
mod library;
mod lists;
mod marshal;
mod objects;
mod statements;
mod texts;
mod values;
mod work;

use std::collections::BTreeSet;

use flowc::ir::Program;
use flowc::ir::program::{LoopId, VarId, Workflow};
use flowc::value::{Timestamp, Value};

use super::world::{Called, World};

pub use values::printed;

/// How a run ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// With an output or an error, after this.
    After {
        /// The output, or why there is none.
        result: Result<Value, Failure>,
        /// Every call, in no order but that of each branch.
        calls: Vec<Called>,
        /// How long it took, in milliseconds.
        millis: i64,
    },
    /// What happens at one instant in several branches decides; neither the language nor Step
    /// Functions says which goes first.
    Raced,
    /// It takes too many steps to be worth running.
    TooLong,
    /// It uses what is not modelled here.
    Unmodelled(&'static str),
}

/// A failure on its way to a handler.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The name of the error, if it has one.
    pub error: Option<String>,
    /// The explanation, if there is one.
    pub cause: Option<String>,
}

/// The name of what a failing expression fails with.
pub const QUERY_ERROR: &str = "States.QueryEvaluationError";
/// Stands for the token of a task in its arguments.
const TOKEN: &str = "«the token»";
/// Stands for the cause of a failing expression, which names a state.
pub const QUERY_CAUSE: &str = "«a failing expression»";

impl Failure {
    /// A failing expression.
    fn query() -> Self {
        Self { error: Some(QUERY_ERROR.into()), cause: Some(QUERY_CAUSE.into()) }
    }

    fn timeout() -> Self {
        Self { error: Some("States.Timeout".into()), cause: None }
    }

    /// What a handler is given, as AWS gives it: no name and no cause are `null`, but that a timeout has
    /// an empty cause.
    fn output(&self) -> Value {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::from);
        let cause = match (&self.cause, self.error.as_deref()) {
            (None, Some("States.Timeout")) => "".into(),
            (cause, _) => text(cause),
        };
        Value::object([("Error", text(&self.error)), ("Cause", cause)])
    }

    /// Whether one of `names` stands for it: its own name or one that stands for several.
    fn is_any_of(&self, names: &[std::sync::Arc<str>]) -> bool {
        let error = self.error.as_deref().unwrap_or_default();
        names.iter().any(|name| match &**name {
            "States.ALL" => true,
            "States.TaskFailed" => !matches!(error, "States.Timeout" | QUERY_ERROR),
            name => name == error,
        })
    }
}

/// Why the next statement is not the one that follows.
enum Stop {
    Fail(Failure),
    Return(Value),
    Break(LoopId, Value),
    Continue(LoopId),
    Raced,
    TooLong,
    Unmodelled(&'static str),
}

/// What an evaluation gives, unless it is left.
type Run<T> = Result<T, Stop>;

/// A value that cannot be had fails.
fn fails<T>() -> Run<T> {
    Err(Stop::Fail(Failure::query()))
}

/// What one line of execution knows: the workflow's own, or that of a branch.
#[derive(Clone)]
struct Strand {
    /// Milliseconds since the start.
    now: i64,
    /// By [`VarId`].
    variables: Vec<Option<Value>>,
    /// Variables assigned since the strand began.
    written: BTreeSet<VarId>,
    calls: Vec<Called>,
}

/// A run of one workflow.
struct Reference<'p> {
    program: &'p Program,
    world: &'p World,
    strand: Strand,
    /// The execution's input, for `context`.
    input: Value,
    /// Steps that may still be made.
    fuel: u32,
    /// Whether this is the execution of one item of a distributed map, whose context is its own.
    within_map: bool,
    /// What `uuid()` gave last.
    drawn: u64,
}

/// The most statements, calls and rounds of a run.
const FUEL: u32 = 3_000;

/// When executions begin.
pub const START: Timestamp = Timestamp(1_767_225_600_000);

/// Runs a workflow of a program.
#[must_use]
pub fn run(program: &Program, workflow: &Workflow, input: Value, world: &World) -> Ended {
    let strand = Strand {
        now: 0,
        variables: vec![None; program.unit(workflow).next_var() as usize],
        written: BTreeSet::new(),
        calls: Vec::new(),
    };
    let mut reference = Reference {
        program,
        world,
        strand,
        input: input.clone(),
        fuel: FUEL,
        within_map: false,
        drawn: 0,
    };
    if let Some(var) = workflow.input {
        reference.set(var, input);
    }
    let result = match reference.body(&workflow.body) {
        Ok(output) => Ok(output),
        Err(Stop::Fail(failure)) => Err(failure),
        Err(Stop::Raced) => return Ended::Raced,
        Err(Stop::Unmodelled(what)) => return Ended::Unmodelled(what),
        Err(Stop::TooLong | Stop::Return(_) | Stop::Break(..) | Stop::Continue(_)) => {
            return Ended::TooLong;
        }
    };
    let Strand { calls, now: millis, .. } = reference.strand;
    match workflow.timeout.and_then(|seconds| i64::try_from(seconds).ok()) {
        Some(seconds) if millis >= seconds * 1000 => timed_out(seconds * 1000, calls, millis),
        _ => Ended::After { result, calls, millis },
    }
}

/// What is left of a run that would have gone on beyond the time of its workflow.
fn timed_out(limit: i64, mut calls: Vec<Called>, millis: i64) -> Ended {
    if millis == limit || calls.iter().any(|call| call.millis == limit) {
        return Ended::Raced;
    }
    calls.retain(|call| call.millis < limit);
    Ended::After { result: Err(Failure::timeout()), calls, millis: limit }
}

impl Reference<'_> {
    fn set(&mut self, var: VarId, value: Value) {
        self.strand.variables[var.0 as usize] = Some(value);
        self.strand.written.insert(var);
    }

    fn get(&self, var: VarId) -> Value {
        self.strand.variables[var.0 as usize].clone().unwrap_or_default()
    }

    /// One step more.
    fn step(&mut self) -> Run<()> {
        match self.fuel.checked_sub(1) {
            Some(left) => {
                self.fuel = left;
                Ok(())
            }
            None => Err(Stop::TooLong),
        }
    }

    fn instant(&self) -> Timestamp {
        START.after(self.strand.now)
    }
}
