//! `flowc run`, as a user meets it.

use std::fs;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serde_json::{Value, json};

use crate::support::root;

fn flowc(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flowc"))
        .args(arguments)
        .current_dir(root("."))
        .output()
        .expect("flowc can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("flowc writes UTF-8")
}

/// The arguments that run the order of the examples.
const ORDER: [&str; 6] = [
    "run",
    "examples/order.flow",
    "--input",
    "@examples/order.input.json",
    "--mocks",
    "examples/order.mocks.yaml",
];

#[test]
fn the_example_runs_to_its_end() {
    let done = flowc(&ORDER);
    let out = text(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{out}{}", text(&done.stderr));
    for part in
        ["examples/order.flow:33", "retry after", "tracking[1]", "SUCCEEDED after 30:07.000"]
    {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
}

#[test]
fn json_has_the_history_and_the_seed_decides() {
    let run = |seed: &str| {
        let more = ["--format", "json", "--seed", seed, "--start", "2026-01-31T12:00:00Z"];
        flowc(&[&ORDER[..], &more].concat()).stdout
    };
    let (first, other) = (run("1"), run("2"));
    assert_eq!(first, run("1"));
    assert_ne!(first, other);
    let object: Value = serde_json::from_slice(&first).expect("JSON");
    assert_eq!(object["status"], "SUCCEEDED");
    assert_eq!(object["output"]["tracking"], json!(["LX-1", "BX-4"]));
    let events = object["history"].as_array().expect("a history");
    assert!(events.iter().zip(1..).all(|(event, id)| event["id"] == id));
    assert_eq!(events[0]["timestamp"], "2026-01-31T12:00:00.000Z");
}

#[test]
fn children_are_told_of_where_they_are_asked_for() {
    let dir = tempdir();
    let map = json!({
        "Type": "Map", "End": true,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}},
        },
    });
    let machine = dir.join("all.asl.json");
    let definition = json!({"StartAt": "A", "States": {"A": map}});
    fs::write(&machine, definition.to_string()).expect("the file can be written");
    let machine = machine.display().to_string();
    let run = |more: &[&str]| -> Value {
        let basic = ["run", machine.as_str(), "--input", "[1, 2]", "--format", "json"];
        serde_json::from_slice(&flowc(&[&basic, more].concat()).stdout).expect("JSON")
    };
    assert_eq!(run(&[]).get("children"), None);
    let told = run(&["--children"]);
    let children = told["children"].as_object().expect("the children");
    assert_eq!(children.len(), 2, "{told:#}");
    for events in children.values() {
        let types: Vec<_> =
            events.as_array().expect("events").iter().map(|it| &it["type"]).collect();
        assert_eq!(
            types,
            ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
        );
    }
}

#[test]
fn map_runs_are_redriven_from_what_was_printed() {
    let dir = tempdir();
    let file = |name: &str, json: &Value| {
        let path = dir.join(name);
        fs::write(&path, json.to_string()).expect("the file can be written");
        path.display().to_string()
    };
    let map = json!({
        "Type": "Map", "End": true, "MaxConcurrency": 2, "Items": [1, 2, 3, 4, 5, 6, 7],
        "ItemBatcher": {"MaxItemsPerBatch": 2},
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "B", "States": {"B": {
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "f"}, "Output": "{% $states.result %}", "End": true}},
        },
    });
    let machine = json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": map}});
    let machine = file("all.asl.json", &machine);
    let answers =
        json!([{"return": "a"}, {"error": "Down", "delay": 2}, {"return": "c", "delay": 5}]);
    let down = file("down.json", &json!({"B": answers}));
    let up = file("up.json", &json!({"B": [{"return": "b"}, {"return": "c"}, {"return": "d"}]}));
    let all_up = file("all-up.json", &json!({"B": {"return": "new"}}));
    let basic =
        |mocks: &str| ["run", machine.as_str(), "--mocks", mocks].map(str::to_owned).to_vec();
    let run = |mocks: &str, more: &[&str]| {
        let args = [basic(mocks), more.iter().map(ToString::to_string).collect()].concat();
        flowc(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let json = |output: &std::process::Output| -> Value {
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let start = ["--start", "2026-01-31T12:00:00Z", "--format", "json"];
    let told = ["--format", "json", "--children"];
    let counts = |run: &Value| {
        let (_, run) = run["mapRuns"].as_object().expect("runs").iter().next().expect("a run");
        let keys = ["pending", "succeeded", "failed", "aborted", "total", "failuresNotRedrivable"];
        let of = |counts: &Value| keys.map(|key| counts[key].as_u64().expect("a number"));
        let (status, redrives) = (run["status"].clone(), run["redriveCount"].clone());
        ((status, redrives), of(&run["executionCounts"]), of(&run["itemCounts"]))
    };

    let failed = json(&run(&down, &[&start[..], &["--children"]].concat()));
    assert_eq!(failed["status"], "FAILED");
    let expected = ((json!("FAILED"), json!(0)), [1, 1, 1, 1, 4, 0], [1, 2, 2, 2, 7, 0]);
    assert_eq!(counts(&failed), expected);
    let history = file("failed.json", &failed);

    let again = json(&run(&up, &[&["--redrive", history.as_str()], &told[..]].concat()));
    assert_eq!(again["output"], json!(["a", "b", "c", "d"]), "{again:#}");
    let expected = ((json!("SUCCEEDED"), json!(1)), [0, 4, 0, 0, 4, 0], [0, 7, 0, 0, 7, 0]);
    assert_eq!(counts(&again), expected);
    for field in ["executionArn", "startDate"] {
        assert_eq!(again[field], failed[field]);
    }
    assert_eq!((&again["redriveCount"], &again["redriveDate"]), (&json!(1), &failed["stopDate"]));

    // Too many events in the child that failed: it fails for good, and nothing is called.
    let mut full = failed.clone();
    let failed_child = |events: &&mut Value| {
        let events = events.as_array().expect("events");
        events.last().is_some_and(|event| event["type"] == "ExecutionFailed")
    };
    let children = full["children"].as_object_mut().expect("children").values_mut();
    for events in children.filter(failed_child) {
        let last = events.as_array_mut().and_then(|events| events.last_mut());
        last.expect("an event")["id"] = json!(24_999);
    }
    let full = file("full.json", &full);
    let lost = json(&run(&up, &[&["--redrive", full.as_str()], &told[..]].concat()));
    assert_eq!(lost["error"], "States.ExceedToleratedFailureThreshold");
    let expected = ((json!("FAILED"), json!(1)), [1, 1, 1, 1, 4, 1], [1, 2, 2, 2, 7, 2]);
    assert_eq!(counts(&lost), expected);

    // What GetExecutionHistory would give: nothing of the children.
    let events = file("events.json", &json!({"events": failed["history"]}));
    let warned = run(&all_up, &["--redrive", &events, "--format", "none"]);
    assert_eq!(String::from_utf8_lossy(&warned.stdout).trim(), r#"["new","new","new","new"]"#);
    let warning = "what children of `A` did is not in the history, so that they run again";
    assert!(String::from_utf8_lossy(&warned.stderr).contains(warning), "{warned:?}");
    // A child that has succeeded, of which its events alone are missing.
    let mut cut = failed;
    let done = cut["mapRuns"].as_object().and_then(|runs| runs.values().next()).map(|run| {
        let children = run["executions"].as_array().expect("executions");
        children.iter().find(|child| child["status"] == "SUCCEEDED").expect("one")["executionArn"]
            .clone()
    });
    let done = done.expect("a Map Run");
    cut["children"].as_object_mut().expect("children").remove(done.as_str().expect("an ARN"));
    let cut = file("cut.json", &cut);
    let warned = run(&all_up, &["--redrive", &cut, "--format", "none"]);
    assert!(String::from_utf8_lossy(&warned.stderr).contains(warning), "{warned:?}");
    let told_all = run(&all_up, &["--redrive", &history, "--format", "none"]);
    assert!(!String::from_utf8_lossy(&told_all.stderr).contains(warning), "{told_all:?}");

    let refused = run(&up, &["--redrive", &history, "--type", "express"]);
    assert_eq!(refused.status.code(), Some(2));
    let message = "failed.json`: Step Functions redrives Standard workflows alone";
    assert!(String::from_utf8_lossy(&refused.stderr).contains(message), "{refused:?}");
    let early = run(&up, &["--redrive", &history, "--start", "2026-01-31T11:00:00Z"]);
    assert_eq!(early.status.code(), Some(2));
}

#[test]
fn the_exit_code_says_how_it_ended() {
    let dir = tempdir();
    let write = |name: &str, json: &Value| {
        let path = dir.join(name);
        fs::write(&path, json.to_string()).expect("the file can be written");
        path.display().to_string()
    };
    let task = json!({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true});
    let machine = write("one.asl.json", &json!({"StartAt": "A", "States": {"A": task}}));
    let failing = write("failing.json", &json!({"A": {"error": "Busy", "cause": "later"}}));
    let failed = flowc(&["run", &machine, "--mocks", &failing]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stdout).contains("FAILED"));
    let unanswered = flowc(&["run", &machine]);
    assert_eq!(unanswered.status.code(), Some(2));
    let help = text(&unanswered.stderr);
    assert!(help.contains("no mock answers attempt 1 of `A`"), "{help}");
    let command = write("command.json", &json!({"A": {"command": ["cat"]}}));
    let ran = flowc(&["run", &machine, "--mocks", &command, "-i", "[1]", "--format", "none"]);
    assert_eq!((ran.status.code(), text(&ran.stdout)), (Some(0), "[1]\n".into()));
    let broken = write("broken.asl.json", &json!({"StartAt": "B", "States": {"A": task}}));
    let refused = flowc(&["run", &broken]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("there is no state `B` at /StartAt"));
    fs::remove_dir_all(dir).expect("the directory can be removed");
}

/// The command of the documentation that tests one state, and what it shows.
const CHARGE: [&str; 10] = [
    "run",
    "examples/order.flow",
    "--state",
    "Charge",
    "--retries",
    "2",
    "--variables",
    r#"{"order": {"id": "o-1", "items": []}}"#,
    "--mock",
    r#"{"errorOutput": {"error": "Lambda.TooManyRequestsException", "cause": "Rate exceeded"}}"#,
];

#[test]
fn one_state_is_tested_as_the_documentation_shows() {
    let page = crate::support::read(&root("docs/run.md"));
    let tested = flowc(&CHARGE);
    let shown = text(&tested.stdout);
    assert_eq!(tested.status.code(), Some(1), "{shown}{}", text(&tested.stderr));
    assert!(page.contains(&format!("```text\n{shown}```")), "docs/run.md does not show\n{shown}");
    for word in CHARGE.iter().filter(|word| !word.contains(' ')) {
        assert!(page.contains(word), "docs/run.md does not show `{word}`");
    }
    let json = flowc(&[&CHARGE[..], &["--format", "json"]].concat());
    let response: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(response["status"], "RETRIABLE");
    assert!(response.get("inspectionData").is_none());
}

#[test]
fn a_state_alone_needs_no_name_and_a_machine_does() {
    let dir = tempdir();
    let write = |name: &str, json: &Value| {
        let path = dir.join(name);
        fs::write(&path, json.to_string()).expect("the file can be written");
        path.display().to_string()
    };
    let state = write(
        "double.json",
        &json!({
            "Type": "Pass", "QueryLanguage": "JSONata",
            "Output": "{% $states.input.n * $factor %}", "Next": "Onwards",
        }),
    );
    let factor = format!("@{}", write("variables.json", &json!({"factor": 2})));
    let input = ["--input", r#"{"n": 21}"#, "--variables", &factor];
    let run = |more: &[&str]| flowc(&[&["run", &state], &input[..], more].concat());
    let shown = text(&run(&[]).stdout);
    assert!(
        shown.starts_with("double\n  input ") && shown.contains("SUCCEEDED, next `Onwards`\n42")
    );
    let output = run(&["--format", "none"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "42\n".into()));
    let response = run(&["--format", "json", "--inspect", "trace"]);
    let response: Value = serde_json::from_slice(&response.stdout).expect("JSON");
    assert_eq!(response["inspectionData"]["variables"], r#"{"factor":2}"#);
    let refused = run(&["--format", "json", "--mock", r#"{"result": 1}"#]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        serde_json::from_slice::<Value>(&refused.stdout).expect("JSON"),
        json!({
            "error_code": "ValidationException",
            "message": "State type 'Pass' is not supported when a mock is specified",
        })
    );
    let wrong = flowc(&["run", "examples/order.flow", "--state", "charge"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("State not found in definition; did you mean `Charge`?"));
    let order = flowc(&["run", "examples/order.flow", "--retries", "1"]);
    assert_eq!(order.status.code(), Some(2));
    assert!(text(&order.stderr).contains("`--retries` tests one state; say which with `--state"));
    fs::remove_dir_all(dir).expect("the directory can be removed");
}

fn tempdir() -> std::path::PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("flowc-run-{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
    let dir = std::env::temp_dir().join(name);
    fs::create_dir_all(&dir).expect("a directory can be made");
    dir
}

#[test]
fn results_are_made_up_as_services_describe_them() {
    let source = "workflow W() {
        let found = aws.dynamodb.getItem(TableName: \"t\", Key: { id: { S: \"1\" } })
        let sent = sqs.sendMessage(QueueUrl: \"q\", MessageBody: \"m\")
        { item: found.Item.Item.S, id: sent.MessageId }
    }";
    let dir = tempdir();
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        fs::write(&path, text).expect("the file can be written");
        path.display().to_string()
    };
    let file = write("auto.flow", source);
    let mocks = write("mocks.yaml", "resources: {\"sqs:sendMessage\": {return: {MessageId: m-1}}}");
    let run = |more: &[&str]| {
        let done = flowc(&[&["run", &file, "--format", "none"], more].concat());
        (done.status.code(), text(&done.stdout))
    };
    assert_eq!(
        run(&["--mocks", "auto"]),
        (Some(0), "{\"item\":\"S\",\"id\":\"MessageId\"}\n".into())
    );
    let both = run(&["--mocks", "auto", "--mocks", &mocks]);
    assert_eq!(both, (Some(0), "{\"item\":\"S\",\"id\":\"m-1\"}\n".into()));
    assert_eq!(run(&["--mocks", &mocks, "--mocks", &mocks]).0, Some(2));
    fs::remove_dir_all(dir).expect("the directory can be removed");
}

#[test]
fn a_workflow_that_is_called_runs_too() {
    let dir = tempdir();
    let path = dir.join("nested.flow");
    let source = "workflow Child(x: number) { x + 1 }
        workflow Parent(x: number) { let y = Child(x)\n y * 2 }";
    fs::write(&path, source).expect("the file can be written");
    let path = path.display().to_string();
    let done = flowc(&["run", &path, "--workflow", "Parent", "--input", "3", "--format", "none"]);
    assert_eq!((done.status.code(), text(&done.stdout)), (Some(0), "8\n".into()));
    fs::remove_dir_all(dir).expect("the directory can be removed");
}
