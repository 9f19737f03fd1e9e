//! A plan with all it needs, made once from an expression.

use std::rc::Rc;

use super::super::ast::{Expr, Name};
use super::build::{Built, build};
use super::failure::Failure;
use super::frame::Frame;
use super::functions::{Builtin, builtin};
use super::plan::{Kind, Lambda, Node};
use super::resolve::resolve;

/// What is evaluated.
pub(super) struct Program {
    pub(super) root: Node,
    /// The names that nothing inside binds, by their index.
    pub(super) globals: Vec<Outside>,
    /// How many names the outermost frame binds.
    slots: usize,
    /// The outermost frame of all evaluations, of an expression that binds nothing there.
    empty: Rc<Frame>,
    /// Why the expression cannot be evaluated at all.
    pub(super) fault: Option<Failure>,
}

/// A name that nothing inside binds.
pub(super) struct Outside {
    pub(super) name: Name,
    /// What it means where the environment has no variable of that name.
    pub(super) builtin: Option<&'static Builtin>,
}

impl Program {
    pub(super) fn new(expr: &Expr) -> Self {
        let Built { node: mut root, ancestry, fault, symbols } = build(expr);
        let (names, slots) = resolve(&mut root, &ancestry, &symbols);
        let outside = |name: Name| Outside { builtin: builtin(&name), name };
        let globals = names.into_iter().map(outside).collect();
        Self { root, globals, slots, empty: Frame::outermost(0), fault }
    }

    /// The outermost frame of an evaluation.
    pub(super) fn frame(&self) -> Rc<Frame> {
        if self.slots == 0 { self.empty.clone() } else { Frame::outermost(self.slots) }
    }
}

thread_local! {
    static COMPOSITION: Option<Rc<Lambda>> = inner_lambda();
}

/// `function($x) { $second($first($x)) }`, within a frame that binds the two.
fn inner_lambda() -> Option<Rc<Lambda>> {
    let call = |function: &str, argument| Expr::call(function, vec![argument]);
    let body = call("second", call("first", Expr::variable("x")));
    let inner = Expr::function(vec!["x".into()], body);
    let outer = Expr::function(vec!["first".into(), "second".into()], inner);
    match Program::new(&outer).root.kind {
        Kind::Lambda(outer) => match &outer.body.kind {
            Kind::Lambda(inner) => Some(inner.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What `f ~> g` is, where both are functions.
pub(super) fn composition() -> Rc<Lambda> {
    COMPOSITION.with(Clone::clone).expect("it was written as a function in a function")
}
