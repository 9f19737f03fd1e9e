//! `flowc test`, as a user meets it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serde_json::Value;

use crate::support::{files_below, root};

const PAY: &str = r#"
lambda Charge(order: { id: string }) -> { receipt: string } retry on Lambda.TooManyRequestsException
error Declined
workflow Pay(order: { id: string }) {
    aws.sqs.sendMessage(QueueUrl: "q", MessageBody: order.id)
    wait 30s
    Charge(order).receipt
}
"#;

fn flowc(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flowc"))
        .args(arguments)
        .current_dir(root("."))
        .output()
        .expect("flowc can be run")
}

/// A file with the text, gone with the value.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name =
            format!("flowc-test-{}-{}.flow", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).expect("a temporary file");
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Exit code and report of the tests of a source.
fn tested(source: &str) -> (Option<i32>, Value) {
    let file = File::new(source);
    let path = file.0.display().to_string();
    let done = flowc(&["test", &path, "--format", "json"]);
    let report = serde_json::from_slice(&done.stdout).unwrap_or_else(|_| {
        panic!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
    });
    (done.status.code(), report)
}

/// Asserts that all tests of `PAY` with these pass.
fn passes(tests: &str) {
    let (code, report) = tested(&format!("{PAY}{tests}"));
    assert_eq!(code, Some(0), "{report:#}");
    assert!(report["passed"].as_u64().is_some_and(|passed| passed > 0), "{report:#}");
}

/// The messages of the failures of `PAY` with one test that does not pass.
fn failures(test: &str) -> Vec<String> {
    let (code, report) = tested(&format!("{PAY}{test}"));
    assert_eq!((code, &report["failed"]), (Some(1), &1.into()), "{report:#}");
    let failures = report["files"][0]["tests"][0]["failures"].as_array().expect("failures");
    let message = |failure: &Value| failure["message"].as_str().expect("a message").to_owned();
    failures.iter().map(message).collect()
}

/// Programs whose own tests say what they mean.
#[test]
fn constructs_mean_what_their_tests_say() {
    let done = flowc(&["test", "tests/meaning", "--allow", "F0618", "--format", "json"]);
    let report: Value = serde_json::from_slice(&done.stdout).expect("a report");
    assert_eq!(done.status.code(), Some(0), "{report:#}{}", String::from_utf8_lossy(&done.stderr));
    let sources = files_below(&root("tests/meaning"), "flow").len();
    let tested = report["files"].as_array().map_or(0, Vec::len);
    assert!(tested > 0 && tested == sources, "{tested} of {sources} have tests");
}

/// Each test of a chain is a level deeper, and 100 levels are all there are.
#[test]
fn chains_of_any_length_are_evaluated() {
    let arms = |arm: &dyn Fn(usize) -> String| (0..150).map(arm).collect::<String>();
    let matched = arms(&|at| format!("        \"k{at}\" => {at},\n"));
    let tested_for = arms(&|at| format!("if x.n == {at} {{ \"n{at}\" }} else "));
    let (code, report) = tested(&format!(
        r#"
workflow Long(x: {{ key: string, n: number }}) {{
    let names = [x.n].map(n => {tested_for}{{ "none" }})
    {{ found: match x.key {{
{matched}        _ => -1
    }}, names }}
}}
test "the one that holds counts" {{
    for n in [0, 31, 32, 33, 63, 64, 148, 149] {{
        expect Long({{ key: "k${{n}}", n: n }}).output == {{ found: n, names: ["n${{n}}"] }}
    }}
    expect Long({{ key: "other", n: 150 }}).output == {{ found: -1, names: ["none"] }}
}}
"#
    ));
    assert_eq!((code, &report["passed"]), (Some(0), &1.into()), "{report:#}");
}

const WAITS: &str = r#"
activity Inspect(part: { id: string }) -> { ok: bool } timeout 10m heartbeat 1m
workflow Check(id: string) {
    Inspect(id: id).ok
}
"#;

#[test]
fn what_tests_show_is_so() {
    let source = r#"
type O = { id: string, n: number?, note?: string, s: "new" | "shipped", list: [string] }
workflow Any(x: any) {
    let r = match x.kind { null => "none", "a" => "A", _ => "other" }
    let q = match x { null => 0, _ => 1 }
    let v = x.y == null
    { r, q, v }
}
test "a null in a match takes what is missing" {
    expect Any({}).output == { r: "none", q: 1, v: true }
    expect Any({ kind: "a", y: 1 }).output == { r: "A", q: 1, v: false }
    expect Any({ kind: null }).output == { r: "none", q: 1, v: true }
}
workflow Jump(o: O) {
    o.n != null || return 0
    o.n + 1
}
test "a jump on the right of ||" {
    expect Jump({ id: "a", n: null, s: "new", list: [] }).output == 0
    expect Jump({ id: "a", n: 2, s: "new", list: [] }).output == 3
}
workflow Assigned(o: O) {
    var v: number? = null
    let ok = o.s == "new" && if o.id == "x" {
        v = 3
        true
    } else { false }
    let t = match v { null => "null", n => "${n + 1}" }
    let f = o.list.filter(x => x != "a").map(x => x.upper())
    { ok, t, f }
}
test "what a condition assigns" {
    expect Assigned({ id: "x", n: null, s: "new", list: ["a", "b"] }).output == { ok: true, t: "4", f: ["B"] }
    expect Assigned({ id: "y", n: 2, s: "shipped", list: [] }).output == { ok: false, t: "null", f: [] }
}
"#;
    let (code, report) = tested(source);
    assert_eq!(code, Some(0), "{report:#}");
}

#[test]
fn what_is_wrong_with_an_input_is_said() {
    let source = r#"
@validate
workflow Checked(order: { id: string, total: number, note?: string }) { order.id }

test "the first fault is named" {
    expect Checked({ id: "a", total: 1 }).output == "a"
    expect Checked(5 as any).cause == "the input must be { id: string, total: number, note?: string }"
    expect Checked([] as any).cause == "the input must be { id: string, total: number, note?: string }"
    expect Checked({ id: 1, total: 1 } as any).cause == "id must be string"
    expect Checked({ id: "a" } as any).cause == "total must be number"
    expect Checked({ id: "a", total: 1, note: 2 } as any).cause == "note must be string"
    expect Checked({} as any).error == "InvalidInput"
}
"#;
    let (code, report) = tested(source);
    assert_eq!(code, Some(0), "{report:#}");
}

#[test]
fn mocks_send_heartbeats_or_none() {
    let (code, report) = tested(&format!(
        "{WAITS}{}",
        r#"
test "heartbeats keep it alive until the answer" {
    mock Inspect returns { ok: true } after 5m heartbeats every 20s
    let run = Check("a")
    expect run.output == true
    expect run.duration == 300
}
test "without any it is over when the first one is missed" {
    mock Inspect returns { ok: true } after 5m
    expect Check("a").duration == 60
}
test "so it is when they come too late" {
    mock Inspect returns { ok: true } after 5m heartbeats every 61s
    let run = Check("a")
    expect run.error == "States.Timeout"
    expect run.duration == 60
}
test "who sends heartbeats and never answers is cut off" {
    mock Inspect times out heartbeats every 60s
    let run = Check("a")
    expect run.error == "States.Timeout"
    expect run.duration == 600
}
"#
    ));
    assert_eq!((code, &report["passed"]), (Some(0), &4.into()), "{report:#}");
}

#[test]
fn mocks_answer_and_calls_are_recorded() {
    passes(
        r#"
test "an error of a mock is the error of the run" {
    mock aws.sqs.sendMessage returns {}
    mock Charge fails Declined("no money")
    let run = Pay({ id: "o1" })
    expect run.status == "FAILED"
    expect run.error == "Declined"
    expect run.cause == "no money"
    expect run.duration == 30
    expect calls(Charge) == [{ id: "o1" }]
    expect calls(aws.sqs.sendMessage) == [{ QueueUrl: "q", MessageBody: "o1" }]
}
test "answers follow each other, and the last one stays" {
    mock aws.sqs.sendMessage returns {}
    mock Charge fails Lambda.TooManyRequestsException then returns { receipt: "r" } after 3s
    let first = Pay({ id: "o1" })
    expect first.output == "r"
    expect first.error == null
    expect first.duration == 34
    expect first.transitions == 4
    expect first.states == ["sendMessage q", "wait 30s", "Charge"]
    let second = Pay({ id: "o2" })
    expect second.duration == 33
    expect calls(Charge).map(order => order.id) == ["o1", "o1", "o2"]
}
"#,
    );
}

#[test]
fn a_mock_with_arguments_answers_those_calls_and_a_later_one_comes_first() {
    passes(
        r#"
test "rows" {
    mock aws.sqs.sendMessage returns {}
    for row in [{ id: "a", want: "r-a" }, { id: "b", want: "r-b" }] {
        mock Charge({ id: row.id }) => { receipt: "r-${row.id}" }
        expect Pay({ id: row.id }).output == row.want
    }
    mock Charge returns { receipt: "another" }
    expect Pay({ id: "a" }).output == "another"
    mock aws.sqs.sendMessage(MessageBody: "b") fails Declined
    expect Pay({ id: "b" }).error == "Declined"
    expect Pay({ id: "a" }).status == "SUCCEEDED"
    expect calls(aws.sqs.sendMessage).length() == 5
}
"#,
    );
}

#[test]
fn callbacks_timeouts_activities_and_nested_workflows() {
    passes(
        r#"
activity Approve(order: { id: string }) -> { ok: bool } timeout 1h
workflow Whole(order: { id: string }) {
    let said = sqs.sendMessage.waitForTaskToken(
        QueueUrl: "q",
        MessageBody: { order, token: context.Task.Token },
    ) timeout 1d catch States.Timeout { { agreed: false } }
    if said.agreed {
        Approve(order).ok && Pay(order) == "r"
    } else {
        false
    }
}
test "everybody agrees" {
    mock sqs.sendMessage.waitForTaskToken returns { agreed: true } after 2h
    mock Approve returns { ok: true }
    mock Pay returns "r"
    let run = Whole({ id: "o1" })
    expect run.output
    expect run.duration == 7200
    expect calls(Pay) == [{ id: "o1" }]
    expect calls(Charge) == []
}
test "the workflow that is called runs too" {
    mock sqs.sendMessage.waitForTaskToken returns { agreed: true }
    mock Approve returns { ok: true }
    mock aws.sqs.sendMessage returns {}
    mock Charge returns { receipt: "r" }
    expect Whole({ id: "o1" }).output
}
test "nobody answers" {
    mock sqs.sendMessage.waitForTaskToken times out
    let run = Whole({ id: "o1" })
    expect run.output == false
    expect run.duration == 86400
}
"#,
    );
}

#[test]
fn what_is_not_as_expected_is_told() {
    let wrong = failures(
        r#"test "wrong" {
    mock aws.sqs.sendMessage returns {}
    mock Charge returns { receipt: "r" }
    let run = Pay({ id: "o1" })
    expect run.output == "q" && run.status == "SUCCEEDED"
    expect run.output == "s"
    expect run.output in ["r"]
}"#,
    );
    let first = "`expect run.output == \"q\" && run.status == \"SUCCEEDED\"` does not hold";
    assert_eq!(wrong, [first, "`expect run.output == \"s\"` does not hold"]);
    let unmocked = failures(
        r#"test "unmocked" {
    mock aws.sqs.sendMessage returns {}
    let run = Pay({ id: "o1" })
    expect run.output == "q"
}"#,
    );
    assert!(unmocked[0].starts_with("no mock answers `Charge`"), "{unmocked:?}");
    let unused = failures(
        r#"test "unused" {
    mock aws.sqs.sendMessage fails Declined
    mock Charge returns { receipt: "r" }
    expect Pay({ id: "o1" }).error == "Declined"
}"#,
    );
    assert_eq!(unused, ["the mock of `Charge` has answered no call; leave it out or call it"]);
    let missing = failures(
        r#"test "missing" {
    mock aws.sqs.sendMessage fails Declined
    let run = Pay({ id: "o1" })
    expect run.output.length() == 1
}"#,
    );
    assert!(missing[0].contains("failed: States.QueryEvaluationError"), "{missing:?}");
}

#[test]
fn reports_for_people_and_build_servers() {
    let source = format!(
        "{PAY}
test \"a <b>\" {{
    mock aws.sqs.sendMessage fails Declined
    expect Pay({{ id: \"o1\" }}).error == \"Other\"
}}
test \"good\" {{
    mock aws.sqs.sendMessage fails Declined
    expect Pay({{ id: \"o1\" }}).error == \"Declined\"
}}
workflow Untested() {{ null }}
"
    );
    let file = File::new(&source);
    let path = file.0.display().to_string();
    let run = |more: &[&str]| {
        let done = flowc(&[&["test", &path], more].concat());
        (done.status.code(), String::from_utf8(done.stdout).expect("flowc writes UTF-8"))
    };
    let (code, human) = run(&["--color", "never"]);
    assert_eq!(code, Some(1), "{human}");
    for part in [
        "  FAIL a <b>",
        ":12: `expect Pay({ id: \"o1\" }).error == \"Other\"` does not hold",
        "left   \"Declined\"",
        "right  \"Other\"",
        "FAILED after 0.000 s",
        "  ok   good",
        "no test runs `Untested`",
        "1 failed, 1 passed",
    ] {
        assert!(human.contains(part), "`{part}` is missing in\n{human}");
    }
    let (_, junit) = run(&["--format", "junit"]);
    assert!(junit.contains("tests=\"2\" failures=\"1\""), "{junit}");
    assert!(junit.contains("name=\"a &lt;b&gt;\""), "{junit}");
    assert_eq!(run(&["--filter", "good"]).0, Some(0));
    assert_eq!(run(&["--filter", "nothing"]).0, Some(2));
}

#[test]
fn what_cannot_be_tested_is_told_apart() {
    let broken = File::new("workflow W() { nothing }");
    assert_eq!(flowc(&["test", &broken.0.display().to_string()]).status.code(), Some(2));
    assert_eq!(flowc(&["test", "no-such-file.flow"]).status.code(), Some(2));
    let none = File::new("workflow W() { 1 }");
    let done = flowc(&["test", &none.0.display().to_string()]);
    assert_eq!(done.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&done.stdout).contains("no test runs `W`"));
}

const ROUTES: &str = r#"
lambda Fetch(id: string) -> { kind: string } retry on Lambda.ServiceException
workflow Route(id: string) {
    let { kind } = Fetch(id) catch States.Timeout { fail Missing }
    if kind == "a" { wait 1s } else if kind == "b" { wait 2s } else { wait 3s }
    kind
}
error Missing
test "a" {
    mock Fetch returns { kind: "a" }
    expect Route("1").output == "a"
}
"#;

/// The coverage of the one workflow of a file, and its tracefile.
fn coverage(source: &str) -> (Value, String) {
    let file = File::new(source);
    let path = file.0.display().to_string();
    let trace = file.0.with_extension("lcov");
    let traced = trace.display().to_string();
    let done = flowc(&["test", &path, "--coverage", "--lcov", &traced, "--format", "json"]);
    let report: Value = serde_json::from_slice(&done.stdout).expect("a report");
    let lines = fs::read_to_string(&trace).expect("the tracefile was written");
    fs::remove_file(&trace).expect("the tracefile can be removed");
    let workflow = report["files"][0]["coverage"][0].clone();
    (workflow, lines.replace(&path, "routes.flow"))
}

#[test]
fn coverage_counts_what_the_tests_reach() {
    let (workflow, lines) = coverage(ROUTES);
    let counted = |name: &str| (workflow[name]["reached"].as_u64(), workflow[name]["all"].as_u64());
    assert_eq!(workflow["workflow"], "Route");
    assert_eq!(counted("states"), (Some(3), Some(6)), "{workflow:#}");
    assert_eq!(counted("transitions"), (Some(3), Some(7)), "{workflow:#}");
    assert_eq!(counted("catchers"), (Some(0), Some(1)));
    assert_eq!(counted("retriers"), (Some(0), Some(1)));
    let missed = workflow["missed"].as_array().expect("a list");
    let missed: Vec<&str> = missed.iter().filter_map(|it| it["message"].as_str()).collect();
    for message in [
        "`Fetch` does not catch States.Timeout",
        "`Fetch` does not retry on Lambda.ServiceException",
        "`wait 2s` is not entered",
    ] {
        assert!(missed.contains(&message), "`{message}` is missing in {missed:?}");
    }
    for line in
        ["SF:routes.flow", "FNDA:1,Route", "DA:4,1", "BRDA:5,0,0,1", "BRDA:5,0,1,0", "FNH:1"]
    {
        assert!(lines.lines().any(|found| found == line), "`{line}` is missing in\n{lines}");
    }
}

#[test]
fn histories_tell_what_each_run_did() {
    let file = File::new(
        r#"workflow Inner(n: number) { n + 1 }
workflow W(list: [number]) {
    let all = map n in list distributed { n * 2 }
    let next = Inner(all[0])
    next
}
test "twice" {
    expect W([1]).output == 3
    expect W([]).status == "FAILED"
}"#,
    );
    let path = file.0.display().to_string();
    let folder = file.0.with_extension("histories");
    let done = flowc(&["test", &path, "--histories", &folder.display().to_string()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the directory is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].to_string_lossy().ends_with("-7-1.json"), "{names:?}");
    let read = |path| fs::read_to_string(path).expect("the file can be read");
    let first: Value = serde_json::from_str(&read(&names[0])).expect("it is JSON");
    assert_eq!((&first["status"], &first["workflow"]), (&"SUCCEEDED".into(), &"W".into()));
    assert!(first["definition"]["States"].is_object() && first["history"].is_array());
    assert_eq!(first["children"].as_object().map(serde_json::Map::len), Some(2), "{first:#}");
    fs::remove_dir_all(&folder).expect("the directory can be removed");
}

#[test]
fn coverage_of_a_workflow_without_tests_and_of_children_of_maps() {
    let (workflow, lines) = coverage("workflow W(n: number) { if n > 1 { wait 1s } }");
    assert_eq!(workflow["states"]["reached"], 0);
    assert!(lines.contains("FNDA:0,W") && lines.contains("BRDA:1,0,0,-"), "{lines}");
    let (workflow, _) = coverage(
        r#"workflow W(list: [number]) {
    map n in list distributed { if n > 1 { wait 1s } }
}
test "all" { expect W([1, 2]).status == "SUCCEEDED" }"#,
    );
    assert_eq!(workflow["states"]["reached"], workflow["states"]["all"], "{workflow:#}");
    assert_eq!(workflow["transitions"]["reached"], workflow["transitions"]["all"]);
}

#[test]
fn what_maps_read_is_mocked() {
    let source = r#"
workflow W(key: string) {
    map row in s3.csv(Bucket: "b", Key: key, MaxItems: 2) distributed { row.a }
        catch States.ItemReaderFailed as e { [e.Cause] }
}
test "items" {
    mock s3.csv returns [{ a: "1" }, { a: "2" }, { a: "3" }] after 3s
    let run = W("k")
    expect run.output == ["1", "2"]
    expect run.duration == 3
    expect calls(s3.csv) == [
        { Bucket: "b", Key: "k", InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItems: 2 },
    ]
}
test "by key, and a failure" {
    mock s3.csv fails States.ItemReaderFailed("no such key")
    mock s3.csv(Key: "k") returns []
    expect W("k").output == []
    expect W("other").output == ["no such key"]
}
"#;
    let (code, report) = tested(source);
    assert_eq!((code, &report["passed"]), (Some(0), &2.into()), "{report:#}");
    let (_, report) = tested(&source.replace("mock s3.csv", "mock s3.json"));
    let message = &report["files"][0]["tests"][0]["failures"][0]["message"];
    let message = message.as_str().expect("a message");
    assert!(message.starts_with("no mock answers `s3.csv`, which `map row` reads"), "{message}");
}

#[test]
fn children_of_maps_that_succeeded_are_kept_when_a_run_is_taken_up_again() {
    let source = r#"
lambda Work(n: number) -> number
error Down
workflow All(list: [number]) {
    map n in list distributed { Work(n) }
}
test "all" {
    mock Work
        returns 10 then fails Down after 1s then returns 30 after 5s
        then fails Down then returns 30 after 5s
        then returns 20 then returns 31
    let run = All([1, 2, 3])
    expect run.error == "States.ExceedToleratedFailureThreshold"
    let second = redrive(run)
    expect second.error == run.error
    expect redrive(second).output == [10, 20, 31]
    expect calls(Work) == [1, 2, 3, 2, 3, 2, 3]
}
"#;
    let (code, report) = tested(source);
    assert_eq!((code, &report["passed"]), (Some(0), &1.into()), "{report:#}");
    // The files tell of all that the execution did.
    let file = File::new(source);
    let folder = file.0.with_extension("redriven");
    let paths = [&file.0, &folder].map(|path| path.display().to_string());
    assert!(flowc(&["test", &paths[0], "--histories", &paths[1]]).status.success());
    let mut entries = fs::read_dir(&folder).expect("it is there").map(|it| it.expect("it").path());
    let last = entries.find(|path| path.to_string_lossy().ends_with("-3.json"));
    let last = fs::read_to_string(last.expect("the third run")).expect("it can be read");
    let last: Value = serde_json::from_str(&last).expect("it is JSON");
    let events = last["history"].as_array().expect("a history");
    assert!(events.iter().zip(1..).all(|(event, id)| event["id"] == id), "{last:#}");
    assert_eq!(
        (&last["redriveCount"], &last["mapRuns"].as_object().map(serde_json::Map::len)),
        (&2.into(), &Some(1))
    );
    fs::remove_dir_all(&folder).expect("the directory can be removed");
}

#[test]
fn a_run_is_taken_up_again() {
    passes(
        r#"
test "twice" {
    mock aws.sqs.sendMessage returns {}
    mock Charge fails Declined("no money") then fails Declined("still none") then returns { receipt: "r" } after 2s
    let run = Pay({ id: "o1" })
    expect run.error == "Declined"
    let second = redrive(run)
    expect second.cause == "still none"
    let third = redrive(second)
    expect third.output == "r"
    expect third.status == "SUCCEEDED"
    expect third.duration == 2
    // What was done is not done again.
    expect calls(aws.sqs.sendMessage).length() == 1
    expect calls(Charge).length() == 3
}
test "two runs beside each other" {
    mock aws.sqs.sendMessage returns {}
    mock Charge fails Declined
    let first = Pay({ id: "o1" })
    let second = Pay({ id: "o2" })
    mock Charge returns { receipt: "r" }
    expect redrive(first).output == "r"
    expect redrive(second).output == "r"
    expect calls(Charge).map(order => order.id) == ["o1", "o2", "o1", "o2"]
}
"#,
    );
    let messages = failures(
        r#"
test "a run that succeeded" {
    mock aws.sqs.sendMessage returns {}
    mock Charge returns { receipt: "r" }
    let run = Pay({ id: "o1" })
    expect redrive(run).output == "r"
}"#,
    );
    let message =
        "the run cannot be taken up again: an execution that succeeded cannot be redriven";
    assert_eq!(messages, [message]);
}

#[test]
fn an_error_without_cause_is_caught_and_raised_again() {
    let (code, report) = tested(
        r#"
error Broken
workflow W() {
    try {
        parallel { a: { fail Broken } b: { wait 1s } }
    } catch Broken as e {
        wait 1s
        if e.Cause == "" { fail e }
    }
}
test "again" {
    let run = W()
    expect run.error == "Broken"
}
"#,
    );
    assert_eq!(code, Some(0), "{report:#}");
}

#[test]
fn coverage_for_people() {
    let file = File::new(&format!("{ROUTES}workflow Other() {{ wait 1s }}"));
    let path = file.0.display().to_string();
    let done = flowc(&["test", &path, "--coverage", "--color", "never"]);
    let text = String::from_utf8(done.stdout).expect("flowc writes UTF-8");
    for part in [
        "coverage      states transitions    catchers    retriers\n",
        "Route            3/6         3/7         0/1         0/1\n",
        ":5: `wait 2s` is not entered\n",
        "all              3/7         3/8         0/1         0/1\n",
        "no test runs `Other`",
    ] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}

#[test]
fn what_the_context_lacks_is_seen() {
    let (code, report) = tested(
        r#"
workflow Redriven() {
    let before = context.Execution.RedriveCount
    let time = context.Execution.RedriveTime ?? "never"
    aws.sqs.sendMessage(QueueUrl: "q", MessageBody: { attempt: context.State.RetryCount ?? -1 })
    {
        before
        time
        after: context.Execution.RedriveCount
        again: exists(context.Execution.RedriveTime)
        at?: context.Execution.RedriveTime
    }
}
@express
workflow Quick() { [context.Execution.RedriveCount ?? -1, if exists(context.Execution.RedriveCount) { 1 } else { 0 }] }
test "at first" {
    mock aws.sqs.sendMessage returns {}
    let run = Redriven()
    expect run.output == { before: 0, time: "never", after: 0, again: false }
    expect calls(aws.sqs.sendMessage)[0].MessageBody == { attempt: 0 }
}
test "again" {
    mock aws.sqs.sendMessage fails States.TaskFailed then returns {}
    let first = Redriven()
    let run = redrive(first)
    expect run.output.before == 0
    expect run.output.after == 1
    expect run.output.again
    expect exists(run.output.at)
    expect run.output.time == "never"
}
test "express" {
    let run = Quick()
    expect run.output == [-1, 0]
}
"#,
    );
    assert_eq!(code, Some(0), "{report:#}");
}

#[test]
fn raw_jsonata_reads_the_token_of_its_own_state() {
    let (code, report) = tested(
        r#"
lambda Any(x: any) -> any retry on States.TaskFailed
workflow Ask(question: string) {
    let answer = sqs.sendMessage.waitForTaskToken(QueueUrl: "q", MessageBody: {
        token: {% $states.context.Task.Token %}
        whole: {% $states.context %}
        body: Any(question)
    }) timeout 1h
    answer
}
test "the token stands beside what another call gives" {
    mock Any returns "polite"
    mock sqs.sendMessage.waitForTaskToken returns "yes"
    let run = Ask("how")
    expect run.output == "yes"
    let body = calls(sqs.sendMessage.waitForTaskToken)[0].MessageBody
    expect body.body == "polite"
    expect body.whole.Task.Token == body.token
}
"#,
    );
    assert_eq!(code, Some(0), "{report:#}");
}
