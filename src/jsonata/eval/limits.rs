//! What Step Functions allows an expression to take.
//!
//! The depth and the size of values are those measured on the service. Time is counted in steps, so
//! that the same expression ends the same way everywhere.

use crate::jsonata::depth::LIMIT;
use crate::value::Value;

use super::failure::{Failure, Result};

/// What a value may weigh: 8 for a scalar, 1 for a character of a string.
pub(super) const WEIGHT: usize = 6_990_256;

/// What a scalar weighs.
pub(super) const SCALAR: usize = 8;

/// Parts evaluated and items gone through; about what the service manages in its second.
const STEPS: u64 = 5_000_000;

/// How deep the arrays and objects of a result may nest.
const NESTING: usize = 1_000;

/// How many arrays and objects may be made before anybody asks how deep they nest.
const FREE: usize = 500;
/// How many of the containers in a value are looked at for that, and how many values may have more.
const LOOKED_AT: usize = 2_000;
const UNKNOWN: usize = 500;

/// What an evaluation has taken so far.
#[derive(Default)]
pub(super) struct Meter {
    depth: usize,
    steps: u64,
    /// How many arrays and objects were made.
    containers: usize,
    /// How many of them were too wide to know how deep they are.
    unknown: usize,
    /// The weight of what was made since the last value was weighed as a whole.
    made: usize,
    /// Whether any array or object was made.
    pub(super) makes_containers: bool,
    /// Whether any function was made or named.
    pub(super) makes_functions: bool,
}

impl Meter {
    /// One level down; [`Meter::leave`] goes up again.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        self.steps += 1;
        if self.depth > LIMIT || self.steps > STEPS { self.exhausted() } else { Ok(()) }
    }

    #[cold]
    fn exhausted(&self) -> Result<()> {
        if self.depth > LIMIT { too_deep() } else { too_long() }
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Takes the time that going through `items` needs.
    pub(super) fn spend(&mut self, items: usize) -> Result<()> {
        self.steps += items as u64 / 8 + 1;
        if self.steps > STEPS { too_long() } else { Ok(()) }
    }

    /// Notes that an array of `items` is made.
    pub(super) fn make_array(&mut self, items: usize) -> Result<()> {
        self.makes_containers = true;
        self.containers += 1;
        self.spend(items)?;
        self.weigh(items.saturating_mul(SCALAR))
    }

    /// Notes that a string of `bytes` is made.
    pub(super) fn make_string(&mut self, bytes: usize) -> Result<()> {
        self.spend(bytes / 8)?;
        self.weigh(bytes)
    }

    fn weigh(&mut self, weight: usize) -> Result<()> {
        self.made = self.made.saturating_add(weight);
        if weight > WEIGHT { too_heavy() } else { Ok(()) }
    }

    /// Refuses a value that nests very deeply: letting go of it would need too much stack.
    #[inline]
    pub(super) fn check_nesting(&mut self, value: &Value) -> Result<()> {
        if self.containers <= FREE { Ok(()) } else { self.look_for_nesting(value) }
    }

    fn look_for_nesting(&mut self, value: &Value) -> Result<()> {
        let mut rest = vec![(value, 0)];
        let mut looked_at = 0;
        while let Some((value, depth)) = rest.pop() {
            looked_at += 1;
            if depth > NESTING {
                return too_heavy();
            }
            if looked_at > LOOKED_AT {
                self.unknown += 1;
                break;
            }
            let nested = |value: &&Value| matches!(value, Value::Array(_) | Value::Object(_));
            match value {
                Value::Array(items) => {
                    self.spend(items.len())?;
                    rest.extend(items.iter().filter(nested).map(|item| (item, depth + 1)));
                }
                Value::Object(fields) => {
                    self.spend(fields.len())?;
                    rest.extend(fields.values().filter(nested).map(|value| (value, depth + 1)));
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Function(_) => {}
            }
        }
        if self.unknown > UNKNOWN { too_heavy() } else { Ok(()) }
    }

    /// Weighs `value` as a whole if so much was made that it may be too heavy by its parts.
    #[inline]
    pub(super) fn check_weight(&mut self, value: &Value) -> Result<()> {
        if self.made <= WEIGHT {
            return Ok(());
        }
        self.made = 0;
        self.weigh_deep(value, 0, &mut 0)
    }

    /// Refuses a result that is too heavy, nests too deeply or holds a function.
    pub(super) fn check_result(&mut self, value: &Value) -> Result<()> {
        if let Value::Function(_) = value {
            return Err(Failure::unsupported_result());
        }
        if !self.makes_containers {
            return Ok(());
        }
        self.weigh_deep(value, 0, &mut 0)?;
        if self.makes_functions && holds_function(value) {
            return Err(Failure::unsupported_result());
        }
        Ok(())
    }

    fn weigh_deep(&mut self, value: &Value, depth: usize, weight: &mut usize) -> Result<()> {
        *weight += match value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Function(_) => SCALAR,
            Value::String(text) => characters(text),
            Value::Array(items) if items.is_empty() => SCALAR,
            Value::Object(fields) if fields.is_empty() => SCALAR,
            Value::Array(_) | Value::Object(_) => 0,
        };
        if *weight > WEIGHT || depth > NESTING {
            return too_heavy();
        }
        match value {
            Value::Array(items) => {
                self.spend(items.len())?;
                items.iter().try_for_each(|item| self.weigh_deep(item, depth + 1, weight))
            }
            Value::Object(fields) => {
                self.spend(fields.len())?;
                fields.iter().try_for_each(|(key, value)| {
                    *weight += characters(key);
                    self.weigh_deep(value, depth + 1, weight)
                })
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Function(_) => Ok(()),
        }
    }
}

/// Whether there is a function in a value that does not nest deeply.
fn holds_function(value: &Value) -> bool {
    match value {
        Value::Function(_) => true,
        Value::Array(items) => items.iter().any(holds_function),
        Value::Object(fields) => fields.values().any(holds_function),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// How many characters a text has; not counted where there are too many bytes to matter.
fn characters(text: &str) -> usize {
    if text.len() > WEIGHT { text.chars().count() } else { text.len() }
}

fn too_deep() -> Result<()> {
    Err(Failure::bare(
        "Stack overflow error: Check for non-terminating recursive function. \
         Consider rewriting as tail-recursive",
    ))
}

fn too_long() -> Result<()> {
    Err(Failure::bare("Expression evaluation timeout: Check for infinite loop"))
}

pub(super) fn too_heavy<T>() -> Result<T> {
    Err(Failure::bare(
        "Expression evaluation memory limit exceeded: Check for excessive memory usage",
    ))
}
