//! How long the whole command takes, from its start to its end, files written: `cargo bench --bench command`.

#![allow(clippy::disallowed_methods, reason = "a program that measures another one")]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/sizes.rs"]
mod sizes;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 50_000];

/// How often each program is compiled.
const RUNS: usize = 40;

fn main() {
    let folder = env::temp_dir().join(format!("flowc-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    println!("{:>14}  {:>10}  {:>10}", "program", "fastest", "median");
    show("order.flow", &root().join("examples/order.flow"), &folder);
    for size in SIZES {
        let file = folder.join(format!("{size}.flow"));
        fs::write(&file, sizes::project(size)).expect("a file there");
        show(&format!("{size} states"), &file, &folder);
    }
    fs::remove_dir_all(&folder).expect("the folder is there");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn show(name: &str, file: &Path, folder: &Path) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| build(file, &folder.join("out"))).collect();
    times.sort_unstable();
    let shown = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    println!("{name:>14}  {:>10}  {:>10}", shown(times[0]), shown(times[RUNS / 2]));
}

/// One run of `flowc build FILE -o OUT`.
fn build(file: &Path, out: &Path) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowc"));
    command.arg("build").arg(file).arg("-o").arg(out).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status().expect("flowc runs");
    let time = started.elapsed();
    assert!(status.success(), "{} is built", file.display());
    time
}
