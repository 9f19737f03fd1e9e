//! Reads mocks from JSON; see the page of the module for the schema.

use std::fmt;

use indexmap::IndexMap;
use serde_json::{Map as Object, Value as Json};

use super::{Entry, Mocks, What, When};
use crate::value::Value;

/// What does not fit the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MockError {
    /// `states.Charge[0].delay`
    pub place: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for MockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`", self.message, self.place)
    }
}

impl std::error::Error for MockError {}

const PARTS: [&str; 3] = ["states", "resources", "objects"];
const OUTCOMES: [&str; 5] = ["return", "error", "timeout", "pending", "command"];
const BESIDE: [&str; 6] = ["cause", "submitted", "delay", "heartbeats", "when", "times"];

/// Collects what is wrong.
#[derive(Default)]
struct Reader {
    errors: Vec<MockError>,
}

/// The mocks of a JSON value.
pub(super) fn mocks(json: &Json) -> Result<Mocks, Vec<MockError>> {
    let mut reader = Reader::default();
    let mut mocks = Mocks::default();
    match json {
        Json::Object(parts) if PARTS.iter().any(|part| parts.contains_key(*part)) => {
            for (part, json) in parts {
                match &**part {
                    "states" => mocks.states = reader.answers(part, json),
                    "resources" => mocks.resources = reader.answers(part, json),
                    "objects" => reader.objects(&mut mocks, json),
                    _ => reader.fault(part, &format!("a part is one of {PARTS:?}")),
                }
            }
        }
        Json::Null => {}
        all => mocks.states = reader.answers("", all),
    }
    if reader.errors.is_empty() { Ok(mocks) } else { Err(reader.errors) }
}

impl Reader {
    fn fault(&mut self, place: &str, message: &str) {
        let place = place.trim_start_matches('.').to_owned();
        self.errors.push(MockError { place, message: message.to_owned() });
    }

    fn object<'j>(&mut self, place: &str, json: &'j Json) -> Option<&'j Object<String, Json>> {
        let fields = json.as_object();
        if fields.is_none() {
            self.fault(place, "a mapping is needed");
        }
        fields
    }

    fn answers(&mut self, place: &str, json: &Json) -> IndexMap<String, Vec<Entry>> {
        let names = self.object(place, json).into_iter().flatten();
        names
            .map(|(name, json)| {
                let place = format!("{place}.{name}");
                let entries = match json {
                    Json::Array(items) => items
                        .iter()
                        .enumerate()
                        .filter_map(|(at, item)| {
                            self.entry(&format!("{place}[{at}]"), item, Some(1))
                        })
                        .collect(),
                    one => self.entry(&place, one, None).into_iter().collect(),
                };
                (name.clone(), entries)
            })
            .collect()
    }

    fn entry(&mut self, place: &str, json: &Json, times: Option<u64>) -> Option<Entry> {
        let fields = self.object(place, json)?;
        for name in fields.keys() {
            if !OUTCOMES.contains(&&**name) && !BESIDE.contains(&&**name) {
                let known = format!("it has one of {OUTCOMES:?} and any of {BESIDE:?}");
                let fault = format!("an entry has no such field; {known}");
                self.fault(&format!("{place}.{name}"), &fault);
            }
        }
        let what = self.what(place, fields)?;
        let times = match fields.get("times") {
            None => times,
            Some(json) => {
                let number = json.as_u64();
                if number.is_none() {
                    self.fault(&format!("{place}.times"), "a number of times is needed");
                }
                number
            }
        };
        let heartbeats = match fields.get("heartbeats") {
            None => Vec::new(),
            Some(Json::Array(items)) => {
                items.iter().map(|item| self.millis(&format!("{place}.heartbeats"), item)).collect()
            }
            Some(_) => {
                self.fault(&format!("{place}.heartbeats"), "a list of seconds is needed");
                Vec::new()
            }
        };
        Some(Entry {
            when: self.when(place, fields.get("when")),
            what,
            submitted: fields.get("submitted").map(Value::from),
            delay: fields
                .get("delay")
                .map_or(0, |json| self.millis(&format!("{place}.delay"), json)),
            heartbeats,
            left: times,
        })
    }

    /// The one outcome of an entry. A timeout may say the name of its error.
    fn what(&mut self, place: &str, fields: &Object<String, Json>) -> Option<What> {
        let is_true = |name: &str| fields.get(name) == Some(&Json::Bool(true));
        if is_true("timeout") || is_true("pending") {
            return Some(What::Never);
        }
        let text = |name: &str| fields.get(name).and_then(Json::as_str).map(Into::into);
        match (fields.get("return"), fields.get("command")) {
            (Some(value), None) => Some(What::Return(Value::from(value))),
            (None, Some(command)) => Some(What::Command(self.words(place, command))),
            (None, None) if fields.contains_key("error") || fields.contains_key("cause") => {
                Some(What::Fail { error: text("error"), cause: text("cause") })
            }
            _ => {
                self.fault(place, &format!("an entry has one of {OUTCOMES:?}"));
                None
            }
        }
    }

    fn words(&mut self, place: &str, command: &Json) -> Vec<String> {
        let word = |json: &Json| json.as_str().map(str::to_owned);
        let words: Option<Vec<String>> = match command {
            Json::Array(words) if !words.is_empty() => words.iter().map(word).collect(),
            Json::String(one) => Some(vec![one.clone()]),
            _ => None,
        };
        words.unwrap_or_else(|| {
            self.fault(&format!("{place}.command"), "a list of words is needed");
            Vec::new()
        })
    }

    fn when(&mut self, place: &str, when: Option<&Json>) -> When {
        let Some(when) = when else { return When::default() };
        let place = format!("{place}.when");
        let Some(fields) = self.object(&place, when) else { return When::default() };
        for name in fields.keys() {
            if !matches!(&**name, "arguments" | "input") {
                self.fault(&format!("{place}.{name}"), "only `arguments` and `input` can be told");
            }
        }
        let get = |name: &str| fields.get(name).map(Value::from);
        When { arguments: get("arguments"), input: get("input") }
    }

    /// Seconds as milliseconds.
    fn millis(&mut self, place: &str, json: &Json) -> i64 {
        match json.as_f64() {
            #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
            Some(seconds) if seconds >= 0.0 => (seconds * 1000.0).round() as i64,
            _ => {
                self.fault(place, "a number of seconds is needed");
                0
            }
        }
    }

    fn objects(&mut self, mocks: &mut Mocks, json: &Json) {
        for (bucket, keys) in self.object("objects", json).into_iter().flatten() {
            let place = format!("objects.{bucket}");
            for (key, json) in self.object(&place, keys).into_iter().flatten() {
                let bytes = match (json.get("text"), json.get("json")) {
                    (Some(Json::String(text)), None) => text.clone().into_bytes(),
                    (None, Some(json)) => json.to_string().into_bytes(),
                    // Whoever can read files adds it.
                    (None, None) if json.get("file").is_some_and(Json::is_string) => continue,
                    _ => {
                        let message = "an object has one of `text`, `json` and `file`";
                        self.fault(&format!("{place}.{key}"), message);
                        continue;
                    }
                };
                mocks.add_object(bucket, key, bytes);
            }
        }
    }
}
