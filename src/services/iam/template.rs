//! Texts with values of parameters in them, and the ways to those values.

use super::needs::Step;

/// A text with holes: `arn:${Partition}:s3:::{Bucket}/{Key}`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// In order.
    pub parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it is; `*` in it stands for anything.
    Text(&'static str),
    /// The partition.
    Partition,
    /// The region.
    Region,
    /// The account.
    Account,
    /// What no parameter tells.
    Any,
    /// What a parameter tells.
    Hole(Hole),
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Where it is.
    pub path: Path,
    /// What it is if it is not given.
    pub default: Option<&'static str>,
}

/// The way to values within the arguments: `Entries[].EventBusName|name`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// From the arguments on.
    pub steps: Vec<Step>,
    /// What is done with the text, in order.
    pub operations: Vec<Operation>,
}

/// What is done with a text to have what the ARN needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `name`: it may be an ARN as well.
    Name,
    /// `last /`: what follows the last of these.
    Last(&'static str),
    /// `before .`: what comes before the first of these.
    Before(&'static str),
    /// `strip /`: without this at its start.
    Strip(&'static str),
    /// `begins igw`: it counts only if it begins so.
    Begins(&'static str),
    /// `nth/1`: the piece of that number between slashes, from 0.
    Nth(usize),
    /// `secret`: a name is followed by six characters that nobody knows.
    Secret,
    /// `partiql`: the table and index that a statement of PartiQL names.
    Partiql,
    /// `revision`: without a revision, any.
    Revision,
    /// `revisions`: without a revision, none and any.
    Revisions,
    /// `machine`: the name in the ARN of a state machine.
    Machine,
    /// `build`: the project in the id or ARN of a build.
    Build,
    /// `s3`: bucket and key of an object's URI.
    Object,
}
