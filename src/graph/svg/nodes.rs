//! The boxes of states.

use std::fmt::Write as _;

use super::{Picture, escaped, icons, text};
use crate::graph::Font;
use crate::graph::chart::{Badge, Node};
use crate::graph::layered::{Point, Rect};
use crate::graph::layout::{Box, Pixels};
use crate::graph::measure::width;

/// The box itself, below the lines.
pub(super) fn ground(out: &mut String, picture: &Picture<'_>, one: &Box) {
    let node = picture.chart.node(one.node);
    let Rect { x, y, width, height } = one.rect;
    let state = state(picture, one);
    let outer = if node.inside.is_empty() { "" } else { " outer" };
    let _ = writeln!(
        out,
        "<rect class=\"box {}{outer}{state}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"9\"/>",
        node.kind.word()
    );
}

fn state(picture: &Picture<'_>, one: &Box) -> String {
    let Some(overlay) = picture.overlay else { return String::new() };
    format!(" {}", overlay.outcome(&picture.chart.node(one.node).name).word())
}

/// What is written in the box, above the lines.
pub(super) fn content(out: &mut String, picture: &Picture<'_>, one: &Box) {
    let node = picture.chart.node(one.node);
    let lines = Pixels::lines(node);
    let _ = write!(
        out,
        "<g class=\"node {}{}\" id=\"s{}\" data-name=\"{}\"><title>{}</title>",
        node.kind.word(),
        state(picture, one),
        one.node.0,
        escaped(&node.name),
        escaped(&hint(node))
    );
    // What the pointer hits.
    let Rect { x, y, width, .. } = one.rect;
    let _ = write!(
        out,
        "<rect class=\"hit\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" rx=\"9\"/>",
        one.header
    );
    let (left, top) = (x + Pixels::PAD, y + (one.header - text_height(node)) / 2);
    let icon_y = y + (one.header.min(62) - Pixels::ICON) / 2;
    icons::draw(out, node.kind, Point { x: left, y: icon_y });
    let x = left + Pixels::ICON + Pixels::AFTER_ICON;
    let mut y = top;
    for words in &lines.title {
        y += Pixels::TITLE_LINE;
        text(out, Point { x, y: y - 3 }, words, Font::Title, "");
    }
    for words in &lines.subtitle {
        y += Pixels::SMALL_LINE;
        text(out, Point { x, y: y - 3 }, words, Font::Small, "sub");
    }
    for row in &lines.badges {
        y += Pixels::BADGE_ROW;
        for (at, from, width) in row {
            badge(out, &node.badges[*at], Point { x: x + from, y: y - Pixels::BADGE }, *width);
        }
    }
    out.push_str("</g>\n");
}

fn text_height(node: &Node) -> i32 {
    let lines = Pixels::lines(node);
    let count = |lines: usize| i32::try_from(lines).unwrap_or(0);
    count(lines.title.len()) * Pixels::TITLE_LINE
        + count(lines.subtitle.len()) * Pixels::SMALL_LINE
        + count(lines.badges.len()) * Pixels::BADGE_ROW
}

fn badge(out: &mut String, badge: &Badge, at: Point, wide: i32) {
    let (class, title) = match badge {
        Badge::Retry { details, .. } => ("retry", details.as_str()),
        Badge::Timeout(_) => ("timeout", ""),
        Badge::Waits(_) => ("waits", ""),
        Badge::Ran(_) => ("ran", ""),
        Badge::Failed { details, .. } => ("failed", details.as_str()),
    };
    let _ = write!(out, "<g class=\"badge {class}\">");
    if !title.is_empty() {
        let _ = write!(out, "<title>{}</title>", escaped(title));
    }
    let height = Pixels::BADGE;
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"{height}\" rx=\"{}\"/>",
        at.x,
        at.y,
        height / 2
    );
    let indent = (wide - width(badge.text(), Font::Small)) / 2;
    text(out, Point { x: at.x + indent, y: at.y + 12 }, badge.text(), Font::Small, "");
    out.push_str("</g>");
}

/// What the pointer tells.
fn hint(node: &Node) -> String {
    let parts = [
        Some(format!("{} ({})", node.name, node.kind.name())),
        node.comment.clone(),
        node.subtitle.clone(),
    ];
    let place =
        node.place.as_ref().map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
    parts.into_iter().flatten().chain(place).collect::<Vec<_>>().join("\n")
}
