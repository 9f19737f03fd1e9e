//! What all states of an execution share: the world, the history and the variables.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;

use super::clock::Clock;
use super::failure::Failure;
use super::history::{Event, Observer, What};
use super::outside::{Answer, Call, Outside, Reading, Unanswered};
use super::reach::Reach;
use super::redrive::{Planned, Resume};
use super::{Kind, Options, Plan};
use crate::value::{Text, Timestamp, Value};

/// What all executions of one simulation share.
pub(super) struct World<'a> {
    pub clock: Clock,
    pub options: &'a Options,
    /// The world outside and who watches.
    pub rim: &'a dyn Rim,
    pub random: RefCell<fastrand::Rng>,
    pub unanswered: RefCell<Option<Unanswered>>,
    listens: bool,
}

/// The world outside and who watches, for many who ask at once.
pub(super) trait Rim {
    fn call(&self, call: &Call<'_>) -> Result<Answer, Unanswered>;
    fn items(&self, reading: &Reading<'_>) -> Result<Option<Answer>, Unanswered>;
    fn object(&self, bucket: &str, key: &str) -> Option<Vec<u8>>;
    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)>;
    fn put(&self, bucket: &str, key: &str, bytes: Vec<u8>);
    fn machine(&self, arn: &str) -> Option<Rc<Plan>>;
    fn pass(&self, millis: i64);
    fn event(&self, execution: &Text, event: &Event);
    fn map_run(&self, map_run: &Text, children: &[Planned]);
    fn reached(&self, machine: &Text, state: &Text, reach: Reach);
    fn listens(&self) -> bool;
}

/// Those of one simulation.
pub(super) struct Shared<'a> {
    pub outside: RefCell<&'a mut dyn Outside>,
    pub observer: RefCell<&'a mut dyn Observer>,
}

impl Rim for Shared<'_> {
    fn call(&self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        self.outside.borrow_mut().call(call)
    }

    fn items(&self, reading: &Reading<'_>) -> Result<Option<Answer>, Unanswered> {
        self.outside.borrow_mut().items(reading)
    }

    fn object(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.outside.borrow().object(bucket, key).map(Cow::into_owned)
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, u64)> {
        self.outside.borrow().list(bucket, prefix)
    }

    fn put(&self, bucket: &str, key: &str, bytes: Vec<u8>) {
        self.outside.borrow_mut().put(bucket, key, bytes);
    }

    fn machine(&self, arn: &str) -> Option<Rc<Plan>> {
        self.outside.borrow().machine(arn)
    }

    fn pass(&self, millis: i64) {
        self.outside.borrow_mut().pass(millis);
    }

    fn event(&self, execution: &Text, event: &Event) {
        self.observer.borrow_mut().event(execution, event);
    }

    fn map_run(&self, map_run: &Text, children: &[Planned]) {
        self.observer.borrow_mut().map_run(map_run, children);
    }

    fn reached(&self, machine: &Text, state: &Text, reach: Reach) {
        self.observer.borrow_mut().reached(machine, state, reach);
    }

    fn listens(&self) -> bool {
        self.observer.borrow().listens()
    }
}

impl<'a> World<'a> {
    /// The world of an execution that was redriven so often; each time random numbers are others.
    pub fn new(options: &'a Options, rim: &'a dyn Rim, redrives: u32) -> Self {
        let seed = options.seed ^ u64::from(redrives).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            clock: Clock::new(options.start),
            options,
            rim,
            random: RefCell::new(fastrand::Rng::with_seed(seed)),
            unanswered: RefCell::default(),
            listens: rim.listens(),
        }
    }

    /// A version 4 UUID.
    pub fn uuid(&self) -> Text {
        let bits = self.random.borrow_mut().u128(..);
        let bits = bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-").into()
    }
}

/// One execution: the one that was started, or a child of a distributed Map.
pub(super) struct Execution<'a> {
    pub world: &'a World<'a>,
    pub arn: Text,
    pub kind: Kind,
    /// The fields `Execution` and `StateMachine` of the Context Object.
    pub context: [(&'static str, Value); 2],
    /// The name of the state machine, with which names of map runs begin.
    pub machine: Text,
    events: Cell<u64>,
    /// How many states were entered, and attempts retried.
    pub transitions: Cell<u64>,
}

/// Who runs the execution, for the Context Object.
pub(super) struct Identity<'i> {
    pub arn: Text,
    pub name: &'i str,
    pub machine_arn: Text,
    pub machine: Text,
    pub kind: Kind,
    pub input: &'i Value,
    pub started: Timestamp,
    /// How often it was redriven.
    pub redrives: u32,
}

impl<'a> Execution<'a> {
    pub fn new(world: &'a World<'a>, identity: Identity<'_>) -> Self {
        let Identity { arn, name, machine_arn, machine, kind, input, started, redrives } = identity;
        let mut execution = vec![
            ("Id", Value::String(arn.clone())),
            ("Input", input.clone()),
            ("StartTime", started.to_string().into()),
            ("Name", name.into()),
            ("RoleArn", world.options.role.as_deref().map_or(Value::Null, Value::string)),
        ];
        // Executions of Express machines cannot be redriven.
        if kind == Kind::Standard {
            execution.push(("RedriveCount", i64::from(redrives).into()));
        }
        if redrives > 0 {
            execution.push(("RedriveTime", world.clock.now().to_string().into()));
        }
        let state_machine =
            [("Id", Value::String(machine_arn)), ("Name", Value::String(machine.clone()))];
        Self {
            world,
            arn,
            kind,
            context: [
                ("Execution", Value::object(execution)),
                ("StateMachine", Value::object(state_machine)),
            ],
            machine,
            events: Cell::new(0),
            transitions: Cell::new(0),
        }
    }

    /// Tells of the children of a Map Run, in the order of the items.
    pub fn map_run(&self, map_run: &Text, children: impl Iterator<Item = Planned>) {
        if self.world.listens {
            self.world.rim.map_run(map_run, &children.collect::<Vec<_>>());
        }
    }

    /// Adds an event behind `previous`; its id.
    pub fn record(&self, previous: u64, what: impl FnOnce() -> What) -> u64 {
        let id = self.events.get() + 1;
        self.events.set(id);
        if self.world.listens {
            let event = Event { id, previous, time: self.world.clock.now(), what: what() };
            self.world.rim.event(&self.arn, &event);
        }
        id
    }

    /// Tells that the run has come to this part of a state.
    pub fn reached(&self, state: &Text, reach: Reach) {
        if self.world.listens {
            self.world.rim.reached(&self.machine, state, reach);
        }
    }

    /// Goes on behind the events of a history.
    pub fn continue_behind(&self, last: u64) {
        self.events.set(last);
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.events.get()
    }

    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Counts a state transition.
    pub fn count_transition(&self) {
        self.transitions.set(self.transitions.get() + 1);
    }
}

/// A chain of events: the execution itself, a branch or an iteration.
pub(super) struct Strand {
    /// The last event of the chain.
    pub last: Cell<u64>,
    /// The last event when the current decision began: entering and leaving a state that waits for
    /// nothing is one decision.
    pub decision: Cell<u64>,
    /// The `Type` of the state it is in.
    pub state: Cell<Option<&'static str>>,
    pub variables: Rc<Variables>,
    /// The branches or iterations that run within its state.
    pub children: RefCell<Vec<Rc<Strand>>>,
    /// The Map and the index, of an iteration.
    pub iteration: Option<(Text, usize)>,
    /// Whether others run beside it.
    pub concurrent: Cell<bool>,
    /// Where it takes up again, of a redriven execution.
    pub resume: RefCell<Option<Resume>>,
}

impl Strand {
    pub fn new(last: u64, variables: Rc<Variables>, iteration: Option<(Text, usize)>) -> Self {
        Self {
            last: Cell::new(last),
            decision: Cell::new(last),
            state: Cell::new(None),
            variables,
            children: RefCell::default(),
            iteration,
            concurrent: Cell::new(false),
            resume: RefCell::default(),
        }
    }

    /// Makes `id` the last event.
    pub fn advance(&self, id: u64) {
        self.last.set(id);
    }
}

/// The variables of a machine, a branch or an iteration; inner ones see outer ones.
#[derive(Default)]
pub(super) struct Variables {
    outer: Option<Rc<Variables>>,
    own: RefCell<IndexMap<Text, Value, rustc_hash::FxBuildHasher>>,
}

impl Variables {
    /// Those of a branch or an iteration within `outer`.
    pub fn within(outer: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { outer: Some(Rc::clone(outer)), own: RefCell::default() })
    }

    pub fn get(&self, name: &str) -> Option<Value> {
        let own = self.own.borrow().get(name).cloned();
        own.or_else(|| self.outer.as_ref()?.get(name))
    }

    /// Its own, as an object.
    pub fn to_object(&self) -> Value {
        let own = self.own.borrow();
        Value::object(own.iter().map(|(name, value)| (name.clone(), value.clone())))
    }

    pub fn assign(&self, assigned: &[(Text, Value)]) {
        let mut own = self.own.borrow_mut();
        for (name, value) in assigned {
            own.insert(name.clone(), value.clone());
        }
    }
}

/// The failure of a state, not yet told in the history.
pub(super) type Attempt<T> = Result<T, Failure>;
