//! What Step Functions rejects when a state machine is created, beyond what cannot be parsed.

use std::fmt;

use super::ast::{Expr, Name};
use super::scope::uses;

/// A reason to reject an expression, in the words Step Functions has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// `$$` anywhere
    Root,
    /// `$`, a bare field name or another first step where there is no context
    TopLevel(Name),
    /// A field of `$states` that the place does not have
    UnknownStatesField(Name),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("Reference to '$$' is not supported."),
            Self::TopLevel(name) => {
                write!(f, "Reference to '{name}' at the top level is not supported.")
            }
            Self::UnknownStatesField(name) => write!(f, "Field '$states.{name}' does not exist."),
        }
    }
}

/// All that Step Functions would reject in `expr`, where `$states` has the fields `allowed`.
#[must_use]
pub fn check(expr: &Expr, allowed: &[&str]) -> Vec<Rejection> {
    let mut checker = Checker { allowed, found: Vec::new(), other_fields: false };
    checker.expr(expr, false);
    if checker.other_fields {
        checker.states_fields(expr);
    }
    checker.found
}

struct Checker<'a> {
    /// The fields of `$states`.
    allowed: &'a [&'a str],
    found: Vec<Rejection>,
    /// Whether another field of a `$states` is read, which may be one that the expression binds itself.
    other_fields: bool,
}

impl Checker<'_> {
    fn add(&mut self, rejection: Rejection) {
        if !self.found.contains(&rejection) {
            self.found.push(rejection);
        }
    }

    /// Reports what is read of the `$states` that the expression does not bind itself.
    fn states_fields(&mut self, expr: &Expr) {
        for path in uses(expr).states {
            let Some(field) = path.into_iter().next() else { continue };
            if !self.allowed.contains(&&*field) {
                self.add(Rejection::UnknownStatesField(field));
            }
        }
    }

    /// `context` tells whether there is one: within a later step, a predicate, a sort or a group.
    fn expr(&mut self, expr: &Expr, context: bool) {
        match expr {
            Expr::Root => self.add(Rejection::Root),
            Expr::Context => self.first_step("$", context),
            Expr::Field(name) => self.first_step(name, context),
            Expr::Wildcard => self.first_step("*", context),
            Expr::Descendants => self.first_step("**", context),
            Expr::Parent => self.first_step("%", context),
            Expr::Path(left, step) if left.is_variable("states") => {
                if let Expr::Field(name) = &**step {
                    self.other_fields |= !self.allowed.contains(&&**name);
                } else {
                    self.expr(step, true);
                }
            }
            Expr::Path(..)
            | Expr::Predicate(..)
            | Expr::Filters(..)
            | Expr::Sort(..)
            | Expr::Group(..) => {
                // Only the part the steps start from has no context of its own.
                let mut context = context;
                expr.for_each_child(|child| {
                    self.expr(child, context);
                    context = true;
                });
            }
            Expr::Transform { .. } => expr.for_each_child(|child| self.expr(child, true)),
            _ => expr.for_each_child(|child| self.expr(child, context)),
        }
    }

    fn first_step(&mut self, name: &str, context: bool) {
        if !context {
            self.add(Rejection::TopLevel(name.into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(expr: &Expr, allowed: &[&str]) -> Vec<String> {
        check(expr, allowed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_context_is_only_there_where_something_has_one() {
        let phone = Expr::Field("phone".into());
        assert_eq!(
            messages(&phone, &[]),
            ["Reference to 'phone' at the top level is not supported."]
        );
        let function = Expr::function(vec!["v".into()], Expr::Context);
        assert_eq!(
            messages(&function, &[]),
            ["Reference to '$' at the top level is not supported."]
        );
        assert_eq!(messages(&Expr::Root, &[]), ["Reference to '$$' is not supported."]);
        let fine = Expr::variable("x").at(phone.clone());
        assert_eq!(messages(&fine, &[]), Vec::<String>::new());
        let fine = Expr::Sort(Box::new(Expr::variable("x")), vec![(phone.clone(), false)]);
        assert_eq!(messages(&fine, &[]), Vec::<String>::new());
        let fine = Expr::Group(Box::new(Expr::variable("x")), vec![(phone, Expr::Context)]);
        assert_eq!(messages(&fine, &[]), Vec::<String>::new());
    }

    #[test]
    fn states_has_only_what_its_place_gives() {
        let error = Expr::variable("states").field("errorOutput").field("Cause");
        assert_eq!(
            messages(&error, &["input", "context"]),
            ["Field '$states.errorOutput' does not exist."]
        );
        assert_eq!(messages(&error, &["input", "errorOutput"]), Vec::<String>::new());
    }
}
