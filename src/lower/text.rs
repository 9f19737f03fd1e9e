//! The functions of the library on texts: patterns, ends, parts.

use crate::ir::program::{Expr, ExprKind, Library};
use crate::jsonata::{BinaryOp as Op, Expr as J};
use crate::lower::expressions::{Expressions, Mode};
use crate::lower::library::{constant_text, regex, regex_of, whole};

impl Expressions<'_> {
    /// The pattern of `split` and `replace`: a text, or `regex("…")`.
    pub(super) fn pattern(&mut self, e: &Expr) -> J {
        match &e.kind {
            ExprKind::Library(Library::Regex, args) => regex_of(args).unwrap_or(J::Null),
            _ => self.text(e, Mode::Defined),
        }
    }

    pub(super) fn replace(&mut self, args: &[Expr], mode: Mode) -> J {
        let text = self.text(&args[0], mode);
        // An empty pattern, and a regular expression that matches nothing at all, fail.
        if constant_text(&args[1]).is_none_or(str::is_empty) {
            self.fails();
        }
        let pattern = self.pattern(&args[1]);
        J::call("replace", vec![text, pattern, self.text(&args[2], Mode::Defined)])
    }

    /// The pattern is a regular expression, also where it is a plain constant.
    pub(super) fn matches(&mut self, args: &[Expr], mode: Mode) -> J {
        let text = self.text(&args[0], mode);
        let pattern = match constant_text(&args[1]) {
            Some(pattern) => regex(&safe_pattern(pattern), ""),
            None => self.pattern(&args[1]),
        };
        J::call("contains", vec![text, pattern])
    }

    pub(super) fn starts_with(&mut self, args: &[Expr]) -> J {
        let text = self.text(&args[0], Mode::Defined);
        let start = self.text(&args[1], Mode::Defined);
        self.starts(text, start)
    }

    fn starts(&mut self, text: J, start: J) -> J {
        let length = match &start {
            J::String(start) => J::integer(units(start)),
            _ => units_of(start.clone()),
        };
        self.named(start, "start", |_, start| {
            let length = match length {
                J::Call(..) => units_of(start.clone()),
                known => known,
            };
            let head = J::call("substring", vec![text, J::integer(0), length]);
            J::binary(Op::Equal, head, start)
        })
    }

    pub(super) fn ends_with(&mut self, args: &[Expr]) -> J {
        let text = self.text(&args[0], Mode::Defined);
        let end = self.text(&args[1], Mode::Defined);
        self.ends(text, end)
    }

    fn ends(&mut self, text: J, end: J) -> J {
        if let J::String(known) = &end {
            let units = units(known);
            if units == 0 {
                return J::Bool(true);
            }
            let tail = J::call("substring", vec![text, J::integer(-units)]);
            return J::binary(Op::Equal, tail, end);
        }
        // An empty end would ask for the whole text.
        self.named(end, "end", |_, end| {
            let length = units_of(end.clone());
            let tail = J::call("substring", vec![text, J::Negate(Box::new(length))]);
            let empty = J::binary(Op::Equal, end.clone(), J::string(""));
            J::binary(Op::Or, empty, J::binary(Op::Equal, tail, end))
        })
    }

    /// `like("*.csv")`: the plain kinds of pattern without a regular expression.
    pub(super) fn like(&mut self, args: &[Expr]) -> J {
        let text = self.text(&args[0], Mode::Defined);
        let pieces = glob(constant_text(&args[1]).unwrap_or_default());
        match pieces.as_slice() {
            [] => J::binary(Op::Equal, text, J::string("")),
            [Glob::Text(all)] => J::binary(Op::Equal, text, J::string(all)),
            [Glob::Text(start), Glob::Any] => self.starts(text, J::string(start)),
            [Glob::Any, Glob::Text(end)] => self.ends(text, J::string(end)),
            [Glob::Any, Glob::Text(part), Glob::Any] => {
                J::call("contains", vec![text, J::string(part)])
            }
            pieces => {
                let body: String = pieces.iter().map(Glob::pattern).collect();
                J::call("contains", vec![text, regex(&safe_pattern(&format!("^{body}$")), "")])
            }
        }
    }

    /// `xs.slice(start, end)` of a list, `s.slice(start, end)` of a text.
    pub(super) fn slice(&mut self, args: &[Expr]) -> J {
        let receiver = &args[0];
        if receiver.ty.is_string() {
            return self.text_slice(receiver, &args[1], args.get(2));
        }
        if receiver.ty.is_list() {
            return self.list_slice(receiver, &args[1], args.get(2));
        }
        self.by_kind(
            args,
            |this, args| this.text_slice(&args[0], &args[1], args.get(2)),
            |this, args| this.list_slice(&args[0], &args[1], args.get(2)),
        )
    }

    fn list_slice(&mut self, list: &Expr, start: &Expr, end: Option<&Expr>) -> J {
        let list = self.list_of(list);
        self.named(list, "items", |this, list| {
            let count = J::call("count", vec![list.clone()]);
            this.items_between(list, &count, start, end)
        })
    }

    /// The items of `list` from `start` to before `end`.
    fn items_between(&mut self, list: J, count: &J, start: &Expr, end: Option<&Expr>) -> J {
        let start_at = self.position(start, count);
        let end_at = end.map(|end| self.position(end, count));
        let (item, index) = (self.fresh("item"), self.fresh("index"));
        let mut bindings = Vec::new();
        let mut tests = Vec::new();
        // What is not constant is evaluated once, not for each item.
        let mut limit = |this: &mut Self, op: Op, at: J, hint: &str| {
            let at = if is_position(&at) {
                at
            } else {
                let name = this.fresh(hint);
                bindings.push(J::Bind(name.clone(), Box::new(at)));
                J::Variable(name)
            };
            tests.push(J::binary(op, J::Variable(index.clone()), at));
        };
        if whole(start) != Some(0) {
            limit(self, Op::GreaterEqual, start_at, "start");
        }
        if let Some(end_at) = end_at {
            limit(self, Op::Less, end_at, "end");
        }
        let Some(test) =
            tests.into_iter().reduce(|first, second| J::binary(Op::And, first, second))
        else {
            return list;
        };
        let filter = J::call("filter", vec![list, J::function(vec![item, index.clone()], test)]);
        super::expressions::bound_in(bindings, filter.list())
    }

    /// An index from the start, given one that counts from the end where it is negative.
    fn position(&mut self, index: &Expr, count: &J) -> J {
        match whole(index) {
            Some(known @ 0..) => J::integer(known),
            Some(known) => J::binary(Op::Subtract, count.clone(), J::integer(-known)),
            None => {
                let index = self.number(index);
                self.named(index, "index", |_, index| {
                    let negative = J::binary(Op::Less, index.clone(), J::integer(0));
                    let from_end = J::binary(Op::Add, count.clone(), index.clone());
                    J::condition(negative, from_end, index)
                })
            }
        }
    }

    fn text_slice(&mut self, text: &Expr, start: &Expr, end: Option<&Expr>) -> J {
        let from = whole(start);
        let text = self.text(text, Mode::Defined);
        match (from, end.map(whole), end) {
            (Some(from), None, _) => J::call("substring", vec![text, J::integer(from)]),
            (Some(from @ 0..), Some(Some(to @ 0..)), _) => {
                let length = J::integer((to - from).max(0));
                J::call("substring", vec![text, J::integer(from), length])
            }
            (Some(from @ 0..), Some(_), Some(end)) => self.named(text, "text", |this, text| {
                let count = J::call("length", vec![text.clone()]);
                let to = this.position(end, &count);
                let length =
                    if from == 0 { to } else { J::binary(Op::Subtract, to, J::integer(from)) };
                J::call("substring", vec![text, J::integer(from), length])
            }),
            _ => {
                let characters = J::call("split", vec![text, J::string("")]);
                let part = self.named(characters, "characters", |this, characters| {
                    let count = J::call("count", vec![characters.clone()]);
                    this.items_between(characters, &count, start, end)
                });
                J::call("join", vec![part, J::string("")])
            }
        }
    }
}

/// Whether an index is a constant, or a variable.
fn is_position(at: &J) -> bool {
    matches!(at, J::Number(_) | J::Variable(_))
}

/// How many units of a text `$substring` takes for this one: it counts in UTF-16, as `$split` into single
/// units does, while `$length` counts characters.
fn units(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// [`units`] of a text known at run time.
fn units_of(text: J) -> J {
    J::call("count", vec![J::call("split", vec![text, J::string("")])])
}

/// A piece of a glob.
#[derive(Debug, PartialEq)]
enum Glob {
    Text(String),
    /// `*`
    Any,
    /// `?`
    One,
}

impl Glob {
    fn pattern(&self) -> String {
        match self {
            Self::Text(text) => text.chars().map(escaped).collect(),
            Self::Any => r"[\s\S]*".to_owned(),
            Self::One => r"[\s\S]".to_owned(),
        }
    }
}

/// A character that stands for itself in a regular expression.
fn escaped(c: char) -> String {
    if c.is_ascii_punctuation() { format!("\\{c}") } else { c.to_string() }
}

/// `\` takes the character behind it as it is.
fn glob(text: &str) -> Vec<Glob> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let special = match c {
            '*' => Glob::Any,
            '?' => Glob::One,
            '\\' => {
                plain.push(chars.next().unwrap_or('\\'));
                continue;
            }
            c => {
                plain.push(c);
                continue;
            }
        };
        if !plain.is_empty() {
            pieces.push(Glob::Text(std::mem::take(&mut plain)));
        }
        if special != Glob::Any || pieces.last() != Some(&Glob::Any) {
            pieces.push(special);
        }
    }
    if !plain.is_empty() {
        pieces.push(Glob::Text(plain));
    }
    pieces
}

/// A regular expression as JSONata can read it between slashes: it looks for the closing slash by
/// counting brackets, those in character classes too, and takes any backslash before one for its escape.
pub(super) fn safe_pattern(pattern: &str) -> String {
    if pattern.is_empty() {
        return "(?:)".to_owned();
    }
    let mut out = String::new();
    let mut in_class = false;
    let mut braces = 0;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\\') | None => out.push_str("\\x5c"),
                Some(next) => out.extend(['\\', next]),
            },
            '/' => out.push_str("\\/"),
            '\n' => out.push_str("\\n"),
            ']' if in_class => {
                in_class = false;
                out.push(c);
            }
            '[' | '(' | ')' | '{' | '}' if in_class => out.extend(['\\', c]),
            '[' => {
                in_class = true;
                out.push(c);
            }
            '{' if chars.as_str().contains('}') => {
                braces += 1;
                out.push(c);
            }
            '}' if braces > 0 => {
                braces -= 1;
                out.push(c);
            }
            '{' | '}' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
