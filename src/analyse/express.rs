//! What lasts longer than an Express execution may.

use rustc_hash::FxHashSet;

use super::Analyser;
use super::consts::value_of;
use super::error::warnings as error;
use crate::ir::parts::{Part, each_part};
use crate::ir::program::{
    Block, Expr, ExprKind, FunctionId, Functions, StatementKind, WorkKind, Workflow,
};
use crate::source::Span;

/// How long an Express execution runs at most.
const EXPRESS_SECONDS: f64 = 300.0;

impl Analyser<'_> {
    /// Warns of waits in Express executions that outlast them: of an `@express` workflow, and of the children
    /// of a map that is `distributed express`.
    pub(super) fn warn_long_waits(&mut self, workflow: &Workflow) {
        let mut waits = Waits {
            functions: &self.program.functions,
            seen: FxHashSet::default(),
            long: Vec::new(),
        };
        waits.part(Part::Block(&workflow.body), workflow.express);
        for span in waits.long {
            self.warn(error::longer_than_express("this wait", span));
        }
    }

    /// Warns of an `@timeout` that never comes about.
    pub(super) fn warn_long_timeout(&mut self, seconds: u64, span: Span) {
        #[allow(clippy::cast_precision_loss, reason = "timeouts are small")]
        if seconds as f64 > EXPRESS_SECONDS {
            self.warn(error::longer_than_express("this timeout", span));
        }
    }
}

struct Waits<'p> {
    functions: &'p Functions,
    /// The functions looked at, in Express executions and in others.
    seen: FxHashSet<(FunctionId, bool)>,
    /// Where the waits are that take too long.
    long: Vec<Span>,
}

impl<'p> Waits<'p> {
    /// `express`: whether it runs in an Express execution.
    fn part(&mut self, part: Part<'p>, express: bool) {
        let mut children = None;
        match part {
            Part::Block(block) if express => self.statements(block),
            Part::Expr(Expr { kind: ExprKind::Inline { function, .. }, .. }) => {
                self.function(*function, express);
            }
            Part::Expr(Expr { kind: ExprKind::Work(work), .. }) => {
                children = express_children(&work.kind);
            }
            Part::Block(_) | Part::Expr(_) => {}
        }
        each_part(part, &mut |part| {
            let is_child = |block| children.is_some_and(|body| std::ptr::eq(body, block));
            let child = matches!(part, Part::Block(block) if is_child(block));
            self.part(part, express || child);
        });
    }

    fn statements(&mut self, block: &Block) {
        for statement in &block.statements {
            let StatementKind::Wait(value) = &statement.kind else { continue };
            let seconds = value_of(value).and_then(|value| value.as_f64());
            if seconds.is_some_and(|seconds| seconds > EXPRESS_SECONDS) {
                self.long.push(value.span);
            }
        }
    }

    fn function(&mut self, id: FunctionId, express: bool) {
        if self.seen.insert((id, express))
            && let Some(function) = self.functions.declared.get(id.0 as usize)
        {
            self.part(Part::Block(&function.body), express);
        }
    }
}

/// The body of a map that is `distributed express`.
fn express_children(work: &WorkKind) -> Option<&Block> {
    match work {
        WorkKind::Map(map) => {
            let options = map.distributed.as_ref()?;
            options.express.then_some(&map.body)
        }
        WorkKind::Task(_) | WorkKind::Parallel { .. } => None,
    }
}
