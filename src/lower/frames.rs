//! What surrounds a statement: handlers, loops, bodies. Decides who catches what.

use std::sync::Arc;

use crate::ir::errors::{
    ALL, CAUSE, ERROR, HEARTBEAT_TIMEOUT, QUERY_ERROR, TASK_FAILED, TIMEOUT, catches, part_of,
};
use crate::ir::machine::{Catcher, Edge, EdgeId, Effects, Kind, Rule, StateId, Target, Value};
use crate::ir::program::{LoopId, Notes, VarId};
use crate::jsonata::{BinaryOp, Expr, Name};
use crate::lower::exits::Exits;
use crate::lower::{Dest, Lowering, object, read};
use crate::source::Span;

/// One thing around the statement in work.
#[derive(Debug)]
pub(super) enum Frame {
    /// A workflow, branch or map body: a scope of states. `carried` are the outer variables it
    /// assigns: its value is then `{ value, …variables }`.
    Body { carried: Vec<Carried> },
    /// A body that is run again when it fails, in a scope of its own; jumps leave it through its output.
    Retried { carried: Vec<Carried>, exits: Exits },
    /// A `fn` written in place.
    Function { dest: Dest, ends: Vec<EdgeId> },
    /// A loop.
    Loop { id: LoopId, dest: Dest, breaks: Vec<EdgeId>, continues: Vec<EdgeId> },
    /// The reach of handlers.
    Try { number: u32, clauses: Vec<Clause> },
    /// The reach of a `finally`: every way out leads through it.
    Finally { number: u32, error: Clause, exits: Exits },
}

/// An outer variable that a body in a scope of its own assigns.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    /// The variable.
    pub var: VarId,
    /// The body's copy of it.
    pub inner: Name,
    /// The field of the body's output that brings it out.
    pub field: Name,
}

/// A handler that is within reach.
#[derive(Debug)]
pub(super) struct Clause {
    /// The `Comment` of its catchers.
    pub comment: Option<String>,
    /// `States.ALL` catches everything.
    pub errors: Vec<Arc<str>>,
    /// The variable that takes the error output.
    pub binding: Option<Name>,
    /// The variable that takes `context.State` of the state that failed, where the handler reads it.
    pub failed_state: Option<Name>,
    /// The transitions that lead to the handler.
    pub entries: Vec<EdgeId>,
}

impl Frame {
    /// A body that assigns no outer variables.
    pub(super) fn body() -> Self {
        Self::Body { carried: Vec::new() }
    }

    /// Whether it is a scope of states: handlers further out catch the state the scope belongs to,
    /// not the states in it.
    fn is_scope(&self) -> bool {
        matches!(self, Self::Body { .. } | Self::Retried { .. })
    }

    fn clauses(&self) -> &[Clause] {
        match self {
            Self::Try { clauses, .. } => clauses,
            Self::Finally { error, .. } => std::slice::from_ref(error),
            Self::Body { .. }
            | Self::Retried { .. }
            | Self::Function { .. }
            | Self::Loop { .. } => &[],
        }
    }

    fn clause_mut(&mut self, at: usize) -> &mut Clause {
        match self {
            Self::Try { clauses, .. } => &mut clauses[at],
            Self::Finally { error, .. } => error,
            Self::Body { .. }
            | Self::Retried { .. }
            | Self::Function { .. }
            | Self::Loop { .. } => {
                unreachable!("the frame has no handlers")
            }
        }
    }
}

/// What a `fail` fails with.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// `fail Name("cause")`: the name may be known.
    New { error: Option<Value>, cause: Option<Value> },
    /// `fail e`: the variable holds the error output.
    Again(Name),
}

impl Lowering<'_> {
    /// The positions of the frames whose handlers reach the statement in work, innermost first.
    fn reaching(&self) -> Vec<usize> {
        let outermost = self.frames.iter().rposition(Frame::is_scope).map_or(0, |at| at + 1);
        (outermost..self.frames.len())
            .rev()
            .filter(|at| !self.frames[*at].clauses().is_empty())
            .collect()
    }

    /// Whether a failing expression is caught by any handler that reaches here.
    pub(super) fn catches_query_errors(&self) -> bool {
        self.reaching().into_iter().any(|at| {
            self.frames[at].clauses().iter().any(|clause| catches(&clause.errors, QUERY_ERROR))
        })
    }

    /// The numbers of the frames that reach here, innermost first.
    pub(super) fn reach(&self) -> Vec<u32> {
        self.reaching()
            .into_iter()
            .filter_map(|at| match &self.frames[at] {
                Frame::Try { number, .. } | Frame::Finally { number, .. } => Some(*number),
                _ => None,
            })
            .collect()
    }

    /// Gives `state` a catcher for each handler that reaches it, innermost first, up to one that
    /// catches everything.
    pub(super) fn catch_by_frames(&mut self, state: StateId) {
        self.caught_by.insert(state, self.reach());
        for at in self.reaching() {
            for clause in 0..self.frames[at].clauses().len() {
                let Clause { comment, errors, binding, failed_state, .. } =
                    &self.frames[at].clauses()[clause];
                let (errors, assign) = (errors.clone(), caught(binding, failed_state));
                let comment = comment.clone();
                if let Some(edge) = self.add_catcher(state, &errors, assign, comment) {
                    self.frames[at].clause_mut(clause).entries.push(edge);
                }
            }
        }
    }

    /// Adds a catcher for those of `errors` that no earlier catcher of `state` takes; `None` if
    /// there are none.
    pub(super) fn add_catcher(
        &mut self,
        state: StateId,
        errors: &[Arc<str>],
        assign: Vec<(Name, Value)>,
        comment: Option<String>,
    ) -> Option<EdgeId> {
        let catchers = &mut self.machine.state_mut(state).catchers;
        let taken = |error: &str| {
            catchers
                .iter()
                .flat_map(|catcher| &catcher.errors)
                .any(|name| &**name == ALL || &**name == error)
        };
        let errors: Vec<Arc<str>> = errors.iter().filter(|error| !taken(error)).cloned().collect();
        if errors.is_empty() {
            return None;
        }
        let edge = Edge { assign, ..Edge::to(Target::Open) };
        let at = u32::try_from(catchers.len()).expect("fewer than 2^32 catchers");
        catchers.push(Catcher { comment, errors, edge });
        Some(EdgeId::Catch(state, at))
    }

    /// `fail`: a jump to the handler of this scope that catches it, or a Fail state.
    /// Gives that state.
    pub(super) fn raise(&mut self, failure: &Failure, notes: Notes, span: Span) -> Option<StateId> {
        for at in self.reaching() {
            for clause in 0..self.frames[at].clauses().len() {
                if !self.reachable() {
                    return None;
                }
                let errors = self.frames[at].clauses()[clause].errors.clone();
                match failure.is_caught_by(&errors) {
                    Caught::Yes => {
                        self.enter_handler(at, clause, failure, span);
                        return None;
                    }
                    Caught::No => {}
                    Caught::Perhaps(condition) => {
                        let others = self.choose_failure(condition, &errors, span);
                        self.enter_handler(at, clause, failure, span);
                        self.open = others;
                    }
                }
            }
        }
        if !self.reachable() {
            return None;
        }
        let label = match failure {
            Failure::Again(_) => "fail again".to_owned(),
            Failure::New { .. } => match failure.name() {
                Some("") => "fail".to_owned(),
                Some(name) => format!("fail {name}"),
                None => self.text(span),
            },
        };
        let (error, cause) = failure.fields();
        Some(self.add(Kind::Fail { error, cause }, label, notes, span))
    }

    /// A Choice whose rule is open; gives its default.
    fn choose_failure(&mut self, condition: Value, errors: &[Arc<str>], span: Span) -> Vec<EdgeId> {
        let words = Some(errors.join(" | "));
        let otherwise = Some("another error".to_owned());
        let rule =
            Rule { condition, edge: Edge::to(Target::Open), comment: None, words, otherwise };
        let id = self.add(Kind::Choice(vec![rule]), "which error", Notes::default(), span);
        self.open = vec![EdgeId::Rule(id, 0)];
        vec![EdgeId::Next(id)]
    }

    fn enter_handler(&mut self, at: usize, clause: usize, failure: &Failure, span: Span) {
        let Clause { binding, failed_state, .. } = &self.frames[at].clauses()[clause];
        let mut assign: Vec<(Name, Value)> = Vec::new();
        assign.extend(binding.clone().map(|name| (name, failure.output())));
        assign.extend(failed_state.clone().map(|name| (name, state_context())));
        if !assign.is_empty() {
            self.assign(assign, span, Notes::default());
        }
        let entries = std::mem::take(&mut self.open);
        self.frames[at].clause_mut(clause).entries.extend(entries);
    }
}

/// What a catcher assigns.
fn caught(binding: &Option<Name>, failed_state: &Option<Name>) -> Vec<(Name, Value)> {
    let output = Value::sure(Expr::variable("states").field("errorOutput"));
    let mut assign = Vec::new();
    assign.extend(binding.clone().map(|name| (name, output)));
    assign.extend(failed_state.clone().map(|name| (name, state_context())));
    assign
}

/// `$states.context.State`: another in each state.
fn state_context() -> Value {
    let state = Expr::variable("states").field("context").field("State");
    let effects = Effects { fails: false, volatile: true };
    Value { effects, ..Value::sure(state) }
}

/// Whether a handler takes a failure.
enum Caught {
    Yes,
    No,
    /// It depends on the name, which is known at run time.
    Perhaps(Value),
}

impl Failure {
    /// The name, where it is known.
    fn name(&self) -> Option<&str> {
        match self {
            Self::New { error: Some(error), .. } => error.as_str(),
            Self::New { error: None, .. } => Some(""),
            Self::Again(_) => None,
        }
    }

    fn is_caught_by(&self, errors: &[Arc<str>]) -> Caught {
        if errors.iter().any(|error| &**error == ALL) {
            return Caught::Yes;
        }
        match self.name() {
            Some(name) if catches(errors, name) => Caught::Yes,
            Some(_) => Caught::No,
            None => Caught::Perhaps(Value::sure(name_is_one_of(&self.error_expr(), errors))),
        }
    }

    /// The name as an expression.
    fn error_expr(&self) -> Expr {
        match self {
            Self::New { error, .. } => {
                error.clone().and_then(Value::into_expr).unwrap_or_else(|| Expr::string(""))
            }
            Self::Again(name) => Expr::Variable(name.clone()).field(ERROR),
        }
    }

    /// `Error` and `Cause` of a Fail state.
    fn fields(&self) -> (Option<Value>, Option<Value>) {
        match self {
            Self::New { error, cause } => (error.clone(), cause.clone()),
            Self::Again(name) => (Some(part_of(name, ERROR)), Some(part_of(name, CAUSE))),
        }
    }

    /// What a handler is given, as AWS gives it: `null` where there is no name or no cause.
    fn output(&self) -> Value {
        match self {
            Self::New { error, cause } => {
                let text = |value: &Option<Value>| {
                    value.clone().unwrap_or_else(|| Value::literal(serde_json::Value::Null))
                };
                object(vec![(ERROR.into(), text(error)), (CAUSE.into(), text(cause))])
            }
            Self::Again(name) => read(name),
        }
    }
}

/// `$e.Error in ["A", "B"]`, with the wildcards written out.
fn name_is_one_of(name: &Expr, errors: &[Arc<str>]) -> Expr {
    let strings =
        |names: &[&str]| Expr::Array(names.iter().map(|name| Expr::string(name)).collect());
    let mut names: Vec<&str> = errors.iter().map(|error| &**error).collect();
    let wildcard = names.contains(&TASK_FAILED);
    names.retain(|error| *error != TASK_FAILED);
    if names.contains(&TIMEOUT) {
        names.push(HEARTBEAT_TIMEOUT);
    }
    let one_of = |names: &[&str]| match names {
        [only] => Expr::binary(BinaryOp::Equal, name.clone(), Expr::string(only)),
        _ => Expr::binary(BinaryOp::In, name.clone(), strings(names)),
    };
    if !wildcard {
        return one_of(&names);
    }
    let other = Expr::call("not", vec![one_of(&[TIMEOUT, QUERY_ERROR])]);
    if names.is_empty() { other } else { Expr::binary(BinaryOp::Or, one_of(&names), other) }
}
