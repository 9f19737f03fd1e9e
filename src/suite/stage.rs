//! What the workflows of a test find outside: mocks, and a record of their calls.

use std::rc::Rc;

use super::Workflows;
use crate::sim::mocks::contains;
use crate::sim::{Answer, Call, Heartbeats, Outside, Plan, Reading, TaskOutcome, Unanswered};
use crate::value::{Text, Value};

/// The calls a mock answers, or a test asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Called {
    /// What the source calls it.
    pub name: Text,
    resource: Text,
    /// What the arguments must have.
    arguments: Option<Value>,
    /// The argument the source speaks of; `None`: all of them.
    payload: Option<Text>,
    /// How a result of the source becomes one of the service.
    wrap: Option<Text>,
}

/// A `mock`.
pub(super) struct Mocked {
    /// The state of the test it is.
    pub state: Text,
    pub called: Called,
    answers: Vec<Value>,
    used: usize,
}

/// What happens around the workflows.
pub(super) struct Stage<'a> {
    workflows: &'a Workflows,
    /// The last one comes first.
    mocks: Vec<Mocked>,
    /// Resource and arguments of every call.
    calls: Vec<(Text, Value)>,
}

impl Called {
    /// That of the arguments of a test's Task.
    pub fn read(call: Option<&Value>) -> Self {
        let Some(call) = call else { return Self::default() };
        let text = |name: &str| match call.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        Self {
            name: text("Name").unwrap_or_default(),
            resource: text("Resource").unwrap_or_default(),
            arguments: call.get("Arguments").cloned(),
            payload: text("Payload"),
            wrap: text("Wrap"),
        }
    }

    fn matches(&self, resource: &str, arguments: &Value) -> bool {
        *self.resource == *resource
            && self.arguments.as_ref().is_none_or(|pattern| contains(pattern, arguments))
    }

    /// What the service answers where the source says `result`.
    fn wrapped(&self, result: Value) -> Value {
        match self.wrap.as_deref() {
            Some("Payload") => Value::object([
                ("ExecutedVersion", "$LATEST".into()),
                ("Payload", result),
                ("StatusCode", Value::from(200)),
            ]),
            Some("Output") => Value::object([("Output", result), ("Status", "SUCCEEDED".into())]),
            Some("OutputText") => {
                let text = result.to_string();
                Value::object([("Output", Value::string(&text)), ("Status", "SUCCEEDED".into())])
            }
            _ => result,
        }
    }
}

impl Mocked {
    /// That of the arguments of a test's Task.
    pub fn read(state: &str, arguments: &Value) -> Self {
        let answers = arguments.get("Answers").and_then(Value::as_array).unwrap_or_default();
        Self {
            state: state.into(),
            called: Called::read(arguments.get("Call")),
            answers: answers.to_vec(),
            used: 0,
        }
    }

    /// The next answer; the last one stays.
    fn answer(&mut self) -> Answer {
        let at = self.used.min(self.answers.len().saturating_sub(1));
        self.used += 1;
        let answer = self.answers.get(at).cloned().unwrap_or_default();
        let seconds = answer.get("After").and_then(Value::as_f64).unwrap_or(0.0);
        let text = |name: &str| match answer.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let outcome = match answer.get("Return") {
            Some(result) => TaskOutcome::Return(self.called.wrapped(result.clone())),
            None if answer.get("TimesOut").is_some() => TaskOutcome::Never,
            None => TaskOutcome::Fail { error: text("Error"), cause: text("Cause") },
        };
        let every = answer.get("HeartbeatsEvery").and_then(Value::as_f64);
        let heartbeats = every.map_or(Heartbeats::NONE, |it| Heartbeats::Every(millis(it)));
        Answer { submitted: None, delay: millis(seconds), heartbeats, outcome }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "saturates, which is long enough")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0).round().max(0.0) as i64
}

impl<'a> Stage<'a> {
    pub fn new(workflows: &'a Workflows) -> Self {
        Self { workflows, mocks: Vec::new(), calls: Vec::new() }
    }

    pub fn mock(&mut self, mocked: Mocked) {
        self.mocks.insert(0, mocked);
    }

    /// The mocks that answered nothing, in order.
    pub fn unused(&self) -> impl Iterator<Item = &Mocked> {
        self.mocks.iter().rev().filter(|mocked| mocked.used == 0)
    }

    /// Notes a call; what the last mock that fits it says.
    fn answer(&mut self, resource: &str, arguments: &Value) -> Option<Answer> {
        self.calls.push((resource.into(), arguments.clone()));
        let mut mocks = self.mocks.iter_mut();
        mocks.find(|mocked| mocked.called.matches(resource, arguments)).map(Mocked::answer)
    }

    /// What the calls were given, in order.
    pub fn calls(&self, called: &Called) -> Value {
        let found = self.calls.iter().filter(|(resource, given)| called.matches(resource, given));
        let given = found.map(|(_, arguments)| match &called.payload {
            Some(payload) => arguments.get(payload).cloned().unwrap_or_default(),
            None => arguments.clone(),
        });
        Value::array(given.collect())
    }
}

impl Outside for Stage<'_> {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        let arguments = call.arguments;
        match self.answer(&call.resource.arn, arguments) {
            Some(answer) => Ok(answer),
            None => Err(Unanswered {
                message: format!(
                    "no mock answers `{}`, which calls `{}` with {arguments}",
                    call.state, call.resource.arn
                ),
            }),
        }
    }

    fn items(&mut self, reading: &Reading<'_>) -> Result<Option<Answer>, Unanswered> {
        let reader = reader(reading);
        let fields = [reading.arguments, reading.config];
        let fields = fields.into_iter().filter_map(Value::as_object).flatten();
        let said = Value::object(fields.map(|(name, value)| (name.clone(), value.clone())));
        match self.answer(reader, &said) {
            Some(answer) => Ok(Some(answer)),
            None => Err(Unanswered {
                message: format!(
                    "no mock answers `{reader}`, which `{}` reads with {said}",
                    reading.state
                ),
            }),
        }
    }

    fn machine(&self, arn: &str) -> Option<Rc<Plan>> {
        let is_mocked = self.mocks.iter().any(|mocked| {
            let arguments = mocked.called.arguments.as_ref();
            let asked = arguments.and_then(|arguments| arguments.get("StateMachineArn"));
            asked.and_then(Value::as_str) == Some(arn)
        });
        let workflow = self.workflows.get(arn.rsplit(':').next()?).filter(|_| !is_mocked)?;
        Some(Rc::clone(&workflow.plan))
    }
}

/// What Flow calls the reader.
fn reader(reading: &Reading<'_>) -> &'static str {
    if reading.resource.ends_with(":listObjectsV2") {
        return "s3.objects";
    }
    if reading.config.get("ManifestType").is_some() {
        return "s3.manifest";
    }
    match reading.config.get("InputType").and_then(Value::as_str) {
        Some("CSV") => "s3.csv",
        Some("JSONL") => "s3.jsonl",
        Some("PARQUET") => "s3.parquet",
        Some("MANIFEST") => "s3.manifest",
        _ => "s3.json",
    }
}
