//! The `flowc` command.

use std::process::ExitCode;

/// A compilation makes and drops many small nodes, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    flowc::cli::run().into()
}
