use super::*;
use crate::jsonata::print;

#[track_caller]
fn same(text: &str) {
    prints(text, text);
}

#[track_caller]
fn prints(text: &str, printed: &str) {
    let tree = parse(text).unwrap_or_else(|error| panic!("{text}: {error} at {}", error.at));
    assert_eq!(print(&tree), printed);
    assert_eq!(parse(printed).as_ref(), Ok(&tree), "{printed}");
}

#[track_caller]
fn fails(text: &str, message: &str, at: usize) {
    assert_eq!(parse(text), Err(ParseError { message: message.into(), at }), "{text}");
}

#[test]
fn what_is_printed_reads_the_same() {
    same("$states.input.a.\"b c\"");
    same("$append([], $filter($arr, function($v) { $v > 2 })[])");
    same("($i := 0; (($nest)[$i])[0])");
    same("$nest[$i][0]");
    same("$exists($x) ? $x : null");
    same("$a & ($b + $c) ~> $string");
    same("$x.a[0].b[$n = 1]");
    same("[1..2 + 1, $a..$b]");
    same("$x^(>id, k).id");
    same("$x{$string(id): v}");
    same("$x.(a; b)");
    same("$library.loans@$l.books[$l.isbn = isbn].{\"t\": title}");
    same("$x#$i[$i > 2].%.a");
    same("$ ~> |a|{\"b\": 1}, [\"c\"]|");
    same("function($a, $b)<nn:n> { $a + $b }(1, 2)");
    same("$f(?, 1)");
    same("$contains($x, /a(\\/|b)[/]/im)");
    same("\"a${Name}b\" & ${Count}");
    same("\"${AWS::Region}\"");
    same("$x.*.**.a");
    same("--1 - -$a.b");
    same("$x[]");
    same("$x.a[0][]");
    same("(1 * 2) + 3");
    same("$a ? ($b ? 1 : 2) : 3");
    same("()");
    same("{}");
    same("`odd name`.b");
    same("$$.a");
}

#[test]
fn other_ways_of_writing_come_out_as_one() {
    prints("$a.`b`", "$a.b");
    prints("'it \"s\"'", r#""it \"s\"""#);
    prints("\"\\ud83d\\ude00\\/\"", "\"😀/\"");
    prints("/* c */ 1 /* d */", "1");
    prints("$a[].b", "$a[].b");
    prints("$a.b[].c[]", "$a.b[].c[]");
    prints("$a.b[][0]", "$a.b[0][]");
    prints("\"foo\".bar", "foo.bar");
    prints("(\"foo\").bar", "(\"foo\").bar");
    prints("(1 + 2;) * 3", "(1 + 2) * 3");
    prints("$x^(<a)", "$x^(a)");
    prints("a.b{c: d}.e", "a.b.e{c: d}");
    prints("and.or", "`and`.\"or\"");
    prints("true?1", "true ? 1");
    prints("λ($x){$x}", "function($x) { $x }");
    prints("\"$\\u007bName}\"", "\"$\\u007bName}\"");
    prints("${\"a\": b}", "$ {\"a\": b}");
    prints("[1.5..3]", "[1.5..3]");
}

#[test]
fn parentheses_the_printer_writes_leave_no_trace() {
    let sum = parse("$a + $b").expect("it is one");
    assert_eq!(parse("($a + $b) * 2"), Ok(Expr::binary(BinaryOp::Multiply, sum, Expr::integer(2))));
    assert_eq!(parse("($x)"), Ok(Expr::Block(vec![Expr::variable("x")])));
    assert_eq!(
        parse("($x[$i])[$j]"),
        Ok(Expr::variable("x").at(Expr::variable("i")).at(Expr::variable("j")))
    );
    assert_eq!(parse("($x.a)[0]"), Ok(Expr::variable("x").field("a").at(Expr::integer(0))));
}

#[test]
fn failures_say_what_and_where() {
    fails("[1,2", "Expected \"]\" before end of expression", 4);
    fails("$x[1,2]", "Expected \"]\", got \",\"", 4);
    fails("1 +", "Unexpected end of expression", 3);
    fails("", "Unexpected end of expression", 0);
    fails("\"abc", "String literal must be terminated by a matching quote", 4);
    fails("$a ?? 1", "Unknown operator: \"??\"; write `$exists(x) ? x : y`", 3);
    fails("$a ?: 1", "Unknown operator: \"?:\"; write `x ? x : y`", 3);
    fails("!$a", "Unknown operator: \"!\"; write `$not(x)`", 0);
    fails("1 == 1", "Unknown operator: \"==\"; equality is written `=`", 2);
    fails("5 := 3", "The left side of := must be a variable name (start with $)", 2);
    fails("function(x){1}", PARAMETER, 9);
    fails("1 2", "Syntax error: 2", 2);
    fails("{\"a\" 1}", "Expected \":\", got 1", 5);
    fails("/* x", "Comment has no closing tag", 0);
    fails("1e400", "Number out of range: 1e400", 0);
    fails("$a.5", "The literal value 5 cannot be used as a step within a path expression", 3);
    fails("\"\\x41\"", "Unsupported escape sequence: \\x", 2);
    fails("\"\\ud83d\"", "The escape sequence \\u gives half a character", 2);
    fails("[1,]", "The symbol \"]\" cannot be used as a unary operator", 3);
    fails("(/a/)", "The symbol \"/\" cannot be used as a unary operator", 1);
    fails("/a/g", "Syntax error: \"g\"", 3);
    fails("007", "Syntax error: 0", 1);
    fails("$x{a: 1}{b: 2}", "Each step can only have one grouping expression", 8);
}

const PARAMETER: &str = "Parameter 1 of function definition must be a variable name (start with $)";

#[test]
fn depth_has_a_limit() {
    for deep in ["(", "[", "-", "{\"a\":", "$f(", "a ? ", "a ? b : ", "function(){", "a.", "|"] {
        let text = deep.repeat(100_000);
        assert!(parse(&text).is_err(), "{deep}");
    }
    let sum = "1 + ".repeat(100_000) + "1";
    assert_eq!(parse(&sum).map_err(|e| e.message), Err("Expression is nested too deeply".into()));
    same(&("$a + ".repeat(500) + "1"));
    same(&("(".repeat(150) + "1" + &")".repeat(150)));
}

#[test]
fn no_beginning_of_an_expression_is_too_much() {
    let text = "($x := [1..2, -a.b[0][]{\"k${N}\": `c`}^(>d)@$e#$f.g]; \
                function($y)<n:n> { |a|{\"b\": /x/i}, c| ~> $f(?, null) ? 'é' : $z in %.*.** })";
    for (end, _) in text.char_indices() {
        assert!(parse(&text[..end]).is_err(), "{}", &text[..end]);
        let _ = parse(&text[end..]);
    }
    assert!(parse(text).is_ok(), "{:?}", parse(text));
}
