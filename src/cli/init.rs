//! `flowc init`: a small project to start from.

use std::path::PathBuf;

use crate::cli::args::InitArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{files, print};
use crate::source::tidy;

/// The files of the project.
const FILES: [(&str, &str); 3] = [
    ("order.flow", include_str!("init/order.flow")),
    ("README.md", include_str!("init/README.md")),
    (".gitignore", include_str!("init/gitignore")),
];

/// Writes the project; nothing where any of its files exists.
pub fn run(args: &InitArgs) -> Result<Exit, Stop> {
    let planned: Vec<(PathBuf, String)> =
        FILES.iter().map(|(name, text)| (args.dir.join(name), (*text).to_owned())).collect();
    let taken: Vec<String> = planned
        .iter()
        .filter(|(path, _)| path.symlink_metadata().is_ok())
        .map(|(path, _)| format!("`{}` exists already; nothing was written", path.display()))
        .collect();
    if !taken.is_empty() {
        return Err(Stop::CouldNotRun(taken));
    }
    files::make_dir(&args.dir)?;
    files::write_all(&planned)?;
    let source = tidy(&args.dir.join(FILES[0].0));
    print(&format!("wrote a small project; now: flowc build {}\n", source.display()))?;
    Ok(Exit::Done)
}
