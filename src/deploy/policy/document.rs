//! Statements as IAM's JSON.

use serde_json::{Value, json};

use crate::deploy::model::Statement;

/// The policy document with these statements.
#[must_use]
pub fn document<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Value {
    let statements: Vec<Value> = statements.into_iter().map(written).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The characters that count for IAM's limits: those of the document without blanks between its tokens.
/// What keys stand for may be longer or shorter.
#[must_use]
pub fn size<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> usize {
    document(statements).to_string().chars().filter(|c| !c.is_whitespace()).count()
}

fn written(statement: &Statement) -> Value {
    let resource = match statement.resources.as_slice() {
        [one] => json!(one),
        several => json!(several),
    };
    let mut written =
        json!({ "Effect": "Allow", "Action": statement.actions, "Resource": resource });
    if let Some(condition) = &statement.condition {
        written["Condition"] = condition.clone();
    }
    written
}
