//! Names bound inside expressions: parameters of functions, and `$x := …` in blocks.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{candidates, valid};
use crate::jsonata::{Expr, Name};

/// The names that `expr` binds and that keep their spelling: those of the user's own expressions.
pub fn bound_names(expr: &Expr) -> Vec<Name> {
    let mut names = Vec::new();
    each_part(expr, &mut |part| {
        names.extend(bound_here(part).iter().filter(|name| !is_unique(name)).cloned());
    });
    names
}

fn each_part<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    expr.for_each_child(|child| each_part(child, visit));
}

/// Gives variables their new names, and names bound inside short ones that are neither `taken` nor
/// bound around them.
pub fn rename(expr: &mut Expr, variables: &FxHashMap<Name, Name>, taken: &FxHashSet<Name>) {
    if binds_nothing(expr) {
        return rename_variables(expr, variables);
    }
    let kept = bound_names(expr);
    let mut renamer = Renamer { variables, taken, kept, bound: Vec::new() };
    renamer.declare(expr, 0);
    renamer.expr(expr);
}

fn binds_nothing(expr: &Expr) -> bool {
    let mut nothing = true;
    each_part(expr, &mut |part| nothing &= bound_here(part).is_empty());
    nothing
}

/// [`rename`] for an expression that binds nothing, as most do.
fn rename_variables(expr: &mut Expr, variables: &FxHashMap<Name, Name>) {
    match expr {
        Expr::Variable(name) => {
            if let Some(new) = variables.get(name) {
                *name = new.clone();
            }
        }
        _ => expr.for_each_child_mut(|child| rename_variables(child, variables)),
    }
}

/// Whether a name is one of the compiler's, unique in the machine.
pub fn is_unique(name: &str) -> bool {
    name.contains('#')
}

fn bound_here(expr: &Expr) -> &[Name] {
    match expr {
        Expr::Function { params, .. } => params,
        Expr::Bind(name, _) | Expr::FocusBind(_, name) | Expr::IndexBind(_, name) => {
            std::slice::from_ref(name)
        }
        _ => &[],
    }
}

struct Renamer<'a> {
    variables: &'a FxHashMap<Name, Name>,
    taken: &'a FxHashSet<Name>,
    kept: Vec<Name>,
    /// What is bound around the place, old and new names, the innermost last.
    bound: Vec<(Name, Name)>,
}

impl Renamer<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        let outside = self.bound.len();
        match expr {
            Expr::Function { params, body, .. } => {
                for param in params.iter_mut() {
                    self.bind(param);
                    self.new_name(param);
                }
                self.declare(body, self.bound.len());
                self.expr(body);
                self.bound.truncate(outside);
            }
            Expr::Block(items) => {
                for item in items.iter() {
                    self.declare(item, outside);
                }
                items.iter_mut().for_each(|item| self.expr(item));
                self.bound.truncate(outside);
            }
            Expr::Variable(name) => self.new_name(name),
            Expr::Bind(name, part) | Expr::FocusBind(part, name) | Expr::IndexBind(part, name) => {
                self.new_name(name);
                self.expr(part);
            }
            _ => expr.for_each_child_mut(|child| self.expr(child)),
        }
    }

    /// Binds the names that a block or the body of a function binds itself, so that all of it sees
    /// them; `from` is where its own names begin.
    fn declare(&mut self, expr: &Expr, from: usize) {
        match expr {
            Expr::Function { .. } | Expr::Block(_) => {}
            _ => {
                for name in bound_here(expr) {
                    if self.bound[from..].iter().all(|(old, _)| old != name) {
                        self.bind(name);
                    }
                }
                expr.for_each_child(|child| self.declare(child, from));
            }
        }
    }

    fn bind(&mut self, name: &Name) {
        let new = if is_unique(name) {
            let is_free = |new: &str| {
                !self.taken.contains(new)
                    && self.kept.iter().all(|kept| &**kept != new)
                    && self.bound.iter().all(|(_, other)| &**other != new)
            };
            candidates(&valid(name), 0)
                .map(|(name, _)| name)
                .find(|name| is_free(name))
                .expect("there are more numbers than names")
        } else {
            name.clone()
        };
        self.bound.push((name.clone(), new));
    }

    fn new_name(&self, name: &mut Name) {
        let bound = self.bound.iter().rev().find(|(old, _)| old == name).map(|(_, new)| new);
        if let Some(new) = bound.or_else(|| self.variables.get(name)) {
            *name = new.clone();
        }
    }
}
