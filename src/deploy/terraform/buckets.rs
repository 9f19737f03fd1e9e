//! Buckets: Terraform keeps their settings apart.

use serde_json::{Map, Value, json};

use super::Writer;
use super::types::{self, Counterpart};
use crate::deploy::cfn::object;

type Written<T> = Result<T, String>;

/// Settings whose parts are arguments: the property, and what stands for it.
const SETTINGS: &[(&str, Counterpart)] = &[
    (
        "AccelerateConfiguration",
        setting("aws_s3_bucket_accelerate_configuration", &[("AccelerationStatus", "status")]),
    ),
    (
        "BucketEncryption",
        setting(
            "aws_s3_bucket_server_side_encryption_configuration",
            &[
                ("ServerSideEncryptionConfiguration", "rule"),
                ("ServerSideEncryptionByDefault", "apply_server_side_encryption_by_default"),
            ],
        ),
    ),
    (
        "CorsConfiguration",
        setting(
            "aws_s3_bucket_cors_configuration",
            &[
                ("CorsRules", "cors_rule"),
                ("ExposedHeaders", "expose_headers"),
                ("MaxAge", "max_age_seconds"),
            ],
        ),
    ),
    ("OwnershipControls", setting("aws_s3_bucket_ownership_controls", &[("Rules", "rule")])),
    ("PublicAccessBlockConfiguration", setting("aws_s3_bucket_public_access_block", &[])),
];

const fn setting(
    terraform: &'static str,
    renamed: &'static [(&'static str, &'static str)],
) -> Counterpart {
    Counterpart {
        cloudformation: "AWS::S3::Bucket",
        terraform,
        reference: "id",
        attributes: &[],
        renamed,
    }
}

/// Who hears of changes: the property, the block, who it is in both.
const LISTENERS: [(&str, &str, &str, &str); 3] = [
    ("LambdaConfigurations", "lambda_function", "Function", "lambda_function_arn"),
    ("QueueConfigurations", "queue", "Queue", "queue_arn"),
    ("TopicConfigurations", "topic", "Topic", "topic_arn"),
];

/// Properties of a lifecycle rule that are arguments: of the rule, or of the block that is named.
const RULE_PARTS: [(&str, &str, &str); 6] = [
    ("Id", "", "id"),
    ("Status", "", "status"),
    ("ExpirationInDays", "expiration", "days"),
    ("ExpirationDate", "expiration", "date"),
    ("ExpiredObjectDeleteMarker", "expiration", "expired_object_delete_marker"),
    ("NoncurrentVersionExpirationInDays", "noncurrent_version_expiration", "noncurrent_days"),
];

/// Properties, and the arguments that stand for them.
type Names = &'static [(&'static str, &'static str)];

/// Properties of a lifecycle rule that are blocks, with what is in them.
const RULE_BLOCKS: [(&str, &str, Names); 6] = [
    ("Transition", "transition", TRANSITION),
    ("Transitions", "transition", TRANSITION),
    ("NoncurrentVersionTransition", "noncurrent_version_transition", OLD_TRANSITION),
    ("NoncurrentVersionTransitions", "noncurrent_version_transition", OLD_TRANSITION),
    (
        "NoncurrentVersionExpiration",
        "noncurrent_version_expiration",
        &[
            ("NoncurrentDays", "noncurrent_days"),
            ("NewerNoncurrentVersions", "newer_noncurrent_versions"),
        ],
    ),
    (
        "AbortIncompleteMultipartUpload",
        "abort_incomplete_multipart_upload",
        &[("DaysAfterInitiation", "days_after_initiation")],
    ),
];

const TRANSITION: Names =
    &[("StorageClass", "storage_class"), ("TransitionInDays", "days"), ("TransitionDate", "date")];

const OLD_TRANSITION: Names = &[
    ("StorageClass", "storage_class"),
    ("TransitionInDays", "noncurrent_days"),
    ("NewerNoncurrentVersions", "newer_noncurrent_versions"),
];

/// Properties of a lifecycle rule that say which objects it is for.
const RULE_CONDITIONS: [&str; 4] =
    ["Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"];

impl Writer<'_> {
    pub(super) fn bucket(&mut self, id: &str, properties: &Map<String, Value>) -> Written<()> {
        let mut own = properties.clone();
        let mut taken = |name: &str| own.shift_remove(name);
        let versioning = taken("VersioningConfiguration");
        let notifications = taken("NotificationConfiguration");
        let lifecycle = taken("LifecycleConfiguration");
        let logging = taken("LoggingConfiguration");
        let settings: Vec<_> =
            SETTINGS.iter().filter_map(|(name, known)| Some((known, taken(name)?))).collect();
        self.plain(types::find("AWS::S3::Bucket")?, id, &own)?;
        let bucket = self.expressions.value(&json!({ "Ref": id }))?;
        if let Some(versioning) = versioning {
            let status = self.expressions.value(&versioning["Status"])?;
            let configuration = json!({ "status": status });
            let arguments = [("versioning_configuration", Some(configuration))];
            self.setting("aws_s3_bucket_versioning", id, &bucket, object(arguments));
        }
        for (known, wanted) in settings {
            let wanted = wanted.as_object().cloned().unwrap_or_default();
            let arguments = self.expressions.arguments(known, &wanted)?;
            self.setting(known.terraform, id, &bucket, arguments);
        }
        if let Some(lifecycle) = lifecycle {
            let arguments = self.lifecycle(&lifecycle)?;
            self.setting("aws_s3_bucket_lifecycle_configuration", id, &bucket, arguments);
        }
        if let Some(logging) = logging {
            let arguments = self.logging_of(&logging, &bucket)?;
            self.setting("aws_s3_bucket_logging", id, &bucket, arguments);
        }
        if let Some(notifications) = notifications {
            let arguments = self.notifications(&notifications)?;
            self.setting("aws_s3_bucket_notification", id, &bucket, arguments);
        }
        Ok(())
    }

    /// Adds a setting of a bucket.
    fn setting(&mut self, kind: &str, id: &str, bucket: &Value, rest: Map<String, Value>) {
        let mut arguments = object([("bucket", Some(bucket.clone()))]);
        arguments.extend(rest);
        self.add(kind, id, arguments);
    }

    /// Without a bucket of its own the log is kept in the bucket itself.
    fn logging_of(&self, logging: &Value, bucket: &Value) -> Written<Map<String, Value>> {
        let mut made =
            object([("target_bucket", Some(bucket.clone())), ("target_prefix", Some(json!("")))]);
        made.extend(self.picked(
            logging,
            &[("DestinationBucketName", "target_bucket"), ("LogFilePrefix", "target_prefix")],
        )?);
        Ok(made)
    }

    fn notifications(&self, wanted: &Value) -> Written<Map<String, Value>> {
        let mut made = Map::new();
        for (property, value) in wanted.as_object().into_iter().flatten() {
            if property == "EventBridgeConfiguration" {
                let on = &value["EventBridgeEnabled"];
                let on = if on.is_null() { json!(true) } else { self.expressions.value(on)? };
                made.insert("eventbridge".to_owned(), on);
                continue;
            }
            let known = LISTENERS.iter().find(|(name, ..)| name == property);
            let Some((_, block, theirs, ours)) = known else {
                return Err(format!(
                    "the property `{property}` of a notification has no counterpart"
                ));
            };
            let items = value.as_array().into_iter().flatten();
            let listeners: Vec<Value> =
                items.map(|item| self.listener(item, theirs, ours)).collect::<Written<_>>()?;
            made.insert((*block).to_owned(), json!(listeners));
        }
        Ok(made)
    }

    fn listener(&self, listener: &Value, theirs: &str, ours: &str) -> Written<Value> {
        let mut made = object([
            (ours, Some(self.expressions.value(&listener[theirs])?)),
            ("events", Some(json!([self.expressions.value(&listener["Event"])?]))),
        ]);
        let rules = listener["Filter"]["S3Key"]["Rules"].as_array();
        for rule in rules.into_iter().flatten() {
            let is_suffix =
                rule["Name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("suffix"));
            let name = if is_suffix { "filter_suffix" } else { "filter_prefix" };
            made.insert(name.to_owned(), self.expressions.value(&rule["Value"])?);
        }
        Ok(Value::Object(made))
    }

    fn lifecycle(&self, lifecycle: &Value) -> Written<Map<String, Value>> {
        let rules = lifecycle["Rules"].as_array();
        let rules: Vec<Value> = rules
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(at, rule)| self.lifecycle_rule(rule, at))
            .collect::<Written<_>>()?;
        Ok(object([("rule", Some(json!(rules)))]))
    }

    fn lifecycle_rule(&self, rule: &Value, at: usize) -> Written<Value> {
        let mut made = object([("id", Some(json!(format!("rule-{}", at + 1))))]);
        let mut conditions = Map::new();
        for (property, value) in rule.as_object().into_iter().flatten() {
            let part = RULE_PARTS.iter().find(|(name, ..)| name == property);
            let block = RULE_BLOCKS.iter().find(|(name, ..)| name == property);
            if let Some((_, "", name)) = part {
                made.insert((*name).to_owned(), self.expressions.value(value)?);
            } else if let Some((_, block, name)) = part {
                let block = made.entry(*block).or_insert_with(|| json!({}));
                block[name] = self.expressions.value(value)?;
            } else if let Some((_, block, names)) = block {
                let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                let items = items.iter().map(|item| self.picked(item, names).map(Value::Object));
                made.insert((*block).to_owned(), items.collect::<Written<Vec<Value>>>()?.into());
            } else if RULE_CONDITIONS.contains(&property.as_str()) {
                conditions.insert(property.clone(), value.clone());
            } else {
                let said =
                    format!("the property `{property}` of a lifecycle rule has no counterpart");
                return Err(said);
            }
        }
        made.insert("filter".to_owned(), json!(self.lifecycle_filter(&conditions)?));
        Ok(Value::Object(made))
    }

    /// Which objects a rule is for: all, those of one condition, or those of several.
    fn lifecycle_filter(&self, conditions: &Map<String, Value>) -> Written<Map<String, Value>> {
        let mut plain = conditions.clone();
        let tags = match plain.shift_remove("TagFilters") {
            Some(Value::Array(tags)) => tags,
            _ => Vec::new(),
        };
        let mut made = self.picked(
            &json!(plain),
            &[
                ("Prefix", "prefix"),
                ("ObjectSizeGreaterThan", "object_size_greater_than"),
                ("ObjectSizeLessThan", "object_size_less_than"),
            ],
        )?;
        match (made.len(), tags.as_slice()) {
            (0, []) => Ok(object([("prefix", Some(json!("")))])),
            (1, []) => Ok(made),
            (0, [tag]) => {
                let tag = self.picked(tag, &[("Key", "key"), ("Value", "value")])?;
                Ok(object([("tag", Some(Value::Object(tag)))]))
            }
            (_, tags) => {
                if !tags.is_empty() {
                    made.insert("tags".to_owned(), self.expressions.named(tags)?);
                }
                Ok(object([("and", Some(Value::Object(made)))]))
            }
        }
    }

    /// The parts of an object under other names; one that is not among them has no counterpart.
    pub(super) fn picked(
        &self,
        from: &Value,
        names: &[(&str, &str)],
    ) -> Written<Map<String, Value>> {
        let parts = from.as_object().into_iter().flatten();
        let part = |(theirs, value): (&String, &Value)| {
            let known = names.iter().find(|(name, _)| name == theirs);
            let Some((_, ours)) = known else {
                return Err(format!("the property `{theirs}` has no counterpart"));
            };
            Ok(((*ours).to_owned(), self.expressions.value(value)?))
        };
        parts.map(part).collect()
    }
}
