//! `try … retry … catch … else … finally`, and where a failing expression is evaluated so that its
//! handler catches it.

use crate::ir::assign::append;
use crate::ir::errors::ALL;
use crate::ir::machine::{
    Edge, EdgeId, Kind, Label, Scope, ScopeId, State, StateId, Target, Value,
};
use crate::ir::program::{
    Block, Catch, ExprKind, Notes, Statement, StatementKind, Try, VarId, Work,
};
use crate::ir::walk::Variables;
use crate::jsonata::{Expr, Name};
use crate::lower::exits::{Exits, Jump, Keepers};
use crate::lower::frames::{Carried, Clause, Frame};
use crate::lower::{Dest, Lowering};
use crate::source::Span;

impl Lowering<'_> {
    pub(super) fn try_into(&mut self, tried: &Try, dest: &Dest, notes: Notes, span: Span) {
        match &tried.finally {
            Some(finally) => self.try_finally(tried, finally, dest, notes, span),
            None => self.try_catch(tried, dest, notes, span),
        }
    }

    /// Every way out of the body and its handlers leads through one copy of `finally`.
    fn try_finally(&mut self, tried: &Try, finally: &Block, dest: &Dest, notes: Notes, span: Span) {
        let keepers = Keepers {
            selector: self.expressions.fresh("exit"),
            value: self.expressions.fresh("value"),
            error: self.expressions.fresh("error"),
        };
        let error = Clause {
            comment: None,
            errors: vec![ALL.into()],
            binding: Some(keepers.error.clone()),
            failed_state: None,
            entries: Vec::new(),
        };
        let exits = Exits::new(keepers.selector.clone(), keepers.value.clone());
        let number = self.number_frame();
        self.frames.push(Frame::Finally { number, error, exits });
        // The value is kept while `finally` runs: till then, and where that fails, a variable has its old one.
        let inner = match dest {
            Dest::Return => Dest::Var(keepers.value.clone()),
            Dest::Var(name) if self.declared.contains(name) => {
                Dest::Var(self.expressions.fresh("value"))
            }
            other => other.clone(),
        };
        let result = match &inner {
            Dest::Var(name) if !self.declared.contains(name) => Some(name.clone()),
            Dest::Var(_) | Dest::Discard | Dest::Return => None,
        };
        self.try_catch(tried, &inner, notes, span);
        let ended = std::mem::take(&mut self.open);
        let Some(Frame::Finally { error, mut exits, .. }) = self.frames.pop() else { return };
        let end = if matches!(dest, Dest::Return) { Jump::Return } else { Jump::End };
        exits.enter(end, ended);
        exits.enter(Jump::Fail, error.entries);
        let jumps = self.gather(exits, &keepers, result.as_ref(), span);
        self.block_into(finally, &Dest::Discard, span);
        self.dispatch(&jumps, &keepers, span);
        if let (Dest::Var(name), Dest::Var(kept)) = (dest, &inner)
            && name != kept
            && self.reachable()
        {
            self.assign(vec![(name.clone(), super::read(kept))], span, Notes::default());
        }
    }

    fn try_catch(&mut self, tried: &Try, dest: &Dest, notes: Notes, span: Span) {
        let clauses = self.clauses(&tried.catches);
        let number = self.number_frame();
        self.frames.push(Frame::Try { number, clauses });
        let inner = match (&tried.otherwise, dest) {
            (Some(_), _) => &Dest::Discard,
            (None, dest) => dest,
        };
        if tried.retriers.is_empty() {
            self.noted_block_into(&tried.body, inner, notes, span);
        } else {
            self.retried(tried, inner, notes, span);
        }
        let Some(Frame::Try { clauses, .. }) = self.frames.pop() else { return };
        if let Some(otherwise) = &tried.otherwise {
            self.block_into(otherwise, dest, span);
        }
        self.handlers(&tried.catches, clauses, dest);
    }

    pub(super) fn number_frame(&mut self) -> u32 {
        self.next_frame += 1;
        self.next_frame
    }

    pub(super) fn clauses(&mut self, catches: &[Catch]) -> Vec<Clause> {
        catches
            .iter()
            .map(|catch| Clause {
                comment: catch.comment.clone(),
                errors: catch.errors.clone(),
                binding: catch.binding.map(|var| self.declare(var)),
                failed_state: Variables::of_block(&catch.body)
                    .reads_state
                    .then(|| self.expressions.fresh("state")),
                entries: Vec::new(),
            })
            .collect()
    }

    /// The bodies of the handlers that are reached; what is open before joins what they leave open.
    pub(super) fn handlers(&mut self, catches: &[Catch], clauses: Vec<Clause>, dest: &Dest) {
        let mut ends = std::mem::take(&mut self.open);
        for (catch, clause) in catches.iter().zip(clauses) {
            self.open = clause.entries;
            if self.reachable() {
                let outer = self.expressions.set_failed_state(clause.failed_state);
                self.block_into(&catch.body, dest, catch.span);
                self.expressions.set_failed_state(outer);
                ends.append(&mut self.open);
            }
        }
        self.open = ends;
    }

    /// `retry` of a `try`: of a single call it is the call's own, else the body becomes the one
    /// branch of a Parallel state that is run again.
    fn retried(&mut self, tried: &Try, dest: &Dest, notes: Notes, span: Span) {
        if let Some(work) = only_work(&tried.body) {
            let mut work = work.clone();
            work.retriers.clone_from(&tried.retriers);
            self.work_into(&work, dest, notes);
            return;
        }
        let assigned = Variables::of_block(&tried.body).assigned_outside();
        let parallel = StateId(u32::try_from(self.machine.states.len()).expect("few states"));
        let scope = self.machine.add_scope(Scope {
            start: Edge::to(Target::Open),
            parent: Some(parallel),
            isolated: false,
            comment: None,
        });
        let kind = Kind::Parallel { branches: vec![scope], arguments: None };
        let state = self.add(kind, "try", notes, span);
        debug_assert_eq!(state, parallel);
        self.machine.state_mut(state).retriers.clone_from(&tried.retriers);

        let outside = std::mem::replace(&mut self.open, vec![EdgeId::Start(scope)]);
        let outer_scope = std::mem::replace(&mut self.scope, scope);
        let restored = self.carry_in(&assigned, span);
        let carried = self.carried(&assigned);
        let selector = self.expressions.fresh("exit");
        let value = self.expressions.fresh("value");
        let exits = Exits::new(selector, value);
        self.frames.push(Frame::Retried { carried: carried.clone(), exits });
        self.retried_body(&tried.body, dest, span);
        let Some(Frame::Retried { exits, .. }) = self.frames.pop() else { return };
        self.scope = outer_scope;
        self.open = outside;
        self.restore(restored);
        self.carry_out_of_retried(state, &exits, &carried, dest, span);
    }

    /// The value of the body leaves it as that of its end.
    fn retried_body(&mut self, body: &Block, dest: &Dest, span: Span) {
        let (_, kept) = self.temporary("result");
        let inner = match dest {
            Dest::Discard => Dest::Discard,
            Dest::Var(_) | Dest::Return => Dest::Var(kept.clone()),
        };
        self.block_into(body, &inner, span);
        let value = matches!(inner, Dest::Var(_)).then(|| crate::lower::read(&kept));
        let end = if matches!(dest, Dest::Return) { Jump::Return } else { Jump::End };
        self.jump(end, value, span);
    }

    /// Takes the variables and the value out of the branch's output and goes on the way the body took.
    fn carry_out_of_retried(
        &mut self,
        state: StateId,
        exits: &Exits,
        carried: &[Carried],
        dest: &Dest,
        span: Span,
    ) {
        let jumps = Self::ways(exits);
        if jumps.is_empty() {
            // The body cannot be left but by an error.
            self.open.clear();
            return;
        }
        let output = |field: &str| {
            let result = Expr::variable("states").field("result");
            Value::sure(result.at(Expr::integer(0)).field(field))
        };
        let mut assign: Vec<(Name, Value)> = carried
            .iter()
            .map(|carried| (self.name_of(carried.var), output(&carried.field)))
            .collect();
        if jumps.len() > 1 {
            assign.push((exits.selector.clone(), output("exit")));
        }
        let ends_only = matches!(jumps.as_slice(), [Jump::End]);
        match dest {
            Dest::Var(name) if ends_only => assign.push((name.clone(), output("value"))),
            Dest::Discard if ends_only => {}
            _ => assign.push((exits.value.clone(), output("value"))),
        }
        self.machine.edge_mut(EdgeId::Next(state)).assign = assign;
        if ends_only {
            return;
        }
        let error = exits.value.clone();
        let keepers =
            Keepers { selector: exits.selector.clone(), value: exits.value.clone(), error };
        self.dispatch(&jumps, &keepers, span);
        if let Dest::Var(name) = dest {
            let value = crate::lower::read(&exits.value);
            self.assign(vec![(name.clone(), value)], span, Notes::default());
        }
    }

    /// Binds each variable to a copy of this scope, since an inner scope may not assign outer
    /// variables. Gives the bindings to restore.
    pub(super) fn carry_in(&mut self, vars: &[VarId], span: Span) -> Vec<(VarId, Expr)> {
        let mut restored = Vec::new();
        let mut copies = Vec::new();
        for var in vars {
            let outer = self.name_of(*var);
            let inner = self.expressions.fresh(&super::plain(&outer));
            copies.push((inner.clone(), super::read(&outer)));
            restored.push((*var, Expr::Variable(outer)));
            self.declared.insert(inner.clone());
            self.expressions.bind(*var, Expr::Variable(inner));
        }
        if !copies.is_empty() {
            self.assign(copies, span, Notes::default());
        }
        restored
    }

    /// The copies of this scope with the fields that bring them out, named after the variables.
    pub(super) fn carried(&self, vars: &[VarId]) -> Vec<Carried> {
        let mut taken: Vec<Name> = vec!["exit".into(), "value".into()];
        let mut carried = Vec::new();
        for var in vars {
            let inner = self.name_of(*var);
            let field = super::unused(&super::plain(&inner), &taken);
            taken.push(field.clone());
            carried.push(Carried { var: *var, inner, field });
        }
        carried
    }

    pub(super) fn restore(&mut self, bindings: Vec<(VarId, Expr)>) {
        for (var, expr) in bindings {
            self.expressions.bind(var, expr);
        }
    }

    /// Assigns what may fail in a state whose catchers are those of the handlers that reach here: the
    /// state before, if it is one, else a Parallel state with nothing else to do.
    pub(super) fn assign_where_caught(
        &mut self,
        assign: Vec<(Name, Value)>,
        span: Span,
        notes: Notes,
    ) {
        if notes == Notes::default() && self.assign_on_state_before(&assign) {
            return;
        }
        let text =
            assign.first().map_or_else(|| "evaluate".to_owned(), |(name, _)| super::plain(name));
        let parallel = StateId(u32::try_from(self.machine.states.len()).expect("few states"));
        let scope = self.machine.add_scope(Scope {
            start: Edge::to(Target::Open),
            parent: Some(parallel),
            isolated: false,
            comment: None,
        });
        let kind = Kind::Parallel { branches: vec![scope], arguments: None };
        let state = self.add(kind, format!("evaluate {text}"), notes, span);
        self.only_pass(scope, &text, span);
        self.machine.edge_mut(EdgeId::Next(state)).assign = assign;
    }

    /// A branch with one Pass state.
    fn only_pass(&mut self, scope: ScopeId, text: &str, span: Span) {
        let pass = self.machine.add(State {
            scope,
            kind: Kind::Pass,
            next: Some(Edge::to(Target::End)),
            retriers: Vec::new(),
            catchers: Vec::new(),
            label: Label { text: format!("{text} branch"), given: false },
            comment: None,
            span,
            said: Vec::new(),
        });
        self.machine.edge_mut(EdgeId::Start(scope)).to = Target::State(pass);
    }

    /// The state before can take the assignments when only it leads here, the same handlers reach
    /// it, and it has neither handlers nor retriers of its own that a failing expression would set off.
    fn assign_on_state_before(&mut self, assign: &[(Name, Value)]) -> bool {
        let [edge @ EdgeId::Next(before)] = *self.open.as_slice() else { return false };
        if self.caught_by.get(&before) != Some(&self.reach()) {
            return false;
        }
        if self.machine.state(before).retries_query_errors() {
            return false;
        }
        append(self.machine.edge_mut(edge), assign)
    }
}

/// The call, parallel or map that is all a block does.
fn only_work(block: &Block) -> Option<&Work> {
    let expr = match (block.statements.as_slice(), &block.value) {
        ([], Some(value)) => value,
        ([Statement { kind: StatementKind::Expr(value), .. }], None) => value,
        _ => return None,
    };
    match &expr.kind {
        ExprKind::Work(work)
            if work.retriers.is_empty()
                && work.catches.is_empty()
                && !work.operands_have_steps() =>
        {
            Some(work)
        }
        _ => None,
    }
}
