//! The compiler held against the language: generated programs, run three ways.
//!
//! ```text
//! Tape ─programs─▶ text ─flowc::program─▶ typed program ─reference─▶ Ended ─┐
//!                    ├──compile, no passes─▶ ASL ─simulate─▶ Ended ──────────┼─compare─▶ verdict
//!                    └──compile, all passes─▶ ASL ─simulate─▶ Ended ─────────┘
//! ```
//!
//! [`world`] is what all three see: the input of a seed, and answers that follow from a call and its
//! time. [`shrink`] makes a program that fails smaller, [`cases`] keeps it.

pub mod cases;
pub mod compare;
pub mod programs;
pub mod reference;
pub mod runs;
pub mod shrink;
pub mod world;
