//! `if`, `match`, `loop`, `parallel`, `try` and the ways out.

use super::blocks::Shape;
use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{Arm, ArmPattern, Block, Branch, Catch, Expr, Name, Retry, Try};

/// A clause of a `try`; the tree keeps the two kinds apart.
enum TryClause<'a> {
    Retry(&'a Retry),
    Catch(&'a Catch),
}

impl Formatter<'_> {
    /// `if c { } else if d { } else { }`: all blocks on one line, or none.
    pub(super) fn if_expr(&mut self, tests: &[(Expr, Block)], otherwise: Option<&Block>) {
        let blocks = tests.iter().map(|(_, block)| block).chain(otherwise);
        let shapes: Vec<Shape> = blocks.map(|block| self.shape(block)).collect();
        let together = if shapes.contains(&Shape::Long) {
            None
        } else if shapes.contains(&Shape::Kept) {
            Some(Fit::Kept)
        } else {
            Some(Fit::Whole)
        };
        if let Some(fit) = together {
            self.open(fit);
        }
        for (at, (condition, block)) in tests.iter().enumerate() {
            if at > 0 {
                self.else_word();
            }
            self.word("if");
            self.head(condition);
            self.block_of_if(block, together.is_some());
        }
        if let Some(block) = otherwise {
            self.else_word();
            self.block_of_if(block, together.is_some());
        }
        if together.is_some() {
            self.close();
        }
    }

    fn else_word(&mut self) {
        self.blank();
        self.word("else");
        self.blank();
    }

    fn block_of_if(&mut self, block: &Block, together: bool) {
        match self.shape(block) {
            Shape::Empty => self.short_block(block),
            Shape::Short | Shape::Kept if together => self.short_block(block),
            Shape::Short | Shape::Kept => self.group_of_block(Fit::Kept, block),
            Shape::Long => self.long_block(block),
        }
    }

    /// `match e { … }`
    pub(super) fn match_expr(&mut self, value: &Expr, arms: &[Arm]) {
        self.word("match");
        self.head(value);
        self.lines(arms, Self::arm);
    }

    /// `parallel { … }`
    pub(super) fn parallel(&mut self, branches: &[Branch]) {
        self.word("parallel");
        self.blank();
        self.lines(branches, Self::branch);
    }

    /// Arms or branches in braces, each on a line of its own.
    fn lines<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        let noted = self.second().is_some_and(|second| self.has_note_before(second.offset()));
        if items.is_empty() && !noted {
            self.word("{");
            self.blank();
            self.word("}");
            return;
        }
        self.open(Fit::Never);
        self.word("{");
        self.indent();
        self.drop_commas();
        for (at, item) in items.iter().enumerate() {
            self.hard();
            if at > 0 {
                self.empty_line();
            }
            each(self, item);
            self.drop_commas();
        }
        self.closing_notes();
        self.dedent();
        self.hard();
        self.word("}");
        self.close();
    }

    fn drop_commas(&mut self) {
        while self.sees(",") || self.sees(";") {
            self.drop(",");
            self.drop(";");
        }
    }

    /// `"B" | "C" if guard => body`
    fn arm(&mut self, arm: &Arm) {
        self.alternatives(&arm.patterns, |this, pattern| match pattern {
            ArmPattern::Literal(literal) => this.expr(literal),
            ArmPattern::Binding(_) | ArmPattern::Any(_) | ArmPattern::Bad(_) => this.token(),
        });
        if let Some(guard) = &arm.guard {
            self.blank();
            self.word("if");
            self.blank();
            self.expr(guard);
        }
        self.blank();
        self.word("=>");
        self.body(&arm.body);
    }

    /// `name: …`, `name { … }` or `branch { … }`
    fn branch(&mut self, branch: &Branch) {
        self.token();
        if self.sees(":") {
            self.word(":");
        }
        self.body(&branch.body);
    }

    /// A block, or one statement.
    fn body(&mut self, body: &Block) {
        match body.statements.as_slice() {
            [only] if !body.braces => self.short_body(&only.kind),
            _ => {
                self.blank();
                self.block(body);
            }
        }
    }

    /// `'label: loop { } until c`
    pub(super) fn loop_expr(&mut self, label: Option<&Name>, body: &Block, until: Option<&Expr>) {
        self.label(label);
        self.word("loop");
        self.blank();
        self.block(body);
        if let Some(until) = until {
            self.blank();
            self.word("until");
            self.blank();
            self.expr(until);
        }
    }

    /// `try { … } retry P catch E as e { … } else { … } finally { … }`
    pub(super) fn try_expr(&mut self, tried: &Try) {
        self.word("try");
        self.blank();
        self.block(&tried.body);
        for clause in try_clauses(tried) {
            self.blank();
            match clause {
                TryClause::Retry(retry) => self.retry(retry),
                TryClause::Catch(catch) => self.catch(catch),
            }
        }
        let blocks = [("else", &tried.otherwise), ("finally", &tried.finally)];
        for (word, block) in blocks {
            if let Some(block) = block {
                self.blank();
                self.word(word);
                self.blank();
                self.block(block);
            }
        }
    }

    /// `return e`, `break 'label e`, `continue 'label`, `fail e`: the value stands on the line.
    pub(super) fn jump(&mut self, word: &str, label: Option<&Name>, value: Option<&Expr>) {
        self.word(word);
        if label.is_some() {
            self.blank();
            self.token();
        }
        if let Some(value) = value {
            self.blank();
            self.expr(value);
        }
    }
}

/// The clauses in the order written.
fn try_clauses(tried: &Try) -> Vec<TryClause<'_>> {
    let retries = tried.retries.iter().map(|retry| (retry.span.start, TryClause::Retry(retry)));
    let catches = tried.catches.iter().map(|catch| (catch.span.start, TryClause::Catch(catch)));
    let mut clauses: Vec<_> = retries.chain(catches).collect();
    clauses.sort_by_key(|(start, _)| *start);
    clauses.into_iter().map(|(_, clause)| clause).collect()
}
