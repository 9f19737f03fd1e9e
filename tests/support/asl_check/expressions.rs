//! The expressions of a state: each can be parsed, and `$states` has what it reads.

use flowc::jsonata::check::check as rejections;
use flowc::jsonata::{self, Expr};
use serde_json::Value;

use super::Object;

/// Where a state evaluates expressions, and what `$states` has there.
pub struct Field<'a> {
    pub place: String,
    pub value: &'a Value,
    pub states: &'static [&'static str],
}

/// What is wrong with the expressions of a state, with their places.
pub fn check(state: &Object, kind: &str, place: &str) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let mut fields = own_fields(state, place);
    fields.extend(edges(state, kind, place).into_iter().flat_map(|edge| edge.fields));
    for field in fields {
        each_string(field.value, &mut |text| match expression(text) {
            Ok(None) => {}
            Ok(Some(expr)) => {
                let rejected = rejections(&expr, field.states);
                faults.extend(rejected.iter().map(|r| (field.place.clone(), r.to_string())));
            }
            Err(problem) => faults.push((field.place.clone(), format!("{problem}: {text}"))),
        });
    }
    faults
}

/// The expressions in a value; those that cannot be parsed are left out.
pub fn expressions(value: &Value) -> Vec<Expr> {
    let mut found = Vec::new();
    each_string(value, &mut |text| found.extend(expression(text).ok().flatten()));
    found
}

const PLAIN: &[&str] = &["input", "context"];

/// The fields that a state evaluates itself.
pub fn own_fields<'a>(state: &'a Object, place: &str) -> Vec<Field<'a>> {
    const OWN: &[&str] = &[
        "Arguments",
        "TimeoutSeconds",
        "HeartbeatSeconds",
        "Credentials",
        "Seconds",
        "Timestamp",
        "Items",
        "ItemReader",
        "ItemSelector",
        "ItemBatcher",
        "ResultWriter",
        "MaxConcurrency",
        "ToleratedFailureCount",
        "ToleratedFailurePercentage",
        "Error",
        "Cause",
    ];
    let mut fields: Vec<Field> = OWN
        .iter()
        .filter_map(|name| {
            let place = format!("{place}/{name}");
            Some(Field { place, value: state.get(*name)?, states: PLAIN })
        })
        .collect();
    for (at, rule) in items(state, "Choices").enumerate() {
        let place = format!("{place}/Choices[{at}]/Condition");
        fields.extend(rule.get("Condition").map(|value| Field { place, value, states: PLAIN }));
    }
    if ["Succeed"].contains(&state.get("Type").and_then(Value::as_str).unwrap_or_default()) {
        let place = format!("{place}/Output");
        fields.extend(state.get("Output").map(|value| Field { place, value, states: PLAIN }));
    }
    fields
}

/// A way out of a state: where it leads (`None`: to the end) and what it evaluates.
pub struct Edge<'a> {
    pub to: Option<&'a str>,
    pub fields: Vec<Field<'a>>,
    pub assigned: Vec<&'a str>,
}

/// The ways out of a state.
pub fn edges<'a>(state: &'a Object, kind: &str, place: &str) -> Vec<Edge<'a>> {
    let result: &[&str] = match kind {
        "Task" | "Parallel" | "Map" => &["input", "context", "result"],
        _ => PLAIN,
    };
    let mut edges = Vec::new();
    let target = if kind == "Choice" { "Default" } else { "Next" };
    if !["Succeed", "Fail"].contains(&kind) {
        edges.push(edge(state, target, result, place));
    }
    for (field, states) in [("Choices", PLAIN), ("Catch", &["input", "context", "errorOutput"])] {
        for (at, item) in items(state, field).enumerate() {
            edges.push(edge(item, "Next", states, &format!("{place}/{field}[{at}]")));
        }
    }
    edges
}

fn edge<'a>(
    object: &'a Object,
    target: &str,
    states: &'static [&'static str],
    place: &str,
) -> Edge<'a> {
    let fields = ["Assign", "Output"].iter().filter_map(|name| {
        let place = format!("{place}/{name}");
        Some(Field { place, value: object.get(*name)?, states })
    });
    let assigned = object.get("Assign").and_then(Value::as_object);
    Edge {
        to: object.get(target).and_then(Value::as_str),
        fields: fields.collect(),
        assigned: assigned
            .into_iter()
            .flat_map(|assign| assign.keys())
            .map(String::as_str)
            .collect(),
    }
}

fn items<'a>(state: &'a Object, field: &str) -> impl Iterator<Item = &'a Object> {
    let items = state.get(field).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_object)
}

fn expression(text: &str) -> Result<Option<Expr>, String> {
    match (text.strip_prefix("{%"), text.strip_suffix("%}")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            let inner = text.get(2..text.len() - 2).unwrap_or_default();
            let parsed = jsonata::parse(inner.trim());
            parsed.map(Some).map_err(|error| error.to_string())
        }
        _ => Err("half an expression".to_owned()),
    }
}

fn each_string<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| each_string(item, visit)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name != "CSVHeaders" {
                    each_string(value, visit);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
