//! Drops assignments of variables that nothing reads behind them.
//!
//! Keeps: those that may fail, for they still may; unless something else on the same transition fails
//! whenever they do.

use crate::ir::machine::{Edge, Machine, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::graph::all_edges;
use crate::passes::liveness::Liveness;

pub(super) fn run(machine: &mut Machine) {
    let liveness = Liveness::new(machine);
    for edge in all_edges(machine) {
        let edge = machine.edge_mut(edge);
        let to = edge.to;
        drop_unread(edge, |name| liveness.is_read_behind(to, name));
    }
}

/// Drops the assignments of `edge` to variables that are not read behind it.
pub(super) fn drop_unread(edge: &mut Edge, is_read: impl Fn(&Name) -> bool) {
    for at in (0..edge.assign.len()).rev() {
        let (name, value) = &edge.assign[at];
        if !is_read(name) && (!value.effects.fails || fails_anyway(edge, at)) {
            edge.assign.remove(at);
        }
    }
}

/// Whether the transition reads a path through the one it assigns at `at`, as a leaf of its own: if
/// the assigned path is missing, so is the longer one.
fn fails_anyway(edge: &Edge, at: usize) -> bool {
    let Template::Expr(path) = &edge.assign[at].1.template else { return false };
    if !is_path(path) {
        return false;
    }
    let others = edge.assign.iter().enumerate().filter(|(other, _)| *other != at);
    let values = others.map(|(_, (_, value))| value).chain(&edge.output);
    values.into_iter().any(|value: &Value| has_leaf_through(&value.template, path))
}

fn is_path(expr: &Expr) -> bool {
    match expr {
        Expr::Variable(_) => true,
        Expr::Path(base, step) => matches!(**step, Expr::Field(_)) && is_path(base),
        _ => false,
    }
}

fn has_leaf_through(template: &Template, path: &Expr) -> bool {
    match template {
        Template::Expr(leaf) => leads_through(leaf, path),
        Template::Literal(_) | Template::Text(_) => false,
        Template::Array(items) => items.iter().any(|item| has_leaf_through(item, path)),
        Template::Object(fields) => fields.iter().any(|(_, field)| has_leaf_through(field, path)),
    }
}

fn leads_through(leaf: &Expr, path: &Expr) -> bool {
    leaf == path
        || match leaf {
            Expr::Path(base, step) => matches!(**step, Expr::Field(_)) && leads_through(base, path),
            _ => false,
        }
}
