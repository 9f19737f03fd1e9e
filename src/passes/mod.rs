//! Machine to machine: fewer states, the same runs.
//!
//! Every pass keeps what a run does: the same calls with the same arguments in the same order, the
//! same output or error, the same reach of every catcher and retrier, and volatile values read once
//! where the source reads them once. What each keeps besides is said in its file. Output grows by no
//! more than a constant for each state: what is copied is small.

mod constants;
mod dead_assignments;
mod drop_rethrows;
mod fold_assignments;
mod fold_ends;
mod graph;
mod input_variable;
mod known_tests;
mod liveness;
mod merge_choices;
mod merge_ends;
pub mod name_states;
pub mod name_variables;
mod reach_end;
mod replace;
mod sink_assignments;
mod skip_empty;
mod unreachable;

use crate::ir::machine::Machine;
use crate::ir::verify::{verify, verify_finished};

/// A pass: its name and what it does.
type Pass = (&'static str, fn(&mut Machine));

/// The passes that make the machine smaller, in order.
const PASSES: &[Pass] = &[
    // Every later pass looks at predecessors: those that cannot be reached must be gone.
    ("unreachable", unreachable::run),
    // A state without handlers can carry what may fail.
    ("drop_rethrows", drop_rethrows::run),
    ("known_tests", known_tests::run),
    // Anchors of loops and joins stand between an assignment and the state that can carry it.
    ("skip_empty", skip_empty::run),
    ("fold_assignments", fold_assignments::run),
    // Constants now stand on the transitions that lead to tests of them.
    ("known_tests", known_tests::run),
    ("unreachable", unreachable::run),
    ("fold_assignments", fold_assignments::run),
    ("merge_choices", merge_choices::run),
    ("fold_ends", fold_ends::run),
    // What is left has no state before it that could carry it: it moves forward.
    ("sink_assignments", sink_assignments::run),
    ("input_variable", input_variable::run),
    ("dead_assignments", dead_assignments::run),
    // Assignments that are gone leave empty states.
    ("skip_empty", skip_empty::run),
    // A `finally` that only assigned what nobody reads stands no more between a failure and its rethrow.
    ("drop_rethrows", drop_rethrows::run),
    ("unreachable", unreachable::run),
    ("fold_assignments", fold_assignments::run),
    ("merge_choices", merge_choices::run),
    ("fold_ends", fold_ends::run),
    ("merge_ends", merge_ends::run),
    ("dead_assignments", dead_assignments::run),
    ("unreachable", unreachable::run),
    ("reach_end", reach_end::run),
    ("name_variables", name_variables::run),
    ("name_states", name_states::run),
];

/// The passes a machine needs to be written at all.
const NEEDED: &[Pass] = &[
    ("unreachable", unreachable::run),
    ("reach_end", reach_end::run),
    ("name_variables", name_variables::run),
    ("name_states", name_states::run),
];

/// Runs the passes; with `optimize` false only those that every machine needs.
///
/// # Panics
/// When a pass breaks a rule of the machine: a fault of the compiler, never of its input.
pub fn run(machine: &mut Machine, optimize: bool) {
    let passes = if optimize { PASSES } else { NEEDED };
    check("lowering", machine);
    for (name, pass) in passes {
        pass(machine);
        check(name, machine);
    }
    if cfg!(debug_assertions)
        && let Err(broken) = verify_finished(machine)
    {
        panic!("finished: {broken}\n{}", machine.print());
    }
}

/// Verifies in debug builds: the rules hold on every input the tests know, and cost time.
fn check(name: &str, machine: &Machine) {
    if cfg!(debug_assertions)
        && let Err(broken) = verify(machine)
    {
        panic!("after {name}: {broken}\n{}", machine.print());
    }
}
