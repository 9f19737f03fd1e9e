//! Every mistake of the text, pinned in a source that makes it.
//!
//! Below each faulty line of `tests/refused_syntax/*.flow` stand comments with carets under the
//! place, the code, the title and the help. Where the place begins left of the carets' first
//! column, `//@column+length` says it. `UPDATE_EXPECT=1` writes them anew.

use std::fmt::Write;

use flowc::diagnostic::{Diagnostic, codes};
use flowc::source::LineIndex;

use super::faults;
use crate::support::expect::expect_file;
use crate::support::{files_below, read, root};

/// The left-most column that carets behind `//` can mark.
const FIRST_MARKED: usize = 3;

#[test]
fn mistakes_are_reported_where_they_are() {
    for path in files_below(&root("tests/refused_syntax"), "flow") {
        let source = without_notes(&read(&path));
        expect_file(&path, &with_notes(&source, &faults(&source)));
    }
}

#[test]
fn every_code_is_pinned() {
    let pinned: String =
        files_below(&root("tests/refused_syntax"), "flow").iter().map(|path| read(path)).collect();
    // Limits would take a source nobody wants to read; they are tested where they are set.
    let limits = [codes::syntax::TOO_DEEP, codes::syntax::TOO_MANY_OPERATORS];
    let missing: Vec<_> = codes::syntax::ALL
        .iter()
        .filter(|code| !limits.contains(code) && !pinned.contains(code.id))
        .collect();
    assert!(missing.is_empty(), "no source causes {missing:?}");
}

/// The wrong programs of the pages cause their codes.
#[test]
fn wrong_examples_are_wrong() {
    for code in codes::syntax::ALL {
        let text = code.text();
        let wrong = text.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
        let wrong = wrong.expect("each page has a wrong example");
        if wrong.contains('…') {
            continue;
        }
        let mut found: Vec<_> = faults(wrong).iter().map(|fault| fault.code.id).collect();
        found.dedup();
        assert_eq!(found, [code.id], "{wrong}");
    }
}

fn is_note(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("//") else { return false };
    let rest = rest.trim_start();
    let marked = rest.trim_start_matches('^');
    (marked.len() < rest.len() && marked.starts_with(" F")) || rest.starts_with('@')
}

fn without_notes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !is_note(line)).collect();
    lines.join("\n") + "\n"
}

fn with_notes(source: &str, faults: &[Diagnostic]) -> String {
    let index = LineIndex::new(source);
    let mut out = String::new();
    for (number, line) in (1..).zip(source.lines()) {
        out.push_str(line);
        out.push('\n');
        for fault in faults {
            let span = fault.span();
            let start = index.line_column(source, span.start as usize);
            if start.line == number {
                let shown = source[span.range()].lines().next().unwrap_or("").trim_end();
                note(&mut out, start.column, shown.chars().count().max(1), fault);
            }
        }
    }
    out
}

fn note(out: &mut String, column: usize, length: usize, fault: &Diagnostic) {
    if column < FIRST_MARKED {
        let _ = write!(out, "//@{column}+{length}");
    } else {
        let _ = write!(out, "//{}{}", " ".repeat(column - FIRST_MARKED), "^".repeat(length));
    }
    let _ = write!(out, " {} {}", fault.code.id, fault.message);
    for help in &fault.help {
        let _ = write!(out, "; {help}");
    }
    out.push('\n');
}
