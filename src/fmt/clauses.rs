//! Clauses behind calls and declarations, and policies.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{
    Catch, Clause, ClauseKind, ErrorName, Expr, Retry, RetryGroup, RetryOption, RetryOptionKind,
    RetryPolicy,
};

/// Whether a clause is a policy of several `on`, which has a line for each.
fn has_several_groups(clause: &Clause) -> bool {
    match &clause.kind {
        ClauseKind::Retry(Retry { policy: RetryPolicy::Inline(groups), .. }) => groups.len() > 1,
        _ => false,
    }
}

impl Formatter<'_> {
    /// Clauses behind a call or of a declaration: on its line, or each on a line of its own. They stay
    /// on lines of their own if the first one is written so.
    pub(super) fn clauses(&mut self, clauses: &[Clause]) {
        if clauses.is_empty() {
            return;
        }
        let own_lines = self.next_begins_line()
            || clauses.iter().any(has_several_groups)
            || clauses.iter().any(|clause| self.has_note_before(clause.span.start));
        self.open_line(if own_lines { Fit::Kept } else { Fit::Head });
        self.indent_if_broken();
        for clause in clauses {
            self.line();
            self.clause(clause);
        }
        self.dedent();
        self.close();
    }

    /// Clauses behind the `}` of a `parallel` or a `map`.
    pub(super) fn clauses_of_block(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            self.blank();
            self.clause(clause);
        }
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::Timeout(value) => self.word_and_value("timeout", value),
            ClauseKind::Heartbeat(value) => self.word_and_value("heartbeat", value),
            ClauseKind::Role(value) => self.word_and_value("role", value),
            ClauseKind::Retry(retry) => self.retry(retry),
            ClauseKind::Catch(catch) => self.catch(catch),
        }
    }

    pub(super) fn word_and_value(&mut self, word: &str, value: &Expr) {
        self.word(word);
        self.blank();
        self.expr(value);
    }

    /// `retry policy`, `retry on E every 2s`
    pub(super) fn retry(&mut self, retry: &Retry) {
        self.word("retry");
        match &retry.policy {
            RetryPolicy::Named(_) => {
                self.blank();
                self.token();
            }
            RetryPolicy::Inline(groups) => {
                for (at, group) in groups.iter().enumerate() {
                    if at == 0 {
                        self.blank();
                        self.retry_group(group, true);
                    } else {
                        self.indent();
                        self.hard();
                        self.retry_group(group, false);
                        self.dedent();
                    }
                }
            }
        }
    }

    /// `on A | B every 2s attempts 3`: the options on the next line where they do not fit; below `on`,
    /// or `indented` where `on` does not begin a line.
    pub(super) fn retry_group(&mut self, group: &RetryGroup, indented: bool) {
        self.open(Fit::Whole);
        self.word("on");
        self.blank();
        self.error_names(&group.errors);
        if indented {
            self.indent_if_broken();
        }
        for (at, option) in group.options.iter().enumerate() {
            if at == 0 {
                self.line();
            } else {
                self.blank();
            }
            self.retry_option(option);
        }
        if indented {
            self.dedent();
        }
        self.close();
    }

    fn retry_option(&mut self, option: &RetryOption) {
        match &option.kind {
            RetryOptionKind::Every(value) => self.word_and_value("every", value),
            RetryOptionKind::Attempts(value) => self.word_and_value("attempts", value),
            RetryOptionKind::Backoff(value) => self.word_and_value("backoff", value),
            RetryOptionKind::Cap(value) => self.word_and_value("cap", value),
            RetryOptionKind::Jitter => self.word("jitter"),
        }
    }

    /// `catch E | F as e { … }`
    pub(super) fn catch(&mut self, catch: &Catch) {
        self.word("catch");
        self.blank();
        if !catch.errors.is_empty() {
            self.error_names(&catch.errors);
            self.blank();
        }
        if catch.binding.is_some() {
            self.word("as");
            self.blank();
            self.token();
            self.blank();
        }
        self.block(&catch.body);
    }

    /// `A | B`, as many on a line as fit.
    fn error_names(&mut self, errors: &[ErrorName]) {
        self.alternatives(errors, |this, error| this.tokens_to(error.span.end));
    }
}
