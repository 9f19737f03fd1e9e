//! Bodies: of workflows, of `fn`s, of tests.

use rustc_hash::FxHashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::Analyser;
use super::error::{names, types as type_error};
use super::flow::FrameKind;
use super::maps::strip_return;
use super::names::{FnMeaning, FnParameter, Meaning};
use super::scopes::Role;
use super::statements::Builder;
use crate::ir::program::{
    Block, Expr, ExprKind, Function, FunctionId, Notes, Statement, StatementKind, VarId, Workflow,
};
use crate::ir::types::Type;
use crate::ir::walk::Variables;
use crate::source::Span;
use crate::syntax::ast::{self, FunctionBody, Item, ItemKind, PatternKind};

impl<'a> Analyser<'a> {
    /// Analyses the bodies of all workflows and tests; those of the root file's workflows are built.
    pub(super) fn bodies(&mut self) {
        let files = self.files;
        for (index, file) in files.files.iter().enumerate() {
            self.file = index;
            for item in &file.ast.items {
                self.check_item_attributes(item);
                match &item.kind {
                    ItemKind::Workflow(function) => self.workflow_item(function, item, index),
                    ItemKind::Test(test) => self.test(test, index),
                    _ => {}
                }
            }
        }
        self.file = 0;
    }

    fn workflow_item(&mut self, function: &'a ast::Function, item: &'a Item, file: usize) {
        let FunctionBody::Block(body) = &function.body else { return };
        let workflow = self.workflow(function, body, item);
        self.warn_long_waits(&workflow);
        if file == 0 {
            self.measure_growth(&workflow.name, &workflow.body);
            let workflow = Arc::new(workflow);
            if !self.sink.has_errors() {
                (self.ready)(&self.program.functions, &workflow);
            }
            self.program.workflows.push(workflow);
        }
    }

    fn workflow(
        &mut self,
        function: &'a ast::Function,
        body: &'a ast::Block,
        item: &'a Item,
    ) -> Workflow {
        let express = super::attributes::is_express(item);
        let first_local = self.next_var();
        let attributes = self.workflow_attributes(item);
        let declared = function.result.as_ref().map(|ty| (self.type_of(ty), ty.span));
        self.open_frame(FrameKind::Workflow { express });
        self.scopes.open();
        self.facts = super::facts::Facts::default();
        let mut start = Builder::default();
        let input = function
            .params
            .first()
            .map(|param| self.workflow_input(param, attributes.validate, &mut start));
        // One too many has been reported; its name is known all the same.
        for param in function.params.iter().skip(1) {
            self.item_variable(&param.pattern, Type::Any, &mut start);
        }
        let (mut block, ty) = self.block_after(body, start, true);
        self.scopes.close();
        let frame = self.close_frame();
        if frame.returns.is_empty() {
            self.warn_metadata(&block, declared.as_ref().map(|(ty, _)| ty));
        }
        strip_return(&mut block);
        self.warn_polling_workflow(&function.name.text, &block, function.name.span);
        let ty = Type::union(frame.returns.into_iter().chain([ty]));
        if let Some((declared, span)) = declared {
            self.check_result(&mut block, &ty, &declared, span);
        }
        Workflow {
            name: function.name.text.clone(),
            comment: item.doc.clone(),
            express,
            timeout: attributes.timeout,
            input,
            body: block,
            locals: self.locals_from(first_local),
            first_local: first_local.0,
            attributes: attributes.others,
            span: function.name.span,
        }
    }

    /// The input of a workflow: checked first with `@validate`, then taken apart.
    fn workflow_input(
        &mut self,
        param: &'a ast::FnParam,
        validate: bool,
        start: &mut Builder,
    ) -> VarId {
        let ty = self.type_or_any(param.ty.as_ref());
        let pattern = &param.pattern;
        let var = match &pattern.kind {
            PatternKind::Name(name) => self.bind(&name.text, ty.clone(), Role::Input, name.span),
            PatternKind::Ignore | PatternKind::Object { .. } | PatternKind::List { .. } => {
                self.hidden("input", ty.clone(), pattern.span)
            }
        };
        if validate {
            self.validate(var, &ty, param.span, start);
        }
        if let Some(default) = &param.default {
            self.report(names::input_default(default.span));
        }
        if matches!(pattern.kind, PatternKind::Object { .. } | PatternKind::List { .. }) {
            let base = Expr::new(ExprKind::Local(var), ty, pattern.span);
            self.take_apart(pattern, base, start);
        }
        var
    }

    /// A declared result is checked; `-> null` drops the value.
    fn check_result(&mut self, block: &mut Block, ty: &Type, declared: &Type, span: Span) {
        if *declared == Type::Null {
            drop_value(block);
            return;
        }
        if let Some(value) = &block.value {
            if value.ty != Type::Never {
                self.expect(value, declared, "the result");
                return;
            }
        }
        if !super::types::assignable(ty, declared) {
            self.report(type_error::mismatch("the result", ty, declared, span));
        }
    }

    /// What a `fn` means to its callers, its body analysed.
    pub(super) fn function(&mut self, function: &'a ast::Function) -> Meaning<'a> {
        self.open_frame(FrameKind::Fn);
        self.scopes.open();
        let mut start = Builder::default();
        let mut params = Vec::with_capacity(function.params.len());
        let mut vars = Vec::with_capacity(function.params.len());
        for param in &function.params {
            let (known, var) = self.fn_parameter(param, &mut start);
            params.push(known);
            vars.push(var);
        }
        let (block, ty) = match &function.body {
            FunctionBody::Block(body) => self.block_after(body, start, true),
            FunctionBody::Expr(value) => self.fn_value(value, start),
            FunctionBody::None => (empty_block(), Type::Any),
        };
        self.scopes.close();
        let frame = self.close_frame();
        let mut block = block;
        let ended_in_return = ends_in_return(&block);
        let returns_early = frame.returns.len() > usize::from(ended_in_return);
        strip_return(&mut block);
        let mut result = Type::union(frame.returns.into_iter().chain([ty]));
        if let Some(written) = &function.result {
            let declared = self.type_of(written);
            self.check_result(&mut block, &result, &declared, written.span);
            result = declared;
        }
        let steps = block.steps();
        self.survey_function(&block);
        let size = self.measure_growth(&function.name.text, &block);
        self.growth.sizes.push(size);
        let functions = &mut Arc::make_mut(&mut self.program.functions).declared;
        let id = FunctionId(u32::try_from(functions.len()).expect("fewer than 2^32 functions"));
        functions.push(Function {
            name: function.name.text.clone(),
            params: vars,
            body: block,
            returns_early,
            span: function.name.span,
        });
        let standard_only = frame.standard_only;
        Meaning::Fn(Rc::new(FnMeaning { id, params, result, steps, standard_only }))
    }

    fn fn_value(&mut self, value: &'a ast::Expr, start: Builder) -> (Block, Type) {
        let value = self.expr(value);
        let ty = value.ty.clone();
        let block = Block {
            statements: start.statements,
            value: Some(Box::new(value)),
            value_notes: Notes::default(),
        };
        (block, ty)
    }

    fn fn_parameter(
        &mut self,
        param: &'a ast::FnParam,
        start: &mut Builder,
    ) -> (FnParameter<'a>, VarId) {
        let ty = self.type_or_any(param.ty.as_ref());
        let default = param.default.as_ref().map(|default| {
            let value = self.in_constant(|analyser| analyser.expr(default));
            self.expect(&value, &ty, "the default");
            self.check_default_reads(&value);
            value
        });
        let pattern = &param.pattern;
        let (name, var) = match &pattern.kind {
            PatternKind::Name(name) => {
                (Some(name), self.bind(&name.text, ty.clone(), Role::Parameter, name.span))
            }
            PatternKind::Ignore => (None, self.hidden("unused", ty.clone(), pattern.span)),
            PatternKind::Object { .. } | PatternKind::List { .. } => {
                let word = super::statements::pattern_word(pattern);
                let var = self.hidden(word, ty.clone(), pattern.span);
                let base = Expr::new(ExprKind::Local(var), ty.clone(), pattern.span);
                self.take_apart(pattern, base, start);
                (None, var)
            }
        };
        (FnParameter { name, ty, default }, var)
    }

    /// A default is evaluated before the body, which takes patterns apart.
    fn check_default_reads(&mut self, default: &Expr) {
        let part = Variables::of_expr(default)
            .captured()
            .into_iter()
            .find(|var| self.variables[var.0 as usize].role != Role::Parameter)
            .map(|var| self.local(var));
        if let Some(part) = part {
            let fault = names::default_reads_part(&part.name, default.span, part.span);
            self.report(fault);
        }
    }

    /// What can be said only at the end. `readable`: no text was lost that may use something.
    pub(super) fn finish(&mut self, readable: bool) {
        if readable {
            self.warn_unused();
        }
        // Where calls write out too much, their events are no news.
        if !self.growth.is_too_much {
            self.warn_events();
        }
        self.warn_unretried();
        if readable {
            self.warn_idle_mocks();
        }
        self.flush_warnings();
        let places: FxHashMap<Arc<str>, usize> = self
            .names
            .decls
            .iter()
            .enumerate()
            .filter(|(_, decl)| matches!(decl.item.kind, ItemKind::Param(_)))
            .map(|(at, decl)| (decl.name.text.clone(), at))
            .collect();
        self.program.params.sort_by_key(|param| places.get(&param.name).copied());
    }
}

fn empty_block() -> Block {
    Block { statements: Vec::new(), value: None, value_notes: Notes::default() }
}

fn ends_in_return(block: &Block) -> bool {
    block.value.as_ref().is_some_and(|value| matches!(value.kind, ExprKind::Return(_)))
}

/// The value becomes a statement like the others.
fn drop_value(block: &mut Block) {
    if let Some(value) = block.value.take() {
        let span = value.span;
        let notes = std::mem::take(&mut block.value_notes);
        block.statements.push(Statement { kind: StatementKind::Expr(*value), notes, span });
    }
}
