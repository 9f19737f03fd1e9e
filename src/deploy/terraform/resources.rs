//! Resources one by one: those that are several in Terraform, or that are cut in another way there.

use serde_json::{Map, Value, json};

use super::Writer;
use super::expressions::{Expressions, Text};
use super::types::{self, Counterpart};
use crate::deploy::cfn::{DefinitionFile, Resource, object};
use crate::deploy::model::Machine;

type Written<T> = Result<T, String>;

/// The names of state machines have so many signs at most, of which a workflow's leaves some for the stack.
const LONG_NAME: usize = 48;

impl Writer<'_> {
    /// Adds what stands for `resource`.
    pub(super) fn resource(&mut self, id: &str, resource: &Resource) -> Written<()> {
        let properties = &resource.properties;
        match resource.resource_type.as_str() {
            "AWS::IAM::Role" => self.role(id, properties),
            "AWS::IAM::Policy" => self.policy(id, properties),
            "AWS::StepFunctions::StateMachine" => self.machine(id, properties),
            types::VERSION => Ok(()),
            "AWS::StepFunctions::StateMachineAlias" => self.alias(id, properties),
            "AWS::Events::Rule" => self.rule(id, properties),
            "AWS::SQS::QueuePolicy" => self.queue_policy(id, properties),
            "AWS::SNS::Topic" => self.topic(id, properties),
            "AWS::SNS::TopicPolicy" => self.topic_policy(id, properties),
            "AWS::Lambda::Function" => self.function(id, properties),
            "AWS::S3::Bucket" => self.bucket(id, properties),
            "AWS::DynamoDB::Table" => self.table(id, properties),
            other => self.plain(types::find(other)?, id, properties),
        }
    }

    /// Adds a resource whose properties are arguments.
    pub(super) fn plain(
        &mut self,
        known: &Counterpart,
        id: &str,
        properties: &Map<String, Value>,
    ) -> Written<()> {
        let arguments = self.expressions.arguments(known, properties)?;
        self.add(known.terraform, id, arguments);
        Ok(())
    }

    /// Adds a resource; one that must have a name and has none is called after its logical id.
    pub(super) fn add(&mut self, kind: &str, id: &str, arguments: Map<String, Value>) {
        let mut all = Map::new();
        for name in ["name", "alarm_name", "function_name"] {
            let required = types::schema(kind).get(name).is_some_and(|word| word == "string!");
            if required && !arguments.contains_key(name) {
                all.insert(name.to_owned(), json!(format!("${{var.stack_name}}-{id}")));
            }
        }
        all.extend(arguments);
        self.resources
            .entry(kind.to_owned())
            .or_default()
            .insert(id.to_owned(), Value::Object(all));
    }

    fn expressions(&self) -> &Expressions<'_> {
        &self.expressions
    }

    fn role(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let managed = taken(&mut own, "ManagedPolicyArns");
        let policies = taken(&mut own, "Policies");
        self.plain(types::find("AWS::IAM::Role")?, id, &own)?;
        let role = json!({ "Ref": id });
        for (at, policy) in policies.iter().enumerate() {
            let name = numbered(id, at);
            let document = &policy["PolicyDocument"];
            self.role_policy(&name, policy.get("PolicyName"), &role, document)?;
            self.belongs(id, format!("aws_iam_role_policy.{name}"));
        }
        for (at, arn) in managed.iter().enumerate() {
            let name = numbered(&format!("{id}Managed"), at);
            let arguments = object([
                ("role", Some(self.expressions().value(&role)?)),
                ("policy_arn", Some(self.expressions().value(arn)?)),
            ]);
            self.add("aws_iam_role_policy_attachment", &name, arguments);
            self.belongs(id, format!("aws_iam_role_policy_attachment.{name}"));
        }
        Ok(())
    }

    fn belongs(&mut self, role: &str, address: String) {
        self.role_policies.entry(role.to_owned()).or_default().push(address);
    }

    fn role_policy(
        &mut self,
        id: &str,
        name: Option<&Value>,
        role: &Value,
        document: &Value,
    ) -> Written<()> {
        let arguments = object([
            ("name", name.map(|name| self.expressions().value(name)).transpose()?),
            ("role", Some(self.expressions().value(role)?)),
            ("policy", Some(json!(self.expressions().json(document)?))),
        ]);
        self.add("aws_iam_role_policy", id, arguments);
        Ok(())
    }

    fn policy(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let (roles, name) = (taken(&mut own, "Roles"), own.get("PolicyName"));
        for (at, role) in roles.iter().enumerate() {
            self.role_policy(&numbered(id, at), name, role, &properties["PolicyDocument"])?;
        }
        Ok(())
    }

    fn machine(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let found = self.deployment.machines.iter().find(|machine| machine.id == id);
        let Some(machine) = found else {
            return Err("a state machine is declared as a `workflow`".to_owned());
        };
        let mut own = properties.clone();
        own.retain(|name, _| !name.starts_with("Definition"));
        let logging = own.shift_remove("LoggingConfiguration");
        if !own.contains_key("StateMachineName") && machine.workflow.len() <= LONG_NAME {
            let name = json!({ "Fn::Sub": format!("${{AWS::StackName}}-{}", machine.workflow) });
            own.shift_insert(0, "StateMachineName".to_owned(), name);
        }
        let known = types::find("AWS::StepFunctions::StateMachine")?;
        let mut arguments = self.expressions().arguments(known, &own)?;
        let logging = logging.map(|logging| self.logging(&logging)).transpose()?;
        arguments.extend(object([
            ("logging_configuration", logging),
            ("publish", machine.version.is_some().then(|| json!(true))),
            ("definition", Some(json!(self.definition(machine, properties)?))),
            ("depends_on", self.policies_of(properties)),
        ]));
        self.add(known.terraform, id, arguments);
        Ok(())
    }

    /// A machine is refused while its role may not do what its logging needs, so its policies come first.
    fn policies_of(&self, properties: &Map<String, Value>) -> Option<Value> {
        let role = properties.get("RoleArn")?.get("Fn::GetAtt")?.get(0)?.as_str()?;
        Some(json!(self.role_policies.get(role)?))
    }

    fn logging(&self, logging: &Value) -> Written<Value> {
        let group = &logging["Destinations"][0]["CloudWatchLogsLogGroup"]["LogGroupArn"];
        Ok(json!({
            "level": logging["Level"],
            "include_execution_data": logging["IncludeExecutionData"],
            "log_destination": self.expressions().text(group)?,
        }))
    }

    /// The definition as a text, or where it stands.
    fn definition(
        &mut self,
        machine: &Machine,
        properties: &Map<String, Value>,
    ) -> Written<String> {
        let keys = properties.get("DefinitionSubstitutions").and_then(Value::as_object);
        let keys = keys.cloned().unwrap_or_default();
        if !self.options.files {
            let code = |key: &str| keys.get(key).map(|value| self.expressions().text(value));
            return filled(&machine.definition.to_string(), &code);
        }
        let text = format!("{:#}\n", machine.definition);
        if keys.is_empty() {
            let name = format!("{}.asl.json", machine.workflow);
            let code = format!("${{file(\"${{path.module}}/{name}\")}}");
            self.files.push(DefinitionFile { name, text });
            return Ok(code);
        }
        let name = format!("{}.asl.json.tftpl", machine.workflow);
        let itself = |key: &str| keys.contains_key(key).then(|| Ok(format!("${{{key}}}")));
        let text = filled(&text, &itself)?;
        self.files.push(DefinitionFile { name: name.clone(), text });
        let mut variables = Vec::new();
        for (key, value) in &keys {
            variables.push(format!("{key} = {}", self.expressions().code(value)?));
        }
        let variables = variables.join(", ");
        Ok(format!("${{templatefile(\"${{path.module}}/{name}\", {{ {variables} }})}}"))
    }

    fn alias(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let version = &properties["DeploymentPreference"]["StateMachineVersionArn"];
        let version = self.expressions().value(version)?;
        let description = properties.get("Description");
        let arguments = object([
            ("name", Some(self.expressions().value(&properties["Name"])?)),
            ("description", description.map(|text| self.expressions().value(text)).transpose()?),
            (
                "routing_configuration",
                Some(json!([{ "state_machine_version_arn": version, "weight": 100 }])),
            ),
        ]);
        self.add("aws_sfn_alias", id, arguments);
        Ok(())
    }

    fn rule(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let targets = taken(&mut own, "Targets");
        self.plain(types::find("AWS::Events::Rule")?, id, &own)?;
        for (at, target) in targets.iter().enumerate() {
            let target = target.as_object().ok_or("a target is no object")?;
            let mut target = target.clone();
            let name = target.shift_remove("Id");
            let mut arguments = object([
                ("rule", Some(json!(format!("${{aws_cloudwatch_event_rule.{id}.name}}")))),
                ("target_id", name),
            ]);
            if let Some(bus) = properties.get("EventBusName") {
                arguments.insert("event_bus_name".to_owned(), self.expressions().value(bus)?);
            }
            let known = Counterpart {
                terraform: "aws_cloudwatch_event_target",
                ..*types::find("AWS::Events::Rule")?
            };
            arguments.extend(self.expressions().arguments(&known, &target)?);
            self.add(known.terraform, &numbered(id, at), arguments);
        }
        Ok(())
    }

    fn queue_policy(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let queues = properties.get("Queues").and_then(Value::as_array);
        for (at, queue) in queues.into_iter().flatten().enumerate() {
            let arguments = object([
                ("queue_url", Some(self.expressions().value(queue)?)),
                ("policy", Some(json!(self.expressions().json(&properties["PolicyDocument"])?))),
            ]);
            self.add("aws_sqs_queue_policy", &numbered(id, at), arguments);
        }
        Ok(())
    }

    fn topic(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let subscriptions = taken(&mut own, "Subscription");
        self.plain(types::find("AWS::SNS::Topic")?, id, &own)?;
        for (at, subscription) in subscriptions.iter().enumerate() {
            let mut wanted = object([("TopicArn", Some(json!({ "Ref": id })))]);
            wanted.extend(subscription.as_object().cloned().unwrap_or_default());
            let name = numbered(&format!("{id}Subscription"), at);
            self.plain(types::find("AWS::SNS::Subscription")?, &name, &wanted)?;
        }
        Ok(())
    }

    fn topic_policy(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let topics = properties.get("Topics").and_then(Value::as_array);
        for (at, topic) in topics.into_iter().flatten().enumerate() {
            let arguments = object([
                ("arn", Some(self.expressions().value(topic)?)),
                ("policy", Some(json!(self.expressions().json(&properties["PolicyDocument"])?))),
            ]);
            self.add("aws_sns_topic_policy", &numbered(id, at), arguments);
        }
        Ok(())
    }

    /// Terraform takes the code from a bucket, an image or a file, and has no word for a text.
    fn function(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let code = own.shift_remove("Code").unwrap_or_default();
        if code.get("ZipFile").is_some() {
            return Err("the code of a function that is written out has no counterpart: put it into a bucket"
                .to_owned());
        }
        let known = types::find("AWS::Lambda::Function")?;
        let mut arguments = self.expressions().arguments(known, &own)?;
        arguments.extend(self.picked(
            &code,
            &[
                ("S3Bucket", "s3_bucket"),
                ("S3Key", "s3_key"),
                ("S3ObjectVersion", "s3_object_version"),
                ("ImageUri", "image_uri"),
                ("SourceKMSKeyArn", "source_kms_key_arn"),
            ],
        )?);
        self.add(known.terraform, id, arguments);
        Ok(())
    }

    fn table(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let attributes = taken(&mut own, "AttributeDefinitions");
        let keys = taken(&mut own, "KeySchema");
        let throughput = own.shift_remove("ProvisionedThroughput");
        let stream = own.shift_remove("StreamSpecification");
        let indexes = taken(&mut own, "GlobalSecondaryIndexes");
        let local = taken(&mut own, "LocalSecondaryIndexes");
        if let Some(Value::Object(encryption)) = own.get_mut("SSESpecification") {
            // The one there is.
            encryption.shift_remove("SSEType");
        }
        let known = types::find("AWS::DynamoDB::Table")?;
        let mut arguments = self.expressions().arguments(known, &own)?;
        arguments.extend(self.keys(&keys)?);
        arguments.extend(self.capacity(throughput.as_ref())?);
        if let Some(stream) = stream {
            arguments.insert("stream_enabled".to_owned(), json!(true));
            let view = self.expressions().value(&stream["StreamViewType"])?;
            arguments.insert("stream_view_type".to_owned(), view);
        }
        let attribute = |attribute: &Value| {
            let value = |name: &str| self.expressions().value(&attribute[name]);
            Ok(json!({ "name": value("AttributeName")?, "type": value("AttributeType")? }))
        };
        let attributes: Vec<Value> = attributes.iter().map(attribute).collect::<Written<_>>()?;
        arguments.insert("attribute".to_owned(), json!(attributes));
        let indexes: Vec<Value> =
            indexes.iter().map(|index| self.index(index)).collect::<Written<_>>()?;
        if !indexes.is_empty() {
            arguments.insert("global_secondary_index".to_owned(), json!(indexes));
        }
        let local: Vec<Value> =
            local.iter().map(|index| self.local_index(index)).collect::<Written<_>>()?;
        if !local.is_empty() {
            arguments.insert("local_secondary_index".to_owned(), json!(local));
        }
        self.add(known.terraform, id, arguments);
        Ok(())
    }

    fn index(&self, index: &Value) -> Written<Value> {
        let mut own = index.as_object().cloned().unwrap_or_default();
        let keys = taken(&mut own, "KeySchema");
        let projection = own.shift_remove("Projection").unwrap_or_default();
        let throughput = own.shift_remove("ProvisionedThroughput");
        let name = own.shift_remove("IndexName").unwrap_or_default();
        if let Some(strange) = own.keys().next() {
            return Err(format!("the property `{strange}` of an index has no counterpart"));
        }
        let others = projection.get("NonKeyAttributes");
        let mut made = object([
            ("name", Some(self.expressions().value(&name)?)),
            ("projection_type", Some(self.expressions().value(&projection["ProjectionType"])?)),
            ("non_key_attributes", others.map(|all| self.expressions().value(all)).transpose()?),
        ]);
        made.extend(self.keys(&keys)?);
        made.extend(self.capacity(throughput.as_ref())?);
        Ok(Value::Object(made))
    }

    /// Its first key is that of the table.
    fn local_index(&self, index: &Value) -> Written<Value> {
        let mut made = self.index(index)?;
        if let Value::Object(made) = &mut made {
            made.shift_remove("hash_key");
        }
        Ok(made)
    }

    fn keys(&self, keys: &[Value]) -> Written<Map<String, Value>> {
        let key = |key: &Value| {
            let name = if key["KeyType"] == "RANGE" { "range_key" } else { "hash_key" };
            Ok((name.to_owned(), self.expressions().value(&key["AttributeName"])?))
        };
        keys.iter().map(key).collect()
    }

    fn capacity(&self, throughput: Option<&Value>) -> Written<Map<String, Value>> {
        let Some(throughput) = throughput else { return Ok(Map::new()) };
        let units = |name: &str| self.expressions().value(&throughput[name]);
        Ok(object([
            ("read_capacity", Some(units("ReadCapacityUnits")?)),
            ("write_capacity", Some(units("WriteCapacityUnits")?)),
        ]))
    }
}

/// The items of a property, which is taken out.
fn taken(properties: &mut Map<String, Value>, name: &str) -> Vec<Value> {
    match properties.shift_remove(name) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

/// The name of one of several; the first has none of its own.
fn numbered(id: &str, at: usize) -> String {
    if at == 0 { id.to_owned() } else { format!("{id}{}", at + 1) }
}

/// The definition as a template of Terraform: each `${Key}` that `filling` knows is what that gives, all
/// else is itself.
fn filled(definition: &str, filling: &dyn Fn(&str) -> Option<Written<String>>) -> Written<String> {
    let mut out = Text::default();
    let mut rest = definition;
    while let Some(at) = rest.find("${") {
        let behind = &rest[at + 2..];
        let length = behind.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(0);
        let known = behind[length..].starts_with('}').then(|| filling(&behind[..length]));
        match known.flatten() {
            Some(text) => {
                out.plain(&rest[..at]);
                out.template(&text?);
                rest = &behind[length + 1..];
            }
            None => {
                out.plain(&rest[..at + 2]);
                rest = behind;
            }
        }
    }
    out.plain(rest);
    Ok(out.finish())
}
