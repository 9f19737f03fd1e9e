//! `if`, `match`, blocks and calls of `fn`s that are expressions: conditions and local names.

use crate::ir::program::{Arm, Block, Expr, FunctionId, Statement, StatementKind, VarId};
use crate::jsonata::{BinaryOp as Op, Expr as J, fold};
use crate::lower::expressions::{
    Expressions, Mode, OwnFunction, bound_in, grouped, is_short, operand_mode,
};
use crate::lower::reads::reads;

impl Expressions<'_> {
    pub(super) fn if_else(
        &mut self,
        tests: &[(Expr, Block)],
        otherwise: Option<&Block>,
        mode: Mode,
    ) -> J {
        self.inside(|this| {
            let mut arms = Vec::new();
            for (test, block) in tests {
                let test = this.test(test);
                arms.push((test, this.inside(|this| this.block(block, mode))));
            }
            let last = otherwise.map_or(J::Null, |block| this.block(block, mode));
            this.conditions(arms, last)
        })
    }

    pub(super) fn match_arms(
        &mut self,
        value: &Expr,
        subject: VarId,
        arms: &[Arm],
        exhaustive: bool,
        mode: Mode,
    ) -> J {
        let value = self.defined(value);
        let hint = self.hint(subject);
        self.named(value, &hint, |this, value| {
            this.bind(subject, value.clone());
            this.inside(|this| {
                let mut tested = Vec::new();
                for (at, arm) in arms.iter().enumerate() {
                    if let Some(binding) = arm.binding {
                        this.bind(binding, value.clone());
                    }
                    let sure = exhaustive && at + 1 == arms.len() && arm.guard.is_none();
                    let test = if sure { None } else { this.arm_test(arm, &value) };
                    let body = this.inside(|this| this.block(&arm.body, mode));
                    match test {
                        Some(test) => tested.push((test, body)),
                        None => return this.conditions(tested, body),
                    }
                }
                this.conditions(tested, J::Null)
            })
        })
    }

    /// [`chain`] of any length. Each test is a level below the one before, so a long one goes on in
    /// functions, each of which ends with a call of the next: such a call takes no level.
    fn conditions(&mut self, mut arms: Vec<(J, J)>, last: J) -> J {
        const TOGETHER: usize = 32;
        if arms.len() <= TOGETHER {
            return chain(arms, last);
        }
        let mut bindings = Vec::new();
        let mut rest = last;
        while !arms.is_empty() {
            let together = arms.split_off((arms.len() - 1) / TOGETHER * TOGETHER);
            let name = self.fresh("otherwise");
            let function = J::function(Vec::new(), chain(together, rest));
            bindings.push(J::Bind(name.clone(), Box::new(function)));
            rest = J::Call(Box::new(J::Variable(name)), Vec::new());
        }
        bound_in(bindings, rest)
    }

    /// The test of an arm; `None`: it always holds.
    fn arm_test(&mut self, arm: &Arm, subject: &J) -> Option<J> {
        let is = match arm.values.as_slice() {
            [] => None,
            [one] => Some(J::binary(Op::Equal, subject.clone(), J::constant(one))),
            many => {
                let values = J::Array(many.iter().map(J::constant).collect());
                Some(J::binary(Op::In, subject.clone(), values))
            }
        };
        let guard = arm.guard.as_ref().map(|guard| self.inside(|this| this.test(guard)));
        match (is, guard) {
            (Some(is), Some(guard)) => Some(grouped(vec![is, guard], Op::And)),
            (is, guard) => is.or(guard),
        }
    }

    pub(super) fn block(&mut self, block: &Block, mode: Mode) -> J {
        let mut bindings = Vec::new();
        for statement in &block.statements {
            bindings.extend(self.statement(statement));
        }
        let value =
            block.value.as_ref().map_or(J::Null, |value| self.lower(value, operand_mode(mode)));
        bound_in(bindings, value)
    }

    fn statement(&mut self, statement: &Statement) -> Option<J> {
        match &statement.kind {
            StatementKind::Let { var, value } => {
                let value = self.defined(value);
                if is_short(&value) {
                    self.bind(*var, value);
                    return None;
                }
                let name = self.parameter(*var);
                Some(J::Bind(name, Box::new(value)))
            }
            // Its value is dropped, its failure is not.
            StatementKind::Expr(value) => {
                let (value, effects) = self.measured_part(|this| this.defined(value));
                effects.fails.then_some(value)
            }
            StatementKind::Assign { .. }
            | StatementKind::While { .. }
            | StatementKind::For { .. }
            | StatementKind::Wait(_)
            | StatementKind::WaitUntil(_) => None,
        }
    }

    /// A call of a `fn`, its body in place. An argument that is read once, or is short, goes where it
    /// is read; any other has a name of its own. Where `fn`s call each other so often that the
    /// expression would grow without bound, they become functions of the expression.
    pub(super) fn inline(&mut self, function: FunctionId, args: &[Expr], mode: Mode) -> J {
        const MANY: usize = 40;
        if self.functions.in_place >= MANY {
            return self.called(function, args);
        }
        self.functions.in_place += 1;
        let function = self.unit.function(function);
        let mut values = Vec::new();
        for (param, arg) in function.params.iter().zip(args) {
            let (value, effects) = self.measured_part(|this| this.defined(arg));
            let count = reads(&function.body, *param);
            let movable = !effects.fails && !effects.volatile;
            let placed = is_short(&value)
                || movable && (count.everywhere == 0 || count.everywhere == 1 && !count.repeated);
            values.push((*param, value, placed));
        }
        let mut bindings = Vec::new();
        for (param, value, placed) in values {
            if placed {
                self.bind(param, value);
            } else {
                let name = self.parameter(param);
                bindings.push(J::Bind(name, Box::new(value)));
            }
        }
        let body = self.block(&function.body, mode);
        bound_in(bindings, body)
    }

    /// A call of a `fn` as a function of the expression.
    fn called(&mut self, id: FunctionId, args: &[Expr]) -> J {
        let args: Vec<J> = args.iter().map(|arg| self.defined(arg)).collect();
        if let Some(own) = self.functions.own.get(&id) {
            self.effects = self.effects.and(own.effects);
            return J::Call(Box::new(J::Variable(own.name.clone())), args);
        }
        let function = self.unit.function(id);
        let name = self.fresh(&function.name);
        let params: Vec<_> = function.params.iter().map(|param| self.parameter(*param)).collect();
        let (body, effects) = self
            .measured_part(|this| this.inside(|this| this.block(&function.body, Mode::Defined)));
        let function = J::function(params, body);
        self.functions.own.insert(id, OwnFunction { name: name.clone(), function, effects });
        J::Call(Box::new(J::Variable(name)), args)
    }
}

/// `a ? b : c ? d : e`
pub(super) fn chain(
    arms: impl IntoIterator<Item = (J, J), IntoIter: DoubleEndedIterator>,
    last: J,
) -> J {
    arms.into_iter().rev().fold(last, |rest, (test, value)| fold(J::condition(test, value, rest)))
}
