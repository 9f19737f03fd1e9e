//! Finds the definitions in a file: a definition itself, or a template with some.

use std::path::Path;

use serde_json::Value;

use crate::asl::validate::{Code, Diagnostic, Step};
use crate::documents::template::{self, Found};
use crate::documents::{Document, Fault, Places, Position, json, yaml};

/// A definition and what is known of it beside its content.
pub struct Definition {
    /// The place in a template, as a JSON pointer.
    pub pointer: Option<String>,
    /// What the template says of its type.
    pub kind: Option<String>,
    pub content: Content,
    /// Where the values are, as far as they are values of the file.
    places: Option<Places>,
    /// Whether places are known within the definition, or only of the property that has its text.
    within: bool,
}

/// How a definition is at hand.
pub enum Content {
    Value(Value),
    /// The text that a template holds.
    Text(String),
    /// The text of the whole file.
    Whole,
    /// A file that cannot be read as what it is.
    Broken(Diagnostic),
}

impl Definition {
    /// Where its values are, where that is known.
    pub fn places(&self) -> Option<&Places> {
        self.places.as_ref().filter(|_| self.within)
    }

    /// Where it begins, or the property that has its text.
    pub fn start(&self) -> Option<Position> {
        self.places.as_ref().map(|places| places.start)
    }

    /// Where a diagnostic points: at a simple value that is wrong, else at the key of what is.
    pub fn position(&self, fault: &Diagnostic) -> Option<Position> {
        let mut places = self.places.as_ref()?;
        if !self.within {
            return Some(places.start);
        }
        for step in &fault.path {
            let next = match step {
                Step::Key(name) => places.field(name),
                Step::Index(index) => places.item(*index),
            };
            // What is missing is missed in what is there.
            let Some(next) = next else { break };
            places = next;
        }
        let of_value = match (fault.path.last(), &fault.location) {
            (Some(Step::Key(name)), Some(at)) => at.ends_with(&format!("/{name}")),
            _ => true,
        };
        let key = places.key.filter(|_| !of_value || !places.is_simple());
        Some(key.unwrap_or(places.start))
    }
}

/// The definitions in the file at `path` with this text, or why there are none.
pub fn definitions(path: &Path, text: &str) -> Result<Vec<Definition>, String> {
    if text.trim().is_empty() {
        return Ok(vec![whole(Content::Whole, None)]);
    }
    let document = if is_yaml(path, text) {
        match yaml::parse(text) {
            Ok(document) => document,
            Err(fault) => return Ok(vec![broken(&fault)]),
        }
    } else {
        match json::parse(text) {
            Ok(document) => document,
            Err(fault) => {
                let at = Some(Places::at(fault.at));
                return Ok(vec![Definition { within: false, ..whole(Content::Whole, at) }]);
            }
        }
    };
    match template::definitions(&document.value) {
        None => Ok(vec![whole(Content::Value(document.value), Some(document.places))]),
        Some(found) if found.is_empty() => Err("is a template without a definition".to_owned()),
        Some(found) => Ok(found.into_iter().map(|one| in_template(&document, one)).collect()),
    }
}

fn whole(content: Content, places: Option<Places>) -> Definition {
    Definition { pointer: None, kind: None, content, places, within: true }
}

/// YAML by its name, or by not looking like JSON where the name says nothing.
fn is_yaml(path: &Path, text: &str) -> bool {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml" | "yml") => true,
        Some("json" | "asl") => false,
        _ => !text.trim_start().starts_with(['{', '[', '"']),
    }
}

/// Step Functions never sees YAML, so that its faults have no words of the service.
fn broken(fault: &Fault) -> Definition {
    let code = Code::InvalidJsonDescription;
    let diagnostic = Diagnostic {
        severity: code.severity(),
        code,
        message: format!("this is no YAML: {}", fault.message),
        location: None,
        path: Vec::new(),
    };
    let places = Some(Places::at(fault.at));
    Definition { within: false, ..whole(Content::Broken(diagnostic), places) }
}

fn in_template(document: &Document, found: Found) -> Definition {
    let places =
        found.path.iter().try_fold(&document.places, |places, name| places.field(name)).cloned();
    let escaped = found.path.iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
    let pointer: String = escaped.map(|name| format!("/{name}")).collect();
    let (content, within) = match found.definition {
        template::Definition::Object(value) => (Content::Value(value), true),
        template::Definition::Text(text) => (Content::Text(text), false),
    };
    Definition { pointer: Some(pointer), kind: found.kind, content, places, within }
}
