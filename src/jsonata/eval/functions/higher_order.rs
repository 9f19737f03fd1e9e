//! Functions that call the function they are given.

use std::rc::Rc;

use crate::value::{Object, Value};

use super::super::failure::{Result, fail};
use super::super::frame::Frame;
use super::super::function::{Argument, Function};
use super::super::operators::numeric;
use super::super::rows::number;
use super::super::run::{Run, object};
use super::super::sequence::sequence;
use super::super::sort::merge_sort;
use super::super::text::compare;
use super::Args;

/// A function that is called for one item after another.
struct Callback<'a> {
    function: &'a Value,
    arity: usize,
    name: &'a str,
    /// Of its last call.
    frame: Option<Rc<Frame>>,
}

impl<'a> Callback<'a> {
    fn new(function: &'a Value, name: &'a str) -> Self {
        let arity = Function::of(function).map_or(0, Function::arity);
        Self { function, arity, name, frame: None }
    }

    /// Calls it with an item, and with where that is and what it is part of if it takes so many.
    fn call(
        &mut self,
        run: &mut Run<'_>,
        item: &Value,
        place: impl FnOnce() -> Value,
        whole: &Value,
    ) -> Result<Argument> {
        let place = (self.arity >= 2).then(place);
        let whole = (self.arity >= 3).then(|| whole.clone());
        self.call_with(run, &mut [Some(item.clone()), place, whole])
    }

    /// Calls it with as many of the arguments as it takes, but one at least.
    fn call_with(&mut self, run: &mut Run<'_>, args: &mut [Argument]) -> Result<Argument> {
        let count = args.len().min(self.arity.max(1));
        run.invoke(self.function, &mut args[..count], self.name, &mut self.frame)
    }
}

/// The array and the function that most functions here take.
fn array_and_function<'a>(
    args: &'a Args<'_>,
) -> Result<Option<(&'a Value, &'a [Value], Callback<'a>)>> {
    let Some(array) = args.array(0)? else { return Ok(None) };
    let Some(function) = args.function(1)? else { return args.bad(1) };
    let Some(whole) = args.get(0) else { return Ok(None) };
    Ok(Some((whole, array, Callback::new(function, args.name))))
}

pub(super) fn map(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some((whole, items, mut callback)) = array_and_function(args)? else { return Ok(None) };
    let mut found = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        found.extend(callback.call(run, item, || number(at), whole)?);
    }
    run.meter.make_array(found.len())?;
    Ok(Some(sequence(found)))
}

pub(super) fn filter(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some((whole, items, mut callback)) = array_and_function(args)? else { return Ok(None) };
    let mut kept = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let verdict = callback.call(run, item, || number(at), whole)?;
        if run.is_true(verdict.as_ref())? {
            kept.push(item.clone());
        }
    }
    run.meter.make_array(kept.len())?;
    Ok(Some(sequence(kept)))
}

pub(super) fn single(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(array) = args.array(0)? else { return Ok(None) };
    let Some(whole) = args.get(0) else { return Ok(None) };
    let mut callback = args.function(1)?.map(|function| Callback::new(function, args.name));
    let mut found = None;
    for (at, item) in array.iter().enumerate() {
        let fits = match &mut callback {
            Some(callback) => {
                let verdict = callback.call(run, item, || number(at), whole)?;
                run.is_true(verdict.as_ref())?
            }
            None => true,
        };
        if fits && found.replace(item.clone()).is_some() {
            let message = "The $single() function expected exactly 1 matching result.  Instead it \
                           matched more.";
            return fail("D3138", message);
        }
    }
    if found.is_none() {
        let message =
            "The $single() function expected exactly 1 matching result.  Instead it matched 0.";
        return fail("D3139", message);
    }
    Ok(found)
}

pub(super) fn reduce(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some((whole, items, mut callback)) = array_and_function(args)? else { return Ok(None) };
    if callback.arity < 2 {
        let message = "The second argument of reduce function must be a function with at least two \
                       arguments";
        return fail("D3050", message);
    }
    let first = args.get(2).cloned();
    let skipped = usize::from(first.is_none() && !items.is_empty());
    let mut result = if skipped == 1 { items.first().cloned() } else { first };
    for (at, item) in items.iter().enumerate().skip(skipped) {
        let whole = (callback.arity >= 4).then(|| whole.clone());
        let given = &mut [result.take(), Some(item.clone()), Some(number(at)), whole];
        result = callback.call_with(run, given)?;
    }
    Ok(result)
}

pub(super) fn each(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(function) = args.function(1)? else { return args.bad(1) };
    let mut callback = Callback::new(function, args.name);
    let mut found = Vec::new();
    if let (Some(fields), Some(whole)) = (args.object(0)?, args.get(0)) {
        for (key, value) in fields {
            found.extend(callback.call(run, value, || Value::String(key.clone()), whole)?);
        }
    }
    run.meter.make_array(found.len())?;
    Ok(Some(sequence(found)))
}

pub(super) fn sift(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let mut kept = Object::default();
    if let (Some(fields), Some(whole)) = (args.object(0)?, args.get(0)) {
        let Some(function) = args.function(1)? else { return args.bad(1) };
        let mut callback = Callback::new(function, args.name);
        for (key, value) in fields {
            let verdict = callback.call(run, value, || Value::String(key.clone()), whole)?;
            if run.is_true(verdict.as_ref())? {
                kept.insert(key.clone(), value.clone());
            }
        }
    }
    run.meter.make_array(kept.len())?;
    Ok((!kept.is_empty()).then(|| object(kept)))
}

pub(super) fn sort(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(items) = args.array(0)? else { return Ok(None) };
    if items.len() <= 1 {
        return Ok(args.get(0).cloned());
    }
    run.meter.make_array(items.len())?;
    let order = match args.function(1)? {
        Some(function) => {
            let mut last = None;
            merge_sort(items.len(), &mut |left, right| {
                let given = &mut [Some(items[left].clone()), Some(items[right].clone())];
                let swaps = run.invoke(function, given, args.name, &mut last)?;
                Ok(swaps.as_ref().is_some_and(is_something))
            })?
        }
        None => plain_order(run, items)?,
    };
    Ok(Some(Value::array(order.into_iter().map(|at| items[at].clone()).collect())))
}

/// The order of items that are all numbers or all texts.
fn plain_order(run: &mut Run<'_>, items: &[Value]) -> Result<Vec<usize>> {
    let mut numbers = Vec::with_capacity(items.len());
    for item in items {
        numbers.push(numeric(item)?);
    }
    if numbers.iter().all(Option::is_some) {
        return merge_sort(items.len(), &mut |left, right| {
            run.meter.spend(0)?;
            Ok(numbers[left] > numbers[right])
        });
    }
    let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if texts.len() == items.len() {
        return merge_sort(items.len(), &mut |left, right| {
            run.meter.spend(0)?;
            Ok(compare(texts[left], texts[right]).is_gt())
        });
    }
    fail(
        "D3070",
        "The single argument form of the sort function can only be applied to an array of strings \
         or an array of numbers.  Use the second argument to specify a comparison function",
    )
}

/// Whether a comparison says that items are to be swapped: anything but nothing, zero or "" does.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != 0.0 && !number.as_f64().is_nan(),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) | Value::Function(_) => true,
    }
}
