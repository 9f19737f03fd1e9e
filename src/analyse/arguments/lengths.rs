//! Whether strings, lists and maps are as long as the model of an API wants them.
//!
//! A length is known as far as it is written out: of `"a-${b}"` that it has two characters or more. What is
//! not a string where a string is wanted is written as JSON, and of a blob nobody has said whether its text
//! is the bytes or stands for them in Base64: of those only what is wrong in any case is reported.

use serde_json::Value;

use super::Checker;
use crate::analyse::error::services as error;
use crate::ir::program::{Entry, Expr, ExprKind, ListItem, TextPart};
use crate::services::catalog::Shape;
use crate::source::Span;

/// What is known of a length.
#[derive(Clone, Copy)]
struct Length {
    least: usize,
    most: Option<usize>,
}

impl Length {
    fn exactly(length: usize) -> Self {
        Self { least: length, most: Some(length) }
    }
}

/// What a shape allows a length to be.
struct Limits {
    min: Option<u32>,
    max: Option<u32>,
    /// What the length counts.
    unit: &'static str,
    /// The words for too little and too much.
    words: (&'static str, &'static str),
}

impl Limits {
    fn of(shape: Shape) -> Option<Self> {
        let (min, max, unit, words) = match shape {
            Shape::String { min, max } => (min, max, "character", ("short", "long")),
            Shape::Blob { min, max } => (min, max, "byte", ("short", "long")),
            Shape::List(list) => (list.min(), list.max(), "item", ("short", "long")),
            Shape::Map(map) => (map.min(), map.max(), "key", ("small", "large")),
            Shape::Enum(_)
            | Shape::Integer(_)
            | Shape::Long(_)
            | Shape::Float(_)
            | Shape::Double(_)
            | Shape::Boolean
            | Shape::Timestamp
            | Shape::Document
            | Shape::Structure(_) => return None,
        };
        (min.is_some() || max.is_some()).then_some(Self { min, max, unit, words })
    }

    /// Whether no value of that length is right, and the word for it.
    fn broken_by(&self, length: Length) -> Option<&'static str> {
        let (few, many) = self.words;
        if self.max.is_some_and(|max| length.least > max as usize) {
            return Some(many);
        }
        let too_few = |most: usize| self.min.is_some_and(|min| most < min as usize);
        length.most.is_some_and(too_few).then_some(few)
    }
}

impl Checker<'_> {
    /// Reports a value that is written out and has a length its shape does not allow.
    pub(super) fn length_of(&mut self, value: &Expr, shape: Shape) {
        let length = match (&value.kind, shape) {
            (ExprKind::Interpolation(parts), Shape::String { .. }) => of_text(parts),
            (ExprKind::List(items), Shape::List(_)) => of_list(items),
            (ExprKind::Object(entries), Shape::Map(_)) => of_map(entries),
            (ExprKind::Literal(Value::Array(items)), Shape::List(_)) => {
                Length::exactly(items.len())
            }
            (ExprKind::Literal(Value::Object(fields)), Shape::Map(_)) => {
                Length::exactly(fields.len())
            }
            _ => return,
        };
        self.held_against(length, shape, value.span);
    }

    /// The same for a constant that is no list and no object.
    pub(super) fn length_of_constant(&mut self, value: &Value, shape: Shape, span: Span) {
        let Some(text) = value.as_str() else { return };
        let length = match shape {
            Shape::String { .. } => Length::exactly(text.chars().count()),
            // As many bytes as the text, or those that it stands for.
            Shape::Blob { .. } => {
                let least = (text.len() / 4 * 3).saturating_sub(2);
                Length { least, most: Some(text.len()) }
            }
            _ => return,
        };
        self.held_against(length, shape, span);
    }

    fn held_against(&mut self, length: Length, shape: Shape, span: Span) {
        let Some(limits) = Limits::of(shape) else { return };
        let Some(too) = limits.broken_by(length) else { return };
        let what = self.what();
        let has = has(length, limits.unit);
        let range = (limits.min, limits.max);
        let fault =
            error::wrong_length(&self.call.name, &what, (has, too), limits.unit, range, span);
        self.faults.push(fault);
    }
}

/// `3 items`, `at least 3 items`
fn has(Length { least, most }: Length, unit: &str) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match most {
        Some(0) => format!("no {unit}s"),
        Some(most) if most == least => format!("{least} {unit}{}", plural(least)),
        Some(most) if least == 0 => format!("at most {most} {unit}{}", plural(most)),
        _ => format!("at least {least} {unit}{}", plural(least)),
    }
}

fn of_text(parts: &[TextPart]) -> Length {
    let written = parts.iter().map(|part| match part {
        TextPart::Text(text) => text.chars().count(),
        TextPart::Value(_) => 0,
    });
    Length { least: written.sum(), most: None }
}

fn of_list(items: &[ListItem]) -> Length {
    let spread = |item: &&ListItem| matches!(item, ListItem::Spread(_));
    let spreads = items.iter().filter(spread).count();
    let least = items.len() - spreads;
    Length { least, most: (spreads == 0).then_some(least) }
}

fn of_map(entries: &[Entry]) -> Length {
    let (mut keys, mut perhaps, mut unknown) = (std::collections::BTreeSet::new(), 0, false);
    for entry in entries {
        match entry {
            Entry::Field { key, .. } => {
                keys.insert(key);
            }
            Entry::Optional { .. } | Entry::Computed { .. } => perhaps += 1,
            Entry::Spread(_) => unknown = true,
        }
    }
    let least = keys.len();
    Length { least, most: (!unknown).then_some(least + perhaps) }
}
