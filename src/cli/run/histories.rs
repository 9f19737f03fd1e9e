//! What executions did, as JSON.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::sim::{Event, Observer, Outcome};
use crate::value::Text;

/// The events of an execution, and of those that it started.
#[derive(Default)]
pub struct Histories {
    own: Vec<Event>,
    execution: Option<Text>,
    /// The events of the children of distributed Maps and of nested executions, by their ARNs; `None`
    /// where nobody asks for them.
    children: Option<BTreeMap<Text, Vec<Json>>>,
}

impl Observer for Histories {
    fn event(&mut self, execution: &Text, event: &Event) {
        if self.execution.get_or_insert_with(|| execution.clone()) == execution {
            self.own.push(event.clone());
        } else if let Some(children) = &mut self.children {
            children.entry(execution.clone()).or_default().push(event.to_json());
        }
    }
}

impl Histories {
    /// Keeps those of children too.
    pub fn with_children() -> Self {
        Self { children: Some(BTreeMap::new()), ..Self::default() }
    }

    /// `{status, output | error, cause, history, children}`, with the events that there were `before`; no
    /// `status` without an outcome.
    pub fn into_json(self, outcome: Option<&Outcome>, before: Vec<Json>) -> Json {
        let mut object = json!({});
        let events = before.into_iter().chain(self.own.iter().map(Event::to_json));
        let text = |text: &Option<Text>| text.as_deref().map(Json::from);
        let fields = [
            ("status", outcome.map(|it| it.status.name().into())),
            ("output", outcome.and_then(|it| it.output.as_ref()).map(Json::from)),
            ("error", outcome.and_then(|it| text(&it.error))),
            ("cause", outcome.and_then(|it| text(&it.cause))),
            ("executionArn", outcome.map(|it| (&*it.arn).into())),
            ("startDate", outcome.map(|it| it.started.to_string().into())),
            ("stopDate", outcome.map(|it| it.stopped.to_string().into())),
            ("history", Some(events.collect())),
            ("children", self.children.map(object_of)),
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
