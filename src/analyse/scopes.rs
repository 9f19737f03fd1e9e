//! Variables and the blocks they live in.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::Analyser;
use super::error::names as error;
use crate::ir::program::{Local, VarId};
use crate::ir::types::Type;
use crate::source::Span;

/// What is known of a variable beyond what the program says of it.
#[derive(Debug)]
pub(super) struct Variable {
    /// The index of the frame it belongs to.
    pub frame: usize,
    /// Whether it is read anywhere.
    pub used: bool,
    /// What it stands for in the source.
    pub role: Role,
}

/// What a variable stands for in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `let`, a pattern, the item of a loop
    Fixed,
    /// `var`
    Changing,
    /// The input of a workflow: part of its interface, used or not.
    Input,
    /// A parameter of a `fn` or lambda.
    Parameter,
    /// `catch … as e`: its fields are strings.
    Caught,
    /// Made by the compiler.
    Hidden,
}

/// Which variable a name means here.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    bindings: FxHashMap<Arc<str>, Vec<(VarId, usize)>>,
    blocks: Vec<Vec<Arc<str>>>,
}

impl Scopes {
    pub fn open(&mut self) {
        self.blocks.push(Vec::new());
    }

    pub fn close(&mut self) {
        for name in self.blocks.pop().unwrap_or_default() {
            if let Some(stack) = self.bindings.get_mut(&name) {
                stack.pop();
            }
        }
    }

    pub fn find(&self, name: &str) -> Option<VarId> {
        self.bindings.get(name)?.last().map(|(var, _)| *var)
    }

    /// The variable of that name in the innermost block itself.
    fn here(&self, name: &str) -> Option<VarId> {
        let (var, depth) = self.bindings.get(name)?.last()?;
        (*depth == self.blocks.len()).then_some(*var)
    }

    fn bind(&mut self, name: Arc<str>, var: VarId) {
        let depth = self.blocks.len();
        self.bindings.entry(name.clone()).or_default().push((var, depth));
        if let Some(block) = self.blocks.last_mut() {
            block.push(name);
        }
    }

    /// All names in reach, for suggestions.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.blocks.iter().flatten().map(|name| &**name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Analyser<'_> {
    /// The number of the next variable.
    pub(super) fn next_var(&self) -> VarId {
        VarId(u32::try_from(self.locals.len()).expect("fewer than 2^32 variables"))
    }

    /// The variables from `first` on.
    pub(super) fn locals_from(&self, first: VarId) -> Vec<Local> {
        self.locals[first.0 as usize..].to_vec()
    }

    /// A variable without a name in the source's scopes.
    pub(super) fn variable(&mut self, name: &str, ty: Type, role: Role, span: Span) -> VarId {
        let id = self.next_var();
        let mutable = role == Role::Changing;
        self.locals.push(Local { name: name.into(), ty, mutable, span });
        let frame = self.frames.len().saturating_sub(1);
        self.variables.push(Variable { frame, used: false, role });
        id
    }

    pub(super) fn hidden(&mut self, name: &str, ty: Type, span: Span) -> VarId {
        self.variable(name, ty, Role::Hidden, span)
    }

    /// A variable of the innermost block; twice in one block is an error.
    pub(super) fn bind(&mut self, name: &str, ty: Type, role: Role, span: Span) -> VarId {
        if let Some(first) = self.scopes.here(name) {
            let first = self.locals[first.0 as usize].span;
            self.report(error::twice_in_block(name, span, first));
        }
        let var = self.variable(name, ty, role, span);
        self.scopes.bind(name.into(), var);
        var
    }

    /// A variable of which nothing is known but that it is meant to be there: all it is used for is right.
    pub(super) fn bind_unknown(&mut self, name: &str, span: Span) {
        if self.scopes.here(name).is_none() {
            let var = self.bind(name, Type::Any, Role::Changing, span);
            self.variables[var.0 as usize].used = true;
        }
    }

    pub(super) fn local(&self, var: VarId) -> &Local {
        &self.locals[var.0 as usize]
    }
}
