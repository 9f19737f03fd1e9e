//! Runs the definitions of others beside the examples that rewrite them, on the same inputs and answers:
//! the same calls with the same arguments, the same end. The runs stand in `beside.json`:
//!
//! ```json
//! {"media-dispatch": {
//!     "ours": {"Name": "what the example's placeholder stands for; without it, its name"},
//!     "theirs": {"Name": "what that of the original stands for"},
//!     "mend": {"/pointer/into/the/original": "what stands there instead; null: nothing"},
//!     "runs": [{
//!         "shows": "what", "input": {},
//!         "answers": {"sns:publish": {"return": {}}, "lambda:invoke FunctionName": [{"error": "E"}, {"never": true}]},
//!         "differs": {"output": "why the outputs are not the same", "Message": "why this argument is not",
//!                     "arguments": "why those of the original have more fields"}
//!     }]
//! }}
//! ```

use std::collections::BTreeMap;

use flowc::asl;
use flowc::sim::resource::ResourceKind;
use flowc::sim::{
    Answer, Call, Heartbeats, Nobody, Options, Outcome, Outside, Plan, Reading, TaskOutcome,
    Unanswered, simulate,
};
use flowc::value::Value;
use serde_json::{Value as Json, json};

use super::originals::original;
use super::table::rows;
use crate::support::{read, root};

#[test]
fn examples_do_what_their_originals_do() {
    let cases: Json = serde_json::from_str(&read(&root("tests/examples/beside.json")))
        .expect("the cases are JSON");
    for row in rows() {
        let case = &cases[&row.example];
        assert!(case.is_object(), "there is no run of {} beside its original", row.example);
        let Some(original) = original(&row.original) else { continue };
        let ours = plan(&filled(row.definition(), &case["ours"]));
        let theirs = plan(&filled(mended(original, &case["mend"]), &case["theirs"]));
        for run in case["runs"].as_array().expect("a list of runs") {
            compare(&row.example, run, &ours, &theirs);
        }
    }
}

fn compare(example: &str, run: &Json, ours: &Plan, theirs: &Plan) {
    let title = format!("{example}: {}", run["shows"].as_str().expect("a run shows something"));
    let (our_end, our_calls) = ran(&title, run, ours);
    let (their_end, their_calls) = ran(&title, run, theirs);
    let names = |calls: &[(String, Json)]| -> Vec<String> {
        calls.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&our_calls), names(&their_calls), "calls of {title}");
    let more = run["differs"].get("arguments").is_some();
    for ((name, ours), (_, theirs)) in our_calls.into_iter().zip(their_calls) {
        let [ours, theirs] = [ours, theirs].map(|mut arguments| {
            if let (Some(fields), Some(differs)) =
                (arguments.as_object_mut(), run["differs"].as_object())
            {
                fields.retain(|name, _| !differs.contains_key(name));
            }
            arguments
        });
        let same = ours == theirs || more && is_part(&ours, &theirs);
        assert!(same, "arguments of {name} in {title}\nours   {ours}\ntheirs {theirs}");
    }
    let end = |outcome: &Outcome| {
        let json = |value: &Option<Value>| value.as_ref().map_or(Json::Null, Json::from);
        let text = |text: &Option<flowc::value::Text>| text.as_deref().map(str::to_owned);
        let output = json(&outcome.output);
        let (error, cause) = (text(&outcome.error), text(&outcome.cause));
        let seconds = (outcome.stopped.0 - outcome.started.0) / 1000;
        json!({"status": outcome.status.name(), "output": output, "error": error, "cause": cause,
            "seconds": seconds})
    };
    let (mut our_end, mut their_end) = (end(&our_end), end(&their_end));
    for (field, _) in run["differs"].as_object().into_iter().flatten() {
        our_end[field] = Json::Null;
        their_end[field] = Json::Null;
    }
    assert_eq!(our_end, their_end, "the end of {title}");
}

/// Whether all that `part` has is in `whole`.
fn is_part(part: &Json, whole: &Json) -> bool {
    match (part, whole) {
        (Json::Object(part), Json::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole))),
        _ => part == whole,
    }
}

fn ran(title: &str, run: &Json, plan: &Plan) -> (Outcome, Vec<(String, Json)>) {
    let mut world = World { answers: &run["answers"], used: BTreeMap::new(), calls: Vec::new() };
    let options =
        Options { machine: "Machine".into(), execution: Some("run".into()), ..Options::default() };
    let ended = simulate(plan, Value::from(&run["input"]), &options, &mut world, &mut Nobody);
    let outcome = ended.unwrap_or_else(|why| panic!("{title}: {}", why.message));
    (outcome, world.calls)
}

/// Answers calls as a run says, and notes them.
struct World<'a> {
    answers: &'a Json,
    used: BTreeMap<String, usize>,
    calls: Vec<(String, Json)>,
}

impl World<'_> {
    /// Notes a call; its next answer, of which the last stays.
    fn next(
        &mut self,
        name: &str,
        whose: Option<&str>,
        arguments: Json,
    ) -> Result<Answer, Unanswered> {
        let named = format!("{name} {}", whose.unwrap_or_default());
        self.calls.push((name.to_owned(), arguments));
        let key = if self.answers.get(&named).is_some() { &named } else { name };
        let used = self.used.entry(key.to_owned()).or_default();
        let answer = match &self.answers[key] {
            Json::Array(answers) => &answers[(*used).min(answers.len() - 1)],
            answer => answer,
        };
        *used += 1;
        let text = |field: &str| answer[field].as_str().map(Into::into);
        let outcome = match (answer.get("return"), answer.get("never")) {
            (Some(result), _) => TaskOutcome::Return(Value::from(result)),
            (None, Some(_)) => TaskOutcome::Never,
            (None, None) if answer.is_object() => {
                TaskOutcome::Fail { error: text("error"), cause: text("cause") }
            }
            _ => return Err(Unanswered { message: format!("nothing answers `{named}`") }),
        };
        let delay = answer["after"].as_i64().unwrap_or(0) * 1000;
        Ok(Answer { submitted: None, delay, heartbeats: Heartbeats::NONE, outcome })
    }
}

impl Outside for World<'_> {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        let arguments = canonical(Json::from(call.arguments));
        match &call.resource.kind {
            ResourceKind::Activity => self.next("activity", None, arguments),
            // The function itself: its result is what an integration has in `Payload`.
            ResourceKind::Function => {
                let function = &*call.resource.arn;
                let said = json!({"FunctionName": function, "Payload": arguments});
                let mut answer = self.next("lambda:invoke", Some(function), said)?;
                if let TaskOutcome::Return(result) = &mut answer.outcome {
                    *result = result.get("Payload").cloned().unwrap_or_default();
                }
                Ok(answer)
            }
            ResourceKind::Service { service, action, .. } => {
                let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
                let whose = ["FunctionName", "StateMachineArn"].map(|it| arguments[it].as_str());
                let whose = whose.into_iter().flatten().next().map(str::to_owned);
                self.next(&format!("{service}:{action}"), whose.as_deref(), arguments)
            }
        }
    }

    fn items(&mut self, reading: &Reading<'_>) -> Result<Option<Answer>, Unanswered> {
        let name = reading.resource.trim_start_matches("arn:aws:states:::");
        self.next(name, None, canonical(Json::from(reading.arguments))).map(Some)
    }
}

/// What is drawn by chance is the same everywhere, and so is the version that is meant anyway.
fn canonical(json: Json) -> Json {
    match json {
        Json::String(text) => {
            let text = text.trim_end_matches(":$LATEST");
            let is_token = text.starts_with("AQCEAAAAKgAAAAM");
            Json::String(if is_token { "token".to_owned() } else { without_ids(text) })
        }
        Json::Array(items) => items.into_iter().map(canonical).collect(),
        Json::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, canonical(value))).collect()
        }
        other => other,
    }
}

/// The text with `id` for each UUID.
fn without_ids(text: &str) -> String {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let is_id = |part: &str| {
        let groups: Vec<&str> = part.split('-').collect();
        groups.iter().map(|group| group.len()).eq(LENGTHS)
            && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match rest.get(..36).filter(|part| is_id(part)) {
            Some(_) => {
                out.push_str("id");
                rest = &rest[36..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn plan(definition: &Json) -> Plan {
    let machine = asl::read(definition).expect("the definition can be read");
    Plan::new(&machine).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The definition with other values at these pointers.
fn mended(mut definition: Json, mends: &Json) -> Json {
    for (pointer, value) in mends.as_object().into_iter().flatten() {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a slash");
        let parent = definition.pointer_mut(parent).and_then(Json::as_object_mut);
        let parent = parent.unwrap_or_else(|| panic!("the original has no {pointer}"));
        assert!(parent.contains_key(key), "the original has no {pointer}");
        if value.is_null() {
            parent.remove(key);
        } else {
            parent.insert(key.to_owned(), value.clone());
        }
    }
    definition
}

/// The definition with values for its `${Name}`s: those given, else the names themselves.
fn filled(json: Json, values: &Json) -> Json {
    match json {
        Json::String(text) => {
            let mut out = String::new();
            let mut rest = text.as_str();
            while let Some((before, name, after)) =
                rest.split_once("${").and_then(|(before, rest)| {
                    rest.split_once('}').map(|(name, after)| (before, name, after))
                })
            {
                out.push_str(before);
                out.push_str(values[name].as_str().unwrap_or(name));
                rest = after;
            }
            Json::String(out + rest)
        }
        Json::Array(items) => items.into_iter().map(|item| filled(item, values)).collect(),
        Json::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, filled(value, values))).collect()
        }
        other => other,
    }
}
