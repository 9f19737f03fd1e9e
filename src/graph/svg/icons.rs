//! A picture for each kind of state, drawn in a square of 26 pixels.

use std::fmt::Write as _;

use crate::graph::chart::NodeKind;
use crate::graph::layered::Point;

/// Draws the icon with its upper left corner at the place.
pub(super) fn draw(out: &mut String, kind: NodeKind, at: Point) {
    let _ = write!(
        out,
        "<g class=\"icon\" transform=\"translate({} {})\"><rect class=\"tile\" width=\"26\" height=\"26\" \
         rx=\"7\"/><path class=\"glyph\" d=\"{}\"/></g>",
        at.x,
        at.y,
        glyph(kind)
    );
}

/// The lines of the picture.
fn glyph(kind: NodeKind) -> &'static str {
    match kind {
        // An arrow that goes on.
        NodeKind::Pass => "M6 13H19M14 8L19 13L14 18",
        // A nut.
        NodeKind::Task => {
            "M9.3 6.5H16.7L20.4 13L16.7 19.5H9.3L5.6 13ZM13 10.2A2.8 2.8 0 0 1 13 15.8A2.8 2.8 0 0 1 13 10.2"
        }
        // A road that forks.
        NodeKind::Choice => "M13 21V14L7 8M13 14L19 8M7 12V8H11M15 8H19V12",
        // A clock.
        NodeKind::Wait => "M13 5.5A7.5 7.5 0 0 1 13 20.5A7.5 7.5 0 0 1 13 5.5M13 9V13.5L16 15.5",
        // Lines side by side.
        NodeKind::Parallel => "M7 6V20M13 6V20M19 6V20",
        // A round trip.
        NodeKind::Map => {
            "M19.5 11A7 7 0 0 0 7 9.5M6.5 15A7 7 0 0 0 19 16.5M7 5.5V9.5H11M19 20.5V16.5H15"
        }
        // Many small squares.
        NodeKind::DistributedMap => "M6 6H11V11H6ZM15 6H20V11H15ZM6 15H11V20H6ZM15 15H20V20H15Z",
        // A tick.
        NodeKind::Succeed => "M6.5 13.5L11 18L19.5 8.5",
        // A cross.
        NodeKind::Fail => "M8 8L18 18M18 8L8 18",
    }
}
