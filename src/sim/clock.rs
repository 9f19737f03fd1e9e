//! The clock of a simulated execution. Waiting costs no time: when nothing else can go on, the clock
//! jumps to the next moment somebody waits for.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::value::Timestamp;

/// Virtual time, and who waits for what moment.
#[derive(Debug)]
pub(super) struct Clock {
    now: Cell<Timestamp>,
    timers: RefCell<BinaryHeap<Reverse<Timer>>>,
    next: Cell<u64>,
    halted: Cell<bool>,
}

/// One who waits. Of two that wait for the same moment, the one that came first goes on first.
#[derive(Debug)]
struct Timer {
    due: Timestamp,
    order: u64,
    state: Rc<Cell<TimerState>>,
    waker: Waker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimerState {
    Waiting,
    Due,
    /// Whoever waited is gone; time need not pass for it.
    Dropped,
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        (self.due, self.order) == (other.due, other.order)
    }
}

impl Eq for Timer {}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.order).cmp(&(other.due, other.order))
    }
}

/// All wait for something that never comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stuck;

impl Clock {
    pub fn new(start: Timestamp) -> Self {
        Self {
            now: Cell::new(start),
            timers: RefCell::default(),
            next: Cell::new(0),
            halted: Cell::new(false),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// Nobody goes on.
    pub fn halt(&self) {
        self.halted.set(true);
    }

    /// Whether nobody goes on.
    pub fn is_halted(&self) -> bool {
        self.halted.get()
    }

    /// Until the moment; even if that has come, others who can go on do so first.
    pub fn sleep_until(&self, due: Timestamp) -> Sleep<'_> {
        Sleep { clock: self, due, state: None }
    }

    /// For so many milliseconds.
    pub fn sleep(&self, millis: i64) -> Sleep<'_> {
        self.sleep_until(self.now().after(millis))
    }

    /// What `work` gives, or `None` where it has not by the moment `due`.
    pub async fn before<T>(&self, due: Timestamp, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut alarm = pin!(self.sleep_until(due));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => alarm.as_mut().poll(context).map(|()| None),
        })
        .await
    }

    /// Runs `work` to its end. `pass` is told of every jump of the clock, in milliseconds, before
    /// it happens.
    ///
    /// # Errors
    /// Where nothing can go on any more.
    pub fn run<T>(
        &self,
        work: impl Future<Output = T>,
        pass: &mut dyn FnMut(i64),
    ) -> Result<T, Stuck> {
        let mut work = pin!(work);
        let woken = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut context = Context::from_waker(&waker);
        loop {
            while woken.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(value) = work.as_mut().poll(&mut context) {
                    return Ok(value);
                }
                if self.halted.get() {
                    return Err(Stuck);
                }
            }
            let timer = self.next_timer().filter(|_| !self.halted.get()).ok_or(Stuck)?;
            if timer.due > self.now() {
                pass(timer.due.0 - self.now().0);
                self.now.set(timer.due);
            }
            timer.state.set(TimerState::Due);
            timer.waker.wake();
        }
    }

    fn next_timer(&self) -> Option<Timer> {
        let mut timers = self.timers.borrow_mut();
        std::iter::from_fn(|| timers.pop())
            .map(|Reverse(timer)| timer)
            .find(|timer| timer.state.get() == TimerState::Waiting)
    }
}

/// Whether something can go on.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// See [`Clock::sleep_until`].
pub(super) struct Sleep<'a> {
    clock: &'a Clock,
    due: Timestamp,
    state: Option<Rc<Cell<TimerState>>>,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &self.state {
            Some(state) if state.get() == TimerState::Due => return Poll::Ready(()),
            Some(_) => return Poll::Pending,
            None => {}
        }
        let state = Rc::new(Cell::new(TimerState::Waiting));
        let order = self.clock.next.get();
        self.clock.next.set(order + 1);
        self.clock.timers.borrow_mut().push(Reverse(Timer {
            due: self.due,
            order,
            state: Rc::clone(&state),
            waker: context.waker().clone(),
        }));
        self.state = Some(state);
        Poll::Pending
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        if let Some(state) = &self.state {
            state.set(TimerState::Dropped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream::{FuturesUnordered, StreamExt};

    #[test]
    fn time_jumps_and_the_first_due_goes_first() {
        let clock = Clock::new(Timestamp(0));
        let mut jumps = Vec::new();
        let order = clock.run(
            async {
                let sleeper = |millis: i64| {
                    let clock = &clock;
                    async move {
                        clock.sleep(millis).await;
                        (millis, clock.now().0)
                    }
                };
                [30, 10, 20]
                    .into_iter()
                    .map(sleeper)
                    .collect::<FuturesUnordered<_>>()
                    .collect::<Vec<_>>()
                    .await
            },
            &mut |millis| jumps.push(millis),
        );
        assert_eq!(order, Ok(vec![(10, 10), (20, 20), (30, 30)]));
        assert_eq!(jumps, [10, 10, 10]);
    }

    #[test]
    fn an_alarm_that_is_not_needed_costs_no_time() {
        let clock = Clock::new(Timestamp(0));
        let won = clock.run(clock.before(Timestamp(50), clock.sleep(10)), &mut |_| {});
        assert_eq!(won, Ok(Some(())));
        let lost = clock.run(clock.before(Timestamp(50), clock.sleep(100)), &mut |_| {});
        assert_eq!((lost, clock.now()), (Ok(None), Timestamp(50)));
        assert_eq!(clock.run(std::future::pending::<()>(), &mut |_| {}), Err(Stuck));
    }
}
