//! `ResultWriter`: what became of the child executions of a distributed map, as files or as the
//! result of the state.

use super::{Failure, text};
use crate::value::{Timestamp, Value};

/// What a `ResultWriter` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    transformation: Transformation,
    /// `OutputType: JSONL`
    is_lines: bool,
    /// Bucket and prefix; `None` where the result of the state has it all.
    destination: Option<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transformation {
    /// All that is known of each child.
    None,
    /// The outputs.
    Compact,
    /// The outputs, of arrays their items.
    Flatten,
}

/// A child execution.
#[derive(Clone, Copy, Debug)]
pub struct Child<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The ARN of its state machine.
    pub machine_arn: &'a str,
    /// Its input.
    pub input: &'a Value,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub stopped: Timestamp,
    /// How often it was redriven.
    pub redrives: u32,
    /// How it ended.
    pub end: End<'a>,
}

/// How a child execution ended.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// With an output.
    Succeeded(&'a Value),
    /// With an error.
    Failed {
        /// The error name.
        error: Option<&'a str>,
        /// The explanation.
        cause: Option<&'a str>,
    },
    /// It never began.
    Pending,
}

/// What a `ResultWriter` makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What to put, and where; all in one bucket.
    pub files: Vec<File>,
    /// The result of the state.
    pub result: Value,
}

/// A file to put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// How large a file may become before the next is begun: 5 GiB.
const MAX_FILE: u64 = 5 << 30;

/// The names of the files, by how the children in them ended.
const STATUSES: [&str; 3] = ["FAILED", "PENDING", "SUCCEEDED"];

impl Settings {
    /// Reads the evaluated `Arguments` (or `Parameters`), where there is a `Resource`, and the
    /// `WriterConfig`.
    ///
    /// # Errors
    /// `States.ResultWriterFailed` where a field has a value it cannot have.
    pub fn read(arguments: Option<&Value>, config: Option<&Value>) -> Result<Self, Failure> {
        let field = |name| config.and_then(|config| text(config, name));
        let wrong = |name: &str, value: &str| {
            Err(Failure::writing(format!("The field '{name}' cannot be '{value}'")))
        };
        let transformation = match field("Transformation") {
            None | Some("NONE") => Transformation::None,
            Some("COMPACT") => Transformation::Compact,
            Some("FLATTEN") => Transformation::Flatten,
            Some(other) => return wrong("Transformation", other),
        };
        let is_lines = match field("OutputType") {
            None | Some("JSON") => false,
            Some("JSONL") => true,
            Some(other) => return wrong("OutputType", other),
        };
        let destination = match arguments {
            None => None,
            Some(arguments) => match text(arguments, "Bucket") {
                Some(bucket) => {
                    let prefix = text(arguments, "Prefix").unwrap_or_default();
                    Some((bucket.to_owned(), prefix.trim_end_matches('/').to_owned()))
                }
                None => {
                    return Err(Failure::writing("The field 'Bucket' is required but was missing"));
                }
            },
        };
        Ok(Self { transformation, is_lines, destination })
    }
}

/// The files and the result; `map_run` is the ARN of the Map run, `children` are in the order of the
/// items.
#[must_use]
pub fn write(settings: &Settings, map_run: &str, children: &[Child<'_>]) -> Written {
    match &settings.destination {
        Some((bucket, prefix)) => export(settings, map_run, children, bucket, prefix, MAX_FILE),
        None => Written { files: Vec::new(), result: inline(settings.transformation, children) },
    }
}

/// The result of a state that writes no files.
fn inline(transformation: Transformation, children: &[Child<'_>]) -> Value {
    let mut results = Vec::with_capacity(children.len());
    for child in children {
        match (transformation, child.end) {
            (Transformation::None, _) => results.push(record(child)),
            (_, End::Failed { error, cause }) => results.push(Value::object([
                ("Status", "FAILED".into()),
                ("Error", error.map_or(Value::Null, Value::string)),
                ("Cause", cause.map_or(Value::Null, Value::string)),
            ])),
            (transformation, End::Succeeded(output)) => {
                results.extend(transformed(transformation, output));
            }
            (_, End::Pending) => {}
        }
    }
    results.into()
}

fn transformed(transformation: Transformation, output: &Value) -> Vec<Value> {
    match (transformation, output) {
        (Transformation::Flatten, Value::Array(items)) => items.to_vec(),
        _ => vec![output.clone()],
    }
}

fn export(
    settings: &Settings,
    map_run: &str,
    children: &[Child<'_>],
    bucket: &str,
    prefix: &str,
    max_file: u64,
) -> Written {
    let run = map_run.rsplit(':').next().unwrap_or(map_run);
    let folder = if prefix.is_empty() { run.to_owned() } else { format!("{prefix}/{run}") };
    let mut files = Vec::new();
    let mut listed = Vec::new();
    for status in STATUSES {
        let texts =
            children.iter().filter(|child| child.status() == status).flat_map(|child| {
                match (settings.transformation, child.end) {
                    (
                        transformation @ (Transformation::Compact | Transformation::Flatten),
                        End::Succeeded(output),
                    ) => transformed(transformation, output),
                    _ => vec![record(child)],
                }
            });
        let mut entries = Vec::new();
        for (number, bytes) in parts(texts, settings.is_lines, max_file).into_iter().enumerate() {
            let extension = if settings.is_lines { "jsonl" } else { "json" };
            let key = format!("{folder}/{status}_{number}.{extension}");
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            entries.push(Value::object([("Key", Value::string(&key)), ("Size", size.into())]));
            files.push(File { bucket: bucket.to_owned(), key, bytes });
        }
        listed.push((status, Value::array(entries)));
    }
    let manifest = Value::object([
        ("DestinationBucket", Value::string(bucket)),
        ("MapRunArn", Value::string(map_run)),
        ("ResultFiles", Value::object(listed)),
    ]);
    let key = format!("{folder}/manifest.json");
    let details = [("Bucket", Value::string(bucket)), ("Key", Value::string(&key))];
    let bytes = manifest.to_string().into_bytes();
    files.push(File { bucket: bucket.to_owned(), key, bytes });
    let result = Value::object([
        ("MapRunArn", Value::string(map_run)),
        ("ResultWriterDetails", Value::object(details)),
    ]);
    Written { files, result }
}

/// The values as arrays or lines, none larger than `max` unless one value alone is.
fn parts(values: impl Iterator<Item = Value>, is_lines: bool, max: u64) -> Vec<Vec<u8>> {
    let (open, between, close) = if is_lines { ("", "\n", "\n") } else { ("[", ",", "]") };
    let fits = |length: usize| u64::try_from(length).is_ok_and(|length| length <= max);
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for value in values {
        let text = value.to_string();
        match parts.last_mut() {
            Some(part) if fits(part.len() + between.len() + text.len() + close.len()) => {
                part.extend(between.bytes());
                part.extend(text.bytes());
            }
            _ => parts.push([open, &text].concat().into_bytes()),
        }
    }
    parts.iter_mut().for_each(|part| part.extend(close.bytes()));
    parts
}

impl Child<'_> {
    fn status(&self) -> &'static str {
        match self.end {
            End::Succeeded(_) => "SUCCEEDED",
            End::Failed { .. } => "FAILED",
            End::Pending => "PENDING",
        }
    }
}

/// All that is known of a child; input and output are JSON texts in it.
fn record(child: &Child<'_>) -> Value {
    let included = || Value::object([("Included", Value::Bool(true))]);
    let mut fields: Vec<(&str, Value)> = Vec::new();
    if let End::Failed { error, cause } = child.end {
        fields.extend(cause.map(|cause| ("Cause", Value::string(cause))));
        fields.extend(error.map(|error| ("Error", Value::string(error))));
    }
    let has_begun = !matches!(child.end, End::Pending);
    if has_begun {
        fields.push(("ExecutionArn", Value::string(child.arn)));
    }
    fields.push(("Input", child.input.to_string().into()));
    fields.push(("InputDetails", included()));
    if has_begun {
        fields.push(("Name", Value::string(child.name)));
    }
    if let End::Succeeded(output) = child.end {
        fields.push(("Output", output.to_string().into()));
        fields.push(("OutputDetails", included()));
    }
    if has_begun {
        fields.push(("RedriveCount", i64::from(child.redrives).into()));
        if matches!(child.end, End::Succeeded(_)) {
            let reason = "Execution is SUCCEEDED and cannot be redriven";
            fields.push(("RedriveStatus", "NOT_REDRIVABLE".into()));
            fields.push(("RedriveStatusReason", reason.into()));
        } else {
            fields.push(("RedriveStatus", "REDRIVABLE_BY_MAP_RUN".into()));
        }
        fields.push(("StartDate", child.started.to_string().into()));
    }
    fields.push(("StateMachineArn", Value::string(child.machine_arn)));
    fields.push(("Status", child.status().into()));
    if has_begun {
        fields.push(("StopDate", child.stopped.to_string().into()));
    }
    Value::object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_followed_by_another() {
        let values = || (1..=5).map(|number: i64| Value::from(number));
        let texts = |is_lines, max| {
            let parts = parts(values(), is_lines, max).into_iter();
            parts.map(|part| String::from_utf8(part).expect("text")).collect::<Vec<_>>()
        };
        assert_eq!(texts(false, 5), ["[1,2]", "[3,4]", "[5]"]);
        assert_eq!(texts(false, 1), ["[1]", "[2]", "[3]", "[4]", "[5]"]);
        assert_eq!(texts(true, 100), ["1\n2\n3\n4\n5\n"]);
        assert!(parts(std::iter::empty(), false, 5).is_empty());
    }
}
