//! A chart in DOT, the language of Graphviz.

use std::fmt::Write as _;

use super::chart::{Chart, EdgeKind, End, NodeId, NodeKind, RegionId};

/// The picture of a chart as text for `dot`. States with states in them are clusters; edges to and from
/// them end at the cluster (`compound`).
#[must_use]
pub fn dot(chart: &Chart) -> String {
    let mut out = format!(
        "digraph {} {{\n    compound=true;\n    node [shape=box, style=\"rounded,filled\", fillcolor=white, \
         fontname=\"Helvetica\", fontsize=11];\n    edge [fontname=\"Courier\", fontsize=9, color=\"#6b7885\"];\n    \
         graph [fontname=\"Helvetica\", fontsize=11, labeljust=l];\n    label={};\n",
        quoted(&chart.name),
        quoted(&chart.name)
    );
    if !chart.regions.is_empty() {
        region(&mut out, chart, Chart::ROOT, 1);
    }
    out += "}\n";
    out
}

fn region(out: &mut String, chart: &Chart, id: RegionId, depth: usize) {
    let indent = "    ".repeat(depth);
    let region = chart.region(id);
    for (mark, word) in region.marks() {
        let _ = writeln!(out, "{indent}{} [label={word}, shape=oval];", mark.key(id));
    }
    for node in &region.nodes {
        state(out, chart, *node, depth);
    }
    for edge in &region.edges {
        let mut fields = Vec::new();
        if !edge.label.is_empty() {
            fields.push(format!("label={}", quoted(&edge.label.join("\n"))));
        }
        if edge.kind == EdgeKind::Catch {
            fields.push("style=dashed, color=\"#c2410c\", fontcolor=\"#c2410c\"".to_owned());
        }
        for (end, field) in [(edge.from, "ltail"), (edge.to, "lhead")] {
            if let End::State(node) = end
                && !chart.node(node).inside.is_empty()
            {
                fields.push(format!("{field}=cluster_s{}", node.0));
            }
        }
        let (from, to) = (edge.from.key(id), edge.to.key(id));
        let _ = writeln!(out, "{indent}{from} -> {to} [{}];", fields.join(", "));
    }
}

fn state(out: &mut String, chart: &Chart, id: NodeId, depth: usize) {
    let indent = "    ".repeat(depth);
    let node = chart.node(id);
    let (label, colour) = (quoted(&node.label()), colour(node.kind));
    if node.inside.is_empty() {
        let shape =
            if node.kind == NodeKind::Choice { ", shape=diamond, style=filled" } else { "" };
        let _ = writeln!(out, "{indent}s{} [label={label}, color=\"{colour}\"{shape}];", id.0);
        return;
    }
    let _ = writeln!(out, "{indent}subgraph cluster_s{} {{", id.0);
    let _ = writeln!(out, "{indent}    label={label}; style=rounded; color=\"{colour}\";");
    // Edges need a node to end at; the cluster may have none.
    let _ = writeln!(out, "{indent}    s{} [shape=point, style=invis];", id.0);
    for (at, inner) in node.inside.iter().enumerate() {
        let title = chart.region(*inner).title.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{indent}    subgraph cluster_s{}b{at} {{", id.0);
        let _ = writeln!(out, "{indent}        label={}; style=dotted;", quoted(title));
        region(out, chart, *inner, depth + 2);
        let _ = writeln!(out, "{indent}    }}");
    }
    let _ = writeln!(out, "{indent}}}");
}

fn colour(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Task => "#d9661f",
        NodeKind::Choice => "#6a4fd0",
        NodeKind::Pass => "#6b7885",
        NodeKind::Wait => "#b3810a",
        NodeKind::Parallel => "#0f7f8c",
        NodeKind::Map => "#1d6fd1",
        NodeKind::DistributedMap => "#1d4ed8",
        NodeKind::Succeed => "#16833f",
        NodeKind::Fail => "#c81e2e",
    }
}

/// A string of DOT: quotes and backslashes are escaped, a line end is written `\n`.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}
