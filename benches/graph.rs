//! How long drawing takes: `cargo bench --bench graph`.

use divan::Bencher;
use divan::counter::ItemsCount;
use flowc::asl::{self, StateMachine};
use flowc::graph::{Chart, Labels, Pixels, Theme, chart, html, layout, svg, text};
use serde_json::{Map, Value, json};

/// The allocator of the command, so that the same is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [50, 500, 2_000];

/// Tasks that a handler catches, choices that skip or go back, a map now and then.
fn machine(states: usize) -> StateMachine {
    let name = |at: usize| format!("State {}", at.min(states - 1));
    let mut all = Map::new();
    for at in 0..states - 2 {
        let state = match at % 10 {
            3 => json!({
                "Type": "Choice",
                "Choices": [
                    { "Condition": "{% $n > 3 %}", "Next": name(at + 4) },
                    { "Condition": "{% $again %}", "Next": name(at.saturating_sub(2)) },
                ],
                "Default": name(at + 1),
            }),
            7 => json!({
                "Type": "Map",
                "ItemProcessor": {
                    "StartAt": format!("Inner {at}"),
                    "States": { format!("Inner {at}"): { "Type": "Pass", "End": true } },
                },
                "Next": name(at + 1),
            }),
            _ => json!({
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues",
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": name(states - 2 + (at % 2)) }],
                "Next": name(at + 1),
            }),
        };
        all.insert(name(at), state);
    }
    all.insert(name(states - 2), json!({ "Type": "Fail" }));
    all.insert(name(states - 1), json!({ "Type": "Succeed" }));
    let definition = json!({ "QueryLanguage": "JSONata", "StartAt": name(0), "States": all });
    asl::read(&Value::Object(definition.as_object().cloned().unwrap_or_default()))
        .expect("the definition is right")
}

fn drawn(states: usize) -> Chart {
    chart("Large", &machine(states), &Labels::default())
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn places(bencher: Bencher, states: usize) {
    let chart = drawn(states);
    bencher.counter(ItemsCount::new(states)).bench(|| layout(&chart, &Pixels));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn definition_to_svg(bencher: Bencher, states: usize) {
    let machine = machine(states);
    bencher
        .counter(ItemsCount::new(states))
        .bench(|| svg(&chart("Large", &machine, &Labels::default()), Theme::Light, None));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn definition_to_page(bencher: Bencher, states: usize) {
    let machine = machine(states);
    bencher
        .counter(ItemsCount::new(states))
        .bench(|| html(&chart("Large", &machine, &Labels::default()), None));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn definition_to_text(bencher: Bencher, states: usize) {
    let machine = machine(states);
    bencher
        .counter(ItemsCount::new(states))
        .bench(|| text(&chart("Large", &machine, &Labels::default()), false, None));
}
