//! Assignments put together: what follows a transition's assignments, moved onto it.
//!
//! A transition assigns all at once, from the values before it. So an expression that reads what
//! the transition assigns must read the assigned expression instead.

use rustc_hash::FxHashMap;

use crate::ir::machine::{Edge, Effects, Template, Value};
use crate::jsonata::{Expr, Name, each_item, simplify};

/// Values that stand for variables.
pub type Replacements = FxHashMap<Name, Value>;

/// The most assignments one transition takes: keeps moving them linear.
const MOST_ASSIGNMENTS: usize = 64;
/// By how many nodes values may grow when what is assigned is put into them more than once.
const LARGEST_GROWTH: usize = 24;
/// The largest expression, in nodes, that grows by putting another in.
const LARGEST_EXPRESSION: usize = 160;

/// Adds `assign`, which happens after the transition, to the transition. `false`: it cannot carry
/// them, and is unchanged.
///
/// Keeps: every variable has the value it would have had, every expression that may fail is still
/// evaluated, and volatile ones as often as before.
pub fn append(edge: &mut Edge, assign: &[(Name, Value)]) -> bool {
    if edge.assign.len() + assign.len() > MOST_ASSIGNMENTS {
        return false;
    }
    let values = assign.iter().map(|(_, value)| value);
    let Some(values) = behind(edge, values, Afterwards::Read) else { return false };
    let overwrites_failing = edge.assign.iter().any(|(name, value)| {
        (value.effects.fails || value.effects.volatile)
            && assign.iter().any(|(other, _)| other == name)
    });
    if overwrites_failing {
        return false;
    }
    edge.assign.retain(|(name, _)| !assign.iter().any(|(other, _)| other == name));
    edge.assign.extend(assign.iter().map(|(name, _)| name.clone()).zip(values));
    true
}

/// Whether the variables a transition assigns are read behind it by anything but the values in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// They may be.
    Read,
    /// The scope ends: their assignments that cannot fail go.
    Gone,
}

/// `values`, meant to be evaluated behind the transition, as they are written on it. `None`: not
/// possible, or it would make an expression grow too much.
pub fn behind<'v>(
    edge: &Edge,
    values: impl Iterator<Item = &'v Value>,
    afterwards: Afterwards,
) -> Option<Vec<Value>> {
    if edge.assign.is_empty() {
        return Some(values.cloned().collect());
    }
    let mut reads: FxHashMap<Name, usize> = FxHashMap::default();
    let values: Vec<&Value> = values.collect();
    for value in &values {
        count_reads(value, &mut reads);
    }
    let mut replacements = Replacements::default();
    let mut repeated = false;
    for (name, value) in &edge.assign {
        let Some(count) = reads.get(name) else { continue };
        // Evaluated once before, it must be evaluated once now.
        let moves = *count == 1 && !value.effects.fails && afterwards == Afterwards::Gone;
        if value.effects.volatile && !moves {
            return None;
        }
        repeated |= *count > 1;
        replacements.insert(name.clone(), value.clone());
    }
    let total = |size: usize, value: &Value| size + self::size(&value.template);
    let before = values.iter().fold(0, |size, value| total(size, value));
    let replaced: Vec<Value> =
        values.into_iter().map(|value| substitute(value, &replacements)).collect::<Option<_>>()?;
    let after = replaced.iter().fold(0, total);
    (!repeated || after <= before + LARGEST_GROWTH).then_some(replaced)
}

/// How often each variable is read in `value`, added to `reads`.
pub fn count_reads(value: &Value, reads: &mut FxHashMap<Name, usize>) {
    value.template.for_each_variable(&mut |name| *reads.entry(name.clone()).or_default() += 1);
}

/// `value` with the variables of `replacements` replaced. `None` where that is not possible.
#[must_use]
pub fn substitute(value: &Value, replacements: &Replacements) -> Option<Value> {
    if replacements.is_empty() {
        return Some(value.clone());
    }
    let mut effects = value.effects;
    let template = substitute_template(&value.template, replacements, &mut effects)?;
    Some(Value { template, effects })
}

fn substitute_template(
    template: &Template,
    replacements: &Replacements,
    effects: &mut Effects,
) -> Option<Template> {
    Some(match template {
        Template::Expr(expr) => substitute_leaf(expr, replacements, effects)?,
        Template::Literal(_) | Template::Text(_) => template.clone(),
        Template::Array(items) => Template::Array(
            items
                .iter()
                .map(|item| substitute_template(item, replacements, effects))
                .collect::<Option<_>>()?,
        ),
        Template::Object(fields) => Template::Object(
            fields
                .iter()
                .map(|(key, field)| {
                    Some((key.clone(), substitute_template(field, replacements, effects)?))
                })
                .collect::<Option<_>>()?,
        ),
    })
}

/// A leaf that is a variable, or a field of one, may become a whole template.
fn substitute_leaf(
    expr: &Expr,
    replacements: &Replacements,
    effects: &mut Effects,
) -> Option<Template> {
    if let Some((value, template)) = select(expr, replacements) {
        *effects = effects.and(value.effects);
        return Some(template.clone());
    }
    let mut replaced = expr.clone();
    if !substitute_in(&mut replaced, replacements, effects) {
        return None;
    }
    let grown = replaced != *expr;
    if grown {
        replaced = simplify(replaced);
    }
    (!grown || nodes(&replaced) <= LARGEST_EXPRESSION).then_some(Template::Expr(replaced))
}

/// `false` where a replacement has no form as an expression.
fn substitute_in(expr: &mut Expr, replacements: &Replacements, effects: &mut Effects) -> bool {
    if let Some((value, template)) = select(expr, replacements) {
        let part = Value { template: template.clone(), effects: value.effects };
        *effects = effects.and(value.effects);
        return match part.into_expr() {
            // Where the replacement can fail, the transition still assigns it by itself, and fails.
            Some(replacement) => {
                *expr = replacement;
                true
            }
            None => false,
        };
    }
    let mut done = true;
    let mut change = |child: &mut Expr| done = done && substitute_in(child, replacements, effects);
    match expr {
        Expr::Array(items) => each_item(items, change),
        other => other.for_each_child_mut(&mut change),
    }
    done
}

/// What `$name` or `$name.a.b` stands for: the replacement of the name, or the part of it.
fn select<'r>(expr: &Expr, replacements: &'r Replacements) -> Option<(&'r Value, &'r Template)> {
    match expr {
        Expr::Variable(name) => {
            let value = replacements.get(name)?;
            Some((value, &value.template))
        }
        Expr::Path(base, step) => {
            let Expr::Field(field) = &**step else { return None };
            let (value, template) = select(base, replacements)?;
            match template {
                // The other fields may not be dropped if they can fail.
                Template::Object(fields) if !value.effects.fails => {
                    let (_, part) = fields.iter().find(|(key, _)| key == field)?;
                    Some((value, part))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The nodes of a template: what it costs to write it.
#[must_use]
pub fn size(template: &Template) -> usize {
    match template {
        Template::Expr(expr) => nodes(expr),
        Template::Literal(value) => literal_size(value),
        Template::Text(pieces) => pieces.len(),
        Template::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Template::Object(fields) => {
            1 + fields.iter().map(|(_, field)| 1 + size(field)).sum::<usize>()
        }
    }
}

fn literal_size(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(literal_size).sum::<usize>(),
        serde_json::Value::Object(fields) => 1 + fields.values().map(literal_size).sum::<usize>(),
        serde_json::Value::String(text) => 1 + text.len() / 16,
        _ => 1,
    }
}

fn nodes(expr: &Expr) -> usize {
    let mut count = match expr {
        Expr::String(text) => 1 + text.len() / 16,
        _ => 1,
    };
    expr.for_each_child(|child| count += nodes(child));
    count
}
