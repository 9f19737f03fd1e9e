//! Decides what constants decide: after a constant has taken the place of a variable, tests of it
//! are known.

use super::ast::{BinaryOp, Expr};

/// `expr` with the tests, conditions and optional fields that constants decide gone. Its value is
/// the same.
#[must_use]
pub fn simplify(mut expr: Expr) -> Expr {
    reduce(&mut expr);
    expr
}

/// Changes the items of a list constructor. JSONata keeps a constructor within a constructor as a list of
/// its own, and joins what any other item gives: one that becomes a constructor gives its items.
pub fn each_item(items: &mut Vec<Expr>, mut change: impl FnMut(&mut Expr)) {
    let mut changed = Vec::with_capacity(items.len());
    for mut item in items.drain(..) {
        let was_list = matches!(item, Expr::Array(_));
        change(&mut item);
        match item {
            Expr::Array(inner) if !was_list => changed.extend(inner),
            item => changed.push(item),
        }
    }
    *items = changed;
}

fn reduce(expr: &mut Expr) {
    match &mut *expr {
        Expr::Array(items) => each_item(items, reduce),
        other => other.for_each_child_mut(reduce),
    }
    if let Expr::Object(entries) = expr {
        entries.retain(|(_, value)| !is_nothing(value));
    }
    if let Some(known) = decided(expr) {
        *expr = known;
    }
}

/// What an expression of simplified parts is known to be.
fn decided(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Call(function, args) => match (&**function, args.as_slice()) {
            (Expr::Variable(name), [arg]) if &**name == "exists" => {
                is_constant(arg).then_some(Expr::Bool(true))
            }
            (Expr::Variable(name), [Expr::Bool(value)]) if &**name == "not" => {
                Some(Expr::Bool(!value))
            }
            _ => None,
        },
        Expr::Binary(op @ (BinaryOp::Equal | BinaryOp::NotEqual), left, right) => {
            let same = same(left, right)?;
            Some(Expr::Bool(same == (*op == BinaryOp::Equal)))
        }
        Expr::Condition(test, then, otherwise) => match (&**test, otherwise) {
            (Expr::Bool(true), _) => Some((**then).clone()),
            (Expr::Bool(false), Some(otherwise)) => Some((**otherwise).clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `false ? e`, which an object leaves out.
fn is_nothing(expr: &Expr) -> bool {
    matches!(expr, Expr::Condition(test, _, None) if matches!(**test, Expr::Bool(false)))
}

/// Whether two constants are equal; `None` where one is none.
fn same(left: &Expr, right: &Expr) -> Option<bool> {
    let scalar = |expr: &Expr| matches!(expr, Expr::Null | Expr::Bool(_) | Expr::String(_));
    match (left, right) {
        _ if scalar(left) && scalar(right) => Some(left == right),
        // A number or a text of whatever digits or letters is not null.
        (Expr::Null, other) | (other, Expr::Null) => is_constant(other).then_some(false),
        _ => None,
    }
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Null
        | Expr::Bool(_)
        | Expr::Number(_)
        | Expr::String(_)
        | Expr::Substituted(_)
        | Expr::Substitution(_) => true,
        Expr::Negate(operand) => matches!(**operand, Expr::Number(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::parse;

    #[track_caller]
    fn becomes(text: &str, simple: &str) {
        let expr = parse(text).expect("it is right");
        assert_eq!(simplify(expr).to_string(), simple);
    }

    #[test]
    fn constants_decide() {
        becomes("$exists(\"a\") ? \"a\" : \"b\"", "\"a\"");
        becomes("{\"a\": 1, \"b\": null != null ? null}", "{\"a\": 1}");
        becomes("$x & (5 != null ? 5 : 0)", "$x & 5");
        becomes("$not(\"a\" = \"b\") ? $x : $y", "$x");
    }

    #[test]
    fn a_list_does_not_nest_deeper() {
        becomes("[true ? [1, 2] : $x, [3]]", "[1, 2, [3]]");
        becomes("[[false ? $x : [1]]]", "[[1]]");
    }

    #[test]
    fn what_is_not_known_stays() {
        for text in ["$exists($x) ? $x : 0", "1 = 2", "$x != null ? $x", "$f(null)"] {
            becomes(text, text);
        }
    }
}
