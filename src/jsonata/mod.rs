//! JSONata by itself: the target's expression language. Knows nothing of Flow or of states.

pub mod ast;

pub use ast::{BinaryOp, Expr, Name, Piece};
