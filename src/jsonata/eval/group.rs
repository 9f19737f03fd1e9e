//! Objects that are written, and grouping, which is the same for several items.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::value::{Object, Text, Value};

use super::failure::Result;
use super::frame::Frame;
use super::function::Argument;
use super::plan::{Entries, Node};
use super::rows::Row;
use super::run::{Run, bad_key, object, same_key};

/// The groups by their keys: which entry made each, and what is in it.
type Groups<T> = IndexMap<Text, (usize, Vec<T>), FxBuildHasher>;

impl Run<'_> {
    /// `{key: value}` for a value, or for each item of an array.
    pub(super) fn object(
        &mut self,
        entries: &Entries,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        match input {
            Some(Value::Array(items)) if items.len() > 1 => {
                let mut groups = Groups::default();
                for item in items.iter() {
                    self.sort_into(entries, &mut groups, item.clone(), Some(item), frame)?;
                }
                let mut fields = Object::default();
                for (key, (pair, data)) in groups {
                    let data = together(data);
                    let value = self.eval(&entries.pairs[pair].1, Some(&data), frame)?;
                    fields.extend(value.map(|value| (key, value)));
                }
                self.finished(fields)
            }
            Some(Value::Array(items)) => self.single(entries, items.first(), frame),
            _ => self.single(entries, input, frame),
        }
    }

    /// An object of a single item.
    fn single(
        &mut self,
        entries: &Entries,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        let mut keys: Vec<(Text, &Node)> = Vec::with_capacity(entries.pairs.len());
        for (key, value) in &entries.pairs {
            if let Some(key) = self.key(key, input, frame)? {
                if keys.iter().any(|(known, _)| *known == key) {
                    return Err(same_key(&key));
                }
                keys.push((key, value));
            }
        }
        let mut fields = Object::with_capacity(keys.len());
        for (key, value) in keys {
            let value = self.eval(value, input, frame)?;
            fields.extend(value.map(|value| (key, value)));
        }
        self.finished(fields)
    }

    fn finished(&mut self, fields: Object) -> Result<Value> {
        self.meter.make_array(fields.len())?;
        Ok(object(fields))
    }

    fn key(
        &mut self,
        key: &Node,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<Option<Text>> {
        match self.eval(key, input, frame)? {
            None => Ok(None),
            Some(Value::String(key)) => Ok(Some(key)),
            Some(other) => bad_key(&other),
        }
    }

    /// Puts an item into the groups that the keys name for it.
    fn sort_into<T: Clone>(
        &mut self,
        entries: &Entries,
        groups: &mut Groups<T>,
        item: T,
        input: Option<&Value>,
        frame: &Rc<Frame>,
    ) -> Result<()> {
        for (pair, (key, _)) in entries.pairs.iter().enumerate() {
            let Some(key) = self.key(key, input, frame)? else { continue };
            match groups.get_mut(&key) {
                Some((known, _)) if *known != pair => return Err(same_key(&key)),
                Some((_, items)) => items.push(item.clone()),
                None => {
                    groups.insert(key, (pair, vec![item.clone()]));
                }
            }
        }
        Ok(())
    }

    /// Groups the rows of a path; the values see what the rows of their group bind.
    pub(super) fn group_rows(
        &mut self,
        entries: &Entries,
        mut rows: Vec<Row>,
        frame: &Rc<Frame>,
    ) -> Result<Value> {
        if rows.is_empty() {
            rows.push(Row::default());
        }
        let mut groups = Groups::default();
        for row in rows {
            let (at, own): (Argument, _) = (row.at.clone(), row.frame(frame));
            self.sort_into(entries, &mut groups, row, at.as_ref(), &own)?;
        }
        let mut fields = Object::default();
        for (key, (pair, rows)) in groups {
            let row = Row::merged(rows);
            let value = self.eval(&entries.pairs[pair].1, row.at.as_ref(), &row.frame(frame))?;
            fields.extend(value.map(|value| (key, value)));
        }
        self.finished(fields)
    }
}

/// The items of a group as one value: a single one as it is, several as those of one array.
fn together(mut data: Vec<Value>) -> Value {
    if data.len() == 1 {
        return data.remove(0);
    }
    let mut items = Vec::with_capacity(data.len());
    for item in data {
        match item {
            Value::Array(array) => items.extend(array.iter().cloned()),
            _ => items.push(item),
        }
    }
    Value::array(items)
}
