//! What several test modules need.

pub mod asl_check;
pub mod compile;
pub mod conformance;
pub mod corpus;
pub mod expect;
pub mod flow_blocks;
pub mod interpreter;
pub mod jsonata;
pub mod notes;
pub mod outcome;
pub mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

/// A path of the repository.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files below `dir` with the extension, in order of their paths; none where there is no `dir`.
pub fn files_below(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else { return found };
    for entry in entries {
        let path = entry.expect("the directory can be listed").path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The text of a file of the repository, with `\n` at its line ends on every system.
pub fn read(path: &Path) -> String {
    let text = fs::read_to_string(path);
    text.unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}
