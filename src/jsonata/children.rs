//! The direct parts of an expression, in the order in which they are evaluated.

use super::ast::{Expr, Name};

macro_rules! each_child {
    ($expr:expr, $visit:ident, $iter:ident) => {
        match $expr {
            Expr::Null
            | Expr::Bool(_)
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Substituted(_)
            | Expr::Substitution(_)
            | Expr::Variable(_)
            | Expr::Context
            | Expr::Root
            | Expr::Field(_)
            | Expr::Wildcard
            | Expr::Descendants
            | Expr::Parent
            | Expr::Regex { .. } => {}
            Expr::KeepArray(only)
            | Expr::Function { body: only, .. }
            | Expr::Negate(only)
            | Expr::Bind(_, only)
            | Expr::FocusBind(only, _)
            | Expr::IndexBind(only, _) => $visit(only),
            Expr::Path(left, right)
            | Expr::Predicate(left, right)
            | Expr::Binary(_, left, right)
            | Expr::Range(left, right) => {
                $visit(left);
                $visit(right);
            }
            Expr::Filters(left, items) | Expr::Call(left, items) => {
                $visit(left);
                items.$iter().for_each($visit);
            }
            Expr::Partial(function, args) => {
                $visit(function);
                args.$iter().flatten().for_each($visit);
            }
            Expr::Array(items) | Expr::Block(items) => items.$iter().for_each($visit),
            Expr::Object(entries) => {
                for (key, value) in entries {
                    $visit(key);
                    $visit(value);
                }
            }
            Expr::Group(left, entries) => {
                $visit(left);
                for (key, value) in entries {
                    $visit(key);
                    $visit(value);
                }
            }
            Expr::Condition(condition, then, otherwise) => {
                $visit(condition);
                $visit(then);
                if let Some(otherwise) = otherwise {
                    $visit(otherwise);
                }
            }
            Expr::Sort(left, terms) => {
                $visit(left);
                terms.$iter().for_each(|(term, _)| $visit(term));
            }
            Expr::Transform { pattern, update, delete } => {
                $visit(pattern);
                $visit(update);
                if let Some(delete) = delete {
                    $visit(delete);
                }
            }
        }
    };
}

/// Direct parts.
impl Expr {
    /// Calls `visit` with each direct part.
    pub fn for_each_child<'a>(&'a self, mut visit: impl FnMut(&'a Self)) {
        each_child!(self, visit, iter);
    }

    /// Calls `visit` with the name of each variable that is read anywhere in it, its own included.
    pub fn for_each_variable<'a>(&'a self, visit: &mut impl FnMut(&'a Name)) {
        if let Self::Variable(name) = self {
            visit(name);
        }
        self.for_each_child(|child| child.for_each_variable(visit));
    }

    /// Calls `visit` with each direct part, which it may change.
    pub fn for_each_child_mut(&mut self, mut visit: impl FnMut(&mut Self)) {
        each_child!(self, visit, iter_mut);
    }
}
