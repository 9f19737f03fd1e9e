//! Blocks, and what stands between a word and its block.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{Block, Expr, ExprKind, Statement, StatementKind};

/// How a block may be laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{ }`
    Empty,
    /// On one line, as it is written, if it fits.
    Short,
    /// It could stand on one line but is not written so.
    Kept,
    /// On several lines.
    Long,
}

impl Formatter<'_> {
    /// `{ … }`, or the one statement of a body without braces.
    pub(super) fn block(&mut self, block: &Block) {
        if !block.braces {
            self.statements(&block.statements);
            return;
        }
        match self.shape(block) {
            Shape::Empty => self.short_block(block),
            Shape::Short => self.group_of_block(Fit::Whole, block),
            Shape::Kept => self.group_of_block(Fit::Kept, block),
            Shape::Long => self.long_block(block),
        }
    }

    pub(super) fn group_of_block(&mut self, fit: Fit, block: &Block) {
        self.open(fit);
        self.short_block(block);
        self.close();
    }

    /// How a block may be laid out, and is written.
    pub(super) fn shape(&self, block: &Block) -> Shape {
        let noted = self.has_note_before(block.span.end.saturating_sub(1));
        match block.statements.as_slice() {
            [] if !noted => Shape::Empty,
            [only]
                if !noted
                    && is_short(&only.kind)
                    && only.doc.is_none()
                    && only.attributes.is_empty()
                    && !self.has_note_before(only.span.start) =>
            {
                if self.begins_line(only.span.start) { Shape::Kept } else { Shape::Short }
            }
            _ => Shape::Long,
        }
    }

    /// A block whose lines are those of the group around it.
    pub(super) fn short_block(&mut self, block: &Block) {
        self.word("{");
        self.drop_separators();
        if block.statements.is_empty() {
            self.blank();
        } else {
            self.indent();
            self.line();
            self.statements(&block.statements);
            self.dedent();
            self.line();
        }
        self.word("}");
    }

    pub(super) fn long_block(&mut self, block: &Block) {
        self.open(Fit::Never);
        self.word("{");
        self.indent();
        self.drop_separators();
        self.hard();
        self.statements(&block.statements);
        self.closing_notes();
        self.dedent();
        self.hard();
        self.word("}");
        self.close();
    }

    /// Statements, each on a line of its own.
    fn statements(&mut self, statements: &[Statement]) {
        for (at, statement) in statements.iter().enumerate() {
            if at > 0 {
                self.hard();
                self.empty_line();
            }
            self.statement(statement);
            self.drop_separators();
        }
    }

    /// A line end separates statements, arms and branches.
    pub(super) fn drop_separators(&mut self) {
        while self.sees(";") {
            self.drop(";");
        }
    }

    /// ` condition { … }`; behind a condition of several lines the brace stands on a line of its own.
    pub(super) fn head_and_block(&mut self, head: &Expr, block: &Block) {
        self.head(head);
        self.block(block);
    }

    /// What stands between a word and its block, with the blanks around it.
    pub(super) fn head(&mut self, head: &Expr) {
        self.blank();
        if !matches!(head.kind, ExprKind::Binary { .. }) {
            self.expr(head);
            self.blank();
            return;
        }
        self.open(Fit::Head);
        self.operands(head, true);
        self.line();
        self.close();
    }
}

/// Whether a statement may stand on the line of its block's braces.
fn is_short(kind: &StatementKind) -> bool {
    match kind {
        StatementKind::Expr(_)
        | StatementKind::Assign { .. }
        | StatementKind::Wait(_)
        | StatementKind::WaitUntil(_)
        | StatementKind::Let { .. }
        | StatementKind::Var { .. }
        | StatementKind::Mock(_)
        | StatementKind::Expect(_) => true,
        StatementKind::While { .. } | StatementKind::For { .. } | StatementKind::Bad(_) => false,
    }
}
