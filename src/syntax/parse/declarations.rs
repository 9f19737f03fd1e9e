//! Declarations and what stands before them.

use super::super::ast::{
    Arg, Attribute, Const, Doc, ErrorDecl, ErrorName, FnParam, Function, FunctionBody, Import,
    ImportName, Item, ItemKind, Param, Resource, RetryDecl, RetryGroup, RetryOption,
    RetryOptionKind, Test, Type, TypeAlias, TypeKind,
};
use super::super::error;
use super::{Builder, Parts, Piece, Rule, names, only, parts};
use crate::source::Span;

impl<'t> Builder<'t, '_> {
    /// `item`
    pub(super) fn item(&mut self, pair: Piece<'t>) -> Item {
        let whole = self.span(&pair);
        let mut parts = parts(pair);
        let doc = doc(&mut parts);
        let attributes = self.attributes(&mut parts);
        let mut declaration = parts.need();
        if declaration.as_rule() == Rule::foreign_lead {
            self.foreign_word(&declaration);
            declaration = parts.need();
        }
        let start = attributes.first().map_or_else(|| self.span(&declaration), |a| a.span);
        let span = self.between(start, whole);
        let kind = self.declaration(declaration);
        self.report_unclosed();
        Item { doc, attributes, kind, span }
    }

    /// A declaration with something behind it on its line. What seems to be whole without that stays.
    pub(super) fn torn_item(&mut self, item: Item, rest: &Piece<'t>, faults: usize) -> Item {
        let whole = self.torn(item.span, rest, Rule::only_declaration, faults);
        let is_whole = match &item.kind {
            ItemKind::Lambda(function) | ItemKind::Activity(function) => {
                matches!(function.body, FunctionBody::None) || !function.clauses.is_empty()
            }
            ItemKind::Fn(function) | ItemKind::Workflow(function) => {
                matches!(function.body, FunctionBody::Block(_))
            }
            ItemKind::Import(_) | ItemKind::Retry(_) | ItemKind::Test(_) => true,
            _ => false,
        };
        let kind = if is_whole { item.kind } else { ItemKind::Bad };
        Item { kind, span: whole, ..item }
    }

    /// Complains about a word, or several, that has no place in Flow.
    fn foreign_word(&mut self, words: &Piece<'t>) {
        let span = self.span(words);
        self.push(error::foreign_lead(self.text, span));
    }

    fn declaration(&mut self, pair: Piece<'t>) -> ItemKind {
        match pair.as_rule() {
            Rule::import_decl => ItemKind::Import(self.import(pair)),
            Rule::param_decl => {
                let (name, ty, default) = self.binding_parts(pair);
                ItemKind::Param(Param { name, ty, default })
            }
            Rule::const_decl => {
                let span = self.span(&pair);
                let (name, ty, value) = self.binding_parts(pair);
                let value = value.unwrap_or_else(|| super::expressions::bad(span));
                ItemKind::Const(Const { name, ty, value })
            }
            Rule::type_decl => {
                let mut parts = parts(pair);
                let name = self.name(&parts.need());
                ItemKind::Type(TypeAlias { name, ty: self.ty(parts.need()) })
            }
            Rule::error_decl => {
                let mut parts = parts(pair);
                let name = self.name(&parts.need());
                let value = parts.next().map(|text| self.plain_string(text));
                ItemKind::Error(ErrorDecl { name, value })
            }
            Rule::retry_decl => {
                let mut parts = parts(pair);
                let name = self.name(&parts.need());
                let groups = self.retry_groups(parts);
                ItemKind::Retry(RetryDecl { name, groups })
            }
            Rule::lambda_decl => ItemKind::Lambda(self.function(pair)),
            Rule::activity_decl => ItemKind::Activity(self.function(pair)),
            Rule::fn_decl => ItemKind::Fn(self.function(pair)),
            Rule::workflow_decl => ItemKind::Workflow(self.function(pair)),
            Rule::resource_decl => {
                let mut parts = parts(pair);
                let name = self.name(&parts.need());
                let resource_type = self.name(&parts.need());
                let properties = parts.next().map(|object| self.primary(object));
                ItemKind::Resource(Resource { name, resource_type, properties })
            }
            Rule::test_decl => {
                let mut parts = parts(pair);
                let name = self.plain_string(parts.need());
                ItemKind::Test(Test { name, body: self.block(parts.need()) })
            }
            _ => ItemKind::Bad,
        }
    }

    /// `name: ty = value` of a `param`, a `const` or a `var`.
    pub(super) fn binding_parts(
        &mut self,
        pair: Piece<'t>,
    ) -> (super::Name, Option<Type>, Option<super::ast::Expr>) {
        let mut parts = parts(pair);
        let name = self.name(&parts.need());
        let ty = parts.next_if(Rule::ty).map(|ty| self.ty(ty));
        let value = parts.next().map(|value| self.value(value));
        (name, ty, value)
    }

    fn import(&mut self, pair: Piece<'t>) -> Import {
        let mut sides = parts(pair);
        let names = parts(sides.need())
            .map(|entry| {
                let mut words = parts(entry);
                let name = self.name(&words.need());
                ImportName { name, alias: words.next().map(|alias| self.name(&alias)) }
            })
            .collect();
        let path = self.plain_string(sides.need());
        Import { names, path: path.value, path_span: path.span }
    }

    fn function(&mut self, pair: Piece<'t>) -> Function {
        let of_fn = pair.as_rule() == Rule::fn_decl;
        let mut parts = parts(pair);
        let mut first = parts.need();
        if first.as_rule() == Rule::foreign_fn {
            self.foreign_word(&first);
            first = parts.need();
        }
        let name = self.name(&first);
        let params = self.params(parts.need());
        let result = self.result(&mut parts, of_fn);
        let body = match parts.peek() {
            Some(Rule::block) => FunctionBody::Block(self.block(parts.need())),
            Some(Rule::target) => FunctionBody::Expr(self.target(parts.need())),
            Some(Rule::expr | Rule::stray_lambda) => FunctionBody::Expr(self.value(parts.need())),
            _ => FunctionBody::None,
        };
        let clauses = self.clauses(parts);
        Function { name, params, result, body, clauses }
    }

    /// The type of a result; complains about what other languages have before it or before a body.
    fn result(&mut self, parts: &mut Parts<'t>, of_fn: bool) -> Option<Type> {
        let mut result = None;
        while let Some(rule) = parts.peek() {
            match rule {
                Rule::ty => result = Some(self.ty(parts.need())),
                Rule::foreign_colon | Rule::foreign_arrow => {
                    let span = self.span(&parts.need());
                    let before_body = of_fn && rule == Rule::foreign_arrow;
                    self.push(error::foreign_result_sign(self.text, span, before_body));
                }
                Rule::bad_result => {
                    let span = self.span(&parts.need());
                    self.push(error::bad_result(self.text, span));
                }
                _ => break,
            }
        }
        result
    }

    fn target(&mut self, pair: Piece<'t>) -> super::ast::Expr {
        let inner = only(pair);
        if inner.as_rule() == Rule::target_path { self.path(inner) } else { self.primary(inner) }
    }

    fn params(&mut self, pair: Piece<'t>) -> Vec<FnParam> {
        parts(pair).map(|param| self.param(param)).collect()
    }

    fn param(&mut self, pair: Piece<'t>) -> FnParam {
        let span = self.span(&pair);
        if pair.as_rule() == Rule::bad_param {
            self.bad(&pair, Rule::only_param);
            let ty = Type { kind: TypeKind::Bad, span };
            let pattern = names::of_param(self.text, span);
            return FnParam { pattern, ty: Some(ty), default: None, span };
        }
        let mut parts = parts(pair);
        let pattern = self.pattern(parts.need());
        let ty = parts.next_if(Rule::ty).map(|ty| self.ty(ty));
        let default = parts.next().map(|value| self.value(value));
        FnParam { pattern, ty, default, span }
    }

    /// The groups of a policy, each with its doc comment.
    pub(super) fn retry_groups(&mut self, mut parts: Parts<'t>) -> Vec<RetryGroup> {
        let mut groups = Vec::new();
        while parts.peek().is_some() {
            let doc = doc(&mut parts);
            groups.push(self.retry_group(doc, parts.need()));
        }
        groups
    }

    /// `retry_group`
    fn retry_group(&mut self, doc: Doc, pair: Piece<'t>) -> RetryGroup {
        let span = self.span(&pair);
        let mut parts = parts(pair);
        let errors = self.error_names(parts.need());
        let options = parts.map(|option| self.retry_option(option)).collect();
        RetryGroup { doc, errors, options, span }
    }

    fn retry_option(&mut self, pair: Piece<'t>) -> RetryOption {
        let span = self.span(&pair);
        let mut words = pair.into_inner();
        let word = words.next().map(|word| word.as_rule());
        let value = words.next().map(|chain| self.chain(chain));
        let kind = match (word, value) {
            (Some(Rule::kw_every), Some(value)) => RetryOptionKind::Every(value),
            (Some(Rule::kw_attempts), Some(value)) => RetryOptionKind::Attempts(value),
            (Some(Rule::kw_backoff), Some(value)) => RetryOptionKind::Backoff(value),
            (Some(Rule::kw_cap), Some(value)) => RetryOptionKind::Cap(value),
            _ => RetryOptionKind::Jitter,
        };
        RetryOption { kind, span }
    }

    /// `error_names`
    pub(super) fn error_names(&mut self, pair: Piece<'t>) -> Vec<ErrorName> {
        parts(pair).map(|name| self.error_name(name)).collect()
    }

    fn error_name(&mut self, pair: Piece<'t>) -> ErrorName {
        let span = self.span(&pair);
        let inner = only(pair);
        if inner.as_rule() == Rule::dotted {
            return ErrorName { text: inner.as_str().to_owned(), quoted: false, span };
        }
        ErrorName { text: self.plain_string(inner).value, quoted: true, span }
    }

    /// The attributes that come next.
    pub(super) fn attributes(&mut self, parts: &mut Parts<'t>) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        while let Some(pair) = parts.next_if(Rule::attribute) {
            attributes.push(self.attribute(pair));
        }
        attributes
    }

    fn attribute(&mut self, pair: Piece<'t>) -> Attribute {
        let span = self.span(&pair);
        let mut parts = parts(pair);
        let name = self.name(&parts.need());
        let args: Vec<Arg> = parts.next().map(|args| self.args(args)).unwrap_or_default();
        Attribute { name, args, span }
    }

    /// Remembers a block whose `}` is missing; `brace` is its `{`.
    pub(super) fn close(&mut self, brace: Span, close: Piece<'t>) {
        if close.into_inner().any(|part| part.as_rule() == Rule::unclosed) {
            self.unclosed.push(brace);
        }
    }

    /// Complains once about the blocks without `}` of a declaration: one missing `}` leaves all of
    /// them open.
    fn report_unclosed(&mut self) {
        let open = std::mem::take(&mut self.unclosed);
        if let Some(diagnostic) = error::unclosed_block(self.text, &open) {
            self.push(diagnostic);
        }
    }
}

/// The doc comment that comes next: its lines without the slashes and one blank.
pub(super) fn doc(parts: &mut Parts<'_>) -> Doc {
    parts.next_if(Rule::doc).map(doc_text)
}

/// `doc`
pub(super) fn doc_text(pair: Piece<'_>) -> String {
    let lines = super::parts(pair).map(|line| {
        let text = line.as_str().trim_start_matches('/');
        text.strip_prefix(' ').unwrap_or(text).trim_end()
    });
    lines.collect::<Vec<_>>().join("\n")
}
