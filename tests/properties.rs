//! What must hold of every program, tried on generated ones.

use std::panic;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::Value;

use flowc::Options;
use flowc::diagnostic::Sink;
use flowc::source::{Loader, Sources};
use flowc::syntax;

use crate::proof::compare::Files;
use crate::proof::programs::{Tape, program};
use crate::support::asl_check;
use crate::support::{files_below, read, root};

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 0..250).prop_map(Tape::new)
}

/// How many programs a test tries.
fn config(cases: u32) -> ProptestConfig {
    let cases = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default().cases,
        None => cases,
    };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The examples with their paths below the repository.
fn examples() -> &'static [(PathBuf, String)] {
    static EXAMPLES: OnceLock<Vec<(PathBuf, String)>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        let files = files_below(&root("examples"), "flow");
        files
            .iter()
            .map(|path| {
                let below = path.strip_prefix(root("")).expect("it is below the root");
                (below.to_owned(), read(path))
            })
            .collect()
    })
}

/// Imports are read from the examples.
struct Examples;

impl Loader for Examples {
    fn load(&self, path: &Path) -> Result<String, String> {
        let found = examples().iter().find(|(known, _)| known == path);
        found.map(|(_, text)| text.clone()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// What `run` gives; where it panics, `text` is shown.
fn without_panic<T>(text: &str, run: impl FnOnce() -> T) -> Result<T, TestCaseError> {
    let result = panic::catch_unwind(panic::AssertUnwindSafe(run));
    result.map_err(|_| TestCaseError::fail(format!("panics:\n{text}")))
}

/// One change of a text: at which word, of what kind, with what.
type Edit = (usize, u8, usize);

/// `text` with pieces taken out, doubled, swapped and put in.
fn mutated(text: &str, edits: &[Edit]) -> String {
    let mut words = words(text);
    for (at, kind, with) in edits {
        let at = at % words.len().max(1);
        match kind % 5 {
            0 => drop(words.drain(at..words.len().min(at + 1 + with % 5))),
            1 => words.insert(at, words[with % words.len()]),
            2 => {
                let other = with % words.len();
                words.swap(at, other);
            }
            3 => words[at] = words[with % words.len()],
            _ => words.insert(at, STRANGE[with % STRANGE.len()]),
        }
        if words.is_empty() {
            break;
        }
    }
    words.concat()
}

/// What is rarely written.
const STRANGE: &[&str] = &[
    "\"",
    "${",
    "{%",
    "%}",
    "(",
    "{",
    "[",
    "]",
    "}",
    ")",
    "\n",
    " try ",
    " finally ",
    " return ",
    " break ",
    "é",
    "😀",
    "\\",
    "///",
    "//",
    "'a: ",
    " 99999999999999999999 ",
    " 0..",
    "...",
    "??",
    " map x in ",
    " distributed ",
    " retry on ",
    " catch ",
    " as ",
    " is ",
    "-",
    "!",
    "=>",
    "@name",
    " parallel ",
    " loop ",
    " match ",
    " context",
    " null",
    " 1e400 ",
    "\"\"\"",
    "\r\n",
    "\t",
    ";",
];

/// The words, signs and blanks of a text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let word = c.is_alphanumeric() || c == '_';
        if at > start && !(in_word && word) {
            words.push(&text[start..at]);
            start = at;
        }
        in_word = word;
    }
    words.push(&text[start..]);
    words
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn a_mutated_example_compiles_or_says_why(
        which in any::<usize>(),
        edits in prop::collection::vec(any::<Edit>(), 1..8),
    ) {
        let (path, text) = &examples()[which % examples().len()];
        let text = mutated(text, &edits);
        let agree = without_panic(&text, || {
            let mut sources = Sources::default();
            let mut sink = Sink::default();
            let root = sources.add(path, &text);
            let options = Options::default();
            let output = flowc::compile(root, &mut sources, &Examples, &options, &mut sink);
            output.is_none() == sink.has_errors()
        })?;
        prop_assert!(agree, "output and errors, or none of both:\n{}", text);
    }
}

/// The definition of a generated program's workflow; `None` where it has errors.
fn compiled(text: &str, optimize: bool) -> Option<Value> {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let root = sources.add("main.flow", text);
    let options = Options { optimize, ..Options::default() };
    let output = flowc::compile(root, &mut sources, &Files, &options, &mut sink)?;
    output.machines.last().map(|machine| machine.definition.clone())
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn what_is_printed_parses_to_the_same_tree(tape in tape()) {
        let text = program(tape);
        let parse = |text: &str| {
            let mut sources = Sources::default();
            let id = sources.add("main.flow", text);
            let mut sink = Sink::default();
            let tree = syntax::parse(id, text, &mut sink);
            (syntax::print::print(&tree), sink.has_errors())
        };
        let (printed, faulty) = parse(&text);
        prop_assert!(!faulty, "does not parse:\n{text}");
        let (again, faulty) = parse(&printed);
        prop_assert!(!faulty, "does not parse again:\n{printed}");
        prop_assert_eq!(printed, again);
    }

    #[test]
    fn compiling_twice_gives_the_same_bytes_and_no_fault(tape in tape()) {
        let text = program(tape);
        for optimize in [false, true] {
            let compiled = || without_panic(&text, || compiled(&text, optimize));
            let definition = compiled()?;
            prop_assert!(definition.is_some(), "refused:\n{text}");
            prop_assert_eq!(&definition, &compiled()?);
            let faults = definition.iter().flat_map(asl_check::check).collect::<Vec<_>>();
            prop_assert!(faults.is_empty(), "{faults:#?}\n{text}");
        }
    }
}
