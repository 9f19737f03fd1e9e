//! Executions that are taken up again, as the service redrives them.

#![allow(clippy::needless_pass_by_value, reason = "`json!` gives values")]

use std::rc::Rc;

use flowc::asl;
use flowc::sim::{Kind, Mocks, Options, Outcome, Past, Plan, Redrive, Status, redrive, simulate};
use flowc::value::{Timestamp, Value};
use serde_json::{Value as Json, json};

use crate::support::outcome;

/// An execution that ended, and all that is known of it.
struct Ran {
    plan: Rc<Plan>,
    past: Past,
    outcome: Outcome,
    mocks: Mocks,
}

fn plan(machine: &Json) -> Rc<Plan> {
    let machine = asl::read(machine).expect("the machine can be read");
    Rc::new(Plan::new(&machine).unwrap_or_else(|errors| panic!("{errors:?}")))
}

fn read_mocks(mocks: Json) -> Mocks {
    Mocks::read(&mocks).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn start_with(machine: Json, mut mocks: Mocks) -> Ran {
    let (plan, mut past) = (plan(&machine), Past::default());
    let outcome =
        simulate(&plan, Value::empty_object(), &Options::default(), &mut mocks, &mut past);
    let outcome = outcome.unwrap_or_else(|unanswered| panic!("{}", unanswered.message));
    Ran { plan, past, outcome, mocks }
}

fn start(machine: Json, mocks: Json) -> Ran {
    start_with(machine, read_mocks(mocks))
}

impl Ran {
    fn options(&self) -> Options {
        Options {
            start: self.past.stopped().expect("an end"),
            execution: self.past.name().map(str::to_owned),
            ..Options::default()
        }
    }

    fn read(&self) -> Result<Redrive, String> {
        Redrive::read(&self.past, &self.plan, &self.options())
    }

    fn refusal(&self) -> String {
        self.read().expect_err("it cannot be redriven")
    }

    fn redrive_with(&self, mut mocks: Mocks) -> Self {
        let again = self.read().expect("it can be redriven");
        let (plan, mut past) = (Rc::clone(&self.plan), self.past.clone());
        let outcome = redrive(&plan, again, &self.options(), &mut mocks, &mut past);
        let outcome = outcome.unwrap_or_else(|unanswered| panic!("{}", unanswered.message));
        Self { plan, past, outcome, mocks }
    }

    fn redrive(&self, mocks: Json) -> Self {
        self.redrive_with(read_mocks(mocks))
    }

    fn output(&self) -> Json {
        outcome::output(&self.outcome)
    }

    fn error(&self) -> &str {
        outcome::error(&self.outcome)
    }

    /// The types of the events of the execution.
    fn types(&self) -> Vec<&str> {
        types(&self.past.events)
    }

    /// Those since it was last redriven.
    fn types_since(&self) -> Vec<&str> {
        let types = self.types();
        let at = types.iter().rposition(|kind| *kind == "ExecutionRedriven").expect("a redrive");
        types[at..].to_vec()
    }

    /// The events of the only Map Run's children, in the order of the items.
    fn children(&self) -> Vec<&[Json]> {
        let (_, children) = self.past.map_runs.iter().next().expect("a Map Run");
        let of = |arn| self.past.children.get(arn).map_or(&[][..], Vec::as_slice);
        children.iter().map(|child| of(&child.arn)).collect()
    }

    /// How often each state was entered, in the execution and in those that it started.
    fn visits(&self, state: &str) -> usize {
        let all = self.past.children.values().chain([&self.past.events]).flatten();
        all.filter(|event| event["stateEnteredEventDetails"]["name"] == state).count()
    }

    fn events<'e>(&'e self, kind: &'e str) -> impl Iterator<Item = &'e Json> {
        self.past.events.iter().filter(move |event| event["type"] == kind)
    }
}

fn types(events: &[Json]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().expect("a type")).collect()
}

/// A machine in JSONata; the first state is `A`.
fn machine(states: Json) -> Json {
    json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states})
}

fn with(mut state: Json, more: Json) -> Json {
    for (key, value) in more.as_object().expect("fields") {
        state[key] = value.clone();
    }
    state
}

/// A task that goes on to `next`, or ends.
fn task(next: &str) -> Json {
    let task = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "f", "Payload": "{% $states.input %}"},
        "Output": "{% $states.result %}"});
    let last = if next.is_empty() { json!({"End": true}) } else { json!({"Next": next}) };
    with(task, last)
}

/// A distributed Map over 1, 2 and 3 whose children run the tasks `First` and `Work`.
fn map(kind: &str, more: Json) -> Json {
    let first = with(task("Work"), json!({"Output": "{% $states.input %}"}));
    let map = json!({"Type": "Map", "Items": [1, 2, 3], "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind},
        "StartAt": "First", "States": {"First": first, "Work": task("")}}});
    with(map, more)
}

/// 1 is done at once, 2 fails after a second, 3 is at work then.
fn down() -> Json {
    let of = |item: i64| json!({"input": item});
    json!({"First": {"return": 0}, "Work": [
        {"when": of(1), "return": 10},
        {"when": of(2), "error": "Down", "delay": 1},
        {"when": of(3), "return": 30, "delay": 5}]})
}

const EXCEEDED: &str = "States.ExceedToleratedFailureThreshold";

#[test]
fn children_that_succeeded_are_kept_and_the_others_go_on_where_they_were() {
    let first = start(machine(json!({"A": map("STANDARD", json!({}))})), down());
    assert_eq!(first.error(), EXCEEDED);
    assert_eq!(types(first.children()[2]).last(), Some(&"ExecutionAborted"));
    // Nothing answers what had ended: not the first child, and the first state of none.
    let second = first.redrive(json!({"Work": [{"return": 20}, {"return": 31}]}));
    assert_eq!(second.output(), json!([10, 20, 31]));
    assert_eq!(
        second.types_since(),
        [
            "ExecutionRedriven",
            "MapRunRedriven",
            "MapRunSucceeded",
            "MapStateSucceeded",
            "MapStateExited",
            "ExecutionSucceeded"
        ]
    );
    let redriven =
        &second.events("MapRunRedriven").next().expect("the event")["mapRunRedrivenEventDetails"];
    let started =
        &second.events("MapRunStarted").next().expect("the event")["mapRunStartedEventDetails"];
    assert_eq!(redriven["mapRunArn"], started["mapRunArn"]);
    assert_eq!(redriven["redriveCount"], 1);
    // The children are the same executions, and their histories go on.
    assert_eq!(second.past.children.len(), 3);
    assert_eq!(first.children()[0], second.children()[0]);
    for (before, after) in [1, 2].map(|at| (first.children()[at], second.children()[at])) {
        assert_eq!(before, &after[..before.len()]);
        assert!(after.iter().zip(1..).all(|(event, id)| event["id"] == id), "{after:?}");
        assert_eq!(after[before.len()]["type"], "ExecutionRedriven");
        assert_eq!(after[before.len()]["executionRedrivenEventDetails"]["redriveCount"], 1);
        assert_eq!(types(after).last(), Some(&"ExecutionSucceeded"));
    }
}

#[test]
fn express_children_start_again_under_their_names() {
    let first = start(machine(json!({"A": map("EXPRESS", json!({}))})), down());
    assert_eq!(first.error(), EXCEEDED);
    let again =
        json!({"First": [{"return": 0}, {"return": 0}], "Work": [{"return": 20}, {"return": 31}]});
    let second = first.redrive(again);
    assert_eq!(second.output(), json!([10, 20, 31]));
    assert!(first.past.children.keys().eq(second.past.children.keys()));
    assert_eq!(types(second.children()[1])[0], "ExecutionStarted");
    assert!(!types(second.children()[1]).contains(&"ExecutionRedriven"));
}

#[test]
fn children_that_had_not_begun_begin_with_the_redrive() {
    let first = start(machine(json!({"A": map("STANDARD", json!({"MaxConcurrency": 1}))})), down());
    assert_eq!(first.past.children.len(), 2);
    let again = json!({"First": [{"when": {"input": 3}, "return": 0}],
        "Work": [{"when": {"input": 2}, "return": 20}, {"when": {"input": 3}, "return": 30}]});
    let second = first.redrive(again);
    assert_eq!(second.output(), json!([10, 20, 30]));
    assert_eq!(second.past.children.len(), 3);
    assert_eq!(second.visits("First"), 3);
}

#[test]
fn an_execution_is_redriven_as_often_as_it_fails() {
    let first = start(machine(json!({"A": map("STANDARD", json!({"MaxConcurrency": 1}))})), down());
    let second = first.redrive(json!({"Work": {"error": "Down"}}));
    assert_eq!(second.error(), EXCEEDED);
    let third = second.redrive(json!({"First": {"return": 0},
        "Work": [{"return": 20}, {"error": "Down"}]}));
    assert_eq!(third.error(), EXCEEDED);
    let fourth = third.redrive(json!({"Work": [{"return": 30}]}));
    assert_eq!(fourth.output(), json!([10, 20, 30]));
    let counts: Vec<_> = fourth
        .events("MapRunRedriven")
        .map(|event| &event["mapRunRedrivenEventDetails"]["redriveCount"])
        .collect();
    assert_eq!(counts, [1, 2, 3]);
    assert_eq!((fourth.visits("First"), fourth.visits("Work")), (3, 3));
    assert_eq!(fourth.events("MapRunStarted").count(), 1);
}

#[test]
fn a_map_run_that_gave_too_much_is_followed_by_a_new_one() {
    let first = start(
        machine(json!({"A": map("STANDARD", json!({}))})),
        json!({"First": {"return": 0}, "Work": {"return": "x".repeat(100_000)}}),
    );
    assert_eq!(first.error(), "States.DataLimitExceeded");
    let second = first.redrive(json!({"First": {"return": 0}, "Work": {"return": 1}}));
    assert_eq!(second.output(), json!([1, 1, 1]));
    assert_eq!(second.past.children.len(), 6);
    let runs: Vec<_> =
        second.events("MapRunStarted").map(|it| &it["mapRunStartedEventDetails"]).collect();
    assert!(runs.len() == 2 && runs[0] != runs[1], "{runs:?}");
    assert_eq!(second.events("MapRunRedriven").count(), 0);
    // The same holds of what the state itself cannot make of the result.
    let machine = json!({"StartAt": "A", "States": {"A": {"Type": "Map", "End": true,
        "ItemsPath": "$$.Execution.Input.items", "OutputPath": "$.nothing", "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}});
    let (plan, mut past) = (plan(&machine), Past::default());
    let input = Value::from(&json!({"items": [1]}));
    let mut mocks = Mocks::default();
    let outcome = simulate(&plan, input, &Options::default(), &mut mocks, &mut past);
    let outcome = outcome.expect("no call");
    let first = Ran { plan, past, outcome, mocks };
    assert_eq!(first.error(), "States.Runtime");
    assert_eq!(first.redrive(json!({})).events("MapRunStarted").count(), 2);
}

#[test]
fn thresholds_are_judged_over_all_children() {
    // Two fail, and one too many.
    let tolerant = |count: i64| {
        machine(json!({"A": map("STANDARD", json!({"ToleratedFailureCount": count}))}))
    };
    let failing = json!({"First": {"return": 0}, "Work": [
        {"when": {"input": 1}, "return": 10}, {"when": {"input": 2}, "error": "Down"},
        {"when": {"input": 3}, "error": "Down"}]});
    let first = start(tolerant(1), failing.clone());
    assert_eq!(first.error(), EXCEEDED);
    let second = first.redrive(json!({"Work": [{"return": 20}, {"error": "Still"}]}));
    let failed = json!({"Status": "FAILED", "Error": "Still", "Cause": null});
    assert_eq!(second.output(), json!([10, 20, failed]));
    // A child without room for more events has failed for good.
    let mut first = start(tolerant(1), failing);
    let arn = first.past.map_runs.values().next().expect("a run")[1].arn.clone();
    let last = first.past.children.get_mut(&arn).and_then(|events| events.last_mut());
    last.expect("an event")["id"] = 24_999.into();
    let second = first.redrive(json!({"Work": [{"return": 30}]}));
    let failed = json!({"Status": "FAILED", "Error": "Down", "Cause": null});
    assert_eq!(second.output(), json!([10, failed, 30]));
    assert_eq!(first.redrive(json!({"Work": [{"error": "Still"}]})).error(), EXCEEDED);
}

#[test]
fn batches_are_kept_and_redriven_whole() {
    let batched = json!({"Items": [1, 2, 3, 4, 5], "ItemBatcher": {"MaxItemsPerBatch": 2},
        "ToleratedFailureCount": 1});
    let first = start(
        machine(json!({"A": map("STANDARD", batched)})),
        json!({"First": {"return": 0}, "Work": [{"return": "a"}, {"error": "Down"}, {"return": "c"}]}),
    );
    assert_eq!(first.error(), EXCEEDED);
    let (_, children) = first.past.map_runs.iter().next().expect("a run");
    assert_eq!(children.iter().map(|child| child.items).collect::<Vec<_>>(), [2, 2, 1]);
    let second = first.redrive(json!({"Work": [
        {"when": {"input": {"Items": [3, 4]}}, "return": "b"},
        {"when": {"input": {"Items": [5]}}, "return": "c"}]}));
    assert_eq!(second.output(), json!(["a", "b", "c"]));
}

#[test]
fn inputs_of_children_are_those_of_their_start() {
    let selector = json!({"ItemSelector": {"n": "{% $states.context.Map.Item.Value %}", "id": "{% $random() %}"}});
    let first = start(
        machine(json!({"A": map("EXPRESS", selector)})),
        json!({"First": {"return": 0}, "Work": {"error": "Down"}}),
    );
    let input = |ran: &Ran| ran.children()[0][0]["executionStartedEventDetails"]["input"].clone();
    let second = first.redrive(json!({"First": {"return": 0}, "Work": {"return": 1}}));
    assert_eq!(second.output(), json!([1, 1, 1]));
    assert_eq!(input(&first), input(&second));
}

#[test]
fn runs_within_children_are_redriven_too() {
    let inner =
        map("STANDARD", json!({"Items": "{% [$states.input * 10, $states.input * 10 + 1] %}"}));
    let outer = json!({"Type": "Map", "Items": [1, 2], "End": true, "MaxConcurrency": 1, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Inner", "States": {"Inner": inner}}});
    let of = |item: i64| json!({"input": item});
    let first = start(
        machine(json!({"A": outer})),
        json!({"First": {"return": 0}, "Work": [
        {"when": of(10), "return": "a"}, {"when": of(11), "return": "b"},
        {"when": of(20), "return": "c"}, {"when": of(21), "error": "Down", "delay": 1}]}),
    );
    assert_eq!(first.error(), EXCEEDED);
    let second = first.redrive(json!({"Work": [{"when": of(21), "return": "d"}]}));
    assert_eq!(second.output(), json!([["a", "b"], ["c", "d"]]));
    assert_eq!(second.past.map_runs.len(), 3);
    assert_eq!(second.visits("Work"), 4);
}

#[test]
fn of_a_map_that_was_retried_the_last_run_is_redriven() {
    let retried =
        json!({"Label": "Same", "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]});
    let first = start(
        machine(json!({"A": map("STANDARD", retried)})),
        json!({"First": {"return": 0}, "Work": [
            {"when": {"input": 1}, "return": "old"}, {"when": {"input": 2}, "error": "Down", "delay": 1},
            {"when": {"input": 3}, "return": "old"},
            {"when": {"input": 1}, "return": "new"}, {"when": {"input": 2}, "error": "Down", "delay": 1},
            {"when": {"input": 3}, "return": "late", "delay": 5}]}),
    );
    assert_eq!(first.events("MapRunStarted").count(), 2);
    let second = first.redrive(json!({"Work": [{"return": 20}, {"return": 30}]}));
    assert_eq!(second.output(), json!(["new", 20, 30]));
    // Its retriers begin from zero: a failure now is followed by another, new run.
    let third = first.redrive(json!({"First": {"return": 0}, "Work": [
        {"when": {"input": 2}, "error": "Down"}, {"return": 1}, {"return": 2}, {"return": 3}, {"return": 4}]}));
    assert_eq!(third.events("MapRunStarted").count(), 3);
    assert_eq!(third.outcome.status, Status::Succeeded);
}

#[test]
fn branches_and_iterations_within_children_are_kept() {
    let child = json!({"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Left", "States": {"Left": task("")}},
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Items": [1, 2, 3], "End": true,
            "MaxConcurrency": 1,
            "ItemProcessor": {"StartAt": "Item", "States": {"Item": task("")}}}}}]}},
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}});
    let outer = map("STANDARD", json!({"Items": ["x"], "ItemProcessor": child}));
    let first = start(
        machine(json!({"A": outer})),
        json!({"Left": {"return": "l"},
        "Item": [{"return": 1, "delay": 1}, {"error": "Down"}]}),
    );
    assert_eq!(first.error(), EXCEEDED);
    let second = first.redrive(json!({"Item": [{"error": "Down"}]}));
    let third = second.redrive(json!({"Item": [{"return": 2}, {"return": 3}]}));
    assert_eq!(third.output(), json!([["l", [1, 2, 3]]]));
    assert_eq!((third.visits("Left"), third.visits("Item")), (1, 3));
}

#[test]
fn maps_within_branches_are_redriven() {
    let branch = |name: &str, first: &str| {
        let map = map(
            "STANDARD",
            json!({"Items": [first], "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": format!("{name}Work"), "States": {format!("{name}Work"): task("")}}}),
        );
        json!({"StartAt": name, "States": {name: map}})
    };
    let parallel = json!({"Type": "Parallel", "End": true, "Branches": [
        branch("Done", "d"), branch("Fails", "f"), branch("Slow", "s")]});
    let first = start(
        machine(json!({"A": parallel})),
        json!({"DoneWork": {"return": 1},
        "FailsWork": {"error": "Down", "delay": 1}, "SlowWork": {"return": 3, "delay": 5}}),
    );
    assert_eq!(first.error(), EXCEEDED);
    let second = first
        .redrive(json!({"FailsWork": {"error": "Down", "delay": 9}, "SlowWork": {"return": 3}}));
    let third = second.redrive(json!({"FailsWork": {"return": 2}}));
    assert_eq!(third.output(), json!([[1], [2], [3]]));
    assert_eq!(third.past.children.len(), 3);
}

#[test]
fn results_are_written_of_all_children() {
    let writer = json!({"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
        "Arguments": {"Bucket": "results"}}});
    let first = start(machine(json!({"A": map("STANDARD", writer)})), down());
    let second = first.redrive(json!({"Work": [{"return": 20}, {"return": 30}]}));
    let run = second.output()["MapRunArn"].as_str().expect("an ARN").to_owned();
    assert!(second.past.map_runs.keys().any(|known| **known == *run));
    let id = run.rsplit(':').next().expect("an id");
    let records =
        &second.mocks.objects()[&("results".to_owned(), format!("{id}/SUCCEEDED_0.json"))];
    let records: Vec<Json> = serde_json::from_slice(records).expect("the records are JSON");
    let told: Vec<_> =
        records.iter().map(|it| (&it["Input"], &it["Output"], &it["RedriveCount"])).collect();
    let expected = [("1", "10", 0), ("2", "20", 1), ("3", "30", 1)]
        .map(|(i, o, n)| (json!(i), json!(o), json!(n)));
    assert!(
        told.iter().zip(&expected).all(|(told, it)| *told == (&it.0, &it.1, &it.2)),
        "{told:?}"
    );
    let began = |at: usize| first.children()[at][0]["timestamp"].clone();
    assert!((0..3).all(|at| records[at]["StartDate"] == began(at)), "{records:?}");
}

#[test]
fn executions_that_children_started_are_started_again() {
    let inner = machine(json!({"A": with(task("B"), json!({})), "B": task("")}));
    let start_inner = with(
        task(""),
        json!({"Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Arguments": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Inner"},
        "Output": "{% $states.result.Output %}"}),
    );
    let outer = map(
        "STANDARD",
        json!({"Items": ["x"], "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Start", "States": {"Start": start_inner}}}),
    );
    let mocks = |mocks: Json| {
        let mut mocks = read_mocks(mocks);
        mocks.add_machine("Inner", plan(&inner));
        mocks
    };
    let first = start_with(
        machine(json!({"A": outer})),
        mocks(json!({"A": {"return": 1}, "B": {"error": "Down"}})),
    );
    assert_eq!(first.error(), EXCEEDED);
    let second = first.redrive_with(mocks(json!({"A": [{"return": 1}], "B": [{"return": 2}]})));
    assert_eq!(second.output(), json!([2]));
    // The child, the execution that failed and the one that was started in its place.
    assert_eq!(second.past.children.len(), 3);
}

#[test]
fn without_histories_of_children_all_of_them_run_again() {
    let mut first = start(machine(json!({"A": map("STANDARD", json!({}))})), down());
    first.past.children.clear();
    first.past.map_runs.clear();
    let unknown: Vec<_> = first.read().expect("a redrive").unknown.into_iter().collect();
    assert_eq!(unknown.iter().map(|name| &**name).collect::<Vec<_>>(), ["A"]);
    let second = first.redrive(json!({"First": {"return": 0}, "Work": {"return": 1}}));
    assert_eq!(second.output(), json!([1, 1, 1]));
    assert_eq!(second.visits("First"), 3);
    assert_eq!(second.events("MapRunRedriven").count(), 1);
}

#[test]
fn a_redriven_map_reads_its_items_where_it_could_not_before() {
    let reader = json!({"ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"}, "Arguments": {"Bucket": "b", "Key": "k.json"}}});
    let mut state = map("STANDARD", reader);
    state.as_object_mut().expect("a state").remove("Items");
    let first = start(machine(json!({"A": state})), json!({"states": {}}));
    assert_eq!(first.error(), "States.ItemReaderFailed");
    let second = first.redrive(json!({"objects": {"b": {"k.json": {"json": [7, 8]}}},
        "states": {"First": {"return": 0}, "Work": {"return": 1}}}));
    assert_eq!(second.output(), json!([1, 1]));
    assert!(first.read().expect("a redrive").unknown.is_empty());
}

#[test]
fn a_redriven_map_reads_no_items_whose_children_had_begun() {
    let reader = json!({"ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"}, "Arguments": {"Bucket": "b", "Key": "k.json"}}});
    let mut state =
        map("STANDARD", with(reader, json!({"ToleratedFailureCount": 1, "MaxConcurrency": 2})));
    state.as_object_mut().expect("a state").remove("Items");
    let objects = |items: Json| json!({"b": {"k.json": {"json": items}}});
    let first = start(
        machine(json!({"A": state})),
        json!({"objects": objects(json!([7, 8, 9])), "states": {"First": {"return": 0}, "Work": [
            {"return": 1}, {"error": "Down"}, {"error": "Down"}]}}),
    );
    assert_eq!(first.error(), EXCEEDED);
    // The object is gone, or another.
    let again =
        json!({"Work": [{"when": {"input": 8}, "return": 2}, {"when": {"input": 9}, "return": 3}]});
    assert_eq!(first.redrive(again.clone()).output(), json!([1, 2, 3]));
    let other = json!({"objects": objects(json!([0])), "states": again});
    assert_eq!(first.redrive(other).output(), json!([1, 2, 3]));
}

#[test]
fn a_map_run_is_redriven_a_thousand_times_at_most() {
    let mut first = start(machine(json!({"A": map("STANDARD", json!({}))})), down());
    let arn = first.past.map_runs.keys().next().expect("a run").to_string();
    let last = first.past.events.len() as u64;
    first
        .past
        .events
        .push(json!({"type": "ExecutionRedriven", "id": last + 1, "previousEventId": last}));
    first
        .past
        .events
        .push(json!({"type": "MapRunRedriven", "id": last + 2, "previousEventId": last + 1,
        "mapRunRedrivenEventDetails": {"mapRunArn": arn, "redriveCount": 1000}}));
    let stopped = first.past.events[0]["timestamp"].clone();
    first
        .past
        .events
        .push(json!({"type": "ExecutionTimedOut", "id": last + 3, "previousEventId": 0,
        "timestamp": stopped}));
    assert_eq!(first.redrive(json!({})).error(), "States.Runtime");
}

#[test]
fn states_that_were_left_are_not_run_again() {
    let states = json!({
        "A": {"Type": "Pass", "Assign": {"x": "{% $random() %}"}, "Output": "{% $random() %}", "Next": "B"},
        "B": with(task("Z"), json!({"Retry": [{"ErrorEquals": ["Down"], "MaxAttempts": 2}]})),
        "Z": {"Type": "Succeed", "Output": {"x": "{% $x %}"}}});
    let first = start(machine(states), json!({"B": {"error": "Down"}}));
    assert_eq!(first.error(), "Down");
    // Retriers count from zero: three attempts more.
    let second =
        first.redrive(json!({"B": [{"error": "Down"}, {"error": "Down"}, {"error": "Down"}]}));
    assert_eq!(second.error(), "Down");
    let third = second.redrive(json!({"B": {"return": 1}}));
    let exited =
        &third.events("PassStateExited").next().expect("the event")["stateExitedEventDetails"];
    let x: Json = serde_json::from_str(exited["assignedVariables"]["x"].as_str().expect("a text"))
        .expect("JSON");
    assert_eq!(third.output(), json!({"x": x}));
    let entered =
        &third.events("TaskStateEntered").next().expect("the event")["stateEnteredEventDetails"];
    assert_eq!(entered["input"], exited["output"]);
    assert_eq!((third.visits("A"), third.visits("B")), (1, 1));
    let scheduled: Vec<_> =
        third.events("TaskScheduled").map(|it| &it["taskScheduledEventDetails"]).collect();
    assert!(
        scheduled.len() == 7 && scheduled.iter().all(|it| *it == scheduled[0]),
        "{scheduled:?}"
    );
}

#[test]
fn the_context_tells_of_the_redrive() {
    let ask = with(task("Z"), json!({"Output": "{% $states.context.Execution %}"}));
    let first = start(
        machine(json!({"A": ask, "Z": {"Type": "Succeed"}})),
        json!({"A": {"error": "Down", "delay": 3}}),
    );
    let output = first.redrive(json!({"A": {"return": 1}})).output();
    assert_eq!(output["Id"], *first.outcome.arn);
    assert_eq!(output["RedriveCount"], 1);
    assert_eq!(output["StartTime"], first.outcome.started.to_string());
    assert_eq!(output["RedriveTime"], first.outcome.stopped.to_string());
}

#[test]
fn waits_and_timeouts_begin_again() {
    let states = json!({"A": {"Type": "Wait", "Seconds": 100, "Next": "B"},
        "B": {"Type": "Wait", "Timestamp": "2026-01-01T00:02:30Z", "Next": "C"}, "C": task("")});
    let mut timed = machine(states);
    timed["TimeoutSeconds"] = 60.into();
    let first = start(timed.clone(), json!({}));
    assert_eq!(first.outcome.status, Status::TimedOut);
    // Each redrive has its 60 seconds: the wait of 100 never ends.
    let second = first.redrive(json!({}));
    assert_eq!(second.outcome.status, Status::TimedOut);
    assert_eq!(second.outcome.stopped.0 - first.outcome.stopped.0, 60_000);
    timed["TimeoutSeconds"] = 110.into();
    let first = start(timed, json!({"C": {"error": "Down"}}));
    assert_eq!(first.outcome.status, Status::TimedOut);
    let second = first.redrive(json!({"C": {"error": "Down"}}));
    // It had been in B, until 150 seconds after the start.
    assert_eq!((second.error(), second.visits("A")), ("Down", 1));
    assert_eq!(second.outcome.stopped.0 - first.outcome.started.0, 150_000);
    // What is past is not waited for.
    let mut late = first.options();
    late.start = Timestamp(late.start.0 + 3_600_000);
    let again = Redrive::read(&first.past, &first.plan, &late).expect("a redrive");
    let mut mocks = read_mocks(json!({"C": {"return": 1}}));
    let outcome = redrive(&first.plan, again, &late, &mut mocks, &mut first.past.clone());
    assert_eq!(outcome.expect("an end").stopped, late.start);
}

#[test]
fn choices_decide_anew_and_a_fail_state_fails_again() {
    let choice = json!({"Type": "Choice", "Default": "F", "Choices": [
        {"Condition": "{% $states.context.Execution.RedriveCount > 0 ? true : $states.input %}", "Next": "Z"}]});
    let first = start(
        machine(
            json!({"A": choice, "F": {"Type": "Fail", "Error": "E"}, "Z": {"Type": "Succeed"}}),
        ),
        json!({}),
    );
    assert_eq!(first.error(), "States.QueryEvaluationError");
    assert_eq!(first.redrive(json!({})).outcome.status, Status::Succeeded);
    let first =
        start(machine(json!({"A": {"Type": "Fail", "Error": "E", "Cause": "c"}})), json!({}));
    let second = first.redrive(json!({}));
    assert_eq!((second.error(), second.outcome.cause.as_deref()), ("E", Some("c")));
    assert_eq!(second.types_since(), ["ExecutionRedriven", "ExecutionFailed"]);
}

#[test]
fn aborted_executions_go_on_with_all_that_was_open() {
    let each = json!({"Type": "Map", "Items": [1, 2], "Next": "Z",
        "ItemProcessor": {"StartAt": "Item", "States": {"Item": task("")}}});
    let states = json!({"A": each, "Z": {"Type": "Succeed"}});
    let mut first =
        start(machine(states), json!({"Item": [{"return": 1}, {"error": "Down", "delay": 1}]}));
    // As if it had been stopped when the first iteration was done.
    let at = first.types().iter().position(|kind| *kind == "TaskFailed").expect("a failure");
    let end = json!({"type": "ExecutionAborted", "id": at + 1, "previousEventId": 0,
        "timestamp": first.past.events[at]["timestamp"]});
    first.past.events.truncate(at);
    first.past.events.push(end);
    assert_eq!(first.redrive(json!({"Item": [{"return": 2}]})).output(), json!([1, 2]));
}

#[test]
fn of_an_attempt_that_was_retried_nothing_is_kept() {
    let each = json!({"Type": "Map", "Items": [1, 2], "Next": "Z", "MaxConcurrency": 1,
        "Retry": [{"ErrorEquals": ["Down"], "MaxAttempts": 1}],
        "ItemProcessor": {"StartAt": "Item", "States": {"Item": task("")}}});
    let first = start(
        machine(json!({"A": each, "Z": {"Type": "Succeed"}})),
        json!({"Item": [{"return": 1}, {"error": "Down"}, {"error": "Down"}]}),
    );
    assert_eq!(first.error(), "Down");
    let second = first.redrive(json!({"Item": [{"return": 3}, {"return": 4}]}));
    assert_eq!(second.output(), json!([3, 4]));
}

#[test]
fn iterations_of_a_redriven_map_are_told_apart() {
    let each = json!({"Type": "Map", "Items": [1, 2, 3], "Next": "Z",
        "ItemProcessor": {"StartAt": "Item", "States": {"Item": task("")}}});
    let of = |item: i64| json!({"input": item});
    let first = start(
        machine(json!({"A": each, "Z": {"Type": "Succeed"}})),
        json!({"Item": [
        {"when": of(1), "error": "Down", "delay": 1}, {"when": of(2), "return": 2, "delay": 2},
        {"when": of(3), "return": 3, "delay": 3}]}),
    );
    let second = first.redrive(json!({"Item": [
        {"when": of(1), "return": 10}, {"when": of(2), "error": "Down", "delay": 5},
        {"when": of(3), "return": 30, "delay": 1}]}));
    let third = second.redrive(json!({"Item": [{"when": of(2), "return": 20}]}));
    assert_eq!(third.output(), json!([10, 20, 30]));
}

#[test]
fn what_gave_too_much_runs_anew() {
    let text = "x".repeat(150_000);
    let branch = |name: &str| json!({"StartAt": name, "States": {name: task("")}});
    let parallel = json!({"Type": "Parallel", "End": true, "Branches": [branch("L"), branch("R")]});
    let first = start(
        machine(json!({"A": parallel})),
        json!({"L": {"return": text}, "R": {"return": text}}),
    );
    assert_eq!(first.error(), "States.DataLimitExceeded");
    let second = first.redrive(json!({"L": {"return": 1}, "R": {"return": 2}}));
    assert_eq!(second.output(), json!([1, 2]));
    let each = json!({"Type": "Map", "Items": [1, 2], "End": true,
        "ItemProcessor": {"StartAt": "L", "States": {"L": task("")}}});
    let first = start(machine(json!({"A": each})), json!({"L": {"return": text}}));
    assert_eq!(first.error(), "States.DataLimitExceeded");
    assert_eq!(first.redrive(json!({"L": [{"return": 1}, {"return": 2}]})).output(), json!([1, 2]));
}

#[test]
fn what_cannot_be_redriven_is_refused() {
    let failed = || start(machine(json!({"A": {"Type": "Fail"}})), json!({}));
    let ran = start(machine(json!({"A": {"Type": "Succeed"}})), json!({}));
    assert_eq!(ran.refusal(), "an execution that succeeded cannot be redriven");

    let ran = failed();
    let express = Options { kind: Kind::Express, ..ran.options() };
    let refusal = Redrive::read(&ran.past, &ran.plan, &express).expect_err("Express");
    assert_eq!(refusal, "Step Functions redrives Standard workflows alone");

    let mut ran = failed();
    ran.past.events.pop();
    assert_eq!(ran.refusal(), "an execution that has not ended cannot be redriven");

    let mut ran = failed();
    let last = ran.past.events.len() - 1;
    ran.past.events[last]["id"] = 24_998.into();
    assert!(ran.read().is_ok());
    ran.past.events[last]["id"] = 24_999.into();
    assert_eq!(ran.refusal(), "an execution with more than 24,998 events cannot be redriven");

    let ran = failed();
    let after = |millis: i64| {
        let start = Timestamp(ran.outcome.stopped.0 + millis);
        Redrive::read(&ran.past, &ran.plan, &Options { start, ..ran.options() })
    };
    let fortnight = 14 * 24 * 60 * 60 * 1000;
    assert!(after(fortnight).is_ok());
    assert_eq!(
        after(fortnight + 1).expect_err("too late"),
        "an execution cannot be redriven that ended more than 14 days before"
    );
    assert_eq!(
        after(-1).expect_err("too early"),
        "an execution cannot be redriven before its end, 2026-01-01T00:00:00.000Z"
    );
}

#[test]
fn branches_and_iterations_that_ended_well_are_kept() {
    let one = json!({"StartAt": "One", "States": {"One": task("")}});
    let item = with(task(""), json!({"Output": "{% $x + $y + $states.result %}"}));
    let two = json!({"StartAt": "Two", "States": {
        "Two": {"Type": "Pass", "Assign": {"y": 6}, "Next": "Fails"},
        "Fails": {"Type": "Map", "Items": [1, 2], "MaxConcurrency": 1, "End": true,
            "ItemProcessor": {"StartAt": "Item", "States": {"Item": item}}}}});
    let first = start(
        machine(json!({
            "A": {"Type": "Pass", "Assign": {"x": 5}, "Next": "P"},
            "P": {"Type": "Parallel", "Next": "Z", "Branches": [one, two]},
            "Z": {"Type": "Succeed"}})),
        json!({"One": {"return": 1}, "Item": [{"return": 10}, {"error": "Down", "delay": 1}]}),
    );
    assert_eq!(first.error(), "Down");
    let second = first.redrive(json!({"Item": [{"return": 20}]}));
    assert_eq!(second.output(), json!([1, [21, 31]]));
    let ids = second.past.events.iter().map(|event| event["id"].as_u64());
    assert!(ids.eq((1..).map(Some).take(second.past.events.len())));
}
