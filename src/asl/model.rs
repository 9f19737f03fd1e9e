//! State machines as plain data. A field that may hold an expression, a path or a placeholder is a
//! JSON value; the other fields are what they say. `None` is a field that is not there.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde_json::{Map as Object, Value};

/// A definition.
#[derive(Clone, Debug, PartialEq)]
pub struct StateMachine {
    /// `Comment`
    pub comment: Option<String>,
    /// `QueryLanguage` of the states that do not say theirs.
    pub query_language: Option<QueryLanguage>,
    /// `Version`
    pub version: Option<String>,
    /// `TimeoutSeconds`
    pub timeout_seconds: Option<Value>,
    /// `StartAt`
    pub start_at: String,
    /// `States`
    pub states: States,
}

/// States by name, in the order written.
pub type States = IndexMap<String, State, FxBuildHasher>;

/// `QueryLanguage`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryLanguage {
    /// `JSONPath`, the default.
    JsonPath,
    /// `JSONata`
    Jsonata,
}

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// `Type`, with the fields that only this type has.
    pub kind: Kind,
    /// `Comment`
    pub comment: Option<String>,
    /// `QueryLanguage`
    pub query_language: Option<QueryLanguage>,
    /// What JSONPath mode does with input and output; `None` where nothing is said of it.
    pub paths: Option<Box<Paths>>,
    /// `Arguments`
    pub arguments: Option<Value>,
    /// `Retry`
    pub retry: Option<Vec<Retrier>>,
    /// `Catch`
    pub catch: Option<Vec<Catcher>>,
    /// `Assign`
    pub assign: Option<Object<String, Value>>,
    /// `Output`
    pub output: Option<Value>,
    /// `Next` or `End`; `None` for Choice, Succeed and Fail.
    pub transition: Option<Transition>,
}

/// The way on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// `Next`
    Next(String),
    /// `End`
    End,
}

/// The fields of JSONPath mode that treat input and output; a `null` of theirs means something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// `InputPath`
    pub input_path: Option<Value>,
    /// `Parameters`
    pub parameters: Option<Value>,
    /// `ResultSelector`
    pub result_selector: Option<Value>,
    /// `ResultPath`
    pub result_path: Option<Value>,
    /// `OutputPath`
    pub output_path: Option<Value>,
}

/// `Type`
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `Pass`
    Pass {
        /// `Result`
        result: Option<Value>,
    },
    /// `Task`
    Task(Box<Task>),
    /// `Choice`
    Choice {
        /// `Choices`
        choices: Vec<Rule>,
        /// `Default`
        default: Option<String>,
    },
    /// `Wait`
    Wait(Wait),
    /// `Parallel`
    Parallel {
        /// `Branches`
        branches: Vec<Branch>,
    },
    /// `Map`
    Map(Box<Map>),
    /// `Succeed`
    Succeed,
    /// `Fail`
    Fail(Box<Fail>),
}

/// A Task's own fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// `Resource`
    pub resource: String,
    /// `TimeoutSeconds`
    pub timeout_seconds: Option<Value>,
    /// `TimeoutSecondsPath`
    pub timeout_seconds_path: Option<Value>,
    /// `HeartbeatSeconds`
    pub heartbeat_seconds: Option<Value>,
    /// `HeartbeatSecondsPath`
    pub heartbeat_seconds_path: Option<Value>,
    /// `Credentials`
    pub credentials: Option<Value>,
}

/// What a Wait waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    /// `Seconds`
    Seconds(Value),
    /// `SecondsPath`
    SecondsPath(Value),
    /// `Timestamp`
    Timestamp(Value),
    /// `TimestampPath`
    TimestampPath(Value),
}

/// A Fail's own fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fail {
    /// `Error`
    pub error: Option<Value>,
    /// `ErrorPath`
    pub error_path: Option<Value>,
    /// `Cause`
    pub cause: Option<Value>,
    /// `CausePath`
    pub cause_path: Option<Value>,
}

/// An item of `Choices`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// When it is taken.
    pub test: Test,
    /// `Comment`
    pub comment: Option<String>,
    /// `Assign`
    pub assign: Option<Object<String, Value>>,
    /// `Output`
    pub output: Option<Value>,
    /// `Next`
    pub next: String,
}

/// When a rule is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `Condition`
    Condition(Value),
    /// `And`
    And(Vec<InnerTest>),
    /// `Or`
    Or(Vec<InnerTest>),
    /// `Not`
    Not(Box<InnerTest>),
    /// `Variable` with one of the operators, such as `StringEquals`.
    Compare {
        /// `Variable`
        variable: String,
        /// The operator.
        operator: String,
        /// What it is compared with.
        operand: Value,
    },
}

/// A test within another.
#[derive(Clone, Debug, PartialEq)]
pub struct InnerTest {
    /// The test.
    pub test: Test,
    /// `Comment`
    pub comment: Option<String>,
}

/// A branch of a Parallel, or the part of an `ItemProcessor` that is the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// `Comment`
    pub comment: Option<String>,
    /// `StartAt`
    pub start_at: String,
    /// `States`
    pub states: States,
}

/// A Map's own fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// `Items`
    pub items: Option<Value>,
    /// `ItemsPath`
    pub items_path: Option<Value>,
    /// `ItemReader`
    pub item_reader: Option<Reader>,
    /// `ItemSelector`
    pub item_selector: Option<Value>,
    /// `ItemBatcher`: fields in the order written.
    pub item_batcher: Option<Object<String, Value>>,
    /// `MaxConcurrency`
    pub max_concurrency: Option<Value>,
    /// `MaxConcurrencyPath`
    pub max_concurrency_path: Option<Value>,
    /// `ToleratedFailurePercentage`
    pub tolerated_failure_percentage: Option<Value>,
    /// `ToleratedFailurePercentagePath`
    pub tolerated_failure_percentage_path: Option<Value>,
    /// `ToleratedFailureCount`
    pub tolerated_failure_count: Option<Value>,
    /// `ToleratedFailureCountPath`
    pub tolerated_failure_count_path: Option<Value>,
    /// `Label`
    pub label: Option<String>,
    /// `ItemProcessor`
    pub processor: Processor,
    /// `ResultWriter`
    pub result_writer: Option<Writer>,
}

/// `ItemProcessor`, or `Iterator` as it was called before.
#[derive(Clone, Debug, PartialEq)]
pub struct Processor {
    /// Whether it is written `Iterator`.
    pub iterator: bool,
    /// `ProcessorConfig`
    pub config: Option<ProcessorConfig>,
    /// The states.
    pub branch: Branch,
}

/// `ProcessorConfig`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessorConfig {
    /// `Mode`
    pub mode: Option<String>,
    /// `ExecutionType`
    pub execution_type: Option<String>,
}

/// `ItemReader`
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// `Resource`
    pub resource: String,
    /// `Parameters`, in JSONPath mode.
    pub parameters: Option<Value>,
    /// `Arguments`
    pub arguments: Option<Value>,
    /// `ReaderConfig`: fields in the order written.
    pub config: Option<Object<String, Value>>,
}

/// `ResultWriter`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Writer {
    /// `Resource`
    pub resource: Option<String>,
    /// `Parameters`, in JSONPath mode.
    pub parameters: Option<Value>,
    /// `Arguments`
    pub arguments: Option<Value>,
    /// `WriterConfig`: fields in the order written.
    pub config: Option<Object<String, Value>>,
}

/// An item of `Retry`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retrier {
    /// `ErrorEquals`
    pub error_equals: Vec<String>,
    /// `Comment`
    pub comment: Option<String>,
    /// `IntervalSeconds`
    pub interval_seconds: Option<Value>,
    /// `MaxAttempts`
    pub max_attempts: Option<Value>,
    /// `BackoffRate`
    pub backoff_rate: Option<Value>,
    /// `MaxDelaySeconds`
    pub max_delay_seconds: Option<Value>,
    /// `JitterStrategy`
    pub jitter_strategy: Option<String>,
}

/// An item of `Catch`.
#[derive(Clone, Debug, PartialEq)]
pub struct Catcher {
    /// `ErrorEquals`
    pub error_equals: Vec<String>,
    /// `Comment`
    pub comment: Option<String>,
    /// `ResultPath`, in JSONPath mode.
    pub result_path: Option<Value>,
    /// `Assign`
    pub assign: Option<Object<String, Value>>,
    /// `Output`
    pub output: Option<Value>,
    /// `Next`
    pub next: String,
}

impl State {
    /// A state of the kind with none of the common fields.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            comment: None,
            query_language: None,
            paths: None,
            arguments: None,
            retry: None,
            catch: None,
            assign: None,
            output: None,
            transition: None,
        }
    }
}

impl Kind {
    /// The `Type`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass { .. } => "Pass",
            Self::Task(_) => "Task",
            Self::Choice { .. } => "Choice",
            Self::Wait(_) => "Wait",
            Self::Parallel { .. } => "Parallel",
            Self::Map(_) => "Map",
            Self::Succeed => "Succeed",
            Self::Fail(_) => "Fail",
        }
    }
}

impl QueryLanguage {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }
}
