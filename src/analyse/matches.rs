//! `match`: arms over literals, bindings, guards; exhaustive over what the type allows.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::Analyser;
use super::conditions::{fact_for, facts_of, found_for, is_there, spot_of};
use super::consts::value_of;
use super::error::statements as error;
use super::facts::Changes;
use super::names::Found;
use super::scopes::Role;
use super::types::{disjoint, narrow_to, narrow_without, show};
use crate::ir::program::{Arm, Expr, ExprKind, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{self, ArmPattern, ItemKind, Name};

/// What is matched, and what no arm has taken yet.
struct Subject {
    value: Expr,
    var: VarId,
    left: Type,
    /// The literals of arms without guards, as JSON: of an open type they leave nothing out.
    taken: FxHashSet<String>,
}

impl<'a> Analyser<'a> {
    /// `match e { … }`
    pub(super) fn match_expr(
        &mut self,
        value: &'a ast::Expr,
        arms: &'a [ast::Arm],
        span: Span,
    ) -> Expr {
        let value = self.matched(value, arms);
        let var = self.hidden("subject", value.ty.clone(), value.span);
        let left = value.ty.clone();
        let mut subject = Subject { value, var, left, taken: FxHashSet::default() };
        let start = self.facts.mark();
        let mut changes: Vec<Changes> = Vec::new();
        let mut types = Vec::new();
        let mut result = Vec::with_capacity(arms.len());
        let mut closed = false;
        // What the arms that cannot be read take is not known.
        let readable = !arms.iter().any(is_bad);
        for arm in arms {
            if closed {
                self.warn_unreachable(arm.span);
            }
            let mark = self.facts.mark();
            let (arm, ty, takes_all) = self.arm(arm, &mut subject);
            let changed = self.facts.leave_arm(start, mark);
            if let (Some(guard), true) = (&arm.guard, arm.values.is_empty() && readable) {
                // An arm that takes everything is passed by for its guard alone.
                self.assume_all(facts_of(guard, false));
            }
            if ty != Type::Never {
                changes.push(changed);
            }
            types.push(ty);
            if !closed {
                result.push(arm);
            }
            closed |= takes_all;
        }
        self.facts.leave(start);
        // An arm that could not be read may take all that is left.
        closed |= subject.left == Type::Never || arms.iter().any(is_unread);
        if !closed {
            changes.push(Changes::default());
        }
        self.facts.join(&changes);
        if !closed && readable {
            self.report(error::not_exhaustive(&missing(&subject.left), span));
        }
        let kind = ExprKind::Match {
            value: Box::new(subject.value),
            subject: subject.var,
            arms: result,
            exhaustive: closed,
        };
        Expr::new(kind, Type::union(types), span)
    }

    /// What is matched; a missing field is matched as null where that is asked for: the field is
    /// declared optional, or an arm takes null.
    fn matched(&mut self, value: &'a ast::Expr, arms: &[ast::Arm]) -> Expr {
        self.optional_read = false;
        let found = self.lenient(value);
        let optional = std::mem::take(&mut self.optional_read);
        let asked = optional || arms.iter().any(takes_null);
        if !asked || !super::reads::may_miss(&found) {
            return found;
        }
        let ty = Type::union([found.ty.clone(), Type::Null]);
        let span = found.span;
        let null = Expr::literal(Value::Null, span);
        Expr::new(ExprKind::Coalesce(Box::new(found), Box::new(null)), ty, span)
    }

    /// An arm, the type of its value, and whether it takes all that is left.
    fn arm(&mut self, arm: &'a ast::Arm, subject: &mut Subject) -> (Arm, Type, bool) {
        let mut values = Vec::new();
        let mut taken: Vec<Type> = Vec::new();
        let mut binding = None;
        let mut takes_all = false;
        self.scopes.open();
        for pattern in &arm.patterns {
            match pattern {
                ArmPattern::Literal(literal) => {
                    if let Some(value) = self.arm_literal(literal, subject) {
                        taken.push(literal_type(&value));
                        values.push(value);
                    }
                }
                ArmPattern::Binding(name) => {
                    takes_all = true;
                    let left = self.left_of(subject);
                    binding = self.arm_binding(name, arm, &left);
                }
                ArmPattern::Any(_) => takes_all = true,
                ArmPattern::Bad(_) => {}
            }
        }
        if takes_all && arm.patterns.len() > 1 {
            self.report(error::alternatives_bind(arm.span));
        }
        self.narrow_subject(subject, takes_all, &taken);
        let guard = arm.guard.as_ref().map(|guard| {
            let guard = self.expr(guard);
            self.expect_bool(&guard);
            self.assume_all(facts_of(&guard, true));
            guard
        });
        let (body, ty) = self.block(&arm.body);
        self.scopes.close();
        if takes_all {
            values.clear();
        }
        if guard.is_none() {
            subject.taken.extend(values.iter().map(Value::to_string));
            subject.left = if takes_all {
                Type::Never
            } else {
                taken.iter().fold(subject.left.clone(), |left, ty| narrow_without(&left, ty))
            };
        }
        let closes = takes_all && guard.is_none();
        let comment = arm.doc.clone();
        let result = Arm { comment, values, binding, guard, body, span: pattern_span(arm) };
        (result, ty, closes)
    }

    /// What no arm has taken yet, as far as guards that did not hold let it be.
    fn left_of(&self, subject: &Subject) -> Type {
        let known = spot_of(&subject.value).and_then(|spot| self.facts.of(&spot));
        match known {
            Some(fact) if fact.present && subject.left != Type::Never => {
                narrow_to(&fact.ty, &subject.left)
            }
            _ => subject.left.clone(),
        }
    }

    /// In the arm, what is matched is known to be one of its literals.
    fn narrow_subject(&mut self, subject: &Subject, takes_all: bool, taken: &[Type]) {
        // Arms that the parser has found fault with say nothing.
        if !takes_all && taken.is_empty() {
            return;
        }
        let present = |ty: &Type| !ty.may_be_null() || is_there(&subject.value);
        let shown = if takes_all {
            let ty = self.left_of(subject);
            fact_for(&subject.value, ty.clone(), present(&ty))
        } else {
            let ty = narrow_to(&subject.value.ty, &Type::union(taken.iter().cloned()));
            found_for(&subject.value, ty.clone(), present(&ty))
        };
        self.assume_all(shown);
        if let ([ty], false) = (taken, takes_all) {
            let literal = match ty {
                Type::Literal(value) => (**value).clone(),
                _ => return,
            };
            let literal = Expr::literal(literal, subject.value.span);
            let test = ExprKind::Binary {
                op: crate::ir::program::BinaryOp::Equal,
                left: Box::new(subject.value.clone()),
                right: Box::new(literal),
            };
            let test = Expr::new(test, Type::Bool, subject.value.span);
            self.assume_all(facts_of(&test, true));
        }
    }

    fn arm_literal(&mut self, literal: &'a ast::Expr, subject: &Subject) -> Option<Value> {
        let found = self.expr(literal);
        let value = value_of(&found)?;
        let ty = literal_type(&value);
        if disjoint(&ty, &subject.value.ty) {
            self.report(error::never_matches(&subject.value.ty, &ty, literal.span));
        } else if disjoint(&ty, &subject.left) || subject.taken.contains(&value.to_string()) {
            self.warn_unreachable(literal.span);
        }
        Some(value)
    }

    /// A bare name binds; one that is declared was meant as a value.
    fn arm_binding(&mut self, name: &'a Name, arm: &ast::Arm, left: &Type) -> Option<VarId> {
        let mut declared = false;
        if let Found::Decl(id) = self.names.find(self.file, &name.text) {
            let kind = &self.names.decls[id.0].item.kind;
            let value = matches!(
                kind,
                ItemKind::Const(_)
                    | ItemKind::Error(_)
                    | ItemKind::Param(_)
                    | ItemKind::Resource(_)
            );
            if value && self.scopes.find(&name.text).is_none() {
                declared = true;
                let kind = super::declarations::kind_name(kind);
                self.report(error::binds_declared(name, kind));
            }
        }
        if arm.patterns.len() > 1 {
            return None;
        }
        let ty = if *left == Type::Never { Type::Any } else { left.clone() };
        let var = self.bind(&name.text, ty, Role::Fixed, name.span);
        self.variables[var.0 as usize].used |= declared;
        Some(var)
    }
}

fn is_bad(arm: &ast::Arm) -> bool {
    arm.patterns.iter().any(|pattern| matches!(pattern, ArmPattern::Bad(_)))
}

fn takes_null(arm: &ast::Arm) -> bool {
    arm.patterns.iter().any(|pattern| match pattern {
        ArmPattern::Literal(literal) => matches!(literal.kind, ast::ExprKind::Null),
        ArmPattern::Binding(_) | ArmPattern::Any(_) | ArmPattern::Bad(_) => false,
    })
}

fn literal_type(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        other => Type::Literal(Arc::new(other.clone())),
    }
}

fn is_unread(arm: &ast::Arm) -> bool {
    arm.patterns.iter().any(|pattern| matches!(pattern, ArmPattern::Bad(_)))
}

fn pattern_span(arm: &ast::Arm) -> Span {
    let of = |pattern: &ArmPattern| match pattern {
        ArmPattern::Literal(literal) => literal.span,
        ArmPattern::Binding(name) => name.span,
        ArmPattern::Any(span) | ArmPattern::Bad(span) => *span,
    };
    match (arm.patterns.first(), arm.patterns.last()) {
        (Some(first), Some(last)) => of(first).to(of(last)),
        _ => arm.span,
    }
}

/// What a message says is not handled: the literals left, or nothing in particular.
fn missing(left: &Type) -> Vec<String> {
    let literals =
        left.members().iter().all(|member| matches!(member, Type::Literal(_) | Type::Null));
    if literals { left.members().iter().map(show).collect() } else { Vec::new() }
}
