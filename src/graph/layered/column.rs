//! Boxes in one column, with the edges as lines on its right: for graphs that are too large for ranks, and where
//! there is no room for ranks side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::{Class, Drawing, Graph, Point, Rect, Route, Size, Spacing, cycles};

/// Draws the boxes below each other, each behind those that lead to it. A line to the next box is straight;
/// others leave at the bottom and enter at the top all the same, and run together to one box if they are of one
/// class. Labels stand between the boxes.
pub(super) fn draw(graph: &Graph, spacing: &Spacing) -> Drawing {
    let order = order(graph);
    let mut column = Column::new(graph, spacing, &order);
    for (at, number) in order.iter().enumerate() {
        column.enter(*number);
        column.place(*number);
        column.leave(*number, order.get(at + 1).copied());
    }
    column.connect()
}

/// The boxes so that forward edges lead down, and what one way leads to stays together.
fn order(graph: &Graph) -> Vec<usize> {
    let back = cycles::back_edges(graph);
    let leaving = graph.leaving();
    let mut is_led_to = vec![false; graph.boxes.len()];
    for (at, edge) in graph.sound_edges() {
        is_led_to[edge.to] |= !back[at];
    }
    let mut seen = vec![false; graph.boxes.len()];
    let mut order = Vec::new();
    let first = graph.start.min(graph.boxes.len() - 1);
    // What comes last stands last, so boxes that nothing leads to are looked at before the first one.
    for root in (0..graph.boxes.len()).rev().filter(|root| *root != first).chain([first]) {
        if seen[root] || (root != first && is_led_to[root]) {
            continue;
        }
        seen[root] = true;
        let mut way = vec![(root, leaving[root].len())];
        while let Some((at, left)) = way.last_mut() {
            let Some(next) = left.checked_sub(1) else {
                order.push(*at);
                way.pop();
                continue;
            };
            *left = next;
            let edge = leaving[*at][next];
            let to = graph.edges[edge].to;
            if !back[edge] && !std::mem::replace(&mut seen[to], true) {
                way.push((to, leaving[to].len()));
            }
        }
    }
    order.reverse();
    order
}

/// Lines that run together: to one box, of one class.
type Bundle = (usize, Class);

/// A column that is being drawn.
struct Column<'a> {
    graph: &'a Graph,
    spacing: &'a Spacing,
    /// The edges that leave each box.
    leaving: Vec<Vec<usize>>,
    /// The edges that need no lane: to the next box.
    straight: Vec<bool>,
    /// The bundles that enter each box.
    entering: Vec<BTreeSet<Bundle>>,
    /// The x where lines leave and enter.
    middle: i32,
    y: i32,
    boxes: Vec<Rect>,
    labels: Vec<Option<Rect>>,
    /// Where each edge turns to its lane.
    outs: Vec<i32>,
    /// Where each bundle turns to its box.
    ins: BTreeMap<Bundle, i32>,
}

impl<'a> Column<'a> {
    fn new(graph: &'a Graph, spacing: &'a Spacing, order: &[usize]) -> Self {
        let mut next = vec![usize::MAX; graph.boxes.len()];
        for pair in order.windows(2) {
            next[pair[0]] = pair[1];
        }
        let mut entering = vec![BTreeSet::new(); graph.boxes.len()];
        let mut straight = vec![false; graph.edges.len()];
        for (at, edge) in graph.sound_edges() {
            straight[at] = next[edge.from] == edge.to;
            if !straight[at] {
                entering[edge.to].insert((edge.to, edge.class));
            }
        }
        let widest = graph.boxes.iter().map(|size| size.width).max().unwrap_or(0);
        Self {
            graph,
            spacing,
            leaving: graph.leaving(),
            straight,
            entering,
            middle: widest / 2,
            y: 0,
            boxes: vec![Rect::default(); graph.boxes.len()],
            labels: vec![None; graph.edges.len()],
            outs: vec![0; graph.edges.len()],
            ins: BTreeMap::new(),
        }
    }

    /// Makes room for the lines that turn to a box.
    fn enter(&mut self, number: usize) {
        for bundle in &self.entering[number] {
            self.y += self.spacing.track;
            self.ins.insert(*bundle, self.y);
        }
        if self.y > 0 || !self.entering[number].is_empty() {
            self.y += self.spacing.tip;
        }
    }

    fn place(&mut self, number: usize) {
        let Size { width, height } = self.graph.boxes[number];
        self.boxes[number] = Rect { x: self.middle - width / 2, y: self.y, width, height };
        self.y += height;
    }

    /// Makes room for the lines that leave a box, and their labels: those to lanes stand on their lines, the others
    /// last, beside the line that leads down.
    fn leave(&mut self, number: usize, next: Option<usize>) {
        let (down, aside): (Vec<usize>, Vec<usize>) =
            self.leaving[number].iter().copied().partition(|edge| self.straight[*edge]);
        if !aside.is_empty() || !down.is_empty() || next.is_some() {
            self.y += self.spacing.lead;
        }
        for (at, edge) in aside.into_iter().enumerate() {
            self.y += if at > 0 { self.spacing.track } else { 0 };
            let above = self.graph.edges[edge].label.map_or(0, |label| label.height / 2);
            self.outs[edge] = self.y + above;
            self.label(edge);
        }
        for edge in down.into_iter().filter(|edge| self.graph.edges[*edge].label.is_some()) {
            self.y += self.spacing.tail;
            self.label(edge);
        }
    }

    /// Puts the label of an edge, if it has one, here.
    fn label(&mut self, edge: usize) {
        if let Some(Size { width, height }) = self.graph.edges[edge].label {
            let x = self.middle + self.spacing.port;
            self.labels[edge] = Some(Rect { x, y: self.y, width, height });
            self.y += height;
        }
    }

    /// Draws the lines, those of a bundle on the first lane that is free.
    fn connect(self) -> Drawing {
        let right = |rect: &Rect| rect.right();
        let widest = self.boxes.iter().chain(self.labels.iter().flatten()).map(right).max();
        let first_lane = widest.unwrap_or(0) + self.spacing.lines;
        let (lanes, count) = self.lanes();
        let mut drawn = BTreeSet::new();
        let mut edges = vec![Route::default(); self.graph.edges.len()];
        for (at, edge) in self.graph.sound_edges() {
            let (below, above) = (self.boxes[edge.from].bottom(), self.boxes[edge.to].y);
            let middle = self.middle;
            let route = &mut edges[at];
            route.label = self.labels[at];
            if self.straight[at] {
                route.points = vec![Point { x: middle, y: below }, Point { x: middle, y: above }];
                route.own = 2;
                continue;
            }
            let bundle = (edge.to, edge.class);
            let (out, into) = (self.outs[at], self.ins[&bundle]);
            let x = first_lane + lanes[&bundle] * self.spacing.lines;
            let points = [(middle, below), (middle, out), (x, out), (x, into), (middle, into)];
            let points = points.into_iter().chain([(middle, above)]);
            route.points = points.map(|(x, y)| Point { x, y }).collect();
            route.own = if drawn.insert(bundle) { route.points.len() } else { 3 };
            route.back = into < out;
        }
        let lanes_end = if count > 0 { first_lane + count * self.spacing.lines } else { 0 };
        let width = widest.unwrap_or(0).max(lanes_end);
        Drawing { size: Size { width, height: self.y }, boxes: self.boxes, edges }
    }

    /// The lane of each bundle, and how many there are.
    fn lanes(&self) -> (BTreeMap<Bundle, i32>, i32) {
        let mut spans: BTreeMap<Bundle, (i32, i32)> = BTreeMap::new();
        for (at, edge) in self.graph.sound_edges().filter(|(at, _)| !self.straight[*at]) {
            let bundle = (edge.to, edge.class);
            let (out, into) = (self.outs[at], self.ins[&bundle]);
            let span = spans.entry(bundle).or_insert((into, into));
            *span = (span.0.min(out), span.1.max(out));
        }
        let mut sorted: Vec<((i32, i32), Bundle)> =
            spans.into_iter().map(|(bundle, span)| (span, bundle)).collect();
        sorted.sort_unstable();
        // Lanes by where they are free again, and those that are free.
        let mut taken: BTreeSet<(i32, i32)> = BTreeSet::new();
        let mut free: BTreeSet<i32> = BTreeSet::new();
        let (mut lanes, mut count) = (BTreeMap::new(), 0);
        for ((start, end), bundle) in sorted {
            while let Some((until, lane)) =
                taken.first().copied().filter(|(until, _)| *until < start)
            {
                taken.remove(&(until, lane));
                free.insert(lane);
            }
            let lane = free.pop_first().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            taken.insert((end, lane));
            lanes.insert(bundle, lane);
        }
        (lanes, count)
    }
}
