//! How long compiling takes, in all and step by step: `cargo bench --bench compile`.

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/sizes.rs"]
mod sizes;
#[allow(dead_code, reason = "each benchmark uses some steps")]
#[path = "support/steps.rs"]
mod steps;

use divan::Bencher;
use divan::counter::ItemsCount;

/// The allocator of the command, so that the same is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];

#[divan::bench]
fn first_program(bencher: Bencher) {
    bencher.bench(|| steps::compiled(sizes::EXAMPLE));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn in_all(bencher: Bencher, states: usize) {
    let text = sizes::project(states);
    bencher.counter(ItemsCount::new(states)).bench(|| steps::compiled(&text));
}

/// Beyond what a definition may hold: how the steps scale.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn in_one_workflow(bencher: Bencher, states: usize) {
    let text = sizes::states(states);
    bencher.counter(ItemsCount::new(states)).bench(|| steps::all(&text));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn parse(bencher: Bencher, states: usize) {
    let text = sizes::project(states);
    bencher.counter(ItemsCount::new(states)).bench(|| steps::parse(&text));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn parse_and_analyse(bencher: Bencher, states: usize) {
    let text = sizes::project(states);
    bencher
        .counter(ItemsCount::new(states))
        .with_inputs(|| steps::sources(&text))
        .bench_refs(steps::typed);
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn lower(bencher: Bencher, states: usize) {
    let mut sources = steps::sources(&sizes::states(states));
    let program = steps::typed(&mut sources);
    bencher.counter(ItemsCount::new(states)).bench_local(|| steps::lowered(&program, &sources));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn optimize(bencher: Bencher, states: usize) {
    let mut sources = steps::sources(&sizes::states(states));
    let machine = steps::lowered(&steps::typed(&mut sources), &sources);
    bencher
        .counter(ItemsCount::new(states))
        .with_inputs(|| machine.clone())
        .bench_local_values(steps::optimized);
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn emit(bencher: Bencher, states: usize) {
    let mut sources = steps::sources(&sizes::states(states));
    let machine = steps::optimized(steps::lowered(&steps::typed(&mut sources), &sources));
    bencher.counter(ItemsCount::new(states)).bench_local(|| steps::written(&machine));
}

/// What compilers of workflows are known to blow up on.
#[divan::bench(args = ["9 nested loops", "200 ifs", "1,000 tasks", "80 else-ifs"], sample_count = 10)]
fn shapes(bencher: Bencher, shape: &str) {
    let text = match shape {
        "9 nested loops" => sizes::nested_loops(9),
        "200 ifs" => sizes::ifs_in_a_row(200),
        "1,000 tasks" => sizes::tasks_in_a_row(1_000),
        _ => sizes::else_ifs(80),
    };
    bencher.bench(|| steps::all(&text));
}
