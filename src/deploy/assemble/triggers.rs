//! What the attributes say that start a workflow.

use serde_json::Value;

use super::Assembly;
use super::attributes::{Values, minutes, number, word};
use crate::deploy::model::{Delivery, Event, Http, HttpAuth, Machine, Pipe, PipeSource, Schedule};
use crate::deploy::text;

impl Assembly<'_> {
    pub(super) fn schedule(&mut self, machine: &Machine, values: &Values) -> Schedule {
        Schedule {
            id: self.ids.fresh(&format!("{}Schedule", machine.id)),
            expression: self.given_text(values, "expression").unwrap_or_default(),
            input: values.get("input").map(|input| self.value(input)),
            timezone: self.given_text(values, "timezone"),
            flexible: minutes(values, "flexible"),
            start: self.given_text(values, "start"),
            end: self.given_text(values, "end"),
            group: self.given_text(values, "group"),
            description: self.given_text(values, "description"),
            enabled: self.enabled(values),
            delivery: self.delivery(values),
        }
    }

    pub(super) fn event(&mut self, machine: &Machine, values: &Values) -> Event {
        Event {
            id: self.ids.fresh(&format!("{}Event", machine.id)),
            pattern: values.get("pattern").map(|pattern| self.value(pattern)).unwrap_or_default(),
            bus: self.given_text(values, "bus"),
            input: values.get("input").map(|input| self.value(input)),
            input_path: word(values, "inputPath").map(str::to_owned),
            description: self.given_text(values, "description"),
            enabled: self.enabled(values),
            delivery: self.delivery(values),
        }
    }

    pub(super) fn pipe(&mut self, machine: &Machine, values: &Values) -> Pipe {
        let kind = match word(values, "kind") {
            Some("kinesis") => PipeSource::Kinesis,
            Some("dynamodb") => PipeSource::DynamoDb,
            _ => PipeSource::Queue,
        };
        let filters = values.get("filters").and_then(Value::as_array);
        Pipe {
            id: self.ids.fresh(&format!("{}Pipe", machine.id)),
            source: self.pipe_source(values, kind),
            kind,
            batch: number(values, "batch"),
            window: number(values, "window"),
            position: word(values, "position").unwrap_or("LATEST").to_owned(),
            parallel: number(values, "parallel"),
            filters: filters.into_iter().flatten().map(|filter| self.value(filter)).collect(),
            input: self.given_text(values, "input"),
            description: self.given_text(values, "description"),
            enabled: self.enabled(values),
            delivery: self.delivery(values),
        }
    }

    /// Of a table it is the stream that is read.
    fn pipe_source(&mut self, values: &Values, kind: PipeSource) -> String {
        let given = word(values, "source").unwrap_or_default();
        let table = text::only_key(given)
            .filter(|key| kind == PipeSource::DynamoDb && self.table.type_of(key).is_some());
        match table {
            Some(key) => self.text(&format!("${{{key}.StreamArn}}")),
            None => self.arn(given),
        }
    }

    pub(super) fn http(&mut self, machine: &Machine, values: &Values) -> Http {
        let auth = match word(values, "auth") {
            Some("none") => HttpAuth::None,
            Some("jwt") => HttpAuth::Jwt {
                issuer: self.given_text(values, "issuer").unwrap_or_default(),
                audience: self.given_texts(values, "audience"),
            },
            _ => HttpAuth::Iam,
        };
        Http {
            id: self.ids.fresh(&format!("{}Route", machine.id)),
            route: self.given_text(values, "route").unwrap_or_default(),
            sync: values.get("sync").and_then(Value::as_bool).unwrap_or(machine.express),
            auth,
            role: self.given_arn(values, "role"),
        }
    }

    fn enabled(&mut self, values: &Values) -> Value {
        values.get("enabled").map_or(Value::Bool(true), |enabled| self.value(enabled))
    }

    fn delivery(&mut self, values: &Values) -> Delivery {
        Delivery {
            retries: number(values, "retries"),
            max_age: number(values, "maxAge"),
            dead_letter: self.given_arn(values, "deadLetter"),
            role: self.given_arn(values, "role"),
        }
    }
}
