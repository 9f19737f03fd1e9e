//! What a Map needs beside its states.

use serde_json::{Value, json};

use super::OWN_MACHINE;
use super::OWN_NAME;
use super::collect::{Collector, Doubt};
use super::known::Known;
use super::text::{Piece, Text};
use crate::asl::model::Map;
use crate::services::iam::Step;

/// Where a Map reads from or writes to.
pub struct Place {
    /// The action, as in the ARN of the resource.
    pub action: String,
    /// Its arguments, as far as they are known.
    pub arguments: Known,
    /// Whether the object read names others.
    pub manifest: bool,
}

/// A distributed Map starts executions of its own machine, watches them, and stops them when it is stopped.
pub fn run(collector: &mut Collector<'_>, map: &Map) {
    let of_own = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:";
    collector.allow("states:StartExecution", OWN_MACHINE, None);
    for action in ["states:DescribeExecution", "states:StopExecution"] {
        collector.allow(action, &format!("{of_own}{OWN_NAME}:*"), None);
    }
    // A redrive of the parent takes children up again; their names hold the label of the map.
    let label = map.label.as_deref().map_or("*".to_owned(), crate::deploy::text::escape);
    collector.allow("states:RedriveExecution", &format!("{of_own}{OWN_NAME}/{label}:*"), None);
}

/// What the `ItemReader` needs.
pub fn reader(collector: &mut Collector<'_>, place: &Place) {
    let bucket = texts(&place.arguments, "Bucket");
    match place.action.as_str() {
        "listObjectsV2" => {
            let prefixes = texts(&place.arguments, "Prefix");
            let condition = prefix_condition(&prefixes);
            for bucket in &bucket {
                allow(collector, &["s3:ListBucket"], bucket, None, condition.as_ref());
            }
            let keys = or_nothing(prefixes).into_iter().map(|key| key.with(Piece::Any));
            objects(collector, &["s3:GetObject"], &bucket, &keys.collect::<Vec<_>>());
        }
        // The objects that a manifest names stand in the bucket of the manifest.
        _ if place.manifest => objects(collector, &["s3:GetObject"], &bucket, &[Text::any()]),
        _ => {
            let keys = texts(&place.arguments, "Key");
            doubt(collector, &keys, "Key", "s3:GetObject", &bucket);
            objects(collector, &["s3:GetObject"], &bucket, &keys);
        }
    }
    doubt(collector, &bucket, "Bucket", "s3:GetObject", &[Text::any()]);
    if texts(&place.arguments, "VersionId").iter().any(|text| text.known() != Some("")) {
        let keys = texts(&place.arguments, "Key");
        objects(collector, &["s3:GetObjectVersion"], &bucket, &keys);
    }
}

/// What the `ResultWriter` needs.
pub fn writer(collector: &mut Collector<'_>, place: &Place) {
    let bucket = texts(&place.arguments, "Bucket");
    let folders = or_nothing(texts(&place.arguments, "Prefix")).into_iter().map(|prefix| {
        match prefix.pieces().last() {
            None => Text::any(),
            Some(Piece::Plain(end)) if end.ends_with('/') => prefix.with(Piece::Any),
            Some(_) => prefix.with(Piece::Plain("/".to_owned())).with(Piece::Any),
        }
    });
    doubt(collector, &bucket, "Bucket", WRITE[3], &[Text::any()]);
    objects(collector, &WRITE, &bucket, &folders.collect::<Vec<_>>());
}

const WRITE: [&str; 4] =
    ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"];

fn texts(arguments: &Known, name: &'static str) -> Vec<Text> {
    arguments.find(&[Step::Member(name)]).texts
}

/// An empty text where there is none.
fn or_nothing(texts: Vec<Text>) -> Vec<Text> {
    if texts.is_empty() { vec![Text::default()] } else { texts }
}

fn prefix_condition(prefixes: &[Text]) -> Option<Value> {
    let known = !prefixes.is_empty() && prefixes.iter().all(|prefix| !prefix.is_any());
    let patterns: Vec<String> = prefixes.iter().map(Text::pattern).collect();
    known.then(|| json!({ "StringLike": { "s3:prefix": patterns } }))
}

fn objects(collector: &mut Collector<'_>, actions: &[&str], buckets: &[Text], keys: &[Text]) {
    for bucket in buckets {
        for key in keys {
            allow(collector, actions, bucket, Some(key), None);
        }
    }
}

/// Allows actions on a bucket or on an object in it.
fn allow(
    collector: &mut Collector<'_>,
    actions: &[&str],
    bucket: &Text,
    key: Option<&Text>,
    condition: Option<&Value>,
) {
    let arn = super::operations::arn(bucket, collector.keys).unwrap_or_else(|| {
        Text::plain("arn:")
            .with(Piece::Key("AWS::Partition".to_owned()))
            .and(&Text::plain(":s3:::"))
            .and(bucket)
    });
    let arn = match key {
        Some(key) => arn.with(Piece::Plain("/".to_owned())).and(key),
        None => arn,
    };
    for action in actions {
        collector.allow(action, &arn.pattern(), condition);
    }
}

fn doubt(
    collector: &mut Collector<'_>,
    texts: &[Text],
    parameter: &'static str,
    action: &str,
    buckets: &[Text],
) {
    if texts.iter().any(Text::is_any) {
        let bucket = buckets.first().map_or("*".to_owned(), Text::pattern);
        let resource = format!("arn:${{AWS::Partition}}:s3:::{bucket}/*");
        let parameters = vec![parameter];
        collector.doubt(Doubt::Vague { parameters, action: action.to_owned(), resource });
    }
}
