//! The report as one JSON object.

use serde_json::{Value, json};

use super::{FailureReport, FileReport, TestReport};

/// `{passed, failed, files: [{file, untested, tests: [{name, line, passed, seconds, failures}]}]}`
pub fn text(reports: &[FileReport]) -> String {
    let failed: usize = reports.iter().map(FileReport::failed).sum();
    let total: usize = reports.iter().map(|report| report.tests.len()).sum();
    let files: Vec<Value> = reports.iter().map(file).collect();
    format!("{:#}\n", json!({"passed": total - failed, "failed": failed, "files": files}))
}

fn file(report: &FileReport) -> Value {
    let tests: Vec<Value> = report.tests.iter().map(test).collect();
    json!({"file": report.file, "untested": report.untested, "tests": tests})
}

fn test(report: &TestReport) -> Value {
    let failures: Vec<Value> = report.failures.iter().map(failure).collect();
    json!({
        "name": report.name,
        "line": report.line,
        "passed": report.failures.is_empty(),
        "seconds": report.seconds,
        "failures": failures,
    })
}

fn failure(failure: &FailureReport) -> Value {
    let mut object = json!({"place": failure.place, "message": failure.message});
    if let Some((left, right)) = &failure.sides {
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        object["left"] = parsed(left);
        object["right"] = parsed(right);
    }
    object
}
