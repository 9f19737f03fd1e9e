//! Machine to machine: one pass, one file.

pub mod name_states;
pub mod name_variables;
