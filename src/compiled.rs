//! What became of one workflow: its definition, and what pictures, tests and templates want to know
//! beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::emit::source_map;
use crate::ir::Machine;
use crate::ir::machine::{Kind, Rule, Said, Words};
use crate::ir::program::Workflow;
use crate::source::{Sources, Span};
use crate::syntax::one_line;

/// The definition of one workflow.
#[derive(Clone, Debug)]
pub struct CompiledMachine {
    /// The workflow's name.
    pub name: String,
    /// Whether its executions are those of an Express state machine.
    pub express: bool,
    /// Its definition in Amazon States Language.
    pub definition: serde_json::Value,
    /// The source of each state, by the state's name, in the order of the source.
    pub states: IndexMap<String, Span>,
    /// What the rules of each Choice test, in the words of the source, by the state's name; `None` for
    /// a test that the compiler made up.
    pub conditions: BTreeMap<String, Vec<Option<String>>>,
    /// The words for what fields of a state hold, by the state's name.
    pub said: BTreeMap<String, Said>,
    /// What the `Default` of a Choice means, by the state's name, where there is a word for it.
    pub defaults: BTreeMap<String, String>,
    /// The attributes that are not part of the definition (`@tracing`, `@schedule` …) with their
    /// arguments, in source order; `${Key}` in a string stands for a value known at deployment, `${!` for
    /// `${`.
    pub attributes: Vec<(Arc<str>, IndexMap<String, serde_json::Value>)>,
    /// Where the workflow is declared.
    pub span: Span,
}

impl CompiledMachine {
    /// `machine` of `workflow`, written as `definition`.
    pub(crate) fn new(
        machine: Machine,
        workflow: &Workflow,
        definition: serde_json::Value,
    ) -> Self {
        let mut states = IndexMap::with_capacity(machine.states.len());
        let (mut conditions, mut defaults, mut said) = (Vec::new(), Vec::new(), Vec::new());
        for state in machine.states.into_iter().flatten() {
            let name = state.label.text;
            if let Kind::Choice(rules) = &state.kind {
                conditions.push((name.clone(), conditions_of(rules)));
                defaults.extend(default_of(rules).map(|words| (name.clone(), words)));
            }
            if !state.said.is_empty() {
                said.push((name.clone(), state.said));
            }
            states.insert(name, state.span);
        }
        Self {
            name: machine.name.to_string(),
            express: machine.express,
            definition,
            states,
            // All at once, which sorts the names instead of looking for the place of each.
            conditions: conditions.into_iter().collect(),
            said: said.into_iter().collect(),
            defaults: defaults.into_iter().collect(),
            attributes: workflow.attributes.clone(),
            span: machine.span,
        }
    }

    /// An object with the file, line and column (both from 1) of each state, by the state's name.
    #[must_use]
    pub fn source_map(&self, sources: &Sources) -> serde_json::Value {
        source_map(&self.states, sources)
    }

    /// What fields of states hold, in the words of `sources`, by the names of the state and of the field.
    #[must_use]
    pub fn words(&self, sources: &Sources) -> BTreeMap<String, BTreeMap<String, String>> {
        let words = |words| match words {
            Words::Own(words) => words.to_owned(),
            Words::Source(span) => one_line(sources.slice(span)),
        };
        let of_state = |fields: &Said| {
            fields.iter().map(|(field, said)| (field.to_string(), words(*said))).collect()
        };
        self.said.iter().map(|(name, fields)| (name.clone(), of_state(fields))).collect()
    }
}

/// What the rules of a Choice test in the words of the source. A rule behind one that has words for its
/// `otherwise` is tested only then.
fn conditions_of(rules: &[Rule]) -> Vec<Option<String>> {
    let mut before: Option<&str> = None;
    let mut conditions = Vec::new();
    for rule in rules {
        let words = rule.words.as_deref();
        conditions.push(words.map(|words| match before {
            Some(before) => format!("{before}, {words}"),
            None => words.to_owned(),
        }));
        before = rule.otherwise.as_deref().or(before);
    }
    conditions
}

/// What the `Default` of a Choice with these rules means.
fn default_of(rules: &[Rule]) -> Option<String> {
    let last = rules.iter().rposition(|rule| rule.otherwise.is_some())?;
    let words = rules[last].otherwise.clone()?;
    Some(if last + 1 == rules.len() { words } else { format!("{words}, else") })
}
