//! What there is to say of one action, whichever kind of integration calls it.

use crate::services;
use crate::services::Pattern;
use crate::services::catalog::Action;
use crate::services::catalog::Availability;
use crate::services::catalog::Member;
use crate::services::catalog::Shape;
use crate::services::catalog::Structure;
use crate::services::optimized::Integration;
use crate::services::optimized::Output;
use crate::services::optimized::Parameter;

/// One action.
pub struct Page {
    /// As Flow writes it: `aws.sqs.sendMessage`.
    pub call: String,
    /// As a task names it, without the way to wait.
    pub resource: String,
    /// The ways to wait, besides none.
    pub patterns: Vec<Pattern>,
    /// Whether a state can call it.
    pub availability: Availability,
    /// Whether AWS advises against it.
    pub deprecated: bool,
    /// What it takes.
    pub parameters: Vec<Field>,
    /// What it answers, by the way to wait; nothing where that is not known.
    pub results: Vec<(Option<Pattern>, Option<Vec<Field>>)>,
    /// What it fails with; others are possible.
    pub errors: Vec<Failure>,
}

/// A parameter, or a member of a structure.
pub struct Field {
    /// `TableName`
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it is a token that AWS's SDKs fill in.
    pub token: bool,
    /// Whether the Developer Guide lists it.
    pub documented: bool,
    /// What it may be.
    pub shape: Shape,
}

/// An error.
pub struct Failure {
    /// `DynamoDb.InternalServerErrorException`
    pub name: String,
    /// Whether the same call may well succeed later.
    pub transient: bool,
}

impl Page {
    /// Of `aws.service.action`.
    pub fn of_sdk(action: Action) -> Self {
        let service = action.service();
        let transient: Vec<_> = action.transient_errors().collect();
        let failure = |name| Failure {
            name: format!("{}.{name}", service.error_prefix()),
            transient: transient.contains(&name),
        };
        let fields = |structure: Option<Structure>| {
            structure.into_iter().flat_map(|structure| structure.members()).map(Field::from)
        };
        Self {
            call: format!("aws.{}.{}", service.name(), action.name()),
            resource: format!("arn:aws:states:::aws-sdk:{}:{}", service.name(), action.name()),
            patterns: vec![Pattern::Callback],
            availability: action.availability(),
            deprecated: action.deprecated(),
            parameters: fields(action.input()).collect(),
            results: vec![(None, Some(fields(action.output()).collect()))],
            errors: action.errors().map(failure).collect(),
        }
    }

    /// Of `service.action`.
    pub fn of_optimized(integration: Integration) -> Self {
        let (service, action) = (integration.service(), integration.action());
        let result = |pattern| match integration.output(pattern) {
            Output::Structure(structure) => Some(structure.members().map(Field::from).collect()),
            Output::Unknown => None,
        };
        let ways = [None, Some(Pattern::Sync), Some(Pattern::Sync2)];
        let possible =
            ways.into_iter().filter(|way| way.is_none_or(|pattern| integration.has(pattern)));
        let transient: Vec<_> = integration.transient_errors().collect();
        let failure = |name: &'static str| Failure {
            name: name.to_owned(),
            transient: transient.contains(&name),
        };
        Self {
            call: format!("{}.{action}", services::written(service)),
            resource: format!("arn:aws:states:::{service}:{action}"),
            patterns: integration.patterns().collect(),
            availability: Availability::Available,
            deprecated: false,
            parameters: integration.parameters().map(Field::from).collect(),
            results: possible.map(|way| (way, result(way))).collect(),
            errors: integration.errors().chain(integration.error_patterns()).map(failure).collect(),
        }
    }
}

impl From<Member> for Field {
    fn from(member: Member) -> Self {
        Self {
            name: member.name(),
            required: member.required(),
            token: member.idempotency_token(),
            documented: true,
            shape: member.shape(),
        }
    }
}

impl From<Parameter> for Field {
    fn from(parameter: Parameter) -> Self {
        Self {
            name: parameter.name(),
            required: parameter.required(),
            token: false,
            documented: parameter.documented(),
            shape: parameter.shape(),
        }
    }
}

/// The structure that a shape is, or is made of.
pub fn structure_inside(shape: Shape) -> Option<Structure> {
    match shape {
        Shape::Structure(structure) => Some(structure),
        Shape::List(list) => structure_inside(list.item()),
        Shape::Map(map) => structure_inside(map.value()),
        Shape::String { .. }
        | Shape::Enum(_)
        | Shape::Integer(_)
        | Shape::Long(_)
        | Shape::Float(_)
        | Shape::Double(_)
        | Shape::Boolean
        | Shape::Timestamp
        | Shape::Blob { .. }
        | Shape::Document => None,
    }
}
