//! `fail` in all its forms.

use super::Analyser;
use super::conditions::spot_of;
use super::error::statements as error;
use super::types::{assignable, show};
use crate::ir::program::{Expr, ExprKind};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};

impl<'a> Analyser<'a> {
    /// `fail`, `fail Name("cause")`, `fail e`, `fail error(name, cause)`
    pub(super) fn fail_expr(&mut self, what: Option<&'a ast::Expr>, span: Span) -> Expr {
        self.check_jump_place(span);
        let kind = match what {
            None => ExprKind::Fail { error: None, cause: None },
            Some(what) => self.failure(what),
        };
        Expr::new(kind, Type::Never, span)
    }

    fn failure(&mut self, what: &'a ast::Expr) -> ExprKind {
        match &what.kind {
            Ast::Paren(inner) => self.failure(inner),
            Ast::Call { callee, args } => match self.failure_name(callee) {
                Some(name) => {
                    let cause = self.failure_cause(args, what.span);
                    ExprKind::Fail { error: Some(Box::new(name)), cause }
                }
                None if is_error_function(callee) && self.scopes.find("error").is_none() => {
                    self.computed_failure(args, what.span)
                }
                None => match &callee.kind {
                    Ast::Name(name) if self.unknown_error_call(name, callee.span) => {
                        self.check_arguments(args);
                        ExprKind::Fail { error: None, cause: None }
                    }
                    _ => self.failure_value(what),
                },
            },
            _ => match self.failure_name(what) {
                Some(name) => ExprKind::Fail { error: Some(Box::new(name)), cause: None },
                None => self.failure_value(what),
            },
        }
    }

    /// The constant that names an error: a declared one, `Dotted.Name`, `"text"`.
    fn failure_name(&mut self, e: &'a ast::Expr) -> Option<Expr> {
        use super::names::{Found, Meaning};
        match &e.kind {
            Ast::Name(name) => {
                if self.scopes.find(name).is_some() {
                    return None;
                }
                let Found::Decl(id) = self.names.find(self.file, name) else { return None };
                let Meaning::Value(value) = self.meaning(id, e.span) else { return None };
                let text = value.ty.is_string() || matches!(value.kind, ExprKind::Literal(_));
                text.then(|| Expr { span: e.span, ..(*value).clone() })
            }
            Ast::Member { .. } => {
                let (base, steps) = super::reads::chain_of(e);
                let Ast::Name(root) = &base.kind else { return None };
                let known = self.scopes.find(root).is_some()
                    || !matches!(self.names.find(self.file, root), Found::Nothing)
                    || matches!(&**root, "context" | "aws");
                if known {
                    return None;
                }
                let mut text = root.to_string();
                for step in &steps {
                    let super::reads::Step::Member(name, _) = step else { return None };
                    text.push('.');
                    text.push_str(&name.text);
                }
                self.check_error_name(&text, e.span);
                Some(super::invoke::string(&text, e.span))
            }
            Ast::String(_) => Some(self.expr(e)),
            _ => None,
        }
    }

    fn failure_cause(&mut self, args: &'a [ast::Arg], span: Span) -> Option<Box<Expr>> {
        match args {
            [] => None,
            [ast::Arg::Positional(cause)] => {
                let cause = self.expr(cause);
                self.expect(&cause, &Type::String, "the cause");
                Some(Box::new(cause))
            }
            _ => {
                self.check_arguments(args);
                self.report(error::fail_takes_one(span));
                None
            }
        }
    }

    /// `fail error(name, cause)`
    fn computed_failure(&mut self, args: &'a [ast::Arg], span: Span) -> ExprKind {
        let (mut error, mut cause) = (None, None);
        let mut right = !args.is_empty();
        for (position, arg) in args.iter().enumerate() {
            let (slot, value) = match (arg, position) {
                (ast::Arg::Positional(value), 0) => (&mut error, value),
                (ast::Arg::Positional(value), 1) => (&mut cause, value),
                (ast::Arg::Named { key, value, .. }, _) if &*key.text == "name" => {
                    (&mut error, value)
                }
                (ast::Arg::Named { key, value, .. }, _) if &*key.text == "cause" => {
                    (&mut cause, value)
                }
                _ => {
                    right = false;
                    self.check_arguments(std::slice::from_ref(arg));
                    continue;
                }
            };
            right &= slot.replace(self.expr(value)).is_none();
        }
        if !right {
            self.report(error::error_takes_two(span));
        }
        for (value, role) in [(&error, "the name of the error"), (&cause, "the cause")] {
            if let Some(value) = value {
                self.expect(value, &Type::String, role);
            }
        }
        ExprKind::Fail { error: error.map(Box::new), cause: cause.map(Box::new) }
    }

    /// `fail e` of a caught error.
    fn failure_value(&mut self, what: &'a ast::Expr) -> ExprKind {
        if let Ast::Name(name) = &what.kind {
            if self.unknown_error_name(name, what.span) {
                return ExprKind::Fail { error: None, cause: None };
            }
        }
        let value = self.expr(what);
        let output = super::handlers::error_output();
        if !assignable(&value.ty, &output) || spot_of(&value).is_none() && value.ty.is_string() {
            self.report(error::not_a_failure(&show(&value.ty), value.span));
        }
        ExprKind::FailAgain(Box::new(value))
    }

    /// As [`Self::unknown_error_name`], of `fail Name("cause")`: a function may be called there.
    fn unknown_error_call(&mut self, name: &str, span: Span) -> bool {
        let function = matches!(name, "task" | "exists" | "calls" | "redrive")
            || super::library::TABLE.iter().any(|entry| entry.name == name);
        !function && self.unknown_error_name(name, span)
    }

    /// `fail Name` where nothing is called so: the nearest declared error is meant.
    fn unknown_error_name(&mut self, name: &str, span: Span) -> bool {
        use super::names::Found;
        let unknown = self.scopes.find(name).is_none()
            && matches!(self.names.find(self.file, name), Found::Nothing)
            && name != "context";
        if unknown {
            let own =
                self.names.candidates(self.file, |kind| matches!(kind, ast::ItemKind::Error(_)));
            let locals = self.scopes.names();
            let known = own.into_iter().chain(locals);
            let nearest = crate::diagnostic::suggest::nearest(name, known).map(str::to_owned);
            self.report(error::unknown_failure(name, span, nearest.as_deref()));
        }
        unknown
    }
}

fn is_error_function(callee: &ast::Expr) -> bool {
    matches!(&callee.kind, Ast::Name(name) if &**name == "error")
}
