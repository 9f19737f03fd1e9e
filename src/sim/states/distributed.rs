//! Distributed Maps: each item, or batch of items, in an execution of its own.

use std::rc::Rc;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::{batch, map, reader, writer};
use crate::sim::execution::{Attempt, Execution, Identity, Strand, Variables};
use crate::sim::failure::Failure;
use crate::sim::flow::{self, PAYLOAD_LIMIT};
use crate::sim::history::{Progress, What};
use crate::sim::plan::{Distributed, Map};
use crate::sim::probe::{Probe, Step};
use crate::sim::query::{Quantity, Scope};
use crate::sim::visit::{Item, Visit};
use crate::sim::{Kind, run};
use crate::value::{Text, Timestamp, Value};

/// How many children run at once at most.
const MOST_AT_ONCE: usize = 10_000;

/// A child execution that ended.
pub(super) struct Ended {
    pub arn: Text,
    pub name: Text,
    pub machine_arn: Text,
    pub input: Value,
    pub started: Timestamp,
    pub stopped: Timestamp,
    pub outcome: Result<Value, Failure>,
}

/// How many failures are tolerated.
struct Tolerance {
    count: Option<i64>,
    percentage: Option<f64>,
}

/// What names the children of a Map run.
struct Names {
    map_run: Text,
    label: Text,
}

/// Runs the children; their outputs by index, or where the result is written.
pub(super) async fn run(
    visit: &Visit<'_>,
    map: &Map,
    settings: &Distributed,
    input: &Value,
) -> Attempt<Value> {
    let execution = visit.execution;
    let given = match &settings.reader {
        Some(_) => None,
        None => Some(given(visit, map, input)?),
    };
    map::started(visit, given.as_ref().map_or(0, Vec::len));
    let tolerance = tolerance(visit, settings)?;
    let most = match map::max_concurrency(visit, map)? {
        0 => MOST_AT_ONCE,
        most => most.min(MOST_AT_ONCE),
    };
    let reading =
        settings.reader.as_ref().map(|it| reader::prepare(visit, it, input)).transpose()?;
    if let Some(probe) = visit.probe {
        let inputs = match (given, reading.filter(|_| probe.has_items)) {
            (None, None) => Vec::new(),
            (given, reading) => inputs(visit, map, settings, input, given, reading).await?,
        };
        return mocked(probe, &inputs, &tolerance);
    }
    let names = names(visit, settings);
    let arn = names.map_run.clone();
    let begun = execution.record(visit.strand.last.get(), || match visit.parts.take() {
        None => What::MapRunStarted { arn },
        Some(_) => What::MapRunRedriven { arn, count: 1 },
    });
    visit.strand.advance(begun);
    visit.strand.decision.set(begun);
    let work = async {
        let inputs = inputs(visit, map, settings, input, given, reading).await?;
        let ended = children(visit, map, settings, inputs, most, &tolerance, &names).await?;
        result(visit, settings, ended, &names)
    };
    match work.await {
        Ok(result) => {
            let succeeded = execution.record(begun, || What::MapRunSucceeded);
            execution.record(succeeded, || What::StateProgress {
                kind: "Map",
                progress: Progress::Succeeded,
            });
            Ok(result)
        }
        Err(failure) => {
            let failed = execution.record(begun, || What::MapRunFailed(failure.reason()));
            visit.strand.advance(failed);
            Err(failure)
        }
    }
}

/// The items in the input of the state.
fn given(visit: &Visit<'_>, map: &Map, input: &Value) -> Attempt<Vec<Item>> {
    let items = map::items(visit, map, input)?;
    let source: Text = "STATE_DATA".into();
    let item = |(index, (key, value))| Item { index, key, value, source: source.clone() };
    match &items {
        Value::Array(items) => {
            Ok(items.iter().cloned().map(|value| (None, value)).enumerate().map(item).collect())
        }
        object => match map::pairs(object) {
            Some(pairs) => {
                let pairs = pairs.into_iter().map(|(key, value)| (Some(key), value));
                Ok(pairs.enumerate().map(item).collect())
            }
            None => Err(map::not_an_array(&items, visit)),
        },
    }
}

/// The inputs of the children, each with how many items it holds.
async fn inputs(
    visit: &Visit<'_>,
    map: &Map,
    settings: &Distributed,
    input: &Value,
    given: Option<Vec<Item>>,
    reading: Option<reader::Reading>,
) -> Attempt<Vec<(Value, usize)>> {
    let items = match (given, reading) {
        (Some(items), _) => items,
        (None, Some(reading)) => reading.items(visit).await?,
        (None, None) => Vec::new(),
    };
    let selected = map::select(visit, map, input, items.into_iter())?;
    match &settings.batcher {
        None => Ok(selected.into_iter().map(|value| (value, 1)).collect()),
        Some(batcher) => batch::batches(visit, batcher, input, selected),
    }
}

/// What a test says of the children, unless it says that too many of them failed.
fn mocked(probe: &Probe, inputs: &[(Value, usize)], tolerance: &Tolerance) -> Attempt<Value> {
    let total = inputs.iter().map(|(_, items)| items).sum();
    if tolerance.is_given() && tolerance.exceeded(probe.failed_iterations, total) {
        return Err(threshold_exceeded());
    }
    probe.outcome()
}

fn tolerance(visit: &Visit<'_>, settings: &Distributed) -> Attempt<Tolerance> {
    let scope = Scope::new(visit, &visit.input);
    let whole = |quantity: &Option<Quantity>| {
        quantity.as_ref().map(|quantity| quantity.evaluate_whole(&scope)).transpose()
    };
    let count = whole(&settings.tolerated_count)?;
    if count.is_some_and(|count| count < 0) {
        return Err(Failure::runtime("ToleratedFailureCount cannot be negative."));
    }
    let percentage = settings.tolerated_percentage.as_ref();
    let percentage = percentage.map(|quantity| quantity.evaluate(&scope)).transpose()?;
    if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
        return Err(Failure::runtime("ToleratedFailurePercentage must be between 0 and 100."));
    }
    if let Some(count) = count {
        visit.show(Step::ToleratedFailureCount, &count.into());
    }
    if let Some(percentage) = percentage {
        visit.show(Step::ToleratedFailurePercentage, &percentage.into());
    }
    Ok(Tolerance { count, percentage })
}

impl Tolerance {
    /// Whether a threshold is said at all.
    fn is_given(&self) -> bool {
        self.count.is_some() || self.percentage.is_some()
    }

    /// Whether so many failed items of so many are too many. A threshold of 0 counts as none given.
    #[allow(clippy::cast_precision_loss, reason = "there are fewer than 2^53 items")]
    fn exceeded(&self, failed: usize, total: usize) -> bool {
        let count = self.count.filter(|count| *count > 0);
        let percentage = self.percentage.filter(|percentage| *percentage > 0.0);
        if count.is_none() && percentage.is_none() {
            return failed > 0;
        }
        let failed_percentage = failed as f64 * 100.0 / total as f64;
        count.is_some_and(|count| failed as i128 > i128::from(count))
            || percentage.is_some_and(|percentage| failed_percentage > percentage)
    }
}

fn names(visit: &Visit<'_>, settings: &Distributed) -> Names {
    let execution = visit.execution;
    let options = execution.world.options;
    let label = settings.label.clone().unwrap_or_else(|| execution.world.uuid());
    let (region, account, machine) = (&options.region, &options.account, &execution.machine);
    let id = execution.world.uuid();
    Names {
        map_run: format!("arn:aws:states:{region}:{account}:mapRun:{machine}/{label}:{id}").into(),
        label,
    }
}

/// Runs the children, at most `most` at once; by index. Ends with the first failure too many.
async fn children(
    visit: &Visit<'_>,
    map: &Map,
    settings: &Distributed,
    inputs: Vec<(Value, usize)>,
    most: usize,
    tolerance: &Tolerance,
    names: &Names,
) -> Attempt<Vec<Ended>> {
    let count = inputs.len();
    let total: usize = inputs.iter().map(|(_, items)| items).sum();
    let mut waiting = inputs.into_iter().enumerate();
    let mut begin = || {
        let (index, (input, items)) = waiting.next()?;
        Some(async move { (index, items, child(visit, map, settings, input, names).await) })
    };
    let mut running = FuturesUnordered::new();
    running.extend((0..most.min(count)).map_while(|_| begin()));
    let mut all: Vec<Option<Ended>> = std::iter::repeat_with(|| None).take(count).collect();
    let mut failed = 0;
    while let Some((index, items, ended)) = running.next().await {
        if ended.outcome.is_err() {
            failed += items;
            if tolerance.exceeded(failed, total) {
                return Err(threshold_exceeded());
            }
        }
        all[index] = Some(ended);
        running.extend(begin());
    }
    Ok(all.into_iter().flatten().collect())
}

pub(in crate::sim) fn threshold_exceeded() -> Failure {
    Failure::new(
        "States.ExceedToleratedFailureThreshold",
        "The specified tolerated failure threshold was exceeded",
    )
}

/// Runs one child.
async fn child(
    visit: &Visit<'_>,
    map: &Map,
    settings: &Distributed,
    input: Value,
    names: &Names,
) -> Ended {
    let parent = visit.execution;
    let world = parent.world;
    let name = world.uuid();
    let options = world.options;
    let (region, account) = (&options.region, &options.account);
    let machine: Text = format!("{}/{}", parent.machine, names.label).into();
    let kind = if settings.express { Kind::Express } else { Kind::Standard };
    let resource = if settings.express { "express" } else { "execution" };
    let machine_arn: Text =
        format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into();
    let arn: Text = format!("arn:aws:states:{region}:{account}:{resource}:{machine}:{name}").into();
    let identity = Identity {
        arn: arn.clone(),
        name: &name,
        machine_arn: machine_arn.clone(),
        machine,
        kind,
        input: &input,
        redrives: 0,
    };
    let execution = Execution::new(world, identity);
    let strand = Strand::new(0, Rc::<Variables>::default(), None);
    let started = world.clock.now();
    let outcome = run::whole_branch(&execution, &map.processor, None, &strand, input.clone()).await;
    parent.transitions.set(parent.transitions.get() + execution.transitions.get());
    Ended { arn, name, machine_arn, input, started, stopped: world.clock.now(), outcome }
}

/// The result of the state: the outputs of the children, or where they are written.
fn result(
    visit: &Visit<'_>,
    settings: &Distributed,
    ended: Vec<Ended>,
    names: &Names,
) -> Attempt<Value> {
    if let Some(writer) = &settings.writer {
        return writer::write(visit, writer, &ended, &names.map_run);
    }
    let outputs = ended.into_iter().map(|ended| match ended.outcome {
        Ok(output) => output,
        Err(failure) => failed(&failure),
    });
    let result = Value::array(outputs.collect());
    if result.fits(PAYLOAD_LIMIT) { Ok(result) } else { Err(flow::too_large(&visit.state.name)) }
}

/// A child whose failure is tolerated, in the result.
fn failed(failure: &Failure) -> Value {
    let text = |text: &Option<Text>| text.clone().map_or(Value::Null, Value::String);
    Value::object([
        ("Status", "FAILED".into()),
        ("Error", text(&failure.error)),
        ("Cause", text(&failure.cause)),
    ])
}
