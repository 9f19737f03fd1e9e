//! Well-formed Flow programs from a tape of numbers: the simplest choices come first, so that a
//! shorter tape with smaller numbers is a smaller program.

use std::fmt::Write;

/// Where choices come from; behind its end all choices are the simplest.
#[derive(Clone, Debug)]
pub struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

impl Tape {
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, at: 0 }
    }

    /// One of `count` choices.
    fn pick(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.pick(count) == count - 1
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.pick(choices.len())]
    }

    fn is_over(&self) -> bool {
        self.at >= self.numbers.len()
    }
}

/// What every generated program declares.
const DECLARATIONS: &str = r#"
type Rec = { n: number, s: string }
type Input = { n: number, s: string, b: bool, xs: [number], rec: Rec, any: any }

error Oops
error Bang = "Custom.Bang"

retry patient on Oops every 1s attempts 1 on Bang | States.Timeout every 2s attempts 2 backoff 1

lambda Num(x: any) -> number = "num"
lambda Str(x: any) -> string = "str"
lambda Bool(x: any) -> bool = "bool"
lambda List(x: any) -> [number] = "list"
lambda GetRec(x: any) -> Rec = "rec"
lambda Any(x: any) = "any"

fn twice(a: number) -> number = a + a
fn tagged(a: any) = "<${a}>"
fn ask(a: number) {
    if a > 1 { return Num(a) }
    let b = Num({ first: a })
    b + 1
}
fn note(a: any) {
    Any({ note: a })
}
"#;

/// A program with the workflow `Main(input: Input)`.
pub fn program(tape: Tape) -> String {
    let mut writer = Writer {
        tape,
        out: String::from(DECLARATIONS),
        indent: 1,
        scope: Vec::new(),
        loops: Vec::new(),
        next: 0,
        budget: 30,
        jumps: true,
        handler: false,
    };
    writer.out.push_str("\nworkflow Main(input: Input) {\n");
    writer.scope.push(Variable { name: "input".into(), kind: Kind::Input, mutable: false });
    writer.statements(4);
    let value = writer.expr(Kind::Any, 2);
    writer.line(&value);
    writer.out.push_str("}\n");
    writer.out
}

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Num,
    Str,
    Bool,
    Nums,
    Rec,
    Any,
    Input,
    /// An error output.
    Caught,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    kind: Kind,
    mutable: bool,
}

struct Writer {
    tape: Tape,
    out: String,
    indent: usize,
    /// The variables in sight.
    scope: Vec<Variable>,
    /// The loops that `break` and `continue` may leave; at most the last is without a label.
    loops: Vec<Loop>,
    /// The next number for a name.
    next: usize,
    /// Statements that may still be written.
    budget: usize,
    /// Whether `return`, `break` and `continue` may stand here.
    jumps: bool,
    /// Whether `fail e` of a caught error may stand here.
    handler: bool,
}

#[derive(Clone, Debug)]
struct Loop {
    label: Option<String>,
}

const VALUE_KINDS: [Kind; 6] = [Kind::Num, Kind::Str, Kind::Bool, Kind::Any, Kind::Nums, Kind::Rec];

impl Writer {
    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A name that is new here, but may be that of a variable out of sight.
    fn fresh(&mut self) -> String {
        const POOL: [&str; 6] = ["a", "b", "count", "total", "c", "item"];
        let name = self.tape.one_of(&POOL);
        if self.scope.iter().any(|variable| variable.name == name) {
            self.next += 1;
            return format!("{name}{}", self.next);
        }
        name.to_owned()
    }

    fn declare(&mut self, name: &str, kind: Kind, mutable: bool) {
        self.scope.push(Variable { name: name.to_owned(), kind, mutable });
    }

    fn variables(&self, kind: Kind) -> Vec<String> {
        let of_kind = self.scope.iter().filter(|variable| variable.kind == kind);
        of_kind.map(|variable| variable.name.clone()).collect()
    }

    // ─── Statements ──────────────────────────────────────────────────────────────────────────────

    /// Some statements, nested at most `depth` deep.
    fn statements(&mut self, depth: usize) {
        let count = 1 + self.tape.pick(4);
        for _ in 0..count {
            if self.budget == 0 || self.tape.is_over() {
                return;
            }
            self.budget -= 1;
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: usize) {
        let simple = 9;
        let choices = if depth == 0 { simple } else { 21 };
        match self.tape.pick(choices) {
            0 => self.call_statement(),
            1 | 2 => self.let_statement(),
            3 => self.var_statement(),
            4 | 5 => self.assign_statement(),
            6 => self.destructure(),
            7 => self.wait_statement(),
            8 => self.jump_statement(),
            9 | 10 => self.if_statement(depth),
            11 => self.match_statement(depth),
            12 => self.for_statement(depth),
            13 => self.while_statement(depth),
            14 => self.loop_statement(depth),
            15 => self.parallel_statement(depth),
            16 | 17 => self.map_statement(depth),
            _ => self.try_statement(depth),
        }
    }

    fn call_statement(&mut self) {
        let call = match self.tape.pick(4) {
            0 => self.call("Any"),
            1 => self.call("Num"),
            2 => self.service_call(),
            _ => {
                let argument = self.expr(Kind::Any, 1);
                return self.line(&format!("note({argument})"));
            }
        };
        let clause = self.clauses();
        self.line(&format!("{call}{clause}"));
    }

    fn let_statement(&mut self) {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let value = self.expr(kind, 3);
        let name = self.fresh();
        let annotation = annotation(kind);
        self.line(&format!("let {name}{annotation} = {value}"));
        self.declare(&name, kind, false);
    }

    fn var_statement(&mut self) {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let value = self.expr(kind, 2);
        let name = self.fresh();
        let ty = type_of(kind);
        self.line(&format!("var {name}: {ty} = {value}"));
        self.declare(&name, kind, true);
    }

    fn assign_statement(&mut self) {
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
            (Kind::Any, 1) => self.line(&format!("{name} = {name} ?? {value}")),
            _ => self.line(&format!("{name} = {value}")),
        }
    }

    fn destructure(&mut self) {
        let value = self.expr(Kind::Rec, 2);
        let first = self.fresh();
        self.declare(&first, Kind::Num, false);
        let second = self.fresh();
        self.declare(&second, Kind::Str, false);
        self.line(&format!("let {{ n: {first}, s: {second} }} = {value}"));
    }

    fn wait_statement(&mut self) {
        match self.tape.pick(2) {
            0 => self.line("wait 5s"),
            _ => {
                let value = self.expr(Kind::Num, 1);
                self.line(&format!("wait if {value} > 2 {{ 1 }} else {{ 3 }}"));
            }
        }
    }

    /// A jump that is not always taken.
    fn jump_statement(&mut self) {
        let condition = self.expr(Kind::Bool, 1);
        let jump = self.jump();
        self.line(&format!("if {condition} {{ {jump} }}"));
    }

    fn jump(&mut self) -> String {
        let caught = self.variables(Kind::Caught);
        let fail_again = self.handler && !caught.is_empty() && self.tape.one_in(2);
        if fail_again {
            return format!("fail {}", caught[caught.len() - 1]);
        }
        if self.jumps {
            match self.tape.pick(4) {
                0 if !self.loops.is_empty() => return self.loop_jump("break"),
                1 if !self.loops.is_empty() => return self.loop_jump("continue"),
                2 => {
                    let value = self.expr(Kind::Any, 1);
                    return format!("return {value}");
                }
                _ => {}
            }
        }
        match self.tape.pick(3) {
            0 => "fail Oops".to_owned(),
            1 => format!("fail Bang({})", self.expr(Kind::Str, 1)),
            _ => "fail error(\"Custom.Other\", \"because\")".to_owned(),
        }
    }

    fn loop_jump(&mut self, word: &str) -> String {
        let at = self.tape.pick(self.loops.len());
        match &self.loops[at].label {
            Some(label) => format!("{word} '{label}"),
            None => word.to_owned(),
        }
    }

    /// A block in braces, its variables gone behind it.
    fn block(&mut self, head: &str, depth: usize) {
        self.line(&format!("{head} {{"));
        self.inner(|writer| writer.statements(depth - 1));
        self.line("}");
    }

    /// A block whose last expression is of `kind`.
    fn value_block(&mut self, head: &str, depth: usize, kind: Kind) {
        self.line(&format!("{head} {{"));
        self.inner(|writer| {
            writer.statements(depth - 1);
            let value = writer.expr(kind, 2);
            writer.line(&value);
        });
        self.line("}");
    }

    fn inner(&mut self, body: impl FnOnce(&mut Self)) {
        let seen = self.scope.len();
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.scope.truncate(seen);
    }

    fn if_statement(&mut self, depth: usize) {
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

    fn arm(&mut self, head: &str, depth: usize, kind: Option<Kind>) {
        match kind {
            Some(kind) => self.value_block(head, depth, kind),
            None => self.block(head, depth),
        }
    }

    /// Sometimes a variable that takes the value of the construct that follows.
    fn value_wanted(&mut self) -> Option<(String, Kind)> {
        if !self.tape.one_in(3) {
            return None;
        }
        let kind = self.tape.one_of(&VALUE_KINDS);
        Some((self.fresh(), kind))
    }

    fn bind(&mut self, binding: Option<(String, Kind)>) {
        if let Some((name, kind)) = binding {
            self.declare(&name, kind, false);
        }
    }

    fn match_statement(&mut self, depth: usize) {
        let (kind, arms) = match self.tape.pick(2) {
            0 => (Kind::Num, ["0", "1 | 2", "3"]),
            _ => (Kind::Str, ["\"\"", "\"x\" | \"y\"", "\"z\""]),
        };
        let subject = self.widened(kind, 2);
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

    fn in_loop(&mut self, head: &str, depth: usize, body: impl FnOnce(&mut Self)) {
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

    fn for_statement(&mut self, depth: usize) {
        let source = match self.tape.pick(3) {
            0 => format!("0..{}", self.tape.pick(4)),
            1 => "1..=2".to_owned(),
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
    fn short_list(&mut self) -> String {
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
    fn counter(&mut self) -> String {
        self.next += 1;
        let name = format!("round{}", self.next);
        self.line(&format!("var {name} = 0"));
        name
    }

    fn while_statement(&mut self, depth: usize) {
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

    fn loop_statement(&mut self, depth: usize) {
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
    fn in_loop_unlabelled(
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
    fn apart(&mut self, assignable: &dyn Fn(&Variable) -> bool, body: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.loops);
        let scope = self.scope.clone();
        let (jumps, handler) = (self.jumps, self.handler);
        self.jumps = true;
        for variable in &mut self.scope {
            variable.mutable &= assignable(variable);
        }
        body(self);
        self.scope = scope;
        self.loops = loops;
        (self.jumps, self.handler) = (jumps, handler);
    }

    fn parallel_statement(&mut self, depth: usize) {
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
        let owned = self.tape.one_in(2).then(|| mutable.first().cloned()).flatten();
        for at in 0..2 {
            let owner = at == 1;
            let owned = owned.clone();
            self.apart(&|variable| owner && Some(&variable.name) == owned.as_ref(), |writer| {
                if !owner {
                    writer.scope.retain(|variable| Some(&variable.name) != owned.as_ref());
                }
                let kind = writer.tape.one_of(&VALUE_KINDS);
                let head = if named { format!("out{at}:") } else { "branch".to_owned() };
                writer.value_block(&head, depth, kind);
            });
        }
        self.indent -= 1;
        let clauses = self.clauses_of(depth, None);
        self.line(&format!("}}{clauses}"));
        self.bind(binding);
    }

    fn map_statement(&mut self, depth: usize) {
        let source = self.short_list();
        let kind = self.tape.one_of(&VALUE_KINDS);
        let whole = if kind == Kind::Num { Kind::Nums } else { Kind::Any };
        let binding = self.tape.one_in(2).then(|| (self.fresh(), whole));
        let head = prefix(&binding);
        let clause = self.tape.one_of(&["", " concurrency 2", " distributed"]);
        let index = self.tape.one_in(3);
        self.apart(&|_| false, |writer| {
            let item = writer.fresh();
            writer.declare(&item, Kind::Num, false);
            let mut names = item;
            if index {
                writer.next += 1;
                let index = format!("at{}", writer.next);
                writer.declare(&index, Kind::Num, false);
                names = format!("{index}, {names}");
            }
            writer.value_block(&format!("{head}map {names} in {source}{clause}"), depth, kind);
        });
        self.bind(binding);
    }

    fn try_statement(&mut self, depth: usize) {
        let binding = self.value_wanted();
        let kind = binding.as_ref().map(|(_, kind)| *kind);
        self.arm(&format!("{}try", prefix(&binding)), depth, kind);
        let retry = self.tape.one_in(4);
        if retry {
            self.line("retry patient");
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
                self.tape.one_of(&["", "", "Oops", "States.TaskFailed"])
            } else {
                self.tape.one_of(&["Bang", "Bang | States.Timeout", "States.QueryEvaluationError"])
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
    }

    fn handler_arm(&mut self, errors: &str, depth: usize, kind: Option<Kind>) {
        self.next += 1;
        let name = format!("e{}", self.next);
        let handler = std::mem::replace(&mut self.handler, true);
        self.declare(&name, Kind::Caught, false);
        let blank = if errors.is_empty() { "" } else { " " };
        self.arm(&format!("catch {errors}{blank}as {name}"), depth, kind);
        self.scope.pop();
        self.handler = handler;
    }

    /// Clauses behind a call whose value is dropped.
    fn clauses(&mut self) -> String {
        let mut clauses = String::new();
        if self.tape.one_in(3) {
            clauses.push_str(" timeout 30s");
        }
        clauses + &self.clauses_of(1, None)
    }

    fn clauses_of(&mut self, depth: usize, value: Option<Kind>) -> String {
        let mut clauses = String::new();
        if self.tape.one_in(4) {
            clauses.push_str(" retry patient");
        }
        if depth > 0 && self.tape.one_in(4) {
            self.next += 1;
            let name = format!("e{}", self.next);
            self.declare(&name, Kind::Caught, false);
            let body = self.expr(value.unwrap_or(Kind::Any), 1);
            self.scope.pop();
            let _ = write!(clauses, " catch Oops | Bang as {name} {{ {} }}", body);
        }
        clauses
    }

    // ─── Expressions ─────────────────────────────────────────────────────────────────────────────

    /// An expression of `kind`, nested at most `depth` deep.
    fn expr(&mut self, kind: Kind, depth: usize) -> String {
        let known = self.variables(kind);
        if !known.is_empty() && (depth == 0 || self.tape.one_in(3)) {
            return known[self.tape.pick(known.len())].clone();
        }
        match kind {
            Kind::Num => self.number(depth),
            Kind::Str => self.string(depth),
            Kind::Bool => self.bool(depth),
            Kind::Nums => self.numbers(depth),
            Kind::Rec => self.record(depth),
            Kind::Any | Kind::Input | Kind::Caught => self.any(depth),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["0", "1", "2", "3", "input.n"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(13) {
            0 => self.number(0),
            1 => format!("{} + {}", self.operand(Kind::Num, depth), self.operand(Kind::Num, depth)),
            2 => format!("{} - {}", self.operand(Kind::Num, depth), self.operand(Kind::Num, depth)),
            3 => format!("{}.length()", self.operand(Kind::Nums, depth)),
            4 => format!("{}.sum()", self.operand(Kind::Nums, depth)),
            5 => format!("{}.n", self.operand(Kind::Rec, depth)),
            6 => self.call("Num"),
            7 => format!("ask({})", self.expr(Kind::Num, depth)),
            8 => format!("twice({})", self.expr(Kind::Num, depth)),
            9 => self.conditional(Kind::Num, depth),
            10 => format!(
                "{}[0] ?? {}",
                self.operand(Kind::Nums, depth),
                self.operand(Kind::Num, depth)
            ),
            11 => format!("{} + 1", self.dynamic(depth)),
            _ => self.call_with_catch("Num", Kind::Num, depth),
        }
    }

    /// An expression that can stand beside any operator.
    fn operand(&mut self, kind: Kind, depth: usize) -> String {
        let text = self.expr(kind, depth);
        let plain = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
        if text.chars().all(plain) { text } else { format!("({text})") }
    }

    /// An operand that may have any value of its kind, so that no test of it is idle.
    fn widened(&mut self, kind: Kind, depth: usize) -> String {
        format!("({} as {})", self.operand(kind, depth), type_of(kind))
    }

    fn string(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .tape
                .one_of(&["\"x\"", "\"\"", "\"y z\"", "input.s", "\"$a {%\""])
                .to_owned();
        }
        let depth = depth - 1;
        let caught = self.variables(Kind::Caught);
        match self.tape.pick(8) {
            0 => self.string(0),
            1 => format!("\"a ${{{}}}\"", self.expr(Kind::Num, depth)),
            2 => format!("\"${{{}}}-${{{}}}\"", self.expr(Kind::Str, depth), self.dynamic(depth)),
            3 => format!("{}.upper()", self.operand(Kind::Str, depth)),
            4 => self.call("Str"),
            5 => format!("tagged({})", self.expr(Kind::Any, depth)),
            6 if !caught.is_empty() => format!("{}.Error", caught[self.tape.pick(caught.len())]),
            6 => format!("{}.s", self.operand(Kind::Rec, depth)),
            _ => self.conditional(Kind::Str, depth),
        }
    }

    fn bool(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["true", "false", "input.b"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(12) {
            0 => self.bool(0),
            1 => {
                let sign = self.tape.one_of(&["==", "<", ">=", "!="]);
                let left = self.widened(Kind::Num, depth);
                format!("{left} {sign} {}", self.operand(Kind::Num, depth))
            }
            2 => format!("!{}", self.operand(Kind::Bool, depth)),
            3 => format!(
                "{} && {}",
                self.operand(Kind::Bool, depth),
                self.operand(Kind::Bool, depth)
            ),
            4 => format!(
                "{} || {}",
                self.operand(Kind::Bool, depth),
                self.operand(Kind::Bool, depth)
            ),
            5 => self.call("Bool"),
            6 => "exists(input.any.a)".to_owned(),
            7 => {
                format!("{} in {}", self.widened(Kind::Num, depth), self.operand(Kind::Nums, depth))
            }
            // Of a call: it would narrow a variable, and later tests of that be idle.
            8 => format!("{} is string", self.call("Any")),
            9 => format!("{} == {}", self.dynamic(depth), self.dynamic(depth)),
            10 => format!("{} > 1", self.dynamic(depth)),
            _ => {
                format!("{} == {}", self.widened(Kind::Str, depth), self.operand(Kind::Str, depth))
            }
        }
    }

    fn numbers(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["[1, 2]", "input.xs", "[7]"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(8) {
            0 => self.numbers(0),
            1 => format!("[{}, {}]", self.expr(Kind::Num, depth), self.expr(Kind::Num, depth)),
            2 => {
                format!("[...{}, {}]", self.operand(Kind::Nums, depth), self.expr(Kind::Num, depth))
            }
            3 => {
                format!("{}.map(x => x + {})", self.operand(Kind::Nums, depth), self.pure_number())
            }
            4 => format!(
                "{}.filter(x => x > {})",
                self.operand(Kind::Nums, depth),
                self.pure_number()
            ),
            5 => self.call("List"),
            6 => format!("{}.reverse()", self.operand(Kind::Nums, depth)),
            _ => self.conditional(Kind::Nums, depth),
        }
    }

    /// A number without calls, for lambdas.
    fn pure_number(&mut self) -> String {
        let known = self.variables(Kind::Num);
        match self.tape.pick(3) {
            1 if !known.is_empty() => known[self.tape.pick(known.len())].clone(),
            2 => "(input.any.a + 1)".to_owned(),
            _ => self.number(0),
        }
    }

    fn record(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["{ n: 1, s: \"r\" }", "input.rec"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(5) {
            0 => self.record(0),
            1 => format!(
                "{{ n: {}, s: {} }}",
                self.expr(Kind::Num, depth),
                self.expr(Kind::Str, depth)
            ),
            2 => format!(
                "{{ ...{}, n: {} }}",
                self.operand(Kind::Rec, depth),
                self.expr(Kind::Num, depth)
            ),
            3 => self.call("GetRec"),
            _ => self.conditional(Kind::Rec, depth),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["input.any", "null", "input", "5"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(11) {
            0 => self.any(0),
            1 => self.call("Any"),
            2 => self.dynamic(depth),
            3 => format!("{}.a.b ?? {}", self.dynamic(depth), self.operand(Kind::Any, depth)),
            4 => self.expr(Kind::Num, depth),
            5 => self.expr(Kind::Str, depth),
            6 => self.expr(Kind::Rec, depth),
            7 => format!(
                "{{ k: {}, l: [{}] }}",
                self.expr(Kind::Any, depth),
                self.expr(Kind::Any, depth)
            ),
            8 => format!("{} ?? {}", self.dynamic(depth), self.operand(Kind::Any, depth)),
            9 => self.expr(Kind::Bool, depth),
            _ => self.service_call(),
        }
    }

    /// An operand of which the compiler knows nothing.
    fn dynamic(&mut self, depth: usize) -> String {
        let known = self.variables(Kind::Any);
        match self.tape.pick(5) {
            0 => "input.any".to_owned(),
            1 if depth > 0 => self.call("Any"),
            2 => "input.any.a".to_owned(),
            3 if depth > 0 => format!("{}.a", self.dynamic(depth - 1)),
            _ if known.is_empty() => "input.any[0]".to_owned(),
            _ => known[self.tape.pick(known.len())].clone(),
        }
    }

    fn conditional(&mut self, kind: Kind, depth: usize) -> String {
        let condition = self.expr(Kind::Bool, depth);
        let yes = self.expr(kind, depth);
        let no = self.expr(kind, depth);
        format!("if {condition} {{ {yes} }} else {{ {no} }}")
    }

    fn call(&mut self, function: &str) -> String {
        let kind = self.tape.one_of(&VALUE_KINDS);
        let argument = self.expr(kind, 1);
        format!("{function}({argument})")
    }

    fn call_with_catch(&mut self, function: &str, kind: Kind, depth: usize) -> String {
        let call = self.call(function);
        let clauses = self.clauses_of(depth + 1, Some(kind));
        if clauses.is_empty() { call } else { format!("({call}{clauses})") }
    }

    fn service_call(&mut self) -> String {
        let body = self.expr(Kind::Any, 1);
        format!("aws.sqs.sendMessage(QueueUrl: \"q\", MessageBody: {body}).MessageId")
    }
}

fn prefix(binding: &Option<(String, Kind)>) -> String {
    let (name, kind) = match binding {
        Some((name, kind)) => (name, *kind),
        None => return String::new(),
    };
    format!("let {name}{} = ", annotation(kind))
}

/// What keeps a variable of any type from having the type of its value.
fn annotation(kind: Kind) -> &'static str {
    if kind == Kind::Any { ": any" } else { "" }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Num => "number",
        Kind::Str => "string",
        Kind::Bool => "bool",
        Kind::Nums => "[number]",
        Kind::Rec => "Rec",
        Kind::Any | Kind::Input | Kind::Caught => "any",
    }
}
