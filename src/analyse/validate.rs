//! `@validate`: the check of the whole input, written out as the first statement.

use serde_json::Value;

use super::Analyser;
use super::invoke::string;
use super::statements::Builder;
use super::types::show;
use crate::ir::program::{Block, Expr, ExprKind, Notes, Presence, StatementKind, VarId};
use crate::ir::types::{FieldPresence, Type};
use crate::source::Span;

/// More fields than this are covered by one sentence for all of them.
const NAMED: usize = 30;

/// A field to name when it is wrong: the test that it is, and the sentence.
struct Test {
    wrong: Expr,
    sentence: String,
}

impl Analyser<'_> {
    /// `if !(input is T) { fail InvalidInput("…") }`
    pub(super) fn validate(&mut self, input: VarId, ty: &Type, span: Span, out: &mut Builder) {
        if *ty == Type::Any {
            self.report(super::error::names::nothing_to_validate(span));
            return;
        }
        let base = Expr::new(ExprKind::Local(input), Type::Any, span);
        let mut tests = Vec::new();
        tests_of(&base, ty, "", &mut tests);
        if !tests.is_empty() {
            // Of what is no object no field is told.
            let wrong = not(is(base.clone(), Type::Object(empty())));
            tests.insert(0, Test { wrong, sentence: general_sentence(ty) });
        }
        let cause = cause_of(tests, ty, span);
        let failure = ExprKind::Fail {
            error: Some(Box::new(string("InvalidInput", span))),
            cause: Some(Box::new(cause)),
        };
        let failure = Expr::new(failure, Type::Never, span);
        let check = is(base, ty.clone());
        let wrong = not(check);
        let kind = ExprKind::If { tests: vec![(wrong, block(failure))], otherwise: None };
        let statement = Expr::new(kind, Type::Null, span);
        let notes = Notes { name: Some("input is valid".to_owned()), comment: None };
        out.push(StatementKind::Expr(statement), notes, span);
    }
}

fn is(value: Expr, ty: Type) -> Expr {
    let span = value.span;
    Expr::new(ExprKind::Is(Box::new(value), ty), Type::Bool, span)
}

fn not(test: Expr) -> Expr {
    let span = test.span;
    Expr::new(ExprKind::Not(Box::new(test)), Type::Bool, span)
}

fn block(value: Expr) -> Block {
    Block { statements: Vec::new(), value: Some(Box::new(value)), value_notes: Notes::default() }
}

/// The fields of an object type, those of nested objects after the one they are in.
fn tests_of(base: &Expr, ty: &Type, path: &str, tests: &mut Vec<Test>) {
    let span = base.span;
    let Type::Object(object) = ty else { return };
    for (name, field) in &object.fields {
        if tests.len() >= NAMED {
            return;
        }
        let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        let kind = ExprKind::Field {
            base: Box::new(base.clone()),
            name: name.clone(),
            presence: Presence::Maybe,
        };
        let value = Expr::new(kind, Type::Any, span);
        let nested = matches!(field.ty, Type::Object(_));
        let tested = if nested { Type::Object(empty()) } else { field.ty.clone() };
        let mut wrong = not(is(value.clone(), tested));
        let optional = field.presence != FieldPresence::Required;
        if optional {
            let there = ExprKind::Exists(Box::new(value.clone()));
            let there = Expr::new(there, Type::Bool, span);
            wrong = Expr::new(ExprKind::And(Box::new(there), Box::new(wrong)), Type::Bool, span);
        }
        let sentence = match nested {
            true => format!("{path} must be an object"),
            false => format!("{path} must be {}", show(&field.ty)),
        };
        tests.push(Test { wrong, sentence });
        if nested && !optional {
            tests_of(&value, &field.ty, &path, tests);
        }
    }
}

fn empty() -> std::sync::Arc<crate::ir::types::ObjectType> {
    std::sync::Arc::new(crate::ir::types::ObjectType {
        fields: indexmap::IndexMap::new(),
        open: true,
    })
}

fn general_sentence(ty: &Type) -> String {
    format!("the input must be {}", show(ty))
}

/// The sentence about the first field that is wrong.
fn cause_of(tests: Vec<Test>, ty: &Type, span: Span) -> Expr {
    let general = string(&general_sentence(ty), span);
    if tests.is_empty() {
        return general;
    }
    let tests = tests
        .into_iter()
        .map(|test| {
            let sentence = Expr::literal(Value::String(test.sentence), span);
            (test.wrong, block(sentence))
        })
        .collect();
    let kind = ExprKind::If { tests, otherwise: Some(block(general)) };
    Expr::new(kind, Type::String, span)
}
