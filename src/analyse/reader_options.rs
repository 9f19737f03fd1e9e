//! Which options of a reader go together.

use serde_json::Value;

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::literals::is_unknown;
use super::readers::Config;
use crate::ir::program::Expr;

/// An option that is of use beside another one alone.
struct Rule {
    readers: &'static [&'static str],
    option: &'static str,
    /// Its value; `None` for any.
    value: Option<&'static str>,
    other: &'static str,
    /// What the other one has to be; none for anything.
    words: &'static [&'static str],
    /// Whether the other one may be left out.
    or_none: bool,
}

const fn rule(
    readers: &'static [&'static str],
    option: &'static str,
    other: &'static str,
    words: &'static [&'static str],
) -> Rule {
    Rule { readers, option, value: None, other, words, or_none: false }
}

const RULES: &[Rule] = &[
    rule(&["objects"], "InputType", "Transformation", &["LOAD_AND_FLATTEN"]),
    Rule {
        value: Some("LOAD_AND_FLATTEN"),
        ..rule(&["objects"], "Transformation", "InputType", &[])
    },
    Rule {
        value: Some("ATHENA_DATA"),
        ..rule(&["manifest"], "ManifestType", "InputType", &["CSV", "JSONL", "PARQUET"])
    },
    Rule { value: Some("CSV"), ..of_athena() },
    Rule { value: Some("JSON"), ..of_athena() },
    Rule { value: Some("JSONL"), ..of_athena() },
    Rule { value: Some("PARQUET"), ..of_athena() },
    rule(&["objects"], "CSVHeaderLocation", "InputType", &["CSV", "MANIFEST"]),
    rule(&["objects"], "CSVHeaders", "InputType", &["CSV", "MANIFEST"]),
    rule(&["objects"], "CSVDelimiter", "InputType", &["CSV", "MANIFEST"]),
    Rule { or_none: true, ..of_listed_csv("CSVHeaderLocation") },
    Rule { or_none: true, ..of_listed_csv("CSVHeaders") },
    Rule { or_none: true, ..of_listed_csv("CSVDelimiter") },
    rule(&["objects"], "ItemsPointer", "InputType", &["JSON"]),
    Rule { or_none: true, ..rule(WITH_HEADERS, "CSVHeaders", "CSVHeaderLocation", &["GIVEN"]) },
    Rule { value: Some("GIVEN"), ..rule(WITH_HEADERS, "CSVHeaderLocation", "CSVHeaders", &[]) },
];

const WITH_HEADERS: &[&str] = &["csv", "objects", "manifest"];

const fn of_athena() -> Rule {
    rule(&["manifest"], "InputType", "ManifestType", &["ATHENA_DATA"])
}

const fn of_listed_csv(option: &'static str) -> Rule {
    rule(&["manifest"], option, "InputType", &["CSV", "MANIFEST"])
}

impl Analyser<'_> {
    /// Reports options, as they are written, that go with what the others say of no file.
    pub(super) fn check_reader_options(&mut self, reader: &str, config: &Config) {
        let find = |name: &str| config.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
        for rule in RULES.iter().filter(|rule| rule.readers.contains(&reader)) {
            let Some(value) = find(rule.option).filter(|value| rule.is_about(value)) else {
                continue;
            };
            let fits = match find(rule.other) {
                Some(other) => rule.takes(other),
                None => rule.or_none,
            };
            if !fits {
                let option = (rule.option, rule.value);
                self.report(error::options_apart(option, rule.other, rule.words, value.span));
            }
        }
    }
}

impl Rule {
    fn is_about(&self, value: &Expr) -> bool {
        !is_unknown(value) && self.value.is_none_or(|wanted| is_word(value, wanted))
    }

    fn takes(&self, other: &Expr) -> bool {
        is_unknown(other)
            || self.words.is_empty()
            || self.words.iter().any(|word| is_word(other, word))
    }
}

fn is_word(value: &Expr, word: &str) -> bool {
    value_of(value).is_some_and(|value| value == word)
}

/// What an option that is no word must be, where `value` is not that.
pub(super) fn wanted(option: &str, value: &Value) -> Option<&'static str> {
    match (option, value) {
        ("CSVHeaders", Value::Array(headers)) => wanted_of_headers(headers),
        ("CSVHeaders", _) => Some("a list of strings"),
        ("ItemsPointer", Value::String(pointer)) => {
            (!is_pointer(pointer)).then_some("a JSON Pointer such as \"/data/items\"")
        }
        (_, Value::String(_)) => None,
        _ => Some("a string"),
    }
}

fn wanted_of_headers(headers: &[Value]) -> Option<&'static str> {
    const HEADER_BYTES: usize = 10 * 1024;
    let texts: Option<Vec<&str>> = headers.iter().map(Value::as_str).collect();
    let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
        return Some("a list of strings");
    };
    let twice = texts.iter().enumerate().any(|(at, text)| texts[..at].contains(text));
    if twice {
        return Some("a list of strings that are all different");
    }
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    (bytes > HEADER_BYTES).then_some("a list of strings of 10 KiB in all")
}

/// A JSON Pointer (RFC 6901) as long as one may be here.
fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes && text.chars().count() < 2000
}
