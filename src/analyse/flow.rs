//! Where in the program the analysis stands: frames, loops, parallels, and what the place allows.

use rustc_hash::FxHashMap;

use super::Analyser;
use super::error::statements as error;
use super::scopes::Role;
use crate::ir::program::{LoopId, VarId};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::Name;

/// What a `return` leaves.
#[derive(Debug)]
pub(super) struct Frame {
    pub kind: FrameKind,
    /// Types of the values its `return`s give.
    pub returns: Vec<Type>,
    /// How many loops surround it: those cannot be left from within.
    pub loops: usize,
    /// Something in it that an Express workflow cannot do.
    pub standard_only: Option<(Span, String)>,
    /// The labels of the maps in it, of a workflow or `fn`.
    pub labels: Vec<(String, Span)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    Workflow {
        express: bool,
    },
    Fn,
    /// The branch `index` of the parallel at `parallel` in [`Analyser::parallels`].
    Branch {
        parallel: usize,
        index: usize,
    },
    MapBody {
        /// Whether it runs as Express executions.
        express: bool,
    },
    Test,
    /// A declaration outside of any workflow.
    Declaration,
}

impl FrameKind {
    /// Whether it is no part of another body: a branch or the body of a map.
    pub fn is_outermost(self) -> bool {
        match self {
            Self::Workflow { .. } | Self::Fn | Self::Test | Self::Declaration => true,
            Self::Branch { .. } | Self::MapBody { .. } => false,
        }
    }
}

/// A loop around the place being analysed.
#[derive(Debug)]
pub(super) struct Loop {
    pub label: Option<String>,
    pub id: LoopId,
    /// Whether `break e` may give it a value.
    pub takes_value: bool,
    /// Types of the values of its `break`s.
    pub breaks: Vec<Type>,
    /// How many `finally` blocks surround it.
    pub finally: usize,
    /// Whether a `continue` goes on with its next round.
    pub continued: bool,
}

/// What the branches of a `parallel` do with variables from outside.
#[derive(Debug, Default)]
pub(super) struct Parallel {
    touched: FxHashMap<VarId, Touch>,
}

#[derive(Debug)]
struct Touch {
    branch: usize,
    others: bool,
    assigned: Option<Span>,
}

/// What the place being analysed allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Inside the body of `x => e`.
    pub lambda: bool,
    /// Inside the arguments of a call: `context.State` may be read.
    pub arguments: bool,
    /// Inside the arguments of a callback: `context.Task.Token` may be read.
    pub callback: bool,
    /// Inside the `select` of a map: its item may be read.
    pub select: bool,
    /// Inside a `catch` handler.
    pub handler: bool,
    /// Inside a constant: nothing that happens at run time.
    pub constant: bool,
    /// How many `finally` blocks of this frame surround it.
    pub finally: usize,
}

impl Analyser<'_> {
    pub(super) fn open_frame(&mut self, kind: FrameKind) {
        let loops = self.loops.len();
        self.frames.push(Frame {
            kind,
            returns: Vec::new(),
            loops,
            standard_only: None,
            labels: Vec::new(),
        });
    }

    /// Closes the innermost frame; what it holds for Standard workflows alone counts for the one around.
    pub(super) fn close_frame(&mut self) -> Frame {
        let frame = self.frames.pop().expect("every frame is closed where it was opened");
        if frame.kind != FrameKind::Fn {
            if let (Some(outer), Some(what)) = (self.frames.last_mut(), &frame.standard_only) {
                outer.standard_only.get_or_insert_with(|| what.clone());
            }
        }
        frame
    }

    /// Runs `work` where the place is as `change` makes it.
    pub(super) fn in_place<T>(
        &mut self,
        change: impl FnOnce(&mut Place),
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.place.clone();
        change(&mut self.place);
        let result = work(self);
        self.place = before;
        result
    }

    /// Whether the code being analysed runs in Express executions: of an `@express` workflow, or of a
    /// map that is `distributed express`.
    pub(super) fn express(&self) -> bool {
        self.frames.iter().any(|frame| {
            matches!(
                frame.kind,
                FrameKind::Workflow { express: true } | FrameKind::MapBody { express: true }
            )
        })
    }

    /// The innermost frame is a test.
    pub(super) fn in_test(&self) -> bool {
        self.frames.iter().any(|frame| frame.kind == FrameKind::Test)
    }

    /// `what` cannot be done in an Express workflow, here or where the `fn` is called.
    pub(super) fn needs_standard(&mut self, span: Span, what: &str, help: Option<&str>) {
        if self.express() {
            self.report(error::not_in_express(span, what, help));
        } else if let Some(frame) = self.frames.last_mut() {
            frame.standard_only.get_or_insert_with(|| (span, what.to_owned()));
        }
    }

    /// Notes that `var` is read or assigned here, and refuses what the frames between do not allow.
    pub(super) fn touch(&mut self, var: VarId, assigned: bool, span: Span) {
        let info = &mut self.variables[var.0 as usize];
        info.used |= !assigned;
        if info.role != Role::Changing {
            return;
        }
        let owner = info.frame;
        if assigned {
            self.stale.retain(|known| *known != var);
        } else if self.stale.contains(&var) {
            let name = self.local(var).name.clone();
            self.report(error::stale_in_handler(&name, span));
        }
        for at in (owner + 1..self.frames.len()).rev() {
            match self.frames[at].kind {
                FrameKind::Branch { parallel, index } => {
                    self.parallels[parallel].touch(var, index, assigned, span);
                }
                FrameKind::MapBody { .. } if assigned => {
                    let name = self.local(var).name.clone();
                    self.report(error::assigned_in_map(&name, span));
                    return;
                }
                FrameKind::MapBody { .. }
                | FrameKind::Workflow { .. }
                | FrameKind::Fn
                | FrameKind::Test
                | FrameKind::Declaration => {}
            }
        }
    }

    /// Reports the variables that one branch assigns and another touches.
    pub(super) fn close_parallel(&mut self) {
        let parallel = self.parallels.pop().expect("every parallel is closed where it was opened");
        let mut clashes: Vec<(VarId, Span)> = parallel
            .touched
            .into_iter()
            .filter(|(_, touch)| touch.others)
            .filter_map(|(var, touch)| touch.assigned.map(|span| (var, span)))
            .collect();
        clashes.sort_unstable();
        for (var, span) in clashes {
            let name = self.local(var).name.clone();
            self.report(error::assigned_in_branch(&name, span));
        }
    }

    /// The loop that `break` or `continue` means; reports where there is none in reach.
    pub(super) fn loop_of(
        &mut self,
        label: Option<&Name>,
        word: &str,
        span: Span,
    ) -> Option<usize> {
        let reach = self.frames.last().map_or(0, |frame| frame.loops);
        let wanted = |candidate: &Loop| {
            label.is_none_or(|label| candidate.label.as_deref() == Some(&*label.text))
        };
        let found = self.loops.iter().rposition(wanted);
        match (found, label) {
            (Some(at), _) if at >= reach => {
                if self.loops[at].finally < self.place.finally {
                    self.report(error::leaves_finally(word, span));
                }
                Some(at)
            }
            (Some(_), _) => {
                let kind = self.frames.last().map(|frame| frame.kind);
                self.report(error::loop_out_of_reach(word, kind_name(kind), span));
                None
            }
            (None, Some(label)) => {
                let labels: Vec<String> =
                    self.loops.iter().filter_map(|known| known.label.clone()).collect();
                self.report(error::unknown_label(label, &labels));
                None
            }
            (None, None) => {
                self.report(error::outside_loop(word, span));
                None
            }
        }
    }
}

fn kind_name(kind: Option<FrameKind>) -> &'static str {
    match kind {
        Some(FrameKind::Branch { .. }) => "a branch of `parallel`",
        Some(FrameKind::MapBody { .. }) => "the body of a `map`",
        Some(FrameKind::Fn) => "a `fn`",
        Some(FrameKind::Test) => "a test",
        Some(FrameKind::Workflow { .. } | FrameKind::Declaration) | None => "this place",
    }
}

impl Parallel {
    fn touch(&mut self, var: VarId, branch: usize, assigned: bool, span: Span) {
        let touch =
            self.touched.entry(var).or_insert(Touch { branch, others: false, assigned: None });
        touch.others |= touch.branch != branch;
        if assigned {
            touch.assigned.get_or_insert(span);
        }
    }
}
