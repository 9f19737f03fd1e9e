//! Blocks, loops, branches of control and `try`.

use flowc::ir::program::{
    Arm, Block, Catch, Expr, ForSource, LoopId, Retrier, Statement, StatementKind, Try, VarId,
};
use flowc::value::{Form, Timestamp, Value};

use super::{Failure, Reference, Run, Stop, fails};

impl Reference<'_> {
    /// A block that `return` leaves: of a workflow, branch, map body or `fn`.
    pub(super) fn body(&mut self, block: &Block) -> Run<Value> {
        match self.block(block) {
            Err(Stop::Return(value)) => Ok(value),
            other => other,
        }
    }

    /// A block; its value is that of its last expression, or `null`.
    pub(super) fn block(&mut self, block: &Block) -> Run<Value> {
        for statement in &block.statements {
            self.statement(statement)?;
        }
        block.value.as_ref().map_or(Ok(Value::Null), |value| self.eval(value))
    }

    fn statement(&mut self, statement: &Statement) -> Run<()> {
        self.step()?;
        match &statement.kind {
            StatementKind::Let { var, value } | StatementKind::Assign { var, value } => {
                let value = self.eval(value)?;
                self.set(*var, value);
                Ok(())
            }
            StatementKind::While { id, condition, body } => {
                while self.condition(condition)? {
                    if self.round(*id, body)?.is_some() {
                        break;
                    }
                }
                Ok(())
            }
            StatementKind::For { id, index, item, source, body } => {
                self.for_loop(*id, *index, *item, source, body)
            }
            StatementKind::Wait(seconds) => {
                let seconds = self.eval(seconds)?;
                match seconds.as_i64() {
                    Some(seconds @ 0..) => {
                        self.strand.now += seconds * 1000;
                        Ok(())
                    }
                    _ => fails(),
                }
            }
            StatementKind::WaitUntil(moment) => {
                let moment = self.eval(moment)?;
                let Some(text) = moment.as_str() else { return fails() };
                let Some(moment) = Timestamp::parse(text, Form::Lenient) else { return fails() };
                self.strand.now = self.strand.now.max(moment.0 - super::START.0);
                Ok(())
            }
            StatementKind::Expr(value) => self.eval(value).map(drop),
        }
    }

    /// A boolean, or failure.
    pub(super) fn condition(&mut self, e: &Expr) -> Run<bool> {
        self.eval(e)?.as_bool().map_or_else(fails, Ok)
    }

    /// One round of a loop; what `break` gave, where it left the loop.
    fn round(&mut self, id: LoopId, body: &Block) -> Run<Option<Value>> {
        self.step()?;
        match self.block(body) {
            Ok(_) => Ok(None),
            Err(Stop::Continue(to)) if to == id => Ok(None),
            Err(Stop::Break(from, value)) if from == id => Ok(Some(value)),
            Err(stop) => Err(stop),
        }
    }

    fn for_loop(
        &mut self,
        id: LoopId,
        index: Option<VarId>,
        item: VarId,
        source: &ForSource,
        body: &Block,
    ) -> Run<()> {
        let items = match source {
            ForSource::List(list) => self.list(list)?,
            ForSource::Range { start, end, inclusive } => {
                let (start, end) = (self.number(start)?, self.number(end)?);
                let mut next = start;
                let mut numbers = Vec::new();
                while next < end || *inclusive && next == end {
                    self.step()?;
                    numbers.push(next.into());
                    next += 1.0;
                }
                numbers
            }
        };
        for (at, value) in items.into_iter().enumerate() {
            if let Some(var) = index {
                self.set(var, super::values::count(at));
            }
            self.set(item, value);
            if self.round(id, body)?.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// `loop { } until c`
    pub(super) fn endless(&mut self, id: LoopId, body: &Block, until: Option<&Expr>) -> Run<Value> {
        loop {
            if let Some(value) = self.round(id, body)? {
                return Ok(value);
            }
            if let Some(until) = until
                && self.condition(until)?
            {
                return Ok(Value::Null);
            }
        }
    }

    /// `if`, `else if`, `else`
    pub(super) fn if_else(
        &mut self,
        tests: &[(Expr, Block)],
        otherwise: Option<&Block>,
    ) -> Run<Value> {
        for (test, block) in tests {
            if self.condition(test)? {
                return self.block(block);
            }
        }
        otherwise.map_or(Ok(Value::Null), |block| self.block(block))
    }

    /// The first arm that fits.
    pub(super) fn match_arms(&mut self, value: &Expr, subject: VarId, arms: &[Arm]) -> Run<Value> {
        let value = self.eval(value)?;
        self.set(subject, value.clone());
        for arm in arms {
            let fits = arm.values.is_empty()
                || arm.values.iter().any(|wanted| Value::from(wanted) == value);
            if !fits {
                continue;
            }
            if let Some(binding) = arm.binding {
                self.set(binding, value.clone());
            }
            let holds = arm.guard.as_ref().map_or(Ok(true), |guard| self.condition(guard))?;
            if holds {
                return self.block(&arm.body);
            }
        }
        Ok(Value::Null)
    }

    /// `finally` runs on every way out; how it is left itself goes before.
    pub(super) fn tried(&mut self, tried: &Try) -> Run<Value> {
        let result = self.handled(tried);
        if let Some(finally) = &tried.finally
            && !matches!(result, Err(Stop::TooLong | Stop::Raced | Stop::Unmodelled(_)))
        {
            self.block(finally)?;
        }
        result
    }

    fn handled(&mut self, tried: &Try) -> Run<Value> {
        match self.retried(&tried.retriers, |this| this.block(&tried.body)) {
            Ok(value) => match &tried.otherwise {
                Some(otherwise) => self.block(otherwise),
                None => Ok(value),
            },
            Err(Stop::Fail(failure)) => self.caught(&tried.catches, failure),
            Err(stop) => Err(stop),
        }
    }

    /// Does `work` again as the retriers say. What is tried again, or fails for good, leaves no
    /// assignment behind.
    pub(super) fn retried<T>(
        &mut self,
        retriers: &[Retrier],
        mut work: impl FnMut(&mut Self) -> Run<T>,
    ) -> Run<T> {
        let mut made = vec![0; retriers.len()];
        loop {
            let before = (!retriers.is_empty()).then(|| self.strand.variables.clone());
            let failure = match work(self) {
                Err(Stop::Fail(failure)) => failure,
                other => return other,
            };
            if let Some(before) = before {
                self.strand.variables = before;
            }
            let retrier = retriers.iter().position(|it| failure.is_any_of(&it.errors));
            let Some(at) = retrier.filter(|at| made[*at] < attempts(&retriers[*at])) else {
                return Err(Stop::Fail(failure));
            };
            self.step()?;
            self.strand.now += delay(&retriers[at], made[at]);
            made[at] += 1;
        }
    }

    /// The first handler that names the error takes over.
    pub(super) fn caught(&mut self, catches: &[Catch], failure: Failure) -> Run<Value> {
        let Some(catch) = catches.iter().find(|catch| failure.is_any_of(&catch.errors)) else {
            return Err(Stop::Fail(failure));
        };
        if let Some(binding) = catch.binding {
            self.set(binding, failure.output());
        }
        self.block(&catch.body)
    }

    /// `fail`, with texts.
    pub(super) fn fail(&mut self, error: Option<&Expr>, cause: Option<&Expr>) -> Run<Failure> {
        let mut text = |e: Option<&Expr>| match e {
            None => Ok(None),
            Some(e) => match self.eval(e)? {
                Value::String(text) => Ok(Some(text.to_string())),
                _ => fails(),
            },
        };
        Ok(Failure { error: text(error)?, cause: text(cause)? })
    }

    /// `fail e`
    pub(super) fn fail_again(&mut self, e: &Expr) -> Run<Failure> {
        let output = self.eval(e)?;
        let text = |name: &str| output.get(name)?.as_str().map(str::to_owned);
        Ok(Failure { error: text("Error"), cause: text("Cause") })
    }
}

fn attempts(retrier: &Retrier) -> u64 {
    retrier.max_attempts.unwrap_or(3)
}

/// The pause before the retry behind `made` others, in milliseconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small numbers")]
fn delay(retrier: &Retrier, made: u64) -> i64 {
    let rate = retrier.backoff_rate.as_ref().and_then(serde_json::Number::as_f64).unwrap_or(2.0);
    let mut seconds = retrier.interval_seconds.unwrap_or(1) as f64;
    for _ in 0..made {
        seconds *= rate;
    }
    if let Some(cap) = retrier.max_delay_seconds {
        seconds = seconds.min(cap as f64);
    }
    (seconds * 1000.0).round() as i64
}
