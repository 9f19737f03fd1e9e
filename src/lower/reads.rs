//! How often a block without steps reads a variable.

use crate::ir::parts::{Part, each_part};
use crate::ir::program::{Block, ExprKind, VarId};

/// See [`reads`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reads {
    /// Places that read it.
    pub everywhere: usize,
    /// Whether one of them is evaluated any number of times: in a lambda.
    pub repeated: bool,
}

/// The reads of `var` in a block.
pub(super) fn reads(block: &Block, var: VarId) -> Reads {
    let mut counter = Counter { var, lambdas: 0, reads: Reads::default() };
    counter.part(Part::Block(block));
    counter.reads
}

struct Counter {
    var: VarId,
    /// How many lambdas it is in.
    lambdas: usize,
    reads: Reads,
}

impl Counter {
    fn found(&mut self, repeated: bool) {
        self.reads.everywhere += 1;
        self.reads.repeated |= repeated || self.lambdas > 0;
    }

    fn part(&mut self, part: Part<'_>) {
        let Part::Expr(e) = part else { return self.parts_of(part) };
        match &e.kind {
            ExprKind::Local(var) if *var == self.var => self.found(false),
            // Raw text may read a name any number of times.
            ExprKind::Raw { variables, .. } if variables.values().any(|var| *var == self.var) => {
                self.found(true);
            }
            ExprKind::Lambda { .. } => {
                self.lambdas += 1;
                self.parts_of(part);
                self.lambdas -= 1;
            }
            _ => self.parts_of(part),
        }
    }

    fn parts_of(&mut self, part: Part<'_>) {
        each_part(part, &mut |part| self.part(part));
    }
}
