//! Functions of texts.
//!
//! Step Functions cuts texts by UTF-16 units and counts them by characters; half a character that
//! is cut off becomes U+FFFD.

use crate::value::{Text, Value};

use super::super::failure::Result;
use super::super::function::Argument;
use super::super::limits::{WEIGHT, too_heavy};
use super::super::rows::number;
use super::super::run::Run;
use super::Args;

pub(super) fn length(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.spend(text.len() / 8)?;
    Ok(Some(number(text.chars().count())))
}

pub(super) fn lowercase(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    changed(run, args, str::to_lowercase)
}

pub(super) fn uppercase(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    changed(run, args, str::to_uppercase)
}

/// Without blanks at its ends, and with a single one for several.
pub(super) fn trim(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    changed(run, args, |text| {
        let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    })
}

fn changed(
    run: &mut Run<'_>,
    args: &Args<'_>,
    change: impl FnOnce(&str) -> String,
) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let text = change(text);
    run.meter.make_string(text.len())?;
    Ok(Some(Value::from(text)))
}

pub(super) fn substring_before(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    around(args, |text, at, _| &text[..at])
}

pub(super) fn substring_after(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    around(args, |text, at, found| &text[at + found.len()..])
}

/// A part of the text where the second argument is found in it, else the text.
fn around(
    args: &Args<'_>,
    part: impl for<'a> FnOnce(&'a str, usize, &str) -> &'a str,
) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let sought = args.text(1)?.map_or("undefined", |sought| sought);
    Ok(Some(match text.find(sought) {
        Some(at) => Value::string(part(text, at, sought)),
        None => Value::String(text.clone()),
    }))
}

pub(super) fn substring(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.make_string(text.len())?;
    let (start, length) = (args.number(1)?.unwrap_or(0.0), args.number(2)?);
    let part = if text.is_ascii() {
        let (start, end) = bounds(text.len(), start, length);
        Value::string(&text[start..end])
    } else {
        let units: Vec<u16> = text.encode_utf16().collect();
        let (start, end) = bounds(units.len(), start, length);
        Value::from(String::from_utf16_lossy(&units[start..end]))
    };
    Ok(Some(part))
}

/// Where a part begins and ends; a negative start counts from the end.
#[allow(clippy::cast_precision_loss, reason = "no text is that long")]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the text")]
fn bounds(count: usize, start: f64, length: Option<f64>) -> (usize, usize) {
    let whole = count as f64;
    let start = if whole + start < 0.0 { 0.0 } else { start };
    // As in a slice: what is negative counts from the end, fractions are cut.
    let place = |at: f64| {
        let at = at.trunc();
        (if at < 0.0 { (whole + at).max(0.0) } else { at.min(whole) }) as usize
    };
    let end = match length {
        None => count,
        Some(length) if length <= 0.0 => return (0, 0),
        Some(length) if start >= 0.0 => place(start + length),
        Some(length) => place(whole + start + length),
    };
    let start = place(start);
    (start, end.max(start))
}

pub(super) fn pad(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let width = args.number(1)?.unwrap_or(f64::NAN).trunc();
    let filler = args.text(2)?.filter(|filler| !filler.is_empty()).map_or(" ", |filler| filler);
    #[allow(clippy::cast_precision_loss, reason = "no text is that long")]
    let missing = width.abs() - text.chars().count() as f64;
    if missing.is_nan() || missing <= 0.0 {
        return Ok(Some(Value::String(text.clone())));
    }
    #[allow(clippy::cast_precision_loss, reason = "it is small")]
    if missing > WEIGHT as f64 {
        return too_heavy();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let padding: String = filler.chars().cycle().take(missing as usize).collect();
    run.meter.make_string(text.len() + padding.len())?;
    let padded = if width > 0.0 { format!("{text}{padding}") } else { format!("{padding}{text}") };
    Ok(Some(Value::from(padded)))
}

pub(super) fn join(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(array) = args.array(0)? else { return Ok(None) };
    let separator = args.text(1)?.map_or("", |separator| separator);
    let mut joined = String::new();
    for (at, item) in array.iter().enumerate() {
        if at > 0 {
            joined.push_str(separator);
        }
        match item {
            Value::String(text) => joined.push_str(text),
            _ => return args.bad(0),
        }
        if joined.len() > WEIGHT {
            break;
        }
    }
    run.meter.make_string(joined.len())?;
    Ok(Some(Value::from(joined)))
}

/// The UTF-16 units of a text, each as a text.
pub(super) fn units(text: &Text) -> Vec<Value> {
    if text.is_ascii() {
        return text.char_indices().map(|(at, _)| Value::string(&text[at..=at])).collect();
    }
    text.encode_utf16().map(|unit| Value::from(String::from_utf16_lossy(&[unit]))).collect()
}
