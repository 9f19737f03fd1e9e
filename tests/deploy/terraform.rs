//! Modules of Terraform: their arguments are those of the provider, what they name is there, and the
//! definitions in them are the compiled ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use flowc::deploy::model::{Deployment, Meaning};
use flowc::deploy::terraform::{Made, Options, module};
use flowc::deploy::{Existing, Input, deployment};
use serde_json::{Map, Value};

use super::{output, programs, shown};
use crate::support::expect::expect_file;
use crate::support::{files_below, read, root};

/// The examples whose modules stand beside their definitions.
const SHOWN: [&str; 4] = ["cleanup", "event-handler", "nested", "order"];

fn described(path: &Path) -> Deployment {
    let output = output(path);
    let input = Input { source: "main.flow", output: &output };
    deployment(&[input], Existing::Parameters).expect("nothing clashes")
}

fn made(path: &Path, files: bool) -> Made {
    let stack = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    let made = module(&described(path), &Options { stack, files });
    made.unwrap_or_else(|missing| panic!("{}: {missing:?}", shown(path)))
}

#[test]
fn modules_are_the_committed_ones() {
    for path in files_below(&root("tests/cases/deploy"), "flow") {
        let written = format!("{:#}\n", made(&path, false).module);
        expect_file(&path.with_extension("tf.json"), &written);
    }
    for name in SHOWN {
        let program = root("examples").join(name).with_extension("flow");
        let written = format!("{:#}\n", made(&program, false).module);
        expect_file(&root("examples/out").join(name).join(format!("{name}.tf.json")), &written);
    }
}

#[test]
fn arguments_are_those_of_the_provider() {
    let schema: Value =
        serde_json::from_str(&read(&root("src/deploy/terraform/schema.json"))).expect("JSON");
    let mut counted = 0;
    for path in programs() {
        for (address, arguments) in resources(&made(&path, false).module) {
            let kind = address.split('.').next().expect("a type");
            let wanted = schema[kind].as_object().unwrap_or_else(|| panic!("{kind} has no schema"));
            let mut arguments = arguments.clone();
            arguments.shift_remove("depends_on");
            fits(&format!("{} {address}", shown(&path)), &arguments, wanted);
            counted += 1;
        }
    }
    assert!(counted > 150, "only {counted} resources");
}

fn fits(place: &str, arguments: &Map<String, Value>, wanted: &Map<String, Value>) {
    for (name, kind) in wanted {
        let required = kind.as_str().is_some_and(|word| word.ends_with('!')) || kind["!"] == true;
        assert!(!required || arguments.contains_key(name), "{place} lacks {name}");
    }
    for (name, value) in arguments {
        let kind = wanted.get(name).unwrap_or_else(|| panic!("{place} has no argument {name}"));
        let blocks = match value {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        };
        for block in blocks {
            match (kind, block) {
                (Value::Object(wanted), Value::Object(inner)) => {
                    fits(&format!("{place}.{name}"), inner, wanted);
                }
                (Value::Object(_), other) => panic!("{place}.{name} is a block, not {other}"),
                (word, Value::Object(_)) => assert_eq!(word, "map", "{place}.{name}"),
                _ => {}
            }
        }
    }
}

#[test]
fn whatever_is_named_is_there_and_nothing_goes_in_circles() {
    for path in programs() {
        let module = made(&path, false).module;
        let there = declared(&module);
        let mut waiting: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (address, arguments) in resources(&module) {
            let names = named(&Value::Object(arguments.clone()));
            waiting.insert(address, names);
        }
        let beside = ["locals", "output"].map(|section| named(&module[section]));
        for name in waiting.values().chain(&beside).flatten() {
            assert!(there.contains(name), "{}: {name} is not there", shown(&path));
        }
        for section in ["variable", "locals", "data"] {
            for name in there.iter().filter(|name| name.starts_with(section_word(section))) {
                let used = waiting.values().chain(&beside).any(|names| names.contains(name));
                assert!(used, "{}: {name} is not used", shown(&path));
            }
        }
        while !waiting.is_empty() {
            let ready: Vec<String> = waiting
                .iter()
                .filter(|(_, names)| names.iter().all(|name| !waiting.contains_key(name)))
                .map(|(address, _)| address.clone())
                .collect();
            assert!(!ready.is_empty(), "{}: a circle in {waiting:?}", shown(&path));
            waiting.retain(|address, _| !ready.contains(address));
        }
    }
}

/// Each `${Key}` is an expression, and all else is what was compiled, once Terraform has read it.
#[test]
fn definitions_are_the_compiled_ones() {
    for path in programs() {
        let (plain, beside) = (made(&path, false), made(&path, true));
        let described = described(&path);
        for machine in &described.machines {
            let mut expected = machine.definition.to_string();
            for key in &machine.substitutions {
                expected = expected.replace(&format!("${{{key}}}"), "§");
            }
            let resource = &plain.module["resource"]["aws_sfn_state_machine"][&machine.id];
            let text = resource["definition"].as_str().expect("a text");
            // The ARNs of machines that call each other are put together of several values.
            let whole = |key: &String| !matches!(described.keys.get(key), Some(Meaning::Text(_)));
            if machine.substitutions.iter().all(whole) {
                assert_eq!(evaluated(text), expected, "{}", shown(&path));
            }
            let file = beside
                .files
                .iter()
                .find(|file| file.name.starts_with(&format!("{}.asl.json", machine.workflow)));
            let file = file.unwrap_or_else(|| panic!("{} has no file", machine.workflow));
            let text = if file.name.ends_with("tftpl") {
                evaluated(&file.text)
            } else {
                file.text.clone()
            };
            let read: Value = serde_json::from_str(&text).expect("it is JSON");
            assert_eq!(read.to_string(), expected, "{}", shown(&path));
        }
    }
}

/// A template as Terraform reads it, `§` for each value.
fn evaluated(template: &str) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some(at) = rest.find(['$', '%']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(literal) = ["$${", "%%{"].into_iter().find(|sign| rest.starts_with(sign)) {
            out.push_str(&literal[1..]);
            rest = &rest[3..];
        } else if let Some(expression) = rest.strip_prefix("${") {
            let end = expression.find('}').expect("it ends");
            out.push_str(if &expression[..end] == "\"$\"" { "$" } else { "§" });
            rest = &expression[end + 1..];
        } else {
            assert!(!rest.starts_with("%{"), "a directive in {template}");
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// `aws_sqs_queue.Jobs` and its arguments.
fn resources(module: &Value) -> Vec<(String, Map<String, Value>)> {
    let kinds = module["resource"].as_object().expect("there are resources");
    let all = kinds.iter().flat_map(|(kind, parts)| {
        let parts = parts.as_object().expect("parts");
        parts.iter().map(move |(name, arguments)| {
            (format!("{kind}.{name}"), arguments.as_object().expect("arguments").clone())
        })
    });
    all.collect()
}

fn section_word(section: &str) -> &str {
    match section {
        "variable" => "var.",
        "locals" => "local.",
        other => other,
    }
}

/// Every address of a module.
fn declared(module: &Value) -> BTreeSet<String> {
    let mut there: BTreeSet<String> =
        resources(module).into_iter().map(|(address, _)| address).collect();
    let names = |section: &str| {
        let entries = module[section].as_object().cloned().unwrap_or_default();
        entries.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    there.extend(names("variable").iter().map(|name| format!("var.{name}")));
    there.extend(names("locals").iter().map(|name| format!("local.{name}")));
    there.extend(names("data").iter().map(|name| format!("data.{name}.current")));
    there
}

/// The addresses in the expressions of `value`, and in `depends_on`.
fn named(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let mut rest = text.replace("$${", "");
            while let Some(at) = rest.find("${") {
                let end = at + rest[at..].find('}').expect("it ends");
                addresses(&rest[at + 2..end], found);
                rest = rest[end + 1..].to_owned();
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "depends_on" {
                    let all = value.as_array().expect("a list");
                    found
                        .extend(all.iter().map(|one| one.as_str().expect("an address").to_owned()));
                } else {
                    collect(value, found);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn addresses(code: &str, found: &mut BTreeSet<String>) {
    let words = code.split(|sign: char| !(sign.is_ascii_alphanumeric() || "._".contains(sign)));
    for word in words {
        let parts: Vec<&str> = word.split('.').collect();
        match parts.as_slice() {
            ["var" | "local", _] => drop(found.insert(word.to_owned())),
            ["data", kind, name, _] => drop(found.insert(format!("data.{kind}.{name}"))),
            [kind, name, _] if kind.starts_with("aws_") => {
                found.insert(format!("{kind}.{name}"));
            }
            _ => {}
        }
    }
}
