//! What executions did, as JSON.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::map_runs;
use crate::sim::{Event, Observer, Outcome, Past, Planned};
use crate::value::Text;

/// The events of an execution, and of those that it started.
#[derive(Default)]
pub struct Histories {
    past: Past,
    /// Whether anybody asks for the children of distributed Maps and for nested executions.
    children: bool,
}

impl Observer for Histories {
    fn event(&mut self, execution: &Text, event: &Event) {
        let own = self.past.arn.as_ref().is_none_or(|own| own == execution);
        if own || self.children {
            self.past.event(execution, event);
        }
    }

    fn map_run(&mut self, map_run: &Text, children: &[Planned]) {
        self.past.map_run(map_run, children);
    }
}

impl Histories {
    /// Those that follow a past, if there is one; with those of children, if they are asked for.
    pub fn new(past: Option<Past>, children: bool) -> Self {
        // The execution that goes on has the same ARN, unless it is given another name.
        Self { past: Past { arn: None, ..past.unwrap_or_default() }, children }
    }

    /// `{status, output | error, cause, history, children, mapRuns}`; no `status` without an outcome.
    pub fn into_json(self, outcome: Option<&Outcome>) -> Json {
        let mut object = json!({});
        let text = |text: &Option<Text>| text.as_deref().map(Json::from);
        let map_runs = self.children.then(|| map_runs::describe(&self.past));
        // Of a redriven execution the outcome tells of the time since.
        let started = self.past.events.first().map(|event| event["timestamp"].clone());
        let redrives = self.past.events.iter().filter(|it| it["type"] == "ExecutionRedriven");
        let redrives: Vec<&Json> = redrives.collect();
        let redriven = redrives.last().map(|event| event["timestamp"].clone());
        let redrives = Some(redrives.len()).filter(|count| *count > 0);
        let fields = [
            ("status", outcome.map(|it| it.status.name().into())),
            ("output", outcome.and_then(|it| it.output.as_ref()).map(Json::from)),
            ("error", outcome.and_then(|it| text(&it.error))),
            ("cause", outcome.and_then(|it| text(&it.cause))),
            ("executionArn", outcome.map(|it| (&*it.arn).into())),
            ("startDate", outcome.and(started)),
            ("stopDate", outcome.map(|it| it.stopped.to_string().into())),
            ("redriveCount", redrives.map(Json::from)),
            ("redriveDate", redriven),
            ("history", Some(self.past.events.into())),
            ("children", self.children.then(|| object_of(self.past.children))),
            ("mapRuns", map_runs),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                object[name] = value;
            }
        }
        object
    }
}

fn object_of(children: BTreeMap<Text, Vec<Json>>) -> Json {
    children.into_iter().map(|(arn, events)| (arn.to_string(), Json::Array(events))).collect()
}
