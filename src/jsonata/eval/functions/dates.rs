//! Instants as text and back.

use crate::value::Value;

use super::super::failure::{Failure, Result, fail};
use super::super::function::Argument;
use super::super::run::Run;
use super::super::text::json;
use super::Args;
use super::calendar::{DAY, Date};
use super::integer_pictures::{Case, Form, IntegerPicture, Separators, leading_integer};
use super::pictures::{self, DAYS, MONTHS, Marker, Part};
use super::read_dates;
use crate::value::date::days_before;

/// How an instant is written without a picture.
const ISO: &str = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

pub(super) fn millis(run: &mut Run<'_>, _: &Args<'_>) -> Result<Argument> {
    Ok(Some(Value::from(run.env.now())))
}

pub(super) fn now(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let now = run.env.now();
    let (picture, zone) = (args.text(0)?, args.text(1)?);
    written(run, now, picture.map(|text| &**text), zone.map(|text| &**text))
}

pub(super) fn from_millis(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(millis) = args.number(0)? else { return Ok(None) };
    let (picture, zone) = (args.text(1)?, args.text(2)?);
    written(run, millis, picture.map(|text| &**text), zone.map(|text| &**text))
}

fn written(
    run: &mut Run<'_>,
    millis: f64,
    picture: Option<&str>,
    zone: Option<&str>,
) -> Result<Argument> {
    let parts = pictures::parse(picture.unwrap_or(ISO))?;
    let zone = Zone::parse(zone);
    let Some(date) = Date::of(millis + zone.minutes() * 60_000.0) else {
        return Err(Failure::bare("The instant is not a date"));
    };
    let mut out = String::new();
    for part in &parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Marker(marker) => out.push_str(&component(&date, marker, &zone)?),
        }
        run.meter.make_string(out.len())?;
    }
    Ok(Some(Value::from(out)))
}

/// How far a zone is from UTC.
struct Zone {
    hours: f64,
    minutes: f64,
}

impl Zone {
    /// Reads `+hhmm`; anything else is UTC.
    fn parse(text: Option<&str>) -> Self {
        let offset = text.map(leading_integer).filter(|it| !it.is_nan()).unwrap_or(0.0);
        Self { hours: (offset / 100.0).floor(), minutes: offset % 100.0 }
    }

    fn minutes(&self) -> f64 {
        self.hours * 60.0 + self.minutes
    }
}

fn component(date: &Date, marker: &Marker, zone: &Zone) -> Result<String> {
    match marker.component {
        'Z' | 'z' => offset(marker, zone),
        'P' => {
            let half = if date.is_afternoon() { "pm" } else { "am" };
            Ok(if marker.names == Some(Case::Upper) {
                half.to_uppercase()
            } else {
                half.to_owned()
            })
        }
        'C' | 'E' => Ok("ISO".to_owned()),
        _ => number_or_name(date, marker),
    }
}

fn number_or_name(date: &Date, marker: &Marker) -> Result<String> {
    let Some(mut value) = date.component(marker.component) else {
        return pictures::no_name(marker.component);
    };
    if let ('Y', Some(width)) = (marker.component, marker.width) {
        value %= 10_f64.powi(i32::try_from(width).unwrap_or(i32::MAX));
    }
    match (&marker.integer, marker.names) {
        (Some(integer), _) => integer.write(value),
        (None, Some(case)) => {
            let names: &[&str] = match marker.component {
                'M' | 'x' => &MONTHS,
                'F' => &DAYS,
                _ => return pictures::no_name(marker.component),
            };
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 12")]
            let name = case.of(names.get(value as usize - 1).copied().unwrap_or_default());
            Ok(name.chars().take(marker.most.unwrap_or(usize::MAX)).collect())
        }
        (None, None) => Ok(String::new()),
    }
}

/// The offset of a zone.
fn offset(marker: &Marker, zone: &Zone) -> Result<String> {
    let Some(integer) = &marker.integer else { return Ok(String::new()) };
    let offset = zone.hours * 100.0 + zone.minutes;
    if offset == 0.0 && marker.modifier == Some('t') {
        return Ok("Z".to_owned());
    }
    let written = match &integer.form {
        Form::Decimal(decimal) => match (&decimal.separators, decimal.mandatory) {
            (Separators::Regular { .. }, _) | (Separators::Each(_), 3 | 4) => {
                integer.write(offset)?
            }
            (Separators::Each(_), 1 | 2) => hours_and_minutes(integer, zone)?,
            (Separators::Each(_), _) => {
                return fail(
                    "D3134",
                    "The timezone integer format specifier cannot have more than four digits",
                );
            }
        },
        Form::Letters { .. } | Form::Roman { .. } | Form::Words { .. } | Form::Unknown(_) => {
            return fail(
                "D3134",
                "The timezone integer format specifier cannot have more than four digits",
            );
        }
    };
    let sign = if offset >= 0.0 { "+" } else { "" };
    let prefix = if marker.component == 'z' { "GMT" } else { "" };
    Ok(format!("{prefix}{sign}{written}"))
}

fn hours_and_minutes(integer: &IntegerPicture, zone: &Zone) -> Result<String> {
    let hours = integer.write(zone.hours)?;
    if zone.minutes == 0.0 {
        return Ok(hours);
    }
    Ok(format!("{hours}:{}", IntegerPicture::parse("00")?.write(zone.minutes)?))
}

pub(super) fn to_millis(run: &mut Run<'_>, args: &Args<'_>) -> Result<Argument> {
    let Some(text) = args.text(0)? else { return Ok(None) };
    run.meter.spend(text.len())?;
    let millis = match args.text(1)? {
        Some(picture) => read_dates::read(text, picture, run.env.now())?,
        None => match read_iso(text) {
            Some(millis) => Some(millis),
            None => {
                let shown = json(&Value::String(text.clone()));
                return fail(
                    "D3110",
                    format!(
                        "The argument of the toMillis function must be an ISO 8601 formatted \
                         timestamp. Given {shown}"
                    ),
                );
            }
        },
    };
    Ok(millis.map(Value::from))
}

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, the last one with a time, a fraction and a zone.
fn read_iso(text: &str) -> Option<f64> {
    let mut reader = Reader { rest: text };
    let year = reader.digits(4)?;
    let month = if reader.take("-") { reader.digits(2)? } else { 1 };
    let day = if text.len() > 7 && reader.take("-") { reader.digits(2)? } else { 1 };
    let mut millis = 0;
    if text.len() > 10 && reader.take("T") {
        millis = reader.time()?;
    }
    let offset = reader.zone(text.len() > 10)?;
    if !reader.rest.is_empty() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "dates are near enough")]
    let (days, millis) = (days_before(year, month, day) as f64, (millis - offset * 60_000) as f64);
    Some(days * DAY + millis)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, prefix: &str) -> bool {
        let found = self.rest.strip_prefix(prefix);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.rest.get(..count)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        self.rest = &self.rest[count..];
        digits.parse().ok()
    }

    /// `hh:mm:ss` with a fraction, in milliseconds.
    fn time(&mut self) -> Option<i64> {
        let hours = self.digits(2)?;
        let minutes = self.take(":").then(|| self.digits(2)).flatten()?;
        let seconds = self.take(":").then(|| self.digits(2)).flatten()?;
        let mut millis = 0;
        if self.take(".") {
            let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
            let digits = &self.rest[..length];
            millis = format!("{digits:0<3}").get(..3)?.parse().ok().filter(|_| length > 0)?;
            self.rest = &self.rest[length..];
        }
        let midnight = hours == 24 && minutes == 0 && seconds == 0 && millis == 0;
        let valid = (hours < 24 || midnight) && minutes < 60 && seconds < 60;
        valid.then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
    }

    /// `Z` or `±hh:mm`, in minutes.
    fn zone(&mut self, timed: bool) -> Option<i64> {
        if !timed || self.rest.is_empty() || self.take("Z") {
            return Some(0);
        }
        let sign = if self.take("-") { -1 } else { i64::from(self.take("+")) };
        let hours = self.digits(2)?;
        self.take(":");
        let minutes = self.digits(2)?;
        (sign != 0 && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read() {
        assert_eq!(read_iso("2024-01-01T00:00:00Z"), Some(1_704_067_200_000.0));
        assert_eq!(read_iso("2024-01-01T00:00:00.1234+02:00"), Some(1_704_060_000_123.0));
        assert_eq!(read_iso("2024-01-01"), Some(1_704_067_200_000.0));
        assert_eq!(read_iso("2024"), Some(1_704_067_200_000.0));
        assert_eq!(read_iso("2024-13-01"), None);
        assert_eq!(read_iso("2024-01-01T25:00:00Z"), None);
        assert_eq!(read_iso("nope"), None);
    }
}
