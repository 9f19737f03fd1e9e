//! The command line: a thin rim around the library, and the only part that touches files,
//! environment, clock and terminal.
//!
//! What was asked for goes to standard output, faults go to standard error, and [`Exit`] says how
//! it went. A closed pipe is no error.

mod args;
mod build;
mod check;
mod compilation;
mod completions;
mod exit;
mod explain;
mod files;
mod fmt;
mod graph;
mod init;
mod into;
mod report;
mod run;
mod services;
mod template;
mod test;
mod validate;
mod watch;

use std::io::{self, Write};
use std::panic;

use clap::Parser;

use crate::cli::args::{Args, Command};
pub use crate::cli::exit::Exit;
use crate::cli::exit::Stop;
use crate::items;

/// What `flowc` alone shows.
const START: &str = "\
flowc compiles Flow to Amazon States Language

  flowc init orders            a small project to start from
  flowc check order.flow       every mistake, nothing written
  flowc build order.flow       the definition, on standard output
  flowc build order.flow -o out
  flowc run order.flow --input @order.input.json --mocks order.mocks.yaml
  flowc test .                 the tests of all Flow files here
  flowc fmt .                  the sources in the one style, in place
  flowc graph order.flow -o order.svg
  flowc validate a.asl.json    what Step Functions would refuse of a definition
  flowc explain F0101          what a diagnostic means
  flowc services aws.sqs       what can be called

`flowc --help` lists everything.
";

/// Runs the command with the arguments of the process.
#[must_use]
pub fn run() -> Exit {
    hush_expected_panics();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(answer) => return show_clap_answer(&answer),
    };
    match dispatch(&args) {
        Ok(exit) => exit,
        Err(Stop::PipeClosed) => Exit::Done,
        Err(Stop::CouldNotRun(messages)) => {
            for message in messages {
                complain(&message);
            }
            Exit::CouldNotRun
        }
    }
}

/// Keeps quiet of panics that are caught and become an error of the run.
fn hush_expected_panics() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !items::expects_panic() {
            tell(panic);
        }
    }));
}

fn dispatch(args: &Args) -> Result<Exit, Stop> {
    match &args.command {
        None => print(START).map(|()| Exit::Done),
        Some(Command::Build(args)) => build::run(args),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Fmt(args)) => fmt::run(args),
        Some(Command::Run(args)) => run::run(args),
        Some(Command::Validate(args)) => validate::run(args),
        Some(Command::Test(args)) => test::run(args),
        Some(Command::Graph(args)) => graph::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Services(args)) => services::run(args),
        Some(Command::Init(args)) => init::run(args),
        Some(Command::Completions(args)) => completions::run(args),
    }
}

/// Help and version are what was asked for; the rest are wrong arguments.
fn show_clap_answer(answer: &clap::Error) -> Exit {
    let exit = if answer.use_stderr() { Exit::CouldNotRun } else { Exit::Done };
    // Nobody is left to tell where even this cannot be written.
    let _ = answer.print();
    exit
}

/// Writes what was asked for.
fn print(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Stop::writing(&error))
}

/// Writes `flowc: message` for people; where standard error is closed nobody wants to know.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "flowc: {message}");
}
