//! The formatter: what it makes of each construct, and its promises on every program there is.

use std::sync::OnceLock;

use proptest::prelude::*;

use flowc::diagnostic::Sink;
use flowc::fmt::format;
use flowc::source::FileId;
use flowc::syntax::tokens::{TokenKind, tokens};
use flowc::syntax::{parse, print};

use crate::pairs::programs_of_pairs;
use crate::proof::programs::{Tape, program};
use crate::support::compile::compile;
use crate::support::expect::expect_file;
use crate::support::flow_blocks::flow_blocks;
use crate::support::{files_below, read, root};

const FILE: FileId = FileId(0);

/// The text formatted, and whether it has mistakes.
fn formatted(text: &str) -> (String, bool) {
    let mut sink = Sink::default();
    let formatted = format(FILE, text, &mut sink);
    (formatted, sink.has_errors())
}

fn one_style(text: &str) -> String {
    formatted(text).0
}

/// Each `NAME.flow` of the cases becomes `NAME.formatted.flow`.
#[test]
fn cases() {
    let inputs: Vec<_> = files_below(&root("tests/cases/fmt"), "flow")
        .into_iter()
        .filter(|path| !path.to_string_lossy().ends_with(".formatted.flow"))
        .collect();
    assert!(inputs.len() > 5, "{} cases", inputs.len());
    for path in inputs {
        let text = read(&path);
        expect_file(&path.with_extension("formatted.flow"), &one_style(&text));
        if let Some(fault) = broken_promise(&text) {
            panic!("{}: {fault}", path.display());
        }
    }
}

#[test]
fn examples_are_in_the_one_style() {
    for path in files_below(&root("examples"), "flow") {
        expect_file(&path, &one_style(&read(&path)));
    }
}

/// What the formatter promises and does not keep of `text`.
fn broken_promise(text: &str) -> Option<String> {
    let (once, has_errors) = formatted(text);
    let (twice, _) = formatted(&once);
    if once != twice {
        return Some(format!(
            "formatting twice changes it\n{text}\n── once\n{once}\n── twice\n{twice}"
        ));
    }
    if pieces(text) != pieces(&once) && !has_errors {
        return Some(format!("other words or comments\n{text}\n── becomes\n{once}"));
    }
    if tree(text) != tree(&once) {
        return Some(format!("another tree\n{text}\n── becomes\n{once}"));
    }
    None
}

/// That, and whether it compiles to something else.
fn broken_promise_of_program(text: &str, ways: &[bool]) -> Option<String> {
    if let Some(fault) = broken_promise(text) {
        return Some(fault);
    }
    let once = one_style(text);
    for optimize in ways {
        let (before, after) = (compile(text, *optimize), compile(&once, *optimize));
        let definitions = |machines: &[flowc::CompiledMachine]| -> Vec<String> {
            machines.iter().map(|machine| machine.definition.to_string()).collect()
        };
        match (before, after) {
            (Ok(before), Ok(after)) => {
                if definitions(&before) != definitions(&after) {
                    return Some(format!("compiles to something else\n{text}\n── becomes\n{once}"));
                }
            }
            (Err(_), Err(_)) => {}
            _ => return Some(format!("compiles no longer\n{text}\n── becomes\n{once}")),
        }
    }
    None
}

/// Words, literals, signs and comments in order, but separators.
fn pieces(text: &str) -> Vec<&str> {
    tokens(text, 0..text.len())
        .into_iter()
        .map(|token| &text[token.start..token.end])
        .filter(|piece| !matches!(*piece, "," | ";"))
        .collect()
}

fn tree(text: &str) -> String {
    print::print(&parse(FILE, text, &mut Sink::default()))
}

/// Every program of the repository.
fn all_programs() -> &'static [String] {
    static PROGRAMS: OnceLock<Vec<String>> = OnceLock::new();
    PROGRAMS.get_or_init(read_programs)
}

fn read_programs() -> Vec<String> {
    let mut texts: Vec<String> =
        files_below(&root("examples"), "flow").iter().map(|path| read(path)).collect();
    texts.extend(files_below(&root("tests"), "flow").iter().map(|path| read(path)));
    let mut documents = files_below(&root("docs"), "md");
    documents.push(root("README.md"));
    texts
        .extend(documents.iter().flat_map(|path| flow_blocks(&read(path))).map(|block| block.text));
    texts.extend(
        flowc::diagnostic::codes::all()
            .iter()
            .flat_map(|code| flow_blocks(&code.text()))
            .map(|block| block.text),
    );
    texts
}

fn assert_promises(faults: impl Iterator<Item = String>) {
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{} fail; the first: {}", faults.len(), faults[0]);
}

#[test]
fn promises_are_kept_on_every_program_of_the_repository() {
    let programs = all_programs();
    assert!(programs.len() > 100, "{} programs", programs.len());
    assert_promises(
        programs.iter().filter_map(|text| broken_promise_of_program(text, &[true, false])),
    );
}

#[test]
fn promises_are_kept_on_each_construct_in_each_other() {
    assert_promises(
        programs_of_pairs().iter().filter_map(|text| broken_promise_of_program(text, &[true])),
    );
}

/// Blanks, line ends and comments, wherever they may stand, by the numbers of `noise`.
fn disturbed(text: &str, noise: &[u16]) -> String {
    let found = tokens(text, 0..text.len());
    let mut noise = noise.iter().copied().cycle();
    let mut out = String::new();
    let mut end = 0;
    let mut behind_comment = false;
    for (number, token) in found.into_iter().enumerate() {
        let between = &text[end..token.start];
        let choice = noise.next().unwrap_or(0) % 40;
        match choice {
            0 if end > 0 => out.push_str(&format!(" // c{number}\n")),
            1 if end > 0 => out.push_str(&format!("\n\n   // own{number}\n\n\n")),
            2 if end > 0 => out.push_str("\n \n \n"),
            3 if between.contains('\n') => out.push_str("\n\t"),
            4 if !between.is_empty() && !behind_comment && !between.contains('\n') => {
                out.push_str("    ");
            }
            _ => out.push_str(between),
        }
        out.push_str(&text[token.start..token.end]);
        behind_comment = token.kind == TokenKind::Comment;
        if behind_comment {
            out.push('\n');
        }
        end = token.end;
    }
    out.push_str(&text[end..]);
    out
}

fn has_errors(text: &str) -> bool {
    let mut sink = Sink::default();
    parse(FILE, text, &mut sink);
    sink.has_errors()
}

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 0..250).prop_map(Tape::new)
}

fn config(cases: u32) -> ProptestConfig {
    let cases = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default().cases,
        None => cases,
    };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn promises_are_kept_on_generated_programs(
        tape in tape(),
        noise in prop::collection::vec(any::<u16>(), 1..60),
    ) {
        let text = program(tape);
        let fault = broken_promise_of_program(&text, &[true]);
        prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
        let text = disturbed(&text, &noise);
        let fault = broken_promise_of_program(&text, &[true]);
        prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(config(400))]

    /// Comments and line ends anywhere: mostly where they may stand, else the text has mistakes.
    #[test]
    fn promises_are_kept_on_disturbed_programs(
        which in any::<prop::sample::Index>(),
        noise in prop::collection::vec(any::<u16>(), 1..200),
    ) {
        let programs = all_programs();
        let text = disturbed(&programs[which.index(programs.len())], &noise);
        let fault = broken_promise(&text);
        prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
    }

    /// Any piece cut out of a program: nothing outside of the broken declarations is touched but its
    /// layout, and nothing inside of them at all.
    #[test]
    fn broken_programs_are_not_damaged(
        which in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 1_usize..40,
    ) {
        let programs = all_programs();
        let text = &programs[which.index(programs.len())];
        let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let from = begins[from.index(begins.len())];
        let to = text.char_indices().map(|(at, _)| at).find(|at| *at >= from + length);
        let cut = format!("{}{}", &text[..from], &text[to.unwrap_or(text.len())..]);
        let fault = broken_promise(&cut);
        prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
        prop_assert!(has_errors(&cut) == has_errors(&one_style(&cut)));
    }
}
