//! `--watch`: runs again when a file of the compilation changes.
//!
//! The times and sizes of the files are asked for a few times a second. That needs nothing of the
//! system, works on every file system, and costs nothing with as few files as a compilation has.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use crate::cli::args::SourceArgs;
use crate::cli::complain;
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{Disk, STDIN, Stamp, stamp};

const INTERVAL: Duration = Duration::from_millis(200);

/// Runs `command` once; with `--watch` again and again until the process is ended.
pub fn once_or_watching(
    args: &SourceArgs,
    command: impl Fn(&Disk) -> Result<Exit, Stop>,
) -> Result<Exit, Stop> {
    if !args.watch {
        return command(&Disk::default());
    }
    if args.files.iter().any(|file| file.as_os_str() == STDIN) {
        return Err(Stop::because("standard input cannot be watched; name a file"));
    }
    loop {
        let disk = Disk::default();
        match command(&disk) {
            Ok(_) => {}
            Err(Stop::PipeClosed) => return Err(Stop::PipeClosed),
            // A file that an editor is just replacing is back in a moment.
            Err(Stop::CouldNotRun(messages)) => messages.iter().for_each(|why| complain(why)),
        }
        let read = disk.into_asked();
        complain(&format!("watching {}", counted(read.len())));
        wait_for_change(&read);
    }
}

fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// Returns when a file is no longer what was `read` and has then stayed the same for one interval,
/// so that a file that is still being written is not read.
fn wait_for_change(read: &BTreeMap<PathBuf, Stamp>) {
    let look = || -> BTreeMap<PathBuf, Stamp> {
        read.keys().map(|path| (path.clone(), stamp(path))).collect()
    };
    let mut last = read.clone();
    loop {
        thread::sleep(INTERVAL);
        let now = look();
        if now == last && now != *read {
            return;
        }
        last = now;
    }
}
