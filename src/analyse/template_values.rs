//! Values for templates: constants in which `${Key}` stands for what is known at deployment.

use serde_json::{Map, Value};

use super::Analyser;
use super::consts::pieces_of;
use super::error::names as error;
use super::literals::holds_unknown;
use crate::ir::program::{Entry, Expr, ExprKind, ListItem, ResourcePart};
use crate::syntax::ast;

impl<'a> Analyser<'a> {
    /// The value of an expression that must be known at deployment; `what` says what it is. In its
    /// strings `${Key}` stands for a value known then, and `${!` for `${`.
    pub(super) fn template_value(&mut self, e: &'a ast::Expr, what: &str) -> Option<Value> {
        let value = self.in_constant(|analyser| analyser.expr(e));
        self.template_of(&value, what)
    }

    /// As [`Self::template_value`], of an expression that has been analysed.
    pub(super) fn template_of(&mut self, value: &Expr, what: &str) -> Option<Value> {
        let found = self.as_template(value);
        if found.is_none() && !holds_unknown(value) {
            self.report(error::not_constant(what, value.span));
        }
        found
    }

    fn as_template(&self, value: &Expr) -> Option<Value> {
        if holds_unknown(value) {
            return None;
        }
        if let Some(pieces) = pieces_of(value) {
            let text = pieces.iter().map(|piece| match piece {
                ResourcePart::Text(text) => escaped(text),
                ResourcePart::Deploy(value) => format!("${{{}}}", value.key),
            });
            return Some(Value::String(text.collect()));
        }
        match &value.kind {
            ExprKind::Literal(value) => Some(escaped_in(value)),
            ExprKind::List(items) => self.list_template(items),
            ExprKind::Object(entries) => self.object_template(entries),
            _ => None,
        }
    }

    fn list_template(&self, items: &[ListItem]) -> Option<Value> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item {
                ListItem::Item(item) => values.push(self.as_template(item)?),
                ListItem::Spread(list) => match self.as_template(list)? {
                    Value::Array(items) => values.extend(items),
                    _ => return None,
                },
            }
        }
        Some(Value::Array(values))
    }

    fn object_template(&self, entries: &[Entry]) -> Option<Value> {
        let mut fields = Map::new();
        for entry in entries {
            match entry {
                Entry::Field { key, value } => {
                    fields.insert(key.to_string(), self.as_template(value)?);
                }
                Entry::Optional { key, value } => match self.as_template(value)? {
                    Value::Null => {}
                    value => {
                        fields.insert(key.to_string(), value);
                    }
                },
                Entry::Computed { key, value } => match super::consts::value_of(key)? {
                    Value::String(key) => {
                        fields.insert(key, self.as_template(value)?);
                    }
                    _ => return None,
                },
                Entry::Spread(object) => match self.as_template(object)? {
                    Value::Object(more) => fields.extend(more),
                    _ => return None,
                },
            }
        }
        Some(Value::Object(fields))
    }
}

/// Text in which nothing stands for a value.
fn escaped(text: &str) -> String {
    text.replace("${", "${!")
}

fn escaped_in(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(escaped(text)),
        Value::Array(items) => items.iter().map(escaped_in).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), escaped_in(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
