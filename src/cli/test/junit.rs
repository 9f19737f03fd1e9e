//! The report as the XML that build servers read.

use std::fmt::Write as _;

use super::{FileReport, TestReport};

/// A `testsuite` for each file.
pub fn text(reports: &[FileReport]) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for report in reports {
        let (file, tests, failed) = (escaped(&report.file), report.tests.len(), report.failed());
        let _ =
            writeln!(xml, "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failed}\">");
        for test in &report.tests {
            self::test(&mut xml, &file, test);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn test(xml: &mut String, file: &str, test: &TestReport) {
    let (name, line, seconds) = (escaped(&test.name), test.line, test.seconds);
    let _ = write!(
        xml,
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" line=\"{line}\" \
         time=\"{seconds:.6}\""
    );
    if test.failures.is_empty() {
        xml.push_str("/>\n");
        return;
    }
    xml.push_str(">\n");
    for failure in &test.failures {
        let mut detail = failure.place.clone();
        if let Some((left, right)) = &failure.sides {
            let _ = write!(detail, "\nleft   {left}\nright  {right}");
        }
        let _ = writeln!(
            xml,
            "      <failure message=\"{}\">{}</failure>",
            escaped(&failure.message),
            escaped(&detail)
        );
    }
    let _ = writeln!(xml, "      <system-out>{}</system-out>", escaped(&test.trace));
    xml.push_str("    </testcase>\n");
}

/// Text of an element or attribute; XML cannot hold control characters at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
