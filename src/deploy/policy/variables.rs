//! What the variables of a machine can hold.

use std::cell::RefCell;

use indexmap::IndexMap;
use serde_json::{Map as Object, Value};

use super::known::Known;
use super::payload;
use crate::asl::model::{Kind, QueryLanguage, State, StateMachine, States};

/// Every value that a state assigns to a variable, by the variable's name. Scopes are not told apart: what
/// any of several variables of one name can hold, each may.
pub struct Variables<'a> {
    assigned: IndexMap<&'a str, Vec<Assigned<'a>>>,
    /// The variables being looked at: one that depends on itself can hold anything.
    open: RefCell<Vec<String>>,
    /// What was found, so that no variable is looked at twice.
    found: RefCell<IndexMap<String, Known>>,
}

/// One assignment.
struct Assigned<'a> {
    value: &'a Value,
    language: QueryLanguage,
    /// Whether the name ends in `.$`.
    path: bool,
}

/// How many variables may stand behind one another; what is farther off is not known.
const CHAIN: usize = 32;

impl<'a> Variables<'a> {
    /// Those of a machine.
    pub fn of(machine: &'a StateMachine) -> Self {
        let mut variables =
            Self { assigned: IndexMap::new(), open: RefCell::default(), found: RefCell::default() };
        let language = machine.query_language.unwrap_or(QueryLanguage::JsonPath);
        variables.states(&machine.states, language);
        variables
    }

    /// What the variable may hold.
    pub fn value(&self, name: &str) -> Known {
        let Some(values) = self.assigned.get(name) else { return Known::Nothing };
        if let Some(found) = self.found.borrow().get(name) {
            return found.clone();
        }
        let open = self.open.borrow();
        if open.len() == CHAIN || open.iter().any(|open| open == name) {
            return Known::Nothing;
        }
        drop(open);
        self.open.borrow_mut().push(name.to_owned());
        let all: Vec<Known> = values.iter().map(|assigned| self.assigned(assigned)).collect();
        self.open.borrow_mut().pop();
        let value = Known::either(all);
        self.found.borrow_mut().insert(name.to_owned(), value.clone());
        value
    }

    fn assigned(&self, assigned: &Assigned<'_>) -> Known {
        match assigned.value.as_str() {
            Some(text) if assigned.path => payload::path(text, self),
            _ => payload::known(assigned.value, assigned.language, self),
        }
    }

    fn states(&mut self, states: &'a States, language: QueryLanguage) {
        for state in states.values() {
            self.state(state, state.query_language.unwrap_or(language), language);
        }
    }

    /// `outer` is the language of states within the state that do not say theirs.
    fn state(&mut self, state: &'a State, language: QueryLanguage, outer: QueryLanguage) {
        self.assign(state.assign.as_ref(), language);
        for catcher in state.catch.iter().flatten() {
            self.assign(catcher.assign.as_ref(), language);
        }
        match &state.kind {
            Kind::Choice { choices, .. } => {
                for rule in choices {
                    self.assign(rule.assign.as_ref(), language);
                }
            }
            Kind::Parallel { branches } => {
                for branch in branches {
                    self.states(&branch.states, outer);
                }
            }
            Kind::Map(map) => self.states(&map.processor.branch.states, outer),
            Kind::Pass { .. } | Kind::Task(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => {}
        }
    }

    fn assign(&mut self, assign: Option<&'a Object<String, Value>>, language: QueryLanguage) {
        for (name, value) in assign.into_iter().flatten() {
            let bare = name.strip_suffix(".$").filter(|_| language == QueryLanguage::JsonPath);
            let assigned = Assigned { value, language, path: bare.is_some() };
            self.assigned.entry(bare.unwrap_or(name)).or_default().push(assigned);
        }
    }
}
