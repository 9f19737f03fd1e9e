//! `F05`: statements and control flow.

use super::suggest;
use super::types::near_text;
use crate::analyse::types::show;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{calls, statements as code};
use crate::diagnostic::suggest::{nearest, one_of};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::Name;

pub use super::calls::not_in_express;

pub fn not_assignable(span: Span) -> Diagnostic {
    let title = "this cannot be assigned";
    Diagnostic::new(code::NOT_ASSIGNABLE, span, title, "neither a variable nor a field of one")
}

pub fn assigned_let(name: &str, span: Span, declared: Span) -> Diagnostic {
    let title = format!("`{name}` is fixed and cannot be assigned");
    Diagnostic::new(code::NOT_ASSIGNABLE, span, title, "assigned here")
        .label(declared, "declared here, without `var`")
        .help(format!("declare it with `var {name} = …`"))
}

pub fn assigned_declaration(name: &str, kind: &str, span: Span) -> Diagnostic {
    let title = format!("the {kind} `{name}` cannot be assigned");
    Diagnostic::new(code::NOT_ASSIGNABLE, span, title, "not a variable")
}

pub fn assigned_unknown(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let title = format!("`{name}` is not declared");
    let code = crate::diagnostic::codes::names::UNKNOWN_NAME;
    let fault = Diagnostic::new(code, span, title, "not known here");
    match near {
        Some(_) => suggest(fault, near),
        None => fault.help(format!("declare it with `var {name} = …`")),
    }
}

pub fn assigned_in_map(name: &str, span: Span) -> Diagnostic {
    let title = format!("the body of a `map` cannot assign `{name}`, which stands outside");
    Diagnostic::new(code::ASSIGNED_IN_MAP, span, title, "bodies run beside each other")
        .help("end the body with the value: the `map` gives the list of them")
        .help(format!("or use `for`, which runs one after the other and may assign `{name}`"))
}

pub fn assigned_in_branch(name: &str, span: Span) -> Diagnostic {
    let title = format!("this branch assigns `{name}`, which another branch uses");
    Diagnostic::new(code::ASSIGNED_IN_BRANCH, span, title, "branches run beside each other")
        .help("end the branch with the value and give it a name: `let { a, b } = parallel { a: …, b: … }`")
}

pub fn outside_loop(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` stands outside of any loop");
    Diagnostic::new(code::NO_LOOP, span, title, "no loop around this")
}

pub fn loop_out_of_reach(word: &str, frame: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` cannot leave {frame}");
    let fault = Diagnostic::new(code::NO_LOOP, span, title, "the loop is outside");
    fault.help("`return` ends this part with a value, which decides outside")
}

pub fn unknown_label(label: &Name, known: &[String]) -> Diagnostic {
    let title = format!("no loop around this is labelled `'{}`", label.text);
    let near =
        nearest(&label.text, known.iter().map(String::as_str)).map(|near| format!("'{near}"));
    suggest(Diagnostic::new(code::NO_LOOP, label.span, title, "no such label"), near.as_deref())
}

pub fn label_twice(label: &Name) -> Diagnostic {
    let title = format!("a loop around this is labelled `'{}` too", label.text);
    Diagnostic::new(code::LABEL_TWICE, label.span, title, "the same label")
}

pub fn break_value(span: Span) -> Diagnostic {
    let title = "only `loop` without `until` takes a value from `break`";
    Diagnostic::new(code::BREAK_VALUE, span, title, "nobody takes it")
}

pub fn return_out_of_place(span: Span) -> Diagnostic {
    let title = "there is nothing to return from here";
    Diagnostic::new(code::RETURN_PLACE, span, title, "not inside a workflow or `fn`")
}

pub fn jump_in_lambda(span: Span) -> Diagnostic {
    let title = "a lambda cannot jump";
    Diagnostic::new(code::JUMP_IN_LAMBDA, span, title, "leaves the expression")
        .help("use `for` or `map x in xs { … }`")
}

pub fn leaves_finally(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` cannot leave a `finally`");
    Diagnostic::new(code::LEAVES_FINALLY, span, title, "chooses another way out")
}

pub fn fail_takes_one(span: Span) -> Diagnostic {
    let title = "`fail Name(…)` takes one string, the cause";
    Diagnostic::new(code::FAIL, span, title, "not one")
}

pub fn error_takes_two(span: Span) -> Diagnostic {
    let title = "`fail error(…)` takes a name and a cause";
    Diagnostic::new(code::FAIL, span, title, "not these two")
        .help("write `fail error(name, cause)`")
}

pub fn not_a_failure(found: &str, span: Span) -> Diagnostic {
    let title = format!("`fail` takes an error, not `{found}`");
    Diagnostic::new(code::FAIL, span, title, format!("this is `{found}`"))
        .help("write `fail Name(\"cause\")`, or `fail error(name, cause)` with computed strings")
}

pub fn unknown_failure(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let title = format!("no error `{name}` is declared");
    let fault = Diagnostic::new(calls::UNKNOWN_ERROR, span, title, "not declared");
    match near {
        Some(_) => suggest(fault, near),
        None => fault.help(format!("declare it with `error {name}`")),
    }
}

pub fn not_exhaustive(missing: &[String], span: Span) -> Diagnostic {
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let (title, help) = match missing.as_slice() {
        [] => {
            let title = "the `match` does not handle every value".to_owned();
            (title, "add `_ => …` for the rest".to_owned())
        }
        missing => {
            let title = format!("the `match` does not handle {}", one_of(missing));
            (title, format!("add `{} => …`, or `_ => …` for the rest", missing[0]))
        }
    };
    Diagnostic::new(code::NOT_EXHAUSTIVE, span, title, "not every value has an arm").help(help)
}

pub fn never_matches(found: &Type, value: &Type, span: Span) -> Diagnostic {
    let title = format!("`{}` is no value of `{}`", show(value), show(found));
    let fault = Diagnostic::new(code::NEVER_MATCHES, span, title, "never matches");
    suggest(fault, near_text(value, found).as_deref())
}

pub fn binds_declared(name: &Name, kind: &str) -> Diagnostic {
    let text = &name.text;
    let title = format!("`{text}` would be a new variable here, not the {kind} of that name");
    Diagnostic::new(code::BINDS_DECLARED, name.span, title, "takes every value")
        .help(format!("compare in a guard: `x if x == {text} => …`"))
}

pub fn alternatives_bind(span: Span) -> Diagnostic {
    let title = "a name or `_` takes everything, so it stands alone in an arm";
    Diagnostic::new(code::ALTERNATIVES, span, title, "the other alternatives are pointless")
}

pub fn try_alone(span: Span) -> Diagnostic {
    let title = "this `try` handles nothing";
    Diagnostic::new(code::TRY, span, title, "neither `retry` nor `catch` nor `finally`")
        .help("add `catch Name { … }`")
}

pub fn else_without_catch(span: Span) -> Diagnostic {
    let title = "`else` of a `try` needs a `catch`";
    Diagnostic::new(code::TRY, span, title, "nothing is caught")
}

pub fn stale_in_handler(name: &str, span: Span) -> Diagnostic {
    let title = format!("what `{name}` holds when the body failed is not known in this handler");
    Diagnostic::new(code::STALE, span, title, "lost with the body that failed")
        .help("a `try` with `retry` runs its whole body again, with the variables as before it")
        .help(
            "put the `retry` behind the call that may fail, or read the variable before the `try`",
        )
}

pub fn bad_wait(span: Span) -> Diagnostic {
    let title = "`wait` takes a whole number of seconds from 0 to 99,999,999";
    Diagnostic::new(code::WAIT, span, title, "not such a number")
}

pub fn bad_timestamp(span: Span) -> Diagnostic {
    let title = "`wait until` takes a timestamp such as `\"2027-01-31T12:00:00Z\"`";
    Diagnostic::new(code::WAIT, span, title, "not a timestamp")
}

pub fn outside_test(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` stands only in a `test`");
    Diagnostic::new(code::OUTSIDE_TEST, span, title, "not in a test")
}

pub fn no_run(span: Span) -> Diagnostic {
    let title = "only a run can be taken up again";
    Diagnostic::new(code::OUTSIDE_TEST, span, title, "no run of a workflow")
        .help("write `let run = W(…)`, then `redrive(run)`")
}

pub fn not_mocked(span: Span) -> Diagnostic {
    let title = "only calls that do work can be mocked";
    Diagnostic::new(code::OUTSIDE_TEST, span, title, "does no work")
        .help("name a `lambda`, an `activity`, a `workflow` or `aws.service.action`")
}

pub fn item_assigned(span: Span) -> Diagnostic {
    let title = "an item of a list cannot be assigned";
    Diagnostic::new(code::ITEM_ASSIGNED, span, title, "not the name of a field")
        .help("make the list anew: `xs = xs.map((x, i) => …)`, or `xs = [...xs, x]`")
}

pub fn not_a_list(found: &str, span: Span) -> Diagnostic {
    let code = crate::diagnostic::codes::expressions::NOT_A_LIST;
    let title = format!("only the items of a list can be gone through, not `{found}`");
    let fault = Diagnostic::new(code, span, title, format!("this is `{found}`"));
    match found {
        "number" => fault.help("write `0..n` for the numbers below `n`"),
        _ if found.parse::<u64>().is_ok() => {
            fault.help(format!("write `0..{found}` for the numbers below it"))
        }
        _ if found.ends_with('?') => fault.help("give a list for null: `xs ?? []`"),
        _ if found.starts_with('{') => {
            fault.help("objects have `.entries()`, `.keys()` and `.values()`")
        }
        _ => fault,
    }
}
