//! Programs that a grammar easily reads otherwise than a person does.

use super::{canonical, faults, good, one, parse, statements};

#[test]
fn names_side_by_side_are_no_statements() {
    for body in ["foo bar", "wait 5 m", "i++", "b ? c : d"] {
        let (statements, codes) = statements(body);
        assert_eq!((statements, codes.len()), (vec!["<bad>".to_owned()], 1), "{body}");
    }
}

#[test]
fn a_soft_keyword_whose_construct_fails_is_no_variable() {
    let (statements, codes) = statements("map x in xs tolerate 5 % { x }");
    assert_eq!((statements.len(), codes.len()), (1, 1));
}

#[test]
fn a_declaration_ends_an_unclosed_block() {
    let (file, faults) = parse(
        "workflow A() {\n    if c {\n        F(x)\n\n@express\nworkflow B(x: any) {\n    x\n}\n",
    );
    assert_eq!(file.items.len(), 2);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!(good("@name\n(x)"), ["@name\n(x)"]);
}

#[test]
fn three_signs_begin_a_statement() {
    assert_eq!(good("let x = a\n(b).c"), ["let x = a", "(b).c"]);
    assert_eq!(good("let x = a\n[1, 2].map(f)"), ["let x = a", "[1, 2].map(f)"]);
    assert_eq!(good("let x = a\n-y"), ["let x = a", "-y"]);
    assert_eq!(one("a -y"), "a - y");
    assert_eq!(one("a\n  .b\n  + c\n  ?? d"), "a.b + c ?? d");
    assert_eq!(good("a\n{ b: 1 }\n\"c\"\n!d"), ["a", "{ b: 1 }", "\"c\"", "!d"]);
}

#[test]
fn jumps_take_what_stands_on_their_line() {
    assert_eq!(good("break\n'inner: loop { }"), ["break", "'inner: loop { }"]);
    assert_eq!(good("return\nF(x)"), ["return", "F(x)"]);
    assert_eq!(
        one("match x {\n    \"A\" => return\n    \"B\" => 1\n}"),
        "match x {\n    \"A\" => return\n    \"B\" => 1\n}"
    );
}

#[test]
fn start_is_a_name() {
    assert_eq!(good("let a = start\nF(x)"), ["let a = start", "F(x)"]);
    assert_eq!(
        good("start - 1\n{ start, end }\nW.start(x)"),
        ["start - 1", "{ start, end }", "W.start(x)"]
    );
}

#[test]
fn clause_words_may_be_names() {
    assert_eq!(good("F(x)\nrole(5)"), ["F(x)", "role(5)"]);
    assert_eq!(
        good("F(x)\nrole = 1\ntimeout += 2\nrole.name"),
        ["F(x)", "role = 1", "timeout += 2", "role.name"]
    );
    assert_eq!(good("F(x)\ntimeout[0]\ntimeout"), ["F(x)", "timeout[0]", "timeout"]);
    assert_eq!(good("F(x) retry on E\njitter = 1"), ["F(x) retry on E", "jitter = 1"]);
    assert_eq!(good("F(x)\nattempts - 1"), ["F(x)", "attempts - 1"]);
    assert_eq!(one("F(x)\n  timeout 5s\n  retry p"), "F(x) timeout 5s retry p");
}

#[test]
fn a_clause_value_is_an_operand() {
    assert_eq!(one("A(x) timeout 5s && B(y)"), "A(x) timeout 5s && B(y)");
    assert_eq!(one("sns.publish(a: 1).MessageId retry p"), "sns.publish(a: 1).MessageId retry p");
}

#[test]
fn lambdas_are_arguments_only() {
    assert_eq!(one("match x { n if ok => 1 }"), "match x {\n    n if ok => 1\n}");
    assert_eq!(one("match x { n if (n) => 2 }"), "match x {\n    n if (n) => 2\n}");
    assert_eq!(statements("let f = x => x").1, ["F0113"]);
    assert_eq!(statements("let f = { a: x => x }").1, ["F0113"]);
    assert_eq!(statements("x = (a, b) => a").1, ["F0113"]);
}

#[test]
fn after_an_arrow_of_an_arm_stands_a_block() {
    let arm = |body: &str| statements(&format!("match x {{\n    \"A\" => {body}\n    _ => 1\n}}"));
    assert_eq!(arm("{ a: 1, b: 2 }").1, ["F0112"]);
    assert_eq!(arm("{ a, b }").1, ["F0112"]);
    assert_eq!(arm("{ \"a\": 1 }").1, ["F0112"]);
    assert_eq!(arm("{ ...a }").1, ["F0112"]);
    assert_eq!(arm("{ a }").1, [""; 0]);
    assert_eq!(arm("{}").1, [""; 0]);
    assert_eq!(arm("({ a: 1 })").1, [""; 0]);
    assert_eq!(one("xs.map(x => { a: x })"), "xs.map(x => { a: x })");
    assert_eq!(good("{ a: 1 }\n{}"), ["{ a: 1 }", "{}"]);
}

#[test]
fn an_arm_ends_with_its_line() {
    assert_eq!(
        one("match x {\n    \"A\" => a\n    -1 => b\n}"),
        "match x {\n    \"A\" => a\n    -1 => b\n}"
    );
}

#[test]
fn a_share_touches_its_sign() {
    for clause in ["tolerate 5% label \"i\"", "tolerate n % 2", "tolerate (e)%", "tolerate (e) % 2"]
    {
        let source = format!("map x in xs {clause} {{ }}");
        assert_eq!(one(&source), source);
    }
}

#[test]
fn dots_and_digits() {
    assert_eq!(
        good("0..n\n1.5..2.5\n5.round()\n[...a]"),
        ["0..n", "1.5..2.5", "5.round()", "[...a]"]
    );
    assert_eq!(statements("a...b").0, ["<bad>"]);
    assert_eq!(statements("wait 5ms").1, ["F0109"]);
}

#[test]
fn question_marks() {
    assert_eq!(one("x as T ?? y"), "x as T ?? y");
    assert_eq!(one("x as T? ?? y"), "x as T? ?? y");
    assert_eq!(good("x as T?\ny"), ["x as T?", "y"]);
}

#[test]
fn types_do_not_reach_into_blocks() {
    assert_eq!(one("if e is Order { }"), "if e is Order { }");
    assert_eq!(one("if e is { a: T } { }"), "if e is { a: T } { }");
    assert_eq!(one("x as A | null"), "x as A | null");
    assert_eq!(statements("!x is T").1, ["F0115"]);
    assert_eq!(one("!(x is T)"), "!(x is T)");
}

#[test]
fn a_policy_is_not_a_clause() {
    let source = "lambda A(x: any)\nretry flaky\nretry other on X\n";
    assert_eq!(canonical(source), "lambda A(x: any) retry flaky\nretry other on X\n");
    assert_eq!(good("F(x) retry p\non = true"), ["F(x) retry p", "on = true"]);
}

#[test]
fn a_target_is_a_string_or_a_path() {
    assert_eq!(canonical("lambda F(x: any) = Name.Arn\n"), "lambda F(x: any) = Name.Arn\n");
    assert_eq!(faults("lambda F(x: any) = f(x)\n").len(), 1);
}

#[test]
fn strings_hold_braces_strings_and_slashes() {
    for body in [
        "\"x ${f(\"y ${b[\"k\"]} }\")} z\"",
        "\"brace } { ${\"}\"}\"",
        "\"http://x\"",
        "{% $x.`odd // name` & '%}' %}",
        "f({% $x.`odd \" %} name` %}, \"a\")",
        "f({% \"}\" %}, \"}\")",
    ] {
        assert_eq!(one(body), body);
    }
    assert_eq!(one("\"\\${AWS::StackName} 5$\""), "\"\\${AWS::StackName} 5\\$\"");
    assert_eq!(good("a // \" ` {\nb"), ["a", "b"]);
}

#[test]
fn attributes_touch_their_arguments() {
    assert_eq!(good("@name(\"a\")\nx"), ["@name(\"a\")\nx"]);
    assert_eq!(canonical("@express\nworkflow W() { }\n"), "@express\nworkflow W() { }\n");
}

#[test]
fn patterns_and_types_have_places_of_their_own() {
    let source =
        "workflow W({ id, items: its, p = \"n\", ...rest }: Order) -> { [string]: T } { }\n";
    assert_eq!(canonical(source), source);
}

#[test]
fn map_may_be_a_name() {
    assert_eq!(
        good("map(xs, f)\nxs.map(f)\nlet map = 1\nmap.x\nmap + 1\nmap"),
        ["map(xs, f)", "xs.map(f)", "let map = 1", "map.x", "map + 1", "map"]
    );
    let words = "{ concurrency, with, label, batch, role, timeout, start, type, test, expect }";
    assert_eq!(one(words), words);
}

#[test]
fn a_value_may_begin_its_line() {
    assert_eq!(one("let d =\nF(x)"), "let d = F(x)");
    assert_eq!(statements("let d =\nlet e = 5").0, ["<bad>", "let e = 5"]);
}

#[test]
fn reserved_words_are_fine_behind_a_dot_and_before_a_colon() {
    assert_eq!(good("a.if.in\n{ return: 1 }\nF(in: 1)"), ["a.if.in", "{ return: 1 }", "F(in: 1)"]);
    assert_eq!(canonical("type T = { match: string }\n"), "type T = { match: string }\n");
    assert_eq!(statements("{ return }").1, ["F0110"]);
}
