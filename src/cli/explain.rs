//! `flowc explain`: the pages of the table of codes.

use std::fmt::Write;

use crate::cli::args::{self, ExplainArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::print;
use crate::diagnostic::{Code, Severity, codes};

/// Prints one page, or the list of all codes.
pub fn run(args: &ExplainArgs) -> Result<Exit, Stop> {
    let text = match &args.code {
        Some(word) => page(&args::code(word).map_err(Stop::because)?),
        None => list(),
    };
    print(&text)?;
    Ok(Exit::Done)
}

fn page(code: &Code) -> String {
    format!("{} {}: {}\n\n{}", kind(code), code.id, code.title(), code.text())
}

fn list() -> String {
    let mut list = String::new();
    for code in codes::all() {
        writeln!(list, "{}  {:7}  {}", code.id, kind(&code), code.title())
            .expect("a string takes everything");
    }
    list
}

fn kind(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
