//! Programs in documents are right: each "```flow" block of the README, of `docs/` and of the pages
//! of the diagnostics.

use std::path::Path;

use flowc::diagnostic::render::{Format, render};
use flowc::diagnostic::{Sink, codes};
use flowc::source::{Loader, Sources};
use flowc::{Options, compile};

use crate::support::expect::expect_file;
use crate::support::flow_blocks::flow_blocks;
use crate::support::{files_below, read, root};

#[test]
fn blocks_of_documents_compile() {
    let mut documents = vec![root("README.md"), root("CHANGELOG.md"), root("examples/README.md")];
    documents.extend(files_below(&root("docs"), "md"));
    // Those below `docs/diagnostics` are the pages of the codes.
    documents.retain(|path| path.exists() && !path.starts_with(root("docs/diagnostics")));
    let faults = documents.iter().map(|path| faults_of(&path.display().to_string(), &read(path)));
    assert_none(&faults.collect::<String>());
}

#[test]
fn blocks_of_code_pages_compile() {
    let faults = codes::all().into_iter().map(|code| faults_of(code.id, &code.text()));
    assert_none(&faults.collect::<String>());
}

fn assert_none(faults: &str) {
    assert!(faults.is_empty(), "{faults}");
}

/// The two commands of the README are the ones that are run here and by whoever comes new.
#[test]
fn the_readme_has_two_commands() {
    let readme = read(&root("README.md"));
    let commands: Vec<&str> =
        readme.split("```sh\n").skip(1).filter_map(|block| block.split("\n```").next()).collect();
    assert_eq!(commands, ["cargo run --release -- build examples/order.flow -o out", "cargo test"]);
    assert!(read(&root(".ci/run")).contains("step cargo test"));
}

/// What the README says its example becomes is what it becomes.
#[test]
fn the_readme_shows_the_output_of_its_example() {
    let path = root("README.md");
    let readme = read(&path);
    let example = flow_blocks(&readme).into_iter().next().expect("the README has an example").text;
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("example.flow", example);
    let output = compile(file, &mut sources, &Documents, &Options::default(), &mut sink);
    let machines = output.expect("the example is right").machines;
    let [machine] = machines.as_slice() else { panic!("the example has one workflow") };
    let (before, rest) = readme.split_once("```json\n").expect("the README shows the output");
    let (_, after) = rest.split_once("```\n").expect("the block is closed");
    let shown = format!("{before}```json\n{:#}\n```\n{after}", machine.definition);
    expect_file(&path, &shown);
}

/// What is wrong with the programs of a document.
fn faults_of(document: &str, markdown: &str) -> String {
    flow_blocks(markdown)
        .into_iter()
        .map(|block| (block.line, errors(&block.text)))
        .filter(|(_, faults)| !faults.is_empty())
        .map(|(line, faults)| format!("{document}, line {line}:\n{faults}\n"))
        .collect()
}

/// The errors of a program; warnings are no fault of an example.
fn errors(text: &str) -> String {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("example.flow", text);
    compile(file, &mut sources, &Documents, &Options::default(), &mut sink);
    if !sink.has_errors() {
        return String::new();
    }
    let mut out = Vec::new();
    render(&mut out, Format::Human, false, &sources, &sink.sorted()).expect("a vector takes it");
    String::from_utf8(out).expect("reports are text")
}

/// The one file examples may import.
const OPS: &str = "\
param AlertTopic: string

fn alert(message: string) {
    sns.publish(TopicArn: AlertTopic, Message: message)
}

fn alertOps(message: string) {
    sns.publish(TopicArn: AlertTopic, Message: message)
}
";

pub struct Documents;

impl Loader for Documents {
    fn load(&self, path: &Path) -> Result<String, String> {
        if path == Path::new("ops.flow") {
            Ok(OPS.to_owned())
        } else {
            Err(format!("examples import `./ops.flow` alone, not `{}`", path.display()))
        }
    }
}
