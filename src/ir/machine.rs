//! A machine of states and transitions: what is written out as Amazon States Language.
//!
//! Rules of this representation, checked after every pass:
//! - every [`StateId`] and [`ScopeId`] is one of this machine; a transition stays in its scope;
//! - variables have names that are unique in the whole machine (`item#3`: `name_variables`
//!   takes the part behind `#` away), and are written before they are read on every way;
//! - all expressions of a state see the variables as at its entry; an [`Edge`]'s assignments happen
//!   at once, when the transition is taken;
//! - `$states.result` stands only on the `next` edge of Task, Parallel and Map, `$states.errorOutput`
//!   only on a catcher's edge.

use std::sync::Arc;

use crate::ir::errors::{QUERY_ERROR, catches};
use crate::ir::program::Retrier;
use crate::jsonata::{self, Name, Piece};
use crate::source::Span;

/// Names a [`State`] of [`Machine::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateId(pub u32);

/// Names a [`Scope`] of [`Machine::scopes`]: one `States` object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// One state machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The workflow's name.
    pub name: Arc<str>,
    /// Its doc comment.
    pub comment: Option<String>,
    /// `TimeoutSeconds`
    pub timeout: Option<u64>,
    /// Whether it is an Express workflow.
    pub express: bool,
    /// All states of all scopes, in source order; `None`: removed by a pass.
    pub states: Vec<Option<State>>,
    /// The first is the machine's own.
    pub scopes: Vec<Scope>,
    /// Where the workflow is declared.
    pub span: Span,
}

/// The states of a machine, a branch or a map's processor.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The way in. Its assignments must be none and its target a state when the machine is emitted.
    pub start: Edge,
    /// The Parallel or Map state it belongs to.
    pub parent: Option<StateId>,
    /// Sees no variables of the scopes around it: the children of a distributed map.
    pub isolated: bool,
    /// The `Comment` of a branch or an `ItemProcessor`.
    pub comment: Option<String>,
}

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// The `States` object it stands in.
    pub scope: ScopeId,
    /// What it does.
    pub kind: Kind,
    /// The way on: of a Choice its `Default` (`None`: there is none); `None` for Succeed and Fail.
    pub next: Option<Edge>,
    /// `Retry`, of Task, Parallel and Map.
    pub retriers: Vec<Retrier>,
    /// `Catch`, of Task, Parallel and Map.
    pub catchers: Vec<Catcher>,
    /// What it would like to be called; made unique by `name_states`.
    pub label: Label,
    /// Its `Comment`.
    pub comment: Option<String>,
    /// What of the source caused it.
    pub span: Span,
    /// What its fields hold in the words of the source (`Seconds`, `Items`, `Cause`, arguments …), for pictures.
    pub said: Said,
}

/// Names of fields, and the words for what they hold.
pub type Said = Vec<(Arc<str>, Words)>;

/// What stands for an expression where people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// The source, there.
    Source(Span),
    /// Of what the compiler made up.
    Own(&'static str),
}

impl From<Span> for Words {
    fn from(span: Span) -> Self {
        Self::Source(span)
    }
}

/// What a state would like to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text; shortened to 80 characters by `name_states`.
    pub text: String,
    /// Whether it was given by `@name`: then it has the first claim on the text.
    pub given: bool,
}

/// What a state does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Pass
    Pass,
    /// Task
    Task(Box<Task>),
    /// Choice; its rules in order.
    Choice(Vec<Rule>),
    /// Wait
    Wait(Wait),
    /// Parallel
    Parallel {
        /// Its branches in order.
        branches: Vec<ScopeId>,
        /// `Arguments`
        arguments: Option<Value>,
    },
    /// Map
    Map(Box<Map>),
    /// Succeed, with its `Output`.
    Succeed(Option<Value>),
    /// Fail
    Fail {
        /// `Error`
        error: Option<Value>,
        /// `Cause`
        cause: Option<Value>,
    },
}

/// See [`Kind::Task`].
#[derive(Clone, Debug)]
pub struct Task {
    /// `Resource`
    pub resource: Vec<Piece>,
    /// `Arguments`
    pub arguments: Option<Value>,
    /// `TimeoutSeconds`
    pub timeout: Option<Value>,
    /// `HeartbeatSeconds`
    pub heartbeat: Option<Value>,
    /// `Credentials.RoleArn`
    pub role: Option<Value>,
}

/// See [`Kind::Wait`].
#[derive(Clone, Debug)]
pub enum Wait {
    /// `Seconds`
    Seconds(Value),
    /// `Timestamp`
    Timestamp(Value),
}

/// A rule of a Choice.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `Condition`: boolean.
    pub condition: Value,
    /// Where it leads.
    pub edge: Edge,
    /// Its `Comment`.
    pub comment: Option<String>,
    /// What it tests, in the words of the source; `None` for tests that the compiler made up.
    pub words: Option<String>,
    /// What it means that neither this rule nor one before it holds, where there is a word for it.
    pub otherwise: Option<String>,
}

/// See [`Kind::Map`].
#[derive(Clone, Debug)]
pub struct Map {
    /// `Items`; `None` with a reader.
    pub items: Option<Value>,
    /// `ItemReader`
    pub reader: Option<Reader>,
    /// `ItemSelector`
    pub selector: Option<Value>,
    /// `ItemBatcher`
    pub batcher: Option<Batcher>,
    /// `ResultWriter`
    pub writer: Option<Writer>,
    /// `MaxConcurrency`
    pub max_concurrency: Option<Value>,
    /// `ToleratedFailureCount`
    pub tolerated_count: Option<Value>,
    /// `ToleratedFailurePercentage`
    pub tolerated_percentage: Option<Value>,
    /// `Label`
    pub label: Option<String>,
    /// `None`: inline; else distributed, with whether the children are Express.
    pub distributed: Option<bool>,
    /// `ItemProcessor`
    pub body: ScopeId,
}

/// An `ItemReader`.
#[derive(Clone, Debug)]
pub struct Reader {
    /// `Resource`
    pub resource: &'static str,
    /// `Arguments`
    pub arguments: Value,
    /// `ReaderConfig`
    pub config: Vec<(&'static str, Value)>,
}

/// An `ItemBatcher`.
#[derive(Clone, Debug)]
pub struct Batcher {
    /// `MaxItemsPerBatch`
    pub max_items: Option<Value>,
    /// `MaxInputBytesPerBatch`
    pub max_bytes: Option<Value>,
    /// `BatchInput`
    pub input: Option<Value>,
}

/// A `ResultWriter`.
#[derive(Clone, Debug)]
pub struct Writer {
    /// `Arguments`
    pub arguments: Option<Value>,
    /// `WriterConfig`
    pub config: Vec<(&'static str, Value)>,
}

/// A catcher.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// Its `Comment`.
    pub comment: Option<String>,
    /// `ErrorEquals`
    pub errors: Vec<Arc<str>>,
    /// Where it leads, with its `Assign` and `Output`.
    pub edge: Edge,
}

/// A transition: what it assigns, what it outputs, where it leads.
#[derive(Clone, Debug)]
pub struct Edge {
    /// `Assign`
    pub assign: Vec<(Name, Value)>,
    /// `Output`
    pub output: Option<Value>,
    /// `Next` or `End`
    pub to: Target,
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `Next`
    State(StateId),
    /// `End`
    End,
    /// Not known yet; only while a machine is built.
    Open,
}

/// A JSON template with what evaluating it can do.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Value {
    /// What is written.
    pub template: Template,
    /// What its evaluation can do besides giving a value.
    pub effects: Effects,
}

/// What evaluating a [`Value`] can do besides giving it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effects {
    /// It may fail with `States.QueryEvaluationError`.
    pub fails: bool,
    /// Its value may differ from one evaluation to the next, or from one state to the next:
    /// `$now()`, `$random()`, `$uuid()`, `$states.context.State…`.
    pub volatile: bool,
}

/// A JSON template.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Template {
    /// `{% … %}`
    Expr(jsonata::Expr),
    /// JSON as it is.
    Literal(serde_json::Value),
    /// A string with deploy-time substitutions.
    Text(Vec<Piece>),
    /// `[…]` with a leaf that is no literal.
    Array(Vec<Template>),
    /// `{…}` with a leaf that is no literal.
    Object(Vec<(Name, Template)>),
}

/// Addresses an [`Edge`] of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeId {
    /// The way into a scope.
    Start(ScopeId),
    /// The `next` of a state.
    Next(StateId),
    /// The edge of the n-th rule of a Choice.
    Rule(StateId, u32),
    /// The edge of the n-th catcher.
    Catch(StateId, u32),
}

impl EdgeId {
    /// The state the transition leaves; `None` for the way into a scope.
    #[must_use]
    pub fn state(self) -> Option<StateId> {
        match self {
            Self::Start(_) => None,
            Self::Next(state) | Self::Rule(state, _) | Self::Catch(state, _) => Some(state),
        }
    }
}

impl Effects {
    /// What both together can do.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { fails: self.fails || other.fails, volatile: self.volatile || other.volatile }
    }
}

impl Value {
    /// A constant.
    #[must_use]
    pub fn literal(value: impl Into<serde_json::Value>) -> Self {
        Self { template: Template::Literal(value.into()), effects: Effects::default() }
    }

    /// An expression that cannot fail and is not volatile.
    #[must_use]
    pub fn sure(expr: jsonata::Expr) -> Self {
        Self { template: Template::Expr(expr), effects: Effects::default() }
    }

    /// The text, where the value is a string that is known.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.template {
            Template::Literal(value) => value.as_str(),
            Template::Expr(jsonata::Expr::String(text)) => Some(text),
            Template::Expr(_) | Template::Text(_) | Template::Array(_) | Template::Object(_) => {
                None
            }
        }
    }

    /// The value as one expression; `None` where JSONata has none that gives it surely: a list's
    /// item that is a list itself would be flattened, a key whose value is missing dropped.
    #[must_use]
    pub fn into_expr(self) -> Option<jsonata::Expr> {
        self.template.into_expr(self.effects)
    }
}

impl Template {
    fn into_expr(self, effects: Effects) -> Option<jsonata::Expr> {
        match self {
            Self::Expr(expr) => Some(expr),
            Self::Literal(value) => Some(jsonata::Expr::constant(&value)),
            Self::Text(pieces) => Some(jsonata::Expr::Substituted(pieces)),
            Self::Array(_) => None,
            Self::Object(_) if effects.fails => None,
            Self::Object(fields) => fields
                .into_iter()
                .map(|(key, value)| Some((jsonata::Expr::String(key), value.into_expr(effects)?)))
                .collect::<Option<_>>()
                .map(jsonata::Expr::Object),
        }
    }
}

impl Kind {
    /// What a state of this kind is called, in small letters.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Task(_) => "task",
            Self::Choice(_) => "choice",
            Self::Wait(_) => "wait",
            Self::Parallel { .. } => "parallel",
            Self::Map(_) => "map",
            Self::Succeed(_) => "succeed",
            Self::Fail { .. } => "fail",
        }
    }
}

impl Edge {
    /// A transition to `to` that does nothing.
    #[must_use]
    pub fn to(to: Target) -> Self {
        Self { assign: Vec::new(), output: None, to }
    }
}

impl State {
    /// Whether an expression of the state that fails makes it run again.
    #[must_use]
    pub fn retries_query_errors(&self) -> bool {
        self.retriers.iter().any(|retrier| catches(&retrier.errors, QUERY_ERROR))
    }

    /// Whether an expression of the state that fails is retried or caught.
    #[must_use]
    pub fn sees_query_errors(&self) -> bool {
        self.retries_query_errors()
            || self.catchers.iter().any(|catcher| catches(&catcher.errors, QUERY_ERROR))
    }
}

impl Machine {
    /// The machine's own scope.
    pub const ROOT: ScopeId = ScopeId(0);

    /// Adds a state.
    pub fn add(&mut self, state: State) -> StateId {
        self.states.push(Some(state));
        StateId(u32::try_from(self.states.len() - 1).expect("fewer than 2^32 states"))
    }

    /// Adds a scope.
    pub fn add_scope(&mut self, scope: Scope) -> ScopeId {
        self.scopes.push(scope);
        ScopeId(u32::try_from(self.scopes.len() - 1).expect("fewer than 2^32 scopes"))
    }

    /// The state `id`, which must not have been removed.
    #[must_use]
    pub fn state(&self, id: StateId) -> &State {
        self.states[id.0 as usize].as_ref().expect("a state that is referred to is there")
    }

    /// The state `id`, to change it.
    pub fn state_mut(&mut self, id: StateId) -> &mut State {
        self.states[id.0 as usize].as_mut().expect("a state that is referred to is there")
    }

    /// All states that are there, in source order.
    pub fn iter(&self) -> impl Iterator<Item = (StateId, &State)> {
        self.iter_from(StateId(0))
    }

    /// The states that are there from `first` on, in source order.
    pub fn iter_from(&self, first: StateId) -> impl Iterator<Item = (StateId, &State)> {
        (first.0..)
            .map(StateId)
            .zip(&self.states[first.0 as usize..])
            .filter_map(|(id, state)| Some((id, state.as_ref()?)))
    }

    /// The scope `id`.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The edge `id`.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        match id {
            EdgeId::Start(scope) => &self.scope(scope).start,
            EdgeId::Next(state) => self.state(state).next.as_ref().expect("the state goes on"),
            EdgeId::Rule(state, at) => match &self.state(state).kind {
                Kind::Choice(rules) => &rules[at as usize].edge,
                _ => unreachable!("only a Choice has rules"),
            },
            EdgeId::Catch(state, at) => &self.state(state).catchers[at as usize].edge,
        }
    }

    /// The edge `id`, to change it.
    pub fn edge_mut(&mut self, id: EdgeId) -> &mut Edge {
        match id {
            EdgeId::Start(scope) => &mut self.scopes[scope.0 as usize].start,
            EdgeId::Next(state) => self.state_mut(state).next.as_mut().expect("the state goes on"),
            EdgeId::Rule(state, at) => match &mut self.state_mut(state).kind {
                Kind::Choice(rules) => &mut rules[at as usize].edge,
                _ => unreachable!("only a Choice has rules"),
            },
            EdgeId::Catch(state, at) => &mut self.state_mut(state).catchers[at as usize].edge,
        }
    }

    /// The ways out of a state: of a Choice its rules, then `next`, then the catchers.
    pub fn edges_of(&self, id: StateId) -> impl Iterator<Item = EdgeId> + use<> {
        let state = self.state(id);
        let count = |len: usize| u32::try_from(len).expect("fewer than 2^32 edges");
        let rules = match &state.kind {
            Kind::Choice(rules) => count(rules.len()),
            _ => 0,
        };
        let rules = (0..rules).map(move |at| EdgeId::Rule(id, at));
        let next = state.next.is_some().then_some(EdgeId::Next(id));
        let catchers = (0..count(state.catchers.len())).map(move |at| EdgeId::Catch(id, at));
        rules.chain(next).chain(catchers)
    }
}
