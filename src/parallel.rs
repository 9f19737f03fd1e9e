//! Work that is done on all processors.

use std::sync::OnceLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The stack of a thread, in bytes: as much as walking any tree takes, so that none has to be made for each
/// item. Only what is used of it takes memory.
const STACK: usize = 512 << 20;

/// Made when there is work for them; `None` where the system gives no threads.
static THREADS: OnceLock<Option<ThreadPool>> = OnceLock::new();

fn threads() -> Option<&'static ThreadPool> {
    THREADS.get_or_init(|| ThreadPoolBuilder::new().stack_size(STACK).build().ok()).as_ref()
}

/// What `work` gives for each of `items`, in their order. A single item takes no second thread.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    let one_by_one = || items.iter().map(&work).collect();
    if items.len() < 2 {
        return one_by_one();
    }
    let at_once = |threads: &ThreadPool| threads.install(|| items.par_iter().map(&work).collect());
    threads().map_or_else(one_by_one, at_once)
}

/// Drops `value` beside other work: freeing a large tree takes a while. Where no threads run yet, nothing was
/// large.
pub fn discard<T: Send + 'static>(value: T) {
    if let Some(Some(threads)) = THREADS.get() {
        threads.spawn(move || drop(value));
    }
}
