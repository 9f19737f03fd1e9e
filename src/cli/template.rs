//! `flowc build --emit cfn` and its like: one template for all inputs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Output;
use crate::cli::args::{BuildArgs, Emit, TemplateFormat};
use crate::cli::compilation::Compilation;
use crate::cli::exit::Stop;
use crate::cli::files;
use crate::cli::print;
use crate::deploy::cfn::{self, DefinitionFile, DefinitionPlace, Dialect};
use crate::deploy::model::Deployment;
use crate::deploy::{self, Existing, Input, report, terraform};

/// What the inputs need to run together.
pub fn deployment(
    run: &Compilation<'_>,
    outputs: &[Output],
    existing: Existing,
) -> Result<Deployment, Stop> {
    let sources = run.inputs();
    let inputs: Vec<Input<'_>> =
        sources.iter().zip(outputs).map(|(source, output)| Input { source, output }).collect();
    let deployment = deploy::deployment(&inputs, existing).map_err(Stop::CouldNotRun)?;
    if deployment.machines.is_empty() {
        return Err(super::build::nothing_to_build(run));
    }
    Ok(deployment)
}

/// A template and what is written beside it: names and texts, the template first.
pub type Written = Vec<(PathBuf, String)>;

/// What is written of the inputs together, if something is. What is wrong with it is reported; then, and
/// where the inputs are wrong, there is nothing.
pub fn made(
    args: &BuildArgs,
    run: &mut Compilation<'_>,
    outputs: &[Output],
) -> Result<Written, Stop> {
    if run.sink.has_errors() || args.into.is_some() {
        return Ok(Written::new());
    }
    match args.emit() {
        Emit::Asl | Emit::Policy => Ok(Written::new()),
        Emit::Cfn => cloudformation(args, run, outputs, Dialect::CloudFormation),
        Emit::Sam => cloudformation(args, run, outputs, Dialect::Sam),
        Emit::Snippet => snippet(args, run, outputs),
        Emit::Terraform => terraform(args, run, outputs),
    }
}

/// Writes the template to standard output, or it and what belongs to it into the directory.
pub fn write(args: &BuildArgs, written: &[(PathBuf, String)]) -> Result<(), Stop> {
    match (&args.out, written) {
        (None, [(_, text), ..]) => print(text),
        (None, []) => Ok(()),
        (Some(dir), written) => {
            files::make_dir(dir)?;
            let placed = written.iter().map(|(name, text)| (dir.join(name), text.clone()));
            files::write_all(&placed.collect::<Vec<_>>())
        }
    }
}

/// A whole template.
fn cloudformation(
    args: &BuildArgs,
    run: &mut Compilation<'_>,
    outputs: &[Output],
    dialect: Dialect,
) -> Result<Written, Stop> {
    let deployment = deployment(run, outputs, Existing::Parameters)?;
    let made = cfn::template(&deployment, &options(args, dialect));
    let suffix = match dialect {
        Dialect::CloudFormation => "template",
        Dialect::Sam => "sam",
    };
    let text = template_text(args, &made.template.to_value());
    report::template_size(text.len(), dialect, outputs, &mut run.sink);
    let name = file_name(&deployment, suffix, extension(args));
    Ok(with_definitions(name, text, made.files))
}

/// What belongs into a template that somebody else keeps.
fn snippet(args: &BuildArgs, run: &Compilation<'_>, outputs: &[Output]) -> Result<Written, Stop> {
    let deployment = deployment(run, outputs, Existing::InTemplate)?;
    let made = cfn::template(&deployment, &options(args, Dialect::CloudFormation));
    let text = template_text(args, &cfn::snippet::snippet(&made.template));
    let name = file_name(&deployment, "snippet", extension(args));
    Ok(with_definitions(name, text, made.files))
}

/// A module of Terraform, which is JSON.
fn terraform(
    args: &BuildArgs,
    run: &mut Compilation<'_>,
    outputs: &[Output],
) -> Result<Written, Stop> {
    if args.definition_s3.is_some() {
        return Err(Stop::because(
            "Terraform takes no definition from S3; `--definition-files` writes them beside the module",
        ));
    }
    let deployment = deployment(run, outputs, Existing::Parameters)?;
    let stack = stem(&deployment).unwrap_or_else(|| "flow".to_owned());
    // Names in AWS have these signs only.
    let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
    let options = terraform::Options {
        stack: stack.chars().map(plain).collect(),
        files: args.definition_files,
    };
    match terraform::module(&deployment, &options) {
        Ok(made) => {
            report::less_in_terraform(&made.lost, outputs, &mut run.sink);
            let text = super::build::json_text(&made.module, args.minify);
            Ok(with_definitions(PathBuf::from(format!("{stack}.tf.json")), text, made.files))
        }
        Err(missing) => {
            report::not_in_terraform(&missing, outputs, &mut run.sink);
            Ok(Written::new())
        }
    }
}

fn template_text(args: &BuildArgs, template: &Value) -> String {
    match args.template_format {
        TemplateFormat::Yaml => deploy::yaml::write(template),
        TemplateFormat::Json => super::build::json_text(template, args.minify),
    }
}

fn extension(args: &BuildArgs) -> &'static str {
    match args.template_format {
        TemplateFormat::Yaml => "yaml",
        TemplateFormat::Json => "json",
    }
}

fn with_definitions(name: PathBuf, text: String, definitions: Vec<DefinitionFile>) -> Written {
    let files = definitions.into_iter().map(|file| (PathBuf::from(file.name), file.text));
    std::iter::once((name, text)).chain(files).collect()
}

/// `order.template.yaml` of `examples/order.flow`.
fn file_name(deployment: &Deployment, suffix: &str, extension: &str) -> PathBuf {
    let stem = stem(deployment).map(|stem| format!("{stem}.")).unwrap_or_default();
    PathBuf::from(format!("{stem}{suffix}.{extension}"))
}

/// `order` of `examples/order.flow`; standard input has no name.
fn stem(deployment: &Deployment) -> Option<String> {
    let source = deployment.sources.first().map(Path::new)?;
    let stem = source.file_stem()?.to_string_lossy().into_owned();
    (!stem.starts_with('<')).then_some(stem)
}

fn options(args: &BuildArgs, dialect: Dialect) -> cfn::Options {
    let beside = args.definition_files.then_some(DefinitionPlace::Beside);
    cfn::Options { dialect, definitions: args.definition_s3.as_deref().map(place).or(beside) }
}

/// `BUCKET` or `BUCKET/PREFIX`
fn place(text: &str) -> DefinitionPlace {
    let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
    DefinitionPlace::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() }
}
