//! Drops assignments of variables that nothing reads behind them.
//!
//! Keeps: those that may fail, for they still may; unless something else on the same transition fails
//! whenever they do.

use crate::ir::machine::{Edge, Machine, Template, Value};
use crate::jsonata::{Expr, Name};
use crate::passes::liveness::Liveness;

pub(super) fn run(machine: &mut Machine) {
    let liveness = Liveness::new(machine);
    machine.for_each_edge_mut(&mut |edge| {
        let to = edge.to;
        drop_unread(edge, |name| liveness.is_read_behind(to, name));
    });
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

/// Whether another leaf on the transition fails whenever the one assigned at `at` does: it is the same,
/// or it computes with the path that is assigned, which has no value where the path has none.
fn fails_anyway(edge: &Edge, at: usize) -> bool {
    let value = &edge.assign[at].1;
    let Template::Expr(expr) = &value.template else { return false };
    if value.effects.volatile {
        return false;
    }
    let others = edge.assign.iter().enumerate().filter(|(other, _)| *other != at);
    let values = others.map(|(_, (_, value))| value).chain(&edge.output);
    values.into_iter().any(|value: &Value| has_leaf_through(&value.template, expr))
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

fn leads_through(leaf: &Expr, part: &Expr) -> bool {
    leaf == part || is_path(part) && has_no_value_without(leaf, part)
}

/// Whether `expr` has no value where `path` has none.
fn has_no_value_without(expr: &Expr, path: &Expr) -> bool {
    expr == path
        || match expr {
            Expr::Path(base, step) => {
                matches!(**step, Expr::Field(_)) && has_no_value_without(base, path)
            }
            Expr::Negate(operand) => has_no_value_without(operand, path),
            Expr::Call(function, args) => match args.as_slice() {
                [arg] => function.is_variable("number") && has_no_value_without(arg, path),
                _ => false,
            },
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::machine::Effects;
    use crate::ir::sample::{out, set, to};

    fn failing(expr: Expr) -> Value {
        let effects = Effects { fails: true, volatile: false };
        Value { template: Template::Expr(expr), effects }
    }

    fn item() -> Expr {
        Expr::variable("states").field("result").field("Item")
    }

    fn number(of: Expr) -> Expr {
        Expr::call("number", vec![of])
    }

    /// Whether an unread variable of `value` goes where the edge has `output` too.
    fn goes(value: Value, output: Expr) -> bool {
        let mut edge = out(set(to(0), "unread", value), failing(output));
        drop_unread(&mut edge, |_| false);
        edge.assign.is_empty()
    }

    #[test]
    fn what_fails_otherwise_goes() {
        assert!(goes(failing(item()), item().field("count")));
        assert!(goes(failing(item().field("count")), number(item().field("count"))));
        assert!(goes(failing(number(item())), number(item())));
        assert!(goes(Value::sure(item()), Expr::Null));
    }

    #[test]
    fn what_fails_alone_stays() {
        assert!(!goes(failing(item().field("count")), item()));
        assert!(!goes(failing(number(item())), number(number(item()))));
        assert!(!goes(failing(item()), Expr::call("exists", vec![item()])));
        let volatile = Effects { fails: true, volatile: true };
        let drawn = Value { effects: volatile, ..failing(number(item())) };
        assert!(!goes(drawn, number(item())));
    }
}
