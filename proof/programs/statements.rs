//! Statements.

use std::fmt::Write;

use super::{Function, Kind, Loop, VALUE_KINDS, Variable, Writer, annotation, prefix, type_of};

impl Writer {
    /// Some statements, nested at most `depth` deep.
    pub(super) fn statements(&mut self, depth: usize) {
        let count = 1 + self.tape.pick(5);
        for _ in 0..count {
            if self.budget == 0 || self.tape.is_over() {
                return;
            }
            self.budget -= 1;
            self.statement(depth);
        }
    }

    pub(super) fn statement(&mut self, depth: usize) {
        let simple = 21;
        let choices = if depth == 0 { simple } else { 40 };
        match self.tape.pick(choices) {
            0 | 9 => self.call_statement(),
            1 | 2 | 10 => self.let_statement(),
            3 => self.var_statement(),
            4 | 5 | 14 => self.assign_statement(),
            6 => self.destructure(),
            7 => self.wait_statement(),
            // Most programs would end there.
            8 | 11 if depth == 4 => self.call_statement(),
            8 => self.jump_statement(),
            11 => self.let_or_leave(),
            12 => self.identifier(),
            13 | 16 => self.report(),
            17 => self.mode(),
            15 | 18 => self.assigning_if(),
            19 => self.risky_statement(),
            20 => self.retried_call(),
            21 | 22 => self.if_statement(depth),
            23 => self.match_statement(depth),
            24 => self.for_statement(depth),
            25 => self.while_statement(depth),
            26 => self.loop_statement(depth),
            27 | 28 => self.parallel_statement(depth),
            29 => self.map_statement(depth),
            30 => match self.tape.pick(3) {
                2 if !self.express => self.reading_map(depth),
                _ => self.map_statement(depth),
            },
            31 | 32 => self.call_with_handler(depth),
            33 | 34 => self.rethrowing(depth),
            35 => self.handled_then_risky(depth),
            36 => self.retried_assignment(depth),
            _ => self.try_statement(depth),
        }
    }

    /// A function, whose statements may use those written before.
    pub(super) fn function(&mut self) {
        let name = format!("own{}", self.functions.len());
        let params: Vec<Kind> =
            (0..self.tape.pick(3)).map(|_| self.tape.one_of(&VALUE_KINDS)).collect();
        let gives = self.tape.one_of(&VALUE_KINDS);
        self.returns = gives;
        self.budget = 6;
        let mut heads = vec!["input: Input".to_owned()];
        self.declare("input", Kind::Input, false);
        for (at, kind) in params.iter().enumerate() {
            heads.push(format!("p{at}: {}", type_of(*kind)));
            self.declare(&format!("p{at}"), *kind, false);
        }
        let (head, ty) = (heads.join(", "), type_of(gives));
        self.out.push_str(&format!("\nfn {name}({head}) -> {ty} {{\n"));
        self.statements(2);
        let value = self.expr(gives, 2);
        self.line(&value);
        self.out.push_str("}\n");
        self.scope.clear();
        self.functions.push(Function { name, params, gives });
    }

    /// `let x = … ?? return`
    pub(super) fn let_or_leave(&mut self) {
        let value = self.dynamic(1);
        let name = self.fresh();
        let jump = self.jump();
        self.line(&format!("let {name}: any = {value} ?? {jump}"));
        self.declare(&name, Kind::Any, false);
    }

    /// A value that is drawn once, and told twice.
    pub(super) fn identifier(&mut self) {
        let name = self.fresh();
        let value = self.tape.one_of(&["uuid()", "now()", "[uuid(), 1]", "{ id: uuid() }"]);
        self.line(&format!("let {name}: any = {value}"));
        let kind = if value == "now()" { Kind::Any } else { Kind::Id };
        self.declare(&name, kind, false);
        let call = self.tape.one_of(&["Any", "Num"]);
        self.line(&format!("{call}({name})"));
    }

    pub(super) fn call_with_handler(&mut self, depth: usize) {
        let call = self.call("Any");
        let errors = self.tape.one_of(&["", "Oops", "Bang | States.Timeout", "States.TaskFailed"]);
        let retry =
            if self.tape.one_in(3) { format!(" {}", self.retries()) } else { String::new() };
        let first = !errors.is_empty() && self.tape.one_in(3);
        let head = format!("{call}{retry} ");
        if first {
            self.handler_arm_behind(&head, "Custom.Other", depth, None);
            return self.handler_arm(errors, depth, None);
        }
        self.handler_arm_behind(&head, errors, depth, None);
    }

    pub(super) fn call_statement(&mut self) {
        let call = match self.tape.pick(4) {
            0 => self.call("Any"),
            1 => self.call("Num"),
            2 => {
                let (call, limits) = self.limited_call();
                let clauses = self.clauses_of(1, None);
                return self.line(&format!("{call}{limits}{clauses}"));
            }
            _ => {
                let argument = self.expr(Kind::Any, 1);
                return self.line(&format!("note({argument})"));
            }
        };
        let clause = self.clauses();
        self.line(&format!("{call}{clause}"));
    }

    pub(super) fn let_statement(&mut self) {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let value = if self.tape.one_in(2) { self.call_of(kind) } else { self.expr(kind, 3) };
        let name = self.fresh();
        let annotation = annotation(kind);
        self.line(&format!("let {name}{annotation} = {value}"));
        self.declare(&name, kind, false);
    }

    pub(super) fn var_statement(&mut self) {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let value = self.expr(kind, 2);
        let name = self.fresh();
        let ty = type_of(kind);
        self.line(&format!("var {name}: {ty} = {value}"));
        self.declare(&name, kind, true);
    }

    pub(super) fn assign_statement(&mut self) {
        let places: Vec<Variable> =
            self.scope.iter().filter(|variable| variable.mutable).cloned().collect();
        if places.is_empty() {
            return self.var_statement();
        }
        let at = self.tape.pick(places.len());
        let Variable { name, kind, .. } = &places[at];
        let value = self.expr(*kind, 2);
        match (kind, self.tape.pick(3)) {
            (Kind::Num, 1) => self.line(&format!("{name} += {value}")),
            (Kind::Num, 2) => self.line(&format!("{name} = {name} - ({value})")),
            (Kind::Rec, 1) => {
                let field = self.expr(Kind::Num, 2);
                self.line(&format!("{name}.n = {field}"));
            }
            (Kind::Nums, 1) => {
                let item = self.expr(Kind::Num, 2);
                self.line(&format!("{name} = [...{name}, {item}]"));
            }
            (Kind::Num, _) if self.tape.one_in(3) => self.line(&format!("{name} *= {value}")),
            (Kind::Any, 1) => self.line(&format!("{name} = {name} ?? {value}")),
            (Kind::Any, 2) => self.line(&format!("{name} ??= {value}")),
            _ => self.line(&format!("{name} = {value}")),
        }
    }

    pub(super) fn destructure(&mut self) {
        if self.tape.one_in(3) {
            let list = self.operand(Kind::Nums, 1);
            let first = self.fresh();
            self.declare(&first, Kind::Num, false);
            let rest = self.fresh();
            self.declare(&rest, Kind::Nums, false);
            return self.line(&format!("let [{first}, ...{rest}] = [1, ...{list}]"));
        }
        let value = self.expr(Kind::Rec, 2);
        let first = self.fresh();
        self.declare(&first, Kind::Num, false);
        let second = self.fresh();
        self.declare(&second, Kind::Str, false);
        self.line(&format!("let {{ n: {first}, s: {second} }} = {value}"));
    }

    pub(super) fn wait_statement(&mut self) {
        match self.tape.pick(3) {
            0 => self.line("wait 5s"),
            1 => self.line("wait until time.add(now(), 4)"),
            _ => {
                let value = self.expr(Kind::Num, 1);
                self.line(&format!("wait if {value} > 2 {{ 1 }} else {{ 3 }}"));
            }
        }
    }

    /// A jump that is not always taken.
    pub(super) fn jump_statement(&mut self) {
        let condition = self.expr(Kind::Bool, 1);
        let jump = self.jump();
        self.line(&format!("if {condition} {{ {jump} }}"));
    }

    pub(super) fn jump(&mut self) -> String {
        let mut caught = self.variables(Kind::Caught);
        caught.extend(self.variables(Kind::Known));
        let fail_again = self.handler && !caught.is_empty() && self.tape.one_in(2);
        if fail_again {
            return format!("fail {}", caught[caught.len() - 1]);
        }
        if self.jumps {
            match self.tape.pick(4) {
                0 if !self.loops.is_empty() => return self.loop_jump("break"),
                1 if !self.loops.is_empty() => return self.loop_jump("continue"),
                2 => {
                    let value = self.expr(self.returns, 1);
                    return format!("return {value}");
                }
                _ => {}
            }
        }
        let known = self.variables(Kind::Known);
        match self.tape.pick(5) {
            0 => "fail Oops".to_owned(),
            3 => "fail".to_owned(),
            4 if !known.is_empty() => {
                format!("fail error(\"Custom.New\", {}.Cause)", known[known.len() - 1])
            }
            1 => format!("fail Bang({})", self.expr(Kind::Str, 1)),
            _ => "fail error(\"Custom.Other\", \"because\")".to_owned(),
        }
    }

    pub(super) fn loop_jump(&mut self, word: &str) -> String {
        let at = self.tape.pick(self.loops.len());
        match &self.loops[at].label {
            Some(label) => format!("{word} '{label}"),
            None => word.to_owned(),
        }
    }

    /// A block in braces, its variables gone behind it.
    pub(super) fn block(&mut self, head: &str, depth: usize) {
        self.line(&format!("{head} {{"));
        self.inner(|writer| writer.statements(depth - 1));
        self.line("}");
    }

    /// A block whose last expression is of `kind`.
    pub(super) fn value_block(&mut self, head: &str, depth: usize, kind: Kind) {
        self.line(&format!("{head} {{"));
        self.inner(|writer| {
            writer.statements(depth - 1);
            if kind == Kind::Any && writer.tape.one_in(4) {
                writer.watched_call();
                let value = writer.risky();
                return writer.line(&value);
            }
            let value = writer.expr(kind, 2);
            writer.line(&value);
        });
        self.line("}");
    }

    /// A block that assigns a variable from outside, among others.
    fn assigning_block(&mut self, head: &str, depth: usize, kind: Kind) {
        self.line(&format!("{head} {{"));
        self.inner(|writer| {
            writer.assign_statement();
            writer.statements(depth - 1);
            let value = writer.expr(kind, 2);
            writer.line(&value);
        });
        self.line("}");
    }

    pub(super) fn inner(&mut self, body: impl FnOnce(&mut Self)) {
        let seen = self.scope.len();
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.scope.truncate(seen);
    }

    pub(super) fn if_statement(&mut self, depth: usize) {
        let condition = self.expr(Kind::Bool, 2);
        let binding = self.value_wanted();
        let head = format!("{}if {condition}", prefix(&binding));
        let kind = binding.as_ref().map(|(_, kind)| *kind);
        self.arm(&head, depth, kind);
        for _ in 0..self.tape.pick(3) {
            let condition = self.expr(Kind::Bool, 1);
            self.arm(&format!("else if {condition}"), depth, kind);
        }
        if kind.is_some() || self.tape.one_in(2) {
            self.arm("else", depth, kind);
        }
        self.bind(binding);
    }

    pub(super) fn arm(&mut self, head: &str, depth: usize, kind: Option<Kind>) {
        match kind {
            Some(kind) => self.value_block(head, depth, kind),
            None => self.block(head, depth),
        }
    }

    /// Sometimes a variable that takes the value of the construct that follows.
    pub(super) fn value_wanted(&mut self) -> Option<(String, Kind)> {
        if !self.tape.one_in(3) {
            return None;
        }
        let kind = self.tape.one_of(&VALUE_KINDS);
        Some((self.fresh(), kind))
    }

    pub(super) fn bind(&mut self, binding: Option<(String, Kind)>) {
        if let Some((name, kind)) = binding {
            self.declare(&name, kind, false);
        }
    }

    pub(super) fn match_statement(&mut self, depth: usize) {
        let (kind, arms) = match self.tape.pick(3) {
            0 => (Kind::Num, ["0", "1 | 2", "3"]),
            1 => (Kind::Any, ["null | \"x\"", "1 | true", "0"]),
            _ => (Kind::Str, ["\"\"", "\"x\" | \"y\"", "\"z\""]),
        };
        let subject = match kind {
            // Of a call: a test of a variable would narrow it.
            Kind::Any => self.call("Any"),
            kind => self.widened(kind, 2),
        };
        let binding = self.value_wanted();
        self.line(&format!("{}match {subject} {{", prefix(&binding)));
        let wanted = binding.as_ref().map(|(_, kind)| *kind);
        self.indent += 1;
        for arm in &arms[..1 + self.tape.pick(3)] {
            self.arm(&format!("{arm} =>"), depth, wanted);
        }
        if self.tape.one_in(3) {
            let name = self.fresh();
            self.declare(&name, kind, false);
            let guard = self.expr(Kind::Bool, 1);
            self.arm(&format!("{name} if {guard} =>"), depth, wanted);
            self.scope.pop();
        }
        self.arm("_ =>", depth, wanted);
        self.indent -= 1;
        self.line("}");
        self.bind(binding);
    }

    pub(super) fn in_loop(&mut self, head: &str, depth: usize, body: impl FnOnce(&mut Self)) {
        let label = self.tape.one_in(3).then(|| {
            self.next += 1;
            format!("l{}", self.next)
        });
        // Without a label, only the innermost loop can be named.
        let outer = self.loops.clone();
        self.loops.retain(|outer| outer.label.is_some());
        let head = match &label {
            Some(label) => format!("'{label}: {head}"),
            None => head.to_owned(),
        };
        self.loops.push(Loop { label });
        self.line(&format!("{head} {{"));
        self.inner(|writer| {
            body(writer);
            writer.statements(depth - 1);
        });
        self.loops = outer;
    }

    pub(super) fn for_statement(&mut self, depth: usize) {
        let source = match self.tape.pick(4) {
            0 => format!("0..{}", self.tape.pick(4)),
            1 => "1..=2".to_owned(),
            2 => format!("0..{}.slice(0, 3).length()", self.operand(Kind::Nums, 1)),
            _ => self.short_list(),
        };
        let name = self.fresh();
        let with_index = !source.contains("..") && self.tape.one_in(2);
        let index = format!("i{}", self.next + 1);
        self.next += 1;
        let head = match with_index {
            true => format!("for {index}, {name} in {source}"),
            false => format!("for {name} in {source}"),
        };
        self.in_loop(&head, depth, |writer| {
            writer.declare(&name, Kind::Num, false);
            if with_index {
                writer.declare(&index, Kind::Num, false);
            }
        });
        self.line("}");
    }

    /// A list of at most three items.
    pub(super) fn short_list(&mut self) -> String {
        let lists = self.variables(Kind::Nums);
        match self.tape.pick(4) {
            0 => "input.xs".to_owned(),
            1 if !lists.is_empty() => {
                format!("{}.slice(0, 2)", lists[self.tape.pick(lists.len())])
            }
            2 => "List(1)".to_owned(),
            _ => {
                let item = self.expr(Kind::Num, 1);
                format!("[{item}, 2]")
            }
        }
    }

    /// A counter of its own ends a `while` or `loop` that nothing else ends.
    pub(super) fn counter(&mut self) -> String {
        self.next += 1;
        let name = format!("round{}", self.next);
        self.line(&format!("var {name} = 0"));
        name
    }

    pub(super) fn while_statement(&mut self, depth: usize) {
        let counter = self.counter();
        let condition = self.expr(Kind::Bool, 1);
        let rounds = 1 + self.tape.pick(3);
        let head = format!("while {counter} < {rounds} && ({condition})");
        self.in_loop(&head, depth, |writer| {
            writer.line(&format!("{counter} += 1"));
        });
        self.line("}");
        self.declare(&counter, Kind::Num, false);
    }

    pub(super) fn loop_statement(&mut self, depth: usize) {
        let counter = self.counter();
        let until = self.tape.one_in(2).then(|| self.expr(Kind::Bool, 1));
        let binding = if until.is_none() { self.value_wanted() } else { None };
        let head = format!("{}loop", prefix(&binding));
        let outer_jumps = self.jumps;
        // A `break` without a value would give the variable another type.
        let kind = binding.as_ref().map(|(_, kind)| *kind);
        self.jumps &= kind.is_none();
        self.in_loop_unlabelled(kind.is_some(), &head, depth, |writer| {
            writer.line(&format!("{counter} += 1"));
            let leave = match kind {
                Some(kind) => format!("break {}", writer.expr(kind, 2)),
                None => "break".to_owned(),
            };
            writer.line(&format!("if {counter} > 2 {{ {leave} }}"));
        });
        self.jumps = outer_jumps;
        match until {
            Some(condition) => self.line(&format!("}} until {condition}")),
            None => self.line("}"),
        }
        self.declare(&counter, Kind::Num, false);
        self.bind(binding);
    }

    /// `let x = 'l: loop` is legal, but not what is tested here.
    pub(super) fn in_loop_unlabelled(
        &mut self,
        unlabelled: bool,
        head: &str,
        depth: usize,
        body: impl FnOnce(&mut Self),
    ) {
        if !unlabelled {
            return self.in_loop(head, depth, body);
        }
        let outer = std::mem::take(&mut self.loops);
        self.loops.push(Loop { label: None });
        self.line(&format!("{head} {{"));
        self.inner(|writer| {
            body(writer);
            writer.statements(depth - 1);
        });
        self.loops = outer;
    }

    /// Runs `body` where jumps cannot leave and only `assignable` variables may be assigned.
    pub(super) fn apart(
        &mut self,
        returns: Kind,
        assignable: &dyn Fn(&Variable) -> bool,
        body: impl FnOnce(&mut Self),
    ) {
        let outer = std::mem::replace(&mut self.returns, returns);
        let loops = std::mem::take(&mut self.loops);
        let scope = self.scope.clone();
        let (jumps, handler) = (self.jumps, self.handler);
        self.jumps = true;
        for variable in &mut self.scope {
            variable.mutable &= assignable(variable);
        }
        body(self);
        self.returns = outer;
        self.scope = scope;
        self.loops = loops;
        (self.jumps, self.handler) = (jumps, handler);
    }

    pub(super) fn parallel_statement(&mut self, depth: usize) {
        let named = self.tape.one_in(2);
        let binding = self.tape.one_in(2).then(|| (self.fresh(), Kind::Any));
        let head = prefix(&binding);
        self.line(&format!("{head}parallel {{"));
        self.indent += 1;
        let mutable: Vec<String> = self
            .scope
            .iter()
            .filter(|variable| variable.mutable)
            .map(|variable| variable.name.clone())
            .collect();
        // One branch may assign one variable, which the others then may not touch.
        let owned = self.tape.one_in(2).then(|| mutable.last().cloned()).flatten();
        for at in 0..2 {
            let owner = at == 1;
            let owned = owned.clone();
            let kind = self.tape.one_of(&VALUE_KINDS);
            let own = |variable: &Variable| owner && Some(&variable.name) == owned.as_ref();
            self.apart(kind, &own, |writer| {
                if !owner {
                    writer.scope.retain(|variable| Some(&variable.name) != owned.as_ref());
                }
                let head = if named { format!("out{at}:") } else { "branch".to_owned() };
                if owner && owned.is_some() {
                    return writer.assigning_block(&head, depth, kind);
                }
                writer.value_block(&head, depth, kind);
            });
        }
        self.indent -= 1;
        let clauses = self.clauses_of(depth, None);
        self.line(&format!("}}{clauses}"));
        self.bind(binding);
        if let Some(owned) = owned {
            self.line(&format!("Any([{owned}])"));
        }
    }

    pub(super) fn map_statement(&mut self, depth: usize) {
        let source = self.short_list();
        let kind = self.tape.one_of(&VALUE_KINDS);
        let clause = self.tape.one_of(&[
            "",
            " concurrency 2",
            " distributed",
            " concurrency 1",
            " distributed concurrency 2 select x => x",
            " distributed batch 2",
            " distributed express tolerate 1",
            " distributed tolerate 50%",
            " distributed batch bytes 1",
            " distributed batch 2 batch bytes 20000",
            " distributed batch bytes 20000 tolerate 1",
        ]);
        let clause = if self.express { "" } else { clause };
        let tolerates = clause.contains("tolerate");
        let batched = clause.contains("batch");
        let whole = match kind {
            Kind::Num if !tolerates => Kind::Nums,
            Kind::Nums if !tolerates => Kind::Nest,
            Kind::Rec if !tolerates => Kind::Recs,
            _ => Kind::Any,
        };
        let binding = self.tape.one_in(2).then(|| (self.fresh(), whole));
        let head = prefix(&binding);
        let index = self.tape.one_in(3) && !batched;
        let express = self.express;
        self.express |= clause.contains("express");
        self.apart(kind, &|_| false, |writer| {
            let item = writer.fresh();
            writer.declare(&item, if batched { Kind::Nums } else { Kind::Num }, false);
            let mut names = item;
            if index {
                writer.next += 1;
                let index = format!("at{}", writer.next);
                writer.declare(&index, Kind::Num, false);
                names = format!("{index}, {names}");
            }
            writer.value_block(&format!("{head}map {names} in {source}{clause}"), depth, kind);
        });
        self.express = express;
        let clauses = self.clauses_of(1, None);
        if !clauses.is_empty() && binding.is_none() {
            self.line(&clauses);
        }
        self.bind(binding);
    }

    /// A map over an object in a bucket, perhaps with its results in another.
    fn reading_map(&mut self, depth: usize) {
        let source = self.tape.one_of(&[
            "s3.json(Bucket: \"b\", Key: \"items.json\")",
            "s3.csv(Bucket: \"b\", Key: \"rows.csv\")",
            "s3.jsonl(Bucket: \"b\", Key: \"lines.jsonl\")",
            "s3.json(Bucket: \"b\", Key: \"deep.json\", ItemsPointer: \"/a/items\")",
            "s3.csv(Bucket: \"b\", Key: \"rows.csv\", MaxItems: 2)",
        ]);
        let clause = self.tape.one_of(&[
            "",
            " concurrency 2",
            " batch 2",
            " select row => { row, n: input.n }",
            " tolerate 1 batch bytes 1",
        ]);
        let writes = self.tape.one_in(2);
        let writer = if writes { " results to s3(Bucket: \"out\", Prefix: \"p\")" } else { "" };
        let name = self.fresh();
        let kind = self.tape.one_of(&VALUE_KINDS);
        self.next += 1;
        let row = format!("row{}", self.next);
        let head = format!("let {name}: any = map {row} in {source} distributed{clause}{writer}");
        self.apart(kind, &|_| false, |writer| {
            writer.line(&format!("{head} {{"));
            writer.inner(|body| {
                let item = body.fresh();
                body.line(&format!("let {item}: any = {row}"));
                body.declare(&item, Kind::Any, false);
                body.report();
                body.statements(depth - 1);
                let value = body.expr(kind, 1);
                body.line(&value);
            });
            writer.line("}");
        });
        if writes {
            self.line(&format!("Any({name}.ResultWriterDetails.Bucket)"));
        }
        // What is written has a name of the run.
        self.declare(&name, if writes { Kind::Input } else { Kind::Any }, false);
    }

    pub(super) fn try_statement(&mut self, depth: usize) {
        let binding = self.value_wanted();
        let kind = binding.as_ref().map(|(_, kind)| *kind);
        self.arm(&format!("{}try", prefix(&binding)), depth, kind);
        let retry = self.tape.one_in(4);
        if retry {
            let retry = self.retries();
            self.line(retry);
        }
        // What a wrapped body assigns may not be read in the handlers.
        let scope = self.scope.clone();
        if retry {
            self.scope.retain(|variable| !variable.mutable);
        }
        let catches = self.tape.pick(3) + usize::from(!retry);
        for at in 0..catches.min(2) {
            let last = at + 1 == catches.min(2);
            let errors = if last {
                self.tape.one_of(&[
                    "",
                    "",
                    "Oops",
                    "States.TaskFailed",
                    "States.QueryEvaluationError | Oops",
                ])
            } else {
                self.tape.one_of(&["Bang", "Bang | States.Timeout", "Custom.Other"])
            };
            self.handler_arm(errors, depth, kind);
        }
        self.scope = scope;
        let has_catch = catches > 0;
        if has_catch && kind.is_none() && self.tape.one_in(4) {
            self.block("else", depth);
        }
        if self.tape.one_in(4) {
            let (jumps, handler) = (self.jumps, self.handler);
            let loops = std::mem::take(&mut self.loops);
            (self.jumps, self.handler) = (false, false);
            self.block("finally", depth);
            (self.jumps, self.handler) = (jumps, handler);
            self.loops = loops;
        }
        self.bind(binding);
        if self.tape.one_in(3) {
            self.report();
        }
    }

    pub(super) fn handler_arm(&mut self, errors: &str, depth: usize, kind: Option<Kind>) {
        self.handler_arm_behind("", errors, depth, kind);
    }

    pub(super) fn handler_arm_behind(
        &mut self,
        head: &str,
        errors: &str,
        depth: usize,
        kind: Option<Kind>,
    ) {
        self.next += 1;
        let name = format!("e{}", self.next);
        let handler = std::mem::replace(&mut self.handler, true);
        let known = ["Oops", "Bang", "Bang | States.Timeout", "Custom.Other"].contains(&errors);
        self.declare(&name, if known { Kind::Known } else { Kind::Caught }, false);
        let blank = if errors.is_empty() { "" } else { " " };
        let head = format!("{head}catch {errors}{blank}as {name}");
        match self.tape.pick(8) {
            6 => self.line(&format!("{head} {{ fail {name} }}")),
            7 => self.line(&format!("{head} {{ fail error({name}.Error, \"new\") }}")),
            _ => self.arm(&head, depth, kind),
        }
        self.scope.pop();
        self.handler = handler;
    }

    /// Clauses behind a call whose value is dropped.
    pub(super) fn clauses(&mut self) -> String {
        let mut clauses = String::new();
        if self.tape.one_in(3) {
            clauses.push_str(" timeout 30s");
        }
        clauses + &self.clauses_of(1, None)
    }

    pub(super) fn clauses_of(&mut self, depth: usize, value: Option<Kind>) -> String {
        let mut clauses = String::new();
        if self.tape.one_in(4) {
            let _ = write!(clauses, " {}", self.retries());
        }
        if depth > 0 && self.tape.one_in(4) {
            self.next += 1;
            let name = format!("e{}", self.next);
            self.declare(&name, Kind::Known, false);
            let body = self.expr(value.unwrap_or(Kind::Any), 1);
            self.scope.pop();
            let _ = write!(clauses, " catch Oops | Bang as {name} {{ {} }}", body);
        }
        clauses
    }
}
