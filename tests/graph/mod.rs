//! Pictures of state machines.

mod cli;
mod engine;
mod geometry;
mod pictures;
mod runs;
mod xml;

use std::fs;
use std::path::{Path, PathBuf};

use flowc::asl;
use flowc::diagnostic::Sink;
use flowc::graph::{Chart, Labels, chart};
use flowc::source::{Loader, Sources};
use flowc::{Options, compile};
use serde_json::Value;

use crate::support::{corpus, files_below, root};

/// The chart of a definition; `None` where it is none that can be read.
fn chart_of(name: &str, definition: &Value) -> Option<Chart> {
    let machine = asl::read(definition).ok()?;
    Some(chart(name, &machine, &Labels::default()))
}

/// The charts of the corpus, where it is at hand.
fn corpus_charts() -> Vec<Chart> {
    let definitions = corpus::definitions("valid");
    let charts = definitions.iter().filter_map(|one| chart_of(&one.name, one.json()?));
    charts.collect()
}

struct Disk;

impl Loader for Disk {
    fn load(&self, path: &Path) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

/// The charts of the workflows of a program.
fn flow_charts(path: &Path, text: &str) -> Vec<Chart> {
    let mut sources = Sources::default();
    let file = sources.add(path, text);
    let mut sink = Sink::default();
    let output = compile(file, &mut sources, &Disk, &Options::default(), &mut sink);
    let machines = output.unwrap_or_else(|| panic!("{} has errors", path.display())).machines;
    let charts = machines.into_iter().map(|machine| {
        let definition = asl::read(&machine.definition).expect("the compiler wrote it");
        let labels = Labels { conditions: machine.conditions, ..Labels::default() };
        chart(&machine.name, &definition, &labels)
    });
    charts.collect()
}

/// The charts of all examples.
fn example_charts() -> Vec<Chart> {
    let here = root("examples");
    let mut programs: Vec<PathBuf> = files_below(&here, "flow");
    programs.retain(|path| path.parent() == Some(&here));
    let text = |path: &PathBuf| fs::read_to_string(path).expect("an example can be read");
    programs.iter().flat_map(|path| flow_charts(path, &text(path))).collect()
}
