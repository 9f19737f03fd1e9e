//! `context`: the Context Object of Step Functions.

use std::sync::Arc;

use super::Analyser;
use super::error::types as error;
use super::reads::Step;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind};
use crate::ir::types::Type;
use crate::source::Span;

/// The fields behind each first field, with their types.
const FIELDS: &[(&str, &[(&str, Type)])] = &[
    (
        "Execution",
        &[
            ("Id", Type::String),
            ("Input", Type::Any),
            ("Name", Type::String),
            ("RoleArn", Type::String),
            ("StartTime", Type::String),
            ("RedriveCount", Type::Number),
            ("RedriveTime", Type::String),
        ],
    ),
    ("StateMachine", &[("Id", Type::String), ("Name", Type::String)]),
    (
        "State",
        &[("EnteredTime", Type::String), ("Name", Type::String), ("RetryCount", Type::Number)],
    ),
    ("Task", &[("Token", Type::String)]),
];

impl<'a> Analyser<'a> {
    /// `context` with the steps behind it; how many of them name fields of the Context Object.
    pub(super) fn context(&mut self, span: Span, steps: &[Step<'a>]) -> (Expr, usize) {
        let all = steps.len();
        let Some(Step::Member(first, first_span)) = steps.first() else {
            return (self.bad(span, error::context_alone(span)), all);
        };
        if &*first.text == "Map" {
            return (self.bad(*first_span, error::context_map(*first_span)), all);
        }
        let Some((_, fields)) = FIELDS.iter().find(|(name, _)| *name == &*first.text) else {
            let nearest = suggest::nearest(&first.text, FIELDS.iter().map(|(name, _)| *name));
            return (self.bad(first.span, error::context_field("context", first, nearest)), all);
        };
        let Some(Step::Member(second, whole)) = steps.get(1) else {
            let fields = fields.iter().map(|(name, ty)| (*name, ty.clone()));
            self.check_context_place(&first.text, *first_span);
            let path = vec![first.text.clone()];
            let ty = Type::object(fields);
            return (Expr::new(ExprKind::Context(path), ty, *first_span), 1);
        };
        let Some((_, ty)) = fields.iter().find(|(name, _)| *name == &*second.text) else {
            let base = format!("context.{}", first.text);
            let nearest = suggest::nearest(&second.text, fields.iter().map(|(name, _)| *name));
            return (self.bad(second.span, error::context_field(&base, second, nearest)), all);
        };
        self.check_context_place(&first.text, *whole);
        let path: Vec<Arc<str>> = vec![first.text.clone(), second.text.clone()];
        (Expr::new(ExprKind::Context(path), ty.clone(), *whole), 2)
    }

    /// `context.Task` exists in a callback's arguments; `context.State` says where it lands, which only
    /// the arguments of a call and handlers know for sure.
    fn check_context_place(&mut self, first: &str, span: Span) {
        match first {
            "Task" if !self.place.callback => self.report(error::token_out_of_place(span)),
            "State" if !self.place.arguments && !self.place.handler => {
                self.report(error::state_out_of_place(span));
            }
            _ => {}
        }
    }
}
