//! A sheet of cells that boxes, lines and words are drawn on.

use std::collections::BTreeMap;

use super::cells::cell;
use crate::graph::layered::{Point, Rect};

/// How something looks where there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
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

#[derive(Clone, Copy)]
enum Cell {
    Sign(char),
    Lines {
        arms: Arms,
        dashed: bool,
    },
    /// The second half of a wide character.
    Taken,
}

#[derive(Default)]
pub(super) struct Canvas {
    cells: BTreeMap<(i32, i32), (Cell, Style)>,
}

impl Canvas {
    fn put(&mut self, x: i32, y: i32, cell: Cell, style: Style) {
        self.cells.insert((y, x), (cell, style));
    }

    /// Lines of a cell, together with those that are there.
    fn arms(&mut self, (x, y): (i32, i32), more: Arms, dashed: bool, style: Style) {
        let (arms, dashed) = match self.cells.get(&(y, x)) {
            Some((Cell::Lines { arms, dashed: other }, _)) => {
                let arms = Arms {
                    up: arms.up || more.up,
                    down: arms.down || more.down,
                    left: arms.left || more.left,
                    right: arms.right || more.right,
                };
                (arms, dashed && *other)
            }
            _ => (more, dashed),
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
            if !matches!(self.cells.get(&(y, x)), Some((Cell::Sign('▼'), _))) {
                self.arms((x, y), out, dashed, style);
            }
            // Borders of boxes and tips of arrows stay.
            let kept = matches!(
                self.cells.get(&(next_y, next_x)),
                Some((Cell::Sign('▼' | '─' | '╭' | '╮'), _))
            );
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
            if cell(c) == 2 {
                self.put(x + 1, y, Cell::Taken, style);
            }
            x += cell(c);
        }
    }

    /// All lines, without blanks at their ends.
    pub fn print(&self, colour: bool) -> String {
        let mut out = String::new();
        let mut line = Line { x: 0, style: Style::Plain, colour, text: String::new() };
        let mut row = 0;
        for ((y, x), (cell, style)) in &self.cells {
            while row < *y {
                line.end(&mut out);
                row += 1;
            }
            match cell {
                Cell::Sign(c) => line.put(*x, *c, *style),
                Cell::Lines { arms, dashed } => line.put(*x, sign(*arms, *dashed), *style),
                Cell::Taken => line.x = x + 1,
            }
        }
        line.end(&mut out);
        out
    }
}

struct Line {
    x: i32,
    style: Style,
    colour: bool,
    text: String,
}

impl Line {
    fn put(&mut self, x: i32, c: char, style: Style) {
        while self.x < x {
            self.text.push(' ');
            self.x += 1;
        }
        if self.colour && style != self.style && c != ' ' {
            self.text.push_str(&format!("\u{1b}[0;{}m", style.code()));
            self.style = style;
        }
        self.text.push(c);
        self.x = x + 1;
    }

    fn end(&mut self, out: &mut String) {
        let text = std::mem::take(&mut self.text);
        out.push_str(text.trim_end());
        if self.colour && self.style != Style::Plain {
            out.push_str("\u{1b}[0m");
        }
        out.push('\n');
        self.style = Style::Plain;
        self.x = 0;
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
