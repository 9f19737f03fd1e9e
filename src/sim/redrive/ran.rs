//! How an execution went, from its history; and whether it can be redriven.

use serde_json::Value as Json;

use super::chains::{details, payload};
use super::past;
use crate::sim::failure::Failure;
use crate::value::{Text, Timestamp, Value};

/// The most events an execution may have to be redriven: of 25,000 there is room for two more.
pub const REDRIVABLE_EVENTS: u64 = 24_998;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How an execution went.
pub(super) struct Ran {
    pub input: Value,
    pub started: Timestamp,
    pub stopped: Timestamp,
    /// The last event.
    pub last: u64,
    /// How often it was redriven.
    pub redrives: u32,
    pub end: End,
}

/// How an execution ended.
pub(super) enum End {
    Succeeded(Value),
    /// Failed, timed out or aborted.
    Failed(Failure),
    /// Its history has no end.
    Open,
}

impl Ran {
    /// # Errors
    /// Where an event lacks what each has.
    pub fn read(events: &[Json]) -> Result<Self, String> {
        let mut ran = Self {
            input: Value::Null,
            started: Timestamp::default(),
            stopped: Timestamp::default(),
            last: 0,
            redrives: 0,
            end: End::Open,
        };
        for event in events {
            let kind = event["type"].as_str().ok_or("an event has no type")?;
            ran.last = event["id"].as_u64().ok_or("an event has no id")?;
            ran.stopped = past::time(event).unwrap_or(ran.stopped);
            match kind {
                "ExecutionStarted" => {
                    ran.input = payload(event, "input")?;
                    ran.started = ran.stopped;
                }
                "ExecutionRedriven" => {
                    ran.redrives += 1;
                    ran.end = End::Open;
                }
                "ExecutionSucceeded" => ran.end = End::Succeeded(payload(event, "output")?),
                "ExecutionFailed" | "ExecutionTimedOut" | "ExecutionAborted" => {
                    let text = |name: &str| details(event)[name].as_str().map(Text::from);
                    ran.end = End::Failed(Failure::named(text("error"), text("cause")));
                }
                _ => {}
            }
        }
        Ok(ran)
    }

    /// Why the service would not redrive it at the moment `at`, where it would not: it has succeeded,
    /// has too many events or ended too long ago.
    pub fn refusal(&self, at: Timestamp) -> Option<String> {
        let refusal = match self.end {
            End::Succeeded(_) => "an execution that succeeded cannot be redriven",
            End::Failed(_) | End::Open if self.last > REDRIVABLE_EVENTS => {
                "an execution with more than 24,998 events cannot be redriven"
            }
            End::Failed(_) | End::Open if at.0 > self.stopped.0.saturating_add(14 * DAY) => {
                "an execution cannot be redriven that ended more than 14 days before"
            }
            End::Failed(_) | End::Open if at.0 > self.started.0.saturating_add(365 * DAY) => {
                "an execution cannot be redriven that was started more than a year before"
            }
            End::Failed(_) | End::Open => return None,
        };
        Some(refusal.to_owned())
    }
}
