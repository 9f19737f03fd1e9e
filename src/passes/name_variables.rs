//! Gives every variable its final name: the source's where that is possible.
//!
//! Keeps: what every expression computes and what every edge assigns. Until here the names of
//! variables are unique (`item#3`); from here on two variables have one name only where nobody can
//! tell: in scopes that do not see each other, or in one scope when they come from one source name
//! and neither is written while the other is still needed.

mod locals;
mod ranges;

use rustc_hash::{FxBuildHasher, FxHashMap};

use indexmap::{IndexMap, IndexSet};

use crate::asl::limits::{
    RESERVED_VARIABLE, VARIABLE_NAME_CHARS, is_variable_part, is_variable_start,
};
use crate::ir::machine::{Edge, EdgeId, Machine, ScopeId, StateId, Value};
use crate::jsonata::Name;
use crate::jsonata::scope::uses;

use locals::{bound_names, is_unique};
use ranges::{Range, Ranges, Shared};

/// Renames all variables, and the names bound inside expressions.
pub fn run(machine: &mut Machine) {
    let variables = Variables::of(machine);
    let names = Naming::of(machine, &variables).names;
    let taken = names.values().chain(&variables.functions).cloned().collect();
    machine.for_each_edge_mut(&mut |edge| {
        for (name, _) in &mut edge.assign {
            if let Some(new) = names.get(name) {
                *name = new.clone();
            }
        }
    });
    machine.for_each_value_mut(&mut |value| {
        value.template.for_each_expr_mut(&mut |expr| locals::rename(expr, &names, &taken));
    });
}

/// The name as it was in the source.
fn source_name(name: &str) -> &str {
    name.split_once('#').map_or(name, |(source, _)| source)
}

/// A name that JSONata and Step Functions take, as near to `name` as can be, with room for a number.
fn valid(name: &str) -> String {
    let source = source_name(name).chars();
    let mut valid: String =
        source.map(|c| if is_variable_part(c) { c } else { '_' }).take(ROOM).collect();
    if !valid.chars().next().is_some_and(is_variable_start) {
        valid.insert(0, '_');
    }
    valid
}

/// How many names of one source name are looked at for one that can be shared.
const SHARED: usize = 8;

/// Characters of a name without its number.
const ROOM: usize = VARIABLE_NAME_CHARS - 10;

/// `name`, `name_2`, `name_3` …, each with the number behind its own; the numbers begin with `from`.
fn candidates(name: &str, from: u32) -> impl Iterator<Item = (Name, u32)> {
    let plain = (from < 2).then(|| (name.into(), 2));
    let numbered =
        (from.max(2)..).map(move |number| (format!("{name}_{number}").into(), number + 1));
    plain.into_iter().chain(numbered)
}

/// What a machine's expressions and edges do with variables.
struct Variables {
    by_name: IndexMap<Name, Variable, FxBuildHasher>,
    /// What expressions take from outside that nothing assigns: functions and `states`.
    functions: IndexSet<Name, FxBuildHasher>,
}

/// Where a variable is used.
#[derive(Default)]
struct Variable {
    scopes: IndexSet<ScopeId, FxBuildHasher>,
    written: Vec<EdgeId>,
    /// The states that read it, inner ones included.
    read: Vec<StateId>,
    /// Names that expressions which read it bind themselves.
    hidden_by: Vec<Name>,
}

impl Variables {
    fn of(machine: &Machine) -> Self {
        let mut variables = Self { by_name: IndexMap::default(), functions: IndexSet::default() };
        variables.functions.insert(RESERVED_VARIABLE.into());
        for (scope, edge_id) in edges(machine) {
            for (name, _) in &machine.edge(edge_id).assign {
                let variable = variables.by_name.entry(name.clone()).or_default();
                if variable.scopes.last() != Some(&scope) {
                    variable.scopes.insert(scope);
                }
                variable.written.push(edge_id);
            }
        }
        for scope in machine.live_scopes() {
            let Edge { assign, output, .. } = &machine.scope(scope).start;
            for value in assign.iter().map(|(_, value)| value).chain(output) {
                variables.reads(value, machine.scope(scope).parent);
            }
        }
        for (id, state) in machine.iter() {
            state.for_each_own_value(&mut |value| variables.reads(value, Some(id)));
            state.for_each_edge(&mut |edge| {
                edge.for_each_value(&mut |value| variables.reads(value, Some(id)));
            });
        }
        variables
    }

    fn reads(&mut self, value: &Value, at: Option<StateId>) {
        value.template.for_each_expr(&mut |expr| {
            let bound = bound_names(expr);
            if bound.is_empty() {
                // What the compiler binds has unique names: all other names come from outside.
                expr.for_each_variable(&mut |name| self.read(name, at, &bound));
            } else {
                uses(expr).free.iter().for_each(|name| self.read(name, at, &bound));
            }
        });
    }

    fn read(&mut self, name: &Name, at: Option<StateId>, bound: &[Name]) {
        match self.by_name.get_mut(name) {
            Some(variable) => {
                variable.read.extend(at);
                variable.hidden_by.extend(bound.iter().cloned());
            }
            None if is_unique(name) => {}
            None => {
                if !self.functions.contains(name) {
                    self.functions.insert(name.clone());
                }
            }
        }
    }
}

/// All edges with the scope in which they assign, in source order.
fn edges(machine: &Machine) -> impl Iterator<Item = (ScopeId, EdgeId)> {
    let starts = machine.live_scopes().into_iter().map(|scope| (scope, EdgeId::Start(scope)));
    let others =
        machine.iter().flat_map(|(id, state)| machine.edges_of(id).map(|edge| (state.scope, edge)));
    starts.chain(others)
}

/// Chooses the names.
struct Naming<'a> {
    machine: &'a Machine,
    variables: &'a Variables,
    names: FxHashMap<Name, Name>,
    used: FxHashMap<ScopeId, FxHashMap<Name, Slot<'a>>>,
    /// The number to try next for a source name of a scope.
    next: FxHashMap<(ScopeId, &'a str), u32>,
}

/// Who has a name in a scope.
struct Slot<'a> {
    source: &'a str,
    /// Where the variables with the name are needed; `None`: nobody else may have it.
    range: Option<Shared>,
}

impl<'a> Naming<'a> {
    fn of(machine: &'a Machine, variables: &'a Variables) -> Self {
        let mut naming = Self {
            machine,
            variables,
            names: FxHashMap::default(),
            used: FxHashMap::default(),
            next: FxHashMap::default(),
        };
        let mut ranges = Ranges::of(machine);
        for variables in naming.by_depth() {
            let mut sources: FxHashMap<&str, u32> = FxHashMap::default();
            for (name, _) in &variables {
                *sources.entry(source_name(name)).or_default() += 1;
            }
            for (name, variable) in &variables {
                let alone = sources[source_name(name)] == 1 || variable.scopes.len() > 1;
                let range = if alone { None } else { ranges.range(name, variable) };
                naming.name(name, variable, range.as_ref());
            }
        }
        naming
    }

    /// The variables of each scope in order of appearance, outer scopes first: inner names give way
    /// to outer ones. A variable of several scopes is among those of the outermost.
    fn by_depth(&self) -> Vec<Vec<(&'a Name, &'a Variable)>> {
        let mut scopes: IndexMap<ScopeId, Vec<_>> =
            self.machine.live_scopes().into_iter().map(|scope| (scope, Vec::new())).collect();
        let mut depths: FxHashMap<ScopeId, usize> = FxHashMap::default();
        for scope in scopes.keys() {
            depths.insert(*scope, self.machine.scopes_around(*scope).count());
        }
        for (name, variable) in &self.variables.by_name {
            let outermost = variable.scopes.iter().min_by_key(|scope| depths[*scope]);
            let of_scope = outermost.and_then(|scope| scopes.get_mut(scope));
            of_scope.expect("a variable is written in a scope").push((name, variable));
        }
        scopes.sort_by_cached_key(|scope, _| depths[scope]);
        scopes.into_values().collect()
    }

    fn name(&mut self, old: &'a Name, variable: &Variable, range: Option<&Range>) {
        let source = source_name(old);
        let mut base = valid(old);
        if self.variables.functions.contains(&*base) {
            base.push('_');
        }
        let shared = range.and_then(|range| {
            let mut few = candidates(&base, 0).take(SHARED);
            few.find(|(name, _)| self.is_free(variable, name, source, Some(range)))
                .map(|(name, _)| (name, range))
        });
        let new = match shared {
            Some((new, range)) => {
                self.take(variable, &new, source, Some(range));
                new
            }
            None => {
                let new = self.own_name(&base, variable, source);
                self.take(variable, &new, source, None);
                new
            }
        };
        self.names.insert(old.clone(), new);
    }

    /// A name that no other variable of the scope has.
    fn own_name(&mut self, base: &str, variable: &Variable, source: &'a str) -> Name {
        let key = (outermost(variable), source);
        let from = self.next.get(&key).copied().unwrap_or(0);
        let (new, next) = candidates(base, from)
            .find(|(name, _)| self.is_free(variable, name, source, None))
            .expect("there are more numbers than names");
        self.next.insert(key, next);
        new
    }

    fn is_free(
        &self,
        variable: &Variable,
        name: &str,
        source: &str,
        range: Option<&Range>,
    ) -> bool {
        let kept = self.variables.functions.contains(name)
            || variable.hidden_by.iter().any(|hidden| &**hidden == name);
        !kept && variable.scopes.iter().all(|scope| self.is_free_in(*scope, name, source, range))
    }

    fn is_free_in(&self, scope: ScopeId, name: &str, source: &str, range: Option<&Range>) -> bool {
        let slot = |scope: ScopeId| self.used.get(&scope)?.get(name);
        let free_here = match (slot(scope), range) {
            (None, _) => true,
            (Some(Slot { source: theirs, range: Some(their_range) }), Some(range)) => {
                *theirs == source && !their_range.meets(range)
            }
            _ => false,
        };
        free_here && self.machine.scopes_around(scope).all(|scope| slot(scope).is_none())
    }

    fn take(&mut self, variable: &Variable, name: &Name, source: &'a str, range: Option<&Range>) {
        for scope in &variable.scopes {
            let of_scope = self.used.entry(*scope).or_default();
            let slot = of_scope
                .entry(name.clone())
                .or_insert_with(|| Slot { source, range: range.map(|_| Shared::default()) });
            if let (Some(theirs), Some(ours)) = (&mut slot.range, range) {
                theirs.join(ours);
            }
        }
    }
}

fn outermost(variable: &Variable) -> ScopeId {
    *variable.scopes.first().expect("a variable is written in a scope")
}

#[cfg(test)]
mod tests;
