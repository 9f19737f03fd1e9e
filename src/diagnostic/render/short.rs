//! A line each: for editors and `grep`.

use std::io::{self, Write};

use codespan_reporting::term::DisplayStyle;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::human;
use crate::source::Sources;

/// `path:line:column: error[F0101]: message`
pub fn render(
    out: &mut dyn Write,
    colour: bool,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) -> io::Result<()> {
    human::emit(out, colour, DisplayStyle::Short, sources, diagnostics)
}
