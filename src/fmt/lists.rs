//! What stands between brackets and commas: arguments, items, entries, fields.

use super::doc::Fit;
use super::formatter::Formatter;
use crate::syntax::ast::{Arg, Entry, Expr, ExprKind, ListItem};

/// How a bracketed list is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `(a, b)`, or an item a line.
    Tight,
    /// `{ a, b }`, or an item a line.
    Padded,
    /// [`Style::Padded`], but an item a line if the first one begins a line.
    Kept,
}

/// How wide the items of a list may be that are put side by side where the list is broken.
const SHORT: u32 = 24;

impl Formatter<'_> {
    /// `items` between `open` and `close`, an item a line where they do not fit; `each` puts one.
    pub(super) fn list<T>(
        &mut self,
        brackets: (&'static str, &'static str),
        style: Style,
        items: &[T],
        mut each: impl FnMut(&mut Self, &T),
    ) {
        let (open, close) = brackets;
        if items.is_empty() {
            self.empty_list(open, close);
            return;
        }
        let kept = style == Style::Kept && self.second_begins_line();
        self.open(if kept { Fit::Kept } else { Fit::Whole });
        self.word(open);
        self.indent();
        self.edge(style);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.line();
                self.empty_line();
            }
            each(self, item);
            self.comma(at + 1 == items.len());
        }
        self.closing_notes();
        self.dedent();
        self.edge(style);
        self.word(close);
        self.close();
    }

    /// The line behind the opening bracket and the one before the closing one.
    fn edge(&mut self, style: Style) {
        match style {
            Style::Tight => self.soft(),
            Style::Padded | Style::Kept => self.line(),
        }
    }

    fn second_begins_line(&self) -> bool {
        self.second().is_some_and(|second| self.begins_line(second.offset()))
    }

    fn empty_list(&mut self, open: &'static str, close: &'static str) {
        self.open(Fit::Whole);
        self.word(open);
        self.indent();
        self.closing_notes();
        self.dedent();
        self.word(close);
        self.close();
    }

    /// `(a, Name: b, ...c)`
    pub(super) fn args(&mut self, args: &[Arg]) {
        if let [arg] = args
            && hugs(value_of(arg))
            && !self.has_note_before_second()
        {
            self.word("(");
            self.arg(arg);
            self.drop(",");
            self.word(")");
            return;
        }
        self.list(("(", ")"), Style::Tight, args, Self::arg);
    }

    fn arg(&mut self, arg: &Arg) {
        match arg {
            Arg::Positional(value) => self.expr(value),
            Arg::Named { optional, value, .. } => {
                self.key(*optional);
                self.value(value);
            }
            Arg::Spread(value) => {
                self.word("...");
                self.expr(value);
            }
            Arg::Bad(_) => self.token(),
        }
    }

    /// `key: ` or `key?: `
    fn key(&mut self, optional: bool) {
        self.token();
        if optional {
            self.word("?");
        }
        self.word(":");
    }

    /// What stands behind a colon, on its line.
    fn value(&mut self, value: &Expr) {
        self.blank();
        self.expr(value);
    }

    /// `{ a, b: e, "odd": e, [k]: e, ...c }`
    pub(super) fn object(&mut self, entries: &[Entry]) {
        self.list(("{", "}"), Style::Kept, entries, Self::entry);
    }

    fn entry(&mut self, entry: &Entry) {
        match entry {
            Entry::Field { optional, value, .. } => {
                self.key(*optional);
                self.value(value);
            }
            Entry::Shorthand(_) | Entry::Bad(_) => self.token(),
            Entry::Computed { key, value } => {
                if self.sees("[") {
                    self.word("[");
                    self.expr(key);
                    self.word("]");
                } else {
                    self.token();
                }
                self.word(":");
                self.value(value);
            }
            Entry::Spread(value) => {
                self.word("...");
                self.expr(value);
            }
        }
    }

    /// `[a, ...b]`
    pub(super) fn items(&mut self, items: &[ListItem]) {
        match items {
            [item @ ListItem::Item(object)]
                if matches!(object.kind, ExprKind::Object(_)) && !self.has_note_before_second() =>
            {
                self.word("[");
                self.item_of_list(item);
                self.drop(",");
                self.word("]");
            }
            [_, _, ..] if items.iter().all(is_short) => self.filled(items),
            _ => self.list(("[", "]"), Style::Tight, items, Self::item_of_list),
        }
    }

    fn item_of_list(&mut self, item: &ListItem) {
        match item {
            ListItem::Item(value) => self.expr(value),
            ListItem::Spread(value) => {
                self.word("...");
                self.expr(value);
            }
            ListItem::Bad(_) => self.token(),
        }
    }

    /// Short items, as many on a line as fit.
    fn filled(&mut self, items: &[ListItem]) {
        self.open(Fit::Whole);
        self.word("[");
        self.indent();
        self.soft();
        for (at, item) in items.iter().enumerate() {
            self.open_line(Fit::Whole);
            if at > 0 {
                self.line();
                self.empty_line();
            }
            self.item_of_list(item);
            if at + 1 < items.len() {
                self.comma(false);
            }
            self.close();
        }
        self.comma(true);
        self.closing_notes();
        self.dedent();
        self.soft();
        self.word("]");
        self.close();
    }

    fn has_note_before_second(&self) -> bool {
        self.has_note() || self.second().is_some_and(|second| self.has_note_before(second.offset()))
    }
}

/// The value of an argument.
fn value_of(arg: &Arg) -> Option<&Expr> {
    match arg {
        Arg::Positional(value) | Arg::Named { value, .. } | Arg::Spread(value) => Some(value),
        Arg::Bad(_) => None,
    }
}

/// Whether an only argument stands right behind the bracket: it has lines of its own to break.
fn hugs(value: Option<&Expr>) -> bool {
    value.is_some_and(|value| match &value.kind {
        ExprKind::Object(entries) => !entries.is_empty(),
        ExprKind::List(items) => !items.is_empty(),
        ExprKind::Lambda { .. }
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Parallel(_)
        | ExprKind::Map(_)
        | ExprKind::Try(_) => true,
        _ => false,
    })
}

/// Whether an item is a word, a number or a short text.
fn is_short(item: &ListItem) -> bool {
    let ListItem::Item(item) = item else { return false };
    let simple = matches!(
        item.kind,
        ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Duration { .. }
            | ExprKind::String(_)
            | ExprKind::Name(_)
    );
    simple && item.span.end - item.span.start <= SHORT
}
