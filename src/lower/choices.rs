//! `if`, `match`, and the operators whose right side runs only when it is asked for.

use std::borrow::Cow;

use crate::ir::machine::{Edge, EdgeId, Kind, Rule, Target, Value};
use crate::ir::program::{Arm, BinaryOp, Block, Expr, ExprKind, Notes, VarId};
use crate::ir::types::Type;
use crate::jsonata;
use crate::lower::exits::null;
use crate::lower::{Dest, Lowering, local};
use crate::source::Span;

/// A test and the block it leads to.
pub(super) struct Test<'a> {
    pub condition: Cow<'a, Expr>,
    pub block: &'a Block,
    /// `/// …` before the arm.
    pub comment: Option<&'a str>,
    /// Where the source says what is tested.
    pub written: Span,
    /// Where it says what is left if neither this nor a test before it holds.
    pub otherwise: Option<Span>,
}

impl<'a> Test<'a> {
    /// The test of an `if`.
    pub fn of(condition: &'a Expr, block: &'a Block) -> Self {
        Self {
            condition: Cow::Borrowed(condition),
            block,
            comment: None,
            written: condition.span,
            otherwise: None,
        }
    }
}

/// What a condition leads to: the transitions taken when it holds, and when it does not.
type Branches = (Vec<EdgeId>, Vec<EdgeId>);

impl Lowering<'_> {
    pub(super) fn if_into(
        &mut self,
        tests: &[Test<'_>],
        otherwise: Option<&Block>,
        dest: &Dest,
        notes: Notes,
        span: Span,
    ) {
        let mut ends = Vec::new();
        let mut rest = tests;
        let mut notes = notes;
        while !rest.is_empty() && self.reachable() {
            let together = rest.iter().take_while(|test| self.can_be_rule(&test.condition)).count();
            let (now, later) = rest.split_at(together.max(1));
            rest = later;
            let entries = if together == 0 {
                let (taken, left) = self.branch(&now[0].condition, std::mem::take(&mut notes));
                self.open = left;
                vec![taken]
            } else {
                self.rules(now, std::mem::take(&mut notes))
            };
            let left = std::mem::take(&mut self.open);
            for (test, entry) in now.iter().zip(entries) {
                self.open = entry;
                self.block_into(test.block, dest, test.condition.span);
                ends.append(&mut self.open);
            }
            self.open = left;
        }
        match otherwise {
            Some(block) => self.block_into(block, dest, span),
            None => self.deliver(dest, null(), span, Notes::default()),
        }
        self.join(ends);
    }

    /// Whether a test can be a rule of a Choice beside others: no call in it, and no failure that a
    /// handler must catch.
    fn can_be_rule(&mut self, test: &Expr) -> bool {
        let must_be_caught = |this: &mut Self| {
            this.catches_query_errors() && this.expressions.condition(test).effects.fails
        };
        !test.steps && !must_be_caught(self)
    }

    /// One Choice for all the tests; its default is open. Gives the ways into the blocks.
    fn rules(&mut self, tests: &[Test<'_>], notes: Notes) -> Vec<Vec<EdgeId>> {
        let span = tests[0].condition.span;
        let rules: Vec<Rule> = tests.iter().map(|test| self.rule(test)).collect();
        let text = self.text(span);
        let id = self.add(Kind::Choice(rules), text, notes, span);
        let count = u32::try_from(tests.len()).expect("fewer than 2^32 tests");
        (0..count).map(|at| vec![EdgeId::Rule(id, at)]).collect()
    }

    fn rule(&mut self, test: &Test<'_>) -> Rule {
        let condition = self.expressions.condition(&test.condition);
        let comment = test.comment.map(str::to_owned);
        let words = Some(self.text(test.written));
        let otherwise = test.otherwise.map(|span| self.text(span));
        Rule { condition, edge: Edge::to(Target::Open), comment, words, otherwise }
    }

    /// Decides on a condition that may hold work: gives the transitions for both answers; nothing
    /// is open then.
    pub(super) fn branch(&mut self, condition: &Expr, notes: Notes) -> Branches {
        if !self.reachable() {
            return (Vec::new(), Vec::new());
        }
        match &condition.kind {
            ExprKind::Not(operand) if condition.steps => {
                let (taken, left) = self.branch(operand, notes);
                (left, taken)
            }
            ExprKind::And(left, right) if condition.steps => {
                let (taken, mut no) = self.branch(left, notes);
                self.open = taken;
                let (yes, more) = self.branch(right, Notes::default());
                no.extend(more);
                (yes, no)
            }
            ExprKind::Or(left, right) if condition.steps => {
                let (mut yes, left) = self.branch(left, notes);
                self.open = left;
                let (more, no) = self.branch(right, Notes::default());
                yes.extend(more);
                (yes, no)
            }
            _ => self.branch_on_value(condition, notes),
        }
    }

    fn branch_on_value(&mut self, condition: &Expr, notes: Notes) -> Branches {
        let Some(simple) = self.operand(condition) else { return (Vec::new(), Vec::new()) };
        // A Choice catches nothing: within reach of a handler its test is one before it decides.
        let value = if !simple.ty.is_bool() && self.catches_query_errors() {
            self.expressions.of_type(&simple, "boolean")
        } else {
            self.expressions.condition(&simple)
        };
        let value = self.settled(value, "condition", condition.span);
        let text = self.text(condition.span);
        self.choose(value, text.clone(), text, notes, condition.span)
    }

    /// A Choice with one rule, which `words` say.
    fn choose(
        &mut self,
        condition: Value,
        words: String,
        text: String,
        notes: Notes,
        span: Span,
    ) -> Branches {
        let edge = Edge::to(Target::Open);
        let rule = Rule { condition, edge, comment: None, words: Some(words), otherwise: None };
        let id = self.add(Kind::Choice(vec![rule]), text, notes, span);
        self.open.clear();
        (vec![EdgeId::Rule(id, 0)], vec![EdgeId::Next(id)])
    }

    pub(super) fn match_into(
        &mut self,
        value: &Expr,
        subject: VarId,
        arms: &[Arm],
        exhaustive: bool,
        dest: &Dest,
        notes: Notes,
    ) {
        let Some(simple) = self.operand(value) else { return };
        let binds = arms.iter().any(|arm| arm.binding.is_some());
        let guarded = arms.iter().any(|arm| arm.guard.as_ref().is_some_and(|guard| guard.steps));
        let compiled = self.expressions.value(&simple);
        let settled = compiled.effects == crate::ir::machine::Effects::default();
        let expr = match (self.stable(&simple), compiled.into_expr()) {
            (Some(expr), _) => expr,
            (None, Some(expr)) if settled && !binds && !guarded => expr,
            _ => jsonata::Expr::Variable(self.variable_with(&simple, "subject")),
        };
        self.expressions.bind(subject, expr.clone());
        for arm in arms {
            if let Some(binding) = arm.binding {
                self.expressions.bind(binding, expr.clone());
            }
        }
        let subject = local(subject, &value.ty, value.span);
        let mut tests = Vec::new();
        let mut otherwise = None;
        for (at, arm) in arms.iter().enumerate() {
            let last = exhaustive && at + 1 == arms.len() && arm.guard.is_none();
            match arm_test(arm, &subject) {
                Some(test) if !last => tests.push(Test {
                    condition: Cow::Owned(test),
                    block: &arm.body,
                    comment: arm.comment.as_deref(),
                    written: arm.guard.as_ref().map_or(arm.span, |guard| arm.span.to(guard.span)),
                    otherwise: None,
                }),
                _ => {
                    if let Some(test) = tests.last_mut().filter(|_| !arm.values.is_empty()) {
                        test.otherwise = Some(arm.span);
                    }
                    otherwise = Some(&arm.body);
                    break;
                }
            }
        }
        self.if_into(&tests, otherwise, dest, notes, value.span);
    }

    /// `a && b` where `b` does work.
    pub(super) fn and_into(&mut self, a: &Expr, b: &Expr, dest: &Dest, notes: Notes, span: Span) {
        let (taken, left) = self.branch(a, notes);
        self.open = left;
        self.deliver(dest, Value::literal(false), span, Notes::default());
        let ends = std::mem::replace(&mut self.open, taken);
        self.expr_into(b, dest, Notes::default());
        self.join(ends);
    }

    /// `a || b` where `b` does work.
    pub(super) fn or_into(&mut self, a: &Expr, b: &Expr, dest: &Dest, notes: Notes, span: Span) {
        let (taken, left) = self.branch(a, notes);
        self.open = taken;
        self.deliver(dest, Value::literal(true), span, Notes::default());
        let ends = std::mem::replace(&mut self.open, left);
        self.expr_into(b, dest, Notes::default());
        self.join(ends);
    }

    /// `a ?? b` where `a` or `b` does work.
    pub(super) fn coalesce_into(
        &mut self,
        left: &Expr,
        right: &Expr,
        dest: &Dest,
        notes: Notes,
        whole: &Expr,
    ) {
        let null = Expr::literal(serde_json::Value::Null, left.span);
        let or = |value: Expr, default: &Expr| {
            let kind = ExprKind::Coalesce(Box::new(value), Box::new(default.clone()));
            Expr::new(kind, whole.ty.clone(), whole.span)
        };
        let default = if right.steps { &null } else { right };
        // The left side goes where the value is wanted; a right side that does work is asked only
        // if that is null.
        let wanted = match dest {
            Dest::Discard | Dest::Return if right.steps => {
                Dest::Var(self.expressions.fresh("value"))
            }
            other => other.clone(),
        };
        if let Some(work) = wrap_reads(left, |reads| or(reads, default)) {
            self.expr_into(&work, &wanted, notes);
        } else {
            let Some(left) = self.tolerant_operand(left) else { return };
            self.expr_into(&or(left, default), &wanted, notes);
        }
        let Dest::Var(name) = &wanted else { return };
        if !right.steps {
            return;
        }
        if !self.reachable() {
            return;
        }
        let variable = jsonata::Expr::Variable(name.clone());
        let is_null =
            jsonata::Expr::binary(jsonata::BinaryOp::Equal, variable, jsonata::Expr::Null);
        let left = self.text(left.span);
        let (words, text) = (format!("{left} is null"), format!("{left} ??"));
        let is_null = Value::sure(is_null);
        let (none, some) = self.choose(is_null, words, text, Notes::default(), whole.span);
        self.open = some;
        if !matches!(dest, Dest::Var(_)) {
            self.deliver(dest, super::read(name), whole.span, Notes::default());
        }
        let ends = std::mem::replace(&mut self.open, none);
        self.expr_into(right, dest, Notes::default());
        self.join(ends);
    }
}

/// The test of an arm over its subject; `None` matches everything.
fn arm_test(arm: &Arm, subject: &Expr) -> Option<Expr> {
    let is = |value: &serde_json::Value| {
        let literal = Expr::literal(value.clone(), subject.span);
        let kind = ExprKind::Binary {
            op: BinaryOp::Equal,
            left: Box::new(subject.clone()),
            right: Box::new(literal),
        };
        Expr::new(kind, Type::Bool, subject.span)
    };
    let one_of = arm.values.iter().map(is).reduce(|left, right| {
        Expr::new(ExprKind::Or(Box::new(left), Box::new(right)), Type::Bool, subject.span)
    });
    match (one_of, &arm.guard) {
        (Some(test), Some(guard)) => {
            let kind = ExprKind::And(Box::new(test), Box::new(guard.clone()));
            Some(Expr::new(kind, Type::Bool, subject.span))
        }
        (test, guard) => test.or_else(|| guard.clone()),
    }
}

/// Puts `wrap` round the reads of a call, which are evaluated in the call's own state. `None`
/// where `expr` is no call, or one whose handlers give the value instead.
pub(super) fn wrap_reads(expr: &Expr, wrap: impl FnOnce(Expr) -> Expr) -> Option<Expr> {
    match &expr.kind {
        ExprKind::Work(work) if work.catches.is_empty() => {
            let mut work = work.clone();
            *work.value = wrap((*work.value).clone());
            let ty = work.value.ty.clone();
            Some(Expr::new(ExprKind::Work(work), ty, expr.span))
        }
        _ => None,
    }
}
