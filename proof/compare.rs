//! One program, run three ways, and whether the runs agree.

use std::borrow::Cow;
use std::path::Path;

use flowc::asl;
use flowc::diagnostic::render::{Format, render};
use flowc::diagnostic::{Severity, Sink};
use flowc::ir::Program;
use flowc::sim::{
    self, Answer, Call, Heartbeats, Nobody, Observer, Outside, Plan, Status, TaskOutcome,
    Unanswered, simulate,
};
use flowc::source::{Loader, Sources};
use flowc::value::Value;
use serde_json::Value as Json;

use super::programs::FILES;
use super::reference::{self, Ended, Failure, QUERY_CAUSE, QUERY_ERROR, START};
use super::world::{Answered, Called, Outcome, World, blank, canonical, renamed};

/// What became of one program with one world.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// All runs agree.
    Agree(Figures),
    /// Nothing can be said; for this reason.
    Excused(&'static str),
    /// They differ, or the compiler refuses the program.
    Differ(Difference),
}

/// What runs that agree cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Calls of tasks.
    pub calls: u64,
    /// Whether it ended with an error.
    pub failed: bool,
    /// Transitions without the passes.
    pub plain: u64,
    /// Transitions with them.
    pub optimized: u64,
}

/// How runs differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// In a few words; what stays the same while the program is shrunk.
    pub kind: &'static str,
    /// With all there is to see.
    pub detail: String,
}

/// Imports are read from what the programs know.
pub struct Files;

impl Loader for Files {
    fn load(&self, path: &Path) -> Result<String, String> {
        let found = FILES.iter().find(|(known, _)| Path::new(known) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// Holds the three runs of a program against each other.
#[must_use]
pub fn compare(text: &str, world: &World) -> Verdict {
    let (program, sources) = match program(text) {
        Ok(analysed) => analysed,
        Err(errors) => return differ("refused", errors),
    };
    let Some(workflow) = program.workflows.last() else {
        return differ("refused", "there is no workflow".to_owned());
    };
    let input = world.input();
    let reference = match reference::run(&program, workflow, Value::from(&input), world) {
        Ended::After { result, calls, millis } => Seen::new(result, &calls, millis),
        Ended::Raced => return Verdict::Excused("raced"),
        Ended::TooLong => return Verdict::Excused("too long"),
        Ended::Unmodelled(what) => return Verdict::Excused(what),
    };
    let run = |optimize| {
        let definition = definition(&program, &sources, optimize)?;
        let (outcome, calls) = simulated(&definition, &Value::from(&input), world, &mut Nobody)?;
        let transitions = outcome.transitions;
        Ok((Seen::of(outcome, &calls), transitions))
    };
    let (plain, plain_cost) = match run(false) {
        Ok(run) => run,
        Err(difference) => return Verdict::Differ(difference),
    };
    let (optimized, optimized_cost) = match run(true) {
        Ok(run) => run,
        Err(difference) => return Verdict::Differ(difference),
    };
    if let Some((what, detail)) = reference.differs(&plain) {
        let kind = match what {
            What::Calls => "plain: calls",
            What::Result => "plain: result",
            What::Time => "plain: time",
        };
        return differ(kind, format!("reference | plain\n{detail}"));
    }
    if let Some((what, detail)) = reference.differs(&optimized) {
        let kind = match what {
            What::Calls => "optimized: calls",
            What::Result => "optimized: result",
            What::Time => "optimized: time",
        };
        return differ(kind, format!("reference | optimized\n{detail}"));
    }
    if optimized_cost > plain_cost {
        let detail = format!("{optimized_cost} transitions, without the passes {plain_cost}");
        return differ("more transitions", detail);
    }
    Verdict::Agree(Figures {
        calls: reference.calls.len() as u64,
        failed: reference.result.is_err(),
        plain: plain_cost,
        optimized: optimized_cost,
    })
}

fn differ(kind: &'static str, detail: String) -> Verdict {
    Verdict::Differ(Difference { kind, detail })
}

/// A program, analysed; or its errors.
pub fn program(text: &str) -> Result<(Program, Sources), String> {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let root = sources.add("main.flow", text);
    let options = flowc::Options::default();
    let program = flowc::program(root, &mut sources, &Files, &options, &mut sink);
    match program {
        Some(program) => Ok((program, sources)),
        None => Err(errors(&sources, &sink)),
    }
}

fn errors(sources: &Sources, sink: &Sink) -> String {
    let faults: Vec<_> =
        sink.sorted().into_iter().filter(|fault| fault.severity == Severity::Error).collect();
    let mut out = Vec::new();
    match render(&mut out, Format::Short, false, sources, &faults) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}

/// What the last workflow of a program compiles to. The steps are those of [`flowc::compile`] behind the
/// analysis, which is done once for all runs.
pub fn definition(
    program: &Program,
    sources: &Sources,
    optimize: bool,
) -> Result<Json, Difference> {
    let refused = |detail: String| Difference { kind: "refused", detail };
    let workflow = program.workflows.last().ok_or_else(|| refused("no machine".to_owned()))?;
    let mut machine = flowc::lower::lower(program.unit(workflow), sources);
    flowc::passes::run(&mut machine, optimize);
    let mut sink = Sink::default();
    let definition = flowc::emit::definition(&machine, &mut sink);
    if sink.has_errors() {
        return Err(refused(errors(sources, &sink)));
    }
    Ok(definition)
}

/// Runs a definition in a world; with the calls it made.
pub fn simulated(
    definition: &Json,
    input: &Value,
    world: &World,
    observer: &mut dyn Observer,
) -> Result<(sim::Outcome, Vec<Called>), Difference> {
    let refused = |detail: String| Difference { kind: "refused", detail };
    let definition = asl::read(definition).map_err(|it| refused(format!("{it:?}")))?;
    let plan = Plan::new(&definition).map_err(|it| refused(format!("{it:?}")))?;
    let options = sim::Options {
        execution: Some("run".into()),
        start: START,
        seed: world.seed,
        ..sim::Options::default()
    };
    let mut outside = Answers { world, now: 0, calls: Vec::new() };
    let outcome = simulate(&plan, input.clone(), &options, &mut outside, observer)
        .map_err(|unanswered| refused(unanswered.message))?;
    Ok((outcome, outside.calls))
}

/// Answers the calls of a simulation, and keeps them.
struct Answers<'w> {
    world: &'w World,
    now: i64,
    calls: Vec<Called>,
}

impl Outside for Answers<'_> {
    fn call(&mut self, call: &Call<'_>) -> Result<Answer, Unanswered> {
        let call = Called {
            millis: self.now,
            resource: call.resource.arn.to_string(),
            arguments: call.arguments.clone(),
        };
        let Answered { millis, heartbeats, outcome } = self.world.answer(&call);
        self.calls.push(call);
        let outcome = match outcome {
            Outcome::Return(value) => TaskOutcome::Return(Value::from(&value)),
            Outcome::Fail { error, cause } => {
                TaskOutcome::Fail { error: error.map(Into::into), cause: cause.map(Into::into) }
            }
            Outcome::Never => TaskOutcome::Never,
        };
        Ok(Answer {
            submitted: None,
            delay: millis,
            heartbeats: Heartbeats::At(heartbeats),
            outcome,
        })
    }

    fn object(&self, _: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        Some(Cow::Owned(self.world.object(key)?.0.into_bytes()))
    }

    fn pass(&mut self, millis: i64) {
        self.now += millis;
    }
}

/// What can be seen of a run from outside.
struct Seen {
    result: Result<String, String>,
    calls: Vec<String>,
    millis: i64,
}

/// In what two runs differ.
enum What {
    Calls,
    Result,
    Time,
}

impl Seen {
    /// Calls are in the order of their times, which is that of each branch; random identifiers are
    /// numbered in the order they turn up.
    fn new(result: Result<Value, Failure>, calls: &[Called], millis: i64) -> Self {
        let line = |call: &Called| {
            format!("{:>8} {} {}", call.millis, call.resource, canonical(&call.arguments))
        };
        let mut calls: Vec<String> = calls.iter().map(line).collect();
        calls.sort_by_cached_key(|line| blank(line));
        let mut known: Vec<String> = Vec::new();
        let mut number = |id: &str| {
            let at = known.iter().position(|it| it == id).unwrap_or_else(|| {
                known.push(id.to_owned());
                known.len() - 1
            });
            format!("«id {at}»")
        };
        let calls = calls.iter().map(|line| renamed(line, &mut number)).collect();
        let result = match result {
            Ok(output) => Ok(renamed(&canonical(&output), &mut number)),
            Err(failure) => Err(renamed(&told(&failure), &mut number)),
        };
        Self { result, calls, millis }
    }

    /// What can be seen of an execution.
    fn of(outcome: sim::Outcome, calls: &[Called]) -> Self {
        let result = match outcome.status {
            Status::Succeeded => Ok(outcome.output.unwrap_or_default()),
            Status::Failed | Status::TimedOut | Status::Aborted => Err(Failure {
                error: outcome.error.map(|it| it.to_string()),
                cause: outcome.cause.map(|it| it.to_string()),
            }),
        };
        Self::new(result, calls, outcome.stopped.0 - outcome.started.0)
    }

    fn differs(&self, other: &Self) -> Option<(What, String)> {
        if self.calls != other.calls {
            let differing = self.calls.iter().zip(&other.calls).take_while(|(a, b)| a == b).count();
            let from = |calls: &[String]| {
                let rest = calls.get(differing..).unwrap_or_default();
                rest.iter().take(3).cloned().collect::<Vec<_>>().join("\n  ")
            };
            let detail = format!(
                "calls behind {differing} equal ones:\n  {}\n |\n  {}\nresults:\n  {:?}\n |\n  {:?}",
                from(&self.calls),
                from(&other.calls),
                self.result,
                other.result
            );
            return Some((What::Calls, detail));
        }
        if self.result != other.result {
            return Some((What::Result, format!("{:?}\n |\n{:?}", self.result, other.result)));
        }
        let detail = format!("{} ms | {} ms", self.millis, other.millis);
        (self.millis != other.millis).then_some((What::Time, detail))
    }
}

/// Error and cause; none is as good as an empty one, which is what `fail e` gives in its place. The cause
/// of a failing expression names a state and shows JSONata, which differ by nature.
fn told(failure: &Failure) -> String {
    let Failure { error, cause } = failure;
    let cause = match error.as_deref() {
        Some(QUERY_ERROR) => Some(QUERY_CAUSE),
        _ => cause.as_deref(),
    };
    format!("{}: {}", error.as_deref().unwrap_or_default(), cause.unwrap_or_default())
}
