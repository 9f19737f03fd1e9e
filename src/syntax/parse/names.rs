//! The names that pieces no rule understood seem to declare, so that what uses them is not wrong too.

use std::ops::Range;

use super::super::ast::{Name, Pattern, PatternField, PatternKind};
use super::super::error::is_reserved;
use super::super::tokens::{Token, TokenKind, tokens};
use crate::source::{FileId, Span};

/// The words of other languages that stand before what they declare.
const BINDERS: &[&str] = &["let", "var", "const", "final", "mut", "val"];

/// The words that begin a declaration of a name.
const DECLARATIONS: &[&str] = &[
    "param", "const", "type", "error", "retry", "lambda", "activity", "resource", "fn", "workflow",
];

/// A piece of a text as tokens without its comments.
struct Tokens<'t> {
    file: FileId,
    text: &'t str,
    all: Vec<Token>,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str, span: Span) -> Self {
        let mut all = tokens(text, span.range());
        all.retain(|token| token.kind != TokenKind::Comment);
        Self { file: span.file, text, all }
    }

    fn text(&self, at: usize) -> &'t str {
        self.all.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// Whether a word that may be a name stands there.
    fn is_name(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|token| {
            let text = &self.text[token.start..token.end];
            token.kind == TokenKind::Word && !text.starts_with('\'') && !is_reserved(text)
        })
    }

    fn name(&self, at: usize) -> Option<Name> {
        let token = self.all.get(at).filter(|_| self.is_name(at))?;
        let span = Span::new(self.file, token.start, token.end);
        Some(Name { text: self.text(at).into(), span })
    }

    /// The names among the tokens of `range`, which may be a pattern: not its keys and defaults.
    fn names(&self, range: Range<usize>) -> Vec<Name> {
        let keyed = matches!(self.text(range.start), "{" | "[");
        let binds = |at: &usize| {
            let is_key = keyed && self.text(at + 1) == ":";
            let is_default = *at > 0 && matches!(self.text(at - 1), "=" | ".");
            !is_key && !is_default && !BINDERS.contains(&self.text(*at))
        };
        range.filter(binds).filter_map(|at| self.name(at)).collect()
    }

    /// The name there, if one is.
    fn only(&self, at: usize) -> Vec<Name> {
        self.name(at).into_iter().collect()
    }

    /// The first place from `from` on, outside of brackets, with one of `signs`, or the end.
    fn find(&self, from: usize, signs: &[&str]) -> usize {
        let mut depth = 0_usize;
        for at in from..self.all.len() {
            match self.text(at) {
                text if depth == 0 && signs.contains(&text) => return at,
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.all.len()
    }
}

/// Of a statement: `x` of `let x: T[] = []`, `int x = 1` and `x := 1`; `a` and `b` of `let { a, b } =`.
pub(super) fn of_statement(text: &str, piece: Span) -> Vec<Name> {
    let tokens = Tokens::new(text, piece);
    if BINDERS.contains(&tokens.text(0)) {
        let start = 1 + usize::from(tokens.text(1) == "mut");
        let end = match tokens.text(start) {
            "{" | "[" | "(" => tokens.find(start, &["=", ":"]),
            _ => start + 1,
        };
        return tokens.names(start..end);
    }
    match (tokens.is_name(0), tokens.text(1), tokens.text(2)) {
        (true, ":", _) => tokens.only(0),
        (true, _, "=") if tokens.is_name(1) => tokens.only(1),
        _ => Vec::new(),
    }
}

/// Of what stands between `for` or `map` and its block: the names before `in`, `of` or `=`.
pub(super) fn of_head(text: &str, piece: Span) -> Vec<Name> {
    let tokens = Tokens::new(text, piece);
    let start = usize::from(tokens.text(0) == "(");
    let end = tokens.find(start, &["in", "of", "=", ":", ";"]);
    // `for (x) {`: the bracket ends behind its names.
    let end = if start == 0 && end == tokens.all.len() { 0 } else { end };
    tokens.names(0..end)
}

/// Of what stands between `catch` and its block: `e` of `(e)`, `(E e)`, `E e`, `E -> e`, `E as e`.
pub(super) fn of_catch(text: &str, piece: Span) -> Option<Name> {
    let tokens = Tokens::new(text, piece);
    let bracketed = tokens.text(0) == "(";
    let end = tokens.find(usize::from(bracketed), &[":", ")"]);
    let names: Vec<usize> = (0..end).filter(|at| tokens.is_name(*at)).collect();
    let last = names.last().copied()?;
    let dotted = tokens.text(last.saturating_sub(1)) == ".";
    ((bracketed || names.len() > 1) && !dotted).then(|| tokens.name(last))?
}

/// Of a branch: its first word, or else one that no other has.
pub(super) fn of_branch(text: &str, piece: Span) -> Name {
    let tokens = Tokens::new(text, piece);
    tokens.name(0).unwrap_or_else(|| Name { text: "_".into(), span: piece })
}

/// The pattern of a parameter: its names, whatever else is wrong with it.
pub(super) fn of_param(text: &str, piece: Span) -> Pattern {
    let tokens = Tokens::new(text, piece);
    let mut names = Vec::new();
    let mut start = 0;
    while start < tokens.all.len() {
        names.extend(tokens.names(start..tokens.find(start, &[":", "=", ";"])));
        start = tokens.find(start, &[";"]) + 1;
    }
    pattern(names, piece)
}

/// What binds `names`.
fn pattern(mut names: Vec<Name>, span: Span) -> Pattern {
    let kind = match names.len() {
        0 => PatternKind::Ignore,
        1 => PatternKind::Name(names.remove(0)),
        _ => {
            let field = |key: Name| {
                let pattern = Pattern { kind: PatternKind::Name(key.clone()), span: key.span };
                PatternField { key, pattern, default: None }
            };
            PatternKind::Object { fields: names.into_iter().map(field).collect(), rest: None }
        }
    };
    Pattern { kind, span }
}

/// Of a declaration: `F` of `lambda F(x: `, the names of an `import`, whatever stands before and behind.
pub(super) fn of_declaration(text: &str, piece: Span) -> Vec<Name> {
    let tokens = Tokens::new(text, piece);
    let mut start = 0;
    while tokens.text(start) == "@" {
        start += 2;
        if tokens.text(start) == "(" {
            start = tokens.find(start + 1, &[")"]) + 1;
        }
    }
    // One foreign word may stand before that of the declaration, and one in its place.
    let word = (start..start + 3).find(|at| DECLARATIONS.contains(&tokens.text(*at)));
    if let Some(word) = word {
        return tokens.only(word + 1);
    }
    if tokens.text(start) == "import" {
        let end = tokens.find(start, &["from"]);
        return tokens.names(start + 1..end);
    }
    let called = tokens.is_name(start) && matches!(tokens.text(start + 2), "(" | "=" | ":");
    if called { tokens.only(start + 1) } else { Vec::new() }
}
