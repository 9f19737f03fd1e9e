//! The structural check of definitions that other tests rely on, itself tested.

use serde_json::{Value, json};

use crate::support::asl_check::check;
use crate::support::corpus;
use crate::support::{files_below, read, root};

/// The faults of a machine of these states that begins with `A`.
#[expect(clippy::needless_pass_by_value, reason = "it is written in place")]
fn faults(states: Value) -> Vec<String> {
    check(&json!({ "QueryLanguage": "JSONata", "StartAt": "A", "States": states }))
}

fn is_jsonata(definition: &Value) -> bool {
    definition.get("QueryLanguage").is_some_and(|language| language == "JSONata")
}

#[test]
fn definitions_of_others_are_accepted() {
    let mut found = Vec::new();
    for definition in corpus::definitions("valid") {
        let json = definition.json().expect("a valid definition is JSON");
        if is_jsonata(json) {
            found.extend(
                check(json).into_iter().map(|fault| format!("{} {fault}", definition.name)),
            );
        }
    }
    // Some read a variable that nobody writes, to see what Step Functions says when they run.
    found.retain(|fault| !fault.contains("reads `doesNotExist`"));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn definitions_that_others_reject_are_rejected() {
    for definition in corpus::definitions("invalid") {
        let Some(json) = definition.json().filter(|json| is_jsonata(json)) else { continue };
        if definition.record["judged"] == "invalid" {
            assert_ne!(check(json), Vec::<String>::new(), "{}", definition.name);
        }
    }
}

#[test]
fn the_output_of_the_examples_is_right() {
    for path in files_below(&root("examples"), "json") {
        if path.to_string_lossy().ends_with(".asl.json") {
            let json = serde_json::from_str(&read(&path)).expect("a definition is JSON");
            assert_eq!(check(&json), Vec::<String>::new(), "{}", path.display());
        }
    }
}

#[test]
fn a_right_definition_has_no_faults() {
    let inner = json!({ "Type": "Pass", "Output": "{% $x %}", "End": true });
    let states = json!({
        "A": { "Type": "Task", "Resource": "arn", "Assign": { "x": "{% $states.result %}" },
               "Catch": [{ "ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "F" }],
               "Next": "C" },
        "C": { "Type": "Choice", "Choices": [{ "Condition": "{% $x %}", "Next": "P" }], "Default": "S" },
        "P": { "Type": "Parallel", "Branches": [{ "StartAt": "I", "States": { "I": inner } }], "Next": "S" },
        "S": { "Type": "Succeed", "Output": "{% $x %}" },
        "F": { "Type": "Fail", "Error": "{% $states.input.Error %}" },
    });
    assert_eq!(faults(states), Vec::<String>::new());
}

#[test]
fn transitions() {
    let pass = json!({ "Type": "Pass", "End": true });
    assert_eq!(
        faults(json!({ "A": { "Type": "Pass", "Next": "B" }, "C": pass })),
        [
            "/States: has no state `B`, to which `A` leads",
            "/States/C: cannot be reached",
            "/States: has no end"
        ]
    );
    assert_eq!(
        faults(json!({ "A": { "Type": "Pass", "Next": "A", "End": true } })),
        ["/States/A: needs one of `Next` and `End: true`"]
    );
    let branch = json!({ "StartAt": "A", "States": { "A": pass } });
    assert_eq!(
        faults(json!({ "A": { "Type": "Parallel", "Branches": [branch], "End": true } })),
        ["/States/A/Branches[0]/States/A: has the name of /States/A"]
    );
}

#[test]
fn fields() {
    assert_eq!(
        faults(json!({ "A": { "Type": "Pass", "Result": 1, "End": true } })),
        ["/States/A: field `Result` is not supported"]
    );
    assert_eq!(
        faults(
            json!({ "A": { "Type": "Choice", "Choices": [{ "Condition": true }], "Default": "B" },
                       "B": { "Type": "Wait", "Seconds": 1, "Timestamp": "t", "End": true } })
        ),
        ["/States/A/Choices[0]: needs `Next`", "/States/B: needs one of `Seconds` and `Timestamp`"]
    );
    let processor = json!({ "StartAt": "I", "States": { "I": { "Type": "Pass", "End": true } } });
    assert_eq!(
        faults(
            json!({ "A": { "Type": "Map", "Label": "L", "ItemProcessor": processor, "End": true } })
        ),
        ["/States/A: has `Label` but is not distributed"]
    );
}

#[test]
fn handlers() {
    let catcher = |errors: &[&str]| json!({ "ErrorEquals": errors, "Next": "B" });
    let task = json!({
        "Type": "Task", "Resource": "arn", "End": true, "Retry": [{ "ErrorEquals": [] }],
        "Catch": [catcher(&["States.ALL"]), catcher(&["X", "States.ALL"])],
    });
    assert_eq!(
        faults(json!({ "A": task, "B": { "Type": "Fail" } })),
        [
            "/States/A/Retry[0]: needs names in `ErrorEquals`",
            "/States/A/Catch[0]: `States.ALL` must stand alone and last",
            "/States/A/Catch[1]: `States.ALL` must stand alone and last",
        ]
    );
}

#[test]
fn expressions() {
    let pass = |output: &str| json!({ "A": { "Type": "Pass", "Output": output, "End": true } });
    assert_eq!(
        faults(pass("{% $states.result %}")),
        ["/States/A/Output: Field '$states.result' does not exist."]
    );
    assert_eq!(
        faults(pass("{% name %}")),
        ["/States/A/Output: Reference to 'name' at the top level is not supported."]
    );
    assert_eq!(faults(pass("{% 1")), ["/States/A/Output: half an expression: {% 1"]);
    assert_eq!(faults(pass("{% 1 + %}")).len(), 1);
}

#[test]
fn variables() {
    let set = |next: &str| json!({ "Type": "Pass", "Assign": { "x": 1 }, "Next": next });
    let choice = json!({
        "Type": "Choice", "Choices": [{ "Condition": true, "Next": "B" }], "Default": "C",
    });
    let read = json!({ "Type": "Pass", "Output": "{% $x %}", "End": true });
    let nothing = json!({ "Type": "Pass", "Next": "D" });
    assert_eq!(
        faults(json!({ "A": choice, "B": set("D"), "C": nothing, "D": read })),
        ["/States/D/Output: reads `x`, not written on every way to it"]
    );
    assert!(faults(json!({ "A": choice, "B": set("D"), "C": set("D"), "D": read })).is_empty());

    let map = |mode: &str, inner: Value| {
        json!({ "Type": "Map", "End": true, "ItemProcessor": {
            "ProcessorConfig": { "Mode": mode, "ExecutionType": "STANDARD" },
            "StartAt": "I", "States": { "I": inner },
        } })
    };
    assert!(faults(json!({ "A": set("M"), "M": map("INLINE", read.clone()) })).is_empty());
    assert_eq!(
        faults(json!({ "A": set("M"), "M": map("DISTRIBUTED", read) })),
        ["/States/M/ItemProcessor/States/I/Output: reads `x`, not written on every way to it"]
    );
    let write = json!({ "Type": "Pass", "Assign": { "x": 1 }, "End": true });
    assert_eq!(
        faults(json!({ "A": set("M"), "M": map("INLINE", write) })),
        ["/States/M/ItemProcessor/States/I: writes `x` of the scope around it"]
    );
}
