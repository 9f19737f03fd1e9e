//! Puts what a build needs into a template that somebody else keeps.
//!
//! In: the text of a template, the entries of its sections that a build needs, the mark of the build.
//! Out: the new text, and which entries are new, other or gone; or every reason why not. What the build
//! put there before is replaced in its place, what it no longer needs goes, and whatever has another
//! owner is left alone. Every byte outside of the entries stays; merging twice changes nothing.
//!
//! Who owns what is said in the template itself: a resource bears its mark
//! (`Metadata: {flowc: {source: order.flow}}`); entries of other sections can bear none, so the
//! template's own `Metadata: flowc` lists them. What two builds need alike has two owners, and goes with
//! the last of them.

mod owners;

use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use crate::deploy::model::ExistingResource;
use crate::documents::edit::{self, Change, Changes, Printer};
use crate::documents::{Document, Fault, Position};

use owners::{Owners, with_mark, without_mark};

/// Entries of a template: by section (`Resources`), then by logical id, functions as JSON writes them.
pub type Sections = IndexMap<String, IndexMap<String, Value>>;

/// The sections of a template as people usually order them.
pub const ORDER: [&str; 10] = [
    "AWSTemplateFormatVersion",
    "Transform",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
];

/// What a build wants of a template.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The mark of the build: its sources, as paths from the template.
    pub sources: &'a [String],
    /// What it needs.
    pub sections: &'a Sections,
    /// What has to stand there already.
    pub existing: &'a [ExistingResource],
}

/// A template that holds what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its text.
    pub text: String,
    /// What was done, in the order of the sections; empty where the text is as it was.
    pub steps: Vec<Step>,
}

/// What was done to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub action: Action,
    /// `Resources`
    pub section: String,
    /// The logical id.
    pub id: String,
}

/// See [`Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Add,
    /// It is another.
    Update,
    /// It is gone.
    Remove,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = match self.action {
            Action::Add => "add",
            Action::Update => "update",
            Action::Remove => "remove",
        };
        write!(f, "{action} {}.{}", self.section, self.id)
    }
}

/// The template `text` with what `request` asks for; new entries in YAML are printed by `print`.
///
/// # Errors
/// Gives every entry that has another owner, every resource that is missing, or why the template cannot
/// be read or changed.
pub fn merge(text: &str, request: Request<'_>, print: Printer) -> Result<Merged, Vec<Fault>> {
    let document = edit::read(text).map_err(|fault| vec![fault])?;
    let owners = Owners::read(&document).map_err(|fault| vec![fault])?;
    let mut plan =
        Plan { request, document: &document, owners, changes: Changes::new(), faults: Vec::new() };
    plan.remove();
    plan.put();
    plan.references();
    if !plan.faults.is_empty() {
        return Err(plan.faults);
    }
    plan.list();
    let steps = steps(&plan.changes, &document.value);
    let text = edit::apply(text, &plan.changes, &ORDER, print).map_err(|fault| vec![fault])?;
    Ok(Merged { text, steps })
}

struct Plan<'a> {
    request: Request<'a>,
    document: &'a Document,
    owners: Owners,
    changes: Changes,
    faults: Vec<Fault>,
}

impl<'a> Plan<'a> {
    /// Gives up what the sources own and no longer need.
    fn remove(&mut self) {
        for source in self.request.sources {
            self.remove_of(source);
        }
    }

    fn remove_of(&mut self, source: &str) {
        for (section, id) in self.owners.of(source) {
            if self.is_wanted(&section, &id) {
                continue;
            }
            self.owners.leave(&section, &id, source);
            let Some(present) = self.present(&section, &id) else { continue };
            let still_there = !self.owners.by(&section, &id).is_empty()
                || section == "Resources" && self.is_referred_to(&id);
            let change = if still_there {
                Change::Put(self.marked(&section, &id, present))
            } else {
                Change::Remove
            };
            self.change(&section, &id, change);
        }
    }

    /// Puts what is needed, each where nobody else has something under its name.
    fn put(&mut self) {
        for (section, entries) in self.request.sections {
            for (id, value) in entries {
                if let Err(fault) = self.put_one(section, id, value) {
                    self.faults.push(fault);
                }
            }
        }
    }

    fn put_one(&mut self, section: &str, id: &str, value: &Value) -> Result<(), Fault> {
        let present = self.present(section, id);
        let owners = self.owners.by(section, id);
        let is_mine = owners.iter().any(|owner| self.request.sources.contains(owner));
        if let Some(present) = present
            && !is_mine
        {
            if !serves(section, present, value) {
                return Err(self.taken(section, id, &owners));
            }
            if owners.is_empty() {
                return Ok(());
            }
            // What others put there stays as it is, and has one owner more.
            self.join(section, id);
            let value = self.marked(section, id, present);
            self.change(section, id, Change::Put(value));
            return Ok(());
        }
        self.join(section, id);
        let value = self.marked(section, id, value);
        self.change(section, id, Change::Put(value));
        Ok(())
    }

    /// The sources of the build own the entry.
    fn join(&mut self, section: &str, id: &str) {
        for source in self.request.sources {
            self.owners.join(section, id, source);
        }
    }

    /// The refusal to touch what is another's.
    fn taken(&self, section: &str, id: &str, owners: &[String]) -> Fault {
        let why = match owners {
            [] => "was not put there by flowc; rename one of the two".to_owned(),
            owners => {
                let owners: Vec<String> = owners.iter().map(|owner| format!("`{owner}`")).collect();
                format!(
                    "belongs to {} and is another there; rename one of the two",
                    owners.join(", ")
                )
            }
        };
        Fault { message: format!("`{id}` in `{section}` {why}"), at: self.place(section, id) }
    }

    /// Holds that the resources without a body are there.
    fn references(&mut self) {
        for wanted in self.request.existing {
            let (id, kind) = (&wanted.id, &wanted.resource_type);
            let found = self.present("Resources", id).and_then(|present| present.get("Type"));
            let message = match found {
                Some(Value::String(found)) if found == kind => continue,
                Some(Value::String(found)) => {
                    format!("`{id}` is a resource of type `{found}` here, not `{kind}`")
                }
                Some(_) | None => {
                    format!("the template has no resource `{id}` of type `{kind}`")
                }
            };
            self.faults.push(Fault { message, at: self.place("Resources", id) });
        }
    }

    /// Writes down who owns what bears no mark.
    fn list(&mut self) {
        let change = self.owners.list().map_or(Change::Remove, Change::Put);
        self.changes
            .entry("Metadata".to_owned())
            .or_default()
            .insert(owners::KEY.to_owned(), change);
    }

    fn is_wanted(&self, section: &str, id: &str) -> bool {
        self.request.sections.get(section).is_some_and(|entries| entries.contains_key(id))
    }

    fn is_referred_to(&self, id: &str) -> bool {
        self.request.existing.iter().any(|existing| existing.id == id)
    }

    fn present(&self, section: &str, id: &str) -> Option<&'a Value> {
        self.document.value.get(section)?.get(id)
    }

    /// `value` with the mark of its owners, where it can bear one.
    fn marked(&self, section: &str, id: &str, value: &Value) -> Value {
        match section {
            "Resources" => with_mark(value, &self.owners.by(section, id)),
            _ => value.clone(),
        }
    }

    fn change(&mut self, section: &str, id: &str, change: Change) {
        self.changes.entry(section.to_owned()).or_default().insert(id.to_owned(), change);
    }

    /// Where an entry begins, or its section, or the template.
    fn place(&self, section: &str, id: &str) -> Position {
        let section = self.document.places.field(section);
        let entry = section.and_then(|section| section.field(id));
        let found = entry.or(section).and_then(|places| places.key);
        found.unwrap_or(Position { line: 1, column: 1 })
    }
}

/// Whether what is present does for what is wanted: a parameter of the same type, else the same.
fn serves(section: &str, present: &Value, wanted: &Value) -> bool {
    match section {
        "Parameters" => present.get("Type") == wanted.get("Type"),
        _ => without_mark(present) == without_mark(wanted),
    }
}

/// What `changes` do to `document`.
fn steps(changes: &Changes, document: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut sections: Vec<_> = changes.iter().collect();
    sections.sort_by_key(|(name, _)| ORDER.iter().position(|usual| usual == name));
    for (section, entries) in sections {
        for (id, change) in entries {
            let present = document.get(section).and_then(|entries| entries.get(id));
            let action = match (change, present) {
                (Change::Put(_), None) => Action::Add,
                (Change::Put(value), Some(present)) if present != value => Action::Update,
                (Change::Remove, Some(_)) => Action::Remove,
                (Change::Put(_), Some(_)) | (Change::Remove, None) => continue,
            };
            steps.push(Step { action, section: section.clone(), id: id.clone() });
        }
    }
    steps
}

#[cfg(test)]
mod tests;
