//! The wording of all faults of this stage, one file for each family of codes. Each function takes
//! the facts and gives the diagnostic.

pub(super) mod attributes;
pub(super) mod calls;
mod foreign;
pub(super) mod names;
pub(super) mod services;
pub(super) mod statements;
pub(super) mod types;
pub(super) mod warnings;

use crate::diagnostic::Diagnostic;

/// Adds ``did you mean `…`?`` where a name is near enough.
fn suggest(diagnostic: Diagnostic, nearest: Option<&str>) -> Diagnostic {
    match nearest {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}
