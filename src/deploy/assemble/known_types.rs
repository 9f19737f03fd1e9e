//! What the `Ref` of a resource gives, and how its ARN follows from it. Facts: the reference of
//! CloudFormation's resource types, "Return values"; the ARN formats of the Service Authorization
//! Reference.

/// The attribute that is the ARN of such a resource; `None` where its `Ref` is, or nothing is known.
pub(super) fn arn(resource_type: &str) -> Option<&'static str> {
    match resource_type {
        "AWS::DynamoDB::Table"
        | "AWS::ECS::Cluster"
        | "AWS::Events::EventBus"
        | "AWS::IAM::Role"
        | "AWS::Kinesis::Stream"
        | "AWS::KMS::Key"
        | "AWS::Lambda::Function"
        | "AWS::Logs::LogGroup"
        | "AWS::S3::Bucket"
        | "AWS::SQS::Queue" => Some("Arn"),
        _ => None,
    }
}

/// The attribute of a resource that exists already as a text over its `Ref`, of which `key` is the key.
/// A resource of another account or region has another; it is then declared as a `param`.
pub(super) fn from_ref(resource_type: &str, attribute: &str, key: &str) -> Option<String> {
    let local = |service: &str, resource: &str| {
        Some(format!(
            "arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}${{{key}}}"
        ))
    };
    let itself = || Some(format!("${{{key}}}"));
    match (resource_type, attribute) {
        ("AWS::S3::Bucket", "Arn") => Some(format!("arn:${{AWS::Partition}}:s3:::${{{key}}}")),
        ("AWS::DynamoDB::Table", "Arn") => local("dynamodb", "table/"),
        ("AWS::ECS::Cluster", "Arn") => local("ecs", "cluster/"),
        ("AWS::Events::EventBus", "Arn") => local("events", "event-bus/"),
        ("AWS::Kinesis::Stream", "Arn") => local("kinesis", "stream/"),
        ("AWS::KMS::Key", "Arn") => local("kms", "key/"),
        ("AWS::Lambda::Function", "Arn") => local("lambda", "function:"),
        ("AWS::Logs::LogGroup", "Arn") => local("logs", "log-group:").map(|arn| format!("{arn}:*")),
        ("AWS::SNS::Topic", "TopicArn" | "Arn")
        | ("AWS::StepFunctions::StateMachine" | "AWS::StepFunctions::Activity", "Arn")
        | ("AWS::SQS::Queue", "QueueUrl")
        | ("AWS::Events::EventBus", "Name")
        | ("AWS::KMS::Key", "KeyId") => itself(),
        _ => None,
    }
}
