//! Goes through the values and expressions of a machine.

use crate::ir::machine::{
    Batcher, Edge, Kind, Machine, Map, Reader, Rule, ScopeId, State, Task, Template, Value, Wait,
    Writer,
};
use crate::jsonata::{Expr, Name};

macro_rules! expressions {
    ($template:expr, $visit:ident, $recurse:ident, $iter:ident) => {
        match $template {
            Template::Expr(expr) => $visit(expr),
            Template::Literal(_) | Template::Text(_) => {}
            Template::Array(items) => items.$iter().for_each(|item| item.$recurse($visit)),
            Template::Object(entries) => {
                entries.$iter().for_each(|(_, value)| value.$recurse($visit));
            }
        }
    };
}

/// The expressions in it.
impl Template {
    /// Calls `visit` with each expression.
    pub fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        expressions!(self, visit, for_each_expr, iter);
    }

    /// Calls `visit` with each expression, which it may change.
    pub fn for_each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        expressions!(self, visit, for_each_expr_mut, iter_mut);
    }

    /// Calls `visit` with each variable that is read, own names of functions and blocks among them:
    /// all names of the machine are unique, so these are nobody else's.
    pub fn for_each_variable<'a>(&'a self, visit: &mut impl FnMut(&'a Name)) {
        self.for_each_expr(&mut |expr| expr.for_each_variable(visit));
    }
}

macro_rules! edge_values {
    ($edge:expr, $visit:ident, $iter:ident) => {{
        let Edge { assign, output, to: _ } = $edge;
        assign.$iter().for_each(|(_, value)| $visit(value));
        output.$iter().for_each(|value| $visit(value));
    }};
}

/// The values on it.
impl Edge {
    /// Calls `visit` with what is assigned, then with the output.
    pub fn for_each_value<'a>(&'a self, visit: &mut dyn FnMut(&'a Value)) {
        edge_values!(self, visit, iter);
    }

    /// Calls `visit` with what is assigned, then with the output; it may change them.
    pub fn for_each_value_mut(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        edge_values!(self, visit, iter_mut);
    }
}

macro_rules! own_values {
    ($kind:expr, $visit:ident, $iter:ident, [$($mutable:tt)?]) => {{
        match $kind {
            Kind::Pass => {}
            Kind::Task(task) => {
                let Task { resource: _, arguments, timeout, heartbeat, role } = &$($mutable)? **task;
                for value in [arguments, timeout, heartbeat, role] {
                    value.$iter().for_each(|value| $visit(value));
                }
            }
            Kind::Choice(rules) => {
                for Rule { condition, edge: _, comment: _, words: _, otherwise: _ } in rules {
                    $visit(condition);
                }
            }
            Kind::Wait(Wait::Seconds(value) | Wait::Timestamp(value)) => $visit(value),
            Kind::Parallel { branches: _, arguments } => {
                arguments.$iter().for_each(|value| $visit(value));
            }
            Kind::Map(map) => {
                let Map {
                    items,
                    reader,
                    selector,
                    batcher,
                    writer,
                    max_concurrency,
                    tolerated_count,
                    tolerated_percentage,
                    label: _,
                    distributed: _,
                    body: _,
                } = &$($mutable)? **map;
                for value in [items, selector, max_concurrency] {
                    value.$iter().for_each(|value| $visit(value));
                }
                for value in [tolerated_count, tolerated_percentage] {
                    value.$iter().for_each(|value| $visit(value));
                }
                if let Some(Reader { resource: _, arguments, config }) = reader {
                    $visit(arguments);
                    config.$iter().for_each(|(_, value)| $visit(value));
                }
                if let Some(Batcher { max_items, max_bytes, input }) = batcher {
                    for value in [max_items, max_bytes, input] {
                        value.$iter().for_each(|value| $visit(value));
                    }
                }
                if let Some(Writer { arguments, config }) = writer {
                    arguments.$iter().for_each(|value| $visit(value));
                    config.$iter().for_each(|(_, value)| $visit(value));
                }
            }
            Kind::Succeed(output) => output.$iter().for_each(|value| $visit(value)),
            Kind::Fail { error, cause } => {
                error.$iter().for_each(|value| $visit(value));
                cause.$iter().for_each(|value| $visit(value));
            }
        }
    }};
}

/// The values in it.
impl State {
    /// Calls `visit` with each value of the state itself: its fields and conditions, not what its
    /// edges assign and output.
    pub fn for_each_own_value<'a>(&'a self, visit: &mut dyn FnMut(&'a Value)) {
        own_values!(&self.kind, visit, iter, []);
    }

    /// Calls `visit` with each value of the state itself, which it may change.
    pub fn for_each_own_value_mut(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        own_values!(&mut self.kind, visit, iter_mut, [mut]);
    }

    /// Calls `visit` with each edge: of a Choice the rules', then `next`, then the catchers'.
    pub fn for_each_edge<'a>(&'a self, visit: &mut dyn FnMut(&'a Edge)) {
        if let Kind::Choice(rules) = &self.kind {
            rules.iter().for_each(|rule| visit(&rule.edge));
        }
        self.next.iter().for_each(&mut *visit);
        self.catchers.iter().for_each(|catcher| visit(&catcher.edge));
    }

    /// Calls `visit` with each edge, which it may change.
    pub fn for_each_edge_mut(&mut self, visit: &mut dyn FnMut(&mut Edge)) {
        if let Kind::Choice(rules) = &mut self.kind {
            rules.iter_mut().for_each(|rule| visit(&mut rule.edge));
        }
        self.next.iter_mut().for_each(&mut *visit);
        self.catchers.iter_mut().for_each(|catcher| visit(&mut catcher.edge));
    }

    /// The scopes that belong to it.
    #[must_use]
    pub fn inner_scopes(&self) -> Vec<ScopeId> {
        match &self.kind {
            Kind::Parallel { branches, .. } => branches.clone(),
            Kind::Map(map) => vec![map.body],
            Kind::Pass
            | Kind::Task(_)
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed(_)
            | Kind::Fail { .. } => Vec::new(),
        }
    }
}

/// All of it.
impl Machine {
    /// The machine's own scope and those that states which are there own.
    #[must_use]
    pub fn live_scopes(&self) -> Vec<ScopeId> {
        let inner = self.iter().flat_map(|(_, state)| state.inner_scopes());
        std::iter::once(Self::ROOT).chain(inner).collect()
    }

    /// The scopes around a scope, the next one first.
    pub fn scopes_around(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> {
        let outer = |scope: &ScopeId| Some(self.state(self.scope(*scope).parent?).scope);
        std::iter::successors(outer(&scope), outer)
    }

    /// Calls `visit` with each edge of the machine, the ways into scopes included.
    pub fn for_each_edge<'a>(&'a self, visit: &mut dyn FnMut(&'a Edge)) {
        self.scopes.iter().for_each(|scope| visit(&scope.start));
        self.states.iter().flatten().for_each(|state| state.for_each_edge(visit));
    }

    /// Calls `visit` with each edge of the machine, which it may change.
    pub fn for_each_edge_mut(&mut self, visit: &mut dyn FnMut(&mut Edge)) {
        self.scopes.iter_mut().for_each(|scope| visit(&mut scope.start));
        self.states.iter_mut().flatten().for_each(|state| state.for_each_edge_mut(visit));
    }

    /// Calls `visit` with each value of the machine.
    pub fn for_each_value<'a>(&'a self, visit: &mut dyn FnMut(&'a Value)) {
        self.states.iter().flatten().for_each(|state| state.for_each_own_value(visit));
        self.for_each_edge(&mut |edge| edge.for_each_value(visit));
    }

    /// Calls `visit` with each value of the machine, which it may change.
    pub fn for_each_value_mut(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        self.states.iter_mut().flatten().for_each(|state| state.for_each_own_value_mut(visit));
        self.for_each_edge_mut(&mut |edge| edge.for_each_value_mut(visit));
    }
}
