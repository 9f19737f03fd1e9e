//! `flowc check`: every mistake, nothing written.

use crate::cli::args::CheckArgs;
use crate::cli::compilation::{Compilation, options};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::Disk;
use crate::cli::{report, watch};

/// Checks once, or at every change.
pub fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    watch::once_or_watching(&args.source, |disk| once(args, disk))
}

fn once(args: &CheckArgs, disk: &Disk) -> Result<Exit, Stop> {
    let mut run = Compilation::read(&args.source, disk)?;
    let options = options(&args.source, true);
    for root in run.roots.clone() {
        // Whether it is right is in the sink, with the faults of the other inputs.
        let _ = crate::check(root, &mut run.sources, run.disk, &options, &mut run.sink);
    }
    let stream = report::stream_of_check(args.source.format);
    report::show(&args.source, stream, &run.sources, &run.sink.sorted());
    Ok(if run.sink.has_errors() { Exit::FaultsFound } else { Exit::Done })
}
