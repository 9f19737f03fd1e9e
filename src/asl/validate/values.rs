//! Objects against their tables, values against their shapes.

use serde_json::{Map as Object, Value};

use super::fields::{Exclusive, Number, Reads, Shape, Table};
use super::payload::looks_like_path;
use super::report::Place;
use super::{Code, Mode, Validator, timestamp};
use crate::asl::model::QueryLanguage;
use crate::asl::text::{Delimited, delimited, is_substituted};

impl<'d> Validator<'d> {
    /// Checks a value that must be an object of the kind that `table` describes.
    pub(super) fn object(
        &mut self,
        value: &'d Value,
        table: &'static Table,
        mode: Mode,
        at: &Place<'_>,
    ) -> Option<&'d Object<String, Value>> {
        let object = self.as_object(value, at)?;
        self.fields(object, table, mode, at);
        Some(object)
    }

    /// Checks which fields an object has, and their values.
    pub(super) fn fields(
        &mut self,
        object: &'d Object<String, Value>,
        table: &'static Table,
        mode: Mode,
        at: &Place<'_>,
    ) {
        self.require(object, table.required, at);
        for exclusive in table.exclusive {
            self.exclude(object, exclusive, at);
        }
        for (name, value) in object {
            self.field(name, value, table, mode, at);
        }
    }

    /// Checks one field of an object.
    pub(super) fn field(
        &mut self,
        name: &'d str,
        value: &'d Value,
        table: &'static Table,
        mode: Mode,
        at: &Place<'_>,
    ) {
        let known = table.fields.iter().copied().flatten().find(|field| field.name == name);
        let Some(field) = known else {
            let message = format!("Field '{name}' is not supported");
            return self.report.add_for(Code::SchemaValidationFailed, at, name, message);
        };
        if let Some(language) = field.language
            && language != mode.language
        {
            if mode.strict {
                self.other_language(name, language, at);
            }
            return;
        }
        self.value(value, field.shape, mode, &at.key(name));
    }

    /// A field of the `language` that is not chosen.
    pub(super) fn other_language(&mut self, name: &str, language: QueryLanguage, at: &Place<'_>) {
        let (set, needed) = match language {
            QueryLanguage::JsonPath => ("JSONata", "JSONPath"),
            QueryLanguage::Jsonata => ("JSONPath", "JSONata"),
        };
        let message = format!(
            "The QueryLanguage is set to '{set}', but field '{name}' is only supported for the \
             '{needed}' QueryLanguage"
        );
        self.report.add_for(Code::SchemaValidationFailed, at, name, message);
    }

    /// Reports those of the fields `names` that `object` does not have.
    pub(super) fn require(
        &mut self,
        object: &Object<String, Value>,
        names: &[&str],
        at: &Place<'_>,
    ) {
        let missing: Vec<&str> =
            names.iter().filter(|name| field(object, name).is_none()).copied().collect();
        if !missing.is_empty() {
            let message = format!("These fields are required: [{}]", missing.join(", "));
            self.report.schema(at, message);
        }
    }

    fn exclude(&mut self, object: &Object<String, Value>, group: &Exclusive, at: &Place<'_>) {
        let there = group.names.iter().filter(|name| is_there(object, name));
        match there.count() {
            0 if group.needed => self.report.schema(
                at,
                format!(
                    "This object should have only one of the following fields: [{}]",
                    group.names.join(", ")
                ),
            ),
            0 | 1 => {}
            _ => self.too_many(group.names, at),
        }
    }

    /// Reports fields that exclude each other.
    pub(super) fn too_many(&mut self, names: &[&str], at: &Place<'_>) {
        let names = names.join(", ");
        let message = format!("There should only be one of the following fields: [{names}]");
        self.report.schema(at, message);
    }

    /// Checks that a value looks as `shape` says.
    pub(super) fn value(&mut self, value: &'d Value, shape: Shape, mode: Mode, at: &Place<'_>) {
        let looked_into = matches!(
            shape,
            Shape::Static
                | Shape::Text
                | Shape::Words
                | Shape::Template(_)
                | Shape::Assign(_)
                | Shape::Resource
        );
        if !looked_into && is_substituted(value) {
            return;
        }
        match shape {
            Shape::Static => {}
            Shape::Text => drop(self.as_text(value, at)),
            Shape::Words => self.words(value, mode, at),
            Shape::Flag => self.flag(value, at),
            Shape::OneOf(words) => self.one_of(value, words, at),
            Shape::Number(number) => self.number(value, number, mode, at),
            Shape::Timestamp => self.timestamp(value, mode, at),
            Shape::Condition => self.condition(value, at),
            Shape::Items => self.items(value, mode, at),
            Shape::PathOrNull => self.path_or_null(value, at),
            Shape::ReferencePath => self.reference_path(value, at),
            Shape::ResultPath => self.result_path(value, at),
            Shape::StringPath => self.string_path(value, at),
            Shape::Template(reads) => self.template(value, reads, mode, at),
            Shape::Assign(reads) => self.assign(value, reads, mode, at),
            Shape::Resource => self.resource(value, mode, at),
            Shape::S3(actions) => self.s3(value, actions, at),
            Shape::Strings => self.strings(value, at),
            Shape::Errors => {
                self.not_empty(value, at);
                self.strings(value, at);
            }
            Shape::Handlers(table) => self.handlers(value, table, mode, at),
            Shape::Object(table) => drop(self.object(value, table, mode, at)),
            Shape::Rules => self.rules(value, mode, at),
            Shape::Branches => self.branches(value, mode, at),
            Shape::Processor => self.processor(value, mode, at),
            Shape::Credentials => self.credentials(value, mode, at),
            Shape::Label => self.label(value, at),
        }
    }

    /// Reports a value of the wrong kind.
    pub(super) fn expected(&mut self, kind: &str, at: &Place<'_>) {
        self.report.schema(at, format!("Expected value of type {kind}"));
    }

    pub(super) fn as_object(
        &mut self,
        value: &'d Value,
        at: &Place<'_>,
    ) -> Option<&'d Object<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.expected("[OBJECT]", at);
        }
        object
    }

    pub(super) fn as_list(&mut self, value: &'d Value, at: &Place<'_>) -> &'d [Value] {
        match value {
            Value::Array(items) => items,
            _ => {
                self.expected("[ARRAY]", at);
                &[]
            }
        }
    }

    pub(super) fn as_text(&mut self, value: &'d Value, at: &Place<'_>) -> Option<&'d str> {
        let text = value.as_str();
        if text.is_none() {
            self.expected("[STRING]", at);
        }
        text
    }

    /// Reports an empty list.
    pub(super) fn not_empty(&mut self, value: &Value, at: &Place<'_>) {
        if value.as_array().is_some_and(Vec::is_empty) {
            self.report.schema(at, "Value cannot be empty");
        }
    }

    pub(super) fn flag(&mut self, value: &Value, at: &Place<'_>) {
        if !value.is_boolean() {
            self.expected("[BOOLEAN]", at);
        }
    }

    fn words(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        let Some(text) = self.as_text(value, at) else { return };
        if mode.language == QueryLanguage::Jsonata {
            self.string_leaf(text, Reads::Input, at);
        } else {
            self.warn_of_path(text, at);
        }
    }

    /// Text that looks like a path where no path is read.
    pub(super) fn warn_of_path(&mut self, text: &str, at: &Place<'_>) {
        if self.report.warns() && looks_like_path(text) {
            let message = "Field value looks like a path, but field name does not end with 'Path'";
            self.report.add(Code::NoPath, at, message);
        }
    }

    fn one_of(&mut self, value: &'d Value, words: &[&str], at: &Place<'_>) {
        let Some(text) = self.as_text(value, at) else { return };
        if !words.contains(&text) {
            let words = words.join(", ");
            self.report.schema(at, format!("Value should be one of the following: [{words}]"));
        }
    }

    fn strings(&mut self, value: &'d Value, at: &Place<'_>) {
        for (index, item) in self.as_list(value, at).iter().enumerate() {
            self.as_text(item, &at.index(index));
        }
    }

    pub(super) fn timestamp(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        let Some(text) = self.as_text(value, at) else { return };
        if mode.language == QueryLanguage::Jsonata && self.expression(text, at) {
            return;
        }
        self.warn_of_path(text, at);
        if !timestamp::is_timestamp(text) {
            self.report.schema(at, "String does not match RFC3339 timestamp");
        }
    }

    fn condition(&mut self, value: &'d Value, at: &Place<'_>) {
        match value {
            Value::Bool(_) => {}
            _ => self.only_expression(value, "[BOOLEAN, STRING]", at),
        }
    }

    fn items(&mut self, value: &'d Value, mode: Mode, at: &Place<'_>) {
        match value {
            Value::Array(_) | Value::Object(_) => {
                self.template(value, Reads::Input, mode, at);
            }
            _ => self.only_expression(value, "[ARRAY, STRING]", at),
        }
    }

    /// A string here must be an expression.
    fn only_expression(&mut self, value: &'d Value, kinds: &str, at: &Place<'_>) {
        match value.as_str() {
            Some(text) if self.expression(text, at) => {}
            Some(_) => self.half_expression(at),
            None => self.expected(kinds, at),
        }
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "limits are far below what a double holds exactly"
    )]
    fn number(&mut self, value: &'d Value, number: Number, mode: Mode, at: &Place<'_>) {
        let evaluated = number.evaluated && mode.language == QueryLanguage::Jsonata;
        if let Some(text) = value.as_str()
            && evaluated
            && delimited(text) != Delimited::No
        {
            self.expression(text, at);
            return;
        }
        let Some(found) = value.as_f64().filter(|_| !number.whole || is_whole(value)) else {
            return self.expected(if number.whole { "Integer" } else { "Number" }, at);
        };
        if found < number.least as f64 {
            self.report.schema(at, format!("Minimum value is {}", number.least));
        } else if let Some(most) = number.most
            && found > most as f64
        {
            self.report.schema(at, format!("Maximum value is {most}"));
        }
    }

    /// Retriers or catchers.
    fn handlers(&mut self, value: &'d Value, table: &'static Table, mode: Mode, at: &Place<'_>) {
        let list = self.as_list(value, at);
        for (index, handler) in list.iter().enumerate() {
            let at = at.index(index);
            self.object(handler, table, mode, &at);
            self.catch_all(handler, index + 1 == list.len(), &at);
        }
    }

    /// `States.ALL` stands alone and in the last handler.
    fn catch_all(&mut self, handler: &Value, is_last: bool, at: &Place<'_>) {
        let Some(errors) = handler.get("ErrorEquals").and_then(Value::as_array) else { return };
        let found = errors.iter().position(|error| error == "States.ALL");
        if let Some(index) = found
            && (!is_last || errors.len() > 1)
        {
            let message = "States.ALL must appear alone and at end of list";
            self.report.schema(&at.key("ErrorEquals").index(index), message);
        }
    }
}

/// The value of a field. Objects of a definition are small: comparing names is faster than hashing one.
pub(super) fn field<'d>(object: &'d Object<String, Value>, name: &str) -> Option<&'d Value> {
    object.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether a field counts as there; `"End": false` says nothing.
fn is_there(object: &Object<String, Value>, name: &str) -> bool {
    field(object, name).is_some_and(|value| name != "End" || value != &Value::Bool(false))
}

fn is_whole(value: &Value) -> bool {
    value.is_u64() || value.is_i64()
}
