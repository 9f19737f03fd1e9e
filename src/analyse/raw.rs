//! Raw JSONata: `{% $pad($code, -5, "0") %}`.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Analyser;
use super::error::types as error;
use super::names::{Found, Meaning};
use crate::diagnostic::suggest;
use crate::ir::program::{Expr, ExprKind, VarId};
use crate::ir::types::Type;
use crate::jsonata::{self, check, functions, scope};
use crate::source::Span;

/// What raw JSONata may read of `$states`: the rest depends on the state it lands in.
const STATES: &[&str] = &["context"];

impl Analyser<'_> {
    /// Parses the text and finds the program's variables in it; of type `any`.
    pub(super) fn raw(&mut self, text: &str, text_span: Span, span: Span) -> Expr {
        let expr = match jsonata::parse(text) {
            Ok(expr) => expr,
            Err(fault) => {
                let at = place_in(text, text_span, fault.at);
                return self.bad(span, error::raw_syntax(&fault.message, at));
            }
        };
        for rejection in check::check(&expr, STATES) {
            let help = matches!(rejection, check::Rejection::UnknownStatesField(_));
            self.report(error::raw_rejected(&rejection.to_string(), help, text_span));
        }
        let mut variables: IndexMap<Arc<str>, VarId> = IndexMap::new();
        let uses = scope::uses(&expr);
        for path in &uses.states {
            self.check_raw_context(path, text, text_span);
        }
        for name in uses.free {
            if let Some(var) = self.raw_variable(&name, text, text_span) {
                variables.insert(name, var);
            }
        }
        Expr::new(ExprKind::Raw { expr, variables }, Type::Any, span)
    }

    /// `$states.context.State` and its like are where `context.State` is, and refer to the state they land in.
    fn check_raw_context(&mut self, path: &[Arc<str>], text: &str, text_span: Span) {
        let [context, part, ..] = path else { return };
        if &**context != "context" {
            return;
        }
        let at = word_in(text, text_span, &format!("states.context.{part}"));
        match &**part {
            "State" if self.place.handler && !self.place.arguments => {
                self.report(error::raw_state_in_handler(at));
            }
            "Map" if !self.place.select => self.report(error::context_map(at)),
            part => self.check_context_place(part, at),
        }
    }

    /// The variable `$name` reads; `None` for functions, and for what does not exist.
    fn raw_variable(&mut self, name: &Arc<str>, text: &str, text_span: Span) -> Option<VarId> {
        let at = word_in(text, text_span, name);
        if let Some(var) = self.scopes.find(name) {
            self.touch(var, false, at);
            return Some(var);
        }
        if &**name == "states" || functions::builtin(name).is_some() {
            return None;
        }
        let declared = match self.names.find(self.file, name) {
            Found::Decl(id) => matches!(self.meaning(id, at), Meaning::Value(_)),
            Found::Bad => return None,
            Found::Nothing => false,
        };
        let nearest = suggest::nearest(name, self.scopes.names()).map(str::to_owned);
        self.report(error::raw_unknown(name, nearest.as_deref(), declared, at));
        None
    }
}

fn place_in(text: &str, span: Span, at: usize) -> Span {
    let start = span.start as usize + at.min(text.len());
    let end = (start + 1).min(span.end as usize).max(start);
    Span::new(span.file, start.min(end), end)
}

/// Where `$name` first stands in the text.
fn word_in(text: &str, span: Span, name: &str) -> Span {
    let wanted = format!("${name}");
    let found = text.match_indices(&wanted).map(|(at, _)| at).find(|at| {
        text[at + wanted.len()..]
            .chars()
            .next()
            .is_none_or(|next| !next.is_alphanumeric() && next != '_')
    });
    match found {
        Some(at) => {
            let start = span.start as usize + at;
            Span::new(span.file, start, start + wanted.len())
        }
        None => span,
    }
}
