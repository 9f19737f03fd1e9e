//! Calls, `parallel` and `map`: the states that do something.

use crate::ir::machine::{
    self, Batcher, Edge, EdgeId, Kind, Machine, Reader, Scope, ScopeId, StateId, Target, Template,
    Value,
};
use crate::ir::program::{
    Block, Branch, Distributed, Expr, ExprKind, IndexKind, ListItem, Map, MapSource, Notes,
    ResourcePart, Task, VarId, Work, WorkKind,
};
use crate::ir::types::Type;
use crate::ir::walk::Variables;
use crate::jsonata::{self, Name, Piece};
use crate::lower::frames::{Carried, Frame};
use crate::lower::{Dest, Lowering, local, object, plain, read, unused};
use crate::source::Span;

/// A variable that a branch assigns for the states behind the Parallel: its name outside, and the
/// field of the branch's output that brings it.
struct CarriedOut {
    outer: Name,
    branch: usize,
    field: Name,
}

impl Lowering<'_> {
    pub(super) fn work_into(&mut self, work: &Work, dest: &Dest, notes: Notes) {
        let clauses = self.clauses(&work.catches);
        let number = self.number_frame();
        if !clauses.is_empty() {
            self.frames.push(Frame::Try { number, clauses });
        }
        let text = match dest {
            Dest::Var(name) if self.named.contains(name) => plain(name),
            Dest::Var(_) | Dest::Discard | Dest::Return => work.label.clone(),
        };
        self.state_of(work, text, dest, notes);
        if work.catches.is_empty() {
            return;
        }
        let Some(Frame::Try { clauses, .. }) = self.frames.pop() else { return };
        self.handlers(&work.catches, clauses, dest);
    }

    fn state_of(&mut self, work: &Work, text: String, dest: &Dest, notes: Notes) {
        let result = jsonata::Expr::variable("states").field("result");
        match &work.kind {
            WorkKind::Task(task) => {
                let Some(kind) = self.task(task) else { return };
                let id = self.add(kind, text, notes, work.span);
                self.say_task(id, task);
                self.machine.state_mut(id).retriers.clone_from(&work.retriers);
                self.expressions.bind(work.result, result);
                self.result_into(id, &work.value, dest);
            }
            WorkKind::Parallel { branches } => self.parallel(work, branches, text, dest, notes),
            WorkKind::Map(map) => {
                let Some(id) = self.map(map, text, notes, work.span) else { return };
                self.machine.state_mut(id).retriers.clone_from(&work.retriers);
                self.expressions.bind(work.result, result);
                self.result_into(id, &work.value, dest);
            }
        }
    }

    /// The value of the state, over its result, evaluated as it is left.
    fn result_into(&mut self, id: StateId, value: &Expr, dest: &Dest) {
        let value = self.expressions.value(value);
        let may_end = matches!(self.frames_but_handlers(), Some(Frame::Body { carried }) if carried.is_empty());
        let edge = self.machine.edge_mut(EdgeId::Next(id));
        match dest {
            Dest::Discard if !value.effects.fails => {}
            Dest::Discard => {
                let name = self.expressions.fresh("unused");
                edge.assign.push((name, value));
            }
            Dest::Var(name) => edge.assign.push((name.clone(), value)),
            Dest::Return if may_end => {
                let result = Template::Expr(jsonata::Expr::variable("states").field("result"));
                edge.output = (value.template != result).then_some(value);
                edge.to = Target::End;
                self.open.clear();
            }
            Dest::Return => {
                let name = self.expressions.fresh("result");
                edge.assign.push((name.clone(), value));
                let span = self.machine.state(id).span;
                self.deliver(dest, read(&name), span, Notes::default());
            }
        }
    }

    /// The innermost frame that is no reach of handlers.
    fn frames_but_handlers(&self) -> Option<&Frame> {
        self.frames.iter().rev().find(|frame| !matches!(frame, Frame::Try { .. }))
    }

    fn task(&mut self, task: &Task) -> Option<Kind> {
        let given = [&task.arguments, &task.timeout, &task.heartbeat, &task.role];
        let exprs: Vec<&Expr> = given.into_iter().flatten().collect();
        let mut simple = self.operands(&exprs)?.into_iter();
        // In its own arguments a call's state is meant, in a handler too.
        let failed_state = self.expressions.set_failed_state(None);
        let mut value = |expr: &Option<Expr>| {
            expr.as_ref()?;
            let simple = simple.next().expect("one operand for each");
            Some(self.expressions.value(&simple))
        };
        let arguments = value(&task.arguments);
        let timeout = value(&task.timeout);
        let heartbeat = value(&task.heartbeat);
        let role = value(&task.role);
        self.expressions.set_failed_state(failed_state);
        let resource = task.resource.iter().map(|part| self.resource_piece(part)).collect();
        let task = machine::Task { resource, arguments, timeout, heartbeat, role };
        Some(Kind::Task(Box::new(task)))
    }

    fn resource_piece(&self, part: &ResourcePart) -> Piece {
        match part {
            ResourcePart::Text(text) => Piece::Text(text.as_str().into()),
            ResourcePart::Deploy(value) => Piece::Substitution(value.key.clone()),
        }
    }

    fn parallel(
        &mut self,
        work: &Work,
        branches: &[Branch],
        text: String,
        dest: &Dest,
        notes: Notes,
    ) {
        let kind = Kind::Parallel { branches: Vec::new(), arguments: None };
        let id = self.add(kind, text, notes, work.span);
        self.machine.state_mut(id).retriers.clone_from(&work.retriers);
        let mut scopes = Vec::new();
        let mut carried_out = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            let assigned = Variables::of_block(&branch.body).assigned_outside();
            let (scope, carried) = self.branch_scope(id, branch, &assigned, work.span);
            scopes.push(scope);
            carried_out.extend(carried.into_iter().map(|Carried { var, field, .. }| CarriedOut {
                outer: self.name_of(var),
                branch: at,
                field,
            }));
        }
        if let Kind::Parallel { branches, .. } = &mut self.machine.state_mut(id).kind {
            *branches = scopes;
        }
        let carry: Vec<(Name, Value)> = carried_out
            .iter()
            .map(|carried| (carried.outer.clone(), branch_output(carried.branch, &carried.field)))
            .collect();
        self.machine.edge_mut(EdgeId::Next(id)).assign.extend(carry);
        let value = self.branches_value(work, branches.len(), &carried_out);
        self.result_into(id, &value, dest);
    }

    /// The value of a `parallel` over its result, whose items are surely there; a branch that carries
    /// variables out has its own value in a field.
    fn branches_value(&mut self, work: &Work, branches: usize, carried: &[CarriedOut]) -> Expr {
        let result = jsonata::Expr::variable("states").field("result");
        self.expressions.bind(work.result, result);
        if carried.is_empty() && is_local(&work.value, work.result) {
            return (*work.value).clone();
        }
        let values: Vec<Expr> = (0..branches)
            .map(|at| {
                let (var, _) = self.temporary("branch");
                let index = jsonata::Expr::integer(i64::try_from(at).expect("few branches"));
                let output = jsonata::Expr::variable("states").field("result").at(index);
                let carries = carried.iter().any(|carried| carried.branch == at);
                let output = if carries { output.field("value") } else { output };
                self.expressions.bind(var, output);
                local(var, &Type::Any, work.span)
            })
            .collect();
        replace_result(&work.value, work.result, &values)
    }

    /// The states of one branch. Gives the variables it carries out: the field and the variable.
    fn branch_scope(
        &mut self,
        parent: StateId,
        branch: &Branch,
        assigned: &[VarId],
        span: Span,
    ) -> (ScopeId, Vec<Carried>) {
        let scope = self.inner_scope(parent, false, branch.comment.clone());
        let mut carried = Vec::new();
        self.within(scope, |this| {
            let restored = this.carry_in(assigned, span);
            carried = this.carried(assigned);
            this.frames.push(Frame::Body { carried: carried.clone() });
            this.block_into(&branch.body, &Dest::Return, span);
            this.frames.pop();
            this.restore(restored);
        });
        (scope, carried)
    }

    fn inner_scope(&mut self, parent: StateId, isolated: bool, comment: Option<String>) -> ScopeId {
        let start = Edge::to(Target::Open);
        self.machine.add_scope(Scope { start, parent: Some(parent), isolated, comment })
    }

    /// Runs `build` with control at the start of `scope`.
    fn within(&mut self, scope: ScopeId, build: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.open, vec![EdgeId::Start(scope)]);
        let outer = std::mem::replace(&mut self.scope, scope);
        build(self);
        self.scope = outer;
        self.open = outside;
    }

    fn map(&mut self, map: &Map, text: String, notes: Notes, span: Span) -> Option<StateId> {
        let state = self.map_state(map)?;
        let id = self.add(Kind::Map(Box::new(state)), text, notes, span);
        self.say_map(id, map);
        let isolated = map.distributed.is_some();
        let body = self.inner_scope(id, isolated, map.comment.clone());
        let captured = if isolated { captured(&map.body, map) } else { Vec::new() };
        let shape = Iteration::of(map, &captured);
        let names = self.captured_fields(&shape, &captured);
        self.select_items(id, map, &shape, &captured, &names);
        self.within(body, |this| {
            let restored = this.bind_iteration(map, &shape, &captured, &names, span);
            this.frames.push(Frame::body());
            this.block_into(&map.body, &Dest::Return, span);
            this.frames.pop();
            this.restore(restored);
        });
        if let Kind::Map(state) = &mut self.machine.state_mut(id).kind {
            state.body = body;
        }
        Some(id)
    }

    /// The Map state without its body and its selector.
    fn map_state(&mut self, map: &Map) -> Option<machine::Map> {
        let options = map.distributed.as_ref();
        let exprs = map_operands(map, options);
        let simple = self.operands(&exprs)?;
        let mut values = simple.iter().map(|expr| self.expressions.value(expr));
        let mut next = || values.next().expect("one operand for each");
        let (items, reader) = match &map.source {
            MapSource::Items(_) => (Some(next()), None),
            MapSource::Reader { resource, config, .. } => {
                let arguments = next();
                let config = config.iter().map(|(name, _)| (*name, next())).collect();
                (None, Some(Reader { resource, arguments, config }))
            }
        };
        let max_concurrency = map.concurrency.as_ref().map(|_| next());
        let tolerated_count = map.tolerated_count.as_ref().map(|_| next());
        let tolerated_percentage = map.tolerated_percentage.as_ref().map(|_| next());
        let max_items = options.and_then(|options| options.batch_items.as_ref()).map(|_| next());
        let max_bytes = options.and_then(|options| options.batch_bytes.as_ref()).map(|_| next());
        let batcher = (max_items.is_some() || max_bytes.is_some()).then_some(Batcher {
            max_items,
            max_bytes,
            input: None,
        });
        let writer = options.and_then(|options| options.writer.as_ref()).map(|writer| {
            let arguments = writer.arguments.as_ref().map(|_| next());
            let config = writer.config.iter().map(|(name, _)| (*name, next())).collect();
            machine::Writer { arguments, config }
        });
        Some(machine::Map {
            items,
            reader,
            selector: None,
            batcher,
            writer,
            max_concurrency,
            tolerated_count,
            tolerated_percentage,
            label: options.and_then(|options| options.label.clone()),
            distributed: options.map(|options| options.express),
            body: Machine::ROOT,
        })
    }

    /// The fields that bring the captured variables, named after them.
    fn captured_fields(&self, shape: &Iteration, captured: &[VarId]) -> Vec<Name> {
        let mut taken: Vec<Name> = match shape {
            Iteration::Item | Iteration::Batch { .. } => Vec::new(),
            Iteration::Fields { item, index } => {
                std::iter::once(item).chain(index).cloned().collect()
            }
        };
        let own = taken.len();
        for var in captured {
            let field = unused(&self.expressions.hint(*var), &taken);
            taken.push(field);
        }
        taken.split_off(own)
    }

    /// `ItemSelector` and `BatchInput`: what a body is given besides the plain item.
    fn select_items(
        &mut self,
        id: StateId,
        map: &Map,
        shape: &Iteration,
        captured: &[VarId],
        names: &[Name],
    ) {
        let item_value = context_item("Value");
        let select = map.distributed.as_ref().and_then(|options| options.select.as_ref());
        let item = match select {
            Some((param, expr)) => {
                self.expressions.bind(*param, item_value);
                self.expressions.value(expr)
            }
            None => Value::sure(item_value),
        };
        let outer: Vec<(Name, Value)> = captured
            .iter()
            .zip(names)
            .map(|(var, name)| {
                let bound = self.expressions.bound(*var).cloned();
                (name.clone(), Value::sure(bound.expect("a captured variable is bound")))
            })
            .collect();
        let selector = match shape {
            Iteration::Item => select.is_some().then_some(item),
            Iteration::Batch { .. } => select.is_some().then_some(item),
            Iteration::Fields { item: item_field, index } => {
                let mut fields = vec![(item_field.clone(), item)];
                if let Some(index) = index {
                    fields.push((index.clone(), Value::sure(context_item("Index"))));
                }
                fields.extend(outer.iter().cloned());
                Some(object(fields))
            }
        };
        let Kind::Map(state) = &mut self.machine.state_mut(id).kind else { return };
        state.selector = selector;
        if let (Iteration::Batch { captured: true }, Some(batcher)) = (shape, &mut state.batcher) {
            batcher.input = Some(object(outer));
        }
    }

    /// Binds the item, the index and the captured variables in the body's first state.
    fn bind_iteration(
        &mut self,
        map: &Map,
        shape: &Iteration,
        captured: &[VarId],
        names: &[Name],
        span: Span,
    ) -> Vec<(VarId, jsonata::Expr)> {
        let input = || jsonata::Expr::variable("states").field("input");
        let item = match shape {
            Iteration::Item => input(),
            Iteration::Batch { .. } => input().field("Items"),
            Iteration::Fields { item, .. } => input().field(item),
        };
        let mut assign = vec![(self.declare(map.item), Value::sure(item))];
        if let (Some(var), Iteration::Fields { index: Some(index), .. }) = (map.index, shape) {
            assign.push((self.declare(var), Value::sure(input().field(index))));
        }
        let source = match shape {
            Iteration::Batch { .. } => input().field("BatchInput"),
            Iteration::Item | Iteration::Fields { .. } => input(),
        };
        let mut restored = Vec::new();
        for (var, name) in captured.iter().zip(names) {
            let inner = self.expressions.fresh(name);
            assign.push((inner.clone(), Value::sure(source.clone().field(name))));
            let outer = self.expressions.bind(*var, jsonata::Expr::Variable(inner));
            restored.extend(outer.map(|outer| (*var, outer)));
        }
        self.assign(assign, span, Notes::default());
        restored
    }
}

/// What the input of a map's body looks like.
enum Iteration {
    /// The item itself.
    Item,
    /// `{ Items, BatchInput? }`
    Batch { captured: bool },
    /// The item, the index and captured variables as fields of these names.
    Fields { item: Name, index: Option<Name> },
}

impl Iteration {
    fn of(map: &Map, captured: &[VarId]) -> Self {
        let batched = map
            .distributed
            .as_ref()
            .is_some_and(|options| options.batch_items.is_some() || options.batch_bytes.is_some());
        if batched {
            Self::Batch { captured: !captured.is_empty() }
        } else if map.index.is_none() && captured.is_empty() {
            Self::Item
        } else {
            Self::Fields { item: "item".into(), index: map.index.map(|_| Name::from("index")) }
        }
    }
}

/// The outer variables the body of a distributed map reads.
fn captured(body: &Block, map: &Map) -> Vec<VarId> {
    let own = |var: &VarId| *var == map.item || Some(*var) == map.index;
    Variables::of_block(body).captured().into_iter().filter(|var| !own(var)).collect()
}

/// The operands of a Map state in the order they are evaluated.
fn map_operands<'a>(map: &'a Map, options: Option<&'a Distributed>) -> Vec<&'a Expr> {
    let mut exprs: Vec<&Expr> = match &map.source {
        MapSource::Items(items) => vec![items],
        MapSource::Reader { arguments, config, .. } => {
            std::iter::once(arguments).chain(config.iter().map(|(_, value)| value)).collect()
        }
    };
    exprs.extend(
        [&map.concurrency, &map.tolerated_count, &map.tolerated_percentage].into_iter().flatten(),
    );
    if let Some(options) = options {
        exprs.extend([&options.batch_items, &options.batch_bytes].into_iter().flatten());
        if let Some(writer) = &options.writer {
            exprs.extend(
                writer.arguments.iter().chain(writer.config.iter().map(|(_, value)| value)),
            );
        }
    }
    exprs
}

/// `$states.context.Map.Item.field`
fn context_item(field: &str) -> jsonata::Expr {
    jsonata::Expr::variable("states").field("context").field("Map").field("Item").field(field)
}

/// `$states.result[branch].field`
fn branch_output(branch: usize, field: &str) -> Value {
    let index = jsonata::Expr::integer(i64::try_from(branch).expect("few branches"));
    Value::sure(jsonata::Expr::variable("states").field("result").at(index).field(field))
}

/// Whether `expr` reads `var` and nothing else.
fn is_local(expr: &Expr, var: VarId) -> bool {
    matches!(expr.kind, ExprKind::Local(read) if read == var)
}

/// `value` with the list `result` replaced by `values`, item by item.
fn replace_result(value: &Expr, result: VarId, values: &[Expr]) -> Expr {
    let list = |span| {
        let items = values.iter().cloned().map(ListItem::Item).collect();
        Expr::new(ExprKind::List(items), Type::list(Type::Any), span)
    };
    if is_local(value, result) {
        return list(value.span);
    }
    if let ExprKind::Index { base, index, kind: IndexKind::Item } = &value.kind
        && is_local(base, result)
        && let ExprKind::Literal(at) = &index.kind
        && let Some(branch) = at.as_u64().and_then(|at| values.get(usize::try_from(at).ok()?))
    {
        return branch.clone();
    }
    crate::ir::rewrite::map_operands(value, &mut |part| replace_result(part, result, values))
}
