//! What every machine of a kind needs, whatever its states are, and who may take its role.

use serde_json::{Value, json};

use super::Machine;
use super::OWN_MACHINE;
use super::collect::Collector;
use super::keys::Form;
use super::text::Text;

/// What Step Functions needs to set up and to write the log of a machine (Developer Guide, "Using
/// CloudWatch Logs"). Deliveries of logs have no ARNs.
const LOGGING: [&str; 10] = [
    "logs:CreateLogDelivery",
    "logs:CreateLogStream",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutLogEvents",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];

/// Traces have no ARNs.
const TRACING: [&str; 4] = [
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

const ENCRYPTION: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

/// Adds what logging, tracing and encryption need.
pub fn add(collector: &mut Collector<'_>, machine: &Machine<'_>) {
    let logging: &[&str] = if machine.logging { &LOGGING } else { &[] };
    let tracing: &[&str] = if machine.tracing { &TRACING } else { &[] };
    for action in logging.iter().chain(tracing) {
        collector.allow(action, "*", None);
    }
    if let Some(key) = machine.encryption_key {
        encryption(collector, key);
    }
}

/// The key serves this machine alone.
fn encryption(collector: &mut Collector<'_>, key: &str) {
    let text = Text::of_definition(key);
    let mut condition = json!({
        "StringEquals": { "kms:EncryptionContext:aws:states:stateMachineArn": OWN_MACHINE }
    });
    let form = text.only_key().map(|key| collector.keys.form(key));
    let id = |id: &str| {
        format!("arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{id}")
    };
    let arn = match form {
        Some(Form::Arn) => text.pattern(),
        Some(Form::ArnOf(key)) => Text::key(&key).pattern(),
        _ if text.begins("arn:") => text.pattern(),
        // IAM knows keys by their ids; their aliases are a condition.
        _ if text.begins("alias/") => {
            condition["ForAnyValue:StringEquals"] =
                json!({ "kms:ResourceAliases": text.pattern() });
            id("*")
        }
        _ => id(&text.pattern()),
    };
    for action in ENCRYPTION {
        collector.allow(action, &arn, Some(&condition));
    }
}

/// Who may take the role of a state machine: Step Functions, for machines of the same account and region.
#[must_use]
pub fn trust() -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "states.amazonaws.com" },
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": { "aws:SourceAccount": "${AWS::AccountId}" },
                "ArnLike": {
                    "aws:SourceArn":
                        "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*"
                }
            }
        }]
    })
}
