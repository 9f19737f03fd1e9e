//! What the attributes of a workflow say, read into its machine. Their values were checked when they
//! were compiled; a value that is not there was not given.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Assembly, keys};
use crate::deploy::model::{
    Alarm, Alias, Encryption, LogDestination, Logging, Machine, OwnRole, Role, Strategy, Trigger,
    Version,
};

/// The arguments of an attribute.
pub(super) type Values = IndexMap<String, Value>;

/// The argument as text.
pub(super) fn word<'v>(values: &'v Values, name: &str) -> Option<&'v str> {
    values.get(name).and_then(Value::as_str)
}

/// The argument as a number.
pub(super) fn number(values: &Values, name: &str) -> Option<u64> {
    values.get(name).and_then(Value::as_u64)
}

/// The argument as a number of whole minutes, which was given in seconds.
pub(super) fn minutes(values: &Values, name: &str) -> Option<u64> {
    number(values, name).map(|seconds| seconds / 60)
}

fn flag(values: &Values, name: &str) -> Option<bool> {
    values.get(name).and_then(Value::as_bool)
}

const SECONDS_OF_A_DAY: u64 = 86_400;

/// The metrics of `@alarm`: argument, metric, word in the logical id.
const METRICS: [(&str, &str, &str); 4] = [
    ("failures", "ExecutionsFailed", "Failures"),
    ("timeouts", "ExecutionsTimedOut", "Timeouts"),
    ("throttles", "ExecutionThrottled", "Throttles"),
    ("aborts", "ExecutionsAborted", "Aborts"),
];

impl Assembly<'_> {
    /// Reads one attribute.
    pub(super) fn attribute(&mut self, machine: &mut Machine, name: &str, values: &Values) {
        match name {
            "tracing" => machine.tracing = true,
            "logging" => machine.logging = self.logging(machine, values),
            "encryption" => machine.encryption = Some(self.encryption(values)),
            "tags" => {
                let tags = values.iter().map(|(key, value)| (key.clone(), self.tag(value)));
                machine.tags = tags.collect();
            }
            "version" => machine.version = Some(self.version(values)),
            "alias" => {
                machine.alias = Some(self.alias(values));
                machine.version.get_or_insert_with(Version::default);
            }
            "role" => machine.role = self.role(values),
            "alarm" => {
                let alarms = self.alarms(machine, values);
                machine.alarms.extend(alarms);
            }
            "schedule" => {
                let schedule = self.schedule(machine, values);
                machine.triggers.push(Trigger::Schedule(schedule));
            }
            "event" => {
                let event = self.event(machine, values);
                machine.triggers.push(Trigger::Event(event));
            }
            "pipe" => {
                let pipe = self.pipe(machine, values);
                machine.triggers.push(Trigger::Pipe(pipe));
            }
            "http" => {
                let http = self.http(machine, values);
                machine.triggers.push(Trigger::Http(http));
            }
            _ => {}
        }
    }

    /// The argument as text, what it names noted as used.
    pub(super) fn given_text(&mut self, values: &Values, name: &str) -> Option<String> {
        word(values, name).map(|text| self.text(text))
    }

    /// The argument as an ARN.
    pub(super) fn given_arn(&mut self, values: &Values, name: &str) -> Option<String> {
        word(values, name).map(|text| self.arn(text))
    }

    /// The argument, a text or a list of texts.
    pub(super) fn given_texts(&mut self, values: &Values, name: &str) -> Vec<String> {
        match values.get(name) {
            Some(Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).map(|text| self.text(text)).collect()
            }
            Some(Value::String(text)) => vec![self.text(text)],
            _ => Vec::new(),
        }
    }

    fn logging(&mut self, machine: &Machine, values: &Values) -> Option<Logging> {
        let level = word(values, "level").filter(|level| *level != "OFF")?;
        let destination = match self.given_arn(values, "destination") {
            Some(arn) => LogDestination::Given(arn),
            None => LogDestination::Own {
                name: format!(
                    "/aws/vendedlogs/states/{}",
                    self.text(&keys::fixed_name(&machine.workflow))
                ),
                retention: number(values, "retention").map(|seconds| seconds / SECONDS_OF_A_DAY),
            },
        };
        Some(Logging {
            level: level.to_owned(),
            include_execution_data: flag(values, "includeExecutionData").unwrap_or(false),
            destination,
        })
    }

    fn encryption(&mut self, values: &Values) -> Encryption {
        Encryption { key: self.given_arn(values, "key"), reuse: number(values, "reusePeriod") }
    }

    fn tag(&mut self, value: &Value) -> String {
        match value {
            Value::String(text) => self.text(text),
            other => other.to_string(),
        }
    }

    fn version(&mut self, values: &Values) -> Version {
        Version { description: self.given_text(values, "description") }
    }

    fn alias(&mut self, values: &Values) -> Alias {
        let percentage = number(values, "percentage").unwrap_or(10);
        let minutes = minutes(values, "interval").unwrap_or(1);
        Alias {
            name: word(values, "name").unwrap_or_default().to_owned(),
            description: self.given_text(values, "description"),
            strategy: match word(values, "strategy") {
                Some("CANARY") => Strategy::Canary { percentage, minutes },
                Some("LINEAR") => Strategy::Linear { percentage, minutes },
                _ => Strategy::AllAtOnce,
            },
        }
    }

    fn role(&mut self, values: &Values) -> Role {
        match self.given_arn(values, "arn") {
            Some(arn) => Role::Given(arn),
            None => Role::Own(OwnRole {
                boundary: self.given_text(values, "boundary"),
                path: self.given_text(values, "path"),
                managed: self.given_texts(values, "managed"),
                ..OwnRole::default()
            }),
        }
    }

    fn alarms(&mut self, machine: &Machine, values: &Values) -> Vec<Alarm> {
        let topic = self.given_arn(values, "topic");
        let mut alarms = Vec::new();
        for (name, metric, word) in METRICS {
            let Some(threshold) = number(values, name) else { continue };
            alarms.push(Alarm {
                id: self.ids.fresh(&format!("{}{word}Alarm", machine.id)),
                metric,
                threshold,
                period: number(values, "period").unwrap_or(300),
                periods: number(values, "periods").unwrap_or(1),
                topic: topic.clone(),
            });
        }
        alarms
    }
}
