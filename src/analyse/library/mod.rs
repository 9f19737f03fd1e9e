//! The library: which methods and functions there are, what they take, what they give.
//!
//! A call is resolved in three steps, so that lambdas are checked before the result is known:
//! [`method`] or [`function`] finds the [`Signature`]; its [`Parameter`]s say what each argument
//! must be (for a lambda the types of its parameters); [`Signature::result`] gives the type of the
//! call from the types of the arguments, where a lambda counts as its body.

mod pattern;
mod reference;
mod table;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::suggest;
use crate::ir::program::Library;
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};

pub use pattern::pattern_fault;
pub use reference::reference;
pub use table::{Entry, Gives, On, Param, TABLE, Takes};

/// One function of the library as a certain receiver has it.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Which.
    pub library: Library,
    /// As it is written: `padStart`, `json.parse`.
    pub name: &'static str,
    /// The parameters, in order; of a method those behind the receiver.
    pub parameters: Vec<Parameter>,
    /// Whether the result may be missing: of `find`, or of `max` of an empty list.
    pub may_miss: bool,
    receiver: Type,
    gives: Gives,
}

/// What an argument must be.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// What the documentation calls it.
    pub name: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it may be given any number of times (at least once).
    pub repeats: bool,
    /// What is accepted.
    pub argument: Argument,
}

/// What is accepted as an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A value of this type.
    Value(Type),
    /// A constant string.
    Constant,
    /// `regex("…")`, a constant string that is a regular expression, or with `text` any string,
    /// which then stands for itself.
    Pattern { text: bool },
    /// A lambda with up to these parameters, at least `required` of them, whose body must be of the
    /// type `body`.
    Lambda { parameters: Vec<LambdaParameter>, required: usize, body: Type },
}

/// The type of a lambda's parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum LambdaParameter {
    /// It is this.
    Of(Type),
    /// It is [`accumulator`] of the type of the argument with this index.
    Accumulator(usize),
}

/// Why there is no such function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing of the library is called so; the nearest name that would do here.
    Name { nearest: Option<&'static str> },
    /// It exists, but not on this receiver; what it is a method of: `a list or a string`.
    Receiver { on: String },
}

/// What a name called without a receiver stands for.
#[derive(Clone, Debug)]
pub enum Callable {
    /// A function.
    Function(Signature),
    /// A method written as a function: the first argument is the receiver, to be given to [`method`].
    Method(&'static str),
}

/// The method `name` of values of the type `receiver`.
///
/// # Errors
///
/// There is none: by that name, or of that type.
pub fn method(receiver: &Type, name: &str) -> Result<Signature, Unknown> {
    let named: Vec<&Entry> =
        TABLE.iter().filter(|entry| entry.on != On::Nothing && entry.name == name).collect();
    if named.is_empty() {
        let candidates = TABLE.iter().filter(|entry| entry.on.accepts(receiver));
        return Err(Unknown::Name {
            nearest: suggest::nearest(name, candidates.map(|entry| entry.name)),
        });
    }
    let fitting: Vec<&Entry> =
        named.iter().copied().filter(|entry| entry.on.accepts(receiver)).collect();
    match fitting.as_slice() {
        [] => Err(Unknown::Receiver { on: kinds(&named) }),
        [one] => Ok(one.signature(receiver)),
        // Several: nothing is known of the receiver, and its value decides at run time.
        [first, ..] => Ok(first.for_anything()),
    }
}

/// What `path`, called without a receiver, is: `["json", "parse"]`, `["uuid"]`, `["length"]`.
///
/// # Errors
///
/// The library has nothing of that name.
pub fn function(path: &[&str]) -> Result<Callable, Unknown> {
    let name = path.join(".");
    let mut named = TABLE.iter().filter(|entry| entry.name == name).peekable();
    let Some(first) = named.peek() else {
        let candidates = TABLE.iter().map(|entry| entry.name);
        return Err(Unknown::Name { nearest: suggest::nearest(&name, candidates) });
    };
    if first.on == On::Nothing {
        return Ok(Callable::Function(first.signature(&Type::Any)));
    }
    Ok(Callable::Method(first.name))
}

/// How the function `name`, which has no receiver, is called: `uuid()`.
#[must_use]
pub fn call_of(name: &str) -> Option<String> {
    let entry = TABLE.iter().find(|entry| entry.on == On::Nothing && entry.name == name)?;
    Some(format!("{name}({})", if entry.params.is_empty() { "" } else { "…" }))
}

/// Whether `name` is the first part of a function's path: `json` of `json.parse`.
#[must_use]
pub fn is_namespace(name: &str) -> bool {
    TABLE.iter().any(|entry| entry.name.split_once('.').is_some_and(|(space, _)| space == name))
}

/// What interpolation prints.
#[must_use]
pub fn printable() -> Type {
    Type::union([Type::String, Type::Number, Type::Bool, Type::Null])
}

/// The type of the value that `reduce` carries along, given the type it starts with: wide enough for
/// what the rounds make of it.
#[must_use]
pub fn accumulator(init: &Type) -> Type {
    match init {
        ty if ty.is_number() => Type::Number,
        ty if ty.is_string() => Type::String,
        ty if ty.is_bool() => Type::Bool,
        ty if ty.is_list() => Type::list(Type::Any),
        _ => Type::Any,
    }
}

impl Signature {
    /// How many arguments there must be at least.
    #[must_use]
    pub fn required(&self) -> usize {
        self.parameters.iter().filter(|parameter| !parameter.optional).count()
    }

    /// The parameter that the argument at `index` belongs to.
    #[must_use]
    pub fn parameter(&self, index: usize) -> Option<&Parameter> {
        let last = self.parameters.last().filter(|last| last.repeats);
        self.parameters.get(index).or(last)
    }

    /// The type of the call, given those of its arguments behind the receiver; a lambda counts as
    /// the type of its body. Arguments that are not there are `any`.
    #[must_use]
    pub fn result(&self, arguments: &[Type]) -> Type {
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or(Type::Any);
        let receiver = &self.receiver;
        match self.gives {
            Gives::Any => Type::Any,
            Gives::Bool => Type::Bool,
            Gives::Number => Type::Number,
            Gives::Text => Type::String,
            Gives::Texts => Type::list(Type::String),
            Gives::Numbers => Type::list(Type::Number),
            // Of values of several kinds there are other rows: this one is of lists.
            Gives::Receiver if *receiver == Type::Any => Type::list(Type::Any),
            Gives::Receiver => widened(receiver),
            Gives::Item => receiver.item(),
            Gives::Lists => Type::list(listed(receiver)),
            Gives::ListOfBody => Type::list(argument(0)),
            Gives::Accumulator => Type::union([accumulator(&argument(1)), widened(&argument(0))]),
            Gives::Flat => Type::list(flat_item(&receiver.item())),
            Gives::Zipped => {
                Type::list(Type::list(Type::union([receiver.item(), argument(0).item()])))
            }
            Gives::Joined => joined(receiver, arguments),
            Gives::Groups => Type::Record(Arc::new(listed(receiver))),
            Gives::Values => Type::list(field_values(receiver)),
            Gives::Entries => {
                Type::list(Type::object([("key", Type::String), ("value", field_values(receiver))]))
            }
            Gives::Merged => merged(receiver, arguments),
            Gives::Picked => picked(receiver, arguments, true),
            Gives::Omitted => picked(receiver, arguments, false),
            Gives::Record => Type::Record(Arc::new(Type::Any)),
            Gives::Arn => Type::object(
                ["partition", "service", "region", "account", "resource"]
                    .map(|part| (part, Type::String)),
            ),
        }
    }
}

impl Entry {
    fn signature(&self, receiver: &Type) -> Signature {
        Signature {
            library: self.library,
            name: self.name,
            parameters: self.params.iter().map(|param| parameter(param, receiver)).collect(),
            may_miss: self.may_miss,
            receiver: receiver.clone(),
            gives: self.gives,
        }
    }

    /// As a receiver has it of which nothing is known, where other kinds of receivers have the
    /// method too: of each argument is known only what all of them ask.
    fn for_anything(&self) -> Signature {
        let mut signature = self.signature(&Type::Any);
        for parameter in &mut signature.parameters {
            if let Argument::Value(ty) = &mut parameter.argument
                && *ty != Type::Number
            {
                *ty = Type::Any;
            }
        }
        if matches!(signature.gives, Gives::Receiver | Gives::Joined) {
            signature.gives = Gives::Any;
        }
        signature
    }
}

impl On {
    /// Whether values of this type have the method; `any` has all.
    #[must_use]
    pub fn accepts(self, receiver: &Type) -> bool {
        match (self, receiver) {
            (Self::Nothing, _) => false,
            (_, Type::Any | Type::Never) => true,
            (Self::List, ty) => ty.is_list(),
            (Self::Text, ty) => ty.is_string(),
            (Self::Object, ty) => ty.is_object(),
            (Self::Number, ty) => ty.is_number(),
            (Self::TextOrNumber, ty) => ty.all(|member| member.is_string() || member.is_number()),
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::List => "a list",
            Self::Text => "a string",
            Self::Object => "an object",
            Self::Number => "a number",
            Self::TextOrNumber => "a string or a number",
        }
    }
}

fn kinds(entries: &[&Entry]) -> String {
    let mut words: Vec<&str> = entries.iter().map(|entry| entry.on.described()).collect();
    words.dedup();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
        None => String::new(),
    }
}

fn parameter(param: &Param, receiver: &Type) -> Parameter {
    let item = || receiver.item();
    let each = |body: Type| Argument::Lambda {
        parameters: vec![LambdaParameter::Of(item()), LambdaParameter::Of(Type::Number)],
        required: 0,
        body,
    };
    let key = |body: Type| Argument::Lambda {
        parameters: vec![LambdaParameter::Of(item())],
        required: 0,
        body,
    };
    let scalar = || Type::union([Type::String, Type::Number, Type::Bool]);
    let argument = match param.takes {
        Takes::Any => Argument::Value(Type::Any),
        Takes::Number => Argument::Value(Type::Number),
        Takes::Text => Argument::Value(Type::String),
        Takes::List => Argument::Value(Type::list(Type::Any)),
        Takes::Object => Argument::Value(Type::Record(Arc::new(Type::Any))),
        Takes::Names => Argument::Value(Type::union([Type::String, Type::list(Type::String)])),
        Takes::Time => Argument::Value(Type::union([Type::String, Type::Number])),
        Takes::Constant => Argument::Constant,
        Takes::Pattern => Argument::Pattern { text: false },
        Takes::PatternOrText => Argument::Pattern { text: true },
        Takes::Each => each(Type::Any),
        Takes::Test => each(Type::Bool),
        Takes::Order => key(Type::union([Type::String, Type::Number])),
        Takes::Group => key(scalar()),
        Takes::Fold => Argument::Lambda {
            parameters: vec![
                LambdaParameter::Accumulator(1),
                LambdaParameter::Of(item()),
                LambdaParameter::Of(Type::Number),
            ],
            required: 2,
            body: Type::Any,
        },
    };
    Parameter { name: param.name, optional: param.optional, repeats: param.repeats, argument }
}

/// `"a"` is `string` once something was done to it.
fn widened(ty: &Type) -> Type {
    Type::union(ty.members().iter().map(|member| match member {
        Type::Literal(value) => match **value {
            Value::String(_) => Type::String,
            Value::Number(_) => Type::Number,
            Value::Bool(_) => Type::Bool,
            _ => Type::Null,
        },
        other => other.clone(),
    }))
}

/// The receiver as one list type.
fn listed(receiver: &Type) -> Type {
    Type::list(receiver.item())
}

fn flat_item(item: &Type) -> Type {
    Type::union(item.members().iter().map(|member| match member {
        Type::List(inner) => (**inner).clone(),
        other => other.clone(),
    }))
}

fn joined(receiver: &Type, arguments: &[Type]) -> Type {
    if receiver.is_string() {
        return Type::String;
    }
    let items = arguments.iter().map(Type::item);
    Type::list(Type::union(std::iter::once(receiver.item()).chain(items)))
}

/// The type of the values of an object's fields.
fn field_values(receiver: &Type) -> Type {
    Type::union(receiver.members().iter().map(|member| match member {
        Type::Record(value) => (**value).clone(),
        other => match other.as_object() {
            Some(object) if !object.open => {
                Type::union(object.fields.values().map(|field| field.ty.clone()))
            }
            _ => Type::Any,
        },
    }))
}

/// Objects written over each other; known while all of them are.
fn merged(receiver: &Type, arguments: &[Type]) -> Type {
    let mut fields: IndexMap<Arc<str>, FieldType> = IndexMap::new();
    let mut open = false;
    for part in std::iter::once(receiver).chain(arguments) {
        let Some(object) = part.as_object() else { return Type::Record(Arc::new(Type::Any)) };
        open |= object.open;
        for (name, field) in &object.fields {
            let field = match fields.get(name) {
                Some(below) if field.presence != FieldPresence::Required => FieldType {
                    ty: Type::union([below.ty.clone(), field.ty.clone()]),
                    presence: below.presence,
                },
                _ => field.clone(),
            };
            fields.insert(name.clone(), field);
        }
    }
    Type::Object(Arc::new(ObjectType { fields, open }))
}

/// The receiver with only the fields named, or without them; known where the names are constants.
fn picked(receiver: &Type, arguments: &[Type], keep: bool) -> Type {
    let unknown = || Type::Record(Arc::new(field_values(receiver)));
    let Some(object) = receiver.as_object() else { return unknown() };
    let mut names: Vec<Arc<Value>> = Vec::new();
    for argument in arguments {
        match argument {
            Type::Literal(name) => names.push(name.clone()),
            _ => return unknown(),
        }
    }
    let named = |field: &str| names.iter().any(|name| name.as_str() == Some(field));
    let fields = object
        .fields
        .iter()
        .filter(|(name, _)| named(name) == keep)
        .map(|(name, field)| (name.clone(), field.clone()))
        .collect();
    Type::Object(Arc::new(ObjectType { fields, open: object.open }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(item: Type) -> Type {
        Type::list(item)
    }

    #[test]
    fn a_lambda_is_typed_before_the_result() {
        let map = method(&list(Type::String), "map").unwrap();
        let Argument::Lambda { parameters, .. } = &map.parameters[0].argument else {
            panic!("map takes a lambda")
        };
        assert_eq!(parameters[0], LambdaParameter::Of(Type::String));
        assert_eq!(map.result(&[Type::Number]), list(Type::Number));
    }

    #[test]
    fn the_value_decides_where_nothing_is_known() {
        let contains = method(&Type::Any, "contains").unwrap();
        assert_eq!(contains.parameters[0].argument, Argument::Value(Type::Any));
        assert_eq!(method(&Type::Any, "reverse").unwrap().result(&[]), Type::Any);
        assert_eq!(method(&Type::String, "reverse").unwrap().result(&[]), Type::String);
    }

    #[test]
    fn unknown_names_have_near_ones() {
        let nearest = Unknown::Name { nearest: Some("filter") };
        assert_eq!(method(&list(Type::Any), "fliter").unwrap_err(), nearest);
        let on = Unknown::Receiver { on: "a string".to_owned() };
        assert_eq!(method(&Type::Number, "upper").unwrap_err(), on);
        let nearest = Unknown::Name { nearest: Some("json.parse") };
        assert_eq!(function(&["json", "prase"]).unwrap_err(), nearest);
    }

    #[test]
    fn functions_and_methods_as_functions() {
        assert!(matches!(function(&["uuid"]), Ok(Callable::Function(_))));
        assert!(matches!(function(&["length"]), Ok(Callable::Method("length"))));
        assert!(is_namespace("dynamodb") && !is_namespace("length"));
    }

    #[test]
    fn objects_keep_their_fields() {
        let order = Type::object([("id", Type::String), ("total", Type::Number)]);
        let name = Type::Literal(Arc::new("id".into()));
        let picked = method(&order, "pick").unwrap().result(&[name]);
        assert_eq!(picked, Type::object([("id", Type::String)]));
        let merged = method(&order, "merge").unwrap();
        let more = Type::object([("id", Type::Number)]);
        assert_eq!(
            merged.result(&[more]),
            Type::object([("id", Type::Number), ("total", Type::Number)])
        );
    }

    #[test]
    fn every_function_is_described_and_named_once_for_each_receiver() {
        for (at, entry) in TABLE.iter().enumerate() {
            assert!(entry.doc.ends_with('.'), "{} has no description", entry.name);
            let again = TABLE[at + 1..]
                .iter()
                .any(|other| other.name == entry.name && other.on == entry.on);
            assert!(!again, "{} stands twice in the table", entry.name);
        }
    }
}
