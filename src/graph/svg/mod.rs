//! A layout as SVG.

mod icons;
mod nodes;
pub mod style;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::chart::{Chart, EdgeKind, End, RegionId};
use super::layered::{Point, Rect, Route};
use super::layout::pixels::{label_font, title, wrapped};
use super::layout::{Layout, Mark, Pixels, Transition};
use super::measure::width;
use super::overlay::Overlay;
use super::{Font, layout};
pub use style::Theme;

/// The picture of a chart as an SVG document, with what a run did where there is an overlay.
#[must_use]
pub fn svg(chart: &Chart, theme: Theme, overlay: Option<&Overlay>) -> String {
    let shown = shown(chart, overlay);
    let picture = Picture::new(&shown, overlay);
    let (width, height) = picture.size();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" class=\"flow\">\n"
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&shown.name));
    if let Some(comment) = &shown.comment {
        let _ = writeln!(out, "<desc>{}</desc>", escaped(comment));
    }
    let _ = writeln!(out, "<style>\n{}</style>", style::css(theme));
    out += &picture.draw(true);
    out += "</svg>\n";
    out
}

/// The chart with what the run says of its states.
pub(super) fn shown(chart: &Chart, overlay: Option<&Overlay>) -> Chart {
    let mut shown = chart.clone();
    if let Some(overlay) = overlay {
        overlay.mark(&mut shown);
    }
    shown
}

/// A chart with its layout.
pub(super) struct Picture<'a> {
    pub chart: &'a Chart,
    pub layout: Layout,
    pub overlay: Option<&'a Overlay>,
}

/// Around everything.
const MARGIN: i32 = 28;

/// The height of the heading.
const HEADING: i32 = 34;

/// The height of each line below it.
const HEADING_LINE: i32 = 18;

impl<'a> Picture<'a> {
    pub fn new(chart: &'a Chart, overlay: Option<&'a Overlay>) -> Self {
        Self { chart, layout: layout(chart, &Pixels), overlay }
    }

    /// What stands above the picture: the name, then lines.
    fn heading(&self) -> Vec<String> {
        const WIDEST: i32 = 560;
        let widest = WIDEST.max(self.layout.size.width);
        let comment = self.chart.comment.as_deref().unwrap_or_default();
        let mut lines = wrapped(comment, Font::Small, widest, 2);
        if let Some(overlay) = self.overlay {
            lines.extend(wrapped(&overlay.summary(), Font::Small, widest, 2));
        }
        lines
    }

    fn heading_height(&self) -> i32 {
        let lines = i32::try_from(self.heading().len()).unwrap_or(0);
        HEADING + lines * HEADING_LINE + 10
    }

    /// How large the picture is without the heading.
    pub fn bare_size(&self) -> (i32, i32) {
        (self.layout.size.width + 2 * MARGIN, self.layout.size.height + 2 * MARGIN)
    }

    /// How large the picture is with heading and margins.
    pub fn size(&self) -> (i32, i32) {
        let lines = self.heading().into_iter().map(|line| width(&line, Font::Small)).max();
        let heading = width(&self.chart.name, Font::Heading).max(lines.unwrap_or(0));
        let wide = self.layout.size.width.max(heading);
        (wide + 2 * MARGIN, self.layout.size.height + self.heading_height() + 2 * MARGIN)
    }

    /// Everything inside the `svg` element; with the ground and the heading, if wanted.
    pub fn draw(&self, whole: bool) -> String {
        let mut out = String::new();
        let (wide, height) = if whole { self.size() } else { self.bare_size() };
        let mut top = MARGIN;
        if whole {
            let _ = writeln!(out, "<rect class=\"ground\" width=\"{wide}\" height=\"{height}\"/>");
            self.draw_heading(&mut out);
            top += self.heading_height();
        }
        out += style::ARROWS;
        let left = (wide - self.layout.size.width) / 2;
        let _ = writeln!(out, "<g transform=\"translate({left} {top})\">");
        let regions: BTreeMap<RegionId, Rect> = self.layout.regions.iter().copied().collect();
        // What is in a state comes after it.
        for one in &self.layout.boxes {
            nodes::ground(&mut out, self, one);
            for region in &self.chart.node(one.node).inside {
                if let Some(rect) = regions.get(region) {
                    self.draw_region(&mut out, *region, *rect);
                }
            }
        }
        self.draw_lines(&mut out);
        for mark in &self.layout.marks {
            draw_mark(&mut out, mark, self.overlay);
        }
        for line in &self.layout.lines {
            self.draw_label(&mut out, line);
        }
        for one in &self.layout.boxes {
            nodes::content(&mut out, self, one);
        }
        out += "</g>\n";
        out
    }

    fn draw_heading(&self, out: &mut String) {
        let at = Point { x: MARGIN, y: MARGIN + 16 };
        text(out, at, &self.chart.name, Font::Heading, "heading");
        for (line, words) in (1..).zip(self.heading()) {
            let at = Point { x: MARGIN, y: MARGIN + 16 + 6 + line * HEADING_LINE };
            text(out, at, &words, Font::Small, "comment");
        }
    }

    fn draw_region(&self, out: &mut String, id: RegionId, rect: Rect) {
        let Rect { x, y, width, height } = rect;
        let _ = writeln!(
            out,
            "<rect class=\"region\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
        );
        if let Some(words) = title(self.chart, id) {
            text(out, Point { x: x + 12, y: y + 18 }, &words, Font::Small, "comment");
        }
    }

    /// Ways that a run took come last, so that nothing lies on them.
    fn draw_lines(&self, out: &mut String) {
        for taken in [false, true] {
            for line in &self.layout.lines {
                let times = self.times(line);
                if (times > 0) == taken {
                    self.draw_line(out, line, times);
                }
            }
        }
    }

    /// How often the run took the transition.
    fn times(&self, line: &Transition) -> usize {
        let Some(overlay) = self.overlay else { return 0 };
        overlay.times(self.chart, &self.chart.region(line.region).edges[line.edge])
    }

    fn draw_line(&self, out: &mut String, line: &Transition, times: usize) {
        let edge = &self.chart.region(line.region).edges[line.edge];
        let route = &line.route;
        // Dashes that lie on each other do not meet: such a line ends where it joins the other.
        let joins = times == 0 && edge.kind == EdgeKind::Catch;
        let points = if joins { own(route) } else { route.points.clone() };
        let alone = points.last() != route.points.last();
        if points.len() < 2 {
            return;
        }
        let mut class = match edge.kind {
            EdgeKind::Next | EdgeKind::Choice | EdgeKind::Default => "edge".to_owned(),
            EdgeKind::Catch => "edge catch".to_owned(),
        };
        if route.back {
            class += " back";
        }
        if times > 0 {
            class += " taken";
        } else if self.overlay.is_some() {
            class += " idle";
        }
        let arrow = match (alone, edge.kind) {
            (true, _) => "",
            (false, EdgeKind::Catch) if times > 0 => " marker-end=\"url(#tip-caught)\"",
            (false, _) if times > 0 => " marker-end=\"url(#tip-taken)\"",
            (false, _) if self.overlay.is_some() => " marker-end=\"url(#tip-idle)\"",
            (false, EdgeKind::Catch) => " marker-end=\"url(#tip-catch)\"",
            (false, _) if route.back => " marker-end=\"url(#tip-back)\"",
            (false, _) => " marker-end=\"url(#tip)\"",
        };
        let (from, to) = (edge.from.key(line.region), edge.to.key(line.region));
        let ends = format!("data-from=\"{from}\" data-to=\"{to}\"");
        let _ = writeln!(out, "<path class=\"{class}\" {ends} d=\"{}\"{arrow}/>", path(&points));
    }

    fn draw_label(&self, out: &mut String, line: &Transition) {
        let Some(rect) = line.route.label else { return };
        let edge = &self.chart.region(line.region).edges[line.edge];
        let kind = match edge.kind {
            EdgeKind::Next | EdgeKind::Choice => "rule",
            EdgeKind::Default => "else",
            EdgeKind::Catch => "error",
        };
        let state = match (self.times(line), self.overlay) {
            (0, Some(_)) => " idle",
            (0, None) => "",
            _ => " taken",
        };
        let Rect { x, y, width: wide, height } = rect;
        let _ = write!(
            out,
            "<g class=\"label {kind}{state}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" \
             width=\"{wide}\" height=\"{height}\" rx=\"{}\"/>",
            escaped(&edge.label.join("\n")),
            (height / 2).min(10)
        );
        let font = label_font(edge.kind);
        for (number, words) in (1..).zip(Pixels::label_lines(edge)) {
            let indent = (wide - width(&words, font)) / 2;
            let at = Point { x: x + indent, y: y + number * Pixels::LABEL_LINE - 1 };
            text(out, at, &words, font, "");
        }
        out.push_str("</g>\n");
    }
}

/// Where a region begins or ends.
fn draw_mark(out: &mut String, mark: &Mark, overlay: Option<&Overlay>) {
    let Rect { x, y, width: wide, height } = mark.rect;
    let (class, words) = match mark.end {
        End::Start | End::State(_) => ("start", "Start"),
        End::End => ("end", "End"),
    };
    let state = match overlay {
        Some(overlay) if mark.end != End::End || overlay.succeeded() => " taken",
        Some(_) => " idle",
        None => "",
    };
    if wide <= height {
        let (cx, cy, r) = (x + wide / 2, y + height / 2, wide / 2);
        let _ = writeln!(
            out,
            "<circle class=\"dot {class}{state}\" cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"/>"
        );
        return;
    }
    let _ = write!(
        out,
        "<g class=\"mark {class}{state}\"><rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{height}\" rx=\"{}\"/>",
        height / 2
    );
    let indent = (wide - width(words, Font::Title)) / 2;
    text(out, Point { x: x + indent, y: y + height / 2 + 5 }, words, Font::Title, "");
    out.push_str("</g>\n");
}

/// Writes a text; `textLength` keeps it as wide as it was measured, whatever font there is.
pub(super) fn text(out: &mut String, at: Point, words: &str, font: Font, class: &str) {
    let (family, class) = match font {
        Font::Title => ("t", class),
        Font::Heading => ("h", class),
        Font::Small => ("m", class),
        Font::Code => ("c", class),
    };
    let classes = format!("{family} {class}");
    let _ = write!(
        out,
        "<text class=\"{}\" x=\"{}\" y=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
        classes.trim_end(),
        at.x,
        at.y,
        width(words, font),
        escaped(words)
    );
}

/// How round the corners of lines are.
const ROUND: i32 = 7;

/// The part of a line before it joins another, and behind that as much as the corner of the other takes.
fn own(route: &Route) -> Vec<Point> {
    let mut points = route.points[..route.own.min(route.points.len())].to_vec();
    if let (Some(joint), Some(next)) = (points.last().copied(), route.points.get(points.len())) {
        points.push(towards(joint, *next, ROUND));
    }
    points
}

/// The point at a distance on the way from one to another.
fn towards(from: Point, to: Point, far: i32) -> Point {
    let step = |from: i32, to: i32| from + (to - from).clamp(-far, far);
    Point { x: step(from.x, to.x), y: step(from.y, to.y) }
}

/// The lines with round corners.
pub(super) fn path(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let mut path = format!("M{} {}", first.x, first.y);
    for at in 1..points.len() {
        let (a, b) = (points[at - 1], points[at]);
        let Some(c) = points.get(at + 1) else {
            let _ = write!(path, "L{} {}", b.x, b.y);
            break;
        };
        let room = |a: Point, b: Point| ((a.x - b.x).abs() + (a.y - b.y).abs()) / 2;
        let round = ROUND.min(room(a, b)).min(room(b, *c));
        let (before, after) = (towards(b, a, round), towards(b, *c, round));
        let _ = write!(path, "L{} {}Q{} {} {} {}", before.x, before.y, b.x, b.y, after.x, after.y);
    }
    path
}

/// The text as XML content or attribute value. Characters that XML has none for are dropped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}
