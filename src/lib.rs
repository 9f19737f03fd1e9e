//! The compiler of the Flow language: workflows for AWS Step Functions.
//!
//! ```text
//! text ─syntax─▶ ast::File ─analyse─▶ ir::Program ─lower─▶ ir::Machine ─passes─▶ ir::Machine ─emit─▶ asl::StateMachine ─▶ JSON
//! ```
//!
//! Each step that can find fault with the source writes into one [`diagnostic::Sink`]; only the
//! command line decides how faults are shown.

pub mod diagnostic;
pub mod ir;
pub mod jsonata;
pub mod source;
pub mod syntax;
