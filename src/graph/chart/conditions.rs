//! The tests of a Choice in words.

use serde_json::Value;

use super::words::{path, value};
use crate::asl::model::{InnerTest, Test};

/// A test as a person would say it: the JSONata expression, or the JSONPath rule.
pub(super) fn words(test: &Test) -> String {
    match test {
        Test::Condition(condition) => value(condition),
        Test::And(tests) => joined(tests, "and"),
        Test::Or(tests) => joined(tests, "or"),
        Test::Not(test) => match &test.test {
            Test::Compare { variable, operator, operand } => {
                compared(variable, operator, operand, true)
            }
            other => format!("not ({})", words(other)),
        },
        Test::Compare { variable, operator, operand } => {
            compared(variable, operator, operand, false)
        }
    }
}

fn joined(tests: &[InnerTest], word: &str) -> String {
    let parts: Vec<String> = tests.iter().map(|test| part(&test.test)).collect();
    parts.join(&format!(" {word} "))
}

/// In brackets where it is joined itself.
fn part(test: &Test) -> String {
    match test {
        Test::And(tests) | Test::Or(tests) if tests.len() > 1 => format!("({})", words(test)),
        Test::And(_) | Test::Or(_) | Test::Not(_) | Test::Condition(_) | Test::Compare { .. } => {
            words(test)
        }
    }
}

/// How the operators read, by what their names end in, and how their negations do.
const RELATIONS: [(&str, &str, &str); 5] = [
    ("GreaterThanEquals", "≥", "<"),
    ("LessThanEquals", "≤", ">"),
    ("GreaterThan", ">", "≤"),
    ("LessThan", "<", "≥"),
    ("Equals", "=", "≠"),
];

/// What the operators ask that need no second value.
const NATURES: [(&str, &str, &str); 6] = [
    ("IsPresent", "is there", "is not there"),
    ("IsNull", "is null", "is not null"),
    ("IsNumeric", "is a number", "is no number"),
    ("IsString", "is a string", "is no string"),
    ("IsBoolean", "is a boolean", "is no boolean"),
    ("IsTimestamp", "is a timestamp", "is no timestamp"),
];

fn compared(variable: &str, operator: &str, operand: &Value, negated: bool) -> String {
    let variable = path(variable);
    if let Some((_, yes, no)) = NATURES.iter().find(|(name, ..)| *name == operator) {
        let holds = operand.as_bool().unwrap_or(true) != negated;
        return format!("{variable} {}", if holds { yes } else { no });
    }
    let plain = operator.strip_suffix("Path").unwrap_or(operator);
    let operand = match operand.as_str().filter(|_| plain != operator) {
        Some(other) => path(other),
        None => operand.to_string(),
    };
    if plain == "BooleanEquals" && matches!(operand.as_str(), "true" | "false") {
        let holds = (operand == "true") != negated;
        return if holds { variable } else { format!("not {variable}") };
    }
    if plain == "StringMatches" {
        let word = if negated { "is not like" } else { "is like" };
        return format!("{variable} {word} {operand}");
    }
    match RELATIONS.iter().find(|(end, ..)| plain.ends_with(end)) {
        Some((_, yes, no)) => format!("{variable} {} {operand}", if negated { no } else { yes }),
        None => format!("{variable} {operator} {operand}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words;
    use crate::asl::model::{InnerTest, Test};

    fn compare(variable: &str, operator: &str, operand: serde_json::Value) -> Test {
        Test::Compare { variable: variable.to_owned(), operator: operator.to_owned(), operand }
    }

    fn inner(test: Test) -> InnerTest {
        InnerTest { test, comment: None }
    }

    #[test]
    fn rules_read_like_sentences() {
        let status = || compare("$.job.status", "StringEquals", json!("DONE"));
        let there = compare("$$.Execution.Input.x", "IsPresent", json!(true));
        for (test, expected) in [
            (Test::Condition(json!("{% $n > 3 %}")), "$n > 3"),
            (status(), r#"job.status = "DONE""#),
            (Test::Not(Box::new(inner(status()))), r#"job.status ≠ "DONE""#),
            (compare("$.a", "NumericLessThanPath", json!("$.b")), "a < b"),
            (compare("$.ok", "BooleanEquals", json!(false)), "not ok"),
            (
                Test::Or(vec![
                    inner(status()),
                    inner(Test::And(vec![inner(there), inner(status())])),
                ]),
                r#"job.status = "DONE" or (context.Execution.Input.x is there and job.status = "DONE")"#,
            ),
        ] {
            assert_eq!(words(&test), expected);
        }
    }
}
