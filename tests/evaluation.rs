//! The evaluator: what many expressions give, what the service is measured to do, and its limits.
//!
//! The expressions below `tools/jsonata-diff/expressions` are those that the reference is asked as
//! well; what they give here is in `tests/cases/evaluation`.

use std::path::Path;

use flowc::jsonata::eval::{Compiled, Failure};
use flowc::jsonata::parse;
use flowc::value::Value;
use serde_json::{Map, json};

use crate::support::expect::expect_file;
use crate::support::jsonata::{Bindings, run};
use crate::support::{files_below, read, root};

/// What the listed expressions see.
fn bindings() -> Map<String, serde_json::Value> {
    let items = json!([{"id": 1, "v": [1, 2]}, {"id": 2, "v": [3]}, {"id": 3}]);
    let serde_json::Value::Object(bindings) = json!({
        "x": 5, "arr": [1, 2, 3], "one": [5], "none": [], "nest": [[1, 2], [3]],
        "obj": {"a": 1, "b": null, "k": [1, "x"]}, "nul": null, "s": "a,b", "items": items,
        "states": {"input": {
            "n": null, "a": [1, 2, 3], "one": [5], "empty": [], "nest": [[1, 2], [3]],
            "nest1": [[1, 2]], "o": {"k": 1, "a b": 2, "and": 3}, "s": "str", "z": 0, "f": false,
            "es": "", "items": items, "single": [{"id": 1, "v": [9]}],
            "mixed": [1, "a", null, [], {}],
        }},
    }) else {
        unreachable!("it is an object")
    };
    bindings
}

fn outcome(expression: &str) -> Result<Option<Value>, Failure> {
    let tree = match parse(expression) {
        Ok(tree) => tree,
        Err(error) => {
            return Err(Failure { code: None, message: format!("no expression: {error}") });
        }
    };
    Compiled::new(&tree).evaluate(&Bindings::new(&bindings()))
}

fn shown(expression: &str) -> String {
    match outcome(expression) {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "nothing".to_owned(),
        Err(failure) => format!("fails with {failure}"),
    }
}

#[test]
fn listed_expressions_give_what_is_written() {
    let folder = root("tools/jsonata-diff/expressions");
    let lists = files_below(&folder, "txt");
    assert!(lists.len() > 8, "only {} lists were found", lists.len());
    for list in lists {
        let lines = read(&list);
        let expressions: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        let actual: String = expressions
            .iter()
            .map(|expression| format!("{expression}\n    {}\n", shown(expression)))
            .collect();
        let name = list.file_name().expect("a list has a name");
        expect_file(&root("tests/cases/evaluation").join(Path::new(name)), &actual);
    }
}

/// What was measured on the service itself, where the documents are silent or say otherwise.
#[test]
fn what_was_measured_holds() {
    let facts = [
        ("$boolean([0]) or $boolean([[]])", "false"),
        ("$nosuch = 1 or $nosuch != 1 or $nosuch in [1]", "false"),
        ("$boolean($nosuch)", "nothing"),
        ("$nosuch < 1", "nothing"),
        ("false and $error(\"no\") or true", "true"),
        ("[$count(5), $count(null), $count($nosuch)]", "[1,0,0]"),
        ("\"text\"[0]", "\"text\""),
        ("($i := 0; [$nest[$i][0]])", "[1,2]"),
        ("($i := 0; [($nest[$i])[0]])", "[1]"),
        ("$arr[1.9]", "2"),
        ("[[$arr], [$one]]", "[[1,2,3],[5]]"),
        ("[$arr, $one]", "[1,2,3,5]"),
        ("[$filter($nest, function($v) { $count($v) = 2 })]", "[1,2]"),
        ("$append([], $filter($nest, function($v) { $count($v) = 2 })[])", "[[1,2]]"),
        ("$append([], ($filter($nest, function($v) { $count($v) = 2 }))[])", "[1,2]"),
        ("$range(1, 1, 1)", "1"),
        ("[1..1]", "[1]"),
        ("$partition([1], 5)", "[[1]]"),
        ("$partition([], 5)", "nothing"),
        ("[1/0, -1/0, 0/0]", "[\"Infinity\",\"-Infinity\",\"NaN\"]"),
        ("1/0 > 1", "true"),
        ("1/0 + 1", "fails with D1001: Number out of range: null"),
        ("$string(9007199254740991)", "\"9007199254740991\""),
        ("$string([2/3, -2/3])", "\"[0.666666666666666,-0.666666666666667]\""),
        ("$string(1234567890123456.7)", "\"1.23456789012345e+15\""),
        ("$string([1e20, 1e21, 1e-6, 1e-7])", "\"[100000000000000000000,1e+21,0.000001,1e-7]\""),
        ("$string([\"\\u0001\"])", "\"[\\\"\\u0001\\\"]\""),
        ("[$round(2.5), $round(2.345, 2), $formatNumber(0.125, \"0.00\")]", "[2,2.34,\"0.12\"]"),
        ("$millis() = $millis() and $now() = $now()", "true"),
        ("$uuid() = $uuid() or $random() = $random()", "false"),
        ("$keys({\"a\": 1})", "\"a\""),
        ("[$sum([]), $join([])]", "[0,\"\"]"),
        ("$max([])", "nothing"),
        ("$reduce([], function($a, $b) { $a + $b }, 7)", "7"),
        ("$length(\"a😀b\") & $length($pad(\"😀\", 3))", "\"33\""),
        ("$count($split(\"a😀b\", \"\"))", "4"),
        ("$substring(\"a😀b\", 3)", "\"b\""),
        ("$trim(\" a   b \")", "\"a b\""),
        ("$parse(\"{'a': [1]}\")", "{\"a\":[1]}"),
        ("$hash(\"a\", \"md5\")", "fails with D3137: Unknown hash algorithm: md5"),
        ("$hash($nosuch, \"MD5\")", "nothing"),
        (
            "$hash(1, \"MD5\")",
            "fails with T0410: Argument 1 of function \"hash\" does not match function signature",
        ),
        ("$pad(\"a\", 6.5, \"xy\")", "\"axyxyx\""),
        ("$range(-1.5, 2.5, 1)", "[-1,0,1,2]"),
        ("$replace(\"aaa\", \"a\", \"b\", 2.5)", "\"bba\""),
        ("$replace(\"\u{a0}a\u{3000}\", /^\\s+|\\s+$/, \"\") = \"\u{a0}a\u{3000}\"", "true"),
        ("$decodeUrlComponent(\"a+b%E6\")", "\"a b\u{fffd}\""),
        ("$fromMillis(0, \"[H01]:[m01]\", \"utc\")", "\"00:00\""),
        ("$random(42)", "0.7275636800328681"),
        ("($string := 5; $string(1))", "fails with T1006: Attempted to invoke a non-function"),
        ("$base64encode(\"hé\")", "\"aMOp\""),
    ];
    let wrong: Vec<String> = facts
        .iter()
        .filter(|(expression, expected)| shown(expression) != *expected)
        .map(|(expression, expected)| format!("{expression}: {} not {expected}", shown(expression)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const TOO_DEEP: &str = "Stack overflow error: Check for non-terminating recursive function. \
                        Consider rewriting as tail-recursive";
const TOO_LONG: &str = "Expression evaluation timeout: Check for infinite loop";
const TOO_HEAVY: &str =
    "Expression evaluation memory limit exceeded: Check for excessive memory usage";

#[track_caller]
fn ends_with(expression: &str, message: &str) {
    assert_eq!(run(expression, &bindings()), Err(message.to_owned()), "{expression:.200}");
}

#[test]
fn a_hundred_levels_are_allowed() {
    let counted =
        |n: u32| format!("($f := function($n) {{ $n = 0 ? 0 : 1 + $f($n - 1) }}; $f({n}))");
    assert_eq!(shown(&counted(31)), "31");
    ends_with(&counted(32), TOO_DEEP);
    let sum = |n| format!("$x{}", " + $x".repeat(n));
    assert_eq!(shown(&sum(99)), "500");
    ends_with(&sum(100), TOO_DEEP);
    let nested = |n| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    assert!(outcome(&nested(99)).is_ok());
    ends_with(&nested(100), TOO_DEEP);
    let tail = "($f := function($n) { $n = 0 ? \"done\" : $f($n - 1) }; $f(1000))";
    assert_eq!(shown(tail), "\"done\"");
}

#[test]
fn nothing_takes_for_ever_or_all_memory() {
    ends_with("($f := function() { $f() }; $f())", TOO_LONG);
    assert_eq!(shown("$count([1..873782])"), "873782");
    ends_with("[1..873783]", TOO_HEAVY);
    ends_with("$pad(\"x\", 2000000000)", TOO_HEAVY);
    ends_with("$reduce([1..100], function($a, $b) { [[$a], [$a]] }, 1)", TOO_HEAVY);
    ends_with("$reduce([1..60], function($a, $b) { $a & $a }, \"x\")", TOO_HEAVY);
    let regex = format!("$contains(\"{}!\", /^(a|a)*(?=b)$/)", "a".repeat(60));
    assert!(outcome(&regex).is_ok() || run(&regex, &bindings()) == Err(TOO_LONG.to_owned()));
    assert!(outcome("$reduce([1..100000], function($a, $b) { [[$a]] }, 1)").is_err());
    assert!(outcome("$reduce([1..100000], function($a, $b) { {\"a\": $a} }, 1)").is_err());
}
