//! `cargo run --release --example prove -- --programs 100000`: generated programs, run three ways.
//!
//! `--seed N` begins elsewhere, `--size N` says how long tapes are at most, `--threads N` runs so many
//! at once, `--shown N` shrinks so many failures, `--keep DIR` writes what fails there as cases, `--show N` prints the program of a seed.

#![allow(clippy::disallowed_methods, reason = "a tool reads its arguments and writes files")]

#[path = "mod.rs"]
mod proof;

use std::process::ExitCode;

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
            "usage: prove [--programs N] [--seed N] [--size N] [--threads N] [--shown N] [--keep DIR] [--show N]"
        );
        return ExitCode::from(2);
    };
    if show != u64::MAX {
        println!("{}", proof::runs::text_of(show, size));
        return ExitCode::SUCCESS;
    }
    let begun = std::time::Instant::now();
    let shown = usize::try_from(shown).unwrap_or(usize::MAX);
    let settings = proof::runs::Settings { size, threads, shown };
    let report = proof::runs::run(seed..seed.saturating_add(programs), settings);
    println!("{}", report.summary());
    println!("{:.1} s", begun.elapsed().as_secs_f64());
    let keep = arguments.iter().position(|argument| argument == "--keep");
    let keep = keep.and_then(|at| arguments.get(at + 1));
    for failure in &report.failures {
        println!(
            "\n════ seed {}: {}\n{}\n{}",
            failure.seed, failure.kind, failure.text, failure.detail
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
