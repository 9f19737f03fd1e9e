//! The programs of `examples/`: each compiles without a complaint, its output is the one committed
//! beside it, and those that rewrite a definition people run today do the same work in no more states.

mod beside;
mod originals;
mod table;
pub mod walk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use flowc::diagnostic::Sink;
use flowc::diagnostic::render::{Format, render};
use flowc::source::{Loader, Sources};
use flowc::{CompiledMachine, Options, compile};

use crate::support::expect::{expect_file, updating};
use crate::support::{files_below, read, root};

#[test]
fn outputs_are_the_committed_ones() {
    let mut written = Vec::new();
    for program in programs() {
        for machine in machines(&program) {
            let path = root("examples/out")
                .join(stem(&program))
                .join(format!("{}.asl.json", machine.name));
            expect_file(&path, &format!("{:#}\n", machine.definition));
            written.push(path);
        }
    }
    let stale: Vec<PathBuf> = files_below(&root("examples/out"), "json")
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(".asl.json") && !written.contains(path))
        .collect();
    if updating() {
        stale.iter().for_each(|path| fs::remove_file(path).expect("the file can be removed"));
    } else {
        assert!(stale.is_empty(), "nothing makes {stale:?}");
    }
}

/// Each example says in its first line what it is about, and declares what it is given.
#[test]
fn examples_begin_with_what_they_show() {
    for path in programs() {
        let text = read(&path);
        let mut lines = text.lines();
        let comments = lines.by_ref().take_while(|line| line.starts_with("// ")).count();
        assert!(comments > 0, "{} does not say what it shows", path.display());
    }
}

fn programs() -> Vec<PathBuf> {
    let here = root("examples");
    let mut programs = files_below(&here, "flow");
    programs.retain(|path| path.parent() == Some(&here));
    programs
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn machines(path: &Path) -> Vec<CompiledMachine> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add(path, read(path));
    let output = compile(file, &mut sources, &Disk, &Options::default(), &mut sink);
    let faults = sink.sorted();
    if !faults.is_empty() {
        let mut shown = Vec::new();
        render(&mut shown, Format::Human, false, &sources, &faults).expect("a vector takes it");
        panic!("{}", String::from_utf8(shown).expect("reports are text"));
    }
    output.expect("there are no faults").machines
}

/// Imports of examples come from the disk.
struct Disk;

impl Loader for Disk {
    fn load(&self, path: &Path) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

/// Each example has tests that enter every state and take every way and catcher.
#[test]
fn tests_pass_and_reach_everything() {
    let done = Command::new(env!("CARGO_BIN_EXE_flowc"))
        .args(["test", "examples", "--coverage", "--format", "json"])
        .current_dir(root("."))
        .output()
        .expect("flowc can be run");
    let report: Value = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    assert_eq!(report["failed"], 0, "{report:#}");
    let mut workflows = 0;
    for file in report["files"].as_array().expect("a list of files") {
        for workflow in file["coverage"].as_array().expect("a list of workflows") {
            let name = &workflow["workflow"];
            for kind in ["states", "transitions", "catchers"] {
                let Value::Object(counts) = &workflow[kind] else { panic!("no {kind} of {name}") };
                let missed = &workflow["missed"];
                assert_eq!(counts["reached"], counts["all"], "{kind} of {name}: {missed:#}");
            }
            workflows += 1;
        }
    }
    assert!(workflows >= programs().len(), "only {workflows} workflows are tested");
}
