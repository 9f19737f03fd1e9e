//! `while`, `loop` and `for`: one Choice a round, counters on the transitions.

use crate::ir::machine::{Edge, EdgeId, Kind, Rule, StateId, Target, Value};
use crate::ir::program::{Block, Expr, ForSource, LoopId, Notes, VarId};
use crate::jsonata::{self, BinaryOp, Name};
use crate::lower::frames::Frame;
use crate::lower::{Dest, Lowering, read};
use crate::source::Span;

/// A `for`.
#[derive(Clone, Copy)]
pub(super) struct For<'a> {
    pub id: LoopId,
    /// Counts the rounds from 0, if the source asks for it.
    pub index: Option<VarId>,
    pub item: VarId,
    pub body: &'a Block,
    pub span: Span,
}

/// What a `for` asks before each round.
struct Test {
    /// Whether there is another one.
    more: jsonata::Expr,
    /// The source of it.
    text: String,
    /// What changes from round to round.
    counters: Vec<Name>,
    /// The value of the item, unless the first counter is the item.
    item: Option<Value>,
}

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

    pub(super) fn for_loop(&mut self, of: For<'_>, source: &ForSource, notes: Notes) {
        let test = match source {
            ForSource::List(list) => self.items_left(of, list),
            ForSource::Range { start, end, inclusive } => {
                self.numbers_left(of, start, end, *inclusive)
            }
        };
        if let Some(test) = test {
            self.count(of, test, notes);
        }
    }

    /// The test of a `for` over the items of `list`, and what must be known before the first round;
    /// `None` where nothing comes behind the list.
    fn items_left(&mut self, of: For<'_>, list: &Expr) -> Option<Test> {
        let list = self.operand(list)?;
        let mut first = Vec::new();
        let items = match self.stable(&list) {
            Some(items) if list.ty.is_list() => items,
            _ => {
                let name = self.expressions.fresh("items");
                first.push((name.clone(), self.expressions.of_type(&list, "array")));
                jsonata::Expr::Variable(name)
            }
        };
        let hint = format!("{}_index", self.expressions.hint(of.item));
        let counter = match of.index {
            Some(var) => self.declare(var),
            None => self.expressions.fresh(&hint),
        };
        first.push((counter.clone(), Value::literal(0)));
        self.assign(first, list.span, Notes::default());
        let count = jsonata::Expr::call("count", vec![items.clone()]);
        Some(Test {
            more: less(&counter, count),
            text: format!("for {}", self.text(list.span)),
            item: Some(Value::sure(item_at(items, &counter))),
            counters: vec![counter],
        })
    }

    /// The test of a `for` over a range, as [`Lowering::items_left`].
    fn numbers_left(
        &mut self,
        of: For<'_>,
        start: &Expr,
        end: &Expr,
        inclusive: bool,
    ) -> Option<Test> {
        let text = format!("for {}", self.text(start.span.to(end.span)));
        let bounds = self.operands(&[start, end])?;
        let [start, end] = bounds.as_slice() else { return None };
        let start = self.expressions.value(start);
        let mut first = Vec::new();
        let limit = if let Some(limit) = self.stable(end) {
            limit
        } else {
            let name = self.expressions.fresh("end");
            first.push((name.clone(), self.expressions.value(end)));
            jsonata::Expr::Variable(name)
        };
        let counter = self.declare(of.item);
        first.push((counter.clone(), start));
        let mut counters = vec![counter.clone()];
        if let Some(index) = of.index {
            let name = self.declare(index);
            first.push((name.clone(), Value::literal(0)));
            counters.push(name);
        }
        self.assign(first, of.span, Notes::default());
        let op = if inclusive { BinaryOp::LessEqual } else { BinaryOp::Less };
        let more = jsonata::Expr::binary(op, jsonata::Expr::Variable(counter), limit);
        Some(Test { more, text, counters, item: None })
    }

    /// The Choice of a counting loop, its body, and the counters' step back to it.
    fn count(&mut self, of: For<'_>, test: Test, notes: Notes) {
        if !self.reachable() {
            return;
        }
        let rule = Rule {
            condition: Value::sure(test.more),
            edge: Edge::to(Target::Open),
            comment: None,
            words: Some(format!("next {}", self.expressions.hint(of.item))),
            otherwise: Some("none left".to_owned()),
        };
        let head = self.add(Kind::Choice(vec![rule]), test.text, notes, of.span);
        self.open = vec![EdgeId::Rule(head, 0)];
        if let Some(value) = test.item {
            let name = self.declare(of.item);
            self.assign(vec![(name, value)], of.span, Notes::default());
        }
        let breaks = self.round(of.id, of.body, &Dest::Discard, of.span);
        let steps = test.counters.iter().map(|name| (name.clone(), next(name))).collect();
        self.assign(steps, of.span, Notes::default());
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
