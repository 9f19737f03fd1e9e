//! Reads the chains of events of a history: which states were left open, and in them which branches and
//! iterations.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::past;
use crate::sim::failure::{DATA_LIMIT, RUNTIME};
use crate::value::{self, Text, Timestamp, Value};

/// The chains of a history. The first is that of the machine.
pub(super) struct Chains {
    chains: Vec<Chain>,
    /// The chain of an event.
    of: HashMap<u64, usize>,
}

/// A chain of events: the machine, a branch or an iteration.
#[derive(Default)]
pub(super) struct Chain {
    /// The chain whose Parallel or Map it belongs to.
    parent: Option<usize>,
    /// The state it is in.
    pub open: Option<Open>,
    pub variables: Vec<(Text, Value)>,
    /// The output of the last state it left.
    pub output: Option<Value>,
    /// The index, of an iteration.
    pub index: Option<usize>,
    /// The first state it entered.
    pub first: Option<String>,
}

/// A state that was entered and not left.
pub(super) struct Open {
    pub name: String,
    /// `Type`
    kind: String,
    pub input: Value,
    /// When it was entered, and the event that says so.
    pub entered: (Timestamp, u64),
    /// What goes on when the execution is redriven; `None` where nothing has begun, or all begins anew.
    pub attempt: Option<Attempt>,
    /// Whether its last attempt has failed.
    failed: bool,
}

/// The present attempt of a Parallel or a Map.
#[derive(Default)]
pub(super) struct Attempt {
    /// The branches or iterations that began.
    pub children: Vec<usize>,
    /// The Map Run, and how often it was redriven.
    pub map_run: Option<(Text, u32)>,
}

impl Chains {
    /// Reads a whole history.
    ///
    /// # Errors
    /// Where an event lacks what it must have.
    pub fn read(events: &[Json]) -> Result<Self, String> {
        let mut chains = Self { chains: vec![Chain::default()], of: HashMap::new() };
        for event in events {
            let kind = event["type"].as_str().unwrap_or_default();
            let previous = event["previousEventId"].as_u64().unwrap_or(0);
            let at = chains.of.get(&previous).copied().unwrap_or(0);
            let at = chains.event(event, kind, at)?;
            chains.of.insert(event["id"].as_u64().unwrap_or(0), at);
        }
        Ok(chains)
    }

    pub fn get(&self, at: usize) -> &Chain {
        &self.chains[at]
    }

    /// Reads an event that follows one of the chain `at`; the chain it belongs to itself.
    fn event(&mut self, event: &Json, kind: &str, at: usize) -> Result<usize, String> {
        if let Some(state) = kind.strip_suffix("StateEntered") {
            return self.enter(event, state, at);
        }
        if kind.ends_with("StateExited") {
            return self.leave(event, at);
        }
        match kind {
            "ParallelStateStarted" | "MapStateStarted" => {
                let kind = kind.trim_end_matches("StateStarted");
                let at = self.find(at, |open| open.kind == kind && !open.failed).unwrap_or(at);
                if let Some(open) = &mut self.chains[at].open {
                    open.attempt = Some(Attempt::default());
                }
                Ok(at)
            }
            "ParallelStateFailed" | "MapStateFailed" => {
                let kind = kind.trim_end_matches("StateFailed");
                let at = self.find(at, |open| open.kind == kind && !open.failed).unwrap_or(at);
                if let Some(open) = &mut self.chains[at].open {
                    open.failed = true;
                }
                Ok(at)
            }
            "MapIterationStarted" => self.iteration(event, at),
            "MapRunStarted" | "MapRunRedriven" => Ok(self.map_run(event, kind, at)),
            "MapRunFailed" => {
                if is_beyond_redrive(event) {
                    self.begin_anew(at);
                }
                Ok(at)
            }
            "ExecutionFailed" => {
                self.fail(event, at);
                Ok(0)
            }
            "ExecutionRedriven" => {
                let open = self.chains.iter_mut().filter_map(|chain| chain.open.as_mut());
                open.for_each(|open| open.failed = false);
                Ok(0)
            }
            _ => Ok(at),
        }
    }

    fn enter(&mut self, event: &Json, kind: &str, at: usize) -> Result<usize, String> {
        // A chain that is in a state still is that of a Parallel, whose branches begin.
        let at = if self.chains[at].open.is_some() { self.child(at, None) } else { at };
        let name = details(event)["name"].as_str().unwrap_or_default().to_owned();
        let entered = (past::time(event).unwrap_or_default(), event["id"].as_u64().unwrap_or(0));
        let input = payload(event, "input")?;
        let chain = &mut self.chains[at];
        chain.first.get_or_insert_with(|| name.clone());
        let kind = kind.to_owned();
        chain.open = Some(Open { name, kind, input, entered, attempt: None, failed: false });
        Ok(at)
    }

    fn leave(&mut self, event: &Json, at: usize) -> Result<usize, String> {
        let name = details(event)["name"].as_str().unwrap_or_default();
        let at = self.find(at, |open| open.name == name).unwrap_or(at);
        let output = payload(event, "output")?;
        let chain = &mut self.chains[at];
        let assigned = details(event)["assignedVariables"].as_object();
        for (name, text) in assigned.into_iter().flatten() {
            let value = parse(text.as_str().unwrap_or_default())?;
            chain.variables.retain(|(known, _)| **known != **name);
            chain.variables.push((name.as_str().into(), value));
        }
        chain.output = Some(output);
        chain.open = None;
        Ok(at)
    }

    /// An iteration begins, or goes on in a redriven execution.
    fn iteration(&mut self, event: &Json, at: usize) -> Result<usize, String> {
        let name = details(event)["name"].as_str().unwrap_or_default();
        let index = details(event)["index"].as_u64().and_then(|at| usize::try_from(at).ok());
        let parent = self.find(at, |open| open.name == name);
        let parent = parent.ok_or("an iteration belongs to no Map")?;
        let known = self.children(parent).iter().find(|child| self.chains[**child].index == index);
        Ok(known.copied().unwrap_or_else(|| self.child(parent, index)))
    }

    fn map_run(&mut self, event: &Json, kind: &str, at: usize) -> usize {
        let arn = details(event)["mapRunArn"].as_str().unwrap_or_default();
        let is_of_run = |open: &Open| {
            let run = open.attempt.as_ref().and_then(|attempt| attempt.map_run.as_ref());
            run.is_some_and(|(known, _)| **known == *arn)
        };
        let at = match kind {
            "MapRunRedriven" => self.find(at, is_of_run).unwrap_or(at),
            _ => at,
        };
        let redrives = details(event)["redriveCount"].as_u64();
        let redrives = redrives.and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        if let Some(open) = &mut self.chains[at].open {
            open.attempt.get_or_insert_default().map_run = Some((arn.into(), redrives));
        }
        at
    }

    /// The execution fails. What failed because it gave too much begins anew when it is redriven; so does
    /// a Map Run whose result could not be passed on.
    fn fail(&mut self, event: &Json, at: usize) {
        if !is_beyond_redrive(event) {
            return;
        }
        let Some(at) = self.outwards(at).find(|at| self.chains[*at].open.is_some()) else { return };
        let attempt = self.chains[at].open.as_ref().and_then(|open| open.attempt.as_ref());
        let has_run = attempt.is_some_and(|attempt| attempt.map_run.is_some());
        if has_run || details(event)["error"] == DATA_LIMIT {
            self.begin_anew(at);
        }
    }

    fn begin_anew(&mut self, at: usize) {
        if let Some(open) = &mut self.chains[at].open {
            open.attempt = None;
        }
    }

    fn child(&mut self, parent: usize, index: Option<usize>) -> usize {
        let at = self.chains.len();
        self.chains.push(Chain { parent: Some(parent), index, ..Chain::default() });
        if let Some(open) = &mut self.chains[parent].open {
            open.attempt.get_or_insert_default().children.push(at);
        }
        at
    }

    fn children(&self, at: usize) -> &[usize] {
        let attempt = self.chains[at].open.as_ref().and_then(|open| open.attempt.as_ref());
        attempt.map_or(&[], |attempt| &attempt.children)
    }

    /// The chain `at`, the one around it, and so on.
    fn outwards(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(at), |at| self.chains[*at].parent)
    }

    /// The chain whose open state is such a one: the next around `at`; where there is none, one within
    /// it, as what a redriven execution takes up follows the event of the redrive.
    fn find(&self, at: usize, is_wanted: impl Fn(&Open) -> bool) -> Option<usize> {
        let is_in = |at: &usize| self.chains[*at].open.as_ref().is_some_and(&is_wanted);
        let around = self.outwards(at).find(is_in);
        let is_within = |inner: &usize| self.outwards(*inner).any(|outer| outer == at);
        around.or_else(|| (0..self.chains.len()).rev().filter(is_in).find(is_within))
    }
}

/// Whether the failure is one after which what failed is begun anew.
fn is_beyond_redrive(event: &Json) -> bool {
    matches!(details(event)["error"].as_str(), Some(DATA_LIMIT | RUNTIME))
}

pub(super) fn details(event: &Json) -> &Json {
    let mut fields = event.as_object().into_iter().flatten();
    fields.find(|(key, _)| key.ends_with("EventDetails")).map_or(&Json::Null, |(_, value)| value)
}

/// The value of a JSON text in the details.
pub(super) fn payload(event: &Json, name: &str) -> Result<Value, String> {
    let text = details(event)[name].as_str();
    parse(text.ok_or_else(|| format!("event {} has no {name}", event["id"]))?)
}

fn parse(text: &str) -> Result<Value, String> {
    value::parse(text).map_err(|error| format!("a payload is no JSON: {error}"))
}
