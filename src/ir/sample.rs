//! Machines made by hand, for unit tests.

use crate::ir::machine::{
    Catcher, Edge, Kind, Label, Machine, Map, Rule, Scope, ScopeId, State, StateId, Target, Task,
    Template, Value,
};
use crate::jsonata::{Expr, Piece};
use crate::source::{FileId, Span};

/// A place in a file that there is not.
pub fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// A machine without states that begins with state 0.
pub fn machine() -> Machine {
    Machine {
        name: "Sample".into(),
        comment: None,
        timeout: None,
        express: false,
        states: Vec::new(),
        scopes: vec![scope(None, StateId(0))],
        span: span(),
    }
}

/// A scope that begins with the state.
pub fn scope(parent: Option<StateId>, start: StateId) -> Scope {
    Scope { start: to(start.0), parent, isolated: false, comment: None }
}

/// A state of the kind that goes on by `next`.
pub fn state(scope: ScopeId, label: &str, kind: Kind, next: Option<Edge>) -> State {
    State {
        scope,
        kind,
        next,
        retriers: Vec::new(),
        catchers: Vec::new(),
        label: Label { text: label.to_owned(), given: false },
        comment: None,
        span: span(),
        said: Vec::new(),
    }
}

/// A Pass of the machine's own scope.
pub fn pass(label: &str, next: Edge) -> State {
    state(Machine::ROOT, label, Kind::Pass, Some(next))
}

/// A Task of the machine's own scope.
pub fn task(label: &str, next: Edge) -> State {
    state(
        Machine::ROOT,
        label,
        Kind::Task(Box::new(call("arn:aws:states:::lambda:invoke"))),
        Some(next),
    )
}

/// What a Task calls.
pub fn call(resource: &str) -> Task {
    Task {
        resource: vec![Piece::Text(resource.into())],
        arguments: None,
        timeout: None,
        heartbeat: None,
        role: None,
    }
}

/// A Choice of the machine's own scope with one rule.
pub fn choice(label: &str, condition: Expr, then: Edge, otherwise: Edge) -> State {
    let rule = Rule {
        condition: Value::sure(condition),
        edge: then,
        comment: None,
        words: None,
        otherwise: None,
    };
    state(Machine::ROOT, label, Kind::Choice(vec![rule]), Some(otherwise))
}

/// An inline Map.
pub fn map(items: Value, body: ScopeId) -> Map {
    Map {
        items: Some(items),
        reader: None,
        selector: None,
        batcher: None,
        writer: None,
        max_concurrency: None,
        tolerated_count: None,
        tolerated_percentage: None,
        label: None,
        distributed: None,
        body,
    }
}

/// A catcher of everything.
pub fn catch_all(edge: Edge) -> Catcher {
    Catcher { comment: None, errors: vec!["States.ALL".into()], edge }
}

/// An edge to the state that does nothing.
pub fn to(state: u32) -> Edge {
    Edge::to(Target::State(StateId(state)))
}

/// An edge that ends.
pub fn end() -> Edge {
    Edge::to(Target::End)
}

/// The edge with an assignment.
pub fn set(mut edge: Edge, name: &str, value: Value) -> Edge {
    edge.assign.push((name.into(), value));
    edge
}

/// The edge with an output.
pub fn out(mut edge: Edge, value: Value) -> Edge {
    edge.output = Some(value);
    edge
}

/// `$name` as a value.
pub fn var(name: &str) -> Value {
    Value::sure(Expr::variable(name))
}

/// `$states.field` as a value.
pub fn states(field: &str) -> Value {
    Value::sure(Expr::variable("states").field(field))
}

/// A template without effects.
pub fn template(template: Template) -> Value {
    Value { template, ..Value::literal(0) }
}
