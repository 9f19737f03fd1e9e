//! Every mistake of meaning, pinned in a source that makes it: `tests/refused/*.flow`, one file for
//! each subject. `UPDATE_EXPECT=1` writes the comments below the faulty lines anew.

use std::collections::BTreeMap;
use std::path::Path;

use flowc::diagnostic::{Code, Diagnostic, Severity, Sink, codes};
use flowc::source::{Loader, Sources};
use flowc::{Options, check};

use crate::support::expect::expect_file;
use crate::support::notes::{with_notes, without_notes};
use crate::support::{files_below, read, root};

#[test]
fn mistakes_are_reported_where_they_are() {
    for path in files_below(&root("tests/refused"), "flow") {
        let source = without_notes(&read(&path));
        expect_file(&path, &with_notes(&source, &faults(&source)));
    }
}

#[test]
fn every_code_is_pinned() {
    let pinned: String =
        files_below(&root("tests/refused"), "flow").iter().map(|path| read(path)).collect();
    let missing: Vec<_> =
        analysed_codes().into_iter().filter(|code| !pinned.contains(code.id)).collect();
    assert!(missing.is_empty(), "no source causes {missing:?}");
}

/// The wrong programs of the pages cause their codes, and no other error.
#[test]
fn wrong_examples_are_wrong() {
    for code in analysed_codes() {
        let text = code.text();
        let wrong = text.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
        let wrong = wrong.expect("each page has a wrong example");
        if wrong.starts_with("flowc ") || wrong.contains("and so on") {
            continue;
        }
        let found = faults(wrong);
        let ids: Vec<&str> = found.iter().map(|fault| fault.code.id).collect();
        assert!(ids.contains(&code.id), "{} is not among {ids:?}:\n{wrong}", code.id);
        let others: Vec<&Diagnostic> = found
            .iter()
            .filter(|fault| fault.severity == Severity::Error && fault.code != code)
            .collect();
        assert!(others.is_empty(), "{}:\n{wrong}\n{others:#?}", code.id);
    }
}

/// The right programs of the pages have no fault at all.
#[test]
fn right_examples_are_right() {
    for code in analysed_codes() {
        let text = code.text();
        let right = text.split("```flow\n").nth(1).and_then(|rest| rest.split("```").next());
        let right = right.expect("each page has a right example");
        let ids: Vec<&str> = faults(right).iter().map(|fault| fault.code.id).collect();
        let own = ids.contains(&code.id);
        assert!(!own, "{} is right by its page:\n{right}", code.id);
        assert!(!ids.iter().any(|id| !id.starts_with("F06")), "{ids:?}:\n{right}");
    }
}

/// What must be accepted, without so much as a warning: `tests/accepted/*.flow`.
#[test]
fn right_programs_have_no_fault() {
    let paths = files_below(&root("tests/accepted"), "flow");
    assert!(!paths.is_empty());
    for path in paths {
        let source = read(&path);
        assert_eq!(with_notes(&source, &faults(&source)), source, "{}", path.display());
    }
}

/// One mistake is one complaint: what is wrong once is not complained about again.
#[test]
fn nothing_is_said_twice() {
    let source = "workflow W(order) {\n    let x = nothing.a.b\n    if x { wait x + 1 }\n    \
                  for i in x { wait i }\n    fail x\n}\n";
    let ids: Vec<&str> = faults(source).iter().map(|fault| fault.code.id).collect();
    assert_eq!(ids, ["F0204"]);
}

/// The codes of `check`; what is said of policies and templates is tested with them.
fn analysed_codes() -> Vec<Code> {
    let families = [
        codes::names::ALL,
        codes::expressions::ALL,
        codes::calls::ALL,
        codes::statements::ALL,
        codes::warnings::ALL,
        codes::deployment::ALL,
    ];
    let mut codes = families.concat();
    codes.retain(|code| !crate::policies::DOUBTS.contains(code));
    codes.retain(|code| !crate::deploy::OF_TEMPLATES.contains(code));
    codes
}

/// What is wrong with `source`; a first line `// params: A=1 B=x` gives values to parameters.
fn faults(source: &str) -> Vec<Diagnostic> {
    let params: BTreeMap<String, String> = source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("// params: "))
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let options = Options { params, ..Options::default() };
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("main.flow", source);
    check(file, &mut sources, &Files, &options, &mut sink);
    let all = sink.sorted();
    all.into_iter().filter(|fault| fault.span().file == file).cloned().collect()
}

/// The files that sources may import.
struct Files;

impl Loader for Files {
    fn load(&self, path: &Path) -> Result<String, String> {
        match path.to_str() {
            Some("ops.flow") => {
                Ok("param AlertTopic: string\n\nfn alertOps(message: string) {\n    \
                sns.publish(TopicArn: AlertTopic, Message: message)\n}\n"
                    .to_owned())
            }
            Some("main.flow") => Err("a file cannot be read twice".to_owned()),
            _ => Err("no such file".to_owned()),
        }
    }
}
