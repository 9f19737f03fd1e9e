//! All files of one compilation, by id.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::source::{LineIndex, Span};

/// Names a file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// One file: its path as messages show it, its text and its lines.
#[derive(Debug)]
pub struct Source {
    /// The path as given or as derived from an import.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
    /// Made where they are asked for: a file without faults has no need of them.
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// Where its lines begin.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// Fetches the text of an imported file; the command line reads the disk, tests a table.
pub trait Loader {
    /// The text at `path`.
    ///
    /// # Errors
    /// Why it cannot be read, as a person would say it.
    fn load(&self, path: &Path) -> Result<String, String>;
}

/// The files of a compilation in the order they were added.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file; a path that is there already keeps its id and text.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let path = path.into();
        if let Some(id) = self.find(&path) {
            return id;
        }
        self.files.push(Source { path, text: text.into(), lines: OnceLock::new() });
        FileId(u32::try_from(self.files.len() - 1).expect("fewer than 2^32 files"))
    }

    /// The file at `path`, if it was added.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<FileId> {
        let at = self.files.iter().position(|file| file.path == path)?;
        Some(FileId(u32::try_from(at).expect("fewer than 2^32 files")))
    }

    /// The file `id`.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The text at `span`.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range()).unwrap_or("")
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0u32..).map(FileId).zip(&self.files)
    }
}
