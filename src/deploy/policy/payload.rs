//! What is known of the JSON templates of a definition: arguments, parameters, assignments.

use serde_json::Value;

use super::evaluate::evaluate;
use super::known::Known;
use super::text::Text;
use super::variables::Variables;
use crate::asl::model::QueryLanguage;
use crate::asl::text::expression;
use crate::jsonata;

/// What a template gives in a state of the query language.
pub fn known(template: &Value, language: QueryLanguage, variables: &Variables<'_>) -> Known {
    match template {
        Value::Null => Known::Missing,
        Value::Bool(_) | Value::Number(_) => Known::Text(Text::plain(&template.to_string())),
        Value::String(text) => match language {
            QueryLanguage::Jsonata => string(text, variables),
            QueryLanguage::JsonPath => Known::Text(Text::of_definition(text)),
        },
        Value::Array(items) => {
            let items = items.iter().map(|item| known(item, language, variables));
            Known::List { items: items.collect(), open: false }
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| match name.strip_suffix(".$") {
                Some(name) if language == QueryLanguage::JsonPath => {
                    let text = value.as_str().unwrap_or_default();
                    (name.to_owned(), path(text, variables))
                }
                _ => (name.clone(), known(value, language, variables)),
            });
            Known::Object { fields: fields.collect(), open: false }
        }
    }
}

/// A string of JSONata mode.
fn string(text: &str, variables: &Variables<'_>) -> Known {
    match expression(text).map(jsonata::parse) {
        None => Known::Text(Text::of_definition(text)),
        // A value that is given, though nothing may be known of it: an expression without a value
        // fails the state.
        Some(Ok(expr)) => evaluate(&expr, variables).given(),
        Some(Err(_)) => Known::Some,
    }
}

/// The value of a field whose name ends in `.$`.
pub fn path(text: &str, variables: &Variables<'_>) -> Known {
    if let Some(args) = text.strip_prefix("States.Format(").and_then(|text| text.strip_suffix(')'))
    {
        return format(args, variables);
    }
    let name = text.strip_prefix('$').filter(|name| is_name(name));
    name.map_or(Known::Some, |name| variables.value(name).given())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// `States.Format('a {} b', …)`: the text with what the arguments are, as far as that is known.
fn format(args: &str, variables: &Variables<'_>) -> Known {
    let Some((template, rest)) = quoted(args.trim_start()) else { return Known::Some };
    let mut args = arguments(rest).into_iter().map(|arg| argument(arg, variables));
    let mut result = Text::default();
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once("{}") {
        result = result.and(&Text::of_definition(before));
        result = result.and(&args.next().unwrap_or_else(Text::any));
        rest = after;
    }
    Known::Text(result.and(&Text::of_definition(rest)))
}

/// The text in quotes at the start, and what is behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('\'')?;
    let mut result = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\'' => return Some((result, &inside[at + 1..])),
            '\\' => result.extend(letters.next().map(|(_, letter)| letter)),
            letter => result.push(letter),
        }
    }
    None
}

/// The arguments behind the first, as long as they are paths.
fn arguments(rest: &str) -> Vec<&str> {
    let rest = rest.trim_start().strip_prefix(',').unwrap_or_default();
    // A call or a text with a comma would be cut in pieces.
    if rest.contains(['(', '\'']) {
        return Vec::new();
    }
    rest.split(',').map(str::trim).collect()
}

fn argument(text: &str, variables: &Variables<'_>) -> Text {
    match path(text, variables) {
        Known::Text(text) => text,
        _ => Text::any(),
    }
}
