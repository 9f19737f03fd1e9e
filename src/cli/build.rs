//! `flowc build`: definitions and policies, written only where no input has an error.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Output;
use crate::cli::args::{BuildArgs, Emit};
use crate::cli::compilation::{Compilation, known_params, options};
use crate::cli::exit::{Exit, Stop};
use crate::cli::files::{self, Disk};
use crate::cli::report::{self, Stream};
use crate::cli::{into, print, template, watch};
use crate::deploy::policy::{self, Policy};
use crate::parallel;
use crate::source::Sources;

/// Builds once, or at every change.
pub fn run(args: &BuildArgs) -> Result<Exit, Stop> {
    watch::once_or_watching(&args.source, |disk| once(args, disk))
}

fn once(args: &BuildArgs, disk: &Disk) -> Result<Exit, Stop> {
    let mut run = Compilation::read(&args.source, disk)?;
    let outputs = run.compile_all(&options(&args.source, !args.no_optimize));
    let policies = match args.emit() {
        Emit::Asl => Vec::new(),
        Emit::Policy | Emit::Cfn | Emit::Sam | Emit::Snippet | Emit::Terraform => {
            policies(&mut run, &outputs)
        }
    };
    let template = template::made(args, &mut run, &outputs);
    report::show(&args.source, Stream::Err, &run.sources, &run.sink.sorted());
    if run.sink.has_errors() {
        return Ok(Exit::FaultsFound);
    }
    known_params(&args.source, &outputs)?;
    if let Some(template) = &args.into {
        return into::merge(template, args, &mut run, &outputs);
    }
    match args.emit() {
        Emit::Asl => write(args, &run, &definitions(args, &outputs, &run.sources))?,
        Emit::Policy => write(args, &run, &policy_documents(&outputs, &policies))?,
        Emit::Cfn | Emit::Sam | Emit::Snippet | Emit::Terraform => {
            template::write(args, &template?)?;
        }
    }
    parallel::discard(outputs);
    Ok(Exit::Done)
}

/// Writes the documents into the directory, or the one there is to standard output.
fn write(args: &BuildArgs, run: &Compilation<'_>, documents: &[Document<'_>]) -> Result<(), Stop> {
    match &args.out {
        Some(dir) => write_to(dir, args, run, documents),
        None => print(&json_text(&the_one(run, documents)?.value, args.minify)),
    }
}

/// What is written about a workflow.
struct Document<'a> {
    workflow: &'a str,
    /// What the name of its file ends in.
    suffix: &'static str,
    value: Cow<'a, Value>,
}

/// The definition of each workflow, with its source map where that is wanted.
fn definitions<'a>(
    args: &BuildArgs,
    outputs: &'a [Output],
    sources: &Sources,
) -> Vec<Document<'a>> {
    let machines = outputs.iter().flat_map(|output| &output.machines);
    let documents = machines.flat_map(|machine| {
        let workflow = machine.name.as_str();
        let map = args.source_map.then(|| Document {
            workflow,
            suffix: "asl.map.json",
            value: Cow::Owned(machine.source_map(sources)),
        });
        let value = Cow::Borrowed(&machine.definition);
        std::iter::once(Document { workflow, suffix: "asl.json", value }).chain(map)
    });
    documents.collect()
}

/// The policy of each workflow, in order. What is doubted about it is reported.
fn policies(run: &mut Compilation<'_>, outputs: &[Output]) -> Vec<Policy> {
    let mut policies = Vec::new();
    for output in outputs {
        for machine in &output.machines {
            let built = |file| run.roots.contains(&file);
            let policy = policy::of_workflow(machine, output, &built);
            policy::report(&policy, machine, output, &mut run.sink);
            policies.push(policy);
        }
    }
    policies
}

fn policy_documents<'a>(outputs: &'a [Output], policies: &[Policy]) -> Vec<Document<'a>> {
    let machines = outputs.iter().flat_map(|output| &output.machines);
    let documents = machines.zip(policies).map(|(machine, policy)| Document {
        workflow: &machine.name,
        suffix: "policy.json",
        value: Cow::Owned(policy::document(policy.statements.iter().chain(&policy.own))),
    });
    documents.collect()
}

/// The document that can go to standard output, where there is exactly one.
fn the_one<'d, 'a>(
    run: &Compilation<'_>,
    documents: &'d [Document<'a>],
) -> Result<&'d Document<'a>, Stop> {
    match documents {
        [one] => Ok(one),
        [] => Err(nothing_to_build(run)),
        several => {
            let names: Vec<String> =
                several.iter().map(|document| format!("`{}`", document.workflow)).collect();
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
    documents: &[Document<'_>],
) -> Result<(), Stop> {
    if documents.is_empty() {
        return Err(nothing_to_build(run));
    }
    let mut outputs: BTreeMap<PathBuf, String> = BTreeMap::new();
    let texts = parallel::map(documents, |document| json_text(&document.value, args.minify));
    for (document, text) in documents.iter().zip(texts) {
        let path = dir.join(format!("{}.{}", document.workflow, document.suffix));
        if outputs.insert(path, text).is_some() {
            return Err(Stop::because(format!(
                "two inputs have a workflow `{}`; build them into different directories",
                document.workflow
            )));
        }
    }
    files::make_dir(dir)?;
    files::write_all(&outputs.into_iter().collect::<Vec<_>>())
}

/// Two-space JSON or the shortest, with a line end.
pub fn json_text(value: &Value, minify: bool) -> String {
    let text =
        if minify { serde_json::to_string(value) } else { serde_json::to_string_pretty(value) };
    let mut text = text.expect("keys are strings");
    text.push('\n');
    text
}
