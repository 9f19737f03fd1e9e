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
mod changes;
mod collect;
mod document;
mod evaluate;
mod fill;
mod keys;
mod known;
mod maps;
mod operations;
mod payload;
mod report;
mod role;
mod statements;
mod text;
mod variables;
mod walk;

pub use collect::Doubt;
pub use document::{document, size};
pub use keys::{Form, KeyKind, Keys};
pub use report::report;
pub use role::trust;

use crate::CompiledMachine;
use crate::Output;
use crate::asl::{self, StateMachine};
use crate::deploy::model::Statement;
use crate::source::FileId;

/// In texts of [`Policy::own`]: the ARN of the machine itself.
pub const OWN_MACHINE: &str = "${StateMachine}";

/// In texts of [`Policy::own`]: the name of the machine itself.
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

/// What the role of a machine must allow.
#[must_use]
pub fn policy(machine: &Machine<'_>) -> Policy {
    let mut collector = collect::Collector::new(machine.keys);
    walk::machine(&mut collector, machine.definition);
    role::add(&mut collector, machine);
    collector.finish()
}

/// What the role of a compiled workflow must allow: of what it does, of its attributes, and what
/// `@policy` says. `built` says of which files the workflows are deployed together with it.
#[must_use]
pub fn of_workflow(
    machine: &CompiledMachine,
    output: &Output,
    built: &dyn Fn(FileId) -> bool,
) -> Policy {
    let keys = Keys::new(output, machine, built);
    let mut collector = collect::Collector::new(&keys);
    let attribute = |name: &str| {
        let found = machine.attributes.iter().find(|(found, _)| &**found == name);
        found.map(|(_, values)| values)
    };
    // What the compiler writes it reads too.
    if let Ok(definition) = asl::read(&machine.definition) {
        let level = attribute("logging").and_then(|values| values.get("level")?.as_str());
        let key = attribute("encryption").and_then(|values| values.get("key")?.as_str());
        let facts = Machine {
            definition: &definition,
            keys: &keys,
            logging: level.is_some_and(|level| level != "OFF"),
            tracing: attribute("tracing").is_some(),
            encryption_key: key,
        };
        if !changes::replaces(machine) {
            walk::machine(&mut collector, facts.definition);
        }
        role::add(&mut collector, &facts);
    }
    changes::add(&mut collector, machine);
    collector.finish()
}
