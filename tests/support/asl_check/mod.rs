//! Whether a JSON value is a state machine in JSONata mode that Step Functions would take: looks at
//! the JSON alone, by the tables of the States Language, and shares nothing with the compiler but the
//! parser of JSONata.

mod expressions;
mod fields;
mod flow;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub type Object = Map<String, Value>;

/// What is wrong with the definition, a line each with its place; nothing if it is right.
pub fn check(definition: &Value) -> Vec<String> {
    let mut checker = Checker::default();
    match definition.as_object() {
        Some(machine) => checker.machine(machine),
        None => checker.fault("/", "is no object"),
    }
    if checker.faults.is_empty() {
        checker.faults.extend(flow::check(definition));
    }
    checker.faults
}

#[derive(Default)]
struct Checker {
    faults: Vec<String>,
    names: BTreeMap<String, String>,
    labels: BTreeSet<String>,
}

impl Checker {
    fn fault(&mut self, place: &str, what: impl AsRef<str>) {
        self.faults.push(format!("{place}: {}", what.as_ref()));
    }

    fn machine(&mut self, machine: &Object) {
        let fields = ["Comment", "QueryLanguage", "Version", "StartAt", "TimeoutSeconds", "States"];
        self.only(machine, &fields, "");
        if machine.get("QueryLanguage").and_then(Value::as_str) != Some("JSONata") {
            self.fault("/QueryLanguage", "is not `JSONata`");
        }
        self.scope(machine, "");
    }

    /// No fields but these.
    fn only(&mut self, object: &Object, allowed: &[&str], place: &str) {
        for field in object.keys().filter(|field| !allowed.contains(&field.as_str())) {
            self.fault(place, format!("field `{field}` is not supported"));
        }
    }

    /// An object with `StartAt` and `States`.
    fn scope(&mut self, scope: &Object, place: &str) {
        let Some(states) = scope.get("States").and_then(Value::as_object) else {
            return self.fault(place, "has no `States`");
        };
        let Some(start) = scope.get("StartAt").and_then(Value::as_str) else {
            return self.fault(place, "has no `StartAt`");
        };
        let place = format!("{place}/States");
        self.reachability(states, start, &place);
        for (name, state) in states {
            let at = format!("{place}/{name}");
            self.name(name, &at);
            match state.as_object() {
                Some(state) => self.state(state, &at),
                None => self.fault(&at, "is no object"),
            }
        }
    }

    fn name(&mut self, name: &str, place: &str) {
        if name.is_empty() || name.chars().count() > 80 {
            self.fault(place, "has no name of 1 to 80 characters");
        }
        if let Some(other) = self.names.insert(name.to_owned(), place.to_owned()) {
            self.fault(place, format!("has the name of {other}"));
        }
    }

    fn reachability(&mut self, states: &Object, start: &str, place: &str) {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![("StartAt", start)];
        let mut ends = false;
        while let Some((from, name)) = waiting.pop() {
            let Some(state) = states.get(name) else {
                self.fault(place, format!("has no state `{name}`, to which `{from}` leads"));
                continue;
            };
            if reached.insert(name) {
                waiting.extend(targets(state).into_iter().map(|target| (name, target)));
                ends |= is_terminal(state);
            }
        }
        for name in states.keys().filter(|name| !reached.contains(name.as_str())) {
            self.fault(&format!("{place}/{name}"), "cannot be reached");
        }
        if !ends {
            self.fault(place, "has no end");
        }
    }

    fn state(&mut self, state: &Object, place: &str) {
        let Some(kind) = state.get("Type").and_then(Value::as_str) else {
            return self.fault(place, "has no `Type`");
        };
        let Some(allowed) = fields::of_state(kind) else {
            return self.fault(place, format!("has the unknown type `{kind}`"));
        };
        self.only(state, &allowed, place);
        self.way_on(state, kind, place);
        self.parts(state, kind, place);
        self.errors(state, place);
        for (at, problem) in expressions::check(state, kind, place) {
            self.fault(&at, problem);
        }
    }

    fn way_on(&mut self, state: &Object, kind: &str, place: &str) {
        let next = state.contains_key("Next");
        let end = state.get("End") == Some(&Value::Bool(true));
        let needs_one = !["Choice", "Succeed", "Fail"].contains(&kind);
        if needs_one && next == end {
            self.fault(place, "needs one of `Next` and `End: true`");
        }
    }

    fn parts(&mut self, state: &Object, kind: &str, place: &str) {
        match kind {
            "Task" if !state.get("Resource").is_some_and(Value::is_string) => {
                self.fault(place, "needs a `Resource`");
            }
            "Wait" if state.contains_key("Seconds") == state.contains_key("Timestamp") => {
                self.fault(place, "needs one of `Seconds` and `Timestamp`");
            }
            "Choice" => self.rules(state, place),
            "Parallel" => {
                for (branch, at) in self.objects(state, "Branches", place) {
                    self.only(branch, &["Comment", "StartAt", "States"], &at);
                    self.scope(branch, &at);
                }
            }
            "Map" => self.map(state, place),
            _ => {}
        }
    }

    /// The objects of a list that must be there and not be empty, with their places.
    fn objects<'a>(
        &mut self,
        state: &'a Object,
        field: &str,
        place: &str,
    ) -> Vec<(&'a Object, String)> {
        let items = state.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or(&[]);
        if items.is_empty() || !items.iter().all(Value::is_object) {
            self.fault(place, format!("needs objects in `{field}`"));
        }
        let places = (0..).map(|at| format!("{place}/{field}[{at}]"));
        items.iter().filter_map(Value::as_object).zip(places).collect()
    }

    fn rules(&mut self, state: &Object, place: &str) {
        for (rule, at) in self.objects(state, "Choices", place) {
            self.only(rule, &["Comment", "Condition", "Assign", "Output", "Next"], &at);
            for field in ["Condition", "Next"] {
                if !rule.contains_key(field) {
                    self.fault(&at, format!("needs `{field}`"));
                }
            }
        }
    }

    fn map(&mut self, state: &Object, place: &str) {
        let Some(processor) = state.get("ItemProcessor").and_then(Value::as_object) else {
            return self.fault(place, "needs an `ItemProcessor`");
        };
        let at = format!("{place}/ItemProcessor");
        self.only(processor, &["ProcessorConfig", "Comment", "StartAt", "States"], &at);
        let config = processor.get("ProcessorConfig").and_then(Value::as_object);
        let mode = config.and_then(|config| config.get("Mode")).and_then(Value::as_str);
        if mode == Some("DISTRIBUTED") {
            if !config.is_some_and(|config| config.contains_key("ExecutionType")) {
                self.fault(&at, "needs an `ExecutionType`");
            }
        } else {
            let distributed = fields::DISTRIBUTED.iter().filter(|f| state.contains_key(**f));
            for field in distributed.copied().collect::<Vec<_>>() {
                self.fault(place, format!("has `{field}` but is not distributed"));
            }
        }
        if let Some(label) = state.get("Label").and_then(Value::as_str)
            && !self.labels.insert(label.to_owned())
        {
            self.fault(place, format!("has the label `{label}` of another map"));
        }
        for (field, allowed) in fields::PARTS {
            if let Some(part) = state.get(*field).and_then(Value::as_object) {
                self.only(part, allowed, &format!("{place}/{field}"));
            }
        }
        self.scope(processor, &at);
    }

    fn errors(&mut self, state: &Object, place: &str) {
        for (field, allowed) in [("Retry", fields::RETRIER), ("Catch", fields::CATCHER)] {
            let Some(items) = state.get(field) else { continue };
            let count = items.as_array().map_or(0, Vec::len);
            for (at, (item, here)) in self.objects(state, field, place).into_iter().enumerate() {
                self.only(item, allowed, &here);
                if field == "Catch" && !item.contains_key("Next") {
                    self.fault(&here, "needs `Next`");
                }
                let errors = item.get("ErrorEquals").and_then(Value::as_array);
                let errors = errors.map(Vec::as_slice).unwrap_or(&[]);
                let all = errors.iter().any(|error| error == "States.ALL");
                if errors.is_empty() {
                    self.fault(&here, "needs names in `ErrorEquals`");
                } else if all && (errors.len() > 1 || at + 1 < count) {
                    self.fault(&here, "`States.ALL` must stand alone and last");
                }
            }
        }
    }
}

/// The names of the states that a state leads to.
fn targets(state: &Value) -> Vec<&str> {
    let mut targets = vec![state.get("Next"), state.get("Default")];
    for field in ["Choices", "Catch"] {
        let items = state.get(field).and_then(Value::as_array).into_iter().flatten();
        targets.extend(items.map(|item| item.get("Next")));
    }
    targets.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn is_terminal(state: &Value) -> bool {
    let kind = state.get("Type").and_then(Value::as_str).unwrap_or_default();
    ["Succeed", "Fail"].contains(&kind) || state.get("End") == Some(&Value::Bool(true))
}
