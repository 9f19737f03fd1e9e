//! Layered drawing of a directed graph (Sugiyama, Tagawa, Toda 1981): boxes in ranks from top to
//! bottom, edges as polylines of horizontal and vertical lines between the ranks.
//!
//! ```text
//! Graph ─cycles─▶ which edges go back ─ranks─▶ a rank for each box ─lanes─▶ Lanes: every edge a way
//! from rank to rank ─order─▶ fewer crossings ─place─▶ x of each ─route─▶ y, tracks, points
//! ```
//!
//! Knows nothing of states: sizes are whole numbers, pixels or the cells of a terminal. What it draws
//! keeps these promises: boxes do not overlap, labels overlap neither boxes nor each other, and a line
//! runs through no box. Edges that share their target and class run together as soon as they can.

mod column;
mod cycles;
mod lanes;
mod order;
mod place;
mod ranks;
mod route;
mod tracks;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The sizes of the boxes; the widths are even.
    pub boxes: Vec<Size>,
    /// The edges, those of a box in the order wanted from left to right.
    pub edges: Vec<Edge>,
    /// The box to begin with.
    pub start: usize,
}

/// An edge.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The box it leaves at the bottom.
    pub from: usize,
    /// The box it enters at the top.
    pub to: usize,
    /// The room its label needs; the width is even.
    pub label: Option<Size>,
    /// What it may share a port with.
    pub class: Class,
}

/// Edges of one class leave a box by one port and enter a box by one port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The way of things; boxes line up along it.
    Main,
    /// What happens beside it.
    Side,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A place with a size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Its left side.
    pub x: i32,
    /// Its top.
    pub y: i32,
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

/// The distances that are kept.
#[derive(Clone, Copy, Debug)]
pub struct Spacing {
    /// Between two boxes side by side.
    pub boxes: i32,
    /// Between a line and what stands beside it.
    pub lines: i32,
    /// Between two horizontal lines.
    pub track: i32,
    /// Below a box or label before the first horizontal line.
    pub lead: i32,
    /// Behind the last horizontal line before a label.
    pub tail: i32,
    /// The same before a box, where the tip of an arrow needs room.
    pub tip: i32,
    /// The least between two ranks without horizontal lines between them.
    pub gap: i32,
    /// The least between the corner of a box and a port.
    pub corner: i32,
    /// The least between two ports.
    pub port: i32,
}

/// What was drawn.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// How large it is; all of it lies to the right of and below the origin.
    pub size: Size,
    /// Where the boxes are.
    pub boxes: Vec<Rect>,
    /// The edges, in their order.
    pub edges: Vec<Route>,
}

/// An edge that was drawn.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// From the bottom of one box to the top of another; each line is horizontal or vertical.
    pub points: Vec<Point>,
    /// How many of the points are drawn with no earlier edge of the same class and target.
    pub own: usize,
    /// The room of its label.
    pub label: Option<Rect>,
    /// Whether it goes up again.
    pub back: bool,
}

impl Rect {
    /// The x behind its right side.
    #[must_use]
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    /// The y below its bottom.
    #[must_use]
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// Whether the two share more than a side.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// Draws a graph. Edges whose ends are not among the boxes are given no points.
///
/// A graph whose lines would need more than some hundred thousand places between the ranks is drawn as
/// one column, with the lines beside it.
#[must_use]
pub fn draw(graph: &Graph, spacing: &Spacing) -> Drawing {
    if graph.boxes.is_empty() {
        return Drawing::default();
    }
    let back = cycles::back_edges(graph);
    let ranks = ranks::ranks(graph, &back);
    let Some(mut lanes) = lanes::Lanes::new(graph, &back, &ranks) else {
        return draw_column(graph, spacing);
    };
    order::order(&mut lanes);
    let x = place::place(&lanes, spacing);
    route::route(graph, &lanes, &x, spacing)
}

/// Draws a graph as one column of boxes with the lines beside it: the way to draw it that is the narrowest.
#[must_use]
pub fn draw_column(graph: &Graph, spacing: &Spacing) -> Drawing {
    if graph.boxes.is_empty() { Drawing::default() } else { column::draw(graph, spacing) }
}

impl Graph {
    /// The edges with both ends among the boxes.
    fn sound_edges(&self) -> impl Iterator<Item = (usize, &Edge)> {
        let count = self.boxes.len();
        self.edges.iter().enumerate().filter(move |(_, edge)| edge.from < count && edge.to < count)
    }

    /// The edges that leave each box, in order.
    fn leaving(&self) -> Vec<Vec<usize>> {
        let mut leaving = vec![Vec::new(); self.boxes.len()];
        for (at, edge) in self.sound_edges() {
            leaving[edge.from].push(at);
        }
        leaving
    }
}
