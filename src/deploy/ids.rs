//! Logical ids: letters and digits, each given once.

use std::collections::BTreeSet;

use super::model::{Deployment, Trigger};

/// The ids that are taken.
#[derive(Debug, Default)]
pub struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// Those of all parts of a deployment; what a writer adds beside them gets others.
    #[must_use]
    pub fn of(deployment: &Deployment) -> Self {
        let Deployment { machines, activities, resources, existing, parameters, .. } = deployment;
        let parts = machines.iter().flat_map(|machine| {
            let triggers = machine.triggers.iter().map(|trigger| match trigger {
                Trigger::Schedule(part) => &part.id,
                Trigger::Event(part) => &part.id,
                Trigger::Pipe(part) => &part.id,
                Trigger::Http(part) => &part.id,
            });
            let alarms = machine.alarms.iter().map(|alarm| &alarm.id);
            [&machine.id].into_iter().chain(triggers).chain(alarms)
        });
        let taken = parts
            .chain(activities.iter().map(|part| &part.id))
            .chain(resources.iter().map(|part| &part.id))
            .chain(existing.iter().map(|part| &part.id))
            .chain(parameters.iter().map(|part| &part.id));
        Self { taken: taken.cloned().collect() }
    }

    /// `name` without other signs, numbered where it is taken.
    pub fn fresh(&mut self, name: &str) -> String {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = if plain.is_empty() { "Id".to_owned() } else { plain };
        let mut candidate = plain.clone();
        let mut number = 2;
        while !self.take(&candidate) {
            candidate = format!("{plain}{number}");
            number += 1;
        }
        candidate
    }

    /// Takes the id; false where it was taken.
    pub fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }
}
