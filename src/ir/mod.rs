//! The two representations between tree and output: [`program`] (typed, still `if` and `while`)
//! and [`machine`] (states and transitions).

pub mod api;
pub mod assign;
pub mod errors;
pub mod machine;
pub mod parts;
mod print;
pub mod program;
pub mod rewrite;
#[cfg(test)]
pub mod sample;
pub mod types;
pub mod values;
pub mod verify;
pub mod walk;

pub use machine::Machine;
pub use program::Program;
pub use types::Type;
pub use verify::{verify, verify_finished};
