//! What is wrong with a text, in words.

mod spoken;

use super::parse::{Rule, refusal};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax as codes;
use crate::source::Span;

/// What is wrong with the piece of `text` at `span`, where `rule` should have stood.
pub(super) fn explain(text: &str, span: Span, rule: Rule) -> Diagnostic {
    let slice = &text[span.range()];
    let (at, expected) = match refusal(rule, slice) {
        Some(refusal) => (refusal.at, expected(&refusal.expected)),
        None => (slice.len(), "something else".to_owned()),
    };
    let at = (span.start as usize + at).min(span.end as usize);
    let place = Span::new(span.file, at, (at + 1).min(text.len()).max(at));
    Diagnostic::new(codes::UNEXPECTED, place, "unexpected text", format!("expected {expected}"))
}

/// The rules in words.
fn expected(rules: &[Rule]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for rule in rules {
        let word = match spoken::spoken(*rule) {
            spoken::Spoken::Sign(word) | spoken::Spoken::Thing(word) => word,
            spoken::Spoken::Operator => "an operator",
            spoken::Spoken::Clause | spoken::Spoken::MapClause => "a clause",
            spoken::Spoken::Silent => continue,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" or ")
}

/// A text that nests too deep.
pub(super) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::new(codes::UNEXPECTED, at, "this nests too deep", "")
}

/// Whether a rule is a keyword or a sign, which says nothing the rule around it does not say.
pub(super) fn is_sign(rule: Rule) -> bool {
    matches!(spoken::spoken(rule), spoken::Spoken::Sign(_))
}

fn plain(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(codes::UNEXPECTED, span, message, "")
}
pub(super) fn object_for_block(at: Span) -> Diagnostic {
    plain(at, "object for block")
}
pub(super) fn stray_lambda(at: Span) -> Diagnostic {
    plain(at, "stray lambda")
}
pub(super) fn second_rest(at: Span) -> Diagnostic {
    plain(at, "second rest")
}
pub(super) fn missing_field(_: &str, at: Span) -> Diagnostic {
    plain(at, "missing field")
}
pub(super) fn missing_comma(_: &str, at: Span) -> Diagnostic {
    plain(at, "missing comma")
}
pub(super) fn unclosed_block(_: &str, at: Span) -> Diagnostic {
    plain(at, "unclosed")
}
pub(super) fn too_many_operators(at: Span, _: usize) -> Diagnostic {
    plain(at, "too many operators")
}
pub(super) fn chained_comparison(at: Span) -> Diagnostic {
    plain(at, "chained")
}
pub(super) fn not_before_is(_: &str, at: Span) -> Diagnostic {
    plain(at, "not before is")
}
pub(super) fn unknown_escape(_: &str, at: Span) -> Diagnostic {
    plain(at, "unknown escape")
}
pub(super) fn no_character(_: &str, at: Span) -> Diagnostic {
    plain(at, "no character")
}
pub(super) fn interpolation_refused(at: Span) -> Diagnostic {
    plain(at, "interpolation refused")
}
