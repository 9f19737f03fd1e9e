//! The optimized integrations (`arn:aws:states:::SERVICE:ACTION`): what each takes, answers and fails with.
//!
//! The facts are the files of `tools/catalog/data/optimized`; the generator joins them with the shapes of the
//! APIs that are called and writes both into one file (see [`super::catalog`]).

use super::Pattern;
use super::catalog;
use super::catalog::Shape;
use super::catalog::Structure;
use super::catalog::data;
use super::catalog::data::Head;
use super::catalog::data::Rows;

/// All of them, in the order of their services and actions.
pub fn integrations() -> impl ExactSizeIterator<Item = Integration> {
    (0..data::head(Head::IntegrationCount)).map(Integration)
}

/// The integration of `action` with `service`, both as in the resource of a task: `emr-containers`,
/// `startJobRun`.
#[must_use]
pub fn integration(service: &str, action: &str) -> Option<Integration> {
    let count = data::head(Head::IntegrationCount);
    let first = data::first(count, service, |index| Integration(index).service());
    let mut of_service =
        (first..count).map(Integration).take_while(|each| each.service() == service);
    of_service.find(|each| each.action() == action)
}

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Integration(u32);

/// What a call answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// An object with these members.
    Structure(Structure),
    /// Nobody has written down what.
    Unknown,
}

impl Integration {
    /// As in the resource of a task: `lambda`.
    #[must_use]
    pub fn service(self) -> &'static str {
        self.text(0)
    }

    /// As in the resource of a task: `invoke`.
    #[must_use]
    pub fn action(self) -> &'static str {
        self.text(3)
    }

    /// The ways to wait for more than the answer.
    pub fn patterns(self) -> impl ExactSizeIterator<Item = Pattern> {
        self.pattern_list().iter().copied()
    }

    /// Whether there is that way to wait.
    #[must_use]
    pub fn has(self, pattern: Pattern) -> bool {
        self.pattern_list().contains(&pattern)
    }

    pub(super) fn pattern_list(self) -> &'static [Pattern] {
        use Pattern::{Callback, Sync, Sync2};
        match data::u8_at(self.record() + 6) & 7 {
            0 => &[],
            1 => &[Sync],
            2 => &[Sync2],
            3 => &[Sync, Sync2],
            4 => &[Callback],
            5 => &[Sync, Callback],
            6 => &[Sync2, Callback],
            _ => &[Sync, Sync2, Callback],
        }
    }

    /// The action of an API that is called, if the integration is that and no more. Its input in the catalog is
    /// spelt as SDK integrations spell it: ask [`Integration::parameters`].
    #[must_use]
    pub fn api(self) -> Option<catalog::Action> {
        let at = self.record() + 16;
        catalog::Action::of_reference(data::u16_at(at), data::u24_at(at + 2))
    }

    /// What it takes: first what its page of the Developer Guide lists, then the rest of the API.
    pub fn parameters(self) -> impl ExactSizeIterator<Item = Parameter> {
        let first = data::u24_at(self.record() + 21);
        let at = data::head(Head::Parameters) + first * data::PARAMETER_SIZE;
        Rows::new(at, data::PARAMETER_SIZE, data::u16_at(self.record() + 24)).map(Parameter)
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(self, name: &str) -> Option<Parameter> {
        self.parameters().find(|parameter| parameter.name() == name)
    }

    /// The names of what it cannot do without.
    pub fn required(self) -> impl Iterator<Item = &'static str> {
        self.parameters().filter(|parameter| parameter.required()).map(Parameter::name)
    }

    /// What it answers; `None` is the answer as it comes. Who sends a token back decides what that call answers.
    #[must_use]
    pub fn output(self, pattern: Option<Pattern>) -> Output {
        let field = match pattern {
            None => 26,
            Some(Pattern::Sync) => 29,
            Some(Pattern::Sync2) => 32,
            Some(Pattern::Callback) => return Output::Unknown,
        };
        let found = Structure::of_reference(data::u24_at(self.record() + field));
        found.map_or(Output::Unknown, Output::Structure)
    }

    /// What comes before the dot in the names of its errors: `DynamoDB`. Those of HTTP calls have none.
    #[must_use]
    pub fn error_prefix(self) -> Option<&'static str> {
        Some(self.text(7)).filter(|prefix| !prefix.is_empty())
    }

    /// The names of errors that are known, in full: `Lambda.ServiceException`. Others are possible with every
    /// integration.
    pub fn errors(self) -> impl Iterator<Item = &'static str> {
        data::list(data::u24_at(self.record() + 10)).map(data::name)
    }

    /// Those of [`Integration::errors`] after which the same call may well succeed, as far as the API's
    /// description says so.
    pub fn transient_errors(self) -> impl Iterator<Item = &'static str> {
        data::transient(data::u24_at(self.record() + 10))
    }

    /// Names of errors with a part that differs, written `*`: `States.Http.StatusCode.*`.
    pub fn error_patterns(self) -> impl Iterator<Item = &'static str> {
        data::list(data::u24_at(self.record() + 13)).map(data::name)
    }

    fn record(self) -> u32 {
        data::head(Head::Integrations) + self.0 * data::INTEGRATION_SIZE
    }

    fn text(self, field: u32) -> &'static str {
        data::name(data::u24_at(self.record() + field))
    }
}

impl std::fmt::Debug for Integration {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Integration({}.{})", self.service(), self.action())
    }
}

/// What an integration takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter(u32);

impl Parameter {
    /// As in arguments: `FunctionName`.
    #[must_use]
    pub fn name(self) -> &'static str {
        data::name(data::u24_at(self.0))
    }

    /// Whether a call fails without it.
    #[must_use]
    pub fn required(self) -> bool {
        data::u8_at(self.0 + 3) & 1 != 0
    }

    /// Whether the Developer Guide lists it; others are the API's, and may be refused.
    #[must_use]
    pub fn documented(self) -> bool {
        data::u8_at(self.0 + 3) & 2 != 0
    }

    /// What its value may be, its members spelt as this integration spells them.
    #[must_use]
    pub fn shape(self) -> Shape {
        Shape::of_reference(data::u24_at(self.0 + 4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::catalog::Member;

    fn find(service: &str, action: &str) -> Integration {
        integration(service, action).expect("it is one")
    }

    #[test]
    fn all_of_them_can_be_read() {
        assert_eq!(integrations().len(), 64);
        for each in integrations() {
            assert_eq!(integration(each.service(), each.action()), Some(each));
            assert!(each.parameters().len() > 0, "{each:?}");
            for parameter in each.parameters() {
                assert_eq!(each.parameter(parameter.name()), Some(parameter), "{each:?}");
                assert!(parameter.documented() || !parameter.required(), "{parameter:?}");
            }
        }
    }

    #[test]
    fn required_is_as_the_guide_lists_it() {
        let required = |service, action| find(service, action).required().collect::<Vec<_>>();
        assert_eq!(required("sqs", "sendMessage"), ["QueueUrl", "MessageBody"]);
        assert_eq!(required("batch", "submitJob"), ["JobDefinition", "JobName", "JobQueue"]);
        assert_eq!(required("codebuild", "retryBuildBatch"), [""; 0]);
        assert_eq!(crate::services::required("sqs", "nothing").next(), None);
    }

    #[test]
    fn names_are_those_of_the_api() {
        let key = find("dynamodb", "getItem").parameter("Key").expect("it has a key").shape();
        let Shape::Map(key) = key else { panic!("{key:?}") };
        let Shape::Structure(value) = key.value() else { panic!("{:?}", key.value()) };
        assert!(value.member("BOOL").is_some() && value.member("Bool").is_none());
        assert_eq!(value.name(), Some("AttributeValue"));
        let overrides = find("ecs", "runTask").parameter("Overrides").expect("it has them").shape();
        let Shape::Structure(overrides) = overrides else { panic!("{overrides:?}") };
        assert!(overrides.member("ContainerOverrides").is_some());
    }

    #[test]
    fn parameters_outside_of_the_guide_are_marked() {
        let run = find("ecs", "runTask");
        assert!(run.parameter("TaskDefinition").is_some_and(Parameter::required));
        assert!(run.parameter("Count").is_some_and(|count| !count.documented()));
        assert!(run.parameter("Cont").is_none());
        assert!(find("elasticmapreduce", "addStep").parameter("Step").is_some());
    }

    #[test]
    fn results_are_those_of_the_way_to_wait() {
        let start = find("states", "startExecution");
        let member = |pattern, name| match start.output(pattern) {
            Output::Structure(result) => result.member(name).map(Member::shape),
            Output::Unknown => None,
        };
        assert!(matches!(member(None, "ExecutionArn"), Some(Shape::String { .. })));
        assert_eq!(member(None, "StartDate"), Some(Shape::Document));
        assert!(member(None, "SdkHttpMetadata").is_some());
        assert!(matches!(member(Some(Pattern::Sync), "Output"), Some(Shape::String { .. })));
        assert_eq!(member(Some(Pattern::Sync2), "Output"), Some(Shape::Document));
        assert_eq!(start.output(Some(Pattern::Callback)), Output::Unknown);
    }

    #[test]
    fn errors_are_known_by_their_full_names() {
        let get = find("dynamodb", "getItem");
        assert_eq!(get.error_prefix(), Some("DynamoDB"));
        assert!(get.errors().any(|name| name == "DynamoDB.ProvisionedThroughputExceededException"));
        assert_eq!(get.api().map(catalog::Action::name), Some("getItem"));
        let http = find("http", "invoke");
        assert_eq!((http.error_prefix(), http.api()), (None, None));
        assert!(http.error_patterns().any(|name| name == "States.Http.StatusCode.*"));
    }
}
