//! What is needed to deploy a build: roles, log groups, triggers, parameters, and their templates.
//!
//! ```text
//! Output ─deployment─▶ model::Deployment ─▶ cfn::Template ─▶ JSON or YAML
//!                                                 └─terraform::module─▶ JSON
//! ```
//!
//! A [`model::Deployment`] says what a build needs in no target's words; each writer turns it into the
//! words of one. Strings that hold values known at deployment are [`text`]s: they are written as
//! `Fn::Sub` takes them, and [`model::Keys`] says what their keys stand for.

mod assemble;
pub mod cfn;
pub mod ids;
pub mod merge;
pub mod model;
pub mod policy;
pub mod report;
pub mod terraform;
pub mod text;
pub mod yaml;

pub use assemble::{Existing, Input, deployment};
