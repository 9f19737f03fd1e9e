//! What the source of a pipe is.

use serde_json::Value;

use super::Analyser;
use crate::ir::program::DeploySource;

/// The sources of pipes, as the argument `kind` names them.
pub(super) const KINDS: &[&str] = &["queue", "kinesis", "dynamodb"];

impl Analyser<'_> {
    /// The kind of the source, one of [`KINDS`]: that of the resource it names, or of its ARN.
    pub(super) fn pipe_kind(&self, source: &Value) -> Option<&'static str> {
        let source = source.as_str()?;
        let key = source.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        match key {
            Some(key) => of_type(self.type_of_key(key)?),
            None => of_service(source.split(':').nth(2)?),
        }
    }

    /// The type of the resource that the key, or the resource of which the key, is an attribute.
    fn type_of_key(&self, key: &str) -> Option<&str> {
        let value = self.program.deploy_values.iter().find(|value| &*value.key == key)?;
        let (DeploySource::Ref(name) | DeploySource::Attribute(name, _)) = &value.source else {
            return None;
        };
        let resource = self.program.resources.iter().find(|resource| resource.name == *name)?;
        Some(&resource.resource_type)
    }
}

fn of_type(resource_type: &str) -> Option<&'static str> {
    match resource_type {
        "AWS::SQS::Queue" => Some("queue"),
        "AWS::Kinesis::Stream" => Some("kinesis"),
        "AWS::DynamoDB::Table" => Some("dynamodb"),
        _ => None,
    }
}

fn of_service(service: &str) -> Option<&'static str> {
    match service {
        "sqs" => Some("queue"),
        "kinesis" => Some("kinesis"),
        "dynamodb" => Some("dynamodb"),
        _ => None,
    }
}
