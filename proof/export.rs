//! Programs, compiled and run, as lines of JSON that other engines can be held against: see
//! `tools/engines-diff`.

use flowc::sim::{Event, Observer};
use flowc::value::{Text, Value};
use serde_json::{Value as Json, json};

use crate::proof::compare;
use crate::proof::runs;
use crate::proof::world::World;

/// `{seed, definition, input, status, output, error, cause, executionArn, startDate, events}` of the program of a seed, compiled
/// with all passes; an event is `[execution, event]`, those of children too. `None` where the compiler
/// refuses the program or a run of it cannot end.
#[must_use]
pub fn line(seed: u64, size: u64) -> Option<Json> {
    let text = runs::text_of(seed, size);
    let world = World { seed };
    let (program, sources) = compare::program(&text).ok()?;
    let definition = compare::definition(&program, &sources, true).ok()?;
    let input = world.input();
    let mut events = Events::default();
    let outcome =
        compare::simulated(&definition, &Value::from(&input), &world, &mut events).ok()?.0;
    Some(json!({
        "seed": seed,
        "definition": definition,
        "input": input,
        "status": outcome.status.name(),
        "output": outcome.output.as_ref().map(Json::from),
        "error": outcome.error.map(|error| error.to_string()),
        "executionArn": outcome.arn.to_string(),
        "startDate": outcome.started.to_string(),
        "cause": outcome.cause.map(|cause| cause.to_string()),
        "events": events.0,
    }))
}

/// Every event of every execution.
#[derive(Default)]
struct Events(Vec<Json>);

impl Observer for Events {
    fn event(&mut self, execution: &Text, event: &Event) {
        self.0.push(json!([execution.to_string(), event.to_json()]));
    }
}
