//! Makes the chart of a definition.

use serde_json::{Value, json};

use super::{
    Badge, Chart, Edge, EdgeKind, End, Labels, Node, NodeId, NodeKind, Region, RegionId, Said,
    conditions, loops, words,
};
use crate::asl::model::{
    Branch, Catcher, Kind, Map, Retrier, Rule, State, StateMachine, States, Transition,
};

/// The chart of a definition with what the source says of its states. A transition to a state that does not
/// exist is left out.
#[must_use]
pub fn chart(name: &str, machine: &StateMachine, labels: &Labels) -> Chart {
    let chart = Chart {
        name: name.to_owned(),
        comment: machine.comment.clone().filter(|comment| !comment.is_empty()),
        nodes: Vec::new(),
        regions: Vec::new(),
    };
    let mut build = Build { chart, labels };
    build.region(None, &machine.start_at, &machine.states);
    build.chart
}

struct Build<'a> {
    chart: Chart,
    labels: &'a Labels,
}

impl Build<'_> {
    fn region(&mut self, title: Option<String>, start: &str, states: &States) -> RegionId {
        let id = RegionId(self.chart.regions.len());
        self.chart.regions.push(Region { title, nodes: Vec::new(), edges: Vec::new() });
        let nodes: Vec<NodeId> =
            states.iter().map(|(name, state)| self.node(name, state)).collect();
        let scope = Scope { states, nodes: &nodes, ends: id == Chart::ROOT };
        let mut edges = Vec::new();
        edges.extend(scope.start(start));
        for (at, (name, state)) in states.iter().enumerate() {
            let words = self.labels.conditions.get(name).map_or(&[][..], Vec::as_slice);
            let default = self.labels.defaults.get(name).map(String::as_str);
            scope.edges(nodes[at], state, (words, default), &mut edges);
        }
        loops::name_the_ends(&mut edges);
        let region = &mut self.chart.regions[id.0];
        region.nodes = nodes;
        region.edges = edges;
        id
    }

    fn node(&mut self, name: &str, state: &State) -> NodeId {
        let id = NodeId(self.chart.nodes.len());
        let nothing = Said::new();
        let said = self.labels.said.get(name).unwrap_or(&nothing);
        self.chart.nodes.push(Node {
            name: name.to_owned(),
            kind: kind(state),
            subtitle: words::subtitle(name, state, said),
            badges: badges(state, said),
            comment: state.comment.clone().filter(|comment| !comment.is_empty()),
            inside: Vec::new(),
            definition: definition(state),
            place: self.labels.places.get(name).cloned(),
        });
        let inside = match &state.kind {
            Kind::Parallel { branches } => {
                branches.iter().map(|branch| self.branch(branch)).collect()
            }
            Kind::Map(map) => vec![self.branch(&map.processor.branch)],
            Kind::Pass { .. }
            | Kind::Task(_)
            | Kind::Choice { .. }
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => Vec::new(),
        };
        self.chart.nodes[id.0].inside = inside;
        id
    }

    fn branch(&mut self, branch: &Branch) -> RegionId {
        let title = branch.comment.clone().filter(|comment| !comment.is_empty());
        self.region(title, &branch.start_at, &branch.states)
    }
}

/// The states that may lead to each other.
struct Scope<'a> {
    states: &'a States,
    nodes: &'a [NodeId],
    /// Whether its ends are drawn.
    ends: bool,
}

impl Scope<'_> {
    fn find(&self, name: &str) -> Option<End> {
        self.states.get_index_of(name).map(|at| End::State(self.nodes[at]))
    }

    /// The way in. Of a region in a state it is drawn only where the first state is not the one at the top.
    fn start(&self, start: &str) -> Option<Edge> {
        let to = self.find(start)?;
        let comes_back = || self.states.values().any(|state| targets(state).any(|to| to == start));
        (self.ends || comes_back()).then(|| edge(End::Start, to, EdgeKind::Next, Vec::new()))
    }

    /// Adds the ways out of a state; of a Choice `words` say what its rules test, and what its default means.
    fn edges(
        &self,
        id: NodeId,
        state: &State,
        (words, default_words): (&[Option<String>], Option<&str>),
        edges: &mut Vec<Edge>,
    ) {
        let from = End::State(id);
        let mut own: Vec<Edge> = Vec::new();
        if let Kind::Choice { choices, default } = &state.kind {
            for (at, rule) in choices.iter().enumerate() {
                let Some(to) = self.find(&rule.next) else { continue };
                let label = label_of_rule(rule, words.get(at).and_then(Option::as_deref));
                add(&mut own, edge(from, to, EdgeKind::Choice, vec![label]));
            }
            if let Some(to) = default.as_ref().and_then(|default| self.find(default)) {
                let words = default_words.unwrap_or(loops::ELSE).to_owned();
                add(&mut own, edge(from, to, EdgeKind::Default, vec![words]));
            }
        }
        own.extend(self.way_on(from, state));
        for catcher in state.catch.iter().flatten() {
            let Some(to) = self.find(&catcher.next) else { continue };
            add(&mut own, edge(from, to, EdgeKind::Catch, errors(catcher)));
        }
        edges.append(&mut own);
    }

    /// `Next`, or the way to the end.
    fn way_on(&self, from: End, state: &State) -> Option<Edge> {
        let ends = || self.ends.then_some(End::End);
        let to = match (&state.transition, &state.kind) {
            (Some(Transition::Next(next)), _) => self.find(next),
            (Some(Transition::End), _) | (None, Kind::Succeed) => ends(),
            (
                None,
                Kind::Pass { .. }
                | Kind::Task(_)
                | Kind::Choice { .. }
                | Kind::Wait(_)
                | Kind::Parallel { .. }
                | Kind::Map(_)
                | Kind::Fail(_),
            ) => None,
        };
        Some(edge(from, to?, EdgeKind::Next, Vec::new()))
    }
}

/// Where a state may lead.
fn targets(state: &State) -> impl Iterator<Item = &str> {
    let (rules, default) = match &state.kind {
        Kind::Choice { choices, default } => (choices.as_slice(), default.as_deref()),
        Kind::Pass { .. }
        | Kind::Task(_)
        | Kind::Wait(_)
        | Kind::Parallel { .. }
        | Kind::Map(_)
        | Kind::Succeed
        | Kind::Fail(_) => (&[][..], None),
    };
    let next = match &state.transition {
        Some(Transition::Next(next)) => Some(next.as_str()),
        Some(Transition::End) | None => None,
    };
    let catchers = state.catch.iter().flatten().map(|catcher| catcher.next.as_str());
    rules.iter().map(|rule| rule.next.as_str()).chain(default).chain(next).chain(catchers)
}

fn edge(from: End, to: End, kind: EdgeKind, label: Vec<String>) -> Edge {
    Edge { from, to, kind, label }
}

/// Adds an edge, or its label to one of the same kind between the same states.
fn add(edges: &mut Vec<Edge>, edge: Edge) {
    let same = |other: &&mut Edge| other.to == edge.to && other.kind == edge.kind;
    match edges.iter_mut().find(same) {
        Some(other) => {
            let new = edge.label.into_iter().filter(|line| !other.label.contains(line));
            let new: Vec<String> = new.collect();
            other.label.extend(new);
        }
        None => edges.push(edge),
    }
}

/// The condition in the words of the source, else as the definition writes it.
fn label_of_rule(rule: &Rule, words: Option<&str>) -> String {
    words.map_or_else(|| conditions::words(&rule.test), str::to_owned)
}

fn errors(catcher: &Catcher) -> Vec<String> {
    let word = |error: &String| match error.as_str() {
        "States.ALL" => "any error".to_owned(),
        "States.TaskFailed" => "any failure of the task".to_owned(),
        other => other.to_owned(),
    };
    catcher.error_equals.iter().map(word).collect()
}

fn kind(state: &State) -> NodeKind {
    match &state.kind {
        Kind::Pass { .. } => NodeKind::Pass,
        Kind::Task(_) => NodeKind::Task,
        Kind::Choice { .. } => NodeKind::Choice,
        Kind::Wait(_) => NodeKind::Wait,
        Kind::Parallel { .. } => NodeKind::Parallel,
        Kind::Map(map) if is_distributed(map) => NodeKind::DistributedMap,
        Kind::Map(_) => NodeKind::Map,
        Kind::Succeed => NodeKind::Succeed,
        Kind::Fail(_) => NodeKind::Fail,
    }
}

fn is_distributed(map: &Map) -> bool {
    let config = map.processor.config.as_ref();
    config.and_then(|config| config.mode.as_deref()).is_some_and(|mode| mode == "DISTRIBUTED")
}

fn badges(state: &State, said: &Said) -> Vec<Badge> {
    let mut badges = Vec::new();
    if let Kind::Task(task) = &state.kind {
        badges.extend(words::waits(&task.resource).map(|text| Badge::Waits(text.to_owned())));
        let limits = [
            ("timeout", "TimeoutSeconds", &task.timeout_seconds, &task.timeout_seconds_path),
            (
                "heartbeat",
                "HeartbeatSeconds",
                &task.heartbeat_seconds,
                &task.heartbeat_seconds_path,
            ),
        ];
        for (word, field, seconds, path) in limits {
            let value = seconds.as_ref().or(path.as_ref());
            let value = value.map(|value| words::duration_of(field, value, said));
            badges.extend(value.map(|value| Badge::Timeout(format!("{word} {value}"))));
        }
    }
    badges.extend(state.retry.as_deref().and_then(retries));
    badges
}

/// One badge for all retriers: how often at most, and the details of each.
fn retries(retriers: &[Retrier]) -> Option<Badge> {
    let attempts = |retrier: &Retrier| match &retrier.max_attempts {
        None => Some(3),
        Some(value) => value.as_u64(),
    };
    let known: Vec<u64> = retriers.iter().filter_map(attempts).collect();
    let text = match known.iter().max() {
        None if retriers.is_empty() => return None,
        Some(0) if known.len() == retriers.len() => return None,
        Some(most) if known.len() == retriers.len() => format!("retries {most}×"),
        _ => "retries".to_owned(),
    };
    let details: Vec<String> = retriers.iter().map(words::retrier).collect();
    Some(Badge::Retry { text, details: details.join("\n") })
}

/// The state as JSON, with the states in it left out.
fn definition(state: &State) -> String {
    let alone = match &state.kind {
        Kind::Parallel { .. } => {
            State { kind: Kind::Parallel { branches: Vec::new() }, ..state.clone() }
        }
        Kind::Map(map) => {
            let mut map = map.clone();
            map.processor.branch.states = States::default();
            State { kind: Kind::Map(map), ..state.clone() }
        }
        Kind::Pass { .. }
        | Kind::Task(_)
        | Kind::Choice { .. }
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_) => state.clone(),
    };
    format!("{:#}", written(alone).unwrap_or_else(|| json!({ "Type": state.kind.name() })))
}

/// The state as a machine of one state writes it.
fn written(state: State) -> Option<Value> {
    let machine = StateMachine {
        comment: None,
        query_language: None,
        version: None,
        timeout_seconds: None,
        start_at: String::new(),
        states: std::iter::once((String::new(), state)).collect(),
    };
    crate::asl::write(machine).get_mut("States")?.get_mut("").map(Value::take)
}
