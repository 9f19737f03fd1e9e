//! Each construct inside each other: what works alone and fails together is found here.
//!
//! Every pair is compiled, checked, run by the interpreter with and without the passes, and written
//! to `target/definitions/pairs`, where the validators of others look at it.

use std::fmt::Write;
use std::{env, fs, panic};

use serde_json::{Value, json};

use crate::support::asl_check;
use crate::support::compile::compile;
use crate::support::interpreter::{Failure, Run, run};
use crate::support::root;

/// A construct with a hole `$` for what stands inside it; `#` is a number of its own.
struct Construct {
    name: &'static str,
    /// What it declares beside the workflow.
    declaration: &'static str,
    /// A statement around statements.
    statement: Option<&'static str>,
    /// An expression around an expression.
    expression: Option<&'static str>,
}

const fn construct(
    name: &'static str,
    statement: &'static str,
    expression: &'static str,
) -> Construct {
    const fn some(text: &'static str) -> Option<&'static str> {
        if text.is_empty() { None } else { Some(text) }
    }
    Construct { name, declaration: "", statement: some(statement), expression: some(expression) }
}

const CONSTRUCTS: &[Construct] = &[
    construct("if", "if input.b { $ } else { Note(0) }", "if input.b { $ } else { 2 }"),
    construct(
        "match",
        "match input.s { \"a\" => { $ }, _ => { Note(0) } }",
        "match input.s { \"a\" => { $ }, _ => 2 }",
    ),
    construct("while", "var c# = 0\nwhile c# < 2 { c# += 1\n$ }", ""),
    construct("for", "for x# in input.xs { $ }", ""),
    construct("loop", "var c# = 0\nloop { c# += 1\n$ } until c# > 1", "loop { break $ }"),
    construct(
        "parallel",
        "parallel { branch { $ } branch { Note(0) } }",
        "parallel { a: { $ }, b: { 2 } }",
    ),
    construct("map", "map x# in input.xs { $ }", "map x# in input.xs { $ }"),
    construct(
        "distributed-map",
        "map x# in input.xs distributed { $ }",
        "map x# in input.xs distributed { $ }",
    ),
    construct("try", "try { $ } catch Oops as e# { Note(0) }", "try { $ } catch as e# { 2 }"),
    construct("catch", "try { Note(0) } catch as e# { $ }", "try { Num(0) } catch as e# { $ }"),
    construct("else", "try { Note(0) } catch as e# { Note(1) } else { $ }", ""),
    construct("retry", "try { $ } retry patient", "try { $ } retry patient"),
    construct("try-finally", "try { $ } finally { Note(0) }", "try { $ } finally { Note(0) }"),
    construct("finally", "try { Note(0) } finally { $ }", ""),
    Construct {
        name: "fn",
        declaration: "fn f#(input: Input) { $ }",
        statement: Some("f#(input)"),
        expression: Some("f#(input)"),
    },
    construct("lambda-call", "", "Num($)"),
    construct("call-clause", "", "Num(1) catch Oops { $ }"),
    construct("workflow-call", "", "Child($)"),
    construct("object", "", "{ a: 1, b: $ }"),
    construct("and", "", "input.b && json.stringify($) == \"3\""),
    construct("coalesce", "", "input.any.a ?? $"),
    construct("interpolation", "", "\"a ${json.stringify($)}\""),
    construct("wait", "", "wait $"),
    construct("return", "", "return $"),
    construct("break", "", "break $"),
];

/// What stands in the innermost hole.
const STATEMENT: &str = "Note(1)";
const EXPRESSION: &str = "Num(1)";

const DECLARATIONS: &str = r#"
type Input = { n: number, s: string, b: bool, xs: [number], any: any }
error Oops
retry patient on Oops | States.Timeout every 1s attempts 1
lambda Num(x: any) -> number = "num"
lambda Note(x: any) = "note"
workflow Child(x: any) -> number = "arn:aws:states:us-east-1:123456789012:stateMachine:Child"
"#;

/// Whether a form is a statement that leaves no value.
fn is_statement_only(name: &str) -> bool {
    name == "wait"
}

/// The combinations the language refuses, with the code of the fault.
const REFUSED: &[(&str, &str)] = &[
    // A clause beside an operator is put in brackets with its call.
    ("coalesce-call-clause-expression", "F0415"),
    ("coalesce-call-clause-dropped", "F0415"),
    // Only a `loop` without `until` has a value.
    ("while-break-dropped", "F0506"),
    ("for-break-dropped", "F0506"),
    ("loop-break-dropped", "F0506"),
    // What runs beside the loop, or in another function, cannot leave it.
    ("parallel-break-expression", "F0504"),
    ("parallel-break-dropped", "F0504"),
    ("map-break-expression", "F0504"),
    ("map-break-dropped", "F0504"),
    ("distributed-map-break-expression", "F0504"),
    ("distributed-map-break-dropped", "F0504"),
    ("fn-break-expression", "F0504"),
    ("fn-break-dropped", "F0504"),
    // `finally` runs on ways out that it cannot replace.
    ("finally-return-dropped", "F0509"),
    ("finally-break-dropped", "F0509"),
    // `wait` is a statement: it stands in blocks, and nowhere else.
    ("loop-wait-expression", "F0101"),
    ("lambda-call-wait-expression", "F0101"),
    ("workflow-call-wait-expression", "F0101"),
    ("object-wait-expression", "F0101"),
    ("and-wait-expression", "F0101"),
    ("coalesce-wait-expression", "F0101"),
    ("interpolation-wait-expression", "F0101"),
    ("wait-wait-expression", "F0101"),
    ("return-wait-expression", "F0101"),
    ("break-wait-expression", "F0101"),
    // It takes a number.
    ("wait-parallel-expression", "F0301"),
    ("wait-map-expression", "F0301"),
    ("wait-distributed-map-expression", "F0301"),
    ("wait-object-expression", "F0301"),
    ("wait-and-expression", "F0301"),
    ("wait-interpolation-expression", "F0301"),
];

struct Pair {
    name: String,
    program: String,
}

/// A construct filled with `inside`; gives its declarations and its text.
fn filled(of: &Construct, form: &str, number: usize, inside: &str) -> (String, String) {
    let number = number.to_string();
    // The hole is filled last: what fills it may hold these signs itself.
    let declaration = of.declaration.replace('#', &number).replace('$', inside);
    let text = fill(&form.replace('#', &number), inside);
    (declaration, text)
}

/// `form` with its hole filled; the `$` of an interpolation is no hole.
fn fill(form: &str, inside: &str) -> String {
    let guarded = form.replace("${", "\u{1}").replace('$', inside);
    guarded.replace('\u{1}', "${")
}

fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for outer in CONSTRUCTS {
        for inner in CONSTRUCTS {
            if let (Some(around), Some(within)) = (outer.statement, inner.statement) {
                pairs.push(pair("statement", outer, inner, around, within, STATEMENT));
            }
            if let (Some(around), Some(within)) = (outer.expression, inner.expression) {
                pairs.push(pair("expression", outer, inner, around, within, EXPRESSION));
            }
            // An expression as the only statement of a block, its value dropped.
            if let (Some(around), Some(within), None) =
                (outer.statement, inner.expression, inner.statement)
            {
                pairs.push(pair("dropped", outer, inner, around, within, EXPRESSION));
            }
        }
    }
    pairs
}

/// The programs of all pairs, also those the language refuses.
pub fn programs_of_pairs() -> Vec<String> {
    pairs().into_iter().map(|pair| pair.program).collect()
}

fn pair(
    form: &str,
    outer: &Construct,
    inner: &Construct,
    around: &str,
    within: &str,
    core: &str,
) -> Pair {
    let (mut declarations, inside) = filled(inner, within, 2, core);
    let (outer_declarations, text) = filled(outer, around, 1, &inside);
    declarations.push('\n');
    declarations.push_str(&outer_declarations);
    let bound = form == "expression" && !is_statement_only(outer.name);
    let head = if bound { "let value = " } else { "" };
    let tail = if bound { "Note(value)" } else { "Note(9)" };
    // Something for `break` to leave, but not for ever.
    let around_loop = [outer.name, inner.name].contains(&"break");
    let (open, close) = match around_loop {
        true => ("var rounds = 0\nloop {\nrounds += 1\nif rounds > 2 { return rounds }\n", "\n}"),
        false => ("", ""),
    };
    let program = format!(
        "{DECLARATIONS}{declarations}\nworkflow Main(input: Input) {{\n\
         {open}{head}{text}\n{tail}{close}\n}}\n"
    );
    Pair { name: format!("{}-{}-{form}", outer.name, inner.name), program }
}

/// Each task fails once in every way, one way a plan, so that all handlers run.
fn runs(definition: &Value) -> Vec<Run> {
    let plans: [&[&str]; 3] = [&[], &["Oops"], &["", "States.Timeout", "Oops", "Oops"]];
    let input = json!({"n": 1, "s": "a", "b": true, "xs": [1, 2], "any": {}});
    plans
        .iter()
        .map(|plan| {
            let mut answers = plan.iter();
            run(definition, &input, &mut |_| match answers.next() {
                None | Some(&"") => Ok(json!({"Payload": 3, "Output": 3})),
                Some(error) => Err(Failure::new(error, "mock")),
            })
        })
        .collect()
}

/// What is wrong with a pair, if anything is.
fn fault(pair: &Pair) -> Option<String> {
    let refused = REFUSED.iter().find(|(name, _)| pair.name == *name);
    let compiled = |optimize| {
        panic::catch_unwind(|| compile(&pair.program, optimize))
            .unwrap_or_else(|_| Err("panics".to_owned()))
    };
    let (plain, optimized) = match (compiled(false), compiled(true)) {
        (Ok(plain), Ok(optimized)) => (plain, optimized),
        (Err(errors), _) | (_, Err(errors)) => {
            return match refused {
                Some((_, code)) if errors.contains(code) => None,
                _ => Some(errors),
            };
        }
    };
    if let Some((_, code)) = refused {
        return Some(format!("compiles, but {code} was expected"));
    }
    let [plain, optimized] = [plain, optimized].map(|machines| machines[0].definition.clone());
    let path = root("target/definitions/pairs").join(format!("{}.asl.json", pair.name));
    fs::write(path, format!("{optimized:#}\n")).expect("the file can be written");
    for definition in [&plain, &optimized] {
        let faults = asl_check::check(definition);
        if !faults.is_empty() {
            return Some(faults.join("\n"));
        }
    }
    for (at, (plain, optimized)) in runs(&plain).iter().zip(runs(&optimized)).enumerate() {
        if (&plain.outcome, &plain.calls) != (&optimized.outcome, &optimized.calls) {
            return Some(format!(
                "run {at} differs:\n{:?} {:?} {:?}\n{:?} {:?} {:?}",
                plain.outcome,
                plain.calls,
                plain.notes,
                optimized.outcome,
                optimized.calls,
                optimized.notes,
            ));
        }
    }
    None
}

#[test]
fn each_construct_works_inside_each_other() {
    fs::create_dir_all(root("target/definitions/pairs")).expect("the directory can be made");
    let wanted = env::var("FLOWC_PAIR").ok();
    let mut report = String::new();
    let mut faults = 0;
    for pair in pairs() {
        if wanted.as_ref().is_some_and(|wanted| *wanted != pair.name) {
            continue;
        }
        if let Some(fault) = fault(&pair) {
            faults += 1;
            let _ = writeln!(report, "── {}\n{fault}\n{}", pair.name, pair.program);
        }
    }
    assert!(faults == 0, "{faults} pairs fail\n{report}");
}
