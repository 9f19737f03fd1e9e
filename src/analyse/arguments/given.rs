//! Where in the source a part of the arguments of a call is written.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::ast::{Arg, Entry, Expr, ExprKind, ListItem};

/// A step into a value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The field of this name.
    Field(Arc<str>),
    /// The item at this place.
    Item(usize),
    /// Any item, or the value of any key.
    Each,
}

/// A way into a value as it is written: `Items[0].id`.
pub(super) fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Step::Item(at) => text.push_str(&format!("[{at}]")),
            Step::Each => text.push_str("[…]"),
        }
    }
    text
}

/// Where the last name of the way stands, if all of it is written in the call.
pub(super) fn place_of(args: &[Arg], path: &[Step]) -> Option<Span> {
    let (Step::Field(name), rest) = path.split_first()? else { return None };
    if let [Arg::Positional(object)] = args {
        return place_in(object, path);
    }
    args.iter().find_map(|arg| match arg {
        Arg::Named { key, value, .. } if key.text == *name => match rest {
            [] => Some(key.span),
            _ => place_in(value, rest),
        },
        _ => None,
    })
}

/// The names of the arguments as they are written, with their places.
pub(in crate::analyse) fn given_names(args: &[Arg]) -> Vec<(&str, Span)> {
    if let [Arg::Positional(object)] = args {
        let ExprKind::Object(entries) = &object.kind else { return Vec::new() };
        return entries.iter().filter_map(entry_name).collect();
    }
    args.iter().filter_map(argument_name).collect()
}

fn argument_name(arg: &Arg) -> Option<(&str, Span)> {
    match arg {
        Arg::Named { key, .. } => Some((&key.text, key.span)),
        Arg::Positional(_) | Arg::Spread(_) | Arg::Bad(_) => None,
    }
}

fn entry_name(entry: &Entry) -> Option<(&str, Span)> {
    match entry {
        Entry::Field { key, .. } | Entry::Shorthand(key) => Some((&key.text, key.span)),
        Entry::Computed { .. } | Entry::Spread(_) | Entry::Bad(_) => None,
    }
}

fn place_in(value: &Expr, path: &[Step]) -> Option<Span> {
    let (step, rest) = path.split_first()?;
    match (&value.kind, step) {
        (ExprKind::Paren(inner), _) => place_in(inner, path),
        (ExprKind::Object(entries), Step::Field(name)) => {
            entries.iter().find_map(|entry| match entry {
                Entry::Field { key, value, .. } if key.text == *name => match rest {
                    [] => Some(key.span),
                    _ => place_in(value, rest),
                },
                Entry::Shorthand(key) if key.text == *name && rest.is_empty() => Some(key.span),
                _ => None,
            })
        }
        (ExprKind::List(items), Step::Item(at)) => match items.get(*at)? {
            ListItem::Item(value) if rest.is_empty() => Some(value.span),
            ListItem::Item(value) => place_in(value, rest),
            ListItem::Spread(_) | ListItem::Bad(_) => None,
        },
        _ => None,
    }
}
