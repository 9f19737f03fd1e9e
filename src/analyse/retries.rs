//! `retry`: policies and the retriers they are made of.

use std::sync::Arc;

use serde_json::{Number, Value};

use super::Analyser;
use super::consts::value_of;
use super::error::calls as error;
use super::literals::is_unknown;
use super::names::{Found, Meaning};
use crate::asl::limits;
use crate::diagnostic::suggest;
use crate::ir::program::Retrier;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, Retry, RetryOptionKind, RetryPolicy};

impl<'a> Analyser<'a> {
    /// The retriers of `retry p` or `retry on …`. The doc comment of the clause is that of each which
    /// has none of its own.
    pub(super) fn retriers(&mut self, retry: &'a Retry) -> Vec<Retrier> {
        let mut retriers = self.retriers_of(&retry.policy);
        for retrier in &mut retriers {
            if retrier.comment.is_none() {
                retrier.comment.clone_from(&retry.doc);
            }
        }
        retriers
    }

    fn retriers_of(&mut self, policy: &'a RetryPolicy) -> Vec<Retrier> {
        match policy {
            RetryPolicy::Inline(groups) => self.retry_groups(groups),
            RetryPolicy::Named(name) => match self.names.find(self.file, &name.text) {
                Found::Decl(id) => match self.meaning(id, name.span) {
                    Meaning::Retry(retriers) => retriers.to_vec(),
                    Meaning::Unknown | Meaning::Underway | Meaning::Bad => unknown_policy(),
                    Meaning::Value(_)
                    | Meaning::Type(_)
                    | Meaning::Callable(_)
                    | Meaning::Fn(_) => {
                        self.report(error::not_a_policy(name));
                        unknown_policy()
                    }
                },
                Found::Bad => unknown_policy(),
                Found::Nothing => {
                    let own =
                        self.names.candidates(self.file, |kind| matches!(kind, ItemKind::Retry(_)));
                    let nearest = suggest::nearest(&name.text, own).map(str::to_owned);
                    self.report(error::unknown_policy(name, nearest.as_deref()));
                    unknown_policy()
                }
            },
        }
    }

    /// `on A | B every 2s attempts 3 …`, one retrier for each `on`.
    pub(super) fn retry_groups(&mut self, groups: &'a [ast::RetryGroup]) -> Vec<Retrier> {
        groups.iter().map(|group| self.retry_group(group)).collect()
    }

    fn retry_group(&mut self, group: &'a ast::RetryGroup) -> Retrier {
        let errors = self.error_names(&group.errors, group.span);
        let mut retrier = retrier_of(errors);
        retrier.comment.clone_from(&group.doc);
        let mut seen: Vec<&str> = Vec::new();
        for option in &group.options {
            let word = self.retry_option(option, &mut retrier);
            if seen.contains(&word) {
                self.report(error::clause_twice(word, option.span));
            }
            seen.push(word);
        }
        retrier
    }

    fn retry_option(
        &mut self,
        option: &'a ast::RetryOption,
        retrier: &mut Retrier,
    ) -> &'static str {
        match &option.kind {
            RetryOptionKind::Every(value) => {
                retrier.interval_seconds = self.retry_number(value, "every", 1, limits::SECONDS);
                "every"
            }
            RetryOptionKind::Attempts(value) => {
                retrier.max_attempts =
                    self.retry_number(value, "attempts", 0, limits::MAX_ATTEMPTS);
                "attempts"
            }
            RetryOptionKind::Backoff(value) => {
                retrier.backoff_rate = self.backoff(value);
                "backoff"
            }
            RetryOptionKind::Cap(value) => {
                retrier.max_delay_seconds =
                    self.retry_number(value, "cap", 1, limits::MAX_DELAY_SECONDS);
                "cap"
            }
            RetryOptionKind::Jitter => {
                retrier.jitter = true;
                "jitter"
            }
        }
    }

    fn retry_number(
        &mut self,
        value: &'a ast::Expr,
        word: &str,
        least: u32,
        most: u32,
    ) -> Option<u64> {
        let (least, most) = (f64::from(least), f64::from(most));
        let value = self.retry_value(value, word)?;
        let number = value.1;
        let fits = number.fract() == 0.0 && (least..=most).contains(&number);
        if !fits {
            self.report(error::retry_range(word, least, most, value.0));
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it fits")]
        Some(number as u64)
    }

    fn backoff(&mut self, value: &'a ast::Expr) -> Option<Number> {
        let (span, number) = self.retry_value(value, "backoff")?;
        if number < 1.0 {
            self.report(error::retry_range("backoff", 1.0, f64::INFINITY, span));
            return None;
        }
        super::consts::number_from(number)
    }

    /// Retry policies are part of the definition's fixed text.
    fn retry_value(&mut self, value: &'a ast::Expr, word: &str) -> Option<(Span, f64)> {
        let found = self.expr(value);
        if is_unknown(&found) {
            return None;
        }
        match value_of(&found) {
            Some(Value::Number(number)) => Some((value.span, number.as_f64()?)),
            _ => {
                self.report(error::retry_not_constant(word, value.span));
                None
            }
        }
    }

    /// `States.ALL` matches everything: alone, and in the last retrier.
    pub(super) fn check_retriers(&mut self, retriers: &[Retrier], span: Span) {
        let Some((_, before)) = retriers.split_last() else { return };
        if before.iter().any(|retrier| retrier.errors.iter().any(|error| &**error == "States.ALL"))
        {
            self.report(error::retry_all_not_last(span));
        }
    }
}

/// A policy that has a fault: something is tried again, but nobody knows what.
fn unknown_policy() -> Vec<Retrier> {
    vec![retrier_of(Vec::new())]
}

/// A retrier of these errors that says nothing else.
fn retrier_of(errors: Vec<Arc<str>>) -> Retrier {
    Retrier {
        comment: None,
        errors,
        interval_seconds: None,
        max_attempts: None,
        backoff_rate: None,
        max_delay_seconds: None,
        jitter: false,
    }
}
