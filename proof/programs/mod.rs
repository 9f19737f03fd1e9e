//! Well-formed Flow programs from a tape of numbers: the simplest choices come first, so that a
//! shorter tape with smaller numbers is a smaller program.

mod expressions;
mod scenes;
mod statements;

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

    /// Takes some numbers off the front, for later.
    fn kept_back(&mut self, count: usize) -> Self {
        let from = self.at.min(self.numbers.len());
        let to = (from + count).min(self.numbers.len());
        Self::new(self.numbers.drain(from..to).collect())
    }

    fn is_over(&self) -> bool {
        self.at >= self.numbers.len()
    }
}

/// What programs import, by path.
pub const FILES: &[(&str, &str)] = &[("lib.flow", LIBRARY), ("deep.flow", DEEP)];

const LIBRARY: &str = r#"
import { deepest } from "./deep.flow"

const MOST = 2
error Bang = "Custom.Bang"
retry again on States.TaskFailed every 3s attempts 2 backoff 1.5

lambda Far(x: any) -> any = "any"
lambda FarNumber(x: any) -> number = "num" timeout 20s

fn fetch(x: any, more: number = MOST) {
    try {
        let got = Far({ x, more })
        if more > MOST { return got }
        [Far([got]), deepest(more)]
    } catch Bang as e {
        { lost: e.Cause }
    }
}

fn settle(n: number) -> number {
    for i in 0..MOST {
        if FarNumber({ i, n }) > n { return i }
    }
    FarNumber(n) retry again
}
"#;

const DEEP: &str = r#"
import { again } from "./lib.flow"
lambda Deep(x: any) -> number = "num" retry again
fn deepest(n: number) {
    var left = n
    loop {
        left -= 1
        if left < 1 { break left }
        left = Deep({ left }) % 3
    }
}
"#;

/// What every generated program declares.
const DECLARATIONS: &str = r#"import { fetch, settle } from "./lib.flow"

type Rec = { n: number, s: string }
type Opt = { note?: string, deep?: { n: number } }
type Input = {
    n: number, s: string, b: bool, xs: [number], rec: Rec, any: any,
    nest: [[number]], recs: [Rec], map: { [string]: number }, opt?: Opt, nil?: number?,
    some: any,
}

error Oops
error Bang = "Custom.Bang"

retry patient on Oops every 1s attempts 1 on Bang | States.Timeout every 2s attempts 2 backoff 1
retry picky on Oops | Custom.Other every 1s attempts 1 on States.TaskFailed every 4s attempts 2 backoff 1
retry stubborn on States.ALL every 2s attempts 2 backoff 3 cap 5s

lambda Num(x: any) -> number = "num"
lambda Str(x: any) -> string = "str"
lambda Bool(x: any) -> bool = "bool"
lambda List(x: any) -> [number] = "list"
lambda GetRec(x: any) -> Rec = "rec"
lambda Any(x: any) = "any"
lambda Ask(x: any) = "any"
activity Job(x: any) -> number = "arn:aws:states:us-east-1:123456789012:activity:job"
workflow Child(x: any) -> number = "arn:aws:states:us-east-1:123456789012:stateMachine:child"
lambda Quick(x: any) -> number = "num" timeout 3s retry patient

fn twice(a: number) -> number = a + a
fn tagged(a: any) = "<${a}>"
fn pick(a: any, b: any = null) = { a, b: b ?? "none" }
fn ask(a: number) {
    if a > 1 { return Num(a) }
    let b = Num({ first: a })
    b + 1
}
fn note(a: any) {
    Any({ note: a })
}
fn firm(a: any) -> any {
    try { Any({ firm: a }) } catch { null } finally { Num("firm") }
}
"#;

/// A program with the workflow `Main(input: Input)`; it may import [`FILES`].
pub fn program(tape: Tape) -> String {
    let mut writer = Writer {
        tape,
        out: String::from(DECLARATIONS),
        indent: 1,
        scope: Vec::new(),
        loops: Vec::new(),
        next: 0,
        budget: 6,
        jumps: true,
        handler: false,
        express: true,
        returns: Kind::Any,
        functions: Vec::new(),
    };
    for _ in 0..writer.tape.pick(6) / 3 {
        writer.function();
    }
    let timeout = if writer.tape.one_in(8) { "@timeout(25s)\n" } else { "" };
    writer.out.push_str(&format!("\n{timeout}workflow Main(input: Input) {{\n"));
    writer.express = false;
    writer.budget = 40;
    writer.returns = Kind::Any;
    writer.scope.push(Variable { name: "input".into(), kind: Kind::Input, mutable: false });
    // Else the tape would be over before the end, and all ends the simplest.
    let end = writer.tape.kept_back(8);
    for _ in 0..3 {
        writer.statements(4);
    }
    writer.tape = end;
    writer.output();
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
    /// Lists of numbers.
    Nest,
    Recs,
    /// Numbers by names.
    Dict,
    /// A random identifier: another in each run, so that nothing may be made of it.
    Id,
    Input,
    /// An error output.
    Caught,
    /// An error output whose cause is told by the program or the world, not by the service.
    Known,
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
    /// Whether this may run in Express executions, which have no distributed maps.
    express: bool,
    /// Of what kind `return` gives a value.
    returns: Kind,
    /// The functions written so far.
    functions: Vec<Function>,
}

#[derive(Clone, Debug)]
struct Function {
    name: String,
    params: Vec<Kind>,
    gives: Kind,
}

#[derive(Clone, Debug)]
struct Loop {
    label: Option<String>,
}

const VALUE_KINDS: [Kind; 9] = [
    Kind::Num,
    Kind::Str,
    Kind::Bool,
    Kind::Any,
    Kind::Nums,
    Kind::Rec,
    Kind::Nest,
    Kind::Recs,
    Kind::Dict,
];

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
    match kind {
        Kind::Any => ": any",
        Kind::Nest => ": [[number]]",
        Kind::Recs => ": [Rec]",
        Kind::Dict => ": { [string]: number }",
        _ => "",
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Num => "number",
        Kind::Str => "string",
        Kind::Bool => "bool",
        Kind::Nums => "[number]",
        Kind::Rec => "Rec",
        Kind::Nest => "[[number]]",
        Kind::Recs => "[Rec]",
        Kind::Dict => "{ [string]: number }",
        Kind::Any | Kind::Id | Kind::Input | Kind::Caught | Kind::Known => "any",
    }
}
