//! `cargo run --release --example prove -- --programs 100000`: generated programs, run three ways.
//!
//! `--seed N` begins elsewhere, `--size N` says how long tapes are at most, `--threads N` runs so many
//! at once, `--shown N` shrinks so many failures, `--keep DIR` writes what fails there as cases, `--show N` prints the program of a seed,
//! `--export` prints definitions and what became of them instead.

#![allow(clippy::disallowed_methods, reason = "a tool reads its arguments and writes files")]

mod export;
#[path = "mod.rs"]
mod proof;

use std::process::ExitCode;

use proof::compare::Verdict;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        let value = at.and_then(|at| arguments.get(at + 1)).map(|value| value.parse());
        value.unwrap_or(Ok(default))
    };
    let (Ok(programs), Ok(seed), Ok(size), Ok(threads), Ok(shown), Ok(show)) = (
        number("--programs", 1_000),
        number("--seed", 0),
        number("--size", 280),
        number("--threads", 2),
        number("--shown", 20),
        number("--show", u64::MAX),
    ) else {
        eprintln!(
            "usage: prove [--programs N] [--seed N] [--size N] [--threads N] [--shown N] [--keep DIR] [--case FILE] [--show N] [--export]"
        );
        return ExitCode::from(2);
    };
    if show != u64::MAX {
        println!("{}", proof::runs::text_of(show, size));
        return ExitCode::SUCCESS;
    }
    if arguments.iter().any(|argument| argument == "--export") {
        let lines =
            (seed..seed.saturating_add(programs)).filter_map(|seed| export::line(seed, size));
        lines.for_each(|line| println!("{line}"));
        return ExitCode::SUCCESS;
    }
    let path = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1))
    };
    if let Some(case) = path("--case") {
        return one_case(case);
    }
    let begun = std::time::Instant::now();
    let shown = usize::try_from(shown).unwrap_or(usize::MAX);
    let settings = proof::runs::Settings { size, threads, shown };
    let report = proof::runs::run(seed..seed.saturating_add(programs), settings);
    println!("{}", report.summary());
    println!("{:.1} s", begun.elapsed().as_secs_f64());
    let keep = path("--keep");
    for failure in &report.failures {
        println!(
            "\n════ seed {}: {}\n{}\n{}",
            failure.seed, failure.kind, failure.case, failure.detail
        );
        if let Some(folder) = keep {
            let path = format!("{folder}/seed-{}.flow", failure.seed);
            if let Err(error) = std::fs::write(&path, &failure.case) {
                eprintln!("{path}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(!report.failures.is_empty()))
}

/// Runs a program that was kept.
fn one_case(path: &str) -> ExitCode {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let Some(world) = proof::cases::world(&text) else {
        eprintln!("{path}: its first line does not tell its world");
        return ExitCode::from(2);
    };
    match proof::compare::compare(&text, &world) {
        Verdict::Agree(figures) => {
            println!("agrees: {figures:?}");
            ExitCode::SUCCESS
        }
        Verdict::Excused(why) => {
            println!("not compared: {why}");
            ExitCode::SUCCESS
        }
        Verdict::Differ(difference) => {
            println!("{}\n{}", difference.kind, difference.detail);
            ExitCode::FAILURE
        }
    }
}
