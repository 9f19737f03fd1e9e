//! A state machine, its log group, its version and alias, its alarms.

use serde_json::{Map, Value, json};

use super::functions::{attribute, reference};
use super::{Resource, Writer, definition, object};
use crate::deploy::model::{Alarm, Alias, Encryption, LogDestination, Logging, Machine, Strategy};

impl Writer<'_> {
    pub(super) fn state_machine(&mut self, machine: &Machine, role: Value) {
        let logging = machine.logging.as_ref().map(|logging| self.logging(machine, logging));
        let place = self.options.definitions.as_ref();
        let (property, definition, file) = definition::property(machine, place);
        self.made.files.extend(file);
        let kind = if machine.express { "EXPRESS" } else { "STANDARD" };
        let made = Resource::new(
            "AWS::StepFunctions::StateMachine",
            [
                ("StateMachineName", self.text(machine.name.as_ref())),
                ("StateMachineType", Some(json!(kind))),
                ("RoleArn", Some(role)),
                ("LoggingConfiguration", logging),
                ("TracingConfiguration", machine.tracing.then(|| json!({ "Enabled": true }))),
                (
                    "EncryptionConfiguration",
                    machine.encryption.as_ref().map(|encryption| self.encryption(encryption)),
                ),
                ("Tags", self.tags(machine)),
                ("DefinitionSubstitutions", self.substitutions(machine)),
                (property, Some(definition)),
            ],
        );
        self.add(&machine.id, made);
        self.tell_and_watch(machine);
    }

    /// Adds the output that tells the ARN of the machine, and its alarms.
    pub(super) fn tell_and_watch(&mut self, machine: &Machine) {
        let description = format!("The ARN of the state machine {}.", machine.workflow);
        self.output(&format!("{}Arn", machine.id), &description, &reference(&machine.id));
        for alarm in &machine.alarms {
            self.alarm(machine, alarm);
        }
    }

    pub(super) fn substitutions(&self, machine: &Machine) -> Option<Value> {
        let value = |key: &String| self.functions.string(&format!("${{{key}}}"));
        let found: Map<String, Value> =
            machine.substitutions.iter().map(|key| (key.clone(), value(key))).collect();
        (!found.is_empty()).then_some(Value::Object(found))
    }

    fn tags(&self, machine: &Machine) -> Option<Value> {
        let tag = |(key, value): (&String, &String)| json!({ "Key": key, "Value": self.functions.string(value) });
        let tags: Vec<Value> = machine.tags.iter().map(tag).collect();
        (!tags.is_empty()).then_some(Value::Array(tags))
    }

    fn encryption(&self, encryption: &Encryption) -> Value {
        let kind =
            if encryption.key.is_some() { "CUSTOMER_MANAGED_KMS_KEY" } else { "AWS_OWNED_KEY" };
        Value::Object(object([
            ("Type", Some(json!(kind))),
            ("KmsKeyId", self.text(encryption.key.as_ref())),
            ("KmsDataKeyReusePeriodSeconds", encryption.reuse.map(Value::from)),
        ]))
    }

    pub(super) fn logging(&mut self, machine: &Machine, logging: &Logging) -> Value {
        let group = match &logging.destination {
            LogDestination::Given(arn) => self.functions.text(arn),
            LogDestination::Own { name, retention } => {
                let properties = [
                    ("LogGroupName", Some(self.functions.text(name))),
                    ("RetentionInDays", retention.map(Value::from)),
                ];
                let made = Resource::new("AWS::Logs::LogGroup", properties);
                attribute(&self.add_new(&format!("{}Logs", machine.id), made), "Arn")
            }
        };
        json!({
            "Level": logging.level,
            "IncludeExecutionData": logging.include_execution_data,
            "Destinations": [{ "CloudWatchLogsLogGroup": { "LogGroupArn": group } }],
        })
    }

    /// Adds the version and the alias; gives the id of the alias.
    pub(super) fn publish(&mut self, machine: &Machine) -> Option<String> {
        let version = machine.version.as_ref()?;
        let made = Resource {
            // A new revision replaces the version; the old ones stay for whoever goes back to them.
            retained: true,
            ..Resource::new(
                "AWS::StepFunctions::StateMachineVersion",
                [
                    ("Description", self.text(version.description.as_ref())),
                    ("StateMachineArn", Some(reference(&machine.id))),
                    (
                        "StateMachineRevisionId",
                        Some(attribute(&machine.id, "StateMachineRevisionId")),
                    ),
                ],
            )
        };
        let version = self.add_new(&format!("{}Version", machine.id), made);
        let alias = machine.alias.as_ref()?;
        let made = self.alias(machine, alias, &version);
        let id = self.add_new(&format!("{}Alias", machine.id), made);
        self.tell_alias(machine, alias, &id);
        Some(id)
    }

    /// Adds the output that tells the ARN of the alias, whose logical id is `id`.
    pub(super) fn tell_alias(&mut self, machine: &Machine, alias: &Alias, id: &str) {
        let description = format!("The ARN of the alias {} of {}.", alias.name, machine.workflow);
        self.output(&format!("{}AliasArn", machine.id), &description, &reference(id));
    }

    fn alias(&self, machine: &Machine, alias: &Alias, version: &str) -> Resource {
        let mut preference = object([("StateMachineVersionArn", Some(reference(version)))]);
        preference.extend(preference_of(machine, alias));
        Resource::new(
            "AWS::StepFunctions::StateMachineAlias",
            [
                ("Name", Some(json!(alias.name))),
                ("Description", self.text(alias.description.as_ref())),
                ("DeploymentPreference", Some(Value::Object(preference))),
            ],
        )
    }

    fn alarm(&mut self, machine: &Machine, alarm: &Alarm) {
        let description = format!("{} of the state machine {}.", alarm.metric, machine.workflow);
        let dimension = json!({ "Name": "StateMachineArn", "Value": reference(&machine.id) });
        let topic = alarm.topic.as_ref().map(|topic| json!([self.functions.text(topic)]));
        let made = Resource::new(
            "AWS::CloudWatch::Alarm",
            [
                ("AlarmDescription", Some(json!(description))),
                ("Namespace", Some(json!("AWS/States"))),
                ("MetricName", Some(json!(alarm.metric))),
                ("Dimensions", Some(json!([dimension]))),
                ("Statistic", Some(json!("Sum"))),
                ("Period", Some(json!(alarm.period))),
                ("EvaluationPeriods", Some(json!(alarm.periods))),
                ("Threshold", Some(json!(alarm.threshold))),
                ("ComparisonOperator", Some(json!("GreaterThanOrEqualToThreshold"))),
                ("TreatMissingData", Some(json!("notBreaching"))),
                ("AlarmActions", topic),
            ],
        );
        self.add(&alarm.id, made);
    }
}

/// How a new version takes over.
pub(super) fn preference_of(machine: &Machine, alias: &Alias) -> Map<String, Value> {
    let (kind, percentage, interval) = match alias.strategy {
        Strategy::AllAtOnce => ("ALL_AT_ONCE", None, None),
        Strategy::Canary { percentage, minutes } => ("CANARY", Some(percentage), Some(minutes)),
        Strategy::Linear { percentage, minutes } => ("LINEAR", Some(percentage), Some(minutes)),
    };
    let gradual = percentage.is_some() && !machine.alarms.is_empty();
    let alarms =
        gradual.then(|| machine.alarms.iter().map(|alarm| reference(&alarm.id)).collect::<Value>());
    object([
        ("Type", Some(json!(kind))),
        ("Percentage", percentage.map(Value::from)),
        ("Interval", interval.map(Value::from)),
        ("Alarms", alarms),
    ])
}
