//! Functions of numbers.

use crate::value::Value;

use super::super::failure::{Result, fail};
use super::super::function::Argument;
use super::super::run::Run;
use super::super::text::{self, json};
use super::Args;

fn each(args: &Args<'_>, function: impl FnOnce(f64) -> f64) -> Result<Argument> {
    Ok(args.number(0)?.map(|number| Value::from(function(number))))
}

pub(super) fn abs(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    each(args, f64::abs)
}

pub(super) fn floor(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    each(args, f64::floor)
}

pub(super) fn ceil(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    each(args, f64::ceil)
}

pub(super) fn round_call(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let places = args.number(1)?.unwrap_or(0.0);
    each(args, |number| round(number, places))
}

/// A number rounded to so many places, halves to the even digit, as it is written in decimal.
pub(in super::super) fn round(number: f64, places: f64) -> f64 {
    let places = if places.is_nan() { 0.0 } else { places };
    if places.fract() != 0.0 {
        return f64::NAN;
    }
    if number == 0.0 || !number.is_finite() {
        return without_sign_of_zero(number);
    }
    let (digits, exponent) = text::shortest(number.abs());
    let kept = f64::from(exponent) + 1.0 + places;
    if kept < 0.0 {
        return 0.0;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is not negative"
    )]
    let kept = kept as usize;
    if kept >= digits.len() {
        return number;
    }
    let (head, tail) = digits.split_at(kept);
    let head: u64 = head.parse().unwrap_or(0);
    let up = match tail.strip_prefix('5') {
        Some("") => head % 2 == 1,
        Some(_) => true,
        None => tail > "5",
    };
    let rounded = format!("{}e{}", head + u64::from(up), -places);
    without_sign_of_zero(rounded.parse::<f64>().unwrap_or(number).copysign(number))
}

fn without_sign_of_zero(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

pub(super) fn sqrt(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    match args.number(0)? {
        Some(number) if number < 0.0 => fail(
            "D3060",
            format!(
                "The sqrt function cannot be applied to a negative number: {}",
                json(&Value::from(number))
            ),
        ),
        number => Ok(number.map(|number| Value::from(number.sqrt()))),
    }
}

pub(super) fn power(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(base) = args.number(0)? else { return Ok(None) };
    let exponent = args.number(1)?;
    let power = exponent.map_or(f64::NAN, |exponent| base.powf(exponent));
    if power.is_finite() {
        return Ok(Some(Value::from(power)));
    }
    fail(
        "D3061",
        format!(
            "The power function has resulted in a value that cannot be represented as a JSON \
             number: base={}, exponent={}",
            json(&Value::from(base)),
            exponent.map_or_else(|| "undefined".to_owned(), |number| json(&Value::from(number)))
        ),
    )
}

pub(super) fn format_base(_: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(number) = args.number(0)? else { return Ok(None) };
    let radix = args.number(1)?.map_or(10.0, |radix| round(radix, 0.0));
    let number = round(number, 0.0);
    if !(2.0..=36.0).contains(&radix) {
        return fail(
            "D3100",
            format!(
                "The radix of the formatBase function must be between 2 and 36.  It was given {}",
                json(&Value::from(radix))
            ),
        );
    }
    if radix == 10.0 || !number.is_finite() {
        return Ok(Some(Value::from(text::number(number))));
    }
    Ok(Some(Value::from(in_base(number, radix))))
}

/// A whole number in a base; digits that a double does not hold are zeros.
fn in_base(number: f64, radix: f64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    let mut rest = number.abs();
    loop {
        if rest >= 9_007_199_254_740_992.0 {
            digits.push(b'0');
            rest /= radix;
            continue;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 36")]
        let digit = (rest.floor() % radix) as usize;
        digits.push(DIGITS[digit]);
        rest = (rest.floor() / radix).floor();
        if rest < 1.0 {
            break;
        }
    }
    if number < 0.0 {
        digits.push(b'-');
    }
    digits.into_iter().rev().map(char::from).collect()
}
