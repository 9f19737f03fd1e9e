//! The attributes of workflows and what their arguments may be.

/// One attribute of workflows.
pub(super) struct Known {
    pub name: &'static str,
    pub arguments: &'static [Argument],
    /// How many of the arguments may be given without a name, in order.
    pub positions: usize,
    /// How many must be given; those come first.
    pub required: usize,
    /// What arguments of any other name may be; without it there are none.
    pub others: Option<Takes>,
    /// Whether a workflow may have several.
    pub repeats: bool,
}

/// An argument.
pub(super) struct Argument {
    pub name: &'static str,
    pub takes: Takes,
}

/// What an argument may be.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// Anything known at deployment.
    Anything,
    /// Text with at least one sign and at most so many, with values known at deployment.
    Text(usize),
    /// Text that begins with `$`.
    Path,
    /// Texts, or one.
    Texts,
    /// `true`, `false`
    Bool,
    /// `true`, `false`, or a value known at deployment.
    Switch,
    /// A whole number in this range.
    Whole(u64, u64),
    /// A duration in this range of seconds, a multiple of the first number.
    Seconds(u64, u64, u64),
    /// The period of an alarm.
    Period,
    /// How long CloudWatch Logs keeps what is logged.
    Retention,
    /// One of these words, with or without quotes.
    OneOf(&'static [&'static str]),
    /// What a workflow is started with.
    Input,
    /// A pattern of events: an object whose values are lists.
    Pattern,
    /// A list of objects with at least one field.
    Objects,
    /// `rate(…)`, `cron(…)`, `at(…)`
    Schedule,
    /// A point in time with a zone.
    Timestamp,
    /// The name of an alias.
    AliasName,
    /// `POST /orders`
    Route,
    /// The value of a tag.
    Tag,
    /// A list of statements of a policy.
    Statements,
}

impl Known {
    /// The names of its arguments.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.arguments.iter().map(|argument| argument.name)
    }

    /// What the argument `name` may be.
    pub fn takes(&self, name: &str) -> Option<Takes> {
        let argument = self.arguments.iter().find(|argument| argument.name == name);
        argument.map(|argument| argument.takes).or(self.others)
    }
}

/// The attribute `name` of workflows.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

const fn arg(name: &'static str, takes: Takes) -> Argument {
    Argument { name, takes }
}

/// An attribute that stands once; the first `positions` arguments need no name.
const fn known(name: &'static str, arguments: &'static [Argument], positions: usize) -> Known {
    Known { name, arguments, positions, required: 0, others: None, repeats: false }
}

impl Known {
    const fn requires(self, required: usize) -> Self {
        Self { required, ..self }
    }

    const fn repeats(self) -> Self {
        Self { repeats: true, ..self }
    }

    const fn with_others(self, takes: Takes) -> Self {
        Self { others: Some(takes), ..self }
    }
}

use Takes::{
    AliasName, Anything, Bool, Input, Objects, OneOf, Path, Pattern, Period, Retention, Route,
    Schedule, Seconds, Statements, Switch, Tag, Text, Texts, Timestamp, Whole,
};

/// The length of an ARN that AWS takes nearly everywhere.
const ARN: Takes = Text(1600);
const DESCRIPTION: Takes = Text(256);
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

pub(super) const KNOWN: &[Known] = &[
    known("express", &[], 0),
    known("validate", &[], 0),
    known("timeout", &[arg("seconds", Anything)], 1).requires(1),
    known("tracing", &[], 0),
    known(
        "logging",
        &[
            arg("level", OneOf(&["ALL", "ERROR", "FATAL", "OFF"])),
            arg("includeExecutionData", Bool),
            arg("destination", ARN),
            arg("retention", Retention),
        ],
        1,
    )
    .requires(1),
    known(
        "schedule",
        &[
            arg("expression", Schedule),
            arg("input", Input),
            arg("timezone", Text(50)),
            arg("enabled", Switch),
            arg("flexible", Seconds(MINUTE, MINUTE, DAY)),
            arg("start", Timestamp),
            arg("end", Timestamp),
            arg("group", Text(64)),
            arg("description", Text(512)),
            arg("retries", Whole(0, 185)),
            arg("maxAge", Seconds(1, MINUTE, DAY)),
            arg("deadLetter", ARN),
            arg("role", ARN),
        ],
        1,
    )
    .requires(1)
    .repeats(),
    known(
        "event",
        &[
            arg("pattern", Pattern),
            arg("bus", ARN),
            arg("input", Input),
            arg("inputPath", Path),
            arg("enabled", Switch),
            arg("description", Text(512)),
            arg("retries", Whole(0, 185)),
            arg("maxAge", Seconds(1, MINUTE, DAY)),
            arg("deadLetter", ARN),
            arg("role", ARN),
        ],
        1,
    )
    .requires(1)
    .repeats(),
    known(
        "pipe",
        &[
            arg("source", ARN),
            arg("kind", OneOf(super::pipes::KINDS)),
            arg("batch", Whole(1, 10_000)),
            arg("window", Seconds(1, 0, 300)),
            arg("position", OneOf(&["LATEST", "TRIM_HORIZON"])),
            arg("parallel", Whole(1, 10)),
            arg("filters", Objects),
            arg("input", Text(8192)),
            arg("enabled", Switch),
            arg("description", Text(512)),
            arg("retries", Whole(0, 10_000)),
            arg("maxAge", Seconds(1, MINUTE, 7 * DAY)),
            arg("deadLetter", ARN),
            arg("role", ARN),
        ],
        1,
    )
    .requires(1)
    .repeats(),
    known(
        "http",
        &[
            arg("route", Route),
            arg("auth", OneOf(&["iam", "jwt", "none"])),
            arg("issuer", Text(2048)),
            arg("audience", Texts),
            arg("sync", Bool),
            arg("role", ARN),
        ],
        1,
    )
    .requires(1)
    .repeats(),
    known(
        "alarm",
        &[
            arg("failures", Whole(1, 1_000_000_000)),
            arg("timeouts", Whole(1, 1_000_000_000)),
            arg("throttles", Whole(1, 1_000_000_000)),
            arg("aborts", Whole(1, 1_000_000_000)),
            arg("topic", ARN),
            arg("period", Period),
            arg("periods", Whole(1, 10_080)),
        ],
        0,
    )
    .repeats(),
    known("tags", &[], 0).with_others(Tag),
    known("version", &[arg("description", DESCRIPTION)], 1),
    known(
        "alias",
        &[
            arg("name", AliasName),
            arg("description", DESCRIPTION),
            arg("strategy", OneOf(&["ALL_AT_ONCE", "CANARY", "LINEAR"])),
            arg("interval", Seconds(MINUTE, MINUTE, 2100 * MINUTE)),
            arg("percentage", Whole(1, 99)),
        ],
        1,
    )
    .requires(1),
    known("encryption", &[arg("key", ARN), arg("reusePeriod", Seconds(1, MINUTE, 900))], 1),
    known(
        "role",
        &[arg("arn", ARN), arg("boundary", ARN), arg("path", Text(512)), arg("managed", Texts)],
        1,
    ),
    known("policy", &[arg("add", Statements), arg("replace", Statements)], 0),
];
