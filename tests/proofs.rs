//! The compiler held against the language, on few of the programs that `cargo run --example prove`
//! tries, and on those that once failed.

use crate::proof::compare::{Verdict, compare};
use crate::proof::{cases, runs};
use crate::support::{files_below, read, root};

/// How many programs are tried.
const PROGRAMS: u64 = 2_000;
/// How long their tapes are at most: without optimization, large programs take their time.
const SIZE: u64 = 100;

#[test]
fn generated_programs_do_what_the_language_says() {
    let threads = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let report = runs::run(0..PROGRAMS, runs::Settings { size: SIZE, threads, shown: 2 });
    let shown: String = report
        .failures
        .iter()
        .map(|it| format!("\n════ seed {}: {}\n{}\n{}", it.seed, it.kind, it.case, it.detail))
        .collect();
    assert!(report.failures.is_empty(), "{}{shown}", report.summary());
    assert!(report.agreed * 100 >= PROGRAMS * 90, "too few compared:\n{}", report.summary());
}

#[test]
fn a_seed_stands_for_one_program() {
    assert_eq!(runs::text_of(5, SIZE), runs::text_of(5, SIZE));
    assert_ne!(runs::text_of(5, SIZE), runs::text_of(6, SIZE));
}

#[test]
fn programs_that_once_failed_do_what_the_language_says() {
    let files = files_below(&root("tests/cases/proof"), "flow");
    assert!(!files.is_empty(), "there are cases");
    for path in files {
        let text = read(&path);
        let world = cases::world(&text).expect("the first line tells the world");
        match compare(&text, &world) {
            Verdict::Agree(_) => {}
            Verdict::Excused(why) => panic!("{}: not compared: {why}", path.display()),
            Verdict::Differ(it) => panic!("{}: {}\n{}", path.display(), it.kind, it.detail),
        }
    }
}

/// Whole numbers with commas between thousands.
fn grouped(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

#[test]
fn the_document_tells_what_is_tried() {
    let document = read(&root("docs/correctness.md"));
    let programs = format!("{} small programs", grouped(PROGRAMS));
    assert!(document.contains(&programs), "it speaks of {programs}");
    let mutations = read(&root("tools/mutations.txt"));
    let mut lines = mutations.lines();
    let mut faults = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(what) = line.strip_prefix("## ") {
            faults.push(format!("| {what} | `{}` |", lines.next().unwrap_or_default()));
        }
    }
    assert!(faults.len() >= 20, "{}", faults.len());
    assert!(document.contains(&format!("these {} faults", faults.len())), "{}", faults.len());
    for fault in &faults {
        let row = document.lines().find_map(|line| line.strip_prefix(fault.as_str()));
        let caught = row.unwrap_or_else(|| panic!("no row {fault}")).trim_matches([' ', '|']);
        assert!(!caught.is_empty() && caught != "nothing", "{fault} is not caught");
    }
    let rows = document.lines().filter(|line| line.starts_with("| ") && line.contains("| `src/"));
    assert_eq!(rows.count(), faults.len(), "a row for each fault and no other");
}
