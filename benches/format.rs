//! How long formatting takes: `cargo bench --bench format`.

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/sizes.rs"]
mod sizes;

use divan::Bencher;
use divan::counter::ItemsCount;
use flowc::diagnostic::Sink;
use flowc::fmt::format;
use flowc::source::FileId;

/// The allocator of the command, so that the same is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A program of about that many lines.
fn program(lines: usize) -> String {
    // A round of ten states has seventeen lines.
    sizes::states(lines * 10 / 17)
}

/// Text in the one style: nothing changes, so nothing has to be read again.
#[divan::bench(args = [500, 5_000, 50_000], sample_count = 10, sample_size = 1)]
fn formatted(bencher: Bencher, lines: usize) {
    let text = format(FileId(0), &program(lines), &mut Sink::default());
    bencher
        .counter(ItemsCount::new(text.lines().count()))
        .bench(|| format(FileId(0), &text, &mut Sink::default()));
}

/// Text that is laid out in another way: what comes of it is read again.
#[divan::bench(args = [500, 5_000, 50_000], sample_count = 10, sample_size = 1)]
fn unformatted(bencher: Bencher, lines: usize) {
    let text = program(lines).replace("    ", "  ").replace(" => ", "=>");
    bencher
        .counter(ItemsCount::new(text.lines().count()))
        .bench(|| format(FileId(0), &text, &mut Sink::default()));
}
