//! Calls of functions, partial ones, and `~>`.

use std::rc::Rc;

use crate::value::{Text, Value};

use super::super::ast::Name;
use super::failure::{Result, bad_argument, fail, not_a_function};
use super::frame::Frame;
use super::function::{Argument, Closure, Function};
use super::functions::{Args, Builtin};
use super::plan::{Call, Kind, Lambda, Lookup, Node, Partial};
use super::program::composition;
use super::run::{Callee, Run};

/// How messages call a function whose name they do not know.
const NAMELESS: &str = "undefined";

impl Run<'_> {
    /// A call; `first` is an argument before those that are written.
    pub(super) fn call(
        &mut self,
        call: &Call,
        first: Option<Argument>,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let callee = self.callee(&call.procedure, input, frame)?;
        if let Callee::Value(None) = callee {
            self.refuse_field("T1005", call.name.as_ref(), call.meant.as_ref(), frame)?;
        }
        let mut args = Vec::with_capacity(call.arguments.len() + 1);
        args.extend(first);
        for argument in &call.arguments {
            args.push(self.eval(argument, input, frame)?.map(given));
        }
        let name = call.name.as_deref().unwrap_or(NAMELESS);
        self.apply(&callee, args, input, name)
    }

    /// Fails if a field was written where a function of that name is.
    fn refuse_field(
        &mut self,
        code: &'static str,
        name: Option<&Name>,
        meant: Option<&Lookup>,
        frame: &Rc<Frame>,
    ) -> Result<()> {
        let (Some(name), Some(meant)) = (name, meant) else { return Ok(()) };
        if self.lookup(meant, frame).is_none() {
            return Ok(());
        }
        let what = if code == "T1005" { "invoke" } else { "partially apply" };
        fail(code, format!("Attempted to {what} a non-function. Did you mean ${name}?"))
    }

    /// The result of a function, and of the calls that it and those end with.
    pub(super) fn apply(
        &mut self,
        callee: &Callee,
        args: Vec<Argument>,
        input: Option<&Value>,
        name: &str,
    ) -> Result<Argument> {
        let result = self.apply_once(callee, args, input, name)?;
        self.settle(result, input)
    }

    /// Makes the calls that are still to be made for a result.
    #[inline]
    fn settle(&mut self, result: Argument, input: Option<&Value>) -> Result<Argument> {
        match result {
            Some(Value::Function(_) | Value::Array(_) | Value::Object(_)) => {
                self.settle_made(result, input)
            }
            _ => Ok(result),
        }
    }

    fn settle_made(&mut self, mut result: Argument, input: Option<&Value>) -> Result<Argument> {
        while let Some(value) = &result
            && let Some(Function::Thunk { call, frame, input: own }) = Function::of(value)
        {
            let (call, frame, own) = (call.clone(), frame.clone(), own.clone());
            drop(result);
            let callee = self.callee(&call.procedure, own.as_ref(), &frame)?;
            let mut args = Vec::with_capacity(call.arguments.len());
            for argument in &call.arguments {
                args.push(self.eval(argument, own.as_ref(), &frame)?);
            }
            let name = call.name.as_deref().unwrap_or(NAMELESS);
            result = self.apply_once(&callee, args, input, name)?;
        }
        if let Some(value @ (Value::Array(_) | Value::Object(_))) = &result {
            self.meter.check_weight(value)?;
        }
        Ok(result)
    }

    fn apply_once(
        &mut self,
        callee: &Callee,
        args: Vec<Argument>,
        input: Option<&Value>,
        name: &str,
    ) -> Result<Argument> {
        let value = match callee {
            Callee::Builtin(builtin) => return self.builtin(builtin, args, input, name),
            Callee::Value(value) => value,
        };
        match value.as_ref().and_then(Function::of) {
            None => not_a_function(),
            Some(Function::Builtin(builtin)) => self.builtin(builtin, args, input, name),
            Some(Function::Lambda(closure)) => {
                let mut args = match &closure.lambda.signature {
                    Some(signature) => signature.validate(args, input, name)?,
                    None => args,
                };
                self.lambda(closure, &mut args, &mut None)
            }
            Some(Function::Partial { function, given }) => {
                let mut rest = args.into_iter();
                let all = given
                    .iter()
                    .map(|given| given.clone().unwrap_or_else(|| rest.next().flatten()))
                    .collect();
                self.apply_unchecked(function, all, name)
            }
            Some(Function::Given(function)) => {
                let callee = Callee::Value(Some(function.clone()));
                self.apply(&callee, args, Some(&Value::Null), name)
            }
            Some(Function::Regex(pattern)) => {
                let text = text_argument(args.into_iter().next().flatten(), name)?;
                Ok(match text {
                    Some(text) => self.first_match(pattern, &text)?,
                    None => None,
                })
            }
            Some(Function::Next(next)) => self.next_match(next),
            Some(Function::Transform { transform, frame }) => {
                self.transform(transform, args.into_iter().next().flatten(), frame)
            }
            Some(Function::Thunk { call, frame, input }) => {
                self.call(call, None, input.as_ref(), frame)
            }
        }
    }

    fn builtin(
        &mut self,
        builtin: &'static Builtin,
        args: Vec<Argument>,
        input: Option<&Value>,
        name: &str,
    ) -> Result<Argument> {
        let args = builtin.signature().validate(args, input, name)?;
        (builtin.call)(self, &Args::new(args, name))
    }

    /// A function with arguments that are not held against its signature.
    fn apply_unchecked(
        &mut self,
        function: &Value,
        mut args: Vec<Argument>,
        name: &str,
    ) -> Result<Argument> {
        match Function::of(function) {
            Some(Function::Builtin(builtin)) => (builtin.call)(self, &Args::new(args, name)),
            Some(Function::Lambda(closure)) => self.lambda(closure, &mut args, &mut None),
            _ => self.apply(&Callee::Value(Some(function.clone())), args, Some(&Value::Null), name),
        }
    }

    /// The value of a function's body. The arguments are taken; one that is missing is bound to
    /// nothing.
    fn lambda(
        &mut self,
        closure: &Closure,
        args: &mut [Argument],
        last: &mut Option<Rc<Frame>>,
    ) -> Result<Argument> {
        let Closure { lambda, frame, input } = closure;
        if lambda.slots == 0 {
            return self.eval(&lambda.body, input.as_ref(), frame);
        }
        let params = (0..lambda.params.len()).map(|at| args.get_mut(at)?.take());
        let own = Frame::of_call(last.take(), frame, lambda.slots, params);
        let result = self.eval(&lambda.body, input.as_ref(), &own);
        *last = Some(own);
        result
    }

    /// Calls a function that a built-in function was given. The context is null for it, but a
    /// function that came without a wrapping, from a call that ends another function, has its own.
    /// Who calls it several times keeps the frame of its last call for the next one.
    pub(super) fn invoke(
        &mut self,
        function: &Value,
        args: &mut [Argument],
        name: &str,
        last: &mut Option<Rc<Frame>>,
    ) -> Result<Argument> {
        let (inner, given) = match Function::of(function) {
            Some(Function::Given(inner)) => (inner, true),
            _ => (function, false),
        };
        let null = Value::Null;
        let taken = |args: &mut [Argument]| args.iter_mut().map(Option::take).collect();
        match Function::of(inner) {
            Some(Function::Lambda(closure)) => {
                let input = if given { Some(&null) } else { closure.input.as_ref() };
                let result = match &closure.lambda.signature {
                    Some(signature) => {
                        let mut args = signature.validate(taken(args), input, name)?;
                        self.lambda(closure, &mut args, last)?
                    }
                    None => self.lambda(closure, args, last)?,
                };
                self.settle(result, input)
            }
            _ => {
                let callee = Callee::Value(Some(inner.clone()));
                self.apply(&callee, taken(args), Some(&null), name)
            }
        }
    }

    /// A function of which some arguments are given.
    pub(super) fn partial(
        &mut self,
        partial: &Partial,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        let mut args = Vec::with_capacity(partial.arguments.len());
        for argument in &partial.arguments {
            args.push(match argument {
                Some(node) => Some(self.eval(node, input, frame)?),
                None => None,
            });
        }
        let procedure = self.eval(&partial.procedure, input, frame)?;
        let (name, meant) = (partial.name.as_ref(), partial.meant.as_ref());
        if procedure.is_none() {
            self.refuse_field("T1007", name, meant, frame)?;
        }
        self.meter.makes_functions = true;
        match procedure {
            Some(function) if Function::of(&function).is_some() => {
                let arity = Function::of(&function).map_or(0, Function::arity);
                args.resize(arity.max(args.len()), Some(None));
                Ok(Function::Partial { function, given: args }.value())
            }
            _ => fail("T1008", "Attempted to partially apply a non-function"),
        }
    }

    /// `left ~> right`
    pub(super) fn chain(
        &mut self,
        parts: &[Node; 2],
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let [left, right] = parts;
        let left = self.eval(left, input, frame)?;
        if let Kind::Call(call) = &right.kind {
            return self.call(call, Some(left), input, frame);
        }
        let right = self.eval(right, input, frame)?;
        let Some(function) = right.filter(|right| Function::of(right).is_some()) else {
            return fail(
                "T2006",
                "The right side of the function application operator ~> must be a function",
            );
        };
        match left {
            Some(first @ Value::Function(_)) => Ok(Some(composed(first, function))),
            left => {
                let callee = Callee::Value(Some(function));
                self.apply(&callee, vec![left], Some(&Value::Null), NAMELESS)
            }
        }
    }
}

/// A function as a function gets it.
fn given(argument: Value) -> Value {
    match Function::of(&argument) {
        Some(Function::Given(_) | Function::Regex(_) | Function::Next(_)) | None => argument,
        Some(_) => Function::Given(argument).value(),
    }
}

/// The function that calls `first`, and `second` with what comes of it.
fn composed(first: Value, second: Value) -> Value {
    let frame =
        Frame::with_values(&Frame::outermost(0), vec![Some(Some(first)), Some(Some(second))]);
    let lambda: Rc<Lambda> = composition();
    Function::Lambda(Closure { lambda, frame, input: None }).value()
}

/// An argument that is to be a text.
pub(super) fn text_argument(argument: Argument, name: &str) -> Result<Option<Text>> {
    match argument {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => bad_argument(1, name),
    }
}
