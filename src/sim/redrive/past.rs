//! What an execution did, and those it started: all that a redrive goes by.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::sim::history::{Event, Observer, What};
use crate::value::{Text, Timestamp};

/// What an execution did, and those it started.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The ARN of the execution, where it is known.
    pub arn: Option<Text>,
    /// Its events, as `GetExecutionHistory` returns them.
    pub events: Vec<Json>,
    /// The events of the children of distributed Maps and of nested executions, by their ARNs. Those
    /// of an Express child that was started again are of its last start.
    pub children: BTreeMap<Text, Vec<Json>>,
    /// The children of each Map Run by its ARN, in the order of the items.
    pub map_runs: BTreeMap<Text, Vec<Planned>>,
    /// The children of Map Runs that have begun, as `map_runs` was told, but whose events are missing.
    pub lost: BTreeSet<Text>,
}

/// A child of a Map Run, whether it has begun or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its ARN.
    pub arn: Text,
    /// How many items it has.
    pub items: usize,
}

impl Past {
    /// Reads what `flowc run --format json` prints, with or without `--children`; also what
    /// `GetExecutionHistory` returns, or the list of events alone.
    ///
    /// # Errors
    /// Where it is nothing of the kind.
    pub fn read(json: &Json) -> Result<Self, String> {
        let history = json.get("history").or(json.get("events")).unwrap_or(json);
        let events = |json: &Json| json.as_array().cloned().ok_or("a history is a list of events");
        let mut past = Self {
            arn: json["executionArn"].as_str().map(Into::into),
            events: events(history)?,
            ..Self::default()
        };
        for (arn, history) in json["children"].as_object().into_iter().flatten() {
            past.children.insert(arn.as_str().into(), events(history)?);
        }
        for (arn, run) in json["mapRuns"].as_object().into_iter().flatten() {
            let children = run["executions"].as_array();
            let children = children.ok_or("a Map Run has a list of `executions`")?;
            let lost =
                children.iter().filter_map(begun).filter(|arn| !past.children.contains_key(arn));
            past.lost.extend(lost);
            let children: Option<Vec<Planned>> = children.iter().map(Planned::read).collect();
            let children = children.ok_or("an execution of a Map Run has an `executionArn`")?;
            past.map_runs.insert(arn.as_str().into(), children);
        }
        Ok(past)
    }

    /// The name of the execution, where it is known.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.arn.as_deref()?.rsplit(':').next()
    }

    /// When the last event happened.
    #[must_use]
    pub fn stopped(&self) -> Option<Timestamp> {
        self.events.last().and_then(time)
    }
}

impl Planned {
    fn read(json: &Json) -> Option<Self> {
        let items = json["itemCount"].as_u64().and_then(|items| usize::try_from(items).ok());
        Some(Self { arn: json["executionArn"].as_str()?.into(), items: items.unwrap_or(1) })
    }
}

/// The ARN of an execution of a Map Run that says it has begun.
fn begun(json: &Json) -> Option<Text> {
    json["status"].as_str().filter(|status| *status != "PENDING")?;
    json["executionArn"].as_str().map(Text::from)
}

impl Observer for Past {
    fn event(&mut self, execution: &Text, event: &Event) {
        if self.arn.get_or_insert_with(|| execution.clone()) == execution {
            self.events.push(event.to_json());
            return;
        }
        let events = self.children.entry(execution.clone()).or_default();
        if matches!(event.what, What::ExecutionStarted { .. }) {
            events.clear();
        }
        events.push(event.to_json());
    }

    fn map_run(&mut self, map_run: &Text, children: &[Planned]) {
        self.map_runs.insert(map_run.clone(), children.to_vec());
    }
}

/// When an event happened: RFC 3339, or seconds since 1970 as the service sends them.
pub(super) fn time(event: &Json) -> Option<Timestamp> {
    let time = &event["timestamp"];
    #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
    let of_seconds = |seconds: f64| Timestamp((seconds * 1000.0).round() as i64);
    match time.as_str() {
        Some(text) => Timestamp::parse(text, crate::value::Form::Lenient),
        None => time.as_f64().map(of_seconds),
    }
}
