//! Text to tree: parsing gives an [`ast::File`] and complaints, never one without the other.

pub mod ast;
