//! What every picture keeps: boxes apart from each other and inside their states, labels with room of
//! their own, lines from box to box that run through none.

use std::collections::BTreeMap;

use flowc::graph::layered::{Point, Rect};
use flowc::graph::{Chart, Edge, End, Layout, NodeId, Pixels, RegionId, layout};

use super::{chart_of, corpus_charts, example_charts};
use crate::support::sizes::definition;

#[test]
fn pictures_of_the_examples_keep_their_promises() {
    let charts = example_charts();
    assert!(charts.len() > 25, "the examples are missing");
    check_all(&charts);
}

#[test]
fn pictures_of_the_corpus_keep_their_promises() {
    check_all(&corpus_charts());
}

/// What leads past others, again and again, does not push the rest aside.
#[test]
fn a_large_picture_stays_narrow() {
    let chart = chart_of("large", &definition(500)).expect("it can be read");
    check_all(std::slice::from_ref(&chart));
    let width = layout(&chart, &Pixels).size.width;
    assert!(width < 600, "{width} pixels");
}

fn check_all(charts: &[Chart]) {
    for chart in charts {
        let layout = layout(chart, &Pixels);
        let faults = faults(chart, &layout);
        assert!(faults.is_empty(), "{}:\n{}", chart.name, faults.join("\n"));
    }
}

/// The broken promises of a picture.
fn faults(chart: &Chart, layout: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let boxes: BTreeMap<NodeId, Rect> =
        layout.boxes.iter().map(|one| (one.node, one.rect)).collect();
    if boxes.len() != chart.nodes.len() {
        faults.push(format!("{} of {} states are drawn", boxes.len(), chart.nodes.len()));
    }
    let regions: BTreeMap<RegionId, Rect> = layout.regions.iter().copied().collect();
    for (at, region) in chart.regions.iter().enumerate() {
        let id = RegionId(at);
        let whole = Rect { x: 0, y: 0, width: layout.size.width, height: layout.size.height };
        let room = regions.get(&id).copied().unwrap_or(whole);
        let marks = layout.marks.iter().filter(|mark| mark.region == id);
        let mut things: Vec<(String, Rect)> =
            marks.map(|mark| (format!("{:?}", mark.end), mark.rect)).collect();
        for node in &region.nodes {
            things.push((chart.node(*node).name.clone(), boxes[node]));
        }
        let lines: Vec<_> = layout.lines.iter().filter(|line| line.region == id).collect();
        let labels = lines.iter().filter_map(|line| {
            let text = region.edges[line.edge].label.join(" ");
            Some((text, line.route.label?))
        });
        let labels: Vec<(String, Rect)> = labels.collect();
        for line in &lines {
            let edge = &region.edges[line.edge];
            let ends =
                (rect_of(edge.from, id, layout, &boxes), rect_of(edge.to, id, layout, &boxes));
            faults.extend(of_line(edge, &line.route.points, ends, &things));
            let others = labels.iter().filter(|(_, rect)| Some(*rect) != line.route.label);
            let other_labels: Vec<(String, Rect)> = others.cloned().collect();
            faults.extend(crossed(edge, &line.route.points, &other_labels));
            for point in &line.route.points {
                if !holds(room, Rect { x: point.x, y: point.y, width: 0, height: 0 }) {
                    faults.push(format!("{edge:?} leaves its region at {point:?}"));
                }
            }
        }
        things.extend(labels);
        for (at, (name, rect)) in things.iter().enumerate() {
            if !holds(room, *rect) {
                faults.push(format!("`{name}` is not in its region"));
            }
            for (other, other_rect) in &things[at + 1..] {
                if rect.overlaps(*other_rect) {
                    faults.push(format!("`{name}` overlaps `{other}`"));
                }
            }
        }
    }
    faults.extend(outside(chart, layout, &boxes, &regions));
    faults
}

/// Regions that are not in their states, below the headers and apart from each other.
fn outside(
    chart: &Chart,
    layout: &Layout,
    boxes: &BTreeMap<NodeId, Rect>,
    regions: &BTreeMap<RegionId, Rect>,
) -> Vec<String> {
    let mut faults = Vec::new();
    for one in &layout.boxes {
        let node = chart.node(one.node);
        let below =
            Rect { y: one.rect.y + one.header, height: one.rect.height - one.header, ..one.rect };
        for (at, region) in node.inside.iter().enumerate() {
            if !holds(below, regions[region]) {
                faults.push(format!("a region is not inside `{}`", node.name));
            }
            if node.inside[at + 1..].iter().any(|other| regions[region].overlaps(regions[other])) {
                faults.push(format!("regions of `{}` overlap", node.name));
            }
        }
    }
    assert_eq!(boxes.len(), layout.boxes.len(), "a state is drawn twice");
    faults
}

fn rect_of(end: End, region: RegionId, layout: &Layout, boxes: &BTreeMap<NodeId, Rect>) -> Rect {
    match end {
        End::State(node) => boxes[&node],
        End::Start | End::End => {
            let is = |mark: &&flowc::graph::Mark| mark.region == region && mark.end == end;
            layout.marks.iter().find(is).expect("an end of an edge has its mark").rect
        }
    }
}

fn of_line(
    edge: &Edge,
    points: &[Point],
    (from, to): (Rect, Rect),
    things: &[(String, Rect)],
) -> Vec<String> {
    let mut faults = Vec::new();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return vec![format!("{edge:?} is not drawn")];
    };
    if first.y != from.bottom() || first.x <= from.x || first.x >= from.right() {
        faults.push(format!("{edge:?} does not begin at its box"));
    }
    if last.y != to.y || last.x <= to.x || last.x >= to.right() {
        faults.push(format!("{edge:?} does not end at its box"));
    }
    if points.windows(2).any(|pair| pair[0].x != pair[1].x && pair[0].y != pair[1].y) {
        faults.push(format!("{edge:?} has a line that is askew"));
    }
    faults.extend(crossed(edge, points, things));
    faults
}

/// The things that a line runs through.
fn crossed(edge: &Edge, points: &[Point], things: &[(String, Rect)]) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (left, right) = (a.x.min(b.x), a.x.max(b.x));
        let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
        for (name, rect) in things {
            let through =
                left < rect.right() && right > rect.x && top < rect.bottom() && bottom > rect.y;
            if through {
                faults.push(format!("{edge:?} runs through `{name}`"));
            }
        }
    }
    faults
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}
