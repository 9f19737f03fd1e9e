//! How the command ends.

use std::io;
use std::process::ExitCode;

/// The exit codes scripts can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// The source has errors; nothing was written.
    FaultsFound = 1,
    /// The command could not do its work: wrong arguments, unreadable files; of `fmt`, sources with mistakes.
    CouldNotRun = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped before its end.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read the output wants no more of it, as `head` does.
    PipeClosed,
    /// Messages for people, one a line, without `flowc:`.
    CouldNotRun(Vec<String>),
}

impl Stop {
    /// Stops with one message.
    pub fn because(message: impl Into<String>) -> Self {
        Self::CouldNotRun(vec![message.into()])
    }

    /// Stops because the output could not be written.
    pub fn writing(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::because(format!("cannot write the output: {error}")),
        }
    }
}
