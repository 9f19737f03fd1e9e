//! Reads a history: the answer of `GetExecutionHistory`, or what `flowc run --format json` prints.
//!
//! Each event names the one before it on its chain (`previousEventId`); the chain tells which state an
//! event belongs to, and from where a state was entered, however many iterations run at once.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map as Object, Value};

use super::{Ended, Outcome, Overlay, Visit, Visits, Way};
use crate::value::{Form, Timestamp};

/// Why a document is no history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAHistory(String);

impl fmt::Display for NotAHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Overlay {
    /// Reads a history.
    ///
    /// # Errors
    /// If the document has no list of events, or an event has no number or type.
    pub fn read(document: &Value) -> Result<Self, NotAHistory> {
        let list = document.get("events").or(document.get("history")).unwrap_or(document);
        let Some(list) = list.as_array() else {
            return Err(NotAHistory("there are no `events` and no `history` in it".to_owned()));
        };
        let mut events = list.iter().map(Event::read).collect::<Result<Vec<_>, _>>()?;
        events.sort_by_key(|event| event.id);
        let mut reader = Reader::default();
        for event in &events {
            reader.event(event);
        }
        Ok(reader.finish(&events))
    }
}

/// What counts of an event.
struct Event<'a> {
    id: u64,
    previous: u64,
    millis: i64,
    kind: &'a str,
    details: Option<&'a Object<String, Value>>,
}

impl<'a> Event<'a> {
    fn read(json: &'a Value) -> Result<Self, NotAHistory> {
        let number = |name: &str| json.get(name).and_then(Value::as_u64);
        let kind = json.get("type").and_then(Value::as_str);
        let (Some(id), Some(kind)) = (number("id"), kind) else {
            return Err(NotAHistory("an event has no `id` or no `type`".to_owned()));
        };
        let fields = json.as_object();
        let details = fields.and_then(|fields| {
            let (_, details) = fields.iter().find(|(key, _)| key.ends_with("EventDetails"))?;
            details.as_object()
        });
        let millis = json.get("timestamp").and_then(millis).unwrap_or(0);
        Ok(Self { id, previous: number("previousEventId").unwrap_or(0), millis, kind, details })
    }

    fn text(&self, name: &str) -> Option<String> {
        self.details?.get(name)?.as_str().map(str::to_owned)
    }

    fn error(&self) -> (String, String) {
        let error = self.text("error").unwrap_or_else(|| "an error without a name".to_owned());
        (error, self.text("cause").unwrap_or_default())
    }

    /// Whether something failed that a retrier or catcher may handle.
    fn is_failure(&self) -> bool {
        let ends = ["Failed", "TimedOut"].iter().any(|end| self.kind.ends_with(end));
        ends && !self.kind.starts_with("Execution") && !self.kind.starts_with("MapIteration")
    }
}

/// A timestamp: a text, or seconds as the command line of AWS may print them.
fn millis(value: &Value) -> Option<i64> {
    if let Some(text) = value.as_str() {
        return Timestamp::parse(text, Form::Lenient).map(|time| time.0);
    }
    let millis = value.as_f64()? * 1_000.0;
    // As far as a number of milliseconds can go at all; the rest is cut off.
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    Some(millis.round() as i64)
}

/// A visit while it is read.
#[derive(Default)]
struct Open {
    visit: Visit,
    kind: String,
    since: i64,
    attempts: usize,
    exited: bool,
    /// A Parallel or Map whose branches have ended.
    branches_ended: bool,
    /// The visit of the state around it.
    parent: Option<usize>,
}

#[derive(Default)]
struct Reader {
    visits: Vec<Open>,
    /// The visit that each event belongs to, by the event's number.
    of_event: BTreeMap<u64, usize>,
    /// The states that events left, with whether an error made them leave.
    left: BTreeMap<u64, (usize, bool)>,
    failures: BTreeMap<u64, ()>,
    ways: BTreeMap<Way, usize>,
    ended: Option<Ended>,
}

impl Reader {
    fn event(&mut self, event: &Event<'_>) {
        let before = self.of_event.get(&event.previous).copied();
        let visit = if event.kind.ends_with("StateEntered") {
            self.entered(event, before)
        } else if event.kind.ends_with("StateExited") {
            self.exited(event, before)
        } else {
            self.inside(event, before)
        };
        if let Some(visit) = visit {
            self.of_event.insert(event.id, visit);
        }
        if event.is_failure() {
            self.failures.insert(event.id, ());
        }
        if let Some(word) = event.kind.strip_prefix("Execution") {
            self.execution(event, word);
        }
    }

    fn entered(&mut self, event: &Event<'_>, before: Option<usize>) -> Option<usize> {
        let name = event.text("name")?;
        let (from, caught, parent) = match self.left.get(&event.previous) {
            Some((from, caught)) => (Some(*from), *caught, self.visits[*from].parent),
            None if self.failures.contains_key(&event.previous) => {
                let from = before?;
                self.visits[from].visit.outcome = Outcome::Caught;
                (before, true, self.visits[from].parent)
            }
            None => (None, false, before),
        };
        let from = from.map(|from| self.visits[from].visit.name.clone());
        *self.ways.entry(Way { from, to: Some(name.clone()), caught }).or_default() += 1;
        let visit = Visit { name, ..Visit::default() };
        let kind = event.kind.trim_end_matches("StateEntered").to_owned();
        self.visits.push(Open { visit, kind, since: event.millis, parent, ..Open::default() });
        Some(self.visits.len() - 1)
    }

    fn exited(&mut self, event: &Event<'_>, before: Option<usize>) -> Option<usize> {
        let name = event.text("name")?;
        let at = self.around(before, |open| !open.exited && open.visit.name == name)?;
        let caught = self.failures.contains_key(&event.previous);
        let open = &mut self.visits[at];
        open.exited = true;
        open.visit.millis = event.millis - open.since;
        open.visit.outcome = if caught { Outcome::Caught } else { Outcome::Succeeded };
        if !caught {
            open.visit.error = None;
        }
        self.left.insert(event.id, (at, caught));
        Some(at)
    }

    /// The nearest visit from `at` outwards that `is` wanted.
    fn around(&self, at: Option<usize>, is: impl Fn(&Open) -> bool) -> Option<usize> {
        let mut at = at;
        while let Some(found) = at {
            let open = &self.visits[found];
            if is(open) {
                return Some(found);
            }
            at = open.parent;
        }
        None
    }

    fn inside(&mut self, event: &Event<'_>, before: Option<usize>) -> Option<usize> {
        let of_branches = ["MapState", "ParallelState", "MapRun"];
        let at = match of_branches.iter().find(|start| event.kind.starts_with(*start)) {
            Some(start) => {
                let kind = if start.starts_with("Map") { "Map" } else { "Parallel" };
                let begins = event.kind.ends_with("Started");
                let wanted = |open: &Open| open.kind == kind && (begins || !open.branches_ended);
                let at = self.around(before, wanted)?;
                self.visits[at].branches_ended = !begins;
                at
            }
            None => before?,
        };
        let open = &mut self.visits[at];
        let tries = event.kind.ends_with("Scheduled")
            || matches!(event.kind, "MapStateStarted" | "ParallelStateStarted");
        if tries {
            open.attempts += 1;
            open.visit.retries = open.attempts - 1;
            open.visit.error = None;
        } else if event.is_failure() {
            open.visit.error = Some(event.error());
            open.visit.millis = event.millis - open.since;
        }
        Some(at)
    }

    fn execution(&mut self, event: &Event<'_>, word: &str) {
        if matches!(word, "Started" | "Redriven") {
            self.ended = None;
            return;
        }
        let word = match word {
            "TimedOut" => "timed out".to_owned(),
            "Aborted" => "was aborted".to_owned(),
            other => other.to_lowercase(),
        };
        if let (Some((last, false)), "succeeded") = (self.left.get(&event.previous), word.as_str())
        {
            let from = Some(self.visits[*last].visit.name.clone());
            *self.ways.entry(Way { from, to: None, caught: false }).or_default() += 1;
        }
        // What a Fail state fails with is told of the execution alone.
        let before = self.of_event.get(&event.previous).and_then(|at| self.visits.get_mut(*at));
        if let Some(open) = before.filter(|open| open.kind == "Fail" && word == "failed") {
            open.visit.error = Some(event.error());
        }
        self.ended = Some(Ended { word, error: event.text("error"), cause: event.text("cause") });
    }

    fn finish(mut self, events: &[Event<'_>]) -> Overlay {
        let first = events.first().map_or(0, |event| event.millis);
        let last = events.last().map_or(first, |event| event.millis);
        let ended = self.ended.is_some();
        let mut overlay = Overlay {
            ended: self.ended.take(),
            millis: last - first,
            ways: std::mem::take(&mut self.ways),
            visits: BTreeMap::new(),
        };
        for open in &mut self.visits {
            if !open.exited && open.visit.outcome != Outcome::Caught {
                open.close(last, ended);
            }
            overlay.visits.entry(open.visit.name.clone()).or_default().add(&open.visit);
        }
        overlay
    }
}

impl Open {
    /// Ends a visit that has no end in the history.
    fn close(&mut self, last: i64, ended: bool) {
        self.visit.outcome = match self.kind.as_str() {
            "Fail" => Outcome::Failed,
            _ if self.visit.error.is_some() => Outcome::Failed,
            "Succeed" => Outcome::Succeeded,
            _ if ended => Outcome::Aborted,
            _ => Outcome::Running,
        };
        if matches!(self.visit.outcome, Outcome::Aborted | Outcome::Running) {
            self.visit.millis = last - self.since;
        }
    }
}

impl Visits {
    fn add(&mut self, visit: &Visit) {
        self.entered += 1;
        self.millis += visit.millis;
        self.retries += visit.retries;
        self.outcome = self.outcome.max(visit.outcome);
        if visit.error.is_some() {
            self.error.clone_from(&visit.error);
        }
    }
}
