//! Documents and the printer that breaks their lines, after Oppen, Wadler and Prettier.
//!
//! A document is a list of pieces. Groups are marked by a piece where they begin and one where they
//! end, so neither building nor printing takes recursion, and printing takes time linear in the
//! number of pieces: how wide a group is comes from sums made beforehand.
//!
//! A group that fits on the rest of its line is *flat*: its lines are blanks. Otherwise it is
//! *broken*: its lines are line ends. What is flat has nothing broken in it.

/// How wide a line may be, in characters.
pub(super) const WIDTH: usize = 100;

/// How far one level is indented.
const INDENT: usize = 4;

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text as it is; line ends in it are kept.
    Text(&'t str),
    /// A blank, where something follows on its line.
    Blank,
    /// A line end in a broken group; in a flat one the text.
    Line(&'static str),
    /// A line end always.
    Hard,
    /// One empty line before what comes next, if that begins a line.
    Empty,
    /// Text that a broken group alone has.
    IfBroken(&'static str),
    /// A comment: a line end follows it. One on a line of its own also has one before it.
    Comment { text: &'t str, own_line: bool },
    /// A group begins.
    Open(Fit),
    /// The innermost group ends.
    Close,
    /// What follows is indented.
    Indent,
    /// The same if the innermost group is broken.
    IndentIfBroken,
    /// Ends the last indentation.
    Dedent,
}

/// When a group is flat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// If all of it fits, and what follows up to the next line. Never with a line end in it.
    Whole,
    /// If what precedes the first line end in it fits, and that is none of its own comments. The
    /// groups in it look for themselves.
    Head,
    /// Never, but only because it is written so: a [`Fit::Head`] around it counts it as if it were flat.
    /// What is broken for its width is written so when it is formatted again, and must not change then.
    Kept,
    /// Never.
    Never,
}

/// The text of `pieces`, with a line end behind it; nothing if there is nothing to print.
pub(super) fn print(pieces: &[Piece<'_>], line_end: &'static str) -> String {
    let mut printer = Printer {
        sums: Sums::of(pieces),
        line_end,
        out: String::new(),
        column: 0,
        indents: vec![0],
        groups: vec![Mode::Broken],
        pending: Pending::None,
        empty: false,
        must_end: false,
    };
    for (at, piece) in pieces.iter().enumerate() {
        printer.piece(at, *piece);
    }
    let mut out = printer.out;
    if !out.is_empty() {
        out.push_str(line_end);
    }
    out
}

/// What is known of each place of a document before it is printed.
struct Sums {
    /// The width of all pieces before it on one line.
    before: Vec<usize>,
    /// The width from it to the next line, flat or not.
    tail: Vec<usize>,
    /// The next piece from it on that ends a line in any case.
    forced: Vec<usize>,
    /// The same without the lines that are kept.
    forced_hard: Vec<usize>,
    /// Where the group that begins there ends.
    close: Vec<usize>,
    /// Whether there is a comment right in the group that begins there.
    noted: Vec<bool>,
}

impl Sums {
    fn of(pieces: &[Piece<'_>]) -> Self {
        let count = pieces.len();
        let mut sums = Self {
            before: vec![0; count + 1],
            tail: vec![0; count + 1],
            forced: vec![count; count + 1],
            forced_hard: vec![count; count + 1],
            close: vec![count; count],
            noted: vec![false; count],
        };
        let ends = sums.match_groups(pieces);
        for (at, piece) in pieces.iter().enumerate() {
            sums.before[at + 1] = sums.before[at] + width(*piece);
        }
        for (at, piece) in pieces.iter().enumerate().rev() {
            let end = ends[at];
            sums.tail[at] = match piece {
                Piece::Line(_) => 0,
                _ if end == End::Always => width(*piece),
                _ => width(*piece) + sums.tail[at + 1],
            };
            sums.forced[at] = if end == End::Maybe { sums.forced[at + 1] } else { at };
            sums.forced_hard[at] = if end == End::Always { at } else { sums.forced_hard[at + 1] };
        }
        sums
    }

    /// Finds the ends of groups; gives whether each piece ends a line.
    fn match_groups(&mut self, pieces: &[Piece<'_>]) -> Vec<End> {
        let mut open: Vec<usize> = Vec::new();
        let mut ends = vec![End::Maybe; pieces.len()];
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Open(_) => open.push(at),
                Piece::Close => {
                    if let Some(begin) = open.pop() {
                        self.close[begin] = at;
                    }
                }
                Piece::Hard => ends[at] = End::Always,
                Piece::Comment { .. } => {
                    ends[at] = End::Always;
                    if let Some(begin) = open.last() {
                        self.noted[*begin] = true;
                    }
                }
                Piece::Text(text) if text.contains('\n') => ends[at] = End::Always,
                Piece::Line(_) => {
                    ends[at] = match open.last().map(|begin| pieces[*begin]) {
                        Some(Piece::Open(Fit::Never)) => End::Always,
                        Some(Piece::Open(Fit::Kept)) => End::Kept,
                        _ => End::Maybe,
                    }
                }
                _ => {}
            }
        }
        ends
    }
}

/// Whether a piece ends a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// If its group is broken.
    Maybe,
    /// Yes, since it is written so.
    Kept,
    Always,
}

/// How wide a piece is on one line; of several lines, the first.
fn width(piece: Piece<'_>) -> usize {
    match piece {
        Piece::Text(text) => characters(text.split('\n').next().unwrap_or("")),
        Piece::Line(flat) => flat.len(),
        Piece::Blank => 1,
        _ => 0,
    }
}

fn characters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// How the lines of a group are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// As blanks, in groups inside too.
    Flat,
    /// As blanks; groups inside look for themselves.
    FlatHead,
    /// As line ends.
    Broken,
}

/// What comes before the next text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    None,
    Blank,
    LineEnd,
}

struct Printer {
    sums: Sums,
    line_end: &'static str,
    out: String,
    column: usize,
    indents: Vec<usize>,
    groups: Vec<Mode>,
    pending: Pending,
    /// Whether an empty line comes before the next line.
    empty: bool,
    /// Whether the line must end before anything is put on it: it ends in a comment.
    must_end: bool,
}

impl Printer {
    fn piece(&mut self, at: usize, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Blank => self.blank(),
            Piece::Line(flat) => match self.mode() {
                Mode::Broken => self.end_line(),
                Mode::Flat | Mode::FlatHead if flat == " " => self.blank(),
                Mode::Flat | Mode::FlatHead => self.text(flat),
            },
            Piece::Hard => self.end_line(),
            Piece::Empty => self.empty = true,
            Piece::IfBroken(text) => {
                if self.mode() == Mode::Broken {
                    self.text(text);
                }
            }
            Piece::Comment { text, own_line } => self.comment(text, own_line),
            Piece::Open(fit) => {
                let mode = self.fitting(at, fit);
                self.groups.push(mode);
            }
            Piece::Close => {
                self.groups.pop();
            }
            Piece::Indent => self.indent(INDENT),
            Piece::IndentIfBroken => {
                self.indent(if self.mode() == Mode::Broken { INDENT } else { 0 });
            }
            Piece::Dedent => {
                self.indents.pop();
            }
        }
    }

    fn mode(&self) -> Mode {
        self.groups.last().copied().unwrap_or(Mode::Broken)
    }

    fn indentation(&self) -> usize {
        self.indents.last().copied().unwrap_or(0)
    }

    fn indent(&mut self, by: usize) {
        self.indents.push(self.indentation() + by);
    }

    /// How the group that begins `at` is printed.
    fn fitting(&self, at: usize, fit: Fit) -> Mode {
        if self.mode() == Mode::Flat {
            return Mode::Flat;
        }
        let close = self.sums.close[at];
        let (to, flat) = match fit {
            Fit::Never | Fit::Kept => return Mode::Broken,
            Fit::Head if self.sums.noted[at] => return Mode::Broken,
            Fit::Whole if self.sums.forced[at] < close => return Mode::Broken,
            Fit::Whole => (close, Mode::Flat),
            Fit::Head => (close.min(self.sums.forced_hard[at]), Mode::FlatHead),
        };
        let wide = self.sums.before[to] - self.sums.before[at] + self.sums.tail[to];
        if self.next_column() + wide <= WIDTH { flat } else { Mode::Broken }
    }

    /// Where the next text would stand.
    fn next_column(&self) -> usize {
        match self.pending {
            _ if self.must_end => self.indentation(),
            Pending::LineEnd => self.indentation(),
            Pending::Blank => self.column + 1,
            Pending::None => self.column,
        }
    }

    fn blank(&mut self) {
        if self.pending == Pending::None && !self.out.is_empty() {
            self.pending = Pending::Blank;
        }
    }

    fn end_line(&mut self) {
        self.pending = Pending::LineEnd;
        self.must_end = false;
    }

    fn comment(&mut self, text: &str, own_line: bool) {
        if own_line && !self.out.is_empty() {
            self.end_line();
        } else {
            self.blank();
        }
        self.text(text);
        self.must_end = true;
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.before_text();
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(last) => self.column = characters(&text[last + 1..]),
            None => self.column += characters(text),
        }
    }

    /// Puts the blank, or the line end with its indentation, that has been asked for.
    fn before_text(&mut self) {
        if self.must_end {
            self.end_line();
        }
        match self.pending {
            Pending::None => {}
            Pending::Blank => {
                self.out.push(' ');
                self.column += 1;
            }
            Pending::LineEnd if self.out.is_empty() => {}
            Pending::LineEnd => {
                self.out.push_str(self.line_end);
                if self.empty {
                    self.out.push_str(self.line_end);
                }
                self.column = self.indentation();
                self.out.extend(std::iter::repeat_n(' ', self.column));
            }
        }
        self.empty = false;
        self.pending = Pending::None;
    }
}

#[cfg(test)]
mod tests {
    use super::Piece::{
        Close, Comment, Dedent, Hard, IfBroken, Indent, IndentIfBroken, Line, Open, Text,
    };
    use super::{Fit, Piece, WIDTH, print};

    /// `f(word, …)` in a group.
    fn call(words: &[&'static str]) -> Vec<Piece<'static>> {
        let mut pieces = vec![Open(Fit::Whole), Text("f("), Indent, Line("")];
        for (at, word) in words.iter().enumerate() {
            pieces
                .extend([Text(word), if at + 1 < words.len() { Text(",") } else { IfBroken(",") }]);
            pieces.push(if at + 1 < words.len() { Line(" ") } else { Dedent });
        }
        pieces.extend([Line(""), Text(")"), Close]);
        pieces
    }

    #[test]
    fn what_fits_stays_on_its_line() {
        assert_eq!(print(&call(&["a", "b"]), "\n"), "f(a, b)\n");
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let word: &'static str = Box::leak("x".repeat(WIDTH - 6).into_boxed_str());
        assert_eq!(print(&call(&[word, "b"]), "\n").lines().count(), 1);
        assert_eq!(print(&call(&[word, "bc"]), "\n"), format!("f(\n    {word},\n    bc,\n)\n"));
    }

    #[test]
    fn what_follows_a_group_counts() {
        let word: &'static str = Box::leak("x".repeat(WIDTH - 4).into_boxed_str());
        let mut pieces = call(&[word]);
        assert_eq!(print(&pieces, "\n").lines().count(), 1);
        pieces.push(Text(".ab"));
        assert_eq!(print(&pieces, "\n"), format!("f(\n    {word},\n).ab\n"));
    }

    #[test]
    fn nothing_is_put_behind_a_comment() {
        let comment = Comment { text: "// c", own_line: false };
        let pieces = [Text("a"), comment, Text("b"), comment, Hard, Text("c"), comment];
        assert_eq!(print(&pieces, "\n"), "a // c\nb // c\nc // c\n");
    }

    #[test]
    fn a_head_ends_with_its_first_line() {
        let block = [Text("{"), Indent, Hard, Text("s"), Dedent, Hard, Text("}"), Close];
        let head = [Open(Fit::Head), Text("f()"), IndentIfBroken, Line(" "), Text("catch ")];
        let pieces: Vec<_> = head.iter().chain(&block).copied().collect();
        assert_eq!(print(&pieces, "\n"), "f() catch {\n    s\n}\n");
    }
}
