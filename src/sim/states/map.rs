//! Map states: their items, and iterations within the execution.

use std::rc::Rc;

use super::children::{self, Child};
use super::distributed;
use crate::sim::execution::{Attempt, Strand, Variables};
use crate::sim::failure::Failure;
use crate::sim::flow;
use crate::sim::history::{Progress, What};
use crate::sim::plan::{Flow, Items, Map};
use crate::sim::probe::Step;
use crate::sim::query::{Expected, JsonataTemplate, Scope, evaluate_path};
use crate::sim::run;
use crate::sim::visit::{Item, Visit};
use crate::value::{Text, Value};

/// How many iterations run at once within an execution, whatever `MaxConcurrency` says.
const MOST_AT_ONCE: usize = 40;

/// Runs the iterations; their outputs by index.
pub(in crate::sim) async fn run(visit: &Visit<'_>, map: &Map) -> Attempt<Value> {
    let input = flow::view(visit)?;
    if let Some(settings) = &map.distributed {
        return distributed::run(visit, map, settings, &input).await;
    }
    let items = items(visit, map, &input)?;
    let Value::Array(items) = items else { return Err(not_an_array(&items, visit)) };
    let most = match max_concurrency(visit, map)? {
        0 => MOST_AT_ONCE,
        most => most.min(MOST_AT_ONCE),
    };
    started(visit, items.len());
    let source: Text = "STATE_DATA".into();
    let item = |(index, value): (usize, &Value)| Item {
        index,
        key: None,
        value: value.clone(),
        source: source.clone(),
    };
    let selected = select(visit, map, &input, items.iter().enumerate().map(item))?;
    if let Some(probe) = visit.probe {
        return probe.outcome();
    }
    let execution = visit.execution;
    let start = |index: usize, after: u64| {
        let begun = execution.record(after, || What::MapIteration {
            progress: Progress::Started,
            name: visit.state.name.clone(),
            index,
        });
        let variables = Variables::within(&visit.strand.variables);
        let iteration = Some((visit.state.name.clone(), index));
        let strand = Rc::new(Strand::new(begun, variables, iteration));
        let work = {
            let (strand, input) = (Rc::clone(&strand), selected[index].clone());
            Box::pin(async move { run::branch(execution, &map.processor, &strand, input).await })
        };
        Child { index, strand, work }
    };
    let outputs = children::run(visit, items.len(), most, start).await?;
    execution.record(visit.strand.last.get(), || What::StateProgress {
        kind: "Map",
        progress: Progress::Succeeded,
    });
    Ok(Value::array(outputs))
}

/// Tells that the Map begins its iterations.
pub(super) fn started(visit: &Visit<'_>, length: usize) {
    // A redriven execution goes on within the attempt that had begun.
    if visit.begun.borrow().is_some() {
        return;
    }
    let last = visit.strand.last.get();
    let id = visit.execution.record(last, || What::MapStateStarted { length });
    visit.strand.advance(id);
    visit.strand.decision.set(id);
}

/// What the Map iterates over.
pub(super) fn items(visit: &Visit<'_>, map: &Map, input: &Value) -> Attempt<Value> {
    let scope = Scope::new(visit, input);
    let items = match &map.items {
        Items::Input => input.clone(),
        Items::Path(path) => {
            let items = evaluate_path(path, &scope)?;
            if !can_be_items(map, &items) {
                return Err(no_array_at(path.text()));
            }
            items
        }
        Items::Template(template) => template.render_as(&scope, expected(map, template))?,
    };
    visit.show(Step::AfterItemsPath, &items);
    Ok(items)
}

/// Distributed Maps take objects too.
fn can_be_items(map: &Map, items: &Value) -> bool {
    match items {
        Value::Array(_) => true,
        Value::Object(_) => map.distributed.is_some(),
        _ => false,
    }
}

/// The failure of an `ItemsPath`; the service shows paths into the Context Object as paths into that.
fn no_array_at(path: &str) -> Failure {
    let path = path.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(path);
    Failure::runtime(format!("Reference path \"{path}\" must point to array."))
}

/// Distributed Maps take objects too.
fn expected(map: &Map, template: &JsonataTemplate) -> Expected {
    match (template, &map.distributed) {
        (JsonataTemplate::Expression(_), None) => Expected::Array,
        _ => Expected::Any,
    }
}

/// The failure of items that are none.
pub(super) fn not_an_array(items: &Value, visit: &Visit<'_>) -> Failure {
    let cause = format!("Map state input must be an array but was: {items}");
    match &visit.state.flow {
        Flow::Jsonata(_) => Failure::evaluation(None, cause),
        Flow::JsonPath(_) => Failure::runtime(cause),
    }
}

/// `MaxConcurrency`; 0 for no limit.
pub(super) fn max_concurrency(visit: &Visit<'_>, map: &Map) -> Attempt<usize> {
    let most = match &map.max_concurrency {
        None => 0,
        Some(quantity) => quantity.evaluate_whole(&Scope::new(visit, &visit.input))?,
    };
    visit.show(Step::MaxConcurrency, &most.into());
    usize::try_from(most)
        .map_err(|_| Failure::runtime("The MaxConcurrency field must be a non-negative integer."))
}

/// The inputs of the iterations of items: what `ItemSelector` makes of each.
pub(super) fn select(
    visit: &Visit<'_>,
    map: &Map,
    input: &Value,
    items: impl Iterator<Item = Item>,
) -> Attempt<Vec<Value>> {
    let Some(selector) = &map.selector else { return Ok(items.map(|item| item.value).collect()) };
    let selected = items
        .map(|item| {
            let mut scope = Scope::new(visit, input);
            scope.item = Some(&item);
            selector.render(&scope)
        })
        .collect::<Attempt<Vec<Value>>>()?;
    if visit.probe.is_some() {
        visit.show(Step::AfterItemSelector, &Value::array(selected.clone()));
    }
    Ok(selected)
}

/// `{"Key": …, "Value": …}` of each field, of an object.
pub(super) fn pairs(value: &Value) -> Option<Vec<(Text, Value)>> {
    let fields = value.as_object()?;
    let pair = |(key, value): (&Text, &Value)| {
        let fields = [("Key", Value::String(key.clone())), ("Value", value.clone())];
        (key.clone(), Value::object(fields))
    };
    Some(fields.iter().map(pair).collect())
}
