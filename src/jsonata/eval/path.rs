//! Paths: each step is evaluated for each item that the step before gave, and what comes of it is
//! one list again.

use std::rc::Rc;

use crate::value::{Array, Value};

use super::failure::Result;
use super::frame::Frame;
use super::function::Argument;
use super::operators::numeric;
use super::plan::{Entries, Filter, Kind, Node, Path, Stage, Step};
use super::rows::Row;
use super::run::{Run, position};
use super::sequence::{
    is_sequence, is_whole, items, keep_singleton, sequence, sequence_array, unwrapped,
};

/// What a step starts from.
enum Context {
    /// A single item, which may be missing.
    One(Argument),
    Many(Rc<Array>),
}

impl Context {
    /// What the first step of a path starts from.
    fn first(path: &Path, input: Option<&Value>) -> Self {
        let absolute = path.steps.first().is_some_and(|step| {
            matches!(step.node.kind, Kind::Variable(_) | Kind::Context | Kind::Root)
        });
        match input {
            Some(Value::Array(items)) if !absolute => Self::Many(items.clone()),
            _ => Self::One(input.cloned()),
        }
    }

    /// The context as the input of an array that is the first step.
    fn into_value(self) -> Argument {
        match self {
            Self::One(value) => value.map(|value| sequence(vec![value])),
            Self::Many(items) => Some(Value::Array(items)),
        }
    }
}

/// What came of the steps so far.
pub(super) enum Found {
    Items(Argument),
    Rows(Vec<Row>),
}

impl Run<'_> {
    pub(super) fn path(
        &mut self,
        path: &Path,
        group: Option<&Entries>,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        if path.plain && group.is_none() {
            return self.plain_path(path, input, frame);
        }
        let found = self.steps(path, input, frame)?;
        match (found, group) {
            (Found::Rows(rows), Some(group)) => self.group_rows(group, rows, frame).map(Some),
            (Found::Rows(rows), None) => Ok(kept(path, Some(Row::values(rows)))),
            (Found::Items(value), Some(group)) => {
                self.object(group, value.as_ref(), frame).map(Some)
            }
            (Found::Items(value), None) => Ok(kept(path, value)),
        }
    }

    /// A path in which fields are read from one object after another.
    fn plain_path(
        &mut self,
        path: &Path,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let Some((done, mut value)) = self.plain_start(path, input, frame)? else {
            return self.mapped(path, 0, Context::first(path, input), frame);
        };
        for (at, step) in path.steps.iter().enumerate().skip(done) {
            match value {
                None => return Ok(None),
                Some(Value::Array(items)) => {
                    return self.mapped(path, at, Context::Many(items), frame);
                }
                Some(one) => value = self.read(step, Some(&one))?,
            }
        }
        Ok(match value {
            Some(Value::Array(items)) if is_sequence(&items) || is_whole(&items) => {
                // It is taken apart into the sequence of the path.
                kept(path, Some(self.flattened(vec![Value::Array(items)], true)?))
            }
            Some(value @ Value::Array(_)) => kept(path, Some(value)),
            Some(value) if path.keep_singleton => kept(path, Some(sequence(vec![value]))),
            value => value,
        })
    }

    /// How many steps are done at once, and what they give; `None` where the first one starts from
    /// several items.
    fn plain_start(
        &mut self,
        path: &Path,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Option<(usize, Argument)>> {
        if let Some(value) = self.field_outside(path)? {
            return Ok(Some((2, value)));
        }
        let Some(first) = path.steps.first() else { return Ok(None) };
        match (&first.node.kind, input) {
            (Kind::Name(_), Some(Value::Array(_))) => Ok(None),
            (Kind::Name(_), _) if first.node.predicates.is_empty() => {
                Ok(Some((1, self.read(first, input)?)))
            }
            (Kind::Variable(_) | Kind::Context | Kind::Root, _) => {
                Ok(Some((1, self.eval(&first.node, input, frame)?)))
            }
            _ => Ok(None),
        }
    }

    /// The field that the first two steps read, of a variable outside that is not made for that.
    fn field_outside(&mut self, path: &Path) -> Result<Option<Argument>> {
        let Some((variable, field)) = path.outside() else { return Ok(None) };
        let value = self.env.field(variable, field);
        if value.is_some() {
            // It is two levels, one after the other.
            for _ in 0..2 {
                self.meter.enter()?;
                self.meter.leave();
            }
        }
        Ok(value)
    }

    /// A step that reads a field of what is no array.
    fn read(&mut self, step: &Step, input: Option<&Value>) -> Result<Argument> {
        self.meter.enter()?;
        self.meter.leave();
        Ok(match (&step.node.kind, input) {
            (Kind::Name(name), Some(Value::Object(fields))) => fields.get(name).cloned(),
            _ => None,
        })
    }

    /// The steps from `at`, for each item of `context`.
    fn mapped(
        &mut self,
        path: &Path,
        at: usize,
        mut context: Context,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let mut found = None;
        for (index, step) in path.steps.iter().enumerate().skip(at) {
            let result = self.step(step, &context, index + 1 == path.steps.len(), frame)?;
            if items(&result).is_empty() {
                found = Some(result);
                break;
            }
            context = Context::Many(array_of(&result));
            found = Some(result);
        }
        Ok(kept(path, found))
    }

    /// What the steps of a path give, with what they bind if they do.
    pub(super) fn steps(
        &mut self,
        path: &Path,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Found> {
        let mut context = Context::first(path, input);
        let mut found: Argument = None;
        let mut rows: Option<Vec<Row>> = None;
        let mut binds = false;
        let mut done = 0;
        if let Some(field) = self.field_outside(path)? {
            done = 2;
            let field = self.flattened(Vec::from_iter(field), path.steps.len() == done)?;
            match &field {
                Value::Array(items) if !items.is_empty() => context = Context::Many(items.clone()),
                _ => return Ok(Found::Items(Some(field))),
            }
            found = Some(field);
        }
        for (index, step) in path.steps.iter().enumerate().skip(done) {
            binds |= step.binds;
            let whole = matches!(&step.node.kind, Kind::Array(array) if array.whole);
            if index == 0 && whole && step.sort.is_none() {
                let input = std::mem::replace(&mut context, Context::One(None)).into_value();
                let own = binds.then(|| Row::default().frame(frame));
                found = self.eval(&step.node, input.as_ref(), own.as_ref().unwrap_or(frame))?;
            } else if binds {
                rows = Some(self.row_step(step, rows, &context_items(&context), frame)?);
                continue;
            } else {
                let last = index + 1 == path.steps.len();
                found = Some(self.step(step, &context, last, frame)?);
            }
            match &found {
                Some(Value::Array(items)) if !items.is_empty() => {
                    context = Context::Many(items.clone());
                }
                // What is no array any more has no items to go on with.
                _ if !binds => break,
                _ => context = Context::Many(Rc::default()),
            }
        }
        if !binds {
            return Ok(Found::Items(found));
        }
        Ok(Found::Rows(rows.unwrap_or_else(|| {
            found.iter().flat_map(items).cloned().map(|item| Row::of(Some(item))).collect()
        })))
    }

    /// One step for each item, and what came of it as one list.
    fn step(
        &mut self,
        step: &Step,
        context: &Context,
        last: bool,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        if let Some(terms) = &step.sort {
            let items = match context {
                Context::One(value) => Value::array(value.iter().cloned().collect()),
                Context::Many(items) => Value::Array(items.clone()),
            };
            let sorted = self.sort_by(terms, items, frame)?;
            return self.filtered(&step.stages, sorted, frame);
        }
        let mut results = Vec::new();
        match context {
            Context::One(value) => results.extend(self.item(step, value.as_ref(), frame)?),
            Context::Many(items) => {
                for item in items.iter() {
                    results.extend(self.item(step, Some(item), frame)?);
                }
            }
        }
        self.flattened(results, last)
    }

    fn item(&mut self, step: &Step, input: Option<&Value>, frame: &Rc<Frame>) -> Result<Argument> {
        let mut value = match (&step.node.kind, input) {
            (Kind::Name(_), None | Some(Value::Object(_))) if step.node.predicates.is_empty() => {
                self.read(step, input)?
            }
            _ => self.eval(&step.node, input, frame)?,
        };
        for stage in &step.stages {
            if let Stage::Filter(filter) = stage {
                value = Some(self.filter(filter, value.as_ref(), frame)?);
            }
        }
        Ok(value)
    }

    fn filtered(&mut self, stages: &[Stage], value: Value, frame: &Rc<Frame>) -> Result<Value> {
        stages.iter().try_fold(value, |value, stage| match stage {
            Stage::Filter(filter) => self.filter(filter, Some(&value), frame),
            Stage::Index(_) => Ok(value),
        })
    }

    /// One list of the items of all results. A single array that the last step found stays what it
    /// is.
    fn flattened(&mut self, mut results: Vec<Value>, last: bool) -> Result<Value> {
        if let (true, [Value::Array(items)]) = (last, &results[..])
            && !is_sequence(items)
            && let Some(only) = results.pop()
        {
            return Ok(only);
        }
        let nested = |value: &Value| matches!(value, Value::Array(items) if !is_whole(items));
        if !results.iter().any(nested) {
            self.meter.make_array(results.len())?;
            return Ok(sequence(results));
        }
        let mut flat = Vec::new();
        for result in results {
            match result {
                Value::Array(items) if !is_whole(&items) => {
                    self.meter.make_array(flat.len() + items.len())?;
                    flat.extend(items.iter().cloned());
                }
                _ => flat.push(result),
            }
        }
        Ok(sequence(flat))
    }

    /// The items of a value for which a predicate holds, or which it names by their index.
    pub(super) fn select(
        &mut self,
        predicate: &Node,
        value: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        let Some(value) = value else {
            // What is missing is a single item, of which nothing can be left.
            let verdict = self.eval(predicate, None, frame)?;
            self.verdict(verdict.as_ref(), 0, 1)?;
            return Ok(sequence(Vec::new()));
        };
        let items = items(value);
        let mut kept = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let verdict = self.eval(predicate, Some(item), frame)?;
            for _ in 0..self.verdict(verdict.as_ref(), index, items.len())? {
                kept.push(item.clone());
            }
        }
        self.meter.make_array(kept.len())?;
        Ok(sequence(kept))
    }

    /// How often the item at `index` of so many is kept.
    pub(super) fn verdict(
        &mut self,
        verdict: Option<&Value>,
        index: usize,
        length: usize,
    ) -> Result<usize> {
        let Some(value) = verdict else { return Ok(0) };
        if let Value::Bool(holds) = value {
            return Ok(usize::from(*holds));
        }
        if let Some(number) = numeric(value)? {
            return Ok(usize::from(position(number, length) == Some(index)));
        }
        if let Value::Array(indexes) = value {
            self.meter.spend(indexes.len())?;
            let mut numbers = Vec::with_capacity(indexes.len());
            for index in indexes.iter() {
                numbers.push(numeric(index)?);
            }
            if numbers.iter().all(Option::is_some) {
                let here = |number: &&f64| position(**number, length) == Some(index);
                return Ok(numbers.iter().flatten().filter(here).count());
            }
        }
        Ok(usize::from(self.boolean(value)?))
    }

    /// `*`
    pub(super) fn wildcard(&mut self, input: Option<&Value>) -> Result<Argument> {
        let mut found = Vec::new();
        let mut plain = false;
        let values: Vec<&Value> = match input.map(unwrapped) {
            Some(Value::Object(fields)) => fields.values().collect(),
            Some(Value::Array(items)) => items.iter().collect(),
            _ => Vec::new(),
        };
        for value in values {
            if let Value::Array(_) = value {
                plain = true;
                self.flatten_into(value, &mut found)?;
            } else {
                found.push(value.clone());
            }
        }
        self.meter.make_array(found.len())?;
        Ok(Some(if plain { Value::array(found) } else { sequence(found) }))
    }

    /// All that is in nested arrays.
    fn flatten_into(&mut self, value: &Value, found: &mut Vec<Value>) -> Result<()> {
        match value {
            Value::Array(items) => {
                self.meter.make_array(found.len())?;
                items.iter().try_for_each(|item| {
                    stacker::maybe_grow(32 << 10, 1 << 20, || self.flatten_into(item, found))
                })
            }
            _ => {
                found.push(value.clone());
                Ok(())
            }
        }
    }

    /// `**`
    pub(super) fn descendants(&mut self, input: Option<&Value>) -> Result<Argument> {
        let Some(input) = input else { return Ok(None) };
        let mut found = Vec::new();
        self.descend(input, &mut found)?;
        Ok(Some(if found.len() == 1 { found.remove(0) } else { sequence(found) }))
    }

    fn descend(&mut self, value: &Value, found: &mut Vec<Value>) -> Result<()> {
        self.meter.make_array(1)?;
        if found.len() > super::limits::WEIGHT / super::limits::SCALAR {
            return super::limits::too_heavy();
        }
        let children: Vec<&Value> = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(fields) => {
                found.push(value.clone());
                fields.values().collect()
            }
            _ => {
                found.push(value.clone());
                return Ok(());
            }
        };
        children.into_iter().try_for_each(|child| {
            stacker::maybe_grow(32 << 10, 1 << 20, || self.descend(child, found))
        })
    }

    /// What filters apply to rows, and what the filter says of each of them.
    pub(super) fn filter_rows(
        &mut self,
        filter: &Filter,
        rows: Vec<Row>,
        frame: &Rc<Frame>,
    ) -> Result<Vec<Row>> {
        let predicate = match filter {
            Filter::Index(index) => {
                let at = position(*index, rows.len());
                return Ok(at.and_then(|at| rows.into_iter().nth(at)).into_iter().collect());
            }
            Filter::Predicate(predicate) => predicate,
        };
        let length = rows.len();
        let mut kept = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let verdict = self.eval(predicate, row.at.as_ref(), &row.frame(frame))?;
            for _ in 0..self.verdict(verdict.as_ref(), index, length)? {
                kept.push(row.clone());
            }
        }
        Ok(kept)
    }
}

/// What leaves a path of which an array is to be kept.
fn kept(path: &Path, value: Argument) -> Argument {
    match value {
        Some(Value::Array(array)) if path.keep_singleton => {
            if is_whole(&array) && !is_sequence(&array) {
                let wrapped = Rc::new(sequence_array(vec![Value::Array(array)]));
                Some(Value::Array(keep_singleton(wrapped)))
            } else if is_sequence(&array) {
                Some(Value::Array(keep_singleton(array)))
            } else {
                Some(Value::Array(array))
            }
        }
        value => value,
    }
}

fn array_of(value: &Value) -> Rc<Array> {
    match value {
        Value::Array(items) => items.clone(),
        _ => Rc::default(),
    }
}

fn context_items(context: &Context) -> Vec<Argument> {
    match context {
        Context::One(value) => vec![value.clone()],
        Context::Many(items) => items.iter().cloned().map(Some).collect(),
    }
}
