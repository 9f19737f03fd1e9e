//! What ValidateStateMachineDefinition would say about a definition.
//!
//! In: JSON as it is, so that a broken definition gives all its faults at once. Out: diagnostics
//! with the codes, messages and locations of Step Functions, as far as they are known (Developer
//! Guide, States Language, and what was measured); nothing is fetched and nothing is run.
//!
//! CloudFormation substitutions, `${Name}`, may stand in any string: what they become is not known,
//! so a string that has one is not looked into.

mod arguments;
mod choices;
mod code;
mod expressions;
mod fields;
mod map;
mod names;
mod paths;
mod payload;
mod report;
mod scopes;
mod states;
mod task;

mod timestamp;
mod transitions;
mod values;
mod variables;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use crate::asl::limits::{DEFINITION_BYTES, byte_len};
use crate::asl::model::QueryLanguage;
use crate::asl::resource::{self, Resource};
use crate::documents::{Fault, json};
pub use code::{Code, Severity};
pub use report::{Diagnostic, Step};
use report::{Place, Report};

/// `StateMachineType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineType {
    /// `STANDARD`
    Standard,
    /// `EXPRESS`: no jobs, no callbacks, no activities, no distributed maps.
    Express,
}

/// Every fault of `definition`, those of the schema first; warnings too if `severity` is the least
/// that is asked for.
#[must_use]
pub fn validate(definition: &Value, kind: MachineType, severity: Severity) -> Vec<Diagnostic> {
    validate_sized(definition, byte_len(definition), kind, severity)
}

/// [`validate`] for a definition that is known to take `bytes` as compact JSON.
#[must_use]
pub fn validate_sized(
    definition: &Value,
    bytes: usize,
    kind: MachineType,
    severity: Severity,
) -> Vec<Diagnostic> {
    let mut report = Report::new(severity);
    if is_nested_too_deeply(definition, NESTING) {
        report.add_nowhere(
            Code::TooDeeplyNested,
            format!("Values are nested more than {NESTING} levels deep"),
        );
        return report.found;
    }
    if bytes > DEFINITION_BYTES {
        too_large(&mut report);
    }
    Validator::new(definition, report).run(definition, kind)
}

/// [`validate`] for the text of a definition, which may be no JSON at all.
#[must_use]
pub fn validate_text(text: &str, kind: MachineType, severity: Severity) -> Vec<Diagnostic> {
    let mut report = Report::new(severity);
    if text.trim().is_empty() {
        report.add_nowhere(Code::SchemaValidationFailed, NO_OBJECT);
        return report.found;
    }
    if text.len() > DEFINITION_BYTES {
        too_large(&mut report);
        return report.found;
    }
    if let Ok(definition) = serde_json::from_str(text) {
        return validate(&definition, kind, severity);
    }
    match json::parse(text) {
        Ok(document) => validate(&document.value, kind, severity),
        Err(fault) => vec![no_json(text, &fault)],
    }
}

/// Of a text that is no JSON, where it stops being some.
fn no_json(text: &str, fault: &Fault) -> Diagnostic {
    let code = Code::InvalidJsonDescription;
    Diagnostic {
        severity: code.severity(),
        code,
        message: json::describe(text, fault),
        location: Some(json::source(text, fault.at)),
        path: Vec::new(),
    }
}

/// What CreateStateMachine answers to a definition with these faults; `None` if it has no errors.
#[must_use]
pub fn refusal(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|fault| fault.severity == Severity::Error);
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    (!errors.is_empty())
        .then(|| format!("Invalid State Machine Definition: '{}'", errors.join(", ")))
}

const NO_OBJECT: &str = "Definition must be a valid JSON object";

/// How deep objects and lists may lie in each other; more than any text could have been read with.
const NESTING: usize = 256;

fn too_large(report: &mut Report) {
    report.add_nowhere(
        Code::SchemaValidationFailed,
        format!("Definition must not be longer than {DEFINITION_BYTES} bytes"),
    );
}

fn is_nested_too_deeply(value: &Value, left: usize) -> bool {
    if left == 0 {
        return true;
    }
    match value {
        Value::Array(items) => items.iter().any(|item| is_nested_too_deeply(item, left - 1)),
        Value::Object(object) => object.values().any(|value| is_nested_too_deeply(value, left - 1)),
        _ => false,
    }
}

/// What holds for the part of a definition that is being looked at.
#[derive(Clone, Copy)]
struct Mode {
    language: QueryLanguage,
    /// Whether fields of the other query language are faults; not in a state whose language is one.
    strict: bool,
    machine: MachineType,
}

/// Walks through a definition; its methods are in the files of what they check.
struct Validator<'d> {
    report: Report,
    /// The language of states that do not say theirs, wherever they are nested.
    top: QueryLanguage,
    names: FxHashSet<&'d str>,
    labels: FxHashSet<&'d str>,
    /// Expressions in which nothing was found: the same ones stand at many places.
    sound: FxHashSet<(fields::Reads, &'d str)>,
    /// What the resources are that were read so far.
    resources: FxHashMap<&'d str, Result<Resource<'d>, resource::Fault>>,
}

impl<'d> Validator<'d> {
    fn new(definition: &Value, report: Report) -> Self {
        let top = states::language(definition.get("QueryLanguage"), QueryLanguage::JsonPath);
        Self {
            report,
            top,
            names: FxHashSet::default(),
            labels: FxHashSet::default(),
            sound: FxHashSet::default(),
            resources: FxHashMap::default(),
        }
    }

    fn run(mut self, definition: &'d Value, machine: MachineType) -> Vec<Diagnostic> {
        let Value::Object(object) = definition else {
            self.report.add_nowhere(Code::SchemaValidationFailed, NO_OBJECT);
            return self.report.found;
        };
        let mode = Mode { language: self.top, strict: true, machine };
        self.fields(object, &fields::MACHINE, mode, &Place::ROOT);
        self.states(object, mode, &Place::ROOT);
        transitions::check(object, &mut self.report);
        variables::check(object, &mut self.report);
        self.report.found
    }
}
