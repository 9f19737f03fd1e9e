//! Which names an expression takes from outside, and how to give it others.
//!
//! A block and a function have their own names; a bind holds from where it stands to the end of the
//! innermost of them. A function that is bound to a name may also use the names bound later in its
//! block, itself included, since it is called later.

use indexmap::{IndexMap, IndexSet};

use super::ast::{Expr, Name};
use super::functions::{builtin, is_volatile};

/// What an expression uses of what is around it, each once, in the order of first use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// All names that nothing inside binds: variables, built-in functions, `states`
    pub free: IndexSet<Name>,
    /// The paths read from `$states`, as far as they are plain names; an empty one is `$states`
    pub states: IndexSet<Vec<Name>>,
}

impl Uses {
    /// The names that are variables: not `states`, and no built-in function.
    pub fn variables(&self) -> impl Iterator<Item = &Name> {
        self.free.iter().filter(|name| &***name != "states" && builtin(name).is_none())
    }

    /// Whether evaluating the expression again may give something else.
    #[must_use]
    pub fn volatile(&self) -> bool {
        self.free.iter().any(|name| is_volatile(name))
    }
}

/// What `expr` uses of what is around it.
#[must_use]
pub fn uses(expr: &Expr) -> Uses {
    let mut reader = Reader { scope: Scope::new(), uses: Uses::default() };
    reader.expr(expr);
    reader.uses
}

/// `expr` with the replacements wherever those variables from outside are read.
///
/// A name of its own that one in a replacement would be mistaken for is changed. No replacement may
/// read the context (`$`, a bare field): it may land in a predicate or a step, where that is
/// another one.
#[must_use]
pub fn substitute_all(expr: &Expr, replacements: &IndexMap<Name, Expr>) -> Expr {
    let mut result = expr.clone();
    if replacements.is_empty() {
        return result;
    }
    let mut rewriter = Rewriter {
        scope: Scope::new(),
        replacements,
        avoid: replacements.values().flat_map(|it| uses(it).free).collect(),
        taken: all_names(expr),
    };
    rewriter.expr(&mut result);
    result
}

/// The names bound at a place, each with the name it has from now on.
struct Scope {
    frames: Vec<Frame>,
}

/// The names of one block or function.
#[derive(Default)]
struct Frame {
    bound: Vec<(Name, Name)>,
    /// What the block binds further on, for functions that are called later
    later: Vec<(Name, Name)>,
}

impl Scope {
    fn new() -> Self {
        Self { frames: vec![Frame::default()] }
    }

    fn enter(&mut self, bound: Vec<(Name, Name)>, later: Vec<(Name, Name)>) {
        self.frames.push(Frame { bound, later });
    }

    /// Enters a function that is bound to a name and called later.
    fn enter_called_later(&mut self, own: (Name, Name)) {
        let mut bound = self.frames.last().map(|frame| frame.later.clone()).unwrap_or_default();
        bound.push(own);
        self.enter(bound, Vec::new());
    }

    fn leave(&mut self) {
        self.frames.pop();
    }

    fn bind(&mut self, name: Name, new: Name) {
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.push((name, new));
        }
    }

    /// The name a bound variable has from now on; `None` if nothing binds it.
    fn lookup(&self, name: &str) -> Option<&Name> {
        let bound = self.frames.iter().rev().flat_map(|frame| frame.bound.iter().rev());
        bound.into_iter().find(|(old, _)| &**old == name).map(|(_, new)| new)
    }
}

/// Whether the expression is a chain of steps, whose `@$x` and `#$i` hold up to its end.
fn is_chain(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(..)
            | Expr::Predicate(..)
            | Expr::Filters(..)
            | Expr::KeepArray(_)
            | Expr::Group(..)
            | Expr::Sort(..)
            | Expr::FocusBind(..)
            | Expr::IndexBind(..)
    )
}

/// The names that the items of a block bind.
fn bound_by(items: &[Expr]) -> impl Iterator<Item = &Name> {
    items.iter().filter_map(|item| match item {
        Expr::Bind(name, _) => Some(name),
        _ => None,
    })
}

/// The path of plain names that `expr` reads from `$states`, if it is one.
fn states_path(expr: &Expr) -> Option<Vec<Name>> {
    let mut path = Vec::new();
    let mut part = expr;
    loop {
        match part {
            Expr::Variable(name) if &**name == "states" => break,
            Expr::Path(left, step) => match &**step {
                Expr::Field(name) => {
                    path.push(name.clone());
                    part = left;
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    path.reverse();
    Some(path)
}

fn all_names(expr: &Expr) -> IndexSet<Name> {
    fn collect(expr: &Expr, names: &mut IndexSet<Name>) {
        match expr {
            Expr::Variable(name)
            | Expr::Bind(name, _)
            | Expr::FocusBind(_, name)
            | Expr::IndexBind(_, name) => {
                names.insert(name.clone());
            }
            Expr::Function { params, .. } => names.extend(params.iter().cloned()),
            _ => {}
        }
        expr.for_each_child(|child| collect(child, names));
    }
    let mut names = IndexSet::new();
    collect(expr, &mut names);
    names
}

struct Reader {
    scope: Scope,
    uses: Uses,
}

impl Reader {
    fn expr(&mut self, expr: &Expr) {
        if is_chain(expr) {
            self.scope.enter(Vec::new(), Vec::new());
            self.chain(expr);
            self.scope.leave();
            return;
        }
        match expr {
            Expr::Variable(name) => self.variable(name),
            Expr::Block(items) => {
                self.scope.enter(Vec::new(), bound_by(items).map(unchanged).collect());
                items.iter().for_each(|item| self.expr(item));
                self.scope.leave();
            }
            Expr::Function { params, body, .. } => {
                self.scope.enter(params.iter().map(unchanged).collect(), Vec::new());
                self.expr(body);
                self.scope.leave();
            }
            Expr::Bind(name, value) => {
                if let Expr::Function { .. } = **value {
                    self.scope.enter_called_later(unchanged(name));
                    self.expr(value);
                    self.scope.leave();
                } else {
                    self.expr(value);
                }
                self.scope.bind(name.clone(), name.clone());
            }
            _ => expr.for_each_child(|child| self.expr(child)),
        }
    }

    /// Goes through a chain of steps and leaves the names it binds in the innermost frame.
    fn chain(&mut self, expr: &Expr) {
        if let Some(path) = states_path(expr)
            && self.scope.lookup("states").is_none()
        {
            self.uses.states.insert(path);
            self.uses.free.insert("states".into());
            return;
        }
        if !is_chain(expr) {
            return self.expr(expr);
        }
        let is_path = matches!(expr, Expr::Path(..));
        let mut leftmost = true;
        expr.for_each_child(|child| {
            if leftmost || is_path {
                self.chain(child)
            } else {
                self.expr(child)
            }
            leftmost = false;
        });
        if let Expr::FocusBind(_, name) | Expr::IndexBind(_, name) = expr {
            self.scope.bind(name.clone(), name.clone());
        }
    }

    fn variable(&mut self, name: &Name) {
        if self.scope.lookup(name).is_none() {
            self.uses.free.insert(name.clone());
            if &**name == "states" {
                self.uses.states.insert(Vec::new());
            }
        }
    }
}

fn unchanged(name: &Name) -> (Name, Name) {
    (name.clone(), name.clone())
}

/// Replaces free variables, and renames what would capture a variable of a replacement.
struct Rewriter<'a> {
    scope: Scope,
    replacements: &'a IndexMap<Name, Expr>,
    /// The names that bound variables must not have
    avoid: IndexSet<Name>,
    /// All names there are already
    taken: IndexSet<Name>,
}

impl Rewriter<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        if is_chain(expr) {
            self.scope.enter(Vec::new(), Vec::new());
            self.chain(expr);
            self.scope.leave();
            return;
        }
        match expr {
            Expr::Variable(name) => {
                if let Some(new) = self.scope.lookup(name) {
                    *name = new.clone();
                } else if let Some(replacement) = self.replacements.get(name) {
                    *expr = replacement.clone();
                }
            }
            Expr::Block(items) => {
                let later = bound_by(items).map(|name| self.local(name)).collect();
                self.scope.enter(Vec::new(), later);
                items.iter_mut().for_each(|item| self.expr(item));
                self.scope.leave();
            }
            Expr::Function { params, body, .. } => {
                let bound: Vec<_> = params.iter().map(|name| self.local(name)).collect();
                *params = bound.iter().map(|(_, new)| new.clone()).collect();
                self.scope.enter(bound, Vec::new());
                self.expr(body);
                self.scope.leave();
            }
            Expr::Bind(name, value) => {
                let (old, new) = self.local(name);
                if let Expr::Function { .. } = **value {
                    self.scope.enter_called_later((old.clone(), new.clone()));
                    self.expr(value);
                    self.scope.leave();
                } else {
                    self.expr(value);
                }
                *name = new.clone();
                self.scope.bind(old, new);
            }
            _ => expr.for_each_child_mut(|child| self.expr(child)),
        }
    }

    fn chain(&mut self, expr: &mut Expr) {
        if !is_chain(expr) {
            return self.expr(expr);
        }
        let is_path = matches!(expr, Expr::Path(..));
        let mut leftmost = true;
        expr.for_each_child_mut(|child| {
            if leftmost || is_path {
                self.chain(child)
            } else {
                self.expr(child)
            }
            leftmost = false;
        });
        if let Expr::FocusBind(_, name) | Expr::IndexBind(_, name) = expr {
            let (old, new) = self.local(name);
            *name = new.clone();
            self.scope.bind(old, new);
        }
    }

    /// A bound variable with the name it gets: its own, or a new one if that would capture.
    fn local(&mut self, name: &Name) -> (Name, Name) {
        if !self.avoid.contains(name) {
            return unchanged(name);
        }
        // Later binds of a block are asked for twice and must get the same answer.
        let fresh = (2..)
            .map(|number| Name::from(format!("{name}_{number}")))
            .find(|new| {
                !self.taken.contains(new) && !self.avoid.contains(new) && builtin(new).is_none()
            })
            .expect("there are more numbers than names");
        (name.clone(), fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::BinaryOp;

    fn var(name: &str) -> Expr {
        Expr::variable(name)
    }

    fn bind(name: &str, value: Expr) -> Expr {
        Expr::Bind(name.into(), Box::new(value))
    }

    fn add(left: Expr, right: Expr) -> Expr {
        Expr::binary(BinaryOp::Add, left, right)
    }

    fn substituted<const N: usize>(expr: &Expr, replacements: [(&str, Expr); N]) -> Expr {
        let replacements = replacements.into_iter().map(|(name, value)| (name.into(), value));
        substitute_all(expr, &replacements.collect())
    }

    fn free(expr: &Expr) -> Vec<String> {
        uses(expr).free.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn blocks_and_functions_bind() {
        let block = Expr::Block(vec![bind("x", add(var("x"), var("y"))), var("x")]);
        assert_eq!(free(&block), ["x", "y"]);
        let block = Expr::Block(vec![bind("x", var("y")), var("x")]);
        assert_eq!(free(&add(block, var("z"))), ["y", "z"]);
        let call = Expr::call(
            "map",
            vec![var("a"), Expr::function(vec!["v".into()], add(var("v"), var("w")))],
        );
        assert_eq!(free(&call), ["map", "a", "w"]);
        let uses = uses(&call);
        assert_eq!(uses.variables().map(|n| &**n).collect::<Vec<_>>(), ["a", "w"]);
        assert!(!uses.volatile());
    }

    #[test]
    fn functions_see_what_is_bound_later() {
        let odd = Expr::function(vec![], Expr::Call(Box::new(var("even")), vec![]));
        let even = Expr::function(vec![], Expr::Call(Box::new(var("odd")), vec![]));
        let block = Expr::Block(vec![bind("odd", odd), bind("even", even), var("odd")]);
        assert_eq!(free(&block), Vec::<String>::new());
    }

    #[test]
    fn steps_bind_up_to_the_end_of_their_path() {
        let loans = Expr::FocusBind(Box::new(Expr::Field("loans".into())), "l".into());
        let path = Expr::Path(Box::new(var("x")), Box::new(loans)).at(var("l"));
        assert_eq!(free(&path), ["x"]);
        assert_eq!(free(&add(path, var("l"))), ["x", "l"]);
    }

    #[test]
    fn paths_of_states_are_listed() {
        let input = var("states").field("input");
        let expr = add(input.clone().field("a").at(input), var("states"));
        let uses = uses(&expr);
        let paths: Vec<String> = uses.states.iter().map(|path| path.join(".")).collect();
        assert_eq!(paths, ["input.a", "input", ""]);
    }

    #[test]
    fn only_free_names_are_renamed() {
        let block = Expr::Block(vec![bind("x", var("x")), add(var("x"), var("y"))]);
        let renamed = substituted(&block, [("x", var("x1")), ("y", var("y1"))]);
        assert_eq!(renamed.to_string(), "($x := $x1; $x + $y1)");
    }

    #[test]
    fn nothing_is_captured() {
        let function = Expr::function(vec!["v".into()], add(var("v"), var("x")));
        let result = substituted(&function, [("x", add(var("v"), var("v_2")))]);
        assert_eq!(result.to_string(), "function($v_3) { $v_3 + ($v + $v_2) }");
        let block = Expr::Block(vec![bind("y", Expr::integer(1)), add(var("x"), var("y"))]);
        let renamed = substituted(&block, [("x", var("y"))]);
        assert_eq!(renamed.to_string(), "($y_2 := 1; $y + $y_2)");
        assert_eq!(substituted(&block, [("y", var("z"))]), block);
    }
}
