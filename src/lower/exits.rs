//! Ways out: `return`, `break`, `continue`, through `finally` blocks and out of retried bodies.

use crate::ir::machine::{Edge, EdgeId, Kind, Rule, StateId, Target, Template, Value, Words};
use crate::ir::program::{LoopId, Notes};
use crate::jsonata::{BinaryOp, Expr, Name};
use crate::lower::frames::{Carried, Failure, Frame};
use crate::lower::{Dest, Lowering, object, read};
use crate::source::Span;

/// Where a jump goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    /// Out of the workflow, branch, map body or `fn`.
    Return,
    /// Out of a loop.
    Break(LoopId),
    /// To the next round of a loop.
    Continue(LoopId),
    /// To what follows: no jump.
    End,
    /// The error waits to be raised again.
    Fail,
}

impl Jump {
    /// Whether a value goes with it.
    fn has_value(self) -> bool {
        match self {
            Self::Return | Self::Break(_) => true,
            Self::Continue(_) | Self::End | Self::Fail => false,
        }
    }

    /// What a picture calls it.
    fn spoken(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Break(_) => "break",
            Self::Continue(_) => "continue",
            Self::End => "reached the end",
            Self::Fail => "an error",
        }
    }

    /// The word that stands for it at run time.
    fn word(self, at: usize) -> String {
        match self {
            Self::Return => "return".to_owned(),
            Self::Break(_) => format!("break{at}"),
            Self::Continue(_) => format!("continue{at}"),
            Self::End => "end".to_owned(),
            Self::Fail => "fail".to_owned(),
        }
    }
}

/// The ways out of something that control must pass through.
#[derive(Debug)]
pub(super) struct Exits {
    ways: Vec<Way>,
    /// The variable that keeps which way was taken.
    pub selector: Name,
    /// The variable that keeps the value of a `return` or `break`.
    pub value: Name,
}

#[derive(Debug)]
struct Way {
    jump: Jump,
    entries: Vec<EdgeId>,
}

impl Exits {
    pub(super) fn new(selector: Name, value: Name) -> Self {
        Self { ways: Vec::new(), selector, value }
    }

    fn position(&mut self, jump: Jump) -> usize {
        match self.ways.iter().position(|way| way.jump == jump) {
            Some(at) => at,
            None => {
                self.ways.push(Way { jump, entries: Vec::new() });
                self.ways.len() - 1
            }
        }
    }

    pub(super) fn enter(&mut self, jump: Jump, entries: Vec<EdgeId>) {
        let at = self.position(jump);
        self.ways[at].entries.extend(entries);
    }
}

impl Lowering<'_> {
    /// Jumps, through whatever lies between here and there. Nothing is open then.
    pub(super) fn jump(&mut self, jump: Jump, value: Option<Value>, span: Span) {
        for at in (0..self.frames.len()).rev() {
            if !self.reachable() {
                return;
            }
            match (&self.frames[at], jump) {
                (Frame::Loop { id, dest, .. }, Jump::Break(target)) if *id == target => {
                    let dest = dest.clone();
                    self.deliver(&dest, value.unwrap_or_else(null), span, Notes::default());
                    let open = std::mem::take(&mut self.open);
                    if let Frame::Loop { breaks, .. } = &mut self.frames[at] {
                        breaks.extend(open);
                    }
                    return;
                }
                (Frame::Loop { id, .. }, Jump::Continue(target)) if *id == target => {
                    let open = std::mem::take(&mut self.open);
                    if let Frame::Loop { continues, .. } = &mut self.frames[at] {
                        continues.extend(open);
                    }
                    return;
                }
                (Frame::Function { dest, .. }, Jump::Return) => {
                    let dest = dest.clone();
                    self.function_return(at, &dest, value, span);
                    return;
                }
                (Frame::Finally { exits, .. }, _) => {
                    let keeper = exits.value.clone();
                    if jump.has_value() {
                        let value = value.unwrap_or_else(null);
                        self.assign(vec![(keeper, value)], span, Notes::default());
                    }
                    let open = std::mem::take(&mut self.open);
                    if let Frame::Finally { exits, .. } = &mut self.frames[at] {
                        exits.enter(jump, open);
                    }
                    return;
                }
                (Frame::Retried { .. }, _) => {
                    self.leave_retried(at, jump, value, span);
                    return;
                }
                (Frame::Body { carried }, Jump::Return) => {
                    let output = carry(value.unwrap_or_else(null), carried);
                    self.succeed(output, span);
                    return;
                }
                (Frame::Body { .. } | Frame::Function { .. } | Frame::Loop { .. }, _) => {}
                (Frame::Try { .. }, _) => {}
            }
        }
    }

    /// `return` of a `fn` written in place whose own value goes to `dest`.
    fn function_return(&mut self, at: usize, dest: &Dest, value: Option<Value>, span: Span) {
        let outer = self.frames.split_off(at + 1);
        let Some(function) = self.frames.pop() else { return };
        // The destination is meant outside the `fn`.
        self.deliver(dest, value.unwrap_or_else(null), span, Notes::default());
        self.frames.push(function);
        let open = std::mem::take(&mut self.open);
        if let Some(Frame::Function { ends, .. }) = self.frames.last_mut() {
            ends.extend(open);
        }
        self.frames.extend(outer);
    }

    /// A Succeed state that outputs `output`.
    fn succeed(&mut self, output: Value, span: Span) {
        let output = self.settled(output, "output", span);
        self.add(Kind::Succeed(Some(output)), "return", Notes::default(), span);
    }

    /// Gives `value` to `dest`.
    pub(super) fn deliver(&mut self, dest: &Dest, value: Value, span: Span, notes: Notes) {
        if !self.reachable() {
            return;
        }
        match dest {
            Dest::Discard if value.effects.fails => {
                // It must be evaluated all the same, for it may fail.
                let name = self.expressions.fresh("unused");
                self.assign(vec![(name, value)], span, notes);
            }
            Dest::Discard => {}
            Dest::Var(name) => self.assign(vec![(name.clone(), value)], span, notes),
            Dest::Return => {
                let before = self.machine.states.len();
                self.jump(Jump::Return, Some(value), span);
                self.note(before, notes);
            }
        }
    }

    /// Gives the notes of a statement to the last state it made, if it made any.
    fn note(&mut self, before: usize, notes: Notes) {
        let states = self.machine.states.len();
        if states == before || notes == Notes::default() {
            return;
        }
        let id = StateId(u32::try_from(states - 1).expect("fewer than 2^32 states"));
        let state = self.machine.state_mut(id);
        if let Some(name) = notes.name {
            state.label.text = name;
            state.label.given = true;
        }
        if notes.comment.is_some() {
            state.comment = notes.comment;
        }
    }

    /// Enters `exits` with each way marked, where there is more than one; gives the ways in order.
    /// `result` is the variable that only the ways that end assign, if one does.
    pub(super) fn gather(
        &mut self,
        exits: Exits,
        keepers: &Keepers,
        result: Option<&Name>,
        span: Span,
    ) -> Vec<Jump> {
        let ways: Vec<Way> = exits.ways.into_iter().filter(|way| !way.entries.is_empty()).collect();
        let jumps: Vec<Jump> = ways.iter().map(|way| way.jump).collect();
        let mut gathered = Vec::new();
        for (at, way) in ways.into_iter().enumerate() {
            self.open = way.entries;
            if jumps.len() > 1 {
                let word = Value::literal(way.jump.word(at));
                let mut marks = vec![(keepers.selector.clone(), word)];
                marks.extend(unused_keepers(way.jump, &jumps, keepers, result));
                self.assign(marks, span, Notes::default());
            }
            gathered.append(&mut self.open);
        }
        self.open = gathered;
        jumps
    }

    /// Goes on the way that was taken: one Choice, where there are several. What is open
    /// afterwards had no jump to make.
    pub(super) fn dispatch(&mut self, jumps: &[Jump], keepers: &Keepers, span: Span) {
        if !self.reachable() {
            return;
        }
        let starts = self.choose_way(jumps, &keepers.selector, span);
        let mut ended = Vec::new();
        for (jump, start) in jumps.iter().zip(starts) {
            self.open = start;
            match jump {
                Jump::End => ended.append(&mut self.open),
                Jump::Fail => {
                    let again = Failure::Again(keepers.error.clone());
                    if let Some(id) = self.raise(&again, Notes::default(), span) {
                        self.say(id, [("Again", Words::Own("that came before"))]);
                    }
                }
                Jump::Continue(_) => self.jump(*jump, None, span),
                Jump::Return | Jump::Break(_) => {
                    self.jump(*jump, Some(read(&keepers.value)), span);
                }
            }
        }
        self.open = ended;
    }

    fn choose_way(&mut self, jumps: &[Jump], selector: &Name, span: Span) -> Vec<Vec<EdgeId>> {
        if jumps.len() < 2 {
            return vec![std::mem::take(&mut self.open)];
        }
        let last = jumps.len() - 1;
        let is = |at: usize| {
            let word = Expr::string(&jumps[at].word(at));
            Value::sure(Expr::binary(BinaryOp::Equal, Expr::Variable(selector.clone()), word))
        };
        let rules = (0..last)
            .map(|at| Rule {
                condition: is(at),
                edge: Edge::to(Target::Open),
                comment: None,
                words: Some(jumps[at].spoken().to_owned()),
                otherwise: (at + 1 == last).then(|| jumps[last].spoken().to_owned()),
            })
            .collect();
        let id = self.add(Kind::Choice(rules), "way out", Notes::default(), span);
        self.open.clear();
        (0..last)
            .map(|at| EdgeId::Rule(id, u32::try_from(at).expect("fewer than 2^32 ways")))
            .chain([EdgeId::Next(id)])
            .map(|edge| vec![edge])
            .collect()
    }

    /// Ends the scope of a retried body with an output that says how it was left.
    fn leave_retried(&mut self, at: usize, jump: Jump, value: Option<Value>, span: Span) {
        let Frame::Retried { carried, exits } = &mut self.frames[at] else { return };
        let way = exits.position(jump);
        let word = Value::literal(jump.word(way));
        let mut fields = vec![("exit".into(), word), ("value".into(), value.unwrap_or_else(null))];
        fields.extend(carried.iter().map(|carried| (carried.field.clone(), read(&carried.inner))));
        self.succeed(object(fields), span);
    }

    /// The ways a retried body was left in, in the order of their words.
    pub(super) fn ways(exits: &Exits) -> Vec<Jump> {
        exits.ways.iter().map(|way| way.jump).collect()
    }
}

/// The variables a dispatch reads.
#[derive(Clone, Debug)]
pub(super) struct Keepers {
    /// Which way was taken.
    pub selector: Name,
    /// The value of a `return` or `break`.
    pub value: Name,
    /// The error to raise again.
    pub error: Name,
}

/// Variables that other ways assign, so that all are assigned on every way.
fn unused_keepers(
    jump: Jump,
    jumps: &[Jump],
    keepers: &Keepers,
    result: Option<&Name>,
) -> Vec<(Name, Value)> {
    let value = jumps.iter().any(|jump| jump.has_value()) && !jump.has_value();
    let error = jumps.contains(&Jump::Fail) && jump != Jump::Fail;
    let result = result.filter(|_| jumps.contains(&Jump::End) && jump != Jump::End);
    [value.then_some(&keepers.value), error.then_some(&keepers.error), result]
        .into_iter()
        .flatten()
        .map(|name| (name.clone(), null()))
        .collect()
}

/// `null`
pub(super) fn null() -> Value {
    Value { template: Template::Literal(serde_json::Value::Null), effects: Default::default() }
}

/// The output of a body that carries variables out: `{ value, …variables }`.
fn carry(value: Value, carried: &[Carried]) -> Value {
    if carried.is_empty() {
        return value;
    }
    let mut fields = vec![("value".into(), value)];
    fields.extend(carried.iter().map(|carried| (carried.field.clone(), read(&carried.inner))));
    object(fields)
}
