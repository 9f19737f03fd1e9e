//! The state machines of a file, with what its text says of their states.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::CompiledMachine;
use crate::asl;
use crate::cli::args::{GraphArgs, SourceArgs};
use crate::cli::compilation;
use crate::cli::exit::Stop;
use crate::cli::files::{self, Disk, STDIN, STDIN_SHOWN};
use crate::cli::validate::read::{Content, definitions};
use crate::documents::{Places, json};
use crate::graph::{Chart, Labels, Place, chart};
use crate::source::{Loader, Sources, Span};

/// A state machine that can be drawn.
pub struct Drawable {
    pub name: String,
    definition: Value,
    labels: Labels,
}

impl Drawable {
    /// What is drawn of it.
    pub fn chart(&self) -> Result<Chart, Stop> {
        let name = &self.name;
        let machine = asl::read(&self.definition)
            .map_err(|error| Stop::because(format!("`{name}` cannot be drawn: {error}")))?;
        Ok(chart(name, &machine, &self.labels))
    }
}

/// The state machines of the file; `None` where the source has errors, which are shown.
pub fn load(args: &GraphArgs) -> Result<Option<Vec<Drawable>>, Stop> {
    let is_flow = args.file.extension().is_some_and(|end| end == "flow");
    if is_flow { compiled(args) } else { written(&args.file).map(Some) }
}

fn compiled(args: &GraphArgs) -> Result<Option<Vec<Drawable>>, Stop> {
    let source = SourceArgs::only(&args.file, &args.params, args.color);
    let Some((sources, outputs)) = compilation::compiled(&source, !args.no_optimize)? else {
        return Ok(None);
    };
    let machines = outputs.into_iter().flat_map(|output| output.machines);
    Ok(Some(machines.map(|machine| drawable(machine, &sources)).collect()))
}

fn drawable(machine: CompiledMachine, sources: &Sources) -> Drawable {
    let places = machine.states.iter().map(|(name, span)| (name.clone(), place(*span, sources)));
    let labels = Labels { places: places.collect(), conditions: machine.conditions };
    Drawable { name: machine.name, definition: machine.definition, labels }
}

/// The lines of a span.
fn place(span: Span, sources: &Sources) -> Place {
    const MOST_LINES: usize = 40;
    let source = sources.get(span.file);
    let line = |at: u32| source.lines.line_column(&source.text, at as usize).line;
    let (first, last) = (line(span.start), line(span.end));
    let lines = source.text.lines().skip(first - 1).take((last + 1 - first).clamp(1, MOST_LINES));
    Place {
        file: source.path.display().to_string(),
        line: first,
        text: lines.collect::<Vec<_>>().join("\n"),
    }
}

/// The definitions of a file as they are.
fn written(path: &Path) -> Result<Vec<Drawable>, Stop> {
    let shown =
        if path.as_os_str() == STDIN { STDIN_SHOWN.to_owned() } else { path.display().to_string() };
    let text =
        if path.as_os_str() == STDIN { files::read_stdin() } else { Disk::default().load(path) };
    let text = text.map_err(|why| Stop::because(format!("cannot read `{shown}`: {why}")))?;
    let found = definitions(path, &text);
    let found = found.map_err(|why| Stop::because(format!("`{shown}` {why}")))?;
    found
        .into_iter()
        .map(|one| {
            let parsed = |text: &str| {
                let read = json::parse(text).map(|document| document.value);
                read.map_err(|fault| {
                    Stop::because(format!("{shown}:{}: {}", fault.at, fault.message))
                })
            };
            let mut places = BTreeMap::new();
            if let Some(known) = one.places() {
                state_places(&shown, known, &mut places);
            }
            let labels = Labels { places, conditions: BTreeMap::new() };
            let name = one.pointer.as_deref().and_then(logical_name);
            let definition = match one.content {
                Content::Value(value) => value,
                Content::Text(inner) => parsed(&inner)?,
                Content::Whole => parsed(&text)?,
                Content::Broken(fault) => {
                    return Err(Stop::because(format!("`{shown}`: {}", fault.message)));
                }
            };
            Ok(Drawable { name: name.unwrap_or_else(|| name_of(path)), definition, labels })
        })
        .collect()
}

/// Where each state of a definition is written, those in other states too.
fn state_places(file: &str, definition: &Places, places: &mut BTreeMap<String, Place>) {
    let Some(states) = definition.field("States") else { return };
    for (name, state) in states.fields() {
        let line = state.key.unwrap_or(state.start).line;
        let place = Place { file: file.to_owned(), line, text: String::new() };
        places.insert(name.to_owned(), place);
        for inner in ["ItemProcessor", "Iterator"].into_iter().filter_map(|key| state.field(key)) {
            state_places(file, inner, places);
        }
        let branches = state.field("Branches");
        let branches = (0..).map_while(|at| branches.and_then(|branches| branches.item(at)));
        for branch in branches {
            state_places(file, branch, places);
        }
    }
}

/// The resource of `/Resources/Name/Properties/Definition`.
fn logical_name(pointer: &str) -> Option<String> {
    pointer.split('/').nth(2).map(|name| name.replace("~1", "/").replace("~0", "~"))
}

/// `order.asl.json` is `order`.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split('.').next().filter(|name| !name.is_empty() && *name != "-");
    name.unwrap_or("StateMachine").to_owned()
}
