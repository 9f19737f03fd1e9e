//! Machines in the words of the Serverless Application Model. What it has no words for is said as in any
//! template: a transformed template may hold both.
//!
//! Properties, and the logical ids of what the transform makes: aws-sam-translator 1.115.0.

use serde_json::{Map, Value, json};

use super::functions::reference;
use super::machine::preference_of;
use super::roles::{INLINE, document, size};
use super::triggers::retry_policy;
use super::{Resource, Writer, definition, object};
use crate::deploy::model::{Alias, Event, Machine, OwnRole, Role, Schedule, Trigger};

/// What a template with such machines names in `Transform`.
pub(super) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

impl Writer<'_> {
    /// Whether the machine can be said in these words; the logical ids that the transform would give are
    /// taken for it.
    pub(super) fn sam_takes(&mut self, machine: &Machine) -> bool {
        let expressible = machine.encryption.is_none()
            && (self.options.definitions.is_some()
                || definition::stands_as_object(&machine.definition));
        expressible && made_ids(machine).iter().all(|id| self.ids.take(id))
    }

    /// Adds the machine and all that belongs to it.
    pub(super) fn serverless(&mut self, machine: &Machine) {
        let logging = machine.logging.as_ref().map(|logging| self.logging(machine, logging));
        let place = self.options.definitions.as_ref();
        let (property, definition, file) = definition::property(machine, place);
        self.made.files.extend(file);
        let property = if property == "Definition" { property } else { "DefinitionUri" };
        let alias = sam_alias(machine);
        let events = self.sam_events(machine);
        let as_target = (alias.is_some() && !events.is_empty()).then(|| json!(true));
        let kind = if machine.express { "EXPRESS" } else { "STANDARD" };
        let preference = alias.map(|alias| Value::Object(preference_of(machine, alias)));
        let mut made = Resource::new(
            "AWS::Serverless::StateMachine",
            [
                ("Name", self.text(machine.name.as_ref())),
                ("Type", Some(json!(kind))),
                ("Logging", logging),
                ("Tracing", machine.tracing.then(|| json!({ "Enabled": true }))),
                ("Tags", self.sam_tags(machine)),
                ("AutoPublishAlias", alias.map(|alias| json!(alias.name))),
                ("UseAliasAsEventTarget", as_target),
                ("DeploymentPreference", preference),
            ],
        );
        made.properties.extend(self.sam_role(machine));
        made.properties.extend(object([
            ("Events", (!events.is_empty()).then_some(Value::Object(events))),
            ("DefinitionSubstitutions", self.substitutions(machine)),
            (property, Some(definition)),
        ]));
        self.add(&machine.id, made);
        self.tell_and_watch(machine);
        let started = match alias {
            Some(alias) => Some(self.sam_alias_made(machine, alias)),
            None => self.publish(machine),
        };
        let started = started.unwrap_or_else(|| machine.id.clone());
        self.triggers(machine, &reference(&started), &|trigger| !is_sam_event(machine, trigger));
    }

    fn sam_alias_made(&mut self, machine: &Machine, alias: &Alias) -> String {
        let id = alias_id(machine, alias);
        self.tell_alias(machine, alias, &id);
        id
    }

    fn sam_tags(&self, machine: &Machine) -> Option<Value> {
        let tag = |(key, value): (&String, &String)| (key.clone(), self.functions.string(value));
        let tags: Map<String, Value> = machine.tags.iter().map(tag).collect();
        (!tags.is_empty()).then_some(Value::Object(tags))
    }

    /// The role that the transform makes, or the one that is given or too large for it.
    fn sam_role(&mut self, machine: &Machine) -> Map<String, Value> {
        let own = match &machine.role {
            Role::Given(arn) => return object([("Role", Some(self.functions.text(arn)))]),
            Role::Own(own) => own,
        };
        let statements: Vec<Value> =
            own.statements.iter().map(|statement| self.statement(statement)).collect();
        if size(&statements) > INLINE {
            return object([("Role", Some(self.role(machine)))]);
        }
        self.own_policy(machine, own, &role_id(machine));
        self.sam_policies(own, &statements)
    }

    fn sam_policies(&self, own: &OwnRole, statements: &[Value]) -> Map<String, Value> {
        let mut policies: Vec<Value> =
            own.managed.iter().map(|arn| self.functions.text(arn)).collect();
        if !statements.is_empty() {
            policies.push(document(statements));
        }
        object([
            ("RolePath", self.text(own.path.as_ref())),
            ("PermissionsBoundary", self.text(own.boundary.as_ref())),
            ("Policies", (!policies.is_empty()).then_some(Value::Array(policies))),
        ])
    }

    fn sam_events(&mut self, machine: &Machine) -> Map<String, Value> {
        let mut events = Map::new();
        for trigger in machine.triggers.iter().filter(|trigger| is_sam_event(machine, trigger)) {
            let (id, kind, properties) = match trigger {
                Trigger::Schedule(schedule) => {
                    (&schedule.id, "ScheduleV2", self.sam_schedule(schedule))
                }
                Trigger::Event(event) => (&event.id, "EventBridgeRule", self.sam_rule(event)),
                Trigger::Pipe(_) | Trigger::Http(_) => continue,
            };
            // The transform puts the id of the machine before it.
            let name = id.strip_prefix(machine.id.as_str()).unwrap_or(id);
            events.insert(name.to_owned(), json!({ "Type": kind, "Properties": properties }));
        }
        events
    }

    fn sam_schedule(&mut self, schedule: &Schedule) -> Map<String, Value> {
        let delivery = &schedule.delivery;
        let mut properties = self.times(schedule);
        properties.extend(object([
            ("Input", schedule.input.as_ref().map(|input| self.functions.json(input))),
            ("RetryPolicy", retry_policy(delivery)),
            ("DeadLetterConfig", self.dead_letter(delivery)),
            ("RoleArn", self.text(delivery.role.as_ref())),
            // Its logical id would be its name, which two stacks of an account could not share.
            ("OmitName", Some(json!(true))),
        ]));
        properties
    }

    fn sam_rule(&mut self, event: &Event) -> Map<String, Value> {
        self.let_rule_send(event);
        object([
            ("EventBusName", self.text(event.bus.as_ref())),
            ("Pattern", Some(self.functions.value(&event.pattern))),
            ("State", Some(self.state(&event.enabled, "ENABLED", "DISABLED"))),
            ("Input", event.input.as_ref().map(|input| self.functions.json(input))),
            ("InputPath", event.input_path.as_ref().map(|path| json!(path))),
            ("RetryPolicy", retry_policy(&event.delivery)),
            ("DeadLetterConfig", self.dead_letter(&event.delivery)),
        ])
    }
}

/// The alias, if the transform can publish it: it makes descriptions of neither version nor alias, and its
/// logical id holds its name.
fn sam_alias(machine: &Machine) -> Option<&Alias> {
    let described = machine.version.as_ref().is_some_and(|version| version.description.is_some());
    machine.alias.as_ref().filter(|alias| {
        let named = alias.name.chars().all(|sign| sign.is_ascii_alphanumeric());
        named && !described && alias.description.is_none()
    })
}

/// Whether the trigger is an event of the machine. One that starts an alias that stands beside the machine
/// stands there too; so does what events cannot say: descriptions and given roles of rules, pipes, and
/// routes, whose API is an HTTP API where that of an event is a REST API.
fn is_sam_event(machine: &Machine, trigger: &Trigger) -> bool {
    let starts_it = machine.alias.is_none() || sam_alias(machine).is_some();
    starts_it
        && match trigger {
            Trigger::Schedule(_) => true,
            Trigger::Event(event) => event.description.is_none() && event.delivery.role.is_none(),
            Trigger::Pipe(_) | Trigger::Http(_) => false,
        }
}

fn role_id(machine: &Machine) -> String {
    format!("{}Role", machine.id)
}

fn alias_id(machine: &Machine, alias: &Alias) -> String {
    format!("{}Alias{}", machine.id, alias.name)
}

/// The logical ids of what the transform makes of the machine.
fn made_ids(machine: &Machine) -> Vec<String> {
    let mut ids = Vec::new();
    if matches!(machine.role, Role::Own(_)) {
        ids.push(role_id(machine));
    }
    if let Some(alias) = sam_alias(machine) {
        ids.extend([format!("{}Version", machine.id), alias_id(machine, alias)]);
    }
    for trigger in machine.triggers.iter().filter(|trigger| is_sam_event(machine, trigger)) {
        match trigger {
            Trigger::Schedule(schedule) if schedule.delivery.role.is_none() => {
                ids.push(format!("{}Role", schedule.id));
            }
            Trigger::Event(event) => ids.push(format!("{}Role", event.id)),
            Trigger::Schedule(_) | Trigger::Pipe(_) | Trigger::Http(_) => {}
        }
    }
    ids
}
