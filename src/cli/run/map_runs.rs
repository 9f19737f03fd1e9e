//! What became of Map Runs, as `DescribeMapRun` and `ListExecutions` tell it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::sim::{Past, Planned, REDRIVABLE_EVENTS};
use crate::value::Text;

/// Where a Map Run stands.
#[derive(Default)]
struct Standing {
    /// The last event of its execution that tells of it.
    status: &'static str,
    redrives: u64,
}

/// A child: who it is and what happened in it.
struct Child<'p> {
    planned: &'p Planned,
    events: &'p [Json],
}

/// Each Map Run by its ARN: `{status, redriveCount, itemCounts, executionCounts, executions}`, the
/// executions in the order of the items.
pub fn describe(past: &Past) -> Json {
    let standings = standings(past);
    let describe = |(arn, planned): (&Text, &Vec<Planned>)| {
        let standing = standings.get(&**arn);
        let events = |planned: &Planned| past.children.get(&planned.arn).map(Vec::as_slice);
        let children = planned.iter().map(|planned| {
            let events = events(planned).unwrap_or_default();
            Child { planned, events }
        });
        let children: Vec<Child<'_>> = children.collect();
        let run = json!({
            "status": standing.map_or("RUNNING", |standing| standing.status),
            "redriveCount": standing.map_or(0, |standing| standing.redrives),
            "itemCounts": counts(&children, |child| child.planned.items),
            "executionCounts": counts(&children, |_| 1),
            "executions": children.iter().map(Child::to_json).collect::<Vec<_>>(),
        });
        (arn.to_string(), run)
    };
    past.map_runs.iter().map(describe).collect()
}

/// Where each Map Run stands, by its ARN: what the histories of the executions say that hold them.
fn standings(past: &Past) -> BTreeMap<&str, Standing> {
    let mut standings: BTreeMap<&str, Standing> = BTreeMap::new();
    for events in past.children.values().chain([&past.events]) {
        let mut begun: BTreeMap<u64, &str> = BTreeMap::new();
        for event in events {
            let kind = event["type"].as_str().unwrap_or_default();
            let started = event["mapRunStartedEventDetails"]["mapRunArn"].as_str();
            let redriven = &event["mapRunRedrivenEventDetails"];
            if let Some(arn) = started.or(redriven["mapRunArn"].as_str()) {
                // Where nothing says that it ended, what holds it ended before.
                let redrives = redriven["redriveCount"].as_u64().unwrap_or(0);
                standings.insert(arn, Standing { status: "ABORTED", redrives });
                begun.extend(event["id"].as_u64().map(|id| (id, arn)));
            }
            let status = match kind {
                "MapRunSucceeded" => "SUCCEEDED",
                "MapRunFailed" => "FAILED",
                _ => continue,
            };
            let arn = event["previousEventId"].as_u64().and_then(|id| begun.get(&id));
            if let Some(standing) = arn.and_then(|arn| standings.get_mut(arn)) {
                standing.status = status;
            }
        }
    }
    standings
}

/// How many of the children came to what, each counted as often as `of` says.
fn counts(children: &[Child<'_>], of: impl Fn(&Child<'_>) -> usize) -> Json {
    let sum = |is: &dyn Fn(&Child<'_>) -> bool| -> usize {
        children.iter().filter(|child| is(child)).map(&of).sum()
    };
    let with = |status| sum(&|child| child.status() == status);
    json!({
        "pending": with("PENDING"),
        "succeeded": with("SUCCEEDED"),
        "failed": with("FAILED"),
        "timedOut": with("TIMED_OUT"),
        "aborted": with("ABORTED"),
        "total": sum(&|_| true),
        "failuresNotRedrivable": sum(&|child| child.is_failed_for_good()),
    })
}

impl Child<'_> {
    fn status(&self) -> &'static str {
        match self.events.last().and_then(|event| event["type"].as_str()) {
            None => "PENDING",
            Some("ExecutionSucceeded") => "SUCCEEDED",
            Some("ExecutionFailed") => "FAILED",
            Some("ExecutionTimedOut") => "TIMED_OUT",
            Some(_) => "ABORTED",
        }
    }

    /// Whether it failed and has no room for a redrive. Express children are started again.
    fn is_failed_for_good(&self) -> bool {
        let is_failed = !matches!(self.status(), "PENDING" | "SUCCEEDED");
        let events = self.events.last().and_then(|event| event["id"].as_u64()).unwrap_or(0);
        is_failed && events > REDRIVABLE_EVENTS && !self.planned.arn.contains(":express:")
    }

    fn to_json(&self) -> Json {
        let Planned { arn, items } = self.planned;
        json!({"executionArn": **arn, "status": self.status(), "itemCount": items})
    }
}
