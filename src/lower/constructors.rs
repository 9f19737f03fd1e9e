//! Lists and objects built inside an expression, where JSONata would merge lists and drop what is
//! missing.

use crate::ir::program::{Entry, Expr, ListItem};
use crate::jsonata::{BinaryOp as Op, Expr as J};
use crate::lower::expressions::{Expressions, Mode, has_type, sequence_of};

/// A part of an object.
enum Part {
    /// `{ key: value, … }`
    Fields(Vec<(J, J)>),
    /// An object as it is.
    Whole(J),
}

impl Expressions<'_> {
    /// `[a, ...b]`
    pub(super) fn list_literal(&mut self, items: &[ListItem]) -> J {
        let mut parts: Vec<J> = Vec::new();
        for item in items {
            match item {
                ListItem::Item(value) => self.push_item(&mut parts, value),
                ListItem::Spread(list) => parts.push(self.list_of(list)),
            }
        }
        appended(parts)
    }

    /// An item that is surely no list stands in a list as it is; one that is gets brackets, which
    /// keep JSONata from merging it; of an unknown one the value decides.
    fn push_item(&mut self, parts: &mut Vec<J>, e: &Expr) {
        let value = self.defined(e);
        let item = match value {
            J::Array(_) => value,
            value if e.ty.is_list() => J::Array(vec![value]),
            value if e.ty.may_be_list() => {
                let part = self.one_item(value, e);
                parts.push(part);
                return;
            }
            value => value,
        };
        match parts.last_mut() {
            Some(J::Array(items)) => items.push(item),
            _ => parts.push(J::Array(vec![item])),
        }
    }

    /// The list of one item.
    pub(super) fn one_item(&mut self, value: J, like: &Expr) -> J {
        if !like.ty.may_be_list() {
            return J::Array(vec![value]);
        }
        let nested = |value: J| J::Array(vec![J::Array(vec![value])]);
        if like.ty.is_list() {
            return nested(value);
        }
        self.named(value, "item", |_, item| {
            let is_list = has_type(item.clone(), "array");
            J::condition(is_list, nested(item.clone()), J::Array(vec![item]))
        })
    }

    /// `{ a: e, b?: e, [k]: e, ...c }`
    pub(super) fn object_literal(&mut self, entries: &[Entry]) -> J {
        let mut parts = Vec::new();
        for entry in entries {
            match entry {
                Entry::Field { key, value } => {
                    let field = (J::string(key), self.defined(value));
                    push_field(&mut parts, field, true);
                }
                Entry::Optional { key, value } => {
                    let field = (J::string(key), self.unless_null(value));
                    push_field(&mut parts, field, false);
                }
                Entry::Computed { key, value } => {
                    if !key.ty.is_string() {
                        self.fails();
                    }
                    let key = self.defined(key);
                    let value = self.defined(value);
                    parts.push(Part::Fields(vec![(key, value)]));
                    // The next field gets an object of its own: its key might be the same.
                    parts.push(Part::Fields(Vec::new()));
                }
                Entry::Spread(object) => {
                    let whole = self.object_of(object);
                    parts.push(Part::Whole(whole));
                }
            }
        }
        merged(parts)
    }

    /// A value, or nothing where it is missing or null.
    fn unless_null(&mut self, e: &Expr) -> J {
        let value = self.lower(e, Mode::Chain);
        if !e.ty.may_be_null() {
            return value;
        }
        self.named(value, "value", |_, value| {
            let there = J::binary(Op::NotEqual, value.clone(), J::Null);
            J::Condition(Box::new(there), Box::new(value), None)
        })
    }
}

/// Adds a field; of two with one key the later counts, if it is surely there.
fn push_field(parts: &mut Vec<Part>, (key, value): (J, J), sure: bool) {
    let Some(Part::Fields(fields)) = parts.last_mut() else {
        parts.push(Part::Fields(vec![(key, value)]));
        return;
    };
    match fields.iter().position(|(name, _)| *name == key) {
        Some(at) if sure => fields[at].1 = value,
        Some(_) => parts.push(Part::Fields(vec![(key, value)])),
        None => fields.push((key, value)),
    }
}

/// Objects written over each other.
fn merged(parts: Vec<Part>) -> J {
    let mut objects: Vec<J> = Vec::new();
    for part in parts {
        let object = match part {
            Part::Fields(fields) => J::Object(fields),
            Part::Whole(object) => object,
        };
        match (objects.last_mut(), object) {
            (_, J::Object(fields)) if fields.is_empty() => {}
            (Some(J::Object(before)), J::Object(fields)) if are_apart(before, &fields) => {
                before.extend(fields);
            }
            (_, object) => objects.push(object),
        }
    }
    match objects.len() {
        0 => J::Object(Vec::new()),
        1 => objects.swap_remove(0),
        _ => J::call("merge", vec![J::Array(objects)]),
    }
}

/// Whether no key stands in both.
fn are_apart(left: &[(J, J)], right: &[(J, J)]) -> bool {
    let constant = |(key, _): &(J, J)| matches!(key, J::String(_));
    left.iter().chain(right).all(constant)
        && !right.iter().any(|(key, _)| left.iter().any(|(other, _)| other == key))
}

/// Lists one behind the other.
pub(super) fn appended(mut parts: Vec<J>) -> J {
    match parts.len() {
        0 => J::Array(Vec::new()),
        1 => parts.swap_remove(0),
        count => {
            let right = appended(parts.split_off(count - count / 2));
            let left = appended(parts);
            // Beside a list, nothing stands for no items.
            let (left, right) = match (sequence_of(&left), sequence_of(&right)) {
                (Some(left), None) => (left, right),
                (_, Some(right)) => (left, right),
                (None, None) => (left, right),
            };
            J::call("append", vec![left, right])
        }
    }
}
