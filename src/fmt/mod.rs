//! Text to text in the one style. In: a file. Out: its text laid out anew, and the complaints of the
//! parser.
//!
//! The parser gives the tree, `syntax::tokens` what is written and `///` and `//` comments. The rules,
//! one function for each kind of node, pass the tokens in the order of the tree and make a document of
//! them, whose lines `doc` breaks. Two promises are kept on every input: formatting twice changes
//! nothing, and the meaning stays. What the text is laid out as depends on the width alone, with three
//! freedoms of the writer: a block of one statement may stand on one line, and an object, or the
//! clauses behind a call, that begin on a new line stay on lines of their own.

mod blocks;
mod clauses;
mod control;
mod declarations;
mod doc;
mod expressions;
mod formatter;
mod lists;
mod maps;
mod operators;
mod patterns;
mod same;
mod statements;
mod twins;
mod types;

use crate::diagnostic::{Severity, Sink};
use crate::source::FileId;
use crate::syntax::ast::{File, Item, ItemKind};
use crate::syntax::tokens::{Token, TokenKind, tokens};
use crate::syntax::trivia::comments;
use crate::syntax::{parse, print, with_room};

use formatter::Formatter;
use twins::{Written, twins};

/// The text of `file` in the one style. What is wrong with it goes to `sink`: a declaration with a
/// mistake in it is kept as it is written, and so is a text that cannot be read at all.
#[must_use]
pub fn format(file: FileId, text: &str, sink: &mut Sink) -> String {
    with_room(|| {
        let mut faults = Sink::default();
        let tree = parse(file, text, &mut faults);
        let formatted = broken_items(&tree, &faults).and_then(|broken| {
            let tokens = tokens_of(text, &tree, &broken);
            let formatted = laid_out(text, &tokens, None, &tree, &broken);
            if formatted == text {
                Some(formatted)
            } else if broken.contains(&true) {
                settled_around_mistakes(&tree, text, formatted)
            } else {
                settled(tree, Written { text, tokens: &tokens }, formatted)
            }
        });
        for fault in faults.sorted() {
            sink.push(fault.clone());
        }
        formatted.unwrap_or_else(|| text.to_owned())
    })
}

/// For each declaration whether there is a mistake in it; `None` if there is one outside of them.
fn broken_items(tree: &File, faults: &Sink) -> Option<Vec<bool>> {
    let mut broken: Vec<bool> =
        tree.items.iter().map(|item| matches!(item.kind, ItemKind::Bad)).collect();
    for fault in faults.sorted() {
        if fault.severity == Severity::Error {
            let at = fault.span().start;
            let item = tree.items.partition_point(|item| item.span.end < at);
            let holds = tree.items.get(item).is_some_and(|item| item.span.start <= at);
            if !holds {
                return None;
            }
            broken[item] = true;
        }
    }
    Some(broken)
}

/// The `tokens` of `text` laid out anew by `tree`, which has them at the `places` if not where they are.
fn laid_out(
    text: &str,
    tokens: &[Token],
    places: Option<&[usize]>,
    tree: &File,
    broken: &[bool],
) -> String {
    let mark = text.chars().next().filter(|first| *first == BYTE_ORDER_MARK);
    let mut formatter = Formatter::new(text, tokens, places);
    for (item, broken) in tree.items.iter().zip(broken) {
        if *broken { formatter.broken_item() } else { formatter.item(item) }
    }
    let printed = doc::print(&formatter.finish(), line_end(text));
    mark.into_iter().chain(printed.chars()).collect()
}

/// The tokens of the whole file. A broken declaration is one token, as it is written.
fn tokens_of(text: &str, tree: &File, broken: &[bool]) -> Vec<Token> {
    let mut all = Vec::new();
    let mut end = begin(text);
    for (item, broken) in tree.items.iter().zip(broken) {
        let Item { span, .. } = item;
        push_comments(text, end..span.start as usize, &mut all);
        if *broken {
            let written = without_last_comments(text.get(span.range()).unwrap_or(""));
            let start = span.start as usize;
            all.push(Token { kind: TokenKind::Raw, start, end: start + written.len() });
            end = start + written.len();
        } else {
            all.extend(tokens(text, span.range()));
            end = span.end as usize;
        }
    }
    push_comments(text, end..text.len(), &mut all);
    all
}

/// Some editors put this before a text; it stays there.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Where the first token may stand.
fn begin(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 }
}

fn is_separator(word: &str) -> bool {
    matches!(word, "," | ";")
}

/// What no rule understood may reach over the comments before the next declaration.
fn without_last_comments(written: &str) -> &str {
    let mut kept = written.trim_end();
    while let Some((before, last)) = kept.rsplit_once(['\n', '\r'])
        && last.trim_start().starts_with("//")
    {
        kept = before.trim_end();
    }
    kept
}

/// Between declarations stand comments, blanks and `;`.
fn push_comments(text: &str, range: std::ops::Range<usize>, all: &mut Vec<Token>) {
    let between = tokens(text, range);
    all.extend(between.into_iter().filter(|token| token.kind == TokenKind::Comment));
}

/// The line end that the first line has.
fn line_end(text: &str) -> &'static str {
    let first = text.split('\n').next().unwrap_or("");
    if first.len() < text.len() && first.ends_with('\r') { "\r\n" } else { "\n" }
}

/// How often a text is laid out again.
const ROUNDS: usize = 4;

/// `formatted` laid out until that changes nothing, since a comment that comes to stand elsewhere may break a
/// line that was whole before; `None` if that does not end, or if it is not read as `tree` with the same words
/// and comments as the text it was `written` as.
fn settled(tree: File, written: Written<'_>, mut formatted: String) -> Option<String> {
    let broken = vec![false; tree.items.len()];
    for _ in 0..ROUNDS {
        let tokens = tokens(&formatted, begin(&formatted)..formatted.len());
        let twins = twins(written, Written { text: &formatted, tokens: &tokens })?;
        let places = twins::places(&twins, &tokens);
        let next = laid_out(&formatted, &tokens, Some(&places), &tree, &broken);
        if next == formatted {
            return same::is_read_as(tree, &formatted, &twins).then_some(formatted);
        }
        formatted = next;
    }
    None
}

/// [`settled`] for a text with mistakes: only reading all of it shows which declarations have one now.
fn settled_around_mistakes(tree: &File, text: &str, mut formatted: String) -> Option<String> {
    let words = |text: &str| -> Vec<String> {
        comments(tree.id, text).into_iter().map(|comment| comment.text).collect()
    };
    let (meaning, said) = (print::print(tree), words(text));
    for _ in 0..ROUNDS {
        let mut faults = Sink::default();
        let again = parse(tree.id, &formatted, &mut faults);
        if words(&formatted) != said || print::print(&again) != meaning {
            return None;
        }
        let broken = broken_items(&again, &faults)?;
        let tokens = tokens_of(&formatted, &again, &broken);
        let next = laid_out(&formatted, &tokens, None, &again, &broken);
        if next == formatted {
            return Some(formatted);
        }
        formatted = next;
    }
    None
}
