//! Base64 and URLs. Texts are bytes of UTF-8 there.

use crate::value::Value;

use super::super::failure::{Result, fail};
use super::super::function::Argument;
use super::super::run::Run;
use super::super::text::json;
use super::Args;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What stays as it is in a part of a URL.
const UNRESERVED: &str = "-_.!~*'()";
/// What has a meaning in a whole URL.
const RESERVED: &str = ";/?:@&=+$,#";

pub(super) fn base64_encode(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let mut encoded = String::with_capacity(text.len().div_ceil(3) * 4);
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at) & 0x3f) as usize;
            encoded.push(if at <= chunk.len() { char::from(BASE64[index]) } else { '=' });
        }
    }
    run.meter.make_string(encoded.len())?;
    Ok(Some(Value::from(encoded)))
}

/// What is no letter of base64 is passed over.
pub(super) fn base64_decode(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.make_string(text.len())?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        let letter = match byte {
            b'-' => b'+',
            b'_' => b'/',
            _ => byte,
        };
        let Some(value) = (0_u32..).zip(BASE64).find(|(_, known)| **known == letter) else {
            continue;
        };
        bits = bits << 6 | value.0;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Ok(Some(Value::from(String::from_utf8_lossy(&bytes).into_owned())))
}

pub(super) fn encode_url_component(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    encode(run, args, "")
}

pub(super) fn encode_url(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    encode(run, args, RESERVED)
}

fn encode(run: &mut Run<'_>, args: &Args<'_>, kept: &str) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || UNRESERVED.contains(c) || kept.contains(c) {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    run.meter.make_string(encoded.len())?;
    Ok(Some(Value::from(encoded)))
}

pub(super) fn decode_url_component(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.make_string(text.len())?;
    match decoded_form(text) {
        Some(decoded) => Ok(Some(Value::from(decoded))),
        None => malformed(text, args.name),
    }
}

pub(super) fn decode_url(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.make_string(text.len())?;
    match decoded(text, RESERVED) {
        Some(decoded) => Ok(Some(Value::from(decoded))),
        None => malformed(text, args.name),
    }
}

fn malformed(text: &crate::value::Text, name: &str) -> Result<Argument> {
    let shown = json(&Value::String(text.clone()));
    fail("D3140", format!("Malformed URL passed to ${name}(): {shown}"))
}

/// `text` as a form is decoded, which is what Step Functions does: `+` is a space, and what is no UTF-8
/// becomes U+FFFD.
fn decoded_form(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '%' => {
                bytes.push(escaped(rest)?);
                3
            }
            _ => {
                let c = if c == '+' { ' ' } else { c };
                bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// `text` with its `%XX` as characters, but for those that stand for `kept` ones.
fn decoded(text: &str, kept: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = escaped(rest)?;
        let length = match first {
            0..0x80 => 1,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let (escapes, after) = (rest.get(..3 * length)?, &rest[3 * length..]);
        let bytes: Option<Vec<u8>> = (0..length).map(|n| escaped(&escapes[3 * n..])).collect();
        let decoded = String::from_utf8(bytes?).ok()?;
        out.push_str(if kept.contains(&decoded) { escapes } else { &decoded });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The byte of the `%XX` that a text begins with.
fn escaped(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}
