//! Reference paths: paths to exactly one place, which can be written too.

use std::rc::Rc;

use super::Scope;
use super::error::{Failure, Miss, PathError};
use super::path::{Key, Path, Root};
use crate::value::{Array, Value};

/// A path to one place, such as `$.order.items[0]`; `ResultPath`, `ItemsPath` and fields whose
/// names end in `Path` hold one.
#[derive(Clone, Debug)]
pub struct ReferencePath {
    path: Path,
}

impl ReferencePath {
    /// Reads one.
    ///
    /// # Errors
    /// Where the text is no path, or one with wildcards, slices, filters or functions.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let path = Path::parse(text)?;
        if path.query.steps.is_empty() && path.query.functions.is_empty() {
            Ok(Self { path })
        } else {
            Err(PathError { message: "a reference path names one place".into(), at: 0 })
        }
    }

    /// Reads one that can be written: one into the input.
    ///
    /// # Errors
    /// As [`ReferencePath::parse`], and for a path into the context object or a variable.
    pub fn parse_for_result(text: &str) -> Result<Self, PathError> {
        let path = Self::parse(text)?;
        match path.path.root {
            Root::Input => Ok(path),
            Root::Context | Root::Variable(_) => {
                Err(PathError { message: "a result is written below `$`".into(), at: 0 })
            }
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.path.text()
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The value there.
    ///
    /// # Errors
    /// Where nothing is there.
    pub fn read(&self, scope: &Scope<'_>) -> Result<Value, Miss> {
        self.path.evaluate(scope)
    }

    /// `input` with `result` at the place. Objects on the way that are not there are made.
    ///
    /// # Errors
    /// `States.ResultPathMatchFailure` where something on the way is no object or an array without
    /// that item.
    pub fn write(&self, mut input: Value, result: Value) -> Result<Value, Failure> {
        match place(&mut input, &self.path.query.keys) {
            Some(found) => {
                *found = result;
                Ok(input)
            }
            None => Err(Failure {
                error: "States.ResultPathMatchFailure",
                cause: format!("Unable to apply ReferencePath {} to input {input}", self.text()),
            }),
        }
    }
}

/// The place the keys lead to, made where it is not there; objects are made one after the other, so
/// a failure may leave an empty one behind.
fn place<'v>(value: &'v mut Value, keys: &[Key]) -> Option<&'v mut Value> {
    keys.iter().try_fold(value, |value, key| match (key, value) {
        (Key::Field(name), Value::Object(fields)) => {
            let fields = Rc::make_mut(fields);
            Some(fields.get_or_insert_with(name, Value::empty_object))
        }
        (Key::Index(index), Value::Array(items)) => {
            let Array { items, .. } = Rc::make_mut(items);
            items.get_mut(usize::try_from(*index).ok()?)
        }
        (Key::Field(_) | Key::Index(_), _) => None,
    })
}
