//! The report as one JSON object.

use serde_json::{Value, json};

use super::{FailureReport, FileReport, TestReport, coverage};

/// `{passed, failed, files: [{file, untested, tests: [{name, line, passed, seconds, failures}], coverage}]}`
pub fn text(reports: &[FileReport], coverage: bool) -> String {
    let failed: usize = reports.iter().map(FileReport::failed).sum();
    let total: usize = reports.iter().map(|report| report.tests.len()).sum();
    let files: Vec<Value> = reports.iter().map(|report| file(report, coverage)).collect();
    format!("{:#}\n", json!({"passed": total - failed, "failed": failed, "files": files}))
}

fn file(report: &FileReport, coverage: bool) -> Value {
    let tests: Vec<Value> = report.tests.iter().map(test).collect();
    let mut object = json!({"file": report.file, "untested": report.untested, "tests": tests});
    if coverage {
        object["coverage"] = coverage::json(&report.coverage);
    }
    object
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
