//! The fields of an object.

use std::{slice, vec};

use rustc_hash::FxHashMap;

use super::{Text, Value};

/// So many fields are looked through one after another, which is faster than an index and needs no
/// memory for one. Most objects have no more.
const FEW: usize = 8;

/// The fields of an object, in the order they were written.
#[derive(Clone, Debug, Default)]
pub struct Object {
    fields: Vec<(Text, Value)>,
    /// Where each field stands, once there are more than a few.
    places: Option<Box<FxHashMap<Text, usize>>>,
}

impl Object {
    /// No fields yet, but room for so many.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self { fields: Vec::with_capacity(count), places: None }
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn place(&self, name: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(name).copied(),
            None => self.fields.iter().position(|(known, _)| **known == *name),
        }
    }

    /// Whether there is a field of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(self.place(name)?).map(|(_, value)| value)
    }

    /// The value of a field, which is added behind the others if it is not there.
    pub fn get_or_insert_with(&mut self, name: &Text, value: impl FnOnce() -> Value) -> &mut Value {
        let at = match self.place(name) {
            Some(at) => at,
            None => self.push(name.clone(), value()),
        };
        &mut self.fields[at].1
    }

    /// Sets a field: one that is there keeps its place, another is added behind the others. Gives the
    /// value it had.
    pub fn insert(&mut self, name: Text, value: Value) -> Option<Value> {
        match self.place(&name) {
            Some(at) => Some(std::mem::replace(&mut self.fields[at].1, value)),
            None => {
                self.push(name, value);
                None
            }
        }
    }

    /// Adds a field that is not there; where it stands.
    fn push(&mut self, name: Text, value: Value) -> usize {
        let at = self.fields.len();
        if let Some(places) = &mut self.places {
            places.insert(name.clone(), at);
        }
        self.fields.push((name, value));
        if self.places.is_none() && self.fields.len() > FEW {
            self.index();
        }
        at
    }

    /// Takes a field out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.place(name)?;
        let (_, value) = self.fields.remove(at);
        if self.places.is_some() {
            self.index();
        }
        Some(value)
    }

    fn index(&mut self) {
        let names = self.fields.iter().enumerate().map(|(at, (name, _))| (name.clone(), at));
        self.places = Some(Box::new(names.collect()));
    }

    /// The first field.
    #[must_use]
    pub fn first(&self) -> Option<(&Text, &Value)> {
        self.iter().next()
    }

    /// The fields, in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.fields.iter())
    }

    /// The names, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Text> + DoubleEndedIterator {
        self.fields.iter().map(|(name, _)| name)
    }

    /// The values, in their order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator {
        self.fields.iter().map(|(_, value)| value)
    }
}

/// Goes through the fields of an object in their order.
#[derive(Clone, Debug)]
pub struct Iter<'a>(slice::Iter<'a, (Text, Value)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Text, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a Text, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Object {
    type Item = (Text, Value);
    type IntoIter = vec::IntoIter<(Text, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.fields.into_iter()
    }
}

/// A later field of the same name replaces the value.
impl Extend<(Text, Value)> for Object {
    fn extend<I: IntoIterator<Item = (Text, Value)>>(&mut self, fields: I) {
        for (name, value) in fields {
            self.insert(name, value);
        }
    }
}

/// A later field of the same name replaces the value.
impl FromIterator<(Text, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (Text, Value)>>(fields: I) -> Self {
        let fields = fields.into_iter();
        let mut object = Self::with_capacity(fields.size_hint().0);
        object.extend(fields);
        object
    }
}

/// Whatever the order of the fields.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(names: impl Iterator<Item = i64>) -> Object {
        names.map(|at| (Text::from(at.to_string()), Value::from(at))).collect()
    }

    #[test]
    fn few_and_many_fields_are_found_and_keep_their_order() {
        for count in [0, 1, 8, 9, 100] {
            let mut object = numbered((0..count).rev());
            assert_eq!(object.len(), usize::try_from(count).expect("small"));
            assert!((0..count).all(|at| object.get(&at.to_string()) == Some(&Value::from(at))));
            assert!(object.get("x").is_none() && !object.contains_key("x"));
            assert_eq!(object, numbered(0..count));
            let middle = (count / 2).to_string();
            let had = object.insert(Text::from(&*middle), Value::Null);
            assert_eq!(had.is_some(), count > 0, "{count}");
            assert_eq!(object.remove(&middle), Some(Value::Null));
            assert!(object.remove(&middle).is_none());
            let names = (0..count).rev().map(|at| at.to_string()).filter(|name| *name != middle);
            assert!(object.keys().map(|name| name.to_string()).eq(names), "{count}");
            assert!((0..count).all(|at| object.contains_key(&at.to_string()) == (at != count / 2)));
        }
    }

    #[test]
    fn a_field_is_added_or_changed() {
        let mut object = Object::default();
        let name = Text::from("a");
        *object.get_or_insert_with(&name, || Value::Null) = Value::from(1);
        assert_eq!(*object.get_or_insert_with(&name, || Value::Null), Value::from(1));
        assert_eq!(object.first(), Some((&name, &Value::from(1))));
        assert_ne!(object, numbered(1..2));
    }
}
