//! A machine as text, for tests and for people who look for a fault in a pass.

use std::fmt::{self, Write};

use crate::ir::machine::{
    Batcher, Edge, Kind, Machine, Map, Reader, ScopeId, State, StateId, Target, Template, Value,
    Wait, Writer,
};
use crate::ir::program::Retrier;
use crate::jsonata::text_of;

impl Machine {
    /// The machine as text: a line for each state, below it a line for each thing it does.
    #[must_use]
    pub fn print(&self) -> String {
        let mut printer = Printer { machine: self, out: String::new(), indent: 0 };
        printer.machine();
        printer.out
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expr(expr) => write!(f, "{{% {expr} %}}"),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Text(pieces) => write!(f, "{:?}", text_of(pieces)),
            Self::Array(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Object(entries) => {
                f.write_str("{")?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{} {key:?}: {value}", if at == 0 { "" } else { "," })?;
                }
                f.write_str(" }")
            }
        }
    }
}

struct Printer<'a> {
    machine: &'a Machine,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn line(&mut self, line: fmt::Arguments<'_>) {
        let indent = self.indent * 2;
        writeln!(self.out, "{:indent$}{line}", "").expect("a string takes any text");
    }

    fn machine(&mut self) {
        let Machine { name, comment, timeout, express, .. } = self.machine;
        let express = if *express { " express" } else { "" };
        self.line(format_args!("machine {name}{express}"));
        self.indent += 1;
        self.comment(comment.as_ref());
        if let Some(timeout) = timeout {
            self.line(format_args!("timeout {timeout}"));
        }
        self.scope(Machine::ROOT);
    }

    fn scope(&mut self, id: ScopeId) {
        let scope = self.machine.scope(id);
        self.edge("start", &scope.start);
        for (state_id, state) in self.machine.iter().filter(|(_, state)| state.scope == id) {
            self.state(state_id, state);
        }
    }

    fn state(&mut self, id: StateId, state: &State) {
        let given = if state.label.given { "@" } else { "" };
        let kind = state.kind.name();
        self.line(format_args!("{} {kind} {given}{:?}", shown(id), state.label.text));
        self.indent += 1;
        self.comment(state.comment.as_ref());
        self.fields(&state.kind);
        for retrier in &state.retriers {
            self.retrier(retrier);
        }
        if let Some(next) = &state.next {
            self.edge(if matches!(state.kind, Kind::Choice(_)) { "else" } else { "next" }, next);
        }
        for catcher in &state.catchers {
            self.comment(catcher.comment.as_ref());
            self.edge(&format!("catch {}", catcher.errors.join(" ")), &catcher.edge);
        }
        self.indent -= 1;
    }

    fn fields(&mut self, kind: &Kind) {
        match kind {
            Kind::Pass => {}
            Kind::Task(task) => {
                self.line(format_args!("resource {}", text_of(&task.resource)));
                self.value("arguments", task.arguments.as_ref());
                self.value("timeout", task.timeout.as_ref());
                self.value("heartbeat", task.heartbeat.as_ref());
                self.value("role", task.role.as_ref());
            }
            Kind::Choice(rules) => {
                for rule in rules {
                    self.edge(&format!("if {}", rule.condition.template), &rule.edge);
                }
            }
            Kind::Wait(Wait::Seconds(value)) => self.value("seconds", Some(value)),
            Kind::Wait(Wait::Timestamp(value)) => self.value("until", Some(value)),
            Kind::Parallel { branches, arguments } => {
                self.value("arguments", arguments.as_ref());
                for branch in branches {
                    self.inner("branch", *branch);
                }
            }
            Kind::Map(map) => self.map(map),
            Kind::Succeed(output) => self.value("output", output.as_ref()),
            Kind::Fail { error, cause } => {
                self.value("error", error.as_ref());
                self.value("cause", cause.as_ref());
            }
        }
    }

    fn map(&mut self, map: &Map) {
        self.value("items", map.items.as_ref());
        if let Some(Reader { resource, arguments, config }) = &map.reader {
            self.line(format_args!("reader {resource}"));
            self.value("reader arguments", Some(arguments));
            self.config("reader", config);
        }
        self.value("select", map.selector.as_ref());
        if let Some(Batcher { max_items, max_bytes, input }) = &map.batcher {
            self.value("batch items", max_items.as_ref());
            self.value("batch bytes", max_bytes.as_ref());
            self.value("batch input", input.as_ref());
        }
        if let Some(Writer { arguments, config }) = &map.writer {
            self.value("writer arguments", arguments.as_ref());
            self.config("writer", config);
        }
        self.value("concurrency", map.max_concurrency.as_ref());
        self.value("tolerate", map.tolerated_count.as_ref());
        self.value("tolerate %", map.tolerated_percentage.as_ref());
        if let Some(label) = &map.label {
            self.line(format_args!("label {label:?}"));
        }
        let title = match map.distributed {
            None => "each",
            Some(false) => "each distributed",
            Some(true) => "each distributed express",
        };
        self.inner(title, map.body);
    }

    fn config(&mut self, of: &str, config: &[(&'static str, Value)]) {
        for (name, value) in config {
            self.line(format_args!("{of} {name} {}", value.template));
        }
    }

    fn inner(&mut self, title: &str, scope: ScopeId) {
        let isolated = if self.machine.scope(scope).isolated { " isolated" } else { "" };
        self.line(format_args!("{title}{isolated}"));
        self.indent += 1;
        self.comment(self.machine.scope(scope).comment.as_ref());
        self.scope(scope);
        self.indent -= 1;
    }

    fn value(&mut self, title: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.line(format_args!("{title} {}", value.template));
        }
    }

    fn comment(&mut self, comment: Option<&String>) {
        if let Some(comment) = comment {
            self.line(format_args!("comment {comment:?}"));
        }
    }

    fn retrier(&mut self, retrier: &Retrier) {
        let Retrier {
            comment,
            errors,
            interval_seconds,
            max_attempts,
            backoff_rate,
            max_delay_seconds,
            jitter,
        } = retrier;
        self.comment(comment.as_ref());
        let mut line = format!("retry {}", errors.join(" "));
        let numbers = [
            ("every", interval_seconds.map(|number| number.to_string())),
            ("attempts", max_attempts.map(|number| number.to_string())),
            ("backoff", backoff_rate.as_ref().map(ToString::to_string)),
            ("cap", max_delay_seconds.map(|number| number.to_string())),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                line.extend([" ", name, " ", &number]);
            }
        }
        self.line(format_args!("{line}{}", if *jitter { " jitter" } else { "" }));
    }

    fn edge(&mut self, title: &str, edge: &Edge) {
        let to = match edge.to {
            Target::State(id) => shown(id),
            Target::End => "end".to_owned(),
            Target::Open => "open".to_owned(),
        };
        self.line(format_args!("{title} -> {to}"));
        self.indent += 1;
        for (name, value) in &edge.assign {
            self.line(format_args!("${name} := {}", value.template));
        }
        self.value("output", edge.output.as_ref());
        self.indent -= 1;
    }
}

fn shown(id: StateId) -> String {
    format!("s{}", id.0)
}
