//! The facts of one action, as plain data.

use super::template::{Path, Template};

/// What a call needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// What must be allowed.
    pub grants: Vec<Grant>,
    /// Roles that the call hands to a service.
    pub passes: Vec<Pass>,
    /// Nobody has written down what the action needs: the action of its name is a guess.
    pub unsure: bool,
    /// What a person should know of the permissions.
    pub note: Option<&'static str>,
}

/// Actions on resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What is allowed.
    pub actions: Vec<Allowed>,
    /// On what.
    pub targets: Vec<Target>,
    /// Under which conditions.
    pub conditions: Vec<Condition>,
    /// Whether only a call that waits for its job needs it.
    pub sync: bool,
}

/// An IAM action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// `dynamodb:GetItem`
    pub name: String,
    /// What must hold of the arguments.
    pub tests: Vec<Test>,
}

/// Something that must hold of the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Whether it must not hold.
    pub negated: bool,
    /// What must be given.
    pub path: Path,
    /// What its text must begin with, in any case of letters.
    pub begins: Option<&'static str>,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub place: Place,
    /// Whether it is meant only where the parameters that name it are given.
    pub optional: bool,
    /// What must hold of the arguments.
    pub tests: Vec<Test>,
}

/// Which resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Any.
    Any,
    /// The state machine that makes the call.
    Own,
    /// An ARN with values of parameters in it.
    Arn(Template),
    /// The first given of several parameters is the ARN; what it looks like is known too.
    Given(Vec<Path>, Template),
    /// The parameter names a model of Amazon Bedrock.
    Model(Path),
}

/// `"StringEquals": { key: value }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `StringEquals`
    pub operator: &'static str,
    /// `iam:PassedToService`
    pub key: &'static str,
    /// What it must be.
    pub value: Template,
}

/// Roles that a call hands to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The parameters that hold them.
    pub roles: Vec<Path>,
    /// Whom they are passed to, where that is known.
    pub to: Option<&'static str>,
    /// Whether some role is passed even where no parameter says which.
    pub always: bool,
    /// Whether it follows from the parameters' names alone that they hold roles.
    pub inferred: bool,
}

/// A step to a value within the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.Name`
    Member(&'static str),
    /// `[]`: each item
    Each,
    /// `{key}`: each key of a map
    Key,
}

impl Needs {
    /// The action on any resource.
    pub(super) fn default_on_any(action: String) -> Self {
        Self { grants: vec![Grant::new(action, Place::Any)], ..Self::default() }
    }
}

impl Grant {
    /// One action on one resource.
    pub(super) fn new(action: String, place: Place) -> Self {
        Self {
            actions: vec![Allowed { name: action, tests: Vec::new() }],
            targets: vec![Target { place, optional: false, tests: Vec::new() }],
            conditions: Vec::new(),
            sync: false,
        }
    }
}
