//! Moves the assignments of a Pass that no state before it could carry (the first of a scope, one that
//! many ways lead to) into the state behind it, where nothing else leads to that: it reads the values
//! themselves, and assigns on its own transitions what is read later.
//!
//! Keeps: only what cannot fail and is not volatile moves, so it does not matter when it is evaluated.
//! `$states.input` is the same in both states, and in a state that begins a branch of a Parallel behind the
//! Pass, which gives its own input on.

use rustc_hash::FxHashMap;

use crate::ir::assign::{Replacements, count_reads, size, substitute};
use crate::ir::machine::{Edge, EdgeId, Effects, Kind, Machine, StateId, Target, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::graph::{Predecessors, has_input_of, states_where};
use crate::passes::liveness::{Liveness, each_value, readers_inside};
use crate::passes::replace::{can_replace, replace};

/// The most nodes that the moved values may add.
const LARGEST_COPIES: usize = 64;

pub(super) fn run(machine: &mut Machine) {
    let passes = states_where(machine, |kind| matches!(kind, Kind::Pass));
    if passes.is_empty() {
        return;
    }
    let mut predecessors = Predecessors::new(machine);
    // What a Pass does not assign never moves.
    let edges = passes.iter().filter_map(|pass| machine.state(*pass).next.as_ref());
    let mut liveness = Liveness::of_assigned(machine, edges);
    for pass in passes {
        sink(machine, &mut predecessors, &mut liveness, pass);
    }
}

fn sink(
    machine: &mut Machine,
    predecessors: &mut Predecessors,
    liveness: &mut Liveness,
    pass: StateId,
) {
    let Some(next) = &machine.state(pass).next else { return };
    let Target::State(state) = next.to else { return };
    let sure = next.assign.iter().all(|(_, value)| value.effects == Effects::default());
    if !sure || next.output.is_some() || state == pass || predecessors.of(state).len() != 1 {
        return;
    }
    let values: Replacements = next.assign.iter().cloned().collect();
    let order: Vec<Name> = next.assign.iter().map(|(name, _)| name.clone()).collect();
    let inside = readers_inside(machine, state, &values);
    let reach = |reader: &StateId| {
        has_input_of(machine, predecessors, *reader, state)
            && reads_inputs(machine, *reader, &values)
            && can_replace(machine, *reader, &values)
    };
    if !inside.iter().all(reach) {
        return;
    }
    let read: usize = inside.iter().map(|reader| read(machine, *reader, &values)).sum();
    if read + copied(machine, state, liveness, &values) > LARGEST_COPIES {
        return;
    }
    if let Some(edges) = moved_edges(machine, state, liveness, &order, &values)
        && replace_values(machine, state, &values)
    {
        for (id, edge) in edges {
            *machine.edge_mut(id) = edge;
        }
        for reader in inside {
            replace(machine, reader, &values);
        }
        // What the values read is now read by the state they moved to.
        for name in order.iter().flat_map(|name| names_in(&values[name])) {
            liveness.add_reader(state, &name);
        }
        predecessors.redirect_each(machine, pass, |_, _| Some(Target::State(state)));
        predecessors.remove(machine, pass);
    }
}

/// The variables a value reads.
fn names_in(value: &Value) -> Vec<Name> {
    let mut names = Vec::new();
    value.template.for_each_variable(&mut |name| names.push(name.clone()));
    names
}

/// Whether those of the values that `state` reads are parts of the input: variables may have changed where
/// it runs.
fn reads_inputs(machine: &Machine, state: StateId, values: &Replacements) -> bool {
    let mut inputs = true;
    each_value(machine, state, &mut |value| {
        value.template.for_each_variable(&mut |name| {
            inputs &= values.get(name).is_none_or(is_part_of_input);
        });
    });
    inputs
}

fn is_part_of_input(value: &Value) -> bool {
    let Template::Expr(part) = &value.template else { return false };
    let mut part = part;
    while let Expr::Path(base, step) = part {
        if base.is_variable("states") {
            return matches!(&**step, Expr::Field(field) if &**field == "input");
        }
        part = base;
    }
    false
}

/// What putting the values into `state` adds, in nodes.
fn read(machine: &Machine, state: StateId, values: &Replacements) -> usize {
    let mut reads = FxHashMap::default();
    each_value(machine, state, &mut |value| count_reads(value, &mut reads));
    reads.iter().filter_map(|(name, count)| Some(count * size(&values.get(name)?.template))).sum()
}

/// What moving adds, in nodes.
fn copied(machine: &Machine, state: StateId, liveness: &Liveness, values: &Replacements) -> usize {
    let read = read(machine, state, values);
    let assigned: usize = machine
        .edges_of(state)
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
    liveness: &mut Liveness,
    order: &[Name],
    values: &Replacements,
) -> Option<Vec<(EdgeId, Edge)>> {
    machine
        .edges_of(state)
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
