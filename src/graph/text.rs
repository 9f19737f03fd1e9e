//! A layout in the cells of a terminal.

mod canvas;
mod cells;

use super::chart::{Chart, EdgeKind, End, Node, NodeKind};
use super::layered::Rect;
use super::layout;
use super::overlay::{Outcome, Overlay};
use super::svg::shown;
use canvas::{Canvas, Style};
use cells::Cells;

/// The picture of a chart in characters that draw boxes, one line each; `colour`: with the escape sequences
/// of terminals.
#[must_use]
pub fn text(chart: &Chart, colour: bool, overlay: Option<&Overlay>) -> String {
    let shown = shown(chart, overlay);
    let layout = layout(&shown, &Cells);
    let mut canvas = Canvas::default();
    for one in &layout.boxes {
        canvas.frame(one.rect, style(shown.node(one.node), overlay));
    }
    for (_, rect) in layout.regions.iter().filter(|(id, _)| has_siblings(&shown, *id)) {
        canvas.dotted(*rect);
    }
    for line in &layout.lines {
        let edge = &shown.region(line.region).edges[line.edge];
        let taken = overlay.is_some_and(|overlay| overlay.times(&shown, edge) > 0);
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
        for (line, (words, style)) in (1..).zip(Cells::lines(node)) {
            canvas.write(one.rect.x + 2, one.rect.y + line, &words, style);
        }
    }
    for line in &layout.lines {
        let edge = &shown.region(line.region).edges[line.edge];
        let Some(Rect { x, y, .. }) = line.route.label else { continue };
        let style = if edge.kind == EdgeKind::Catch { Style::Error } else { Style::Strong };
        for (at, words) in (0..).zip(Cells::label_lines(edge)) {
            canvas.write(x, y + at, &format!(" {words} "), style);
        }
    }
    let mut out = format!("{}\n", shown.name);
    out.extend(shown.comment.iter().map(|comment| format!("{comment}\n")));
    out.extend(overlay.map(|overlay| format!("{}\n", overlay.summary())));
    out.push('\n');
    out + &canvas.print(colour)
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
