//! `flowc build --into`: what the workflows need, in a template that somebody else keeps.

use std::path::{Component, Path, PathBuf};

use crate::Output;
use crate::cli::args::BuildArgs;
use crate::cli::compilation::Compilation;
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, STDIN_SHOWN};
use crate::cli::report::{self, Stream};
use crate::cli::{print, template};
use crate::deploy::merge::{self, Merged, Request};
use crate::deploy::{Existing, cfn, yaml};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::deployment::TEMPLATE_TAKEN;
use crate::documents::{Fault, Position};
use crate::source::{FileId, Loader, Source, Span};

/// Merges what `outputs` need into the template at `path`; what was done to it is printed.
pub fn merge(
    path: &Path,
    args: &BuildArgs,
    run: &mut Compilation<'_>,
    outputs: &[Output],
) -> Result<Exit, Stop> {
    let deployment = template::deployment(run, outputs, Existing::InTemplate)?;
    let made = cfn::template(&deployment, &cfn::Options::default());
    let sources = marks(path, &deployment.sources)?;
    let text = run.disk.load(path).map_err(|why| cannot_read(path, &why))?;
    let sections = cfn::snippet::sections(&made.template);
    let request =
        Request { sources: &sources, sections: &sections, existing: &deployment.existing };
    match merge::merge(&text, request, yaml::block) {
        Ok(merged) => write(path, &text, &merged),
        Err(faults) => {
            let file = run.sources.add(path, text);
            let faults: Vec<Diagnostic> =
                faults.iter().map(|fault| worded(fault, file, run.sources.get(file))).collect();
            let shown: Vec<&Diagnostic> = faults.iter().collect();
            report::show(&args.source, Stream::Err, &run.sources, &shown);
            Ok(Exit::FaultsFound)
        }
    }
}

fn cannot_read(path: &Path, why: &str) -> Stop {
    Stop::because(format!(
        "cannot read `{}`: {why}; `--into` takes a template that is there already",
        path.display()
    ))
}

fn write(path: &Path, before: &str, merged: &Merged) -> Result<Exit, Stop> {
    if merged.text != before {
        files::write_all(&[(path.to_owned(), merged.text.clone())])?;
    }
    let steps: String = merged.steps.iter().map(|step| format!("{step}\n")).collect();
    print(&steps)?;
    Ok(Exit::Done)
}

/// What the template calls the sources: their paths from where it stands.
fn marks(template: &Path, sources: &[String]) -> Result<Vec<String>, Stop> {
    if sources.iter().any(|source| source == STDIN_SHOWN) {
        return Err(Stop::because(
            "`--into` needs a file: the template says what came from where, and standard input is no place",
        ));
    }
    let directory = template.parent().unwrap_or(Path::new(""));
    let from = |source: &String| {
        let path = relative(&real(directory), &real(Path::new(source)));
        path.components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    };
    Ok(sources.iter().map(from).collect())
}

/// The path without links and `..`, where it can be found.
fn real(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// `path` as seen from `directory`; both are whole.
fn relative(directory: &Path, path: &Path) -> PathBuf {
    let common = directory.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(common).map(|_| Component::ParentDir);
    up.chain(path.components().skip(common)).collect()
}

fn worded(fault: &Fault, file: FileId, source: &Source) -> Diagnostic {
    Diagnostic::new(TEMPLATE_TAKEN, place(fault.at, file, source), &fault.message, "")
        .help("the template is as it was")
}

/// The word at a place.
fn place(at: Position, file: FileId, source: &Source) -> Span {
    let line = source.lines().start(at.line.saturating_sub(1)).unwrap_or(source.text.len());
    let skipped = source.text[line..].chars().take(at.column.saturating_sub(1));
    let start = line + skipped.map(char::len_utf8).sum::<usize>();
    let word = source.text[start..].chars().take_while(|sign| !": \t\r\n,".contains(*sign));
    let end = start + word.map(char::len_utf8).sum::<usize>();
    Span::new(file, start, end)
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn paths_lead_from_the_template_to_the_source() {
        let from = |directory: &str, path: &str| {
            relative(Path::new(directory), Path::new(path)).to_string_lossy().into_owned()
        };
        assert_eq!(from("/home", "/home/a.flow"), "a.flow");
        assert_eq!(from("/home/infra", "/home/src/a.flow"), "../src/a.flow");
        assert_eq!(from("/home/infra", "/a.flow"), "../../a.flow");
    }
}
