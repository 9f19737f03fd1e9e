//! How often an expression without steps reads a variable.

use crate::ir::program::{Block, Entry, Expr, ExprKind, ListItem, StatementKind, TextPart, VarId};

/// See [`reads`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reads {
    /// Places that read it.
    pub everywhere: usize,
    /// Whether one of them is evaluated any number of times: in a lambda.
    pub repeated: bool,
}

/// The reads of `var` in a block.
pub(super) fn reads(block: &Block, var: VarId) -> Reads {
    let mut counter = Counter { var, lambdas: 0, reads: Reads::default() };
    counter.block(block);
    counter.reads
}

struct Counter {
    var: VarId,
    lambdas: usize,
    reads: Reads,
}

impl Counter {
    fn found(&mut self) {
        self.reads.everywhere += 1;
        self.reads.repeated |= self.lambdas > 0;
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            if let StatementKind::Let { value, .. } | StatementKind::Expr(value) = &statement.kind {
                self.expr(value);
            }
        }
        if let Some(value) = &block.value {
            self.expr(value);
        }
    }

    fn all<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expr>) {
        for part in parts {
            self.expr(part);
        }
    }

    fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Local(var) => {
                if *var == self.var {
                    self.found();
                }
            }
            ExprKind::Raw { variables, .. } => {
                // Raw text may read a name any number of times.
                if variables.values().any(|var| *var == self.var) {
                    self.found();
                    self.reads.repeated = true;
                }
            }
            ExprKind::Interpolation(parts) => {
                self.all(parts.iter().filter_map(|part| match part {
                    TextPart::Text(_) => None,
                    TextPart::Value(value) => Some(value),
                }));
            }
            ExprKind::List(items) => self.all(items.iter().map(|item| match item {
                ListItem::Item(value) | ListItem::Spread(value) => value,
            })),
            ExprKind::Object(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Field { value, .. }
                        | Entry::Optional { value, .. }
                        | Entry::Spread(value) => self.expr(value),
                        Entry::Computed { key, value } => self.all([key, value]),
                    }
                }
            }
            ExprKind::Field { base, .. } => self.expr(base),
            ExprKind::Not(operand)
            | ExprKind::Negate(operand)
            | ExprKind::Exists(operand)
            | ExprKind::Is(operand, _) => self.expr(operand),
            ExprKind::Index { base: left, index: right, .. }
            | ExprKind::Binary { left, right, .. }
            | ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Coalesce(left, right) => self.all([&**left, &**right]),
            ExprKind::Library(_, args) | ExprKind::Inline { args, .. } => self.all(args),
            ExprKind::Lambda { body, .. } => {
                self.lambdas += 1;
                self.expr(body);
                self.lambdas -= 1;
            }
            ExprKind::If { tests, otherwise } => {
                for (test, block) in tests {
                    self.expr(test);
                    self.block(block);
                }
                if let Some(block) = otherwise {
                    self.block(block);
                }
            }
            ExprKind::Match { value, arms, .. } => {
                self.expr(value);
                for arm in arms {
                    self.all(&arm.guard);
                    self.block(&arm.body);
                }
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::Return(value) => self.all(value.as_deref()),
            ExprKind::Literal(_)
            | ExprKind::Deploy(_)
            | ExprKind::Context(_)
            | ExprKind::Work(_)
            | ExprKind::Loop { .. }
            | ExprKind::Try(_)
            | ExprKind::Break { .. }
            | ExprKind::Continue(_)
            | ExprKind::Fail { .. }
            | ExprKind::FailAgain(_) => {}
        }
    }
}
