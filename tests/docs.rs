//! Programs in documents are right: each "```flow" block of the README, of `docs/` and of the pages
//! of the diagnostics.

use std::path::Path;

use flowc::diagnostic::render::{Format, render};
use flowc::diagnostic::{Sink, codes};
use flowc::source::{Loader, Sources};
use flowc::{Options, compile};

use crate::support::flow_blocks::flow_blocks;
use crate::support::{files_below, read, root};

#[test]
fn blocks_of_documents_compile() {
    let mut documents = vec![root("README.md"), root("CHANGELOG.md"), root("examples/README.md")];
    documents.extend(files_below(&root("docs"), "md"));
    for path in documents.into_iter().filter(|path| path.exists()) {
        blocks_compile(&path.display().to_string(), &read(&path));
    }
}

#[test]
fn blocks_of_code_pages_compile() {
    for code in codes::all() {
        blocks_compile(code.id, &code.text());
    }
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

fn blocks_compile(document: &str, markdown: &str) {
    for block in flow_blocks(markdown) {
        let faults = errors(&block.text);
        assert!(faults.is_empty(), "{document}, line {}:\n{faults}", block.line);
    }
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
