//! `flowc build --emit cfn`: one template for all inputs.

use std::path::{Path, PathBuf};

use crate::Output;
use crate::cli::args::{BuildArgs, TemplateFormat};
use crate::cli::compilation::Compilation;
use crate::cli::exit::Stop;
use crate::cli::files;
use crate::cli::print;
use crate::deploy::cfn::{self, DefinitionPlace};
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
    let options = cfn::Options { definitions: args.definition_s3.as_deref().map(place) };
    let made = cfn::template(&deployment, &options);
    let text = match args.template_format {
        TemplateFormat::Yaml => deploy::yaml::write(&made.template.to_value()),
        TemplateFormat::Json => super::build::json_text(&made.template.to_value(), args.minify),
    };
    let Some(dir) = &args.out else { return print(&text) };
    let extension = match args.template_format {
        TemplateFormat::Yaml => "yaml",
        TemplateFormat::Json => "json",
    };
    let mut written = vec![(dir.join(file_name(&deployment, extension)), text)];
    written.extend(made.files.into_iter().map(|file| (dir.join(file.name), file.text)));
    files::make_dir(dir)?;
    files::write_all(&written)
}

/// `order.template.yaml` of `examples/order.flow`.
fn file_name(deployment: &Deployment, extension: &str) -> PathBuf {
    let source = deployment.sources.first().map(Path::new);
    let stem = source.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    if stem.starts_with('<') || stem.is_empty() {
        return PathBuf::from(format!("template.{extension}"));
    }
    PathBuf::from(format!("{stem}.template.{extension}"))
}

/// `BUCKET` or `BUCKET/PREFIX`
fn place(text: &str) -> DefinitionPlace {
    let (bucket, prefix) = text.split_once('/').unwrap_or((text, ""));
    DefinitionPlace { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() }
}
