//! Work that is done on all processors.

use std::sync::{Mutex, OnceLock, PoisonError};

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

/// What `make` gives, and what `work` gives for each of the `count` items that `make` hands on, in their order.
/// The work on an item is done beside the making of the next; a single item takes no second thread.
pub fn pipe<T: Send, M: Send, R: Send>(
    count: usize,
    make: impl FnOnce(&mut dyn FnMut(T)) -> M + Send,
    work: impl Fn(T) -> R + Sync,
) -> (M, Vec<R>) {
    let Some(threads) = (count > 1).then(threads).flatten() else {
        let mut results = Vec::new();
        let made = make(&mut |item| results.push(work(item)));
        return (made, results);
    };
    let results = Mutex::new(Vec::new());
    let made = threads.scope(|scope| {
        let mut place = 0_usize;
        make(&mut |item| {
            let (own, work, results) = (place, &work, &results);
            place += 1;
            scope.spawn(move |_| {
                let result = work(item);
                results.lock().unwrap_or_else(PoisonError::into_inner).push((own, result));
            });
        })
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(place, _)| *place);
    (made, results.into_iter().map(|(_, result)| result).collect())
}

/// Drops `value` beside other work: freeing a large tree takes a while. Where no threads run yet, nothing was
/// large.
pub fn discard<T: Send + 'static>(value: T) {
    if let Some(Some(threads)) = THREADS.get() {
        threads.spawn(move || drop(value));
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn what_is_handed_on_gives_its_results_in_order() {
        for count in [0, 1, 2, 50] {
            let make = |hand_on: &mut dyn FnMut(u64)| {
                (0..count).for_each(hand_on);
                "made"
            };
            // Those handed on first take longest.
            let work = |item: u64| {
                (0..(count - item) * 10_000).for_each(|round| _ = black_box(round));
                item
            };
            let (made, results) = pipe(usize::try_from(count).expect("few"), make, work);
            assert_eq!(made, "made");
            assert_eq!(results, (0..count).collect::<Vec<_>>());
        }
    }
}
