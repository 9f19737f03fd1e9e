//! What the runs of tests did, as files: for pictures (`flowc graph --overlay`), and to be held against other
//! engines.

use std::path::{Component, Path, PathBuf};

use serde_json::{Value as Json, json};

use super::FileReport;
use crate::cli::exit::Stop;
use crate::cli::files;
use crate::cli::run::histories::Histories;
use crate::cli::run::machine::Machine;
use crate::sim::Past;
use crate::suite::Run;

/// What `flowc run --format json --children` would print of the run and its `past`, with the workflow and the
/// definition as it ran. No `status`: nobody answered a call.
pub fn of(run: &Run, past: Past, machine: &Machine) -> Json {
    let mut history = Histories::new(Some(past), true).into_json(run.outcome.as_ref());
    history["workflow"] = json!(*run.workflow);
    history["definition"] = machine.definition.clone();
    history
}

/// Writes them as `shop-order-88-1.json`: the file `shop/order.flow`, the line of the test, and which of
/// its runs it is.
pub fn write(dir: &Path, reports: &[FileReport]) -> Result<(), Stop> {
    let mut written: Vec<(PathBuf, String)> = Vec::new();
    for report in reports {
        let stem = stem(Path::new(&report.file));
        for test in &report.tests {
            for (number, history) in (1..).zip(&test.histories) {
                let name = format!("{stem}-{}-{number}.json", test.line);
                written.push((dir.join(name), format!("{history:#}\n")));
            }
        }
    }
    files::make_dir(dir)?;
    files::write_all(&written)
}

/// The names a path leads through, without the extension.
fn stem(file: &Path) -> String {
    let path = file.with_extension("");
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            None
        }
    });
    names.collect::<Vec<_>>().join("-")
}
