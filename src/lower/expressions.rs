//! Expressions without steps to JSONata.
//!
//! The value of every expression this module makes is exactly the value of the source expression:
//! a list is a list however many items it has, and what is missing fails the state instead of
//! vanishing. A [`Mode`] says what may become of a missing value where an expression stands.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use crate::ir::machine::{Effects, Template, Value};
use crate::ir::program::{
    BinaryOp, DeployValue, Expr, ExprKind, FunctionId, IndexKind, Library, Presence, Unit, VarId,
};
use crate::ir::types::Type;
use crate::jsonata::scope::substitute_all;
use crate::jsonata::{self, BinaryOp as Op, Expr as J, Name, fold};
use crate::lower::guards::Guarded;

/// Makes JSONata of expressions; knows what the variables in scope are called.
#[derive(Debug)]
pub struct Expressions<'p> {
    pub(super) unit: Unit<'p>,
    bound: FxHashMap<VarId, J>,
    /// What the source calls the values that [`Self::stand_in`]s stand for.
    pub(super) spoken_for: FxHashMap<VarId, String>,
    names: u32,
    /// Holds `context.State` of the state that failed, in a handler.
    failed_state: Option<Name>,
    /// What the expression in work can do, so far.
    pub(super) effects: Effects,
    /// What the expression in work has checked already, in places that are always evaluated.
    pub(super) guarded: Vec<Guarded>,
    /// What the expression in work wrote of `fn`s.
    pub(super) functions: Functions,
}

/// The `fn`s one expression calls.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// How many bodies were written in place.
    pub in_place: usize,
    /// Those that are functions of the expression, each behind those it calls itself.
    pub own: indexmap::IndexMap<FunctionId, OwnFunction>,
}

/// A `fn` as a function of one expression.
#[derive(Debug)]
pub(super) struct OwnFunction {
    pub name: Name,
    pub function: J,
    /// What calling it can do.
    pub effects: Effects,
}

/// What JSONata's "undefined" means where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It leaves the whole expression, which fails the state: nothing needs to be checked.
    Leaf,
    /// A missing value, which the place handles. Only chains of reads give it; everything else is
    /// defined or fails.
    Chain,
    /// It must not come up: JSONata would swallow it here.
    Defined,
}

impl<'p> Expressions<'p> {
    /// For the expressions of `unit`; no variable is bound yet.
    #[must_use]
    pub fn new(unit: Unit<'p>) -> Self {
        Self {
            unit,
            bound: FxHashMap::default(),
            spoken_for: FxHashMap::default(),
            names: 0,
            failed_state: None,
            effects: Effects::default(),
            guarded: Vec::new(),
            functions: Functions::default(),
        }
    }

    /// Reads of `var` become `expr` from here on; gives what they were before.
    pub fn bind(&mut self, var: VarId, expr: J) -> Option<J> {
        self.bound.insert(var, expr)
    }

    /// What reads of `var` become.
    #[must_use]
    pub fn bound(&self, var: VarId) -> Option<&J> {
        self.bound.get(&var)
    }

    /// A name no other variable has: `hint#3`.
    pub fn fresh(&mut self, hint: &str) -> Name {
        self.names += 1;
        format!("{hint}#{}", self.names).into()
    }

    /// The expression as one of JSONata. Where its value is missing it is undefined, which must fail
    /// the state: as the whole of a `{% … %}`.
    pub fn expr(&mut self, e: &Expr) -> (J, Effects) {
        self.measured(|this| this.whole(|this| this.lower(e, Mode::Leaf)))
    }

    /// The expression as a JSON template: literal objects and lists around `{% … %}` leaves.
    pub fn value(&mut self, e: &Expr) -> Value {
        let (template, effects) = self.measured(|this| this.template(e));
        Value { template, effects }
    }

    /// The expression as the condition of a Choice: a boolean, or the state fails.
    pub fn condition(&mut self, e: &Expr) -> Value {
        let (expr, effects) = self.measured(|this| {
            if !e.ty.is_bool() {
                this.fails();
            }
            this.whole(|this| this.lower(e, Mode::Leaf))
        });
        Value { template: Template::Expr(expr), effects }
    }

    /// The expression as a value of which JSONata's `$type` says `name`; what is none fails where it
    /// is evaluated.
    pub fn of_type(&mut self, e: &Expr, name: &'static str) -> Value {
        let known = match name {
            "array" => e.ty.is_list(),
            "number" => e.ty.is_number(),
            "string" => e.ty.is_string(),
            _ => false,
        };
        if known {
            return self.value(e);
        }
        let (expr, effects) = self.measured(|this| {
            this.whole(|this| {
                let value = this.unchecked(e);
                this.checked(value, e, name)
            })
        });
        Value { template: Template::Expr(expr), effects }
    }

    /// One expression that is evaluated by itself: it brings its functions along, and nothing is
    /// checked before it.
    pub(super) fn whole(&mut self, work: impl FnOnce(&mut Self) -> J) -> J {
        let functions = std::mem::take(&mut self.functions);
        self.guarded.clear();
        let expr = work(self);
        let own = std::mem::replace(&mut self.functions, functions).own;
        let bindings = own.into_values().map(|own| J::Bind(own.name, Box::new(own.function)));
        bound_in(bindings.collect(), expr)
    }

    /// What `work` gives, and what evaluating it can do.
    fn measured<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Effects) {
        let outer = std::mem::take(&mut self.effects);
        let guarded = std::mem::take(&mut self.guarded);
        let result = work(self);
        self.guarded = guarded;
        (result, std::mem::replace(&mut self.effects, outer))
    }

    /// Like [`Self::measured`] for a part of the expression in work.
    pub(super) fn measured_part<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Effects) {
        let outer = std::mem::take(&mut self.effects);
        let result = work(self);
        let effects = self.effects;
        self.effects = outer.and(effects);
        (result, effects)
    }

    pub(super) fn fails(&mut self) {
        self.effects.fails = true;
    }

    pub(super) fn volatile(&mut self) {
        self.effects.volatile = true;
    }

    /// An expression that must be defined where it stands.
    pub(super) fn defined(&mut self, e: &Expr) -> J {
        self.lower(e, Mode::Defined)
    }

    /// An expression.
    pub(super) fn lower(&mut self, e: &Expr, mode: Mode) -> J {
        if may_miss(e) {
            match mode {
                Mode::Leaf => self.fails(),
                Mode::Chain => {}
                // What is there itself when its receiver is: the receiver is checked.
                Mode::Defined if gives_something(e) => {}
                Mode::Defined => {
                    let chain = self.lower(e, Mode::Chain);
                    return self.present(chain, e);
                }
            }
        }
        match &e.kind {
            ExprKind::Literal(value) => J::constant(value),
            ExprKind::Deploy(value) => Self::deploy(value),
            ExprKind::Local(var) => self.local(*var),
            ExprKind::Context(path) => self.context(path),
            ExprKind::Interpolation(parts) => self.interpolation(parts, mode),
            ExprKind::List(items) => self.list_literal(items),
            ExprKind::Object(entries) => self.object_literal(entries),
            ExprKind::Field { base, name, .. } => self.field(base, name),
            ExprKind::Index { base, index, kind } => self.index(base, index, *kind),
            ExprKind::Not(operand) => self.not(operand),
            ExprKind::Negate(operand) => {
                if !operand.ty.is_number() {
                    self.fails();
                }
                negated(self.lower(operand, operand_mode(mode)))
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, mode),
            ExprKind::And(..) => self.chain_of(e, Op::And),
            ExprKind::Or(..) => self.chain_of(e, Op::Or),
            ExprKind::Coalesce(left, right) => self.coalesce(left, right, mode),
            ExprKind::Exists(operand) => self.exists(operand),
            ExprKind::Is(operand, ty) => self.is(operand, ty),
            ExprKind::Library(function, args) => self.library(*function, args, mode),
            ExprKind::Lambda { params, body } => {
                let params: Vec<Name> = params.iter().map(|param| self.parameter(*param)).collect();
                let body = self.inside(|this| this.defined(body));
                J::function(params, body)
            }
            ExprKind::Raw { expr, variables } => self.raw(expr, variables),
            ExprKind::Inline { function, args } => self.inline(*function, args, mode),
            ExprKind::If { tests, otherwise } => self.if_else(tests, otherwise.as_ref(), mode),
            ExprKind::Match { value, subject, arms, exhaustive } => {
                self.match_arms(value, *subject, arms, *exhaustive, mode)
            }
            ExprKind::Block(block) => self.block(block, mode),
            // A last `return e` of a `fn` written in place is its value.
            ExprKind::Return(Some(value)) => self.lower(value, mode),
            ExprKind::Return(None)
            | ExprKind::Work(_)
            | ExprKind::Loop { .. }
            | ExprKind::Try(_)
            | ExprKind::Break { .. }
            | ExprKind::Continue(_)
            | ExprKind::Fail { .. }
            | ExprKind::FailAgain(_) => J::Null,
        }
    }

    /// Evaluates `work` for a part that is not always evaluated: what it checks is not known to be
    /// checked behind it.
    pub(super) fn inside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.guarded.len();
        let result = work(self);
        self.guarded.truncate(mark);
        result
    }

    /// An expression that stands for `value`, which `like` gave and which is there.
    pub(super) fn stand_in(&mut self, value: J, like: &Expr) -> Expr {
        self.names += 1;
        let var = VarId(u32::MAX - self.names);
        self.bind(var, value);
        let spoken = self.spoken(like);
        self.spoken_for.insert(var, spoken);
        Expr::new(ExprKind::Local(var), like.ty.clone(), like.span)
    }

    /// Names a variable that is bound inside the expression.
    pub(super) fn parameter(&mut self, var: VarId) -> Name {
        let hint = self.hint(var);
        let name = self.fresh(&hint);
        self.bind(var, J::Variable(name.clone()));
        name
    }

    pub(super) fn hint(&self, var: VarId) -> Arc<str> {
        let local = self.unit.local(var);
        local.map_or_else(|| "value".into(), |local| local.name.clone())
    }

    fn local(&self, var: VarId) -> J {
        let unnamed = || J::Variable(self.hint(var));
        self.bound.get(&var).cloned().unwrap_or_else(unnamed)
    }

    fn context(&mut self, path: &[Arc<str>]) -> J {
        if let (Some(("State", rest)), Some(failed)) = (first_and_rest(path), &self.failed_state) {
            let failed = J::Variable(failed.clone());
            return rest.iter().fold(failed, |base, name| base.step(name.clone()));
        }
        if !is_lasting(path) {
            self.volatile();
        }
        let context = J::variable("states").field("context");
        path.iter().fold(context, |base, name| base.step(name.clone()))
    }

    /// From here on `context.State` is what `variable` holds: in a handler, the state that failed.
    /// Gives what it was before; `None` is the state the expression stands in.
    pub fn set_failed_state(&mut self, variable: Option<Name>) -> Option<Name> {
        std::mem::replace(&mut self.failed_state, variable)
    }

    fn deploy(value: &DeployValue) -> J {
        let text = || J::Substituted(vec![jsonata::Piece::Substitution(value.key.clone())]);
        if value.ty.is_number() || value.ty.is_bool() {
            J::Substitution(value.key.clone())
        } else if value.ty.is_list() {
            J::call("split", vec![text(), J::string(",")])
        } else {
            text()
        }
    }

    /// `base.name`; of an object built right here, just the field.
    fn field(&mut self, base: &Expr, name: &Name) -> J {
        let (base, effects) = self.measured_part(|this| this.lower(base, Mode::Chain));
        match base {
            J::Object(mut fields) if effects == Effects::default() => {
                let is_read = |key: &J| matches!(key, J::String(key) if key == name);
                let read = fields.iter().position(|(key, _)| is_read(key));
                match read.filter(|_| fields.iter().all(|(key, _)| matches!(key, J::String(_)))) {
                    Some(at) => fields.swap_remove(at).1,
                    None => J::Object(fields).step(name.clone()),
                }
            }
            base => base.step(name.clone()),
        }
    }

    fn index(&mut self, base: &Expr, index: &Expr, kind: IndexKind) -> J {
        if let ExprKind::Literal(serde_json::Value::String(key)) = &index.kind {
            return self.lower(base, Mode::Chain).field(key);
        }
        let by_number = kind == IndexKind::Item || index.ty.is_number();
        let by_name = kind == IndexKind::Key || index.ty.is_string();
        let list = self.lower(base, Mode::Chain);
        if by_number {
            // Of an empty list it is not evaluated.
            let at = self.inside(|this| this.number(index));
            item(list, at)
        } else if by_name {
            if !index.ty.is_string() {
                self.fails();
            }
            let key = self.defined(index);
            J::call("lookup", vec![list, key])
        } else {
            let key = self.defined(index);
            self.fails();
            self.named(list, "value", |this, list| {
                this.named(key, "key", |_, key| {
                    let numeric = has_type(key.clone(), "number");
                    let by_name = J::call("lookup", vec![list.clone(), key.clone()]);
                    J::condition(numeric, item(list, key), by_name)
                })
            })
        }
    }

    /// `!e`
    fn not(&mut self, operand: &Expr) -> J {
        match &operand.kind {
            ExprKind::Binary { op: BinaryOp::Equal, left, right } => {
                self.equality(Op::NotEqual, left, right)
            }
            ExprKind::Binary { op: BinaryOp::NotEqual, left, right } => {
                self.equality(Op::Equal, left, right)
            }
            _ => J::call("not", vec![self.test(operand)]),
        }
    }

    /// A value whose type is going to be checked: a missing one is of none.
    pub(super) fn unchecked(&mut self, e: &Expr) -> J {
        self.lower(e, if gives_something(e) { Mode::Defined } else { Mode::Chain })
    }

    /// An expression that is surely a boolean, or fails.
    pub(super) fn test(&mut self, e: &Expr) -> J {
        if e.ty.is_bool() {
            return self.defined(e);
        }
        let value = self.unchecked(e);
        self.checked(value, e, "boolean")
    }

    /// An expression that is surely a number, or fails.
    pub(super) fn number(&mut self, e: &Expr) -> J {
        if e.ty.is_number() {
            return self.defined(e);
        }
        let value = self.unchecked(e);
        self.checked(value, e, "number")
    }

    /// An expression that is surely a list, or fails.
    pub(super) fn list_of(&mut self, e: &Expr) -> J {
        if e.ty.is_list() {
            return self.defined(e);
        }
        let value = self.unchecked(e);
        self.checked(value, e, "array")
    }

    /// An expression that is surely an object, or fails.
    pub(super) fn object_of(&mut self, e: &Expr) -> J {
        if e.ty.is_object() {
            return self.defined(e);
        }
        let value = self.unchecked(e);
        self.checked(value, e, "object")
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, mode: Mode) -> J {
        let symbol = match op {
            BinaryOp::Equal => return self.equality(Op::Equal, left, right),
            BinaryOp::NotEqual => return self.equality(Op::NotEqual, left, right),
            BinaryOp::In => return self.contained(left, right),
            BinaryOp::Multiply => Op::Multiply,
            BinaryOp::Divide => Op::Divide,
            BinaryOp::Remainder => Op::Remainder,
            BinaryOp::Add => Op::Add,
            BinaryOp::Subtract => Op::Subtract,
            BinaryOp::Less => Op::Less,
            BinaryOp::LessEqual => Op::LessEqual,
            BinaryOp::Greater => Op::Greater,
            BinaryOp::GreaterEqual => Op::GreaterEqual,
        };
        if let Some(sum) = self.long_sum(op, left, right) {
            return sum;
        }
        let numbers = left.ty.is_number() && right.ty.is_number();
        let compares = matches!(symbol, Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual);
        if !(numbers || compares && left.ty.is_string() && right.ty.is_string()) {
            self.fails();
        }
        let mode = operand_mode(mode);
        let left = self.lower(left, mode);
        fold(J::binary(symbol, left, self.lower(right, mode)))
    }

    /// Many numbers added: `$sum` adds them in the same order, but goes no deeper for each.
    fn long_sum(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Option<J> {
        const LONG: usize = 30;
        if op != BinaryOp::Add {
            return None;
        }
        let mut numbers = vec![right];
        let mut rest = left;
        while let ExprKind::Binary { op: BinaryOp::Add, left, right } = &rest.kind {
            numbers.push(right);
            rest = left;
        }
        numbers.push(rest);
        if numbers.len() < LONG || numbers.iter().any(|number| !number.ty.is_number()) {
            return None;
        }
        let numbers = numbers.into_iter().rev().map(|number| self.defined(number)).collect();
        Some(J::call("sum", vec![J::Array(numbers)]))
    }

    fn equality(&mut self, op: Op, left: &Expr, right: &Expr) -> J {
        if let Some(value) = or_null(left) {
            return self.equals_if_there(op, value, right);
        }
        if let Some(value) = or_null(right) {
            return self.equals_if_there(op, value, left);
        }
        let left = self.defined(left);
        fold(J::binary(op, left, self.defined(right)))
    }

    /// `(value ?? null) == other`: to JSONata, what is missing equals nothing and differs from nothing.
    fn equals_if_there(&mut self, op: Op, value: &Expr, other: &Expr) -> J {
        let not = |expr: J| J::call("not", vec![expr]);
        let nullable = value.ty.may_be_null();
        if is_null(other) {
            let value = self.lower(value, Mode::Chain);
            let there = if nullable {
                J::binary(Op::NotEqual, value, J::Null)
            } else {
                J::call("exists", vec![value])
            };
            return if op == Op::Equal { not(there) } else { there };
        }
        if other.ty.may_be_null() {
            let value = self.coalesced(value, J::Null);
            return J::binary(op, value, self.defined(other));
        }
        let value = self.lower(value, Mode::Chain);
        let same = J::binary(Op::Equal, value, self.defined(other));
        if op == Op::Equal { same } else { not(same) }
    }

    /// `left in right`
    pub(super) fn contained(&mut self, left: &Expr, right: &Expr) -> J {
        // What is equal to a text or a number is one, so either side decides.
        let by_contents = !is_scalar(&left.ty) && !is_scalar(&right.ty.item());
        let left = self.defined(left);
        let list = self.list_of(right);
        if !by_contents {
            return J::binary(Op::In, left, items_of(list, &right.ty));
        }
        self.named(left, "value", |this, value| {
            let item = this.fresh("item");
            let same = J::binary(Op::Equal, J::Variable(item.clone()), value);
            let list = items_of(list, &right.ty);
            let found = J::call("filter", vec![list, J::function(vec![item], same)]);
            J::call("exists", vec![found])
        })
    }

    /// `a && b && …` or `a || b || …`, so grouped that it stays shallow.
    fn chain_of(&mut self, e: &Expr, op: Op) -> J {
        let mut operands = Vec::new();
        collect(e, op, &mut operands);
        if let Some(one_of) = self.one_of(&operands, op) {
            return one_of;
        }
        let mut tests = Vec::new();
        for (at, operand) in operands.into_iter().enumerate() {
            let test =
                if at == 0 { self.test(operand) } else { self.inside(|this| this.test(operand)) };
            tests.push(test);
        }
        grouped(tests, op)
    }

    /// `x == "A" || x == "B" || x == "C"` as `$x in ["A", "B", "C"]`.
    fn one_of(&mut self, operands: &[&Expr], op: Op) -> Option<J> {
        if op != Op::Or || operands.len() < 2 {
            return None;
        }
        let mut subject = None;
        let mut values = Vec::new();
        for operand in operands {
            let ExprKind::Binary { op: BinaryOp::Equal, left, right } = &operand.kind else {
                return None;
            };
            let (ExprKind::Local(var), ExprKind::Literal(value)) = (&left.kind, &right.kind) else {
                return None;
            };
            if value.is_array() || value.is_object() || *subject.get_or_insert(*var) != *var {
                return None;
            }
            values.push(J::constant(value));
        }
        let subject = self.local(subject?);
        Some(J::binary(Op::In, subject, J::Array(values)))
    }

    fn coalesce(&mut self, left: &Expr, right: &Expr, mode: Mode) -> J {
        if !may_miss(left) && !left.ty.may_be_null() {
            return self.lower(left, Mode::Chain);
        }
        // What the right side checks is not known to be checked: it is not always evaluated.
        let other = self.inside(|this| this.lower(right, mode));
        self.coalesced(left, other)
    }

    fn coalesced(&mut self, left: &Expr, other: J) -> J {
        let null = left.ty.may_be_null();
        let value = self.lower(left, Mode::Chain);
        self.named(value, "value", |_, value| {
            let there = if null {
                J::binary(Op::NotEqual, value.clone(), J::Null)
            } else {
                J::call("exists", vec![value.clone()])
            };
            J::condition(there, value, other)
        })
    }

    fn exists(&mut self, operand: &Expr) -> J {
        if !may_miss(operand) {
            // It is there, but evaluating it may fail.
            let (value, effects) = self.measured_part(|this| this.defined(operand));
            return if effects.fails { J::call("exists", vec![value]) } else { J::Bool(true) };
        }
        J::call("exists", vec![self.lower(operand, Mode::Chain)])
    }

    fn raw(&mut self, expr: &J, variables: &indexmap::IndexMap<Arc<str>, VarId>) -> J {
        self.fails();
        let uses = jsonata::scope::uses(expr);
        if uses.volatile()
            || uses.states.iter().any(|path| !is_lasting(path.get(1..).unwrap_or_default()))
        {
            self.volatile();
        }
        let names = variables.iter().map(|(name, var)| (name.clone(), self.local(*var))).collect();
        substitute_all(expr, &names)
    }

    /// Gives `work` an expression that may be written several times: `expr` itself where it is a
    /// short read, else a local that holds it.
    pub(super) fn named(&mut self, expr: J, hint: &str, work: impl FnOnce(&mut Self, J) -> J) -> J {
        if is_short(&expr) {
            return work(self, expr);
        }
        let name = self.fresh(hint);
        let body = work(self, J::Variable(name.clone()));
        bound_in(vec![J::Bind(name, Box::new(expr))], body)
    }
}

/// `(bindings; body)`, in one block with those of the bindings' values and of the body: their names
/// are unlike all others.
pub(super) fn bound_in(bindings: Vec<J>, body: J) -> J {
    if bindings.is_empty() {
        return body;
    }
    let mut parts = Vec::new();
    for binding in bindings {
        match binding {
            J::Bind(name, value) => match *value {
                J::Block(mut inner) => {
                    let value = inner.pop().unwrap_or(J::Null);
                    parts.extend(inner);
                    parts.push(J::Bind(name, Box::new(value)));
                }
                value => parts.push(J::Bind(name, Box::new(value))),
            },
            other => parts.push(other),
        }
    }
    match body {
        J::Block(more) => parts.extend(more),
        body => parts.push(body),
    }
    J::Block(parts)
}

/// `e` of `e ?? null`.
fn or_null(e: &Expr) -> Option<&Expr> {
    match &e.kind {
        ExprKind::Coalesce(value, other) if is_null(other) && may_miss(value) => Some(value),
        _ => None,
    }
}

fn is_null(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Literal(serde_json::Value::Null))
}

/// What the operands of an operator that passes "undefined" on may be.
pub(super) fn operand_mode(mode: Mode) -> Mode {
    match mode {
        Mode::Leaf => Mode::Leaf,
        Mode::Chain | Mode::Defined => Mode::Defined,
    }
}

/// Whether the value of an expression can be missing: it ends in a read that may miss.
pub(super) fn may_miss(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Field { base, presence, .. } => *presence == Presence::Maybe || may_miss(base),
        ExprKind::Index { .. } | ExprKind::Raw { .. } => true,
        ExprKind::Coalesce(_, right) => may_miss(right),
        ExprKind::Library(_, args) => !gives_something(e) || args.first().is_some_and(may_miss),
        _ => false,
    }
}

/// Whether this is a function of the library that gives a value for every receiver.
fn gives_something(e: &Expr) -> bool {
    match e.kind {
        ExprKind::Library(function, _) => !matches!(
            function,
            Library::Find
                | Library::First
                | Library::Last
                | Library::Min
                | Library::Max
                | Library::Average
        ),
        _ => false,
    }
}

/// Whether `=` compares values of this type by themselves, not by their contents.
pub(super) fn is_scalar(ty: &Type) -> bool {
    ty.all(|member| {
        member.is_string() || member.is_number() || member.is_bool() || member.may_be_null()
    })
}

/// `$type(expr) = "name"`
pub(super) fn has_type(expr: J, name: &str) -> J {
    J::binary(Op::Equal, J::call("type", vec![expr]), J::string(name))
}

/// `list[at]`, where each level has its own parentheses: an index straight after another one may be
/// ignored.
fn item(list: J, at: J) -> J {
    match list {
        J::Path(base, step) if matches!(*step, J::Field(_)) => J::Path(base, Box::new(step.at(at))),
        list => list.at(at),
    }
}

/// A list where it is gone through item by item and where nothing stands for no items: what was
/// made of a sequence may be that sequence. `[]` keeps one item from being taken for a list, or for
/// nothing.
pub(super) fn items_of(list: J, ty: &Type) -> J {
    let item = ty.item();
    match sequence_of(&list) {
        Some(J::KeepArray(sequence)) if !item.may_be_list() && !item.may_be_null() => *sequence,
        Some(sequence) => sequence,
        None => list,
    }
}

/// `sequence[]` of `$append([], sequence[])`: the same list, or nothing where it has no items.
pub(super) fn sequence_of(list: &J) -> Option<J> {
    let J::Call(function, args) = list else { return None };
    match args.as_slice() {
        [J::Array(none), sequence @ J::KeepArray(_)]
            if function.is_variable("append") && none.is_empty() =>
        {
            Some(sequence.clone())
        }
        _ => None,
    }
}

/// Whether an expression may be written twice: a variable, or some steps into one.
pub(super) fn is_short(expr: &J) -> bool {
    fn steps(expr: &J) -> Option<usize> {
        match expr {
            J::Variable(_) | J::Context => Some(0),
            J::Path(base, step) => match &**step {
                J::Field(_) => Some(steps(base)? + 1),
                J::Predicate(field, at) if matches!(**field, J::Field(_)) && is_constant(at) => {
                    Some(steps(base)? + 2)
                }
                _ => None,
            },
            J::Predicate(base, at) if is_constant(at) => Some(steps(base)? + 1),
            _ => None,
        }
    }
    is_constant(expr) || steps(expr).is_some_and(|steps| steps <= 5)
}

fn is_constant(expr: &J) -> bool {
    match expr {
        J::Null | J::Bool(_) | J::Number(_) | J::Substitution(_) => true,
        J::String(text) => text.len() <= 20,
        J::Negate(operand) => matches!(**operand, J::Number(_)),
        _ => false,
    }
}

/// `-operand`
fn negated(operand: J) -> J {
    J::Negate(Box::new(operand))
}

/// The operands of a chain of one operator, in order.
fn collect<'e>(e: &'e Expr, op: Op, operands: &mut Vec<&'e Expr>) {
    match (&e.kind, op) {
        (ExprKind::And(left, right), Op::And) | (ExprKind::Or(left, right), Op::Or) => {
            collect(left, op, operands);
            collect(right, op, operands);
        }
        _ => operands.push(e),
    }
}

/// A chain that JSONata evaluates from left to right, one level deeper for each operand: beyond a
/// certain length it is halved.
pub(super) fn grouped(mut operands: Vec<J>, op: Op) -> J {
    const LONG: usize = 30;
    if operands.len() > LONG {
        let right = operands.split_off(operands.len() / 2);
        return J::binary(op, grouped(operands, op), grouped(right, op));
    }
    operands.into_iter().reduce(|left, right| J::binary(op, left, right)).unwrap_or(J::Null)
}

/// Whether this part of the Context Object is the same throughout an execution: not what a redrive changes.
fn is_lasting(path: &[Arc<str>]) -> bool {
    match first_and_rest(path) {
        Some(("Execution", rest)) => {
            rest.first().is_some_and(|field| !field.starts_with("Redrive"))
        }
        Some((first, _)) => first == "StateMachine",
        None => false,
    }
}

/// The first step of a path, and the steps behind it.
fn first_and_rest(path: &[Arc<str>]) -> Option<(&str, &[Arc<str>])> {
    path.split_first().map(|(first, rest)| (&**first, rest))
}
