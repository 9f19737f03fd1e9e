//! Moves the assignments of a scope's first state, a Pass, into the state behind it: that state reads
//! the values themselves, and assigns on its own transitions what is read later.
//!
//! Keeps: only what cannot fail and is not volatile moves, so it does not matter when it is evaluated.
//! `$states.input` is the same in both states.

use std::collections::HashMap;

use crate::ir::assign::{Replacements, count_reads, size, substitute};
use crate::ir::machine::{Edge, EdgeId, Effects, Kind, Machine, ScopeId, StateId, Target, Value};
use crate::jsonata::Name;
use crate::passes::graph::Predecessors;
use crate::passes::liveness::{Liveness, each_value, read_inside};

/// The most nodes that the moved values may add.
const LARGEST_COPIES: usize = 64;

pub(super) fn run(machine: &mut Machine) {
    let predecessors = Predecessors::new(machine);
    let liveness = Liveness::new(machine);
    for scope in 0..machine.scopes.len() {
        let scope = ScopeId(u32::try_from(scope).expect("fewer than 2^32 scopes"));
        sink(machine, &predecessors, &liveness, scope);
    }
}

fn sink(machine: &mut Machine, predecessors: &Predecessors, liveness: &Liveness, scope: ScopeId) {
    let Target::State(pass) = machine.scope(scope).start.to else { return };
    if !matches!(machine.state(pass).kind, Kind::Pass) || predecessors.of(pass).len() != 1 {
        return;
    }
    let Some(next) = &machine.state(pass).next else { return };
    let Target::State(state) = next.to else { return };
    let sure = next.assign.iter().all(|(_, value)| value.effects == Effects::default());
    if !sure || next.output.is_some() || state == pass || predecessors.of(state).len() != 1 {
        return;
    }
    let values: Replacements = next.assign.iter().cloned().collect();
    let order: Vec<Name> = next.assign.iter().map(|(name, _)| name.clone()).collect();
    let inside = read_inside(machine, state);
    if order.iter().any(|name| inside.contains(name)) {
        return;
    }
    if copied(machine, state, liveness, &values) > LARGEST_COPIES {
        return;
    }
    if let Some(edges) = moved_edges(machine, state, liveness, &order, &values)
        && replace_values(machine, state, &values)
    {
        for (id, edge) in edges {
            *machine.edge_mut(id) = edge;
        }
        machine.edge_mut(EdgeId::Start(scope)).to = Target::State(state);
        machine.states[pass.0 as usize] = None;
    }
}

/// What moving adds, in nodes.
fn copied(machine: &Machine, state: StateId, liveness: &Liveness, values: &Replacements) -> usize {
    let mut reads = HashMap::new();
    each_value(machine, state, &mut |value| count_reads(value, &mut reads));
    let read: usize = reads
        .iter()
        .filter_map(|(name, count)| Some(count * size(&values.get(name)?.template)))
        .sum();
    let assigned: usize = machine
        .edges_of(state)
        .into_iter()
        .map(|edge| {
            let to = machine.edge(edge).to;
            values
                .iter()
                .filter(|(name, _)| liveness.is_read_behind(to, name))
                .map(|(_, value)| 1 + size(&value.template))
                .sum::<usize>()
        })
        .sum();
    read + assigned
}

/// The transitions of `state` with the values put in and those that are read later assigned.
fn moved_edges(
    machine: &Machine,
    state: StateId,
    liveness: &Liveness,
    order: &[Name],
    values: &Replacements,
) -> Option<Vec<(EdgeId, Edge)>> {
    machine
        .edges_of(state)
        .into_iter()
        .map(|id| {
            let edge = machine.edge(id);
            let mut moved = Edge::to(edge.to);
            for name in order {
                let assigned = edge.assign.iter().any(|(other, _)| other == name);
                if !assigned && liveness.is_read_behind(edge.to, name) {
                    moved.assign.push((name.clone(), values[name].clone()));
                }
            }
            for (name, value) in &edge.assign {
                moved.assign.push((name.clone(), substitute(value, values)?));
            }
            moved.output = match &edge.output {
                Some(output) => Some(substitute(output, values)?),
                None => None,
            };
            Some((id, moved))
        })
        .collect()
}

/// Puts the values into what the state is given. `false`: not possible, nothing is changed.
fn replace_values(machine: &mut Machine, state: StateId, values: &Replacements) -> bool {
    let mut replaced: Vec<Value> = Vec::new();
    let mut possible = true;
    machine.state(state).for_each_own_value(&mut |value| match substitute(value, values) {
        Some(value) => replaced.push(value),
        None => possible = false,
    });
    if !possible {
        return false;
    }
    let mut replaced = replaced.into_iter();
    machine.state_mut(state).for_each_own_value_mut(&mut |value| {
        if let Some(new) = replaced.next() {
            *value = new;
        }
    });
    true
}
