//! Reads the model from JSON. A field that its place does not have is a fault, so that nothing of
//! a definition is lost; whether names, targets and values make sense is not asked here.

use serde_json::{Map as Object, Value};

use crate::asl::error::{Problem, ReadError};
use crate::asl::model::{
    Branch, Catcher, Fail, InnerTest, Kind, Map, Paths, Processor, ProcessorConfig, QueryLanguage,
    Reader, Retrier, Rule, State, StateMachine, States, Task, Test, Transition, Wait, Writer,
};
use crate::asl::operators;

type Read<T> = Result<T, ReadError>;

/// The definition that `json` holds.
///
/// # Errors
/// The first place that does not fit the model.
pub fn read(json: &Value) -> Read<StateMachine> {
    let mut fields = Fields::of(json, String::new())?;
    let machine = StateMachine {
        comment: fields.text("Comment")?,
        query_language: query_language(&mut fields)?,
        version: fields.text("Version")?,
        timeout_seconds: fields.value("TimeoutSeconds"),
        start_at: fields.needed_text("StartAt")?,
        states: states(&mut fields)?,
    };
    fields.done()?;
    Ok(machine)
}

/// The fields of an object that were not taken yet.
struct Fields {
    left: Object<String, Value>,
    location: String,
}

impl Fields {
    fn of(json: &Value, location: String) -> Read<Self> {
        match json {
            Value::Object(fields) => Ok(Self { left: fields.clone(), location }),
            _ => Err(ReadError { location, problem: Problem::Expected("an object") }),
        }
    }

    fn fault<T>(&self, problem: Problem) -> Read<T> {
        let location = if self.location.is_empty() { "/" } else { &self.location };
        Err(ReadError { location: location.to_owned(), problem })
    }

    fn wrong<T>(&self, field: &str, expected: &'static str) -> Read<T> {
        let location = format!("{}/{field}", self.location);
        Err(ReadError { location, problem: Problem::Expected(expected) })
    }

    fn value(&mut self, name: &str) -> Option<Value> {
        self.left.shift_remove(name)
    }

    fn needed(&mut self, name: &'static str) -> Read<Value> {
        match self.value(name) {
            Some(value) => Ok(value),
            None => self.fault(Problem::Missing(name)),
        }
    }

    fn text(&mut self, name: &str) -> Read<Option<String>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => self.wrong(name, "a string"),
        }
    }

    fn needed_text(&mut self, name: &'static str) -> Read<String> {
        match self.text(name)? {
            Some(text) => Ok(text),
            None => self.fault(Problem::Missing(name)),
        }
    }

    fn object(&mut self, name: &str) -> Read<Option<Object<String, Value>>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => self.wrong(name, "an object"),
        }
    }

    fn inner(&mut self, name: &str) -> Read<Option<Self>> {
        let location = format!("{}/{name}", self.location);
        self.value(name).map(|value| Self::of(&value, location)).transpose()
    }

    fn list<T>(&mut self, name: &str, read: impl Fn(Self) -> Read<T>) -> Read<Option<Vec<T>>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(at, item)| read(Self::of(item, format!("{}/{name}[{at}]", self.location))?))
                .collect::<Read<_>>()
                .map(Some),
            Some(_) => self.wrong(name, "an array"),
        }
    }

    fn needed_list<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        match self.list(name, read)? {
            Some(items) => Ok(items),
            None => self.fault(Problem::Missing(name)),
        }
    }

    fn done(self) -> Read<()> {
        match self.left.keys().next() {
            Some(field) => self.fault(Problem::Unsupported(field.clone())),
            None => Ok(()),
        }
    }
}

fn query_language(fields: &mut Fields) -> Read<Option<QueryLanguage>> {
    match fields.text("QueryLanguage")?.as_deref() {
        None => Ok(None),
        Some("JSONPath") => Ok(Some(QueryLanguage::JsonPath)),
        Some("JSONata") => Ok(Some(QueryLanguage::Jsonata)),
        Some(_) => fields.wrong("QueryLanguage", "`JSONPath` or `JSONata`"),
    }
}

fn states(fields: &mut Fields) -> Read<States> {
    let location = format!("{}/States", fields.location);
    let Value::Object(states) = fields.needed("States")? else {
        return fields.wrong("States", "an object");
    };
    states
        .iter()
        .map(|(name, json)| {
            let fields = Fields::of(json, format!("{location}/{name}"))?;
            Ok((name.clone(), state(fields)?))
        })
        .collect()
}

fn state(mut fields: Fields) -> Read<State> {
    let type_name = fields.needed_text("Type")?;
    let state = State {
        comment: fields.text("Comment")?,
        query_language: query_language(&mut fields)?,
        paths: paths(&mut fields),
        arguments: fields.value("Arguments"),
        retry: fields.list("Retry", retrier)?,
        catch: fields.list("Catch", catcher)?,
        assign: fields.object("Assign")?,
        output: fields.value("Output"),
        transition: transition(&mut fields)?,
        kind: kind(&type_name, &mut fields)?,
    };
    fields.done()?;
    Ok(state)
}

fn paths(fields: &mut Fields) -> Option<Box<Paths>> {
    let paths = Paths {
        input_path: fields.value("InputPath"),
        parameters: fields.value("Parameters"),
        result_selector: fields.value("ResultSelector"),
        result_path: fields.value("ResultPath"),
        output_path: fields.value("OutputPath"),
    };
    (paths != Paths::default()).then(|| Box::new(paths))
}

/// `End: false` beside `Next` says nothing; it is not kept apart from `Next` alone.
fn transition(fields: &mut Fields) -> Read<Option<Transition>> {
    let end = match fields.value("End") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return fields.wrong("End", "a boolean"),
    };
    match (fields.text("Next")?, end) {
        (Some(_), true) => fields.fault(Problem::Exclusive("Next", "End")),
        (Some(next), false) => Ok(Some(Transition::Next(next))),
        (None, true) => Ok(Some(Transition::End)),
        (None, false) => Ok(None),
    }
}

fn kind(type_name: &str, fields: &mut Fields) -> Read<Kind> {
    Ok(match type_name {
        "Pass" => Kind::Pass { result: fields.value("Result") },
        "Task" => Kind::Task(Box::new(task(fields)?)),
        "Choice" => Kind::Choice {
            choices: fields.needed_list("Choices", rule)?,
            default: fields.text("Default")?,
        },
        "Wait" => Kind::Wait(wait(fields)?),
        "Parallel" => Kind::Parallel { branches: fields.needed_list("Branches", branch)? },
        "Map" => Kind::Map(Box::new(map(fields)?)),
        "Succeed" => Kind::Succeed,
        "Fail" => Kind::Fail(Box::new(Fail {
            error: fields.value("Error"),
            error_path: fields.value("ErrorPath"),
            cause: fields.value("Cause"),
            cause_path: fields.value("CausePath"),
        })),
        _ => return fields.wrong("Type", "the type of a state"),
    })
}

fn task(fields: &mut Fields) -> Read<Task> {
    Ok(Task {
        resource: fields.needed_text("Resource")?,
        timeout_seconds: fields.value("TimeoutSeconds"),
        timeout_seconds_path: fields.value("TimeoutSecondsPath"),
        heartbeat_seconds: fields.value("HeartbeatSeconds"),
        heartbeat_seconds_path: fields.value("HeartbeatSecondsPath"),
        credentials: fields.value("Credentials"),
    })
}

fn wait(fields: &mut Fields) -> Read<Wait> {
    if let Some(value) = fields.value("SecondsPath") {
        return Ok(Wait::SecondsPath(value));
    }
    if let Some(value) = fields.value("Timestamp") {
        return Ok(Wait::Timestamp(value));
    }
    if let Some(value) = fields.value("TimestampPath") {
        return Ok(Wait::TimestampPath(value));
    }
    fields.needed("Seconds").map(Wait::Seconds)
}

fn rule(mut fields: Fields) -> Read<Rule> {
    let rule = Rule {
        comment: fields.text("Comment")?,
        assign: fields.object("Assign")?,
        output: fields.value("Output"),
        next: fields.needed_text("Next")?,
        test: test(&mut fields)?,
    };
    fields.done()?;
    Ok(rule)
}

fn test(fields: &mut Fields) -> Read<Test> {
    if let Some(condition) = fields.value("Condition") {
        return Ok(Test::Condition(condition));
    }
    if let Some(tests) = fields.list("And", inner_test)? {
        return Ok(Test::And(tests));
    }
    if let Some(tests) = fields.list("Or", inner_test)? {
        return Ok(Test::Or(tests));
    }
    if let Some(inner) = fields.inner("Not")? {
        return Ok(Test::Not(Box::new(inner_test(inner)?)));
    }
    let variable = fields.needed_text("Variable")?;
    let Some(operator) =
        fields.left.keys().find(|name| operators::operand(name).is_some()).cloned()
    else {
        return fields.fault(Problem::Missing("StringEquals"));
    };
    let operand = fields.value(&operator).unwrap_or_default();
    Ok(Test::Compare { variable, operator, operand })
}

fn inner_test(mut fields: Fields) -> Read<InnerTest> {
    let inner = InnerTest { comment: fields.text("Comment")?, test: test(&mut fields)? };
    fields.done()?;
    Ok(inner)
}

fn branch(mut fields: Fields) -> Read<Branch> {
    let branch = branch_fields(&mut fields)?;
    fields.done()?;
    Ok(branch)
}

fn branch_fields(fields: &mut Fields) -> Read<Branch> {
    Ok(Branch {
        comment: fields.text("Comment")?,
        start_at: fields.needed_text("StartAt")?,
        states: states(fields)?,
    })
}

fn map(fields: &mut Fields) -> Read<Map> {
    Ok(Map {
        items: fields.value("Items"),
        items_path: fields.value("ItemsPath"),
        item_reader: fields.inner("ItemReader")?.map(reader).transpose()?,
        item_selector: fields.value("ItemSelector"),
        item_batcher: fields.object("ItemBatcher")?,
        max_concurrency: fields.value("MaxConcurrency"),
        max_concurrency_path: fields.value("MaxConcurrencyPath"),
        tolerated_failure_percentage: fields.value("ToleratedFailurePercentage"),
        tolerated_failure_percentage_path: fields.value("ToleratedFailurePercentagePath"),
        tolerated_failure_count: fields.value("ToleratedFailureCount"),
        tolerated_failure_count_path: fields.value("ToleratedFailureCountPath"),
        label: fields.text("Label")?,
        processor: processor(fields)?,
        result_writer: fields.inner("ResultWriter")?.map(writer).transpose()?,
    })
}

fn processor(fields: &mut Fields) -> Read<Processor> {
    let (mut inner, iterator) = match (fields.inner("ItemProcessor")?, fields.inner("Iterator")?) {
        (Some(_), Some(_)) => return fields.fault(Problem::Exclusive("ItemProcessor", "Iterator")),
        (Some(inner), None) => (inner, false),
        (None, Some(inner)) => (inner, true),
        (None, None) => return fields.fault(Problem::Missing("ItemProcessor")),
    };
    let config = inner.inner("ProcessorConfig")?.map(processor_config).transpose()?;
    let branch = branch(inner)?;
    Ok(Processor { iterator, config, branch })
}

fn processor_config(mut fields: Fields) -> Read<ProcessorConfig> {
    let config = ProcessorConfig {
        mode: fields.text("Mode")?,
        execution_type: fields.text("ExecutionType")?,
    };
    fields.done()?;
    Ok(config)
}

fn reader(mut fields: Fields) -> Read<Reader> {
    let reader = Reader {
        resource: fields.needed_text("Resource")?,
        parameters: fields.value("Parameters"),
        arguments: fields.value("Arguments"),
        config: fields.object("ReaderConfig")?,
    };
    fields.done()?;
    Ok(reader)
}

fn writer(mut fields: Fields) -> Read<Writer> {
    let writer = Writer {
        resource: fields.text("Resource")?,
        parameters: fields.value("Parameters"),
        arguments: fields.value("Arguments"),
        config: fields.object("WriterConfig")?,
    };
    fields.done()?;
    Ok(writer)
}

fn retrier(mut fields: Fields) -> Read<Retrier> {
    let retrier = Retrier {
        error_equals: error_equals(&mut fields)?,
        comment: fields.text("Comment")?,
        interval_seconds: fields.value("IntervalSeconds"),
        max_attempts: fields.value("MaxAttempts"),
        backoff_rate: fields.value("BackoffRate"),
        max_delay_seconds: fields.value("MaxDelaySeconds"),
        jitter_strategy: fields.text("JitterStrategy")?,
    };
    fields.done()?;
    Ok(retrier)
}

fn catcher(mut fields: Fields) -> Read<Catcher> {
    let catcher = Catcher {
        error_equals: error_equals(&mut fields)?,
        comment: fields.text("Comment")?,
        result_path: fields.value("ResultPath"),
        assign: fields.object("Assign")?,
        output: fields.value("Output"),
        next: fields.needed_text("Next")?,
    };
    fields.done()?;
    Ok(catcher)
}

fn error_equals(fields: &mut Fields) -> Read<Vec<String>> {
    let Value::Array(names) = fields.needed("ErrorEquals")? else {
        return fields.wrong("ErrorEquals", "an array");
    };
    names
        .into_iter()
        .map(|name| match name {
            Value::String(name) => Ok(name),
            _ => fields.wrong("ErrorEquals", "an array of strings"),
        })
        .collect()
}
