//! Walks over the typed program: which variables a piece of it reads, assigns and declares.

use std::collections::BTreeSet;

use crate::ir::program::{
    Arm, Block, Catch, Entry, Expr, ExprKind, ForSource, ListItem, Map, MapSource, Statement,
    StatementKind, Task, TextPart, Try, VarId, Work, WorkKind,
};

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
            self.statement(statement);
        }
        if let Some(value) = &block.value {
            self.expr(value);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Let { var, value } => {
                self.declared.insert(*var);
                self.expr(value);
            }
            StatementKind::Assign { var, value } => {
                self.assigned.insert(*var);
                self.expr(value);
            }
            StatementKind::While { condition, body, .. } => {
                self.expr(condition);
                self.block(body);
            }
            StatementKind::For { index, item, source, body, .. } => {
                self.declared.insert(*item);
                self.declared.extend(*index);
                match source {
                    ForSource::List(list) => self.expr(list),
                    ForSource::Range { start, end, .. } => {
                        self.expr(start);
                        self.expr(end);
                    }
                }
                self.block(body);
            }
            StatementKind::Wait(value)
            | StatementKind::WaitUntil(value)
            | StatementKind::Expr(value) => self.expr(value),
        }
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Deploy(_) | ExprKind::Continue(_) => {}
            ExprKind::Context(path) => {
                self.reads_state |= path.first().is_some_and(|first| &**first == "State");
            }
            ExprKind::Local(var) => {
                self.read.insert(*var);
            }
            ExprKind::Interpolation(parts) => {
                self.exprs(parts.iter().filter_map(|part| match part {
                    TextPart::Text(_) => None,
                    TextPart::Value(value) => Some(value),
                }));
            }
            ExprKind::List(items) => self.exprs(items.iter().map(|item| match item {
                ListItem::Item(value) | ListItem::Spread(value) => value,
            })),
            ExprKind::Object(entries) => {
                for entry in entries {
                    self.entry(entry);
                }
            }
            ExprKind::Field { base, .. } => self.expr(base),
            ExprKind::Not(operand)
            | ExprKind::Negate(operand)
            | ExprKind::Exists(operand)
            | ExprKind::Is(operand, _)
            | ExprKind::FailAgain(operand) => self.expr(operand),
            ExprKind::Index { base: left, index: right, .. }
            | ExprKind::Binary { left, right, .. }
            | ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Coalesce(left, right) => self.exprs([&**left, &**right]),
            ExprKind::Library(_, args) | ExprKind::Inline { args, .. } => self.exprs(args),
            ExprKind::Lambda { params, body } => {
                self.declared.extend(params.iter().copied());
                self.expr(body);
            }
            ExprKind::Raw { variables, .. } => self.read.extend(variables.values().copied()),
            ExprKind::Work(work) => self.work(work),
            ExprKind::If { tests, otherwise } => {
                for (test, block) in tests {
                    self.expr(test);
                    self.block(block);
                }
                self.blocks(otherwise);
            }
            ExprKind::Match { value, subject, arms, .. } => {
                self.declared.insert(*subject);
                self.expr(value);
                for arm in arms {
                    self.arm(arm);
                }
            }
            ExprKind::Loop { body, until, .. } => {
                self.block(body);
                self.exprs(until.as_deref());
            }
            ExprKind::Try(tried) => self.tried(tried),
            ExprKind::Block(block) => self.block(block),
            ExprKind::Return(value) | ExprKind::Break { value, .. } => self.exprs(value.as_deref()),
            ExprKind::Fail { error, cause } => {
                self.exprs(error.as_deref().into_iter().chain(cause.as_deref()));
            }
        }
    }

    fn blocks<'a>(&mut self, blocks: impl IntoIterator<Item = &'a Block>) {
        for block in blocks {
            self.block(block);
        }
    }

    fn entry(&mut self, entry: &Entry) {
        match entry {
            Entry::Field { value, .. } | Entry::Optional { value, .. } | Entry::Spread(value) => {
                self.expr(value);
            }
            Entry::Computed { key, value } => self.exprs([key, value]),
        }
    }

    fn arm(&mut self, arm: &Arm) {
        self.declared.extend(arm.binding);
        self.exprs(arm.guard.as_ref());
        self.block(&arm.body);
    }

    fn catches(&mut self, catches: &[Catch]) {
        for catch in catches {
            self.declared.extend(catch.binding);
            self.block(&catch.body);
        }
    }

    fn tried(&mut self, tried: &Try) {
        self.block(&tried.body);
        self.catches(&tried.catches);
        self.blocks(&tried.otherwise);
        self.blocks(&tried.finally);
    }

    fn work(&mut self, work: &Work) {
        self.declared.insert(work.result);
        match &work.kind {
            WorkKind::Task(task) => self.task(task),
            WorkKind::Parallel { branches } => {
                self.blocks(branches.iter().map(|branch| &branch.body));
            }
            WorkKind::Map(map) => self.map(map),
        }
        self.expr(&work.value);
        self.catches(&work.catches);
    }

    fn task(&mut self, task: &Task) {
        let Task { resource: _, arguments, timeout, heartbeat, role } = task;
        self.exprs([arguments, timeout, heartbeat, role].into_iter().flatten());
    }

    fn map(&mut self, map: &Map) {
        self.declared.insert(map.item);
        self.declared.extend(map.index);
        match &map.source {
            MapSource::Items(items) => self.expr(items),
            MapSource::Reader { arguments, config, .. } => {
                self.expr(arguments);
                self.exprs(config.iter().map(|(_, value)| value));
            }
        }
        let limits = [&map.concurrency, &map.tolerated_count, &map.tolerated_percentage];
        self.exprs(limits.into_iter().flatten());
        if let Some(distributed) = &map.distributed {
            if let Some((param, select)) = &distributed.select {
                self.declared.insert(*param);
                self.expr(select);
            }
            self.exprs([&distributed.batch_items, &distributed.batch_bytes].into_iter().flatten());
            if let Some(writer) = &distributed.writer {
                self.exprs(
                    writer.arguments.iter().chain(writer.config.iter().map(|(_, value)| value)),
                );
            }
        }
        self.block(&map.body);
    }
}
