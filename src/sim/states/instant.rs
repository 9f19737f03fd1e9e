//! The states that wait for nothing: Pass, Choice, Succeed and Fail.

use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::flow;
use crate::sim::plan::{Flow, Kind, Next, Rule, Test};
use crate::sim::probe::Step;
use crate::sim::query::{Expected, Scope, Template, of_paths};
use crate::sim::reach::Reach;
use crate::sim::visit::{Exit, Visit};
use crate::value::{Text, Value};

/// Runs the state.
pub(in crate::sim) fn run(visit: &Visit<'_>) -> Attempt<Exit> {
    match &visit.state.kind {
        Kind::Pass { result } => pass(visit, result.as_ref()),
        Kind::Choice { rules, default } => choice(visit, rules, *default),
        Kind::Fail { error, cause } => Err(fail(visit, error.as_ref(), cause.as_ref())),
        Kind::Succeed | Kind::Task(_) | Kind::Wait(_) | Kind::Parallel { .. } | Kind::Map(_) => {
            let view = flow::view(visit)?;
            exit(visit, flow::pass_on(visit, &view)?)
        }
    }
}

fn exit(visit: &Visit<'_>, (output, assigned): flow::Passed) -> Attempt<Exit> {
    Ok(Exit { output, assigned, next: visit.state.next, by: Reach::Next })
}

fn pass(visit: &Visit<'_>, result: Option<&Value>) -> Attempt<Exit> {
    let passed = match &visit.state.flow {
        Flow::Jsonata(_) => flow::pass_on(visit, &visit.input)?,
        Flow::JsonPath(_) => {
            let effective = flow::arguments(visit)?;
            let result = result.unwrap_or(&effective);
            visit.show(Step::Result, result);
            flow::finish(visit, result)?
        }
    };
    exit(visit, passed)
}

fn choice(visit: &Visit<'_>, rules: &[Rule], default: Option<usize>) -> Attempt<Exit> {
    let view = flow::view(visit)?;
    let scope = Scope::new(visit, &view);
    for (at, rule) in rules.iter().enumerate() {
        if holds(&rule.test, &scope)? {
            let assign = rule.assign.as_ref();
            let (output, assigned) = flow::pass_rule(visit, &view, rule.output.as_ref(), assign)?;
            let next = Next::State(rule.next);
            return Ok(Exit { output, assigned, next, by: Reach::Choice(at) });
        }
    }
    let Some(default) = default else {
        return Err(Failure::runtime(format!(
            "Failed to transition out of the state '{}'. The state does not point to a next state.",
            visit.state.name
        )));
    };
    let (output, assigned) = flow::pass_on(visit, &view)?;
    Ok(Exit { output, assigned, next: Next::State(default), by: Reach::Default })
}

fn holds(test: &Test, scope: &Scope<'_>) -> Attempt<bool> {
    match test {
        Test::Jsonata(condition) => {
            let value = condition.render_as(scope, Expected::Boolean)?;
            Ok(value.as_bool().unwrap_or(false))
        }
        Test::JsonPath(condition) => condition.matches(&scope.paths()).map_err(of_paths),
    }
}

/// The failure a Fail state makes: its own, or that of its expressions.
fn fail(visit: &Visit<'_>, error: Option<&Template>, cause: Option<&Template>) -> Failure {
    let text = |template: Option<&Template>| -> Attempt<Option<Text>> {
        let Some(template) = template else { return Ok(None) };
        let scope = Scope::new(visit, &visit.input);
        let value = match template {
            Template::Jsonata(template) => template.render_as(&scope, Expected::String)?,
            Template::Path(_) | Template::Reference(..) => template.render(&scope)?,
        };
        Ok(Some(match value {
            Value::String(text) => text,
            other => other.to_string().into(),
        }))
    };
    let texts = flow::view(visit).and_then(|_| Ok((text(error)?, text(cause)?)));
    match texts {
        Ok((error, cause)) => Failure::named(error, cause),
        Err(failure) => failure,
    }
}
