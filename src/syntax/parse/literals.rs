//! Strings, durations and raw JSONata.

use super::super::ast::{Expr, ExprKind, StringLiteral, StringPart};
use super::super::error;
use super::{Builder, Name, Piece, Rule, only, parts};

impl<'t> Builder<'t, '_> {
    /// `duration`
    pub(super) fn duration(&mut self, pair: Piece<'t>) -> Expr {
        let span = self.span(&pair);
        let mut parts = parts(pair);
        let digits = parts.need().as_str().into();
        let unit_seconds = match parts.need().as_str() {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            _ => 1,
        };
        Expr { kind: ExprKind::Duration { digits, unit_seconds }, span }
    }

    /// `raw`
    pub(super) fn raw(&mut self, pair: Piece<'t>) -> ExprKind {
        let inside = only(pair);
        ExprKind::Raw { text: inside.as_str().to_owned(), text_span: self.span(&inside) }
    }

    /// `string` and `text_block`
    pub(super) fn string(&mut self, pair: Piece<'t>) -> ExprKind {
        let block = pair.as_rule() == Rule::text_block;
        let mut pieces: Vec<StringPart> = Vec::new();
        let mut layout = block.then(|| Layout::of(&pair));
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::interpolation => {
                    let inside = self.bracketed(piece);
                    pieces.push(StringPart::Interpolation(inside));
                }
                Rule::escape => append(&mut pieces, &self.escape(&piece)),
                Rule::bad_escape => {
                    let span = self.span(&piece);
                    self.push(error::unknown_escape(self.text, span));
                }
                _ => match &mut layout {
                    Some(layout) => append(&mut pieces, &layout.text(&piece)),
                    None => append(&mut pieces, piece.as_str()),
                },
            }
        }
        ExprKind::String(pieces)
    }

    /// What an escape stands for; U+FFFD, with a complaint, where it names no character.
    fn escape(&mut self, piece: &Piece<'t>) -> String {
        let escape = piece.as_str();
        let known = match escape.as_bytes().get(1) {
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'u') => {
                let digits = escape[2..].trim_matches(['{', '}']);
                u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
            }
            _ => escape.chars().nth(1),
        };
        let character = known.unwrap_or_else(|| {
            let span = self.span(piece);
            self.push(error::no_character(self.text, span));
            char::REPLACEMENT_CHARACTER
        });
        character.to_string()
    }

    /// A string in a place that takes no `${…}`.
    pub(super) fn plain_string(&mut self, pair: Piece<'t>) -> StringLiteral {
        let expr = self.primary(pair);
        let span = expr.span;
        let value = constant(&expr).unwrap_or_else(|| {
            self.push(error::interpolation_refused(span));
            String::new()
        });
        StringLiteral { value, span }
    }

    /// A key that must be known: a word or a string without `${…}`.
    pub(super) fn plain_key(&mut self, pair: Piece<'t>) -> Name {
        let inner = only(pair);
        if inner.as_rule() == Rule::key_word {
            return self.name(&inner);
        }
        let literal = self.plain_string(inner);
        Name { text: literal.value.into(), span: literal.span }
    }
}

/// The text of a string without `${…}`.
pub(super) fn constant(expr: &Expr) -> Option<String> {
    let ExprKind::String(pieces) = &expr.kind else { return None };
    let texts = pieces.iter().map(|piece| match piece {
        StringPart::Text(text) => Some(text.as_str()),
        StringPart::Interpolation(_) => None,
    });
    texts.collect()
}

/// A string as an expression.
pub(super) fn string_expr(literal: StringLiteral) -> Expr {
    let pieces =
        if literal.value.is_empty() { vec![] } else { vec![StringPart::Text(literal.value)] };
    Expr { kind: ExprKind::String(pieces), span: literal.span }
}

/// Adds text to the last piece, so that no two texts stand side by side.
fn append(pieces: &mut Vec<StringPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(StringPart::Text(last)) = pieces.last_mut() {
        last.push_str(text);
    } else {
        pieces.push(StringPart::Text(text.to_owned()));
    }
}

/// What of a `"""` string is layout, not text.
struct Layout {
    /// The indentation that all its lines share.
    indent: usize,
    /// Where the text between the quotes begins and ends, without the first line end and the line
    /// of the last quotes.
    start: usize,
    end: usize,
    /// Whether the next text begins a line.
    line_start: bool,
}

impl Layout {
    fn of(pair: &Piece<'_>) -> Self {
        let whole = pair.as_span();
        let inside = pair.as_str().get(3..pair.as_str().len() - 3).unwrap_or("");
        let start = whole.start() + 3;
        let blanks = inside.len() - inside.trim_start_matches([' ', '\t']).len();
        let behind_blanks = &inside[blanks..];
        let first_line_end = match behind_blanks.as_bytes() {
            [b'\r', b'\n', ..] => blanks + 2,
            [b'\n' | b'\r', ..] => blanks + 1,
            _ => 0,
        };
        let closing = inside.trim_end_matches([' ', '\t']);
        let own_line = closing.len() >= first_line_end && closing.ends_with(['\n', '\r']);
        let text_end = if !own_line {
            inside.len()
        } else if closing.len() == first_line_end {
            first_line_end
        } else {
            let closing = closing.strip_suffix('\n').unwrap_or(closing);
            closing.strip_suffix('\r').unwrap_or(closing).len()
        };
        Self {
            indent: indentation(&inside[first_line_end..], own_line, first_line_end > 0),
            start: start + first_line_end,
            end: start + text_end.max(first_line_end),
            line_start: first_line_end > 0,
        }
    }

    /// What of a piece of text is no layout.
    fn text(&mut self, piece: &Piece<'_>) -> String {
        let span = piece.as_span();
        let from = self.start.clamp(span.start(), span.end()) - span.start();
        let to = self.end.clamp(span.start(), span.end()) - span.start();
        let text = piece.as_str().get(from..to.max(from)).unwrap_or("");
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut stripped = String::with_capacity(text.len());
        let starts = self.line_start && span.start() <= self.start;
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                stripped.push('\n');
            }
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            let cut = if at > 0 || starts { blanks.min(self.indent) } else { 0 };
            stripped.push_str(&line[cut..]);
        }
        stripped
    }
}

/// The blanks all lines of `text` begin with. Empty lines do not count; the line of the last quotes
/// does. The first line counts only if it begins behind a line end.
fn indentation(text: &str, quotes_own_line: bool, first_counts: bool) -> usize {
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() - 1;
    lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at > 0 || first_counts)
        .filter(|(at, line)| !line.trim().is_empty() || (*at == last && quotes_own_line))
        .map(|(_, line)| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0)
}
