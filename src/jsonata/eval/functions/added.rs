//! The functions that Step Functions adds.

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::value::Value;

use super::super::failure::{Result, fail};
use super::super::function::Argument;
use super::super::run::Run;
use super::super::sequence::sequence;
use super::Args;

mod json_text;

/// How many items `$range` gives at most.
const LONGEST_RANGE: usize = 360_145;

/// `$partition(array, size)`
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is not negative")]
pub(super) fn partition(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let array = match args.get(0) {
        None => return Ok(None),
        Some(Value::Array(array)) => array,
        Some(_) => {
            return fail(
                "T0412",
                format!("Argument 1 of function \"{}\" must be an array", args.name),
            );
        }
    };
    let size = match args.number(1)? {
        None => array.len(),
        Some(size) if size <= -1.0 => {
            return fail("D3137", "The size of a partition must not be negative");
        }
        Some(size) => size as usize,
    };
    if size == 0 || array.is_empty() {
        return Ok(None);
    }
    run.meter.make_array(array.len())?;
    Ok(Some(Value::array(array.chunks(size).map(|part| Value::array(part.to_vec())).collect())))
}

/// `$range(first, last, step)`
pub(super) fn range(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let (Some(first), Some(last), Some(step)) = (args.number(0)?, args.number(1)?, args.number(2)?)
    else {
        return Ok(None);
    };
    let (first, last, step) = (first.trunc(), last.trunc(), step.trunc());
    let count = ((last - first) / step).floor();
    if step == 0.0 || count.is_nan() || count < 0.0 {
        return Ok(None);
    }
    #[allow(clippy::cast_precision_loss, reason = "it is small")]
    if count >= LONGEST_RANGE as f64 {
        return fail("D3137", format!("A range must not have more than {LONGEST_RANGE} items"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let count = count as u32;
    run.meter.make_array(count as usize + 1)?;
    let items = (0..=count).map(|at| Value::from(first + f64::from(at) * step)).collect();
    Ok(Some(sequence(items)))
}

/// `$hash(text, algorithm)`
pub(super) fn hash(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let (Some(text), Some(algorithm)) = (args.text(0)?, args.text(1)?) else { return Ok(None) };
    run.meter.spend(text.len())?;
    let bytes = text.as_bytes();
    let digest = match &**algorithm {
        "MD5" => Md5::digest(bytes).to_vec(),
        "SHA-1" => Sha1::digest(bytes).to_vec(),
        "SHA-256" => Sha256::digest(bytes).to_vec(),
        "SHA-384" => Sha384::digest(bytes).to_vec(),
        "SHA-512" => Sha512::digest(bytes).to_vec(),
        _ => return fail("D3137", format!("Unknown hash algorithm: {algorithm}")),
    };
    Ok(Some(Value::from(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())))
}

/// `$random(seed)`
#[allow(clippy::cast_possible_truncation, reason = "seeds are whole")]
pub(super) fn random(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    Ok(Some(Value::from(match args.number(0)? {
        None => run.env.random(),
        Some(seed) => first_double(seed as i64),
    })))
}

/// The first double of the generator of 48 bits that Java has, for a seed.
fn first_double(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let next = |state: u64| state.wrapping_mul(MULTIPLIER).wrapping_add(0xB) & MASK;
    let first = next((u64::from_ne_bytes(seed.to_ne_bytes()) ^ MULTIPLIER) & MASK);
    let second = next(first);
    let bits = ((first >> 22) << 27) + (second >> 21);
    #[allow(clippy::cast_precision_loss, reason = "it has 53 bits")]
    let double = bits as f64 / (1_u64 << 53) as f64;
    double
}

/// `$uuid()`
pub(super) fn uuid(run: &mut Run<'_>, _: &Args<'_>) -> Result<Argument> {
    Ok(Some(Value::String(run.env.uuid())))
}

/// `$parse(text)`
pub(super) fn parse(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.make_string(text.len())?;
    run.meter.makes_containers = true;
    match json_text::read(text) {
        Ok(value) => Ok(Some(value)),
        Err(message) => fail("D3137", message),
    }
}
