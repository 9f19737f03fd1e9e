//! What the API refuses. The messages are the API's where a case of it was recorded.

use super::definition::Tested;
use super::request::{FieldValidation, Mock, Refusal, Request};
use crate::sim::outside::TaskOutcome;
use crate::sim::plan::{Kind, Map, State};
use crate::sim::resource::Resource;
use crate::sim::results;
use crate::value::Value;

/// Refuses a request that the API refuses.
pub(super) fn request(request: &Request<'_>, tested: &Tested) -> Result<(), Refusal> {
    let state = tested.state();
    match &request.mock {
        None => without_mock(request, state)?,
        Some(mock) => with_mock(request, state, mock)?,
    }
    if let Some(context) = &request.context {
        self::context(context)?;
    }
    if request.variables.as_ref().is_some_and(|variables| variables.as_object().is_none()) {
        return Err(Refusal::validation("Variables must be a JSON object."));
    }
    match request.error_caused_by {
        Some(name) if !tested.inner.iter().any(|inner| inner == name) => {
            let message = format!("The tested state has no state '{name}' that causes the error.");
            Err(Refusal::validation(message))
        }
        _ => Ok(()),
    }
}

fn without_mock(request: &Request<'_>, state: &State) -> Result<(), Refusal> {
    if request.failed_iterations.is_some() {
        return Err(Refusal::validation(
            "TestState does not support MapIterationFailureCount when a mock is not specified.",
        ));
    }
    match &state.kind {
        Kind::Map(_) | Kind::Parallel { .. } => Err(Refusal::definition(
            "TestState API does not support Map or Parallel states. Supported state types include: \
             [Task, Wait, Pass, Succeed, Fail, Choice]",
        )),
        Kind::Task(_) if request.options.role.is_none() => {
            Err(Refusal::validation("RoleArn must be specified when testing a Task state"))
        }
        _ => Ok(()),
    }
}

fn with_mock(request: &Request<'_>, state: &State, mock: &Mock) -> Result<(), Refusal> {
    if request.reveal_secrets {
        return Err(Refusal::validation(
            "TestState does not support RevealSecrets when a mock is specified.",
        ));
    }
    let TaskOutcome::Return(result) = &mock.outcome else {
        return if can_be_mocked(&state.kind) { Ok(()) } else { Err(not_mocked(state)) };
    };
    match (&state.kind, result) {
        (Kind::Task(task), _) => of_service(result, &task.resource, mock.validation),
        (Kind::Parallel { .. }, Value::Array(_)) => Ok(()),
        (Kind::Map(map), Value::Object(_)) if writes(map) => Ok(()),
        (Kind::Map(map), _) if writes(map) => {
            Err(Refusal::validation("Mocked result must be a JSON object."))
        }
        (Kind::Map(_), Value::Array(_)) => Ok(()),
        (Kind::Map(_) | Kind::Parallel { .. }, _) => {
            Err(Refusal::validation("Mocked result must be an array."))
        }
        _ => Err(not_mocked(state)),
    }
}

/// Holds the result of a service against what its API says.
fn of_service(result: &Value, resource: &Resource, mode: FieldValidation) -> Result<(), Refusal> {
    let strict = match mode {
        FieldValidation::None => return Ok(()),
        FieldValidation::Present => false,
        FieldValidation::Strict => true,
    };
    match results::fault(result, resource, strict) {
        None => Ok(()),
        Some(fault) => {
            Err(Refusal::validation(format!("Mock result schema validation error: {fault}")))
        }
    }
}

fn can_be_mocked(kind: &Kind) -> bool {
    matches!(kind, Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. })
}

fn not_mocked(state: &State) -> Refusal {
    let kind = state.type_name;
    Refusal::validation(format!("State type '{kind}' is not supported when a mock is specified"))
}

/// Whether the result of the Map is where its children's results are.
fn writes(map: &Map) -> bool {
    map.distributed.as_ref().is_some_and(|settings| settings.writer.is_some())
}

/// The fields of the Context Object that are strings.
const TEXTS: [(&str, &[&str]); 4] = [
    ("Execution", &["Id", "Name", "RoleArn", "StartTime"]),
    ("State", &["EnteredTime", "Name"]),
    ("StateMachine", &["Id", "Name"]),
    ("Task", &["Token"]),
];

fn context(context: &Value) -> Result<(), Refusal> {
    let invalid =
        |what: String| Err(Refusal::validation(format!("Invalid Context object provided: {what}")));
    if context.as_object().is_none() {
        return invalid("it must be a JSON object".into());
    }
    if context.get("Map").is_some() {
        return invalid("'Map' field is not supported when mocking a Context object".into());
    }
    for (part, names) in TEXTS {
        let Some(object) = context.get(part) else { continue };
        if object.as_object().is_none() {
            return invalid(format!("{part} must be an object"));
        }
        let is_text = |name: &&&str| object.get(name).is_none_or(|text| text.as_str().is_some());
        if let Some(name) = names.iter().find(|name| !is_text(name)) {
            return invalid(format!("{part}.{name} must be a string"));
        }
    }
    Ok(())
}
