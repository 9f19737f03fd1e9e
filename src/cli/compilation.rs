//! The files of one run of `build` or `check`, from the arguments to the faults.

use std::path::{Path, PathBuf};

use crate::Options;
use crate::Output;
use crate::cli::args::SourceArgs;
use crate::cli::exit::Stop;
use crate::cli::files::{self, Disk, STDIN, STDIN_SHOWN};
use crate::cli::report::{self, Stream};
use crate::diagnostic::{Sink, suggest};
use crate::source::{FileId, Loader, Sources, tidy};

/// All files of one run, with one sink, so that a file two inputs import is reported once.
pub struct Compilation<'a> {
    /// Every file: the inputs, and what they import once they are compiled.
    pub sources: Sources,
    /// The inputs, each once, in the order of the arguments.
    pub roots: Vec<FileId>,
    /// Their faults.
    pub sink: Sink,
    /// Fetches what they import.
    pub disk: &'a Disk,
}

impl<'a> Compilation<'a> {
    /// Reads every input, or says of each that cannot be read why.
    pub fn read(args: &SourceArgs, disk: &'a Disk) -> Result<Self, Stop> {
        let mut sources = Sources::default();
        let (mut roots, mut failures) = (Vec::new(), Vec::new());
        for path in &args.files {
            match read_input(path, disk, &mut sources) {
                Ok(root) if roots.contains(&root) => {}
                Ok(root) => roots.push(root),
                Err(failure) => failures.push(failure),
            }
        }
        if failures.is_empty() {
            let sink = Sink::new(args.levels.levels.clone());
            Ok(Self { sources, roots, sink, disk })
        } else {
            Err(Stop::CouldNotRun(failures))
        }
    }

    /// Compiles every input, so that all their faults are reported in one run; gives what came of
    /// those that are right.
    pub fn compile_all(&mut self, options: &Options) -> Vec<Output> {
        let Self { sources, roots, sink, disk } = self;
        let compiled =
            roots.iter().map(|root| crate::compile(*root, sources, *disk, options, sink));
        compiled.flatten().collect()
    }

    /// The paths of the inputs as messages show them.
    pub fn inputs(&self) -> Vec<String> {
        let shown = |root: &FileId| self.sources.get(*root).path.display().to_string();
        self.roots.iter().map(shown).collect()
    }
}

/// What came of the inputs, with their sources; `None` where they have errors, which are shown.
pub fn compiled(args: &SourceArgs, optimize: bool) -> Result<Option<(Sources, Vec<Output>)>, Stop> {
    let disk = Disk::default();
    let mut run = Compilation::read(args, &disk)?;
    let outputs = run.compile_all(&options(args, optimize));
    if run.sink.has_errors() {
        report::show(args, Stream::Err, &run.sources, &run.sink.sorted());
        return Ok(None);
    }
    known_params(args, &outputs)?;
    Ok(Some((run.sources, outputs)))
}

/// What `args` choose about the output.
pub fn options(args: &SourceArgs, optimize: bool) -> Options {
    Options { optimize, params: args.params.iter().cloned().collect(), tests: false }
}

/// A `--param` that no input declares is a slip of the pen.
pub fn known_params(args: &SourceArgs, outputs: &[Output]) -> Result<(), Stop> {
    let declared: Vec<&str> =
        outputs.iter().flat_map(|output| &output.params).map(|param| &*param.name).collect();
    let unknown = args.params.iter().find(|(name, _)| !declared.contains(&name.as_str()));
    let Some((name, _)) = unknown else { return Ok(()) };
    let near = suggest::nearest(name, declared.iter().copied());
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Stop::because(format!("no input declares `param {name}`{hint}")))
}

fn read_input(path: &Path, disk: &Disk, sources: &mut Sources) -> Result<FileId, String> {
    let shown = shown(path);
    if let Some(known) = sources.find(&shown) {
        return Ok(known);
    }
    let text = if path.as_os_str() == STDIN { files::read_stdin() } else { disk.load(&shown) };
    match text {
        Ok(text) => Ok(sources.add(shown, text)),
        Err(why) => Err(format!("cannot read `{}`: {why}", shown.display())),
    }
}

/// The path a file goes by.
fn shown(path: &Path) -> PathBuf {
    if path.as_os_str() == STDIN {
        return PathBuf::from(STDIN_SHOWN);
    }
    let shown = tidy(path);
    // Of `.` nothing would be left to show.
    if shown.as_os_str().is_empty() { path.to_path_buf() } else { shown }
}
