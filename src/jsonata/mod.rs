//! JSONata by itself: the target's expression language. Knows nothing of Flow or of states.

pub mod ast;
mod grouping;
pub mod print;

pub use ast::{BinaryOp, Expr, Name, Piece};
pub use print::print;
