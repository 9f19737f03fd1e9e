//! Calls, `parallel` and `map`.

use flowc::ir::program::{
    Block, Branch, Expr, Map, MapSource, ResourcePart, Task, VarId, Work, WorkKind, Writer,
};
use flowc::value::Value;

use super::expressions::Missing;
use super::{Failure, Reference, Run, Stop, TOKEN, fails};
use crate::proof::world::{Called, Outcome};

/// How many iterations of a map run at once where nothing else is said.
const MOST_AT_ONCE: usize = 40;

/// How long a call may take where nothing is said, in milliseconds.
const LONGEST_CALL: i64 = 99_999_999_000;

/// Arguments with the token of their attempt.
fn with_token(value: &Value, token: &str) -> Value {
    match value {
        Value::String(text) if text.contains(TOKEN) => text.replace(TOKEN, token).into(),
        Value::Array(items) => {
            Value::array(items.iter().map(|item| with_token(item, token)).collect())
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, it)| (key.clone(), with_token(it, token)));
            Value::object(fields.collect::<Vec<_>>())
        }
        other => other.clone(),
    }
}

/// When the first heartbeat is missed, where one must come within each `gap`.
fn missed(gap: i64, heartbeats: &[i64]) -> i64 {
    let mut last = 0;
    for beat in heartbeats {
        if beat - last > gap {
            break;
        }
        last = *beat;
    }
    last + gap
}

/// Items in batches of at most so many of them and so many bytes, but never none. What else a batch
/// carries counts too, and is not known here: programs say few bytes, so that each item is alone, or far
/// more than there are.
fn batches(items: Vec<Value>, most: usize, bytes: usize) -> Vec<(Value, usize)> {
    let mut batches: Vec<Vec<Value>> = Vec::new();
    let mut size = 0;
    for item in items {
        let own = super::printed(&item).map_or(0, |text| text.len());
        match batches.last_mut() {
            Some(batch) if batch.len() < most && size + own <= bytes => {
                size += own;
                batch.push(item);
            }
            _ => {
                size = own;
                batches.push(vec![item]);
            }
        }
    }
    batches.into_iter().map(|batch| (Value::array(batch.clone()), batch.len())).collect()
}

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
                MapSource::Reader { arguments, .. } => Some(arguments),
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
        // Each attempt has a token of its own, even where the arguments are those of the first.
        self.drawn += 1;
        let token = format!("AQCEAAAAKgAAAAM{:032x}", self.drawn);
        let arguments = with_token(&arguments, &token);
        let timeout = self.seconds(task.timeout.as_ref())?;
        let heartbeat = self.seconds(task.heartbeat.as_ref())?;
        if task.role.is_some() {
            return Err(Stop::Unmodelled("roles"));
        }
        let resource: String = task
            .resource
            .iter()
            .map(|part| match part {
                ResourcePart::Text(text) => text.clone(),
                ResourcePart::Deploy(value) => {
                    format!("${{{}}}", value.key)
                }
            })
            .collect();
        let call = Called { millis: self.strand.now, resource, arguments };
        let answer = self.world.answer(&call);
        self.strand.calls.push(call);
        self.step()?;
        let missed = heartbeat.map(|gap| missed(gap, &answer.heartbeats));
        let due = timeout.unwrap_or(LONGEST_CALL).min(missed.unwrap_or(LONGEST_CALL));
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

    /// Seconds as milliseconds.
    fn seconds(&mut self, e: Option<&Expr>) -> Run<Option<i64>> {
        let Some(e) = e else { return Ok(None) };
        self.eval(e)?.as_i64().map_or_else(fails, |seconds| Ok(Some(seconds * 1000)))
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
        let items = match &map.source {
            MapSource::Items(items) => match self.given_or(given, items)? {
                Value::Array(items) => items.items.clone(),
                _ => return fails(),
            },
            MapSource::Reader { arguments, config, .. } => {
                let arguments = self.given_or(given, arguments)?;
                self.read_items(&arguments, config)?
            }
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
        let values = self.tolerated(children, &sizes, tolerated, percentage)?;
        match map.distributed.as_ref().and_then(|options| options.writer.as_ref()) {
            None => Ok(values),
            Some(writer) => self.written(writer),
        }
    }

    /// What a map reads: the items of an object, as many as are wanted.
    fn read_items(
        &mut self,
        arguments: &Value,
        config: &[(&'static str, Expr)],
    ) -> Run<Vec<Value>> {
        let key = arguments.get("Key").and_then(Value::as_str).unwrap_or_default();
        let Some((_, items)) = self.world.object(key) else {
            return Err(Stop::Unmodelled("an object that is not there"));
        };
        let most = config.iter().find(|(name, _)| *name == "MaxItems");
        let most = most.map(|(_, e)| self.eval(e)).transpose()?;
        let most = most.and_then(|most| usize::try_from(most.as_i64()?).ok());
        Ok(items.iter().take(most.unwrap_or(usize::MAX)).map(Value::from).collect())
    }

    /// Where the results are written, as far as it does not depend on the run.
    fn written(&mut self, writer: &Writer) -> Run<Value> {
        let arguments = writer.arguments.as_ref().map(|e| self.eval(e)).transpose()?;
        let bucket = arguments.and_then(|it| it.get("Bucket").cloned()).unwrap_or_default();
        Ok(Value::object([("ResultWriterDetails", Value::object([("Bucket", bucket)]))]))
    }

    /// What each child execution or iteration is given, with the number of items in it.
    fn inputs(&mut self, map: &Map, items: Vec<Value>) -> Run<Vec<(Value, usize)>> {
        let Some(options) = &map.distributed else {
            return Ok(items.into_iter().map(|item| (item, 1)).collect());
        };
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
        let most = |this: &mut Self, e: &Option<Expr>| match e {
            None => Ok(None),
            Some(e) => {
                let most = this.eval(e)?.as_i64().and_then(|it| usize::try_from(it).ok());
                most.map_or_else(fails, |most| Ok(Some(most)))
            }
        };
        let items = most(self, &options.batch_items)?;
        let bytes = most(self, &options.batch_bytes)?;
        if items.is_none() && bytes.is_none() {
            return Ok(selected.into_iter().map(|item| (item, 1)).collect());
        }
        Ok(batches(selected, items.unwrap_or(usize::MAX), bytes.unwrap_or(usize::MAX)))
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
