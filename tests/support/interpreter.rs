//! Runs definitions: Amazon States Language in JSONata mode, with tasks answered by a function and
//! a clock that only moves when a state waits.
//!
//! Branches and iterations run one after the other, in order; the first failure ends their state.

use serde_json::{Map, Value, json};

use super::jsonata::evaluate_template;

/// States a run may enter.
const STEP_LIMIT: usize = 20_000;

/// What a failed query says; the text of the real cause names states, which differ between encodings.
const QUERY_CAUSE: &str = "a query failed";

/// What a task is asked.
pub struct Request<'a> {
    pub resource: &'a str,
    pub arguments: &'a Value,
    /// 0, 1 … within one visit of the state.
    pub attempt: u64,
}

/// The error and cause something fails with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    pub error: Option<String>,
    pub cause: Option<String>,
}

/// A task that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub resource: String,
    pub arguments: Value,
    /// `TimeoutSeconds`, `HeartbeatSeconds`, `Credentials`, evaluated.
    pub settings: Value,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Succeeded(Value),
    Failed(Failure),
    /// It entered more states than it may.
    TooLong,
}

/// What a run did.
#[derive(Clone, Debug)]
pub struct Run {
    pub outcome: Outcome,
    /// In order; those of a branch or iteration before those of the next.
    pub calls: Vec<Call>,
    /// Seconds waited, retries included.
    pub waited: u64,
    /// What the failed queries really said, for messages.
    pub notes: Vec<String>,
}

/// What stands for the world: the answer to each task.
pub type World<'w> = dyn FnMut(&Request<'_>) -> Result<Value, Failure> + 'w;

/// Runs `definition` on `input`.
pub fn run(definition: &Value, input: &Value, world: &mut World<'_>) -> Run {
    let mut runner = Runner { world, calls: Vec::new(), waited: 0, steps: 0, notes: Vec::new() };
    let execution = Execution { input: input.clone() };
    let ended = runner.machine(definition, input.clone(), Map::new(), &execution);
    let outcome = match ended {
        Ok(output) => Outcome::Succeeded(output),
        Err(Stop::Failure(failure)) => Outcome::Failed(failure),
        Err(Stop::TooLong) => Outcome::TooLong,
    };
    let Runner { calls, waited, notes, .. } = runner;
    Run { outcome, calls, waited, notes }
}

impl Failure {
    /// A failure with a name and a cause.
    pub fn new(error: &str, cause: &str) -> Self {
        Self { error: Some(error.to_owned()), cause: Some(cause.to_owned()) }
    }

    /// The error output a catcher sees.
    fn output(&self) -> Value {
        let fields = [("Error", &self.error), ("Cause", &self.cause)];
        let there = fields.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
        there.map(|(name, text)| (name.to_owned(), json!(text))).collect::<Map<_, _>>().into()
    }

    /// Whether a retrier or catcher with these names applies; to `States.Runtime` none does.
    fn matches(&self, errors: &Value) -> bool {
        let name = self.error.as_deref().unwrap_or_default();
        name != "States.Runtime"
            && strings(errors).any(|pattern| match pattern {
                "States.ALL" => true,
                "States.TaskFailed" => {
                    !["States.Timeout", "States.HeartbeatTimeout", "States.QueryEvaluationError"]
                        .contains(&name)
                }
                "States.Timeout" => ["States.Timeout", "States.HeartbeatTimeout"].contains(&name),
                _ => pattern == name,
            })
    }
}

/// Why a machine stops before its end.
enum Stop {
    Failure(Failure),
    TooLong,
}

/// The execution, or the child execution of a distributed map.
struct Execution {
    input: Value,
}

/// A state being visited.
struct Visit<'d> {
    name: &'d str,
    fields: &'d Value,
    input: Value,
    /// As at its entry.
    variables: Map<String, Value>,
    execution: &'d Execution,
    attempt: u64,
}

/// How a state is left.
struct Exit<'d> {
    assign: Map<String, Value>,
    output: Value,
    next: Option<&'d str>,
}

struct Runner<'w> {
    world: &'w mut World<'w>,
    calls: Vec<Call>,
    waited: u64,
    steps: usize,
    notes: Vec<String>,
}

impl Runner<'_> {
    /// Runs the states of a machine, branch or processor; gives the output.
    fn machine(
        &mut self,
        machine: &Value,
        mut input: Value,
        mut variables: Map<String, Value>,
        execution: &Execution,
    ) -> Result<Value, Stop> {
        let mut name = text(machine, "StartAt");
        loop {
            self.steps += 1;
            if self.steps > STEP_LIMIT {
                return Err(Stop::TooLong);
            }
            let fields = machine["States"].get(name).unwrap_or_else(|| panic!("no state `{name}`"));
            let mut visit =
                Visit { name, fields, input, variables: variables.clone(), execution, attempt: 0 };
            let exit = self.visit(&mut visit)?;
            variables.extend(exit.assign);
            input = exit.output;
            match exit.next {
                Some(next) => name = next,
                None => return Ok(input),
            }
        }
    }

    fn visit<'d>(&mut self, visit: &mut Visit<'d>) -> Result<Exit<'d>, Stop> {
        let fields = visit.fields;
        match text(fields, "Type") {
            "Pass" | "Succeed" => self.leave(visit, fields, None),
            "Choice" => self.choose(visit),
            "Wait" => {
                self.wait(visit)?;
                self.leave(visit, fields, None)
            }
            "Fail" => Err(Stop::Failure(self.failure_of(visit)?)),
            "Task" | "Parallel" | "Map" => self.work(visit),
            other => panic!("`{}` has type `{other}`", visit.name),
        }
    }

    /// Evaluates the `Assign` and `Output` of `way`: a state, a rule or a catcher.
    fn leave<'d>(
        &mut self,
        visit: &Visit<'_>,
        way: &'d Value,
        result: Option<(&str, &Value)>,
    ) -> Result<Exit<'d>, Stop> {
        let bindings = visit.bindings(result);
        let assign = match way.get("Assign") {
            Some(template) => self.evaluate(template, &bindings)?,
            None => Value::Object(Map::new()),
        };
        let output = match (way.get("Output"), result) {
            (Some(template), _) => self.evaluate(template, &bindings)?,
            (None, Some((_, result))) => result.clone(),
            (None, None) => visit.input.clone(),
        };
        let Value::Object(assign) = assign else { panic!("`{}` assigns no object", visit.name) };
        Ok(Exit { assign, output, next: way.get("Next").and_then(Value::as_str) })
    }

    fn choose<'d>(&mut self, visit: &Visit<'d>) -> Result<Exit<'d>, Stop> {
        let bindings = visit.bindings(None);
        for rule in list(visit.fields, "Choices") {
            match self.evaluate(&rule["Condition"], &bindings)? {
                Value::Bool(true) => return self.leave(visit, rule, None),
                Value::Bool(false) => {}
                other => return Err(self.query(format!("condition of `{}`: {other}", visit.name))),
            }
        }
        let Some(default) = visit.fields.get("Default") else {
            return Err(Stop::Failure(Failure::new("States.NoChoiceMatched", "")));
        };
        let exit = self.leave(visit, visit.fields, None)?;
        Ok(Exit { next: default.as_str(), ..exit })
    }

    fn wait(&mut self, visit: &Visit<'_>) -> Result<(), Stop> {
        let bindings = visit.bindings(None);
        if let Some(seconds) = visit.fields.get("Seconds") {
            let value = self.evaluate(seconds, &bindings)?;
            let whole = whole(&value).filter(|seconds| *seconds <= 99_999_999);
            self.waited += whole
                .ok_or_else(|| self.query(format!("`{}` waits {value} seconds", visit.name)))?;
        } else {
            let value = self.evaluate(&visit.fields["Timestamp"], &bindings)?;
            if !value.is_string() {
                return Err(self.query(format!("`{}` waits until {value}", visit.name)));
            }
        }
        Ok(())
    }

    fn failure_of(&mut self, visit: &Visit<'_>) -> Result<Failure, Stop> {
        let bindings = visit.bindings(None);
        let mut field = |name: &str| match visit.fields.get(name) {
            None => Ok(None),
            Some(template) => match self.evaluate(template, &bindings)? {
                Value::String(text) => Ok(Some(text)),
                other => Err(self.query(format!("{name} of `{}`: {other}", visit.name))),
            },
        };
        Ok(Failure { error: field("Error")?, cause: field("Cause")? })
    }

    /// Task, Parallel, Map: attempts, then the catchers.
    fn work<'d>(&mut self, visit: &mut Visit<'d>) -> Result<Exit<'d>, Stop> {
        let retriers = list(visit.fields, "Retry");
        let mut used = vec![0; retriers.len()];
        loop {
            let failure = match self.attempt(visit) {
                Err(Stop::Failure(failure)) => failure,
                other => return other,
            };
            // Only the first retrier that matches has a say.
            let at = retriers.iter().position(|retrier| failure.matches(&retrier["ErrorEquals"]));
            let retry = at.filter(|at| used[*at] < number(&retriers[*at], "MaxAttempts", 3));
            let Some(at) = retry else { return self.catch(visit, failure) };
            self.waited += delay(&retriers[at], used[at]);
            used[at] += 1;
            visit.attempt += 1;
            self.steps += 1;
            if self.steps > STEP_LIMIT {
                return Err(Stop::TooLong);
            }
        }
    }

    fn catch<'d>(&mut self, visit: &Visit<'d>, failure: Failure) -> Result<Exit<'d>, Stop> {
        let catchers = list(visit.fields, "Catch");
        match catchers.iter().find(|catcher| failure.matches(&catcher["ErrorEquals"])) {
            Some(catcher) => self.leave(visit, catcher, Some(("errorOutput", &failure.output()))),
            None => Err(Stop::Failure(failure)),
        }
    }

    fn attempt<'d>(&mut self, visit: &Visit<'d>) -> Result<Exit<'d>, Stop> {
        let result = match text(visit.fields, "Type") {
            "Task" => self.task(visit)?,
            "Parallel" => self.parallel(visit)?,
            _ => self.map(visit)?,
        };
        self.leave(visit, visit.fields, Some(("result", &result)))
    }

    fn arguments(&mut self, visit: &Visit<'_>) -> Result<Value, Stop> {
        match visit.fields.get("Arguments") {
            Some(template) => self.evaluate(template, &visit.bindings(None)),
            None => Ok(visit.input.clone()),
        }
    }

    fn task(&mut self, visit: &Visit<'_>) -> Result<Value, Stop> {
        let resource = text(visit.fields, "Resource");
        let arguments = self.arguments(visit)?;
        let bindings = visit.bindings(None);
        let mut settings = Map::new();
        for name in ["TimeoutSeconds", "HeartbeatSeconds", "Credentials"] {
            if let Some(template) = visit.fields.get(name) {
                settings.insert(name.to_owned(), self.evaluate(template, &bindings)?);
            }
        }
        self.calls.push(Call {
            resource: resource.to_owned(),
            arguments: arguments.clone(),
            settings: settings.into(),
        });
        let request = Request { resource, arguments: &arguments, attempt: visit.attempt };
        (self.world)(&request).map_err(Stop::Failure)
    }

    fn parallel(&mut self, visit: &Visit<'_>) -> Result<Value, Stop> {
        let input = self.arguments(visit)?;
        let mut outputs = Vec::new();
        for branch in list(visit.fields, "Branches") {
            let variables = visit.variables.clone();
            outputs.push(self.machine(branch, input.clone(), variables, visit.execution)?);
        }
        Ok(outputs.into())
    }

    fn map(&mut self, visit: &Visit<'_>) -> Result<Value, Stop> {
        let bindings = visit.bindings(None);
        let items = match visit.fields.get("Items") {
            Some(template) => self.evaluate(template, &bindings)?,
            None => visit.input.clone(),
        };
        let Value::Array(items) = items else {
            return Err(self.query(format!("`{}` maps over {items}", visit.name)));
        };
        let mut option = |name: &str| match visit.fields.get(name) {
            Some(template) => self.evaluate(template, &bindings).map(Some),
            None => Ok(None),
        };
        let concurrency = option("MaxConcurrency")?;
        let tolerance = Tolerance {
            count: option("ToleratedFailureCount")?.and_then(|count| count.as_f64()),
            percentage: option("ToleratedFailurePercentage")?.and_then(|share| share.as_f64()),
        };
        if concurrency.is_some_and(|value| whole(&value).is_none()) {
            return Err(self.query(format!("`{}` has an odd MaxConcurrency", visit.name)));
        }
        let selected = self.select(visit, items)?;
        let processor = &visit.fields["ItemProcessor"];
        if processor["ProcessorConfig"]["Mode"] == "DISTRIBUTED" {
            self.children(visit, processor, selected, &tolerance)
        } else {
            let outputs = selected.into_iter().map(|item| {
                self.machine(processor, item, visit.variables.clone(), visit.execution)
            });
            outputs.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
    }

    /// What each iteration is given.
    fn select(&mut self, visit: &Visit<'_>, items: Vec<Value>) -> Result<Vec<Value>, Stop> {
        let Some(selector) = visit.fields.get("ItemSelector") else { return Ok(items) };
        let mut selected = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let mut bindings = visit.bindings(None);
            bindings["states"]["context"]["Map"] = json!({"Item": {"Index": index, "Value": item}});
            selected.push(self.evaluate(selector, &bindings)?);
        }
        Ok(selected)
    }

    /// The child executions of a distributed map.
    fn children(
        &mut self,
        visit: &Visit<'_>,
        processor: &Value,
        items: Vec<Value>,
        tolerance: &Tolerance,
    ) -> Result<Value, Stop> {
        let total = items.len();
        let mut failed = 0;
        let mut outputs = Vec::new();
        for (size, input) in self.batches(visit, items)? {
            let execution = Execution { input: input.clone() };
            match self.machine(processor, input, Map::new(), &execution) {
                Ok(output) => outputs.push(output),
                Err(Stop::TooLong) => return Err(Stop::TooLong),
                Err(Stop::Failure(failure)) => {
                    failed += size;
                    let mut record = json!({"Status": "FAILED"});
                    let fields = failure.output();
                    for (name, value) in fields.as_object().into_iter().flatten() {
                        record[name] = value.clone();
                    }
                    outputs.push(record);
                }
            }
            if failed > 0 && !tolerance.allows(failed, total) {
                return Err(Stop::Failure(Failure::new(
                    "States.ExceedToleratedFailureThreshold",
                    "The specified tolerated failure threshold was exceeded",
                )));
            }
        }
        Ok(outputs.into())
    }

    /// The inputs of the children, each with how many items it holds.
    fn batches(
        &mut self,
        visit: &Visit<'_>,
        items: Vec<Value>,
    ) -> Result<Vec<(usize, Value)>, Stop> {
        let Some(batcher) = visit.fields.get("ItemBatcher") else {
            return Ok(items.into_iter().map(|item| (1, item)).collect());
        };
        let bindings = visit.bindings(None);
        let size = match batcher.get("MaxItemsPerBatch") {
            Some(template) => self.evaluate(template, &bindings)?,
            None => json!(items.len().max(1)),
        };
        let size =
            whole(&size).and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        let Some(size) = size else {
            return Err(self.query(format!("`{}` has an odd batch size", visit.name)));
        };
        let shared = match batcher.get("BatchInput") {
            Some(template) => Some(self.evaluate(template, &bindings)?),
            None => None,
        };
        let batch = |items: &[Value]| {
            let mut input = Map::new();
            if let Some(shared) = &shared {
                input.insert("BatchInput".to_owned(), shared.clone());
            }
            input.insert("Items".to_owned(), items.to_vec().into());
            (items.len(), input.into())
        };
        Ok(items.chunks(size).map(batch).collect())
    }

    fn evaluate(&mut self, template: &Value, bindings: &Map<String, Value>) -> Result<Value, Stop> {
        evaluate_template(template, bindings)
            .map_err(|error| self.query(format!("{template}: {error}")))
    }

    fn query(&mut self, note: String) -> Stop {
        self.notes.push(note);
        Stop::Failure(Failure::new("States.QueryEvaluationError", QUERY_CAUSE))
    }
}

impl Visit<'_> {
    /// What expressions of the state may read: the variables and `$states`.
    fn bindings(&self, result: Option<(&str, &Value)>) -> Map<String, Value> {
        let mut context = json!({
            "Execution": {
                "Id": "arn:aws:states:us-east-1:123456789012:execution:Machine:run",
                "Input": self.execution.input,
                "StartTime": "2026-01-01T00:00:00Z",
                "Name": "run",
                "RoleArn": "arn:aws:iam::123456789012:role/run",
                "RedriveCount": 0,
            },
            "StateMachine": {
                "Id": "arn:aws:states:us-east-1:123456789012:stateMachine:Machine",
                "Name": "Machine",
            },
            "State": { "Name": self.name, "EnteredTime": "2026-01-01T00:00:00Z" },
        });
        if ["Task", "Parallel", "Map"].contains(&text(self.fields, "Type")) {
            context["State"]["RetryCount"] = json!(self.attempt);
        }
        if text(self.fields, "Type") == "Task" {
            context["Task"] = json!({"Token": "token"});
        }
        let mut states = json!({"input": self.input, "context": context});
        if let Some((name, value)) = result {
            states[name] = value.clone();
        }
        let mut bindings = self.variables.clone();
        bindings.insert("states".to_owned(), states);
        bindings
    }
}

/// How many failures a distributed map takes.
struct Tolerance {
    count: Option<f64>,
    percentage: Option<f64>,
}

impl Tolerance {
    /// A threshold of 0 counts as unset; without any, no failure is taken.
    #[allow(clippy::cast_precision_loss, reason = "there are few items")]
    fn allows(&self, failed: usize, total: usize) -> bool {
        let count = self.count.filter(|count| *count > 0.0);
        let percentage = self.percentage.filter(|share| *share > 0.0);
        let within = |limit: Option<f64>, value: f64| limit.is_none_or(|limit| value <= limit);
        (count.is_some() || percentage.is_some())
            && within(count, failed as f64)
            && within(percentage, failed as f64 * 100.0 / total as f64)
    }
}

fn text<'v>(fields: &'v Value, name: &str) -> &'v str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(fields: &'v Value, name: &str) -> &'v [Value] {
    fields.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn number(fields: &Value, name: &str, default: u64) -> u64 {
    fields.get(name).and_then(Value::as_u64).unwrap_or(default)
}

/// A whole number that is not negative, however it is written.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and small")]
fn whole(value: &Value) -> Option<u64> {
    let number = value.as_f64()?;
    (number >= 0.0 && number.fract() == 0.0 && number < 1e15).then_some(number as u64)
}

/// The pause before retry `done + 1` of a retrier, in whole seconds; jitter taken as none.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is small")]
#[allow(clippy::cast_precision_loss, reason = "it is small")]
fn delay(retrier: &Value, done: u64) -> u64 {
    let rate = retrier.get("BackoffRate").and_then(Value::as_f64).unwrap_or(2.0);
    let first = number(retrier, "IntervalSeconds", 1) as f64;
    let cap = retrier.get("MaxDelaySeconds").and_then(Value::as_f64).unwrap_or(f64::MAX);
    (first * rate.powf(done as f64)).min(cap) as u64
}

#[cfg(test)]
#[allow(clippy::needless_pass_by_value, reason = "literals read better as they are")]
mod tests {
    use super::*;

    /// Answers each call with its arguments, but fails those whose resource is an error's name.
    fn echo(request: &Request<'_>) -> Result<Value, Failure> {
        match request.resource.strip_prefix("fail:") {
            Some(error) => Err(Failure::new(error, "why")),
            None => Ok(request.arguments.clone()),
        }
    }

    fn machine(states: Value) -> Value {
        json!({"StartAt": "A", "States": states})
    }

    fn output(states: Value, input: Value) -> Value {
        match run(&machine(states), &input, &mut echo).outcome {
            Outcome::Succeeded(output) => output,
            other => panic!("{other:?}"),
        }
    }

    fn failure(states: Value) -> String {
        match run(&machine(states), &json!({}), &mut echo).outcome {
            Outcome::Failed(failure) => failure.error.unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn assignments_read_the_old_values_and_output_does_not_see_them() {
        let states = json!({
            "A": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "B"},
            "B": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"},
                "Output": "{% $x %}", "Next": "C"},
            "C": {"Type": "Succeed", "Output": ["{% $states.input %}", "{% $x %}", "{% $y %}"]},
        });
        assert_eq!(output(states, json!({})), json!([1, 2, 1]));
    }

    #[test]
    fn a_rule_takes_its_own_assignments_and_the_default_those_of_the_state() {
        let states = json!({
            "A": {"Type": "Choice", "Default": "B", "Assign": {"x": "default"}, "Choices": [
                {"Condition": "{% $states.input.n = 1 %}", "Next": "B", "Assign": {"x": "one"}},
            ]},
            "B": {"Type": "Succeed", "Output": "{% $x %}"},
        });
        assert_eq!(output(states.clone(), json!({"n": 1})), json!("one"));
        assert_eq!(output(states, json!({"n": 2})), json!("default"));
    }

    #[test]
    fn a_condition_without_a_value_fails_the_run() {
        let states = json!({
            "A": {"Type": "Choice", "Default": "B", "Choices": [
                {"Condition": "{% $states.input.missing %}", "Next": "B"},
            ]},
            "B": {"Type": "Succeed"},
        });
        assert_eq!(failure(states), "States.QueryEvaluationError");
    }

    #[test]
    fn a_failing_assignment_is_caught_by_all_but_not_by_task_failed() {
        let with = |errors: &str| {
            json!({
                "A": {"Type": "Task", "Resource": "r", "Assign": {"x": "{% $states.result.no %}"},
                    "Catch": [{"ErrorEquals": [errors], "Next": "B"}], "End": true},
                "B": {"Type": "Succeed", "Output": "{% $states.input.Error %}"},
            })
        };
        assert_eq!(output(with("States.ALL"), json!({})), json!("States.QueryEvaluationError"));
        assert_eq!(failure(with("States.TaskFailed")), "States.QueryEvaluationError");
    }

    #[test]
    fn a_failing_assignment_of_a_catcher_is_not_caught_beside_it() {
        let states = json!({
            "A": {"Type": "Task", "Resource": "fail:E", "End": true, "Catch": [
                {"ErrorEquals": ["E"], "Next": "B", "Assign": {"x": "{% $missing %}"}},
                {"ErrorEquals": ["States.ALL"], "Next": "B"},
            ]},
            "B": {"Type": "Succeed"},
        });
        assert_eq!(failure(states), "States.QueryEvaluationError");
    }

    #[test]
    fn retriers_count_each_for_itself_and_only_the_first_match_counts() {
        let states = json!({
            "A": {"Type": "Task", "Resource": "fail:E", "End": true, "Retry": [
                {"ErrorEquals": ["Other"], "MaxAttempts": 5},
                {"ErrorEquals": ["E"], "MaxAttempts": 2, "IntervalSeconds": 3, "BackoffRate": 2.0},
                {"ErrorEquals": ["States.ALL"], "MaxAttempts": 9},
            ]},
        });
        let run = run(&machine(states), &json!({}), &mut echo);
        assert_eq!(run.outcome, Outcome::Failed(Failure::new("E", "why")));
        assert_eq!((run.calls.len(), run.waited), (3, 9));
    }

    #[test]
    fn an_attempt_after_a_failure_may_succeed() {
        let states = json!({
            "A": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["E"]}], "End": true,
                "Output": ["{% $states.result %}", "{% $states.context.State.RetryCount %}"]},
        });
        let mut world = |request: &Request<'_>| match request.attempt {
            0 | 1 => Err(Failure::new("E", "why")),
            attempt => Ok(json!(attempt)),
        };
        let run = run(&machine(states), &json!({}), &mut world);
        assert_eq!(run.outcome, Outcome::Succeeded(json!([2, 2])));
    }

    #[test]
    fn branches_see_outer_variables_and_keep_their_own() {
        let states = json!({
            "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "P"},
            "P": {"Type": "Parallel", "Branches": [
                {"StartAt": "B", "States": {
                    "B": {"Type": "Pass", "Assign": {"y": "{% $x + 1 %}"}, "Next": "C"},
                    "C": {"Type": "Pass", "Output": "{% $y %}", "End": true}}},
                {"StartAt": "D", "States": {"D": {"Type": "Pass", "Output": "{% $x %}", "End": true}}},
            ], "Output": {"got": "{% $states.result %}"}, "End": true},
        });
        assert_eq!(output(states, json!({})), json!({"got": [2, 1]}));
    }

    #[test]
    fn a_fail_in_a_branch_fails_the_parallel_with_its_own_name() {
        let states = json!({
            "A": {"Type": "Parallel", "End": true,
                "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Mine"}}}],
                "Catch": [{"ErrorEquals": ["Mine"], "Next": "B"}]},
            "B": {"Type": "Succeed"},
        });
        assert_eq!(output(states, json!({})), json!({"Error": "Mine"}));
    }

    #[test]
    fn an_inline_map_selects_and_iterates_in_order() {
        let states = json!({
            "A": {"Type": "Map", "Items": "{% $states.input.xs %}", "End": true,
                "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}",
                    "x": "{% $states.context.Map.Item.Value %}"},
                "ItemProcessor": {"StartAt": "B", "States": {
                    "B": {"Type": "Task", "Resource": "r", "End": true,
                        "Output": "{% $states.result.x * 10 + $states.result.i %}"}}}},
        });
        assert_eq!(output(states, json!({"xs": [5, 7]})), json!([50, 71]));
    }

    #[test]
    fn a_distributed_map_sees_no_variables_and_tolerates_what_it_may() {
        let with = |count: u64| {
            json!({
                "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"},
                "M": {"Type": "Map", "Items": [1, 2, 3], "End": true, "ToleratedFailureCount": count,
                    "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"b": "{% $x %}"}},
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "B",
                        "States": {
                            "B": {"Type": "Choice", "Default": "C", "Choices": [
                                {"Condition": "{% $count($states.input.Items) = 1 %}", "Next": "F"}]},
                            "C": {"Type": "Pass", "Output": "{% $states.input.BatchInput.b %}",
                                "End": true},
                            "F": {"Type": "Fail", "Error": "One"}}}},
            })
        };
        assert_eq!(output(with(1), json!({})), json!([1, {"Status": "FAILED", "Error": "One"}]));
        assert_eq!(failure(with(0)), "States.ExceedToleratedFailureThreshold");
    }

    #[test]
    fn a_run_that_never_ends_is_ended() {
        let states = json!({"A": {"Type": "Pass", "Next": "A"}});
        assert_eq!(run(&machine(states), &json!({}), &mut echo).outcome, Outcome::TooLong);
    }
}
