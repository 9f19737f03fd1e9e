//! Depth, length and time: nothing overflows the stack, nothing takes exponential time.
//!
//! A shape that explodes would not come back from these tests at depth 200.

use std::fmt::Write;

use flowc::syntax::print::print;
use flowc::syntax::with_room;

use super::{faults, parse};

/// Nested shapes: what opens each level, what stands innermost, what closes each level.
const NESTED: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("a[", "1", "]"),
    ("f(", "1", ")"),
    ("f(a, b: ", "1", ", c)"),
    ("f(", "1", ").g(a)"),
    ("{ a: ", "1", " }"),
    ("{ a: 1, \"b\": ", "1", ", c }"),
    ("{ [", "1", "]: 1 }"),
    ("{ \"k${", "1", "}\": 1 }"),
    ("\"a ${", "1", "} b\""),
    ("\"\"\"a ${", "1", "} b\"\"\""),
    ("f(x => ", "1", ")"),
    ("f((x, y) => ", "1", ")"),
    ("f(by: x => ", "1", ")"),
    ("f(...", "1", ")"),
    ("[...", "1", "]"),
    ("{ ...", "{}", " }"),
    ("!(", "a", ")"),
    ("-(", "a", ")"),
    ("(a ?? ", "1", ")"),
    ("(", "1", " ?? a)"),
    ("(a && ", "1", " || b)"),
    ("if a { ", "1", " }"),
    ("if a { 1 } else { ", "1", " }"),
    ("if a { 1 } else if b { ", "1", " } else { 2 }"),
    ("(if a { ", "1", " })"),
    ("f(if a { ", "1", " } else { 2 })"),
    ("if (", "1", ") { a }"),
    ("if if a { ", "1", " } { b }"),
    ("match a { _ => { ", "1", " } }"),
    ("match a { _ => ", "1", "\n }"),
    ("match a { n if f(", "1", ") => 2\n }"),
    ("match f(", "1", ") { _ => 2\n }"),
    ("parallel { a: { ", "1", " } }"),
    ("parallel { branch { ", "1", " } }"),
    ("parallel { a: ", "1", "\n }"),
    ("map x in f(", "1", ") { x }"),
    ("map x in xs { ", "1", " }"),
    ("map x in xs tolerate (", "1", ")% { x }"),
    ("map x in xs select x => { a: ", "1", " } { x }"),
    ("f() catch E as e { ", "1", " }"),
    ("f() timeout (", "1", ")"),
    ("try { ", "1", " } catch { 2 }"),
    ("try { 1 } catch { ", "1", " }"),
    ("try { 1 } finally { ", "1", " }"),
    ("loop { ", "1", " }"),
    ("loop { break } until f(", "1", ")"),
    ("loop { break ", "1", "\n }"),
    ("f(return ", "1", ")"),
    ("{ a: 1\n b: ", "1", "\n }"),
];

/// Shapes that are wrong at each level or never closed.
const BROKEN: &[(&str, &str, &str)] = &[
    ("(", "1", ""),
    ("", "1", ")"),
    ("[", "1", ""),
    ("{", "1", ""),
    ("{ a: ", "1", ""),
    ("f(", "1", ""),
    ("f(xs.map((x) => (", "1", ""),
    ("f(a b, ", "1", ")"),
    ("f(a: , b: ", "1", ")"),
    ("(", "1", " y)"),
    ("(if c { ", "1", " } y)"),
    ("[", "1", " y]"),
    ("f(x => ", "1", " y)"),
    ("{ a: ", "1", " y }"),
    ("\"${", "1", ""),
    ("\"${", "1", " y}\""),
    ("\"", "1", ""),
    ("if a = ", "1", ""),
    ("if a { ", "1", ""),
    ("if a b { ", "1", " }"),
    ("match a { 1 -> ", "1", " }"),
    ("match a { _ => { a: ", "1", " } }"),
    ("match a { _ => { b y, a: match c { _ => ", "1", ""),
    ("parallel { 5: { ", "1", " } }"),
    ("map x in xs { ", "1", ""),
    ("try { ", "1", ""),
    ("try { } catch ( ", "1", " { }"),
    ("{% ", "1", ""),
    ("if a { ", "1", " } elif b { 1 }"),
    ("if a { ", "1", " } y"),
    ("if a { 1 } elif b { ", "1", " }"),
    ("loop { ", "1", " } while c"),
    ("try { ", "1", " } except E { }"),
    ("map x of xs { ", "1", " }"),
    ("map x in xs\n label \"a {\n { ", "1", " }"),
    ("match a { _ => if b { ", "1", " } y\n }"),
    ("f(if a { ", "1", " } elif y)"),
    ("f({ a: ", "1", "\n let b = 2"),
    ("f() retry 3 ", "1", ""),
    ("for x of y { ", "1", " } y"),
    ("a. ", "1", ""),
    ("x => ", "1", ""),
];

fn nested(depth: usize, (open, inner, close): (&str, &str, &str)) -> String {
    format!("workflow W(a: any) {{\n    {}{inner}{}\n}}\n", open.repeat(depth), close.repeat(depth))
}

#[test]
fn nested_shapes_take_no_exponential_time() {
    with_room(|| NESTED.iter().for_each(nested_shape_is_read));
}

fn nested_shape_is_read(shape: &(&str, &str, &str)) {
    // Some shapes open several brackets a level; all stay below the limit.
    let brackets = shape.0.matches(['(', '[', '{']).count();
    let found = faults(&nested((250 / brackets.max(1)).min(200), *shape));
    assert!(found.is_empty(), "{shape:?}: {:?}", found[0]);
    let printed = print(&parse(&nested(10, *shape)).0);
    assert_eq!(print(&parse(&printed).0), printed, "{shape:?}");
}

#[test]
fn broken_shapes_take_no_exponential_time() {
    for shape in BROKEN {
        for depth in [1, 50, 100] {
            let found = faults(&nested(depth, *shape));
            assert!(!found.is_empty(), "{shape:?} at {depth}");
        }
    }
}

#[test]
fn types_and_patterns_nest() {
    for (open, inner, close) in [
        ("[", "T", "]"),
        ("{ a: ", "T", " }"),
        ("{ [string]: ", "T", " }"),
        ("A | [", "T", "]?"),
        ("(", "T", ")"),
    ] {
        let ty = format!("{}{inner}{}", open.repeat(100), close.repeat(100));
        assert_eq!(codes(&format!("type T = {ty}\n")), [""; 0], "{open}");
    }
    for (open, inner, close) in [("[", "x", "]"), ("{ a: ", "x", " }"), ("[_, { b: ", "x", " }]")] {
        let pattern = format!("{}{inner}{}", open.repeat(100), close.repeat(100));
        let source = format!("workflow W(a: any) {{\n    let {pattern} = a\n}}\n");
        assert_eq!(codes(&source), [""; 0], "{open}");
    }
}

fn codes(source: &str) -> Vec<&'static str> {
    faults(source).iter().map(|fault| fault.code.id).collect()
}

#[test]
fn too_many_brackets_are_refused() {
    assert_eq!(codes(&nested(255, ("(", "1", ")"))), [""; 0]);
    assert_eq!(codes(&nested(256, ("(", "1", ")"))), ["F0102"]);
    assert_eq!(codes(&nested(100_000, ("f(", "1", ")"))), ["F0102"]);
    assert_eq!(codes(&nested(100_000, ("{", "", ""))), ["F0102"]);
}

#[test]
fn chains_have_a_limit() {
    let chain = |length: usize, link: &str| {
        format!("workflow W(a: any) {{\n    a{}\n}}\n", link.repeat(length))
    };
    for link in [" + a", " ?? a", " && a", "\n    .b", "[0]", "(1)"] {
        assert_eq!(codes(&chain(600, link)), [""; 0], "{link}");
        assert!(codes(&chain(2_500, link)).iter().all(|code| matches!(*code, "F0102" | "F0103")));
        assert!(!codes(&chain(2_500, link)).is_empty(), "{link}");
    }
    for prefix in ["!", "- ", "return ", "fail ", "break "] {
        let source = format!("workflow W(a: any) {{\n    {}a\n}}\n", prefix.repeat(3_000));
        assert_eq!(codes(&source), ["F0102"], "{prefix}");
    }
    let target = format!("lambda F(x: any) = a{}\n", ".b".repeat(3_000));
    assert_eq!(codes(&target), ["F0102"]);
}

/// Behind these words an expression stands in another without a bracket, which pest follows before anything
/// can say that it is too deep.
#[test]
fn expressions_without_brackets_do_not_exhaust_the_stack() {
    let nested = |lead: &str, times: usize| {
        codes(&format!("workflow W(a: any) {{\n    {}a\n}}\n", lead.repeat(times)))
    };
    for lead in ["return ", "fail ", "break ", "loop { } until "] {
        assert!(nested(lead, 20_000).iter().all(|code| *code == "F0102"), "{lead}");
        assert_eq!(nested(lead, 300_000), ["F0102"], "{lead}");
    }
    for lead in ["if ", "match ", "map x in ", "a || if "] {
        assert_eq!(nested(lead, 256).len(), 1, "{lead}");
        assert_eq!(nested(lead, 20_000), ["F0102"], "{lead}");
    }
}

#[test]
fn long_lists_have_none() {
    let arms = "        1 => a\n".repeat(1_500);
    let otherwise = "else if a { 1 } ".repeat(1_500);
    let items = "1, ".repeat(1_500);
    let union = "| A ".repeat(1_500);
    let source = format!(
        "type T = A {union}\nworkflow W(a: any) {{\n    match a {{\n{arms}    }}\n    if a {{ 1 }} {otherwise}\n    [{items}]\n}}\n"
    );
    assert_eq!(codes(&source), [""; 0]);
}

#[test]
fn ten_thousand_lines_are_read() {
    let mut source = String::new();
    for number in 0..1_000 {
        let _ = write!(
            source,
            "/// Number {number}.\nworkflow W{number}(order: Order) {{\n    for item in order.items {{\n        let receipt = Charge(order: item, total: item.price * 2) timeout 30s retry p\n        if receipt.id == \"a ${{order.id}}\" && !order.done {{\n            wait 5s\n        }}\n    }}\n    {{ id: order.id, total: order.items.map(x => x.price).sum() }}\n}}\n\n"
        );
    }
    assert!(source.lines().count() > 10_000);
    assert_eq!(codes(&source), [""; 0]);
    let broken = source.replace("wait 5s", "wait 5 s");
    assert_eq!(codes(&broken).len(), 1_000);
}
