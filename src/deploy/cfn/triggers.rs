//! What starts a machine.

use serde_json::{Map, Value, json};

use super::functions::{attribute, reference};
use super::roles::document;
use super::{Resource, Writer, object};
use crate::deploy::model::{
    Delivery, Event, Http, HttpAuth, Machine, Meaning, Pipe, PipeSource, Schedule, Trigger,
};
use crate::deploy::text;

impl Writer<'_> {
    /// Adds what starts the machine, as far as it is `wanted`; `target` is its ARN or that of its alias.
    pub(super) fn triggers(
        &mut self,
        machine: &Machine,
        target: &Value,
        wanted: &dyn Fn(&Trigger) -> bool,
    ) {
        let mut roles = Roles::default();
        for trigger in machine.triggers.iter().filter(|trigger| wanted(trigger)) {
            match trigger {
                Trigger::Schedule(schedule) => self.schedule(machine, schedule, target, &mut roles),
                Trigger::Event(event) => self.event(machine, event, target, &mut roles),
                Trigger::Pipe(pipe) => self.pipe(machine, pipe, target),
                Trigger::Http(http) => self.http(machine, http, target, &mut roles),
            }
        }
    }

    fn schedule(
        &mut self,
        machine: &Machine,
        schedule: &Schedule,
        target: &Value,
        roles: &mut Roles,
    ) {
        let role = self.schedule_role(machine, schedule, target, roles);
        let delivery = &schedule.delivery;
        let target = object([
            ("Arn", Some(target.clone())),
            ("RoleArn", Some(role)),
            ("Input", schedule.input.as_ref().map(|input| self.functions.json(input))),
            ("RetryPolicy", retry_policy(delivery)),
            ("DeadLetterConfig", self.dead_letter(delivery)),
        ]);
        let mut made = Resource::new("AWS::Scheduler::Schedule", []);
        made.properties = self.times(schedule);
        made.properties.insert("Target".to_owned(), Value::Object(target));
        self.add(&schedule.id, made);
    }

    /// When a schedule starts something, in the properties that it has in every kind of template.
    pub(super) fn times(&mut self, schedule: &Schedule) -> Map<String, Value> {
        object([
            ("Description", self.text(schedule.description.as_ref())),
            ("GroupName", self.text(schedule.group.as_ref())),
            ("ScheduleExpression", Some(self.functions.text(&schedule.expression))),
            ("ScheduleExpressionTimezone", self.text(schedule.timezone.as_ref())),
            ("StartDate", self.text(schedule.start.as_ref())),
            ("EndDate", self.text(schedule.end.as_ref())),
            ("FlexibleTimeWindow", Some(window(schedule))),
            ("State", Some(self.state(&schedule.enabled, "ENABLED", "DISABLED"))),
        ])
    }

    /// All schedules of a machine share a role, unless they send what failed elsewhere.
    fn schedule_role(
        &mut self,
        machine: &Machine,
        schedule: &Schedule,
        target: &Value,
        roles: &mut Roles,
    ) -> Value {
        if let Some(role) = &schedule.delivery.role {
            return self.functions.text(role);
        }
        let start = allow(&["states:StartExecution"], target);
        if let Some(queue) = &schedule.delivery.dead_letter {
            let send = allow(&["sqs:SendMessage"], &self.functions.text(queue));
            let name = format!("{}Role", schedule.id);
            return self.service_role(&name, "scheduler.amazonaws.com", &[start, send]);
        }
        if roles.scheduler.is_none() {
            let name = format!("{}SchedulerRole", machine.id);
            roles.scheduler = Some(self.service_role(&name, "scheduler.amazonaws.com", &[start]));
        }
        roles.scheduler.clone().unwrap_or_default()
    }

    fn event(&mut self, machine: &Machine, event: &Event, target: &Value, roles: &mut Roles) {
        let role = match &event.delivery.role {
            Some(role) => self.functions.text(role),
            None => self.events_role(machine, target, roles),
        };
        let target = object([
            ("Id", Some(json!(machine.id))),
            ("Arn", Some(target.clone())),
            ("RoleArn", Some(role)),
            ("Input", event.input.as_ref().map(|input| self.functions.json(input))),
            ("InputPath", event.input_path.as_ref().map(|path| json!(path))),
            ("RetryPolicy", retry_policy(&event.delivery)),
            ("DeadLetterConfig", self.dead_letter(&event.delivery)),
        ]);
        let made = Resource::new(
            "AWS::Events::Rule",
            [
                ("Description", self.text(event.description.as_ref())),
                ("EventBusName", self.text(event.bus.as_ref())),
                ("EventPattern", Some(self.functions.value(&event.pattern))),
                ("State", Some(self.state(&event.enabled, "ENABLED", "DISABLED"))),
                ("Targets", Some(json!([target]))),
            ],
        );
        self.add(&event.id, made);
        self.let_rule_send(event);
    }

    fn events_role(&mut self, machine: &Machine, target: &Value, roles: &mut Roles) -> Value {
        if roles.events.is_none() {
            let start = allow(&["states:StartExecution"], target);
            let name = format!("{}EventsRole", machine.id);
            roles.events = Some(self.service_role(&name, "events.amazonaws.com", &[start]));
        }
        roles.events.clone().unwrap_or_default()
    }

    /// A rule sends what failed in its own name, which a queue of this template has to allow.
    pub(super) fn let_rule_send(&mut self, event: &Event) {
        let queue = event.delivery.dead_letter.as_deref().and_then(text::only_key);
        let Some(Meaning::Attribute { id: queue, .. }) =
            queue.and_then(|key| self.functions.meaning(key))
        else {
            return;
        };
        let (queue, rule) = (queue.clone(), attribute(&event.id, "Arn"));
        let statement = json!({
            "Effect": "Allow",
            "Principal": { "Service": "events.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": attribute(&queue, "Arn"),
            "Condition": { "ArnEquals": { "aws:SourceArn": rule } },
        });
        let made = Resource::new(
            "AWS::SQS::QueuePolicy",
            [
                ("Queues", Some(json!([reference(&queue)]))),
                ("PolicyDocument", Some(document(&[statement]))),
            ],
        );
        self.add_new(&format!("{}QueuePolicy", event.id), made);
    }

    fn pipe(&mut self, machine: &Machine, pipe: &Pipe, target: &Value) {
        let role = match &pipe.delivery.role {
            Some(role) => self.functions.text(role),
            None => self.pipe_role(machine, pipe, target),
        };
        let how = if machine.express { "REQUEST_RESPONSE" } else { "FIRE_AND_FORGET" };
        let parameters = object([
            ("InputTemplate", self.text(pipe.input.as_ref())),
            ("StepFunctionStateMachineParameters", Some(json!({ "InvocationType": how }))),
        ]);
        let source_parameters = self.source_parameters(pipe);
        let made = Resource::new(
            "AWS::Pipes::Pipe",
            [
                ("Description", self.text(pipe.description.as_ref())),
                ("RoleArn", Some(role)),
                ("Source", Some(self.functions.text(&pipe.source))),
                ("SourceParameters", source_parameters),
                ("Target", Some(target.clone())),
                ("TargetParameters", Some(Value::Object(parameters))),
                ("DesiredState", Some(self.state(&pipe.enabled, "RUNNING", "STOPPED"))),
            ],
        );
        self.add(&pipe.id, made);
    }

    fn source_parameters(&self, pipe: &Pipe) -> Option<Value> {
        let filter = |pattern: &Value| json!({ "Pattern": self.functions.json(pattern) });
        let filters: Vec<Value> = pipe.filters.iter().map(filter).collect();
        let batch = pipe.batch.map(Value::from);
        let window = pipe.window.map(Value::from);
        let (name, source) = match pipe.kind {
            PipeSource::Queue => (
                "SqsQueueParameters",
                object([("BatchSize", batch), ("MaximumBatchingWindowInSeconds", window)]),
            ),
            PipeSource::Kinesis | PipeSource::DynamoDb => (
                match pipe.kind {
                    PipeSource::Kinesis => "KinesisStreamParameters",
                    _ => "DynamoDBStreamParameters",
                },
                object([
                    ("StartingPosition", Some(json!(pipe.position))),
                    ("BatchSize", batch),
                    ("MaximumBatchingWindowInSeconds", window),
                    ("ParallelizationFactor", pipe.parallel.map(Value::from)),
                    ("MaximumRetryAttempts", pipe.delivery.retries.map(Value::from)),
                    ("MaximumRecordAgeInSeconds", pipe.delivery.max_age.map(Value::from)),
                    ("DeadLetterConfig", self.dead_letter(&pipe.delivery)),
                ]),
            ),
        };
        let filters = (!filters.is_empty()).then(|| json!({ "Filters": filters }));
        let source = (!source.is_empty()).then_some(Value::Object(source));
        let parameters = object([("FilterCriteria", filters), (name, source)]);
        (!parameters.is_empty()).then_some(Value::Object(parameters))
    }

    fn pipe_role(&mut self, machine: &Machine, pipe: &Pipe, target: &Value) -> Value {
        let start =
            if machine.express { "states:StartSyncExecution" } else { "states:StartExecution" };
        let read: &[&str] = match pipe.kind {
            PipeSource::Queue => {
                &["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
            }
            PipeSource::Kinesis => &[
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            PipeSource::DynamoDb => &[
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
                "dynamodb:ListStreams",
            ],
        };
        let mut statements =
            vec![allow(read, &self.functions.text(&pipe.source)), allow(&[start], target)];
        if let Some(queue) = &pipe.delivery.dead_letter {
            let arn = self.functions.text(queue);
            statements.push(allow(&["sqs:SendMessage"], &arn));
        }
        self.service_role(&format!("{}Role", pipe.id), "pipes.amazonaws.com", &statements)
    }

    fn http(&mut self, machine: &Machine, http: &Http, target: &Value, roles: &mut Roles) {
        let api = reference(&self.http_api());
        let role = match &http.role {
            Some(role) => self.functions.text(role),
            None => self.http_role(machine, target, roles),
        };
        let start = if http.sync { "StartSyncExecution" } else { "StartExecution" };
        let input = has_body(&http.route).then(|| json!("$request.body"));
        let parameters = object([("StateMachineArn", Some(target.clone())), ("Input", input)]);
        let integration = Resource::new(
            "AWS::ApiGatewayV2::Integration",
            [
                ("ApiId", Some(api.clone())),
                ("IntegrationType", Some(json!("AWS_PROXY"))),
                ("IntegrationSubtype", Some(json!(format!("StepFunctions-{start}")))),
                ("PayloadFormatVersion", Some(json!("1.0"))),
                ("CredentialsArn", Some(role)),
                ("RequestParameters", Some(Value::Object(parameters))),
            ],
        );
        let integration = self.add_new(&format!("{}Integration", http.id), integration);
        let (auth, authorizer) = self.authorization(http, &api);
        let target = json!({ "Fn::Sub": format!("integrations/${{{integration}}}") });
        let route = Resource::new(
            "AWS::ApiGatewayV2::Route",
            [
                ("ApiId", Some(api)),
                ("RouteKey", Some(self.functions.text(&http.route))),
                ("AuthorizationType", Some(json!(auth))),
                ("AuthorizerId", authorizer),
                ("Target", Some(target)),
            ],
        );
        self.add(&http.id, route);
    }

    /// The role of the routes of a machine: all of them start it in the same way or both.
    fn http_role(&mut self, machine: &Machine, target: &Value, roles: &mut Roles) -> Value {
        if roles.http.is_none() {
            let mut actions: Vec<&str> = Vec::new();
            for trigger in &machine.triggers {
                if let Trigger::Http(http) = trigger {
                    let action = if http.sync {
                        "states:StartSyncExecution"
                    } else {
                        "states:StartExecution"
                    };
                    actions.push(action);
                }
            }
            actions.sort_unstable();
            actions.dedup();
            let start = allow(&actions, target);
            let name = format!("{}HttpRole", machine.id);
            roles.http = Some(self.service_role(&name, "apigateway.amazonaws.com", &[start]));
        }
        roles.http.clone().unwrap_or_default()
    }

    fn authorization(&mut self, http: &Http, api: &Value) -> (&'static str, Option<Value>) {
        match &http.auth {
            HttpAuth::None => ("NONE", None),
            HttpAuth::Iam => ("AWS_IAM", None),
            HttpAuth::Jwt { issuer, audience } => {
                let audience: Value =
                    audience.iter().map(|text| self.functions.text(text)).collect();
                let issuer = self.functions.text(issuer);
                let name = format!("{}Authorizer", http.id);
                let made = Resource::new(
                    "AWS::ApiGatewayV2::Authorizer",
                    [
                        ("ApiId", Some(api.clone())),
                        ("Name", Some(json!(name))),
                        ("AuthorizerType", Some(json!("JWT"))),
                        ("IdentitySource", Some(json!(["$request.header.Authorization"]))),
                        (
                            "JwtConfiguration",
                            Some(json!({ "Issuer": issuer, "Audience": audience })),
                        ),
                    ],
                );
                ("JWT", Some(reference(&self.add_new(&name, made))))
            }
        }
    }

    /// The API of all routes; the first asks for it.
    fn http_api(&mut self) -> String {
        if let Some(id) = &self.http_api {
            return id.clone();
        }
        let made = Resource::new(
            "AWS::ApiGatewayV2::Api",
            [("Name", Some(reference("AWS::StackName"))), ("ProtocolType", Some(json!("HTTP")))],
        );
        let id = self.add_new("HttpApi", made);
        let stage = Resource::new(
            "AWS::ApiGatewayV2::Stage",
            [
                ("ApiId", Some(reference(&id))),
                ("StageName", Some(json!("$default"))),
                ("AutoDeploy", Some(json!(true))),
            ],
        );
        self.add_new(&format!("{id}Stage"), stage);
        let url = attribute(&id, "ApiEndpoint");
        self.output(&format!("{id}Url"), "Where the HTTP API is.", &url);
        self.http_api = Some(id.clone());
        id
    }

    pub(super) fn dead_letter(&self, delivery: &Delivery) -> Option<Value> {
        let arn = delivery.dead_letter.as_ref()?;
        Some(json!({ "Arn": self.functions.text(arn) }))
    }

    /// `on` or `off`, by a condition where it is known at deployment only.
    pub(super) fn state(&mut self, enabled: &Value, on: &str, off: &str) -> Value {
        match enabled {
            Value::Bool(true) => json!(on),
            Value::Bool(false) => json!(off),
            other => {
                let value = self.functions.value(other);
                let test = json!({ "Fn::Equals": [value, "true"] });
                let condition = self.condition(other.as_str().unwrap_or_default(), test);
                json!({ "Fn::If": [condition, on, off] })
            }
        }
    }

    /// The name of a condition that tests `text`, made once.
    fn condition(&mut self, text: &str, test: Value) -> String {
        let conditions = &mut self.made.template.conditions;
        if let Some((name, _)) = conditions.iter().find(|(_, known)| **known == test) {
            return name.clone();
        }
        let key = text::only_key(text).unwrap_or("Condition");
        let name = self.ids.fresh(&format!("{key}IsTrue"));
        conditions.insert(name.clone(), test);
        name
    }
}

/// Roles that the triggers of a machine share.
#[derive(Default)]
struct Roles {
    scheduler: Option<Value>,
    events: Option<Value>,
    http: Option<Value>,
}

/// By how much a start may be late.
fn window(schedule: &Schedule) -> Value {
    match schedule.flexible {
        None => json!({ "Mode": "OFF" }),
        Some(minutes) => json!({ "Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes }),
    }
}

pub(super) fn retry_policy(delivery: &Delivery) -> Option<Value> {
    let policy = object([
        ("MaximumEventAgeInSeconds", delivery.max_age.map(Value::from)),
        ("MaximumRetryAttempts", delivery.retries.map(Value::from)),
    ]);
    (!policy.is_empty()).then_some(Value::Object(policy))
}

fn allow(actions: &[&str], resource: &Value) -> Value {
    let action = match actions {
        [one] => json!(one),
        several => json!(several),
    };
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

/// Whether requests of this route have a body, which then is the input.
fn has_body(route: &str) -> bool {
    !["GET ", "HEAD ", "DELETE ", "OPTIONS "].iter().any(|method| route.starts_with(method))
}
