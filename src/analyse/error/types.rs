//! `F03`: types and expressions.

use super::suggest;
use crate::analyse::types::show;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::expressions as code;
use crate::diagnostic::suggest::{all_of, misspelt, nearest};
use crate::ir::types::{ObjectType, Type};
use crate::source::Span;
use crate::syntax::ast::Name;

pub fn mismatch(role: &str, found: &Type, wanted: &Type, span: Span) -> Diagnostic {
    let near = near_text(found, wanted);
    let (found, wanted) = (show(found), show(wanted));
    let title = format!("{role} must be `{wanted}`, not `{found}`");
    let fault = Diagnostic::new(code::MISMATCH, span, title, format!("this is `{found}`"));
    suggest(fault, near.as_deref())
}

/// From this length on a text may be misspelt in two places.
const LONG_TEXT: usize = 5;

/// The text among the values of a type that is nearest to a literal one.
pub(super) fn near_text(literal: &Type, among: &Type) -> Option<String> {
    let text = |ty: &Type| match ty {
        Type::Literal(value) => value.as_str().map(str::to_owned),
        _ => None,
    };
    let written = text(literal)?;
    let known: Vec<String> = among.members().iter().filter_map(text).collect();
    let known = || known.iter().map(String::as_str);
    // There are few, so that more of a longer one may be wrong.
    let slips = || (written.len() >= LONG_TEXT).then(|| misspelt(&written, known())).flatten();
    nearest(&written, known()).or_else(slips).map(|near| format!("\"{near}\""))
}

pub fn no_field(name: &str, ty: &Type, nearest: Option<&str>, span: Span) -> Diagnostic {
    let title = format!("`{}` has no field `{name}`", show(ty));
    let fault = Diagnostic::new(code::NO_FIELD, span, title, "no such field");
    let method = crate::analyse::library::method(ty, name).is_ok() && *ty != Type::Any;
    match (nearest, method) {
        (None, true) => fault.help(format!("`{name}` is a method: write `.{name}(…)`")),
        (nearest, _) => suggest(fault, nearest),
    }
}

pub fn field_of_some(name: &str, ty: &Type, span: Span) -> Diagnostic {
    let title = format!("not every `{}` has a field `{name}`", show(ty));
    Diagnostic::new(code::NO_FIELD, span, title, "some have no such field").help(format!(
        "test which it is first: with `is`, a `match` on a field that differs, or `has(\"{name}\")`"
    ))
}

pub fn may_be_missing(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` may be missing");
    Diagnostic::new(code::MAY_BE_MISSING, span, title, "declared with `?`")
        .help(format!("say what holds then: `.{name} ?? other`, or test `exists(….{name})` before"))
}

pub fn may_be_null(name: &str, ty: &str, span: Span) -> Diagnostic {
    let title = format!("this may be null, so `{name}` cannot be read of it");
    Diagnostic::new(code::MAY_BE_NULL, span, title, format!("this is `{ty}`"))
        .help("test it with `== null` before, or give another value with `??`")
}

pub fn excess_field(key: &str, object: &ObjectType, ty: &Type, span: Span) -> Diagnostic {
    let title = format!("`{}` has no field `{key}`", show(ty));
    let known = object.fields.keys().map(|name| &**name);
    let near = nearest(key, known);
    suggest(Diagnostic::new(code::EXCESS_FIELD, span, title, format!("the value of `{key}`")), near)
}

pub fn lacks_fields(names: &[&str], ty: &Type, span: Span) -> Diagnostic {
    let (listed, ty) = (all_of(names), show(ty));
    let (title, label) = match names {
        [_] => (format!("the field {listed} of `{ty}` is missing"), format!("{listed} is missing")),
        _ => {
            (format!("the fields {listed} of `{ty}` are missing"), format!("{listed} are missing"))
        }
    };
    let fields: Vec<String> = names.iter().map(|name| format!("{name}: …")).collect();
    Diagnostic::new(code::LACKS_FIELD, span, title, label)
        .help(format!("add `{}`", fields.join(", ")))
}

pub fn not_bool(found: &str, span: Span) -> Diagnostic {
    let title = format!("a condition must be a boolean, not `{found}`");
    Diagnostic::new(code::NOT_BOOL, span, title, format!("this is `{found}`"))
        .help("compare it with something: `x != null`, `n > 0`, `xs.length() > 0`")
}

pub fn not_printable(found: &str, span: Span) -> Diagnostic {
    let title = format!("`{found}` cannot be printed into a string");
    Diagnostic::new(code::NOT_PRINTABLE, span, title, format!("this is `{found}`"))
        .help("write `${json.stringify(…)}` to print it as JSON")
}

pub fn divides_by_zero(word: &str, span: Span) -> Diagnostic {
    let title = format!("the right side of `{word}` is zero");
    Diagnostic::new(code::DIVISION, span, title, "always zero")
}

pub fn no_number(op: &str, found: &Type, span: Span) -> Diagnostic {
    let shown = show(found);
    let title = format!("`{op}` works on numbers, not on `{shown}`");
    let fault = Diagnostic::new(code::OPERATOR, span, title, format!("this is `{shown}`"));
    match (op, found) {
        ("+", ty) if ty.is_string() => {
            fault.help("strings are joined by interpolation: `\"${a}${b}\"`")
        }
        ("+", ty) if ty.is_list() => fault.help("lists are joined by spreads: `[...a, ...b]`"),
        _ => fault,
    }
}

pub fn not_comparable(left: &Type, right: &Type, span: Span) -> Diagnostic {
    let title = format!("`{}` and `{}` have no order", show(left), show(right));
    Diagnostic::new(code::OPERATOR, span, title, "compares two numbers or two strings")
}

pub fn in_no_list(found: &str, span: Span) -> Diagnostic {
    let title = format!("`in` looks into a list, not into `{found}`");
    Diagnostic::new(code::OPERATOR, span, title, format!("this is `{found}`"))
        .help("objects have `has(\"name\")`, strings `contains(\"text\")`")
}

pub fn never_equal(left: &Type, right: &Type, span: Span) -> Diagnostic {
    let title = format!("`{}` and `{}` are never equal", show(left), show(right));
    let fault = Diagnostic::new(code::NEVER_EQUAL, span, title, "always the same outcome");
    suggest(fault, near_text(left, right).or_else(|| near_text(right, left)).as_deref())
}

pub fn never_among(item: &Type, list: &Type, span: Span) -> Diagnostic {
    let title = format!("no `{}` is in a `{}`", show(item), show(list));
    Diagnostic::new(code::NEVER_EQUAL, span, title, "always false")
}

pub fn spread_no_list(found: &str, span: Span) -> Diagnostic {
    let title = format!("only a list can be spread into a list, not `{found}`");
    Diagnostic::new(code::SPREAD, span, title, format!("this is `{found}`"))
}

pub fn spread_no_object(found: &str, span: Span) -> Diagnostic {
    let title = format!("only an object can be spread into an object, not `{found}`");
    Diagnostic::new(code::SPREAD, span, title, format!("this is `{found}`"))
}

pub fn key_twice(key: &Name) -> Diagnostic {
    let title = format!("`{}` stands twice", key.text);
    Diagnostic::new(code::KEY_TWICE, key.span, title, "given again")
}

pub fn field_twice(name: &Name) -> Diagnostic {
    let title = format!("the field `{}` is declared twice", name.text);
    Diagnostic::new(code::KEY_TWICE, name.span, title, "declared again")
}

pub fn key_no_string(found: &str, span: Span) -> Diagnostic {
    let title = format!("a key must be a string, not `{found}`");
    Diagnostic::new(code::KEY_TYPE, span, title, format!("this is `{found}`"))
        .help("write `[\"${…}\"]: …`")
}

pub fn index_type(found: &str, span: Span) -> Diagnostic {
    let title = format!("an index is a number or a string, not `{found}`");
    Diagnostic::new(code::INDEX, span, title, format!("this is `{found}`"))
}

pub fn index_fraction(span: Span) -> Diagnostic {
    Diagnostic::new(code::INDEX, span, "an index is a whole number", "this is none")
}

pub fn not_indexed(base: &str, index: &str, span: Span) -> Diagnostic {
    let title = format!("`{base}` cannot be indexed by `{index}`");
    Diagnostic::new(code::INDEX, span, title, format!("this is `{base}`"))
}

pub fn unknown_type(name: &str, span: Span, nearest: Option<&str>) -> Diagnostic {
    let title = format!("there is no type `{name}`");
    let fault = Diagnostic::new(code::UNKNOWN_TYPE, span, title, "not a type");
    let foreign = match nearest {
        Some("boolean") => Some("bool"),
        Some("int" | "integer" | "float") => Some("number"),
        Some("str") => Some("string"),
        Some("object") => {
            return fault.help("write `{ a: T }`, or `{ [string]: any }` for any object");
        }
        Some("array") => return fault.help("write `[T]`, a list of `T`"),
        other => other,
    };
    suggest(fault, foreign)
}

pub fn not_a_type(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` is not a type");
    Diagnostic::new(code::UNKNOWN_TYPE, span, title, "not a type")
}

pub fn impossible_claim(found: &Type, claimed: &Type, span: Span) -> Diagnostic {
    let title = format!("no `{}` is a `{}`", show(found), show(claimed));
    Diagnostic::new(code::CLAIM, span, title, "cannot be true")
}

pub fn lambda_out_of_place(span: Span) -> Diagnostic {
    let title = "a lambda stands only as an argument of a library function";
    Diagnostic::new(code::LAMBDA_PLACE, span, title, "not here")
        .help("declare a `fn` for what is used more than once")
}

pub fn range_out_of_place(span: Span) -> Diagnostic {
    let title = "a range stands only behind `in` of `for` and `map`";
    Diagnostic::new(code::RANGE_PLACE, span, title, "not here")
        .help("write `range(a, b)` for a list of numbers")
}

pub fn number_too_large(digits: &str, span: Span) -> Diagnostic {
    let title = format!("`{digits}` is too large a number");
    Diagnostic::new(code::NUMBER, span, title, "no double holds it")
}

pub fn context_alone(span: Span) -> Diagnostic {
    let title = "`context` is read by its fields";
    Diagnostic::new(code::CONTEXT_FIELD, span, title, "which field?")
        .help("write `context.Execution.Id`, or another field of the Context Object")
}

pub fn context_map(span: Span) -> Diagnostic {
    let title = "`context.Map` is not readable in the body of a map";
    Diagnostic::new(code::CONTEXT_FIELD, span, title, "not here")
        .help("name the index and the item: `map i, x in xs { … }`")
}

pub fn context_field(base: &str, name: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`{base}` has no field `{}`", name.text);
    suggest(Diagnostic::new(code::CONTEXT_FIELD, name.span, title, "no such field"), nearest)
}

pub fn token_out_of_place(span: Span) -> Diagnostic {
    let title = "the task token exists only in the arguments of a call that waits";
    Diagnostic::new(code::CONTEXT_PLACE, span, title, "there is none here")
        .help("read it inside the brackets of a call with `.waitForTaskToken(…)`")
}

pub fn state_out_of_place(span: Span) -> Diagnostic {
    let title = "`context.State` depends on the state it is read in";
    Diagnostic::new(code::CONTEXT_PLACE, span, title, "which state this becomes is not sure")
        .help("read it in the arguments of a call or in a handler")
}

pub fn raw_state_in_handler(span: Span) -> Diagnostic {
    let title = "`$states.context.State` is the state that this becomes, not the one that failed";
    Diagnostic::new(code::CONTEXT_PLACE, span, title, "which state this becomes is not sure")
        .help("read `context.State` outside of the `{% … %}`: `let failed = context.State.Name`")
}

pub fn raw_syntax(message: &str, span: Span) -> Diagnostic {
    let mut title = message.trim_end_matches('.').to_owned();
    if let Some(first) = title.get(..1) {
        let lower = first.to_lowercase();
        title.replace_range(..1, &lower);
    }
    Diagnostic::new(code::RAW_SYNTAX, span, format!("raw JSONata: {title}"), "here")
}

pub fn raw_rejected(message: &str, states: bool, span: Span) -> Diagnostic {
    let title = format!("raw JSONata: {}", message.trim_end_matches('.'));
    let fault = Diagnostic::new(code::RAW_NAME, span, title, "not readable here");
    if states {
        fault.help("bind what it is to read to a variable: `let x = …`, then `{% $x %}`")
    } else {
        fault.help("there is no context value: read the variables of the program, as `$name`")
    }
}

pub fn raw_unknown(name: &str, nearest: Option<&str>, declared: bool, span: Span) -> Diagnostic {
    let title = format!("`${name}` is no variable in reach");
    let fault = Diagnostic::new(code::RAW_NAME, span, title, "not known here");
    if declared {
        return fault.help(format!("bind it to a variable first: `let x = {name}`, then `$x`"));
    }
    let nearest = nearest.map(|name| format!("${name}"));
    suggest(fault, nearest.as_deref())
}

pub fn pattern_shape(found: &str, wanted: &str, span: Span) -> Diagnostic {
    let title = format!("the pattern takes {wanted} apart, and the value is `{found}`");
    Diagnostic::new(code::PATTERN_SHAPE, span, title, format!("needs {wanted}"))
}

pub fn call_without_arguments(name: &str, span: Span) -> Diagnostic {
    let title = format!("`{name}` is no value: its actions are called");
    Diagnostic::new(code::WITHOUT_ARGUMENTS, span, title, "not a value")
        .help(format!("write the brackets of the call: `{name}.…(…)`"))
}
