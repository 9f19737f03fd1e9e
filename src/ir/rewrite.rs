//! Expressions taken apart and put together again.

use crate::ir::program::{Entry, Expr, ExprKind, ListItem, TextPart};

/// The expressions an expression is made of, in the order they are evaluated; none of calls and of
/// control flow, whose parts are statements too.
#[must_use]
pub fn operands(kind: &ExprKind) -> Vec<&Expr> {
    match kind {
        ExprKind::Interpolation(parts) => parts
            .iter()
            .filter_map(|part| match part {
                TextPart::Text(_) => None,
                TextPart::Value(value) => Some(value),
            })
            .collect(),
        ExprKind::List(items) => items
            .iter()
            .map(|item| match item {
                ListItem::Item(value) | ListItem::Spread(value) => value,
            })
            .collect(),
        ExprKind::Object(entries) => entries.iter().flat_map(entry_parts).collect(),
        ExprKind::Field { base, .. } => vec![base],
        ExprKind::Not(operand)
        | ExprKind::Negate(operand)
        | ExprKind::Exists(operand)
        | ExprKind::Is(operand, _) => vec![operand],
        ExprKind::Index { base: left, index: right, .. }
        | ExprKind::Binary { left, right, .. }
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::Coalesce(left, right) => vec![left, right],
        ExprKind::Library(_, args) => args.iter().collect(),
        ExprKind::Literal(_)
        | ExprKind::Deploy(_)
        | ExprKind::Local(_)
        | ExprKind::Context(_)
        | ExprKind::Lambda { .. }
        | ExprKind::Raw { .. }
        | ExprKind::Inline { .. }
        | ExprKind::Work(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Try(_)
        | ExprKind::Block(_)
        | ExprKind::Return(_)
        | ExprKind::Break { .. }
        | ExprKind::Continue(_)
        | ExprKind::Fail { .. }
        | ExprKind::FailAgain(_) => Vec::new(),
    }
}

fn entry_parts(entry: &Entry) -> Vec<&Expr> {
    match entry {
        Entry::Field { value, .. } | Entry::Optional { value, .. } | Entry::Spread(value) => {
            vec![value]
        }
        Entry::Computed { key, value } => vec![key, value],
    }
}

/// `kind` with its [`operands`] replaced, in their order.
///
/// # Panics
/// When there are fewer than [`operands`] gives.
#[must_use]
pub fn with_operands(kind: &ExprKind, parts: Vec<Expr>) -> ExprKind {
    let mut parts = parts.into_iter();
    let mut next = move || parts.next().expect("as many operands as there were");
    match kind {
        ExprKind::Interpolation(pieces) => {
            let piece = |piece: &TextPart| match piece {
                TextPart::Text(text) => TextPart::Text(text.clone()),
                TextPart::Value(_) => TextPart::Value(next()),
            };
            ExprKind::Interpolation(pieces.iter().map(piece).collect())
        }
        ExprKind::List(items) => {
            let item = |item: &ListItem| match item {
                ListItem::Item(_) => ListItem::Item(next()),
                ListItem::Spread(_) => ListItem::Spread(next()),
            };
            ExprKind::List(items.iter().map(item).collect())
        }
        ExprKind::Object(entries) => {
            let entry = |entry: &Entry| match entry {
                Entry::Field { key, .. } => Entry::Field { key: key.clone(), value: next() },
                Entry::Optional { key, .. } => Entry::Optional { key: key.clone(), value: next() },
                Entry::Computed { .. } => Entry::Computed { key: next(), value: next() },
                Entry::Spread(_) => Entry::Spread(next()),
            };
            ExprKind::Object(entries.iter().map(entry).collect())
        }
        ExprKind::Field { name, presence, .. } => {
            ExprKind::Field { base: Box::new(next()), name: name.clone(), presence: *presence }
        }
        ExprKind::Not(_) => ExprKind::Not(Box::new(next())),
        ExprKind::Exists(_) => ExprKind::Exists(Box::new(next())),
        ExprKind::Is(_, ty) => ExprKind::Is(Box::new(next()), ty.clone()),
        ExprKind::And(..) => ExprKind::And(Box::new(next()), Box::new(next())),
        ExprKind::Or(..) => ExprKind::Or(Box::new(next()), Box::new(next())),
        ExprKind::Coalesce(..) => ExprKind::Coalesce(Box::new(next()), Box::new(next())),
        ExprKind::Negate(_) => ExprKind::Negate(Box::new(next())),
        ExprKind::Index { kind, .. } => {
            ExprKind::Index { base: Box::new(next()), index: Box::new(next()), kind: *kind }
        }
        ExprKind::Binary { op, .. } => {
            ExprKind::Binary { op: *op, left: Box::new(next()), right: Box::new(next()) }
        }
        ExprKind::Library(function, args) => {
            ExprKind::Library(*function, args.iter().map(|_| next()).collect())
        }
        other => other.clone(),
    }
}

/// `expr` with `change` applied to each of its [`operands`].
#[must_use]
pub fn map_operands(expr: &Expr, change: &mut impl FnMut(&Expr) -> Expr) -> Expr {
    let parts = operands(&expr.kind);
    if parts.is_empty() {
        return expr.clone();
    }
    let parts = parts.into_iter().map(change).collect();
    Expr::new(with_operands(&expr.kind, parts), expr.ty.clone(), expr.span)
}
