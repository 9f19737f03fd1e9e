//! How much of its workflows the tests of a file reach: for people, and as JSON.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::FileReport;
use crate::cli::run::paint::{Paint, Style};
use crate::sim::{Plan, Reach};
use crate::source::{Sources, Span};
use crate::suite::Coverage;

/// What the tests of its file reach of a workflow.
pub struct WorkflowCoverage {
    pub name: String,
    /// Where it is declared.
    pub place: Place,
    pub parts: Vec<Part>,
}

/// A part of a state: the state itself, a way on, a catcher or a retrier.
pub struct Part {
    pub state: String,
    /// The source of the state.
    pub place: Place,
    pub reach: Reach,
    /// Of a transition where it leads, empty for the end; of a catcher or retrier its errors.
    about: String,
    /// How often it was reached.
    pub count: u64,
}

/// A line of a source, from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: String,
    pub line: usize,
}

/// What is counted apart, in the order of the columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    State,
    Transition,
    Catcher,
    Retrier,
}

const KINDS: [(Kind, &str); 4] = [
    (Kind::State, "states"),
    (Kind::Transition, "transitions"),
    (Kind::Catcher, "catchers"),
    (Kind::Retrier, "retriers"),
];

impl WorkflowCoverage {
    /// Of the workflow declared at `span`, whose states come from `states`.
    pub fn new(
        (name, span): (&str, Span),
        plan: &Plan,
        states: &IndexMap<String, Span>,
        coverage: &Coverage,
        sources: &Sources,
    ) -> Self {
        let parts = plan.goals().into_iter().map(|goal| Part {
            place: Place::of(states.get(&*goal.state).copied().unwrap_or(span), sources),
            count: coverage.of(name, &goal.state, goal.reach),
            reach: goal.reach,
            about: goal.about,
            state: goal.state.to_string(),
        });
        Self { name: name.to_owned(), place: Place::of(span, sources), parts: parts.collect() }
    }

    /// How many parts of a kind are reached, of how many.
    fn counted(&self, kind: Kind) -> (usize, usize) {
        let parts = || self.parts.iter().filter(|part| part.kind() == kind);
        (parts().filter(|part| part.count > 0).count(), parts().count())
    }

    /// What is not reached; of a state that is not entered no more than that.
    fn missed(&self) -> impl Iterator<Item = &Part> {
        let entered = |state: &str| {
            let is_entry = |part: &&Part| part.reach == Reach::State && part.state == state;
            self.parts.iter().find(is_entry).is_some_and(|part| part.count > 0)
        };
        self.parts.iter().filter(move |part| {
            part.count == 0 && (part.reach == Reach::State || entered(&part.state))
        })
    }
}

impl Place {
    fn of(span: Span, sources: &Sources) -> Self {
        let source = sources.get(span.file);
        let at = source.lines().line_column(&source.text, span.start as usize);
        Self { file: source.path.display().to_string(), line: at.line }
    }
}

impl Part {
    fn kind(&self) -> Kind {
        match self.reach {
            Reach::State => Kind::State,
            Reach::Next | Reach::Choice(_) | Reach::Default => Kind::Transition,
            Reach::Catcher(_) => Kind::Catcher,
            Reach::Retrier(_) => Kind::Retrier,
        }
    }

    /// What no test does.
    fn sentence(&self) -> String {
        let (state, about) = (&self.state, &self.about);
        match self.reach {
            Reach::State => format!("`{state}` is not entered"),
            Reach::Next if about.is_empty() => format!("`{state}` does not succeed"),
            Reach::Next | Reach::Choice(_) | Reach::Default => {
                format!("`{state}` does not go on to `{about}`")
            }
            Reach::Catcher(_) => format!("`{state}` does not catch {about}"),
            Reach::Retrier(_) => format!("`{state}` does not retry on {about}"),
        }
    }
}

/// A line for each workflow, and below it what is not reached.
pub fn table(reports: &[FileReport], paint: Paint) -> String {
    let workflows = || reports.iter().flat_map(|report| &report.coverage);
    let longest = workflows().map(|workflow| workflow.name.chars().count()).max();
    let width = longest.unwrap_or(0).max("coverage".len());
    let mut text = String::from("\n");
    let heads = KINDS.map(|(_, name)| format!("{name:>12}")).concat();
    let _ = writeln!(text, "{}", paint.of(Style::Bold, &format!("{:<width$}{heads}", "coverage")));
    let row = |name: &str, counts: [(usize, usize); 4]| {
        let cells = counts.map(|(reached, all)| {
            let style = if reached == all { Style::Good } else { Style::Warn };
            paint.of(style, &format!("{:>12}", format!("{reached}/{all}")))
        });
        format!("{name:<width$}{}\n", cells.concat())
    };
    let mut sums = [(0, 0); 4];
    for workflow in workflows() {
        let counts = KINDS.map(|(kind, _)| workflow.counted(kind));
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum = (sum.0 + count.0, sum.1 + count.1);
        }
        text.push_str(&row(&workflow.name, counts));
        for part in workflow.missed() {
            let Place { file, line } = &part.place;
            let missed = format!("  {file}:{line}: {}", part.sentence());
            let _ = writeln!(text, "{}", paint.of(Style::Dim, &missed));
        }
    }
    if workflows().count() > 1 {
        text.push_str(&row("all", sums));
    }
    text.push('\n');
    text
}

/// `[{workflow, file, line, states: {reached, all}, …, missed: [{file, line, state, message}]}]`
pub fn json(workflows: &[WorkflowCoverage]) -> Value {
    let object = |workflow: &WorkflowCoverage| {
        let Place { file, line } = &workflow.place;
        let mut object = json!({"workflow": workflow.name, "file": file, "line": line});
        for (kind, name) in KINDS {
            let (reached, all) = workflow.counted(kind);
            object[name] = json!({"reached": reached, "all": all});
        }
        let missed = workflow.missed().map(|part| {
            let Place { file, line } = &part.place;
            let message = part.sentence();
            json!({"file": file, "line": line, "state": part.state, "message": message})
        });
        object["missed"] = missed.collect();
        object
    };
    workflows.iter().map(object).collect()
}
