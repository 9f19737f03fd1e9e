//! `|pattern|update, delete|`: a copy of a value in which some objects are changed.
//!
//! The objects that the pattern finds are parts of the copy. They are known by where they lie in
//! memory; their changes are noted and put into the copy in the end.

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use crate::value::{Object, Text, Value};

use super::failure::{Failure, Result, bad_argument, fail};
use super::frame::Frame;
use super::function::{Argument, Function};
use super::plan::Transform;
use super::run::{Callee, Run, object};
use super::sequence::items;
use super::text::json;

/// What is changed of an object.
#[derive(Default)]
struct Change {
    fields: Object,
    deleted: IndexSet<Text, FxBuildHasher>,
}

/// The changes by the place of the objects.
type Changes = HashMap<*const Object, Change, FxBuildHasher>;

impl Run<'_> {
    pub(super) fn transform(
        &mut self,
        transform: &Transform,
        argument: Argument,
        frame: &Rc<Frame>,
    ) -> Result<Argument> {
        let value = match argument {
            None => return Ok(None),
            Some(value @ (Value::Object(_) | Value::Array(_))) => value,
            Some(_) => return bad_argument(1, "undefined"),
        };
        let clone = self.lookup(&transform.clone, frame);
        let Some(clone) = clone.filter(|clone| Function::of(clone).is_some()) else {
            return fail(
                "T2013",
                "The transform expression clones the input object using the $clone() function.  \
                 This has been overridden in the current scope by a non-function.",
            );
        };
        let copy = self.apply(
            &Callee::Value(Some(clone)),
            vec![Some(value)],
            Some(&Value::Null),
            "clone",
        )?;
        let Some(copy) = copy else { return Ok(None) };
        let mut changes = Changes::default();
        let found = self.eval(&transform.pattern, Some(&copy), frame)?;
        for part in found.iter().flat_map(items) {
            self.change(transform, part, &mut changes, frame)?;
        }
        self.changed(&copy, &changes).map(Some)
    }

    /// Notes what becomes of a part of the copy.
    fn change(
        &mut self,
        transform: &Transform,
        part: &Value,
        changes: &mut Changes,
        frame: &Rc<Frame>,
    ) -> Result<()> {
        if let Value::Function(_) = part {
            return fail("D1010", "Attempted to access the Javascript object prototype");
        }
        let current = self.changed(part, changes)?;
        let update = self.eval(&transform.update, Some(&current), frame)?;
        match update {
            None => {}
            Some(Value::Object(update)) => note_update(part, &update, changes)?,
            Some(other) => {
                return fail(
                    "T2011",
                    format!(
                        "The insert/update clause of the transform expression must evaluate to an \
                         object: {}",
                        json(&other)
                    ),
                );
            }
        }
        let Some(delete) = &transform.delete else { return Ok(()) };
        let current = self.changed(part, changes)?;
        let Some(deletions) = self.eval(delete, Some(&current), frame)? else { return Ok(()) };
        let mut names = Vec::new();
        for name in items(&deletions) {
            let Value::String(name) = name else {
                return fail(
                    "T2012",
                    format!(
                        "The delete clause of the transform expression must evaluate to a string \
                         or array of strings: {}",
                        json(&deletions)
                    ),
                );
            };
            names.push(name.clone());
        }
        if let Value::Object(fields) = part {
            let change = changes.entry(Rc::as_ptr(fields)).or_default();
            for name in names {
                change.fields.remove(&name);
                change.deleted.insert(name);
            }
        }
        Ok(())
    }

    /// A value with all changes of its parts.
    fn changed(&mut self, value: &Value, changes: &Changes) -> Result<Value> {
        match value {
            Value::Array(array) => {
                self.meter.make_array(array.len())?;
                let mut changed = Vec::with_capacity(array.len());
                for item in array.iter() {
                    changed.push(stacker::maybe_grow(32 << 10, 1 << 20, || {
                        self.changed(item, changes)
                    })?);
                }
                Ok(Value::array(changed))
            }
            Value::Object(fields) => {
                self.meter.make_array(fields.len())?;
                let change = changes.get(&Rc::as_ptr(fields));
                let mut changed = Object::default();
                for (name, value) in fields.iter() {
                    if change.is_some_and(|change| change.deleted.contains(name)) {
                        continue;
                    }
                    let updated = change.and_then(|change| change.fields.get(name));
                    let value = match updated {
                        Some(updated) => updated.clone(),
                        None => {
                            stacker::maybe_grow(32 << 10, 1 << 20, || self.changed(value, changes))?
                        }
                    };
                    changed.insert(name.clone(), value);
                }
                for (name, value) in change.iter().flat_map(|change| &change.fields) {
                    changed.get_or_insert_with(name, || value.clone());
                }
                Ok(object(changed))
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Function(_) => Ok(value.clone()),
        }
    }
}

fn note_update(part: &Value, update: &Object, changes: &mut Changes) -> Result<()> {
    match part {
        Value::Object(fields) => {
            let change = changes.entry(Rc::as_ptr(fields)).or_default();
            for (name, value) in update {
                change.deleted.shift_remove(name);
                change.fields.insert(name.clone(), value.clone());
            }
            Ok(())
        }
        Value::Array(_) | Value::Function(_) => Ok(()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            match update.keys().next() {
                Some(name) => Err(Failure::bare(format!(
                    "Cannot create property '{name}' on {} '{}'",
                    part.kind(),
                    json(part).trim_matches('"')
                ))),
                None => Ok(()),
            }
        }
    }
}
