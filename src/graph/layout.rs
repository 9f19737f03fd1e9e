//! Where everything of a chart is: regions inside boxes, boxes and lines by [`layered`].
//!
//! What is drawn, pixels or the cells of a terminal, says how large things are: see [`Metrics`].

pub(super) mod pixels;

pub use pixels::{Lines, Pixels};

use super::chart::{Chart, Edge, EdgeKind, End, NodeId, RegionId};
use super::layered::{self, Class, Graph, Point, Rect, Route, Size, Spacing, draw, draw_column};

/// How large things are. Widths of boxes, marks and labels are even.
pub trait Metrics {
    /// A state without the states in it; of one with such the header.
    fn node(&self, chart: &Chart, node: NodeId) -> Size;
    /// The label of an edge; `None` where it has none.
    fn label(&self, edge: &Edge) -> Option<Size>;
    /// The mark where a region begins or ends; `of_machine`: the machine's own region.
    fn mark(&self, end: End, of_machine: bool) -> Size;
    /// The title of a region; nothing where it has none.
    fn title(&self, chart: &Chart, region: RegionId) -> Size;
    /// The room around the states of a region, and between regions of one state.
    fn padding(&self) -> Size;
    /// The distances between boxes and lines.
    fn spacing(&self) -> Spacing;
    /// Whether everything stands below each other, branches too.
    fn in_column(&self) -> bool {
        false
    }
}

/// A chart with places.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// How large it is.
    pub size: Size,
    /// All states; those with states in them come before these.
    pub boxes: Vec<Box>,
    /// The regions of states, in no state's way.
    pub regions: Vec<(RegionId, Rect)>,
    /// The marks where regions begin and end.
    pub marks: Vec<Mark>,
    /// The transitions.
    pub lines: Vec<Transition>,
}

/// A state with its place.
#[derive(Clone, Copy, Debug)]
pub struct Box {
    /// Which.
    pub node: NodeId,
    /// All of it.
    pub rect: Rect,
    /// How much of it is about the state itself.
    pub header: i32,
}

/// A mark with its place.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// [`End::Start`] or [`End::End`].
    pub end: End,
    /// The region that begins or ends here.
    pub region: RegionId,
    /// Where.
    pub rect: Rect,
}

/// A transition with its place.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The region it is in.
    pub region: RegionId,
    /// Which of its edges.
    pub edge: usize,
    /// Where.
    pub route: Route,
}

impl Layout {
    fn shift(&mut self, x: i32, y: i32) {
        let shift = |rect: &mut Rect| {
            rect.x += x;
            rect.y += y;
        };
        self.boxes.iter_mut().for_each(|one| shift(&mut one.rect));
        self.regions.iter_mut().for_each(|(_, rect)| shift(rect));
        self.marks.iter_mut().for_each(|mark| shift(&mut mark.rect));
        for line in &mut self.lines {
            line.route
                .points
                .iter_mut()
                .for_each(|point| *point = Point { x: point.x + x, y: point.y + y });
            line.route.label.iter_mut().for_each(shift);
        }
    }

    fn take(&mut self, mut other: Self, x: i32, y: i32) {
        other.shift(x, y);
        self.boxes.append(&mut other.boxes);
        self.regions.append(&mut other.regions);
        self.marks.append(&mut other.marks);
        self.lines.append(&mut other.lines);
    }
}

/// Places a chart.
#[must_use]
pub fn layout(chart: &Chart, metrics: &dyn Metrics) -> Layout {
    if chart.regions.is_empty() {
        return Layout::default();
    }
    region(chart, metrics, Chart::ROOT)
}

/// Places a region from (0, 0) on.
fn region(chart: &Chart, metrics: &dyn Metrics, id: RegionId) -> Layout {
    let region = chart.region(id);
    // States with states in them are placed before what is around them.
    let inner: Vec<Inner> = region.nodes.iter().map(|node| inside(chart, metrics, *node)).collect();
    let mut ends: Vec<End> = region.nodes.iter().copied().map(End::State).collect();
    for mark in [End::Start, End::End] {
        if region.edges.iter().any(|edge| edge.from == mark || edge.to == mark) {
            ends.push(mark);
        }
    }
    let is_root = id == Chart::ROOT;
    let size = |(at, end): (usize, &End)| match end {
        End::State(_) => inner[at].size,
        End::Start | End::End => metrics.mark(*end, is_root),
    };
    let find = |end: End| ends.iter().position(|other| *other == end).unwrap_or(usize::MAX);
    let graph = Graph {
        boxes: ends.iter().enumerate().map(size).collect(),
        edges: region.edges.iter().map(|edge| line(edge, metrics, &find)).collect(),
        start: ends.iter().position(|end| *end == End::Start).unwrap_or(0),
    };
    let draw = if metrics.in_column() { draw_column } else { draw };
    let drawing = draw(&graph, &metrics.spacing());
    let mut layout = Layout { size: drawing.size, ..Layout::default() };
    for ((end, rect), inner) in
        ends.iter().zip(&drawing.boxes).zip(inner.into_iter().map(Some).chain([None, None]))
    {
        match (end, inner) {
            (End::State(node), Some(inner)) => {
                layout.boxes.push(Box { node: *node, rect: *rect, header: inner.header });
                layout.take(inner.layout, rect.x, rect.y);
            }
            (end, _) => layout.marks.push(Mark { end: *end, region: id, rect: *rect }),
        }
    }
    let lines = drawing.edges.into_iter().enumerate();
    layout.lines.extend(lines.map(|(edge, route)| Transition { region: id, edge, route }));
    layout
}

fn line(edge: &Edge, metrics: &dyn Metrics, find: &dyn Fn(End) -> usize) -> layered::Edge {
    let class = match edge.kind {
        EdgeKind::Next | EdgeKind::Choice | EdgeKind::Default => Class::Main,
        EdgeKind::Catch => Class::Side,
    };
    let (from, to) = (find(edge.from), find(edge.to));
    layered::Edge { from, to, label: metrics.label(edge), class }
}

/// A state with what is in it.
struct Inner {
    size: Size,
    header: i32,
    /// The states in it, from the corner of the state on.
    layout: Layout,
}

fn inside(chart: &Chart, metrics: &dyn Metrics, id: NodeId) -> Inner {
    let header = metrics.node(chart, id);
    let regions = &chart.node(id).inside;
    let mut all = Inner { size: header, header: header.height, layout: Layout::default() };
    if regions.is_empty() {
        return all;
    }
    let padding = metrics.padding();
    let mut parts: Vec<(Layout, Size)> = regions
        .iter()
        .map(|id| {
            let (layout, title) = (region(chart, metrics, *id), metrics.title(chart, *id));
            let width = (layout.size.width.max(title.width) + 2 * padding.width + 1) / 2 * 2;
            let height = layout.size.height + title.height + 2 * padding.height;
            (layout, Size { width, height })
        })
        .collect();
    // Those side by side are of one height, those below each other of one width.
    let tallest = parts.iter().map(|(_, size)| size.height).max().unwrap_or(0);
    let widest = parts.iter().map(|(_, size)| size.width).max().unwrap_or(0);
    let column = metrics.in_column();
    for (_, size) in &mut parts {
        if column { size.width = widest } else { size.height = tallest }
    }
    let (across, down) = if column {
        (widest, together(&parts, |size| size.height, padding.height))
    } else {
        (together(&parts, |size| size.width, padding.width), tallest)
    };
    all.size.width = header.width.max(across + 2 * padding.width);
    all.size.height += down + padding.height;
    let (mut x, mut y) = ((all.size.width - across) / 2, header.height);
    for (id, (layout, size)) in regions.iter().zip(parts) {
        let rect = Rect { x, y, width: size.width, height: size.height };
        let left = x + (size.width - layout.size.width) / 2;
        let top = y + padding.height + metrics.title(chart, *id).height;
        all.layout.regions.push((*id, rect));
        all.layout.take(layout, left, top);
        if column { y += size.height + padding.height } else { x += size.width + padding.width }
    }
    all
}

/// The length of all parts with the room between them.
fn together(parts: &[(Layout, Size)], length: impl Fn(&Size) -> i32, between: i32) -> i32 {
    let gaps = i32::try_from(parts.len().saturating_sub(1)).unwrap_or(0) * between;
    parts.iter().map(|(_, size)| length(size)).sum::<i32>() + gaps
}
