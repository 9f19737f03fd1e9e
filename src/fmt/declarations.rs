//! Declarations and what stands before them.

use super::doc::Fit;
use super::formatter::Formatter;
use super::lists::Style;
use crate::syntax::ast::{
    Attribute, Expr, FnParam, Function, FunctionBody, Import, ImportName, Item, ItemKind,
    PatternKind, Resource, RetryDecl, Type, TypeKind,
};

impl Formatter<'_> {
    /// A declaration; as it is written if the tree and the tokens do not agree.
    pub(super) fn item(&mut self, item: &Item) {
        self.hard();
        self.empty_line();
        let mark = self.mark();
        self.attributes(&item.attributes);
        self.declaration(&item.kind);
        let end = item.span.end as usize;
        let passed = self.peek().is_none_or(|next| next.start >= end);
        if self.take_lost() || !passed {
            self.verbatim(&mark, end);
        }
    }

    /// A declaration with a mistake in it: one token.
    pub(super) fn broken_item(&mut self) {
        self.hard();
        self.empty_line();
        self.token();
    }

    /// Each on a line of its own.
    pub(super) fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            self.word("@");
            self.token();
            if self.sees("(") && self.peek().is_some_and(|next| next.offset() < attribute.span.end)
            {
                self.args(&attribute.args);
            }
            self.hard();
        }
    }

    fn declaration(&mut self, kind: &ItemKind) {
        match kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Param(param) => {
                self.named("param", param.ty.as_ref(), param.default.as_ref());
            }
            ItemKind::Const(constant) => {
                self.named("const", constant.ty.as_ref(), Some(&constant.value));
            }
            ItemKind::Type(alias) => {
                self.named("type", None, None);
                self.blank();
                self.word("=");
                self.blank();
                self.ty(&alias.ty);
            }
            ItemKind::Error(error) => {
                self.named("error", None, None);
                if error.value.is_some() {
                    self.blank();
                    self.word("=");
                    self.blank();
                    self.token();
                }
            }
            ItemKind::Retry(retry) => self.retry_declaration(retry),
            ItemKind::Lambda(function) => self.function("lambda", function),
            ItemKind::Activity(function) => self.function("activity", function),
            ItemKind::Fn(function) => self.function("fn", function),
            ItemKind::Workflow(function) => self.function("workflow", function),
            ItemKind::Resource(resource) => self.resource(resource),
            ItemKind::Test(test) => {
                self.word("test");
                self.blank();
                self.token();
                self.blank();
                self.block(&test.body);
            }
            ItemKind::Bad => self.token(),
        }
    }

    /// `import { a, b as c } from "./x.flow"`
    fn import(&mut self, import: &Import) {
        self.word("import");
        self.blank();
        self.list(("{", "}"), Style::Padded, &import.names, Self::import_name);
        self.blank();
        self.word("from");
        self.blank();
        self.token();
    }

    fn import_name(&mut self, name: &ImportName) {
        self.token();
        if name.alias.is_some() {
            self.blank();
            self.word("as");
            self.blank();
            self.token();
        }
    }

    /// `word name: ty = value`
    pub(super) fn named(&mut self, word: &str, ty: Option<&Type>, value: Option<&Expr>) {
        self.word(word);
        self.blank();
        self.token();
        self.annotation(ty);
        self.initial(value);
    }

    /// `: ty`
    pub(super) fn annotation(&mut self, ty: Option<&Type>) {
        if let Some(ty) = ty {
            self.word(":");
            self.blank();
            self.ty(ty);
        }
    }

    /// ` = value`
    pub(super) fn initial(&mut self, value: Option<&Expr>) {
        if let Some(value) = value {
            self.blank();
            self.word("=");
            self.right_side(value);
        }
    }

    /// `retry name on A | B every 2s attempts 3`
    fn retry_declaration(&mut self, retry: &RetryDecl) {
        self.word("retry");
        self.blank();
        self.token();
        self.open_line(if self.next_begins_line() { Fit::Kept } else { Fit::Whole });
        self.indent();
        for group in &retry.groups {
            self.line();
            self.retry_group(group, false);
        }
        self.dedent();
        self.close();
    }

    /// `resource R: AWS::Service::Type { … }`
    fn resource(&mut self, resource: &Resource) {
        self.named("resource", None, None);
        self.word(":");
        self.blank();
        self.tokens_to(resource.resource_type.span.end);
        if let Some(properties) = &resource.properties {
            self.blank();
            self.expr(properties);
        }
    }

    /// `lambda F(input: T) -> R = target` and clauses, `fn f(a: T) { … }`
    fn function(&mut self, word: &str, function: &Function) {
        self.named(word, None, None);
        self.params(&function.params);
        if let Some(result) = &function.result {
            self.blank();
            self.word("->");
            self.blank();
            self.ty(result);
        }
        match &function.body {
            FunctionBody::None => {}
            FunctionBody::Expr(value) => self.initial(Some(value)),
            FunctionBody::Block(block) => {
                self.blank();
                self.block(block);
            }
        }
        self.clauses(&function.clauses);
    }

    /// `(a: T, b = 1)`; an only one with lines of its own to break stands right behind the bracket.
    fn params(&mut self, params: &[FnParam]) {
        match params {
            [param] if has_lines(param) && !self.has_note_before(param.span.start) => {
                self.word("(");
                self.param(param);
                self.drop(",");
                self.word(")");
            }
            _ => self.list(("(", ")"), Style::Tight, params, Self::param),
        }
    }

    fn param(&mut self, param: &FnParam) {
        self.pattern(&param.pattern);
        self.annotation(param.ty.as_ref());
        self.initial(param.default.as_ref());
    }
}

/// Whether a parameter is taken apart, or of an object type.
fn has_lines(param: &FnParam) -> bool {
    let taken_apart =
        matches!(param.pattern.kind, PatternKind::Object { .. } | PatternKind::List { .. });
    let object = param.ty.as_ref().is_some_and(|ty| matches!(ty.kind, TypeKind::Object(_)));
    taken_apart || object
}
