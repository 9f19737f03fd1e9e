//! What became of an execution.

use flowc::sim::{Outcome, Status};
use serde_json::Value as Json;

/// The output of an execution, which must have succeeded.
pub fn output(outcome: &Outcome) -> Json {
    assert_eq!(outcome.status, Status::Succeeded, "{:?} {:?}", outcome.error, outcome.cause);
    outcome.output.as_ref().map_or(Json::Null, Json::from)
}

/// The name of the error it ended with; `none` where there is none.
pub fn error(outcome: &Outcome) -> &str {
    outcome.error.as_deref().unwrap_or("none")
}
