//! Writes the model as JSON, fields in the order of AWS's documentation.

use serde_json::{Map as Object, Value};

use crate::asl::model::{
    Branch, Catcher, Fail, InnerTest, Kind, Map, Paths, Processor, QueryLanguage, Reader, Retrier,
    Rule, State, StateMachine, States, Task, Test, Transition, Wait, Writer,
};

/// The definition as JSON.
#[must_use]
pub fn write(machine: &StateMachine) -> Value {
    let mut fields = Fields::default();
    fields.text("Comment", machine.comment.as_ref());
    fields.text("QueryLanguage", machine.query_language.map(QueryLanguage::name));
    fields.text("Version", machine.version.as_ref());
    fields.text("StartAt", Some(&machine.start_at));
    fields.value("TimeoutSeconds", machine.timeout_seconds.as_ref());
    fields.put("States", states(&machine.states));
    fields.done()
}

/// Fields of an object in the order they are put; what is `None` is left out.
#[derive(Default)]
struct Fields(Object<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn text<T: AsRef<str>>(&mut self, name: &str, text: Option<T>) {
        if let Some(text) = text {
            self.put(name, text.as_ref());
        }
    }

    fn value(&mut self, name: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.put(name, value.clone());
        }
    }

    fn object(&mut self, name: &str, object: Option<&Object<String, Value>>) {
        if let Some(object) = object {
            self.put(name, object.clone());
        }
    }

    fn list<T>(&mut self, name: &str, items: Option<&[T]>, write: impl Fn(&T) -> Value) {
        if let Some(items) = items {
            self.put(name, items.iter().map(write).collect::<Vec<_>>());
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn states(states: &States) -> Value {
    Value::Object(states.iter().map(|(name, state)| (name.clone(), self::state(state))).collect())
}

fn state(state: &State) -> Value {
    let mut fields = Fields::default();
    fields.put("Type", state.kind.name());
    fields.text("Comment", state.comment.as_ref());
    fields.text("QueryLanguage", state.query_language.map(QueryLanguage::name));
    if let Kind::Task(task) = &state.kind {
        fields.put("Resource", task.resource.as_str());
    }
    input_paths(&mut fields, &state.paths);
    fields.value("Arguments", state.arguments.as_ref());
    kind(&mut fields, &state.kind);
    fields.value("ResultSelector", state.paths.result_selector.as_ref());
    fields.value("ResultPath", state.paths.result_path.as_ref());
    fields.value("OutputPath", state.paths.output_path.as_ref());
    fields.list("Retry", state.retry.as_deref(), retrier);
    fields.list("Catch", state.catch.as_deref(), catcher);
    fields.object("Assign", state.assign.as_ref());
    fields.value("Output", state.output.as_ref());
    match &state.transition {
        Some(Transition::Next(next)) => fields.put("Next", next.as_str()),
        Some(Transition::End) => fields.put("End", true),
        None => {}
    }
    fields.done()
}

fn input_paths(fields: &mut Fields, paths: &Paths) {
    fields.value("InputPath", paths.input_path.as_ref());
    fields.value("Parameters", paths.parameters.as_ref());
}

fn kind(fields: &mut Fields, kind: &Kind) {
    match kind {
        Kind::Pass { result } => fields.value("Result", result.as_ref()),
        Kind::Task(task) => self::task(fields, task),
        Kind::Choice { choices, default } => {
            fields.list("Choices", Some(choices), rule);
            fields.text("Default", default.as_ref());
        }
        Kind::Wait(wait) => self::wait(fields, wait),
        Kind::Parallel { branches } => fields.list("Branches", Some(branches), branch),
        Kind::Map(map) => self::map(fields, map),
        Kind::Succeed => {}
        Kind::Fail(fail) => self::fail(fields, fail),
    }
}

fn task(fields: &mut Fields, task: &Task) {
    fields.value("Credentials", task.credentials.as_ref());
    fields.value("TimeoutSeconds", task.timeout_seconds.as_ref());
    fields.value("TimeoutSecondsPath", task.timeout_seconds_path.as_ref());
    fields.value("HeartbeatSeconds", task.heartbeat_seconds.as_ref());
    fields.value("HeartbeatSecondsPath", task.heartbeat_seconds_path.as_ref());
}

fn wait(fields: &mut Fields, wait: &Wait) {
    let (name, value) = match wait {
        Wait::Seconds(value) => ("Seconds", value),
        Wait::SecondsPath(value) => ("SecondsPath", value),
        Wait::Timestamp(value) => ("Timestamp", value),
        Wait::TimestampPath(value) => ("TimestampPath", value),
    };
    fields.put(name, value.clone());
}

fn fail(fields: &mut Fields, fail: &Fail) {
    fields.value("Error", fail.error.as_ref());
    fields.value("ErrorPath", fail.error_path.as_ref());
    fields.value("Cause", fail.cause.as_ref());
    fields.value("CausePath", fail.cause_path.as_ref());
}

fn rule(rule: &Rule) -> Value {
    let mut fields = Fields::default();
    fields.text("Comment", rule.comment.as_ref());
    test(&mut fields, &rule.test);
    fields.object("Assign", rule.assign.as_ref());
    fields.value("Output", rule.output.as_ref());
    fields.put("Next", rule.next.as_str());
    fields.done()
}

fn test(fields: &mut Fields, test: &Test) {
    match test {
        Test::Condition(condition) => fields.put("Condition", condition.clone()),
        Test::And(tests) => fields.list("And", Some(tests), inner_test),
        Test::Or(tests) => fields.list("Or", Some(tests), inner_test),
        Test::Not(test) => fields.put("Not", inner_test(test)),
        Test::Compare { variable, operator, operand } => {
            fields.put("Variable", variable.as_str());
            fields.put(operator, operand.clone());
        }
    }
}

fn inner_test(inner: &InnerTest) -> Value {
    let mut fields = Fields::default();
    fields.text("Comment", inner.comment.as_ref());
    test(&mut fields, &inner.test);
    fields.done()
}

fn branch(branch: &Branch) -> Value {
    let mut fields = Fields::default();
    branch_fields(&mut fields, branch);
    fields.done()
}

fn branch_fields(fields: &mut Fields, branch: &Branch) {
    fields.text("Comment", branch.comment.as_ref());
    fields.put("StartAt", branch.start_at.as_str());
    fields.put("States", states(&branch.states));
}

fn map(fields: &mut Fields, map: &Map) {
    fields.value("Items", map.items.as_ref());
    fields.value("ItemsPath", map.items_path.as_ref());
    if let Some(reader) = &map.item_reader {
        fields.put("ItemReader", self::reader(reader));
    }
    fields.value("ItemSelector", map.item_selector.as_ref());
    fields.object("ItemBatcher", map.item_batcher.as_ref());
    fields.value("MaxConcurrency", map.max_concurrency.as_ref());
    fields.value("MaxConcurrencyPath", map.max_concurrency_path.as_ref());
    fields.value("ToleratedFailurePercentage", map.tolerated_failure_percentage.as_ref());
    fields.value("ToleratedFailurePercentagePath", map.tolerated_failure_percentage_path.as_ref());
    fields.value("ToleratedFailureCount", map.tolerated_failure_count.as_ref());
    fields.value("ToleratedFailureCountPath", map.tolerated_failure_count_path.as_ref());
    fields.text("Label", map.label.as_ref());
    let name = if map.processor.iterator { "Iterator" } else { "ItemProcessor" };
    fields.put(name, processor(&map.processor));
    if let Some(writer) = &map.result_writer {
        fields.put("ResultWriter", self::writer(writer));
    }
}

fn processor(processor: &Processor) -> Value {
    let mut fields = Fields::default();
    if let Some(config) = &processor.config {
        let mut inner = Fields::default();
        inner.text("Mode", config.mode.as_ref());
        inner.text("ExecutionType", config.execution_type.as_ref());
        fields.put("ProcessorConfig", inner.done());
    }
    branch_fields(&mut fields, &processor.branch);
    fields.done()
}

fn reader(reader: &Reader) -> Value {
    let mut fields = Fields::default();
    fields.put("Resource", reader.resource.as_str());
    fields.object("ReaderConfig", reader.config.as_ref());
    fields.value("Parameters", reader.parameters.as_ref());
    fields.value("Arguments", reader.arguments.as_ref());
    fields.done()
}

fn writer(writer: &Writer) -> Value {
    let mut fields = Fields::default();
    fields.text("Resource", writer.resource.as_ref());
    fields.object("WriterConfig", writer.config.as_ref());
    fields.value("Parameters", writer.parameters.as_ref());
    fields.value("Arguments", writer.arguments.as_ref());
    fields.done()
}

fn retrier(retrier: &Retrier) -> Value {
    let mut fields = Fields::default();
    fields.put("ErrorEquals", retrier.error_equals.clone());
    fields.text("Comment", retrier.comment.as_ref());
    fields.value("IntervalSeconds", retrier.interval_seconds.as_ref());
    fields.value("MaxAttempts", retrier.max_attempts.as_ref());
    fields.value("BackoffRate", retrier.backoff_rate.as_ref());
    fields.value("MaxDelaySeconds", retrier.max_delay_seconds.as_ref());
    fields.text("JitterStrategy", retrier.jitter_strategy.as_ref());
    fields.done()
}

fn catcher(catcher: &Catcher) -> Value {
    let mut fields = Fields::default();
    fields.put("ErrorEquals", catcher.error_equals.clone());
    fields.text("Comment", catcher.comment.as_ref());
    fields.value("ResultPath", catcher.result_path.as_ref());
    fields.object("Assign", catcher.assign.as_ref());
    fields.value("Output", catcher.output.as_ref());
    fields.put("Next", catcher.next.as_str());
    fields.done()
}
