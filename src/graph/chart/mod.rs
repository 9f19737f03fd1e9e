//! What a picture of a state machine shows, in words.

mod build;
mod conditions;
mod loops;
mod words;

use std::collections::BTreeMap;

pub use build::chart;

/// A state machine as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its name.
    pub name: String,
    /// Its comment.
    pub comment: Option<String>,
    /// All states, those of a region in the order of the definition.
    pub nodes: Vec<Node>,
    /// The first is the machine's own.
    pub regions: Vec<Region>,
}

/// Names a [`Node`] of [`Chart::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// Names a [`Region`] of [`Chart::regions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegionId(pub usize);

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it does.
    pub kind: NodeKind,
    /// What it does it with: the action, the wait, the error.
    pub subtitle: Option<String>,
    /// What else is worth knowing at a glance.
    pub badges: Vec<Badge>,
    /// Its `Comment`.
    pub comment: Option<String>,
    /// The states in it: of a Map one region, of a Parallel one a branch.
    pub inside: Vec<RegionId>,
    /// Its definition as JSON, without the states in it.
    pub definition: String,
    /// Where it comes from.
    pub place: Option<Place>,
}

/// The kinds of states, as far as they look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// `Pass`
    Pass,
    /// `Task`
    Task,
    /// `Choice`
    Choice,
    /// `Wait`
    Wait,
    /// `Parallel`
    Parallel,
    /// `Map` within the execution
    Map,
    /// `Map` whose items are executions of their own
    DistributedMap,
    /// `Succeed`
    Succeed,
    /// `Fail`
    Fail,
}

/// A remark on a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Badge {
    /// It is tried again: how often, and on what.
    Retry {
        /// `retries 3×`
        text: String,
        /// Each retrier in a line.
        details: String,
    },
    /// It has a time limit.
    Timeout(String),
    /// It waits for more than the answer.
    Waits(String),
    /// What a run did with it: how often, how long, how many retries.
    Ran(String),
    /// The error it failed with in a run.
    Failed {
        /// The name of the error.
        text: String,
        /// The error and its cause.
        details: String,
    },
}

impl Badge {
    /// What it says.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Retry { text, .. } | Self::Failed { text, .. } => text,
            Self::Timeout(text) | Self::Waits(text) | Self::Ran(text) => text,
        }
    }
}

/// States that lead to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// What it is called.
    pub title: Option<String>,
    /// Its states.
    pub nodes: Vec<NodeId>,
    /// The ways between them.
    pub edges: Vec<Edge>,
}

/// A transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// From where.
    pub from: End,
    /// To where.
    pub to: End,
    /// When it is taken.
    pub kind: EdgeKind,
    /// What stands beside it, a line each: conditions, names of errors.
    pub label: Vec<String>,
}

/// An end of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Where the region begins.
    Start,
    /// A state.
    State(NodeId),
    /// Where the region ends.
    End,
}

/// When a transition is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// Always: `Next`, `End`, and the way into a region.
    Next,
    /// When a rule of a Choice holds.
    Choice,
    /// When none does.
    Default,
    /// When one of its errors comes.
    Catch,
}

/// What the source says of the states of a definition.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Where each state comes from, by its name.
    pub places: BTreeMap<String, Place>,
    /// What the rules of each Choice test, by its name; `None` where the source does not say.
    pub conditions: BTreeMap<String, Vec<Option<String>>>,
    /// What it means that none of them holds, by the name of the Choice, where there is a word for it.
    pub defaults: BTreeMap<String, String>,
    /// What fields of states hold, by the name of the state and of the field.
    pub said: BTreeMap<String, Said>,
}

/// What fields of a state hold, in the words of the source.
pub type Said = BTreeMap<String, String>;

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in it, from 1.
    pub column: usize,
    /// The lines there.
    pub text: String,
}

impl Chart {
    /// The machine's own region.
    pub const ROOT: RegionId = RegionId(0);

    /// A state.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// A region.
    #[must_use]
    pub fn region(&self, id: RegionId) -> &Region {
        &self.regions[id.0]
    }

    /// The state of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.nodes.iter().position(|node| node.name == name).map(NodeId)
    }
}

impl Node {
    /// Its name, what it does and its badges, a line each.
    #[must_use]
    pub fn label(&self) -> String {
        let badges: Vec<&str> = self.badges.iter().map(Badge::text).collect();
        let mut parts = vec![self.name.clone()];
        parts.extend(self.subtitle.clone());
        if !badges.is_empty() {
            parts.push(badges.join(", "));
        }
        parts.join("\n")
    }
}

impl End {
    /// A word that names it alone: `s3`, and of a region `start0`, `end0`.
    #[must_use]
    pub fn key(self, region: RegionId) -> String {
        match self {
            Self::Start => format!("start{}", region.0),
            Self::End => format!("end{}", region.0),
            Self::State(id) => format!("s{}", id.0),
        }
    }
}

impl Region {
    /// The marks that a way of it leads from or to, with what they are called.
    pub fn marks(&self) -> impl Iterator<Item = (End, &'static str)> {
        [(End::Start, "Start"), (End::End, "End")].into_iter().filter(|(mark, _)| {
            self.edges.iter().any(|edge| edge.from == *mark || edge.to == *mark)
        })
    }
}

impl NodeKind {
    /// The `Type` of the state.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Task => "Task",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
            Self::DistributedMap => "Distributed map",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
        }
    }

    /// A short word for it, as in the names of CSS classes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Task => "task",
            Self::Choice => "choice",
            Self::Wait => "wait",
            Self::Parallel => "parallel",
            Self::Map => "map",
            Self::DistributedMap => "distributed",
            Self::Succeed => "succeed",
            Self::Fail => "fail",
        }
    }
}
