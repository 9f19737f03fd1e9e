//! What is written as YAML is read as the same value.

use flowc::deploy::yaml::{entry, write};
use flowc::documents::intrinsics::without_calls;
use flowc::documents::yaml::parse;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{made, programs, shown};

#[test]
fn templates_read_as_they_were_meant() {
    for path in programs() {
        let value = made(&path).template.to_value();
        let read = parse(&write(&value)).expect("it is YAML").value;
        assert_eq!(read, without_calls(&value), "{}", shown(&path));
    }
}

#[test]
fn long_keys_are_keys() {
    let value = json!({ "k".repeat(2000): { "x": [1], "é".repeat(1100): "y" } });
    assert_eq!(parse(&write(&value)).expect("it is YAML").value, value);
}

/// Texts that readers of YAML are known to stumble over, and others.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "~",
        "null",
        "NULL",
        "yes",
        "Off",
        "y",
        "1",
        "-1",
        "0o7",
        "0x1f",
        "1_000",
        "1e3",
        ".5",
        ".inf",
        "-.NaN",
        "12:30",
        "2012-10-17",
        "2001-12-14t21:59:43.10-05:00",
        "<<",
        "=",
        "a: b",
        "a:",
        ": a",
        "a #b",
        "#",
        "- a",
        "-",
        "--- a",
        "---",
        "...",
        "? a",
        "?",
        "!a",
        "&a",
        "*a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "[a]",
        "{a}",
        "a,b",
        "'",
        "\"",
        "it's",
        "\\",
        "\\n",
        "a\nb",
        "a\n",
        "\na",
        "a\n\nb\n",
        " a\nb",
        "a \nb",
        "a\n b",
        "a\n\tb",
        "a\tb",
        "\t",
        "\r\n",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{feff}",
        "\u{1f600}",
        "{%  %}",
        "${Key}",
        "${!Key}",
        "arn:aws:s3:::b",
        "cron(0 3 * * ? *)",
        "a\n...\n",
        "a\n---\nb",
    ];
    prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        "[ -~]{0,12}",
        "[a-c \n'\"#:-]{0,12}",
        any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no others", |n| n.is_finite()).prop_map(Value::from),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_read_as_they_were_written(value in value()) {
        let written = write(&value);
        let read = parse(&written).unwrap_or_else(|fault| panic!("{fault:?}:\n{written}"));
        prop_assert_eq!(&read.value, &value, "{}", written);
    }

    #[test]
    fn entries_stand_in_mappings(key in text(), value in value()) {
        let written = format!("first: 1\nall:\n{}last: 2\n", entry(&key, &value, 4));
        let read = parse(&written).unwrap_or_else(|fault| panic!("{fault:?}:\n{written}"));
        prop_assert_eq!(&read.value["all"], &json!({ key: value }), "{}", written);
    }
}
