//! How large things are in the cells of a terminal.

use super::canvas::Style;
use crate::graph::chart::{Chart, Edge, EdgeKind, End, Node, NodeId, NodeKind, RegionId};
use crate::graph::layered::{Size, Spacing};
use crate::graph::layout::Metrics;

/// A picture in the cells of a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    /// How wide the text in a box may be.
    pub in_box: usize,
    /// How wide a label may be.
    pub in_label: usize,
    /// Whether everything stands below each other.
    pub column: bool,
}

/// From what looks best to what is the narrowest.
pub(super) const STEPS: [Cells; 4] = [
    Cells { in_box: 40, in_label: 30, column: false },
    Cells { in_box: 24, in_label: 20, column: false },
    Cells { in_box: 40, in_label: 40, column: true },
    Cells { in_box: 24, in_label: 20, column: true },
];

impl Cells {
    /// What is written in a box.
    pub fn lines(&self, node: &Node) -> Vec<(String, Style)> {
        // What is narrower may be of more lines.
        let (widest, most) = (self.in_box, if self.in_box < 40 { 3 } else { 2 });
        let mut lines = Vec::new();
        let title = format!("{} {}", sign(node.kind), node.name);
        lines.extend(wrapped(&title, widest, most).into_iter().map(|line| (line, Style::Strong)));
        let subtitle = node.subtitle.as_deref().unwrap_or_default();
        lines.extend(wrapped(subtitle, widest, most).into_iter().map(|line| (line, Style::Plain)));
        let badges: Vec<&str> = node.badges.iter().map(|badge| badge.text()).collect();
        let badges = wrapped(&badges.join(" · "), widest, most);
        lines.extend(badges.into_iter().map(|line| (line, Style::Line)));
        lines
    }

    /// What is written at an edge.
    pub fn label_lines(&self, edge: &Edge) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, part) in edge.label.iter().enumerate() {
            let joined = at > 0 && edge.kind == EdgeKind::Choice;
            let part = if joined { format!("or {part}") } else { part.clone() };
            lines.extend(wrapped(&part, self.in_label, 2));
        }
        lines.truncate(4);
        lines
    }
}

/// A sign for each kind of state, of the width of one cell in every font.
fn sign(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Pass => "→",
        NodeKind::Task => "*",
        NodeKind::Choice => "?",
        NodeKind::Wait => "~",
        NodeKind::Parallel => "‖",
        NodeKind::Map => "≡",
        NodeKind::DistributedMap => "#",
        NodeKind::Succeed => "✓",
        NodeKind::Fail => "✗",
    }
}

impl Metrics for Cells {
    fn node(&self, chart: &Chart, node: NodeId) -> Size {
        let lines = self.lines(chart.node(node));
        let widest = lines.iter().map(|(line, _)| cells(line)).max().unwrap_or(0);
        Size { width: even(widest + 4), height: count(lines.len()) + 2 }
    }

    fn label(&self, edge: &Edge) -> Option<Size> {
        let lines = self.label_lines(edge);
        let widest = lines.iter().map(|line| cells(line)).max()?;
        Some(Size { width: even(widest + 2), height: count(lines.len()) })
    }

    fn mark(&self, _end: End, of_machine: bool) -> Size {
        if of_machine { Size { width: 10, height: 1 } } else { Size { width: 2, height: 1 } }
    }

    fn title(&self, _chart: &Chart, _region: RegionId) -> Size {
        Size::default()
    }

    fn padding(&self) -> Size {
        Size { width: 2, height: 1 }
    }

    fn spacing(&self) -> Spacing {
        Spacing {
            boxes: 4,
            lines: 3,
            track: 1,
            lead: 1,
            tail: 1,
            tip: 2,
            gap: 2,
            corner: 2,
            port: 2,
        }
    }

    fn in_column(&self) -> bool {
        self.column
    }
}

/// How many cells a text takes.
pub(super) fn cells(text: &str) -> i32 {
    text.chars().map(cell).sum()
}

/// Chinese, Japanese and Korean characters and pictures take two cells.
pub(super) fn cell(c: char) -> i32 {
    match c {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        c if c.is_control() => 0,
        _ => 1,
    }
}

fn even(number: i32) -> i32 {
    number + number.rem_euclid(2)
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 100)
}

/// The text in lines of at most `widest` cells, broken at blanks where there are any.
fn wrapped(text: &str, widest: usize, most: usize) -> Vec<String> {
    let fits = |line: &str| cells(line) <= count(widest);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match (joined, lines.len()) {
            (Some(joined), len) if len >= most || fits(&joined) => lines[len - 1] = joined,
            _ => lines.push(word.to_owned()),
        }
    }
    for line in &mut lines {
        if !fits(line) {
            while !fits(line) {
                line.pop();
            }
            line.pop();
            line.push('…');
        }
    }
    lines
}
