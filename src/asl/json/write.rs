//! Writes the model as JSON, fields in the order of AWS's documentation.

use serde_json::{Map as Object, Value};

use crate::asl::model::{
    Branch, Catcher, Fail, InnerTest, Kind, Map, Paths, Processor, QueryLanguage, Reader, Retrier,
    Rule, State, StateMachine, States, Task, Test, Transition, Wait, Writer,
};

/// The definition as JSON.
#[must_use]
pub fn write(machine: StateMachine) -> Value {
    let mut fields = Fields::default();
    fields.text("Comment", machine.comment);
    fields.text("QueryLanguage", machine.query_language.map(QueryLanguage::name));
    fields.text("Version", machine.version);
    fields.put("StartAt", machine.start_at);
    fields.value("TimeoutSeconds", machine.timeout_seconds);
    fields.put("States", states(machine.states));
    fields.done()
}

/// Fields of an object in the order they are put; what is `None` is left out.
#[derive(Default)]
struct Fields(Object<String, Value>);

impl Fields {
    /// With room for `count` of them.
    fn with_capacity(count: usize) -> Self {
        Self(Object::with_capacity(count))
    }

    fn put(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    fn text<T: Into<String>>(&mut self, name: &str, text: Option<T>) {
        if let Some(text) = text {
            self.put(name, text.into());
        }
    }

    fn value(&mut self, name: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn object(&mut self, name: &str, object: Option<Object<String, Value>>) {
        self.value(name, object.map(Value::Object));
    }

    fn list<T>(&mut self, name: &str, items: Option<Vec<T>>, write: impl Fn(T) -> Value) {
        if let Some(items) = items {
            self.put(name, items.into_iter().map(write).collect::<Vec<_>>());
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn states(states: States) -> Value {
    Value::Object(states.into_iter().map(|(name, state)| (name, self::state(state))).collect())
}

/// Room for the fields of most states.
const STATE_FIELDS: usize = 6;

fn state(state: State) -> Value {
    let mut fields = Fields::with_capacity(STATE_FIELDS);
    let paths = state.paths.map_or_else(Paths::default, |paths| *paths);
    fields.put("Type", state.kind.name());
    fields.text("Comment", state.comment);
    fields.text("QueryLanguage", state.query_language.map(QueryLanguage::name));
    if let Kind::Task(task) = &state.kind {
        fields.put("Resource", task.resource.as_str());
    }
    fields.value("InputPath", paths.input_path);
    fields.value("Parameters", paths.parameters);
    fields.value("Arguments", state.arguments);
    kind(&mut fields, state.kind);
    fields.value("ResultSelector", paths.result_selector);
    fields.value("ResultPath", paths.result_path);
    fields.value("OutputPath", paths.output_path);
    fields.list("Retry", state.retry, retrier);
    fields.list("Catch", state.catch, catcher);
    fields.object("Assign", state.assign);
    fields.value("Output", state.output);
    match state.transition {
        Some(Transition::Next(next)) => fields.put("Next", next),
        Some(Transition::End) => fields.put("End", true),
        None => {}
    }
    fields.done()
}

fn kind(fields: &mut Fields, kind: Kind) {
    match kind {
        Kind::Pass { result } => fields.value("Result", result),
        Kind::Task(task) => self::task(fields, *task),
        Kind::Choice { choices, default } => {
            fields.list("Choices", Some(choices), rule);
            fields.text("Default", default);
        }
        Kind::Wait(wait) => self::wait(fields, wait),
        Kind::Parallel { branches } => fields.list("Branches", Some(branches), branch),
        Kind::Map(map) => self::map(fields, *map),
        Kind::Succeed => {}
        Kind::Fail(fail) => self::fail(fields, *fail),
    }
}

fn task(fields: &mut Fields, task: Task) {
    fields.value("Credentials", task.credentials);
    fields.value("TimeoutSeconds", task.timeout_seconds);
    fields.value("TimeoutSecondsPath", task.timeout_seconds_path);
    fields.value("HeartbeatSeconds", task.heartbeat_seconds);
    fields.value("HeartbeatSecondsPath", task.heartbeat_seconds_path);
}

fn wait(fields: &mut Fields, wait: Wait) {
    match wait {
        Wait::Seconds(value) => fields.put("Seconds", value),
        Wait::SecondsPath(value) => fields.put("SecondsPath", value),
        Wait::Timestamp(value) => fields.put("Timestamp", value),
        Wait::TimestampPath(value) => fields.put("TimestampPath", value),
    }
}

fn fail(fields: &mut Fields, fail: Fail) {
    fields.value("Error", fail.error);
    fields.value("ErrorPath", fail.error_path);
    fields.value("Cause", fail.cause);
    fields.value("CausePath", fail.cause_path);
}

fn rule(rule: Rule) -> Value {
    let mut fields = Fields::with_capacity(3);
    fields.text("Comment", rule.comment);
    test(&mut fields, rule.test);
    fields.object("Assign", rule.assign);
    fields.value("Output", rule.output);
    fields.put("Next", rule.next);
    fields.done()
}

fn test(fields: &mut Fields, test: Test) {
    match test {
        Test::Condition(condition) => fields.put("Condition", condition),
        Test::And(tests) => fields.list("And", Some(tests), inner_test),
        Test::Or(tests) => fields.list("Or", Some(tests), inner_test),
        Test::Not(test) => fields.put("Not", inner_test(*test)),
        Test::Compare { variable, operator, operand } => {
            fields.put("Variable", variable);
            fields.put(operator, operand);
        }
    }
}

fn inner_test(inner: InnerTest) -> Value {
    let mut fields = Fields::default();
    fields.text("Comment", inner.comment);
    test(&mut fields, inner.test);
    fields.done()
}

fn branch(branch: Branch) -> Value {
    let mut fields = Fields::default();
    branch_fields(&mut fields, branch);
    fields.done()
}

fn branch_fields(fields: &mut Fields, branch: Branch) {
    fields.text("Comment", branch.comment);
    fields.put("StartAt", branch.start_at);
    fields.put("States", states(branch.states));
}

fn map(fields: &mut Fields, map: Map) {
    fields.value("Items", map.items);
    fields.value("ItemsPath", map.items_path);
    fields.value("ItemReader", map.item_reader.map(reader));
    fields.value("ItemSelector", map.item_selector);
    fields.object("ItemBatcher", map.item_batcher);
    fields.value("MaxConcurrency", map.max_concurrency);
    fields.value("MaxConcurrencyPath", map.max_concurrency_path);
    fields.value("ToleratedFailurePercentage", map.tolerated_failure_percentage);
    fields.value("ToleratedFailurePercentagePath", map.tolerated_failure_percentage_path);
    fields.value("ToleratedFailureCount", map.tolerated_failure_count);
    fields.value("ToleratedFailureCountPath", map.tolerated_failure_count_path);
    fields.text("Label", map.label);
    let name = if map.processor.iterator { "Iterator" } else { "ItemProcessor" };
    fields.put(name, processor(map.processor));
    fields.value("ResultWriter", map.result_writer.map(writer));
}

fn processor(processor: Processor) -> Value {
    let mut fields = Fields::default();
    if let Some(config) = processor.config {
        let mut inner = Fields::default();
        inner.text("Mode", config.mode);
        inner.text("ExecutionType", config.execution_type);
        fields.put("ProcessorConfig", inner.done());
    }
    branch_fields(&mut fields, processor.branch);
    fields.done()
}

fn reader(reader: Reader) -> Value {
    let mut fields = Fields::default();
    fields.put("Resource", reader.resource);
    fields.object("ReaderConfig", reader.config);
    fields.value("Parameters", reader.parameters);
    fields.value("Arguments", reader.arguments);
    fields.done()
}

fn writer(writer: Writer) -> Value {
    let mut fields = Fields::default();
    fields.text("Resource", writer.resource);
    fields.object("WriterConfig", writer.config);
    fields.value("Parameters", writer.parameters);
    fields.value("Arguments", writer.arguments);
    fields.done()
}

fn retrier(retrier: Retrier) -> Value {
    let mut fields = Fields::default();
    fields.put("ErrorEquals", retrier.error_equals);
    fields.text("Comment", retrier.comment);
    fields.value("IntervalSeconds", retrier.interval_seconds);
    fields.value("MaxAttempts", retrier.max_attempts);
    fields.value("BackoffRate", retrier.backoff_rate);
    fields.value("MaxDelaySeconds", retrier.max_delay_seconds);
    fields.text("JitterStrategy", retrier.jitter_strategy);
    fields.done()
}

fn catcher(catcher: Catcher) -> Value {
    let mut fields = Fields::with_capacity(3);
    fields.put("ErrorEquals", catcher.error_equals);
    fields.text("Comment", catcher.comment);
    fields.value("ResultPath", catcher.result_path);
    fields.object("Assign", catcher.assign);
    fields.value("Output", catcher.output);
    fields.put("Next", catcher.next);
    fields.done()
}
