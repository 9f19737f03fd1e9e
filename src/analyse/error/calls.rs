//! `F04`: calls and their clauses.

use super::foreign;
use super::suggest;
use crate::analyse::types::show;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::calls as code;
use crate::diagnostic::codes::expressions as types;
use crate::diagnostic::codes::output::LABEL_TWICE;
use crate::diagnostic::suggest::{grouped, one_of};
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{ErrorName, Name};

pub fn unknown_function(name: &str, span: Span, nearest: Option<&str>) -> Diagnostic {
    let title = format!("there is no function `{name}`");
    let fault = Diagnostic::new(code::UNKNOWN_FUNCTION, span, title, "not known");
    match foreign::function(name) {
        Some(own) => fault.help(own),
        None => suggest(fault, nearest),
    }
}

pub fn unknown_method(name: &Name, receiver: &str, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`{receiver}` has no method `{}`", name.text);
    let foreign = match &*name.text {
        "toUpperCase" | "toUpper" => Some("upper"),
        "toLowerCase" | "toLower" => Some("lower"),
        "push" | "append" => Some("concat"),
        "size" | "count" | "len" => Some("length"),
        "includes" | "indexOf" => Some("contains"),
        "some" => Some("any"),
        "every" => Some("all"),
        "substring" | "substr" => Some("slice"),
        "unique" => Some("distinct"),
        _ => nearest,
    };
    suggest(Diagnostic::new(code::UNKNOWN_METHOD, name.span, title, "no such method"), foreign)
}

pub fn method_of_others(name: &Name, receiver: &str, on: &str) -> Diagnostic {
    let title = format!("`{}` is a method of {on}, not of `{receiver}`", name.text);
    Diagnostic::new(
        code::UNKNOWN_METHOD,
        name.span,
        title,
        format!("this is called on `{receiver}`"),
    )
}

pub fn bad_pattern(fault: &str, span: Span) -> Diagnostic {
    let title = format!("this is no regular expression that every engine understands: {fault}");
    Diagnostic::new(types::REGEX, span, title, "")
}

pub fn bad_flag(flag: char, span: Span) -> Diagnostic {
    let title = format!("there is no flag `{flag}` of regular expressions");
    Diagnostic::new(types::REGEX, span, title, "not a flag")
        .help("write `i` for either case, `m` for `^` and `$` at every line")
}

pub fn no_receiver(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` needs the value it works on");
    Diagnostic::new(code::ARGUMENTS, span, title, "no argument")
        .help(format!("write `x.{name}(…)` or `{name}(x, …)`"))
}

pub fn not_callable(span: Span) -> Diagnostic {
    Diagnostic::new(code::NOT_CALLABLE, span, "a value cannot be called", "not a function")
}

pub fn unknown_sdk_service(name: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("AWS has no service `{}`", name.text);
    suggest(Diagnostic::new(code::UNKNOWN_SERVICE, name.span, title, "not a service"), nearest)
}

/// `Math.floor(x)`: a function of another language; `None` where it is none.
pub fn foreign_function(path: &str, span: Span) -> Option<Diagnostic> {
    let own = foreign::function(path)?;
    let title = format!("there is no function `{path}`");
    Some(Diagnostic::new(code::UNKNOWN_FUNCTION, span, title, "not known").help(own))
}

/// `sdk`: it is a service of the SDK, and no better is known.
pub fn unknown_callee(name: &str, span: Span, nearest: Option<&str>, sdk: bool) -> Diagnostic {
    let title = format!("`{name}` is neither declared nor a service with integrations of its own");
    let fault = Diagnostic::new(code::UNKNOWN_SERVICE, span, title, "not known");
    if sdk {
        return fault.help(format!("call it by the SDK: `aws.{name}.…`"));
    }
    suggest(fault, nearest)
}

pub fn service_without_action(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` is called without an action");
    Diagnostic::new(code::UNKNOWN_ACTION, span, title, "which action?")
        .help(format!("write `{name}.action(…)`"))
}

pub fn unknown_action(service: &str, name: &Name, nearest: Option<&str>, sdk: bool) -> Diagnostic {
    let title = format!("the integration `{service}` has no action `{}`", name.text);
    let fault = Diagnostic::new(code::UNKNOWN_ACTION, name.span, title, "no such action");
    match nearest {
        None if sdk => fault.help(format!("the SDK may have it: `aws.{service}.{}(…)`", name.text)),
        _ => suggest(fault, nearest),
    }
}

pub fn unknown_pattern(
    call: &str,
    word: &Name,
    known: &[&str],
    nearest: Option<&str>,
) -> Diagnostic {
    let title = format!("`{call}` knows no `.{}`", word.text);
    let fault =
        Diagnostic::new(code::UNKNOWN_PATTERN, word.span, title, "not a way to wait for it");
    match (nearest, known) {
        (Some(_), _) => suggest(fault, nearest),
        (None, []) => fault.help("it answers at once: leave the word out"),
        (None, known) => fault.help(format!("it knows {}", one_of(known))),
    }
}

pub fn missing_input(name: &str, ty: &Type, span: Span) -> Diagnostic {
    let title = format!("`{name}` is called without its input");
    Diagnostic::new(code::INPUT, span, title, format!("needs `{}`", show(ty)))
}

pub fn takes_no_input(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` takes no input");
    Diagnostic::new(code::INPUT, span, title, "one too many")
        .help(format!("declare it: `{name}(input: …)`"))
}

pub fn wrong_items(name: &str, found: &Type, wanted: &Type, span: Span) -> Diagnostic {
    let (found, wanted) = (show(found), show(wanted));
    let title = format!("`{name}` works on `{wanted}`, not on `{found}`");
    Diagnostic::new(types::MISMATCH, span, title, format!("this is `{found}`"))
}

pub fn too_few(name: &str, missing: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` needs the argument `{missing}`");
    Diagnostic::new(code::ARGUMENTS, span, title, format!("`{missing}` is missing"))
}

pub fn too_many(name: &str, count: usize, span: Span) -> Diagnostic {
    let takes = match count {
        0 => "no argument".to_owned(),
        1 => "one argument".to_owned(),
        count => format!("{count} arguments"),
    };
    let title = format!("`{name}` takes {takes}");
    Diagnostic::new(code::ARGUMENTS, span, title, "one too many")
}

pub fn argument_twice(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` is given an argument twice");
    Diagnostic::new(code::ARGUMENTS, span, title, "given again")
}

pub fn named_in_library(name: &str, key: &Name) -> Diagnostic {
    let title = format!("`{name}` takes its arguments in order, not by name");
    Diagnostic::new(code::ARGUMENTS, key.span, title, "a name")
        .help(format!("leave `{}:` out", key.text))
}

pub fn spread_in_library(name: &str, span: Span) -> Diagnostic {
    let title = format!("arguments of `{name}` cannot be spread");
    Diagnostic::new(code::ARGUMENTS, span, title, "write them one by one")
}

pub fn unnamed_argument(span: Span) -> Diagnostic {
    let title = "arguments of a service have names";
    Diagnostic::new(code::ARGUMENTS, span, title, "which one is this?")
        .help("write `Name: value`, or one object with all of them")
}

pub fn one_input(name: &str, input: Option<&Type>, span: Span) -> Diagnostic {
    let title = format!("`{name}` takes one input");
    let fault = Diagnostic::new(code::ARGUMENTS, span, title, "one too many");
    let Some(object) = input.and_then(Type::as_object).filter(|object| !object.fields.is_empty())
    else {
        return fault.help(format!("write `{name}(…)` with one value, or `{name}(field: value)`"));
    };
    let fields: Vec<String> = object.fields.keys().map(|field| format!("{field}: …")).collect();
    fault.help(format!("name its fields: `{name}({})`", fields.join(", ")))
}

pub fn arguments_no_object(span: Span) -> Diagnostic {
    let title = "the arguments of a service are an object";
    Diagnostic::new(code::ARGUMENTS, span, title, "not an object").help("write `Name: value`")
}

pub fn exists_takes_one(span: Span) -> Diagnostic {
    let title = "`exists` takes one chain of fields";
    Diagnostic::new(code::ARGUMENTS, span, title, "not one").help("write `exists(a.b.c)`")
}

pub fn unknown_parameter(call: &str, key: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`{call}` has no parameter `{}`", key.text);
    suggest(Diagnostic::new(code::UNKNOWN_PARAMETER, key.span, title, "not a parameter"), nearest)
}

pub fn lambda_wanted(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` takes a lambda here");
    Diagnostic::new(code::LAMBDA_ARGUMENT, span, title, "not a lambda").help("write `x => …`")
}

pub fn lambda_not_taken(span: Span) -> Diagnostic {
    let title = "a value is asked for here, not a lambda";
    Diagnostic::new(code::LAMBDA_ARGUMENT, span, title, "a lambda")
}

pub fn lambda_parameters(
    name: &str,
    least: usize,
    most: usize,
    found: usize,
    span: Span,
) -> Diagnostic {
    let wanted = match (least, most) {
        (least, most) if least == most => format!("{most}"),
        (0, most) => format!("up to {most}"),
        (least, most) => format!("{least} to {most}"),
    };
    let title = format!("the lambda of `{name}` has {wanted} parameters, not {found}");
    Diagnostic::new(code::LAMBDA_ARGUMENT, span, title, format!("has {found}"))
}

pub fn select_wants_lambda(span: Span) -> Diagnostic {
    let title = "`select` takes a lambda from the item to what a child gets of it";
    Diagnostic::new(code::LAMBDA_ARGUMENT, span, title, "not a lambda")
        .help("write `select x => …`")
}

pub fn constant_wanted(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` takes a constant string here");
    Diagnostic::new(code::CONSTANT_ARGUMENT, span, title, "not a constant string")
}

pub fn pattern_wanted(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` takes a regular expression in quotes");
    Diagnostic::new(code::CONSTANT_ARGUMENT, span, title, "not a constant string")
}

pub fn work_in_lambda(span: Span) -> Diagnostic {
    let title = "nothing can be called inside a lambda";
    Diagnostic::new(code::WORK_IN_LAMBDA, span, title, "this does work")
        .help("JSONata evaluates lambdas; write `map x in xs { … }`, which gives the list of its bodies' values")
}

pub fn work_in_constant(span: Span) -> Diagnostic {
    let title = "a constant cannot call anything";
    Diagnostic::new(code::WORK_IN_CONSTANT, span, title, "this does work")
}

pub fn clause_without_call(works: usize, span: Span, chain: Span) -> Diagnostic {
    let (title, label) = match works {
        0 => ("a clause needs a call to apply to", "no call"),
        _ => ("a clause applies to one call", "more than a call and fields read off it"),
    };
    Diagnostic::new(code::CLAUSE_WITHOUT_CALL, span, title, "which call?")
        .label(chain, label)
        .help("put the clause directly behind the call, in brackets with it where more follows: `(f(x) retry p)`")
}

pub fn clause_of_operand(span: Span, chain: Span) -> Diagnostic {
    let title = "a clause beside an operator needs brackets";
    Diagnostic::new(code::CLAUSE_WITHOUT_CALL, span, title, "of this side alone, or of the whole?")
        .label(chain, "it would apply to this alone")
        .help("put the call in brackets with its clauses: `(f(x) retry p)`")
}

pub fn clause_twice(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` stands twice");
    Diagnostic::new(code::CLAUSE_TWICE, span, title, "given again")
}

pub fn limit_of_no_task(word: &str, span: Span) -> Diagnostic {
    let title = format!("`parallel` and `map` have no `{word}`");
    Diagnostic::new(code::LIMIT, span, title, "only of a single call")
        .help("put it behind the calls inside")
}

pub fn role_of_activity(span: Span) -> Diagnostic {
    let title = "an activity has no `role`";
    Diagnostic::new(code::LIMIT, span, title, "only of functions and services")
        .help("the worker has a role of its own: leave this out")
}

pub fn limit_of_fn(span: Span) -> Diagnostic {
    let title = "the steps of a `fn` have no limit together";
    Diagnostic::new(code::LIMIT, span, title, "only of a single call")
        .help("put it behind the calls inside the `fn`")
}

pub fn bad_seconds(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` is a whole number of seconds from 1 to 99,999,999");
    Diagnostic::new(code::SECONDS, span, title, "not such a number")
}

pub fn heartbeat_too_long(span: Span) -> Diagnostic {
    let title = "the heartbeat must be shorter than the timeout";
    Diagnostic::new(code::SECONDS, span, title, "not shorter")
}

pub fn not_in_express(span: Span, what: &str, help: Option<&str>) -> Diagnostic {
    let title = format!("{what} is not possible in Express executions");
    let fault = Diagnostic::new(code::NOT_IN_EXPRESS, span, title, "only in Standard workflows");
    fault.help(help.unwrap_or("Express workflows know only calls that answer at once"))
}

pub fn unknown_error(name: &ErrorName, nearest: Option<&str>, states: bool) -> Diagnostic {
    let title = format!("no error `{}` is declared", name.text);
    let fault = Diagnostic::new(code::UNKNOWN_ERROR, name.span, title, "not declared");
    if states {
        return fault.help(format!("did you mean `States.{}`?", name.text));
    }
    match nearest {
        Some(_) => suggest(fault, nearest),
        None => fault.help(format!(
            "declare it with `error {}`; errors of AWS have a dot in their name",
            name.text
        )),
    }
}

pub fn binding_without_as(name: &ErrorName) -> Diagnostic {
    let title = format!("no error `{}` is declared", name.text);
    Diagnostic::new(code::UNKNOWN_ERROR, name.span, title, "not declared")
        .help(format!("to read what is caught, write `catch as {} {{ … }}`", name.text))
}

pub fn unknown_states_error(name: &ErrorName, nearest: Option<&str>) -> Diagnostic {
    let title = format!("Step Functions has no error `{}`", name.text);
    let nearest = nearest.map(|name| format!("States.{name}"));
    suggest(
        Diagnostic::new(code::UNKNOWN_ERROR, name.span, title, "no such error"),
        nearest.as_deref(),
    )
}

pub fn not_an_error(name: &ErrorName) -> Diagnostic {
    let title = format!("`{}` is not an error", name.text);
    Diagnostic::new(code::UNKNOWN_ERROR, name.span, title, "not an error")
}

pub fn unreachable_handler(span: Span) -> Diagnostic {
    let title = "this handler can never run";
    Diagnostic::new(code::UNREACHABLE_HANDLER, span, title, "earlier handlers take all its errors")
}

pub fn all_not_last(span: Span) -> Diagnostic {
    let title = "a handler of all errors must be the last";
    Diagnostic::new(code::UNREACHABLE_HANDLER, span, title, "takes all errors")
}

pub fn all_with_others(span: Span) -> Diagnostic {
    let title = "`States.ALL` stands alone";
    Diagnostic::new(code::UNREACHABLE_HANDLER, span, title, "names others too")
        .help("leave the others out")
}

pub fn retry_all_not_last(span: Span) -> Diagnostic {
    let title = "a retrier of all errors must be the last";
    Diagnostic::new(code::UNREACHABLE_HANDLER, span, title, "others come after `States.ALL`")
}

pub fn unknown_policy(name: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("no retry policy `{}` is declared", name.text);
    let fault = Diagnostic::new(code::UNKNOWN_POLICY, name.span, title, "not declared");
    match nearest {
        Some(_) => suggest(fault, nearest),
        None => {
            fault.help(format!("declare it: `retry {} on States.TaskFailed attempts 3`", name.text))
        }
    }
}

pub fn not_a_policy(name: &Name) -> Diagnostic {
    let title = format!("`{}` is not a retry policy", name.text);
    Diagnostic::new(code::UNKNOWN_POLICY, name.span, title, "not a policy")
}

pub fn retry_range(word: &str, least: f64, most: f64, span: Span) -> Diagnostic {
    let range = if most.is_finite() {
        format!("a whole number from {least} to {most}")
    } else {
        format!("a number from {least}")
    };
    let title = format!("`{word}` is {range}");
    Diagnostic::new(code::RETRY_VALUE, span, title, "not such a number")
}

pub fn retry_not_constant(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` must be a constant number");
    Diagnostic::new(code::RETRY_VALUE, span, title, "not a constant number")
        .help("retry policies are fixed in the definition: write a literal or a `const`")
}

pub fn task_without_resource(span: Span) -> Diagnostic {
    let title = "`task` needs a resource";
    Diagnostic::new(code::RESOURCE, span, title, "no ARN").help("write `task(\"arn:…\", { … })`")
}

pub fn resource_not_constant(span: Span) -> Diagnostic {
    let title = "the resource of a task must be known at deployment";
    Diagnostic::new(code::RESOURCE, span, title, "not known at deployment")
        .help("write an ARN in quotes or a `param`; both may stand in one string")
}

pub fn resource_no_arn(span: Span) -> Diagnostic {
    let title = "the resource of a task is an ARN of `states` or `lambda`";
    Diagnostic::new(code::RESOURCE, span, title, "not such an ARN")
        .help("write it whole, such as `\"arn:aws:states:::sqs:sendMessage\"`")
}

pub fn unknown_reader(name: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("there is no reader `s3.{}`", name.text);
    suggest(Diagnostic::new(code::READER, name.span, title, "not a reader"), nearest)
}

pub fn reader_out_of_place(name: &str, span: Span) -> Diagnostic {
    let title = format!("`s3.{name}` is the source of a distributed `map`");
    Diagnostic::new(code::READER, span, title, "not a value")
        .help(format!("write `map x in s3.{name}(…) distributed {{ … }}`"))
}

pub fn reader_lacks(reader: &str, name: &str, span: Span) -> Diagnostic {
    let title = format!("`s3.{reader}` needs `{name}`");
    Diagnostic::new(code::READER, span, title, format!("`{name}` is missing"))
}

/// `words`: what the other one has to be; none for anything.
pub fn options_apart(
    (option, value): (&str, Option<&str>),
    other: &str,
    words: &[&str],
    span: Span,
) -> Diagnostic {
    let option = match value {
        Some(value) => format!("{option}: \"{value}\""),
        None => option.to_owned(),
    };
    let title = match words {
        [] => format!("`{option}` needs `{other}`"),
        words => format!("`{option}` needs `{other}` to be {}", one_of_texts(words)),
    };
    Diagnostic::new(code::READER, span, title, "does not go with the other options")
}

pub fn reader_option(option: &str, wanted: &str, span: Span) -> Diagnostic {
    let title = format!("`{option}` must be {wanted}");
    Diagnostic::new(code::READER, span, title, format!("not {wanted}"))
}

pub fn max_items(span: Span) -> Diagnostic {
    let title = "`MaxItems` is a whole number from 0, for all items, to 100,000,000";
    Diagnostic::new(code::READER, span, title, "not such a number")
}

/// `"a"`, `"b"` or `"c"`
fn one_of_texts(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    one_of(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

pub fn one_of_words(words: &[&str], span: Span) -> Diagnostic {
    let title = format!("this must be {}", one_of_texts(words));
    Diagnostic::new(code::READER, span, title, "none of these")
}

pub fn needs_distributed(word: &str, span: Span) -> Diagnostic {
    let title = format!("`{word}` needs a distributed map");
    Diagnostic::new(code::DISTRIBUTED, span, title, "not of an inline map")
        .help("add `distributed`")
}

pub fn reader_not_distributed(span: Span) -> Diagnostic {
    let title = "only a distributed map reads from S3";
    Diagnostic::new(code::DISTRIBUTED, span, title, "a reader").help("add `distributed`")
}

pub fn index_of_batch(name: &Name) -> Diagnostic {
    let title = "a batch has no index";
    Diagnostic::new(code::DISTRIBUTED, name.span, title, "not known")
        .help(format!("leave `{},` out", name.text))
}

pub fn no_count(word: &str, (least, most): (u32, Option<u32>), span: Span) -> Diagnostic {
    let to = most.map(|most| format!(" to {}", grouped(most.into()))).unwrap_or_default();
    let title = format!("`{word}` is a whole number from {least}{to}");
    Diagnostic::new(code::MAP_OPTION, span, title, "not such a number")
}

pub fn percentage(span: Span) -> Diagnostic {
    let title = "a percentage lies between 0 and 100";
    Diagnostic::new(code::MAP_OPTION, span, title, "it does not")
}

pub fn bad_label(span: Span) -> Diagnostic {
    let title = "the label of a map has 1 to 40 plain characters";
    Diagnostic::new(code::MAP_OPTION, span, title, "not such a label")
        .help("use letters, digits, `-` and `_`")
}

pub fn label_twice(label: &str, span: Span, first: Span) -> Diagnostic {
    let title = format!("the label `{label}` stands at two distributed maps");
    Diagnostic::new(LABEL_TWICE, span, title, "another map of this workflow has this label")
        .label(first, "this one")
        .help("labels are unique in a workflow; leave it out to have one made")
}

pub fn writer_lacks_bucket(span: Span) -> Diagnostic {
    let title = "results go to a bucket";
    Diagnostic::new(code::MAP_OPTION, span, title, "`Bucket` is missing")
}

pub fn writer(span: Span) -> Diagnostic {
    let title = "results go to `s3(…)`";
    Diagnostic::new(code::MAP_OPTION, span, title, "not such a call")
        .help("write `results to s3(Bucket: …, Prefix: …)`")
}

pub fn no_branches(span: Span) -> Diagnostic {
    let title = "a `parallel` needs a branch";
    Diagnostic::new(code::BRANCHES, span, title, "has none")
}

pub fn mixed_branches(span: Span) -> Diagnostic {
    let title = "either all branches of a `parallel` have names or none has one";
    Diagnostic::new(code::BRANCHES, span, title, "some have names")
}

pub fn branch_twice(name: &Name) -> Diagnostic {
    let title = format!("two branches are called `{}`", name.text);
    Diagnostic::new(code::BRANCHES, name.span, title, "named again")
}

pub fn error_out_of_place(span: Span) -> Diagnostic {
    let title = "`error(…)` stands only behind `fail`";
    Diagnostic::new(code::ERROR_PLACE, span, title, "not a value")
        .help("write `fail error(name, cause)`")
}

pub fn grows(name: &str, most: (u64, &str), callee: &str, calls: &[Span]) -> Diagnostic {
    let (number, what) = most;
    let title = format!(
        "`{name}` becomes more than {} {what}, since each `fn` it calls is written out",
        grouped(number)
    );
    let label = format!("`{callee}` is written out here");
    let first = Diagnostic::new(code::GROWS, calls[0], title, label);
    let others = calls.iter().skip(1).take(MOST_LABELS);
    others
        .fold(first, |diagnostic, call| diagnostic.label(*call, "and here"))
        .help(format!("make `{callee}` a `workflow` of its own, or call it once in a loop"))
}

/// Of many calls a few show what is meant.
const MOST_LABELS: usize = 3;
