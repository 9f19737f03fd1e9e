//! What a build needs to run, in no target's words.
//!
//! Every string and [`Value`] whose doc says *text* is one of [`super::text`]: `${Key}` in it stands for
//! what [`Deployment::keys`] says. Names of AWS (`LINEAR`, `EXPRESS`) are those of its API.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

/// All that is deployed together.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// The input files as they were given, for marks and comments.
    pub sources: Vec<String>,
    /// In source order. Those that others name come before them, unless they call each other.
    pub machines: Vec<Machine>,
    /// Activities without a target.
    pub activities: Vec<Activity>,
    /// The resources with a body, in source order.
    pub resources: Vec<Resource>,
    /// The resources without a body: they stand in the template that this is merged into. A template of
    /// its own takes their `Ref` as a parameter, which is in [`Deployment::parameters`].
    pub existing: Vec<ExistingResource>,
    /// What is asked of whoever deploys; only what something refers to.
    pub parameters: Vec<Parameter>,
    /// What the `${Key}`s stand for.
    pub keys: Keys,
}

/// What the `${Key}` of texts and definitions stands for.
pub type Keys = BTreeMap<String, Meaning>;

/// See [`Keys`]. `id`s are logical ids: letters and digits, unique in the deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A [`Parameter`] of this kind; a list is written with commas between its items.
    Parameter { id: String, kind: ParameterKind },
    /// The `Ref` of a [`Resource`] or [`ExistingResource`].
    Ref { id: String },
    /// An attribute of a [`Resource`] or [`ExistingResource`].
    Attribute { id: String, attribute: String },
    /// `AWS::Region` and its like.
    Pseudo(&'static str),
    /// The ARN of a [`Machine`] of this deployment.
    MachineArn { id: String },
    /// The ARN of an [`Activity`] of this deployment.
    ActivityArn { id: String },
    /// What this text says; where a reference would close a circle.
    Text(String),
}

/// A value asked of whoever deploys.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its logical id.
    pub id: String,
    /// Its type.
    pub kind: ParameterKind,
    /// Of its type: a string, number, bool or list of strings.
    pub default: Option<Value>,
    /// For people.
    pub description: Option<String>,
    /// Why there is one.
    pub origin: Origin,
}

/// The types of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// `string`
    Text,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `[string]`
    List,
}

/// What a [`Parameter`] stands for in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `param`
    Param,
    /// The ARN of a `lambda` without a target.
    LambdaArn,
    /// The ARN of a workflow that is built elsewhere.
    MachineArn,
    /// The `Ref` of a `resource` without a body.
    Existing,
    /// This attribute of the `resource` without a body.
    ExistingAttribute { resource: String, attribute: String },
}

/// `resource R: T { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its logical id.
    pub id: String,
    /// `AWS::SQS::Queue`
    pub resource_type: String,
    /// Text; an object.
    pub properties: Value,
}

/// `resource R: T`
#[derive(Clone, Debug, PartialEq)]
pub struct ExistingResource {
    /// Its logical id.
    pub id: String,
    /// `AWS::SQS::Queue`
    pub resource_type: String,
}

/// `activity` without a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its logical id.
    pub id: String,
    /// Text; activities must have a name.
    pub name: String,
}

/// One state machine and what belongs to it alone.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Its logical id; the ids of what belongs to it begin with it.
    pub id: String,
    /// The workflow's name.
    pub workflow: String,
    /// The file the workflow stands in.
    pub source: String,
    /// Text; `None`: AWS chooses. Machines that call each other have names, so that each can be told the
    /// other's ARN before there is one.
    pub name: Option<String>,
    /// Whether it is an Express one.
    pub express: bool,
    /// In Amazon States Language. Not text: `${Key}` is a substitution where [`Machine::substitutions`]
    /// names the key, else itself.
    pub definition: Value,
    /// The keys the definition uses, sorted.
    pub substitutions: Vec<String>,
    /// What it may do.
    pub role: Role,
    /// `@logging`
    pub logging: Option<Logging>,
    /// `@tracing`
    pub tracing: bool,
    /// `@encryption`
    pub encryption: Option<Encryption>,
    /// `@tags`, values are text.
    pub tags: IndexMap<String, String>,
    /// `@version`, or because there is an alias.
    pub version: Option<Version>,
    /// `@alias`; triggers start the alias where there is one.
    pub alias: Option<Alias>,
    /// What starts it, in source order.
    pub triggers: Vec<Trigger>,
    /// `@alarm`, one for each metric.
    pub alarms: Vec<Alarm>,
}

/// The role of a machine.
#[derive(Clone, Debug)]
pub enum Role {
    /// One of its own.
    Own(OwnRole),
    /// `@role(arn)`: text, an ARN. What it must allow is not checked.
    Given(String),
}

/// A role made for a machine.
#[derive(Clone, Debug, Default)]
pub struct OwnRole {
    /// What the machine does.
    pub statements: Vec<Statement>,
    /// What names the machine itself: given to the role after the machine was made.
    pub own_statements: Vec<Statement>,
    /// Text: the ARN of a permissions boundary.
    pub boundary: Option<String>,
    /// Text: the path of the role.
    pub path: Option<String>,
    /// Text: ARNs of managed policies it has too.
    pub managed: Vec<String>,
}

/// One statement of a policy that allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Sorted: `dynamodb:GetItem`.
    pub actions: Vec<String>,
    /// Texts: ARNs or patterns of them.
    pub resources: Vec<String>,
    /// Text; the `Condition`.
    pub condition: Option<Value>,
}

/// `@logging`; never of level `OFF`.
#[derive(Clone, Debug, PartialEq)]
pub struct Logging {
    /// `ALL`, `ERROR` or `FATAL`.
    pub level: String,
    /// Whether inputs and outputs are in the log.
    pub include_execution_data: bool,
    /// Where it goes.
    pub destination: LogDestination,
}

/// See [`Logging`].
#[derive(Clone, Debug, PartialEq)]
pub enum LogDestination {
    /// A log group of its own.
    Own {
        /// Text; begins with `/aws/vendedlogs/states/`.
        name: String,
        /// Days, one of those CloudWatch Logs knows.
        retention: Option<u64>,
    },
    /// Text: the ARN of a log group, ending in `:*`.
    Given(String),
}

/// `@encryption`
#[derive(Clone, Debug, PartialEq)]
pub struct Encryption {
    /// Text: the id or ARN of a KMS key; `None`: the key that AWS owns.
    pub key: Option<String>,
    /// Seconds.
    pub reuse: Option<u64>,
}

/// `@version`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    /// Text.
    pub description: Option<String>,
}

/// `@alias`
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// Plain.
    pub name: String,
    /// Text.
    pub description: Option<String>,
    /// How a new version takes over. The alarms of the machine roll a gradual one back.
    pub strategy: Strategy,
}

/// See [`Alias`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// `ALL_AT_ONCE`
    AllAtOnce,
    /// `CANARY`: so much of it first, the rest after the interval.
    Canary { percentage: u64, minutes: u64 },
    /// `LINEAR`: so much more of it after each interval.
    Linear { percentage: u64, minutes: u64 },
}

/// What starts a machine. `id`s are unique in the deployment.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// `@schedule`
    Schedule(Schedule),
    /// `@event`
    Event(Event),
    /// `@pipe`
    Pipe(Pipe),
    /// `@http`
    Http(Http),
}

/// What becomes of a start that fails, and who starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    /// How often it is tried again.
    pub retries: Option<u64>,
    /// Seconds after which it is given up.
    pub max_age: Option<u64>,
    /// Text: the ARN of the queue (or topic, of a pipe) for what was given up.
    pub dead_letter: Option<String>,
    /// Text: the ARN of a role; `None`: one of its own.
    pub role: Option<String>,
}

/// A schedule of EventBridge Scheduler.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Its logical id.
    pub id: String,
    /// `rate(5 minutes)`, `cron(…)`, `at(…)`
    pub expression: String,
    /// Text in every string; the input of the execution.
    pub input: Option<Value>,
    /// Text: `Europe/Berlin`
    pub timezone: Option<String>,
    /// Minutes by which the start may be late.
    pub flexible: Option<u64>,
    /// Plain or text: a timestamp.
    pub start: Option<String>,
    /// Plain or text: a timestamp.
    pub end: Option<String>,
    /// Text: the name of a group of schedules.
    pub group: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// A bool, or text.
    pub enabled: Value,
    /// What becomes of a start that fails.
    pub delivery: Delivery,
}

/// A rule of EventBridge.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its logical id.
    pub id: String,
    /// Text in every string.
    pub pattern: Value,
    /// Text: the name or ARN of the bus; `None`: the default bus.
    pub bus: Option<String>,
    /// Text in every string: the input of the execution instead of the event.
    pub input: Option<Value>,
    /// The part of the event that is the input: `$.detail`.
    pub input_path: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// A bool, or text.
    pub enabled: Value,
    /// What becomes of a start that fails.
    pub delivery: Delivery,
}

/// A pipe of EventBridge.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipe {
    /// Its logical id.
    pub id: String,
    /// Text: the ARN of the source.
    pub source: String,
    /// What it is.
    pub kind: PipeSource,
    /// How many records make one execution.
    pub batch: Option<u64>,
    /// Seconds it waits for a batch to fill.
    pub window: Option<u64>,
    /// Where a stream is read from: `LATEST`, `TRIM_HORIZON`.
    pub position: String,
    /// How many batches of a shard run at the same time.
    pub parallel: Option<u64>,
    /// Patterns of which a record must match one; text in every string.
    pub filters: Vec<Value>,
    /// Text: a template of the input.
    pub input: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// A bool, or text.
    pub enabled: Value,
    /// What becomes of a start that fails; of a queue its own redrive policy says that.
    pub delivery: Delivery,
}

/// The sources of pipes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipeSource {
    /// A queue of SQS.
    Queue,
    /// A stream of Kinesis.
    Kinesis,
    /// The stream of a DynamoDB table.
    DynamoDb,
}

/// A route of the HTTP API that all routes of a deployment share.
#[derive(Clone, Debug, PartialEq)]
pub struct Http {
    /// Its logical id.
    pub id: String,
    /// `POST /orders`
    pub route: String,
    /// Whether the response is the output of the execution; Express ones only.
    pub sync: bool,
    /// Who may call it.
    pub auth: HttpAuth,
    /// Text: the ARN of a role; `None`: one of its own.
    pub role: Option<String>,
}

/// See [`Http`].
#[derive(Clone, Debug, PartialEq)]
pub enum HttpAuth {
    /// Everyone.
    None,
    /// Who signs requests and may invoke the API.
    Iam,
    /// Who has a token of this issuer for one of these audiences; texts.
    Jwt { issuer: String, audience: Vec<String> },
}

/// An alarm on a metric of a machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Its logical id.
    pub id: String,
    /// `ExecutionsFailed`, `ExecutionsTimedOut`, `ExecutionThrottled`, `ExecutionsAborted`
    pub metric: &'static str,
    /// It goes off at so many within a period.
    pub threshold: u64,
    /// Seconds.
    pub period: u64,
    /// For so many periods.
    pub periods: u64,
    /// Text: the ARN of the topic that is told.
    pub topic: Option<String>,
}
