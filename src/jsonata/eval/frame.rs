//! The names that are bound while an expression is evaluated.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::value::Value;

use super::plan::{Local, Slot, Symbol};

/// The value of a name that is bound; the name may be bound to nothing.
type Bound = Option<Value>;

/// The names of a block, of a call of a function, or of one row of a path that binds some.
#[derive(Default)]
pub(super) struct Frame {
    parent: Option<Rc<Frame>>,
    slots: RefCell<Vec<Option<Bound>>>,
    row: Option<Vec<(Symbol, Bound)>>,
    /// It is known to those who empty it in the end.
    noted: Cell<bool>,
}

impl Frame {
    /// A frame of `size` names that are not bound yet.
    pub(super) fn new(parent: &Rc<Self>, size: usize) -> Rc<Self> {
        Self::with_values(parent, vec![None; size])
    }

    pub(super) fn with_values(parent: &Rc<Self>, values: Vec<Option<Bound>>) -> Rc<Self> {
        Rc::new(Self {
            parent: Some(parent.clone()),
            slots: RefCell::new(values),
            ..Self::default()
        })
    }

    /// The frame of a call of a function with these parameters: that of its last call, unless
    /// something holds it still. Nothing but the parameters is bound.
    pub(super) fn of_call(
        last: Option<Rc<Self>>,
        parent: &Rc<Self>,
        size: usize,
        params: impl Iterator<Item = Bound>,
    ) -> Rc<Self> {
        let free = last.filter(|frame| Rc::strong_count(frame) == 1);
        let mut frame = free.unwrap_or_else(|| Self::new(parent, size));
        if let Some(own) = Rc::get_mut(&mut frame) {
            let values = params.map(Some).chain(std::iter::repeat(None));
            own.slots.get_mut().iter_mut().zip(values).for_each(|(slot, value)| *slot = value);
        }
        frame
    }

    /// The outermost frame.
    pub(super) fn outermost(size: usize) -> Rc<Self> {
        Rc::new(Self { slots: RefCell::new(vec![None; size]), ..Self::default() })
    }

    /// A frame with what a row of a path binds.
    pub(super) fn row(parent: &Rc<Self>, row: Vec<(Symbol, Bound)>) -> Rc<Self> {
        Rc::new(Self { parent: Some(parent.clone()), row: Some(row), ..Self::default() })
    }

    fn outwards(&self, up: usize) -> Option<&Self> {
        let mut frame = self;
        for _ in 0..up {
            frame = frame.parent.as_deref()?;
        }
        Some(frame)
    }

    /// The value at `local`, if something is bound there.
    pub(super) fn read(&self, local: &Local) -> Option<Bound> {
        let frame = self.outwards(local.up)?;
        match local.place {
            Slot::At(slot) => frame.slots.borrow().get(slot)?.clone(),
            Slot::Bound(symbol) => frame.bound(symbol),
        }
    }

    fn bound(&self, symbol: Symbol) -> Option<Bound> {
        let row = self.row.as_ref()?;
        row.iter().find(|(name, _)| *name == symbol).map(|(_, value)| value.clone())
    }

    /// What the nearest row that binds `symbol` binds it to.
    pub(super) fn nearest(&self, symbol: Symbol) -> Option<Bound> {
        let mut frame = Some(self);
        while let Some(here) = frame {
            if let Some(value) = here.bound(symbol) {
                return Some(value);
            }
            frame = here.parent.as_deref();
        }
        None
    }

    pub(super) fn bind(&self, up: usize, slot: usize, value: Bound) {
        if let Some(frame) = self.outwards(up)
            && let Some(place) = frame.slots.borrow_mut().get_mut(slot)
        {
            *place = Some(value);
        }
    }

    /// The frame a value is bound in, the first time that is asked.
    pub(super) fn note(self: &Rc<Self>, up: usize) -> Option<Rc<Self>> {
        let mut frame = self;
        for _ in 0..up {
            frame = frame.parent.as_ref()?;
        }
        (!frame.noted.replace(true)).then(|| frame.clone())
    }

    /// Lets go of all values: functions among them may hold the frame itself.
    pub(super) fn empty(&self) {
        let values = std::mem::take(&mut *self.slots.borrow_mut());
        drop(values);
    }
}
