//! What the passes make of programs: the definitions stand beside them, and each of them is run three ways.

use std::fmt::Write as _;
use std::path::Path;

use crate::proof::cases;
use crate::proof::compare::{Verdict, compare};
use crate::proof::world::World;
use crate::support::compile::compile;
use crate::support::expect::expect_file;
use crate::support::{files_below, read, root};

/// How many worlds each program is run in.
const WORLDS: u64 = 40;

#[test]
fn the_definitions_are_as_expected() {
    for path in files_below(&root("tests/cases/passes"), "flow") {
        let machines = compile(&read(&path), true).unwrap_or_else(|faults| panic!("{faults}"));
        let mut text = String::new();
        for machine in machines {
            let definition = serde_json::to_string_pretty(&machine.definition);
            let definition = definition.expect("a definition can be written");
            writeln!(text, "{definition}").expect("a string takes it");
        }
        expect_file(&path.with_extension("asl.json"), &text);
    }
}

#[test]
fn they_do_what_the_language_says() {
    for path in files_below(&root("tests/cases/passes"), "flow") {
        let text = read(&path);
        let first = cases::world(&text).expect("the first line tells the world").seed;
        let agree = (first..first + WORLDS).filter(|seed| agrees(&path, &text, *seed)).count();
        assert!(agree as u64 * 2 > WORLDS, "{}: {agree} compared", path.display());
    }
}

/// Whether the runs in a world agree; `false` where they are not compared.
fn agrees(path: &Path, text: &str, seed: u64) -> bool {
    match compare(text, &World { seed }) {
        Verdict::Agree(_) => true,
        Verdict::Excused(_) => false,
        Verdict::Differ(it) => {
            panic!("{} in world {seed}: {}\n{}", path.display(), it.kind, it.detail)
        }
    }
}
