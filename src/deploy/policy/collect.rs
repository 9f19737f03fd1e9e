//! Takes permissions and doubts while a machine is walked through.

use serde_json::Value;

use super::OWN_MACHINE;
use super::keys::Keys;
use super::statements::Statements;
use super::{Policy, Warning};

/// What cannot be told before the workflow runs, or is not known of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing is known of parameters that name the resource.
    Vague {
        /// The parameters.
        parameters: Vec<&'static str>,
        /// An action that is allowed.
        action: String,
        /// On this.
        resource: String,
    },
    /// The service runs with roles that the call does not name.
    UnknownRoles {
        /// What may be passed.
        resource: String,
    },
    /// Nobody has written down what the call needs.
    Guessed {
        /// What is allowed.
        action: String,
    },
    /// Nobody knows what the Task calls.
    UnknownResource {
        /// As the definition has it.
        resource: String,
    },
}

impl Doubt {
    /// Takes the parameters of another one about the same resource.
    fn takes(&mut self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Vague { parameters, resource, .. },
                Self::Vague { parameters: more, resource: same, .. },
            ) if resource == same => {
                parameters.extend(
                    more.iter()
                        .filter(|name| !parameters.contains(name))
                        .copied()
                        .collect::<Vec<_>>(),
                );
                true
            }
            (known, other) => known == other,
        }
    }
}

/// The permissions so far.
pub struct Collector<'a> {
    /// What keys stand for.
    pub keys: &'a Keys,
    /// The state that is looked at.
    pub state: String,
    statements: Statements,
    own: Statements,
    warnings: Vec<Warning>,
}

impl<'a> Collector<'a> {
    /// None so far.
    pub fn new(keys: &'a Keys) -> Self {
        Self {
            keys,
            state: String::new(),
            statements: Statements::default(),
            own: Statements::default(),
            warnings: Vec::new(),
        }
    }

    /// Allows an action; what names the machine itself is kept apart.
    pub fn allow(&mut self, action: &str, resource: &str, condition: Option<&Value>) {
        let resource = self.with_own(resource);
        let start = OWN_MACHINE.trim_end_matches('}');
        let names_own = |text: &str| text.contains(start);
        let own =
            names_own(&resource) || condition.is_some_and(|value| names_own(&value.to_string()));
        let statements = if own { &mut self.own } else { &mut self.statements };
        statements.allow(action, &resource, condition);
    }

    /// Keys that stand for the machine itself, written as such.
    fn with_own(&self, resource: &str) -> String {
        match crate::deploy::text::only_key(resource) {
            Some(key) if *self.keys.kind(key) == super::KeyKind::Own => OWN_MACHINE.to_owned(),
            _ => resource.to_owned(),
        }
    }

    /// Notes a doubt about the state, once for each resource.
    pub fn doubt(&mut self, doubt: Doubt) {
        for known in self.warnings.iter_mut().filter(|known| known.state == self.state) {
            if known.doubt.takes(&doubt) {
                return;
            }
        }
        self.warnings.push(Warning { state: self.state.clone(), doubt });
    }

    /// The statements, those that name the machine itself, and the warnings.
    pub fn finish(self) -> Policy {
        Policy {
            statements: self.statements.finish(),
            own: self.own.finish(),
            warnings: self.warnings,
        }
    }
}
