//! `{ a, b: c, d = 1, ...rest }` and `[a, b, ...rest]`, written out as one `let` for each name.

use serde_json::Value;

use super::Analyser;
use super::error::types as error;
use super::scopes::Role;
use super::statements::Builder;
use super::types::{show, without_null};
use crate::ir::program::{Expr, ExprKind, IndexKind, Library, ListItem};
use crate::ir::types::Type;
use crate::syntax::ast::{Name, Pattern, PatternField, PatternKind};

impl<'a> Analyser<'a> {
    /// Binds the names of `pattern` to parts of `base`, which reads a variable that does not change.
    pub(super) fn take_apart(&mut self, pattern: &'a Pattern, base: Expr, out: &mut Builder) {
        match &pattern.kind {
            PatternKind::Name(name) => {
                let ty = base.ty.clone();
                let var = self.bind(&name.text, ty, Role::Fixed, name.span);
                out.binding(var, base, name.span);
            }
            PatternKind::Ignore => {}
            PatternKind::Object { fields, rest } => {
                self.check_shape(&base, pattern, Type::is_object, "an object");
                for field in fields {
                    self.take_field(field, &base, out);
                }
                if let Some(rest) = rest {
                    self.rest_of_object(rest, fields, base, out);
                }
            }
            PatternKind::List { items, rest } => {
                self.check_shape(&base, pattern, Type::is_list, "a list");
                for (at, item) in items.iter().enumerate() {
                    let value = item_at(&base, at, item);
                    self.take_part(item, value, out);
                }
                if let Some(rest) = rest {
                    self.rest_of_list(rest, items.len(), base, out);
                }
            }
        }
    }

    fn check_shape(
        &mut self,
        base: &Expr,
        pattern: &Pattern,
        fits: impl Fn(&Type) -> bool,
        wanted: &str,
    ) {
        if !matches!(base.ty, Type::Any | Type::Never) && !fits(&base.ty) {
            self.report(error::pattern_shape(&show(&base.ty), wanted, pattern.span));
        }
    }

    fn take_field(&mut self, field: &'a PatternField, base: &Expr, out: &mut Builder) {
        let span = field.key.span;
        let fits = matches!(base.ty, Type::Any | Type::Never) || base.ty.is_object();
        let mut value = if fits {
            let lenient = field.default.is_some();
            self.field(base.clone(), &field.key.text, span, span, lenient)
        } else {
            super::literals::unknown(span)
        };
        if let Some(default) = &field.default {
            let default = self.expr(default);
            let ty = match &value.ty {
                Type::Any => Type::Any,
                known => Type::union([without_null(known), default.ty.clone()]),
            };
            let kind = ExprKind::Coalesce(Box::new(value), Box::new(default));
            value = Expr::new(kind, ty, span);
        }
        self.take_part(&field.pattern, value, out);
    }

    /// A part is bound to its name, or to a hidden one that is taken apart in turn.
    fn take_part(&mut self, pattern: &'a Pattern, value: Expr, out: &mut Builder) {
        match &pattern.kind {
            PatternKind::Name(_) => self.take_apart(pattern, value, out),
            PatternKind::Ignore => {}
            PatternKind::Object { .. } | PatternKind::List { .. } => {
                let word = super::statements::pattern_word(pattern);
                let ty = value.ty.clone();
                let var = self.hidden(word, ty.clone(), pattern.span);
                out.binding(var, value, pattern.span);
                let base = Expr::new(ExprKind::Local(var), ty, pattern.span);
                self.take_apart(pattern, base, out);
            }
        }
    }

    fn rest_of_object(
        &mut self,
        rest: &'a Name,
        fields: &[PatternField],
        base: Expr,
        out: &mut Builder,
    ) {
        let names: Vec<Value> =
            fields.iter().map(|field| Value::String(field.key.text.to_string())).collect();
        let ty = without_fields(&base.ty, fields);
        let names = Expr::literal(Value::Array(names), rest.span);
        let kind = ExprKind::Library(Library::Omit, vec![base, names]);
        let value = Expr::new(kind, ty.clone(), rest.span);
        let var = self.bind(&rest.text, ty, Role::Fixed, rest.span);
        out.binding(var, value, rest.span);
    }

    fn rest_of_list(&mut self, rest: &'a Name, from: usize, base: Expr, out: &mut Builder) {
        let (ty, list) = if base.ty.is_list() {
            (Type::list(base.ty.item()), base)
        } else {
            // As `[...base]`, which fails unless it is a list: a string has a `slice` too.
            let (ty, span) = (Type::list(Type::Any), base.span);
            let items = ExprKind::List(vec![ListItem::Spread(base)]);
            (ty.clone(), Expr::new(items, ty, span))
        };
        let from = Expr::literal(Value::from(from), rest.span);
        let kind = ExprKind::Library(Library::Slice, vec![list, from]);
        let value = Expr::new(kind, ty.clone(), rest.span);
        let var = self.bind(&rest.text, ty, Role::Fixed, rest.span);
        out.binding(var, value, rest.span);
    }
}

fn item_at(base: &Expr, at: usize, pattern: &Pattern) -> Expr {
    let ty = if base.ty.is_list() { base.ty.item() } else { Type::Any };
    let index = Expr::literal(Value::from(at), pattern.span);
    let kind = ExprKind::Index {
        base: Box::new(base.clone()),
        index: Box::new(index),
        kind: IndexKind::Item,
    };
    Expr::new(kind, ty, pattern.span)
}

fn without_fields(ty: &Type, taken: &[PatternField]) -> Type {
    let Some(object) = ty.as_object() else { return Type::Any };
    let fields = object
        .fields
        .iter()
        .filter(|(name, _)| !taken.iter().any(|field| field.key.text == **name))
        .map(|(name, field)| (name.clone(), field.clone()))
        .collect();
    let open = object.open;
    Type::Object(std::sync::Arc::new(crate::ir::types::ObjectType { fields, open }))
}
