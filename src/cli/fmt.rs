//! `flowc fmt`: the sources in the one style, in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::cli::args::FmtArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, Disk, STDIN, STDIN_SHOWN};
use crate::cli::report::{self, Stream};
use crate::cli::{complain, print};
use crate::diagnostic::Sink;
use crate::fmt;
use crate::source::{FileId, Loader, Sources, tidy};

/// The extension of the files taken from a directory.
const EXTENSION: &str = "flow";

/// Formats every input; with `--check` shows what would change. A file with mistakes keeps none of the others from
/// being formatted.
pub fn run(args: &FmtArgs) -> Result<Exit, Stop> {
    let mut run = Run::default();
    for input in inputs(&args.files)? {
        run.read(&input)?;
    }
    let mut sink = Sink::default();
    let formatted = run.formatted(&mut sink);
    report::show_as(args.format, args.color, Stream::Err, &run.sources, &sink.sorted());
    // Apart from 1, which says that something would change: what has mistakes is laid out in parts alone.
    let whole = if sink.has_errors() { Exit::CouldNotRun } else { Exit::Done };
    let changed: Vec<&Formatted> = formatted.iter().filter(|file| file.is_changed(&run)).collect();
    if args.check {
        let diffs: String = changed.iter().map(|file| file.diff(&run)).collect();
        print(&diffs)?;
        let same = whole != Exit::Done || changed.is_empty();
        return Ok(if same { whole } else { Exit::FaultsFound });
    }
    for file in formatted.iter().filter(|file| run.is_stdin(file.id)) {
        print(&file.text)?;
    }
    let files: Vec<(PathBuf, String)> = changed
        .iter()
        .filter(|file| !run.is_stdin(file.id))
        .map(|file| (real_path(run.path(file.id)), file.text.clone()))
        .collect();
    files::write_all(&files)?;
    Ok(whole)
}

/// The files of one run.
#[derive(Default)]
struct Run {
    sources: Sources,
    files: Vec<FileId>,
    disk: Disk,
}

impl Run {
    fn read(&mut self, input: &Path) -> Result<(), Stop> {
        let stdin = input.as_os_str() == STDIN;
        let shown = if stdin { PathBuf::from(STDIN_SHOWN) } else { tidy(input) };
        if self.sources.find(&shown).is_some() {
            return Ok(());
        }
        let text = if stdin { files::read_stdin() } else { self.disk.load(&shown) };
        let text =
            text.map_err(|why| Stop::because(format!("cannot read `{}`: {why}", shown.display())))?;
        self.files.push(self.sources.add(shown, text));
        Ok(())
    }

    fn formatted(&self, sink: &mut Sink) -> Vec<Formatted> {
        let format = |id: &FileId| {
            let text = fmt::format(*id, &self.sources.get(*id).text, sink);
            Formatted { id: *id, text }
        };
        self.files.iter().map(format).collect()
    }

    fn path(&self, id: FileId) -> &Path {
        &self.sources.get(id).path
    }

    fn is_stdin(&self, id: FileId) -> bool {
        self.path(id) == Path::new(STDIN_SHOWN)
    }
}

/// A file and its text in the one style.
struct Formatted {
    id: FileId,
    text: String,
}

impl Formatted {
    fn is_changed(&self, run: &Run) -> bool {
        run.sources.get(self.id).text != self.text
    }

    /// What would change, as `diff -u` shows it.
    fn diff(&self, run: &Run) -> String {
        let path = run.path(self.id).display().to_string();
        TextDiff::from_lines(&run.sources.get(self.id).text, &self.text)
            .unified_diff()
            .header(&path, &format!("{path} (formatted)"))
            .to_string()
    }
}

/// The files meant: directories stand for the `.flow` files below them.
fn inputs(named: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    for path in named {
        if path.is_dir() {
            let before = found.len();
            files_below(path, &mut found)?;
            if found.len() == before {
                complain(&format!("there is no .flow file below `{}`", path.display()));
            }
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// Adds the files below `dir` in order of their names; hidden directories and links are left out.
fn files_below(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), Stop> {
    let unreadable =
        |error: io::Error| Stop::because(format!("cannot read `{}`: {error}", dir.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        entries.push((entry.path(), entry.file_type().map_err(unreadable)?));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (path, kind) in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if kind.is_dir() && !hidden {
            files_below(&path, found)?;
        } else if kind.is_file() && path.extension().is_some_and(|found| found == EXTENSION) {
            found.push(path);
        }
    }
    Ok(())
}

/// The file a link leads to, so that the link stays one.
fn real_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
