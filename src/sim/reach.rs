//! What of a state machine runs can reach: its states, the ways between them, its catchers and
//! retriers. Tests are measured by it.

use super::Plan;
use super::plan::{Branch, Kind, Next};
use crate::value::Text;

/// A part of a state that a run reaches or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The state is entered.
    State,
    /// It is left by its `Next` or `End`.
    Next,
    /// It is left by the rule of `Choices` with this index.
    Choice(usize),
    /// It is left by its `Default`.
    Default,
    /// The catcher with this index takes over.
    Catcher(usize),
    /// The retrier with this index decides on an error.
    Retrier(usize),
}

/// Something to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The name of the state.
    pub state: Text,
    /// What of it.
    pub reach: Reach,
    /// Of a transition where it leads, empty for the end; of a catcher or retrier its errors.
    pub about: String,
}

impl Plan {
    /// All that runs can reach, in the order of the definition.
    #[must_use]
    pub fn goals(&self) -> Vec<Goal> {
        let mut goals = Vec::new();
        branch(&self.root, &mut goals);
        goals
    }
}

fn branch(branch: &Branch, goals: &mut Vec<Goal>) {
    let name = |at: usize| branch.states[at].name.to_string();
    for state in &branch.states {
        let mut goal = |reach: Reach, about: String| {
            goals.push(Goal { state: state.name.clone(), reach, about });
        };
        goal(Reach::State, String::new());
        match &state.kind {
            Kind::Choice { rules, default } => {
                for (at, rule) in rules.iter().enumerate() {
                    goal(Reach::Choice(at), name(rule.next));
                }
                if let Some(default) = default {
                    goal(Reach::Default, name(*default));
                }
            }
            Kind::Succeed | Kind::Fail { .. } => {}
            Kind::Pass { .. }
            | Kind::Task(_)
            | Kind::Wait(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => match state.next {
                Next::State(next) => goal(Reach::Next, name(next)),
                Next::End => goal(Reach::Next, String::new()),
            },
        }
        for (at, catcher) in state.catch.iter().enumerate() {
            goal(Reach::Catcher(at), catcher.errors.join(" | "));
        }
        for (at, retrier) in state.retry.iter().enumerate() {
            goal(Reach::Retrier(at), retrier.errors.join(" | "));
        }
        match &state.kind {
            Kind::Parallel { branches } => {
                branches.iter().for_each(|inner| self::branch(inner, goals));
            }
            Kind::Map(map) => self::branch(&map.processor, goals),
            Kind::Pass { .. }
            | Kind::Task(_)
            | Kind::Choice { .. }
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail { .. } => {}
        }
    }
}
