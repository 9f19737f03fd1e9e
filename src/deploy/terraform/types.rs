//! Types of CloudFormation and their counterparts in Terraform. Facts: "Return values" of each type in the
//! reference of CloudFormation, "Attribute Reference" of each resource of the AWS provider.

use std::sync::OnceLock;

use serde_json::{Map, Value};

/// What stands for a resource of CloudFormation.
#[derive(Debug)]
pub(super) struct Counterpart {
    pub cloudformation: &'static str,
    /// `aws_sqs_queue`
    pub terraform: &'static str,
    /// The attribute that `Ref` gives.
    pub reference: &'static str,
    /// The attributes that `Fn::GetAtt` gives.
    pub attributes: &'static [(&'static str, &'static str)],
    /// Properties whose names are not those of the arguments in another way of writing.
    pub renamed: &'static [(&'static str, &'static str)],
}

/// The type of a published version, which is a part of its machine.
pub(super) const VERSION: &str = "AWS::StepFunctions::StateMachineVersion";

/// The counterpart of a type.
pub(super) fn find(cloudformation: &str) -> Result<&'static Counterpart, String> {
    let found = TABLE.iter().find(|known| known.cloudformation == cloudformation);
    found.ok_or_else(|| format!("`{cloudformation}` has no counterpart that flowc knows"))
}

/// The arguments of a Terraform resource: a word for each, an object for a block; `!` marks what must be
/// given.
pub(super) fn schema(terraform: &str) -> &'static Map<String, Value> {
    static EMPTY: OnceLock<Map<String, Value>> = OnceLock::new();
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        serde_json::from_str(include_str!("schema.json")).expect("the committed schema is JSON")
    });
    let found = schema.get(terraform).and_then(Value::as_object);
    found.unwrap_or_else(|| EMPTY.get_or_init(Map::new))
}

macro_rules! table {
    ($($theirs:literal => $ours:ident . $reference:ident
        { $($attribute:literal => $given:ident),* } [$($property:literal => $argument:ident),*];)*) => {
        const TABLE: &[Counterpart] = &[$(Counterpart {
            cloudformation: $theirs,
            terraform: stringify!($ours),
            reference: stringify!($reference),
            attributes: &[$(($attribute, stringify!($given))),*],
            renamed: &[$(($property, stringify!($argument))),*],
        }),*];
    };
}

table! {
    "AWS::ApiGatewayV2::Api" => aws_apigatewayv2_api.id
        { "ApiEndpoint" => api_endpoint, "ApiId" => id } [];
    "AWS::ApiGatewayV2::Authorizer" => aws_apigatewayv2_authorizer.id
        { "AuthorizerId" => id } ["IdentitySource" => identity_sources];
    "AWS::ApiGatewayV2::Integration" => aws_apigatewayv2_integration.id {} [];
    "AWS::ApiGatewayV2::Route" => aws_apigatewayv2_route.id {} [];
    "AWS::ApiGatewayV2::Stage" => aws_apigatewayv2_stage.name {} ["StageName" => name];
    "AWS::Athena::WorkGroup" => aws_athena_workgroup.name {} [];
    "AWS::CloudWatch::Alarm" => aws_cloudwatch_metric_alarm.alarm_name { "Arn" => arn } [];
    "AWS::DynamoDB::Table" => aws_dynamodb_table.name
        { "Arn" => arn, "StreamArn" => stream_arn } ["TableName" => name, "TimeToLiveSpecification" => ttl,
         "PointInTimeRecoverySpecification" => point_in_time_recovery,
         "PointInTimeRecoveryEnabled" => enabled, "SSESpecification" => server_side_encryption,
         "SSEEnabled" => enabled, "KMSMasterKeyId" => kms_key_arn];
    "AWS::ECR::Repository" => aws_ecr_repository.name
        { "Arn" => arn, "RepositoryUri" => repository_url } ["RepositoryName" => name];
    "AWS::ECS::Cluster" => aws_ecs_cluster.name { "Arn" => arn } ["ClusterName" => name];
    "AWS::Events::ApiDestination" => aws_cloudwatch_event_api_destination.name { "Arn" => arn } [];
    "AWS::Events::Archive" => aws_cloudwatch_event_archive.name
        { "Arn" => arn, "ArchiveName" => name } ["ArchiveName" => name, "SourceArn" => event_source_arn];
    "AWS::Events::Connection" => aws_cloudwatch_event_connection.name
        { "Arn" => arn, "SecretArn" => secret_arn }
        ["ApiKeyAuthParameters" => api_key, "ApiKeyName" => key, "ApiKeyValue" => value,
         "BasicAuthParameters" => basic, "OAuthParameters" => oauth,
         "OAuthHttpParameters" => oauth_http_parameters, "BodyParameters" => body,
         "HeaderParameters" => header, "QueryStringParameters" => query_string];
    "AWS::Events::EventBus" => aws_cloudwatch_event_bus.name
        { "Arn" => arn, "Name" => name } [];
    "AWS::Events::Rule" => aws_cloudwatch_event_rule.name { "Arn" => arn } [];
    "AWS::Glue::Job" => aws_glue_job.name {} ["Role" => role_arn];
    "AWS::IAM::ManagedPolicy" => aws_iam_policy.arn
        { "PolicyArn" => arn } ["ManagedPolicyName" => name, "PolicyDocument" => policy];
    "AWS::IAM::Role" => aws_iam_role.name
        { "Arn" => arn, "RoleId" => unique_id }
        ["RoleName" => name, "AssumeRolePolicyDocument" => assume_role_policy];
    "AWS::KMS::Alias" => aws_kms_alias.name {} ["AliasName" => name];
    "AWS::KMS::Key" => aws_kms_key.key_id
        { "Arn" => arn, "KeyId" => key_id }
        ["KeyPolicy" => policy, "KeySpec" => customer_master_key_spec,
         "PendingWindowInDays" => deletion_window_in_days];
    "AWS::Kinesis::Stream" => aws_kinesis_stream.name
        { "Arn" => arn } ["RetentionPeriodHours" => retention_period];
    "AWS::Lambda::EventSourceMapping" => aws_lambda_event_source_mapping.id
        { "Id" => id } ["Filters" => filter, "Destination" => destination_arn];
    "AWS::Lambda::Function" => aws_lambda_function.function_name
        { "Arn" => arn } ["FileSystemConfigs" => file_system_config];
    "AWS::Lambda::Permission" => aws_lambda_permission.id {} [];
    "AWS::Logs::LogGroup" => aws_cloudwatch_log_group.name
        { "Arn" => arn } ["LogGroupName" => name];
    "AWS::Logs::LogStream" => aws_cloudwatch_log_stream.name {} ["LogStreamName" => name];
    "AWS::Logs::ResourcePolicy" => aws_cloudwatch_log_resource_policy.policy_name {} [];
    "AWS::Pipes::Pipe" => aws_pipes_pipe.name
        { "Arn" => arn }
        ["Filters" => filter, "DynamoDBStreamParameters" => dynamodb_stream_parameters];
    "AWS::S3::Bucket" => aws_s3_bucket.bucket
        { "Arn" => arn, "DomainName" => bucket_domain_name,
          "RegionalDomainName" => bucket_regional_domain_name } ["BucketName" => bucket];
    "AWS::S3::BucketPolicy" => aws_s3_bucket_policy.id {} ["PolicyDocument" => policy];
    "AWS::SNS::Subscription" => aws_sns_topic_subscription.arn {} [];
    "AWS::SNS::Topic" => aws_sns_topic.arn
        { "TopicArn" => arn, "TopicName" => name } ["TopicName" => name];
    "AWS::SNS::TopicPolicy" => aws_sns_topic_policy.id {} ["PolicyDocument" => policy];
    "AWS::SQS::Queue" => aws_sqs_queue.url
        { "Arn" => arn, "QueueUrl" => url, "QueueName" => name }
        ["QueueName" => name, "VisibilityTimeout" => visibility_timeout_seconds,
         "MessageRetentionPeriod" => message_retention_seconds,
         "MaximumMessageSize" => max_message_size,
         "ReceiveMessageWaitTimeSeconds" => receive_wait_time_seconds];
    "AWS::SQS::QueuePolicy" => aws_sqs_queue_policy.id {} [];
    "AWS::SSM::Parameter" => aws_ssm_parameter.name { "Type" => type, "Value" => value } [];
    "AWS::Scheduler::Schedule" => aws_scheduler_schedule.name { "Arn" => arn } [];
    "AWS::Scheduler::ScheduleGroup" => aws_scheduler_schedule_group.name { "Arn" => arn } [];
    "AWS::SecretsManager::Secret" => aws_secretsmanager_secret.arn { "Id" => arn } [];
    "AWS::StepFunctions::Activity" => aws_sfn_activity.arn
        { "Arn" => arn, "Name" => name } [];
    "AWS::StepFunctions::StateMachine" => aws_sfn_state_machine.arn
        { "Arn" => arn, "Name" => name, "StateMachineRevisionId" => revision_id }
        ["StateMachineName" => name, "StateMachineType" => type];
    "AWS::StepFunctions::StateMachineAlias" => aws_sfn_alias.arn { "Arn" => arn } [];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the arguments, or those of blocks within, have that name.
    fn has(arguments: &Map<String, Value>, name: &str) -> bool {
        arguments.contains_key(name)
            || arguments.values().filter_map(Value::as_object).any(|block| has(block, name))
    }

    #[test]
    fn every_counterpart_has_a_schema() {
        for known in TABLE {
            let arguments = schema(known.terraform);
            assert!(!arguments.is_empty(), "{} has no schema", known.terraform);
            for (property, argument) in known.renamed {
                assert!(has(arguments, argument), "{}: {property}", known.terraform);
            }
        }
    }
}
