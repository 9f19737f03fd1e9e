//! Decides what constants decide: after a constant has taken the place of a variable, tests of it
//! are known.

use super::ast::{BinaryOp, Expr, Name};

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

/// `expr`, whose parts are simple, as [`simplify`] has it.
#[must_use]
pub fn fold(expr: Expr) -> Expr {
    decided(&expr).unwrap_or(expr)
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
        Expr::Binary(BinaryOp::Concat, left, right) => joined(left, right),
        Expr::Binary(op, left, right) => of_whole_numbers(*op, whole(left)?, whole(right)?),
        Expr::Path(object, field) => match (&**object, &**field) {
            (Expr::Object(entries), Expr::Field(name)) => entry(entries, name),
            _ => None,
        },
        Expr::Condition(test, then, otherwise) => match (&**test, otherwise) {
            (Expr::Bool(true), _) => Some((**then).clone()),
            (Expr::Bool(false), Some(otherwise)) => Some((**otherwise).clone()),
            // What is joined is a text.
            (Expr::Binary(BinaryOp::NotEqual, value, null), _)
                if **null == Expr::Null
                    && value == then
                    && matches!(**value, Expr::Binary(BinaryOp::Concat, ..)) =>
            {
                Some((**then).clone())
            }
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
    let scalar = |expr: &Expr| {
        matches!(expr, Expr::Null | Expr::Bool(_) | Expr::String(_)) || whole(expr).is_some()
    };
    match (left, right) {
        _ if scalar(left) && scalar(right) => Some(left == right),
        // A number or a text of whatever digits or letters is not null.
        (Expr::Null, other) | (other, Expr::Null) => is_constant(other).then_some(false),
        _ => None,
    }
}

/// Numbers below this, whole and of either sign, are exact whoever calculates with them.
const EXACT: i64 = 1_000_000_000_000_000;

/// The whole number an expression is, if it is an exact one.
fn whole(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Number(digits) => digits.parse().ok().filter(|number| *number < EXACT),
        Expr::Negate(operand) => match &**operand {
            Expr::Number(_) => whole(operand).filter(|number| *number > 0).map(|number| -number),
            _ => None,
        },
        _ => None,
    }
}

fn of_whole_numbers(op: BinaryOp, left: i64, right: i64) -> Option<Expr> {
    let number =
        |number: Option<i64>| number.filter(|number| number.abs() < EXACT).map(Expr::integer);
    match op {
        BinaryOp::Add => number(left.checked_add(right)),
        BinaryOp::Subtract => number(left.checked_sub(right)),
        // Nothing times less than nothing is `-0`.
        BinaryOp::Multiply if left > 0 && right > 0 => number(left.checked_mul(right)),
        BinaryOp::Less => Some(Expr::Bool(left < right)),
        BinaryOp::LessEqual => Some(Expr::Bool(left <= right)),
        BinaryOp::Greater => Some(Expr::Bool(left > right)),
        BinaryOp::GreaterEqual => Some(Expr::Bool(left >= right)),
        _ => None,
    }
}

/// `left & right` with the texts that meet there in one.
fn joined(left: &Expr, right: &Expr) -> Option<Expr> {
    let Expr::String(end) = right else { return None };
    let join = |start: &str| {
        let text = format!("{start}{end}");
        // Pieces of what would be taken for more than text are kept apart.
        (!["${", "{%", "%}"].iter().any(|sign| text.contains(sign))).then(|| Expr::string(&text))
    };
    match left {
        Expr::String(start) => join(start),
        Expr::Binary(BinaryOp::Concat, first, start) => match &**start {
            Expr::String(start) => {
                Some(Expr::binary(BinaryOp::Concat, (**first).clone(), join(start)?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The constant that an object of constants has under a name.
fn entry(entries: &[(Expr, Expr)], name: &Name) -> Option<Expr> {
    let constant =
        |(key, value): &(Expr, Expr)| matches!(key, Expr::String(_)) && is_constant(value);
    let is_read = |(key, _): &&(Expr, Expr)| matches!(key, Expr::String(key) if key == name);
    let mut found = entries.iter().filter(is_read);
    let value = found.next().map(|(_, value)| value.clone())?;
    (found.next().is_none() && entries.iter().all(constant)).then_some(value)
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
        becomes("1 = 2 ? $x : 1 + 2 * 3 - 9", "-2");
        becomes("6 > 5 and 1 <= -1", "true and false");
        becomes("{\"k\": 2, \"m\": \"a\"}.k", "2");
    }

    #[test]
    fn texts_are_joined() {
        becomes("$x & \": \" & \"a\" & \"b\" & $y", "$x & \": ab\" & $y");
        becomes("\"a\" & $x != null ? \"a\" & $x : \"\"", "\"a\" & $x");
        becomes("\"$\" & \"{a}\"", "\"$\" & \"{a}\"");
    }

    #[test]
    fn a_list_does_not_nest_deeper() {
        becomes("[true ? [1, 2] : $x, [3]]", "[1, 2, [3]]");
        becomes("[[false ? $x : [1]]]", "[[1]]");
    }

    #[test]
    fn what_is_not_known_stays() {
        for text in [
            "$exists($x) ? $x : 0",
            "1 = 1.0",
            "$x != null ? $x",
            "$f(null)",
            "0 * -5",
            "1 / 3",
            "999999999999999 + 1",
            "{\"a\": $x, \"b\": 1}.b",
            "$f(\"a\" & $x) != null ? $f(\"a\" & $x) : 0",
        ] {
            becomes(text, text);
        }
    }
}
