//! `flowc test`: runs the tests of Flow files and tells what was not as expected.

mod coverage;
mod find;
mod histories;
mod human;
mod json;
mod junit;
mod lcov;
mod run;

use std::path::Path;

use serde_json::Value as Json;

use crate::Options;
use crate::Output;
use crate::cli::args::{SourceArgs, TestFormat, TestsArgs};
use crate::cli::compilation::{Compilation, options};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, Disk};
use crate::cli::report::{self, Stream};
use crate::cli::{complain, print, watch};
use crate::suite::Coverage;

use coverage::WorkflowCoverage;

/// The tests of one file that were run, in source order.
pub struct FileReport {
    /// As messages show it.
    pub file: String,
    pub tests: Vec<TestReport>,
    /// Workflows that no test has run.
    pub untested: Vec<String>,
    /// What the tests reach of each workflow, where it is asked for.
    pub coverage: Vec<WorkflowCoverage>,
}

/// What became of one test.
pub struct TestReport {
    pub name: String,
    /// Where it stands, from 1.
    pub line: usize,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Empty: it passed.
    pub failures: Vec<FailureReport>,
    /// What its last run of a workflow did, for people; empty where it passed.
    pub trace: String,
    /// How far it came in the workflows.
    pub coverage: Coverage,
    /// What its runs did, where that is asked for.
    pub histories: Vec<Json>,
}

/// Something that was not as expected.
pub struct FailureReport {
    /// `order.flow:88`
    pub place: String,
    /// What is wrong, in a line.
    pub message: String,
    /// Both sides of a comparison, as JSON.
    pub sides: Option<(String, String)>,
}

impl FileReport {
    fn failed(&self) -> usize {
        self.tests.iter().filter(|test| !test.failures.is_empty()).count()
    }
}

/// Runs once, or at every change.
pub fn run(args: &TestsArgs) -> Result<Exit, Stop> {
    let files = find::flow_files(&args.paths)?;
    let source = SourceArgs {
        files,
        levels: args.levels.clone(),
        watch: args.watch,
        ..SourceArgs::only(Path::new(""), &args.params, args.color)
    };
    watch::once_or_watching(&source, |disk| once(args, &source, disk))
}

fn once(args: &TestsArgs, source: &SourceArgs, disk: &Disk) -> Result<Exit, Stop> {
    let mut reports = Vec::new();
    let mut broken = false;
    for path in &source.files {
        match file(args, source, path, disk)? {
            Some(report) => {
                if args.format == TestFormat::Human && !report.tests.is_empty() {
                    let colour = report::colour(args.color, Stream::Out);
                    print(&human::file(&report, colour))?;
                }
                reports.push(report);
            }
            None => broken = true,
        }
    }
    if let Some(path) = &args.lcov {
        files::write_all(&[(path.clone(), lcov::text(&reports))])?;
    }
    if let Some(dir) = &args.histories {
        histories::write(dir, &reports)?;
    }
    print(&match args.format {
        TestFormat::Human => {
            let colour = report::colour(args.color, Stream::Out);
            human::summary(&reports, args.coverage, colour)
        }
        TestFormat::Json => json::text(&reports, args.coverage),
        TestFormat::Junit => junit::text(&reports),
    })?;
    if broken {
        return Ok(Exit::CouldNotRun);
    }
    if args.filter.is_some() && reports.iter().all(|report| report.tests.is_empty()) {
        complain("no test has the text of `--filter` in its name");
        return Ok(Exit::CouldNotRun);
    }
    let failed: usize = reports.iter().map(FileReport::failed).sum();
    Ok(if failed == 0 { Exit::Done } else { Exit::FaultsFound })
}

/// Compiles a file and runs its tests; `None` where it has errors, which are shown.
fn file(
    args: &TestsArgs,
    source: &SourceArgs,
    path: &Path,
    disk: &Disk,
) -> Result<Option<FileReport>, Stop> {
    let source = SourceArgs {
        levels: source.levels.clone(),
        ..SourceArgs::only(path, &source.params, source.color)
    };
    let mut compilation = Compilation::read(&source, disk)?;
    let outputs = compilation.compile_all(&Options { tests: true, ..options(&source, true) });
    report::show(&source, Stream::Err, &compilation.sources, &compilation.sink.sorted());
    if compilation.sink.has_errors() {
        return Ok(None);
    }
    let output = outputs.into_iter().next().unwrap_or_else(Output::default);
    run::tests(args, &compilation.sources, output).map(Some)
}
