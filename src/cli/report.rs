//! Decides where faults go and in which colours.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::cli::args::{FormatArg, SourceArgs, When};
use crate::cli::complain;
use crate::diagnostic::{Diagnostic, render};
use crate::source::Sources;

/// Where the faults of a command go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The report is what was asked for.
    Out,
    /// Standard output belongs to something else.
    Err,
}

/// Shows `diagnostics` as `args` ask. A reader who closed the pipe has seen enough.
pub fn show(args: &SourceArgs, stream: Stream, sources: &Sources, diagnostics: &[&Diagnostic]) {
    show_as(args.format, args.color, stream, sources, diagnostics);
}

/// [`show`] in a format.
pub fn show_as(
    format: FormatArg,
    color: When,
    stream: Stream,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) {
    let mut text = Vec::new();
    let colour = colour(color, stream);
    let rendered = render::render(&mut text, format.into(), colour, sources, diagnostics);
    let written = rendered.and_then(|()| match stream {
        Stream::Out => io::stdout().lock().write_all(&text),
        Stream::Err => io::stderr().lock().write_all(&text),
    });
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write the diagnostics: {error}"));
        }
        _ => {}
    }
}

/// A report for programs is the output of `check`; text for people is always about something else.
pub fn stream_of_check(format: FormatArg) -> Stream {
    match format {
        FormatArg::Human | FormatArg::Short => Stream::Err,
        FormatArg::Json | FormatArg::Sarif => Stream::Out,
    }
}

/// Whether what goes to `stream` is coloured.
pub fn colour(when: When, stream: Stream) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let terminal = match stream {
                Stream::Out => io::stdout().is_terminal(),
                Stream::Err => io::stderr().is_terminal(),
            };
            wanted(|name| env::var_os(name)?.into_string().ok(), terminal)
        }
    }
}

/// The conventions of <https://no-color.org> and <https://bixense.com/clicolors>: refusing wins
/// over forcing, forcing over what the terminal is.
fn wanted(variable: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    let value = |name| variable(name).filter(|value| !value.is_empty());
    if value("NO_COLOR").is_some() {
        return false;
    }
    if value("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    let refused = value("CLICOLOR").is_some_and(|value| value == "0");
    let dumb = value("TERM").is_some_and(|value| value == "dumb");
    terminal && !refused && !dumb
}

#[cfg(test)]
mod tests {
    use super::wanted;

    fn with(variables: &[(&str, &str)], terminal: bool) -> bool {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name);
        wanted(|name| find(name).map(|(_, value)| (*value).to_owned()), terminal)
    }

    #[test]
    fn colours_follow_terminal_and_environment() {
        assert!(with(&[], true));
        assert!(!with(&[], false));
        assert!(with(&[("NO_COLOR", "")], true));
        assert!(!with(&[("NO_COLOR", "1")], true));
        assert!(!with(&[("CLICOLOR", "0")], true));
        assert!(!with(&[("TERM", "dumb")], true));
        assert!(with(&[("CLICOLOR_FORCE", "1")], false));
        assert!(!with(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!with(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], true));
    }
}
