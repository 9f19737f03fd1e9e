//! The policies of roles.

use std::path::Path;

use flowc::deploy::policy::{self, Policy};
use flowc::diagnostic::codes::warnings;
use flowc::diagnostic::{Code, Diagnostic, Sink};
use flowc::source::{Loader, Sources};
use flowc::{Options, compile};

/// The codes that are reported with a policy.
pub const DOUBTS: [Code; 3] =
    [warnings::WIDE_PERMISSION, warnings::GUESSED_PERMISSION, warnings::UNKNOWN_PERMISSION];

/// Nothing can be imported.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, path: &Path) -> Result<String, String> {
        Err(format!("no {}", path.display()))
    }
}

/// The policy of the first workflow of a source, and what is doubted about it.
fn policy_of(source: &str) -> (Policy, Vec<Diagnostic>) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("main.flow", source);
    let output = compile(file, &mut sources, &NoFiles, &Options::default(), &mut sink);
    let output = output.unwrap_or_else(|| panic!("{source}\n{:#?}", sink.sorted()));
    let machine = output.machines.first().expect("there is a workflow");
    let policy = policy::of_workflow(machine, &output, &|other| other == file);
    let mut sink = Sink::default();
    policy::report(&policy, machine, &output, &mut sink);
    (policy, sink.sorted().into_iter().cloned().collect())
}

/// The first program of a page behind this mark.
fn example<'a>(page: &'a str, mark: &str) -> &'a str {
    let program = page.split(mark).nth(1).and_then(|rest| rest.split("```").next());
    program.expect("each page has an example")
}

#[test]
fn wrong_examples_are_doubted_and_right_ones_are_not() {
    for code in DOUBTS {
        let page = code.text();
        let (_, doubts) = policy_of(example(&page, "```text\n"));
        let ids: Vec<&str> = doubts.iter().map(|doubt| doubt.code.id).collect();
        assert_eq!(ids, [code.id], "{page}");
        let (_, doubts) = policy_of(example(&page, "```flow\n"));
        assert!(doubts.is_empty(), "{doubts:#?}");
    }
}
