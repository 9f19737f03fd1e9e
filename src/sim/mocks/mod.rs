//! Answers for the calls of tasks, and objects for maps, told in a file.
//!
//! ```yaml
//! states:                       # by the name of the Task state
//!   Reserve:                    # a list: one entry for each attempt, each used once
//!     - error: OutOfStock
//!       cause: none left
//!     - return: {reserved: true}
//!   Charge:                     # no list: for every attempt
//!     return: {paid: true}
//! resources:                    # by Resource, or its end: `sqs:sendMessage`
//!   lambda:invoke:
//!     - when: {arguments: {Payload: {id: 7}}}
//!       return: {Payload: seven}
//! objects:                      # what maps read: bucket, key
//!   imports:
//!     people.csv: {text: "name\nAda\n"}
//! ```
//!
//! An entry has one of `return`, `error` (with `cause`), `timeout: true`, `pending: true` and
//! `command` (a list; it gets the arguments on its standard input and prints the result). Beside it
//! may stand `submitted` (the first response of a task that waits), `delay` and `heartbeats` (seconds,
//! a list of them), `when` (`arguments` or `input`, of which the named fields must be the same) and
//! `times` (how often the entry answers). A file without these three parts is all `states`.

mod local;
mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

pub use read::MockError;

use super::outside::{Answer, Call, Heartbeats, Outside, TaskOutcome, Unanswered};
use super::plan::Plan;
use super::results;
use crate::value::{self, Text, Value};

/// Answers and objects told in a file.
#[derive(Default)]
pub struct Mocks {
    states: IndexMap<String, Vec<Entry>>,
    resources: IndexMap<String, Vec<Entry>>,
    objects: BTreeMap<(String, String), Vec<u8>>,
    machines: IndexMap<String, Rc<Plan>>,
    makes_up: bool,
    command: Option<Box<RunCommand>>,
}

/// Runs a command with a text on its standard input; what it prints, or why it failed.
pub type RunCommand = dyn FnMut(&[String], &str) -> Result<String, String>;

/// An answer to one attempt, or to several.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    when: When,
    what: What,
    submitted: Option<Value>,
    /// Milliseconds.
    delay: i64,
    /// Milliseconds.
    heartbeats: Vec<i64>,
    /// How often it still answers; `None` for ever.
    left: Option<u64>,
}

/// What a call must be for an entry to answer it.
#[derive(Clone, Debug, Default, PartialEq)]
struct When {
    arguments: Option<Value>,
    input: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Return(Value),
    Fail { error: Option<Text>, cause: Option<Text> },
    Never,
    Command(Vec<String>),
}

impl Mocks {
    /// Those a JSON value describes.
    ///
    /// # Errors
    /// All places that do not fit the schema.
    pub fn read(json: &serde_json::Value) -> Result<Self, Vec<MockError>> {
        read::mocks(json)
    }

    /// Those of a test case of AWS Step Functions Local's mock configuration.
    ///
    /// # Errors
    /// Where the file has no such state machine or test case, or names a response it does not have.
    pub fn read_local(
        json: &serde_json::Value,
        machine: &str,
        test_case: &str,
    ) -> Result<Self, Vec<MockError>> {
        local::mocks(json, machine, test_case)
    }

    /// Whether a JSON value is a mock configuration of AWS Step Functions Local.
    #[must_use]
    pub fn is_local(json: &serde_json::Value) -> bool {
        json.get("StateMachines").is_some() && json.get("MockedResponses").is_some()
    }

    /// Runs the commands of entries by `run`.
    pub fn set_command(&mut self, run: Box<RunCommand>) {
        self.command = Some(run);
    }

    /// Answers what no entry answers with a result made up from what the service says of its results.
    pub fn make_up_the_rest(&mut self) {
        self.makes_up = true;
    }

    /// Adds an object that maps can read.
    pub fn add_object(&mut self, bucket: &str, key: &str, bytes: Vec<u8>) {
        self.objects.insert((bucket.to_owned(), key.to_owned()), bytes);
    }

    /// The object, also one that a map wrote.
    #[must_use]
    pub fn objects(&self) -> &BTreeMap<(String, String), Vec<u8>> {
        &self.objects
    }

    /// Adds a state machine that tasks can start; by its ARN, or the end of it.
    pub fn add_machine(&mut self, name: &str, plan: Rc<Plan>) {
        self.machines.insert(name.to_owned(), plan);
    }

    fn answer(&mut self, call: &Call<'_>) -> Option<Entry> {
        let Self { states, resources, .. } = self;
        let of_resource = resources
            .iter_mut()
            .filter(|(name, _)| names(name, &call.resource.arn))
            .map(|(_, entries)| entries);
        let mut lists = states.get_mut(call.state).into_iter().chain(of_resource);
        lists.find_map(|entries| {
            let entry = entries
                .iter_mut()
                .find(|entry| entry.left != Some(0) && entry.when.matches(call))?;
            entry.left = entry.left.map(|left| left - 1);
            Some(entry.clone())
        })
    }

    fn outcome(&mut self, what: What, call: &Call<'_>) -> Result<TaskOutcome, Unanswered> {
        Ok(match what {
            What::Return(value) => TaskOutcome::Return(value),
            What::Fail { error, cause } => TaskOutcome::Fail { error, cause },
            What::Never => TaskOutcome::Never,
            What::Command(command) => {
                let unanswered = |message: String| Unanswered {
                    message: format!("the command of the mock of `{}` {message}", call.state),
                };
                let Some(run) = &mut self.command else {
                    return Err(unanswered("cannot be run here".into()));
                };
                let printed = run(&command, &call.arguments.to_string())
                    .map_err(|why| unanswered(format!("failed: {why}")))?;
                let value = value::parse(&printed)
                    .map_err(|why| unanswered(format!("printed no JSON: {why}")))?;
                TaskOutcome::Return(value)
            }
        })
    }
}

/// Whether `name` is the ARN, or its end from a colon on.
fn names(name: &str, arn: &str) -> bool {
    arn.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with(':'))
}

impl When {
    fn matches(&self, call: &Call<'_>) -> bool {
        let fits = |pattern: &Option<Value>, value: &Value| {
            pattern.as_ref().is_none_or(|pattern| contains(pattern, value))
        };
        fits(&self.arguments, call.arguments) && fits(&self.input, call.input)
    }
}

/// Whether a value has all fields of a pattern; arrays and what is in them must be the same.
pub fn contains(pattern: &Value, value: &Value) -> bool {
    match (pattern, value) {
        (Value::Object(pattern), Value::Object(fields)) => pattern
            .iter()
            .all(|(key, pattern)| fields.get(key).is_some_and(|value| contains(pattern, value))),
        _ => pattern == value,
    }
}

impl Outside for Mocks {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        let Some(entry) = self.answer(call) else {
            let made_up = self.makes_up.then(|| Answer::returning(results::sample(call.resource)));
            return made_up.ok_or_else(|| unanswered(self, call));
        };
        let Entry { what, submitted, delay, heartbeats, .. } = entry;
        let heartbeats = Heartbeats::At(heartbeats);
        Ok(Answer { submitted, delay, heartbeats, outcome: self.outcome(what, call)? })
    }

    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        let bytes = self.objects.get(&(bucket.to_owned(), key.to_owned()))?;
        Some(Cow::Borrowed(bytes))
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)> {
        self.objects
            .iter()
            .filter(|((of, key), _)| of == bucket && key.starts_with(prefix))
            .map(|((_, key), bytes)| (key.clone(), bytes.len() as u64))
            .collect()
    }

    fn put(&mut self, bucket: &str, key: &str, bytes: Vec<u8>) {
        self.add_object(bucket, key, bytes);
    }

    fn machine(&self, arn: &str) -> Option<Rc<Plan>> {
        let known = self.machines.iter().find(|(name, _)| names(name, arn));
        known.map(|(_, plan)| Rc::clone(plan))
    }
}

/// Says which mock would help.
fn unanswered(mocks: &Mocks, call: &Call<'_>) -> Unanswered {
    let Call { state, resource, arguments, retry_count, .. } = call;
    let attempt = retry_count + 1;
    let why =
        if mocks.states.contains_key(*state) { "no mock is left for" } else { "no mock answers" };
    let name = serde_json::Value::from(*state);
    Unanswered {
        message: format!(
            "{why} attempt {attempt} of `{state}`, which calls `{arn}` with {arguments}\nadd to the \
             mocks:\nstates:\n  {name}:\n    - return: {{}}",
            arn = resource.arn,
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sim::resource::Resource;

    fn ask(mocks: &mut Mocks, state: &str, arguments: &Value) -> Result<Answer, Unanswered> {
        let resource = Resource::parse("arn:aws:states:::sqs:sendMessage");
        mocks.call(&Call {
            state,
            resource: &resource,
            arguments,
            input: &Value::Null,
            token: None,
            retry_count: 0,
        })
    }

    #[test]
    fn a_list_is_used_up_and_the_rest_is_not() {
        let mut mocks = Mocks::read(&json!({
            "states": {"A": [{"error": "E", "cause": "c"}, {"return": 1, "delay": 1.5}], "B": {"return": 2}},
        }))
        .unwrap_or_else(|errors| panic!("{errors:?}"));
        let null = Value::Null;
        let failed = ask(&mut mocks, "A", &null).map(|answer| answer.outcome);
        let error = TaskOutcome::Fail { error: Some("E".into()), cause: Some("c".into()) };
        assert_eq!(failed, Ok(error));
        assert_eq!(ask(&mut mocks, "A", &null).map(|answer| answer.delay), Ok(1500));
        let none = ask(&mut mocks, "A", &null).expect_err("two entries");
        assert!(none.message.starts_with("no mock is left for attempt 1 of `A`"), "{none:?}");
        for _ in 0..3 {
            assert_eq!(ask(&mut mocks, "B", &null), Ok(Answer::returning(Value::from(2))));
        }
    }

    #[test]
    fn the_first_that_matches_answers() {
        let mut mocks = Mocks::read(&json!({
            "resources": {"sqs:sendMessage": [
                {"when": {"arguments": {"id": 7}}, "return": "seven", "times": 2},
                {"return": "other"},
            ]},
        }))
        .unwrap_or_else(|errors| panic!("{errors:?}"));
        let seven = value::parse(r#"{"id": 7, "more": []}"#).expect("JSON");
        let said = |answer: Result<Answer, Unanswered>| answer.map(|answer| answer.outcome);
        let text = |text: &str| Ok(TaskOutcome::Return(text.into()));
        assert_eq!(said(ask(&mut mocks, "A", &seven)), text("seven"));
        assert_eq!(said(ask(&mut mocks, "A", &Value::Null)), text("other"));
        assert_eq!(said(ask(&mut mocks, "B", &seven)), text("seven"));
        assert!(ask(&mut mocks, "A", &Value::Null).is_err());
    }
}
