//! How many children of a distributed Map may fail.

use crate::sim::execution::Attempt;
use crate::sim::failure::Failure;
use crate::sim::plan::Distributed;
use crate::sim::probe::Step;
use crate::sim::query::{Quantity, Scope};
use crate::sim::visit::Visit;

/// How many failures are tolerated.
pub(super) struct Tolerance {
    count: Option<i64>,
    percentage: Option<f64>,
}

impl Tolerance {
    /// What the Map says.
    pub fn evaluate(visit: &Visit<'_>, settings: &Distributed) -> Attempt<Self> {
        let scope = Scope::new(visit, &visit.input);
        let whole = |quantity: &Option<Quantity>| {
            quantity.as_ref().map(|quantity| quantity.evaluate_whole(&scope)).transpose()
        };
        let count = whole(&settings.tolerated_count)?;
        if count.is_some_and(|count| count < 0) {
            return Err(Failure::runtime("ToleratedFailureCount cannot be negative."));
        }
        let percentage = settings.tolerated_percentage.as_ref();
        let percentage = percentage.map(|quantity| quantity.evaluate(&scope)).transpose()?;
        if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
            return Err(Failure::runtime("ToleratedFailurePercentage must be between 0 and 100."));
        }
        if let Some(count) = count {
            visit.show(Step::ToleratedFailureCount, &count.into());
        }
        if let Some(percentage) = percentage {
            visit.show(Step::ToleratedFailurePercentage, &percentage.into());
        }
        Ok(Self { count, percentage })
    }

    /// Whether a threshold is said at all.
    pub fn is_given(&self) -> bool {
        self.count.is_some() || self.percentage.is_some()
    }

    /// Whether so many failed items of so many are too many. A threshold of 0 counts as none given.
    #[allow(clippy::cast_precision_loss, reason = "there are fewer than 2^53 items")]
    fn exceeded(&self, failed: usize, total: usize) -> bool {
        let count = self.count.filter(|count| *count > 0);
        let percentage = self.percentage.filter(|percentage| *percentage > 0.0);
        if count.is_none() && percentage.is_none() {
            return failed > 0;
        }
        let failed_percentage = failed as f64 * 100.0 / total as f64;
        count.is_some_and(|count| failed as i128 > i128::from(count))
            || percentage.is_some_and(|percentage| failed_percentage > percentage)
    }

    /// # Errors
    /// `States.ExceedToleratedFailureThreshold`
    pub fn check(&self, failed: usize, total: usize) -> Attempt<()> {
        if !self.exceeded(failed, total) {
            return Ok(());
        }
        Err(Failure::new(
            "States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded",
        ))
    }
}
