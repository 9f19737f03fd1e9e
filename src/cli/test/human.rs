//! The report for people.

use std::fmt::Write as _;

use super::{FileReport, TestReport, coverage};
use crate::cli::run::paint::{Paint, Style};

/// The tests of a file.
pub fn file(report: &FileReport, colour: bool) -> String {
    let paint = Paint { colour };
    let mut text = format!("{}\n", paint.of(Style::Bold, &report.file));
    for test in &report.tests {
        self::test(&mut text, test, paint);
    }
    text
}

fn test(text: &mut String, test: &TestReport, paint: Paint) {
    let name = &test.name;
    if test.failures.is_empty() {
        let _ = writeln!(text, "  {} {name}", paint.of(Style::Good, "ok  "));
        return;
    }
    let _ = writeln!(text, "  {} {name}", paint.of(Style::Bad, "FAIL"));
    for failure in &test.failures {
        let _ = writeln!(text, "       {}: {}", failure.place, failure.message);
        if let Some((left, right)) = &failure.sides {
            let _ = writeln!(text, "         left   {left}\n         right  {right}");
        }
    }
    for line in test.trace.lines() {
        let _ = writeln!(text, "       {}", paint.of(Style::Dim, line));
    }
}

/// What the tests reach, if it is asked for, and how many passed.
pub fn summary(reports: &[FileReport], coverage: bool, colour: bool) -> String {
    let paint = Paint { colour };
    let total: usize = reports.iter().map(|report| report.tests.len()).sum();
    let failed: usize = reports.iter().map(FileReport::failed).sum();
    let mut text = if coverage { coverage::table(reports, paint) } else { String::new() };
    for report in reports.iter().filter(|report| !report.untested.is_empty()) {
        let names: Vec<String> = report.untested.iter().map(|name| format!("`{name}`")).collect();
        let note = format!("{}: no test runs {}", report.file, names.join(", "));
        let _ = writeln!(text, "{}", paint.of(Style::Dim, &note));
    }
    let style = if failed == 0 { Style::Good } else { Style::Bad };
    let passed = total - failed;
    let counts = if failed == 0 {
        format!("{passed} passed")
    } else {
        format!("{failed} failed, {passed} passed")
    };
    let _ = writeln!(text, "{}", paint.of(style, &counts));
    text
}
