//! Many programs on several threads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cases;
use super::compare::{Difference, Figures, Verdict, compare};
use super::programs::{Tape, program};
use super::shrink::shrink;
use super::world::{World, mixed};

/// Deep programs need deep calls.
const STACK: usize = 256 << 20;

/// How programs are tried.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Tapes are shorter than this.
    pub size: u64,
    /// So many at once.
    pub threads: u64,
    /// So many failures of each kind are shrunk and shown; further ones are only counted.
    pub shown: usize,
}
/// What came of many programs.
#[derive(Debug, Default)]
pub struct Report {
    /// Programs.
    pub programs: u64,
    /// Of these, how many agreed.
    pub agreed: u64,
    /// Sums over those that agreed.
    pub figures: Figures,
    /// How many of those ended with an error.
    pub errors: u64,
    /// Lines of those that agreed.
    pub lines: u64,
    /// How many could not be compared, by reason.
    pub excused: BTreeMap<&'static str, u64>,
    /// How many failed, by kind.
    pub failed: BTreeMap<&'static str, u64>,
    /// The first of them, shrunk.
    pub failures: Vec<Found>,
    /// How many of a kind are being shrunk.
    begun: BTreeMap<&'static str, usize>,
}

/// A program that failed.
#[derive(Debug)]
pub struct Found {
    /// Which.
    pub seed: u64,
    /// See [`Difference::kind`].
    pub kind: &'static str,
    /// See [`Difference::detail`].
    pub detail: String,
    /// The program, as it is kept.
    pub case: String,
}

/// The tape of a seed: the program grows with its length, which is below `size`.
fn tape_of(seed: u64, size: u64) -> Vec<u16> {
    let least = size / 4;
    let length = least + mixed(seed) % (size - least).max(1);
    let number = |at: u64| u16::try_from(mixed(seed.wrapping_mul(1_000_003) ^ at) & 0xffff);
    (0..length).map(|at| number(at).unwrap_or(0)).collect()
}

/// The program of a seed.
#[must_use]
pub fn text_of(seed: u64, size: u64) -> String {
    program(Tape::new(tape_of(seed, size)))
}

/// Runs the programs of these seeds.
#[must_use]
pub fn run(seeds: Range<u64>, settings: Settings) -> Report {
    let next = AtomicU64::new(seeds.start);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..settings.threads.max(1) {
            let work = || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    one(seed, settings, &report);
                }
            };
            let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            spawned.expect("a few threads can be had");
        }
    });
    let mut report = report.into_inner().expect("no thread panics while it holds the lock");
    report.failures.sort_by_key(|failure| failure.seed);
    report
}

fn one(seed: u64, settings: Settings, shared: &Mutex<Report>) {
    let tape = tape_of(seed, settings.size);
    let text = program(Tape::new(tape.clone()));
    let world = World { seed };
    let verdict = verdict(&text, &world);
    let mut report = shared.lock().expect("no thread panics while it holds the lock");
    report.programs += 1;
    match verdict {
        Verdict::Agree(figures) => {
            report.agreed += 1;
            report.errors += u64::from(figures.failed);
            report.lines += text.lines().count() as u64;
            report.figures.calls += figures.calls;
            report.figures.plain += figures.plain;
            report.figures.optimized += figures.optimized;
        }
        Verdict::Excused(why) => *report.excused.entry(why).or_default() += 1,
        Verdict::Differ(Difference { kind, .. }) => {
            *report.failed.entry(kind).or_default() += 1;
            let begun = report.begun.entry(kind).or_default();
            if *begun >= settings.shown {
                return;
            }
            *begun += 1;
            drop(report);
            let small = shrink(tape, |tape| {
                let text = program(tape.clone());
                matches!(self::verdict(&text, &world), Verdict::Differ(it) if it.kind == kind)
            });
            let text = program(Tape::new(small));
            let detail = match self::verdict(&text, &world) {
                Verdict::Differ(difference) => difference.detail,
                Verdict::Agree(_) | Verdict::Excused(_) => String::new(),
            };
            let case = cases::write(&text, &world);
            let found = Found { seed, kind, detail, case };
            shared.lock().expect("no thread panics while it holds the lock").failures.push(found);
        }
    }
}

/// What becomes of a program; a panic is a failure too.
fn verdict(text: &str, world: &World) -> Verdict {
    let compared = std::panic::catch_unwind(|| compare(text, world));
    compared.unwrap_or_else(|_| {
        Verdict::Differ(Difference { kind: "panic", detail: "see above".to_owned() })
    })
}

impl Report {
    /// The figures in a few lines.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut out = String::new();
        let failed: u64 = self.failed.values().sum();
        let _ = writeln!(
            out,
            "{} programs: {} agree, {failed} differ, {} not compared",
            self.programs,
            self.agreed,
            self.excused.values().sum::<u64>()
        );
        let _ = writeln!(
            out,
            "of those that agree: {} lines, {} calls, {} ended with an error, {} transitions \
             without the passes, {} with them",
            self.lines, self.figures.calls, self.errors, self.figures.plain, self.figures.optimized
        );
        for (why, count) in &self.excused {
            let _ = writeln!(out, "not compared: {why}: {count}");
        }
        for (kind, count) in &self.failed {
            let _ = writeln!(out, "differ: {kind}: {count}");
        }
        out.trim_end().to_owned()
    }
}
