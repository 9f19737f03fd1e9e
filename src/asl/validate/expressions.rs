//! JSONata: which strings are expressions, whether they can be read, and what they may read.

use serde_json::Value;

use super::fields::Reads;
use super::report::Place;
use super::{Code, Validator};
use crate::asl::text::{Delimited, delimited, has_substitution};
use crate::jsonata::check::{Rejection, check};
use crate::jsonata::parse;

impl<'d> Validator<'d> {
    /// Any JSON of a JSONata state; keys are never evaluated.
    pub(super) fn jsonata_template(&mut self, value: &'d Value, reads: Reads, at: &Place<'_>) {
        match value {
            Value::String(text) => self.string_leaf(text, reads, at),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.jsonata_template(item, reads, &at.index(index));
                }
            }
            Value::Object(object) => {
                for (name, value) in object {
                    self.jsonata_template(value, reads, &at.key(name));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A string that may be text or an expression.
    pub(super) fn string_leaf(&mut self, text: &'d str, reads: Reads, at: &Place<'_>) {
        match delimited(text) {
            Delimited::No => {}
            Delimited::Half => self.half_expression(at),
            Delimited::Expression(inside) => self.expression_text(inside, reads, at),
        }
    }

    /// Checks `text` if it is meant as an expression, and says whether it is.
    pub(super) fn expression(&mut self, text: &'d str, at: &Place<'_>) -> bool {
        self.string_leaf(text, Reads::Input, at);
        delimited(text) != Delimited::No
    }

    /// Reports a string that should begin and end as expressions do.
    pub(super) fn half_expression(&mut self, at: &Place<'_>) {
        self.report.schema(at, "JSONata string must start with {% and end with %}");
    }

    fn expression_text(&mut self, text: &'d str, reads: Reads, at: &Place<'_>) {
        if self.sound.contains(&(reads, text)) {
            return;
        }
        let expr = match parse(text) {
            Ok(expr) => expr,
            // What the substitution becomes may make it right.
            Err(_) if has_substitution(text) => return,
            Err(error) => {
                return self.report.add(Code::InvalidJsonataExpression, at, error.to_string());
            }
        };
        let rejections = check(&expr, readable(reads));
        if rejections.is_empty() {
            self.sound.insert((reads, text));
        }
        for rejection in rejections {
            if rejection != Rejection::UnknownStatesField("".into()) {
                let message = rejection.to_string();
                self.report.add(Code::UnsupportedJsonataExpression, at, message);
            }
        }
    }
}

/// The fields of `$states` at a place.
fn readable(reads: Reads) -> &'static [&'static str] {
    match reads {
        Reads::Input => &["input", "context"],
        Reads::Result => &["input", "context", "result"],
        Reads::Error => &["input", "context", "errorOutput"],
    }
}
