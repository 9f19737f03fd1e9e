//! Where a text can be cut so that its pieces are read one by one: several at once, and each with a tree
//! that the caches of the processor hold.
//!
//! A cut stands behind a line that is `}` alone and ends a declaration, where the next declaration begins with
//! a word that continues nothing. So the rules of the grammar take the same of each piece as of the whole text.

use std::ops::Range;

use super::super::scan::Mark;

/// Shorter pieces, in bytes, are not worth the work around them.
const SHORTEST: usize = 16 << 10;

/// The words of declarations that neither continue an expression nor a list of clauses, as `retry` does.
const BEGINNINGS: [&str; 10] = [
    "activity", "const", "fn", "import", "lambda", "param", "resource", "test", "type", "workflow",
];

/// The pieces of `text`, in order; one where its brackets, the `marks`, do not match.
pub(super) fn pieces(text: &str, marks: &[Mark]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0;
    for mark in marks {
        match mark {
            Mark::Comment(_) | Mark::Lead { .. } => {}
            Mark::Open { .. } => depth += 1,
            Mark::Close { at, .. } => {
                depth -= 1;
                if depth == 0
                    && *at >= start + SHORTEST
                    && let Some(end) = cut_behind(text, *at)
                {
                    pieces.push(start..end);
                    start = end;
                }
            }
            Mark::Stray(_)
            | Mark::Mismatch { .. }
            | Mark::Unclosed(_)
            | Mark::UnclosedString(_)
            | Mark::UnclosedRaw(_) => {
                return std::iter::once(0..text.len()).collect();
            }
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// Where the line of the bracket at `at` ends, if the text can be cut there.
fn cut_behind(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix("}\n")?;
    let begins_line = text[..at].ends_with('\n');
    let is_before =
        |line: &&str| line.trim().is_empty() || line.starts_with("//") || line.starts_with('@');
    let next = rest.lines().find(|line| !is_before(line))?;
    let (word, _) = next.split_once(' ')?;
    (begins_line && BEGINNINGS.contains(&word)).then_some(text.len() - rest.len())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests read the examples")]
mod tests {
    use super::super::super::depth::room_to_parse;
    use super::super::super::scan::marks;
    use super::super::{read, read_pieces};
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::FileId;

    /// All examples behind each other, some of them often.
    fn examples() -> String {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let files = std::fs::read_dir(folder).expect("there are examples");
        let mut paths: Vec<_> = files.map(|file| file.expect("it is listed").path()).collect();
        paths.sort();
        let flows = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "flow"));
        let texts = flows.map(|path| std::fs::read_to_string(path).expect("it is text"));
        texts.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_tree_of_the_pieces_is_that_of_the_whole() {
        let text = examples();
        let cut = pieces(&text, &marks(&text));
        assert!(cut.len() > 3, "{cut:?}");
        assert_eq!(cut.iter().map(|piece| &text[piece.clone()]).collect::<String>(), text);
        let file = FileId(0);
        let mut sink = Sink::default();
        let whole = crate::syntax::with_room(|| read(file, &text, 0..text.len(), &mut sink));
        let items = read_pieces(file, &text, &cut, room_to_parse(&marks(&text)))
            .expect("the examples are right");
        assert!(sink.is_empty());
        assert_eq!(format!("{items:?}"), format!("{whole:?}"));
    }

    #[test]
    fn a_declaration_is_not_cut_from_what_continues_it() {
        let body = "    F()\n".repeat(SHORTEST);
        let count = |behind: &str| {
            let text = format!("workflow A() {{\n{body}}}\n{behind}");
            pieces(&text, &marks(&text)).len()
        };
        assert_eq!(count("workflow B() { }\n"), 2);
        assert_eq!(count("\n// Words.\n/// More.\n@name(\"b\")\nfn b() = 1\n"), 2);
        assert_eq!(count("retry p on A\n"), 1);
        assert_eq!(count("  workflow B() { }\n"), 1);
        assert_eq!(count("workflows = 1\n"), 1);
        assert_eq!(count("workflow B() { (\n"), 1);
        assert_eq!(count(""), 1);
    }
}
