//! Drops assignments of variables that nothing reads behind them.
//!
//! Keeps: those that may fail, for they still may.

use crate::ir::machine::Machine;
use crate::passes::graph::all_edges;
use crate::passes::liveness::Liveness;

pub(super) fn run(machine: &mut Machine) {
    let liveness = Liveness::new(machine);
    for edge in all_edges(machine) {
        let edge = machine.edge_mut(edge);
        let to = edge.to;
        edge.assign
            .retain(|(name, value)| value.effects.fails || liveness.is_read_behind(to, name));
    }
}
