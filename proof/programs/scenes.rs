//! Statements that go together: what faults of a compiler show in, and chance alone seldom makes.

use super::{Kind, VALUE_KINDS, Variable, Writer, type_of};

impl Writer {
    /// Shows the world variables: what they hold is seen, whichever way led here.
    pub(super) fn report(&mut self) {
        let seen = self.seen();
        self.line(&format!("Any({seen})"));
    }

    /// Some of the variables in sight, the latest ones first.
    fn seen(&mut self) -> String {
        let count = 1 + self.tape.pick(3);
        let mut names = Vec::new();
        for variable in self.scope.iter().rev() {
            let told = !matches!(variable.kind, Kind::Caught | Kind::Input);
            if told && names.len() < count {
                names.push(variable.name.clone());
            }
        }
        format!("[{}]", names.join(", "))
    }

    /// The value of the workflow, often with variables beside it.
    pub(super) fn output(&mut self) {
        let value = match self.tape.pick(5) {
            0 => self.expr(Kind::Any, 2),
            1 => self.risky(),
            2 => {
                self.watched_call();
                self.risky()
            }
            _ => {
                let (value, seen) = (self.operand(Kind::Any, 1), self.seen());
                format!("({{ value: {value}, seen: {seen} }})")
            }
        };
        self.line(&value);
    }

    /// A call whose handlers or retriers would take failing expressions.
    pub(super) fn watched_call(&mut self) {
        let call = self.call("Any");
        let watch = self.tape.one_of(&[
            "retry stubborn",
            "catch { Num(0) }",
            "retry patient retry stubborn",
            "catch States.QueryEvaluationError | Oops as caught { Any(caught.Error) }",
        ]);
        self.line(&format!("{call} {watch}"));
    }

    /// A body that is tried again, with what it assigns.
    pub(super) fn retried_assignment(&mut self, depth: usize) {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let (name, value) = (self.fresh(), self.expr(kind, 1));
        self.line(&format!("var {name}: {} = {value}", type_of(kind)));
        self.declare(&name, kind, true);
        self.line("try {");
        self.inner(|writer| {
            let value = writer.call_of(kind);
            writer.line(&format!("{name} = {value}"));
            writer.statements(depth - 1);
        });
        self.line("}");
        let retry = self.retries();
        self.line(retry);
        self.line(&format!("Any([{name}])"));
    }

    /// A variable that holds one of few texts, and what depends on it.
    pub(super) fn mode(&mut self) {
        let name = self.fresh();
        let (first, second) = (self.tape.one_of(&["x", "y"]), self.tape.one_of(&["y", "z"]));
        self.line(&format!("var {name}: string = \"{first}\""));
        self.declare(&name, Kind::Str, true);
        if self.tape.one_in(2) {
            let condition = self.expr(Kind::Bool, 1);
            self.line(&format!("if {condition} {{ {name} = \"{second}\" }}"));
        }
        let sign = self.tape.one_of(&["==", "!="]);
        let value = self.tape.one_of(&["x", "y"]);
        let (yes, no) = (self.call("Any"), self.call("Num"));
        self.line(&format!("if {name} {sign} \"{value}\" {{ {yes} }} else {{ {no} }}"));
    }

    /// Arms that do nothing but assign.
    pub(super) fn assigning_if(&mut self) {
        let places: Vec<Variable> =
            self.scope.iter().filter(|variable| variable.mutable).cloned().collect();
        let Some(place) = places.last() else { return self.var_statement() };
        let (name, kind) = (place.name.clone(), place.kind);
        let condition = self.tape.one_of(&["input.b", "!input.b", "(input.n as number) > 1"]);
        let value = self.expr(kind, 1);
        self.line(&format!("if {condition} {{ {name} = {value} }}"));
        self.line(&format!("Any([{name}])"));
    }

    /// A value that may not be there.
    pub(super) fn risky(&mut self) -> String {
        let known = self.variables(Kind::Any);
        match self.tape.pick(6) {
            0 => "input.any.a + 1".to_owned(),
            1 => "input.any.a.b + 1".to_owned(),
            2 => "input.any.a".to_owned(),
            3 => "input.xs[1]".to_owned(),
            4 if !known.is_empty() => format!("{} * 2", known[known.len() - 1]),
            _ => "input.s.toNumber()".to_owned(),
        }
    }

    /// What often fails, and what it does if it does not.
    pub(super) fn risky_statement(&mut self) {
        let (name, value) = (self.fresh(), self.risky());
        self.line(&format!("let {name}: any = {value}"));
        self.declare(&name, Kind::Any, false);
        if self.tape.one_in(2) {
            self.report();
        }
    }

    /// A call that is tried again, several policies in order, with what is made of it.
    pub(super) fn retried_call(&mut self) {
        let call = self.call("Any");
        let name = self.fresh();
        let retry = self.retries();
        self.line(&format!("let {name}: any = {call} {retry}"));
        self.declare(&name, Kind::Any, false);
    }

    pub(super) fn retries(&mut self) -> &'static str {
        self.tape.one_of(&[
            "retry patient",
            "retry picky",
            "retry stubborn",
            "retry patient retry stubborn",
            "retry patient retry picky",
            "retry on Custom.Bang every 3s attempts 1 retry picky",
            "retry on Oops | Custom.Bang every 1s attempts 2 backoff 1 retry on States.TaskFailed | States.Timeout every 3s attempts 1",
        ])
    }

    /// What fails behind a call with handlers or retriers is none of theirs.
    pub(super) fn handled_then_risky(&mut self, depth: usize) {
        match self.tape.pick(3) {
            0 => self.retried_call(),
            _ => self.call_with_handler(depth),
        }
        let (name, value) = (self.fresh(), self.risky());
        match self.tape.pick(3) {
            0 if self.jumps && self.returns == Kind::Any => {
                self.line(&format!("if input.b {{ return {value} }}"));
            }
            _ => {
                self.line(&format!("let {name}: any = {value}"));
                self.declare(&name, Kind::Any, false);
            }
        }
    }

    /// A `try` whose handler, or `finally`, fails again within another one.
    pub(super) fn rethrowing(&mut self, depth: usize) {
        self.line("try {");
        self.indent += 1;
        let seen = self.scope.len();
        self.line("try {");
        self.inner(|writer| {
            writer.statements(depth - 1);
            if writer.tape.one_in(2) {
                writer.risky_statement();
            }
        });
        // What a variable holds in a handler is not told where the failing state assigns it too.
        let scope = self.scope.clone();
        self.scope.retain(|variable| !variable.mutable);
        self.next += 1;
        let name = format!("e{}", self.next);
        match self.tape.pick(3) {
            0 => self.line(&format!("}} catch as {name} {{")),
            1 => self.line(&format!("}} catch States.QueryEvaluationError | Oops as {name} {{")),
            _ => self.line("} finally {"),
        }
        let handles = !self.out.trim_end().ends_with("finally {");
        let (jumps, handler) = (self.jumps, self.handler);
        let loops = std::mem::take(&mut self.loops);
        (self.jumps, self.handler) = (false, false);
        self.inner(|writer| writer.statements(depth - 1));
        (self.jumps, self.handler) = (jumps, handler);
        self.loops = loops;
        if handles {
            self.indent += 1;
            match self.tape.pick(4) {
                0 => self.line(&format!("fail error({name}.Error, \"new\")")),
                _ => self.line(&format!("fail {name}")),
            }
            self.indent -= 1;
        }
        self.line("}");
        self.indent -= 1;
        self.line("}");
        let mut last = self.tape.one_of(&[
            "States.TaskFailed",
            "Oops | States.TaskFailed",
            "States.QueryEvaluationError",
            "States.TaskFailed | States.Timeout",
            "Bang",
        ]);
        if self.tape.one_in(3) {
            self.handler_arm("Oops", depth, None);
            last = if last.starts_with("Oops") { "States.TaskFailed" } else { last };
        }
        self.handler_arm(last, depth, None);
        self.scope = scope;
        self.scope.truncate(seen);
    }
}
