//! The way out for graphs that are too large for ranks: one column of boxes, each edge a line on its right.

use super::{Drawing, Graph, Point, Rect, Route, Size, Spacing};

/// Draws the boxes below each other, in their order. Lines leave at the bottom and enter at the top all the
/// same; their labels stand between the boxes.
pub(super) fn draw(graph: &Graph, spacing: &Spacing) -> Drawing {
    let leaving = graph.leaving();
    let mut entering = vec![Vec::new(); graph.boxes.len()];
    for (at, edge) in graph.sound_edges() {
        entering[edge.to].push(at);
    }
    let labels = graph.edges.iter().filter_map(|edge| edge.label).map(|label| label.width).max();
    let widest = graph.boxes.iter().map(|size| size.width).max().unwrap_or(0);
    let middle = widest / 2;
    let labels_end = widest.max(middle + labels.unwrap_or(0)) + spacing.lines;
    let mut column = Column { y: 0, drawing: Drawing::default() };
    column.drawing.edges = vec![Route::default(); graph.edges.len()];
    let mut turns: Vec<(i32, i32)> = vec![(0, 0); graph.edges.len()];
    for (at, size) in graph.boxes.iter().enumerate() {
        for edge in &entering[at] {
            column.y += spacing.track;
            turns[*edge].1 = column.y;
        }
        column.y += spacing.tip;
        let rect = Rect { x: middle - size.width / 2, y: column.y, ..Rect::default() };
        column.drawing.boxes.push(Rect { width: size.width, height: size.height, ..rect });
        column.y += size.height + spacing.lead;
        for edge in &leaving[at] {
            turns[*edge].0 = column.label(*edge, graph, middle, spacing);
        }
    }
    let ends = column.connect(graph, &turns, (middle, labels_end), spacing);
    column.drawing.size = Size { width: ends, height: column.y + spacing.track };
    column.drawing
}

struct Column {
    y: i32,
    drawing: Drawing,
}

impl Column {
    /// Makes room for the label of an edge; gives the y of its line.
    fn label(&mut self, edge: usize, graph: &Graph, middle: i32, spacing: &Spacing) -> i32 {
        self.y += spacing.track;
        let line = self.y;
        if let Some(Size { width, height }) = graph.edges[edge].label {
            let y = self.y + spacing.tail;
            self.drawing.edges[edge].label =
                Some(Rect { x: middle + spacing.port, y, width, height });
            self.y += spacing.tail + height;
        }
        line
    }

    /// Draws the lines, each on the first lane that is free; gives the right side of the last lane.
    fn connect(
        &mut self,
        graph: &Graph,
        turns: &[(i32, i32)],
        (middle, from): (i32, i32),
        spacing: &Spacing,
    ) -> i32 {
        let mut order: Vec<usize> = graph.sound_edges().map(|(at, _)| at).collect();
        let span = |at: &usize| (turns[*at].0.min(turns[*at].1), turns[*at].0.max(turns[*at].1));
        order.sort_by_key(span);
        // Where each lane is free again. Lanes that end are found by their end, not one by one.
        let mut free = std::collections::BTreeSet::new();
        let mut lanes = 0;
        for at in order {
            let (start, end) = span(&at);
            let lane = match free.first().copied() {
                Some((until, lane)) if until < start => {
                    free.remove(&(until, lane));
                    lane
                }
                _ => {
                    lanes += 1;
                    lanes - 1
                }
            };
            free.insert((end, lane));
            let edge = &graph.edges[at];
            let (out, into) = turns[at];
            let (below, above) =
                (self.drawing.boxes[edge.from].bottom(), self.drawing.boxes[edge.to].y);
            let x = from + lane * spacing.lines;
            let points = [(middle, below), (middle, out), (x, out), (x, into), (middle, into)];
            let points = points.into_iter().chain([(middle, above)]);
            let route = &mut self.drawing.edges[at];
            route.points = points.map(|(x, y)| Point { x, y }).collect();
            route.own = route.points.len();
            route.back = into < out;
        }
        from + (lanes + 1) * spacing.lines
    }
}
