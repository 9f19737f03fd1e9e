//! Every mistake of the text, pinned in a source that makes it.
//!
//! Below each faulty line of `tests/refused_syntax/*.flow` stand comments with carets under the
//! place, the code, the title and the help. Where the place begins left of the carets' first
//! column, `//@column+length` says it. `UPDATE_EXPECT=1` writes them anew.

use flowc::diagnostic::codes;

use super::faults;
use crate::support::expect::expect_file;
use crate::support::notes::{with_notes, without_notes};
use crate::support::{files_below, read, root};

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
