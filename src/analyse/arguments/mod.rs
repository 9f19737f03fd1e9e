//! The arguments of service calls, held against the model of what is called.
//!
//! What is written out is followed field by field, so that a fault is shown where it stands; what
//! comes from elsewhere is judged by its type. Nothing is said of values of type `any`.

mod given;
mod lengths;
mod types;

use std::sync::Arc;

use serde_json::Value;

use super::error::services as error;
use crate::diagnostic::{Diagnostic, suggest};
use crate::ir::program::{Entry, Expr, ExprKind, ListItem};
use crate::ir::types::Type;
use crate::services::catalog::{Map, Shape, Structure};
use crate::services::optimized::Integration;
use crate::source::Span;
use crate::syntax::ast::Arg;

pub(super) use given::given_names;
use given::{Step, place_of, shown};

/// What takes the fields of an object: a call, or an object in its arguments.
pub(super) trait Taker: Copy {
    /// The names of all, with whether each is required.
    fn names(self) -> Vec<(&'static str, bool)>;
    /// What the field of this name is to be, if there is one.
    fn field(self, name: &str) -> Option<Shape>;
    /// Whether exactly one field has to be given.
    fn is_union(self) -> bool;
}

impl Taker for Structure {
    fn names(self) -> Vec<(&'static str, bool)> {
        self.members().map(|member| (member.name(), member.required())).collect()
    }

    fn field(self, name: &str) -> Option<Shape> {
        self.member(name).map(|member| member.shape())
    }

    fn is_union(self) -> bool {
        Self::is_union(self)
    }
}

impl Taker for Integration {
    fn names(self) -> Vec<(&'static str, bool)> {
        self.parameters().map(|known| (known.name(), known.required())).collect()
    }

    fn field(self, name: &str) -> Option<Shape> {
        self.parameter(name).map(|known| known.shape())
    }

    fn is_union(self) -> bool {
        false
    }
}

/// What an action takes that takes nothing.
#[derive(Clone, Copy)]
pub(super) struct Nothing;

impl Taker for Nothing {
    fn names(self) -> Vec<(&'static str, bool)> {
        Vec::new()
    }

    fn field(self, _: &str) -> Option<Shape> {
        None
    }

    fn is_union(self) -> bool {
        false
    }
}

/// A call whose arguments are checked.
pub(super) struct Call<'a> {
    /// As it is written: `aws.dynamodb.getItem`.
    pub name: String,
    /// Where its action is written.
    pub span: Span,
    /// The arguments as they are written.
    pub args: &'a [Arg],
    /// Whether they may lack what the call needs.
    pub partial: bool,
}

/// The faults of `arguments`, which `call` is given and `taker` takes.
pub(super) fn faults(call: &Call<'_>, taker: impl Taker, arguments: &Expr) -> Vec<Diagnostic> {
    let mut checker = Checker { call, path: Vec::new(), faults: Vec::new() };
    match &arguments.kind {
        ExprKind::Object(entries) => checker.object(entries, &arguments.ty, taker, call.span),
        _ => checker.once(|checker| checker.fields_of(&arguments.ty, taker, arguments.span)),
    }
    checker.faults
}

struct Checker<'c> {
    call: &'c Call<'c>,
    /// The way from the arguments to what is looked at.
    path: Vec<Step>,
    faults: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Does `work` on a part of what is looked at.
    fn at<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = work(self);
        self.path.pop();
        result
    }

    /// Does `work`, of whose faults the first says enough.
    fn once(&mut self, work: impl FnOnce(&mut Self)) {
        let before = self.faults.len();
        work(self);
        self.faults.truncate(before + 1);
    }

    /// What is looked at, as messages call it: `Item.id`.
    fn what(&self) -> String {
        shown(&self.path)
    }

    /// Where the name of what is looked at stands, if it is written in the call; else `span`.
    fn place(&self, span: Span) -> Span {
        place_of(self.call.args, &self.path).unwrap_or(span)
    }

    /// An object as it is written.
    fn object(&mut self, entries: &[Entry], ty: &Type, taker: impl Taker, span: Span) {
        let mut given: Vec<&str> = Vec::new();
        let mut unsure = ty.is_open();
        for entry in entries {
            match entry {
                Entry::Field { key, value } => {
                    given.push(key);
                    self.field(key, value, taker);
                }
                Entry::Optional { key, value } => {
                    unsure |= taker.is_union();
                    if !taker.is_union() {
                        given.push(key);
                    }
                    self.field(key, value, taker);
                }
                Entry::Spread(value) => {
                    unsure = true;
                    self.once(|checker| checker.spread(&value.ty, taker, value.span));
                }
                Entry::Computed { .. } => unsure = true,
            }
        }
        self.absent(&given, unsure, taker, span);
    }

    fn field(&mut self, key: &Arc<str>, value: &Expr, taker: impl Taker) {
        self.at(Step::Field(key.clone()), |checker| match taker.field(key) {
            Some(shape) => checker.value(value, shape),
            None => checker.unknown(key, taker, value.span),
        });
    }

    /// The step to a field nobody takes is the last of the path.
    fn unknown(&mut self, name: &str, taker: impl Taker, span: Span) {
        let place = self.place(span);
        let object = shown(&self.path[..self.path.len() - 1]);
        let names: Vec<&str> = taker.names().into_iter().map(|(name, _)| name).collect();
        let other = other_spelling(name).filter(|other| taker.field(other).is_some());
        let fault = error::unknown_field(&self.call.name, &object, name, &names, other, place);
        self.faults.push(fault);
    }

    /// What is required and not given, unless something may give it that nobody sees.
    fn absent(&mut self, given: &[&str], unsure: bool, taker: impl Taker, span: Span) {
        if taker.is_union() {
            let known = given.iter().filter(|name| taker.field(name).is_some()).count();
            let strange = known < given.len();
            let none = known == 0 && !unsure && !strange && !self.call.partial;
            if known > 1 || none {
                let place = self.place(span);
                let names: Vec<&str> = taker.names().into_iter().map(|(name, _)| name).collect();
                let fault = error::not_one(&self.call.name, &self.what(), known, &names, place);
                self.faults.push(fault);
            }
            return;
        }
        if unsure || self.call.partial {
            return;
        }
        // Of what is misspelt has been said enough.
        let strange: Vec<&str> =
            given.iter().copied().filter(|name| taker.field(name).is_none()).collect();
        let missing: Vec<&str> = taker
            .names()
            .into_iter()
            .filter(|(name, required)| *required && !given.contains(name))
            .map(|(name, _)| name)
            .filter(|name| suggest::nearest(name, strange.iter().copied()).is_none())
            .collect();
        if !missing.is_empty() {
            self.faults.push(error::missing(&self.call.name, &self.what(), &missing, span));
        }
    }

    fn value(&mut self, value: &Expr, shape: Shape) {
        if value.ty == Type::Any {
            return;
        }
        self.length_of(value, shape);
        match (&value.kind, shape) {
            (ExprKind::Object(entries), Shape::Structure(structure)) => {
                self.object(entries, &value.ty, structure, value.span);
            }
            (ExprKind::Object(entries), Shape::Map(map)) => {
                entries.iter().for_each(|entry| self.map_entry(entry, map));
            }
            (ExprKind::List(items), Shape::List(list)) => {
                for (at, item) in items.iter().enumerate() {
                    match item {
                        ListItem::Item(value) => {
                            self.at(Step::Item(at), |checker| checker.value(value, list.item()));
                        }
                        ListItem::Spread(value) => {
                            self.of_type(&value.ty, Shape::List(list), value.span);
                        }
                    }
                }
            }
            _ => self.of_type(&value.ty, shape, value.span),
        }
    }

    fn map_entry(&mut self, entry: &Entry, map: Map) {
        match entry {
            Entry::Field { key, value } | Entry::Optional { key, value } => {
                self.at(Step::Field(key.clone()), |checker| {
                    checker.key(key, map.key(), value.span);
                    checker.value(value, map.value());
                });
            }
            Entry::Computed { value, .. } => {
                self.at(Step::Each, |checker| checker.value(value, map.value()));
            }
            Entry::Spread(value) => self.of_type(&value.ty, Shape::Map(map), value.span),
        }
    }

    /// The key of an entry of a map, which some maps take from a list.
    fn key(&mut self, key: &Arc<str>, shape: Shape, span: Span) {
        if let Shape::Enum(values) = shape
            && !values.values().any(|value| value == &**key)
        {
            let place = self.place(span);
            let what = self.what();
            let value = Value::String(key.to_string());
            let fault = error::not_among(&self.call.name, &what, &value, values.values(), place);
            self.faults.push(fault);
        }
    }
}

/// How DynamoDB's API or the SDK for Java, whichever does not, calls a member.
fn other_spelling(name: &str) -> Option<&'static str> {
    const TWICE: [(&str, &str); 5] =
        [("NULL", "Nul"), ("BOOL", "Bool"), ("SS", "Ss"), ("NS", "Ns"), ("BS", "Bs")];
    TWICE.iter().find_map(|(api, sdk)| match name {
        _ if name == *api => Some(*sdk),
        _ if name == *sdk => Some(*api),
        _ => None,
    })
}
