//! `ItemBatcher`: several items in one child execution.

use crate::asl::limits::PAYLOAD_BYTES;
use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::plan::Batcher;
use crate::sim::probe::Step;
use crate::sim::query::{Quantity, Scope};
use crate::sim::visit::Visit;
use crate::value::Value;

/// The items in batches, in order, each with how many it holds.
pub(super) fn batches(
    visit: &Visit<'_>,
    batcher: &Batcher,
    input: &Value,
    items: Vec<Value>,
) -> Attempt<Vec<(Value, usize)>> {
    let scope = Scope::new(visit, input);
    let most_items = limit(batcher.max_items.as_ref(), &scope, "MaxItemsPerBatch")?;
    let most_bytes = limit(batcher.max_bytes.as_ref(), &scope, "MaxInputBytesPerBatch")?
        .map_or(PAYLOAD_BYTES, |most| most.min(PAYLOAD_BYTES));
    let batch_input = batcher.batch_input.as_ref().map(|it| it.render(&scope)).transpose()?;
    let empty = batch(batch_input.as_ref(), Vec::new()).byte_len();
    let mut batches = Vec::new();
    let mut current: Vec<Value> = Vec::new();
    let mut bytes = empty;
    for item in items {
        let size = item.byte_len() + 1;
        let full = most_items.is_some_and(|most| current.len() >= most);
        if !current.is_empty() && (full || bytes + size > most_bytes) {
            let items = std::mem::take(&mut current);
            batches.push((items.len(), items));
            bytes = empty;
        }
        bytes += size;
        current.push(item);
    }
    if !current.is_empty() {
        batches.push((current.len(), current));
    }
    let batches: Vec<(Value, usize)> = batches
        .into_iter()
        .map(|(count, items)| (batch(batch_input.as_ref(), items), count))
        .collect();
    if visit.probe.is_some() {
        let inputs = batches.iter().map(|(input, _)| input.clone());
        visit.show(Step::AfterItemBatcher, &Value::array(inputs.collect()));
    }
    Ok(batches)
}

fn batch(batch_input: Option<&Value>, items: Vec<Value>) -> Value {
    let batch_input = batch_input.map(|value| ("BatchInput", value.clone()));
    Value::object(batch_input.into_iter().chain([("Items", Value::array(items))]))
}

fn limit(quantity: Option<&Quantity>, scope: &Scope<'_>, field: &str) -> Attempt<Option<usize>> {
    let Some(quantity) = quantity else { return Ok(None) };
    let most = usize::try_from(quantity.evaluate_whole(scope)?).unwrap_or(0);
    if most == 0 {
        return Err(Failure::runtime(format!("field {field} must be positive")));
    }
    Ok(Some(most))
}
