//! How large things are in pixels: texts measured, wrapped and shortened.

use super::Metrics;
use crate::graph::Font;
use crate::graph::chart::{Chart, Edge, EdgeKind, End, Node, NodeId, RegionId};
use crate::graph::layered::{Size, Spacing};
use crate::graph::measure::width;

/// A picture in pixels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pixels;

/// What is written in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The name of the state.
    pub title: Vec<String>,
    /// What it does.
    pub subtitle: Vec<String>,
    /// Rows of badges: which, how far from the left of the text, how wide.
    pub badges: Vec<Vec<(usize, i32, i32)>>,
}

impl Pixels {
    /// From the side of a box to what is in it.
    pub const PAD: i32 = 12;
    /// The icon is a square of this size.
    pub const ICON: i32 = 26;
    /// From the icon to the text.
    pub const AFTER_ICON: i32 = 10;
    /// From one line of a title to the next.
    pub const TITLE_LINE: i32 = 16;
    /// The same of other lines.
    pub const SMALL_LINE: i32 = 15;
    /// A row of badges, with the room above.
    pub const BADGE_ROW: i32 = 22;
    /// A badge.
    pub const BADGE: i32 = 17;
    /// From one line of a label to the next.
    pub const LABEL_LINE: i32 = 15;

    /// What is written in the box of a state.
    #[must_use]
    pub fn lines(node: &Node) -> Lines {
        const TITLE: i32 = 230;
        const SUBTITLE: i32 = 240;
        let subtitle = node.subtitle.as_deref().unwrap_or_default();
        Lines {
            title: wrapped(&node.name, Font::Title, TITLE, 2),
            subtitle: wrapped(subtitle, Font::Small, SUBTITLE, 2),
            badges: Self::badge_rows(node),
        }
    }

    fn badge_rows(node: &Node) -> Vec<Vec<(usize, i32, i32)>> {
        const ROW: i32 = 260;
        const GAP: i32 = 5;
        let mut rows: Vec<Vec<(usize, i32, i32)>> = Vec::new();
        let mut x = 0;
        for (at, badge) in node.badges.iter().enumerate() {
            let wide = width(badge.text(), Font::Small) + 14;
            if rows.is_empty() || x + wide > ROW {
                rows.push(Vec::new());
                x = 0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((at, x, wide));
            }
            x += wide + GAP;
        }
        rows
    }

    /// What is written at an edge.
    #[must_use]
    pub fn label_lines(edge: &Edge) -> Vec<String> {
        const WIDEST: i32 = 240;
        const WIDEST_ERROR: i32 = 300;
        const MOST: usize = 4;
        let mut lines: Vec<String> = Vec::new();
        for (at, part) in edge.label.iter().enumerate() {
            let joined = at > 0 && edge.kind == EdgeKind::Choice;
            let part = if joined { format!("or {part}") } else { part.clone() };
            let widest = if edge.kind == EdgeKind::Catch { WIDEST_ERROR } else { WIDEST };
            lines.extend(wrapped(&part, label_font(edge.kind), widest, 3));
        }
        if lines.len() > MOST {
            let more = lines.len() - (MOST - 1);
            lines.truncate(MOST - 1);
            lines.push(format!("… {more} more"));
        }
        lines
    }
}

/// The font of a label.
#[must_use]
pub fn label_font(kind: EdgeKind) -> Font {
    match kind {
        EdgeKind::Choice | EdgeKind::Catch => Font::Code,
        EdgeKind::Default | EdgeKind::Next => Font::Small,
    }
}

impl Metrics for Pixels {
    fn node(&self, chart: &Chart, node: NodeId) -> Size {
        const NARROWEST: i32 = 120;
        const LOWEST: i32 = 46;
        let node = chart.node(node);
        let lines = Self::lines(node);
        let of =
            |lines: &[String], font| lines.iter().map(|line| width(line, font)).max().unwrap_or(0);
        let badges = lines.badges.iter().filter_map(|row| row.last()).map(|(_, x, wide)| x + wide);
        let text = of(&lines.title, Font::Title)
            .max(of(&lines.subtitle, Font::Small))
            .max(badges.max().unwrap_or(0));
        let wide = text + Self::ICON + Self::AFTER_ICON + 2 * Self::PAD + 2;
        let height = count(lines.title.len()) * Self::TITLE_LINE
            + count(lines.subtitle.len()) * Self::SMALL_LINE
            + count(lines.badges.len()) * Self::BADGE_ROW
            + 15;
        Size { width: even(wide.max(NARROWEST)), height: even(height.max(LOWEST)) }
    }

    fn label(&self, edge: &Edge) -> Option<Size> {
        let lines = Self::label_lines(edge);
        let font = label_font(edge.kind);
        let widest = lines.iter().map(|line| width(line, font)).max()?;
        Some(Size { width: even(widest + 16), height: count(lines.len()) * Self::LABEL_LINE + 5 })
    }

    fn mark(&self, end: End, of_machine: bool) -> Size {
        match (end, of_machine) {
            (End::Start | End::End, true) => Size { width: 58, height: 28 },
            (End::Start | End::End | End::State(_), _) => Size { width: 12, height: 12 },
        }
    }

    fn title(&self, chart: &Chart, region: RegionId) -> Size {
        match title(chart, region) {
            Some(title) => Size { width: even(width(&title, Font::Small)), height: 18 },
            None => Size::default(),
        }
    }

    fn padding(&self) -> Size {
        Size { width: 12, height: 14 }
    }

    fn spacing(&self) -> Spacing {
        Spacing {
            boxes: 34,
            lines: 20,
            track: 12,
            lead: 14,
            tail: 9,
            tip: 20,
            gap: 34,
            corner: 14,
            port: 14,
        }
    }
}

/// The title of a region, shortened.
#[must_use]
pub fn title(chart: &Chart, region: RegionId) -> Option<String> {
    const WIDEST: i32 = 240;
    let title = chart.region(region).title.as_deref()?;
    wrapped(title, Font::Small, WIDEST, 1).pop()
}

fn even(number: i32) -> i32 {
    number + number.rem_euclid(2)
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 100)
}

/// The text in lines of at most `widest` pixels, broken at blanks where there are any; what does not fit
/// into `most` lines is shortened.
pub fn wrapped(text: &str, font: Font, widest: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let words = text.split_whitespace().flat_map(|word| {
        // Only between words there is a blank.
        let blanks = std::iter::once(" ").chain(std::iter::repeat(""));
        blanks.zip(parts(word, font, widest))
    });
    for (blank, word) in words {
        let last = lines.len() >= most;
        let joined = lines.last().map(|line| format!("{line}{blank}{word}"));
        match joined {
            Some(joined) if last || width(&joined, font) <= widest => {
                let line = lines.len() - 1;
                lines[line] = joined;
            }
            _ => lines.push(word),
        }
        if lines.len() == most && lines.last().is_some_and(|line| width(line, font) > widest) {
            break;
        }
    }
    lines.iter().map(|line| shortened(line, font, widest)).collect()
}

/// A word in parts of at most `widest` pixels, broken behind a sign where there is one.
fn parts(word: &str, font: Font, widest: i32) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    for c in word.chars() {
        part.push(c);
        if width(&part, font) <= widest {
            continue;
        }
        let whole = part.len() - c.len_utf8();
        let signs = ['.', '/', '_', '-', ':', '(', ','];
        let end = part[..whole].rfind(signs).map_or(whole, |sign| sign + 1);
        let rest = part.split_off(end);
        parts.push(std::mem::replace(&mut part, rest));
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The text with `…` at its end where it is wider.
fn shortened(text: &str, font: Font, widest: i32) -> String {
    if width(text, font) <= widest {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, font) + width("…", font) > widest {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::wrapped;
    use crate::graph::{Font, width};

    #[test]
    fn long_texts_are_wrapped_and_shortened() {
        let text = "a rather long sentence that nobody would want to see in one line of a picture";
        let lines = wrapped(text, Font::Small, 120, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, Font::Small) <= 120), "{lines:?}");
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert_eq!(wrapped("short", Font::Small, 120, 2), ["short"]);
        assert_eq!(wrapped("", Font::Small, 120, 2), Vec::<String>::new());
        assert_eq!(wrapped(&"x".repeat(90), Font::Code, 120, 1).len(), 1);
    }
}
