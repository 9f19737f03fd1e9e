//! Mocks of calls that no workflow of their test makes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Analyser;
use super::error::warnings as error;
use crate::ir::parts::{Part, each_part};
use crate::ir::program::{
    DeploySource, DeployValue, Entry, Expr, ExprKind, FunctionId, ListItem, MapSource, Program,
    ResourcePart, Task, TestCall, TextPart, WorkKind,
};
use crate::source::Span;

/// What is called: the resource, whom of those that share it, where that is known, and with what.
struct Called<'p> {
    resource: String,
    whom: Option<String>,
    arguments: Option<&'p Expr>,
}

/// The arguments that say whom a call is for, where many share a resource.
const WHOM: [&str; 2] = ["FunctionName", "StateMachineArn"];

/// Walks over workflows and what they call.
#[derive(Default)]
struct Walk<'p> {
    calls: Vec<Called<'p>>,
    /// Workflows to walk over, and those that were.
    workflows: Vec<String>,
    seen: BTreeSet<String>,
    functions: BTreeSet<FunctionId>,
}

/// What the body of a test says.
#[derive(Default)]
struct Said<'p> {
    runs: Vec<String>,
    /// The calls that are mocked, with what the source calls them.
    mocks: Vec<(Called<'p>, String, Span)>,
}

/// Whether a workflow makes calls that a mock could answer.
enum Made {
    Yes,
    /// Of the kind, but with other arguments.
    Otherwise,
    No,
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
            for (mocked, name, span) in said.mocks {
                match walk.makes(&mocked) {
                    Made::Yes => {}
                    Made::Otherwise => found.push(error::mock_of_others(&name, span)),
                    Made::No => found.push(error::idle_mock(&name, span)),
                }
            }
        }
        found.into_iter().for_each(|warning| self.warn(warning));
    }
}

impl<'p> Walk<'p> {
    fn run(&mut self, program: &'p Program) {
        while let Some(name) = self.workflows.pop() {
            let workflow = program.workflows.iter().find(|workflow| *workflow.name == *name);
            if let Some(workflow) = workflow.filter(|_| self.seen.insert(name)) {
                self.part(Part::Block(&workflow.body), program);
            }
        }
    }

    fn part(&mut self, part: Part<'p>, program: &'p Program) {
        if let Part::Expr(expr) = part {
            match &expr.kind {
                ExprKind::Work(work) => match &work.kind {
                    WorkKind::Task(task) => self.task(task),
                    WorkKind::Map(map) => {
                        // Its options are arguments of the mock too.
                        if let MapSource::Reader { name, .. } = &map.source {
                            let resource = format!("s3.{name}");
                            self.calls.push(Called { resource, whom: None, arguments: None });
                        }
                    }
                    WorkKind::Parallel { .. } => {}
                },
                ExprKind::Inline { function, .. } => {
                    if self.functions.insert(*function)
                        && let Some(function) = program.functions.declared.get(function.0 as usize)
                    {
                        self.part(Part::Block(&function.body), program);
                    }
                }
                _ => {}
            }
        }
        each_part(part, &mut |part| self.part(part, program));
    }

    fn task(&mut self, task: &'p Task) {
        let parts = task.resource.iter().map(|part| match part {
            ResourcePart::Text(text) => text.clone(),
            ResourcePart::Deploy(value) => deploy_text(value),
        });
        let whom = task.arguments.as_ref().and_then(whom);
        if let Some(name) = whom.and_then(workflow_of) {
            self.workflows.push(name);
        }
        let (resource, arguments) = (parts.collect(), task.arguments.as_ref());
        self.calls.push(Called { resource, whom: whom.and_then(text_of), arguments });
    }

    /// Whether some call may be one that is mocked.
    fn makes(&self, mocked: &Called<'p>) -> Made {
        let whom = |made: &&Called<'p>| {
            let both = mocked.whom.as_ref().zip(made.whom.as_ref());
            made.resource == mocked.resource && both.is_none_or(|(whom, callee)| whom == callee)
        };
        let mut calls = self.calls.iter().filter(whom).peekable();
        if calls.peek().is_none() {
            return Made::No;
        }
        let fits = |made: &Called<'p>| match (mocked.arguments, made.arguments) {
            (Some(pattern), Some(arguments)) => may_fit(pattern, arguments),
            _ => true,
        };
        if calls.any(fits) { Made::Yes } else { Made::Otherwise }
    }
}

impl<'p> Said<'p> {
    fn part(&mut self, part: Part<'p>) {
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

    fn mock(&mut self, arguments: &'p Expr) {
        let Some(call) = field(arguments, "Call") else { return };
        let text = |name: &str| field(call, name).and_then(text_of);
        let Some(target) = field(call, "Name") else { return };
        let (Some(resource), Some(name)) = (text("Resource"), text_of(target)) else { return };
        let arguments = field(call, "Arguments");
        let whom = arguments.and_then(whom).and_then(text_of);
        self.mocks.push((Called { resource, whom, arguments }, name, target.span));
    }
}

/// Whether a call with `arguments` may be one that a mock with `pattern` answers: no part that is written
/// out in both differs.
fn may_fit(pattern: &Expr, arguments: &Expr) -> bool {
    match (&pattern.kind, &arguments.kind) {
        (ExprKind::Literal(pattern), ExprKind::Literal(value)) => contains(pattern, value),
        (ExprKind::List(wanted), ExprKind::List(items)) => {
            let plain =
                |items: &'_ [ListItem]| items.iter().all(|item| matches!(item, ListItem::Item(_)));
            let known = plain(wanted) && plain(items);
            let fits = |(wanted, item): (&ListItem, &ListItem)| match (wanted, item) {
                (ListItem::Item(wanted), ListItem::Item(item)) => may_fit(wanted, item),
                (ListItem::Spread(_), _) | (_, ListItem::Spread(_)) => true,
            };
            !known || wanted.len() == items.len() && wanted.iter().zip(items).all(fits)
        }
        (ExprKind::Object(wanted), ExprKind::Object(entries)) => {
            wanted.iter().all(|entry| match entry {
                Entry::Field { key, value } => may_hold(key, value, entries),
                Entry::Optional { .. } | Entry::Computed { .. } | Entry::Spread(_) => true,
            })
        }
        (ExprKind::Literal(Value::Object(wanted)), ExprKind::Object(entries)) => {
            wanted.iter().all(|(key, value)| {
                may_hold(key, &Expr::literal(value.clone(), pattern.span), entries)
            })
        }
        (ExprKind::Object(wanted), ExprKind::Literal(value)) => wanted.iter().all(|entry| {
            let Entry::Field { key, value: wanted } = entry else { return true };
            let found = value.get(&**key);
            found.is_some_and(|it| may_fit(wanted, &Expr::literal(it.clone(), arguments.span)))
        }),
        _ => true,
    }
}

/// Whether a value has all fields of a pattern; lists and what is in them must be the same.
fn contains(pattern: &Value, value: &Value) -> bool {
    match (pattern, value) {
        (Value::Object(pattern), Value::Object(fields)) => pattern
            .iter()
            .all(|(key, pattern)| fields.get(key).is_some_and(|value| contains(pattern, value))),
        (Value::Number(pattern), Value::Number(value)) => pattern.as_f64() == value.as_f64(),
        _ => pattern == value,
    }
}

/// Whether an object of `entries` may have a field that fits.
fn may_hold(key: &str, pattern: &Expr, entries: &[Entry]) -> bool {
    let mut open = false;
    for entry in entries {
        match entry {
            Entry::Field { key: name, value } | Entry::Optional { key: name, value } => {
                if **name == *key {
                    return open || may_fit(pattern, value);
                }
            }
            Entry::Computed { .. } | Entry::Spread(_) => open = true,
        }
    }
    open
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
fn workflow_of(arn: &Expr) -> Option<String> {
    let ExprKind::Deploy(value) = &arn.kind else { return None };
    match &value.source {
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
        ExprKind::Deploy(value) => Some(deploy_text(value)),
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

fn deploy_text(value: &DeployValue) -> String {
    format!("${{{}}}", value.key)
}
