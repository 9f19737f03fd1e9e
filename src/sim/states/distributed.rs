//! Distributed Maps: each item, or batch of items, in an execution of its own.

use super::map_run::MapRun;
use super::tolerance::Tolerance;
use super::{batch, map, reader, writer};
use crate::asl::limits::PAYLOAD_BYTES;
use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::flow;
use crate::sim::history::{Progress, What};
use crate::sim::plan::{Distributed, Map};
use crate::sim::probe::Probe;
use crate::sim::redrive::{Begun, Ended};
use crate::sim::visit::{Item, Visit};
use crate::value::{Text, Value};

/// How many children run at once at most.
const MOST_AT_ONCE: usize = 10_000;

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
    let tolerance = Tolerance::evaluate(visit, settings)?;
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
    let earlier = match visit.begun.take() {
        Some(Begun::MapRun(run)) => Some(run),
        Some(Begun::Parts(_)) | None => None,
    };
    let map_run = MapRun::new(visit, map, settings, earlier);
    let begun = map_run.begin()?;
    visit.strand.advance(begun);
    visit.strand.decision.set(begun);
    let work = async {
        // What is redriven reads no items again whose children all have their inputs.
        let inputs = match map_run.has_all_inputs() {
            true => Vec::new(),
            false => inputs(visit, map, settings, input, given, reading).await?,
        };
        let ended = map_run.children(inputs, most, &tolerance).await?;
        result(visit, settings, ended, &map_run)
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
    if tolerance.is_given() {
        tolerance.check(probe.failed_iterations, total)?;
    }
    probe.outcome()
}

/// The result of the state: the outputs of the children, or where they are written.
fn result(
    visit: &Visit<'_>,
    settings: &Distributed,
    ended: Vec<Ended>,
    map_run: &MapRun<'_>,
) -> Attempt<Value> {
    if let Some(writer) = &settings.writer {
        return writer::write(visit, writer, &ended, map_run);
    }
    let outputs = ended.into_iter().map(|ended| match ended.outcome {
        Ok(output) => output,
        Err(failure) => failed(&failure),
    });
    let result = Value::array(outputs.collect());
    if result.fits(PAYLOAD_BYTES) { Ok(result) } else { Err(flow::too_large(&visit.state.name)) }
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
