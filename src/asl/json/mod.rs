//! State machines to JSON and back. What is read and written again is equal JSON.

mod read;
mod write;

pub use read::read;
pub use write::write;
