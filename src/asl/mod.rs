//! Amazon States Language as plain data, both query languages, read and written as JSON.
//! Knows nothing of Flow.

pub mod error;
pub mod json;
pub mod limits;
pub mod model;
pub mod operators;
pub mod requests;
pub mod resource;
pub mod text;
pub mod validate;

pub use error::ReadError;
pub use json::{read, write};
pub use model::{State, StateMachine, States};
