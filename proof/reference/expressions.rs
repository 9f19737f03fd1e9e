//! Expressions: operators, reads, constructors, jumps.

use std::rc::Rc;

use flowc::ir::program::{BinaryOp, Entry, Expr, ExprKind, IndexKind, ListItem, TextPart};
use flowc::jsonata::eval::{Compiled, Environment};
use flowc::value::{Object, Text, Timestamp, Value};
use indexmap::IndexMap;

use super::values::{field, is_of, item};
use super::{Reference, Run, Stop, fails, printed};

/// What becomes of a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It fails, within the call whose result it was read off.
    Fails,
    /// `??`, `exists` and their like take it.
    Handled,
}

impl Reference<'_> {
    /// The value of an expression; a missing one fails.
    pub(super) fn eval(&mut self, e: &Expr) -> Run<Value> {
        self.read(e, Missing::Fails)?.map_or_else(fails, Ok)
    }

    /// The value of an expression, `None` where it is missing.
    pub(super) fn maybe(&mut self, e: &Expr) -> Run<Option<Value>> {
        self.read(e, Missing::Handled)
    }

    pub(super) fn number(&mut self, e: &Expr) -> Run<f64> {
        self.eval(e)?.as_f64().map_or_else(fails, Ok)
    }

    pub(super) fn list(&mut self, e: &Expr) -> Run<Vec<Value>> {
        match self.eval(e)? {
            Value::Array(items) => Ok(items.items.clone()),
            _ => fails(),
        }
    }

    pub(super) fn object(&mut self, e: &Expr) -> Run<Rc<Object>> {
        match self.eval(e)? {
            Value::Object(fields) => Ok(fields),
            _ => fails(),
        }
    }

    pub(super) fn text(&mut self, e: &Expr) -> Run<Text> {
        match self.eval(e)? {
            Value::String(text) => Ok(text),
            _ => fails(),
        }
    }

    /// The value of an expression, `None` where it is missing: at the end of a chain of reads. `missing`
    /// says what becomes of that around it, which a call behind the chain has to know.
    pub(super) fn read(&mut self, e: &Expr, missing: Missing) -> Run<Option<Value>> {
        let value = match &e.kind {
            ExprKind::Literal(value) => Value::from(value),
            ExprKind::Deploy(_) => return Err(Stop::Unmodelled("a value known at deployment")),
            ExprKind::Local(var) => self.get(*var),
            ExprKind::Context(path) => return self.context(path),
            ExprKind::Interpolation(parts) => self.interpolation(parts)?,
            ExprKind::List(items) => self.list_literal(items)?,
            ExprKind::Object(entries) => self.object_literal(entries)?,
            ExprKind::Field { base, name, .. } => {
                return Ok(self.read(base, missing)?.and_then(|base| field(&base, name)));
            }
            ExprKind::Index { base, index, kind } => {
                return self.index(base, index, *kind, missing);
            }
            ExprKind::Not(operand) => (!self.condition(operand)?).into(),
            ExprKind::Negate(operand) => Value::from(-self.number(operand)?),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right)?,
            ExprKind::And(left, right) => (self.condition(left)? && self.condition(right)?).into(),
            ExprKind::Or(left, right) => (self.condition(left)? || self.condition(right)?).into(),
            ExprKind::Coalesce(left, right) => match self.maybe(left)? {
                None | Some(Value::Null) => return self.read(right, missing),
                Some(value) => value,
            },
            ExprKind::Exists(operand) => self.maybe(operand)?.is_some().into(),
            ExprKind::Is(operand, ty) => {
                self.maybe(operand)?.is_some_and(|value| is_of(&value, ty)).into()
            }
            ExprKind::Library(function, args) => return self.library(*function, args, missing),
            ExprKind::Lambda { .. } => return Err(Stop::Unmodelled("a lambda by itself")),
            ExprKind::Raw { expr, variables } => {
                let known = variables.iter().map(|(name, var)| (name.to_string(), self.get(*var)));
                let known = Known { variables: known.collect(), now: self.instant() };
                return Compiled::new(expr).evaluate(&known).or_else(|_| fails());
            }
            ExprKind::Inline { function, args } => {
                let program = self.program;
                let function = &program.functions.declared[function.0 as usize];
                let values = args.iter().map(|arg| self.eval(arg)).collect::<Run<Vec<Value>>>()?;
                for (param, value) in function.params.iter().zip(values) {
                    self.set(*param, value);
                }
                self.step()?;
                self.body(&function.body)?
            }
            ExprKind::Work(work) => return self.work(work, missing),
            ExprKind::If { tests, otherwise } => self.if_else(tests, otherwise.as_ref())?,
            ExprKind::Match { value, subject, arms, .. } => {
                self.match_arms(value, *subject, arms)?
            }
            ExprKind::Loop { id, body, until } => self.endless(*id, body, until.as_deref())?,
            ExprKind::Try(tried) => self.tried(tried)?,
            ExprKind::Block(block) => self.block(block)?,
            ExprKind::Return(_)
            | ExprKind::Break { .. }
            | ExprKind::Continue(_)
            | ExprKind::Fail { .. }
            | ExprKind::FailAgain(_) => return Err(self.jump(&e.kind)?),
        };
        Ok(Some(value))
    }

    /// Where a jump leads.
    fn jump(&mut self, kind: &ExprKind) -> Run<Stop> {
        let mut value =
            |e: &Option<Box<Expr>>| e.as_ref().map_or(Ok(Value::Null), |e| self.eval(e));
        Ok(match kind {
            ExprKind::Return(e) => Stop::Return(value(e)?),
            ExprKind::Break { id, value: e } => Stop::Break(*id, value(e)?),
            ExprKind::Continue(id) => Stop::Continue(*id),
            ExprKind::Fail { error, cause } => {
                Stop::Fail(self.fail(error.as_deref(), cause.as_deref())?)
            }
            ExprKind::FailAgain(e) => Stop::Fail(self.fail_again(e)?),
            _ => Stop::Unmodelled("no jump"),
        })
    }

    fn context(&mut self, path: &[std::sync::Arc<str>]) -> Run<Option<Value>> {
        if matches!(path, [first, second] if **first == *"Task" && **second == *"Token") {
            return Ok(Some(super::TOKEN.into()));
        }
        if self.within_map {
            return Err(Stop::Unmodelled("the context within a distributed map"));
        }
        let input = self.input.clone();
        let known = match path {
            [first, second, rest @ ..] => match (&**first, &**second) {
                ("Execution", "Input") => {
                    return Ok(rest.iter().try_fold(input, |base, name| field(&base, name)));
                }
                ("Execution", "Name") => Value::from("run"),
                ("Execution", "StartTime") => Value::from(super::START.to_string()),
                ("StateMachine", "Name") => Value::from("StateMachine"),
                _ => return Err(Stop::Unmodelled("this part of the context")),
            },
            _ => return Err(Stop::Unmodelled("this part of the context")),
        };
        Ok(Some(known))
    }

    fn interpolation(&mut self, parts: &[TextPart]) -> Run<Value> {
        let mut out = String::new();
        for part in parts {
            match part {
                TextPart::Text(text) => out.push_str(text),
                TextPart::Value(e) => {
                    let value = self.eval(e)?;
                    out.push_str(&printed(&value).map_or_else(fails, Ok)?);
                }
            }
        }
        Ok(out.into())
    }

    fn list_literal(&mut self, items: &[ListItem]) -> Run<Value> {
        let mut list = Vec::new();
        for item in items {
            match item {
                ListItem::Item(e) => list.push(self.eval(e)?),
                ListItem::Spread(e) => list.extend(self.list(e)?),
            }
        }
        Ok(Value::array(list))
    }

    fn object_literal(&mut self, entries: &[Entry]) -> Run<Value> {
        let mut fields: IndexMap<Text, Value> = IndexMap::new();
        for entry in entries {
            match entry {
                Entry::Field { key, value } => {
                    let value = self.eval(value)?;
                    fields.insert((&**key).into(), value);
                }
                Entry::Optional { key, value } => match self.maybe(value)? {
                    None | Some(Value::Null) => {}
                    Some(value) => drop(fields.insert((&**key).into(), value)),
                },
                Entry::Computed { key, value } => {
                    let key = self.text(key)?;
                    let value = self.eval(value)?;
                    fields.insert(key, value);
                }
                Entry::Spread(e) => {
                    let object = self.object(e)?;
                    let all = object.iter().map(|(key, value)| (key.clone(), value.clone()));
                    fields.extend(all);
                }
            }
        }
        Ok(Value::object(fields))
    }

    fn index(
        &mut self,
        base: &Expr,
        index: &Expr,
        kind: IndexKind,
        missing: Missing,
    ) -> Run<Option<Value>> {
        let Some(base) = self.read(base, missing)? else { return Ok(None) };
        if kind == IndexKind::Item
            && matches!(&base, Value::Array(items) if items.is_empty())
            && !index.steps
        {
            return Ok(None);
        }
        match self.eval(index)? {
            Value::Number(at) => Ok(item(&base, at.as_f64())),
            Value::String(key) => Ok(field(&base, &key)),
            _ => fails(),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Run<Value> {
        let left = self.eval(left)?;
        let right = self.eval(right)?;
        let value = match op {
            BinaryOp::Equal => (left == right).into(),
            BinaryOp::NotEqual => (left != right).into(),
            BinaryOp::In => match &right {
                Value::Array(items) => items.contains(&left).into(),
                _ => return fails(),
            },
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                let order = super::values::order(&left, &right).map_or_else(fails, Ok)?;
                match op {
                    BinaryOp::Less => order.is_lt(),
                    BinaryOp::LessEqual => order.is_le(),
                    BinaryOp::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }
                .into()
            }
            BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Remainder
            | BinaryOp::Add
            | BinaryOp::Subtract => {
                let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) else { return fails() };
                Value::from(match op {
                    BinaryOp::Multiply => a * b,
                    BinaryOp::Divide => a / b,
                    BinaryOp::Remainder => a % b,
                    BinaryOp::Add => a + b,
                    _ => a - b,
                })
            }
        };
        Ok(value)
    }
}

/// What the source's own JSONata reads.
struct Known {
    variables: IndexMap<String, Value>,
    now: Timestamp,
}

impl Environment for Known {
    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }

    #[allow(clippy::cast_precision_loss, reason = "milliseconds are few")]
    fn now(&self) -> f64 {
        self.now.0 as f64
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn uuid(&self) -> Text {
        "00000000-0000-4000-8000-000000000000".into()
    }
}
