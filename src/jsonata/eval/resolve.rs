//! Says where the value of each name stands: in a frame so many frames outwards, or outside.
//!
//! A block and a function have a frame for what they bind, unless that is nothing. A name that is
//! bound further on in its block has another meaning until then, so all frames that may bind it are
//! asked, the innermost first.

use std::rc::Rc;

use super::super::ast::Name;
use super::ancestry::Ancestry;
use super::plan::{
    Entries, Filter, Kind, Lambda, Local, Lookup, Node, Path, Slot, Stage, Step, Variable,
};

/// The names of one frame.
enum Scope {
    /// What is bound there; so many of them are from the beginning.
    Names { names: Vec<Name>, params: usize },
    /// A row of a path that binds names.
    Row,
}

/// Fills in all places of a plan. Gives the names it takes from outside and how many the outermost
/// frame binds.
pub(super) fn resolve(
    node: &mut Node,
    ancestry: &Ancestry,
    symbols: &[Name],
) -> (Vec<Name>, usize) {
    let names = bound_in([&*node]);
    let slots = names.len();
    let scopes = vec![Scope::Names { names, params: 0 }];
    let mut resolver = Resolver { scopes, globals: Vec::new(), ancestry, symbols };
    resolver.node(node);
    (resolver.globals, slots)
}

struct Resolver<'a> {
    scopes: Vec<Scope>,
    globals: Vec<Name>,
    ancestry: &'a Ancestry,
    symbols: &'a [Name],
}

impl Resolver<'_> {
    fn lookup(&mut self, name: &Name) -> Lookup {
        let mut locals = Vec::new();
        for (up, scope) in self.scopes.iter().rev().enumerate() {
            match scope {
                Scope::Names { names, params } => {
                    let Some(at) = names.iter().rposition(|bound| bound == name) else { continue };
                    locals.push(Local { up, place: Slot::At(at) });
                    if at < *params {
                        break;
                    }
                }
                Scope::Row => {
                    let symbol = self.symbols.iter().position(|symbol| symbol == name);
                    let symbol = symbol.and_then(|symbol| u32::try_from(symbol).ok());
                    locals.extend(symbol.map(|symbol| Local { up, place: Slot::Bound(symbol) }));
                }
            }
        }
        let known = self.globals.iter().position(|global| global == name);
        let global = known.unwrap_or_else(|| {
            self.globals.push(name.clone());
            self.globals.len() - 1
        });
        Lookup { locals, global }
    }

    /// Where a name is bound from here.
    fn target(&self, name: &Name) -> (usize, usize) {
        let found = self.scopes.iter().rev().enumerate().find_map(|(up, scope)| match scope {
            Scope::Names { names, .. } => {
                names.iter().rposition(|bound| bound == name).map(|slot| (up, slot))
            }
            Scope::Row => None,
        });
        found.unwrap_or_default()
    }

    fn within(&mut self, scope: Scope, resolve: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        resolve(self);
        self.scopes.pop();
    }

    fn node(&mut self, node: &mut Node) {
        stacker::maybe_grow(32 << 10, 1 << 20, || self.kind(node));
        let rows = node.stream && matches!(node.kind, Kind::Block(_));
        if rows {
            self.within(Scope::Row, |here| here.filters(&mut node.predicates));
        } else {
            self.filters(&mut node.predicates);
        }
        let grouped_rows = rows || matches!(&node.kind, Kind::Path(path) if path.binds());
        if let Some(group) = &mut node.group {
            if grouped_rows {
                self.within(Scope::Row, |here| here.entries(group));
            } else {
                self.entries(group);
            }
        }
    }

    fn nodes(&mut self, nodes: &mut [Node]) {
        nodes.iter_mut().for_each(|node| self.node(node));
    }

    fn kind(&mut self, node: &mut Node) {
        match &mut node.kind {
            Kind::Constant(_)
            | Kind::Context
            | Kind::Root
            | Kind::Name(_)
            | Kind::Wildcard
            | Kind::Descendants
            | Kind::Regex(_)
            | Kind::Fault(_) => {}
            Kind::Parent(seeker) => *seeker = self.ancestry.label(*seeker),
            Kind::Variable(variable) => variable.lookup = self.lookup(&variable.name),
            Kind::Path(path) => self.path(path),
            Kind::Negate(operand) => self.node(operand),
            Kind::Binary(_, parts) | Kind::Range(parts) | Kind::Apply(parts) => {
                self.nodes(&mut **parts);
            }
            Kind::Array(array) => self.nodes(&mut array.items),
            Kind::Object(entries) => self.entries(entries),
            Kind::Condition(condition) => {
                self.node(&mut condition.condition);
                self.node(&mut condition.then);
                condition.otherwise.iter_mut().for_each(|otherwise| self.node(otherwise));
            }
            Kind::Bind(bind) => {
                self.node(&mut bind.value);
                (bind.up, bind.slot) = self.target(&bind.name);
            }
            Kind::Block(block) => {
                let names = bound_in(&block.items);
                block.slots = names.len();
                if names.is_empty() {
                    self.nodes(&mut block.items);
                } else {
                    let scope = Scope::Names { names, params: 0 };
                    self.within(scope, |here| here.nodes(&mut block.items));
                }
            }
            Kind::Call(call) => {
                self.node(&mut call.procedure);
                self.nodes(&mut call.arguments);
                self.meant(call.name.as_ref(), &mut call.meant);
            }
            Kind::Thunk(call) => {
                if let Some(call) = Rc::get_mut(call) {
                    self.node(&mut call.procedure);
                    self.nodes(&mut call.arguments);
                }
            }
            Kind::Partial(partial) => {
                self.node(&mut partial.procedure);
                partial.arguments.iter_mut().flatten().for_each(|arg| self.node(arg));
                self.meant(partial.name.as_ref(), &mut partial.meant);
            }
            Kind::Lambda(lambda) => {
                if let Some(lambda) = Rc::get_mut(lambda) {
                    self.lambda(lambda);
                }
            }
            Kind::Transform(transform) => {
                if let Some(transform) = Rc::get_mut(transform) {
                    self.node(&mut transform.pattern);
                    self.node(&mut transform.update);
                    transform.delete.iter_mut().for_each(|delete| self.node(delete));
                    transform.clone = self.lookup(&"clone".into());
                }
            }
        }
    }

    fn meant(&mut self, name: Option<&Name>, meant: &mut Option<Lookup>) {
        if let (Some(name), Some(lookup)) = (name, meant) {
            *lookup = self.lookup(name);
        }
    }

    fn lambda(&mut self, lambda: &mut Lambda) {
        let mut names = lambda.params.clone();
        let params = names.len();
        let bound = bound_in([&lambda.body]);
        names.extend(bound.into_iter().filter(|name| !lambda.params.contains(name)));
        lambda.slots = names.len();
        if names.is_empty() {
            self.node(&mut lambda.body);
        } else {
            self.within(Scope::Names { names, params }, |here| here.node(&mut lambda.body));
        }
    }

    fn entries(&mut self, entries: &mut Entries) {
        for (key, value) in &mut entries.pairs {
            self.node(key);
            self.node(value);
        }
    }

    fn filters(&mut self, filters: &mut [Filter]) {
        for filter in filters {
            self.filter(filter);
        }
    }

    fn filter(&mut self, filter: &mut Filter) {
        match filter {
            Filter::Index(_) => {}
            Filter::Predicate(node) => self.node(node),
        }
    }

    fn path(&mut self, path: &mut Path) {
        path.plain = path.is_plain();
        let mut rows = false;
        for step in &mut path.steps {
            rows |= step.binds;
            if rows {
                self.within(Scope::Row, |here| here.step(step));
            } else {
                self.step(step);
            }
        }
        path.starts_outside = path.reads_outside();
    }

    fn step(&mut self, step: &mut Step) {
        self.node(&mut step.node);
        step.ancestor = step.ancestor.map(|seeker| self.ancestry.label(seeker));
        step.sort.iter_mut().flatten().for_each(|term| self.node(&mut term.node));
        for stage in &mut step.stages {
            match stage {
                Stage::Filter(filter) => self.filter(filter),
                Stage::Index(_) => {}
            }
        }
    }
}

impl Path {
    /// Whether some step binds a name.
    pub(super) fn binds(&self) -> bool {
        self.steps.iter().any(|step| step.binds)
    }

    /// Whether all that happens after the first step is that fields are read.
    fn is_plain(&self) -> bool {
        let Some((first, rest)) = self.steps.split_first() else { return false };
        let whole = matches!(&first.node.kind, Kind::Array(array) if array.whole);
        !whole && first.is_bare() && rest.iter().all(Step::reads_field)
    }

    /// Whether the first two steps read a field of a variable that nothing inside binds.
    fn reads_outside(&self) -> bool {
        let [variable, field, ..] = &self.steps[..] else { return false };
        let Kind::Variable(Variable { lookup, .. }) = &variable.node.kind else { return false };
        let node = &variable.node;
        lookup.locals.is_empty()
            && variable.is_bare()
            && node.predicates.is_empty()
            && node.group.is_none()
            && field.reads_field()
    }
}

impl Step {
    /// Whether nothing is done to what its node gives.
    fn is_bare(&self) -> bool {
        self.stages.is_empty() && self.sort.is_none() && !self.binds
    }

    /// Whether all it does is to read a field.
    fn reads_field(&self) -> bool {
        self.is_bare() && matches!(self.node.kind, Kind::Name(_)) && self.node.predicates.is_empty()
    }
}

/// The names bound by nodes in the frame they are evaluated in, each once.
fn bound_in<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Vec<Name> {
    let mut names = Vec::new();
    nodes.into_iter().for_each(|node| collect(node, &mut names));
    names
}

fn collect(node: &Node, names: &mut Vec<Name>) {
    stacker::maybe_grow(32 << 10, 1 << 20, || collect_here(node, names));
}

fn collect_here(node: &Node, names: &mut Vec<Name>) {
    match &node.kind {
        Kind::Constant(_)
        | Kind::Context
        | Kind::Root
        | Kind::Name(_)
        | Kind::Wildcard
        | Kind::Descendants
        | Kind::Regex(_)
        | Kind::Fault(_)
        | Kind::Parent(_)
        | Kind::Variable(_)
        | Kind::Block(_)
        | Kind::Lambda(_) => {}
        Kind::Path(path) => path.steps.iter().for_each(|step| collect_step(step, names)),
        Kind::Negate(operand) => collect(operand, names),
        Kind::Binary(_, parts) | Kind::Range(parts) | Kind::Apply(parts) => {
            parts.iter().for_each(|part| collect(part, names));
        }
        Kind::Array(array) => array.items.iter().for_each(|item| collect(item, names)),
        Kind::Object(entries) => collect_entries(entries, names),
        Kind::Condition(condition) => {
            collect(&condition.condition, names);
            collect(&condition.then, names);
            condition.otherwise.iter().for_each(|otherwise| collect(otherwise, names));
        }
        Kind::Bind(bind) => {
            collect(&bind.value, names);
            if !names.contains(&bind.name) {
                names.push(bind.name.clone());
            }
        }
        Kind::Call(call) => collect_call(&call.procedure, &call.arguments, names),
        Kind::Thunk(call) => collect_call(&call.procedure, &call.arguments, names),
        Kind::Partial(partial) => {
            collect(&partial.procedure, names);
            partial.arguments.iter().flatten().for_each(|arg| collect(arg, names));
        }
        Kind::Transform(transform) => {
            collect(&transform.pattern, names);
            collect(&transform.update, names);
            transform.delete.iter().for_each(|delete| collect(delete, names));
        }
    }
    node.predicates.iter().for_each(|filter| collect_filter(filter, names));
    node.group.iter().for_each(|group| collect_entries(group, names));
}

fn collect_call(procedure: &Node, arguments: &[Node], names: &mut Vec<Name>) {
    collect(procedure, names);
    arguments.iter().for_each(|arg| collect(arg, names));
}

fn collect_entries(entries: &Entries, names: &mut Vec<Name>) {
    for (key, value) in &entries.pairs {
        collect(key, names);
        collect(value, names);
    }
}

fn collect_filter(filter: &Filter, names: &mut Vec<Name>) {
    match filter {
        Filter::Index(_) => {}
        Filter::Predicate(node) => collect(node, names),
    }
}

fn collect_step(step: &Step, names: &mut Vec<Name>) {
    collect(&step.node, names);
    step.sort.iter().flatten().for_each(|term| collect(&term.node, names));
    for stage in &step.stages {
        match stage {
            Stage::Filter(filter) => collect_filter(filter, names),
            Stage::Index(_) => {}
        }
    }
}
