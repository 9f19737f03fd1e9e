//! How long it takes to ask the catalog of services: `cargo bench --bench catalog`.

use std::collections::BTreeSet;

use divan::{Bencher, black_box};
use flowc::services::catalog::{self, Action, Shape, Structure};
use flowc::services::optimized;

fn main() {
    divan::main();
}

fn action(service: &str, action: &str) -> Action {
    catalog::service(service).and_then(|service| service.action(action)).expect("there is one")
}

#[divan::bench(args = [("dynamodb", "updateItem", "Key"), ("ec2", "runInstances", "SubnetId")])]
fn parameter(bencher: Bencher, (of, name, parameter): (&str, &str, &str)) {
    bencher.bench(|| {
        let input = action(black_box(of), black_box(name)).input();
        input.and_then(|input| input.member(black_box(parameter))).map(|member| member.shape())
    });
}

#[divan::bench]
fn optimized_parameter(bencher: Bencher) {
    bencher.bench(|| {
        let found = optimized::integration(black_box("states"), black_box("startExecution"));
        found.and_then(|found| found.parameter(black_box("TraceHeader")))
    });
}

/// What a check of three calls reads at most: all that they take, at any depth.
#[divan::bench]
fn three_services(bencher: Bencher) {
    let calls = [("dynamodb", "updateItem"), ("sqs", "sendMessage"), ("s3", "putObject")];
    bencher.bench(|| {
        black_box(calls).map(|(service, name)| members(action(service, name).input().into_iter()))
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn everything() -> usize {
    let actions = catalog::services().flat_map(catalog::Service::actions);
    members(actions.flat_map(|action| action.input().into_iter().chain(action.output())))
}

/// Reads the names of all members that can be reached; how many.
fn members(start: impl Iterator<Item = Structure>) -> usize {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<_> = start.collect();
    let mut count = 0;
    while let Some(structure) = waiting.pop() {
        if seen.insert(structure) {
            for member in structure.members() {
                count += usize::from(!black_box(member.name()).is_empty());
                waiting.extend(structure_inside(member.shape()));
            }
        }
    }
    count
}

fn structure_inside(shape: Shape) -> Option<Structure> {
    match shape {
        Shape::Structure(structure) => Some(structure),
        Shape::List(list) => structure_inside(list.item()),
        Shape::Map(map) => structure_inside(map.value()),
        _ => None,
    }
}
