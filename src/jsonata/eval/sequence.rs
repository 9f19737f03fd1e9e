//! Sequences: arrays the evaluator made, which collapse when they leave an expression.
//!
//! A sequence of no items is nothing, one of a single item is that item. Arrays that were written
//! or came from outside are not sequences.

use std::rc::Rc;

use crate::value::{Array, Value};

/// The array was made by a path, a filter or a function that gives several results.
const SEQUENCE: u8 = 1;
/// It stays an array even with a single item.
const KEEP: u8 = 2;
/// It was written as the first or last step of a path, which does not take it apart.
const WHOLE: u8 = 4;
/// It only wraps the input of an evaluation, which is an array.
const WRAPPER: u8 = 8;

/// A sequence of `items`.
pub(super) fn sequence(items: Vec<Value>) -> Value {
    Value::Array(Rc::new(sequence_array(items)))
}

pub(super) fn sequence_array(items: Vec<Value>) -> Array {
    Array { items, marks: SEQUENCE }
}

/// The sequence that holds the input, an array, as its only item.
pub(super) fn wrapper(input: Value) -> Value {
    Value::Array(Rc::new(Array { items: vec![input], marks: SEQUENCE | WRAPPER }))
}

/// The input a wrapper wraps; any other value itself.
pub(super) fn unwrapped(value: &Value) -> &Value {
    match value {
        Value::Array(array) if array.marks & WRAPPER != 0 => array.first().unwrap_or(value),
        _ => value,
    }
}

pub(super) fn is_sequence(array: &Array) -> bool {
    array.marks & SEQUENCE != 0
}

pub(super) fn is_whole(array: &Array) -> bool {
    array.marks & WHOLE != 0
}

/// Marks an array that paths do not take apart.
pub(super) fn whole(items: Vec<Value>) -> Value {
    Value::Array(Rc::new(Array { items, marks: WHOLE }))
}

/// Marks an array to stay one even with a single item.
pub(super) fn keep_singleton(mut array: Rc<Array>) -> Rc<Array> {
    if array.marks & KEEP == 0 {
        Rc::make_mut(&mut array).marks |= KEEP;
    }
    array
}

/// What leaves an expression: a sequence of one item is that item, unless `keep` is given.
#[inline]
pub(super) fn collapsed(value: Option<Value>, keep: bool) -> Option<Value> {
    match value {
        Some(Value::Array(array)) if is_sequence(&array) => collapsed_sequence(array, keep),
        _ => value,
    }
}

#[inline(never)]
fn collapsed_sequence(array: Rc<Array>, keep: bool) -> Option<Value> {
    match array.len() {
        0 => None,
        1 if !keep && array.marks & KEEP == 0 => array.first().cloned(),
        _ if keep => Some(Value::Array(keep_singleton(array))),
        _ => Some(Value::Array(array)),
    }
}

/// The items of an array, or the value as the only one.
pub(super) fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(array) => array,
        _ => std::slice::from_ref(value),
    }
}
