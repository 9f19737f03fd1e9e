//! Decides tests whose answer is known where a transition leads to them: constant conditions, and
//! conditions on flags that surely hold a constant there, and those that the test before has just answered.
//! Such a transition goes straight on.
//!
//! Keeps: every condition before the decided one is decided too, so none that could fail is skipped.

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::ir::assign::{Replacements, append, size, substitute};
use crate::ir::machine::{Edge, EdgeId, Kind, Machine, Rule, StateId, Target, Template, Value};
use crate::jsonata::{BinaryOp, Expr, Name};
use crate::passes::constants::{Constants, scalar};
use crate::passes::graph::{Predecessors, states_where};

/// The largest assignments, in nodes, of a decided way that are copied.
const LARGEST_COPY: usize = 24;
/// How many tests one transition is led past: where many ask the same, each could be led past all.
const MOST_STEPS: usize = 32;
/// How many rules of the Choice before are looked at for an answer.
const MOST_ANSWERS: usize = 8;

/// Gives the constant a variable holds.
type Held<'a> = dyn Fn(&Name) -> Option<Json> + 'a;

pub(super) fn run(machine: &mut Machine) {
    for choice in states_where(machine, |kind| matches!(kind, Kind::Choice(_))) {
        drop_constants(machine, choice);
    }
    let constants = Constants::new(machine);
    let mut predecessors = Predecessors::new(machine);
    let mut led = FxHashMap::default();
    for choice in states_where(machine, |kind| matches!(kind, Kind::Choice(_))) {
        for edge in predecessors.of(choice).to_vec() {
            lead_past(machine, &mut predecessors, &constants, edge, &mut led);
        }
    }
}

/// Drops rules that never hold, and what stands behind one that always does. A Choice without rules
/// becomes a Pass.
fn drop_constants(machine: &mut Machine, choice: StateId) {
    let state = machine.state_mut(choice);
    let Kind::Choice(rules) = &mut state.kind else { return };
    let nothing: &Held<'_> = &|_| None;
    rules.retain(|rule| decide(&rule.condition, nothing) != Some(false));
    if let Some(at) = rules.iter().position(|rule| decide(&rule.condition, nothing) == Some(true)) {
        let rest = rules.split_off(at);
        state.next = rest.into_iter().next().map(|rule| rule.edge);
    }
    if rules.is_empty() && state.next.is_some() {
        state.kind = Kind::Pass;
    }
}

fn lead_past(
    machine: &mut Machine,
    predecessors: &mut Predecessors,
    constants: &Constants,
    edge: EdgeId,
    led: &mut FxHashMap<EdgeId, usize>,
) {
    for _ in led.get(&edge).copied().unwrap_or_default()..MOST_STEPS {
        let Target::State(to) = machine.edge(edge).to else { return };
        let Some(way) = known_way(machine, constants, edge, to) else { return };
        let mut changed = machine.edge(edge).clone();
        let copied: usize = way.assign.iter().map(|(_, value)| size(&value.template)).sum();
        let carries =
            way.assign.is_empty() || (copied <= LARGEST_COPY && !matches!(edge, EdgeId::Start(_)));
        let fails = way.assign.iter().any(|(_, value)| value.effects.fails);
        if !carries || fails || way.output.is_some() || !append(&mut changed, &way.assign) {
            return;
        }
        let target = way.to;
        machine.edge_mut(edge).assign = changed.assign;
        predecessors.redirect(machine, edge, target);
        *led.entry(edge).or_default() += 1;
    }
}

/// The way a Choice surely takes when it is entered by the transition `id`.
fn known_way(
    machine: &Machine,
    constants: &Constants,
    id: EdgeId,
    choice: StateId,
) -> Option<Edge> {
    let edge = machine.edge(id);
    let held: &Held<'_> = &|name| match edge.assign.iter().find(|(other, _)| other == name) {
        Some((_, value)) => scalar(value),
        None => constants.at_entry(id.state()?, name).cloned(),
    };
    let state = machine.state(choice);
    let Kind::Choice(rules) = &state.kind else { return None };
    let answered = answered(machine, id);
    for Rule { condition, edge: way, .. } in rules {
        if decide(condition, held).or_else(|| answer(condition, edge, &answered))? {
            return Some(way.clone());
        }
    }
    state.next.clone()
}

/// The conditions whose answer is known on a way out of a Choice: its own holds; by the default, none does.
/// They read the variables as they were before the transition.
fn answered(machine: &Machine, id: EdgeId) -> Vec<(&Value, bool)> {
    let Some(state) = id.state() else { return Vec::new() };
    let (Kind::Choice(rules), None) = (&machine.state(state).kind, &machine.edge(id).output) else {
        return Vec::new();
    };
    let (rules, answer) = match id {
        EdgeId::Rule(_, at) => (&rules[at as usize..=at as usize], true),
        _ => (&rules[..rules.len().min(MOST_ANSWERS)], false),
    };
    let conditions = rules.iter().map(|rule| &rule.condition);
    conditions.filter(|value| !value.effects.volatile).map(|value| (value, answer)).collect()
}

/// The answer of `condition` behind `edge`, where it asks with the values assigned there what was answered
/// before. The input is the same, for a Choice gives on its own.
fn answer(condition: &Value, edge: &Edge, answered: &[(&Value, bool)]) -> Option<bool> {
    if answered.is_empty() || condition.effects.volatile {
        return None;
    }
    let assigned: Replacements = edge.assign.iter().cloned().collect();
    let asked = substitute(condition, &assigned)?.template;
    let inverse = inverse(&asked);
    answered.iter().find_map(|(value, answer)| match &value.template {
        known if *known == asked => Some(*answer),
        Template::Expr(known) if Some(known) == inverse => Some(!answer),
        _ => None,
    })
}

/// What is asked with `$not`.
fn inverse(asked: &Template) -> Option<&Expr> {
    let Template::Expr(Expr::Call(function, args)) = asked else { return None };
    match args.as_slice() {
        [operand] if function.is_variable("not") => Some(operand),
        _ => None,
    }
}

/// The answer of a condition, where it is known.
fn decide(condition: &Value, held: &Held<'_>) -> Option<bool> {
    match &condition.template {
        Template::Literal(Json::Bool(answer)) => Some(*answer),
        Template::Expr(expr) => decide_expr(expr, held),
        Template::Literal(_) | Template::Text(_) | Template::Array(_) | Template::Object(_) => None,
    }
}

fn decide_expr(expr: &Expr, held: &Held<'_>) -> Option<bool> {
    match expr {
        Expr::Binary(BinaryOp::And, left, right) => match decide_expr(left, held)? {
            false => Some(false),
            true => decide_expr(right, held),
        },
        Expr::Binary(BinaryOp::Or, left, right) => match decide_expr(left, held)? {
            true => Some(true),
            false => decide_expr(right, held),
        },
        Expr::Binary(BinaryOp::Equal, left, right) => {
            Some(known(left, held)? == known(right, held)?)
        }
        Expr::Binary(BinaryOp::NotEqual, left, right) => {
            Some(known(left, held)? != known(right, held)?)
        }
        Expr::Call(function, args) if function.is_variable("not") => match args.as_slice() {
            [operand] => decide_expr(operand, held).map(|answer| !answer),
            _ => None,
        },
        other => known(other, held)?.as_bool(),
    }
}

/// The scalar an expression is.
fn known(expr: &Expr, held: &Held<'_>) -> Option<Json> {
    match expr {
        Expr::Null => Some(Json::Null),
        Expr::Bool(value) => Some(Json::Bool(*value)),
        Expr::String(text) => Some(Json::String(text.to_string())),
        Expr::Variable(name) => held(name),
        _ => None,
    }
}
