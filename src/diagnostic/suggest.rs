//! Nearest names and lists of words, for all messages alike.

/// The candidate nearest to `word`, if one is near enough to be meant. One letter of two is much: names
/// that are so short differ by the case of their letters alone.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SHORT: usize = 3;
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let same = candidate.eq_ignore_ascii_case(word);
            let short = length < SHORT && candidate.chars().count() < SHORT;
            let distance = if same { 0 } else { distance(word, candidate) };
            (same || distance <= limit && !short).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidate that differs from `word` by a slip of the finger at most.
pub fn misspelt<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SLIPS: usize = 2;
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| (1..=SLIPS).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before = vec![0; right.len() + 1];
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for i in 0..left.len() {
        let mut row = vec![i + 1; right.len() + 1];
        for j in 0..right.len() {
            let replace = above[j] + usize::from(left[i] != right[j]);
            row[j + 1] = replace.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j] {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = above;
        above = row;
    }
    above[right.len()]
}

/// `25,000`
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `a`, `b` or `c`, each in backticks.
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    listed(words, "or")
}

/// `a`, `b` and `c`, each in backticks.
#[must_use]
pub fn all_of(words: &[&str]) -> String {
    listed(words, "and")
}

fn listed(words: &[&str], joined: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {joined} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_near_names_only() {
        assert_eq!(nearest("sendMesage", ["sendMessage", "receive"]), Some("sendMessage"));
        assert_eq!(nearest("timeot", ["timeout", "retry"]), Some("timeout"));
        assert_eq!(nearest("x", ["order", "total"]), None);
        assert_eq!(nearest("x", ["W", "K2"]), None);
        assert_eq!(nearest("s3", ["W", "S3"]), Some("S3"));
        assert_eq!(nearest("Ky", ["K", "Key"]), Some("Key"));
        assert_eq!(misspelt("Lambda.Unknwon", ["Lambda.Unknown"]), Some("Lambda.Unknown"));
        assert_eq!(misspelt("Lambda.Unknown", ["Lambda.Unknown", "Lambda.Other"]), None);
    }

    #[test]
    fn lists_words() {
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(all_of(&["a", "b"]), "`a` and `b`");
    }
}
