//! Text to tree: parsing gives an [`ast::File`] and complaints, never one without the other.

pub mod ast;
mod depth;
mod error;
mod one_line;
mod parse;
pub mod print;
mod scan;
pub mod tokens;
pub mod trivia;

pub use depth::with_room;
pub use one_line::one_line;
pub use parse::parse;
