//! Templates: what they say, that nothing in them dangles or goes round in a circle, and that the
//! definitions in them are right once CloudFormation has filled them in.

mod graph;
mod sam;
mod substitutions;
mod terraform;
mod yaml;

use std::fs;
use std::path::{Path, PathBuf};

use flowc::deploy::cfn::{self, Dialect, Made, Options};
use flowc::deploy::{Existing, Input, deployment};
use flowc::diagnostic::{Code, Sink, codes};
use flowc::source::{Loader, Sources};
use flowc::{Output, compile};

use crate::support::compile::report;
use crate::support::expect::expect_file;
use crate::support::{files_below, read, root};

/// Codes of what is said when a template is made; `tests/cli` has sources that cause them.
pub const OF_TEMPLATES: [Code; 6] = [
    codes::warnings::DEFINITION_NEARLY_TOO_LARGE,
    codes::warnings::TEMPLATE_NEEDS_S3,
    codes::warnings::LESS_IN_TERRAFORM,
    codes::deployment::TEMPLATE_TAKEN,
    codes::deployment::NOT_IN_TERRAFORM,
    codes::deployment::TEMPLATE_TOO_LARGE,
];

/// The examples whose templates stand beside their definitions.
const SHOWN: [&str; 8] = [
    "activity",
    "cleanup",
    "csv-import",
    "event-handler",
    "http-api",
    "nested",
    "order",
    "pipeline",
];

#[test]
fn templates_are_the_committed_ones() {
    for path in files_below(&root("tests/cases/deploy"), "flow") {
        let written = flowc::deploy::yaml::write(&made(&path).template.to_value());
        expect_file(&path.with_extension("template.yaml"), &written);
    }
    for name in SHOWN {
        let program = root("examples").join(name).with_extension("flow");
        let written = flowc::deploy::yaml::write(&made(&program).template.to_value());
        let place = root("examples/out").join(name).join(format!("{name}.template.yaml"));
        expect_file(&place, &written);
    }
}

/// The examples that are shown for the Serverless Application Model too.
const SHOWN_SAM: [&str; 4] = ["cleanup", "event-handler", "nested", "order"];

#[test]
fn serverless_templates_are_the_committed_ones() {
    for path in files_below(&root("tests/cases/deploy"), "flow") {
        let written = flowc::deploy::yaml::write(&made_sam(&path).template.to_value());
        expect_file(&path.with_extension("sam.yaml"), &written);
    }
    for name in SHOWN_SAM {
        let program = root("examples").join(name).with_extension("flow");
        let written = flowc::deploy::yaml::write(&made_sam(&program).template.to_value());
        expect_file(&root("examples/out").join(name).join(format!("{name}.sam.yaml")), &written);
    }
}

/// What is said of a template for its size alone, by CloudFormation's quotas.
#[test]
fn sizes_are_those_of_cloudformation() {
    let outputs = [output(&root("tests/cases/deploy/literals.flow"))];
    let said = |bytes, dialect| {
        let mut sink = Sink::default();
        flowc::deploy::report::template_size(bytes, dialect, &outputs, &mut sink);
        sink.sorted().first().map(|fault| fault.code.id)
    };
    assert_eq!(said(51_200, Dialect::CloudFormation), None);
    assert_eq!(said(51_201, Dialect::CloudFormation), Some("F0635"));
    assert_eq!(said(1_000_000, Dialect::CloudFormation), Some("F0635"));
    assert_eq!(said(1_000_001, Dialect::CloudFormation), Some("F0806"));
    // The tools of SAM put templates into S3 themselves.
    assert_eq!(said(1_000_000, Dialect::Sam), None);
    assert_eq!(said(1_000_001, Dialect::Sam), Some("F0806"));
}

/// Every source that a template is made of here.
fn programs() -> Vec<PathBuf> {
    let here = root("examples");
    let mut programs = files_below(&here, "flow");
    // `ops.flow` has no workflow of its own.
    programs.retain(|path| path.parent() == Some(&here) && !path.ends_with("ops.flow"));
    programs.extend(files_below(&root("tests/cases/deploy"), "flow"));
    programs
}

/// The template of the program at `path`.
fn made(path: &Path) -> Made {
    made_in(path, Dialect::CloudFormation)
}

/// The same for the Serverless Application Model.
fn made_sam(path: &Path) -> Made {
    made_in(path, Dialect::Sam)
}

fn made_in(path: &Path, dialect: Dialect) -> Made {
    let output = output(path);
    let input = Input { source: "main.flow", output: &output };
    let deployment = deployment(&[input], Existing::Parameters).expect("nothing clashes");
    cfn::template(&deployment, &Options { dialect, ..Options::default() })
}

pub fn output(path: &Path) -> Output {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add(path, read(path));
    let output = compile(file, &mut sources, &Disk, &flowc::Options::default(), &mut sink);
    output.unwrap_or_else(|| panic!("{}", report(&sources, &sink)))
}

/// Imports come from the disk.
struct Disk;

impl Loader for Disk {
    fn load(&self, path: &Path) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

/// The last part of a path, for messages.
fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
