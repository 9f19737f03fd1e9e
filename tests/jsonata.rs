//! The expression language: parser, printer and evaluator held against collected facts.

use std::fs;
use std::path::{Path, PathBuf};

use flowc::jsonata::{parse, print};
use serde_json::{Map, Value, json};

use crate::support::jsonata::{evaluate, evaluate_template, run};

/// What the collected facts about the language are told with.
fn bindings() -> Map<String, Value> {
    let Value::Object(bindings) = json!({
        "x": 5, "arr": [1, 2, 3], "one": [5], "none": [], "nest": [[1, 2], [3]],
        "obj": {"a": 1, "b": null}, "nul": null,
        "states": {"input": {
            "n": null, "a": [1, 2, 3], "one": [5], "empty": [], "nest": [[1, 2], [3]],
            "nest1": [[1, 2]], "o": {"k": 1, "a b": 2, "and": 3}, "s": "str", "z": 0, "f": false,
            "es": "", "items": [{"id": 1, "v": [1, 2]}, {"id": 2, "v": [3]}, {"id": 3}],
            "single": [{"id": 1, "v": [9]}], "mixed": [1, "a", null, [], {}],
        }},
    }) else {
        unreachable!("it is an object")
    };
    bindings
}

/// One line of the collected facts: an expression and what it gives.
struct Fact {
    expression: String,
    outcome: String,
}

/// The facts, if they lie where `FLOWC_SHARED` says or beside the package.
fn facts() -> Option<Vec<Fact>> {
    let shared = std::env::var_os("FLOWC_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let text = fs::read_to_string(shared.join("asl/JSONATA.md")).ok()?;
    let mut fenced = false;
    let mut facts = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        let Some((expression, outcome)) = line.split_once("  =>  ").filter(|_| fenced) else {
            continue;
        };
        let notes = outcome.find("   [").unwrap_or(outcome.len());
        facts.push(Fact {
            expression: expression[2..].to_owned(),
            outcome: outcome[..notes].to_owned(),
        });
    }
    Some(facts)
}

/// Facts of the reference that Step Functions does not share: it cuts texts by UTF-16 units, reads them
/// as UTF-8 for base64, and writes whole numbers with all their digits.
const DIFFERENCES: &[&str] = &[
    "$substring(\"a😀b\",1,1)",
    "$split(\"a😀b\",\"\")",
    "$base64encode(\"hé\")",
    "$count(null)",
    "\"\" & 123456789012345678",
];

/// Whether what was evaluated is what the fact says.
fn agrees(outcome: &Result<Option<Value>, String>, expected: &str) -> bool {
    match outcome {
        Err(message) => expected.strip_prefix("ERR").map(str::trim).is_some_and(|code| {
            let refused = code.starts_with('S') && message.starts_with("S:");
            refused || code.contains(' ') || message.starts_with(&format!("{code}:"))
        }),
        Ok(None) => expected == "undefined",
        Ok(Some(value)) => serde_json::from_str::<Value>(expected).is_ok_and(|expected| {
            // The engine of the facts shows numbers JSON does not have as null.
            same(value, &expected)
                || expected.is_null()
                    && matches!(value.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
        }),
    }
}

/// Equality in which numbers are compared as numbers.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, l)| right.get(key).is_some_and(|r| same(l, r)))
        }
        _ => left == right,
    }
}

#[test]
fn the_evaluator_shares_the_collected_facts() {
    let Some(facts) = facts() else {
        eprintln!("skipped: the collected facts are not here; FLOWC_SHARED says where they are");
        return;
    };
    let bindings = bindings();
    let mut wrong = Vec::new();
    for fact in &facts {
        let outcome = run(&fact.expression, &bindings);
        let known = DIFFERENCES.contains(&&*fact.expression);
        if agrees(&outcome, &fact.outcome) == known {
            wrong.push(format!("{}  =>  {} not {outcome:?}", fact.expression, fact.outcome));
        }
    }
    assert!(facts.len() > 300, "only {} facts were found", facts.len());
    assert!(wrong.is_empty(), "{} facts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_parser_takes_what_the_language_takes() {
    let Some(facts) = facts() else {
        eprintln!("skipped: the collected facts are not here; FLOWC_SHARED says where they are");
        return;
    };
    let bindings = bindings();
    let mut wrong = Vec::new();
    for Fact { expression, outcome } in &facts {
        let refused = outcome.starts_with("ERR S0");
        match parse(expression) {
            Err(_) if refused => {}
            Ok(tree) if !refused => {
                let printed = print(&tree);
                if parse(&printed).as_ref() != Ok(&tree) {
                    wrong.push(format!("{expression}: {printed} reads differently"));
                }
                let (before, after) = (run(expression, &bindings), run(&printed, &bindings));
                if before != after {
                    wrong.push(format!("{expression}: {printed} gives {after:?} not {before:?}"));
                }
            }
            other => wrong.push(format!("{expression}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} expressions:\n{}", wrong.len(), wrong.join("\n"));
}

#[track_caller]
fn gives(expression: &str, expected: &Value) {
    let outcome = evaluate(expression, &bindings());
    assert_eq!(outcome.as_ref(), Ok(&Some(expected.clone())), "{expression}");
}

#[track_caller]
fn gives_nothing(expression: &str) {
    assert_eq!(evaluate(expression, &bindings()), Ok(None), "{expression}");
}

#[track_caller]
fn fails(expression: &str, with: &str) {
    let error = evaluate(expression, &bindings()).expect_err(expression);
    assert!(error.contains(with), "{expression}: {error}");
}

#[test]
fn the_service_adds_functions() {
    gives("$partition([1, 2, 3], 2)", &json!([[1, 2], [3]]));
    gives("$partition([1, 2, 3], 2.9)", &json!([[1, 2], [3]]));
    gives("$partition([1], 2)", &json!([[1]]));
    gives_nothing("$partition([], 2)");
    gives_nothing("$partition([1], 0)");
    fails("$partition([1], -1)", "D3137");
    gives("$range(1, 5, 2)", &json!([1, 3, 5]));
    gives("$range(5, 1, -2)", &json!([5, 3, 1]));
    gives("$range(1, 1, 1)", &json!(1));
    gives("$append([], $range(1, 1, 1)[])", &json!([1]));
    gives_nothing("$range(1, 5, 0)");
    gives_nothing("$range(5, 1, 1)");
    gives("$hash(\"a\", \"MD5\")", &json!("0cc175b9c0f1b6a831c399e269772661"));
    gives("$hash(\"a\", \"SHA-1\")", &json!("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"));
    fails("$hash(\"a\", \"sha-1\")", "D3137");
    gives("$random(42)", &json!(0.727_563_680_032_868_1));
    gives("$random() = $random()", &json!(false));
    gives("$uuid() = $uuid()", &json!(false));
    gives("$parse(\"{\\\"a\\\": [1]}\").a", &json!([1]));
    fails("$parse(\"{\\\"a\\\": 1, \\\"a\\\": 2}\")", "D3137");
    fails("$parse(null)", "T0410");
    gives("$now()", &json!("2026-01-01T00:00:00.000Z"));
    gives("$fromMillis($millis()) = $now()", &json!(true));
    gives("$now(\"[Y]\")", &json!("2026"));
    fails("$eval(\"1\")", "T1006");
}

#[test]
fn what_the_service_rejects_fails() {
    fails("phone", "Reference to 'phone' at the top level is not supported.");
    fails("$$", "Reference to '$$' is not supported.");
    fails("$states.result", "Field '$states.result' does not exist.");
    fails("$nosuch ?? 1", "Unknown operator");
    fails("function($x) { $x }", "unsupported result type");
    gives("1 / 0", &json!("Infinity"));
    gives(&format!("1{}", " + 1".repeat(99)), &json!(100));
    fails(&format!("1{}", " + 1".repeat(100)), "Stack overflow error");
}

#[test]
fn templates_are_evaluated_leaf_by_leaf() {
    let template = json!({"a": ["{% $x + 1 %}", "plain"], "b": {"c": "{%$arr%}"}, "d": 1});
    let value = evaluate_template(&template, &bindings());
    assert_eq!(value, Ok(json!({"a": [6, "plain"], "b": {"c": [1, 2, 3]}, "d": 1})));
    let undefined = evaluate_template(&json!(["{% $nosuch %}"]), &bindings());
    assert_eq!(undefined, Err("` $nosuch ` returned nothing (undefined)".to_owned()));
    assert!(evaluate_template(&json!("{% 1"), &bindings()).is_err());
    assert!(evaluate_template(&json!("{%}"), &bindings()).is_err());
}
