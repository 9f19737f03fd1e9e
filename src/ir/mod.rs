//! The two representations between tree and output: [`program`] (typed, still `if` and `while`)
//! and [`machine`] (states and transitions).

pub mod machine;
pub mod program;
pub mod types;

pub use machine::Machine;
pub use program::Program;
pub use types::Type;
