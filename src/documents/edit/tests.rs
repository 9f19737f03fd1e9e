use indexmap::IndexMap;
use serde_json::{Value, json};

use super::*;

const ORDER: [&str; 5] = ["Metadata", "Parameters", "Conditions", "Resources", "Outputs"];

/// A field a line, the values as JSON.
fn print(value: &Value, step: usize) -> String {
    fn lines(value: &Value, indent: usize, step: usize, out: &mut String) {
        for (key, value) in value.as_object().expect("an object is printed") {
            let blanks = " ".repeat(indent);
            match value {
                Value::Object(fields) if !fields.is_empty() => {
                    out.push_str(&format!("{blanks}{key}:\n"));
                    lines(value, indent + step, step, out);
                }
                _ => out.push_str(&format!("{blanks}{key}: {value}\n")),
            }
        }
    }
    let mut out = String::new();
    lines(value, 0, step, &mut out);
    out
}

/// By section and key; `None` removes.
type Given<'a> = &'a [(&'a str, &'a [(&'a str, Option<Value>)])];

fn changes(sections: Given<'_>) -> Changes {
    let of = |entries: &[(&str, Option<Value>)]| -> IndexMap<String, Change> {
        let change = |value: &Option<Value>| value.clone().map_or(Change::Remove, Change::Put);
        entries.iter().map(|(key, value)| ((*key).to_owned(), change(value))).collect()
    };
    sections.iter().map(|(name, entries)| ((*name).to_owned(), of(entries))).collect()
}

fn edit(text: &str, sections: Given<'_>) -> String {
    let changes = changes(sections);
    let edited = apply(text, &changes, &ORDER, print).expect("it can be changed");
    let again = apply(&edited, &changes, &ORDER, print).expect("it can be changed");
    assert_eq!(again, edited, "the second time something changed");
    edited
}

fn refused(text: &str, sections: Given<'_>) -> (String, usize) {
    let fault = apply(text, &changes(sections), &ORDER, print).expect_err("it is refused");
    (fault.message, fault.at.line)
}

fn queue() -> Option<Value> {
    Some(json!({"Type": "AWS::SQS::Queue"}))
}

#[test]
fn entries_are_added_behind_the_last_of_their_section() {
    let text = "# head\nResources: # all\n    A:\n        Type: X   # kind\n\n        # tail\n\n\
                # about outputs\nOutputs:\n    O: {Value: 1}\n";
    let expected = "# head\nResources: # all\n    A:\n        Type: X   # kind\n\n        # tail\n\
                    \x20   Q:\n        Type: \"AWS::SQS::Queue\"\n\n\
                    # about outputs\nOutputs:\n    O: {Value: 1}\n";
    assert_eq!(edit(text, &[("Resources", &[("Q", queue())])]), expected);
}

#[test]
fn entries_are_replaced_and_removed_in_their_place() {
    let text = "Resources:\n  A: {Type: X}\n\n  Q: # ours\n    Type: |+\n      text\n\n\n  # of B\n  B:\n    \
                Type: Y\n\n  C:\n    Type: Z\n";
    let replaced = "Resources:\n  A: {Type: X}\n\n  Q:\n    Type: \"AWS::SQS::Queue\"\n  # of B\n  B:\n    \
                    Type: Y\n\n  C:\n    Type: Z\n";
    assert_eq!(edit(text, &[("Resources", &[("Q", queue())])]), replaced);
    let removed = "Resources:\n  A: {Type: X}\n\n  Q: # ours\n    Type: |+\n      text\n\n\n  # of B\n  B:\n    \
                   Type: Y\n";
    assert_eq!(edit(text, &[("Resources", &[("C", None)])]), removed);
    let first =
        "Resources:\n  Q: # ours\n    Type: |+\n      text\n\n\n  # of B\n\n  C:\n    Type: Z\n";
    assert_eq!(edit(text, &[("Resources", &[("A", None), ("B", None)])]), first);
}

#[test]
fn blank_lines_between_entries_are_kept_up() {
    let text = "Resources:\r\n  A:\r\n    Type: X\r\n\r\n  B:\r\n    Type: >-\r\n      Y\r\n\r\n\r\nOutputs:\r\n";
    let expected = "Resources:\r\n  A:\r\n    Type: X\r\n\r\n  B:\r\n    Type: >-\r\n      Y\r\n\r\n  Q:\r\n    \
                    Type: \"AWS::SQS::Queue\"\r\n\r\n\r\nOutputs:\r\n";
    let added = edit(text, &[("Resources", &[("Q", queue())])]);
    assert_eq!(added, expected);
    assert_eq!(edit(&added, &[("Resources", &[("Q", None)])]), text);
}

#[test]
fn empty_sections_are_filled() {
    let add: Given<'_> = &[("Resources", &[("Q", queue())])];
    let lines = "  Q:\n    Type: \"AWS::SQS::Queue\"\n";
    for (header, left) in [
        ("Resources:", "Resources:"),
        ("Resources: {}", "Resources:"),
        ("Resources:  {  } # none", "Resources: # none"),
        ("Resources: ~", "Resources:"),
        ("Resources: &a !!map {} # {", "Resources: &a !!map # {"),
        ("Resources: null # none", "Resources: # none"),
        ("Resources:\n  # none yet", "Resources:\n  # none yet"),
        ("\"Resources\" : {}", "\"Resources\" :"),
    ] {
        let expected = format!("{left}\n{lines}Outputs: {{}}\n");
        assert_eq!(edit(&format!("{header}\nOutputs: {{}}\n"), add), expected, "{header}");
        assert_eq!(edit(header, add), format!("{left}\n{}", lines.trim_end()), "{header}");
    }
}

#[test]
fn sections_come_in_their_usual_order() {
    let text =
        "---\nAWSTemplateFormatVersion: '2010-09-09'\n\nResources:\n  A:\n    Type: X\n...\n";
    let all: Given<'_> = &[
        ("Outputs", &[("O", Some(json!({"Value": 1})))]),
        ("Parameters", &[("P", Some(json!({"Type": "String"})))]),
        ("Metadata", &[("M", Some(json!(1)))]),
    ];
    let expected = "---\nMetadata:\n  M: 1\n\nParameters:\n  P:\n    Type: \"String\"\n\n\
                    AWSTemplateFormatVersion: '2010-09-09'\n\nResources:\n  A:\n    Type: X\n\n\
                    Outputs:\n  O:\n    Value: 1\n...\n";
    let added = edit(text, all);
    assert_eq!(added, expected);
    let none: Given<'_> = &[
        ("Outputs", &[("O", None)]),
        ("Parameters", &[("P", None)]),
        ("Metadata", &[("M", None)]),
    ];
    assert_eq!(edit(&added, none), text);
    assert_eq!(edit("", &[("Metadata", &[("M", Some(json!(1)))])]), "Metadata:\n  M: 1\n");
}

#[test]
fn what_is_left_empty_goes_unless_a_comment_needs_it() {
    let text = "Parameters:\n  P: 1\nResources:\n  A: 1\nOutputs:\n  # all\n  O: 1\n";
    let none: Given<'_> = &[
        ("Outputs", &[("O", None)]),
        ("Parameters", &[("P", None)]),
        ("Resources", &[("A", None)]),
    ];
    assert_eq!(edit(text, none), "Resources: {}\nOutputs: {}\n  # all\n");
}

#[test]
fn anchors_texts_and_the_last_line_are_left_alone() {
    let text = "\u{feff}Resources:\n  Ä: &a\n    T: |\n      # no comment\n      é\n  B:\n    <<: *a\n    U: \"x\n      y\" # z\n  C: x\n    y";
    let added = edit(text, &[("Resources", &[("Q", queue())])]);
    assert_eq!(added, format!("{text}\n  Q:\n    Type: \"AWS::SQS::Queue\""));
    assert_eq!(edit(&added, &[("Resources", &[("Q", None)])]), text);
}

#[test]
fn what_cannot_be_changed_in_place_is_refused() {
    let add: Given<'_> = &[("Resources", &[("Q", queue())])];
    for (text, line) in [
        ("\nResources: {A: {Type: X}}\n", 2),
        ("Base: &b {A: 1}\nResources: *b\n", 2),
        ("Resources: [1]\n", 1),
        ("Resources: text\n", 1),
        ("- 1\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("Resources:\n  ? Q\n  : {Type: X}\n", 2),
        ("{Resources: {}}", 1),
        ("{\"Resources\": []}", 1),
        ("Resources: \n\tA: 1\n", 2),
    ] {
        assert_eq!(refused(text, add).1, line, "{text}");
    }
    assert_eq!(
        refused("Resources:\n  Q: &q {T: 1}\n  B: *q\n", add).0,
        "`Resources` is written in a way that cannot be changed in place"
    );
}

#[test]
fn json_keeps_its_layout() {
    let text = "{\n\t\"Parameters\": {},\n\t\"Resources\": {\n\t\t\"A\" : {\"T\":1} ,\n\n\t\t\"B\": [ 1 ]\n\t}\n}";
    let added = edit(
        text,
        &[("Resources", &[("Q", queue()), ("A", None)]), ("Parameters", &[("P", queue())])],
    );
    let expected = "{\n\t\"Parameters\": {\n\t\t\"P\": {\n\t\t\t\"Type\": \"AWS::SQS::Queue\"\n\t\t}\n\t},\n\t\"Resources\": {\n\n\t\t\"B\": [ 1 ],\n\n\t\t\"Q\": {\n\t\t\t\"Type\": \"AWS::SQS::Queue\"\n\t\t}\n\t}\n}";
    assert_eq!(added, expected);
    let short = "{\"Resources\":{\"A\":1}}\n";
    let all: Given<'_> = &[
        ("Resources", &[("Q", Some(json!({"a": [1, "}\""]})))]),
        ("Metadata", &[("M", Some(json!("\\")))]),
    ];
    let long =
        "{\"Metadata\":{\"M\":\"\\\\\"},\"Resources\":{\"A\":1,\"Q\":{\"a\":[1,\"}\\\"\"]}}}\n";
    assert_eq!(edit(short, all), long);
    assert_eq!(edit(long, &[("Metadata", &[("M", None)]), ("Resources", &[("Q", None)])]), short);
    assert_eq!(
        edit("{}", &[("Metadata", &[("M", Some(json!(1)))])]),
        "{\n  \"Metadata\": {\n    \"M\": 1\n  }\n}"
    );
}
