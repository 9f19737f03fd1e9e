//! How far the runs of tests have come in their workflows.

use std::collections::BTreeMap;

use crate::sim::Reach;

/// How often each part of each state has been reached, by workflow and state.
#[derive(Clone, Debug, Default)]
pub struct Coverage(BTreeMap<String, BTreeMap<String, BTreeMap<Reach, u64>>>);

impl Coverage {
    /// Counts a part of a state of `machine`; the children of a distributed Map count for the workflow
    /// around it.
    pub(super) fn count(&mut self, machine: &str, state: &str, reach: Reach) {
        let workflow = machine.split('/').next().unwrap_or(machine);
        let states = self.0.entry(workflow.to_owned()).or_default();
        *states.entry(state.to_owned()).or_default().entry(reach).or_default() += 1;
    }

    /// Adds what other runs have reached.
    pub fn add(&mut self, other: &Self) {
        for (workflow, states) in &other.0 {
            let own = self.0.entry(workflow.clone()).or_default();
            for (state, reached) in states {
                let own = own.entry(state.clone()).or_default();
                for (reach, count) in reached {
                    *own.entry(*reach).or_default() += count;
                }
            }
        }
    }

    /// Whether any state of the workflow has been entered.
    #[must_use]
    pub fn has(&self, workflow: &str) -> bool {
        self.0.contains_key(workflow)
    }

    /// How often the part of the state has been reached.
    #[must_use]
    pub fn of(&self, workflow: &str, state: &str, reach: Reach) -> u64 {
        let states = self.0.get(workflow);
        let counts = states.and_then(|states| states.get(state));
        counts.and_then(|counts| counts.get(&reach)).copied().unwrap_or(0)
    }
}
