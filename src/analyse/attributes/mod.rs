//! Attributes: `@express`, `@timeout(15m)`, `@name("…")`, `@allow(F0601)` …

mod pipes;
pub(super) mod schedules;
mod table;
mod together;
mod values;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use self::table::{Known, Takes};
use super::Analyser;
use super::error::attributes as refused;
use super::error::names as error;
use super::literals::is_unknown;
use super::names::Found;
use crate::asl::limits;
use crate::diagnostic::{Severity, codes, suggest};
use crate::ir::program::Notes;
use crate::syntax::ast::{self, Arg, Attribute, Item, ItemKind};

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
        let mut named = false;
        for attribute in &statement.attributes {
            match &*attribute.name.text {
                "name" if std::mem::replace(&mut named, true) => {
                    self.report(error::attribute_twice(attribute));
                }
                "name" => notes.name = self.state_name(attribute),
                "allow" => self.allow(attribute, statement.span),
                _ => {
                    let workflow = table::find(&attribute.name.text).is_some();
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
            match table::find(name) {
                None if name == "name" => self.report(error::attribute_of_statements(attribute)),
                None => {
                    let names = table::KNOWN.iter().map(|known| known.name).chain(["allow"]);
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
            let Some(known) = table::find(name) else { continue };
            if seen.contains(&name) && !known.repeats {
                self.report(error::attribute_twice(attribute));
            }
            seen.push(name);
            let values = self.attribute_values(attribute, known, item);
            let values = self.check_together(attribute, values, is_express(item));
            match name {
                "express" => {}
                "validate" => result.validate = true,
                "timeout" => {
                    result.timeout = self.timeout(attribute, &values);
                    if let (Some(seconds), true) = (result.timeout, is_express(item)) {
                        self.warn_long_timeout(seconds, attribute.span);
                    }
                }
                _ => result.others.push((attribute.name.text.clone(), values)),
            }
        }
        result
    }

    fn timeout(&mut self, attribute: &Attribute, values: &IndexMap<String, Value>) -> Option<u64> {
        let seconds = values.get("seconds")?;
        match seconds.as_u64() {
            Some(seconds) if (1..=u64::from(limits::SECONDS)).contains(&seconds) => Some(seconds),
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
        item: &'a Item,
    ) -> IndexMap<String, Value> {
        let mut values = IndexMap::new();
        let mut position = 0;
        for arg in &attribute.args {
            let (key, takes, value) = match arg {
                Arg::Positional(value) if position < known.positions => {
                    let argument = &known.arguments[position];
                    position += 1;
                    (argument.name.to_owned(), argument.takes, value)
                }
                Arg::Positional(value) | Arg::Spread(value) => {
                    let names: Vec<&str> = known.names().collect();
                    self.report(error::attribute_argument(attribute, value.span, &names));
                    continue;
                }
                Arg::Named { key, value, .. } => {
                    let Some(takes) = known.takes(&key.text) else {
                        let nearest = suggest::nearest(&key.text, known.names());
                        self.report(error::attribute_parameter(attribute, key, nearest));
                        continue;
                    };
                    (key.text.to_string(), takes, value)
                }
                Arg::Bad(_) => continue,
            };
            if let Some(value) = self.attribute_value(attribute, &key, takes, value, item) {
                values.insert(key, value);
            }
        }
        let given = attribute.args.len();
        if given < known.required {
            let first = known.arguments[0].name;
            let example = format!("@{}({first}: …)", known.name);
            self.report(error::attribute_arguments(attribute, &example));
        }
        values
    }

    /// A constant; a value known at deployment stands as `${Key}` in it. A word that the argument takes,
    /// as in `@logging(ALL)`, stands for itself.
    fn attribute_value(
        &mut self,
        attribute: &Attribute,
        key: &str,
        takes: Takes,
        e: &'a ast::Expr,
        item: &'a Item,
    ) -> Option<Value> {
        let value = match (&e.kind, takes) {
            (ast::ExprKind::Name(word), Takes::OneOf(_))
                if matches!(self.names.find(self.file, word), Found::Nothing) =>
            {
                Value::String(word.to_string())
            }
            (_, Takes::Input) => self.input_value(e, item)?,
            _ => self.template_value(e, "an attribute")?,
        };
        if let Some(wanted) = values::fault(takes, &value) {
            self.report(refused::value(attribute, key, &wanted, e.span));
            return None;
        }
        Some(value)
    }

    /// What a workflow is started with.
    fn input_value(&mut self, e: &'a ast::Expr, item: &'a Item) -> Option<Value> {
        let value = self.in_constant(|analyser| analyser.expr(e));
        if let ItemKind::Workflow(function) = &item.kind
            && let Some(param) = function.params.first()
            && !is_unknown(&value)
        {
            let wanted = self.type_or_any(param.ty.as_ref());
            self.expect(&value, &wanted, "the input of the workflow");
        }
        self.template_of(&value, "an attribute")
    }

    /// The values, which go together. Those of a pipe say what kind its source is.
    fn check_together(
        &mut self,
        attribute: &Attribute,
        mut values: IndexMap<String, Value>,
        express: bool,
    ) -> IndexMap<String, Value> {
        // What was refused alone may be what is missing.
        if values.len() < attribute.args.len() {
            return values;
        }
        let name = &*attribute.name.text;
        if name == "pipe" && !values.contains_key("kind") {
            match values.get("source").and_then(|source| self.pipe_kind(source)) {
                Some(kind) => {
                    values.insert("kind".to_owned(), kind.into());
                }
                None => self.report(refused::pipe_source(attribute)),
            }
        }
        if let Some((title, help)) = together::fault(name, &values, express) {
            self.report(refused::together(attribute, title, help));
        }
        values
    }
}
