//! The validator against definitions of others and against what Step Functions was recorded to say.

use flowc::asl::requests::refuse;
use flowc::asl::validate::{Code, Diagnostic, MachineType, Severity, validate, validate_text};
use serde_json::{Value, json};

use crate::support::corpus::{self, Definition};
use crate::support::expect::expect_file;
use crate::support::{read, root};

/// How many of how many, by name.
fn figure(what: &str, passed: usize, total: usize, missing: &[String]) {
    println!("{what}: {passed}/{total}");
    for name in missing {
        println!("  missing: {name}");
    }
}

fn kind(name: Option<&Value>) -> MachineType {
    match name.and_then(Value::as_str) {
        Some("EXPRESS") => MachineType::Express,
        _ => MachineType::Standard,
    }
}

/// The errors of a record's definition, be it JSON or text.
fn errors(record: &Value, kind: MachineType) -> Vec<Diagnostic> {
    let text = record.get("text").or_else(|| record.get("definition_text"));
    match (record.get("definition"), text) {
        (Some(definition), _) => validate(definition, kind, Severity::Error),
        (None, Some(text)) => {
            validate_text(text.as_str().expect("a text is one"), kind, Severity::Error)
        }
        (None, None) => panic!("a record has a definition"),
    }
}

fn shown(faults: &[Diagnostic]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n    ")
}

#[test]
fn what_people_write_is_accepted() {
    let all = corpus::definitions("valid");
    let mut missing = Vec::new();
    for definition in &all {
        let source = &definition.record["source"];
        let faults = errors(&definition.record, kind(source.get("workflow_type")));
        if !faults.is_empty() {
            missing.push(format!("{}\n    {}", definition.name, shown(&faults)));
        }
    }
    figure("corpus/valid accepted", all.len() - missing.len(), all.len(), &missing);
    assert_eq!(missing.len(), 0);
}

/// Definitions with calls of which the catalog says that they are wrong; AWS took them, so these are
/// warnings.
#[test]
fn few_calls_of_others_look_wrong() {
    let mut found = Vec::new();
    for definition in corpus::definitions("valid") {
        let source = &definition.record["source"];
        let Some(json) = definition.json() else { continue };
        for fault in validate(json, kind(source.get("workflow_type")), Severity::Warning) {
            if matches!(fault.code, Code::MissingParameter | Code::InvalidParameter) {
                found.push(format!("{}: {fault}", definition.name));
            }
        }
    }
    println!("arguments of corpus/valid that look wrong: {}", found.len());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_ran_is_accepted() {
    let mut total = 0;
    let mut missing = Vec::new();
    for case in corpus::conformance("execution") {
        total += 1;
        let faults = errors(&case.record, kind(case.record.get("type")));
        if !faults.is_empty() {
            missing.push(format!("{}\n    {}", case.name, shown(&faults)));
        }
    }
    figure("conformance/execution accepted", total - missing.len(), total, &missing);
    assert_eq!(missing.len(), 0);
}

#[test]
fn what_cannot_be_is_rejected_and_for_its_reason() {
    let all = corpus::definitions("invalid");
    let judged: Vec<&Definition> =
        all.iter().filter(|definition| definition.record["judged"] == "invalid").collect();
    let reasons = read(&root("tests/validate/reasons.tsv"));
    let (mut accepted, mut other) = (Vec::new(), Vec::new());
    for definition in &judged {
        let record = &definition.record;
        let faults = errors(record, kind(record.get("workflow_type")));
        let why = record["why"].as_str().unwrap_or_default();
        if faults.is_empty() {
            accepted.push(format!("{}: {why}", definition.name));
        } else if !has_reason(&reasons, &definition.name, &faults) {
            other.push(format!("{}: {why}\n    {}", definition.name, shown(&faults)));
        }
    }
    figure("corpus/invalid rejected", judged.len() - accepted.len(), judged.len(), &accepted);
    figure("corpus/invalid for its reason", judged.len() - other.len(), judged.len(), &other);
    assert_eq!((accepted.len(), other.len()), (0, 0));
}

/// Whether the reason that `reasons` has for the definition is among `faults`; any will do for a
/// definition that is not in the table.
fn has_reason(reasons: &str, name: &str, faults: &[Diagnostic]) -> bool {
    let lines = reasons.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let known = lines.into_iter().find(|fields| fields[0] == name);
    let Some([_, code, location, message]) = known.as_deref() else { return true };
    faults.iter().any(|fault| {
        let at = fault.location.as_deref().filter(|at| at.starts_with('/')).unwrap_or("null");
        fault.code.name() == *code && at == *location && fault.message.starts_with(message)
    })
}

#[test]
fn refusals_are_worded_as_recorded() {
    let cases = corpus::conformance("invalid");
    let mut missing = Vec::new();
    for case in &cases {
        let expected = &case.record["expect"];
        let actual = answer(&case.record);
        if &actual != expected {
            missing.push(format!("{}\n    {expected}\n    {actual}", case.name));
        }
    }
    figure("conformance/invalid as recorded", cases.len() - missing.len(), cases.len(), &missing);
    assert_eq!(missing.len(), 0);
}

/// What the operation would have answered.
fn answer(record: &Value) -> Value {
    let operation = record["operation"].as_str().expect("a case has an operation");
    let mut request = record["params"].clone();
    let of_request = record.get("definition_of").is_none();
    let text = record.get("definition_text").and_then(Value::as_str).map(str::to_owned);
    let text = text.or_else(|| record.get("definition").map(Value::to_string));
    if let Some(text) = text.filter(|_| of_request) {
        request["definition"] = text.into();
    }
    if operation == "ValidateStateMachineDefinition" {
        return verdict(&request);
    }
    match refuse(operation, &request) {
        Some(refusal) => json!({"error_code": refusal.code, "message": refusal.message}),
        None => json!({"accepted": true}),
    }
}

fn verdict(request: &Value) -> Value {
    let text = request["definition"].as_str().expect("the request has a definition");
    let faults = validate_text(text, kind(request.get("type")), Severity::Error);
    let diagnostics: Vec<Value> = faults
        .iter()
        .map(|fault| {
            let mut shown = json!({
                "code": fault.code.name(),
                "message": fault.message,
                "severity": fault.severity.name(),
            });
            if let Some(location) = &fault.location {
                shown["location"] = json!(location);
            }
            shown
        })
        .collect();
    let result = if faults.is_empty() { "OK" } else { "FAIL" };
    json!({"result": result, "diagnostics": diagnostics, "truncated": false})
}

#[test]
fn small_definitions_have_the_faults_they_should() {
    let path = root("tests/validate/cases.txt");
    let cases = read(&path);
    let mut answered = String::new();
    for line in cases.lines().filter(|line| !line.starts_with("    ")) {
        answered += line;
        answered.push('\n');
        for fault in faults_of(line) {
            let first = fault.to_string().replace('\n', "\\n");
            answered += &format!("    {first}\n");
        }
    }
    expect_file(&path, &answered);
    for code in Code::ALL {
        // So deep a definition would not fit the line.
        let pinned = cases.contains(&format!("\n    {code}: ")) || *code == Code::TooDeeplyNested;
        assert!(pinned, "no case has {code}");
    }
}

/// The faults of a line of the cases; none of a comment or a blank line.
fn faults_of(line: &str) -> Vec<Diagnostic> {
    if line.is_empty() || line.starts_with("//") {
        return Vec::new();
    }
    if let Some(text) = line.strip_prefix("text ") {
        return validate_text(text, MachineType::Standard, Severity::Warning);
    }
    let (kind, definition) = match line.strip_prefix("express ") {
        Some(definition) => (MachineType::Express, definition),
        None => (MachineType::Standard, line),
    };
    let definition: Value = serde_json::from_str(definition).expect("a case is JSON");
    validate(&definition, kind, Severity::Warning)
}

#[test]
fn deep_and_large_definitions_are_refused() {
    let deep = (0..300).fold(json!(1), |inside, _| json!([inside]));
    let definition = json!({
        "StartAt": "A",
        "States": {"A": {"Type": "Pass", "Result": deep, "End": true}},
    });
    let faults = validate(&definition, MachineType::Standard, Severity::Error);
    assert_eq!(faults[0].code, Code::TooDeeplyNested);

    let result = "x".repeat(1_048_576);
    let definition = json!({
        "StartAt": "A",
        "States": {"A": {"Type": "Pass", "Result": result, "End": true}},
    });
    let faults = validate(&definition, MachineType::Standard, Severity::Error);
    assert!(faults[0].message.contains("1048576"), "{}", shown(&faults));
    let text = definition.to_string();
    assert_eq!(validate_text(&text, MachineType::Standard, Severity::Error), faults);
}

/// Parts of right definitions taken away, doubled or changed: whatever comes, there is an answer.
#[test]
fn anything_may_be_thrown_at_it() {
    let seeds = include_str!("validate/cases.txt");
    let lines: Vec<&str> = seeds.lines().filter(|line| line.starts_with('{')).collect();
    let strange =
        [json!(null), json!(-1), json!(""), json!("{%"), json!([]), json!({}), json!("$")];
    for line in &lines {
        let definition: Value = serde_json::from_str(line).expect("a case is JSON");
        let mut pointers = Vec::new();
        all_pointers(&definition, "", &mut pointers);
        for (number, pointer) in pointers.iter().enumerate() {
            let mut changed = definition.clone();
            *changed.pointer_mut(pointer).expect("it was found") =
                strange[number % strange.len()].clone();
            let _ = validate(&changed, MachineType::Express, Severity::Warning);
        }
        for end in (0..line.len()).filter(|end| line.is_char_boundary(*end)) {
            let _ = validate_text(&line[..end], MachineType::Standard, Severity::Warning);
        }
    }
}

fn all_pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                all_pointers(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                let name = name.replace('~', "~0").replace('/', "~1");
                all_pointers(value, &format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_codes_are_in_the_document() {
    let document = read(&root("docs/validate.md"));
    for code in Code::ALL {
        let severity = code.severity().name().to_lowercase();
        let row = format!("| `{code}` | {severity} | {} |\n", code.meaning());
        assert!(document.contains(&row), "docs/validate.md lacks the row {row}");
    }
    let rows = document.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Code::ALL.len(), "docs/validate.md has a code there is not");
}
