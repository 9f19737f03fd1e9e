//! Evaluates the nodes of a plan, each as one level.

use std::rc::Rc;

use crate::value::{Object, Value};

use super::Environment;
use super::failure::{Failure, Result, fail};
use super::frame::Frame;
use super::function::{Argument, Closure, Function};
use super::functions::Builtin;
use super::limits::Meter;
use super::operators;
use super::plan::{Bind, Block, Condition, Filter, Kind, Lookup, Node};
use super::program::Program;
use super::sequence::{collapsed, unwrapped, whole};
use super::text::json;

/// How much stack an evaluation needs between two looks at what is left.
const ROOM: usize = 128 << 10;
const SEGMENT: usize = 2 << 20;

/// One evaluation of an expression.
pub(super) struct Run<'a> {
    program: &'a Program,
    pub(super) env: &'a dyn Environment,
    pub(super) meter: Meter,
    /// What `$$` is.
    root: Option<Value>,
    /// What the names outside mean, once one of them was asked for.
    globals: Vec<Global>,
    /// Frames that may hold functions, which may hold the frames.
    noted: Vec<Rc<Frame>>,
}

/// What a name means that nothing inside binds.
#[derive(Clone)]
pub(super) enum Global {
    Unasked,
    Nothing,
    Value(Value),
    Builtin(&'static Builtin),
}

/// What is to be called.
pub(super) enum Callee {
    Builtin(&'static Builtin),
    Value(Argument),
}

impl<'a> Run<'a> {
    pub(super) fn new(program: &'a Program, env: &'a dyn Environment, root: Option<Value>) -> Self {
        Self { program, env, meter: Meter::default(), root, globals: Vec::new(), noted: Vec::new() }
    }

    /// The value of a node, at one level below what evaluates it.
    pub(super) fn eval(
        &mut self,
        node: &Node,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        self.meter.enter()?;
        let value = match self.leaf(node, input, frame) {
            Some(value) => value,
            None => stacker::maybe_grow(ROOM, SEGMENT, || self.made(node, input, frame))?,
        };
        self.meter.leave();
        Ok(collapsed(value, node.keep_array))
    }

    /// The value of a node that has no parts.
    #[inline]
    fn leaf(&mut self, node: &Node, input: Option<&Value>, frame: &Frame) -> Option<Argument> {
        if !node.predicates.is_empty() || node.group.is_some() {
            return None;
        }
        match &node.kind {
            Kind::Constant(value) => Some(Some(value.clone())),
            Kind::Variable(variable) => Some(self.lookup(&variable.lookup, frame)),
            Kind::Context => Some(input.map(|input| unwrapped(input).clone())),
            _ => None,
        }
    }

    /// The value of a node that is made of those of its parts.
    fn made(&mut self, node: &Node, input: Option<&Value>, frame: &Rc<Frame>) -> Result<Argument> {
        let mut value = self.part(node, input, frame)?;
        if !node.predicates.is_empty() || node.group.is_some() {
            value = self.finish(node, value, frame)?;
        }
        if let Some(made @ (Value::Array(_) | Value::Object(_))) = &value
            && matches!(
                node.kind,
                Kind::Array(_) | Kind::Object(_) | Kind::Call(_) | Kind::Apply(_)
            )
        {
            self.meter.check_nesting(made)?;
        }
        Ok(value)
    }

    /// What is done to a value before it leaves its level.
    fn finish(&mut self, node: &Node, mut value: Argument, frame: &Rc<Frame>) -> Result<Argument> {
        for filter in &node.predicates {
            value = Some(self.filter(filter, value.as_ref(), frame)?);
        }
        match &node.group {
            Some(group) if !matches!(node.kind, Kind::Path(_)) => {
                self.object(group, value.as_ref(), frame).map(Some)
            }
            _ => Ok(value),
        }
    }

    fn part(&mut self, node: &Node, input: Option<&Value>, frame: &Rc<Frame>) -> Result<Argument> {
        Ok(match &node.kind {
            Kind::Constant(value) => Some(value.clone()),
            Kind::Variable(variable) => self.lookup(&variable.lookup, frame),
            Kind::Context => input.map(|input| unwrapped(input).clone()),
            Kind::Root => self.root.clone(),
            Kind::Name(name) => match input {
                Some(input) => self.field(input, name)?,
                None => None,
            },
            Kind::Wildcard => self.wildcard(input)?,
            Kind::Descendants => self.descendants(input)?,
            Kind::Parent(symbol) => frame.nearest(*symbol).flatten(),
            Kind::Path(path) => return self.path(path, node.group.as_deref(), input, frame),
            Kind::Negate(operand) => operators::negate(self.eval(operand, input, frame)?)?,
            Kind::Binary(op, parts) => return self.binary(*op, parts, input, frame),
            Kind::Range(parts) => {
                let first = self.eval(&parts[0], input, frame)?;
                let last = self.eval(&parts[1], input, frame)?;
                self.range(first.as_ref(), last.as_ref())?
            }
            Kind::Apply(parts) => return self.chain(parts, input, frame),
            Kind::Array(array) => {
                let items = self.array(&array.items, input, frame)?;
                Some(if array.whole { whole(items) } else { Value::array(items) })
            }
            Kind::Object(entries) => Some(self.object(entries, input, frame)?),
            Kind::Condition(condition) => return self.condition(condition, input, frame),
            Kind::Bind(bind) => return self.bind(bind, input, frame),
            Kind::Block(block) => return self.block(block, input, frame),
            Kind::Call(call) => return self.call(call, None, input, frame),
            Kind::Partial(partial) => Some(self.partial(partial, input, frame)?),
            Kind::Lambda(lambda) => {
                self.meter.makes_functions = true;
                let closure =
                    Closure { lambda: lambda.clone(), frame: frame.clone(), input: input.cloned() };
                Some(Function::Lambda(closure).value())
            }
            Kind::Thunk(call) => {
                let (call, frame) = (call.clone(), frame.clone());
                Some(Function::Thunk { call, frame, input: input.cloned() }.value())
            }
            Kind::Regex(pattern) => {
                self.meter.makes_functions = true;
                Some(Function::Regex(pattern.clone()).value())
            }
            Kind::Transform(transform) => {
                self.meter.makes_functions = true;
                let (transform, frame) = (transform.clone(), frame.clone());
                Some(Function::Transform { transform, frame }.value())
            }
            Kind::Fault(failure) => return Err(Box::new(failure.clone())),
        })
    }

    /// The value of a name.
    pub(super) fn lookup(&mut self, lookup: &Lookup, frame: &Frame) -> Argument {
        if let Some(bound) = lookup.locals.iter().find_map(|local| frame.read(local)) {
            return bound;
        }
        match self.global(lookup.global) {
            Global::Value(value) => Some(value.clone()),
            Global::Builtin(builtin) => {
                let value = Function::Builtin(builtin).value();
                self.meter.makes_functions = true;
                self.globals[lookup.global] = Global::Value(value.clone());
                Some(value)
            }
            Global::Unasked | Global::Nothing => None,
        }
    }

    fn global(&mut self, index: usize) -> &Global {
        if self.globals.is_empty() {
            self.globals.resize(self.program.globals.len(), Global::Unasked);
        }
        if let Some(Global::Unasked) = self.globals.get(index) {
            let outside = &self.program.globals[index];
            self.globals[index] = match self.env.variable(&outside.name) {
                Some(value) => Global::Value(value),
                None => outside.builtin.map_or(Global::Nothing, Global::Builtin),
            };
        }
        self.globals.get(index).unwrap_or(&Global::Nothing)
    }

    /// What a call is to call: a built-in function is not made a value for that.
    pub(super) fn callee(
        &mut self,
        procedure: &Node,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Callee> {
        let Kind::Variable(variable) = &procedure.kind else {
            return self.eval(procedure, input, frame).map(Callee::Value);
        };
        let lookup = &variable.lookup;
        let plain = procedure.predicates.is_empty() && procedure.group.is_none();
        if plain
            && lookup.locals.is_empty()
            && let Global::Builtin(builtin) = self.global(lookup.global)
        {
            let builtin = *builtin;
            self.meter.enter()?;
            self.meter.leave();
            return Ok(Callee::Builtin(builtin));
        }
        self.eval(procedure, input, frame).map(Callee::Value)
    }

    fn array(
        &mut self,
        nodes: &[Node],
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Vec<Value>> {
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            match self.eval(node, input, frame)? {
                None => {}
                // What is written as an array is one item; any other one gives its items.
                Some(Value::Array(array)) if !matches!(node.kind, Kind::Array(_)) => {
                    self.meter.make_array(items.len() + array.len())?;
                    if items.is_empty() && nodes.len() == 1 {
                        items = array.items.clone();
                    } else {
                        items.extend(array.iter().cloned());
                    }
                }
                Some(value) => items.push(value),
            }
        }
        self.meter.make_array(items.len())?;
        Ok(items)
    }

    fn condition(
        &mut self,
        condition: &Condition,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let holds = self.eval(&condition.condition, input, frame)?;
        if self.is_true(holds.as_ref())? {
            return self.eval(&condition.then, input, frame);
        }
        match &condition.otherwise {
            Some(otherwise) => self.eval(otherwise, input, frame),
            None => Ok(None),
        }
    }

    fn bind(&mut self, bind: &Bind, input: Option<&Value>, frame: &Rc<Frame>) -> Result<Argument> {
        let value = self.eval(&bind.value, input, frame)?;
        if self.meter.makes_functions
            && matches!(value, Some(Value::Function(_) | Value::Array(_) | Value::Object(_)))
        {
            self.noted.extend(frame.note(bind.up));
        }
        frame.bind(bind.up, bind.slot, value.clone());
        Ok(value)
    }

    fn block(
        &mut self,
        block: &Block,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let own = (block.slots > 0).then(|| Frame::new(frame, block.slots));
        let frame = own.as_ref().unwrap_or(frame);
        let mut value = None;
        for item in &block.items {
            value = self.eval(item, input, frame)?;
        }
        Ok(value)
    }

    /// What a filter leaves of a value: a sequence, or the array it picked.
    pub(super) fn filter(
        &mut self,
        filter: &Filter,
        value: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        match filter {
            Filter::Index(index) => Ok(picked(value, *index)),
            Filter::Predicate(predicate) => self.select(predicate, value, frame),
        }
    }

    /// Lets go of what this evaluation made.
    pub(super) fn end(&mut self) {
        for frame in self.noted.drain(..) {
            frame.empty();
        }
    }

    /// The field `name` of a value; of an array, those of its items.
    pub(super) fn field(&mut self, value: &Value, name: &str) -> Result<Argument> {
        match value {
            Value::Object(fields) => Ok(fields.get(name).cloned()),
            Value::Array(_) => {
                let mut found = Vec::new();
                self.collect_fields(value, name, &mut found)?;
                Ok(Some(super::sequence::sequence(found)))
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Function(_) => Ok(None),
        }
    }

    fn collect_fields(&mut self, value: &Value, name: &str, found: &mut Vec<Value>) -> Result<()> {
        match value {
            Value::Array(items) => {
                self.meter.spend(items.len())?;
                for item in items.iter() {
                    stacker::maybe_grow(ROOM, SEGMENT, || self.collect_fields(item, name, found))?;
                }
            }
            Value::Object(fields) => match fields.get(name) {
                Some(Value::Array(items)) => {
                    self.meter.spend(items.len())?;
                    found.extend(items.iter().cloned());
                }
                Some(value) => found.push(value.clone()),
                None => {}
            },
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Function(_) => {}
        }
        Ok(())
    }
}

/// The item at `index`, from the end if that is negative.
fn picked(value: Option<&Value>, index: f64) -> Value {
    let items = value.map(super::sequence::items).unwrap_or_default();
    match position(index, items.len()).and_then(|at| items.get(at)) {
        Some(item @ Value::Array(_)) => item.clone(),
        Some(item) => super::sequence::sequence(vec![item.clone()]),
        None => super::sequence::sequence(Vec::new()),
    }
}

/// Where in a list of `length` an index points, counted from the end if it is negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
#[allow(clippy::cast_precision_loss, reason = "no list is that long")]
pub(super) fn position(index: f64, length: usize) -> Option<usize> {
    let index = index.floor();
    let index = if index < 0.0 { index + length as f64 } else { index };
    (index >= 0.0 && index < length as f64).then_some(index as usize)
}

/// The fields of an object, in their order.
pub(super) fn object(fields: Object) -> Value {
    Value::Object(Rc::new(fields))
}

/// A key of an object that is no string.
pub(super) fn bad_key<T>(key: &Value) -> Result<T> {
    fail("T1003", format!("Key in object structure must evaluate to a string; got: {}", json(key)))
}

/// The same key from two entries of an object.
pub(super) fn same_key(key: &str) -> Box<Failure> {
    let key = json(&Value::string(key));
    Failure::new("D1009", format!("Multiple key definitions evaluate to same key: {key}"))
}
