//! Which fields stand where in JSONata mode.

const ALL: &[&str] = &["Type", "Comment", "QueryLanguage"];

/// The fields of a state of the type; `None`: there is no such type.
pub fn of_state(kind: &str) -> Option<Vec<&'static str>> {
    let own: &[&str] = match kind {
        "Pass" => &["Output", "Assign", "Next", "End"],
        "Task" => &[
            "Resource",
            "Arguments",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Credentials",
            "Retry",
            "Catch",
            "Output",
            "Assign",
            "Next",
            "End",
        ],
        "Choice" => &["Choices", "Default", "Output", "Assign"],
        "Wait" => &["Seconds", "Timestamp", "Output", "Assign", "Next", "End"],
        "Parallel" => {
            &["Branches", "Arguments", "Retry", "Catch", "Output", "Assign", "Next", "End"]
        }
        "Map" => &[
            "ItemProcessor",
            "Items",
            "ItemReader",
            "ItemSelector",
            "ItemBatcher",
            "ResultWriter",
            "MaxConcurrency",
            "ToleratedFailureCount",
            "ToleratedFailurePercentage",
            "Label",
            "Retry",
            "Catch",
            "Output",
            "Assign",
            "Next",
            "End",
        ],
        "Succeed" => &["Output"],
        "Fail" => &["Error", "Cause"],
        _ => return None,
    };
    Some([ALL, own].concat())
}

/// The fields that only a distributed Map has.
pub const DISTRIBUTED: &[&str] = &[
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
];

/// The parts of a Map with their fields.
pub const PARTS: &[(&str, &[&str])] = &[
    ("ItemReader", &["Resource", "Arguments", "ReaderConfig"]),
    ("ItemBatcher", &["MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"]),
    ("ResultWriter", &["Resource", "Arguments", "WriterConfig"]),
];

/// The fields of an item of `Retry`.
pub const RETRIER: &[&str] = &[
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "MaxDelaySeconds",
    "JitterStrategy",
    "Comment",
];

/// The fields of an item of `Catch`.
pub const CATCHER: &[&str] = &["ErrorEquals", "Assign", "Output", "Next", "Comment"];
