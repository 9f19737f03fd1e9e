//! Work that is done on all processors.

use rayon::prelude::*;

/// What `work` gives for each of `items`, in their order. A single item takes no second thread.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    if items.len() < 2 {
        return items.iter().map(work).collect();
    }
    items.par_iter().map(work).collect()
}
