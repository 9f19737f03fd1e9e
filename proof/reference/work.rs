//! Calls, `parallel` and `map`.

use flowc::ir::program::{
    Block, Branch, Expr, Map, MapSource, ResourcePart, Task, VarId, Work, WorkKind,
};
use flowc::value::Value;

use super::expressions::Missing;
use super::{Failure, Reference, Run, Stop, fails};
use crate::proof::world::{Called, Outcome};

/// How many iterations of a map run at once where nothing else is said.
const MOST_AT_ONCE: usize = 40;

/// How long a call may take where nothing is said, in milliseconds.
const LONGEST_CALL: i64 = 99_999_999_000;

/// A branch or an iteration that has run.
struct Child {
    ended: i64,
    result: Result<Value, Failure>,
    /// The variables it assigned, with their values.
    assigned: Vec<(VarId, Value)>,
    calls: Vec<Called>,
}

impl Reference<'_> {
    /// A call, `parallel` or `map` with its clauses. What it is given that holds calls of its own is
    /// evaluated once, before the attempts; the rest with each.
    pub(super) fn work(&mut self, work: &Work, missing: Missing) -> Run<Option<Value>> {
        self.step()?;
        let result = self.given(work).and_then(|given| {
            self.retried(&work.retriers, |this| {
                let result = this.attempt(work, &given)?;
                this.set(work.result, result);
                match this.read(&work.value, missing)? {
                    None if missing == Missing::Fails => fails(),
                    value => Ok(value),
                }
            })
        });
        match result {
            Err(Stop::Fail(failure)) => self.caught(&work.catches, failure).map(Some),
            other => other,
        }
    }

    /// What is evaluated before the first attempt.
    fn given(&mut self, work: &Work) -> Run<Option<Value>> {
        let first = match &work.kind {
            WorkKind::Task(task) => task.arguments.as_ref(),
            WorkKind::Parallel { .. } => None,
            WorkKind::Map(map) => match &map.source {
                MapSource::Items(items) => Some(items),
                MapSource::Reader { .. } => return Err(Stop::Unmodelled("a reader")),
            },
        };
        first.filter(|e| e.steps).map(|e| self.eval(e)).transpose()
    }

    fn attempt(&mut self, work: &Work, given: &Option<Value>) -> Run<Value> {
        match &work.kind {
            WorkKind::Task(task) => self.task(task, given),
            WorkKind::Parallel { branches } => self.parallel(branches),
            WorkKind::Map(map) => self.map(map, given),
        }
    }

    fn given_or(&mut self, given: &Option<Value>, e: &Expr) -> Run<Value> {
        given.clone().map_or_else(|| self.eval(e), Ok)
    }

    fn task(&mut self, task: &Task, given: &Option<Value>) -> Run<Value> {
        let arguments = match &task.arguments {
            Some(arguments) => self.given_or(given, arguments)?,
            None => return Err(Stop::Unmodelled("a call without arguments")),
        };
        let timeout = task.timeout.as_ref().map(|e| self.eval(e)).transpose()?;
        if task.heartbeat.is_some() || task.role.is_some() {
            return Err(Stop::Unmodelled("heartbeats and roles"));
        }
        let resource: String = task
            .resource
            .iter()
            .map(|part| match part {
                ResourcePart::Text(text) => text.clone(),
                ResourcePart::Deploy(id) => {
                    format!("${{{}}}", self.program.deploy_values[id.0 as usize].key)
                }
            })
            .collect();
        let call = Called { millis: self.strand.now, resource, arguments };
        let answer = self.world.answer(&call);
        self.strand.calls.push(call);
        self.step()?;
        let due = match timeout {
            Some(timeout) => timeout.as_i64().map_or_else(fails, |seconds| Ok(seconds * 1000))?,
            None => LONGEST_CALL,
        };
        if answer.millis > due || matches!(answer.outcome, Outcome::Never) {
            if due == LONGEST_CALL {
                return Err(Stop::TooLong);
            }
            self.strand.now += due;
            return Err(Stop::Fail(Failure::timeout()));
        }
        self.strand.now += answer.millis;
        match answer.outcome {
            Outcome::Return(value) => Ok(Value::from(&value)),
            Outcome::Fail { error, cause } => Err(Stop::Fail(Failure { error, cause })),
            Outcome::Never => Err(Stop::TooLong),
        }
    }

    fn parallel(&mut self, branches: &[Branch]) -> Run<Value> {
        let begin = self.strand.now;
        let mut children = Vec::new();
        for branch in branches {
            children.push(self.child(begin, &branch.body, &[])?);
        }
        self.joined(children)
    }

    /// Runs a block by itself, from the moment `start` on.
    fn child(&mut self, start: i64, body: &Block, bound: &[(VarId, Value)]) -> Run<Child> {
        let outer = self.strand.clone();
        self.strand.now = start;
        self.strand.calls.clear();
        self.strand.written.clear();
        for (var, value) in bound {
            self.set(*var, value.clone());
        }
        let result = self.body(body);
        let inner = std::mem::replace(&mut self.strand, outer);
        let result = match result {
            Ok(value) => Ok(value),
            Err(Stop::Fail(failure)) => Err(failure),
            Err(stop) => return Err(stop),
        };
        let assigned = inner
            .written
            .iter()
            .filter_map(|var| Some((*var, inner.variables[var.0 as usize].clone()?)))
            .collect();
        Ok(Child { ended: inner.now, result, assigned, calls: inner.calls })
    }

    /// All end, or the first failure ends all.
    fn joined(&mut self, children: Vec<Child>) -> Run<Value> {
        let first = children
            .iter()
            .enumerate()
            .filter_map(|(at, child)| Some((child.ended, at, child.result.as_ref().err()?.clone())))
            .min_by_key(|(ended, at, _)| (*ended, *at));
        let Some((_, at, failure)) = first else {
            let mut values = Vec::new();
            for child in children {
                self.strand.now = self.strand.now.max(child.ended);
                self.strand.calls.extend(child.calls);
                for (var, value) in child.assigned {
                    self.set(var, value);
                }
                values.push(child.result.unwrap_or_default());
            }
            return Ok(Value::array(values));
        };
        self.ended_by(at, children)?;
        Err(Stop::Fail(failure))
    }

    /// Keeps the calls made before the failure of `failed` ended all others. What another one does at that
    /// very moment may or may not be seen.
    fn ended_by(&mut self, failed: usize, children: Vec<Child>) -> Run<()> {
        let ended = children[failed].ended;
        let failure = children[failed].result.clone();
        for (at, child) in children.into_iter().enumerate() {
            let fails_otherwise =
                child.ended == ended && child.result.is_err() && child.result != failure;
            let calls_then = child.calls.iter().any(|call| call.millis == ended);
            if at != failed && (fails_otherwise || calls_then) {
                return Err(Stop::Raced);
            }
            self.strand.calls.extend(child.calls.into_iter().filter(|call| call.millis <= ended));
        }
        self.strand.now = ended;
        Ok(())
    }

    fn map(&mut self, map: &Map, given: &Option<Value>) -> Run<Value> {
        let MapSource::Items(items) = &map.source else {
            return Err(Stop::Unmodelled("a reader"));
        };
        let items = match self.given_or(given, items)? {
            Value::Array(items) => items.items.clone(),
            _ => return fails(),
        };
        let whole = |this: &mut Self, e: &Option<Expr>| match e {
            None => Ok(None),
            Some(e) => this.eval(e)?.as_i64().map_or_else(fails, |value| Ok(Some(value))),
        };
        let concurrency = whole(self, &map.concurrency)?;
        let tolerated = whole(self, &map.tolerated_count)?;
        let percentage = map.tolerated_percentage.as_ref().map(|e| self.number(e)).transpose()?;
        let default = if map.distributed.is_some() { 10_000 } else { MOST_AT_ONCE };
        let most = match concurrency.and_then(|most| usize::try_from(most).ok()) {
            None | Some(0) => default,
            Some(most) => most.min(default),
        };
        let inputs = self.inputs(map, items)?;
        let begin = self.strand.now;
        let mut free = vec![begin; most.min(inputs.len()).max(1)];
        let mut children = Vec::new();
        for (at, (item, _)) in inputs.iter().enumerate() {
            let slot = (0..free.len()).min_by_key(|slot| (free[*slot], *slot)).unwrap_or(0);
            let mut bound = vec![(map.item, item.clone())];
            bound.extend(map.index.map(|var| (var, super::values::count(at))));
            let outer = self.within_map;
            self.within_map |= map.distributed.is_some();
            let child = self.child(free[slot], &map.body, &bound);
            self.within_map = outer;
            let mut child = child?;
            free[slot] = child.ended;
            if child.result.is_err() && map.distributed.is_none() {
                // What would begin in its place never does.
                free[slot] = i64::MAX;
            }
            child.assigned.clear();
            children.push(child);
            if free.iter().all(|free| *free == i64::MAX) {
                break;
            }
        }
        if map.distributed.is_none() {
            return self.joined(children);
        }
        let sizes: Vec<usize> = inputs.iter().map(|(_, size)| *size).collect();
        self.tolerated(children, &sizes, tolerated, percentage)
    }

    /// What each child execution or iteration is given, with the number of items in it.
    fn inputs(&mut self, map: &Map, items: Vec<Value>) -> Run<Vec<(Value, usize)>> {
        let Some(options) = &map.distributed else {
            return Ok(items.into_iter().map(|item| (item, 1)).collect());
        };
        if options.writer.is_some() || options.batch_bytes.is_some() {
            return Err(Stop::Unmodelled("a writer, batches of bytes"));
        }
        let mut selected = Vec::new();
        for item in items {
            selected.push(match &options.select {
                None => item,
                Some((param, e)) => {
                    self.set(*param, item);
                    self.eval(e)?
                }
            });
        }
        let Some(size) = &options.batch_items else {
            return Ok(selected.into_iter().map(|item| (item, 1)).collect());
        };
        let Some(size) = self.eval(size)?.as_i64().and_then(|it| usize::try_from(it).ok()) else {
            return fails();
        };
        Ok(selected
            .chunks(size.max(1))
            .map(|chunk| (Value::array(chunk.to_vec()), chunk.len()))
            .collect())
    }

    /// A distributed map fails when too many of its items have, and not with their error.
    #[allow(clippy::cast_precision_loss, reason = "there are few items")]
    fn tolerated(
        &mut self,
        children: Vec<Child>,
        sizes: &[usize],
        count: Option<i64>,
        percentage: Option<f64>,
    ) -> Run<Value> {
        let count = count.filter(|count| *count > 0);
        let percentage = percentage.filter(|percentage| *percentage > 0.0);
        let total: usize = sizes.iter().sum();
        let mut order: Vec<usize> = (0..children.len()).collect();
        order.retain(|at| children[*at].result.is_err());
        order.sort_by_key(|at| (children[*at].ended, *at));
        let mut failed = 0;
        for at in order {
            failed += sizes[at];
            let too_many = match (count, percentage) {
                (None, None) => true,
                _ => {
                    count.is_some_and(|count| failed as f64 > count as f64)
                        || percentage.is_some_and(|it| failed as f64 * 100.0 / total as f64 > it)
                }
            };
            if too_many {
                self.ended_by(at, children)?;
                return Err(Stop::Fail(Failure {
                    error: Some("States.ExceedToleratedFailureThreshold".into()),
                    cause: Some("The specified tolerated failure threshold was exceeded".into()),
                }));
            }
        }
        let mut values = Vec::new();
        for child in children {
            self.strand.now = self.strand.now.max(child.ended);
            self.strand.calls.extend(child.calls);
            let text = |text: Option<String>| text.map_or(Value::Null, Value::from);
            values.push(child.result.unwrap_or_else(|failure| {
                Value::object([
                    ("Status", Value::from("FAILED")),
                    ("Error", text(failure.error)),
                    ("Cause", text(failure.cause)),
                ])
            }));
        }
        Ok(Value::array(values))
    }
}
