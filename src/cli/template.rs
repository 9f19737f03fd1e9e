//! `flowc build --emit cfn` and its like: one template for all inputs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Output;
use crate::cli::args::{BuildArgs, TemplateFormat};
use crate::cli::compilation::Compilation;
use crate::cli::exit::Stop;
use crate::cli::files;
use crate::cli::print;
use crate::deploy::cfn::{self, DefinitionFile, DefinitionPlace, Dialect};
use crate::deploy::model::Deployment;
use crate::deploy::{self, Existing, Input};

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

/// Writes the CloudFormation template.
pub fn cloudformation(
    args: &BuildArgs,
    run: &Compilation<'_>,
    outputs: &[Output],
) -> Result<(), Stop> {
    let deployment = deployment(run, outputs, Existing::Parameters)?;
    let made = cfn::template(&deployment, &options(args, Dialect::CloudFormation));
    write(args, &deployment, "template", &made.template.to_value(), made.files)
}

/// Writes the template of the Serverless Application Model.
pub fn serverless(args: &BuildArgs, run: &Compilation<'_>, outputs: &[Output]) -> Result<(), Stop> {
    let deployment = deployment(run, outputs, Existing::Parameters)?;
    let made = cfn::template(&deployment, &options(args, Dialect::Sam));
    write(args, &deployment, "sam", &made.template.to_value(), made.files)
}

/// Writes what belongs into a template that somebody else keeps.
pub fn snippet(args: &BuildArgs, run: &Compilation<'_>, outputs: &[Output]) -> Result<(), Stop> {
    let deployment = deployment(run, outputs, Existing::InTemplate)?;
    let made = cfn::template(&deployment, &options(args, Dialect::CloudFormation));
    write(args, &deployment, "snippet", &cfn::snippet::snippet(&made.template), made.files)
}

/// Writes `template` to standard output, or into the directory with the definitions beside it.
fn write(
    args: &BuildArgs,
    deployment: &Deployment,
    suffix: &str,
    template: &Value,
    definitions: Vec<DefinitionFile>,
) -> Result<(), Stop> {
    let (extension, text) = match args.template_format {
        TemplateFormat::Yaml => ("yaml", deploy::yaml::write(template)),
        TemplateFormat::Json => ("json", super::build::json_text(template, args.minify)),
    };
    let Some(dir) = &args.out else { return print(&text) };
    let mut written = vec![(dir.join(file_name(deployment, suffix, extension)), text)];
    written.extend(definitions.into_iter().map(|file| (dir.join(file.name), file.text)));
    files::make_dir(dir)?;
    files::write_all(&written)
}

/// `order.template.yaml` of `examples/order.flow`.
fn file_name(deployment: &Deployment, suffix: &str, extension: &str) -> PathBuf {
    let source = deployment.sources.first().map(Path::new);
    let stem = source.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    if stem.starts_with('<') || stem.is_empty() {
        return PathBuf::from(format!("{suffix}.{extension}"));
    }
    PathBuf::from(format!("{stem}.{suffix}.{extension}"))
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
