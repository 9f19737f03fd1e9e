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
use crate::cli::validate::read::{Content, Definition, definitions};
use crate::documents::{Places, Position, json};
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
    let labels = Labels {
        places: places.collect(),
        said: machine.words(sources),
        conditions: machine.conditions,
        defaults: machine.defaults,
    };
    Drawable { name: machine.name, definition: machine.definition, labels }
}

/// The lines of a span.
fn place(span: Span, sources: &Sources) -> Place {
    let source = sources.get(span.file);
    let at = |at: u32| source.lines().line_column(&source.text, at as usize);
    let (first, last) = (at(span.start), at(span.end));
    Place {
        file: source.path.display().to_string(),
        line: first.line,
        column: first.column,
        text: lines(&source.text, first.line, last.line),
    }
}

/// The lines of a text from the first to the last, or as many of them as are read.
fn lines(text: &str, first: usize, last: usize) -> String {
    const MOST: usize = 40;
    let lines = text.lines().skip(first - 1).take((last + 1).saturating_sub(first).clamp(1, MOST));
    lines.collect::<Vec<_>>().join("\n")
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
            let places = definition_places(&shown, &text, &one);
            let labels = Labels { places, ..Labels::default() };
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

/// Where each state of a definition is written.
fn definition_places(shown: &str, text: &str, one: &Definition) -> BTreeMap<String, Place> {
    let mut found = BTreeMap::new();
    if let Some(known) = one.places() {
        state_places(known, &mut |name, key, last_line| {
            found.insert(name.to_owned(), written_at(shown, text, key, last_line));
        });
    } else if let (Content::Text(inner), Some(start)) = (&one.content, one.start()) {
        let Ok(document) = json::parse(inner) else { return found };
        state_places(&document.places, &mut |name, key, last_line| {
            let mut place = written_at(shown, inner, key, last_line);
            // Lines of the text are lines of the file where they stand one below the other from there on.
            let line = |text: &str, number: usize| text.lines().nth(number - 1).map(str::to_owned);
            let of_text = line(inner, key.line).unwrap_or_default();
            let of_file = line(text, start.line + key.line - 1).unwrap_or_default();
            if inner.lines().count() > 1 && of_file.trim() == of_text.trim() {
                let indent = |line: &str| line.len() - line.trim_start().len();
                place.line = start.line + key.line - 1;
                place.column += indent(&of_file).saturating_sub(indent(&of_text));
            } else {
                (place.line, place.column) = (start.line, start.column);
            }
            found.insert(name.to_owned(), place);
        });
    }
    found
}

/// The place from `key` to the end of a line of the `text`, which is shown but where it has all on one line.
fn written_at(file: &str, text: &str, key: Position, last_line: usize) -> Place {
    const LONGEST: usize = 200;
    let mut shown = lines(text, key.line, last_line);
    if shown.lines().any(|line| line.chars().count() > LONGEST) {
        shown.clear();
    }
    Place { file: file.to_owned(), line: key.line, column: key.column, text: shown }
}

/// Gives the name, the place and the last line of each state of a definition, those in other states too.
fn state_places(definition: &Places, give: &mut impl FnMut(&str, Position, usize)) {
    let Some(states) = definition.field("States") else { return };
    for (name, state) in states.fields() {
        give(name, state.key.unwrap_or(state.start), state.last_line);
        for inner in ["ItemProcessor", "Iterator"].into_iter().filter_map(|key| state.field(key)) {
            state_places(inner, give);
        }
        let branches = state.field("Branches");
        let branches = (0..).map_while(|at| branches.and_then(|branches| branches.item(at)));
        for branch in branches {
            state_places(branch, give);
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
