//! Attributes: `@express`, `@timeout(15m)`, `@name("…")`, `@allow(F0601)` …

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::Analyser;
use super::consts::{pieces_of, value_of};
use super::error::names as error;
use super::literals::is_unknown;
use crate::diagnostic::{Severity, codes, suggest};
use crate::ir::program::{Entry, Expr, ExprKind, ListItem, Notes, ResourcePart};
use crate::syntax::ast::{self, Arg, Attribute, Item, ItemKind};

/// One attribute of workflows.
struct Known {
    name: &'static str,
    /// What its arguments without a name stand for, in order.
    positions: &'static [&'static str],
    /// All names of arguments; empty with `positions` empty: it takes none.
    names: &'static [&'static str],
    /// Whether any name is taken.
    open: bool,
    required: usize,
}

const fn known(
    name: &'static str,
    positions: &'static [&'static str],
    names: &'static [&'static str],
    required: usize,
) -> Known {
    Known { name, positions, names, open: false, required }
}

const KNOWN: &[Known] = &[
    known("express", &[], &[], 0),
    known("validate", &[], &[], 0),
    known("timeout", &["seconds"], &["seconds"], 1),
    known("tracing", &[], &[], 0),
    known("logging", &["level"], &["level", "includeExecutionData", "destination", "retention"], 1),
    known(
        "schedule",
        &["expression"],
        &["expression", "input", "timezone", "enabled", "flexible"],
        1,
    ),
    known("event", &["pattern"], &["pattern", "bus", "input", "enabled"], 1),
    known(
        "alarm",
        &[],
        &["failures", "timeouts", "throttles", "aborts", "topic", "period", "periods"],
        0,
    ),
    Known { name: "tags", positions: &[], names: &[], open: true, required: 0 },
    known("version", &["description"], &["description"], 0),
    known("alias", &["name"], &["name", "strategy", "interval", "percentage"], 1),
    known("encryption", &["key"], &["key", "reusePeriod"], 0),
];

/// What the attributes of a workflow say.
#[derive(Default)]
pub(super) struct WorkflowAttributes {
    pub timeout: Option<u64>,
    pub validate: bool,
    pub others: Vec<(Arc<str>, IndexMap<String, Value>)>,
}

/// Whether a workflow is an Express one.
pub(super) fn is_express(item: &Item) -> bool {
    item.attributes.iter().any(|attribute| &*attribute.name.text == "express")
}

impl<'a> Analyser<'a> {
    /// `@name`, `@allow` and the doc comment of a statement.
    pub(super) fn notes(&mut self, statement: &'a ast::Statement) -> Notes {
        let mut notes = Notes { name: None, comment: statement.doc.clone() };
        for attribute in &statement.attributes {
            match &*attribute.name.text {
                "name" => notes.name = self.state_name(attribute),
                "allow" => self.allow(attribute, statement.span),
                _ => {
                    let workflow = KNOWN.iter().any(|known| known.name == &*attribute.name.text);
                    let nearest = suggest::nearest(&attribute.name.text, ["name", "allow"]);
                    self.report(error::statement_attribute(attribute, workflow, nearest));
                }
            }
        }
        notes
    }

    fn state_name(&mut self, attribute: &'a Attribute) -> Option<String> {
        let [Arg::Positional(value)] = attribute.args.as_slice() else {
            self.report(error::attribute_arguments(attribute, "@name(\"Charge the card\")"));
            return None;
        };
        match self.constant_value(value, "the name of a state")? {
            Value::String(name) if (1..=80).contains(&name.chars().count()) => Some(name),
            _ => {
                self.report(error::state_name(value.span));
                None
            }
        }
    }

    /// `@allow(F0612)`: warnings with these codes inside `span` are not shown.
    fn allow(&mut self, attribute: &'a Attribute, span: crate::source::Span) {
        let mut any = false;
        for arg in &attribute.args {
            let Arg::Positional(ast::Expr { kind: ast::ExprKind::Name(code), span: at }) = arg
            else {
                self.report(error::attribute_arguments(attribute, "@allow(F0601)"));
                return;
            };
            any = true;
            match codes::all().into_iter().find(|known| known.id == &**code) {
                Some(known) if known.severity == Severity::Warning => {
                    self.warnings.allow(known, span);
                }
                Some(_) => self.report(error::allowed_error(code, *at)),
                None => self.report(error::unknown_code(code, *at)),
            }
        }
        if !any {
            self.report(error::attribute_arguments(attribute, "@allow(F0601)"));
        }
    }

    /// The attributes of a declaration: `@allow` before any, the others before workflows.
    pub(super) fn check_item_attributes(&mut self, item: &'a Item) {
        let workflow = matches!(item.kind, ItemKind::Workflow(_));
        for attribute in &item.attributes {
            let name = &*attribute.name.text;
            if name == "allow" {
                self.allow(attribute, item.span);
                continue;
            }
            let known = KNOWN.iter().find(|known| known.name == name);
            match known {
                None => {
                    let names = KNOWN.iter().map(|known| known.name).chain(["allow"]);
                    let nearest = suggest::nearest(name, names);
                    self.report(error::unknown_attribute(attribute, nearest));
                }
                Some(_) if !workflow => {
                    let kind = super::declarations::kind_name(&item.kind);
                    self.report(error::attribute_target(attribute, kind));
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn workflow_attributes(&mut self, item: &'a Item) -> WorkflowAttributes {
        let mut result = WorkflowAttributes::default();
        let mut seen: Vec<&str> = Vec::new();
        for attribute in &item.attributes {
            let name = &*attribute.name.text;
            let Some(known) = KNOWN.iter().find(|known| known.name == name) else { continue };
            if seen.contains(&name) && !matches!(name, "schedule" | "event" | "alarm") {
                self.report(error::attribute_twice(attribute));
            }
            seen.push(name);
            let values = self.attribute_values(attribute, known);
            match name {
                "express" => {}
                "validate" => result.validate = true,
                "timeout" => result.timeout = self.timeout(attribute, &values),
                _ => result.others.push((attribute.name.text.clone(), values)),
            }
        }
        result
    }

    fn timeout(&mut self, attribute: &Attribute, values: &IndexMap<String, Value>) -> Option<u64> {
        let seconds = values.get("seconds")?;
        match seconds.as_u64() {
            Some(seconds @ 1..=99_999_999) => Some(seconds),
            _ => {
                self.report(error::timeout_value(attribute));
                None
            }
        }
    }

    fn attribute_values(
        &mut self,
        attribute: &'a Attribute,
        known: &Known,
    ) -> IndexMap<String, Value> {
        let mut values = IndexMap::new();
        let mut position = 0;
        for arg in &attribute.args {
            let (key, value) = match arg {
                Arg::Positional(value) => {
                    let Some(key) = known.positions.get(position) else {
                        let names: Vec<&str> = known.names.to_vec();
                        self.report(error::attribute_argument(attribute, value.span, &names));
                        continue;
                    };
                    position += 1;
                    ((*key).to_owned(), value)
                }
                Arg::Named { key, value, .. } => {
                    if !known.open && !known.names.contains(&&*key.text) {
                        let nearest = suggest::nearest(&key.text, known.names.iter().copied());
                        self.report(error::attribute_parameter(attribute, key, nearest));
                        continue;
                    }
                    (key.text.to_string(), value)
                }
                Arg::Spread(value) => {
                    self.report(error::attribute_argument(attribute, value.span, known.names));
                    continue;
                }
                Arg::Bad(_) => continue,
            };
            if let Some(value) = self.attribute_value(value) {
                values.insert(key, value);
            }
        }
        let given = attribute.args.len();
        if given < known.required {
            self.report(error::attribute_arguments(
                attribute,
                &format!("@{}({}: …)", known.name, known.positions[0]),
            ));
        }
        values
    }

    /// A constant; a value known at deployment stands as `${Key}` in it. A bare upper-case word as in
    /// `@logging(ALL)` stands for itself.
    fn attribute_value(&mut self, e: &'a ast::Expr) -> Option<Value> {
        if let ast::ExprKind::Name(word) = &e.kind {
            if matches!(&**word, "ALL" | "ERROR" | "FATAL" | "OFF") {
                return Some(Value::String(word.to_string()));
            }
        }
        let value = self.in_constant(|analyser| analyser.expr(e));
        if is_unknown(&value) {
            return None;
        }
        let found = self.deploy_constant(&value);
        if found.is_none() {
            self.report(error::not_constant("an attribute", e.span));
        }
        found
    }

    /// The value with `${Key}` for what is known at deployment.
    fn deploy_constant(&self, value: &Expr) -> Option<Value> {
        if let Some(value) = value_of(value) {
            return Some(value);
        }
        if let Some(pieces) = pieces_of(value) {
            let text = pieces.iter().map(|piece| match piece {
                ResourcePart::Text(text) => text.clone(),
                ResourcePart::Deploy(id) => {
                    format!("${{{}}}", self.program.deploy_values[id.0 as usize].key)
                }
            });
            return Some(Value::String(text.collect()));
        }
        match &value.kind {
            ExprKind::List(items) => items
                .iter()
                .map(|item| match item {
                    ListItem::Item(item) => self.deploy_constant(item),
                    ListItem::Spread(_) => None,
                })
                .collect::<Option<Vec<Value>>>()
                .map(Value::Array),
            ExprKind::Object(entries) => entries
                .iter()
                .map(|entry| match entry {
                    Entry::Field { key, value } => {
                        Some((key.to_string(), self.deploy_constant(value)?))
                    }
                    _ => None,
                })
                .collect::<Option<serde_json::Map<String, Value>>>()
                .map(Value::Object),
            _ => None,
        }
    }
}
