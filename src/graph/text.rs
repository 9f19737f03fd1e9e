//! A layout in the cells of a terminal.

mod canvas;
mod cells;

use super::chart::{Chart, EdgeKind, End, Node, NodeKind};
use super::layered::Rect;
use super::layout::{Layout, layout};
use super::overlay::{Outcome, Overlay};
use super::svg::shown;
use canvas::{Canvas, Style};
use cells::{Cells, STEPS};

/// How a text picture may look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Whether it may have the escape sequences of terminals.
    pub colour: bool,
    /// How many cells a line should have at most.
    pub columns: Option<usize>,
    /// Whether lines that are longer all the same are cut, and end in `…`.
    pub cut: bool,
}

/// The picture of a chart in characters that draw boxes, one line each. Where it is wider than it should be,
/// the texts in it are made narrower, then everything is put below each other.
#[must_use]
pub fn text(chart: &Chart, terminal: Terminal, overlay: Option<&Overlay>) -> String {
    let shown = shown(chart, overlay);
    let (cells, layout) = fitting(&shown, terminal.columns);
    let canvas = drawn(&shown, &layout, cells, overlay);
    let mut out = format!("{}\n", shown.name);
    out.extend(shown.comment.iter().map(|comment| format!("{comment}\n")));
    out.extend(overlay.map(|overlay| format!("{}\n", overlay.summary())));
    let width = canvas.width();
    let widest = terminal.columns.filter(|columns| terminal.cut && width > *columns);
    out.extend(
        widest.map(|_| format!("(cut: all of it takes {width} columns, --width {width})\n")),
    );
    out.push('\n');
    out + &canvas.print(terminal.colour, widest)
}

/// The first layout that is as narrow as wanted, else the narrowest.
fn fitting(chart: &Chart, columns: Option<usize>) -> (Cells, Layout) {
    let columns = columns.map_or(i32::MAX, |columns| i32::try_from(columns).unwrap_or(i32::MAX));
    let mut best: Option<(Cells, Layout)> = None;
    for cells in STEPS {
        // Narrower texts do not make half of it.
        let hopeless = best
            .as_ref()
            .is_some_and(|(_, best)| !cells.column && best.size.width > columns.saturating_mul(2));
        if hopeless {
            continue;
        }
        let layout = layout(chart, &cells);
        if layout.size.width <= columns {
            return (cells, layout);
        }
        if best.as_ref().is_none_or(|(_, best)| layout.size.width < best.size.width) {
            best = Some((cells, layout));
        }
    }
    best.unwrap_or_else(|| (STEPS[0], Layout::default()))
}

fn drawn(shown: &Chart, layout: &Layout, cells: Cells, overlay: Option<&Overlay>) -> Canvas {
    let mut canvas = Canvas::default();
    for one in &layout.boxes {
        canvas.frame(one.rect, style(shown.node(one.node), overlay));
    }
    for (_, rect) in layout.regions.iter().filter(|(id, _)| has_siblings(shown, *id)) {
        canvas.dotted(*rect);
    }
    for line in &layout.lines {
        let edge = &shown.region(line.region).edges[line.edge];
        let taken = overlay.is_some_and(|overlay| overlay.times(shown, edge) > 0);
        let style = match (taken, edge.kind) {
            (true, _) => Style::Good,
            (false, EdgeKind::Catch) => Style::Error,
            (false, EdgeKind::Next | EdgeKind::Choice | EdgeKind::Default) => Style::Line,
        };
        canvas.line(&line.route.points, edge.kind == EdgeKind::Catch, style);
    }
    for mark in &layout.marks {
        let word = match (mark.end, mark.rect.width > 2) {
            (End::Start, true) => "( Start )",
            (End::End, true) => "(  End  )",
            _ => "●",
        };
        canvas.write(mark.rect.x, mark.rect.y, word, Style::Strong);
    }
    for one in &layout.boxes {
        let node = shown.node(one.node);
        for (line, (words, style)) in (1..).zip(cells.lines(node)) {
            canvas.write(one.rect.x + 2, one.rect.y + line, &words, style);
        }
    }
    for line in &layout.lines {
        let edge = &shown.region(line.region).edges[line.edge];
        let Some(Rect { x, y, .. }) = line.route.label else { continue };
        let style = if edge.kind == EdgeKind::Catch { Style::Error } else { Style::Strong };
        for (at, words) in (0..).zip(cells.label_lines(edge)) {
            canvas.write(x, y + at, &format!(" {words} "), style);
        }
    }
    canvas
}

/// Whether a region stands beside others in its state.
fn has_siblings(chart: &Chart, region: super::RegionId) -> bool {
    chart.nodes.iter().any(|node| node.inside.len() > 1 && node.inside.contains(&region))
}

fn style(node: &Node, overlay: Option<&Overlay>) -> Style {
    match overlay.map(|overlay| overlay.outcome(&node.name)) {
        Some(Outcome::Succeeded) => Style::Good,
        Some(Outcome::Caught | Outcome::Failed) => Style::Error,
        Some(Outcome::Idle | Outcome::Aborted | Outcome::Running) => Style::Line,
        None if node.kind == NodeKind::Fail => Style::Error,
        None => Style::Plain,
    }
}
