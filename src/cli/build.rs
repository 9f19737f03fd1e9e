//! `flowc build`: definitions, written only where no input has an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::CompiledMachine;
use crate::Output;
use crate::cli::args::{BuildArgs, Emit};
use crate::cli::compilation::{Compilation, known_params, options};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, Disk};
use crate::cli::report::{self, Stream};
use crate::cli::{print, template, watch};

/// Builds once, or at every change.
pub fn run(args: &BuildArgs) -> Result<Exit, Stop> {
    watch::once_or_watching(&args.source, |disk| once(args, disk))
}

fn once(args: &BuildArgs, disk: &Disk) -> Result<Exit, Stop> {
    let mut run = Compilation::read(&args.source, disk)?;
    let outputs = run.compile_all(&options(&args.source, !args.no_optimize));
    report::show(&args.source, Stream::Err, &run.sources, &run.sink.sorted());
    if run.sink.has_errors() {
        return Ok(Exit::FaultsFound);
    }
    known_params(&args.source, &outputs)?;
    match args.emit {
        Emit::Asl => definitions(args, &run, outputs)?,
        Emit::Cfn => template::cloudformation(args, &run, &outputs)?,
    }
    Ok(Exit::Done)
}

/// Writes the definition of each workflow.
fn definitions(args: &BuildArgs, run: &Compilation<'_>, outputs: Vec<Output>) -> Result<(), Stop> {
    let machines: Vec<CompiledMachine> =
        outputs.into_iter().flat_map(|output| output.machines).collect();
    match &args.out {
        Some(dir) => write_to(dir, args, run, &machines),
        None => print(&json_text(&the_one(run, &machines)?.definition, args.minify)),
    }
}

/// The machine that can go to standard output, where there is exactly one.
fn the_one<'m>(
    run: &Compilation<'_>,
    machines: &'m [CompiledMachine],
) -> Result<&'m CompiledMachine, Stop> {
    match machines {
        [one] => Ok(one),
        [] => Err(nothing_to_build(run)),
        several => {
            let names: Vec<String> =
                several.iter().map(|machine| format!("`{}`", machine.name)).collect();
            Err(Stop::because(format!(
                "there are {} workflows ({}), and standard output takes one; add `-o DIR`",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

/// There is no workflow to build.
pub fn nothing_to_build(run: &Compilation<'_>) -> Stop {
    let inputs: Vec<String> = run.inputs().iter().map(|path| format!("`{path}`")).collect();
    Stop::because(format!("there is no workflow to build in {}", inputs.join(", ")))
}

fn write_to(
    dir: &Path,
    args: &BuildArgs,
    run: &Compilation<'_>,
    machines: &[CompiledMachine],
) -> Result<(), Stop> {
    if machines.is_empty() {
        return Err(nothing_to_build(run));
    }
    let mut outputs: BTreeMap<PathBuf, String> = BTreeMap::new();
    for machine in machines {
        let definition = dir.join(format!("{}.asl.json", machine.name));
        let text = json_text(&machine.definition, args.minify);
        if outputs.insert(definition, text).is_some() {
            return Err(Stop::because(format!(
                "two inputs have a workflow `{}`; build them into different directories",
                machine.name
            )));
        }
        if args.source_map {
            let map = dir.join(format!("{}.asl.map.json", machine.name));
            outputs.insert(map, json_text(&machine.source_map, args.minify));
        }
    }
    files::make_dir(dir)?;
    files::write_all(&outputs.into_iter().collect::<Vec<_>>())
}

/// Two-space JSON or the shortest, with a line end.
pub fn json_text(value: &Value, minify: bool) -> String {
    if minify { format!("{value}\n") } else { format!("{value:#}\n") }
}
