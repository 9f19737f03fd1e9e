//! What a program sees of the world: its input, and answers that follow from a seed, from what is
//! called and from the time of the call. So branches that run at once cannot disturb each other, and a
//! run that calls the same at the same time sees the same.

use flowc::value::Value;
use serde_json::{Value as Json, json};

use super::reference::QUERY_CAUSE;

/// A call of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// When, in milliseconds since the start of the execution.
    pub millis: i64,
    /// The `Resource`.
    pub resource: String,
    /// The `Arguments`.
    pub arguments: Value,
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// How long it takes, in milliseconds; at least one.
    pub millis: i64,
    /// When heartbeats come, in milliseconds from the beginning.
    pub heartbeats: Vec<i64>,
    /// How it ends.
    pub outcome: Outcome,
}

/// How a call ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// With a result.
    Return(Json),
    /// With an error.
    Fail {
        /// Its name.
        error: Option<String>,
        /// Its explanation.
        cause: Option<String>,
    },
    /// Never by itself.
    Never,
}

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct World {
    /// What everything follows from.
    pub seed: u64,
}

impl World {
    /// The input of the execution.
    #[must_use]
    pub fn input(&self) -> Json {
        let mut draw = Draw(mixed(self.seed ^ 0x1234_5678));
        let list = |draw: &mut Draw| {
            let length = draw.below(4);
            Json::Array((0..length).map(|_| number(draw)).collect())
        };
        let mut input = json!({
            "n": number(&mut draw),
            "s": text(&mut draw),
            "b": draw.below(2) == 0,
            "xs": list(&mut draw),
            "rec": {"n": number(&mut draw), "s": text(&mut draw)},
            "any": any(&mut draw),
            "nest": (0..draw.below(3)).map(|_| list(&mut draw)).collect::<Vec<_>>(),
            "recs": (0..draw.below(4)).map(|_| record(&mut draw)).collect::<Vec<_>>(),
            "map": {},
        });
        for key in ["k", "ключ", "odd key"] {
            if draw.below(2) == 0 {
                input["map"][key] = number(&mut draw);
            }
        }
        match draw.below(3) {
            0 => {}
            1 => input["opt"] = json!({}),
            _ => input["opt"] = json!({"note": text(&mut draw), "deep": {"n": number(&mut draw)}}),
        }
        match draw.below(3) {
            0 => input["nil"] = Json::Null,
            1 => input["nil"] = number(&mut draw),
            _ => {}
        }
        input["some"] = json!({"a": {"b": number(&mut draw)}, "t": text(&mut draw)});
        input
    }

    /// One of how many draws is of each kind of failure: where all calls fail, programs end early; where
    /// none do, no handler runs.
    fn calm(&self) -> u64 {
        [60, 30, 14, 8][usize::try_from(mixed(self.seed) % 4).unwrap_or(0)]
    }

    /// What becomes of a call.
    #[must_use]
    pub fn answer(&self, call: &Called) -> Answered {
        let mut hash = self.seed;
        let mut take = |text: &str| {
            for byte in text.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        take(&call.resource);
        take(&blank(&canonical(&call.arguments)));
        take(&call.millis.to_string());
        let mut draw = Draw(mixed(hash));
        let millis = match draw.below(12) {
            0 => 1_000 + draw.below(4_000),
            1 => 10_000 + draw.below(30_000),
            _ => 1 + draw.below(900),
        };
        let outcome = match draw.below(self.calm()) {
            0 | 1 => fail(Some("Oops"), Some("mock")),
            2 => fail(Some("Custom.Bang"), Some("так нельзя 😀")),
            3 => fail(Some("Custom.Other"), None),
            4 if draw.below(2) == 0 => fail(Some("States.Timeout"), None),
            4 if draw.below(4) == 0 => Outcome::Never,
            _ if waits(&call.resource) && draw.below(8) == 0 => Outcome::Never,
            _ => Outcome::Return(result(&call.resource, &call.arguments, &mut draw)),
        };
        let every = i64::try_from(1_000 + draw.below(5) * 1_000).unwrap_or(1_000);
        let count = i64::try_from(draw.below(12)).unwrap_or(0);
        let heartbeats = (1..=count).map(|beat| beat * every).collect();
        Answered { millis: i64::try_from(millis).unwrap_or(1), heartbeats, outcome }
    }

    /// The bytes of an object that maps read, and the items that stand in it.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<(String, Vec<Json>)> {
        let mut draw = Draw(mixed(self.seed ^ 0x0b_1ec7));
        let records: Vec<Json> = (0..draw.below(5)).map(|_| record(&mut draw)).collect();
        match key {
            "items.json" => Some((Json::from(records.clone()).to_string(), records)),
            "deep.json" => Some((json!({"a": {"items": records}}).to_string(), records)),
            "lines.jsonl" => {
                let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
                Some((lines, records))
            }
            "rows.csv" => {
                let mut lines = String::from("n,s\n");
                let mut rows = Vec::new();
                for record in &records {
                    let text = record["s"].as_str().unwrap_or_default();
                    let cell = text.replace('"', "\"\"");
                    lines.push_str(&format!("{},\"{cell}\"\n", record["n"]));
                    rows.push(json!({"n": record["n"].to_string(), "s": text}));
                }
                Some((lines, rows))
            }
            _ => None,
        }
    }
}

/// Whether somebody else ends a call of the resource.
fn waits(resource: &str) -> bool {
    resource.ends_with(".waitForTaskToken") || resource.contains(":activity:")
}

fn fail(error: Option<&str>, cause: Option<&str>) -> Outcome {
    Outcome::Fail { error: error.map(str::to_owned), cause: cause.map(str::to_owned) }
}

/// As the declarations of the programs promise.
fn result(resource: &str, arguments: &Value, draw: &mut Draw) -> Json {
    match resource {
        "arn:aws:states:::lambda:invoke" => {}
        "arn:aws:states:::states:startExecution.sync:2" => {
            return json!({"Output": number(draw), "Status": "SUCCEEDED"});
        }
        "arn:aws:states:::glue:startJobRun.sync" => {
            return json!({"JobName": "j", "JobRunState": "SUCCEEDED"});
        }
        "arn:aws:states:::http:invoke" => {
            return json!({"ResponseBody": any(draw), "StatusCode": 200});
        }
        resource if resource.contains(":activity:") => return number(draw),
        resource if waits(resource) => return any(draw),
        _ => {
            return match draw.below(4) {
                0 => json!({}),
                number => json!({"MessageId": format!("m{number}")}),
            };
        }
    }
    let function = arguments.get("FunctionName").and_then(Value::as_str).unwrap_or_default();
    let payload = match function {
        "num" => number(draw),
        "str" => text(draw),
        "bool" => json!(draw.below(2) == 0),
        "list" => Json::Array((0..draw.below(4)).map(|_| number(draw)).collect()),
        "rec" => record(draw),
        _ => any(draw),
    };
    json!({"Payload": payload, "StatusCode": 200})
}

fn record(draw: &mut Draw) -> Json {
    json!({"n": number(draw), "s": text(draw)})
}

fn number(draw: &mut Draw) -> Json {
    match draw.below(20) {
        0 => json!(-1),
        1 => json!(2.5),
        2 => json!(9_007_199_254_740_991_i64),
        3 => json!(1e21),
        4 => json!(0.1),
        5 => json!(-0.000_000_1),
        _ => json!(draw.below(5)),
    }
}

fn text(draw: &mut Draw) -> Json {
    let texts = [
        "x",
        "",
        "y",
        "z",
        "other",
        "Żółć",
        "😀 b",
        "{% $x %}",
        "a\"b\\c\n",
        "  pad ",
        "x,y",
        "12",
    ];
    json!(texts[usize::try_from(draw.below(texts.len() as u64)).unwrap_or(0)])
}

fn any(draw: &mut Draw) -> Json {
    match draw.below(16) {
        0 | 1 => json!({"a": {"b": number(draw)}}),
        2 | 3 => json!({"a": number(draw)}),
        4 => json!([number(draw)]),
        5 => text(draw),
        6 => json!(null),
        7 => json!([]),
        8 => json!([{"a": 1}, {"a": [2]}]),
        9 => json!(true),
        10 => json!([[1], []]),
        11 => json!({"a": null}),
        12 => json!({"a": [{"b": 1}]}),
        13 => number(draw),
        14 => json!({"a": text(draw), "ключ": {}}),
        _ => json!([[]]),
    }
}

/// Numbers that follow from one another.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0) % bound
    }
}

/// A number that looks like no other.
#[must_use]
pub fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A value as text that is the same for equal values: keys in order, whole numbers without a point,
/// in the place of a failing expression's cause, which names states, always the same, and no name or no
/// cause of a failure as an empty one.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(out, item);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let failure = fields.contains_key("Error") && fields.contains_key("Cause");
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| (*key).clone());
            out.push('{');
            for (at, (key, field)) in sorted.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                out.push_str(&Json::from(&**key).to_string());
                out.push(':');
                match field {
                    Value::Null if failure && matches!(&**key, "Error" | "Cause") => {
                        out.push_str("\"\"");
                    }
                    field => write(out, field),
                }
            }
            out.push('}');
        }
        Value::String(text) if text.starts_with("An error occurred while executing the state") => {
            out.push_str(&Json::from(QUERY_CAUSE).to_string());
        }
        Value::Number(number) => match number.as_i64() {
            Some(whole) => out.push_str(&whole.to_string()),
            None => out.push_str(&number.to_string()),
        },
        other => out.push_str(&other.to_string()),
    }
}

/// What random identifiers and the tokens of tasks look like; `x` is a digit.
const SHAPES: [&[u8]; 2] =
    [b"xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx", b"AQCEAAAAKgAAAAMxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"];

/// Where random identifiers stand in a text.
fn identifiers(text: &str) -> Vec<std::ops::Range<usize>> {
    let fits = |rest: &[u8], shape: &[u8]| {
        rest.len() >= shape.len()
            && rest.iter().zip(shape).all(|(byte, shape)| match shape {
                b'x' => byte.is_ascii_hexdigit(),
                shape => byte == shape,
            })
    };
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for at in 0..text.len() {
        let rest = &text.as_bytes()[at..];
        let Some(shape) = SHAPES.iter().find(|shape| fits(rest, shape)) else { continue };
        if found.last().is_none_or(|last| last.end <= at) {
            found.push(at..at + shape.len());
        }
    }
    found
}

/// A text without its random identifiers.
#[must_use]
pub fn blank(text: &str) -> String {
    renamed(text, |_| "«id»".to_owned())
}

/// A text with its random identifiers named anew.
pub fn renamed(text: &str, mut name: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut from = 0;
    for range in identifiers(text) {
        out.push_str(&text[from..range.start]);
        out.push_str(&name(&text[range.clone()]));
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}
