//! What the service was measured to do, beyond the recorded executions: each statement with a state
//! machine that shows it.

#![allow(clippy::needless_pass_by_value, reason = "`json!` gives values")]

use flowc::asl;
use flowc::sim::{Event, History, Kind, Mocks, Options, Outcome, Plan, Status, simulate};
use flowc::value::Value;
use serde_json::{Value as Json, json};

use crate::support::outcome;

/// An execution that ended.
struct Ran {
    outcome: Outcome,
    events: Vec<Event>,
    mocks: Mocks,
}

impl Ran {
    fn output(&self) -> Json {
        outcome::output(&self.outcome)
    }

    fn error(&self) -> &str {
        outcome::error(&self.outcome)
    }

    fn cause(&self) -> &str {
        self.outcome.cause.as_deref().unwrap_or("none")
    }

    /// The event types, in order.
    fn types(&self) -> Vec<String> {
        self.events.iter().map(|event| event.what.kind()).collect()
    }

    /// How long it took, in milliseconds of the virtual clock.
    fn millis(&self) -> i64 {
        self.outcome.stopped.0 - self.outcome.started.0
    }

    fn history(&self) -> Json {
        self.events.iter().map(Event::to_json).collect()
    }
}

fn plan(machine: &Json) -> Plan {
    let machine = asl::read(machine).expect("the machine can be read");
    Plan::new(&machine).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn read_mocks(mocks: &Json) -> Mocks {
    Mocks::read(mocks).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn run_with(machine: &Json, input: &Json, mocks: &Json, options: &Options) -> Ran {
    let mut mocks = read_mocks(mocks);
    let mut history = History::default();
    let outcome = simulate(&plan(machine), input.into(), options, &mut mocks, &mut history)
        .unwrap_or_else(|unanswered| panic!("{}", unanswered.message));
    Ran { outcome, events: history.events, mocks }
}

fn run(machine: &Json, input: &Json, mocks: &Json) -> Ran {
    run_with(machine, input, mocks, &Options::default())
}

/// A machine of these states in JSONata; the first is `A`.
fn jsonata(states: Json) -> Json {
    json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states})
}

/// A machine of one state in JSONata.
fn one(state: Json) -> Json {
    jsonata(json!({"A": state}))
}

fn task(more: Json) -> Json {
    let mut task = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "f"}, "End": true});
    for (key, value) in more.as_object().expect("fields") {
        task[key] = value.clone();
    }
    task
}

/// The value of an expression as an output.
fn value_of(expression: &str, input: &Json) -> Json {
    let state = json!({"Type": "Succeed", "Output": format!("{{% {expression} %}}")});
    run(&one(state), input, &json!({})).output()
}

#[test]
fn assign_sees_the_values_from_before_the_state() {
    let machine = jsonata(json!({
        "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
        "B": {"Type": "Pass", "Assign": {"x": "{% $x + 1 %}", "y": "{% $x %}"},
              "Output": "{% $x %}", "Next": "C"},
        "C": {"Type": "Succeed", "Output": {"x": "{% $x %}", "y": "{% $y %}", "out": "{% $states.input %}"}},
    }));
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!(ran.output(), json!({"x": 2, "y": 1, "out": 1}));
}

#[test]
fn a_failing_assign_assigns_nothing_and_is_caught_by_its_name_alone() {
    let caught_by = |error: &str| {
        let machine = jsonata(json!({
            "A": task(json!({"End": null, "Next": "B",
                "Assign": {"x": 2, "y": "{% $nothing %}"},
                "Catch": [{"ErrorEquals": [error], "Next": "B"}]})),
            "B": {"Type": "Succeed", "Output": "{% $exists($x) %}"},
        }));
        let mut machine = machine;
        machine["States"]["A"].as_object_mut().expect("a state").remove("End");
        run(&machine, &json!({}), &json!({"A": {"return": 1}}))
    };
    assert_eq!(caught_by("States.ALL").output(), json!(false));
    assert_eq!(caught_by("States.QueryEvaluationError").output(), json!(false));
    assert_eq!(caught_by("States.TaskFailed").error(), "States.QueryEvaluationError");
}

#[test]
fn a_failure_in_a_catcher_is_not_caught_by_its_siblings() {
    let ran = run(
        &jsonata(json!({
            "A": task(json!({"Catch": [
                {"ErrorEquals": ["E"], "Output": "{% $nothing %}", "Next": "B"},
                {"ErrorEquals": ["States.ALL"], "Next": "B"}]})),
            "B": {"Type": "Succeed"},
        })),
        &json!({}),
        &json!({"A": {"error": "E"}}),
    );
    assert_eq!(ran.error(), "States.QueryEvaluationError");
}

#[test]
fn retriers_count_by_themselves_and_the_first_that_matches_decides() {
    let retry = json!([
        {"ErrorEquals": ["E"], "MaxAttempts": 1, "IntervalSeconds": 5},
        {"ErrorEquals": ["States.ALL"], "MaxAttempts": 5},
    ]);
    let ran = run(
        &one(task(json!({"Retry": retry}))),
        &json!({}),
        &json!({"A": [{"error": "E"}, {"error": "F"}, {"error": "E"}]}),
    );
    // The retrier of E is used up by the second E; the one for all has no turn.
    assert_eq!((ran.error(), ran.millis()), ("E", 6_000));
}

#[test]
fn delays_grow_up_to_the_limit() {
    let retry = json!([{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "BackoffRate": 3,
        "MaxDelaySeconds": 10, "MaxAttempts": 3}]);
    let mocks = json!({"A": [{"error": "E"}, {"error": "E"}, {"error": "E"}, {"return": 1}]});
    let ran = run(&one(task(json!({"Retry": retry}))), &json!({}), &mocks);
    assert_eq!(ran.millis(), 2_000 + 6_000 + 10_000);
    let mut jitter = retry;
    jitter[0]["JitterStrategy"] = "FULL".into();
    let machine = one(task(json!({"Retry": jitter})));
    let seeded = |seed| {
        let options = Options { seed, ..Options::default() };
        run_with(&machine, &json!({}), &mocks, &options).millis()
    };
    assert!(seeded(1) < 18_000 && seeded(1) == seeded(1) && seeded(1) != seeded(2));
}

#[test]
fn the_context_counts_the_retries() {
    let machine = jsonata(json!({
        "A": task(json!({
            "Arguments": {"n": "{% $states.context.State.RetryCount %}"},
            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B",
                "Output": "{% $states.context.State.RetryCount %}"}]})),
        "B": {"Type": "Succeed"},
    }));
    let ran = run(&machine, &json!({}), &json!({"A": {"error": "E"}}));
    assert_eq!(ran.output(), json!(2));
    let scheduled = ran
        .history()
        .as_array()
        .expect("events")
        .iter()
        .filter_map(|event| event.pointer("/taskScheduledEventDetails/parameters").cloned())
        .collect::<Vec<_>>();
    assert_eq!(scheduled, [r#"{"n":0}"#, r#"{"n":1}"#, r#"{"n":2}"#]);
}

#[test]
fn what_a_wildcard_does_not_match() {
    let caught = |mock: Json, names: Json| {
        let machine = jsonata(json!({
            "A": task(json!({"TimeoutSeconds": 60, "HeartbeatSeconds": 10,
                "Catch": [{"ErrorEquals": names, "Next": "B"}]})),
            "B": {"Type": "Succeed", "Output": "caught"},
        }));
        run(&machine, &json!({}), &json!({"A": mock})).outcome.status == Status::Succeeded
    };
    let beats = json!({"timeout": true, "heartbeats": [9, 18, 27, 36, 45, 54]});
    assert!(!caught(json!({"timeout": true}), json!(["States.TaskFailed"])));
    assert!(caught(json!({"timeout": true}), json!(["States.Timeout"])));
    assert!(caught(json!({"timeout": true}), json!(["States.HeartbeatTimeout"])));
    assert!(caught(beats.clone(), json!(["States.Timeout"])));
    assert!(!caught(beats, json!(["States.HeartbeatTimeout"])));
    assert!(!caught(json!({"error": "States.Runtime"}), json!(["Other"])));
}

#[test]
fn a_fail_in_a_branch_fails_the_parallel_with_its_own_error() {
    let machine = one(json!({"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Mine", "Cause": "why"}}},
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}},
    ]}));
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!((ran.error(), ran.cause(), ran.millis()), ("Mine", "why", 0));
    let types = ran.types();
    assert!(types.contains(&"WaitStateAborted".to_owned()), "{types:?}");
    assert_eq!(types.last().map(String::as_str), Some("ExecutionFailed"));
}

#[test]
fn branches_share_the_clock() {
    let wait = |name: &str, seconds: i64| json!({"StartAt": name, "States": {name: {"Type": "Wait", "Seconds": seconds, "End": true}}});
    let machine = one(json!({"Type": "Parallel", "End": true,
        "Branches": [wait("X", 30), wait("Y", 10), wait("Z", 20)]}));
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!(ran.millis(), 30_000);
    let history = ran.history();
    let left: Vec<&Json> = history
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["type"] == "WaitStateExited")
        .map(|event| &event["stateExitedEventDetails"]["name"])
        .collect();
    assert_eq!(left, [&json!("Y"), &json!("Z"), &json!("X")]);
}

#[test]
fn inner_variables_end_with_their_scope() {
    let machine = jsonata(json!({
        "A": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "M"},
        "M": {"Type": "Map", "Items": [1, 2], "Next": "Z", "ItemProcessor": {"StartAt": "I", "States": {
            "I": {"Type": "Pass", "Assign": {"inner": "{% $outer + $states.input %}"}, "Next": "J"},
            "J": {"Type": "Pass", "Output": "{% $inner %}", "End": true}}}},
        "Z": {"Type": "Succeed", "Output": ["{% $states.input %}", "{% $exists($inner) %}"]},
    }));
    assert_eq!(run(&machine, &json!({}), &json!({})).output(), json!([[2, 3], false]));
}

/// A distributed Map over three numbers whose second child fails.
fn distributed(more: Json) -> Json {
    let mut map = json!({"Type": "Map", "Items": [1, 2, 3], "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "C", "States": {
            "C": {"Type": "Choice", "Default": "P",
                "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "F"}]},
            "F": {"Type": "Fail", "Error": "Two", "Cause": "it is two"},
            "P": {"Type": "Pass", "End": true}}}});
    for (key, value) in more.as_object().expect("fields") {
        map[key] = value.clone();
    }
    map
}

#[test]
fn failures_of_children_are_tolerated_as_far_as_said() {
    let run = |more: Json| run(&one(distributed(more)), &json!({}), &json!({}));
    assert_eq!(run(json!({})).error(), "States.ExceedToleratedFailureThreshold");
    assert_eq!(
        run(json!({"ToleratedFailureCount": 0})).error(),
        "States.ExceedToleratedFailureThreshold"
    );
    let failed = json!({"Status": "FAILED", "Error": "Two", "Cause": "it is two"});
    assert_eq!(run(json!({"ToleratedFailureCount": 1})).output(), json!([1, failed, 3]));
    assert_eq!(run(json!({"ToleratedFailurePercentage": 40})).output(), json!([1, failed, 3]));
    assert_eq!(
        run(json!({"ToleratedFailurePercentage": 30})).cause(),
        "The specified tolerated failure threshold was exceeded"
    );
}

#[test]
fn children_see_no_outer_variables_and_are_executions_of_their_own() {
    let mut map = distributed(json!({"Next": "Z"}));
    map["ItemProcessor"] = json!({
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
        "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true, "Output":
            ["{% $exists($x) %}", "{% $contains($states.context.Execution.Id, ':express:StateMachine/Here:') %}",
             "{% $exists($states.context.Execution.RedriveCount) %}"]}}});
    map["Label"] = "Here".into();
    map.as_object_mut().expect("a state").remove("End");
    let machine = jsonata(json!({
        "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "M"},
        "M": map,
        "Z": {"Type": "Succeed", "Output": "{% $states.input[0] %}"},
    }));
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!(ran.output(), json!([false, true, false]));
}

#[test]
fn batches_hold_items_and_failed_batches_count_each() {
    let batcher = json!({"ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"k": "v"}}});
    let mut map = distributed(batcher);
    map["ItemProcessor"]["States"] = json!({"C": {"Type": "Pass", "End": true}});
    let ran = run(&one(map.clone()), &json!({}), &json!({}));
    let batch = |items: Json| json!({"BatchInput": {"k": "v"}, "Items": items});
    assert_eq!(ran.output(), json!([batch(json!([1, 2])), batch(json!([3]))]));
    map["ItemProcessor"]["States"] = json!({"C": {"Type": "Fail"}});
    map["ToleratedFailureCount"] = 2.into();
    let ran = run(&one(map), &json!({}), &json!({}));
    assert_eq!(ran.error(), "States.ExceedToleratedFailureThreshold");
}

#[test]
fn results_are_written_where_the_writer_says() {
    let writer = json!({"ToleratedFailureCount": 1, "ResultWriter": {
        "Resource": "arn:aws:states:::s3:putObject",
        "Arguments": {"Bucket": "results", "Prefix": "runs"}}});
    let ran = run(&one(distributed(writer)), &json!({}), &json!({}));
    let output = ran.output();
    let key = output["ResultWriterDetails"]["Key"].as_str().expect("a key").to_owned();
    assert_eq!(output["ResultWriterDetails"]["Bucket"], "results");
    assert!(output["MapRunArn"].as_str().expect("an ARN").contains(":mapRun:StateMachine/"));
    let objects = ran.mocks.objects();
    let manifest = &objects[&("results".to_owned(), key)];
    let manifest: Json = serde_json::from_slice(manifest).expect("the manifest is JSON");
    let succeeded = manifest["ResultFiles"]["SUCCEEDED"][0]["Key"].as_str().expect("a key");
    let records = &objects[&("results".to_owned(), succeeded.to_owned())];
    let records: Json = serde_json::from_slice(records).expect("the records are JSON");
    assert_eq!(records.as_array().map(Vec::len), Some(2));
}

#[test]
fn an_execution_ends_when_its_time_is_over() {
    let mut machine = one(json!({"Type": "Wait", "Seconds": 600, "End": true}));
    machine["TimeoutSeconds"] = 30.into();
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!((ran.outcome.status, ran.millis()), (Status::TimedOut, 30_000));
    assert_eq!(
        ran.events.last().map(|event| (event.previous, event.what.kind())),
        Some((0, "ExecutionTimedOut".to_owned()))
    );
    machine.as_object_mut().expect("a machine").remove("TimeoutSeconds");
    let options = Options { kind: Kind::Express, ..Options::default() };
    let ran = run_with(&machine, &json!({}), &json!({}), &options);
    assert_eq!((ran.outcome.status, ran.millis()), (Status::TimedOut, 300_000));
}

#[test]
fn a_history_has_an_end() {
    let machine = jsonata(json!({
        "A": {"Type": "Pass", "Next": "A2"},
        "A2": {"Type": "Pass", "Next": "A"},
    }));
    let ran = run(&machine, &json!({}), &json!({}));
    assert_eq!(ran.error(), "States.Runtime");
    assert!((24_990..=25_000).contains(&ran.events.len()), "{}", ran.events.len());
}

#[test]
fn what_is_too_large_does_not_pass() {
    let large = "x".repeat(262_144);
    let ran = run(&one(task(json!({}))), &json!({}), &json!({"A": {"return": large}}));
    assert_eq!(ran.error(), "States.DataLimitExceeded");
    assert!(ran.types().contains(&"TaskFailed".to_owned()));
    let caught = jsonata(json!({
        "A": task(json!({"Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "B"}]})),
        "B": {"Type": "Succeed", "Output": "caught"},
    }));
    let ran = run(&caught, &json!({}), &json!({"A": {"return": large}}));
    assert_eq!(ran.output(), json!("caught"));
    let doubled = "{% $states.input & $states.input %}";
    let machine = one(json!({"Type": "Pass", "Output": doubled, "End": true}));
    let ran = run(&machine, &json!("x".repeat(200_000)), &json!({}));
    assert_eq!(ran.error(), "States.DataLimitExceeded");
}

#[test]
fn variables_have_a_limit_too() {
    let half = "{% $states.input %}";
    let machine = one(json!({"Type": "Pass", "Assign": {"a": half, "b": half}, "End": true}));
    let ran = |length| run(&machine, &json!("x".repeat(length)), &json!({}));
    assert_eq!(ran(131_000).outcome.status, Status::Succeeded);
    assert_eq!(ran(132_000).error(), "States.DataLimitExceeded");
}

#[test]
fn an_http_task_has_a_minute() {
    let state = json!({"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
        "Arguments": {"ApiEndpoint": "https://example.com", "Method": "GET"}});
    let machine = one(state);
    let after = |seconds: i64| {
        run(&machine, &json!({}), &json!({"A": {"return": {"StatusCode": 200}, "delay": seconds}}))
    };
    assert_eq!(after(59).output(), json!({"StatusCode": 200}));
    let late = after(61);
    assert_eq!((late.error(), late.millis()), ("States.Http.Socket", 60_000));
}

#[test]
fn a_choice_without_a_way_fails() {
    let choice = json!({"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "A"}]});
    let ran = run(&one(choice), &json!({}), &json!({}));
    assert_eq!(ran.error(), "States.Runtime");
    assert!(ran.cause().ends_with("The state does not point to a next state."), "{}", ran.cause());
    let undefined = json!({"Type": "Choice", "Default": "A",
        "Choices": [{"Condition": "{% $nothing %}", "Next": "A"}]});
    assert_eq!(run(&one(undefined), &json!({}), &json!({})).error(), "States.QueryEvaluationError");
}

#[test]
fn waits_take_whole_seconds_and_moments() {
    let wait = |field: &str, value: Json| {
        let mut state = json!({"Type": "Wait", "End": true});
        state[field] = value;
        run(&one(state), &json!({}), &json!({}))
    };
    assert_eq!(wait("Seconds", json!("{% 0.0 %}")).millis(), 0);
    for refused in ["{% -1 %}", "{% 1.5 %}", "{% 'x' %}", "{% null %}"] {
        assert_eq!(
            wait("Seconds", json!(refused)).error(),
            "States.QueryEvaluationError",
            "{refused}"
        );
    }
    // The execution begins at 2026-01-01T00:00:00Z.
    assert_eq!(wait("Timestamp", json!("{% '2026-01-01t00:01z' %}")).millis(), 60_000);
    assert_eq!(wait("Timestamp", json!("{% '2026-01-01T02:00:09+02:00' %}")).millis(), 9_000);
    assert_eq!(wait("Timestamp", json!("{% '2020-01-01T00:00:00Z' %}")).millis(), 0);
}

#[test]
fn numbers_leave_states_as_the_service_writes_them() {
    let input = json!({"n": 9_007_199_254_740_993_i64});
    assert_eq!(value_of("1/0", &input), json!("Infinity"));
    assert_eq!(value_of("[-1/0, 0/0]", &input), json!(["-Infinity", "NaN"]));
    let pass = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}});
    assert_eq!(run(&pass, &input, &json!({})).output(), input);
}

#[test]
fn a_callback_has_a_token_and_a_request_has_none() {
    let token = |resource: &str| {
        let state = json!({"Type": "Task", "Resource": resource, "End": true,
            "Arguments": {"t": "{% $exists($states.context.Task.Token) %}"}});
        let ran = run(&one(state), &json!({}), &json!({"A": {"return": 1}}));
        let history = ran.history();
        let scheduled = history
            .as_array()
            .expect("events")
            .iter()
            .find_map(|event| event.pointer("/taskScheduledEventDetails/parameters").cloned());
        scheduled.expect("a task") == r#"{"t":true}"#
    };
    assert!(token("arn:aws:states:::sqs:sendMessage.waitForTaskToken"));
    assert!(token("arn:aws:states:::glue:startJobRun.sync"));
    assert!(!token("arn:aws:states:::sqs:sendMessage"));
}

#[test]
fn nested_executions_run_and_fail_as_tasks() {
    let call = |pattern: &str, child: &Json| {
        let state = json!({"Type": "Task", "End": true,
            "Resource": format!("arn:aws:states:::states:startExecution.{pattern}"),
            "Arguments": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:Child", "Input": {"n": 1}}});
        let mut mocks = Mocks::default();
        mocks.add_machine("Child", std::rc::Rc::new(plan(child)));
        let mut history = History::default();
        let outcome = simulate(
            &plan(&one(state)),
            Value::Null,
            &Options::default(),
            &mut mocks,
            &mut history,
        );
        outcome.unwrap_or_else(|unanswered| panic!("{}", unanswered.message))
    };
    let child = one(json!({"Type": "Succeed", "Output": {"m": "{% $states.input.n + 1 %}"}}));
    let output = |outcome: &Outcome| Json::from(outcome.output.as_ref().expect("an output"));
    assert_eq!(output(&call("sync:2", &child))["Output"], json!({"m": 2}));
    assert_eq!(output(&call("sync", &child))["Output"], json!(r#"{"m":2}"#));
    let failing = one(json!({"Type": "Fail", "Error": "Inner"}));
    let failed = call("sync:2", &failing);
    assert_eq!(failed.error.as_deref(), Some("States.TaskFailed"));
    assert!(failed.cause.expect("a cause").contains(r#""Error":"Inner""#));
}
