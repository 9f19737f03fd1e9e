//! Turns the trees of a program's files into the typed program, or says everything that is wrong
//! with it.

pub mod library;
