//! Functions that look for a text, a regular expression, or what a function finds.

use std::rc::Rc;

use crate::value::{Text, Value};

use super::super::failure::{Failure, Result, fail};
use super::super::function::{Argument, Function};
use super::super::regex::{Match, Pattern, groups, units};
use super::super::run::Run;
use super::super::sequence::sequence;
use super::Args;
use super::strings;

/// What finds one match after another.
enum Matcher {
    Pattern(Rc<Pattern>),
    /// A function that gives a match as an object.
    Function(Value),
}

/// A match, and what finds the next one.
struct Found {
    /// The text that was found, and where, in bytes.
    matched: Text,
    at: Match,
    /// What a function gave, to be shown as it is.
    given: Option<Value>,
    next: Option<Value>,
}

impl Matcher {
    fn of(function: &Value) -> Self {
        match Function::of(function) {
            Some(Function::Regex(pattern)) => Self::Pattern(pattern.clone()),
            Some(Function::Given(inner)) => Self::of(inner),
            _ => Self::Function(function.clone()),
        }
    }

    fn first(&self, run: &mut Run<'_>, text: &Text, name: &str) -> Result<Option<Found>> {
        match self {
            Self::Pattern(pattern) => Ok(run.find(pattern, text)?.map(|at| Found::new(text, at))),
            Self::Function(function) => {
                let given = run.invoke(
                    function,
                    &mut [Some(Value::String(text.clone()))],
                    name,
                    &mut None,
                )?;
                given_match(given, text, name)
            }
        }
    }

    fn next(
        &self,
        run: &mut Run<'_>,
        text: &Text,
        last: &Found,
        name: &str,
    ) -> Result<Option<Found>> {
        match self {
            Self::Pattern(pattern) => {
                let found = run.find_next(pattern, text, last.at.end)?;
                Ok(found.map(|at| Found::new(text, at)))
            }
            Self::Function(_) => match &last.next {
                Some(next) => {
                    let given = run.invoke(next, &mut [], name, &mut None)?;
                    given_match(given, text, name)
                }
                None => Err(Failure::bare("The match has no function for the next one")),
            },
        }
    }
}

impl Found {
    fn new(text: &str, at: Match) -> Self {
        Self { matched: text[at.start..at.end].into(), at, given: None, next: None }
    }
}

/// A match as a function gave it.
fn given_match(given: Argument, text: &Text, name: &str) -> Result<Option<Found>> {
    let Some(given) = given else { return Ok(None) };
    let place = |field: &str| given.get(field).and_then(Value::as_f64);
    let next = given.get("next").filter(|next| Function::of(next).is_some());
    let groups = given.get("groups").and_then(Value::as_array);
    let (start, end) = (place("start"), place("end"));
    if start.is_none() && end.is_none() && groups.is_none() && next.is_none() {
        return fail(
            "T1010",
            format!(
                "The matcher function argument passed to function \"{name}\" does not return the \
                 correct object structure"
            ),
        );
    }
    let start = byte_at(text, start.unwrap_or(0.0));
    let matched: Text = given.get("match").and_then(Value::as_str).unwrap_or_default().into();
    let end = end.map_or(start + matched.len(), |end| byte_at(text, end));
    let text_of = |group: &Value| group.as_str().map(Text::from);
    let groups = groups.unwrap_or_default().iter().map(text_of).collect();
    let next = next.cloned();
    let at = Match { start, end: end.max(start).min(text.len()), groups };
    Ok(Some(Found { matched, at, given: Some(given), next }))
}

/// The byte at a place counted in UTF-16 units.
fn byte_at(text: &str, units: f64) -> usize {
    let mut left = units.max(0.0);
    for (at, c) in text.char_indices() {
        if left < 1.0 {
            return at;
        }
        #[allow(clippy::cast_precision_loss, reason = "it is 1 or 2")]
        let length = c.len_utf16() as f64;
        left -= length;
    }
    text.len()
}

pub(super) fn contains(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let found = match args.get(1) {
        Some(Value::String(sought)) => {
            run.meter.spend(text.len())?;
            text.contains(&**sought)
        }
        Some(function @ Value::Function(_)) => {
            Matcher::of(function).first(run, text, args.name)?.is_some()
        }
        _ => return args.bad(1),
    };
    Ok(Some(Value::Bool(found)))
}

/// The limit that an argument sets, which must not be negative.
fn limit(args: &Args<'_>, index: usize, code: &'static str, what: &str) -> Result<f64> {
    match args.number(index)? {
        Some(limit) if limit < 0.0 => {
            fail(code, format!("{what} function must evaluate to a positive number"))
        }
        limit => Ok(limit.unwrap_or(f64::INFINITY).trunc()),
    }
}

/// All matches, as far as `most` goes.
fn matches(
    run: &mut Run<'_>,
    matcher: &Matcher,
    text: &Text,
    most: f64,
    name: &str,
) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let mut count = 0.0;
    let mut next = matcher.first(run, text, name)?;
    while let Some(this) = next {
        if count >= most {
            break;
        }
        count += 1.0;
        // The next one is looked for even if it is not wanted any more.
        next = matcher.next(run, text, &this, name)?;
        run.meter.make_array(found.len())?;
        found.push(this);
    }
    Ok(found)
}

/// `$match`
pub(super) fn find(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let most = limit(args, 2, "D3040", "Third argument of match")?;
    let Some(function) = args.function(1)? else { return args.bad(1) };
    if most <= 0.0 {
        return Ok(Some(sequence(Vec::new())));
    }
    let found = matches(run, &Matcher::of(function), text, most, args.name)?;
    let shown = |found: &Found| {
        let index = units(text, found.at.start);
        let groups = match &found.given {
            Some(given) => given.get("groups").cloned().unwrap_or(Value::Null),
            None => groups(&found.at),
        };
        Value::object([
            ("match", Value::String(found.matched.clone())),
            ("index", index),
            ("groups", groups),
        ])
    };
    Ok(Some(sequence(found.iter().map(shown).collect())))
}

pub(super) fn split(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let most = limit(args, 2, "D3020", "Third argument of split")?;
    run.meter.make_string(text.len())?;
    if most <= 0.0 {
        return Ok(Some(Value::array(Vec::new())));
    }
    let parts = match args.get(1) {
        Some(Value::String(separator)) => split_plain(text, separator, most),
        Some(function @ Value::Function(_)) => {
            split_by(run, &Matcher::of(function), text, most, args.name)?
        }
        None => {
            return Err(Failure::bare("Cannot read properties of undefined (reading 'apply')"));
        }
        Some(_) => return args.bad(1),
    };
    run.meter.make_array(parts.len())?;
    Ok(Some(Value::array(parts)))
}

fn split_plain(text: &Text, separator: &str, most: f64) -> Vec<Value> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is positive")]
    let most = most as usize;
    if separator.is_empty() {
        let mut parts = strings::units(text);
        parts.truncate(most);
        return parts;
    }
    text.split(separator).take(most).map(Value::string).collect()
}

fn split_by(
    run: &mut Run<'_>,
    matcher: &Matcher,
    text: &Text,
    most: f64,
    name: &str,
) -> Result<Vec<Value>> {
    let found = matches(run, matcher, text, most, name)?;
    let mut parts = Vec::with_capacity(found.len() + 1);
    let mut start = 0;
    for found in &found {
        parts.push(Value::string(text.get(start..found.at.start).unwrap_or_default()));
        start = found.at.end;
    }
    #[allow(clippy::cast_precision_loss, reason = "no text has so many parts")]
    if (parts.len() as f64) < most {
        parts.push(Value::string(&text[start..]));
    }
    Ok(parts)
}

pub(super) fn replace(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    if args.text(1).is_ok_and(|pattern| pattern.is_some_and(|pattern| pattern.is_empty())) {
        return fail("D3010", "Second argument of replace function cannot be an empty string");
    }
    let most = limit(args, 3, "D3011", "Fourth argument of replace")?;
    if most <= 0.0 {
        return Ok(Some(Value::String(text.clone())));
    }
    let replaced = match (args.get(1), args.get(2)) {
        (Some(Value::String(pattern)), Some(Value::String(replacement))) => {
            replace_plain(text, pattern, replacement, most)
        }
        (Some(Value::String(_)), Some(_)) => return not_a_text(),
        (Some(Value::String(pattern)), None) => replace_plain(text, pattern, "undefined", most),
        (Some(function @ Value::Function(_)), replacement) => {
            let matcher = Matcher::of(function);
            replace_by(run, &matcher, text, replacement, most, args.name)?
        }
        _ => {
            return Err(Failure::bare("Cannot read properties of undefined (reading 'apply')"));
        }
    };
    run.meter.make_string(replaced.len())?;
    Ok(Some(Value::from(replaced)))
}

fn replace_plain(text: &str, pattern: &str, replacement: &str, most: f64) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    let mut count = 0.0;
    while count < most {
        let Some(at) = rest.find(pattern) else { break };
        replaced.push_str(&rest[..at]);
        replaced.push_str(replacement);
        rest = &rest[at + pattern.len()..];
        count += 1.0;
    }
    replaced.push_str(rest);
    replaced
}

fn replace_by(
    run: &mut Run<'_>,
    matcher: &Matcher,
    text: &Text,
    replacement: Option<&Value>,
    most: f64,
    name: &str,
) -> Result<String> {
    let mut replaced = String::new();
    let mut start = 0;
    let mut count = 0.0;
    let mut next = matcher.first(run, text, name)?;
    while let Some(found) = next {
        if count >= most {
            break;
        }
        replaced.push_str(text.get(start..found.at.start).unwrap_or_default());
        match replacement {
            Some(Value::String(template)) => fill(&mut replaced, template, &found),
            Some(function @ Value::Function(_)) => {
                let argument = described(matcher, text, &found);
                match run.invoke(function, &mut [Some(argument)], name, &mut None)? {
                    Some(Value::String(text)) => replaced.push_str(&text),
                    _ => return not_a_text(),
                }
            }
            _ => return not_a_text(),
        }
        run.meter.make_string(replaced.len())?;
        start = (found.at.start + found.matched.len()).min(text.len());
        count += 1.0;
        next = matcher.next(run, text, &found, name)?;
    }
    replaced.push_str(text.get(start..).unwrap_or_default());
    Ok(replaced)
}

fn not_a_text<T>() -> Result<T> {
    fail("D3012", "Attempted to replace a matched string with a non-string value")
}

/// A match as the function that replaces it gets it.
fn described(matcher: &Matcher, text: &Text, found: &Found) -> Value {
    match (matcher, &found.given) {
        (Matcher::Pattern(pattern), None) => {
            super::super::regex::described(pattern, text, &found.at)
        }
        (_, Some(given)) => given.clone(),
        (Matcher::Function(_), None) => Value::Null,
    }
}

/// Adds a template to a text: `$0` is the match, `$1` the first group, `$$` a dollar sign.
fn fill(out: &mut String, template: &str, found: &Found) {
    let groups = &found.at.groups;
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('0') {
            out.push_str(&found.matched);
            rest = after;
        } else if let Some((number, length)) = group_number(rest, groups.len()) {
            let group = number.checked_sub(1).and_then(|index| groups.get(index));
            if let Some(Some(group)) = group {
                out.push_str(group);
            }
            rest = &rest[length..];
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
}

/// The number of a group that a template goes on with, and how long it is: no longer than the
/// highest number of a group, and one digit shorter if it were higher.
fn group_number(rest: &str, groups: usize) -> Option<(usize, usize)> {
    let most = if groups == 0 { 1 } else { groups.to_string().len() };
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let mut length = digits;
    let mut number: usize = rest[..length].parse().ok()?;
    if most > 1 && number > groups {
        length = length.min(most - 1);
        number = rest[..length].parse().ok()?;
    }
    Some((number, number.to_string().len().min(length)))
}
