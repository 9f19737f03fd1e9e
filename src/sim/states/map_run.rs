//! A Map Run: the child executions of a distributed Map.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::tolerance::Tolerance;
use crate::sim::execution::{Attempt, Execution, Identity, Strand, Variables};
use crate::sim::failure::Failure;
use crate::sim::history::What;
use crate::sim::plan::{Distributed, Map};
use crate::sim::redrive::{self, ChildPast, Ended, Planned, Redrive};
use crate::sim::visit::Visit;
use crate::sim::{Kind, run};
use crate::value::{Text, Value};

/// How often a Map Run can be redriven.
const MOST_REDRIVES: u32 = 1_000;

/// A Map Run, which a redriven execution takes up again.
pub(super) struct MapRun<'v> {
    visit: &'v Visit<'v>,
    map: &'v Map,
    pub arn: Text,
    /// The name of the state machine of its children.
    machine: Text,
    express: bool,
    /// How often it was redriven.
    redrives: u32,
    /// What is known of its children, by index.
    known: RefCell<Vec<redrive::Child>>,
}

/// What a Map Run has to do.
struct Agenda {
    /// Those that run.
    children: Vec<Child>,
    /// Those that have ended, by index.
    all: Vec<Option<Ended>>,
    /// How many items of them failed.
    failed: usize,
    /// How many items there are.
    total: usize,
}

/// A child that is to run.
struct Child {
    index: usize,
    arn: Text,
    input: Value,
    items: usize,
    resume: Option<Box<Redrive>>,
}

impl<'v> MapRun<'v> {
    /// A new run, or the `earlier` one.
    pub fn new(
        visit: &'v Visit<'v>,
        map: &'v Map,
        settings: &Distributed,
        earlier: Option<redrive::MapRun>,
    ) -> Self {
        let execution = visit.execution;
        let options = execution.world.options;
        let (region, account, parent) = (&options.region, &options.account, &execution.machine);
        let machine = |label: &str| Text::from(format!("{parent}/{label}"));
        let label = settings.label.as_deref();
        let (arn, machine, redrives, known) = match earlier {
            Some(redrive::MapRun { arn, count, children }) => {
                let machine = machine(label.unwrap_or_else(|| label_of(&arn)));
                (arn, machine, count, children)
            }
            None => {
                let label = label.map_or_else(|| execution.world.uuid(), Text::from);
                let machine = machine(&label);
                let id = execution.world.uuid();
                let arn = format!("arn:aws:states:{region}:{account}:mapRun:{machine}:{id}");
                (arn.into(), machine, 0, Vec::new())
            }
        };
        let (express, known) = (settings.express, RefCell::new(known));
        Self { visit, map, arn, machine, express, redrives, known }
    }

    /// Tells that it begins or is redriven; the event.
    ///
    /// # Errors
    /// `States.Runtime` where it was redriven too often.
    pub fn begin(&self) -> Attempt<u64> {
        let (execution, arn) = (self.visit.execution, self.arn.clone());
        if self.redrives > MOST_REDRIVES {
            let cause = format!("A Map Run cannot be redriven more than {MOST_REDRIVES} times.");
            return Err(Failure::runtime(cause));
        }
        let begun = execution.record(self.visit.strand.last.get(), || match self.redrives {
            0 => What::MapRunStarted { arn },
            count => What::MapRunRedriven { arn, count },
        });
        let known = self.known.borrow();
        let known = known.iter().map(|it| Planned { arn: it.arn.clone(), items: it.items });
        execution.map_run(&self.arn, known);
        Ok(begun)
    }

    /// Whether the input of each child is known.
    pub fn has_all_inputs(&self) -> bool {
        let known = self.known.borrow();
        let has_input = |child: &redrive::Child| !matches!(child.past, ChildPast::Pending);
        !known.is_empty() && known.iter().all(has_input)
    }

    /// Runs the children that have not ended, at most `most` at once; all of them, by index. `inputs` are
    /// those of the children, each with how many items it holds; a child that had begun keeps its own.
    ///
    /// # Errors
    /// The first failure too many.
    pub async fn children(
        &self,
        inputs: Vec<(Value, usize)>,
        most: usize,
        tolerance: &Tolerance,
    ) -> Attempt<Vec<Ended>> {
        let Agenda { children, mut all, mut failed, total } = self.agenda(inputs);
        tolerance.check(failed, total)?;
        let mut waiting = children.into_iter();
        let mut begin = || {
            let child = waiting.next()?;
            let (index, items) = (child.index, child.items);
            Some(async move { (index, items, self.child(child).await) })
        };
        let mut running = FuturesUnordered::new();
        running.extend((0..most).map_while(|_| begin()));
        while let Some((index, items, ended)) = running.next().await {
            if ended.outcome.is_err() {
                failed += items;
                tolerance.check(failed, total)?;
            }
            all[index] = Some(ended);
            running.extend(begin());
        }
        Ok(all.into_iter().flatten().collect())
    }

    /// What is to do, given what is known of the children.
    fn agenda(&self, inputs: Vec<(Value, usize)>) -> Agenda {
        let known = self.known.take();
        let count = known.len().max(inputs.len());
        let mut known = known.into_iter();
        let mut inputs = inputs.into_iter();
        let mut agenda = Agenda { children: Vec::new(), all: Vec::new(), failed: 0, total: 0 };
        let mut planned = Vec::with_capacity(count);
        for index in 0..count {
            let (input, items) =
                inputs.next().map_or((None, 0), |(input, items)| (Some(input), items));
            let known = known.next().unwrap_or_else(|| redrive::Child {
                arn: self.arn_of_child(),
                items,
                past: ChildPast::Pending,
            });
            let redrive::Child { arn, items, past } = known;
            planned.push(Planned { arn: arn.clone(), items });
            agenda.total += items;
            let (input, resume) = match past {
                ChildPast::Pending => (input, None),
                ChildPast::Restarts(input) => (Some(input), None),
                ChildPast::Redriven(redrive) => (Some(redrive.input.clone()), Some(redrive)),
                ChildPast::Ended(past) => {
                    agenda.failed += if past.outcome.is_err() { items } else { 0 };
                    agenda.all.push(Some(past));
                    continue;
                }
            };
            agenda.all.push(None);
            agenda.children.extend(input.map(|input| Child { index, arn, input, items, resume }));
        }
        self.visit.execution.map_run(&self.arn, planned.into_iter());
        agenda
    }

    fn arn_of_child(&self) -> Text {
        let world = self.visit.execution.world;
        let (region, account) = (&world.options.region, &world.options.account);
        let resource = if self.express { "express" } else { "execution" };
        let (machine, name) = (&self.machine, world.uuid());
        format!("arn:aws:states:{region}:{account}:{resource}:{machine}:{name}").into()
    }

    /// Runs one child.
    async fn child(&self, child: Child) -> Ended {
        let Child { arn, input, resume, .. } = child;
        let parent = self.visit.execution;
        let world = parent.world;
        let (started, redrives) =
            resume.as_ref().map_or((world.clock.now(), 0), |it| (it.started, it.count));
        let identity = Identity {
            arn: arn.clone(),
            name: name_of(&arn),
            machine_arn: self.machine_arn(),
            machine: self.machine.clone(),
            kind: if self.express { Kind::Express } else { Kind::Standard },
            input: &input,
            started,
            redrives,
        };
        let execution = Execution::new(world, identity);
        let strand = Strand::new(0, Rc::<Variables>::default(), None);
        if let Some(redrive) = resume {
            redrive.take_up(&execution, &strand);
        }
        let states = &self.map.processor;
        let outcome = run::whole_branch(&execution, states, None, &strand, input.clone()).await;
        parent.transitions.set(parent.transitions.get() + execution.transitions.get());
        let stopped = world.clock.now();
        Ended { arn, input, started, stopped, redrives, outcome }
    }

    /// The ARN of the state machine of the children.
    pub fn machine_arn(&self) -> Text {
        let options = self.visit.execution.world.options;
        let (region, account, machine) = (&options.region, &options.account, &self.machine);
        format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into()
    }
}

/// The name of an execution.
pub(super) fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

/// The generated label in the ARN of a Map Run: `…:mapRun:machine/label:id`.
fn label_of(arn: &str) -> &str {
    let machine = arn.rsplit(':').nth(1).unwrap_or_default();
    machine.rsplit('/').next().unwrap_or_default()
}
