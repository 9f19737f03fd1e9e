//! Strings, lists and objects as they are written.

use rustc_hash::FxHashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::Analyser;
use super::consts::text_of;
use super::error::types as error;
use super::types::{show, without_null};
use crate::ir::program::{Entry, Expr, ExprKind, ListItem, TextPart};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::{self, StringPart};

/// An expression that stands for what was wrong: of type `any`, so that nobody complains again.
pub(super) fn unknown(span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Value::Null), ty: Type::Any, steps: false, span }
}

/// Whether it is an [`unknown`].
pub(super) fn is_unknown(expr: &Expr) -> bool {
    expr.ty == Type::Any && matches!(expr.kind, ExprKind::Literal(Value::Null))
}

/// Whether a part of it is an [`unknown`]: then what is said of the whole would be said twice.
pub(super) fn holds_unknown(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => is_unknown(expr),
        ExprKind::Interpolation(parts) => parts.iter().any(|part| match part {
            TextPart::Text(_) => false,
            TextPart::Value(value) => holds_unknown(value),
        }),
        ExprKind::List(items) => items.iter().any(|item| match item {
            ListItem::Item(value) | ListItem::Spread(value) => holds_unknown(value),
        }),
        ExprKind::Object(entries) => entries.iter().any(|entry| match entry {
            Entry::Field { value, .. } | Entry::Optional { value, .. } | Entry::Spread(value) => {
                holds_unknown(value)
            }
            Entry::Computed { key, value } => holds_unknown(key) || holds_unknown(value),
        }),
        ExprKind::Library(_, args) | ExprKind::Inline { args, .. } => {
            args.iter().any(holds_unknown)
        }
        ExprKind::Field { base: inner, .. }
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::Exists(inner)
        | ExprKind::Is(inner, _) => holds_unknown(inner),
        ExprKind::Index { base: left, index: right, .. }
        | ExprKind::Binary { left, right, .. }
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::Coalesce(left, right) => holds_unknown(left) || holds_unknown(right),
        _ => expr.ty == Type::Never,
    }
}

impl<'a> Analyser<'a> {
    /// `"a ${b}"`; constants in it become text.
    pub(super) fn string(&mut self, parts: &'a [StringPart], span: Span) -> Expr {
        let mut text: Vec<TextPart> = Vec::new();
        for part in parts {
            match part {
                StringPart::Text(words) => push_text(&mut text, words),
                StringPart::Interpolation(value) => {
                    let value = self.expr(value);
                    self.check_printable(&value);
                    match text_of(&value) {
                        Some(words) => push_text(&mut text, &words),
                        None => text.push(TextPart::Value(value)),
                    }
                }
            }
        }
        match text.as_slice() {
            [] => Expr::literal(Value::String(String::new()), span),
            [TextPart::Text(words)] => {
                self.warn_literal(words, span);
                Expr::literal(Value::String(words.clone()), span)
            }
            _ => Expr::new(ExprKind::Interpolation(text), Type::String, span),
        }
    }

    fn check_printable(&mut self, value: &Expr) {
        let structured = value.ty != Type::Any
            && value.ty.members().iter().any(|ty| ty.is_list() || ty.is_object());
        if structured {
            self.report(error::not_printable(&show(&value.ty), value.span));
        }
    }

    /// `[a, ...b]`
    pub(super) fn list(&mut self, items: &'a [ast::ListItem], span: Span) -> Expr {
        let mut result = Vec::with_capacity(items.len());
        let mut types = Vec::new();
        for item in items {
            match item {
                ast::ListItem::Item(value) => {
                    let value = self.expr(value);
                    push_type(&mut types, &value.ty);
                    result.push(ListItem::Item(value));
                }
                ast::ListItem::Spread(value) => {
                    let value = self.expr(value);
                    if !without_null(&value.ty).is_list() && value.ty != Type::Any {
                        self.report(error::spread_no_list(&show(&value.ty), value.span));
                    }
                    push_type(&mut types, &value.ty.item());
                    result.push(ListItem::Spread(value));
                }
                ast::ListItem::Bad(span) => result.push(ListItem::Item(unknown(*span))),
            }
        }
        Expr::new(ExprKind::List(result), Type::list(Type::union(types)), span)
    }

    /// `{ a, b: e, [k]: e, ...c }`
    pub(super) fn object(&mut self, entries: &'a [ast::Entry], span: Span) -> Expr {
        let mut builder = ObjectBuilder::default();
        for entry in entries {
            self.entry(entry, &mut builder);
        }
        builder.finish(span)
    }

    fn entry(&mut self, entry: &'a ast::Entry, builder: &mut ObjectBuilder) {
        match entry {
            ast::Entry::Field { key, optional, value } => {
                self.field_entry(key, *optional, value, builder);
            }
            ast::Entry::Shorthand(name) => {
                let value = self.name(&name.text, name.span);
                self.add_field(name, value, builder);
            }
            ast::Entry::Computed { key, value } => {
                let key = self.expr(key);
                if !super::types::assignable(&key.ty, &Type::String) {
                    self.report(error::key_no_string(&show(&key.ty), key.span));
                }
                let value = self.expr(value);
                builder.computed(key, value);
            }
            ast::Entry::Spread(value) => self.spread_entry(value, builder),
            ast::Entry::Bad(span) => builder.spread(unknown(*span)),
        }
    }

    /// `key: e`, `key?: e`, of an object or of named arguments.
    pub(super) fn field_entry(
        &mut self,
        key: &ast::Name,
        optional: bool,
        value: &'a ast::Expr,
        builder: &mut ObjectBuilder,
    ) {
        if optional {
            let value = self.lenient(value);
            if builder.optional(&key.text, value) {
                self.report(error::key_twice(key));
            }
        } else {
            let value = self.expr(value);
            self.add_field(key, value, builder);
        }
    }

    fn add_field(&mut self, key: &ast::Name, value: Expr, builder: &mut ObjectBuilder) {
        if builder.field(&key.text, value) {
            self.report(error::key_twice(key));
        }
    }

    /// `...e` of an object or of named arguments.
    pub(super) fn spread_entry(&mut self, value: &'a ast::Expr, builder: &mut ObjectBuilder) {
        let value = self.expr(value);
        if value.ty != Type::Any && !without_null(&value.ty).is_object() {
            self.report(error::spread_no_object(&show(&value.ty), value.span));
        }
        builder.spread(value);
    }
}

/// Gathers the entries of an object and its type.
#[derive(Debug, Default)]
pub(super) struct ObjectBuilder {
    entries: Vec<Entry>,
    fields: IndexMap<Arc<str>, FieldType>,
    written: FxHashSet<Arc<str>>,
    /// Whether it may have fields nobody knows of.
    open: bool,
}

impl ObjectBuilder {
    /// Adds `key: value`; true when the key was written before.
    pub fn field(&mut self, key: &Arc<str>, value: Expr) -> bool {
        let field = FieldType { ty: value.ty.clone(), presence: FieldPresence::Required };
        self.fields.insert(key.clone(), field);
        self.entries.push(Entry::Field { key: key.clone(), value });
        !self.written.insert(key.clone())
    }

    /// Adds `key?: value`; true when the key was written before.
    pub fn optional(&mut self, key: &Arc<str>, value: Expr) -> bool {
        let field = FieldType { ty: without_null(&value.ty), presence: FieldPresence::Optional };
        self.fields.insert(key.clone(), field);
        self.entries.push(Entry::Optional { key: key.clone(), value });
        !self.written.insert(key.clone())
    }

    fn computed(&mut self, key: Expr, value: Expr) {
        if let ExprKind::Literal(Value::String(key)) = &key.kind {
            self.field(&key.as_str().into(), value);
        } else {
            self.open = true;
            self.entries.push(Entry::Computed { key, value });
        }
    }

    pub fn spread(&mut self, value: Expr) {
        match value.ty.as_object() {
            Some(object) => {
                self.open |= object.open;
                for (name, field) in &object.fields {
                    self.spread_field(name, field);
                }
            }
            None => self.open = true,
        }
        self.entries.push(Entry::Spread(value));
    }

    /// A field that may be missing in what is spread leaves an earlier one in place.
    fn spread_field(&mut self, name: &Arc<str>, field: &FieldType) {
        let mut field = field.clone();
        if field.presence != FieldPresence::Required {
            if let Some(before) = self.fields.get(name) {
                field.ty = Type::union([before.ty.clone(), field.ty]);
                field.presence = before.presence;
            }
        }
        self.fields.insert(name.clone(), field);
    }

    pub fn finish(self, span: Span) -> Expr {
        let ty = Type::Object(Arc::new(ObjectType { fields: self.fields, open: self.open }));
        Expr::new(ExprKind::Object(self.entries), ty, span)
    }
}

fn push_text(parts: &mut Vec<TextPart>, words: &str) {
    match parts.last_mut() {
        Some(TextPart::Text(text)) => text.push_str(words),
        _ if words.is_empty() => {}
        _ => parts.push(TextPart::Text(words.to_owned())),
    }
}

/// Long lists of constants keep their type small: equal neighbours count once.
fn push_type(types: &mut Vec<Type>, ty: &Type) {
    const SEVERAL: usize = 8;
    let ty = if types.len() >= SEVERAL { super::types::widen(ty) } else { ty.clone() };
    if types.len() == SEVERAL {
        for known in types.iter_mut() {
            *known = super::types::widen(known);
        }
    }
    if !types.contains(&ty) {
        types.push(ty);
    }
}
