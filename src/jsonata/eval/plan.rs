//! What an expression becomes before it is evaluated: paths are lists of steps, predicates hang on
//! what they filter, and names know where their values stand.

use std::rc::Rc;

use crate::value::Value;

use super::super::ast::{BinaryOp, Name};
use super::failure::Failure;
use super::regex::Pattern;
use super::signature::Signature;

/// A name among those a path binds while it goes on: `@$name`, `#$name`, or what `%` refers to.
pub(super) type Symbol = u32;

/// A part that is evaluated as one level.
pub(super) struct Node {
    pub(super) kind: Kind,
    /// What filters the value, one after another, before it collapses.
    pub(super) predicates: Vec<Filter>,
    pub(super) group: Option<Box<Entries>>,
    /// `[]` was written after it.
    pub(super) keep_array: bool,
    /// It gives the bindings of its path along with the values, for a `%` further on.
    pub(super) stream: bool,
    /// The name that `@` gave it before it became a step.
    pub(super) focus: Option<Symbol>,
    /// Which `%` inside refer to what is left of it; only while the plan is made.
    pub(super) seeking: Option<Vec<Symbol>>,
}

impl Node {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            predicates: Vec::new(),
            group: None,
            keep_array: false,
            stream: false,
            focus: None,
            seeking: None,
        }
    }
}

pub(super) enum Kind {
    Constant(Value),
    Variable(Variable),
    /// `$`
    Context,
    /// `$$`
    Root,
    /// A field, as a step
    Name(Rc<str>),
    Wildcard,
    Descendants,
    /// `%`, by what its step is called
    Parent(Symbol),
    Path(Path),
    Negate(Box<Node>),
    Binary(BinaryOp, Box<[Node; 2]>),
    /// `a..b` in an array
    Range(Box<[Node; 2]>),
    /// `left ~> right`
    Apply(Box<[Node; 2]>),
    Array(Array),
    Object(Box<Entries>),
    Condition(Box<Condition>),
    Bind(Box<Bind>),
    Block(Block),
    Call(Box<Call>),
    Partial(Box<Partial>),
    Lambda(Rc<Lambda>),
    /// A call that a function ends with: it is made once the function has ended.
    Thunk(Rc<Call>),
    Regex(Rc<Pattern>),
    Transform(Rc<Transform>),
    /// Something that cannot be evaluated.
    Fault(Failure),
}

/// A name, and where its value may stand.
pub(super) struct Variable {
    pub(super) name: Name,
    pub(super) lookup: Lookup,
}

/// The places where a name may be bound, the innermost first; then what is outside.
#[derive(Default)]
pub(super) struct Lookup {
    pub(super) locals: Vec<Local>,
    pub(super) global: usize,
}

pub(super) struct Local {
    /// How many frames outwards.
    pub(super) up: usize,
    pub(super) place: Slot,
}

pub(super) enum Slot {
    At(usize),
    /// Among the names a path binds.
    Bound(Symbol),
}

pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    /// `[]` was written at one of the steps.
    pub(super) keep_singleton: bool,
    /// Every step but the first reads a field, and nothing else happens.
    pub(super) plain: bool,
    /// The first two steps do nothing but read a field of a variable that nothing inside binds.
    pub(super) starts_outside: bool,
}

impl Path {
    /// The variable outside and the field of it that the first two steps read.
    pub(super) fn outside(&self) -> Option<(&str, &str)> {
        match &self.steps[..] {
            [variable, field, ..] if self.starts_outside => {
                match (&variable.node.kind, &field.node.kind) {
                    (Kind::Variable(variable), Kind::Name(field)) => Some((&variable.name, field)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

pub(super) struct Step {
    pub(super) node: Node,
    pub(super) sort: Option<Vec<Term>>,
    pub(super) stages: Vec<Stage>,
    pub(super) focus: Option<Symbol>,
    pub(super) index: Option<Symbol>,
    /// What a `%` further on calls the value this step starts from.
    pub(super) ancestor: Option<Symbol>,
    /// From here on the path carries bindings.
    pub(super) binds: bool,
}

pub(super) enum Stage {
    Filter(Filter),
    Index(Symbol),
}

pub(super) enum Filter {
    /// A number that was written as such; it is not evaluated.
    Index(f64),
    Predicate(Node),
}

/// What is sorted by.
pub(super) struct Term {
    pub(super) node: Node,
    pub(super) descending: bool,
}

/// The keys and values of an object or a group.
pub(super) struct Entries {
    pub(super) pairs: Vec<(Node, Node)>,
}

pub(super) struct Array {
    pub(super) items: Vec<Node>,
    /// It is the first or last step of a path, which does not take it apart.
    pub(super) whole: bool,
}

pub(super) struct Condition {
    pub(super) condition: Node,
    pub(super) then: Node,
    pub(super) otherwise: Option<Node>,
}

pub(super) struct Bind {
    pub(super) name: Name,
    pub(super) up: usize,
    pub(super) slot: usize,
    pub(super) value: Node,
}

pub(super) struct Block {
    pub(super) items: Vec<Node>,
    /// How many names it binds; without any it has no frame.
    pub(super) slots: usize,
}

pub(super) struct Call {
    pub(super) procedure: Node,
    pub(super) arguments: Vec<Node>,
    /// How messages call the function.
    pub(super) name: Option<Name>,
    /// Where a function would be if a field was written by mistake for it.
    pub(super) meant: Option<Lookup>,
}

pub(super) struct Partial {
    pub(super) procedure: Node,
    pub(super) arguments: Vec<Option<Node>>,
    pub(super) name: Option<Name>,
    pub(super) meant: Option<Lookup>,
}

pub(super) struct Lambda {
    pub(super) params: Vec<Name>,
    pub(super) signature: Option<Signature>,
    pub(super) body: Node,
    /// How many names it binds, the parameters first.
    pub(super) slots: usize,
}

pub(super) struct Transform {
    pub(super) pattern: Node,
    pub(super) update: Node,
    pub(super) delete: Option<Node>,
    /// Where `$clone` is, which may be hidden.
    pub(super) clone: Lookup,
}
