//! The expressions of EventBridge Scheduler: `rate(5 minutes)`, `cron(0 3 * * ? *)`,
//! `at(2027-01-31T12:00:00)`. Facts: the user guide of EventBridge Scheduler, "Schedule types".

/// What a schedule may look like.
pub(super) const FORMS: &str =
    "`rate(5 minutes)`, `cron(0 3 * * ? *)` or `at(2027-01-31T12:00:00)`";

/// What the expression should be, where it is not that.
pub(super) fn fault(expression: &str) -> Option<String> {
    let inner = |word: &str| expression.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inner("rate") {
        let right = is_rate(rate);
        return (!right).then(|| "a rate such as `rate(5 minutes)`, `rate(1 hour)`".to_owned());
    }
    if let Some(cron) = inner("cron") {
        return cron_fault(cron);
    }
    if let Some(time) = inner("at") {
        let right = is_local_time(time);
        return (!right).then(|| "a time such as `at(2027-01-31T12:00:00)`".to_owned());
    }
    Some(FORMS.to_owned())
}

fn is_rate(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else { return false };
    let units = ["minute", "minutes", "hour", "hours", "day", "days"];
    number.parse::<u32>().is_ok_and(|number| number > 0) && units.contains(&unit)
}

/// A field of a `cron` expression.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    /// Words that stand for numbers, the first for `least`.
    words: &'static [&'static str],
    /// Signs beside `, - * /`.
    signs: &'static str,
}

const MONTHS: &[&str] =
    &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: [Field; 6] = [
    Field { name: "minutes", least: 0, most: 59, words: &[], signs: "" },
    Field { name: "hours", least: 0, most: 23, words: &[], signs: "" },
    Field { name: "days of the month", least: 1, most: 31, words: &[], signs: "?LW" },
    Field { name: "months", least: 1, most: 12, words: MONTHS, signs: "" },
    Field { name: "days of the week", least: 1, most: 7, words: WEEKDAYS, signs: "?L#" },
    Field { name: "years", least: 1970, most: 2199, words: &[], signs: "" },
];

fn cron_fault(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Some("six fields: minutes hours day-of-month month day-of-week year".to_owned());
    }
    if (parts[2] == "?") == (parts[4] == "?") {
        return Some("`?` in one of day-of-month and day-of-week, and only in one".to_owned());
    }
    let (_, wrong) = parts.iter().zip(&FIELDS).find(|(part, field)| !field.takes(part))?;
    Some(format!("{} from {} to {}", wrong.name, wrong.least, wrong.most))
}

impl Field {
    fn takes(&self, part: &str) -> bool {
        part.split(',').all(|item| self.takes_item(item))
    }

    fn takes_item(&self, item: &str) -> bool {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let step_right = step.is_none_or(|step| {
            step.parse::<u32>().is_ok_and(|step| (1..=self.most).contains(&step))
        });
        step_right && self.takes_range(range)
    }

    fn takes_range(&self, range: &str) -> bool {
        match range {
            "*" => true,
            "?" | "L" | "LW" => range.chars().all(|sign| self.signs.contains(sign)),
            _ => match range.split_once('-') {
                Some((from, to)) => self.number(from).is_some() && self.number(to).is_some(),
                None => self.number(range).is_some() || self.takes_special(range),
            },
        }
    }

    /// `15W`, `6L`, `3#2`
    fn takes_special(&self, text: &str) -> bool {
        let is_number = |text: &str| self.number(text).is_some();
        let ends = |sign: char| {
            self.signs.contains(sign) && text.strip_suffix(sign).is_some_and(is_number)
        };
        let nth = text
            .split_once('#')
            .is_some_and(|(day, nth)| is_number(day) && matches!(nth, "1" | "2" | "3" | "4" | "5"));
        ends('W') || ends('L') || (self.signs.contains('#') && nth)
    }

    fn number(&self, text: &str) -> Option<u32> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let number = match word {
            Some(at) => self.least + u32::try_from(at).ok()?,
            None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok()?,
            None => return None,
        };
        (self.least..=self.most).contains(&number).then_some(number)
    }
}

/// `2027-01-31T12:00:00`
fn is_local_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    is_date(date) && is_time(time)
}

/// A time with `Z` or an offset behind it.
pub(in crate::analyse) fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let zone = time.find(['Z', '+', '-']);
    let Some((time, zone)) = zone.map(|at| time.split_at(at)) else { return false };
    let whole = time.split('.').next().unwrap_or_default();
    is_date(date) && is_time(whole) && (zone == "Z" || is_offset(&zone[1..]))
}

fn is_offset(text: &str) -> bool {
    numbers(text, ':').is_some_and(|parts| matches!(parts.as_slice(), [0..=23, 0..=59]))
}

fn is_date(text: &str) -> bool {
    let Some(parts) = numbers(text, '-') else { return false };
    let [year, month, day] = parts.as_slice() else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    *year >= 1970 && (1..=days).contains(day)
}

fn is_time(text: &str) -> bool {
    numbers(text, ':').is_some_and(|parts| matches!(parts.as_slice(), [0..=23, 0..=59, 0..=59]))
}

fn numbers(text: &str, between: char) -> Option<Vec<u32>> {
    let number = |part: &str| {
        let digits = part.len() >= 2 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    text.split(between).map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_expressions_are_taken() {
        let right = [
            "rate(5 minutes)",
            "rate(1 hour)",
            "cron(0 3 * * ? *)",
            "cron(30 1 ? * MON-FRI *)",
            "cron(0/15 8-17 ? * 2#1 2026-2027)",
            "cron(0 10,14 LW JAN,JUL ? *)",
            "cron(0 0 15W * ? *)",
            "cron(0 0 ? * 6L *)",
            "at(2028-02-29T23:59:59)",
        ];
        for expression in right {
            assert_eq!(fault(expression), None, "{expression}");
        }
    }

    #[test]
    fn wrong_expressions_are_refused() {
        let wrong = [
            "",
            "5 minutes",
            "rate(0 minutes)",
            "rate(5 weeks)",
            "rate(5minutes)",
            "cron(0 3 * * *)",
            "cron(0 3 * * * *)",
            "cron(0 3 ? * ? *)",
            "cron(60 3 * * ? *)",
            "cron(0 24 * * ? *)",
            "cron(0 3 32 * ? *)",
            "cron(0 3 * 13 ? *)",
            "cron(0 3 ? * 0 *)",
            "cron(0 3 ? * MUN *)",
            "cron(0/0 3 * * ? *)",
            "cron(0 3 L-x * ? *)",
            "at(2027-02-29T00:00:00)",
            "at(2027-01-01)",
            "at(2027-01-01T00:00:00Z)",
        ];
        for expression in wrong {
            assert!(fault(expression).is_some(), "{expression}");
        }
    }

    #[test]
    fn timestamps_have_a_zone() {
        for right in ["2027-01-31T12:00:00Z", "2027-01-31T12:00:00.5+01:00"] {
            assert!(is_timestamp(right), "{right}");
        }
        for wrong in ["2027-01-31T12:00:00", "2027-13-31T12:00:00Z", "2027-01-31", "x"] {
            assert!(!is_timestamp(wrong), "{wrong}");
        }
    }
}
