//! Wait states.

use crate::asl::limits;
use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::flow;
use crate::sim::plan::Wait;
use crate::sim::query::{Expected, Quantity, Scope, Template, evaluate_path};
use crate::sim::reach::Reach;
use crate::sim::visit::{Exit, Visit};
use crate::value::{Form, Timestamp, Value};

/// Waits, then passes its input on.
pub(in crate::sim) async fn run(visit: &Visit<'_>, wait: &Wait) -> Attempt<Exit> {
    let view = flow::view(visit)?;
    let due = due(visit, wait, &view)?;
    if due > visit.execution.now() {
        visit.execution.world.clock.sleep_until(due).await;
    }
    let last = visit.strand.last.get();
    visit.strand.decision.set(last);
    let (output, assigned) = flow::pass_on(visit, &view)?;
    Ok(Exit { output, assigned, next: visit.state.next, by: Reach::Next })
}

/// The moment the wait is over.
fn due(visit: &Visit<'_>, wait: &Wait, view: &Value) -> Attempt<Timestamp> {
    let scope = Scope::new(visit, view);
    let seconds = match wait {
        Wait::Seconds(Quantity::Literal(seconds)) => whole_seconds(*seconds),
        Wait::Seconds(Quantity::Expression(expression)) => {
            let value = expression.evaluate(&scope, Expected::Number)?;
            whole_seconds_of_expression(&value)?
        }
        Wait::Seconds(Quantity::Path(path, _)) => {
            let value = path.evaluate(&scope.paths()).map_err(|_| missing(path.text()))?;
            seconds_of_path(&value, path.text())?
        }
        Wait::Timestamp(template) => return timestamp(visit, template, &scope),
        Wait::TimestampPath(path) => {
            let value = evaluate_path(path, &scope)?;
            return timestamp_of_path(&value, path.text());
        }
    };
    if seconds > i64::from(limits::SECONDS) {
        return Err(Failure::runtime("Wait state delay is too long."));
    }
    Ok(visit.execution.now().after(seconds * 1000))
}

#[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn whole_seconds(seconds: f64) -> i64 {
    seconds as i64
}

fn whole_seconds_of_expression(value: &Value) -> Attempt<i64> {
    match value.as_i64() {
        Some(seconds) if seconds >= 0 => Ok(seconds),
        _ => Err(Failure::evaluation(
            Some("Seconds".into()),
            format!("The Seconds field cannot be parsed as a non-negative long value: {value}"),
        )),
    }
}

fn missing(path: &str) -> Failure {
    Failure::runtime(format!("The SecondsPath parameter does not reference an input value: {path}"))
}

fn seconds_of_path(value: &Value, path: &str) -> Attempt<i64> {
    match value.as_i64() {
        Some(seconds) if seconds >= 0 => Ok(seconds),
        Some(seconds) => Err(Failure::runtime(format!(
            "The SecondsPath parameter references a negative value: {path} == {seconds}"
        ))),
        None => Err(Failure::runtime(format!(
            "The SecondsPath parameter cannot be parsed as a long value: {path} == {}",
            shown(value)
        ))),
    }
}

fn timestamp(visit: &Visit<'_>, template: &Template, scope: &Scope<'_>) -> Attempt<Timestamp> {
    let value = match template {
        Template::Jsonata(template) => template.render_as(scope, Expected::String)?,
        Template::Path(_) | Template::Reference(..) => template.render(scope)?,
    };
    let text = value.as_str().unwrap_or_default();
    Timestamp::parse(text, Form::Lenient).ok_or_else(|| {
        // Unlike those of expressions, this failure comes behind the entering of the state.
        let last = visit.strand.last.get();
        visit.strand.decision.set(last);
        Failure::evaluation(
            Some("Timestamp".into()),
            format!(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time \
                 format string: {text}"
            ),
        )
    })
}

fn timestamp_of_path(value: &Value, path: &str) -> Attempt<Timestamp> {
    let parsed = value.as_str().and_then(|text| Timestamp::parse(text, Form::Strict));
    parsed.ok_or_else(|| {
        Failure::runtime(format!(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset \
             date-time format string: {path} == {}",
            shown(value)
        ))
    })
}

/// A string without quotes, anything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
