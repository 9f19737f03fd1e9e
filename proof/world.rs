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
        input
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
        let outcome = match draw.below(14) {
            0 | 1 => fail(Some("Oops"), Some("mock")),
            2 => fail(Some("Custom.Bang"), Some("так нельзя 😀")),
            3 => fail(Some("Custom.Other"), None),
            4 if draw.below(2) == 0 => fail(Some("States.Timeout"), None),
            4 if draw.below(4) == 0 => Outcome::Never,
            _ => Outcome::Return(result(&call.resource, &call.arguments, &mut draw)),
        };
        Answered { millis: i64::try_from(millis).unwrap_or(1), outcome }
    }
}

fn fail(error: Option<&str>, cause: Option<&str>) -> Outcome {
    Outcome::Fail { error: error.map(str::to_owned), cause: cause.map(str::to_owned) }
}

/// As the declarations of the programs promise.
fn result(resource: &str, arguments: &Value, draw: &mut Draw) -> Json {
    if resource != "arn:aws:states:::lambda:invoke" {
        return match draw.below(4) {
            0 => json!({}),
            number => json!({"MessageId": format!("m{number}")}),
        };
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
/// and in the place of a failing expression's cause, which names states, always the same.
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
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| (*key).clone());
            out.push('{');
            for (at, (key, field)) in sorted.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                out.push_str(&Json::from(&**key).to_string());
                out.push(':');
                write(out, field);
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

/// Where random identifiers stand in a text.
fn identifiers(text: &str) -> Vec<std::ops::Range<usize>> {
    const SHAPE: &[u8] = b"xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx";
    let fits = |window: &[u8]| {
        window.iter().zip(SHAPE).all(|(byte, shape)| match shape {
            b'x' => byte.is_ascii_hexdigit(),
            shape => byte == shape,
        })
    };
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, window) in text.as_bytes().windows(SHAPE.len()).enumerate() {
        if fits(window) && found.last().is_none_or(|last| last.end <= at) {
            found.push(at..at + SHAPE.len());
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
