//! The compiler step by step. Faults are not looked at: large programs pass the limit of a definition.

use std::path::Path;

use flowc::diagnostic::Sink;
use flowc::ir::{Machine, Program};
use flowc::source::{FileId, Loader, Sources};
use flowc::{Options, emit, lower, passes, program, syntax};

/// There are no files to import.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &Path) -> Result<String, String> {
        Err("there is no such file".to_owned())
    }
}

pub fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add("main.flow", text);
    sources
}

pub fn parse(text: &str) -> flowc::syntax::ast::File {
    syntax::parse(FileId(0), text, &mut Sink::default())
}

/// Parsing and analysis.
pub fn typed(sources: &mut Sources) -> Program {
    let mut sink = Sink::default();
    let typed = program(FileId(0), sources, &NoFiles, &Options::default(), &mut sink);
    typed.expect("the program is right")
}

pub fn lowered(program: &Program, sources: &Sources) -> Machine {
    lower::lower(program.unit(&program.workflows[0]), sources)
}

pub fn optimized(mut machine: Machine) -> Machine {
    passes::run(&mut machine, true);
    machine
}

pub fn written(machine: &Machine) -> String {
    emit::definition(machine, &mut Sink::default()).to_string()
}

/// A program to the JSON texts of its definitions, as the command does it.
pub fn compiled(text: &str) -> Vec<String> {
    let mut sources = sources(text);
    let mut sink = Sink::default();
    let output = flowc::compile(FileId(0), &mut sources, &NoFiles, &Options::default(), &mut sink);
    let machines = output.expect("the program is right").machines;
    machines.iter().map(|machine| machine.definition.to_string()).collect()
}

/// Text to JSON text of the one workflow in it, however large.
pub fn all(text: &str) -> String {
    let mut sources = sources(text);
    let program = typed(&mut sources);
    written(&optimized(lowered(&program, &sources)))
}
