//! Takes an execution up again that failed, timed out or was aborted: from the states it was in, with
//! the inputs and variables they had. Branches and iterations that had ended well keep their outputs, and
//! so do children of a distributed Map.
//!
//! ```text
//! Past ─Redrive::read─▶ Redrive ─sim::redrive─▶ Outcome
//! ```
//!
//! A [`Past`] is the history of the execution and of those it started; `ran` tells how one of them ended,
//! `chains` where it was.

mod chains;
mod past;
mod ran;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

pub use past::{Past, Planned};
pub use ran::REDRIVABLE_EVENTS;

use self::chains::{Attempt, Chain, Chains, Open};
use self::ran::{End, Ran};
use super::execution::{Execution, Strand};
use super::failure::Failure;
use super::history::What;
use super::plan::{Branch, Kind, Map, Plan};
use super::{Kind as MachineKind, Options};
use crate::value::{Text, Timestamp, Value};

/// Where an execution takes up again.
#[derive(Debug)]
pub struct Redrive {
    /// The input it was started with.
    pub input: Value,
    /// The distributed Maps with children that run again, as what they did is not known.
    pub unknown: BTreeSet<Text>,
    pub(super) started: Timestamp,
    /// How often it was redriven, this time counted.
    pub(super) count: u32,
    /// The last event.
    last: u64,
    root: Resume,
}

/// Where a machine, a branch or an iteration takes up again.
#[derive(Debug)]
pub(super) struct Resume {
    /// The state it was in, by its place in the branch.
    pub state: usize,
    pub input: Value,
    pub variables: Vec<(Text, Value)>,
    /// When the state was entered, and the event that says so.
    pub entered: (Timestamp, u64),
    pub begun: Option<Begun>,
}

/// What the attempt had begun that goes on.
#[derive(Debug)]
pub(super) enum Begun {
    /// Branches or iterations, by index.
    Parts(HashMap<usize, Part>),
    MapRun(MapRun),
}

/// A branch or an iteration.
#[derive(Debug)]
pub(super) enum Part {
    /// It ended well.
    Done(Value),
    /// It did not.
    At(Box<Resume>),
}

/// A Map Run.
#[derive(Debug)]
pub(super) struct MapRun {
    pub arn: Text,
    /// How often it was redriven, this time counted.
    pub count: u32,
    /// Its children, by index; empty where they are not known.
    pub children: Vec<Child>,
}

/// A child of a Map Run.
#[derive(Debug)]
pub(super) struct Child {
    pub arn: Text,
    /// How many items it has.
    pub items: usize,
    pub past: ChildPast,
}

/// What a child of a Map Run had come to.
#[derive(Debug)]
pub(super) enum ChildPast {
    Pending,
    /// It ended well, or it cannot be redriven.
    Ended(Ended),
    /// It did not end well, and begins with its input again: an Express child.
    Restarts(Value),
    Redriven(Box<Redrive>),
}

/// A child that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub arn: Text,
    pub input: Value,
    pub started: Timestamp,
    pub stopped: Timestamp,
    /// How often it was redriven.
    pub redrives: u32,
    pub outcome: Result<Value, Failure>,
}

impl Redrive {
    /// Where an execution of `plan` takes up again at `options.start`.
    ///
    /// # Errors
    /// Where the service would refuse: the execution succeeded, is Express, has too many events or ended
    /// more than 14 days before. Where the history is none of `plan`, or goes on after `options.start`.
    pub fn read(past: &Past, plan: &Plan, options: &Options) -> Result<Self, String> {
        if options.kind == MachineKind::Express {
            return Err("Step Functions redrives Standard workflows alone".into());
        }
        let at = options.start;
        let ran = Ran::read(&past.events)?;
        if let Some(refusal) = ran.refusal(at) {
            return Err(refusal);
        }
        if matches!(ran.end, End::Open) {
            return Err("an execution that has not ended cannot be redriven".into());
        }
        if at < ran.stopped {
            return Err(format!("an execution cannot be redriven before its end, {}", ran.stopped));
        }
        let reader = Reader { past, at, unknown: RefCell::default() };
        let redrive = reader.redrive(&past.events, ran, &plan.root)?;
        Ok(Self { unknown: reader.unknown.into_inner(), ..redrive })
    }

    /// Makes `strand`, that of the whole execution, go on from there.
    pub(super) fn take_up(self, execution: &Execution<'_>, strand: &Strand) {
        let Self { last, count, root, .. } = self;
        execution.continue_behind(last);
        strand.advance(execution.record(last, || What::ExecutionRedriven { count }));
        strand.resume.replace(Some(root));
    }
}

/// Finds out where executions take up again.
struct Reader<'p> {
    past: &'p Past,
    /// When they do.
    at: Timestamp,
    unknown: RefCell<BTreeSet<Text>>,
}

impl Reader<'_> {
    /// Where an execution takes up again that ran the states of `branch`.
    fn redrive(&self, events: &[Json], ran: Ran, branch: &Branch) -> Result<Redrive, String> {
        let chains = Chains::read(events)?;
        let root = chains.get(0);
        let open = root.open.as_ref().ok_or("no state was left open")?;
        let root = self.resume(&chains, root, open, branch)?;
        let Ran { input, started, last, redrives, .. } = ran;
        let unknown = BTreeSet::new();
        Ok(Redrive { input, unknown, started, count: redrives + 1, last, root })
    }

    /// Where a chain takes up again.
    fn resume(
        &self,
        chains: &Chains,
        chain: &Chain,
        open: &Open,
        branch: &Branch,
    ) -> Result<Resume, String> {
        let name = &*open.name;
        let state = branch.states.iter().position(|state| &*state.name == name);
        let state = state.ok_or_else(|| format!("the state machine has no state `{name}`"))?;
        let kind = &branch.states[state].kind;
        let begun = open.attempt.as_ref().map(|attempt| self.begun(chains, attempt, kind, name));
        Ok(Resume {
            state,
            input: open.input.clone(),
            variables: chain.variables.clone(),
            entered: open.entered,
            begun: begun.transpose()?,
        })
    }

    /// What an attempt of the state `name` had begun.
    fn begun(
        &self,
        chains: &Chains,
        attempt: &Attempt,
        kind: &Kind,
        name: &str,
    ) -> Result<Begun, String> {
        let (Some((arn, redrives)), Kind::Map(map)) = (&attempt.map_run, kind) else {
            return Ok(Begun::Parts(self.parts(chains, attempt, kind)?));
        };
        let children = self.children(arn, map, name)?;
        Ok(Begun::MapRun(MapRun { arn: arn.clone(), count: redrives + 1, children }))
    }

    /// How far the branches or iterations of an attempt were.
    fn parts(
        &self,
        chains: &Chains,
        attempt: &Attempt,
        kind: &Kind,
    ) -> Result<HashMap<usize, Part>, String> {
        let mut parts = HashMap::new();
        for child in attempt.children.iter().map(|child| chains.get(*child)) {
            let Some((index, branch)) = place(child, kind) else { continue };
            let part = match (&child.open, &child.output) {
                (Some(open), _) => Part::At(Box::new(self.resume(chains, child, open, branch)?)),
                (None, Some(output)) => Part::Done(output.clone()),
                (None, None) => continue,
            };
            parts.insert(index, part);
        }
        Ok(parts)
    }

    /// What the children of a Map Run had come to.
    fn children(&self, map_run: &Text, map: &Map, state: &str) -> Result<Vec<Child>, String> {
        let Some(children) = self.past.map_runs.get(map_run) else {
            self.unknown.borrow_mut().insert(state.into());
            return Ok(Vec::new());
        };
        if children.iter().any(|child| self.past.lost.contains(&child.arn)) {
            self.unknown.borrow_mut().insert(state.into());
        }
        let child = |Planned { arn, items }: &Planned| {
            let events = self.past.children.get(arn).map_or(&[][..], Vec::as_slice);
            Ok(Child { arn: arn.clone(), items: *items, past: self.child(arn, events, map)? })
        };
        children.iter().map(child).collect()
    }

    fn child(&self, arn: &Text, events: &[Json], map: &Map) -> Result<ChildPast, String> {
        if events.is_empty() {
            return Ok(ChildPast::Pending);
        }
        let ran = Ran::read(events)?;
        let is_express = map.distributed.as_ref().is_some_and(|it| it.express);
        let is_redrivable = ran.refusal(self.at).is_none();
        let outcome = match ran.end {
            End::Succeeded(output) => Ok(output),
            End::Failed(_) | End::Open if is_express => return Ok(ChildPast::Restarts(ran.input)),
            End::Failed(failure) if !is_redrivable => Err(failure),
            End::Failed(_) | End::Open => {
                let redrive = self.redrive(events, ran, &map.processor)?;
                return Ok(ChildPast::Redriven(Box::new(redrive)));
            }
        };
        let Ran { input, started, stopped, redrives, .. } = ran;
        let arn = arn.clone();
        Ok(ChildPast::Ended(Ended { arn, input, started, stopped, redrives, outcome }))
    }
}

/// The index of a branch or an iteration, and its states. A branch is known by its first state, as names
/// are unique.
fn place<'b>(child: &Chain, kind: &'b Kind) -> Option<(usize, &'b Branch)> {
    match kind {
        Kind::Map(map) => Some((child.index?, &map.processor)),
        Kind::Parallel { branches } => {
            let first = child.first.as_deref()?;
            let holds = |branch: &Branch| branch.states.iter().any(|state| &*state.name == first);
            let index = branches.iter().position(holds)?;
            Some((index, &branches[index]))
        }
        _ => None,
    }
}
