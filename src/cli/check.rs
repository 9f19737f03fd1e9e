//! `flowc check`: every mistake, nothing written.

use crate::cli::args::CheckArgs;
use crate::cli::compilation::{Compilation, known_params, options};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::Disk;
use crate::cli::{report, watch};

/// Checks once, or at every change.
pub fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    watch::once_or_watching(&args.source, |disk| once(args, disk))
}

fn once(args: &CheckArgs, disk: &Disk) -> Result<Exit, Stop> {
    let mut run = Compilation::read(&args.source, disk)?;
    let outputs = run.compile_all(&options(&args.source, true));
    let stream = report::stream_of_check(args.source.format);
    report::show(&args.source, stream, &run.sources, &run.sink.sorted());
    if run.sink.has_errors() {
        return Ok(Exit::FaultsFound);
    }
    known_params(&args.source, &outputs)?;
    Ok(Exit::Done)
}
