//! The formats: well-formed, the same each time, and for the documents the committed ones.

use flowc::graph::{Chart, Pixels, Terminal, Theme, dot, html, layout, mermaid, svg, text};

use super::{chart_of, corpus_charts, example_charts, flow_charts, xml};
use crate::support::expect::expect_file;
use crate::support::sizes::definition;
use crate::support::{files_below, read, root};

#[test]
fn pictures_are_well_formed_and_always_the_same() {
    for chart in example_charts().iter().chain(&corpus_charts()) {
        let picture = svg(chart, Theme::Auto, None);
        assert_eq!(xml::fault(&picture), None, "{}", chart.name);
        assert_eq!(picture, svg(chart, Theme::Auto, None), "{}", chart.name);
        let drawn = text(chart, Terminal::default(), None);
        for node in &chart.nodes {
            let word = node.name.split_whitespace().next().unwrap_or_default();
            let head: String = word.chars().take(20).collect();
            assert!(drawn.contains(&head), "{}: {head} is not in the text", chart.name);
        }
    }
}

/// The text follows the width that there is, and says so where that is not enough.
#[test]
fn texts_are_as_wide_as_wanted() {
    let large = chart_of("large", &definition(60)).expect("it can be read");
    let all = example_charts().into_iter().chain(corpus_charts()).chain([large]);
    let mut cut = 0;
    for chart in all {
        for columns in [60, 100] {
            let columns = Some(columns);
            let whole = text(&chart, Terminal { columns, ..Terminal::default() }, None);
            let shown = text(&chart, Terminal { columns, cut: true, ..Terminal::default() }, None);
            // What says what the picture is about is not part of it.
            let (_, picture) =
                shown.split_once("\n\n").expect("a line is empty behind the heading");
            let widest = picture.lines().map(|line| line.chars().count()).max();
            assert!(widest <= columns, "{}: {widest:?}\n{shown}", chart.name);
            if shown == whole {
                continue;
            }
            cut += 1;
            let says = shown.split("--width ").nth(1).and_then(|rest| rest.split(')').next());
            let columns = says.and_then(|says| says.parse().ok());
            assert!(columns.is_some(), "{}: it does not say how wide it is\n{shown}", chart.name);
            let wide = text(&chart, Terminal { columns, cut: true, ..Terminal::default() }, None);
            assert!(!wide.contains("--width"), "{}: still cut\n{wide}", chart.name);
        }
    }
    assert!(cut < 25, "{cut} pictures are cut");
}

/// Names that mean something in the formats do no harm.
#[test]
fn names_are_escaped() {
    let name = "a<b>&\"c\" -->|x| ]]> </script> {{name}} \\ \u{1}";
    let definition = serde_json::json!({
        "StartAt": name,
        "States": { name: { "Type": "Pass", "Comment": name, "End": true } },
    });
    let chart = chart_of(name, &definition).expect("it can be read");
    assert_eq!(xml::fault(&svg(&chart, Theme::Light, None)), None);
    let page = html(&chart, None);
    assert_eq!(page.matches("</script>").count(), 2, "{page}");
    assert!(page.contains("{{name}}"), "a name was taken for a place to fill in");
    let flowchart = mermaid(&chart);
    assert!(flowchart.contains("a#60;b#62;#38;#34;c#34;"), "{flowchart}");
    assert!(dot(&chart).contains(r#"a<b>&\"c\""#), "{}", dot(&chart));
}

#[test]
fn pages_load_nothing() {
    for chart in &example_charts() {
        let page = html(chart, None);
        for word in ["<link", "src=", "@import", "url(http", "fetch("] {
            assert!(!page.contains(word), "{} has {word}", chart.name);
        }
        assert!(!page.contains("{{"), "{}: something is not filled in", chart.name);
    }
}

#[test]
fn definitions_of_nothing_and_with_targets_that_are_missing_are_drawn() {
    let empty = serde_json::json!({ "StartAt": "A", "States": {} });
    let lost = serde_json::json!({
        "StartAt": "B",
        "States": {
            "A": { "Type": "Pass", "Next": "Nowhere" },
            "C": { "Type": "Choice", "Choices": [], "Default": "A" },
            "M": { "Type": "Map", "ItemProcessor": { "StartAt": "X", "States": {} }, "End": true },
            "P": { "Type": "Parallel", "Branches": [], "End": true },
            "S": { "Type": "Pass", "Next": "S" },
        },
    });
    for definition in [empty, lost] {
        let chart = chart_of("odd", &definition).expect("it can be read");
        assert_eq!(xml::fault(&svg(&chart, Theme::Dark, None)), None);
        for drawn in [
            html(&chart, None),
            mermaid(&chart),
            dot(&chart),
            text(&chart, Terminal { colour: true, ..Terminal::default() }, None),
        ] {
            assert!(!drawn.is_empty());
        }
        assert_eq!(layout(&chart, &Pixels).boxes.len(), chart.nodes.len());
    }
}

/// Each program of a document that an image follows is drawn as that image shows it.
#[test]
fn pictures_of_the_documents_are_fresh() {
    let mut drawn = Vec::new();
    for document in ["README.md", "docs/graph.md"] {
        for (program, image) in drawn_programs(&read(&root(document))) {
            let path = root(document).parent().expect("it is in a folder").join(&image);
            let charts = flow_charts(&root("examples/picture.flow"), &program);
            let chart = charts.first().unwrap_or_else(|| panic!("{image} draws no workflow"));
            expect_file(&path, &svg(chart, Theme::Light, None));
            drawn.push(image);
        }
    }
    assert!(drawn.len() > 3, "only {drawn:?}");
    let order = root("examples/order.flow");
    let charts = flow_charts(&order, &read(&order));
    expect_file(&root("docs/graph/order.svg"), &svg(&charts[0], Theme::Light, None));
}

#[test]
fn the_other_formats_are_the_expected_ones() {
    let order = root("examples/order.flow");
    let charts = flow_charts(&order, &read(&order));
    let chart: &Chart = &charts[0];
    for (file, drawn) in [
        ("order.mmd", mermaid(chart)),
        ("order.dot", dot(chart)),
        ("order.txt", text(chart, Terminal::default(), None)),
    ] {
        expect_file(&root("tests/cases/graph").join(file), &drawn);
    }
    assert_eq!(files_below(&root("tests/cases/graph"), "txt").len(), 1);
}

/// The programs in a document that an image follows, with the path of the image.
fn drawn_programs(document: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = document;
    while let Some((_, after)) = rest.split_once("```flow\n") {
        let Some((program, after)) = after.split_once("\n```\n") else { break };
        let next = after.split("```flow\n").next().unwrap_or_default();
        let image = next.split_once("![").and_then(|(_, image)| image.split_once("]("));
        let image = image.and_then(|(_, link)| link.split_once(".svg)"));
        found.extend(image.map(|(path, _)| (program.to_owned(), format!("{path}.svg"))));
        rest = after;
    }
    found
}
