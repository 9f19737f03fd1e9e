//! Checks that fail the state where JSONata would go on with something else.

use crate::ir::program::{Expr, ExprKind, Library};
use crate::jsonata::Expr as J;
use crate::lower::expressions::{Expressions, has_type, is_short};

/// A check the expression in work has made already.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guarded {
    /// What was checked: a short read.
    expr: J,
    /// `None`: that it is there; else that it is of this JSONata type.
    of_type: Option<&'static str>,
}

impl Expressions<'_> {
    /// `value`, which `e` gave, or failure where it is missing.
    pub(super) fn present(&mut self, value: J, e: &Expr) -> J {
        let message = format!("{} is missing", self.spoken(e));
        self.guard(value, None, &message)
    }

    /// `value`, which `e` gave, or failure where it is missing or not of the JSONata type `name`.
    pub(super) fn checked(&mut self, value: J, e: &Expr, name: &'static str) -> J {
        let kind = match name {
            "array" => "a list",
            "object" => "an object",
            "boolean" => "a boolean",
            "number" => "a number",
            _ => "a string",
        };
        let message = format!("{} is not {kind}", self.spoken(e));
        self.guard(value, Some(name), &message)
    }

    fn guard(&mut self, value: J, of_type: Option<&'static str>, message: &str) -> J {
        self.fails();
        let known = self.guarded.iter().any(|guarded| {
            guarded.expr == value && (of_type.is_none() || guarded.of_type == of_type)
        });
        if known {
            return value;
        }
        if is_short(&value) {
            self.guarded.push(Guarded { expr: value.clone(), of_type });
        }
        self.named(value, "value", |_, value| {
            let holds = match of_type {
                Some(name) => has_type(value.clone(), name),
                None => J::call("exists", vec![value.clone()]),
            };
            J::condition(holds, value, error(message))
        })
    }
}

/// `$error("message")`
pub(super) fn error(message: &str) -> J {
    J::call("error", vec![J::string(message)])
}

impl Expressions<'_> {
    /// What the source calls an expression, for messages.
    pub(super) fn spoken(&self, e: &Expr) -> String {
        let mut out = String::new();
        self.speak(e, &mut out);
        out
    }

    fn speak(&self, e: &Expr, out: &mut String) {
        match &e.kind {
            ExprKind::Local(var) => match self.spoken_for.get(var) {
                Some(text) => out.push_str(text),
                None => out.push_str(&self.hint(*var)),
            },
            ExprKind::Field { base, name, .. } => {
                self.speak(base, out);
                out.push('.');
                out.push_str(name);
            }
            ExprKind::Index { base, index, .. } => {
                self.speak(base, out);
                let key = match &index.kind {
                    ExprKind::Literal(value) => value.to_string(),
                    ExprKind::Local(var) => self.hint(*var).to_string(),
                    _ => "…".to_owned(),
                };
                out.push_str(&format!("[{key}]"));
            }
            ExprKind::Context(path) => {
                out.push_str("context");
                for part in path {
                    out.push('.');
                    out.push_str(part);
                }
            }
            ExprKind::Library(function, args) => {
                if let Some(receiver) = args.first() {
                    self.speak(receiver, out);
                }
                out.push_str(call_of(*function));
            }
            _ => out.push_str("the value"),
        }
    }
}

/// How a method that may give nothing is written.
fn call_of(function: Library) -> &'static str {
    match function {
        Library::Find => ".find(…)",
        Library::First => ".first()",
        Library::Last => ".last()",
        Library::Min => ".min()",
        Library::Max => ".max()",
        Library::Average => ".average()",
        _ => "",
    }
}
