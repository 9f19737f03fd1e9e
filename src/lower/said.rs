//! Where the source says what a state does: pictures show its words instead of the expressions they become.

use std::sync::Arc;

use crate::ir::machine::{StateId, Words};
use crate::ir::program::{Entry, Expr, ExprKind, Map, MapSource, Task};
use crate::lower::Lowering;
use crate::source::Span;

impl Lowering<'_> {
    /// Keeps the words for what fields of a state hold.
    pub(super) fn say<N: Into<Arc<str>>, W: Into<Words>>(
        &mut self,
        state: StateId,
        fields: impl IntoIterator<Item = (N, W)>,
    ) {
        let fields = fields.into_iter().map(|(field, words)| (field.into(), words.into()));
        self.machine.state_mut(state).said.extend(fields);
    }

    pub(super) fn say_task(&mut self, state: StateId, task: &Task) {
        self.say(state, task.arguments.iter().flat_map(entries));
        let limits = [("TimeoutSeconds", &task.timeout), ("HeartbeatSeconds", &task.heartbeat)];
        self.say(state, limits.into_iter().filter_map(|(field, expr)| written(field, expr)));
    }

    pub(super) fn say_map(&mut self, state: StateId, map: &Map) {
        match &map.source {
            MapSource::Items(items) => self.say(state, [("Items", items.span)]),
            MapSource::Reader { arguments, .. } => self.say(state, entries(arguments)),
        }
        let batch = map.distributed.as_ref().and_then(|options| options.batch_items.as_ref());
        let batch = batch.map(|batch| ("MaxItemsPerBatch", batch.span));
        self.say(state, written("MaxConcurrency", &map.concurrency).into_iter().chain(batch));
    }
}

fn written(field: &'static str, expr: &Option<Expr>) -> Option<(&'static str, Span)> {
    expr.as_ref().map(|expr| (field, expr.span))
}

/// The entries of an object that are written one by one.
fn entries(object: &Expr) -> impl Iterator<Item = (Arc<str>, Span)> + '_ {
    let entries = match &object.kind {
        ExprKind::Object(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().filter_map(|entry| match entry {
        Entry::Field { key, value } | Entry::Optional { key, value } => {
            // What the compiler made up is said by the whole call.
            (value.span != object.span).then(|| (key.clone(), value.span))
        }
        Entry::Computed { .. } | Entry::Spread(_) => None,
    })
}
