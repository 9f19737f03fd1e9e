use super::*;
use crate::diagnostic::codes::syntax::UNEXPECTED;

fn sample() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("dir/my order.flow", "let ö = \nfail Nothing\n");
    let span = |start, end| Span::new(file, start, end);
    let first = Diagnostic::new(UNEXPECTED, span(4, 6), "expected a value", "nothing follows")
        .label(span(10, 14), "the next statement")
        .help("write a value");
    let mut second = Diagnostic::new(UNEXPECTED, span(15, 22), "odd name", "");
    second.severity = Severity::Warning;
    (sources, vec![first, second])
}

fn rendered(format: Format, colour: bool) -> String {
    let (sources, diagnostics) = sample();
    let mut out = Vec::new();
    let all: Vec<&Diagnostic> = diagnostics.iter().collect();
    render(&mut out, format, colour, &sources, &all).expect("a vector takes everything");
    String::from_utf8(out).expect("text")
}

#[test]
fn short_is_a_line_each() {
    assert_eq!(
        rendered(Format::Short, false),
        "dir/my order.flow:1:5: error[F0101]: expected a value\n\
         dir/my order.flow:2:6: warning[F0101]: odd name\n"
    );
}

#[test]
fn human_shows_labels_help_and_count() {
    let text = rendered(Format::Human, false);
    for part in [
        "error[F0101]: expected a value",
        "dir/my order.flow:1:5",
        "^ nothing follows",
        "---- the next statement",
        "= help: write a value",
        "1 error and 1 warning (`flowc explain F0101` says more)\n",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
    assert!(rendered(Format::Human, true).contains('\u{1b}'));
}

#[test]
fn json_has_places_in_characters_and_bytes() {
    let value: serde_json::Value =
        serde_json::from_str(&rendered(Format::Json, false)).expect("JSON");
    let first = &value["diagnostics"][0];
    assert_eq!(first["start"], serde_json::json!({ "line": 1, "column": 5, "byte": 4 }));
    assert_eq!(first["end"], serde_json::json!({ "line": 1, "column": 6, "byte": 6 }));
    assert_eq!(first["labels"][1]["text"], "the next statement");
    assert_eq!((&value["errors"], &value["warnings"]), (&1.into(), &1.into()));
}

#[test]
fn sarif_refers_to_its_rules() {
    let value: serde_json::Value =
        serde_json::from_str(&rendered(Format::Sarif, false)).expect("JSON");
    let run = &value["runs"][0];
    let result = &run["results"][0];
    let index = result["ruleIndex"].to_string();
    let rule = run["tool"]["driver"].pointer(&format!("/rules/{index}/id")).expect("a rule");
    assert_eq!(rule, "F0101");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "dir/my%20order.flow");
    assert_eq!(result["message"]["text"], "expected a value\nhelp: write a value");
}

/// Spans that leave the text, cut a character or end before they begin must not stop the report.
#[test]
fn any_span_can_be_shown() {
    let mut sources = Sources::default();
    let long = "öx ".repeat(300);
    let text = format!("ö\r\n\n{long}\n\tlet x\n{long}{long}");
    let offsets: Vec<usize> = (0..8).chain((3..text.len() + 9).step_by(211)).collect();
    let file = sources.add("a.flow", text);
    for start in &offsets {
        for end in &offsets {
            let fault = Diagnostic::new(UNEXPECTED, Span::new(file, *start, *end), "m", "l")
                .label(Span::new(file, *end, *start + 3), "other");
            for format in [Format::Human, Format::Short, Format::Json, Format::Sarif] {
                let mut out = Vec::new();
                render(&mut out, format, false, &sources, &[&fault]).expect("can be shown");
                assert!(!out.is_empty());
            }
        }
    }
}

/// One line of a megabyte: what is near the fault is shown, the column is that of the whole line.
#[test]
fn long_lines_are_cut() {
    let mut sources = Sources::default();
    let filler = "ö".repeat(500_000);
    let file = sources.add("a.flow", format!("{filler}fault{filler}other\nnext"));
    let at = filler.len();
    let other = 2 * filler.len() + 5;
    let fault = Diagnostic::new(UNEXPECTED, Span::new(file, at, at + 5), "m", "here")
        .label(Span::new(file, other, other + 5), "not shown")
        .label(Span::new(file, at, other + 8), "over two lines");
    let mut out = Vec::new();
    render(&mut out, Format::Human, false, &sources, &[&fault]).expect("a vector takes it");
    let text = String::from_utf8(out).expect("text");
    assert!(text.len() < 5_000, "{} bytes", text.len());
    assert!(text.contains("a.flow:1:500001"), "{text}");
    assert!(text.contains("fault") && text.contains("here"), "{text}");
    assert!(!text.contains("not shown"), "{text}");
}

#[test]
fn the_end_of_a_line_is_in_that_line() {
    let mut sources = Sources::default();
    let file = sources.add("a.flow", "f(1,\n  2");
    let fault = Diagnostic::new(UNEXPECTED, Span::new(file, 4, 7), "m", "no more");
    let mut out = Vec::new();
    render(&mut out, Format::Human, false, &sources, &[&fault]).expect("a vector takes it");
    let text = String::from_utf8(out).expect("text");
    assert!(text.contains("1 │ f(1,\n  │     ^ no more\n"), "{text}");
}
