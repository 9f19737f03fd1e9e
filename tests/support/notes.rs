//! Diagnostics as comments below the lines they are about.
//!
//! Below a faulty line stand carets under the place, the code, the title and the help. Where the place
//! begins left of the carets' first column, `//@column+length` says it.

use std::fmt::Write;

use flowc::diagnostic::Diagnostic;
use flowc::source::LineIndex;

/// The left-most column that carets behind `//` can mark.
const FIRST_MARKED: usize = 3;

fn is_note(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("//") else { return false };
    let rest = rest.trim_start();
    let marked = rest.trim_start_matches('^');
    (marked.len() < rest.len() && marked.starts_with(" F")) || rest.starts_with('@')
}

/// The source without the comments that [`with_notes`] makes.
pub fn without_notes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !is_note(line)).collect();
    lines.join("\n") + "\n"
}

/// The source with a comment for each fault.
pub fn with_notes(source: &str, faults: &[Diagnostic]) -> String {
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
