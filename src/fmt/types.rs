//! Types.

use super::doc::Fit;
use super::formatter::Formatter;
use super::lists::Style;
use crate::syntax::ast::{Type, TypeField, TypeKind};

impl Formatter<'_> {
    /// A type, with the brackets around it, which the tree does not keep.
    pub(super) fn ty(&mut self, ty: &Type) {
        let mut brackets = 0;
        while self.sees("(") && self.peek().is_some_and(|next| next.offset() < ty.span.start) {
            self.word("(");
            brackets += 1;
        }
        self.bare_type(ty);
        for _ in 0..brackets {
            self.word(")");
        }
    }

    fn bare_type(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Name(_) | TypeKind::Bad => self.token(),
            // Also `-1`.
            TypeKind::Literal(_) => self.tokens_to(ty.span.end),
            TypeKind::List(item) => {
                self.word("[");
                self.ty(item);
                self.word("]");
            }
            TypeKind::Object(fields) => {
                self.list(("{", "}"), Style::Kept, fields, Self::type_field);
            }
            TypeKind::Record(value) => {
                self.list(("{", "}"), Style::Padded, &[value], |this, value| {
                    for sign in ["[", "string", "]", ":"] {
                        this.word(sign);
                    }
                    this.blank();
                    this.ty(value);
                });
            }
            TypeKind::Union(members) => self.alternatives(members, Self::ty),
            TypeKind::Optional(inner) => {
                self.ty(inner);
                self.word("?");
            }
        }
    }

    fn type_field(&mut self, field: &TypeField) {
        self.token();
        if field.optional {
            self.word("?");
        }
        self.word(":");
        self.blank();
        self.ty(&field.ty);
    }

    /// `a | b | c`, as many on a line as fit.
    pub(super) fn alternatives<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (at, item) in items.iter().enumerate() {
            if at == 0 {
                each(self, item);
                continue;
            }
            self.open_line(Fit::Head);
            self.indent_if_broken();
            self.line();
            self.word("|");
            self.blank();
            each(self, item);
            self.dedent();
            self.close();
        }
    }
}
