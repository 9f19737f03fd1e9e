//! Draws the lines: where they leave and enter the boxes, the tracks between the ranks, and with them
//! the y of everything.

mod ends;
mod levels;
mod ports;

use std::collections::BTreeSet;

use super::lanes::{Holds, Lanes};
use super::{Drawing, Graph, Point, Rect, Route, Size, Spacing};
use ends::{Channels, Terminal};
use levels::Levels;
use ports::Ports;

/// Places everything, now that the x of each place is known.
pub(super) fn route(graph: &Graph, lanes: &Lanes, x: &[i32], spacing: &Spacing) -> Drawing {
    let ports = Ports::new(graph, lanes, x, spacing);
    let channels = Channels::new(graph, lanes, &ports, spacing);
    let levels = Levels::new(lanes, &channels, spacing);
    let mut pen = Pen { graph, lanes, x, ports: &ports, channels: &channels, levels: &levels };
    let mut reached = BTreeSet::new();
    let edges = (0..graph.edges.len()).map(|at| pen.draw(at, &mut reached)).collect();
    let boxes = (0..graph.boxes.len()).map(|at| pen.rect(at)).collect();
    let right = (0..x.len()).map(|at| x[at] + lanes.places[at].size.width / 2).max().unwrap_or(0);
    let size = Size { width: right, height: levels.height };
    Drawing { size, boxes, edges }
}

/// All that is known when the lines are drawn.
struct Pen<'a> {
    graph: &'a Graph,
    lanes: &'a Lanes,
    x: &'a [i32],
    ports: &'a Ports,
    channels: &'a Channels,
    levels: &'a Levels,
}

impl Pen<'_> {
    /// Where a place is; boxes hang from the top of their rank, labels stand in its middle.
    fn rect(&self, at: usize) -> Rect {
        let place = &self.lanes.places[at];
        let Size { width, height } = place.size;
        let room = match place.holds {
            Holds::Box(_) => 0,
            Holds::Label | Holds::Line => self.levels.heights[place.rank] - height,
        };
        let y = self.levels.tops[place.rank] + room / 2;
        Rect { x: self.x[at] - width / 2, y, width, height }
    }

    /// Draws an edge; `reached` are the ends of lines that edges before it have come to.
    fn draw(&mut self, at: usize, reached: &mut BTreeSet<Terminal>) -> Route {
        let way = &self.lanes.ways[at];
        let (Some(first), Some(last)) = (way.first(), way.last()) else { return Route::default() };
        let steps = ends::steps(self.graph, self.lanes, at);
        let mut line = Line::default();
        let Some((begin, _)) = steps.first() else { return Route::default() };
        line.to(Point { x: self.ports.x(self.x, *begin), y: self.rect(*first).bottom() });
        for (from, to) in &steps {
            let (a, b) = (self.ports.x(self.x, *from), self.ports.x(self.x, *to));
            if let Some(y) = self.channels.track(*from).map(|track| self.levels.y(track)) {
                line.to(Point { x: a, y });
                line.to(Point { x: b, y });
            }
            if !reached.insert(*to) {
                line.join();
            }
        }
        let end = self.ports.x(self.x, steps[steps.len() - 1].1);
        line.to(Point { x: end, y: self.rect(*last).y });
        let label = way.iter().find(|place| self.lanes.places[**place].holds == Holds::Label);
        let own = line.own.unwrap_or(line.points.len());
        let label = label.map(|place| self.rect(*place));
        Route { points: line.points, own, label, back: self.lanes.back[at] }
    }
}

/// A line that is being drawn.
#[derive(Default)]
struct Line {
    points: Vec<Point>,
    own: Option<usize>,
}

impl Line {
    /// Goes on; a point in the middle of a straight line is dropped.
    fn to(&mut self, point: Point) {
        let kept = self.own.unwrap_or(0);
        if self.points.last() == Some(&point) {
            return;
        }
        if let [.., a, b] = self.points.as_slice()
            && self.points.len() > kept
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            self.points.pop();
        }
        self.points.push(point);
    }

    /// From here on it runs together with another.
    fn join(&mut self) {
        self.own.get_or_insert(self.points.len());
    }
}
