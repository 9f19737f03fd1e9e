//! A CloudFormation template as plain data. Functions stand in their long form: `{"Ref": "Jobs"}`.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// A template; every map is written in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// What CloudFormation runs over it first: `AWS::Serverless-2016-10-31`.
    pub transform: Option<&'static str>,
    /// For people.
    pub description: Option<String>,
    /// `Parameters`
    pub parameters: IndexMap<String, Value>,
    /// `Conditions`
    pub conditions: IndexMap<String, Value>,
    /// `Resources`
    pub resources: IndexMap<String, Resource>,
    /// `Outputs`
    pub outputs: IndexMap<String, Value>,
}

/// An entry of `Resources`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// `AWS::SQS::Queue`
    pub resource_type: String,
    /// Logical ids it waits for without naming them.
    pub depends_on: Vec<String>,
    /// Whether it stays when the template or a new version of it no longer has it.
    pub retained: bool,
    /// What tools read.
    pub metadata: Option<Value>,
    /// Its properties.
    pub properties: Map<String, Value>,
}

impl Resource {
    /// A resource with these properties; those that are `null` are left out.
    #[must_use]
    pub fn new<const N: usize>(
        resource_type: &str,
        properties: [(&str, Option<Value>); N],
    ) -> Self {
        Self {
            resource_type: resource_type.to_owned(),
            properties: object(properties),
            ..Self::default()
        }
    }

    /// As it stands in the template.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let retained = self.retained.then(|| json!("Retain"));
        let depends_on = match self.depends_on.as_slice() {
            [] => None,
            [one] => Some(json!(one)),
            several => Some(json!(several)),
        };
        Value::Object(object([
            ("Type", Some(json!(self.resource_type))),
            ("DependsOn", depends_on),
            ("DeletionPolicy", retained.clone()),
            ("UpdateReplacePolicy", retained),
            ("Metadata", self.metadata.clone()),
            (
                "Properties",
                (!self.properties.is_empty()).then(|| Value::Object(self.properties.clone())),
            ),
        ]))
    }
}

impl Template {
    /// The whole as JSON would say it; sections without entries are left out.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let section = |entries: &IndexMap<String, Value>| {
            let entries: Map<String, Value> =
                entries.iter().map(|(id, entry)| (id.clone(), entry.clone())).collect();
            (!entries.is_empty()).then_some(Value::Object(entries))
        };
        let resources = self.resources.iter().map(|(id, part)| (id.clone(), part.to_value()));
        Value::Object(object([
            ("AWSTemplateFormatVersion", Some(json!("2010-09-09"))),
            ("Transform", self.transform.map(|name| json!(name))),
            ("Description", self.description.as_ref().map(|text| json!(text))),
            ("Parameters", section(&self.parameters)),
            ("Conditions", section(&self.conditions)),
            ("Resources", Some(Value::Object(resources.collect()))),
            ("Outputs", section(&self.outputs)),
        ]))
    }
}

/// The object of the fields that are there.
#[must_use]
pub fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    there.collect()
}
