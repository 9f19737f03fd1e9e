//! Text to tree: parsing gives an [`ast::File`] and complaints, never one without the other.

pub mod ast;
mod depth;
mod error;
mod parse;
pub mod print;
mod scan;
pub mod trivia;

pub use depth::with_room;
pub use parse::parse;
