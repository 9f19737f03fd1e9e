//! What Step Functions would refuse of a definition that was just written.

use std::collections::HashMap;

use serde_json::Value;

use crate::asl::validate::{Diagnostic as Refusal, MachineType, Severity, Step, validate_sized};
use crate::diagnostic::codes::output;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Machine;
use crate::source::Span;

/// Validates `definition`, which was made of `machine` and takes `bytes`; there should be nothing to report.
pub fn check(machine: &Machine, definition: &Value, bytes: usize, sink: &mut Sink) {
    let kind = if machine.express { MachineType::Express } else { MachineType::Standard };
    let refusals = validate_sized(definition, bytes, kind, Severity::Error);
    if refusals.is_empty() {
        return;
    }
    let spans: HashMap<&str, Span> =
        machine.iter().map(|(_, state)| (&*state.label.text, state.span)).collect();
    for refusal in refusals {
        let span = innermost_state(&refusal).and_then(|name| spans.get(name));
        sink.push(report(&refusal, *span.unwrap_or(&machine.span)));
    }
}

/// The name of the state that a place lies in.
fn innermost_state(refusal: &Refusal) -> Option<&str> {
    refusal.path.windows(2).rev().find_map(|pair| match pair {
        [Step::Key(states), Step::Key(name)] if &**states == "States" => Some(&**name),
        _ => None,
    })
}

fn report(refusal: &Refusal, span: Span) -> Diagnostic {
    let at = refusal.location.as_deref().unwrap_or("/");
    let found = format!("`{}`: {} ({at})", refusal.code, refusal.message.trim());
    if is_of_call(refusal) {
        let message = format!("Step Functions refuses this call: {found}");
        return Diagnostic::new(output::CALL_REFUSED, span, message, "of this");
    }
    let message = format!("the compiler wrote what Step Functions refuses: {found}");
    Diagnostic::new(output::REFUSED_OUTPUT, span, message, "written for this")
        .help("this is a mistake of flowc: please report it with this source")
}

/// Whether it is about what was called and what was given to it, which the source says itself: a wrong
/// `Method` of an HTTP task, a moment that is none.
fn is_of_call(refusal: &Refusal) -> bool {
    let of_resource = refusal.path.last() == Some(&Step::Key("Resource".into()));
    let is_written =
        |step: &Step| matches!(step, Step::Key(key) if matches!(&**key, "Arguments" | "Timestamp"));
    of_resource
        || refusal.path.iter().any(is_written)
        || refusal.message.ends_with("is required but was missing")
        || refusal.message.contains("field is required for resource ARN")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ir::sample;

    #[test]
    fn what_the_compiler_got_wrong_asks_for_a_report() {
        let machine = sample::machine();
        let definition = json!({
            "StartAt": "A",
            "States": {"A": {"Type": "Pass", "Result": 1, "Next": "B"}},
            "QueryLanguage": "JSONata",
        });
        let mut sink = Sink::default();
        check(&machine, &definition, 0, &mut sink);
        let codes: Vec<&str> = sink.sorted().iter().map(|fault| fault.code.id).collect();
        assert_eq!(codes, [output::REFUSED_OUTPUT.id; 3]);
        assert!(sink.sorted()[0].help.iter().any(|help| help.contains("report")));
    }

    #[test]
    fn what_the_source_says_itself_is_no_mistake_of_the_compiler() {
        let machine = sample::machine();
        let http = json!({"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "B",
            "Arguments": {"ApiEndpoint": "https://example.com", "Method": "finally",
                "InvocationConfig": {"ConnectionArn": "${Partner}"}}});
        let wait = json!({"Type": "Wait", "Timestamp": "tomorrow", "End": true});
        let definition = json!({
            "StartAt": "A",
            "States": {"A": http, "B": wait},
            "QueryLanguage": "JSONata",
        });
        let mut sink = Sink::default();
        check(&machine, &definition, 0, &mut sink);
        let codes: Vec<&str> = sink.sorted().iter().map(|fault| fault.code.id).collect();
        assert_eq!(codes, [output::CALL_REFUSED.id; 2]);
    }
}
