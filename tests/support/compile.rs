//! Compiles texts as the tests need it.

use std::path::Path;

use flowc::diagnostic::Sink;
use flowc::diagnostic::render::{Format, render};
use flowc::source::{Loader, Sources};
use flowc::{CompiledMachine, Options};

/// There are no files to import.
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &Path) -> Result<String, String> {
        Err("there is no such file".to_owned())
    }
}

/// What a text compiles to, or its errors, a line each.
pub fn compile(text: &str, optimize: bool) -> Result<Vec<CompiledMachine>, String> {
    let mut sources = Sources::default();
    let root = sources.add("main.flow", text);
    let mut sink = Sink::default();
    let options = Options { optimize, ..Options::default() };
    match flowc::compile(root, &mut sources, &NoFiles, &options, &mut sink) {
        Some(output) if !sink.has_errors() => Ok(output.machines),
        _ => Err(report(&sources, &sink)),
    }
}

/// The errors of `sink`, a line each.
pub fn report(sources: &Sources, sink: &Sink) -> String {
    let faults = sink.sorted();
    let errors: Vec<_> = faults
        .into_iter()
        .filter(|fault| fault.severity == flowc::diagnostic::Severity::Error)
        .collect();
    let mut out = Vec::new();
    render(&mut out, Format::Short, false, sources, &errors).expect("memory takes any text");
    String::from_utf8(out).expect("reports are UTF-8")
}
