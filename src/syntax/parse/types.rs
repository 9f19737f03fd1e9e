//! Types.

use super::super::ast::{Type, TypeField, TypeKind};
use super::{Builder, Piece, Rule, only, parts};

impl<'t> Builder<'t, '_> {
    /// `ty`
    pub(super) fn ty(&mut self, pair: Piece<'t>) -> Type {
        let span = self.span(&pair);
        let mut members: Vec<Type> = parts(pair).map(|single| self.single_type(single)).collect();
        match members.pop() {
            Some(only) if members.is_empty() => only,
            Some(last) => {
                members.push(last);
                Type { kind: TypeKind::Union(members), span }
            }
            None => Type { kind: TypeKind::Bad, span },
        }
    }

    fn single_type(&mut self, pair: Piece<'t>) -> Type {
        let span = self.span(&pair);
        let mut parts = parts(pair);
        let inner = self.primary_type(parts.need());
        if parts.next_if(Rule::question).is_some() {
            return Type { kind: TypeKind::Optional(Box::new(inner)), span };
        }
        inner
    }

    fn primary_type(&mut self, pair: Piece<'t>) -> Type {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::ty_list => TypeKind::List(Box::new(self.ty(only(pair)))),
            Rule::ty_record => TypeKind::Record(Box::new(self.ty(only(pair)))),
            Rule::ty_object => TypeKind::Object(self.type_fields(pair)),
            // Brackets only group: what is in them says all.
            Rule::ty_paren => return self.ty(only(pair)),
            Rule::name | Rule::null_word => TypeKind::Name(pair.as_str().into()),
            Rule::string | Rule::text_block => {
                let text = self.plain_string(pair);
                TypeKind::Literal(Box::new(super::literals::string_expr(text)))
            }
            _ => TypeKind::Literal(Box::new(self.primary(pair))),
        };
        Type { kind, span }
    }

    fn type_fields(&mut self, pair: Piece<'t>) -> Vec<TypeField> {
        let mut fields = Vec::new();
        for piece in parts(pair) {
            if piece.as_rule() == Rule::missing_comma {
                self.missing_comma(&piece);
            } else {
                fields.push(self.type_field(piece));
            }
        }
        fields
    }

    fn type_field(&mut self, pair: Piece<'t>) -> TypeField {
        let optional = super::has(&pair, Rule::optional_mark);
        let mut parts = parts(pair);
        let name = self.plain_key(parts.need());
        let value = parts.need();
        let ty = if value.as_rule() == Rule::ty {
            self.ty(value)
        } else {
            Type { kind: TypeKind::Bad, span: self.bad(&value, Rule::only_type) }
        };
        TypeField { name, optional, ty }
    }
}
