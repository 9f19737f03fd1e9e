//! `flowc validate`: what Step Functions would say about definitions that are there already.

pub(super) mod read;
mod show;

use std::io::{self, Write};
use std::path::Path;

use crate::asl::validate::{Diagnostic, MachineType, Severity, validate, validate_text};
use crate::cli::args::{MachineTypeArg, SeverityArg, ValidateArgs, ValidateFormat};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, Disk, STDIN, STDIN_SHOWN};
use crate::cli::validate::read::{Content, Definition};
use crate::cli::{complain, print, report};
use crate::documents::Position;
use crate::source::Loader;

/// What was found in one definition.
struct Judged {
    /// The file as it was named.
    file: String,
    /// The place in a template, as a JSON pointer.
    pointer: Option<String>,
    kind: MachineType,
    faults: Vec<Fault>,
}

/// A diagnostic and where it is in its file.
struct Fault {
    diagnostic: Diagnostic,
    at: Option<Position>,
}

impl Judged {
    fn has_errors(&self) -> bool {
        self.faults.iter().any(|fault| fault.diagnostic.severity == Severity::Error)
    }
}

/// Validates every definition of every file.
pub fn run(args: &ValidateArgs) -> Result<Exit, Stop> {
    let disk = Disk::default();
    let (mut texts, mut judged, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for path in &args.files {
        match text(path, &disk).and_then(|(file, text)| {
            let definitions = read::definitions(path, &text);
            let definitions = definitions.map_err(|why| format!("`{file}` {why}"))?;
            let of_file = definitions.into_iter().map(|one| judge(&file, &text, one, args));
            judged.extend(of_file);
            Ok((file, text))
        }) {
            Ok(text) => texts.push(text),
            Err(failure) => failures.push(failure),
        }
    }
    if !failures.is_empty() {
        return Err(Stop::CouldNotRun(failures));
    }
    show(args, &texts, &judged)?;
    let faulty = judged.iter().any(Judged::has_errors);
    Ok(if faulty { Exit::FaultsFound } else { Exit::Done })
}

/// The name a file goes by, and its text.
fn text(path: &Path, disk: &Disk) -> Result<(String, String), String> {
    if path.as_os_str() == STDIN {
        let text = files::read_stdin().map_err(|why| format!("cannot read `{STDIN_SHOWN}`: {why}"));
        return Ok((STDIN_SHOWN.to_owned(), text?));
    }
    let shown = path.display().to_string();
    let text = disk.load(path).map_err(|why| format!("cannot read `{shown}`: {why}"))?;
    Ok((shown, text))
}

fn judge(file: &str, text: &str, definition: Definition, args: &ValidateArgs) -> Judged {
    let written = definition.kind.as_deref().map_or(MachineType::Standard, |kind| match kind {
        "EXPRESS" => MachineType::Express,
        _ => MachineType::Standard,
    });
    let kind = match args.kind {
        Some(MachineTypeArg::Standard) => MachineType::Standard,
        Some(MachineTypeArg::Express) => MachineType::Express,
        None => written,
    };
    let severity = match args.severity {
        SeverityArg::Error => Severity::Error,
        SeverityArg::Warning => Severity::Warning,
    };
    let diagnostics = match &definition.content {
        Content::Value(value) => validate(value, kind, severity),
        Content::Text(text) => validate_text(text, kind, severity),
        Content::Whole => validate_text(text, kind, severity),
        Content::Broken(fault) => vec![fault.clone()],
    };
    let with_place =
        |diagnostic: Diagnostic| Fault { at: definition.position(&diagnostic), diagnostic };
    Judged {
        file: file.to_owned(),
        kind,
        faults: diagnostics.into_iter().map(with_place).collect(),
        pointer: definition.pointer,
    }
}

/// A report for programs is what was asked for; text for people is about something else.
fn show(args: &ValidateArgs, texts: &[(String, String)], judged: &[Judged]) -> Result<(), Stop> {
    let shown = match args.format {
        ValidateFormat::Json => return print(&format!("{:#}\n", show::json(judged))),
        ValidateFormat::Short => show::short(judged),
        ValidateFormat::Human => {
            show::human(judged, texts, report::colour(args.color, report::Stream::Err))
        }
    };
    match io::stderr().lock().write_all(shown.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write the diagnostics: {error}"));
        }
        _ => {}
    }
    Ok(())
}
