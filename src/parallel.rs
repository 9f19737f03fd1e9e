//! Work that is done on all processors.

use std::sync::LazyLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The stack of a thread, in bytes: as much as walking any tree takes, so that none has to be made for each
/// item. Only what is used of it takes memory.
const STACK: usize = 512 << 20;

/// `None` where the system gives no threads.
static THREADS: LazyLock<Option<ThreadPool>> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(STACK).build().ok());

/// What `work` gives for each of `items`, in their order. A single item takes no second thread.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    let one_by_one = || items.iter().map(&work).collect();
    if items.len() < 2 {
        return one_by_one();
    }
    let at_once = |threads: &ThreadPool| threads.install(|| items.par_iter().map(&work).collect());
    THREADS.as_ref().map_or_else(one_by_one, at_once)
}
