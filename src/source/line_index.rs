//! Byte offsets to lines and columns, in one place.

/// A place as people count it: both from 1, the column in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// The lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(
                text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1),
            )
            .collect();
        Self { starts }
    }

    /// How many lines there are; a text without any has one, empty.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The byte where `line`, counted from 0, begins.
    #[must_use]
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// The line, counted from 0, that holds the byte `offset`.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The line and column of the byte `offset` of `text`, the text the index was made of.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let line = self.line_at(offset);
        let before = text.get(self.starts[line]..offset.min(text.len())).unwrap_or("");
        LineColumn { line: line + 1, column: before.chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let text = "a\nöb\n";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(text, 4), LineColumn { line: 2, column: 2 });
        assert_eq!(index.line_column(text, 6), LineColumn { line: 3, column: 1 });
    }
}
