//! The services that SDK integrations (`arn:aws:states:::aws-sdk:SERVICE:ACTION`) reach: their actions, what
//! these take, answer and fail with, all spelt as Step Functions spells it.
//!
//! The facts are those of botocore, AWS's own description of its services; `tools/catalog` reads them and
//! writes the file that is embedded here. Every handle is small and copied freely; what it is asked for is read
//! from the file at that moment.

pub(super) mod data;
mod shape;
#[cfg(test)]
mod tests;

pub use shape::Enumeration;
pub use shape::FloatRange;
pub use shape::List;
pub use shape::Map;
pub use shape::Member;
pub use shape::NumberRange;
pub use shape::Shape;
pub use shape::Structure;

use data::Head;

/// The version of botocore that the catalog was made from.
#[must_use]
pub fn botocore() -> &'static str {
    data::name(data::head(Head::Botocore))
}

/// How many bytes the catalog takes in the program, optimized integrations among them.
#[must_use]
pub fn size() -> usize {
    data::size()
}

/// All services, in the order of their names.
pub fn services() -> impl ExactSizeIterator<Item = Service> {
    (0..service_count()).map(Service)
}

/// The service that SDK integrations call `name`: `dynamodb`, `sfn`, `cloudwatchlogs`.
#[must_use]
pub fn service(name: &str) -> Option<Service> {
    data::find(service_count(), name, |index| Service(index).name()).map(Service)
}

/// Services that were offered once and are in no SDK now, in the order of their names.
pub fn retired() -> impl Iterator<Item = &'static str> {
    data::list(data::head(Head::Retired)).map(data::name)
}

fn service_count() -> u32 {
    data::head(Head::ServiceCount)
}

/// One service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service(u32);

/// Whether Step Functions is known to reach a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// In the Developer Guide's list of early 2025.
    Listed,
    /// Added in 2026, by the release notes.
    Since2026,
    /// In no list that is known.
    Unlisted,
    /// Not any more, since that date: `2026-06-03`.
    Removed(&'static str),
}

impl Service {
    /// As in the resource of a task: `dynamodb`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.text(0)
    }

    /// What comes before the dot in the names of its errors: `DynamoDb`.
    #[must_use]
    pub fn error_prefix(self) -> &'static str {
        self.text(3)
    }

    /// What comes before the colon in the names of IAM actions: `states` for `sfn`.
    #[must_use]
    pub fn iam_prefix(self) -> &'static str {
        self.text(6)
    }

    /// Whether Step Functions is known to reach it.
    #[must_use]
    pub fn support(self) -> Support {
        match data::u8_at(self.record() + 12) {
            1 => Support::Since2026,
            2 => Support::Unlisted,
            3 => Support::Removed(self.text(9)),
            _ => Support::Listed,
        }
    }

    /// Its actions, in the order of their names.
    pub fn actions(self) -> impl ExactSizeIterator<Item = Action> {
        (0..self.action_count()).map(move |index| self.action_at(index))
    }

    /// The action that SDK integrations call `name`: `updateItem`.
    #[must_use]
    pub fn action(self, name: &str) -> Option<Action> {
        let name_of = |index| self.action_at(index).name();
        data::find(self.action_count(), name, name_of).map(|index| self.action_at(index))
    }

    /// The errors that its actions are described to fail with, without the prefix, each once.
    pub fn errors(self) -> impl Iterator<Item = &'static str> {
        data::list(self.error_list()).map(data::name)
    }

    /// Those of [`Service::errors`] after which the same call may well succeed: faults of the service and
    /// throttling.
    pub fn transient_errors(self) -> impl Iterator<Item = &'static str> {
        data::transient(self.error_list())
    }

    fn record(self) -> u32 {
        data::head(Head::Services) + self.0 * data::SERVICE_SIZE
    }

    fn text(self, field: u32) -> &'static str {
        data::name(data::u24_at(self.record() + field))
    }

    fn error_list(self) -> u32 {
        data::u24_at(self.record() + 13)
    }

    fn action_at(self, index: u32) -> Action {
        Action { service: self.0, index: data::u24_at(self.record() + 16) + index }
    }

    fn action_count(self) -> u32 {
        data::u16_at(self.record() + 19)
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Service({})", self.name())
    }
}

/// One action of a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action {
    service: u32,
    index: u32,
}

/// Whether a state can call an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Available,
    /// The Developer Guide says it cannot.
    Unsupported,
    /// The call goes on as a stream of events, which no state can follow.
    EventStream,
}

impl Action {
    /// The action of the API record of an integration, whose two numbers are 1 more than the indices.
    pub(super) fn of_reference(service: u32, index: u32) -> Option<Self> {
        Some(Self { service: service.checked_sub(1)?, index: index.checked_sub(1)? })
    }

    /// Whose action it is.
    #[must_use]
    pub fn service(self) -> Service {
        Service(self.service)
    }

    /// As in the resource of a task: `updateItem`.
    #[must_use]
    pub fn name(self) -> &'static str {
        data::name(data::u24_at(self.record()))
    }

    /// What it takes; nothing has `None`.
    #[must_use]
    pub fn input(self) -> Option<Structure> {
        Structure::of_reference(data::u24_at(self.record() + 4))
    }

    /// What it answers; nothing has `None`.
    #[must_use]
    pub fn output(self) -> Option<Structure> {
        Structure::of_reference(data::u24_at(self.record() + 7))
    }

    /// The errors that it is described to fail with, without the prefix. Others are possible: those that all
    /// actions share (`DynamoDb.DynamoDbException`, `DynamoDb.SdkClientException`) are described nowhere.
    pub fn errors(self) -> impl Iterator<Item = &'static str> {
        data::list(self.error_list()).map(data::name)
    }

    /// Those of [`Action::errors`] after which the same call may well succeed: faults of the service and
    /// throttling.
    pub fn transient_errors(self) -> impl Iterator<Item = &'static str> {
        data::transient(self.error_list())
    }

    /// Whether a state can call it.
    #[must_use]
    pub fn availability(self) -> Availability {
        match self.flags() & 3 {
            1 => Availability::Unsupported,
            2 => Availability::EventStream,
            _ => Availability::Available,
        }
    }

    /// Whether AWS advises against it.
    #[must_use]
    pub fn deprecated(self) -> bool {
        self.flags() & 4 != 0
    }

    fn record(self) -> u32 {
        data::head(Head::Actions) + self.index * data::ACTION_SIZE
    }

    fn flags(self) -> u8 {
        data::u8_at(self.record() + 3)
    }

    fn error_list(self) -> u32 {
        data::u24_at(self.record() + 10)
    }
}

impl std::fmt::Debug for Action {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Action({}.{})", self.service().name(), self.name())
    }
}
