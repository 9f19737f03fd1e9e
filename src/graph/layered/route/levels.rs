//! The y of ranks and tracks.

use super::ends::{Channels, has_boxes};
use crate::graph::layered::Spacing;
use crate::graph::layered::lanes::Lanes;

/// Where the ranks and the tracks between them are.
pub(in crate::graph::layered) struct Levels {
    /// The top of each rank.
    pub tops: Vec<i32>,
    /// How high each rank is.
    pub heights: Vec<i32>,
    /// The first track below each rank.
    first_tracks: Vec<i32>,
    /// From one track to the next.
    track: i32,
    /// Of everything.
    pub height: i32,
}

impl Levels {
    pub fn new(lanes: &Lanes, channels: &Channels, spacing: &Spacing) -> Self {
        let height = |rank: &Vec<usize>| {
            rank.iter().map(|place| lanes.places[*place].size.height).max().unwrap_or(0)
        };
        let heights: Vec<i32> = lanes.ranks.iter().map(height).collect();
        let mut levels = Self {
            tops: Vec::new(),
            heights,
            first_tracks: Vec::new(),
            track: spacing.track,
            height: 0,
        };
        let (mut y, mut end) = (0, 0);
        let mut boxes_end = None;
        for rank in 0..lanes.ranks.len() {
            if has_boxes(lanes, rank) {
                y = boxes_end.map_or(y, |end: i32| y.max(end + spacing.gap));
                boxes_end = Some(y + levels.heights[rank]);
            }
            levels.tops.push(y);
            y += levels.heights[rank];
            if levels.heights[rank] > 0 {
                end = y;
            }
            let (lead, tail) = levels.margins(lanes, rank, spacing);
            levels.first_tracks.push(y + lead);
            if let Some(last) = channels.counts[rank].checked_sub(1) {
                end = levels.y((rank, last)) + 1;
            }
            let tracks = i32::try_from(channels.counts[rank]).unwrap_or(i32::MAX);
            y += match tracks {
                0 if lead + tail == 0 || levels.heights[rank] == 0 => 0,
                0 if has_boxes(lanes, rank) => lead,
                0 => tail,
                _ => lead + (tracks - 1) * spacing.track + tail,
            };
        }
        levels.height = end;
        levels
    }

    /// The room above the first track below a rank, and below the last one.
    fn margins(&self, lanes: &Lanes, rank: usize, spacing: &Spacing) -> (i32, i32) {
        let labels_below = self.heights.get(rank + 1).is_some_and(|height| *height > 0);
        if has_boxes(lanes, rank + 1) {
            let lead = if self.heights[rank] > 0 { spacing.lead } else { 0 };
            (lead, spacing.tip)
        } else if labels_below {
            (spacing.lead, spacing.tail)
        } else {
            (spacing.lead, spacing.track)
        }
    }

    /// The y of a track below a rank.
    pub fn y(&self, (rank, track): (usize, usize)) -> i32 {
        self.first_tracks[rank] + i32::try_from(track).unwrap_or(0) * self.track
    }
}
