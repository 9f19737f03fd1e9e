//! Requests of the TestState API that others recorded on AWS, answered here.

use std::collections::BTreeMap;
use std::fmt::Write;

use flowc::sim::{Level, Mock, Mocks, Options, Request, test_state};
use flowc::value;
use serde_json::{Value, json};

use crate::support::conformance::{cases, difference};
use crate::support::expect::{expect_file, updating};
use crate::support::root;

/// Cases that differ, by the beginnings of their names, and why.
const DIFFERENT: [(&str, &[&str]); 1] = [(
    "functions may have more memory since the case was recorded: the API allows what was refused",
    &["field-validation-mode-strict-mode-aws-sdk-lambda-get-function-task-integer-more-"],
)];

/// How many of how many cases agree in core and in every text.
#[derive(Default)]
struct Tally {
    core: usize,
    cause: usize,
    all: usize,
}

#[test]
fn tests_of_states_are_those_of_aws() {
    let Some(cases) = cases("teststate") else { return };
    let only = std::env::var("FLOWC_CASE").ok();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut failures, mut repaired, mut different) = (String::new(), String::new(), 0);
    for (name, case) in cases {
        if only.as_ref().is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let actual = run(&case);
        if only.is_some() {
            eprintln!("{actual:#}");
        }
        let (core, cause) = verdict(&case["expect"], &actual);
        for tag in tags(&case) {
            let tally = tallies.entry(tag).or_default();
            tally.core += usize::from(core.is_none());
            tally.cause += usize::from(cause.is_none());
            tally.all += 1;
        }
        let known = DIFFERENT
            .iter()
            .flat_map(|(_, names)| *names)
            .any(|beginning| name.starts_with(beginning));
        different += usize::from(known);
        match (core.or(cause), known) {
            (Some(difference), false) => {
                let _ = writeln!(failures, "{name}: {difference}");
            }
            (None, true) => {
                let _ = writeln!(repaired, "{name}");
            }
            (Some(_), true) | (None, false) => {}
        }
    }
    let page = page(&tallies, different);
    eprintln!("{page}");
    assert!(failures.is_empty(), "{} cases differ:\n{failures}", failures.lines().count());
    assert!(repaired.is_empty(), "these agree now and are listed as different:\n{repaired}");
    if only.is_none() && (updating() || std::env::var_os("FLOWC_CONFORMANCE").is_none()) {
        expect_file(&root("docs/conformance-teststate.md"), &page);
    }
}

/// The first difference in status, output, error and next state, and that in all there is.
fn verdict(expected: &Value, actual: &Value) -> (Option<String>, Option<String>) {
    let Some(wanted) = expected.get("result") else {
        let code = difference(&expected["error_code"], &actual["error_code"], "error_code");
        let code = code.map(|code| format!("{code} ({actual})"));
        let message = difference(&expected["message"], &actual["message"], "message");
        return (code.clone(), code.or(message));
    };
    let Some(found) = actual.get("result") else {
        let refused = Some(format!("it is refused: {actual}"));
        return (refused.clone(), refused);
    };
    let fields = ["status", "output", "error", "nextState"];
    let core = fields.iter().find_map(|field| match (wanted.get(field), found.get(field)) {
        (None, None) => None,
        (Some(wanted), Some(found)) => difference(wanted, found, field),
        (wanted, found) => Some(format!("{field}: expected {wanted:?}, got {found:?}")),
    });
    let core = core.map(|core| format!("{core} ({found})"));
    (core.clone(), core.or_else(|| difference(wanted, found, "result")))
}

/// The page `docs/conformance-teststate.md`.
fn page(tallies: &BTreeMap<String, Tally>, different: usize) -> String {
    let mut page = PREAMBLE.to_owned();
    for (tag, Tally { core, cause, all }) in tallies {
        let _ = writeln!(page, "| {tag} | {core} of {all} | {cause} of {all} |");
    }
    let _ = writeln!(page, "\nThe {different} that differ:\n");
    for (reason, names) in DIFFERENT {
        let _ = writeln!(page, "- {reason}:");
        for name in names {
            let _ = writeln!(page, "  - `{name}…`");
        }
    }
    page
}

const PREAMBLE: &str = "\
# Agreement with AWS: tests of single states

Requests of the TestState API that others recorded on AWS, answered by `flowc run --state`. This page is
written by the tests (`UPDATE_EXPECT=1 cargo test teststate`); they read the recordings from
`FLOWC_CONFORMANCE`.

A case agrees in *core* where status, output, error and next state are the same, or the code of a refused
request, in *all* where the cause, the message of the refusal and `inspectionData` are too.

| cases | core | all |
|---|---:|---:|
";

fn tags(case: &Value) -> Vec<String> {
    let tags = case["tags"].as_array().into_iter().flatten();
    let mut tags: Vec<String> = tags.filter_map(Value::as_str).map(str::to_owned).collect();
    tags.push("all".into());
    tags
}

/// Answers the request of a case; `{result}` or `{error_code, message}`.
fn run(case: &Value) -> Value {
    let given = &case["request"];
    let value = |name: &str| given.get(name).map(value::Value::from);
    let settings = &given["stateConfiguration"];
    let count = |name: &str| settings[name].as_u64();
    let mock = match given.get("mock").map(|mock| Mock::read(&as_sent(mock))).transpose() {
        Ok(mock) => mock,
        Err(refusal) => return json!({"error_code": refusal.code, "message": refusal.message}),
    };
    let request = Request {
        state: given["stateName"].as_str(),
        input: value("input").unwrap_or_else(value::Value::empty_object),
        context: value("context"),
        variables: value("variables"),
        mock,
        retries: count("retrierRetryCount").map_or(0, |count| count.try_into().expect("small")),
        failed_iterations: count("mapIterationFailureCount")
            .map(|count| count.try_into().expect("small")),
        error_caused_by: settings["errorCausedByState"].as_str(),
        item_reader_data: settings["mapItemReaderData"].as_str(),
        level: match given["inspectionLevel"].as_str() {
            Some("TRACE") => Level::Trace,
            Some("DEBUG") => Level::Debug,
            _ => Level::Info,
        },
        reveal_secrets: given["revealSecrets"] == true,
        options: Options {
            account: "111111111111".into(),
            role: given["roleArn"].as_str().map(str::to_owned),
            ..Options::default()
        },
        ..Request::new(&given["definition"])
    };
    match test_state(&request, &mut service(case)) {
        Ok(response) => json!({"result": response.to_json()}),
        Err(refusal) => json!({"error_code": refusal.code, "message": refusal.message}),
    }
}

/// A mock as the API takes it: the result is a text.
fn as_sent(mock: &Value) -> Value {
    let mut mock = mock.clone();
    let fields = mock.as_object_mut().expect("a mock is an object");
    let text = fields.shift_remove("result").map(|result| result.to_string().into());
    if let Some(text) = text.or_else(|| fields.shift_remove("result_text")) {
        fields.insert("result".into(), text);
    }
    mock
}

/// What the real service answered.
fn service(case: &Value) -> Mocks {
    let result = case.get("task_result").map(|result| json!({"return": result}));
    let states = match result.or_else(|| case.get("task_error").cloned()) {
        Some(answer) => json!({"StateName": answer}),
        None => json!({}),
    };
    Mocks::read(&json!({"states": states})).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn what_is_not_recorded_keeps_to_the_documentation() {
    let map = json!({
        "Type": "Map", "ItemsPath": "$.all", "End": true,
        "ItemSelector": {"n.$": "$$.Map.Item.Value"},
        "ItemBatcher": {"MaxItemsPerBatch": 2},
        "ToleratedFailurePercentage": 50,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}},
        },
    });
    let failing = |count: usize| Request {
        input: value::Value::from(&json!({"all": [1, 2, 3, 4]})),
        mock: Some(Mock::read(&json!({"result": []})).expect("a mock")),
        failed_iterations: Some(count),
        level: Level::Debug,
        ..Request::new(&map)
    };
    let tested = |request: &Request<'_>| {
        let response = test_state(request, &mut Mocks::default());
        response.map(|response| response.to_json()).map_err(|refusal| refusal.to_string())
    };
    let half = tested(&failing(2)).expect("half may fail");
    assert_eq!(half["status"], "SUCCEEDED");
    let shown = |step: &str| {
        let text = half["inspectionData"][step].as_str().expect("a text");
        serde_json::from_str::<Value>(text).expect("JSON")
    };
    assert_eq!(shown("afterItemSelector"), json!([{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]));
    assert_eq!(
        shown("afterItemBatcher"),
        json!([{"Items": [{"n": 1}, {"n": 2}]}, {"Items": [{"n": 3}, {"n": 4}]}])
    );
    assert_eq!(half["inspectionData"]["toleratedFailurePercentage"], json!(50));
    let more = tested(&failing(3)).expect("a response");
    assert_eq!(more["error"], "States.ExceedToleratedFailureThreshold");

    let reading = json!({
        "Type": "Map", "End": true,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/people"},
            "Parameters": {"Bucket": "b", "Key": "k"},
        },
        "ItemProcessor": map["ItemProcessor"],
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"},
        },
    });
    let of = |result: Value| {
        tested(&Request {
            mock: Some(Mock::read(&json!({"result": result})).expect("a mock")),
            item_reader_data: Some(r#"{"people": ["Ada", "Bob"]}"#),
            level: Level::Debug,
            ..Request::new(&reading)
        })
    };
    let written = of(json!({"MapRunArn": "arn"})).expect("a response");
    assert_eq!(written["output"], r#"{"MapRunArn":"arn"}"#);
    assert_eq!(written["inspectionData"]["afterItemsPointer"], r#"["Ada","Bob"]"#);
    let refused = of(json!([])).expect_err("it is written");
    assert_eq!(refused, "ValidationException: Mocked result must be a JSON object.");

    let caused = Request { error_caused_by: Some("Out"), ..failing(0) };
    assert!(tested(&caused).expect_err("no such state").starts_with("ValidationException: "));
    let wait = json!({"Type": "Wait", "Seconds": 301, "End": true});
    let late = tested(&Request::new(&wait)).expect("a response");
    assert_eq!((&late["status"], &late["error"]), (&json!("FAILED"), &json!("States.Timeout")));
}

#[test]
fn a_used_up_retrier_leaves_the_failure_to_a_catcher() {
    let task = json!({
        "Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage",
        "Arguments": {"QueueUrl": "q", "MessageBody": "m"},
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2, "IntervalSeconds": 3}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"why": "{% $states.errorOutput.Error %}"},
            "Next": "Later"}],
        "End": true,
    });
    let after = |retries: u32| {
        let mock = json!({"errorOutput": {"error": "Busy"}});
        let request = Request {
            mock: Some(Mock::read(&mock).expect("a mock")),
            variables: Some(value::Value::from(&json!({"n": 1}))),
            retries,
            level: Level::Trace,
            ..Request::new(&task)
        };
        test_state(&request, &mut Mocks::default()).expect("a response").to_json()
    };
    let first = after(1);
    assert_eq!(first["status"], "RETRIABLE");
    assert!(first.get("output").is_none() && first.get("nextState").is_none());
    assert_eq!(
        first["inspectionData"]["errorDetails"],
        json!({"retryIndex": 0, "retryBackoffIntervalSeconds": 6})
    );
    let last = after(2);
    assert_eq!((&last["status"], &last["nextState"]), (&json!("CAUGHT_ERROR"), &json!("Later")));
    assert_eq!(last["inspectionData"]["errorDetails"], json!({"retryIndex": 0, "catchIndex": 0}));
    let variables = last["inspectionData"]["variables"].as_str().expect("a text");
    assert_eq!(
        serde_json::from_str::<Value>(variables).expect("JSON"),
        json!({"n": 1, "why": "Busy"})
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let pass = json!({"Type": "Pass", "Next": "B"});
    let refused = |request: &Request<'_>| {
        let response = test_state(request, &mut Mocks::default());
        response.expect_err("it is refused").to_string()
    };
    let nameless = Request { state: Some("A"), ..Request::new(&pass) };
    assert_eq!(refused(&nameless), "ValidationException: State not found in definition");
    for broken in [json!(null), json!({"Type": "Pass"}), json!({"Type": "Sleep", "End": true})] {
        assert!(refused(&Request::new(&broken)).starts_with("InvalidDefinition: "), "{broken}");
    }
    let variables = Some(value::Value::from(1));
    let listed = Request { variables, ..Request::new(&pass) };
    assert!(refused(&listed).starts_with("ValidationException: "));
    for mock in [
        json!([]),
        json!({}),
        json!({"result": 1, "errorOutput": {}}),
        json!({"result": "text"}),
        json!({"errorOutput": "text"}),
        json!({"result": 1, "fieldValidationMode": "LAX"}),
        json!({"returns": 1}),
    ] {
        assert!(Mock::read(&mock).is_err(), "{mock}");
    }
}
