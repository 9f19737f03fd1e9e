//! The rules of a Choice.

use serde_json::{Map as Object, Value};

use super::fields::{INNER_RULE, RULE, RULE_KINDS, Table};
use super::report::Place;
use super::values::field;
use super::{Mode, Validator};
use crate::asl::model::QueryLanguage;
use crate::asl::operators::{OPERATORS, Operand, operand};
use crate::asl::text::is_substituted;

impl<'d> Validator<'d> {
    /// `Choices`
    pub(super) fn rules(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        self.not_empty(value, at);
        for (index, rule) in self.as_list(value, at).iter().enumerate() {
            self.rule(rule, &RULE, mode, &at.index(index));
        }
    }

    fn rule(&mut self, value: &'d Value, table: &'static Table, mode: Mode, at: &Place<'_>) {
        let Some(rule) = self.as_object(value, at) else { return };
        self.require(rule, table.required, at);
        self.rule_kind(rule, mode, at);
        for (name, value) in rule {
            match operand(name) {
                Some(operand) if mode.language == QueryLanguage::JsonPath => {
                    self.operand(value, operand, mode, &at.key(name));
                }
                Some(_) => self.other_language(name, QueryLanguage::JsonPath, at),
                None => {
                    self.field(name, value, table, mode, at);
                    self.inner_rules(name, value, mode, &at.key(name));
                }
            }
        }
    }

    /// A rule says in one way when it is taken, and compares in one way.
    fn rule_kind(&mut self, rule: &Object<String, Value>, mode: Mode, at: &Place<'_>) {
        if RULE_KINDS.iter().filter(|kind| field(rule, kind).is_some()).count() != 1 {
            let message = format!(
                "The object must have only one of the following fields, [{}]",
                RULE_KINDS.join(", ")
            );
            self.report.schema(at, message);
        }
        if field(rule, "Variable").is_none() || mode.language == QueryLanguage::Jsonata {
            return;
        }
        let used: Vec<&str> =
            rule.keys().map(String::as_str).filter(|name| operand(name).is_some()).collect();
        match used.len() {
            0 => {
                let all: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
                let message = format!(
                    "This object should have only one of the following fields: [{}]",
                    all.join(", ")
                );
                self.report.schema(at, message);
            }
            1 => {}
            _ => self.too_many(&used, at),
        }
    }

    /// What `And`, `Or`, `Not` and `Variable` hold, in JSONPath mode.
    fn inner_rules(&mut self, name: &str, value: &'d Value, mode: Mode, at: &Place<'_>) {
        if mode.language == QueryLanguage::Jsonata || is_substituted(value) {
            return;
        }
        match name {
            "And" | "Or" => {
                self.not_empty(value, at);
                for (index, inner) in self.as_list(value, at).iter().enumerate() {
                    self.rule(inner, &INNER_RULE, mode, &at.index(index));
                }
            }
            "Not" => self.rule(value, &INNER_RULE, mode, at),
            "Variable" => self.compared_path(value, at),
            _ => {}
        }
    }

    fn operand(&mut self, value: &'d Value, operand: Operand, mode: Mode, at: &Place<'_>) {
        if is_substituted(value) {
            return;
        }
        match operand {
            Operand::Text => {
                if let Some(text) = self.as_text(value, at) {
                    self.warn_of_path(text, at);
                }
            }
            Operand::Number if !value.is_number() => self.expected("Number", at),
            Operand::Number => {}
            Operand::Flag => self.flag(value, at),
            Operand::Timestamp => self.timestamp(value, mode, at),
            Operand::Path => self.compared_path(value, at),
        }
    }
}
