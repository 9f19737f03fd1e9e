//! The way of the data through a state, in both query languages.
//!
//! JSONPath: `InputPath`, `Parameters`, the work, `ResultSelector`, `ResultPath`, `OutputPath`, and
//! `Assign` beside `ResultSelector`. JSONata: `Arguments`, the work, `Output` and `Assign`.

use super::execution::Attempt;
use super::failure::{DATA_LIMIT, Failure};
use super::plan::{Catcher, Flow, InOut, JsonPathFlow, JsonataFlow, ResultPath};
use super::probe::Step;
use super::query::{
    JsonataTemplate, PathTemplate, Scope, Template, evaluate_path, of_paths, render_path,
};
use super::visit::Visit;
use crate::asl::limits::PAYLOAD_BYTES;
use crate::value::{Text, Value};

/// What a state passes on: its output, and the variables it assigns.
pub(super) type Passed = (Value, Vec<(Text, Value)>);

/// The input as `InputPath` shows it.
pub(super) fn view(visit: &Visit<'_>) -> Attempt<Value> {
    match &visit.state.flow {
        Flow::Jsonata(_) => Ok(visit.input.clone()),
        Flow::JsonPath(flow) => {
            let view = through(&flow.input_path, visit, &visit.input)?;
            visit.show(Step::AfterInputPath, &view);
            Ok(view)
        }
    }
}

/// The effective input: what the work gets.
pub(super) fn arguments(visit: &Visit<'_>) -> Attempt<Value> {
    let view = view(visit)?;
    match &visit.state.flow {
        Flow::Jsonata(flow) => {
            let Some(template) = &flow.arguments else { return Ok(view) };
            let arguments = template.render(&Scope::new(visit, &view))?;
            visit.show(Step::AfterArguments, &arguments);
            Ok(arguments)
        }
        Flow::JsonPath(flow) => {
            let arguments = match &flow.parameters {
                None => view,
                Some(template) => render_path(template, &Scope::new(visit, &view))?,
            };
            visit.show(Step::AfterParameters, &arguments);
            Ok(arguments)
        }
    }
}

/// What a state with a result passes on: Task, Parallel, Map, and Pass in JSONPath mode.
pub(super) fn finish(visit: &Visit<'_>, result: &Value) -> Attempt<Passed> {
    match &visit.state.flow {
        Flow::Jsonata(flow) => {
            let mut scope = Scope::new(visit, &visit.input);
            scope.result = Some(result);
            jsonata_output(flow, &scope, result)
        }
        Flow::JsonPath(flow) => {
            let scope = Scope::new(visit, result);
            let assigned = assign_path(flow.assign.as_ref(), &scope)?;
            let selected = match &flow.result_selector {
                None => result.clone(),
                Some(template) => render_path(template, &scope)?,
            };
            visit.show(Step::AfterResultSelector, &selected);
            let merged = merge(&flow.result_path, &visit.input, selected)?;
            visit.show(Step::AfterResultPath, &merged);
            Ok((through(&flow.output_path, visit, &merged)?, assigned))
        }
    }
}

/// What a state without a result passes on: Pass in JSONata mode, Wait, Choice without a matching
/// rule, Succeed.
pub(super) fn pass_on(visit: &Visit<'_>, view: &Value) -> Attempt<Passed> {
    let scope = Scope::new(visit, view);
    match &visit.state.flow {
        Flow::Jsonata(flow) => jsonata_output(flow, &scope, view),
        Flow::JsonPath(flow) => {
            let assigned = assign_path(flow.assign.as_ref(), &scope)?;
            Ok((through(&flow.output_path, visit, view)?, assigned))
        }
    }
}

/// What a rule of a Choice passes on.
pub(super) fn pass_rule(
    visit: &Visit<'_>,
    view: &Value,
    output: Option<&JsonataTemplate>,
    assign: Option<&Template>,
) -> Attempt<Passed> {
    let scope = Scope::new(visit, view);
    let assigned = match assign {
        None => Vec::new(),
        Some(template) => fields(template.render(&scope)?),
    };
    let output = match (&visit.state.flow, output) {
        (Flow::Jsonata(_), Some(template)) => template.render(&scope)?,
        (Flow::Jsonata(_), None) => view.clone(),
        (Flow::JsonPath(flow), _) => through(&flow.output_path, visit, view)?,
    };
    Ok((output, assigned))
}

/// What a catcher passes on.
pub(super) fn catch(visit: &Visit<'_>, catcher: &Catcher, failure: &Failure) -> Attempt<Passed> {
    let error = failure.output();
    let mut scope = Scope::new(visit, &error);
    scope.error = Some(&error);
    let assigned = match &catcher.assign {
        None => Vec::new(),
        Some(template) => fields(template.render(&scope)?),
    };
    let output = match (&visit.state.flow, &catcher.output) {
        (Flow::Jsonata(_), Some(template)) => template.render(&scope)?,
        (Flow::Jsonata(_), None) => error.clone(),
        (Flow::JsonPath(_), _) => merge(&catcher.result_path, &visit.input, error.clone())?,
    };
    Ok((output, assigned))
}

/// Refuses what is too large to pass on.
pub(super) fn check_size(visit: &Visit<'_>, value: &Value) -> Attempt<()> {
    if value.fits(PAYLOAD_BYTES) { Ok(()) } else { Err(too_large(&visit.state.name)) }
}

/// Refuses variables that are too large: each, and all of one `Assign`.
pub(super) fn check_assigned(visit: &Visit<'_>, assigned: &[(Text, Value)]) -> Attempt<()> {
    let all: usize = assigned.iter().map(|(_, value)| value.byte_len()).sum();
    if all <= PAYLOAD_BYTES { Ok(()) } else { Err(too_large(&visit.state.name)) }
}

pub(super) fn too_large(state: &str) -> Failure {
    Failure::new(
        DATA_LIMIT,
        format!(
            "The state/task '{state}' returned a result with a size exceeding the maximum number \
             of bytes service limit."
        ),
    )
}

fn jsonata_output(flow: &JsonataFlow, scope: &Scope<'_>, default: &Value) -> Attempt<Passed> {
    let assigned = match &flow.assign {
        None => Vec::new(),
        Some(template) => fields(template.render(scope)?),
    };
    let output = match &flow.output {
        None => default.clone(),
        Some(template) => template.render(scope)?,
    };
    Ok((output, assigned))
}

fn assign_path(assign: Option<&PathTemplate>, scope: &Scope<'_>) -> Attempt<Vec<(Text, Value)>> {
    assign.map_or(Ok(Vec::new()), |template| Ok(fields(render_path(template, scope)?)))
}

fn fields(object: Value) -> Vec<(Text, Value)> {
    match object {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// What `InputPath` or `OutputPath` lets through.
fn through(path: &InOut, visit: &Visit<'_>, value: &Value) -> Attempt<Value> {
    match path {
        InOut::Whole => Ok(value.clone()),
        InOut::Nothing => Ok(Value::empty_object()),
        InOut::Path(path) => evaluate_path(path, &Scope::new(visit, value)),
    }
}

/// The raw input with the result at its place.
fn merge(path: &ResultPath, input: &Value, result: Value) -> Attempt<Value> {
    match path {
        ResultPath::Whole => Ok(result),
        ResultPath::Discard => Ok(input.clone()),
        ResultPath::Into(path) => path.write(input.clone(), result).map_err(of_paths),
    }
}

impl JsonPathFlow {
    /// Nothing is changed.
    pub fn whole() -> Self {
        Self {
            input_path: InOut::Whole,
            parameters: None,
            result_selector: None,
            result_path: ResultPath::Whole,
            output_path: InOut::Whole,
            assign: None,
        }
    }
}
