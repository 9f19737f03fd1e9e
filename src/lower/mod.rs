//! Typed program to machine of states: one construct after the other, each with the states it is
//! made of. In: a program `analyse` found right. Out: a machine in which assignments mostly stand
//! in Pass states of their own; the passes move them onto transitions.
//!
//! Control stands on `Lowering::open`: the transitions whose target is the next state to be
//! added. None: what follows cannot be reached. What jumps may cross is in `frames`.

mod attributes;
mod branches;
mod choices;
mod constructors;
mod exits;
mod expressions;
mod frames;
mod guards;
mod library;
mod loops;
mod operands;
mod reads;
mod said;
mod shapes;
mod statements;
mod templates;
mod text;
mod times;
mod tries;
mod work;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::machine::{
    Edge, EdgeId, Effects, Kind, Label, Machine, Scope, ScopeId, State, StateId, Target, Template,
    Value,
};
use crate::ir::program::{Expr, ExprKind, Notes, Unit, VarId};
use crate::ir::types::Type;
use crate::jsonata::{self, Name};
use crate::source::{Sources, Span};
use crate::syntax::one_line;
pub use expressions::Expressions;
use frames::Frame;

/// Lowers a workflow or a test. `sources` are the files it came from: conditions give their text to the
/// states they become.
#[must_use]
pub fn lower(unit: Unit<'_>, sources: &Sources) -> Machine {
    Lowering::new(unit, sources).run()
}

/// The machine under construction.
struct Lowering<'p> {
    unit: Unit<'p>,
    sources: &'p Sources,
    machine: Machine,
    expressions: Expressions<'p>,
    /// The scope states are added to.
    scope: ScopeId,
    /// The transitions that lead to the next state.
    open: Vec<EdgeId>,
    /// What surrounds the statement in work, innermost last.
    frames: Vec<Frame>,
    /// For each state that can catch: the frames it was given catchers for, as [`frames`] numbers them.
    caught_by: FxHashMap<StateId, Vec<u32>>,
    /// The variables that have the value they were declared with: assigned before, on every way.
    declared: FxHashSet<Name>,
    /// Variables of the source: a call whose value one takes is called after it.
    named: FxHashSet<Name>,
    /// The next number of a frame that catches.
    next_frame: u32,
    /// Variables the compiler makes have ids behind those of the program.
    next_var: u32,
}

/// How many states most statements become.
const STATES_PER_STATEMENT: usize = 3;

/// What becomes of the value of an expression.
#[derive(Clone, Debug)]
enum Dest {
    /// It is dropped.
    Discard,
    /// It is assigned.
    Var(Name),
    /// It is the value of the workflow, branch, map body or `fn`.
    Return,
}

impl<'p> Lowering<'p> {
    fn new(unit: Unit<'p>, sources: &'p Sources) -> Self {
        let workflow = unit.workflow;
        let root =
            Scope { start: Edge::to(Target::Open), parent: None, isolated: false, comment: None };
        let machine = Machine {
            name: workflow.name.clone(),
            comment: workflow.comment.clone(),
            timeout: workflow.timeout,
            express: workflow.express,
            states: Vec::with_capacity(STATES_PER_STATEMENT * workflow.body.statements.len()),
            scopes: vec![root],
            span: workflow.span,
        };
        Self {
            unit,
            sources,
            machine,
            expressions: Expressions::new(unit),
            scope: Machine::ROOT,
            open: vec![EdgeId::Start(Machine::ROOT)],
            frames: Vec::new(),
            caught_by: FxHashMap::default(),
            declared: FxHashSet::default(),
            named: FxHashSet::default(),
            next_frame: 0,
            next_var: unit.next_var(),
        }
    }

    fn run(mut self) -> Machine {
        let workflow = self.unit.workflow;
        self.frames.push(Frame::body());
        if let Some(input) = workflow.input {
            let name = self.declare(input);
            self.assign(vec![(name, scope_input())], workflow.span, Notes::default());
        }
        self.block_into(&workflow.body, &Dest::Return, workflow.span);
        self.machine
    }

    /// Adds a state behind the open transitions and goes on behind it. States that can catch get
    /// the catchers of the frames around them.
    fn add(&mut self, kind: Kind, text: impl Into<String>, notes: Notes, span: Span) -> StateId {
        let ends = matches!(kind, Kind::Succeed(_) | Kind::Fail { .. });
        let can_catch = matches!(kind, Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_));
        let label = Label { given: notes.name.is_some(), text: notes.name.unwrap_or(text.into()) };
        let id = self.machine.add(State {
            scope: self.scope,
            kind,
            next: (!ends).then(|| Edge::to(Target::Open)),
            retriers: Vec::new(),
            catchers: Vec::new(),
            label,
            comment: notes.comment,
            span,
            said: Vec::new(),
        });
        self.connect(id);
        if !ends {
            self.open.push(EdgeId::Next(id));
        }
        if can_catch {
            self.catch_by_frames(id);
        }
        id
    }

    /// Leads the open transitions to `state`; nothing is open then.
    fn connect(&mut self, state: StateId) {
        for edge in self.open.drain(..) {
            self.machine.edge_mut(edge).to = Target::State(state);
        }
    }

    /// Whether control stands anywhere: what follows can be reached.
    fn reachable(&self) -> bool {
        !self.open.is_empty()
    }

    /// Assigns as a step of its own. What may fail within reach of a handler goes where the handler
    /// can catch it.
    fn assign(&mut self, assign: Vec<(Name, Value)>, span: Span, notes: Notes) {
        if !self.reachable() {
            return;
        }
        let fails = assign.iter().any(|(_, value)| value.effects.fails);
        if fails && self.catches_query_errors() {
            self.assign_where_caught(assign, span, notes);
            return;
        }
        let text = assign.first().map_or_else(|| "assign".to_owned(), |(name, _)| plain(name));
        let id = self.add(Kind::Pass, text, notes, span);
        self.machine.edge_mut(EdgeId::Next(id)).assign = assign;
    }

    /// `value` as something that can be evaluated where nothing catches: what may fail within reach
    /// of a handler is evaluated before, where the handler catches it, and read here.
    fn settled(&mut self, value: Value, hint: &str, span: Span) -> Value {
        if !(value.effects.fails && self.catches_query_errors()) {
            return value;
        }
        let name = self.expressions.fresh(hint);
        self.assign(vec![(name.clone(), value)], span, Notes::default());
        read(&name)
    }

    /// Gives a variable of the program a name and binds it.
    fn declare(&mut self, var: VarId) -> Name {
        let hint = self.expressions.hint(var);
        let name = self.expressions.fresh(&hint);
        self.expressions.bind(var, jsonata::Expr::Variable(name.clone()));
        name
    }

    /// The name a variable goes by here.
    fn name_of(&self, var: VarId) -> Name {
        match self.expressions.bound(var) {
            Some(jsonata::Expr::Variable(name)) => name.clone(),
            _ => unreachable!("a variable that is assigned has a name"),
        }
    }

    /// A variable of the compiler's own.
    fn temporary(&mut self, hint: &str) -> (VarId, Name) {
        let var = VarId(self.next_var);
        self.next_var += 1;
        let name = self.expressions.fresh(hint);
        self.expressions.bind(var, jsonata::Expr::Variable(name.clone()));
        (var, name)
    }

    /// The source text of `span` on one line, however it is laid out: what a state is called that no
    /// name stands for.
    fn text(&self, span: Span) -> String {
        one_line(self.sources.slice(span))
    }
}

/// `$states.input` of the first state of a scope: what the scope was given.
fn scope_input() -> Value {
    Value::sure(jsonata::Expr::variable("states").field("input"))
}

/// `$name`
fn read(name: &Name) -> Value {
    Value::sure(jsonata::Expr::Variable(name.clone()))
}

/// The program's expression that reads `var`.
fn local(var: VarId, ty: &Type, span: Span) -> Expr {
    Expr::new(ExprKind::Local(var), ty.clone(), span)
}

/// `{ key: value }` as a template.
fn object(fields: Vec<(Name, Value)>) -> Value {
    let effects = fields.iter().fold(Effects::default(), |all, (_, value)| all.and(value.effects));
    let fields = fields.into_iter().map(|(name, value)| (name, value.template)).collect();
    Value { template: Template::Object(fields), effects }
}

/// The name without the number that makes it unique.
fn plain(name: &str) -> String {
    name.split('#').next().unwrap_or(name).to_owned()
}

/// `name`, numbered if it is one of `taken`.
fn unused(name: &str, taken: &[Name]) -> Name {
    let numbered = (2..).map(|number| Name::from(format!("{name}_{number}")));
    std::iter::once(Name::from(name))
        .chain(numbered)
        .find(|name| !taken.contains(name))
        .expect("one of endlessly many names is free")
}
