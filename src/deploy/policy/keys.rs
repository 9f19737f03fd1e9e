//! What the keys of a definition stand for, as far as ARNs are concerned.

use indexmap::IndexMap;

use crate::CompiledMachine;
use crate::Output;
use crate::ir::program::{DeploySource, DeployValue};
use crate::source::FileId;

/// What the `${Key}`s of a definition stand for. A key that is not here can be any text.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    kinds: IndexMap<String, KeyKind>,
}

/// What a key stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Some text: an ARN if the key's name ends in `Arn`, else a name.
    Text,
    /// An ARN.
    Arn,
    /// The `Ref` of a resource of the template.
    Ref {
        /// Its logical id.
        id: String,
        /// `AWS::SQS::Queue`
        resource_type: String,
    },
    /// The ARN of a state machine.
    Machine {
        /// The machine's name, in the syntax of `Fn::Sub`.
        name: String,
    },
    /// The ARN of the state machine that the policy is for.
    Own,
    /// The ARN of an activity.
    Activity,
}

/// How a value can be named in an ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The value itself is the ARN.
    Arn,
    /// The value itself is the name, or whatever else ARNs of its kind end in.
    Name,
    /// The value is neither; its ARN is this key's value.
    ArnOf(String),
}

/// What the `Ref` of a type of resource gives.
#[derive(Clone, Copy)]
enum Ref {
    /// The name or id that its ARN ends in, and there is an attribute `Arn`.
    Name,
    /// The name or id; no attribute gives the ARN.
    NameAlone,
    /// The ARN.
    Arn,
    /// Neither; the attribute `Arn` gives the ARN.
    Other,
}

/// What the `Ref` of types of resources gives, by "Return values" of each type's page in the
/// CloudFormation User Guide.
const REFS: &[(&str, Ref)] = &[
    ("AWS::ApiGateway::RestApi", Ref::NameAlone),
    ("AWS::ApiGatewayV2::Api", Ref::NameAlone),
    ("AWS::AppSync::GraphQLApi", Ref::Arn),
    ("AWS::Athena::WorkGroup", Ref::NameAlone),
    ("AWS::Batch::ComputeEnvironment", Ref::Arn),
    ("AWS::Batch::JobDefinition", Ref::Arn),
    ("AWS::Batch::JobQueue", Ref::Arn),
    ("AWS::Bedrock::Agent", Ref::NameAlone),
    ("AWS::Bedrock::Guardrail", Ref::Arn),
    ("AWS::Bedrock::KnowledgeBase", Ref::NameAlone),
    ("AWS::CloudWatch::Alarm", Ref::Name),
    ("AWS::CodeBuild::Project", Ref::Name),
    ("AWS::Cognito::UserPool", Ref::Name),
    ("AWS::DataBrew::Job", Ref::NameAlone),
    ("AWS::DynamoDB::GlobalTable", Ref::Name),
    ("AWS::DynamoDB::Table", Ref::Name),
    ("AWS::ECR::Repository", Ref::Name),
    ("AWS::ECS::Cluster", Ref::Name),
    ("AWS::ECS::Service", Ref::Arn),
    ("AWS::ECS::TaskDefinition", Ref::Arn),
    ("AWS::EFS::FileSystem", Ref::Name),
    ("AWS::EKS::Cluster", Ref::Name),
    ("AWS::EMR::Cluster", Ref::NameAlone),
    ("AWS::EMRContainers::VirtualCluster", Ref::NameAlone),
    ("AWS::EMRServerless::Application", Ref::NameAlone),
    ("AWS::Events::Connection", Ref::Other),
    ("AWS::Events::EventBus", Ref::Name),
    ("AWS::Events::Rule", Ref::Other),
    ("AWS::Glue::Crawler", Ref::NameAlone),
    ("AWS::Glue::Database", Ref::NameAlone),
    ("AWS::Glue::Job", Ref::NameAlone),
    ("AWS::IAM::ManagedPolicy", Ref::Arn),
    ("AWS::IAM::Role", Ref::Name),
    ("AWS::IAM::User", Ref::Name),
    ("AWS::KMS::Key", Ref::Name),
    ("AWS::Kinesis::Stream", Ref::Name),
    ("AWS::KinesisFirehose::DeliveryStream", Ref::Name),
    ("AWS::Lambda::Alias", Ref::Arn),
    ("AWS::Lambda::Function", Ref::Name),
    ("AWS::Lambda::Version", Ref::Arn),
    ("AWS::Logs::LogGroup", Ref::Name),
    ("AWS::MediaConvert::Queue", Ref::Name),
    ("AWS::RDS::DBCluster", Ref::NameAlone),
    ("AWS::RDS::DBInstance", Ref::NameAlone),
    ("AWS::S3::Bucket", Ref::Name),
    ("AWS::SNS::Topic", Ref::Arn),
    ("AWS::SQS::Queue", Ref::Other),
    ("AWS::SSM::Parameter", Ref::NameAlone),
    ("AWS::SageMaker::Endpoint", Ref::Arn),
    ("AWS::SageMaker::EndpointConfig", Ref::Arn),
    ("AWS::SageMaker::Model", Ref::Arn),
    ("AWS::Scheduler::ScheduleGroup", Ref::Name),
    ("AWS::SecretsManager::Secret", Ref::Arn),
    ("AWS::Serverless::Function", Ref::Name),
    ("AWS::Serverless::SimpleTable", Ref::Name),
    ("AWS::Serverless::StateMachine", Ref::Arn),
    ("AWS::StepFunctions::Activity", Ref::Arn),
    ("AWS::StepFunctions::StateMachine", Ref::Arn),
    ("AWS::StepFunctions::StateMachineAlias", Ref::Arn),
    ("AWS::StepFunctions::StateMachineVersion", Ref::Arn),
];

impl Keys {
    /// The keys of a compilation as one of its machines sees them. `built` says of which files the
    /// workflows are deployed together with it; the names of others are not known.
    #[must_use]
    pub fn new(output: &Output, own: &CompiledMachine, built: &dyn Fn(FileId) -> bool) -> Self {
        let type_of = |id: &str| {
            let found = output.resources.iter().find(|resource| &*resource.name == id);
            found.map(|resource| resource.resource_type.to_string())
        };
        let kind = |value: &DeployValue| match &value.source {
            DeploySource::Param(_) | DeploySource::Pseudo(_) => KeyKind::Text,
            DeploySource::Ref(id) => match type_of(id) {
                Some(resource_type) => KeyKind::Ref { id: id.to_string(), resource_type },
                None => KeyKind::Text,
            },
            DeploySource::Attribute(_, attribute) if attribute.ends_with("Arn") => KeyKind::Arn,
            DeploySource::Attribute(..) => KeyKind::Text,
            DeploySource::LambdaArn(_) => KeyKind::Arn,
            DeploySource::ActivityArn(_) => KeyKind::Activity,
            DeploySource::WorkflowArn(name, Some(file))
                if **name == *own.name && *file == own.span.file =>
            {
                KeyKind::Own
            }
            DeploySource::WorkflowArn(_, Some(file)) if built(*file) => {
                KeyKind::Machine { name: format!("${{{}.Name}}", value.key) }
            }
            DeploySource::WorkflowArn(..) => KeyKind::Arn,
        };
        output.deploy_values.iter().map(|value| (value.key.to_string(), kind(value))).collect()
    }

    /// What the key stands for; `Resource.Arn` and its like are known by their names.
    #[must_use]
    pub fn kind(&self, key: &str) -> &KeyKind {
        match self.kinds.get(key) {
            None | Some(KeyKind::Text) if is_arn_by_name(key) => &KeyKind::Arn,
            None => &KeyKind::Text,
            Some(kind) => kind,
        }
    }

    /// How the value of the key can be named.
    #[must_use]
    pub fn form(&self, key: &str) -> Form {
        match self.kind(key) {
            KeyKind::Text => Form::Name,
            KeyKind::Arn | KeyKind::Machine { .. } | KeyKind::Own | KeyKind::Activity => Form::Arn,
            KeyKind::Ref { id, resource_type } => match reference(resource_type) {
                Ref::Name | Ref::NameAlone => Form::Name,
                Ref::Arn => Form::Arn,
                Ref::Other => Form::ArnOf(format!("{id}.Arn")),
            },
        }
    }

    /// The key whose value is the ARN of what the key's value is the name of.
    #[must_use]
    pub fn arn_of(&self, key: &str) -> Option<String> {
        match self.kind(key) {
            KeyKind::Ref { id, resource_type } => match reference(resource_type) {
                Ref::Name | Ref::Other => Some(format!("{id}.Arn")),
                Ref::NameAlone | Ref::Arn => None,
            },
            _ => None,
        }
    }

    /// The name of the state machine whose ARN the key's value is, in the syntax of `Fn::Sub`.
    #[must_use]
    pub fn machine_name(&self, key: &str) -> Option<String> {
        match self.kind(key) {
            KeyKind::Machine { name } => Some(name.clone()),
            KeyKind::Ref { id, resource_type } if resource_type.ends_with("::StateMachine") => {
                Some(format!("${{{id}.Name}}"))
            }
            _ => None,
        }
    }
}

impl FromIterator<(String, KeyKind)> for Keys {
    fn from_iter<I: IntoIterator<Item = (String, KeyKind)>>(kinds: I) -> Self {
        Self { kinds: kinds.into_iter().collect() }
    }
}

fn reference(resource_type: &str) -> Ref {
    let found = REFS.binary_search_by(|(name, _)| (*name).cmp(resource_type));
    found.map_or(Ref::NameAlone, |at| REFS[at].1)
}

/// Whoever calls a value `TopicArn` or `Topic.Arn` means an ARN.
fn is_arn_by_name(key: &str) -> bool {
    ["Arn", "ARN"].iter().any(|end| key.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(REFS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn keys_are_told_apart() {
        let resource = |id: &str, of: &str| {
            (id.to_owned(), KeyKind::Ref { id: id.to_owned(), resource_type: of.to_owned() })
        };
        let keys: Keys = [
            resource("Jobs", "AWS::SQS::Queue"),
            resource("Alarms", "AWS::SNS::Topic"),
            resource("Stock", "AWS::DynamoDB::Table"),
            resource("Other", "AWS::New::Thing"),
        ]
        .into_iter()
        .collect();
        assert_eq!(keys.form("Jobs"), Form::ArnOf("Jobs.Arn".to_owned()));
        assert_eq!((keys.form("Alarms"), keys.form("Stock")), (Form::Arn, Form::Name));
        assert_eq!((keys.form("TopicArn"), keys.form("Topic.Arn")), (Form::Arn, Form::Arn));
        assert_eq!((keys.form("Topic"), keys.form("Other")), (Form::Name, Form::Name));
        assert_eq!(keys.arn_of("Stock").as_deref(), Some("Stock.Arn"));
    }
}
