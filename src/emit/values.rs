//! Templates as JSON: expressions between `{%` and `%}`, constants as they are, and text that
//! Step Functions or CloudFormation would take for something else as an expression.

use serde_json::{Map as Object, Number, Value};

use crate::asl::text::{Delimited, delimited};
use crate::ir::machine::Template;
use crate::jsonata::{BinaryOp, Expr, Name, Piece, print_behind, text_of};

/// The template as JSON.
pub fn json(template: &Template) -> Value {
    match template {
        Template::Expr(expr) => constant_value(expr).map_or_else(|| written(expr), literal),
        Template::Literal(value) => literal(value.clone()),
        Template::Text(pieces) => text(pieces),
        Template::Array(items) => Value::Array(items.iter().map(json).collect()),
        Template::Object(entries) if entries.iter().any(|(key, _)| is_taken_for_more(key)) => {
            written(&expression(template))
        }
        Template::Object(entries) => Value::Object(
            entries.iter().map(|(key, value)| (key.to_string(), json(value))).collect(),
        ),
    }
}

/// The template as an expression even where it is a constant: for conditions, which validators take
/// in no other form.
pub fn condition(template: &Template) -> Value {
    match template {
        Template::Expr(expr) => expression_text(expr),
        other => expression_text(&expression(other)),
    }
}

/// A comment, in which nothing may look like a substitution.
pub fn comment(text: &str) -> String {
    text.replace("${", "$ {")
}

/// Room for the text of most expressions.
const EXPRESSION: usize = 48;

/// `{% expr %}`
fn written(expr: &Expr) -> Value {
    match expr {
        Expr::Substituted(pieces) => text(pieces),
        _ => expression_text(expr),
    }
}

fn expression_text(expr: &Expr) -> Value {
    let mut text = String::with_capacity(EXPRESSION);
    text.push_str("{% ");
    let mut text = print_behind(text, expr);
    text.push_str(" %}");
    Value::String(text)
}

/// A constant with all of it as it is, or as expressions where its text would be taken for more.
fn literal(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
        Value::String(text) if is_taken_for_more(&text) => expression_text(&Expr::string(&text)),
        Value::String(_) => value,
        Value::Array(items) => Value::Array(items.into_iter().map(literal).collect()),
        Value::Object(ref fields) if fields.keys().any(|key| is_taken_for_more(key)) => {
            expression_text(&Expr::constant(&value))
        }
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, literal(value))).collect())
        }
    }
}

/// Whether a text is more than itself: an expression or half of one, or a substitution.
fn is_taken_for_more(text: &str) -> bool {
    delimited(text) != Delimited::No || text.contains("${")
}

fn text(pieces: &[Piece]) -> Value {
    let own = joined(pieces);
    let risky = own.iter().any(|piece| match piece {
        Piece::Text(text) => text.contains("${"),
        Piece::Substitution(_) => false,
    });
    let begins = matches!(own.first(), Some(Piece::Text(text)) if text.starts_with("{%"));
    let closes = matches!(own.last(), Some(Piece::Text(text)) if text.ends_with("%}"));
    if risky || begins || closes {
        expression_text(&Expr::Substituted(own))
    } else {
        Value::String(text_of(&own))
    }
}

/// The pieces with neighbouring texts in one.
fn joined(pieces: &[Piece]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        if let (Some(Piece::Text(before)), Piece::Text(text)) = (joined.last_mut(), piece) {
            *before = format!("{before}{text}").into();
        } else {
            joined.push(piece.clone());
        }
    }
    joined
}

/// The value of an expression that is a constant.
fn constant_value(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Null => Some(Value::Null),
        Expr::Bool(value) => Some(Value::Bool(*value)),
        Expr::Number(digits) => number(digits).map(Value::Number),
        Expr::Negate(operand) => match &**operand {
            Expr::Number(digits) => number(&format!("-{digits}")).map(Value::Number),
            _ => None,
        },
        Expr::String(text) => Some(Value::String(text.to_string())),
        Expr::Array(items) => {
            items.iter().map(constant_value).collect::<Option<_>>().map(Value::Array)
        }
        Expr::Object(entries) => constant_object(entries).map(Value::Object),
        _ => None,
    }
}

/// Two entries with one key are a fault of the expression, which must stay one.
fn constant_object(entries: &[(Expr, Expr)]) -> Option<Object<String, Value>> {
    let mut fields = Object::new();
    for (key, value) in entries {
        let Expr::String(key) = key else { return None };
        if fields.insert(key.to_string(), constant_value(value)?).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// The number that the digits of an expression stand for, whole ones without a fraction.
fn number(digits: &str) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Ok(whole) = digits.parse::<i64>() {
        return Some(whole.into());
    }
    let value = digits.parse::<f64>().ok()?;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return format!("{value:.0}").parse::<i64>().ok().map(Number::from);
    }
    Number::from_f64(value)
}

/// The template as one expression.
fn expression(template: &Template) -> Expr {
    match template {
        Template::Expr(expr) => expr.clone(),
        Template::Literal(value) => Expr::constant(value),
        Template::Text(pieces) => Expr::Substituted(pieces.clone()),
        Template::Array(items) => items.iter().fold(Expr::Array(Vec::new()), with_item),
        Template::Object(entries) => Expr::Object(
            entries
                .iter()
                .map(|(key, value)| (Expr::String(key.clone()), expression(value)))
                .collect(),
        ),
    }
}

/// `list` with one more item. An item that is a list must not be taken for several items, which is
/// what a constructor does with one (hazard H2), so it is put into a list first.
fn with_item(list: Expr, item: &Template) -> Expr {
    let item = expression(item);
    let boxed = match &item {
        Expr::Array(_) => Expr::Array(vec![item]),
        Expr::String(_) | Expr::Substituted(_) | Expr::Number(_) | Expr::Object(_) => {
            Expr::Array(vec![item])
        }
        _ => {
            let name = Name::from("item");
            let value = || Expr::Variable(name.clone());
            let is_list = Expr::binary(
                BinaryOp::Equal,
                Expr::call("type", vec![value()]),
                Expr::string("array"),
            );
            let nested = Expr::Array(vec![Expr::Array(vec![value()])]);
            let body = Expr::condition(is_list, nested, Expr::Array(vec![value()]));
            Expr::Call(Box::new(Expr::function(vec![name.clone()], body)), vec![item])
        }
    };
    Expr::call("append", vec![list, boxed])
}
