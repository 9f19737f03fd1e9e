//! The `flowc` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    flowc::cli::run().into()
}
