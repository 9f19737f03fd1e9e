//! Values as JSON templates: literal objects and lists stay JSON, with `{% … %}` leaves.

use crate::ir::machine::Template;
use crate::ir::program::{Entry, Expr, ExprKind, ListItem, TextPart};
use crate::jsonata::{Expr as J, Name, Piece};
use crate::lower::expressions::{Expressions, Mode};

impl Expressions<'_> {
    /// The template of an expression.
    pub(super) fn template(&mut self, e: &Expr) -> Template {
        match &e.kind {
            ExprKind::Literal(value) => Template::Literal(value.clone()),
            ExprKind::List(items) => match plain_items(items) {
                Some(items) => array(items.into_iter().map(|item| self.template(item)).collect()),
                None => self.leaf(e),
            },
            ExprKind::Object(entries) => match plain_fields(entries) {
                Some(fields) => {
                    let fields =
                        fields.into_iter().map(|(key, value)| (key.clone(), self.template(value)));
                    object(fields.collect())
                }
                None => self.leaf(e),
            },
            _ => self.leaf(e),
        }
    }

    /// A leaf is evaluated by itself: what another one checks is not known here.
    fn leaf(&mut self, e: &Expr) -> Template {
        match self.whole(|this| this.lower(e, Mode::Leaf)) {
            J::String(text) => Template::Literal((*text).into()),
            J::Substituted(pieces) => Template::Text(pieces),
            J::Null => Template::Literal(serde_json::Value::Null),
            J::Bool(value) => Template::Literal(value.into()),
            expr => Template::Expr(expr),
        }
    }
}

/// The items, where none is a spread.
fn plain_items(items: &[ListItem]) -> Option<Vec<&Expr>> {
    items
        .iter()
        .map(|item| match item {
            ListItem::Item(value) => Some(value),
            ListItem::Spread(_) => None,
        })
        .collect()
}

/// The fields, where all keys are known and every value is there; of two with one key the later.
fn plain_fields(entries: &[Entry]) -> Option<Vec<(&Name, &Expr)>> {
    let mut fields: Vec<(&Name, &Expr)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let Entry::Field { key, value } = entry else { return None };
        match fields.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => fields.push((key, value)),
        }
    }
    Some(fields)
}

fn array(items: Vec<Template>) -> Template {
    if items.iter().all(is_literal) {
        Template::Literal(items.into_iter().filter_map(into_literal).collect())
    } else {
        Template::Array(items)
    }
}

fn object(fields: Vec<(Name, Template)>) -> Template {
    if !fields.iter().all(|(_, value)| is_literal(value)) {
        return Template::Object(fields);
    }
    let literals =
        fields.into_iter().filter_map(|(key, value)| Some((key.to_string(), into_literal(value)?)));
    Template::Literal(literals.collect())
}

fn is_literal(template: &Template) -> bool {
    matches!(template, Template::Literal(_))
}

fn into_literal(template: Template) -> Option<serde_json::Value> {
    match template {
        Template::Literal(value) => Some(value),
        _ => None,
    }
}

/// A part of an interpolated string.
enum Part {
    Text(Vec<Piece>),
    /// With whether it is surely a string.
    Value(J, bool),
}

impl Expressions<'_> {
    /// `"a ${b}"`
    pub(super) fn interpolation(&mut self, parts: &[TextPart], mode: Mode) -> J {
        /// As many operands of `&` can be read at a glance.
        const FEW: usize = 6;
        if let [TextPart::Value(only)] = parts
            && !is_constant_text(self, only)
        {
            return self.printed(only, mode);
        }
        let parts = self.text_parts(parts);
        if parts.len() > FEW {
            let items = parts.into_iter().map(|part| match part {
                Part::Text(pieces) => text(pieces),
                Part::Value(value, true) => value,
                Part::Value(value, false) => J::call("string", vec![value]),
            });
            return J::call("join", vec![J::Array(items.collect()), J::string("")]);
        }
        let operands = parts.into_iter().map(|part| match part {
            Part::Text(pieces) => text(pieces),
            Part::Value(value, _) => value,
        });
        operands
            .reduce(|left, right| J::binary(crate::jsonata::BinaryOp::Concat, left, right))
            .unwrap_or_else(|| J::string(""))
    }

    /// A value as interpolation prints it.
    pub(super) fn printed(&mut self, e: &Expr, mode: Mode) -> J {
        let mode = super::expressions::operand_mode(mode);
        let value = self.lower(e, mode);
        if e.ty.is_string() { value } else { J::call("string", vec![value]) }
    }

    /// The parts, text and substitutions next to each other joined.
    fn text_parts(&mut self, parts: &[TextPart]) -> Vec<Part> {
        let mut result = Vec::new();
        for part in parts {
            match part {
                TextPart::Text(text) => push_piece(&mut result, Piece::Text(text.as_str().into())),
                TextPart::Value(value) => match self.constant_piece(value) {
                    Some(piece) => push_piece(&mut result, piece),
                    None => {
                        let expr = self.defined(value);
                        push_value(&mut result, expr, value.ty.is_string());
                    }
                },
            }
        }
        result
    }

    /// What is text before anything runs.
    fn constant_piece(&self, e: &Expr) -> Option<Piece> {
        match &e.kind {
            ExprKind::Literal(serde_json::Value::String(text)) => {
                Some(Piece::Text(text.as_str().into()))
            }
            // Numbers with other digits are printed by JSONata, whose digits are not ours.
            ExprKind::Literal(value) if value.is_null() || value.is_boolean() || value.is_i64() => {
                Some(Piece::Text(value.to_string().into()))
            }
            ExprKind::Deploy(value) => {
                (!value.ty.is_list()).then(|| Piece::Substitution(value.key.clone()))
            }
            _ => None,
        }
    }
}

fn is_constant_text(expressions: &Expressions<'_>, e: &Expr) -> bool {
    expressions.constant_piece(e).is_some()
}

/// A text that is joined of several itself is taken apart.
fn push_value(parts: &mut Vec<Part>, expr: J, is_text: bool) {
    match expr {
        J::Binary(crate::jsonata::BinaryOp::Concat, left, right) => {
            push_value(parts, *left, false);
            push_value(parts, *right, false);
        }
        J::String(text) => push_piece(parts, Piece::Text(text)),
        J::Substituted(pieces) => pieces.into_iter().for_each(|piece| push_piece(parts, piece)),
        expr => {
            let is_text = is_text || is_text_call(&expr);
            parts.push(Part::Value(expr, is_text));
        }
    }
}

/// `$string(…)` and its like give texts.
fn is_text_call(expr: &J) -> bool {
    let J::Call(function, _) = expr else { return false };
    ["string", "join", "pad", "uppercase", "lowercase", "substring"]
        .iter()
        .any(|name| function.is_variable(name))
}

fn push_piece(parts: &mut Vec<Part>, piece: Piece) {
    let pieces = match parts.last_mut() {
        Some(Part::Text(pieces)) => pieces,
        _ => {
            parts.push(Part::Text(vec![piece]));
            return;
        }
    };
    if let (Some(Piece::Text(before)), Piece::Text(text)) = (pieces.last_mut(), &piece) {
        *before = format!("{before}{text}").into();
    } else {
        pieces.push(piece);
    }
}

fn text(pieces: Vec<Piece>) -> J {
    match pieces.as_slice() {
        [Piece::Text(text)] => J::String(text.clone()),
        _ => J::Substituted(pieces),
    }
}
