//! What a run did, read from its history, to be drawn over the chart.

mod read;

use std::collections::BTreeMap;

use super::chart::{Badge, Chart, Edge, EdgeKind, End};

pub use read::NotAHistory;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// How it ended; `None` while it runs.
    ended: Option<Ended>,
    /// How long it took so far, in milliseconds.
    millis: i64,
    visits: BTreeMap<String, Visits>,
    /// How often each way was taken.
    ways: BTreeMap<Way, usize>,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ended {
    /// `succeeded`, `failed` …
    word: String,
    error: Option<String>,
    cause: Option<String>,
}

/// From a state, or the beginning of a region, to a state, or the end of the execution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    from: Option<String>,
    to: Option<String>,
    /// Whether it led from an error to its handler.
    caught: bool,
}

/// What happened to a state in all its visits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    /// How often it was entered.
    pub entered: usize,
    /// How long it took altogether, in milliseconds.
    pub millis: i64,
    /// How often it was tried again.
    pub retries: usize,
    /// The worst that happened.
    pub outcome: Outcome,
    /// The last error that was not retried, and its cause.
    pub error: Option<(String, String)>,
}

/// One visit of a state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The state.
    pub name: String,
    /// How long it took, in milliseconds.
    pub millis: i64,
    /// How often it was tried again.
    pub retries: usize,
    /// How it ended.
    pub outcome: Outcome,
    /// The error and its cause, where it ended with one.
    pub error: Option<(String, String)>,
}

/// What became of a state; the worst counts most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It was never entered.
    #[default]
    Idle,
    /// It did its work.
    Succeeded,
    /// It was left before its end.
    Aborted,
    /// It has not ended yet.
    Running,
    /// It failed, and a handler took over.
    Caught,
    /// It failed.
    Failed,
}

impl Outcome {
    /// A short word for it, as in the names of CSS classes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Succeeded => "ok",
            Self::Aborted => "aborted",
            Self::Running => "running",
            Self::Caught => "caught",
            Self::Failed => "broken",
        }
    }
}

impl Overlay {
    /// What happened to a state; `None` if it was never entered.
    #[must_use]
    pub fn visits(&self, state: &str) -> Option<&Visits> {
        self.visits.get(state)
    }

    /// What became of a state.
    #[must_use]
    pub fn outcome(&self, state: &str) -> Outcome {
        self.visits(state).map(|visits| visits.outcome).unwrap_or_default()
    }

    /// Whether the execution succeeded.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| ended.word == "succeeded")
    }

    /// How often a transition was taken.
    #[must_use]
    pub fn times(&self, chart: &Chart, edge: &Edge) -> usize {
        let name = |end: End| match end {
            End::State(id) => Some(chart.node(id).name.clone()),
            End::Start | End::End => None,
        };
        let caught = edge.kind == EdgeKind::Catch;
        let way = Way { from: name(edge.from), to: name(edge.to), caught };
        self.ways.get(&way).copied().unwrap_or(0)
    }

    /// The run in a sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut text = match &self.ended {
            None => format!("This run goes on after {}", duration(self.millis)),
            Some(ended) => format!("This run {} after {}", ended.word, duration(self.millis)),
        };
        if let Some(Ended { error: Some(error), cause, .. }) = &self.ended {
            text += &format!(": {error}");
            if let Some(cause) = cause {
                text += &format!(": {cause}");
            }
        }
        let sum = |of: fn(&Visits) -> usize| self.visits.values().map(of).sum::<usize>();
        let counts = [
            (sum(|visits| visits.entered), "state entered", "states entered"),
            (sum(|visits| visits.retries), "retry", "retries"),
        ];
        for (count, one, many) in counts {
            if count > 0 {
                text += &format!(" · {count} {}", if count == 1 { one } else { many });
            }
        }
        text
    }

    /// Adds to each state what happened to it.
    pub fn mark(&self, chart: &mut Chart) {
        for node in &mut chart.nodes {
            let Some(visits) = self.visits.get(&node.name) else { continue };
            if let Some((error, cause)) = &visits.error {
                let details = format!("{error}\n{cause}").trim_end().to_owned();
                node.badges.push(Badge::Failed { text: error.clone(), details });
            }
            let words = visits.words();
            if !words.is_empty() {
                node.badges.push(Badge::Ran(words));
            }
        }
    }
}

impl Visits {
    /// `3× · 1.2 s · 2 retries`; nothing of a state that was entered once and took no time.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if self.entered > 1 {
            parts.push(format!("{}×", self.entered));
        }
        if self.millis > 0 {
            parts.push(duration(self.millis));
        }
        match self.retries {
            0 => {}
            1 => parts.push("1 retry".to_owned()),
            count => parts.push(format!("{count} retries")),
        }
        parts.join(" · ")
    }
}

/// `1.2 s`, `30 min 5 s`
fn duration(millis: i64) -> String {
    let millis = millis.max(0);
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    match seconds {
        0 => format!("{rest} ms"),
        1..=59 if rest == 0 => format!("{seconds} s"),
        1..=59 => format!("{seconds}.{} s", rest / 100),
        60..=3_599 => with_rest(seconds / 60, "min", seconds % 60, "s"),
        3_600..=86_399 => with_rest(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => with_rest(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

fn with_rest(whole: i64, unit: &str, rest: i64, smaller: &str) -> String {
    if rest == 0 { format!("{whole} {unit}") } else { format!("{whole} {unit} {rest} {smaller}") }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_short() {
        for (millis, text) in [
            (0, "0 ms"),
            (1_200, "1.2 s"),
            (5_000, "5 s"),
            (1_805_000, "30 min 5 s"),
            (7_200_000, "2 h"),
            (90_000_000, "1 d 1 h"),
        ] {
            assert_eq!(duration(millis), text);
        }
    }
}
