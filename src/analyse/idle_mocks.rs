//! Mocks of calls that no workflow of their test makes.

use std::collections::BTreeSet;

use super::Analyser;
use super::error::warnings as error;
use crate::ir::parts::{Part, each_part};
use crate::ir::program::{
    DeployId, DeploySource, Entry, Expr, ExprKind, FunctionId, MapSource, Program, ResourcePart,
    Task, TestCall, TextPart, WorkKind,
};
use crate::source::Span;

/// What is called: the resource, and whom of those that share it, where that is known.
type Called = (String, Option<String>);

/// The arguments that say whom a call is for, where many share a resource.
const WHOM: [&str; 2] = ["FunctionName", "StateMachineArn"];

/// Walks over workflows and what they call.
#[derive(Default)]
struct Walk {
    calls: BTreeSet<Called>,
    /// Workflows to walk over, and those that were.
    workflows: Vec<String>,
    seen: BTreeSet<String>,
    functions: BTreeSet<FunctionId>,
}

/// What the body of a test says.
#[derive(Default)]
struct Said {
    runs: Vec<String>,
    /// The calls that are mocked, with what the source calls them.
    mocks: Vec<(Called, String, Span)>,
}

impl Analyser<'_> {
    /// The tests and workflows of the program are complete.
    pub(super) fn warn_idle_mocks(&mut self) {
        let mut found = Vec::new();
        for test in &self.program.tests {
            let mut said = Said::default();
            said.part(Part::Block(&test.body));
            let mut walk = Walk { workflows: said.runs, ..Walk::default() };
            walk.run(&self.program);
            let idle = said.mocks.into_iter().filter(|(mocked, ..)| !walk.makes(mocked));
            found.extend(idle.map(|(_, name, span)| error::idle_mock(&name, span)));
        }
        found.into_iter().for_each(|warning| self.warn(warning));
    }
}

impl Walk {
    fn run(&mut self, program: &Program) {
        while let Some(name) = self.workflows.pop() {
            let workflow = program.workflows.iter().find(|workflow| *workflow.name == *name);
            if let Some(workflow) = workflow.filter(|_| self.seen.insert(name)) {
                self.part(Part::Block(&workflow.body), program);
            }
        }
    }

    fn part(&mut self, part: Part<'_>, program: &Program) {
        if let Part::Expr(expr) = part {
            match &expr.kind {
                ExprKind::Work(work) => match &work.kind {
                    WorkKind::Task(task) => self.task(task, program),
                    WorkKind::Map(map) => {
                        if let MapSource::Reader { name, .. } = &map.source {
                            self.calls.insert((format!("s3.{name}"), None));
                        }
                    }
                    WorkKind::Parallel { .. } => {}
                },
                ExprKind::Inline { function, .. } => {
                    if self.functions.insert(*function)
                        && let Some(function) = program.functions.get(function.0 as usize)
                    {
                        self.part(Part::Block(&function.body), program);
                    }
                }
                _ => {}
            }
        }
        each_part(part, &mut |part| self.part(part, program));
    }

    fn task(&mut self, task: &Task, program: &Program) {
        let parts = task.resource.iter().map(|part| match part {
            ResourcePart::Text(text) => text.clone(),
            ResourcePart::Deploy(id) => deploy_text(*id),
        });
        let whom = task.arguments.as_ref().and_then(whom);
        if let Some(name) = whom.and_then(|whom| workflow_of(whom, program)) {
            self.workflows.push(name);
        }
        self.calls.insert((parts.collect(), whom.and_then(text_of)));
    }

    /// Whether some call may be one that is mocked.
    fn makes(&self, (resource, whom): &Called) -> bool {
        self.calls.iter().any(|(called, callee)| {
            called == resource
                && whom.as_ref().zip(callee.as_ref()).is_none_or(|(whom, callee)| whom == callee)
        })
    }
}

impl Said {
    fn part(&mut self, part: Part<'_>) {
        if let Part::Expr(Expr { kind: ExprKind::Work(work), .. }) = part
            && let WorkKind::Task(task) = &work.kind
            && let [ResourcePart::Text(resource)] = task.resource.as_slice()
            && let Some(arguments) = &task.arguments
        {
            if resource == TestCall::Run.resource() {
                self.runs.extend(field(arguments, "Workflow").and_then(text_of));
            } else if resource == TestCall::Mock.resource() {
                self.mock(arguments);
            }
        }
        each_part(part, &mut |part| self.part(part));
    }

    fn mock(&mut self, arguments: &Expr) {
        let Some(call) = field(arguments, "Call") else { return };
        let text = |name: &str| field(call, name).and_then(text_of);
        let Some(target) = field(call, "Name") else { return };
        let (Some(resource), Some(name)) = (text("Resource"), text_of(target)) else { return };
        let whom = field(call, "Arguments").and_then(whom).and_then(text_of);
        self.mocks.push(((resource, whom), name, target.span));
    }
}

/// The argument that says whom a call is for.
fn whom(arguments: &Expr) -> Option<&Expr> {
    WHOM.iter().find_map(|name| field(arguments, name))
}

/// The value of a field that an object literal names.
fn field<'e>(object: &'e Expr, name: &str) -> Option<&'e Expr> {
    let ExprKind::Object(entries) = &object.kind else { return None };
    entries.iter().find_map(|entry| match entry {
        Entry::Field { key, value } if **key == *name => Some(value),
        Entry::Field { .. }
        | Entry::Optional { .. }
        | Entry::Computed { .. }
        | Entry::Spread(_) => None,
    })
}

/// The workflow of the program whose ARN it is.
fn workflow_of(arn: &Expr, program: &Program) -> Option<String> {
    let ExprKind::Deploy(id) = &arn.kind else { return None };
    match &program.deploy_values.get(id.0 as usize)?.source {
        DeploySource::WorkflowArn(name, _) => Some(name.to_string()),
        DeploySource::Param(_)
        | DeploySource::Ref(_)
        | DeploySource::Attribute(..)
        | DeploySource::Pseudo(_)
        | DeploySource::LambdaArn(_)
        | DeploySource::ActivityArn(_) => None,
    }
}

/// The text of a constant, with `${…}` for values known at deployment; the same for the same value.
fn text_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Literal(serde_json::Value::String(text)) => Some(text.clone()),
        ExprKind::Deploy(id) => Some(deploy_text(*id)),
        ExprKind::Interpolation(parts) => parts
            .iter()
            .map(|part| match part {
                TextPart::Text(text) => Some(text.clone()),
                TextPart::Value(value) => text_of(value),
            })
            .collect(),
        _ => None,
    }
}

fn deploy_text(id: DeployId) -> String {
    format!("${{{}}}", id.0)
}
