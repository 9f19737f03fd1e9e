//! What Step Functions can call, as data: SDK integrations ([`catalog`]) and optimized ones ([`optimized`]).
//!
//! Knows nothing of Flow. Service and action names are those of the resource ARN.

pub mod catalog;
pub mod iam;
pub mod optimized;
mod sdk;

use std::sync::LazyLock;

pub use sdk::{is_retired, is_sdk_service, sdk_services};

/// A service with integrations of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// As in the ARN: `emr-containers`.
    pub name: &'static str,
    /// What can be called.
    pub actions: Vec<Action>,
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

/// All services, in alphabetical order, each with its actions as [`optimized`] has them.
pub static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let mut services: Vec<Service> = Vec::new();
    for integration in optimized::integrations() {
        let name = integration.service();
        if services.last().is_none_or(|last| last.name != name) {
            services.push(Service { name, actions: Vec::new() });
        }
        let action = Action { name: integration.action(), patterns: integration.pattern_list() };
        if let Some(service) = services.last_mut() {
            service.actions.push(action);
        }
    }
    services
});

/// The service that `name` means: as in the ARN, or in camel case (`emrContainers`).
#[must_use]
pub fn find(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name || written(service.name) == name)
}

/// The names of all services as they are written in a call.
pub fn names() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|service| written(service.name))
}

/// The service of integrations of its own that `name` is meant for: `emrServerless` for `emrserverless`, and for
/// `serverless`, which is what follows the minus sign of `emr-serverless`.
#[must_use]
pub fn meant(name: &str) -> Option<&'static str> {
    let tail = |service: &Service| service.name.split_once('-').map(|(_, tail)| tail);
    let found = SERVICES.iter().find(|service| {
        written(service.name).eq_ignore_ascii_case(name) || tail(service) == Some(name)
    });
    found.map(|service| written(service.name))
}

/// A service of a resource as it is written in a call: `emrContainers` for `emr-containers`.
#[must_use]
pub fn written(name: &'static str) -> &'static str {
    const WITH_DASH: &[(&str, &str)] =
        &[("emr-containers", "emrContainers"), ("emr-serverless", "emrServerless")];
    let dashed = WITH_DASH.iter().find(|(dashed, _)| *dashed == name);
    dashed.map_or(name, |(_, written)| *written)
}

/// What must be given to `action` of the optimized integration `service`, as the Developer Guide lists it.
pub fn required(service: &str, action: &str) -> impl Iterator<Item = &'static str> {
    let integration = optimized::integration(service, action);
    integration.into_iter().flat_map(optimized::Integration::required)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_have_the_patterns_of_the_guide() {
        let patterns = |service, action| {
            let known = find(service).expect("it is one");
            let action = known.actions.iter().find(|known| known.name == action);
            action.expect("it is one").patterns
        };
        let all = [Pattern::Sync, Pattern::Sync2, Pattern::Callback];
        assert_eq!(patterns("states", "startExecution"), all);
        assert_eq!(patterns("ecs", "runTask"), [Pattern::Sync, Pattern::Callback]);
        assert_eq!(patterns("sqs", "sendMessage"), [Pattern::Callback]);
        assert_eq!(patterns("batch", "submitJob"), [Pattern::Sync]);
        assert_eq!(patterns("dynamodb", "getItem"), []);
        assert_eq!(SERVICES.len(), 22);
    }

    #[test]
    fn services_are_found_by_both_spellings() {
        assert_eq!(find("emrContainers"), find("emr-containers"));
        assert!(find("sqs").is_some() && find("sqz").is_none());
        assert!(names().all(|name| find(name).is_some() && !name.contains('-')));
    }
}
