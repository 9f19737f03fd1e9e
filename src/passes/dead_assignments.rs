//! Drops assignments of variables that nothing reads behind them.
//!
//! Keeps: those that may fail, for they still may; unless something else on the same transition fails
//! whenever they do.

use crate::ir::machine::{Edge, Machine, Template, Value};
use crate::jsonata::{BinaryOp, Expr, Name};
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
/// or it computes with it in a way that fails or gives nothing where that does.
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

fn has_leaf_through(template: &Template, part: &Expr) -> bool {
    match template {
        Template::Expr(leaf) => needs(leaf, part),
        Template::Literal(_) | Template::Text(_) => false,
        Template::Array(items) => items.iter().any(|item| has_leaf_through(item, part)),
        Template::Object(fields) => fields.iter().any(|(_, field)| has_leaf_through(field, part)),
    }
}

/// Whether `expr` fails where `part` does, and has no value where it has none: such an expression is no
/// value of a leaf. A function, which is none either, has no fields and is no number.
fn needs(expr: &Expr, part: &Expr) -> bool {
    expr == part
        || match expr {
            Expr::Path(base, step) => matches!(**step, Expr::Field(_)) && needs(base, part),
            // Of nothing there is no item.
            Expr::Predicate(operand, _) | Expr::Negate(operand) => needs(operand, part),
            Expr::Binary(op, left, right) => {
                computes(*op) && (needs(left, part) || needs(right, part))
            }
            Expr::Call(function, args) => match args.as_slice() {
                [arg] => function.is_variable("number") && needs(arg, part),
                _ => false,
            },
            _ => false,
        }
}

/// Whether the operator evaluates both sides and gives nothing where one of them has no value. Equality,
/// `in`, `&`, `and` and `or` take what is missing.
fn computes(op: BinaryOp) -> bool {
    match op {
        BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::Remainder
        | BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual => true,
        BinaryOp::Concat
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::In
        | BinaryOp::Apply
        | BinaryOp::And
        | BinaryOp::Or => false,
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
        assert!(goes(failing(number(item())), number(number(item()))));
        assert!(goes(Value::sure(item()), Expr::Null));
        let twice = || Expr::binary(BinaryOp::Multiply, item(), Expr::integer(2));
        let compared = |op| Expr::binary(op, Expr::variable("x"), twice());
        assert!(goes(failing(twice()), compared(BinaryOp::Add)));
        assert!(goes(failing(twice()), compared(BinaryOp::Less)));
        assert!(goes(failing(item()), twice()));
        assert!(goes(failing(item()), item().at(Expr::integer(0))));
    }

    #[test]
    fn what_fails_alone_stays() {
        assert!(!goes(failing(item().field("count")), item()));
        assert!(!goes(failing(item()), Expr::call("exists", vec![item()])));
        for op in [BinaryOp::Equal, BinaryOp::Concat, BinaryOp::In, BinaryOp::And] {
            let compared = Expr::binary(op, number(item()), Expr::variable("x"));
            assert!(!goes(failing(number(item())), compared), "{op:?}");
        }
        let volatile = Effects { fails: true, volatile: true };
        let drawn = Value { effects: volatile, ..failing(number(item())) };
        assert!(!goes(drawn, number(item())));
    }
}
