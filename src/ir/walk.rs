//! Walks over the typed program: which variables a piece of it reads, assigns and declares.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ir::parts::{Part, each_part};
use crate::ir::program::{Block, Catch, Expr, ExprKind, StatementKind, VarId, Work, WorkKind};
use crate::jsonata::scope::uses;

/// The variables a piece of program touches. Bodies of `fn`s see none of the variables around
/// their calls, so only the arguments of a call count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// Read anywhere in it.
    pub read: BTreeSet<VarId>,
    /// Written after their declaration.
    pub assigned: BTreeSet<VarId>,
    /// Declared in it.
    pub declared: BTreeSet<VarId>,
    /// Whether it reads `context.State`.
    pub reads_state: bool,
    /// Whether it reads `context.Task`.
    pub reads_task: bool,
}

impl Variables {
    /// Of a block.
    #[must_use]
    pub fn of_block(block: &Block) -> Self {
        let mut variables = Self::default();
        variables.block(block);
        variables
    }

    /// Of an expression.
    #[must_use]
    pub fn of_expr(expr: &Expr) -> Self {
        let mut variables = Self::default();
        variables.expr(expr);
        variables
    }

    /// Assigned in it, but declared outside.
    #[must_use]
    pub fn assigned_outside(&self) -> Vec<VarId> {
        self.assigned.difference(&self.declared).copied().collect()
    }

    /// Read or assigned in it, but declared outside.
    #[must_use]
    pub fn captured(&self) -> Vec<VarId> {
        self.read
            .union(&self.assigned)
            .filter(|var| !self.declared.contains(var))
            .copied()
            .collect()
    }

    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Let { var, .. } => {
                    self.declared.insert(*var);
                }
                StatementKind::Assign { var, .. } => {
                    self.assigned.insert(*var);
                }
                StatementKind::For { index, item, .. } => {
                    self.declared.insert(*item);
                    self.declared.extend(*index);
                }
                StatementKind::While { .. }
                | StatementKind::Wait(_)
                | StatementKind::WaitUntil(_)
                | StatementKind::Expr(_) => {}
            }
        }
        self.parts(Part::Block(block));
    }

    fn parts(&mut self, part: Part<'_>) {
        each_part(part, &mut |part| match part {
            Part::Expr(expr) => self.expr(expr),
            Part::Block(block) => self.block(block),
        });
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Context(path) => {
                self.context(path.first());
            }
            ExprKind::Local(var) => {
                self.read.insert(*var);
            }
            ExprKind::Lambda { params, .. } => self.declared.extend(params.iter().copied()),
            ExprKind::Raw { expr, variables } => {
                self.read.extend(variables.values().copied());
                for path in uses(expr).states {
                    self.context(path.get(1));
                }
            }
            ExprKind::Work(work) => self.bound_by_work(work),
            ExprKind::Match { subject, arms, .. } => {
                self.declared.insert(*subject);
                self.declared.extend(arms.iter().filter_map(|arm| arm.binding));
            }
            ExprKind::Try(tried) => self.bound_by_catches(&tried.catches),
            ExprKind::Literal(_)
            | ExprKind::Deploy(_)
            | ExprKind::Continue(_)
            | ExprKind::Interpolation(_)
            | ExprKind::List(_)
            | ExprKind::Object(_)
            | ExprKind::Field { .. }
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Exists(_)
            | ExprKind::Is(..)
            | ExprKind::FailAgain(_)
            | ExprKind::Index { .. }
            | ExprKind::Binary { .. }
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Coalesce(..)
            | ExprKind::Library(..)
            | ExprKind::Inline { .. }
            | ExprKind::If { .. }
            | ExprKind::Loop { .. }
            | ExprKind::Block(_)
            | ExprKind::Return(_)
            | ExprKind::Break { .. }
            | ExprKind::Fail { .. } => {}
        }
        self.parts(Part::Expr(expr));
    }

    /// The part of the Context Object that is read; `None` for the whole.
    fn context(&mut self, part: Option<&Arc<str>>) {
        let reads = |name: &str| part.is_none_or(|part| **part == *name);
        self.reads_state |= reads("State");
        self.reads_task |= reads("Task");
    }

    fn bound_by_catches(&mut self, catches: &[Catch]) {
        self.declared.extend(catches.iter().filter_map(|catch| catch.binding));
    }

    fn bound_by_work(&mut self, work: &Work) {
        self.declared.insert(work.result);
        self.bound_by_catches(&work.catches);
        let WorkKind::Map(map) = &work.kind else { return };
        self.declared.insert(map.item);
        self.declared.extend(map.index);
        let select = map.distributed.as_ref().and_then(|options| options.select.as_ref());
        self.declared.extend(select.map(|(param, _)| *param));
    }
}
