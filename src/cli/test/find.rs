//! The Flow files that the arguments mean.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::Stop;

/// The files, and those with the extension `flow` below the directories, in order of their names.
pub fn flow_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            below(path, &mut found)?;
            if found.len() == before {
                let shown = path.display();
                return Err(Stop::because(format!("there is no Flow file in `{shown}`")));
            }
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// Hidden directories and those of build tools are left out.
fn below(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), Stop> {
    let unreadable = |error: std::io::Error| {
        Stop::because(format!("cannot read `{}`: {error}", directory.display()))
    };
    let entries: Result<Vec<_>, _> = fs::read_dir(directory).map_err(unreadable)?.collect();
    let mut paths: Vec<PathBuf> =
        entries.map_err(unreadable)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "node_modules" {
                below(&path, found)?;
            }
        } else if path.extension().is_some_and(|end| end == "flow") {
            found.push(path);
        }
    }
    Ok(())
}
