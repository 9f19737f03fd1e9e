//! Events as JSON: the fields and names of `GetExecutionHistory`.

use serde_json::{Map, Value as Json, json};

use super::{Event, Reason, Schedule, What};
use crate::sim::resource::{Resource, ResourceKind};
use crate::value::Value;

type Fields = Map<String, Json>;

impl Event {
    /// The event as `GetExecutionHistory` returns it; inputs and outputs are JSON texts.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let kind = self.what.kind();
        let mut event = Fields::new();
        event.insert("timestamp".into(), self.time.to_string().into());
        event.insert("type".into(), kind.as_str().into());
        event.insert("id".into(), self.id.into());
        event.insert("previousEventId".into(), self.previous.into());
        if let Some(details) = self.what.details() {
            event.insert(details_key(&self.what, &kind), Json::Object(details));
        }
        Json::Object(event)
    }
}

/// `TaskScheduled` becomes `taskScheduledEventDetails`; all states share two names.
fn details_key(what: &What, kind: &str) -> String {
    match what {
        What::StateEntered { .. } => "stateEnteredEventDetails".into(),
        What::StateExited { .. } => "stateExitedEventDetails".into(),
        _ => {
            let mut key = kind.to_owned();
            if let Some(first) = key.get_mut(..1) {
                first.make_ascii_lowercase();
            }
            key + "EventDetails"
        }
    }
}

impl What {
    /// The event type.
    #[must_use]
    pub fn kind(&self) -> String {
        match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted".into(),
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded".into(),
            Self::ExecutionFailed(_) => "ExecutionFailed".into(),
            Self::ExecutionTimedOut(_) => "ExecutionTimedOut".into(),
            Self::ExecutionAborted(_) => "ExecutionAborted".into(),
            Self::ExecutionRedriven { .. } => "ExecutionRedriven".into(),
            Self::StateEntered { kind, .. } => format!("{kind}StateEntered"),
            Self::StateExited { kind, .. } => format!("{kind}StateExited"),
            Self::StateAborted { kind } => format!("{kind}StateAborted"),
            Self::StateProgress { kind, progress } => format!("{kind}State{progress:?}"),
            Self::MapStateStarted { .. } => "MapStateStarted".into(),
            Self::MapIteration { progress, .. } => format!("MapIteration{progress:?}"),
            Self::MapRunStarted { .. } => "MapRunStarted".into(),
            Self::MapRunSucceeded => "MapRunSucceeded".into(),
            Self::MapRunFailed(_) => "MapRunFailed".into(),
            Self::MapRunAborted => "MapRunAborted".into(),
            Self::MapRunRedriven { .. } => "MapRunRedriven".into(),
            Self::Scheduled(schedule) => task_event(&schedule.resource, "Scheduled"),
            Self::Started { resource } => task_event(resource, "Started"),
            Self::Submitted { resource, .. } => task_event(resource, "Submitted"),
            Self::Succeeded { resource, .. } => task_event(resource, "Succeeded"),
            Self::Failed { resource, .. } => task_event(resource, "Failed"),
            Self::TimedOut { resource, .. } => task_event(resource, "TimedOut"),
            Self::EvaluationFailed { .. } => "EvaluationFailed".into(),
        }
    }

    /// The details; `None` where the event has none.
    fn details(&self) -> Option<Fields> {
        let mut fields = Fields::new();
        match self {
            Self::ExecutionStarted { input, role } => {
                payload(&mut fields, "input", input);
                fields.insert("roleArn".into(), (&**role).into());
            }
            Self::ExecutionSucceeded { output } => payload(&mut fields, "output", output),
            Self::ExecutionFailed(why)
            | Self::ExecutionTimedOut(why)
            | Self::ExecutionAborted(why)
            | Self::MapRunFailed(why) => reason(&mut fields, why),
            Self::ExecutionRedriven { count } => {
                fields.insert("redriveCount".into(), (*count).into());
            }
            Self::StateEntered { name, input, .. } => {
                fields.insert("name".into(), (&**name).into());
                payload(&mut fields, "input", input);
            }
            Self::StateExited { name, output, assigned, .. } => {
                fields.insert("name".into(), (&**name).into());
                payload(&mut fields, "output", output);
                if !assigned.is_empty() {
                    let variables = assigned
                        .iter()
                        .map(|(name, value)| (name.to_string(), value.to_string().into()));
                    fields.insert("assignedVariables".into(), Json::Object(variables.collect()));
                    fields.insert("assignedVariablesDetails".into(), json!({"truncated": false}));
                }
            }
            Self::MapStateStarted { length } => {
                fields.insert("length".into(), (*length).into());
            }
            Self::MapIteration { name, index, .. } => {
                fields.insert("name".into(), (&**name).into());
                fields.insert("index".into(), (*index).into());
            }
            Self::MapRunStarted { arn } => {
                fields.insert("mapRunArn".into(), (&**arn).into());
            }
            Self::MapRunRedriven { arn, count } => {
                fields.insert("mapRunArn".into(), (&**arn).into());
                fields.insert("redriveCount".into(), (*count).into());
            }
            Self::Scheduled(schedule) => scheduled(&mut fields, schedule),
            Self::Started { resource } => match &resource.kind {
                ResourceKind::Function => return None,
                ResourceKind::Activity => {
                    fields.insert("workerName".into(), "flowc".into());
                }
                ResourceKind::Service { .. } => service(&mut fields, resource),
            },
            Self::Submitted { resource, output } | Self::Succeeded { resource, output } => {
                service(&mut fields, resource);
                payload(&mut fields, "output", output);
            }
            Self::Failed { resource, reason: why } | Self::TimedOut { resource, reason: why } => {
                service(&mut fields, resource);
                reason(&mut fields, why);
            }
            Self::EvaluationFailed { state, location, reason: why } => {
                reason(&mut fields, why);
                if let Some(location) = location {
                    fields.insert("location".into(), (&**location).into());
                }
                fields.insert("state".into(), (&**state).into());
            }
            Self::StateAborted { .. }
            | Self::StateProgress { .. }
            | Self::MapRunSucceeded
            | Self::MapRunAborted => return None,
        }
        Some(fields)
    }
}

fn task_event(resource: &Resource, progress: &str) -> String {
    let family = match resource.kind {
        ResourceKind::Function => "LambdaFunction",
        ResourceKind::Activity => "Activity",
        ResourceKind::Service { .. } => "Task",
    };
    format!("{family}{progress}")
}

/// A JSON text, and that all of it is there.
fn payload(fields: &mut Fields, name: &str, value: &Value) {
    fields.insert(name.into(), value.to_string().into());
    fields.insert(format!("{name}Details"), json!({"truncated": false}));
}

fn reason(fields: &mut Fields, reason: &Reason) {
    if let Some(error) = &reason.error {
        fields.insert("error".into(), (&**error).into());
    }
    if let Some(cause) = &reason.cause {
        fields.insert("cause".into(), (&**cause).into());
    }
}

/// `resourceType` and `resource`, of an integration.
fn service(fields: &mut Fields, resource: &Resource) {
    if let ResourceKind::Service { service, action, .. } = &resource.kind {
        fields.insert("resourceType".into(), (&**service).into());
        fields.insert("resource".into(), (&**action).into());
    }
}

fn scheduled(fields: &mut Fields, schedule: &Schedule) {
    match schedule.resource.kind {
        ResourceKind::Function | ResourceKind::Activity => {
            fields.insert("resource".into(), (&*schedule.resource.arn).into());
            payload(fields, "input", &schedule.arguments);
        }
        ResourceKind::Service { .. } => {
            service(fields, &schedule.resource);
            fields.insert("region".into(), (&*schedule.region).into());
            fields.insert("parameters".into(), schedule.arguments.to_string().into());
        }
    }
    if let Some(seconds) = schedule.timeout {
        fields.insert("timeoutInSeconds".into(), seconds.into());
    }
    if let Some(seconds) = schedule.heartbeat {
        fields.insert("heartbeatInSeconds".into(), seconds.into());
    }
    if let Some(role) = &schedule.role {
        fields.insert("taskCredentials".into(), json!({"roleArn": Json::from(role)}));
    }
}
