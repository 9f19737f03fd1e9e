//! `flowc completions`: scripts that let a shell complete the arguments.

use clap::CommandFactory;

use crate::cli::args::{Args, CompletionsArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::print;

/// Prints the script for one shell.
pub fn run(args: &CompletionsArgs) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "flowc", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
