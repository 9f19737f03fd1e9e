//! Comments: the parser drops them, the formatter needs them.

use super::scan::{Mark, marks};
use crate::source::{FileId, Span};

/// A `//` or `///` comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The comment as written, without blanks behind it.
    pub text: String,
    /// Whether it is a `///` comment.
    pub doc: bool,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
    /// Where it stands.
    pub span: Span,
}

/// All comments of `text`, the text of `file`, in order.
#[must_use]
pub fn comments(file: FileId, text: &str) -> Vec<Comment> {
    let ranges = marks(text).into_iter().filter_map(|mark| match mark {
        Mark::Comment(range) => Some(range),
        _ => None,
    });
    ranges
        .map(|range| {
            let written = text[range.clone()].trim_end();
            let before = text[..range.start].rsplit(['\n', '\r']).next().unwrap_or("");
            Comment {
                text: written.to_owned(),
                doc: written.starts_with("///") && !written.starts_with("////"),
                own_line: before.trim().is_empty(),
                span: Span::new(file, range.start, range.start + written.len()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_comments_and_nothing_else() {
        let text = "/// doc\nlet a = \"// no\" // yes  \r\n  //// not doc\n{% // %}";
        let found = comments(FileId(0), text);
        let short: Vec<_> = found.iter().map(|c| (c.text.as_str(), c.doc, c.own_line)).collect();
        assert_eq!(
            short,
            [("/// doc", true, true), ("// yes", false, false), ("//// not doc", false, true)]
        );
        assert_eq!(&text[found[1].span.range()], "// yes");
    }
}
