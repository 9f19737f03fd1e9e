//! The error names AWS gives a meaning, and what matches them (measured on AWS).

use std::sync::Arc;

use crate::ir::machine::Value;
use crate::jsonata::{BinaryOp, Expr, Name};

/// Matches every error a handler can see.
pub const ALL: &str = "States.ALL";
/// The error of an expression that fails.
pub const QUERY_ERROR: &str = "States.QueryEvaluationError";
/// Matches every error but [`TIMEOUT`] and [`QUERY_ERROR`].
pub const TASK_FAILED: &str = "States.TaskFailed";
/// A task took too long.
pub const TIMEOUT: &str = "States.Timeout";
/// A task was silent for too long; [`TIMEOUT`] matches it too.
pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";

/// Whether the names of a catcher or retrier match the error `name`.
#[must_use]
pub fn catches(names: &[Arc<str>], name: &str) -> bool {
    names.iter().any(|pattern| match &**pattern {
        ALL => true,
        TASK_FAILED => ![TIMEOUT, QUERY_ERROR].contains(&name),
        TIMEOUT => [TIMEOUT, HEARTBEAT_TIMEOUT].contains(&name),
        pattern => pattern == name,
    })
}

/// The field of an error output that holds the error's name.
pub const ERROR: &str = "Error";
/// The field of an error output that holds the error's cause.
pub const CAUSE: &str = "Cause";

/// [`ERROR`] or [`CAUSE`] of the error output in a variable; `""` where AWS gives none.
#[must_use]
pub fn part_of(variable: &Name, field: &str) -> Value {
    let part = Expr::Variable(variable.clone()).field(field);
    // What is not told is `null`, which a Fail state does not take.
    let told = Expr::binary(BinaryOp::NotEqual, part.clone(), Expr::Null);
    Value::sure(Expr::condition(told, part, Expr::string("")))
}
