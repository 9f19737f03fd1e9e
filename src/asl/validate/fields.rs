//! Which fields there are, in which query language, and what their values look like: data alone.
//!
//! (States Language, "State types"; Developer Guide, the page of each state; the ranges of numbers
//! and the fields of each type as measured with ValidateStateMachineDefinition.)

use crate::asl::limits;
use crate::asl::model::QueryLanguage;

/// An object: what may stand in it and what must.
pub(super) struct Table {
    /// The fields, in groups that objects share.
    pub(super) fields: &'static [&'static [Field]],
    /// Fields that must be there.
    pub(super) required: &'static [&'static str],
    /// Fields that exclude each other.
    pub(super) exclusive: &'static [Exclusive],
}

/// Fields of which at most one may stand in an object.
pub(super) struct Exclusive {
    pub(super) names: &'static [&'static str],
    /// Whether one of them must be there.
    pub(super) needed: bool,
}

/// A field of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// The query language that has it; `None` where both do.
    pub(super) language: Option<QueryLanguage>,
    pub(super) shape: Shape,
}

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Anything, and nothing in it is evaluated.
    Static,
    /// A string that nothing evaluates.
    Text,
    /// A string, or an expression for one.
    Words,
    /// `true` or `false`.
    Flag,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// A number, perhaps an expression for one.
    Number(Number),
    /// A moment, or an expression for one.
    Timestamp,
    /// `true`, `false` or an expression.
    Condition,
    /// A list or an expression.
    Items,
    /// A path or null.
    PathOrNull,
    /// A path to a single value.
    ReferencePath,
    /// Where a result is put, or null.
    ResultPath,
    /// A path, or a call that gives a string.
    StringPath,
    /// A payload template, or any JSON with expressions in it.
    Template(Reads),
    /// Variables with templates.
    Assign(Reads),
    /// The resource of a Task.
    Resource,
    /// The resource of a reader or writer: one of these actions of S3.
    S3(&'static [&'static str]),
    /// Strings.
    Strings,
    /// Names of errors, at least one.
    Errors,
    /// Retriers or catchers.
    Handlers(&'static Table),
    /// An object.
    Object(&'static Table),
    /// `Choices`
    Rules,
    /// `Branches`
    Branches,
    /// `ItemProcessor`
    Processor,
    /// `Credentials`
    Credentials,
    /// `Label`
    Label,
}

/// What a place can read of `$states` beside `input` and `context`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reads {
    Input,
    Result,
    Error,
}

/// A range of numbers.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) whole: bool,
    pub(super) least: u64,
    pub(super) most: Option<u64>,
    /// Whether JSONata may compute it.
    pub(super) evaluated: bool,
}

const fn whole(least: u64, most: Option<u64>) -> Shape {
    Shape::Number(Number { whole: true, least, most, evaluated: true })
}

/// A whole number that nothing evaluates.
const fn fixed(least: u64, most: Option<u64>) -> Shape {
    Shape::Number(Number { whole: true, least, most, evaluated: false })
}

const fn both(name: &'static str, shape: Shape) -> Field {
    Field { name, language: None, shape }
}

const fn jsonpath(name: &'static str, shape: Shape) -> Field {
    Field { name, language: Some(QueryLanguage::JsonPath), shape }
}

const fn jsonata(name: &'static str, shape: Shape) -> Field {
    Field { name, language: Some(QueryLanguage::Jsonata), shape }
}

const fn at_most_one(names: &'static [&'static str]) -> Exclusive {
    Exclusive { names, needed: false }
}

const fn exactly_one(names: &'static [&'static str]) -> Exclusive {
    Exclusive { names, needed: true }
}

/// The words for the query languages.
pub(super) const LANGUAGES: Shape = Shape::OneOf(&["JSONPath", "JSONata"]);

const SECONDS: Option<u64> = Some(limits::SECONDS as u64);

/// A definition.
pub(super) const MACHINE: Table = Table {
    fields: &[&[
        both("States", Shape::Static),
        both("StartAt", Shape::Text),
        both("QueryLanguage", LANGUAGES),
        both("Comment", Shape::Text),
        both("Version", Shape::OneOf(&["1.0"])),
        both("TimeoutSeconds", fixed(1, SECONDS)),
    ]],
    required: &["States", "StartAt"],
    exclusive: &[],
};

/// A branch of a Parallel.
pub(super) const BRANCH: Table =
    Table { fields: &[SCOPE], required: &["States", "StartAt"], exclusive: &[] };

/// What a Map does with each item.
pub(super) const PROCESSOR: Table = Table {
    fields: &[SCOPE, &[both("ProcessorConfig", Shape::Object(&PROCESSOR_CONFIG))]],
    required: &["States", "StartAt"],
    exclusive: &[],
};

const SCOPE: &[Field] =
    &[both("States", Shape::Static), both("StartAt", Shape::Text), both("Comment", Shape::Text)];

const PROCESSOR_CONFIG: Table = Table {
    fields: &[&[
        both("Mode", Shape::OneOf(&["INLINE", "DISTRIBUTED"])),
        both("ExecutionType", Shape::OneOf(&["STANDARD", "EXPRESS"])),
    ]],
    required: &[],
    exclusive: &[],
};

/// The types of states, as messages list them.
pub(super) const TYPES: &str = "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";

/// The fields of a state of the type `name`.
pub(super) fn state(name: &str) -> Option<&'static Table> {
    STATES.iter().find(|(known, _)| *known == name).map(|(_, table)| table)
}

const COMMON: &[Field] =
    &[both("Type", Shape::Text), both("Comment", Shape::Text), both("QueryLanguage", LANGUAGES)];
const NEXT: &[Field] = &[both("Next", Shape::Text), both("End", Shape::Flag)];
const PATHS: &[Field] =
    &[jsonpath("InputPath", Shape::PathOrNull), jsonpath("OutputPath", Shape::PathOrNull)];
const RESULT_PATH: &[Field] = &[jsonpath("ResultPath", Shape::ResultPath)];
const RESULT_SELECTOR: &[Field] = &[jsonpath("ResultSelector", Shape::Template(Reads::Result))];
const PARAMETERS: &[Field] = &[jsonpath("Parameters", Shape::Template(Reads::Input))];
const ARGUMENTS: &[Field] = &[jsonata("Arguments", Shape::Template(Reads::Input))];
const OUTPUT: &[Field] = &[jsonata("Output", Shape::Template(Reads::Input))];
const ASSIGN: &[Field] = &[both("Assign", Shape::Assign(Reads::Input))];
const OUTCOME: &[Field] = &[
    jsonata("Output", Shape::Template(Reads::Result)),
    both("Assign", Shape::Assign(Reads::Result)),
    both("Retry", Shape::Handlers(&RETRIER)),
    both("Catch", Shape::Handlers(&CATCHER)),
];
const NEXT_OR_END: Exclusive = exactly_one(&["Next", "End"]);

const STATES: &[(&str, Table)] = &[
    (
        "Task",
        Table {
            fields: &[
                COMMON,
                NEXT,
                PARAMETERS,
                ARGUMENTS,
                OUTCOME,
                PATHS,
                RESULT_PATH,
                RESULT_SELECTOR,
                &[
                    both("Resource", Shape::Resource),
                    both("TimeoutSeconds", whole(1, SECONDS)),
                    jsonpath("TimeoutSecondsPath", Shape::ReferencePath),
                    both("HeartbeatSeconds", whole(1, SECONDS)),
                    jsonpath("HeartbeatSecondsPath", Shape::ReferencePath),
                    both("Credentials", Shape::Credentials),
                ],
            ],
            required: &["Resource"],
            exclusive: &[
                NEXT_OR_END,
                at_most_one(&["TimeoutSeconds", "TimeoutSecondsPath"]),
                at_most_one(&["HeartbeatSeconds", "HeartbeatSecondsPath"]),
            ],
        },
    ),
    (
        "Pass",
        Table {
            fields: &[
                COMMON,
                NEXT,
                PARAMETERS,
                OUTPUT,
                ASSIGN,
                PATHS,
                RESULT_PATH,
                &[jsonpath("Result", Shape::Static)],
            ],
            required: &[],
            exclusive: &[NEXT_OR_END],
        },
    ),
    (
        "Choice",
        Table {
            fields: &[
                COMMON,
                OUTPUT,
                ASSIGN,
                PATHS,
                &[both("Choices", Shape::Rules), both("Default", Shape::Text)],
            ],
            required: &["Choices"],
            exclusive: &[],
        },
    ),
    (
        "Wait",
        Table {
            fields: &[
                COMMON,
                NEXT,
                OUTPUT,
                ASSIGN,
                PATHS,
                &[
                    both("Seconds", whole(0, SECONDS)),
                    jsonpath("SecondsPath", Shape::ReferencePath),
                    both("Timestamp", Shape::Timestamp),
                    jsonpath("TimestampPath", Shape::ReferencePath),
                ],
            ],
            required: &[],
            exclusive: &[
                NEXT_OR_END,
                exactly_one(&["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]),
            ],
        },
    ),
    (
        "Parallel",
        Table {
            fields: &[
                COMMON,
                NEXT,
                PARAMETERS,
                ARGUMENTS,
                OUTCOME,
                PATHS,
                RESULT_PATH,
                RESULT_SELECTOR,
                &[both("Branches", Shape::Branches)],
            ],
            required: &["Branches"],
            exclusive: &[NEXT_OR_END],
        },
    ),
    (
        "Map",
        Table {
            fields: &[
                COMMON,
                NEXT,
                PARAMETERS,
                OUTCOME,
                PATHS,
                RESULT_PATH,
                RESULT_SELECTOR,
                &[
                    both("ItemProcessor", Shape::Processor),
                    both("Iterator", Shape::Processor),
                    jsonata("Items", Shape::Items),
                    jsonpath("ItemsPath", Shape::ReferencePath),
                    both("ItemSelector", Shape::Template(Reads::Input)),
                    both("ItemReader", Shape::Object(&READER)),
                    both("ItemBatcher", Shape::Object(&BATCHER)),
                    both("ResultWriter", Shape::Object(&WRITER)),
                    both("MaxConcurrency", whole(0, None)),
                    jsonpath("MaxConcurrencyPath", Shape::ReferencePath),
                    both(
                        "ToleratedFailurePercentage",
                        Shape::Number(Number {
                            whole: false,
                            least: 0,
                            most: Some(100),
                            evaluated: true,
                        }),
                    ),
                    jsonpath("ToleratedFailurePercentagePath", Shape::ReferencePath),
                    both("ToleratedFailureCount", whole(0, None)),
                    jsonpath("ToleratedFailureCountPath", Shape::ReferencePath),
                    both("Label", Shape::Label),
                ],
            ],
            required: &[],
            exclusive: &[
                NEXT_OR_END,
                exactly_one(&["ItemProcessor", "Iterator"]),
                at_most_one(&["Parameters", "ItemSelector"]),
                at_most_one(&["MaxConcurrency", "MaxConcurrencyPath"]),
                at_most_one(&["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"]),
                at_most_one(&["ToleratedFailureCount", "ToleratedFailureCountPath"]),
            ],
        },
    ),
    ("Succeed", Table { fields: &[COMMON, OUTPUT, PATHS], required: &[], exclusive: &[] }),
    (
        "Fail",
        Table {
            fields: &[
                COMMON,
                &[
                    both("Error", Shape::Words),
                    jsonpath("ErrorPath", Shape::StringPath),
                    both("Cause", Shape::Words),
                    jsonpath("CausePath", Shape::StringPath),
                ],
            ],
            required: &[],
            exclusive: &[
                at_most_one(&["Error", "ErrorPath"]),
                at_most_one(&["Cause", "CausePath"]),
            ],
        },
    ),
];

const RETRIER: Table = Table {
    fields: &[&[
        both("ErrorEquals", Shape::Errors),
        both("Comment", Shape::Text),
        both("IntervalSeconds", fixed(0, SECONDS)),
        both("MaxAttempts", fixed(0, Some(limits::MAX_ATTEMPTS as u64))),
        both(
            "BackoffRate",
            Shape::Number(Number { whole: false, least: 1, most: None, evaluated: false }),
        ),
        both("MaxDelaySeconds", fixed(1, Some(limits::MAX_DELAY_SECONDS as u64))),
        both("JitterStrategy", Shape::OneOf(&["NONE", "FULL"])),
    ]],
    required: &["ErrorEquals"],
    exclusive: &[],
};

const CATCHER: Table = Table {
    fields: &[&[
        both("ErrorEquals", Shape::Errors),
        both("Comment", Shape::Text),
        both("Next", Shape::Text),
        jsonpath("ResultPath", Shape::ResultPath),
        jsonata("Output", Shape::Template(Reads::Error)),
        both("Assign", Shape::Assign(Reads::Error)),
    ]],
    required: &["ErrorEquals", "Next"],
    exclusive: &[],
};

const READER: Table = Table {
    fields: &[
        PARAMETERS,
        ARGUMENTS,
        &[
            both("Resource", Shape::S3(&["getObject", "listObjectsV2"])),
            both("ReaderConfig", Shape::Object(&READER_CONFIG)),
        ],
    ],
    required: &["Resource"],
    exclusive: &[],
};

const READER_CONFIG: Table = Table {
    fields: &[&[
        both("InputType", Shape::OneOf(&["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"])),
        both("Transformation", Shape::OneOf(&["NONE", "LOAD_AND_FLATTEN"])),
        both("ManifestType", Shape::OneOf(&["ATHENA_DATA", "S3_INVENTORY"])),
        both("CSVHeaderLocation", Shape::OneOf(&["FIRST_ROW", "GIVEN"])),
        both("CSVHeaders", Shape::Strings),
        both("CSVDelimiter", Shape::OneOf(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"])),
        both("ItemsPointer", Shape::Words),
        both("MaxItems", whole(0, Some(limits::MAX_ITEMS))),
        jsonpath("MaxItemsPath", Shape::ReferencePath),
    ]],
    required: &[],
    exclusive: &[at_most_one(&["MaxItems", "MaxItemsPath"])],
};

const BATCHER: Table = Table {
    fields: &[&[
        both("BatchInput", Shape::Template(Reads::Input)),
        both("MaxItemsPerBatch", whole(1, None)),
        jsonpath("MaxItemsPerBatchPath", Shape::ReferencePath),
        both("MaxInputBytesPerBatch", whole(1, Some(limits::PAYLOAD_BYTES as u64))),
        jsonpath("MaxInputBytesPerBatchPath", Shape::ReferencePath),
    ]],
    required: &[],
    exclusive: &[
        at_most_one(&["MaxItemsPerBatch", "MaxItemsPerBatchPath"]),
        at_most_one(&["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]),
    ],
};

const WRITER: Table = Table {
    fields: &[
        PARAMETERS,
        ARGUMENTS,
        &[
            both("Resource", Shape::S3(&["putObject"])),
            both("WriterConfig", Shape::Object(&WRITER_CONFIG)),
        ],
    ],
    required: &[],
    exclusive: &[],
};

const WRITER_CONFIG: Table = Table {
    fields: &[&[
        both("OutputType", Shape::OneOf(&["JSON", "JSONL"])),
        both("Transformation", Shape::OneOf(&["NONE", "COMPACT", "FLATTEN"])),
    ]],
    required: &["OutputType"],
    exclusive: &[],
};

/// A rule of a Choice; the operators are in [`operand`].
pub(super) const RULE: Table = Table {
    fields: &[
        TESTS,
        &[
            jsonata("Condition", Shape::Condition),
            both("Next", Shape::Text),
            jsonata("Output", Shape::Template(Reads::Input)),
            both("Assign", Shape::Assign(Reads::Input)),
        ],
    ],
    required: &["Next"],
    exclusive: &[],
};

/// A test within a rule.
pub(super) const INNER_RULE: Table = Table { fields: &[TESTS], required: &[], exclusive: &[] };

/// The ways to say when a rule is taken.
pub(super) const RULE_KINDS: &[&str] = &["And", "Or", "Not", "Variable", "Condition"];

const TESTS: &[Field] = &[
    both("Comment", Shape::Text),
    jsonpath("Variable", Shape::Static),
    jsonpath("And", Shape::Static),
    jsonpath("Or", Shape::Static),
    jsonpath("Not", Shape::Static),
];
