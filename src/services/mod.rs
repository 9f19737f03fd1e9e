//! What Step Functions can call, as data: SDK integrations ([`catalog`]) and optimized ones ([`optimized`]).
//!
//! Knows nothing of Flow. Service and action names are those of the resource ARN.

pub mod catalog;
pub mod optimized;
mod sdk;

pub use sdk::{is_retired, is_sdk_service, sdk_services};

/// A service with integrations of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// As in the ARN: `emr-containers`.
    pub name: &'static str,
    /// What can be called.
    pub actions: &'static [Action],
}

/// One action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// As in the ARN: `runTask`.
    pub name: &'static str,
    /// Ways to wait for more than the answer.
    pub patterns: &'static [Pattern],
}

/// A way to wait for more than the answer of a call; only in Standard workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `.sync`: until the job has ended.
    Sync,
    /// `.sync:2`: the same, with the output as JSON.
    Sync2,
    /// `.waitForTaskToken`: until somebody sends the token back.
    Callback,
}

impl Pattern {
    /// As it is written behind a call.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Sync2 => "sync2",
            Self::Callback => "waitForTaskToken",
        }
    }

    /// As the end of a resource ARN.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Sync => ".sync",
            Self::Sync2 => ".sync:2",
            Self::Callback => ".waitForTaskToken",
        }
    }
}

const fn action(name: &'static str, patterns: &'static [Pattern]) -> Action {
    Action { name, patterns }
}

const PLAIN: &[Pattern] = &[];
const JOB: &[Pattern] = &[Pattern::Sync];
const TOKEN: &[Pattern] = &[Pattern::Callback];

/// All services, in alphabetical order.
pub const SERVICES: &[Service] = &[
    Service { name: "apigateway", actions: &[action("invoke", TOKEN)] },
    Service {
        name: "athena",
        actions: &[
            action("startQueryExecution", JOB),
            action("stopQueryExecution", PLAIN),
            action("getQueryExecution", PLAIN),
            action("getQueryResults", PLAIN),
        ],
    },
    Service { name: "batch", actions: &[action("submitJob", JOB)] },
    Service {
        name: "bedrock",
        actions: &[action("invokeModel", PLAIN), action("createModelCustomizationJob", JOB)],
    },
    Service { name: "bedrockagentcore", actions: &[action("invokeHarness", PLAIN)] },
    Service {
        name: "codebuild",
        actions: &[
            action("startBuild", JOB),
            action("stopBuild", PLAIN),
            action("batchDeleteBuilds", PLAIN),
            action("batchGetReports", PLAIN),
            action("startBuildBatch", JOB),
            action("stopBuildBatch", PLAIN),
            action("retryBuildBatch", JOB),
            action("deleteBuildBatch", PLAIN),
        ],
    },
    Service { name: "databrew", actions: &[action("startJobRun", JOB)] },
    Service {
        name: "dynamodb",
        actions: &[
            action("getItem", PLAIN),
            action("putItem", PLAIN),
            action("deleteItem", PLAIN),
            action("updateItem", PLAIN),
        ],
    },
    Service { name: "ecs", actions: &[action("runTask", &[Pattern::Sync, Pattern::Callback])] },
    Service {
        name: "eks",
        actions: &[
            action("createCluster", JOB),
            action("deleteCluster", JOB),
            action("createFargateProfile", JOB),
            action("deleteFargateProfile", JOB),
            action("createNodegroup", JOB),
            action("deleteNodegroup", JOB),
            action("runJob", JOB),
            action("call", PLAIN),
        ],
    },
    Service {
        name: "elasticmapreduce",
        actions: &[
            action("createCluster", JOB),
            action("setClusterTerminationProtection", PLAIN),
            action("terminateCluster", JOB),
            action("addStep", JOB),
            action("cancelStep", PLAIN),
            action("modifyInstanceFleetByName", PLAIN),
            action("modifyInstanceGroupByName", PLAIN),
        ],
    },
    Service {
        name: "emr-containers",
        actions: &[
            action("createVirtualCluster", PLAIN),
            action("deleteVirtualCluster", JOB),
            action("startJobRun", JOB),
        ],
    },
    Service {
        name: "emr-serverless",
        actions: &[
            action("createApplication", JOB),
            action("startApplication", JOB),
            action("stopApplication", JOB),
            action("deleteApplication", JOB),
            action("startJobRun", JOB),
            action("cancelJobRun", JOB),
        ],
    },
    Service { name: "events", actions: &[action("putEvents", TOKEN)] },
    Service { name: "glue", actions: &[action("startJobRun", JOB)] },
    Service { name: "http", actions: &[action("invoke", PLAIN)] },
    Service { name: "lambda", actions: &[action("invoke", TOKEN)] },
    Service { name: "mediaconvert", actions: &[action("createJob", JOB)] },
    Service {
        name: "sagemaker",
        actions: &[
            action("createEndpoint", PLAIN),
            action("createEndpointConfig", PLAIN),
            action("updateEndpoint", PLAIN),
            action("createModel", PLAIN),
            action("createTrainingJob", JOB),
            action("createTransformJob", JOB),
            action("createHyperParameterTuningJob", JOB),
            action("createProcessingJob", JOB),
            action("createLabelingJob", JOB),
        ],
    },
    Service { name: "sns", actions: &[action("publish", TOKEN)] },
    Service { name: "sqs", actions: &[action("sendMessage", TOKEN)] },
    Service {
        name: "states",
        actions: &[action("startExecution", &[Pattern::Sync, Pattern::Sync2, Pattern::Callback])],
    },
];

/// The service that `name` means: as in the ARN, or in camel case (`emrContainers`).
#[must_use]
pub fn find(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name || camel_case(service.name) == name)
}

/// The names of all services as they are written in a call.
pub fn names() -> impl Iterator<Item = &'static str> {
    const WITH_DASH: &[(&str, &str)] =
        &[("emr-containers", "emrContainers"), ("emr-serverless", "emrServerless")];
    SERVICES.iter().map(|service| {
        let dashed = WITH_DASH.iter().find(|(name, _)| *name == service.name);
        dashed.map_or(service.name, |(_, written)| *written)
    })
}

/// What must be given to `action` of the optimized integration `service`, as the Developer Guide lists it.
pub fn required(service: &str, action: &str) -> impl Iterator<Item = &'static str> {
    let integration = optimized::integration(service, action);
    integration.into_iter().flat_map(optimized::Integration::required)
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('-');
    let mut result = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        result.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        result.extend(letters);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_by_both_spellings() {
        assert_eq!(find("emrContainers"), find("emr-containers"));
        assert!(find("sqs").is_some() && find("sqz").is_none());
        assert!(names().all(|name| find(name).is_some()));
    }
}
