//! A sheet of cells that boxes, lines and words are drawn on.

use super::cells::cell as width_of;
use crate::graph::layered::{Point, Rect};

/// How something looks where there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    Strong,
    Line,
    Error,
    Good,
}

impl Style {
    /// Of an escape sequence (ECMA-48, "Select graphic rendition").
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "0",
            Self::Strong => "1",
            Self::Line => "2",
            Self::Error => "31",
            Self::Good => "32",
        }
    }
}

/// Where lines of a cell go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Arms {
    up: bool,
    down: bool,
    left: bool,
    right: bool,
}

#[derive(Clone, Copy, Default)]
enum Cell {
    #[default]
    Empty,
    Sign(char),
    Lines {
        arms: Arms,
        dashed: bool,
    },
    /// The second half of a wide character.
    Taken,
}

/// The rows of a picture; each is as long as what stands on it.
#[derive(Default)]
pub(super) struct Canvas {
    rows: Vec<Vec<(Cell, Style)>>,
}

impl Canvas {
    /// What lies left of or above the sheet is not drawn.
    fn put(&mut self, x: i32, y: i32, cell: Cell, style: Style) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        let row = &mut self.rows[y];
        if row.len() <= x {
            row.resize(x + 1, (Cell::Empty, Style::Plain));
        }
        row[x] = (cell, style);
    }

    fn at(&self, x: i32, y: i32) -> Cell {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return Cell::Empty };
        self.rows.get(y).and_then(|row| row.get(x)).map_or(Cell::Empty, |(cell, _)| *cell)
    }

    /// How many cells the longest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Lines of a cell, together with those that are there.
    fn arms(&mut self, (x, y): (i32, i32), more: Arms, dashed: bool, style: Style) {
        let (arms, dashed) = match self.at(x, y) {
            Cell::Lines { arms, dashed: other } => {
                let arms = Arms {
                    up: arms.up || more.up,
                    down: arms.down || more.down,
                    left: arms.left || more.left,
                    right: arms.right || more.right,
                };
                (arms, dashed && other)
            }
            Cell::Empty | Cell::Sign(_) | Cell::Taken => (more, dashed),
        };
        self.put(x, y, Cell::Lines { arms, dashed }, style);
    }

    /// A box.
    pub fn frame(&mut self, rect: Rect, style: Style) {
        let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
        for x in rect.x + 1..right {
            self.put(x, rect.y, Cell::Sign('─'), style);
            self.put(x, bottom, Cell::Sign('─'), style);
        }
        for y in rect.y + 1..bottom {
            self.put(rect.x, y, Cell::Sign('│'), style);
            self.put(right, y, Cell::Sign('│'), style);
        }
        let corners = [
            (rect.x, rect.y, '╭'),
            (right, rect.y, '╮'),
            (rect.x, bottom, '╰'),
            (right, bottom, '╯'),
        ];
        for (x, y, sign) in corners {
            self.put(x, y, Cell::Sign(sign), style);
        }
    }

    /// The border of a branch.
    pub fn dotted(&mut self, rect: Rect) {
        let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
        for x in rect.x..=right {
            for y in [rect.y, bottom] {
                self.put(x, y, Cell::Sign('·'), Style::Line);
            }
        }
        for y in rect.y..=bottom {
            for x in [rect.x, right] {
                self.put(x, y, Cell::Sign('·'), Style::Line);
            }
        }
    }

    /// A line that ends with the tip of an arrow above the last point.
    pub fn line(&mut self, points: &[Point], dashed: bool, style: Style) {
        for pair in points.windows(2) {
            self.stroke(pair[0], pair[1], dashed, style);
        }
        if let Some(end) = points.last() {
            self.put(end.x, end.y - 1, Cell::Sign('▼'), style);
        }
    }

    fn stroke(&mut self, from: Point, to: Point, dashed: bool, style: Style) {
        let (mut x, mut y) = (from.x, from.y);
        let (step_x, step_y) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        // A line begins below a box: what stands above it there is the box.
        while (x, y) != (to.x, to.y) {
            let (next_x, next_y) = (x + step_x, y + step_y);
            let out =
                Arms { up: step_y < 0, down: step_y > 0, left: step_x < 0, right: step_x > 0 };
            let into = Arms { up: out.down, down: out.up, left: out.right, right: out.left };
            if !matches!(self.at(x, y), Cell::Sign('▼')) {
                self.arms((x, y), out, dashed, style);
            }
            // Borders of boxes and tips of arrows stay.
            let kept = matches!(self.at(next_x, next_y), Cell::Sign('▼' | '─' | '╭' | '╮'));
            if !kept {
                self.arms((next_x, next_y), into, dashed, style);
            }
            (x, y) = (next_x, next_y);
        }
    }

    /// Words, from left to right.
    pub fn write(&mut self, x: i32, y: i32, words: &str, style: Style) {
        let mut x = x;
        for c in words.chars().filter(|c| !c.is_control()) {
            self.put(x, y, Cell::Sign(c), style);
            if width_of(c) == 2 {
                self.put(x + 1, y, Cell::Taken, style);
            }
            x += width_of(c);
        }
    }

    /// All lines, without blanks at their ends; of more than `widest` cells the last one says that.
    pub fn print(&self, colour: bool, widest: Option<usize>) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let mut line = Line { style: Style::Plain, colour, text: String::new() };
            let whole = widest.is_none_or(|widest| row.len() <= widest);
            let shown = if whole { row.len() } else { widest.unwrap_or(0).saturating_sub(1) };
            let mut x = 0;
            for (cell, style) in &row[..shown] {
                x += 1;
                match cell {
                    Cell::Empty => line.put(' ', Style::Plain),
                    // Half of a wide character is not shown.
                    Cell::Sign(c) if width_of(*c) == 2 && x == shown && !whole => {
                        line.put(' ', *style);
                    }
                    Cell::Sign(c) => line.put(*c, *style),
                    Cell::Lines { arms, dashed } => line.put(sign(*arms, *dashed), *style),
                    Cell::Taken => {}
                }
            }
            if !whole && widest != Some(0) {
                line.put('…', Style::Line);
            }
            line.end(&mut out);
        }
        out
    }
}

struct Line {
    style: Style,
    colour: bool,
    text: String,
}

impl Line {
    fn put(&mut self, c: char, style: Style) {
        if self.colour && style != self.style && c != ' ' {
            self.text.push_str(&format!("\u{1b}[0;{}m", style.code()));
            self.style = style;
        }
        self.text.push(c);
    }

    fn end(self, out: &mut String) {
        out.push_str(self.text.trim_end());
        if self.colour && self.style != Style::Plain {
            out.push_str("\u{1b}[0m");
        }
        out.push('\n');
    }
}

/// The character with these lines.
fn sign(arms: Arms, dashed: bool) -> char {
    let Arms { up, down, left, right } = arms;
    match (up, down, left, right) {
        (true, true, true, true) => '┼',
        (true, true, true, false) => '┤',
        (true, true, false, true) => '├',
        (true, false, true, true) => '┴',
        (false, true, true, true) => '┬',
        (true, false, true, false) => '┘',
        (true, false, false, true) => '└',
        (false, true, true, false) => '┐',
        (false, true, false, true) => '┌',
        (false, false, _, _) if dashed => '╌',
        (_, _, false, false) if dashed => '╎',
        (false, false, _, _) => '─',
        (_, _, false, false) => '│',
    }
}
