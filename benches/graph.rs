//! How long drawing takes: `cargo bench --bench graph`.

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/sizes.rs"]
mod sizes;

use divan::Bencher;
use divan::counter::ItemsCount;
use flowc::asl::{self, StateMachine};
use flowc::graph::{Chart, Labels, Pixels, Terminal, Theme, chart, html, layout, svg, text};

/// The allocator of the command, so that the same is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [50, 500, 2_000];

/// The definition of a state machine that is measured.
fn machine(states: usize) -> StateMachine {
    asl::read(&sizes::definition(states)).expect("the definition is right")
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
        .bench(|| text(&chart("Large", &machine, &Labels::default()), Terminal::default(), None));
}
