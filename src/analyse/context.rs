//! `context`: the Context Object of Step Functions.

use std::sync::Arc;

use super::Analyser;
use super::error::types as error;
use super::reads::Step;
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::Name;

use FieldPresence::{Modelled, Optional, Required};

type Fields = &'static [(&'static str, Type, FieldPresence)];

/// The fields behind each first field, with their types.
const FIELDS: &[(&str, Fields)] = &[
    (
        "Execution",
        &[
            ("Id", Type::String, Required),
            ("Input", Type::Any, Required),
            ("Name", Type::String, Required),
            ("RoleArn", Type::String, Required),
            ("StartTime", Type::String, Required),
            // Not of Express executions.
            ("RedriveCount", Type::Number, Modelled),
            // Of executions that were redriven.
            ("RedriveTime", Type::String, Optional),
        ],
    ),
    ("StateMachine", &[("Id", Type::String, Required), ("Name", Type::String, Required)]),
    (
        "State",
        &[
            ("EnteredTime", Type::String, Required),
            ("Name", Type::String, Required),
            // Of states that can be retried.
            ("RetryCount", Type::Number, Modelled),
        ],
    ),
    ("Task", &[("Token", Type::String, Required)]),
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
            self.check_context_place(&first.text, *first_span);
            return (self.context_part(first, fields, *first_span), 1);
        };
        let Some((_, ty, presence)) = fields.iter().find(|(name, ..)| *name == &*second.text)
        else {
            let base = format!("context.{}", first.text);
            let nearest = suggest::nearest(&second.text, fields.iter().map(|(name, ..)| *name));
            return (self.bad(second.span, error::context_field(&base, second, nearest)), all);
        };
        self.check_context_place(&first.text, *whole);
        if *presence != Required {
            // Read like a field of any object that may lack it.
            return (self.context_part(first, fields, *first_span), 1);
        }
        let path: Vec<Arc<str>> = vec![first.text.clone(), second.text.clone()];
        (Expr::new(ExprKind::Context(path), ty.clone(), *whole), 2)
    }

    /// `context.first` as an object.
    fn context_part(&self, first: &Name, fields: Fields, span: Span) -> Expr {
        let fields = fields.iter().map(|(name, ty, presence)| {
            let never = *name == "RedriveCount" && self.express();
            let presence = if never { Optional } else { *presence };
            (Arc::from(*name), FieldType { ty: ty.clone(), presence })
        });
        let object = ObjectType { fields: fields.collect(), open: false };
        let kind = ExprKind::Context(vec![first.text.clone()]);
        Expr::new(kind, Type::Object(Arc::new(object)), span)
    }

    /// `context.Task` exists in a callback's arguments; `context.State` says where it lands, which only
    /// the arguments of a call and handlers know for sure.
    pub(super) fn check_context_place(&mut self, first: &str, span: Span) {
        match first {
            "Task" if !self.place.callback => self.report(error::token_out_of_place(span)),
            "State" if !self.place.arguments && !self.place.handler => {
                self.report(error::state_out_of_place(span));
            }
            _ => {}
        }
    }
}
