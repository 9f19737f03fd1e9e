//! What the role of a state machine must allow, from the definition that runs.
//!
//! ```text
//! asl::StateMachine ─walk─▶ calls, maps ─fill (known arguments, facts of IAM)─▶ Statements ─▶ Policy
//! ```
//!
//! Arguments are looked at before the workflow runs: literals, substitutions, texts put together of
//! them, variables that hold nothing else. What only the run knows is `*` in its place. All strings of a
//! policy are texts as `Fn::Sub` takes them (see [`super::text`]): `${Key}` for what a key of the
//! definition stands for, `${AWS::Region}` and its like, `${Resource.Arn}` for an attribute of a
//! resource.

mod calls;
mod collect;
mod document;
mod evaluate;
mod fill;
mod keys;
mod known;
mod maps;
mod operations;
mod payload;
mod role;
mod statements;
mod text;
mod variables;
mod walk;

pub use collect::Doubt;
pub use document::{document, size};
pub use keys::{Form, KeyKind, Keys};
pub use role::trust;

use crate::asl::StateMachine;
use crate::deploy::model::Statement;

/// In texts of [`Policy::own`]: the name of the machine itself, where
/// [`crate::deploy::model::OWN_MACHINE`] is its ARN.
pub const OWN_NAME: &str = "${StateMachine.Name}";

/// What is to be deployed, as far as its role is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    /// What runs.
    pub definition: &'a StateMachine,
    /// What the keys of the definition stand for.
    pub keys: &'a Keys,
    /// Whether it logs.
    pub logging: bool,
    /// Whether it sends traces to X-Ray.
    pub tracing: bool,
    /// The id, ARN or alias of the KMS key that encrypts it, where it is not one of AWS; `${Key}` in it
    /// is a key.
    pub encryption_key: Option<&'a str>,
}

/// What a role must allow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// What names other things than the machine.
    pub statements: Vec<Statement>,
    /// What names the machine itself. The machine needs its role to be made, so these can only be given
    /// to the role after that.
    pub own: Vec<Statement>,
    /// What is allowed more widely than it should be, or not at all.
    pub warnings: Vec<Warning>,
}

/// A doubt about what a state needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The name of the state.
    pub state: String,
    /// What is doubted.
    pub doubt: Doubt,
}

/// What the role of the machine must allow.
#[must_use]
pub fn policy(machine: &Machine<'_>) -> Policy {
    let mut collector = collect::Collector::new(machine.keys);
    walk::machine(&mut collector, machine.definition);
    role::add(&mut collector, machine);
    let (statements, own, warnings) = collector.finish();
    Policy { statements, own, warnings }
}
