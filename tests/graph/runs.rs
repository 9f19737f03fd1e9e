//! What a run did, drawn over the picture.

use flowc::graph::{Chart, Outcome, Overlay, Theme, svg};
use serde_json::{Value, json};

use super::{chart_of, xml};
use crate::support::corpus;

/// Tries, fails, is handled, goes round a loop.
fn chart() -> Chart {
    let definition = json!({
        "StartAt": "Try",
        "States": {
            "Try": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues",
                "Retry": [{ "ErrorEquals": ["States.ALL"] }],
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Mend" }],
                "Next": "Done",
            },
            "Mend": { "Type": "Pass", "Next": "Try" },
            "Done": { "Type": "Succeed" },
            "Never": { "Type": "Pass", "End": true },
        },
    });
    chart_of("W", &definition).expect("it can be read")
}

fn event(id: u64, seconds: f64, kind: &str, details: Value) -> Value {
    let mut event = json!({
        "id": id,
        "previousEventId": id - 1,
        "timestamp": 1_700_000_000.0 + seconds,
        "type": kind,
    });
    let key = match kind {
        "ExecutionStarted" => "executionStartedEventDetails".to_owned(),
        _ if kind.ends_with("StateEntered") => "stateEnteredEventDetails".to_owned(),
        _ if kind.ends_with("StateExited") => "stateExitedEventDetails".to_owned(),
        _ => format!("{}{}EventDetails", kind[..1].to_lowercase(), &kind[1..]),
    };
    event[key] = details;
    event
}

/// Fails twice, is mended, works.
fn history() -> Value {
    let failed = json!({ "error": "Boom", "cause": "it broke" });
    let list = [
        (0.0, "ExecutionStarted", json!({})),
        (0.0, "TaskStateEntered", json!({ "name": "Try" })),
        (0.0, "TaskScheduled", json!({})),
        (1.0, "TaskFailed", failed.clone()),
        (2.0, "TaskScheduled", json!({})),
        (3.0, "TaskFailed", failed),
        (3.0, "TaskStateExited", json!({ "name": "Try" })),
        (3.0, "PassStateEntered", json!({ "name": "Mend" })),
        (3.0, "PassStateExited", json!({ "name": "Mend" })),
        (3.0, "TaskStateEntered", json!({ "name": "Try" })),
        (3.0, "TaskScheduled", json!({})),
        (3.5, "TaskSucceeded", json!({})),
        (3.5, "TaskStateExited", json!({ "name": "Try" })),
        (3.5, "SucceedStateEntered", json!({ "name": "Done" })),
        (3.5, "SucceedStateExited", json!({ "name": "Done" })),
        (3.5, "ExecutionSucceeded", json!({})),
    ];
    let events = (1..).zip(list).map(|(id, (at, kind, details))| event(id, at, kind, details));
    json!({ "events": events.collect::<Vec<_>>() })
}

#[test]
fn a_run_is_told_state_by_state() {
    let overlay = Overlay::read(&history()).expect("it is a history");
    let tried = overlay.visits("Try").expect("it was entered");
    assert_eq!((tried.entered, tried.retries, tried.millis), (2, 1, 3_500));
    assert_eq!(tried.outcome, Outcome::Caught);
    assert_eq!(tried.error, Some(("Boom".to_owned(), "it broke".to_owned())));
    assert_eq!(overlay.outcome("Done"), Outcome::Succeeded);
    assert_eq!(overlay.outcome("Never"), Outcome::Idle);
    assert!(overlay.succeeded());
    let summary = "This run succeeded after 3.5 s · 4 states entered · 1 retry";
    assert_eq!(overlay.summary(), summary);
}

#[test]
fn the_ways_of_a_run_are_counted() {
    let (chart, overlay) = (chart(), Overlay::read(&history()).expect("it is a history"));
    let taken: Vec<usize> =
        chart.regions[0].edges.iter().map(|edge| overlay.times(&chart, edge)).collect();
    // Start, Try to Done, Try to Mend, Mend to Try, Done to the end, Never to the end.
    assert_eq!(taken, [1, 1, 1, 1, 1, 0]);
    let picture = svg(&chart, Theme::Light, Some(&overlay));
    assert_eq!(xml::fault(&picture), None);
    for word in ["2× · 3.5 s · 1 retry", "class=\"box task caught\"", "edge catch taken", "Boom"]
    {
        assert!(picture.contains(word), "{word} is not in the picture");
    }
}

#[test]
fn a_failure_is_where_it_happened() {
    let Value::Array(mut events) = history()["events"].take() else { panic!("a list") };
    events.truncate(6);
    events.push(event(7, 3.0, "ExecutionFailed", json!({ "error": "Boom", "cause": "it broke" })));
    let overlay = Overlay::read(&Value::Array(events)).expect("it is a history");
    assert_eq!(overlay.outcome("Try"), Outcome::Failed);
    assert!(overlay.summary().starts_with("This run failed after 3 s: Boom: it broke"));
}

/// A Fail state has no event of its own that tells its error.
#[test]
fn what_fails_on_purpose_has_its_error() {
    let events = [
        event(1, 0.0, "ExecutionStarted", json!({})),
        event(2, 0.0, "FailStateEntered", json!({ "name": "Give up" })),
        event(3, 1.0, "ExecutionFailed", json!({ "error": "Boom", "cause": "it broke" })),
    ];
    let overlay = Overlay::read(&Value::Array(events.to_vec())).expect("it is a history");
    let visits = overlay.visits("Give up").expect("it was entered");
    assert_eq!(visits.outcome, Outcome::Failed);
    assert_eq!(visits.error, Some(("Boom".to_owned(), "it broke".to_owned())));
}

#[test]
fn what_is_no_history_is_refused() {
    for wrong in [json!({}), json!("x"), json!([{ "type": "PassStateEntered" }])] {
        assert!(Overlay::read(&wrong).is_err(), "{wrong}");
    }
    let strange = json!([{ "id": 3, "type": "PassStateExited" }, { "id": 4, "type": "Other" }]);
    assert!(Overlay::read(&strange).is_ok(), "events that lead nowhere do no harm");
}

/// Every history recorded of Step Functions is read, and each state that it enters is among the visits.
#[test]
fn recorded_histories_are_read() {
    for case in corpus::conformance("execution") {
        let found = ["history", "events"].iter().find_map(|key| find(&case.record, key));
        let Some(history) = found else { continue };
        let overlay = Overlay::read(history).unwrap_or_else(|why| panic!("{}: {why}", case.name));
        let entered = history
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|event| event.get("stateEnteredEventDetails")?.get("name")?.as_str());
        for name in entered {
            let outcome = overlay.outcome(name);
            assert!(outcome != Outcome::Idle, "{}: {name} was entered", case.name);
        }
    }
}

/// The list under a key, however deep.
fn find<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(fields) => match fields.get(key) {
            Some(found @ Value::Array(events))
                if events.iter().all(|event| event.get("id").is_some()) =>
            {
                Some(found)
            }
            _ => fields.values().find_map(|value| find(value, key)),
        },
        _ => None,
    }
}
