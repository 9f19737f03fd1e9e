//! A chart as a flowchart of Mermaid, for pages that draw such.

use std::fmt::Write as _;

use super::chart::{Chart, EdgeKind, End, NodeKind, RegionId};

/// The picture of a chart as text for Mermaid.
#[must_use]
pub fn mermaid(chart: &Chart) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart TD\n", yaml(&chart.name));
    if !chart.regions.is_empty() {
        region(&mut out, chart, Chart::ROOT, 1);
    }
    for (class, fill, line) in CLASSES {
        let _ = writeln!(out, "    classDef {class} fill:{fill},stroke:{line},color:#16202c");
    }
    out
}

/// The names of classes with their colours.
const CLASSES: [(&str, &str, &str); 9] = [
    ("task", "#fff7f1", "#d9661f"),
    ("choice", "#f3f0fd", "#6a4fd0"),
    ("pass", "#f4f6f8", "#6b7885"),
    ("wait", "#fdf8e8", "#b3810a"),
    ("parallel", "#eefafb", "#0f7f8c"),
    ("map", "#eef5fd", "#1d6fd1"),
    ("distributed", "#eef2fd", "#1d4ed8"),
    ("succeed", "#e9f8ee", "#16833f"),
    ("fail", "#fdebec", "#c81e2e"),
];

fn region(out: &mut String, chart: &Chart, id: RegionId, depth: usize) {
    let indent = "    ".repeat(depth);
    let region = chart.region(id);
    for (mark, word) in region.marks() {
        let _ = writeln!(out, "{indent}{}([{word}])", mark.key(id));
    }
    for node in &region.nodes {
        let shown = chart.node(*node);
        let (key, label) = (End::State(*node).key(id), quoted(&shown.label()));
        let class = shown.kind.word();
        if shown.inside.is_empty() {
            let (open, close) = brackets(shown.kind);
            let _ = writeln!(out, "{indent}{key}{open}{label}{close}:::{class}");
            continue;
        }
        let _ = writeln!(out, "{indent}subgraph {key}[{label}]");
        for (at, inner) in (1..).zip(&shown.inside) {
            if shown.inside.len() == 1 {
                self::region(out, chart, *inner, depth + 1);
                continue;
            }
            let number = format!("branch {at}");
            let title = chart.region(*inner).title.as_deref().unwrap_or(&number);
            let _ = writeln!(out, "{indent}    subgraph {key}b{at}[{}]", quoted(title));
            self::region(out, chart, *inner, depth + 2);
            let _ = writeln!(out, "{indent}    end");
        }
        let _ = writeln!(out, "{indent}end");
        let _ = writeln!(out, "{indent}class {key} {class}");
    }
    for edge in &region.edges {
        let arrow = if edge.kind == EdgeKind::Catch { "-.->" } else { "-->" };
        let text = match edge.label.join(" or ") {
            text if text.is_empty() => String::new(),
            text => format!("|{}|", quoted(&text)),
        };
        let (from, to) = (edge.from.key(id), edge.to.key(id));
        let _ = writeln!(out, "{indent}{from} {arrow}{text} {to}");
    }
}

fn brackets(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Choice => ("{{", "}}"),
        NodeKind::Wait => ("([", "])"),
        NodeKind::Succeed | NodeKind::Fail => ("((", "))"),
        NodeKind::Pass
        | NodeKind::Task
        | NodeKind::Parallel
        | NodeKind::Map
        | NodeKind::DistributedMap => ("[", "]"),
    }
}

/// In quotes, with Mermaid's codes for what would end them or be read as HTML or Markdown.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '"' | '<' | '>' | '&' | '#' | '`' | '*' | '_' | '\\' | '[' | ']' | '{' | '}' | '|' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

/// A JSON string is a string of YAML as well.
fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
