//! Expressions but calls, operators and literals.

use super::super::ast::{
    Arm, ArmPattern, Block, Branch, Catch, Doc, Entry, Expr, ExprKind, ListItem, Map, MapClause,
    MapClauseKind, Retry, RetryPolicy, StatementKind, Try, Type, TypeKind, UnaryOp,
};
use super::super::error;
use super::declarations::doc;
use super::{Builder, Name, Parts, Piece, Rule, names, only, parts};
use crate::source::Span;

/// `value as any`
pub(super) fn of_any_type(value: Expr) -> Expr {
    let span = value.span;
    let any = Type { kind: TypeKind::Name("any".into()), span };
    Expr { kind: ExprKind::As { value: Box::new(value), ty: any }, span }
}

/// An expression no rule understood.
pub(super) fn bad(span: Span) -> Expr {
    Expr { kind: ExprKind::Bad, span }
}

impl<'t> Builder<'t, '_> {
    /// `value`: an expression, or a lambda where none may stand.
    pub(super) fn value(&mut self, pair: Piece<'t>) -> Expr {
        if pair.as_rule() != Rule::stray_lambda {
            return self.expr(pair);
        }
        let span = self.span(&pair);
        self.push(error::stray_lambda(span));
        bad(span)
    }

    /// `head`: the expression between a word and its block.
    pub(super) fn head(&mut self, pair: Piece<'t>) -> Expr {
        let inner = only(pair);
        if inner.as_rule() == Rule::bad_head {
            return bad(self.bad(&inner, Rule::only_expr));
        }
        self.expr(inner)
    }

    /// `primary`
    pub(super) fn primary(&mut self, pair: Piece<'t>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::raw => self.raw(pair),
            Rule::string | Rule::text_block => self.string(pair),
            Rule::duration => return self.duration(pair),
            Rule::number => ExprKind::Number(pair.as_str().into()),
            Rule::null_word => ExprKind::Null,
            Rule::true_word => ExprKind::Bool(true),
            Rule::false_word => ExprKind::Bool(false),
            Rule::name => ExprKind::Name(pair.as_str().into()),
            Rule::negative => {
                let operand = self.primary(parts(pair).last().expect("a number follows the `-`"));
                ExprKind::Unary { op: UnaryOp::Minus, operand: Box::new(operand) }
            }
            Rule::list => ExprKind::List(self.list(pair)),
            Rule::object => ExprKind::Object(self.entries(pair)),
            Rule::paren => ExprKind::Paren(Box::new(self.bracketed(pair))),
            Rule::if_expr => self.if_expr(pair),
            Rule::match_expr => self.match_expr(pair),
            Rule::parallel_expr => self.parallel(pair),
            Rule::loop_expr => self.loop_expr(pair),
            Rule::map_expr => self.map(pair),
            Rule::try_expr => self.try_expr(pair),
            Rule::return_expr => ExprKind::Return(self.optional_expr(pair)),
            Rule::fail_expr => ExprKind::Fail(self.optional_expr(pair)),
            Rule::break_expr => {
                let mut parts = parts(pair);
                let label = parts.next_if(Rule::label_use).map(|label| self.name(&only(label)));
                let value = parts.next().map(|value| Box::new(self.expr(value)));
                ExprKind::Break { label, value }
            }
            Rule::continue_expr => {
                let label = parts(pair).next().map(|label| self.name(&only(label)));
                ExprKind::Continue { label }
            }
            _ => ExprKind::Bad,
        };
        Expr { kind, span }
    }

    fn optional_expr(&mut self, pair: Piece<'t>) -> Option<Box<Expr>> {
        parts(pair).next().map(|value| Box::new(self.expr(value)))
    }

    /// The expression between two brackets: of `(e)`, `base[e]` and `${e}`.
    pub(super) fn bracketed(&mut self, pair: Piece<'t>) -> Expr {
        let whole = self.span(&pair);
        let mut parts = parts(pair);
        let first = parts.need();
        let opening =
            if self.text.as_bytes().get(whole.start as usize) == Some(&b'$') { 2 } else { 1 };
        let inside = Span { start: whole.start + opening, end: whole.end - 1, ..whole };
        if first.as_rule() == Rule::bad_tail {
            self.bad_at(inside, Rule::only_expr);
            return bad(inside);
        }
        if let Some(tail) = parts.next() {
            // The expression is known to be right: reading it again would take the square of the
            // depth where such tails nest.
            let tail = self.span(&tail);
            self.push(error::too_much(self.text, tail));
        }
        self.expr(first)
    }

    fn list(&mut self, pair: Piece<'t>) -> Vec<ListItem> {
        parts(pair)
            .map(|item| match item.as_rule() {
                Rule::spread => ListItem::Spread(self.expr(only(item))),
                Rule::bad_item => ListItem::Bad(self.bad(&item, Rule::only_argument)),
                _ => ListItem::Item(self.expr(item)),
            })
            .collect()
    }

    /// The entries of an object.
    pub(super) fn entries(&mut self, pair: Piece<'t>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for piece in parts(pair) {
            if piece.as_rule() == Rule::missing_comma {
                self.missing_comma(&piece);
            } else {
                entries.push(self.entry(piece));
            }
        }
        entries
    }

    /// `entry`
    fn entry(&mut self, pair: Piece<'t>) -> Entry {
        match pair.as_rule() {
            Rule::spread => Entry::Spread(self.expr(only(pair))),
            Rule::shorthand => Entry::Shorthand(self.name(&only(pair))),
            Rule::field_entry => self.field_entry(pair),
            Rule::computed_entry => {
                let mut parts = parts(pair);
                let key = self.expr(parts.need());
                Entry::Computed { key, value: self.entry_value(parts.need()) }
            }
            _ => Entry::Bad(self.bad(&pair, Rule::only_entry)),
        }
    }

    fn field_entry(&mut self, pair: Piece<'t>) -> Entry {
        let optional = super::has(&pair, Rule::optional_mark);
        let mut parts = parts(pair);
        let key = only(parts.need());
        let value = parts.need();
        if key.as_rule() == Rule::key_word {
            let key = self.name(&key);
            return Entry::Field { key, optional, value: self.entry_value(value) };
        }
        let key = self.primary(key);
        let value = self.entry_value(value);
        match super::literals::constant(&key) {
            Some(text) => {
                let key = Name { text: text.into(), span: key.span };
                Entry::Field { key, optional, value }
            }
            None => Entry::Computed { key, value },
        }
    }

    fn entry_value(&mut self, pair: Piece<'t>) -> Expr {
        if pair.as_rule() == Rule::bad_entry_value {
            return bad(self.bad(&pair, Rule::only_expr));
        }
        self.value(pair)
    }

    fn if_expr(&mut self, pair: Piece<'t>) -> ExprKind {
        let mut tests = Vec::new();
        let mut otherwise = None;
        let mut parts = parts(pair);
        while let Some(part) = parts.next() {
            if part.as_rule() == Rule::foreign_else_if {
                let word = self.span(&part);
                self.push(error::foreign_lead(self.text, word));
            } else if part.as_rule() == Rule::head {
                let condition = self.head(part);
                tests.push((condition, self.block(parts.need())));
            } else {
                otherwise = Some(self.block(part));
            }
        }
        ExprKind::If { tests, otherwise }
    }

    fn match_expr(&mut self, pair: Piece<'t>) -> ExprKind {
        let brace = self.brace(&pair);
        let mut parts = parts(pair);
        let value = Box::new(self.head(parts.need()));
        let mut arms = Vec::new();
        for piece in parts {
            match piece.as_rule() {
                Rule::arm => arms.push(self.arm(piece)),
                Rule::close => self.close(brace, piece),
                _ => {
                    let span = self.bad(&piece, Rule::only_arm);
                    let patterns = vec![ArmPattern::Bad(span)];
                    arms.push(Arm { doc: None, patterns, guard: None, body: empty(span), span });
                }
            }
        }
        ExprKind::Match { value, arms }
    }

    fn arm(&mut self, pair: Piece<'t>) -> Arm {
        let faults = self.sink.len();
        let whole = self.span(&pair);
        let mut parts = parts(pair);
        let doc = doc(&mut parts);
        let mut patterns = Vec::new();
        let mut start = None;
        while let Some(pattern) = parts.next_if(Rule::arm_pattern) {
            start.get_or_insert(self.span(&pattern));
            patterns.push(self.arm_pattern(only_part(pattern)));
        }
        let guard = parts.next_if(Rule::guard).map(|guard| self.expr(only(guard)));
        let body = self.arm_body(parts.need());
        let start = start.unwrap_or(whole);
        if parts.peek() == Some(Rule::torn_arm) {
            // More arms may stand behind it.
            patterns = vec![ArmPattern::Bad(whole)];
        }
        let body = self.torn_body(body, &mut parts, start, Rule::only_arm, faults);
        let span = self.between(start, body.span);
        Arm { doc, patterns, guard, body, span }
    }

    /// `body`, or a body of which nothing is known if something stands behind it on its line.
    fn torn_body(
        &mut self,
        body: Block,
        parts: &mut Parts<'t>,
        start: Span,
        rule: Rule,
        faults: usize,
    ) -> Block {
        let Some(rest) = parts.next_if(Rule::torn_arm) else { return body };
        let start = self.between(start, body.span);
        let span = self.torn(start, &rest, rule, faults);
        let unknown = StatementKind::Expr(bad(span));
        let statements = vec![super::statements::plain(unknown, span)];
        Block { statements, braces: false, span }
    }

    fn arm_pattern(&mut self, pair: Piece<'t>) -> ArmPattern {
        match pair.as_rule() {
            Rule::name => ArmPattern::Binding(self.name(&pair)),
            Rule::ignore => ArmPattern::Any(self.span(&pair)),
            Rule::string | Rule::text_block => {
                let text = self.plain_string(pair);
                ArmPattern::Literal(super::literals::string_expr(text))
            }
            _ => ArmPattern::Literal(self.primary(pair)),
        }
    }

    fn parallel(&mut self, pair: Piece<'t>) -> ExprKind {
        let brace = self.brace(&pair);
        let (mut branches, mut lost): (Vec<Branch>, Vec<usize>) = (Vec::new(), Vec::new());
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::branch => branches.push(self.branch(piece)),
                Rule::close => self.close(brace, piece),
                _ => {
                    let span = self.bad(&piece, Rule::only_branch);
                    let statements =
                        vec![super::statements::plain(StatementKind::Expr(bad(span)), span)];
                    let body = Block { statements, braces: true, span };
                    lost.push(branches.len());
                    branches.push(Branch { doc: None, name: None, body, span });
                }
            }
        }
        // All branches have names or none has.
        if branches.iter().any(|branch| branch.name.is_some()) {
            for at in lost {
                branches[at].name = Some(names::of_branch(self.text, branches[at].span));
            }
        }
        ExprKind::Parallel(branches)
    }

    fn branch(&mut self, pair: Piece<'t>) -> Branch {
        let faults = self.sink.len();
        let named = super::has(&pair, Rule::colon);
        let mut parts = parts(pair);
        let doc = doc(&mut parts);
        let word = self.name(&parts.need());
        let body = self.arm_body(parts.need());
        let body = self.torn_body(body, &mut parts, word.span, Rule::only_branch, faults);
        let span = self.between(word.span, body.span);
        let name = (named || &*word.text != "branch").then_some(word);
        Branch { doc, name, body, span }
    }

    fn loop_expr(&mut self, pair: Piece<'t>) -> ExprKind {
        let mut parts = parts(pair);
        let label = self.label(&mut parts);
        let body = self.block(parts.need());
        let until = parts.next().map(|until| Box::new(self.expr(until)));
        ExprKind::Loop { label, body, until }
    }

    fn map(&mut self, pair: Piece<'t>) -> ExprKind {
        let span = self.span(&pair);
        let mut is_whole = true;
        let mut parts = parts(pair);
        let head = parts.need();
        let (index, item, source) = if head.as_rule() == Rule::bad_map_head {
            let span = self.bad(&head, Rule::only_map_head);
            let (index, item) = self.bad_binding(span);
            (index, item, bad(span))
        } else {
            let (index, item) = self.binding(head);
            (index, item, self.expr(parts.need()))
        };
        let mut clauses = Vec::new();
        loop {
            let body_doc = doc(&mut parts);
            let part = parts.need();
            match part.as_rule() {
                Rule::block => {
                    let body = self.block(part);
                    let map = Map { index, item, source, clauses, body_doc, body };
                    let kind = ExprKind::Map(Box::new(map));
                    // A clause that was lost may change what it gives.
                    return if is_whole { kind } else { of_any_type(Expr { kind, span }).kind };
                }
                Rule::bad_map_clauses => {
                    self.bad(&part, Rule::only_map_clauses);
                    is_whole = false;
                }
                _ => clauses.push(self.map_clause(part)),
            }
        }
    }

    fn map_clause(&mut self, pair: Piece<'t>) -> MapClause {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        if rule == Rule::distributed_clause {
            let express = super::has(&pair, Rule::kw_express);
            return MapClause { kind: MapClauseKind::Distributed { express }, span };
        }
        let share = super::has(&pair, Rule::percent);
        let value = self.map_value(only(pair));
        let kind = match rule {
            Rule::concurrency_clause => MapClauseKind::Concurrency(value),
            Rule::tolerate_clause if share => MapClauseKind::ToleratePercent(value),
            Rule::select_clause => MapClauseKind::Select(value),
            Rule::batch_bytes => MapClauseKind::BatchBytes(value),
            Rule::batch_clause => MapClauseKind::Batch(value),
            Rule::label_clause => MapClauseKind::Label(value),
            Rule::results_clause => MapClauseKind::ResultsTo(value),
            _ => MapClauseKind::TolerateCount(value),
        };
        MapClause { kind, span }
    }

    fn map_value(&mut self, pair: Piece<'t>) -> Expr {
        if pair.as_rule() == Rule::lambda { self.lambda(pair) } else { self.expr(pair) }
    }

    fn try_expr(&mut self, pair: Piece<'t>) -> ExprKind {
        let mut parts = parts(pair);
        let body = self.block(parts.need());
        let mut tried =
            Try { body, retries: vec![], catches: vec![], otherwise: None, finally: None };
        while parts.peek().is_some() {
            let doc = doc(&mut parts);
            let part = parts.need();
            match part.as_rule() {
                Rule::retry_clause => tried.retries.push(self.retry(doc, part)),
                Rule::catch_clause => tried.catches.push(self.catch(doc, part)),
                Rule::else_block => tried.otherwise = Some(self.block(only(part))),
                _ => tried.finally = Some(self.block(only(part))),
            }
        }
        ExprKind::Try(Box::new(tried))
    }

    /// `retry_clause`
    pub(super) fn retry(&mut self, doc: Doc, pair: Piece<'t>) -> Retry {
        let span = self.span(&pair);
        let mut parts = parts(pair);
        let policy = match parts.next_if(Rule::name) {
            Some(name) => RetryPolicy::Named(self.name(&name)),
            None => RetryPolicy::Inline(self.retry_groups(parts)),
        };
        Retry { doc, policy, span }
    }

    /// `catch_clause`
    pub(super) fn catch(&mut self, doc: Doc, pair: Piece<'t>) -> Catch {
        let span = self.span(&pair);
        let mut errors = Vec::new();
        let mut binding = None;
        let mut body = empty(span);
        let mut head: Option<Span> = None;
        for part in parts(pair) {
            let at = self.span(&part);
            let start = head.get_or_insert(at);
            match part.as_rule() {
                Rule::error_names => errors = self.error_names(part),
                Rule::catch_binding => binding = Some(self.name(&only(part))),
                Rule::block => body = self.block(part),
                Rule::foreign_catch => {
                    head = None;
                    self.push(error::foreign_lead(self.text, at));
                }
                _ => {
                    let whole = self.between(*start, at);
                    self.bad_at(whole, Rule::only_catch_head);
                    binding = binding.or_else(|| names::of_catch(self.text, whole));
                }
            }
        }
        Catch { doc, errors, binding, body, span }
    }
}

/// The only part of a piece, signs included: a `-` may begin it.
fn only_part(pair: Piece<'_>) -> Piece<'_> {
    pair.into_inner().next().expect("the grammar demands this part")
}

/// A block with nothing in it, for a piece that could not be read.
fn empty(span: Span) -> Block {
    Block { statements: Vec::new(), braces: true, span }
}
