//! Source files and places in them. Knows nothing of the language or of the disk.

mod line_index;
mod paths;
mod sources;
mod span;

pub use line_index::{LineColumn, LineIndex};
pub use paths::{import_path, tidy};
pub use sources::{FileId, Loader, Source, Sources};
pub use span::Span;
