//! The layered drawing of any graph: random ones, with loops, labels, and several edges between two boxes.

use std::time::{Duration, Instant};

use flowc::graph::layered::{Class, Drawing, Edge, Graph, Rect, Size, Spacing, draw, draw_column};
use proptest::prelude::*;

const PIXELS: Spacing = Spacing {
    boxes: 30,
    lines: 20,
    track: 12,
    lead: 14,
    tail: 9,
    tip: 20,
    gap: 34,
    corner: 14,
    port: 14,
};

const CELLS: Spacing =
    Spacing { boxes: 4, lines: 3, track: 1, lead: 1, tail: 1, tip: 2, gap: 2, corner: 2, port: 2 };

prop_compose! {
    fn graphs()(count in 1usize..14)(
        sizes in prop::collection::vec((8i32..60, 1i32..40), count),
        edges in prop::collection::vec((0..count, 0..count, any::<bool>(), prop::option::of(3i32..40)), 0..24),
    ) -> Graph {
        let boxes = sizes.iter().map(|(width, height)| Size { width: width * 2, height: *height });
        let edges = edges.iter().map(|(from, to, side, label)| Edge {
            from: *from,
            to: *to,
            label: label.map(|width| Size { width: width * 2, height: 3 }),
            class: if *side { Class::Side } else { Class::Main },
        });
        Graph { boxes: boxes.collect(), edges: edges.collect(), start: 0 }
    }
}

proptest! {
    #[test]
    fn any_graph_is_drawn_soundly(graph in graphs(), cells in any::<bool>()) {
        let spacing = if cells { CELLS } else { PIXELS };
        let drawing = draw(&graph, &spacing);
        prop_assert_eq!(faults(&graph, &drawing), Vec::<String>::new());
        let again = draw(&graph, &spacing);
        prop_assert_eq!(format!("{drawing:?}"), format!("{again:?}"));
        prop_assert_eq!(faults(&graph, &draw_column(&graph, &spacing)), Vec::<String>::new());
    }
}

fn faults(graph: &Graph, drawing: &Drawing) -> Vec<String> {
    let mut faults = Vec::new();
    let mut things: Vec<(String, Rect)> = Vec::new();
    for (at, rect) in drawing.boxes.iter().enumerate() {
        things.push((format!("box {at}"), *rect));
        if (rect.width, rect.height) != (graph.boxes[at].width, graph.boxes[at].height) {
            faults.push(format!("box {at} has another size"));
        }
    }
    for (at, route) in drawing.edges.iter().enumerate() {
        things.extend(route.label.map(|rect| (format!("label {at}"), rect)));
    }
    for (at, (name, rect)) in things.iter().enumerate() {
        let inside = rect.x >= 0
            && rect.y >= 0
            && rect.right() <= drawing.size.width
            && rect.bottom() <= drawing.size.height;
        if !inside {
            faults.push(format!("{name} is outside"));
        }
        for (other, other_rect) in &things[at + 1..] {
            if rect.overlaps(*other_rect) {
                faults.push(format!("{name} overlaps {other}"));
            }
        }
    }
    for (at, route) in drawing.edges.iter().enumerate() {
        let edge = graph.edges[at];
        let (from, to) = (drawing.boxes[edge.from], drawing.boxes[edge.to]);
        let (Some(first), Some(last)) = (route.points.first(), route.points.last()) else {
            faults.push(format!("edge {at} is not drawn"));
            continue;
        };
        if first.y != from.bottom() || first.x < from.x || first.x >= from.right() {
            faults.push(format!("edge {at} begins elsewhere"));
        }
        if last.y != to.y || last.x < to.x || last.x >= to.right() {
            faults.push(format!("edge {at} ends elsewhere"));
        }
        if route.label.is_some() != edge.label.is_some() {
            faults.push(format!("edge {at} has lost its label"));
        }
        for pair in route.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if a.x != b.x && a.y != b.y {
                faults.push(format!("edge {at} is askew"));
            }
            let (left, right) = (a.x.min(b.x), a.x.max(b.x));
            let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
            for (name, rect) in &things {
                let own = Some(*rect) == route.label;
                let through =
                    left < rect.right() && right > rect.x && top < rect.bottom() && bottom > rect.y;
                if through && !own {
                    faults.push(format!("edge {at} runs through {name}"));
                }
            }
        }
    }
    faults
}

/// A graph whose lines would need a hundred million places gets its picture all the same.
#[test]
fn graphs_of_any_size_are_drawn() {
    let count = 10_000;
    let boxes = vec![Size { width: 100, height: 40 }; count];
    let edge = |from, to, class| Edge { from, to, class, label: None };
    let mut edges: Vec<Edge> = (1..count).map(|to| edge(to - 1, to, Class::Main)).collect();
    edges.extend((0..count - 1).map(|from| edge(from, (from * 7 + 5_000) % count, Class::Side)));
    let graph = Graph { boxes, edges, start: 0 };
    let begin = Instant::now();
    let drawing = draw(&graph, &PIXELS);
    assert_eq!(drawing.boxes.len(), count);
    assert!(drawing.edges.iter().all(|route| route.points.len() >= 2));
    assert!(drawing.boxes.windows(2).all(|pair| !pair[0].overlaps(pair[1])));
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn nothing_is_drawn_of_nothing() {
    let drawing = draw(&Graph::default(), &PIXELS);
    assert_eq!((drawing.boxes.len(), drawing.size), (0, Size::default()));
    let lost = Edge { from: 0, to: 7, label: None, class: Class::Main };
    let boxes = vec![Size { width: 10, height: 10 }];
    let drawing = draw(&Graph { boxes, edges: vec![lost], start: 3 }, &PIXELS);
    assert!(drawing.edges[0].points.is_empty());
}
