//! The world outside of an execution: the services its tasks call and the objects its maps read.

use std::borrow::Cow;

use super::Plan;
use super::resource::Resource;
use crate::value::{Text, Value};
use std::rc::Rc;

/// Who answers the calls of tasks.
pub trait Outside {
    /// What becomes of one attempt of a task.
    ///
    /// # Errors
    /// Where nobody knows an answer; the simulation ends there.
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered>;

    /// The bytes of an object a map reads; `None` where there is none.
    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        let _ = (bucket, key);
        None
    }

    /// The keys of a bucket that begin with `prefix`, in order, with the bytes of the objects.
    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)> {
        let _ = (bucket, prefix);
        Vec::new()
    }

    /// Takes an object that a map writes.
    fn put(&mut self, bucket: &str, key: &str, bytes: Vec<u8>) {
        let _ = (bucket, key, bytes);
    }

    /// The state machine a task starts, where its execution is to be simulated too.
    fn machine(&self, arn: &str) -> Option<Rc<Plan>> {
        let _ = arn;
        None
    }

    /// The items a distributed Map reads: an array, where the answer is a result. `None`: they are in
    /// its objects.
    ///
    /// # Errors
    /// Where they are nowhere; the simulation ends there.
    fn items(&mut self, reading: &Reading<'_>) -> Result<Option<Answer>, Unanswered> {
        let _ = reading;
        Ok(None)
    }

    /// Told of each jump of the clock, in milliseconds, before it happens.
    fn pass(&mut self, millis: i64) {
        let _ = millis;
    }
}

/// One attempt of a task.
#[derive(Debug)]
pub struct Call<'a> {
    /// The name of the Task state.
    pub state: &'a str,
    /// `Resource`, with its parts.
    pub resource: &'a Resource,
    /// What the service gets: the evaluated `Arguments` or `Parameters`, else the effective input.
    pub arguments: &'a Value,
    /// The input of the state.
    pub input: &'a Value,
    /// The task token, where the resource has one.
    pub token: Option<&'a str>,
    /// How many attempts this visit of the state has made before.
    pub retry_count: u32,
}

/// What a distributed Map reads.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The name of the Map state.
    pub state: &'a str,
    /// The `Resource` of its `ItemReader`.
    pub resource: &'a str,
    /// Its `Arguments` or `Parameters`, evaluated.
    pub arguments: &'a Value,
    /// Its `ReaderConfig`.
    pub config: &'a Value,
}

/// What a service does with a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What the service says at once, of a `.sync` or `.waitForTaskToken` task.
    pub submitted: Option<Value>,
    /// How long the attempt takes, in milliseconds.
    pub delay: i64,
    /// When heartbeats come.
    pub heartbeats: Heartbeats,
    /// How it ends.
    pub outcome: TaskOutcome,
}

/// When heartbeats come, in milliseconds from the start of the attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heartbeats {
    /// At these moments, in order.
    At(Vec<i64>),
    /// Always after so much time, until the attempt ends.
    Every(i64),
}

impl Heartbeats {
    /// There are none.
    pub const NONE: Self = Self::At(Vec::new());

    /// When one is missed that should come `gap` milliseconds behind the one before; `None`: they come as
    /// long as the attempt takes.
    #[must_use]
    pub fn missed(&self, gap: i64) -> Option<i64> {
        let alive = match self {
            Self::Every(every) if *every <= gap => return None,
            Self::Every(_) => 0,
            Self::At(beats) => {
                let mut alive = 0;
                for &beat in beats {
                    if beat - alive > gap {
                        break;
                    }
                    alive = beat;
                }
                alive
            }
        };
        Some(alive.saturating_add(gap))
    }
}

/// How an attempt ends.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskOutcome {
    /// With a result, before `ResultSelector` or `Output`.
    Return(Value),
    /// With an error.
    Fail {
        /// Its name.
        error: Option<Text>,
        /// Its explanation.
        cause: Option<Text>,
    },
    /// Not by itself: only a timeout ends it.
    Never,
}

impl Answer {
    /// At once, with a result.
    #[must_use]
    pub fn returning(value: Value) -> Self {
        Self {
            submitted: None,
            delay: 0,
            heartbeats: Heartbeats::NONE,
            outcome: TaskOutcome::Return(value),
        }
    }
}

/// Nobody answers a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// Why, and what would help.
    pub message: String,
}
