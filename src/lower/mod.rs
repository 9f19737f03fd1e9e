//! Typed program to machine of states.

mod attributes;
mod branches;
mod constructors;
pub mod expressions;
mod guards;
mod library;
mod reads;
mod shapes;
mod templates;
mod text;
mod times;

pub use expressions::Expressions;
