//! The peak memory of compiling programs of several sizes: `cargo bench --bench memory`.
//!
//! Each size is compiled in a process of its own, whose peak the system tells at its end (Linux).

#![allow(clippy::disallowed_methods, reason = "a program that measures itself")]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/sizes.rs"]
mod sizes;
#[allow(dead_code, reason = "each benchmark uses some steps")]
#[path = "support/steps.rs"]
mod steps;

use std::process::Command;
use std::time::Instant;
use std::{env, fs};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];

/// The allocator of the command, so that the same is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let size = env::args().nth(1).and_then(|size| size.parse().ok());
    match size {
        Some(size) => measure(size),
        None => each_size(),
    }
}

fn each_size() {
    println!("{:>8}  {:>10}  {:>10}  {:>12}", "states", "time", "peak", "definitions");
    let this = env::current_exe().expect("this program is a file");
    for size in SIZES {
        let status = Command::new(&this).arg(size.to_string()).status();
        assert!(status.expect("this program runs").success(), "{size} states fail");
    }
}

fn measure(size: usize) {
    let text = sizes::project(size);
    let started = Instant::now();
    let definitions = steps::compiled(&text);
    let time = started.elapsed();
    let kilobytes = peak().map_or_else(|| "unknown".to_owned(), |peak| format!("{peak} kB"));
    println!(
        "{size:>8}  {:>10}  {kilobytes:>10}  {:>10} B",
        format!("{time:.1?}"),
        definitions.iter().map(String::len).sum::<usize>()
    );
}

/// The peak of resident memory in kilobytes, where the system tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
