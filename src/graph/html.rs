//! A page with the picture: it can be moved, enlarged, searched and asked.

use serde_json::{Value, json};

use super::chart::{Chart, Node};
use super::overlay::Overlay;
use super::svg::{Picture, escaped, shown, style};

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The picture of a chart as a page that needs nothing else, with what a run did where there is an overlay.
#[must_use]
pub fn html(chart: &Chart, overlay: Option<&Overlay>) -> String {
    let shown = shown(chart, overlay);
    let picture = Picture::new(&shown, overlay);
    let (width, height) = picture.bare_size();
    let svg = format!(
        "<svg id=\"picture\" class=\"flow\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n{}</svg>",
        picture.draw(false)
    );
    let summary = overlay.map(Overlay::summary).unwrap_or_default();
    let states: Vec<Value> = shown.nodes.iter().map(|node| details(node, overlay)).collect();
    // One pass, so that nothing that is filled in is filled in again.
    let mut page = String::new();
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        page += before;
        page += &match name {
            "name" => escaped(&shown.name),
            "comment" => escaped(shown.comment.as_deref().unwrap_or_default()),
            "summary" => escaped(&summary),
            "style" => format!("{}{STYLE}", style::page_css()),
            "script" => SCRIPT.to_owned(),
            "picture" => svg.clone(),
            "states" => script_json(&Value::from(states.clone())),
            _ => String::new(),
        };
        rest = after;
    }
    page + rest
}

/// What the page shows of a state.
fn details(node: &Node, overlay: Option<&Overlay>) -> Value {
    let badges: Vec<&str> = node.badges.iter().map(|badge| badge.text()).collect();
    let visits = overlay.and_then(|overlay| overlay.visits(&node.name));
    json!({
        "name": node.name,
        "kind": node.kind.name(),
        "subtitle": node.subtitle,
        "comment": node.comment,
        "badges": badges,
        "definition": node.definition,
        "place": node.place.as_ref().map(|place| json!({
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "text": place.text,
        })),
        "run": visits.map(|visits| json!({
            "words": visits.words(),
            "outcome": visits.outcome.word(),
            "error": visits.error.as_ref().map(|(error, _)| error),
            "cause": visits.error.as_ref().map(|(_, cause)| cause),
        })),
    })
}

/// JSON that may stand in a script element: nothing in it ends the element.
fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
