//! Doubts about a policy as warnings at the places of their states.

use super::{Doubt, Policy};
use crate::CompiledMachine;
use crate::Output;
use crate::diagnostic::codes::warnings as code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;

/// Reports what is doubted about the policy of a machine, but for what `@allow` silences.
pub fn report(policy: &Policy, machine: &CompiledMachine, output: &Output, sink: &mut Sink) {
    sink.allow(&output.allowed);
    for warning in &policy.warnings {
        let span = machine.states.get(&warning.state).copied().unwrap_or(machine.span);
        sink.push(worded(&warning.doubt, span));
    }
}

fn worded(doubt: &Doubt, span: Span) -> Diagnostic {
    match doubt {
        Doubt::Vague { parameters, action, resource } => Diagnostic::new(
            code::WIDE_PERMISSION,
            span,
            format!("nothing is known of {} before the workflow runs", listed(parameters)),
            format!("the role allows `{action}` on `{resource}`"),
        )
        .help("write the resource as a literal, a `param` or a `resource`, or at least how its name begins"),
        Doubt::UnknownRoles { resource } => Diagnostic::new(
            code::WIDE_PERMISSION,
            span,
            "nothing says which roles the task runs with",
            format!("the role allows `iam:PassRole` on `{resource}`"),
        )
        .help("name both roles in `Overrides`, or replace the statements by `@policy(replace: […])`"),
        Doubt::Guessed { action } => Diagnostic::new(
            code::GUESSED_PERMISSION,
            span,
            "nobody has written down which permissions the call needs",
            format!("the role allows `{action}`"),
        )
        .help("once it was tried, say what the workflow needs by `@policy(replace: […])`"),
        Doubt::UnknownResource { resource } => Diagnostic::new(
            code::UNKNOWN_PERMISSION,
            span,
            format!("nothing says what `{resource}` needs"),
            "the role allows nothing for it",
        )
        .help("add what it needs by `@policy(add: […])`"),
    }
}

/// `` `A` and `B` ``
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}
