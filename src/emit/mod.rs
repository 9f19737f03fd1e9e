//! A machine to Amazon States Language. The machine is finished: `passes::name_variables` and
//! `passes::name_states` have run and `ir::verify_finished` holds. What Step Functions would refuse
//! for its size or its names, and what no step before could know of, is reported.

mod asl;
mod limits;
mod source_map;
mod values;
mod verdict;

use serde_json::Value;

use crate::asl as states_language;
use crate::asl::limits::byte_len;
use crate::diagnostic::Sink;
use crate::ir::Machine;

pub use source_map::source_map;

/// The definition of a finished machine; limits that it passes go to `sink`.
#[must_use]
pub fn emit(machine: &Machine, sink: &mut Sink) -> states_language::StateMachine {
    limits::check(machine, sink);
    asl::state_machine(machine)
}

/// [`emit`], written as JSON and judged as Step Functions would, unless it is known to be wrong.
#[must_use]
pub fn definition(machine: &Machine, sink: &mut Sink) -> Value {
    let definition = states_language::write(emit(machine, sink));
    let bytes = byte_len(&definition);
    limits::check_size(machine, bytes, sink);
    if !sink.has_errors() {
        verdict::check(machine, &definition, bytes, sink);
    }
    definition
}

/// The definition of a finished machine that is run here only, whatever Step Functions would say of it.
#[must_use]
pub fn unchecked(machine: &Machine) -> Value {
    states_language::write(asl::state_machine(machine))
}

#[cfg(test)]
mod tests;
