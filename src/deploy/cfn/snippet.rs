//! What stands in a template that somebody else keeps.

use serde_json::Value;

use super::Template;
use crate::deploy::merge::Sections;

/// The resources of `template`, and the parameters and conditions they name; outputs are left to
/// whoever keeps the template.
#[must_use]
pub fn sections(template: &Template) -> Sections {
    let resources = template.resources.iter().map(|(id, part)| (id.clone(), part.to_value()));
    let sections = [
        ("Parameters", template.parameters.clone()),
        ("Conditions", template.conditions.clone()),
        ("Resources", resources.collect()),
    ];
    let there = sections.into_iter().filter(|(_, entries)| !entries.is_empty());
    there.map(|(name, entries)| (name.to_owned(), entries)).collect()
}

/// The sections as a part of a template.
#[must_use]
pub fn snippet(template: &Template) -> Value {
    let sections = sections(template).into_iter();
    sections.map(|(name, entries)| (name, Value::Object(entries.into_iter().collect()))).collect()
}
