//! The library on texts.

use std::fmt::Write;

use fancy_regex::Regex;
use flowc::ir::program::{Expr, ExprKind, Library};
use flowc::value::{Value, parse};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::library::{between, length};
use super::values::json;
use super::{Reference, Run, Stop, fails};

/// Whether the function has a meaning for a text as its receiver.
pub(super) fn takes(function: Library) -> bool {
    use Library as L;
    matches!(
        function,
        L::Length
            | L::Reverse
            | L::Contains
            | L::Slice
            | L::Concat
            | L::Upper
            | L::Lower
            | L::Trim
            | L::Split
            | L::Replace
            | L::StartsWith
            | L::EndsWith
            | L::PadStart
            | L::PadEnd
            | L::Matches
            | L::Like
            | L::ToNumber
            | L::JsonParse
            | L::JsonStringify
            | L::Base64Encode
            | L::Base64Decode
            | L::UrlEncode
            | L::UrlDecode
            | L::HashMd5
            | L::HashSha1
            | L::HashSha256
            | L::HashSha384
            | L::HashSha512
            | L::TimeParse
            | L::TimeFormat
            | L::TimeAdd
            | L::TimeDiff
            | L::ArnSplit
    )
}

impl Reference<'_> {
    pub(super) fn of_text(&mut self, function: Library, text: &str, rest: &[Expr]) -> Run<Value> {
        use Library as L;
        let cuts = matches!(function, L::Reverse | L::Slice | L::Split);
        if cuts && text.chars().any(|c| c.len_utf16() > 1) {
            return Err(Stop::Unmodelled("cutting characters beyond U+FFFF"));
        }
        Ok(match function {
            L::Length => length(text.chars().count()),
            L::Reverse => text.chars().rev().collect::<String>().into(),
            L::Contains => text.contains(&*self.text(&rest[0])?).into(),
            L::Slice => {
                let start = self.number(&rest[0])?;
                let end = rest.get(1).map(|end| self.number(end)).transpose()?;
                let characters: Vec<char> = text.chars().collect();
                let range = between(start, end, characters.len());
                characters[range].iter().collect::<String>().into()
            }
            L::Concat => {
                let mut all = text.to_owned();
                for other in rest {
                    all.push_str(&self.text(other)?);
                }
                all.into()
            }
            L::Upper => text.to_uppercase().into(),
            L::Lower => text.to_lowercase().into(),
            L::Trim => text.trim().into(),
            L::Split | L::Replace if is_regex(&rest[0]) => {
                let regex = self.regex(&rest[0])?;
                match rest.get(1).filter(|_| function == L::Replace) {
                    None => parts_between(&regex, text)?,
                    Some(with) => {
                        let with = self.text(with)?;
                        replaced(&regex, text, &with)?
                    }
                }
            }
            L::Split => {
                let separator = self.text(&rest[0])?;
                let parts: Vec<Value> = match &*separator {
                    "" => text.chars().map(|c| Value::from(c.to_string())).collect(),
                    separator => text.split(separator).map(Value::from).collect(),
                };
                Value::array(parts)
            }
            L::Replace => {
                let pattern = self.text(&rest[0])?;
                let with = self.text(&rest[1])?;
                if pattern.is_empty() {
                    return fails();
                }
                text.replace(&*pattern, &with).into()
            }
            L::StartsWith => text.starts_with(&*self.text(&rest[0])?).into(),
            L::EndsWith => text.ends_with(&*self.text(&rest[0])?).into(),
            L::PadStart | L::PadEnd => self.padded(function, text, rest)?,
            L::Matches => match self.regex(&rest[0])?.is_match(text) {
                Ok(matches) => matches.into(),
                Err(_) => return fails(),
            },
            L::Like => {
                let glob: Vec<char> = self.text(&rest[0])?.chars().collect();
                is_like(&text.chars().collect::<Vec<_>>(), &glob).into()
            }
            L::ToNumber => spelt(text).map_or_else(fails, |number| Ok(Value::from(number)))?,
            L::JsonParse => parse(text).or_else(|_| fails())?,
            L::JsonStringify => {
                json(&text.into()).map_or_else(fails, |text| Ok(Value::from(text)))?
            }
            L::Base64Encode => base64(text.as_bytes()).into(),
            L::Base64Decode => {
                let bytes = bytes_of_base64(text).map_or_else(fails, Ok)?;
                String::from_utf8(bytes).map_or_else(|_| fails(), |text| Ok(text.into()))?
            }
            L::UrlEncode => url_encoded(text).into(),
            L::UrlDecode => url_decoded(text).map_or_else(fails, |text| Ok(text.into()))?,
            L::HashMd5 => hex(&Md5::digest(text)),
            L::HashSha1 => hex(&Sha1::digest(text)),
            L::HashSha256 => hex(&Sha256::digest(text)),
            L::HashSha384 => hex(&Sha384::digest(text)),
            L::HashSha512 => hex(&Sha512::digest(text)),
            L::ArnSplit => arn(text).map_or_else(fails, Ok)?,
            _ => return self.of_moment(function, text, rest),
        })
    }

    /// `regex("…", "i")`; the programs hold none that AWS and this library read differently.
    fn regex(&mut self, e: &Expr) -> Run<Regex> {
        let ExprKind::Library(Library::Regex, args) = &e.kind else {
            return Err(Stop::Unmodelled("a pattern that is no regular expression"));
        };
        let pattern = self.text(&args[0])?;
        let flags = args.get(1).map(|flags| self.text(flags)).transpose()?;
        let flags = flags.map_or(String::new(), |flags| format!("(?{flags})"));
        Regex::new(&format!("{flags}{pattern}")).or_else(|_| fails())
    }

    fn padded(&mut self, function: Library, text: &str, rest: &[Expr]) -> Run<Value> {
        let width = self.eval(&rest[0])?.as_i64().map_or_else(fails, Ok)?;
        let with = match rest.get(1) {
            Some(with) => self.text(with)?,
            None => " ".into(),
        };
        let missing = usize::try_from(width).unwrap_or(0).saturating_sub(text.chars().count());
        let with = if with.is_empty() { " " } else { &*with };
        let padding: String = with.chars().cycle().take(missing).collect();
        Ok(match function {
            Library::PadStart => format!("{padding}{text}"),
            _ => format!("{text}{padding}"),
        }
        .into())
    }
}

fn is_regex(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Library(Library::Regex, _))
}

/// What stands between the matches.
fn parts_between(regex: &Regex, text: &str) -> Run<Value> {
    let mut parts: Vec<Value> = Vec::new();
    let mut from = 0;
    for found in regex.find_iter(text) {
        let Ok(found) = found else { return fails() };
        parts.push(text[from..found.start()].into());
        from = found.end();
    }
    parts.push(text[from..].into());
    Ok(Value::array(parts))
}

/// The text with each match replaced: `$1` is the first group, `$$` a dollar sign.
fn replaced(regex: &Regex, text: &str, with: &str) -> Run<Value> {
    let mut out = String::new();
    let mut from = 0;
    for found in regex.captures_iter(text) {
        let Ok(found) = found else { return fails() };
        let Some(all) = found.get(0) else { return fails() };
        out.push_str(&text[from..all.start()]);
        let mut rest = with.chars().peekable();
        while let Some(c) = rest.next() {
            match (c, rest.peek()) {
                ('$', Some('$')) => {
                    rest.next();
                    out.push('$');
                }
                ('$', Some(digit)) if digit.is_ascii_digit() => {
                    let group = digit.to_digit(10).map_or(0, |group| group as usize);
                    out.push_str(found.get(group).map_or("", |group| group.as_str()));
                    rest.next();
                }
                _ => out.push(c),
            }
        }
        from = all.end();
    }
    out.push_str(&text[from..]);
    Ok(out.into())
}

/// `*` is any text, `?` one character, `\` takes the next as it is.
fn is_like(text: &[char], glob: &[char]) -> bool {
    match glob {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|at| is_like(&text[at..], rest)),
        ['?', rest @ ..] => !text.is_empty() && is_like(&text[1..], rest),
        ['\\', c, rest @ ..] | [c, rest @ ..] => {
            text.first() == Some(c) && is_like(&text[1..], rest)
        }
    }
}

/// The number a text spells as JSON does.
fn spelt(text: &str) -> Option<f64> {
    serde_json::from_str::<serde_json::Number>(text).ok()?;
    text.parse().ok()
}

fn hex(bytes: &[u8]) -> Value {
    let mut out = String::new();
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out.into()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let at = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let sextet = (bits >> (18 - 6 * place)) & 63;
            let filled = place <= chunk.len();
            out.push(if filled { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    out
}

fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut out = Vec::new();
    for byte in text.trim_end_matches('=').bytes() {
        let sextet = ALPHABET.iter().position(|it| *it == byte)?;
        bits = bits << 6 | u32::try_from(sextet).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 255).ok()?);
        }
    }
    Some(out)
}

/// Letters, digits and `-_.!~*'()` stand for themselves.
fn url_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn url_decoded(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(behind.get(..2)?).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &behind[2..];
        } else {
            out.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(out).ok()
}

fn arn(text: &str) -> Option<Value> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [_, partition, service, region, account, resource] = parts[..] else { return None };
    Some(Value::object([
        ("partition", Value::from(partition)),
        ("service", service.into()),
        ("region", region.into()),
        ("account", account.into()),
        ("resource", resource.into()),
    ]))
}
