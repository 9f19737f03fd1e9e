//! Deep, large and very wrong programs.

use std::thread;

use crate::support::compile::compile;
use crate::support::sizes;

/// How deep each form is nested; without optimisation the depth of 200 takes too long.
const DEPTH: usize = if cfg!(debug_assertions) { 80 } else { 200 };

/// A form with its parts: what opens a level, what stands in the middle, what closes a level.
const FORMS: &[(&str, &str, &str, &str)] = &[
    // Expressions, as the value of a `let`.
    ("brackets", "(", "1", ")"),
    ("lists", "[", "1", "]"),
    ("objects", "{ a: ", "1", "}"),
    ("computed keys", "{ [\"k\"]: ", "1", "}"),
    ("indexes", "input.any[", "0", "]"),
    ("calls", "Step(", "1", ")"),
    ("inline calls", "twice(", "1", ")"),
    ("methods", "", "input.any", ".map(x => x)"),
    ("fields", "", "input.any", ".a"),
    ("negations", "!", "input.b", ""),
    ("minus", "-(", "input.n", ")"),
    ("sums", "", "1", " + input.n"),
    ("products", "(", "1", " * input.n)"),
    ("comparisons", "(", "1", " == 1)"),
    ("and", "", "input.b", " && input.b"),
    ("or with calls", "", "input.b", " || Step(1) == 1"),
    ("coalesce", "", "input.any.a", " ?? input.any.b"),
    ("right coalesce", "input.any.a ?? (", "1", ")"),
    ("strings", "\"a ${", "1", "}\""),
    ("lambdas", "input.xs.map(x => ", "1", ")"),
    ("casts", "(", "1", " as any)"),
    ("if", "if input.b { ", "1", " } else { 2 }"),
    ("if in tests", "if ", "input.b", " { true } else { false }"),
    ("else", "if input.b { 1 } else { ", "2", " }"),
    ("match", "match input.n { 1 => { ", "1", " }, _ => 2 }"),
    ("loop", "loop { break ", "1", " }"),
    ("parallel", "parallel { a: { ", "1", " }, b: { 2 } }"),
    ("map", "map x in input.xs { ", "1", " }"),
    ("distributed", "map x in input.xs distributed { ", "1", " }"),
    ("try", "try { ", "Step(1)", " } catch as e { 2 }"),
    ("catch", "try { Step(1) } catch as e { ", "2", " }"),
    ("try retry", "try { ", "Step(1)", " } retry on States.ALL"),
    ("finally", "try { ", "Step(1)", " } finally { Step(2) }"),
    ("catch clause", "Step(1) catch States.ALL { ", "2", " }"),
];

/// The same for statements.
const STATEMENTS: &[(&str, &str, &str, &str)] = &[
    ("if", "if input.b {\n", "Step(1)\n", "}\n"),
    ("else if", "if input.n == 1 { Step(1) }\n", "", "else if input.n == 2 { Step(2) }\n"),
    ("for", "for x in input.xs {\n", "Step(1)\n", "}\n"),
    ("while", "while input.b {\n", "Step(1)\n", "}\n"),
    ("loop", "loop {\n", "break\n", "} until input.b\n"),
    ("try", "try {\n", "Step(1)\n", "} catch States.Timeout { Step(2) }\n"),
    ("retry", "try {\n", "Step(1)\n", "} retry on States.ALL\n"),
    ("finally", "try {\n", "Step(1)\n", "} finally { Step(2) }\n"),
    ("finally in finally", "try { Step(1) } finally {\n", "Step(2)\n", "}\n"),
    ("parallel", "parallel { branch {\n", "Step(1)\n", "} }\n"),
    ("map", "map x in input.xs {\n", "Step(1)\n", "}\n"),
];

fn program(body: &str) -> String {
    format!(
        "type Input = {{ n: number, b: bool, xs: [number], any: any }}\n\
         lambda Step(x: any) = \"step\"\n\
         fn twice(x: any) = [x, x]\n\
         workflow Main(input: Input) {{\n{body}\n}}\n"
    )
}

fn nested(depth: usize, (_, open, middle, close): &(&str, &str, &str, &str)) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

/// The stack a thread has by default; without optimisation frames are several times as large.
const STACK: usize = if cfg!(debug_assertions) { 16 << 20 } else { 2 << 20 };

/// Runs `body` with a stack that a thread may have.
fn in_thread<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = thread::Builder::new().stack_size(STACK).spawn(body);
    thread.expect("a thread can be started").join().expect("it does not panic")
}

/// Whether the text compiles, or has an error with a code; anything else is a panic.
fn compiles_or_says_why(name: &str, text: &str) -> bool {
    let (name, text) = (name.to_owned(), text.to_owned());
    in_thread(move || match compile(&text, true) {
        Ok(_) => true,
        Err(errors) => {
            assert!(errors.contains("error[F"), "{name}: no output and no error:\n{errors}");
            false
        }
    })
}

#[test]
fn any_nesting_compiles_or_is_refused() {
    for form in FORMS {
        let text = program(&format!("let value = {}\nStep(value)", nested(DEPTH, form)));
        compiles_or_says_why(form.0, &text);
    }
    for form in STATEMENTS {
        compiles_or_says_why(form.0, &program(&nested(DEPTH, form)));
    }
}

#[test]
fn what_people_nest_compiles() {
    for form in FORMS {
        let text = program(&format!("let value = {}\nStep(value)", nested(3, form)));
        assert!(compiles_or_says_why(form.0, &text), "{}:\n{text}", form.0);
    }
    for form in STATEMENTS {
        let text = program(&nested(3, form));
        assert!(compiles_or_says_why(form.0, &text), "{}:\n{text}", form.0);
    }
}

#[test]
fn output_grows_with_the_source() {
    let cases = [
        ("9 nested loops", sizes::nested_loops(9)),
        ("200 ifs in a row", sizes::ifs_in_a_row(200)),
        ("1,000 tasks in a row", sizes::tasks_in_a_row(1_000)),
        ("80 else-ifs", sizes::else_ifs(80)),
        ("a first program", sizes::EXAMPLE.to_owned()),
        ("500 states", sizes::states(500)),
    ];
    for (name, text) in cases {
        let size = |optimize| {
            let machines = compile(&text, optimize).unwrap_or_else(|errors| panic!("{errors}"));
            machines[0].definition.to_string().len()
        };
        let (plain, optimized) = (size(false), size(true));
        assert!(optimized <= 3 * plain, "{name}: {plain} bytes become {optimized}");
    }
}

/// Large texts are cut into pieces, and workflows are compiled at once.
#[test]
fn workflows_among_others_are_as_those_alone() {
    let alone = compile(&sizes::states(1_000), true).unwrap_or_else(|errors| panic!("{errors}"));
    let project = sizes::project(3_000);
    let machines = compile(&project, true).unwrap_or_else(|errors| panic!("{errors}"));
    let names: Vec<&str> = machines.iter().map(|machine| &*machine.name).collect();
    assert_eq!(names, ["Part0", "Part1000", "Part2000"]);
    for machine in &machines {
        assert_eq!(machine.definition["States"], alone[0].definition["States"]);
        assert_eq!(machine.states.len(), 1_000);
        let declaration = &project[machine.span.start as usize..machine.span.end as usize];
        assert!(declaration.contains(&machine.name), "{declaration}");
    }
}

#[test]
fn mistakes_are_told_in_order_wherever_the_text_is_cut() {
    let project = sizes::project(3_000);
    let wrong = project.replace("round: 50,", "round: fifty,").replace("wait 5s", "wait 5 s");
    let errors = compile(&wrong, true).err().unwrap_or_default();
    let lines: Vec<usize> =
        errors.lines().filter_map(|error| error.split(':').nth(1)?.parse().ok()).collect();
    assert_eq!(lines.len(), wrong.matches("fifty").count() + wrong.matches("5 s").count());
    assert!(lines.is_sorted());
}

#[test]
fn ten_mistakes_are_ten_errors() {
    let text = r#"type Order = { id: string, total: number }
lambda Charge(order: Order) -> { receipt: string } = "charge"
workflow Main(order: Order) {
    let a = order.idd
    let b = unknown(1)
    let c: string = 5
    let d = order.total + "x"
    c = "y"
    break
    let e = Charge(id: 1, total: 2)
    if order.id { Charge(order) }
    let f = [1, 2
    for x in order.total { Charge(order) }
}
"#;
    let errors = compile(text, true).err().unwrap_or_default();
    let lines: Vec<&str> = errors.lines().filter(|line| line.contains("error[F")).collect();
    assert_eq!(lines.len(), 10, "{errors}");
}
