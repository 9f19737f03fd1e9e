//! What an expression gives, as far as it can be told before the workflow runs.

use indexmap::IndexMap;

use super::known::{ALTERNATIVES, Known};
use super::text::{Piece, Text};
use super::variables::Variables;
use crate::jsonata::ast;
use crate::jsonata::{BinaryOp, Expr};

/// How deep expressions are looked into; what is deeper is not known.
const DEPTH: usize = 64;

/// What `expr` gives in a state of the machine with these variables.
pub fn evaluate(expr: &Expr, variables: &Variables<'_>) -> Known {
    Evaluator { variables, bound: Vec::new(), depth: 0 }.value(expr)
}

struct Evaluator<'a> {
    variables: &'a Variables<'a>,
    /// `$name := …` of the blocks around, the innermost last.
    bound: Vec<(ast::Name, Known)>,
    depth: usize,
}

impl Evaluator<'_> {
    fn value(&mut self, expr: &Expr) -> Known {
        if self.depth == DEPTH {
            return Known::Nothing;
        }
        self.depth += 1;
        let value = self.shallow(expr);
        self.depth -= 1;
        value
    }

    fn shallow(&mut self, expr: &Expr) -> Known {
        match expr {
            Expr::Null => Known::Missing,
            Expr::Bool(value) => Known::Text(Text::plain(if *value { "true" } else { "false" })),
            Expr::Number(text) | Expr::String(text) => Known::Text(Text::plain(text)),
            Expr::Substituted(pieces) => Known::Text(Text::of_pieces(pieces.iter().map(piece))),
            Expr::Substitution(key) => Known::Text(Text::key(key)),
            Expr::Variable(name) => self.variable(name),
            Expr::Path(left, right) => match &**right {
                Expr::Field(name) => self.value(left).field(name),
                _ => Known::Nothing,
            },
            Expr::Predicate(list, index) => self.indexed(list, index),
            Expr::KeepArray(inside) => self.value(inside),
            Expr::Call(function, args) => self.call(function, args),
            Expr::Binary(BinaryOp::Concat, left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                concatenated(&left, &right)
            }
            Expr::Binary(..) | Expr::Negate(_) => Known::Some,
            Expr::Array(items) => self.list(items),
            Expr::Object(entries) => self.object(entries),
            Expr::Condition(_, then, otherwise) => {
                let then = self.value(then);
                let otherwise = match otherwise {
                    Some(otherwise) => self.value(otherwise),
                    None => Known::Missing,
                };
                Known::either([then, otherwise])
            }
            Expr::Bind(_, value) => self.value(value),
            Expr::Block(parts) => self.block(parts),
            Expr::Context
            | Expr::Root
            | Expr::Field(_)
            | Expr::Filters(..)
            | Expr::Wildcard
            | Expr::Descendants
            | Expr::Parent
            | Expr::Partial(..)
            | Expr::Function { .. }
            | Expr::Range(..)
            | Expr::Group(..)
            | Expr::Sort(..)
            | Expr::Regex { .. }
            | Expr::FocusBind(..)
            | Expr::IndexBind(..)
            | Expr::Transform { .. } => Known::Nothing,
        }
    }

    fn variable(&self, name: &str) -> Known {
        match self.bound.iter().rev().find(|(bound, _)| **bound == *name) {
            Some((_, value)) => value.clone(),
            None => self.variables.value(name),
        }
    }

    fn indexed(&mut self, list: &Expr, index: &Expr) -> Known {
        let list = self.value(list);
        if let (Known::List { items, open: false }, Expr::Number(index)) = (&list, index) {
            let item = index.parse::<usize>().ok().and_then(|index| items.get(index));
            return item.cloned().unwrap_or(Known::Missing);
        }
        list.item()
    }

    /// What the functions give that the compiler uses to put arguments together.
    fn call(&mut self, function: &Expr, args: &[Expr]) -> Known {
        let Expr::Variable(name) = function else { return Known::Nothing };
        match (&**name, args) {
            ("string", [value]) => match self.value(value) {
                Known::Missing => Known::Missing,
                value => Known::either(value.texts().into_iter().map(Known::Text)),
            },
            ("merge", [Expr::Array(parts)]) => {
                let parts: Vec<Known> = parts.iter().map(|part| self.value(part)).collect();
                merged(&parts)
            }
            ("append", [left, right]) => {
                let (left, right) = (self.value(left), self.value(right));
                appended(&left, &right)
            }
            ("join", [list]) => joined(&self.value(list), ""),
            ("join", [list, Expr::String(between)]) => joined(&self.value(list), between),
            ("uuid" | "now" | "millis" | "random", []) => Known::Some,
            _ => Known::Nothing,
        }
    }

    fn list(&mut self, items: &[Expr]) -> Known {
        let open = items.iter().any(|item| matches!(item, Expr::Range(..)));
        let items = items.iter().filter(|item| !matches!(item, Expr::Range(..)));
        Known::List { items: items.map(|item| self.value(item)).collect(), open }
    }

    fn object(&mut self, entries: &[(Expr, Expr)]) -> Known {
        let mut fields = IndexMap::new();
        let mut open = false;
        for (key, value) in entries {
            let value = self.value(value);
            match key {
                Expr::String(key) => drop(fields.insert(key.to_string(), value)),
                Expr::Substituted(_) => {
                    // Keys are written as in a definition, so that they can be read again.
                    let texts = self.value(key).texts();
                    fields.extend(texts.iter().map(|key| (key.pattern(), value.clone())));
                }
                _ => open = true,
            }
        }
        Known::Object { fields, open }
    }

    fn block(&mut self, parts: &[Expr]) -> Known {
        let before = self.bound.len();
        let mut last = Known::Missing;
        for part in parts {
            last = self.value(part);
            if let Expr::Bind(name, _) = part {
                self.bound.push((name.clone(), last.clone()));
            }
        }
        self.bound.truncate(before);
        last
    }
}

fn piece(piece: &ast::Piece) -> Piece {
    match piece {
        ast::Piece::Text(text) => Piece::Plain(text.to_string()),
        ast::Piece::Substitution(key) => Piece::Key(key.to_string()),
    }
}

/// `left & right`: what is missing is nothing.
fn concatenated(left: &Known, right: &Known) -> Known {
    let or_empty = |value: &Known| match value.texts() {
        texts if texts.is_empty() => vec![Text::default()],
        texts => texts,
    };
    let (left, right) = (or_empty(left), or_empty(right));
    if left.len() * right.len() > ALTERNATIVES {
        return Known::Text(Text::any());
    }
    let both = left.iter().flat_map(|left| right.iter().map(|right| left.clone().and(right)));
    Known::either(both.map(|text| Known::Text(if text.is_long() { Text::any() } else { text })))
}

/// `$merge(parts)`: later fields count.
fn merged(parts: &[Known]) -> Known {
    let mut fields: IndexMap<String, Known> = IndexMap::new();
    let mut open = false;
    for part in parts {
        let alternatives: &[Known] = match part {
            Known::Either(several) => several,
            one => std::slice::from_ref(one),
        };
        for alternative in alternatives {
            open |= matches!(alternative, Known::Nothing | Known::Some);
            let Known::Object { fields: more, open: more_open } = alternative else { continue };
            open |= more_open;
            for name in more.keys() {
                fields.entry(name.clone()).or_insert(Known::Missing);
            }
        }
        for (name, value) in &mut fields {
            let seen = alternatives.iter().map(|alternative| match alternative.field(name) {
                Known::Missing => value.clone(),
                Known::Nothing => Known::either([value.clone(), Known::Nothing]),
                given => given,
            });
            *value = Known::either(seen.collect::<Vec<_>>());
        }
    }
    Known::Object { fields, open }
}

/// `$append(left, right)`
fn appended(left: &Known, right: &Known) -> Known {
    let (mut items, mut open) = (Vec::new(), false);
    for side in [left, right] {
        match side {
            Known::Missing => {}
            Known::List { items: more, open: more_open } => {
                items.extend(more.iter().cloned());
                open |= more_open;
            }
            Known::Text(_) | Known::Object { .. } => items.push(side.clone()),
            Known::Nothing | Known::Some | Known::Either(_) => open = true,
        }
    }
    Known::List { items, open }
}

/// `$join(list, between)`
fn joined(list: &Known, between: &str) -> Known {
    let Known::List { items, open: false } = list else { return Known::Text(Text::any()) };
    let mut result = Known::Text(Text::default());
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            result = concatenated(&result, &Known::Text(Text::plain(between)));
        }
        result = concatenated(&result, item);
    }
    result
}
