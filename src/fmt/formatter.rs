//! The tokens of a file as the formatter passes them, and the document it makes of them.
//!
//! The tree says how the tokens are laid out, the tokens say what is written. So nothing of the
//! source can be lost on the way, however little of it the tree keeps: a comment always stands
//! between the same two tokens. Separators alone come and go.

use super::doc::{Fit, Piece};
use crate::syntax::tokens::{Token, TokenKind};

/// A comment before a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note<'t> {
    text: &'t str,
    /// The line ends before it.
    lines: usize,
}

/// A token with the comments before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme<'t> {
    text: &'t str,
    /// Where it begins in the text.
    at: usize,
    /// Where it begins for the tree.
    pub(super) start: usize,
    /// The line ends between it and the comment or token before it.
    lines: usize,
    /// Behind its comments in [`Formatter::notes`]; they begin where those of the token before it end.
    notes_end: usize,
}

impl Lexeme<'_> {
    /// Where it begins for the tree, as spans say it.
    pub(super) fn offset(self) -> u32 {
        u32::try_from(self.start).unwrap_or(u32::MAX)
    }
}

/// Passes over the tokens and collects the document.
pub(super) struct Formatter<'t> {
    text: &'t str,
    lexemes: Vec<Lexeme<'t>>,
    notes: Vec<Note<'t>>,
    at: usize,
    /// The comments passed.
    noted: usize,
    pieces: Vec<Piece<'t>>,
    /// Whether a token was not the expected one: the tree and the tokens disagree.
    lost: bool,
}

/// A place to come back to.
pub(super) struct Mark {
    at: usize,
    noted: usize,
    pieces: usize,
}

impl<'t> Formatter<'t> {
    /// At the first of `tokens`, tokens of `text` in order; for the tree they begin at the `places`, if not where
    /// they do.
    pub(super) fn new(text: &'t str, tokens: &[Token], places: Option<&[usize]>) -> Self {
        let mut formatter = Self {
            text,
            lexemes: Vec::new(),
            notes: Vec::new(),
            at: 0,
            noted: 0,
            pieces: Vec::new(),
            lost: false,
        };
        let mut end = 0;
        for (number, token) in tokens.iter().enumerate() {
            let lines = line_ends(text.get(end..token.start).unwrap_or(""));
            let written = text.get(token.start..token.end).unwrap_or("");
            end = token.end;
            if token.kind == TokenKind::Comment {
                formatter.notes.push(Note { text: written, lines });
            } else {
                let notes_end = formatter.notes.len();
                formatter.lexemes.push(Lexeme {
                    text: written,
                    at: token.start,
                    start: places.map_or(token.start, |places| places[number]),
                    lines,
                    notes_end,
                });
            }
        }
        formatter
    }

    /// The document; the comments behind the last token belong to it.
    pub(super) fn finish(mut self) -> Vec<Piece<'t>> {
        self.remaining_notes(self.notes.len(), true);
        self.pieces
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { at: self.at, noted: self.noted, pieces: self.pieces.len() }
    }

    /// Whether the tokens were not those expected since this was asked last.
    pub(super) fn take_lost(&mut self) -> bool {
        std::mem::take(&mut self.lost)
    }

    /// Goes back to `mark`, passes all tokens that begin before `end` and puts what they and the
    /// comments between them are written as.
    pub(super) fn verbatim(&mut self, mark: &Mark, end: usize) {
        (self.at, self.noted) = (mark.at, mark.noted);
        self.pieces.truncate(mark.pieces);
        let Some(first) = self.lexemes.get(self.at).copied() else { return };
        self.remaining_notes(first.notes_end, false);
        let mut last = first;
        while let Some(next) = self.lexemes.get(self.at).filter(|next| next.start < end) {
            last = *next;
            self.at += 1;
        }
        self.noted = last.notes_end;
        let written = self.text.get(first.at..last.at + last.text.len()).unwrap_or("");
        self.put(written);
        self.trailing_note();
    }

    // ── Looking ahead ──

    pub(super) fn peek(&self) -> Option<Lexeme<'t>> {
        self.lexemes.get(self.at).copied()
    }

    /// Whether the next token is written `text`.
    pub(super) fn sees(&self, text: &str) -> bool {
        self.peek().is_some_and(|next| next.text == text)
    }

    /// The token behind the next one.
    pub(super) fn second(&self) -> Option<Lexeme<'t>> {
        self.lexemes.get(self.at + 1).copied()
    }

    /// Whether the next token begins a line, or a comment stands before it.
    pub(super) fn next_begins_line(&self) -> bool {
        self.peek().is_some_and(|next| next.lines > 0) || self.has_note()
    }

    /// Whether comments stand before the next token.
    pub(super) fn has_note(&self) -> bool {
        self.peek().is_some_and(|next| next.notes_end > self.noted)
    }

    /// Whether comments stand here, before the next token.
    pub(super) fn is_at_note(&self) -> bool {
        matches!(self.pieces.last(), Some(Piece::Comment { .. })) || self.has_note()
    }

    /// Whether comments stand before the token that begins at `start`.
    pub(super) fn has_note_before(&self, start: u32) -> bool {
        self.found(start).is_some_and(|at| {
            let before = at.checked_sub(1).and_then(|before| self.lexemes.get(before));
            let begin = before.map_or(0, |before| before.notes_end).max(self.noted);
            self.lexemes[at].notes_end > begin
        })
    }

    /// Whether the token that begins at `start` begins a line.
    pub(super) fn begins_line(&self, start: u32) -> bool {
        self.found(start).is_some_and(|at| self.lexemes[at].lines > 0)
    }

    fn found(&self, start: u32) -> Option<usize> {
        // Of several, the last: those before it are commas that the tree knows nothing of.
        let behind = self.lexemes.partition_point(|lexeme| lexeme.start <= start as usize);
        behind.checked_sub(1).filter(|at| self.lexemes[*at].start == start as usize)
    }

    // ── Passing tokens ──

    /// The next token, expected to be `text`.
    pub(super) fn word(&mut self, text: &str) {
        if self.sees(text) { self.token() } else { self.lost = true }
    }

    /// The next token, whatever it is.
    pub(super) fn token(&mut self) {
        let Some(next) = self.peek() else {
            self.lost = true;
            return;
        };
        self.remaining_notes(next.notes_end, false);
        self.put(next.text);
        self.at += 1;
        self.trailing_note();
    }

    /// All tokens that begin before `end`, without blanks between them.
    pub(super) fn tokens_to(&mut self, end: u32) {
        while self.peek().is_some_and(|next| next.start < end as usize) {
            self.token();
        }
    }

    /// Passes the next token if it is `text`, and puts its comments alone.
    pub(super) fn drop(&mut self, text: &str) {
        if let Some(next) = self.peek().filter(|next| next.text == text) {
            self.remaining_notes(next.notes_end, false);
            self.no_empty_line();
            self.at += 1;
            self.trailing_note();
        }
    }

    /// The comma behind an item, written or not. Behind the `last` one it shows where the group is
    /// broken. Comments before a written one come behind it.
    pub(super) fn comma(&mut self, last: bool) {
        self.before_note(if last { Piece::IfBroken(",") } else { Piece::Text(",") });
        self.drop(",");
    }

    /// The comments before the next token, on lines of their own.
    pub(super) fn notes(&mut self) {
        if let Some(next) = self.peek() {
            self.remaining_notes(next.notes_end, false);
        }
    }

    /// The comments before the bracket that comes next, and an empty line before them if there is one.
    pub(super) fn closing_notes(&mut self) {
        if self.has_note() {
            self.empty_line();
            self.notes();
            self.no_empty_line();
        }
    }

    /// Takes the empty line back that was put last.
    fn no_empty_line(&mut self) {
        while self.pieces.last() == Some(&Piece::Empty) {
            self.pieces.pop();
        }
    }

    /// Keeps the empty line, if there is one, before the next token and its comments.
    pub(super) fn empty_line(&mut self) {
        let Some(next) = self.peek() else { return };
        let first = self.notes[self.noted..next.notes_end].first();
        if first.map_or(next.lines, |note| note.lines) > 1 {
            self.pieces.push(Piece::Empty);
        }
    }

    fn remaining_notes(&mut self, end: usize, closing: bool) {
        let begin = self.noted;
        for at in begin..end {
            let note = self.notes[at];
            if note.lines > 1 && (at > begin || closing) {
                self.pieces.push(Piece::Empty);
            }
            self.pieces.push(Piece::Comment { text: note.text, own_line: true });
        }
        self.noted = end.max(begin);
        let behind = self.peek().map_or(0, |next| next.lines);
        if end > begin && behind > 1 && !self.notes[end - 1].text.starts_with("///") {
            self.pieces.push(Piece::Empty);
        }
    }

    /// The comment behind the last token on its line.
    fn trailing_note(&mut self) {
        let end = self.peek().map_or(self.notes.len(), |next| next.notes_end);
        if self.noted < end && self.notes[self.noted].lines == 0 {
            let text = self.notes[self.noted].text;
            // Behind a comment, where a separator stood between, there is no room on the line.
            let own_line = matches!(self.pieces.last(), Some(Piece::Comment { .. }));
            self.pieces.push(Piece::Comment { text, own_line });
            self.noted += 1;
        }
    }

    // ── Laying out ──

    /// Text that the source need not have.
    pub(super) fn put(&mut self, text: &'t str) {
        self.pieces.push(Piece::Text(text));
    }

    pub(super) fn blank(&mut self) {
        self.pieces.push(Piece::Blank);
    }

    /// A blank, or a line end in a broken group.
    pub(super) fn line(&mut self) {
        self.pieces.push(Piece::Line(" "));
    }

    /// Nothing, or a line end in a broken group.
    pub(super) fn soft(&mut self) {
        self.pieces.push(Piece::Line(""));
    }

    pub(super) fn hard(&mut self) {
        self.pieces.push(Piece::Hard);
    }

    /// Begins a group with the next token; the comments before that are no part of it.
    pub(super) fn open(&mut self, fit: Fit) {
        self.notes();
        self.open_line(fit);
    }

    /// Begins a group with a line.
    pub(super) fn open_line(&mut self, fit: Fit) {
        self.pieces.push(Piece::Open(fit));
    }

    pub(super) fn close(&mut self) {
        self.before_note(Piece::Close);
    }

    pub(super) fn indent(&mut self) {
        self.pieces.push(Piece::Indent);
    }

    pub(super) fn indent_if_broken(&mut self) {
        self.pieces.push(Piece::IndentIfBroken);
    }

    pub(super) fn dedent(&mut self) {
        self.before_note(Piece::Dedent);
    }

    /// Puts `piece`; before the comment if one ends the line, which is no part of what ends here.
    fn before_note(&mut self, piece: Piece<'t>) {
        match self.pieces.last() {
            Some(Piece::Comment { own_line: false, .. }) => {
                self.pieces.insert(self.pieces.len() - 1, piece);
            }
            _ => self.pieces.push(piece),
        }
    }
}

/// How many lines end in `text`.
fn line_ends(text: &str) -> usize {
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    if breaks > 0 { breaks } else { text.bytes().filter(|byte| *byte == b'\r').count() }
}
