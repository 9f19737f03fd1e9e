//! What tests and assignments say about variables and their fields, at the place being analysed.
//!
//! A fact holds from the test to the end of the arm it decides, or until its variable is assigned.
//! Every change is logged, so that leaving an arm costs what happened in it and no more.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::types::{assignable, without_covered};
use crate::ir::program::VarId;
use crate::ir::types::Type;

/// Stands for `context` in a [`Spot`]: no variable has this number.
pub(super) const CONTEXT: VarId = VarId(u32::MAX);

/// A variable or a field reached from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub var: VarId,
    pub path: Vec<Arc<str>>,
}

/// What is known of a [`Spot`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fact {
    pub ty: Type,
    /// Whether it is surely there.
    pub present: bool,
    /// Whether the type from before rules it out: `n == null` of a number. It holds where the test
    /// has shown it, and no further than that.
    pub doubted: bool,
}

impl Fact {
    pub fn new(ty: Type, present: bool) -> Self {
        Self { ty, present, doubted: false }
    }

    /// What a test has found where the type was `before`.
    pub fn found(before: &Type, ty: Type, present: bool) -> Self {
        let doubted = !assignable(&ty, before);
        Self { ty, present, doubted }
    }

    /// What holds where any of `facts` does: what is doubted counts only where all are.
    fn any_of(facts: &[&Self]) -> Self {
        let doubted = facts.iter().all(|fact| fact.doubted);
        let counting = facts.iter().filter(|fact| fact.doubted == doubted);
        Self {
            ty: without_covered(&Type::union(counting.map(|fact| fact.ty.clone()))),
            present: facts.iter().all(|fact| fact.present),
            doubted,
        }
    }
}

type OfVariable = Vec<(Vec<Arc<str>>, Fact)>;

/// How far back to go; made by [`Facts::mark`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

/// What an arm has changed: for each variable it touched, all that is known at the arm's end.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<(VarId, OfVariable)>);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Of the variables of which something is known.
    known: FxHashMap<VarId, OfVariable>,
    log: Vec<(VarId, OfVariable)>,
}

impl Facts {
    /// Whether nothing is known of anything.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub fn of(&self, spot: &Spot) -> Option<&Fact> {
        let facts = self.known.get(&spot.var)?;
        facts.iter().find(|(path, _)| *path == spot.path).map(|(_, fact)| fact)
    }

    pub fn mark(&self) -> Mark {
        Mark(self.log.len())
    }

    /// Notes a fact. What was known of fields further in stays.
    pub fn assume(&mut self, spot: &Spot, fact: Fact) {
        let mut facts = self.logged(spot.var);
        match facts.iter_mut().find(|(path, _)| *path == spot.path) {
            // What was doubted is so as long as the place is not assigned.
            Some((_, old)) => *old = Fact { doubted: old.doubted || fact.doubted, ..fact },
            None => facts.push((spot.path.clone(), fact)),
        }
        self.set(spot.var, facts);
    }

    /// The spot has a new value: what was known of it and its fields is void.
    pub fn assign(&mut self, spot: &Spot, fact: Option<Fact>) {
        let mut facts = self.logged(spot.var);
        facts.retain(|(path, _)| !path.starts_with(&spot.path) && !spot.path.starts_with(path));
        if let Some(fact) = fact {
            facts.push((spot.path.clone(), fact));
        }
        self.set(spot.var, facts);
    }

    /// Nothing is known of the variable from here on.
    pub fn forget(&mut self, var: VarId) {
        if self.known.contains_key(&var) {
            self.logged(var);
            self.known.remove(&var);
        }
    }

    /// Goes back to `mark` and says what had changed since.
    pub fn leave(&mut self, mark: Mark) -> Changes {
        self.leave_arm(mark, mark)
    }

    /// Goes back to `mark` and says what had changed since the earlier `since`.
    pub fn leave_arm(&mut self, since: Mark, mark: Mark) -> Changes {
        let mut touched: Vec<VarId> = self.log[since.0..].iter().map(|(var, _)| *var).collect();
        touched.sort_unstable();
        touched.dedup();
        let changes = touched
            .into_iter()
            .map(|var| (var, self.known.get(&var).cloned().unwrap_or_default()))
            .collect();
        while self.log.len() > mark.0 {
            let (var, facts) = self.log.pop().expect("longer than the mark");
            self.set(var, facts);
        }
        Changes(changes)
    }

    /// Goes on after arms of which any may have run: what all of them agree on is known.
    pub fn join(&mut self, arms: &[Changes]) {
        let mut touched: Vec<VarId> =
            arms.iter().flat_map(|arm| arm.0.iter().map(|(var, _)| *var)).collect();
        touched.sort_unstable();
        touched.dedup();
        let lookup: Vec<FxHashMap<VarId, &OfVariable>> = arms
            .iter()
            .map(|arm| arm.0.iter().map(|(var, facts)| (*var, facts)).collect())
            .collect();
        for var in touched {
            let now = self.known.get(&var).cloned().unwrap_or_default();
            let sides: Vec<&OfVariable> =
                lookup.iter().map(|arm| arm.get(&var).copied().unwrap_or(&now)).collect();
            let joined = all_agree(&sides);
            self.logged(var);
            self.set(var, joined);
        }
    }

    fn set(&mut self, var: VarId, facts: OfVariable) {
        if facts.is_empty() {
            self.known.remove(&var);
        } else {
            self.known.insert(var, facts);
        }
    }

    /// What is known of `var`, after writing it to the log.
    fn logged(&mut self, var: VarId) -> OfVariable {
        let facts = self.known.get(&var).cloned().unwrap_or_default();
        self.log.push((var, facts.clone()));
        facts
    }
}

/// What all sides say something of, each with what holds whichever side does; all at once, since a
/// union of many that grows one by one takes the square of their number each time.
pub(super) fn all_agree<K: Clone + PartialEq>(sides: &[&Vec<(K, Fact)>]) -> Vec<(K, Fact)> {
    let Some((first, others)) = sides.split_first() else { return Vec::new() };
    let agreed = |(key, fact): &(K, Fact)| {
        let mut facts = vec![fact];
        for side in others {
            facts.push(side.iter().find(|(other, _)| other == key).map(|(_, fact)| fact)?);
        }
        Some((key.clone(), Fact::any_of(&facts)))
    };
    first.iter().filter_map(agreed).collect()
}
