//! `try { … } retry P catch E as e { … } else { … } finally { … }`

use super::Analyser;
use super::error::statements as error;
use super::handlers::Handlers;
use super::statements::Builder;
use crate::ir::program::{Block, Expr, ExprKind, Try, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Analyser<'a> {
    /// The value is that of `else` where there is one (and no handler ran), else that of the body.
    pub(super) fn try_expr(&mut self, attempt: &'a ast::Try, span: Span) -> Expr {
        self.check_work_place(span);
        let retriers: Vec<_> =
            attempt.retries.iter().flat_map(|retry| self.retriers(retry)).collect();
        self.check_retriers(&retriers, span);
        let nothing = attempt.catches.is_empty() && retriers.is_empty();
        if attempt.catches.is_empty() && attempt.otherwise.is_some() {
            self.report(error::else_without_catch(span));
        } else if nothing && attempt.finally.is_none() {
            self.report(error::try_alone(span));
        }
        let start = self.facts.mark();
        let (body, body_type) = self.block(&attempt.body);
        let mut types = Vec::new();
        let mut ends = Vec::new();
        let otherwise = attempt.otherwise.as_ref().map(|otherwise| {
            let (otherwise, ty) = self.block(otherwise);
            types.push(ty);
            otherwise
        });
        if otherwise.is_none() || body_type == Type::Never {
            types.push(body_type);
        }
        let went_well = self.facts.leave(start);
        if types.last() != Some(&Type::Never) {
            ends.push(went_well);
        }
        // A handler may run after any part of the body.
        self.forget_assigned(&attempt.body);
        let catches: Vec<&'a ast::Catch> = attempt.catches.iter().collect();
        let mut handlers = Handlers::default();
        let stale = std::mem::take(&mut self.stale);
        self.stale.clone_from(&stale);
        if !retriers.is_empty() && !is_one_call(&body) {
            self.stale.extend(self.assigned_in(&attempt.body));
        }
        types.extend(self.handlers(&catches, &mut handlers));
        self.stale = stale;
        ends.extend(handlers.changes);
        // So may `finally`, and after any part of `else` and the handlers too.
        let start = self.facts.mark();
        attempt.otherwise.iter().for_each(|otherwise| self.forget_assigned(otherwise));
        attempt.catches.iter().for_each(|catch| self.forget_assigned(&catch.body));
        let finally = attempt.finally.as_ref().map(|finally| self.finally(finally));
        self.facts.leave(start);
        self.facts.join(&ends);
        attempt.finally.iter().for_each(|finally| self.forget_assigned(finally));
        let kind = ExprKind::Try(Box::new(Try {
            body,
            retriers,
            catches: handlers.catches,
            otherwise,
            finally,
        }));
        Expr::new(kind, Type::union(types), span)
    }

    /// The variables from outside that `body` assigns.
    fn assigned_in(&self, body: &ast::Block) -> Vec<VarId> {
        let mut names = Vec::new();
        super::assigned::in_block(body, &mut names);
        let mut vars: Vec<VarId> = names.iter().filter_map(|name| self.scopes.find(name)).collect();
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// Runs on every way out; it cannot choose another.
    fn finally(&mut self, finally: &'a ast::Block) -> Block {
        self.scopes.open();
        let (block, _) = self.in_place(
            |place| place.finally += 1,
            |analyser| analyser.dropped_block(finally, Builder::default()),
        );
        self.scopes.close();
        block
    }
}

/// A body that is one call is retried by the call's own state; any other becomes a branch that runs
/// again as a whole, and whose variables are lost when it fails.
fn is_one_call(body: &Block) -> bool {
    body.statements.is_empty()
        && body.value.as_ref().is_some_and(|value| matches!(value.kind, ExprKind::Work(_)))
}
