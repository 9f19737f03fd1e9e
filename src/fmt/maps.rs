//! `map`.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{Map, MapClause, MapClauseKind};

impl Formatter<'_> {
    /// `map i, x in xs concurrency 5 { … }`. Where the clauses stand on lines of their own, so does the
    /// brace: else the body would seem to be one of them.
    pub(super) fn map(&mut self, map: &Map) {
        self.word("map");
        self.blank();
        self.binding(map.index.as_ref(), &map.item);
        self.blank();
        self.word("in");
        self.blank();
        self.expr(&map.source);
        let begins_line = !map.clauses.is_empty() && self.next_begins_line();
        let own_lines =
            begins_line || map.clauses.iter().any(|clause| self.has_note_before(clause.span.start));
        self.open_line(if own_lines { Fit::Kept } else { Fit::Whole });
        self.indent();
        for clause in &map.clauses {
            self.line();
            self.map_clause(clause);
        }
        self.dedent();
        if self.has_note_before(map.body.span.start) {
            self.close();
            self.hard();
        } else {
            self.line();
            self.close();
        }
        self.block(&map.body);
    }

    fn map_clause(&mut self, clause: &MapClause) {
        match &clause.kind {
            MapClauseKind::Concurrency(value) => self.word_and_value("concurrency", value),
            MapClauseKind::TolerateCount(value) => self.word_and_value("tolerate", value),
            MapClauseKind::ToleratePercent(value) => {
                self.word_and_value("tolerate", value);
                self.word("%");
            }
            MapClauseKind::Distributed { express } => {
                self.word("distributed");
                if *express {
                    self.blank();
                    self.word("express");
                }
            }
            MapClauseKind::Select(value) => self.word_and_value("select", value),
            MapClauseKind::Batch(value) => self.word_and_value("batch", value),
            MapClauseKind::BatchBytes(value) => {
                self.word("batch");
                self.blank();
                self.word_and_value("bytes", value);
            }
            MapClauseKind::Label(value) => self.word_and_value("label", value),
            MapClauseKind::ResultsTo(value) => {
                self.word("results");
                self.blank();
                self.word_and_value("to", value);
            }
        }
    }
}
