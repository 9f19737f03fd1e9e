//! Blocks and simple statements.

use crate::ir::machine::{EdgeId, Kind, Value, Wait};
use crate::ir::program::{Block, Expr, ExprKind, Notes, Statement, StatementKind, VarId};
use crate::jsonata::Name;
use crate::lower::choices::Test;
use crate::lower::exits::{Jump, null};
use crate::lower::frames::{Failure, Frame};
use crate::lower::loops::For;
use crate::lower::{Dest, Lowering};
use crate::source::Span;

impl Lowering<'_> {
    /// Lowers a block and gives its value to `dest`.
    pub(super) fn block_into(&mut self, block: &Block, dest: &Dest, span: Span) {
        self.noted_block_into(block, dest, Notes::default(), span);
    }

    /// The same; `notes` are for its value's state, where that has none of its own.
    pub(super) fn noted_block_into(
        &mut self,
        block: &Block,
        dest: &Dest,
        notes: Notes,
        span: Span,
    ) {
        for statement in &block.statements {
            if !self.reachable() {
                return;
            }
            self.statement(statement);
        }
        if !self.reachable() {
            return;
        }
        let own = block.value_notes.clone();
        let notes = if own == Notes::default() { notes } else { own };
        match &block.value {
            Some(value) => self.expr_into(value, dest, notes),
            None => self.deliver(dest, null(), span, Notes::default()),
        }
    }

    fn statement(&mut self, statement: &Statement) {
        let notes = statement.notes.clone();
        match &statement.kind {
            StatementKind::Let { var, value } => self.declaration(*var, value, notes),
            StatementKind::Assign { var, value } => {
                let dest = Dest::Var(self.name_of(*var));
                self.expr_into(value, &dest, notes);
            }
            StatementKind::While { id, condition, body } => {
                self.while_loop(*id, condition, body, notes, statement.span);
            }
            StatementKind::For { id, index, item, source, body } => {
                let (id, index, item) = (*id, *index, *item);
                self.for_loop(For { id, index, item, body, span: statement.span }, source, notes);
            }
            StatementKind::Wait(seconds) => {
                let text = format!("wait {}", self.text(seconds.span));
                self.wait(seconds, false, text, notes);
            }
            StatementKind::WaitUntil(timestamp) => {
                let text = format!("wait until {}", self.text(timestamp.span));
                self.wait(timestamp, true, text, notes);
            }
            StatementKind::Expr(value) => self.expr_into(value, &Dest::Discard, notes),
        }
    }

    /// The variable is bound only behind its value, which may read one of the same name.
    fn declaration(&mut self, var: VarId, value: &Expr, notes: Notes) {
        let local = self.unit.local(var).expect("what is declared is a variable of the source");
        let name = self.expressions.fresh(&local.name);
        if self.sources.slice(local.span) == &*local.name {
            self.named.insert(name.clone());
        }
        self.expr_into(value, &Dest::Var(name.clone()), notes);
        self.declared.insert(name.clone());
        self.expressions.bind(var, crate::jsonata::Expr::Variable(name));
    }

    fn wait(&mut self, value: &Expr, until: bool, text: String, notes: Notes) {
        let (kind, field, wanted): (fn(Value) -> Wait, _, _) = if until {
            (Wait::Timestamp, "Timestamp", "string")
        } else {
            (Wait::Seconds, "Seconds", "number")
        };
        let span = value.span;
        let Some(value) = self.operand(value) else { return };
        // A Wait catches nothing: within reach of a handler its value is one before it waits.
        let value = if self.catches_query_errors() {
            self.expressions.of_type(&value, wanted)
        } else {
            self.expressions.value(&value)
        };
        let value = self.settled(value, "wait", span);
        let id = self.add(Kind::Wait(kind(value)), text, notes, span);
        self.say(id, [(field, span)]);
    }

    /// Lowers an expression and gives its value to `dest`.
    pub(super) fn expr_into(&mut self, expr: &Expr, dest: &Dest, notes: Notes) {
        if !self.reachable() {
            return;
        }
        if !expr.steps {
            let value = self.expressions.value(expr);
            self.deliver(dest, value, expr.span, notes);
            return;
        }
        match &expr.kind {
            ExprKind::Work(work) => self.work_into(work, dest, notes),
            ExprKind::If { tests, otherwise } => {
                let tests: Vec<Test<'_>> =
                    tests.iter().map(|(test, block)| Test::of(test, block)).collect();
                self.if_into(&tests, otherwise.as_ref(), dest, notes, expr.span);
            }
            ExprKind::Match { value, subject, arms, exhaustive } => {
                self.match_into(value, *subject, arms, *exhaustive, dest, notes);
            }
            ExprKind::Loop { id, body, until } => {
                self.endless_loop(*id, body, until.as_deref(), dest, notes, expr.span);
            }
            ExprKind::Try(tried) => self.try_into(tried, dest, notes, expr.span),
            ExprKind::Block(block) => self.noted_block_into(block, dest, notes, expr.span),
            ExprKind::Inline { function, args } => {
                self.inline_into(*function, args, dest, notes, expr.span);
            }
            ExprKind::And(left, right) => self.and_into(left, right, dest, notes, expr.span),
            ExprKind::Or(left, right) => self.or_into(left, right, dest, notes, expr.span),
            ExprKind::Coalesce(left, right) => self.coalesce_into(left, right, dest, notes, expr),
            ExprKind::Return(value) => self.return_value(value.as_deref(), notes, expr.span),
            ExprKind::Break { id, value } => {
                self.jump_with(Jump::Break(*id), value.as_deref(), expr.span);
            }
            ExprKind::Continue(id) => self.jump(Jump::Continue(*id), None, expr.span),
            ExprKind::Fail { error, cause } => {
                self.fail(error.as_deref(), cause.as_deref(), notes, expr.span);
            }
            ExprKind::FailAgain(error) => self.fail_again(error, notes, expr.span),
            ExprKind::Literal(_)
            | ExprKind::Deploy(_)
            | ExprKind::Local(_)
            | ExprKind::Context(_)
            | ExprKind::Interpolation(_)
            | ExprKind::List(_)
            | ExprKind::Object(_)
            | ExprKind::Field { .. }
            | ExprKind::Index { .. }
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Binary { .. }
            | ExprKind::Exists(_)
            | ExprKind::Is(..)
            | ExprKind::Library(..)
            | ExprKind::Lambda { .. }
            | ExprKind::Raw { .. } => {
                let Some(simple) = self.operand(expr) else { return };
                let value = self.expressions.value(&simple);
                self.deliver(dest, value, expr.span, notes);
            }
        }
    }

    /// `return e`: the value's own states may end the body, unless a `finally` or a retried body lies between.
    fn return_value(&mut self, value: Option<&Expr>, notes: Notes, span: Span) {
        let direct = matches!(self.frames.last(), Some(Frame::Body { .. }));
        match value {
            Some(value) if direct => self.expr_into(value, &Dest::Return, notes),
            value => self.jump_with(Jump::Return, value, span),
        }
    }

    fn jump_with(&mut self, jump: Jump, value: Option<&Expr>, span: Span) {
        let value = match value {
            Some(expr) => {
                let Some(simple) = self.operand(expr) else { return };
                Some(self.expressions.value(&simple))
            }
            None => None,
        };
        self.jump(jump, value, span);
    }

    fn fail(&mut self, error: Option<&Expr>, cause: Option<&Expr>, notes: Notes, span: Span) {
        let given: Vec<&Expr> = error.into_iter().chain(cause).collect();
        let Some(given) = self.operands(&given) else { return };
        let mut values = Vec::new();
        for expr in &given {
            let value = self.expressions.value(expr);
            values.push(self.settled(value, "cause", span));
        }
        let said = [("Error", error), ("Cause", cause)];
        let mut values = values.into_iter();
        let error = error.and_then(|_| values.next());
        let cause = cause.and_then(|_| values.next());
        if let Some(id) = self.raise(&Failure::New { error, cause }, notes, span) {
            let said = said.into_iter().filter_map(|(field, expr)| Some((field, expr?.span)));
            self.say(id, said);
        }
    }

    fn fail_again(&mut self, error: &Expr, notes: Notes, span: Span) {
        let Some(simple) = self.operand(error) else { return };
        let name = self.variable_with(&simple, "error");
        if let Some(id) = self.raise(&Failure::Again(name), notes, span) {
            self.say(id, [("Again", error.span)]);
        }
    }

    /// A variable that holds the value of `expr`: its own, where it is one.
    pub(super) fn variable_with(&mut self, expr: &Expr, hint: &str) -> Name {
        if let ExprKind::Local(var) = &expr.kind
            && let Some(crate::jsonata::Expr::Variable(name)) = self.expressions.bound(*var)
        {
            return name.clone();
        }
        let name = self.expressions.fresh(hint);
        let value = self.expressions.value(expr);
        self.assign(vec![(name.clone(), value)], expr.span, Notes::default());
        name
    }

    /// The steps of a `fn`, written in place.
    fn inline_into(
        &mut self,
        function: crate::ir::program::FunctionId,
        args: &[Expr],
        dest: &Dest,
        notes: Notes,
        span: Span,
    ) {
        let function = self.unit.function(function);
        let args: Vec<&Expr> = args.iter().collect();
        let Some(args) = self.operands(&args) else { return };
        let mut bindings = Vec::new();
        let mut assigned = Vec::new();
        for (param, arg) in function.params.iter().zip(&args) {
            if let Some(expr) = self.stable(arg) {
                bindings.push((*param, expr));
            } else {
                let hint = self.expressions.hint(*param);
                let name = self.expressions.fresh(&hint);
                assigned.push((name.clone(), self.expressions.value(arg)));
                bindings.push((*param, crate::jsonata::Expr::Variable(name)));
            }
        }
        if !assigned.is_empty() {
            self.assign(assigned, span, Notes::default());
        }
        self.restore(bindings);
        self.frames.push(Frame::Function { dest: dest.clone(), ends: Vec::new() });
        self.function_body(&function.body, dest, notes, span);
        if let Some(Frame::Function { mut ends, .. }) = self.frames.pop() {
            self.open.append(&mut ends);
        }
    }

    /// `dest` is meant outside the `fn`: a value that returns from the caller does so from there.
    fn function_body(&mut self, body: &Block, dest: &Dest, notes: Notes, span: Span) {
        match dest {
            Dest::Return => {
                let (_, kept) = self.temporary("result");
                self.noted_block_into(body, &Dest::Var(kept.clone()), notes, span);
                let value = crate::lower::read(&kept);
                self.jump(Jump::Return, Some(value), span);
            }
            Dest::Discard | Dest::Var(_) => self.noted_block_into(body, dest, notes, span),
        }
    }

    /// What is open joins what `edges` lead away.
    pub(super) fn join(&mut self, mut edges: Vec<EdgeId>) {
        self.open.append(&mut edges);
    }
}
