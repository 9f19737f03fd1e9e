//! Statements.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{
    ExprKind, Mock, MockAnswer, MockAnswerKind, Name, Statement, StatementKind,
};

impl Formatter<'_> {
    pub(super) fn statement(&mut self, statement: &Statement) {
        self.attributes(&statement.attributes);
        self.statement_kind(&statement.kind);
    }

    pub(super) fn statement_kind(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Let { pattern, ty, value } => {
                self.word("let");
                self.blank();
                self.pattern(pattern);
                self.annotation(ty.as_ref());
                self.initial(Some(value));
            }
            StatementKind::Var { ty, value, .. } => self.named("var", ty.as_ref(), Some(value)),
            StatementKind::Assign { place, value, .. } => {
                self.expr(place);
                self.blank();
                self.token();
                self.right_side(value);
            }
            StatementKind::While { label, condition, body } => {
                self.label(label.as_ref());
                self.word("while");
                self.head_and_block(condition, body);
            }
            StatementKind::For { label, index, item, source, body } => {
                self.label(label.as_ref());
                self.word("for");
                self.blank();
                self.binding(index.as_ref(), item);
                self.blank();
                self.word("in");
                self.head_and_block(source, body);
            }
            StatementKind::Wait(value) => {
                self.word("wait");
                self.blank();
                self.expr(value);
            }
            StatementKind::WaitUntil(value) => {
                self.word("wait");
                self.blank();
                self.word("until");
                self.blank();
                self.expr(value);
            }
            StatementKind::Expr(value) => self.expr(value),
            StatementKind::Mock(mock) => self.mock(mock),
            StatementKind::Expect(value) => {
                self.word("expect");
                self.blank();
                self.expr(value);
            }
            StatementKind::Bad(_) => self.token(),
        }
    }

    /// `'label: `
    pub(super) fn label(&mut self, label: Option<&Name>) {
        if label.is_some() {
            self.token();
            self.word(":");
            self.blank();
        }
    }

    /// A body without braces behind `=>` or `:`, on the next line where it does not fit on this one.
    pub(super) fn short_body(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Expr(value) => self.right_side(value),
            StatementKind::Wait(_)
            | StatementKind::WaitUntil(_)
            | StatementKind::Assign { .. }
            | StatementKind::Let { .. }
            | StatementKind::Var { .. }
            | StatementKind::While { .. }
            | StatementKind::For { .. }
            | StatementKind::Mock(_)
            | StatementKind::Expect(_)
            | StatementKind::Bad(_) => {
                self.blank();
                self.statement_kind(kind);
            }
        }
    }

    /// `mock target(args) returns e then fails E("cause")`
    fn mock(&mut self, mock: &Mock) {
        self.word("mock");
        self.blank();
        match &mock.target.kind {
            ExprKind::Name(_) | ExprKind::Member { .. } => self.tokens_to(mock.target.span.end),
            _ => self.expr(&mock.target),
        }
        if let Some(args) = &mock.args {
            self.args(args);
        }
        self.open_line(Fit::Head);
        self.indent_if_broken();
        for (at, answer) in mock.answers.iter().enumerate() {
            self.line();
            if at > 0 {
                self.word("then");
                self.blank();
            }
            self.mock_answer(answer);
        }
        self.dedent();
        self.close();
    }

    fn mock_answer(&mut self, answer: &MockAnswer) {
        self.token();
        self.blank();
        match &answer.kind {
            MockAnswerKind::Returns(value) => self.expr(value),
            MockAnswerKind::Fails { error, span: _ } => self.expr(error),
            MockAnswerKind::TimesOut(_) => self.word("out"),
        }
        if let Some(delay) = &answer.delay {
            self.blank();
            self.word_and_value("after", delay);
        }
        if let Some(heartbeats) = &answer.heartbeats {
            self.blank();
            self.word("heartbeats");
            self.blank();
            self.word_and_value("every", heartbeats);
        }
    }
}
