//! Where transitions lead, what they reach, and whether there is an end.

use rustc_hash::FxHashMap;
use serde_json::{Map as Object, Value};

use super::Code;
use super::report::{Place, Report};
use super::scopes::{inner, is_terminal, states, transitions};
use crate::asl::text::has_substitution;

/// Checks the transitions of a definition and of all scopes in it.
pub(super) fn check(definition: &Object<String, Value>, report: &mut Report) {
    scope(definition, &Place::ROOT, report);
}

fn scope(scope: &Object<String, Value>, at: &Place<'_>, report: &mut Report) {
    let Some(Value::Object(written)) = scope.get("States") else { return };
    let within = at.key("States");
    Graph::new(written).check(scope, at, report);
    for (name, state) in states(scope) {
        inner(state, &within.key(name), &mut |inner, at| self::scope(inner.scope, at, report));
    }
}

/// The states of a scope by number.
struct Graph<'d> {
    names: Vec<&'d str>,
    numbers: FxHashMap<&'d str, usize>,
    states: Vec<&'d Value>,
}

impl<'d> Graph<'d> {
    fn new(states: &'d Object<String, Value>) -> Self {
        let names: Vec<&str> = states.keys().map(String::as_str).collect();
        let numbers = names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
        Self { names, numbers, states: states.values().collect() }
    }

    fn check(&self, scope: &Object<String, Value>, at: &Place<'_>, report: &mut Report) {
        let start = scope.get("StartAt").and_then(Value::as_str);
        if let Some(start) = start {
            self.target(start, &at.key("StartAt"), report);
        }
        let within = at.key("States");
        for (name, state) in self.names.iter().zip(&self.states) {
            let Value::Object(state) = state else { continue };
            transitions(state, &within.key(name), &mut |transition, at| {
                self.target(transition.target, at, report);
            });
        }
        if !self.states.iter().any(|state| state.as_object().is_some_and(is_terminal)) {
            no_end(at, report);
        } else if let Some(start) = start {
            self.reachable(start, &within, report);
        }
    }

    fn target(&self, target: &str, at: &Place<'_>, report: &mut Report) {
        if !self.numbers.contains_key(target) && !has_substitution(target) {
            let message = format!("Missing 'Next' target: {target}");
            report.add(Code::MissingTransitionTarget, at, message);
        }
    }

    /// Reports states that nothing leads to. Where the start is unknown, any transition will do.
    fn reachable(&self, start: &str, at: &Place<'_>, report: &mut Report) {
        let mut reached = vec![false; self.names.len()];
        let mut known = true;
        let mut waiting: Vec<usize> = match self.numbers.get(start) {
            Some(first) => vec![*first],
            None => (0..self.names.len()).collect(),
        };
        let from_start = waiting.len() == 1 && self.numbers.contains_key(start);
        if from_start {
            reached[waiting[0]] = true;
        }
        while let Some(number) = waiting.pop() {
            let Value::Object(state) = self.states[number] else { continue };
            transitions(state, &Place::ROOT, &mut |transition, _| {
                known &= !has_substitution(transition.target);
                let Some(next) = self.numbers.get(transition.target) else { return };
                if !reached[*next] {
                    reached[*next] = true;
                    if from_start {
                        waiting.push(*next);
                    }
                }
            });
        }
        if !known || has_substitution(start) {
            return;
        }
        for (name, _) in self.names.iter().zip(reached).filter(|(_, reached)| !reached) {
            let message = format!("State \"{name}\" is not reachable.");
            report.add(Code::MissingTransitionTarget, &at.key(name), message);
        }
    }
}

/// Step Functions gives no location for the definition itself.
fn no_end(at: &Place<'_>, report: &mut Report) {
    let message = "Workflow has no terminal state";
    if at.is_root() {
        report.add_nowhere(Code::MissingEndState, message);
    } else {
        report.add(Code::MissingEndState, at, message);
    }
}
