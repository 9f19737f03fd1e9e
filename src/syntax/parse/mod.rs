//! Turns text into the tree. In: text. Out: an [`ast::File`] and complaints. Names are left to
//! analysis.
//!
//! pest reads the text by `grammar/flow.pest`; the [`Builder`] turns its pairs into the tree. A pair
//! of a `bad_…` rule becomes a `Bad` node, and [`super::error`] says what is wrong with it.

mod calls;
mod declarations;
mod expressions;
mod literals;
mod names;
mod operators;
mod patterns;
mod pieces;
mod repair;
mod statements;
mod types;

use std::ops::Range;
use std::sync::Arc;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

use super::ast::{self, Name};
use super::depth;
use super::error;
use super::scan::{Mark, marks};
use crate::diagnostic::{Diagnostic, Sink};
use crate::parallel;
use crate::source::{FileId, Span};

/// The parser that pest derives from the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/flow.pest"]
struct Grammar;

/// A piece of text and the rule that took it.
type Piece<'t> = Pair<'t, Rule>;

/// How high the tree of one expression may grow. Walkers recurse over it.
const MAX_HEIGHT: usize = 2_000;

/// Reads `text`, the whole text of `file`. Always gives a tree; what is wrong goes to `sink` and
/// leaves `Bad` nodes. Errors of the text are the only ones found here.
pub fn parse(file: FileId, text: &str, sink: &mut Sink) -> ast::File {
    let marks = marks(text);
    if let Some(at) = depth::too_deep(text, &marks) {
        sink.push(error::too_deep(file, text, at));
        let span = Span::new(file, 0, text.len());
        return ast::File { id: file, items: vec![bad_item(span)], unreadable: Vec::new() };
    }
    let room = depth::room_to_parse(&marks);
    let pieces = pieces::pieces(text, &marks);
    if let Some(items) = read_pieces(file, text, &pieces, room) {
        return ast::File { id: file, items, unreadable: Vec::new() };
    }
    depth::with_room_of(room, || read_whole(file, text, &marks, sink))
}

/// A text that may have mistakes.
fn read_whole(file: FileId, text: &str, marks: &[Mark], sink: &mut Sink) -> ast::File {
    let mut faults = Sink::default();
    let mut items = read(file, text, 0..text.len(), &mut faults);
    let mut unreadable = Vec::new();
    if !faults.is_empty()
        && let Some(repaired) = repair::repaired(file, text, marks)
    {
        faults = Sink::default();
        repaired.faults.into_iter().for_each(|fault| faults.push(fault));
        items = read(file, &repaired.text, 0..text.len(), &mut faults);
        unreadable = repaired.names;
    }
    let bad = items.iter().filter(|item| matches!(item.kind, ast::ItemKind::Bad));
    unreadable.extend(bad.flat_map(|item| names::of_declaration(text, item.span)));
    sink.append(faults);
    ast::File { id: file, items, unreadable }
}

/// The items of several pieces of `text`; `None` where something is wrong with one, or there is but one:
/// what is wrong is told
/// from the whole text. `room` is for each.
fn read_pieces(
    file: FileId,
    text: &str,
    pieces: &[Range<usize>],
    room: usize,
) -> Option<Vec<ast::Item>> {
    if pieces.len() < 2 {
        return None;
    }
    let read = |piece: &Range<usize>| {
        let mut sink = Sink::default();
        let work = || read(file, text, piece.clone(), &mut sink);
        let items = depth::with_room_of(room, work);
        sink.is_empty().then_some(items)
    };
    let items: Option<Vec<_>> = parallel::map(pieces, read).into_iter().collect();
    Some(items?.into_iter().flatten().collect())
}

/// The items in a piece of `text`.
fn read(file: FileId, text: &str, piece: Range<usize>, sink: &mut Sink) -> Vec<ast::Item> {
    let mut builder =
        Builder { file, text, piece: piece.start, sink, height: 0, unclosed: Vec::new() };
    match Grammar::parse(Rule::file, &text[piece.clone()]) {
        Ok(mut pairs) => {
            let whole = pairs.next().expect("a successful parse gives the pair of its rule");
            builder.file(whole)
        }
        Err(refused) => {
            // The catch-alls take any text, so only a limit of pest can stop it.
            let at = piece.start + offset(&refused.location);
            builder.push(error::too_deep(file, text, at));
            vec![bad_item(Span::new(file, piece.start, piece.end))]
        }
    }
}

/// An item that could not be read.
fn bad_item(span: Span) -> ast::Item {
    ast::Item { doc: None, attributes: Vec::new(), kind: ast::ItemKind::Bad, span }
}

/// Where a rule refuses a text, and what it expected there.
pub(super) struct Refusal {
    /// The byte.
    pub(super) at: usize,
    /// The rules tried there.
    pub(super) expected: Vec<Rule>,
}

/// Why `rule` refuses `text`; `None` if it does not.
pub(super) fn refusal(rule: Rule, text: &str) -> Option<Refusal> {
    let refused = Grammar::parse(rule, text).err()?;
    let expected = match refused.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Refusal { at: offset(&refused.location), expected })
}

/// The first byte of a place of pest's.
fn offset(location: &InputLocation) -> usize {
    match *location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// Builds the tree of one file.
struct Builder<'t, 's> {
    file: FileId,
    text: &'t str,
    /// Where the piece of the text begins that pest has read.
    piece: usize,
    sink: &'s mut Sink,
    /// How deep in the tree of an expression the builder is.
    height: usize,
    /// The blocks without `}` of the declaration being built.
    unclosed: Vec<Span>,
}

impl<'t> Builder<'t, '_> {
    /// `file`
    fn file(&mut self, pair: Piece<'t>) -> Vec<ast::Item> {
        let mut items = Vec::new();
        let mut pieces = parts(pair);
        while let Some(piece) = pieces.next() {
            match piece.as_rule() {
                Rule::item => {
                    let (faults, end) = (self.sink.len(), piece.as_span().end());
                    let item = self.item(piece);
                    let torn =
                        self.may_be_torn(end).then(|| pieces.next_if(Rule::torn_declaration));
                    items.push(match torn.flatten() {
                        Some(rest) => self.torn_item(item, &rest, faults),
                        None => item,
                    });
                }
                Rule::bad_declaration => {
                    items.push(bad_item(self.bad(&piece, Rule::only_declaration)));
                }
                _ => {}
            }
        }
        items
    }

    /// Where `piece` stands.
    fn span(&self, piece: &Piece<'t>) -> Span {
        let span = piece.as_span();
        Span::new(self.file, self.piece + span.start(), self.piece + span.end())
    }

    /// From the start of `first` to the end of `last`.
    fn between(&self, first: Span, last: Span) -> Span {
        Span { file: self.file, start: first.start, end: last.end.max(first.start) }
    }

    /// Where the `{` of a piece that is or has a block stands.
    fn brace(&self, piece: &Piece<'t>) -> Span {
        let open = piece.clone().into_inner().find(|part| part.as_rule() == Rule::open_brace);
        open.map_or_else(|| self.span(piece), |brace| self.span(&brace))
    }

    /// The word of `piece`.
    fn name(&self, piece: &Piece<'t>) -> Name {
        Name { text: Arc::from(piece.as_str()), span: self.span(piece) }
    }

    /// Complains about a piece no rule understood and gives its place; `rule` is what should have
    /// stood there.
    fn bad(&mut self, piece: &Piece<'t>, rule: Rule) -> Span {
        let span = self.span(piece);
        self.bad_at(span, rule);
        span
    }

    /// [`Self::bad`] for a place.
    fn bad_at(&mut self, span: Span, rule: Rule) {
        let diagnostic = error::explain(self.text, span, rule);
        self.sink.push(diagnostic);
    }

    /// Whether anything but an end stands behind the byte `end` of what pest has read, on its line.
    fn may_be_torn(&self, end: usize) -> bool {
        let rest = self.text.as_bytes().get(self.piece + end..).unwrap_or_default();
        let next = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        !matches!(next, None | Some(b'\n' | b'\r' | b';' | b'}'))
    }

    /// Complains about `rest`, which stands behind what begins at `start` and ends that as no `rule` does.
    /// `faults` is how many there were before the beginning was built.
    fn torn(&mut self, start: Span, rest: &Piece<'t>, rule: Rule, faults: usize) -> Span {
        let rest = self.span(rest);
        let whole = self.between(start, rest);
        if self.sink.len() == faults {
            self.bad_at(whole, rule);
        } else {
            // Read again as a whole, the mistakes in the beginning would be found first.
            self.push(error::torn(self.text, whole, rest, rule));
        }
        whole
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Runs `build` `levels` deeper in the tree; `None`, with a complaint, beyond the limit.
    fn deeper<T>(
        &mut self,
        levels: usize,
        span: Span,
        build: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.height + levels > MAX_HEIGHT {
            self.push(error::too_deep(self.file, self.text, span.start as usize));
            return None;
        }
        self.height += levels;
        let built = build(self);
        self.height -= levels;
        Some(built)
    }
}

/// The parts of a piece that mean something: without keywords and signs.
struct Parts<'t>(Pairs<'t, Rule>);

/// The pieces of an expression, one after the other.
type Pieces<'t> = std::iter::Peekable<std::vec::IntoIter<Piece<'t>>>;

/// The parts of `piece`.
fn parts(piece: Piece<'_>) -> Parts<'_> {
    Parts(piece.into_inner())
}

impl<'t> Iterator for Parts<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        self.0.find(|part| !error::is_sign(part.as_rule()))
    }
}

impl<'t> Parts<'t> {
    /// The rule of the next part.
    fn peek(&mut self) -> Option<Rule> {
        while let Some(part) = self.0.peek() {
            if !error::is_sign(part.as_rule()) {
                return Some(part.as_rule());
            }
            self.0.next();
        }
        None
    }

    /// The next part if it is a `rule`.
    fn next_if(&mut self, rule: Rule) -> Option<Piece<'t>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }

    /// The next part, which the grammar demands at this place.
    fn need(&mut self) -> Piece<'t> {
        self.next().expect("the grammar demands this part")
    }
}

/// The only part of a piece whose rule demands one.
fn only(piece: Piece<'_>) -> Piece<'_> {
    parts(piece).need()
}

/// Whether a sign or keyword stands in `piece` itself.
fn has(piece: &Piece<'_>, sign: Rule) -> bool {
    piece.clone().into_inner().any(|part| part.as_rule() == sign)
}
