//! `while`, `loop` and `for`: one Choice a round, counters on the transitions.

use crate::ir::machine::Target;
use crate::ir::machine::{Edge, EdgeId, Kind, Rule, StateId, Value};
use crate::ir::program::{Block, Expr, ForSource, LoopId, Notes, VarId};
use crate::jsonata::{self, BinaryOp, Name};
use crate::lower::frames::Frame;
use crate::lower::{Dest, Lowering, read};
use crate::source::Span;

impl Lowering<'_> {
    pub(super) fn while_loop(
        &mut self,
        id: LoopId,
        condition: &Expr,
        body: &Block,
        notes: Notes,
        span: Span,
    ) {
        let head = self.head("while", condition.span);
        let (taken, left) = self.branch(condition, notes);
        self.open = taken;
        let breaks = self.round(id, body, &Dest::Discard, span);
        self.connect(head);
        self.open = left;
        self.join(breaks);
    }

    pub(super) fn endless_loop(
        &mut self,
        id: LoopId,
        body: &Block,
        until: Option<&Expr>,
        dest: &Dest,
        notes: Notes,
        span: Span,
    ) {
        // A `break` may stand inside handlers: its value is kept until the loop is left.
        let inner = match dest {
            Dest::Return => Dest::Var(self.expressions.fresh("result")),
            other => other.clone(),
        };
        let head = self.head("loop", span);
        let breaks = self.round(id, body, &inner, span);
        let mut ended = Vec::new();
        if let Some(until) = until
            && self.reachable()
        {
            let (done, again) = self.branch(until, notes);
            self.open = done;
            self.deliver(&inner, super::exits::null(), span, Notes::default());
            ended = std::mem::replace(&mut self.open, again);
        }
        self.connect(head);
        self.open = ended;
        self.join(breaks);
        if let (Dest::Return, Dest::Var(name)) = (dest, inner) {
            self.deliver(dest, read(&name), span, Notes::default());
        }
    }

    pub(super) fn for_loop(
        &mut self,
        id: LoopId,
        (index, item): (Option<VarId>, VarId),
        source: &ForSource,
        body: &Block,
        notes: Notes,
        span: Span,
    ) {
        match source {
            ForSource::List(list) => self.for_each(id, index, item, list, body, notes, span),
            ForSource::Range { start, end, inclusive } => {
                let limit = (end, *inclusive);
                self.for_range(id, index, item, start, limit, body, notes, span);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn for_each(
        &mut self,
        id: LoopId,
        index: Option<VarId>,
        item: VarId,
        list: &Expr,
        body: &Block,
        notes: Notes,
        span: Span,
    ) {
        let Some(list) = self.operand(list) else { return };
        let mut first = Vec::new();
        let items = match self.stable(&list) {
            Some(items) if list.ty.is_list() => items,
            _ => {
                let name = self.expressions.fresh("items");
                first.push((name.clone(), self.expressions.of_type(&list, "array")));
                jsonata::Expr::Variable(name)
            }
        };
        let hint = format!("{}_index", self.expressions.hint(item));
        let counter = match index {
            Some(var) => self.declare(var),
            None => self.expressions.fresh(&hint),
        };
        first.push((counter.clone(), Value::literal(0)));
        self.assign(first, list.span, Notes::default());

        let count = jsonata::Expr::call("count", vec![items.clone()]);
        let more = less(&counter, count);
        let at = item_at(items, &counter);
        let bound = (item, Value::sure(at));
        let text = format!("for {}", self.text(list.span));
        let words = self.next_words(item);
        self.count(id, &[counter], more, Some(bound), body, (text, words, notes), span);
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn for_range(
        &mut self,
        id: LoopId,
        index: Option<VarId>,
        item: VarId,
        start: &Expr,
        (end, inclusive): (&Expr, bool),
        body: &Block,
        notes: Notes,
        span: Span,
    ) {
        let text = format!("for {}", self.text(start.span.to(end.span)));
        let Some(bounds) = self.operands(&[start, end]) else { return };
        let [start, end] = bounds.as_slice() else { return };
        let start = self.expressions.value(start);
        let mut first = Vec::new();
        let limit = if let Some(limit) = self.stable(end) {
            limit
        } else {
            let name = self.expressions.fresh("end");
            first.push((name.clone(), self.expressions.value(end)));
            jsonata::Expr::Variable(name)
        };
        let counter = self.declare(item);
        first.push((counter.clone(), start));
        let mut counters = vec![counter.clone()];
        if let Some(index) = index {
            let name = self.declare(index);
            first.push((name.clone(), Value::literal(0)));
            counters.push(name);
        }
        self.assign(first, span, Notes::default());
        let op = if inclusive { BinaryOp::LessEqual } else { BinaryOp::Less };
        let more = jsonata::Expr::binary(op, jsonata::Expr::Variable(counter), limit);
        let words = self.next_words(item);
        self.count(id, &counters, more, None, body, (text, words, notes), span);
    }

    /// What the test of a counting loop says.
    fn next_words(&self, item: VarId) -> String {
        format!("next {}", self.expressions.hint(item))
    }

    /// The Choice of a counting loop, its body, and the counters' step back to it.
    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn count(
        &mut self,
        id: LoopId,
        counters: &[Name],
        more: jsonata::Expr,
        bound: Option<(VarId, Value)>,
        body: &Block,
        (text, words, notes): (String, String, Notes),
        span: Span,
    ) {
        if !self.reachable() {
            return;
        }
        let rule = Rule {
            condition: Value::sure(more),
            edge: Edge::to(Target::Open),
            comment: None,
            words: Some(words),
            otherwise: Some("none left".to_owned()),
        };
        let head = self.add(Kind::Choice(vec![rule]), text, notes, span);
        self.open = vec![EdgeId::Rule(head, 0)];
        if let Some((item, value)) = bound {
            let name = self.declare(item);
            self.assign(vec![(name, value)], span, Notes::default());
        }
        let breaks = self.round(id, body, &Dest::Discard, span);
        let steps = counters.iter().map(|name| (name.clone(), next(name))).collect();
        self.assign(steps, span, Notes::default());
        self.connect(head);
        self.open = vec![EdgeId::Next(head)];
        self.join(breaks);
    }

    /// A place to come back to.
    fn head(&mut self, text: &str, span: Span) -> StateId {
        self.add(Kind::Pass, text, Notes::default(), span)
    }

    /// One round; `continue` joins its end. Gives the ways out by `break`.
    fn round(&mut self, id: LoopId, body: &Block, dest: &Dest, span: Span) -> Vec<EdgeId> {
        self.frames.push(Frame::Loop {
            id,
            dest: dest.clone(),
            breaks: Vec::new(),
            continues: Vec::new(),
        });
        self.block_into(body, &Dest::Discard, span);
        match self.frames.pop() {
            Some(Frame::Loop { breaks, continues, .. }) => {
                self.join(continues);
                breaks
            }
            _ => unreachable!("frames are popped in the order they were pushed"),
        }
    }
}

/// `$items[$counter]`. Behind a path the brackets would belong to its last step.
fn item_at(items: jsonata::Expr, counter: &Name) -> jsonata::Expr {
    let items = match items {
        variable @ jsonata::Expr::Variable(_) => variable,
        path => jsonata::Expr::Block(vec![path]),
    };
    items.at(jsonata::Expr::Variable(counter.clone()))
}

/// `$counter < limit`
fn less(counter: &Name, limit: jsonata::Expr) -> jsonata::Expr {
    jsonata::Expr::binary(BinaryOp::Less, jsonata::Expr::Variable(counter.clone()), limit)
}

/// `$counter + 1`
fn next(counter: &Name) -> Value {
    let one = jsonata::Expr::integer(1);
    let counter = jsonata::Expr::Variable(counter.clone());
    Value::sure(jsonata::Expr::binary(BinaryOp::Add, counter, one))
}
