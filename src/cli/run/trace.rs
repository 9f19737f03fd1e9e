//! The trace of an execution for people: a few lines for each state, as they happen.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::paint::{Paint, Style, reason_text, shown};
use crate::cli::exit::Stop;
use crate::sim::history::{Event, Progress, Reason, What};
use crate::sim::resource::{Resource, ResourceKind};
use crate::sim::{Observer, Outcome, Status};
use crate::value::{Text, Timestamp};

/// Prints what happens.
pub struct Trace<'m> {
    out: &'m mut dyn Write,
    paint: Paint,
    places: &'m BTreeMap<String, String>,
    start: Timestamp,
    /// The execution that was started.
    main: Option<Text>,
    /// What is known of each event: where its chain stands.
    chains: HashMap<(Text, u64), Chain>,
    /// Where states stand, by name; names are unique in a definition.
    known: HashMap<Text, Known>,
    /// What the last line is about.
    current: Option<(Text, Option<Text>)>,
    /// The first failure to write.
    failed: Option<io::Error>,
}

/// Where a chain of events stands.
#[derive(Clone, Default)]
struct Chain {
    depth: usize,
    /// The state it is in.
    state: Option<Text>,
    /// The Map or Parallel around it.
    within: Option<Text>,
    /// The iteration it is in: `tracking[1]`
    iteration: Option<Text>,
    /// When an attempt of the state failed.
    failed: Option<Timestamp>,
}

impl Chain {
    /// The state, and the iteration it is in.
    fn title(&self) -> String {
        let parts = [self.state.as_deref(), self.iteration.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
    }
}

/// Where a state stands.
struct Known {
    name: Text,
    kind: &'static str,
    depth: usize,
    /// The Map or Parallel around it.
    within: Option<Text>,
    /// The iteration it was last entered in.
    iteration: Option<Text>,
}

impl<'m> Trace<'m> {
    /// Prints to `out`; `places` says where states come from.
    pub fn new(
        out: &'m mut dyn Write,
        colour: bool,
        places: &'m BTreeMap<String, String>,
        start: Timestamp,
    ) -> Self {
        Self {
            out,
            paint: Paint { colour },
            places,
            start,
            main: None,
            chains: HashMap::new(),
            known: HashMap::new(),
            current: None,
            failed: None,
        }
    }

    /// Prints how it ended.
    pub fn finish(mut self, outcome: &Outcome) -> Result<(), Stop> {
        let status = outcome.status.name();
        let style = if outcome.status == Status::Succeeded { Style::Good } else { Style::Bad };
        let seconds = seconds(outcome.stopped.0 - outcome.started.0);
        let transitions = outcome.transitions;
        let mut text = format!(
            "\n{} after {seconds}, {transitions} state transition{}\n",
            self.paint.of(style, status),
            if transitions == 1 { "" } else { "s" },
        );
        match &outcome.output {
            Some(output) => {
                let _ = writeln!(text, "{:#}", serde_json::Value::from(output));
            }
            None => {
                let reason = Reason { error: outcome.error.clone(), cause: outcome.cause.clone() };
                let _ = writeln!(text, "{}", reason_text(&reason));
            }
        }
        self.write(&text);
        let written = self.failed.map_or_else(|| self.out.flush(), Err);
        written.map_err(|error| Stop::writing(&error))
    }

    fn line(&mut self, time: Timestamp, depth: usize, text: &str) {
        let at = self.paint.of(Style::Dim, &format!("{:>12}", seconds(time.0 - self.start.0)));
        self.write(&format!("{at}  {:indent$}{text}\n", "", indent = depth * 2));
    }

    /// A field of a state, below its line.
    fn field(&mut self, depth: usize, name: &str, text: &str) {
        let name = self.paint.of(Style::Dim, &format!("{name:<7}"));
        self.write(&format!("{:16}{:indent$}{name} {text}\n", "", "", indent = depth * 2));
    }

    fn write(&mut self, text: &str) {
        if self.failed.is_none() {
            self.failed = self.out.write_all(text.as_bytes()).err();
        }
    }

    /// Says what the next lines are about, where the last ones were about something else.
    fn turn_to(&mut self, time: Timestamp, chain: &Chain) {
        let Some(state) = chain.state.clone() else { return };
        let subject = Some((state, chain.iteration.clone()));
        if self.current != subject {
            let text = format!("{} …", chain.title());
            self.line(time, chain.depth, &self.paint.of(Style::Dim, &text));
            self.current = subject;
        }
    }

    fn show(&mut self, event: &Event, chain: &mut Chain) {
        let depth = chain.depth;
        let time = event.time;
        let is_quiet = matches!(
            event.what,
            What::StateEntered { .. }
                | What::Started { .. }
                | What::MapIteration { .. }
                | What::StateProgress { .. }
        );
        if !is_quiet {
            self.turn_to(time, chain);
        }
        match &event.what {
            What::ExecutionStarted { input, .. } => {
                self.line(time, depth, &self.paint.of(Style::Bold, "started"));
                self.field(depth, "input", &shown(input));
            }
            What::StateEntered { kind, name, input } => {
                let (within, iteration) = (chain.within.clone(), chain.iteration.clone());
                let known = Known { name: name.clone(), kind, depth, within, iteration };
                self.known.insert(name.clone(), known);
                self.current = Some((name.clone(), chain.iteration.clone()));
                chain.state = Some(name.clone());
                chain.failed = None;
                let place = self.places.get(&**name).map_or("", String::as_str);
                let about = [kind, chain.iteration.as_deref().unwrap_or_default(), place];
                let about: Vec<&str> = about.into_iter().filter(|it| !it.is_empty()).collect();
                let about = self.paint.of(Style::Dim, &about.join("  "));
                let text = format!("{} {about}", self.paint.of(Style::Bold, name));
                self.line(time, depth, &text);
                self.field(depth, "input", &shown(input));
            }
            What::StateExited { output, assigned, .. } => {
                for (name, value) in assigned {
                    self.field(depth, "set", &format!("${name} = {}", shown(value)));
                }
                self.field(depth, "output", &shown(output));
            }
            What::Scheduled(schedule) => {
                let call = resource_name(&schedule.resource);
                self.retried(time, chain);
                self.field(depth, "call", &format!("{call} {}", shown(&schedule.arguments)));
            }
            What::Submitted { output, .. } => self.field(depth, "submit", &shown(output)),
            What::Succeeded { output, .. } => self.field(depth, "result", &shown(output)),
            What::Failed { reason, .. } | What::TimedOut { reason, .. } => {
                chain.failed = Some(time);
                let text = self.paint.of(Style::Bad, &reason_text(reason));
                self.field(depth, "failed", &text);
            }
            What::EvaluationFailed { reason, .. } => {
                chain.failed = Some(time);
                let text = self.paint.of(Style::Bad, &reason_text(reason));
                self.field(depth, "failed", &text);
            }
            What::MapIteration { progress: Progress::Started, name, index } => {
                chain.within = Some(name.clone());
                chain.iteration = Some(format!("{name}[{index}]").into());
                chain.state = None;
                chain.depth += 1;
            }
            What::StateProgress { progress: Progress::Started, .. } => {
                self.retried(time, chain);
                chain.within = chain.state.clone();
                chain.depth += 1;
            }
            What::StateProgress { progress: Progress::Failed, .. } => {
                chain.failed = Some(time);
            }
            What::MapStateStarted { length } => {
                self.retried(time, chain);
                self.field(depth, "items", &length.to_string());
            }
            What::ExecutionRedriven { .. } => {
                self.line(time, depth, &self.paint.of(Style::Bold, "redriven"));
            }
            What::MapRunStarted { arn } | What::MapRunRedriven { arn, .. } => {
                self.field(depth, "run", arn);
            }
            What::MapRunFailed(reason) => {
                let text = self.paint.of(Style::Bad, &reason_text(reason));
                self.field(depth, "failed", &text);
            }
            What::StateAborted { kind } => {
                let text = self.paint.of(Style::Warn, &format!("aborted {kind}"));
                self.line(time, depth, &text);
            }
            What::ExecutionFailed(reason) | What::ExecutionTimedOut(reason) if depth > 0 => {
                self.field(depth, "failed", &reason_text(reason));
            }
            What::ExecutionAborted(_) if depth > 0 => {
                self.line(time, depth, &self.paint.of(Style::Warn, "aborted"));
            }
            What::ExecutionSucceeded { .. }
            | What::ExecutionFailed(_)
            | What::ExecutionTimedOut(_)
            | What::ExecutionAborted(_)
            | What::MapIteration { .. }
            | What::StateProgress { .. }
            | What::MapRunSucceeded
            | What::MapRunAborted
            | What::Started { .. } => {}
        }
    }
}

impl Trace<'_> {
    /// The Map or Parallel an event is about: the state the chain is in, or one around it, that is
    /// of the event's kind.
    fn holder(&self, chain: &Chain, event: &Event) -> Option<Text> {
        let kind = match &event.what {
            What::StateProgress { kind, .. } => kind,
            What::MapIteration { name, .. } => return Some(name.clone()),
            _ => &"Map",
        };
        let inner = self.known.get(chain.state.as_ref()?)?;
        let mut around =
            std::iter::successors(Some(inner), |state| self.known.get(state.within.as_ref()?));
        around.find(|state| state.kind == *kind).map(|state| state.name.clone())
    }

    /// Says that a state is tried again, if it failed before.
    fn retried(&mut self, time: Timestamp, chain: &mut Chain) {
        if let Some(failed) = chain.failed.take() {
            let text = format!("retry after {}", seconds(time.0 - failed.0));
            self.line(time, chain.depth, &self.paint.of(Style::Warn, &text));
        }
    }
}

impl Observer for Trace<'_> {
    fn event(&mut self, execution: &Text, event: &Event) {
        let main = self.main.get_or_insert_with(|| execution.clone()) == execution;
        let before = self.chains.get(&(execution.clone(), event.previous));
        let first = Chain { depth: if main { 0 } else { 2 }, ..Chain::default() };
        let mut chain = before.cloned().unwrap_or(first);
        // Behind the end of its branches the state that holds them goes on.
        let holder = match &event.what {
            What::StateExited { name, kind: "Map" | "Parallel", .. } => Some(name.clone()),
            What::MapStateStarted { .. }
            | What::StateProgress { progress: Progress::Started | Progress::Failed, .. }
            | What::MapIteration { progress: Progress::Started, .. } => self.holder(&chain, event),
            _ => None,
        };
        if let Some(holder) = holder {
            if let Some(known) = self.known.get(&holder) {
                chain.depth = known.depth;
                chain.within = known.within.clone();
                chain.iteration = known.iteration.clone();
            }
            chain.state = Some(holder);
        }
        self.show(event, &mut chain);
        self.chains.insert((execution.clone(), event.id), chain);
    }
}

/// `0.250 s`, `2:05.000`, `1 d 10:00:00.000`
fn seconds(millis: i64) -> String {
    let (whole, rest) = (millis / 1000, millis.rem_euclid(1000));
    let (minutes, second) = (whole / 60, whole % 60);
    let (hours, minute) = (minutes / 60, minutes % 60);
    match (hours / 24, hours % 24, minute) {
        (0, 0, 0) => format!("{second}.{rest:03} s"),
        (0, 0, minute) => format!("{minute}:{second:02}.{rest:03}"),
        (0, hour, minute) => format!("{hour}:{minute:02}:{second:02}.{rest:03}"),
        (day, hour, minute) => format!("{day} d {hour:02}:{minute:02}:{second:02}.{rest:03}"),
    }
}

fn resource_name(resource: &Resource) -> String {
    match &resource.kind {
        ResourceKind::Service { service, action, .. } => format!("{service}:{action}"),
        ResourceKind::Function | ResourceKind::Activity => resource.arn.to_string(),
    }
}
