//! JSONata by itself: the target's expression language. Knows nothing of Flow or of states.

pub mod ast;
pub mod check;
mod children;
pub mod depth;
pub mod eval;
pub mod functions;
mod grouping;
pub mod parse;
pub mod print;
pub mod scope;
mod simplify;

pub use ast::{BinaryOp, Expr, Name, Piece, text_of};
pub use parse::{ParseError, parse};
pub use print::{print, print_behind};
pub use simplify::{each_item, fold, simplify};
