//! `F02`: names and declarations.

use super::foreign;
use super::suggest;
use crate::analyse::types::show;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names as code;
use crate::diagnostic::suggest::one_of;
use crate::ir::types::Type;
use crate::source::Span;
use crate::syntax::ast::{Attribute, Import, Name};

pub fn unreadable_import(import: &Import, reason: &str) -> Diagnostic {
    let title = format!("cannot read `{}`: {reason}", import.path);
    Diagnostic::new(code::UNREADABLE_IMPORT, import.path_span, title, "imported here")
        .help("paths are relative to this file")
}

pub fn declared_twice(name: &Name, first: Span) -> Diagnostic {
    let title = format!("`{}` is declared twice", name.text);
    Diagnostic::new(code::DECLARED_TWICE, name.span, title, "declared again")
        .label(first, "declared first")
}

pub fn not_in_file(name: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("the file does not declare `{}`", name.text);
    suggest(Diagnostic::new(code::NOT_IN_FILE, name.span, title, "not declared there"), nearest)
}

pub fn unknown_name(name: &str, span: Span, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`{name}` is not declared");
    let fault = Diagnostic::new(code::UNKNOWN_NAME, span, title, "not known here");
    if let Some(own) = foreign::value(name) {
        return fault.help(format!("write `{own}`"));
    }
    if let Some(call) = crate::analyse::library::call_of(name) {
        return fault.help(format!("it is a function: write `{call}`"));
    }
    suggest(fault, nearest)
}

pub fn aws_alone(span: Span) -> Diagnostic {
    let title = "`aws` is not a value";
    Diagnostic::new(code::UNKNOWN_NAME, span, title, "not a value").help(
        "write `aws.service.action(…)` for a call, or `aws.region`, `aws.accountId`, `aws.partition`, `aws.stackName`",
    )
}

pub fn unknown_pseudo(name: &Name) -> Diagnostic {
    let known = ["region", "accountId", "partition", "stackName"];
    let nearest = crate::diagnostic::suggest::nearest(&name.text, known);
    let title = format!("`aws.{}` is no value", name.text);
    let fault = Diagnostic::new(code::UNKNOWN_NAME, name.span, title, "not known");
    match nearest {
        Some(_) => suggest(fault, nearest),
        None => {
            fault.help(format!("known are {}; calls are `aws.service.action(…)`", one_of(&known)))
        }
    }
}

pub fn twice_in_block(name: &str, span: Span, first: Span) -> Diagnostic {
    let title = format!("`{name}` is a variable of this block already");
    Diagnostic::new(code::TWICE_IN_BLOCK, span, title, "declared again")
        .label(first, "declared first")
        .help("give it another name, or make the first a `var` and assign it")
}

pub fn no_value(name: &str, kind: &str, span: Span) -> Diagnostic {
    let title = format!("the {kind} `{name}` is not a value");
    let help = match kind {
        "fn" => format!("call it: `{name}(…)`, or `x => {name}(x)` as an argument"),
        "type" => format!("`e is {name}` tests whether a value is one"),
        _ => format!("`{name}` stands behind `retry`"),
    };
    Diagnostic::new(code::NO_VALUE, span, title, "not a value").help(help)
}

pub fn cycle(name: &str, kind: &str, span: Span) -> Diagnostic {
    let title = format!("the {kind} `{name}` needs itself");
    let fault = Diagnostic::new(code::CYCLE, span, title, "this leads back to it");
    match kind {
        "fn" => {
            fault.help("repeat steps with `loop`, or make it a `workflow`, which may call itself")
        }
        _ => fault,
    }
}

pub fn not_constant(what: &str, span: Span) -> Diagnostic {
    let title = format!("{what} must be known at compile time");
    Diagnostic::new(code::NOT_CONSTANT, span, title, "not a constant")
        .help("write a literal, or a `const`")
}

pub fn param_type(ty: &Type, span: Span) -> Diagnostic {
    let title = format!("a `param` cannot be of type `{}`", show(ty));
    Diagnostic::new(code::PARAM_TYPE, span, title, "not a type of template parameters")
        .help("use `string`, `number`, `bool` or `[string]`")
}

pub fn param_value(name: &Name, value: &str, ty: &Type) -> Diagnostic {
    let title = format!("`{value}` is no value for the parameter `{}`", name.text);
    let label = format!("declared as {}", show(ty));
    Diagnostic::new(code::PARAM_VALUE, name.span, title, label).help(format!(
        "give a value of type `{}` behind `--param {}=`",
        show(ty),
        name.text
    ))
}

pub fn several_inputs(kind: &str, span: Span) -> Diagnostic {
    let article = if kind == "activity" { "an" } else { "a" };
    let title = format!("{article} `{kind}` takes one input");
    Diagnostic::new(code::SEVERAL_INPUTS, span, title, "a second input").help(
        "take an object, `(input: { a: string, b: number })`; it can be called with named arguments",
    )
}

pub fn target(kind: &str, span: Span) -> Diagnostic {
    let title = format!("the target of a `{kind}` must be known at deployment");
    Diagnostic::new(code::TARGET, span, title, "not known at deployment")
        .help("write a name or ARN in quotes, a `param` or a `resource`")
}

pub fn unknown_attribute(attribute: &Attribute, nearest: Option<&str>) -> Diagnostic {
    let title = format!("there is no attribute `@{}`", attribute.name.text);
    let fault = Diagnostic::new(code::UNKNOWN_ATTRIBUTE, attribute.name.span, title, "not known");
    let nearest = nearest.map(|name| format!("@{name}"));
    suggest(fault, nearest.as_deref())
}

pub fn attribute_target(attribute: &Attribute, kind: &str) -> Diagnostic {
    let title = format!("`@{}` cannot stand before a {kind}", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_PLACE, attribute.span, title, "only before workflows")
}

pub fn attribute_of_statements(attribute: &Attribute) -> Diagnostic {
    let title = format!("`@{}` stands before a statement", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_PLACE, attribute.span, title, "not before a declaration")
}

pub fn statement_attribute(
    attribute: &Attribute,
    of_workflows: bool,
    nearest: Option<&str>,
) -> Diagnostic {
    let name = &attribute.name.text;
    if of_workflows {
        let title = format!("`@{name}` cannot stand before a statement");
        return Diagnostic::new(code::ATTRIBUTE_PLACE, attribute.span, title, "not here")
            .help("it stands before the workflow");
    }
    let title = format!("there is no attribute `@{name}`");
    let fault = Diagnostic::new(code::UNKNOWN_ATTRIBUTE, attribute.name.span, title, "not known");
    match nearest {
        Some(nearest) => suggest(fault, Some(&format!("@{nearest}"))),
        None => fault.help("statements have `@name(\"…\")` and `@allow(CODE)`"),
    }
}

pub fn attribute_arguments(attribute: &Attribute, example: &str) -> Diagnostic {
    let title = format!("`@{}` has the wrong arguments", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_ARGUMENTS, attribute.span, title, "here")
        .help(format!("write `{example}`"))
}

pub fn attribute_argument(attribute: &Attribute, span: Span, names: &[&str]) -> Diagnostic {
    let title = format!("`@{}` does not take this argument", attribute.name.text);
    let fault = Diagnostic::new(code::ATTRIBUTE_ARGUMENTS, span, title, "one too many");
    if names.is_empty() { fault } else { fault.help(format!("it takes {}", one_of(names))) }
}

pub fn attribute_parameter(attribute: &Attribute, key: &Name, nearest: Option<&str>) -> Diagnostic {
    let title = format!("`@{}` takes no `{}`", attribute.name.text, key.text);
    suggest(Diagnostic::new(code::ATTRIBUTE_ARGUMENTS, key.span, title, "not known"), nearest)
}

pub fn attribute_twice(attribute: &Attribute) -> Diagnostic {
    let title = format!("`@{}` stands twice", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_ARGUMENTS, attribute.span, title, "given again")
}

pub fn timeout_value(attribute: &Attribute) -> Diagnostic {
    let title = "a timeout is a whole number of seconds from 1 to 99,999,999";
    Diagnostic::new(code::ATTRIBUTE_ARGUMENTS, attribute.span, title, "not such a number")
        .help("write `@timeout(15m)`")
}

pub fn unknown_code(written: &str, span: Span) -> Diagnostic {
    let title = format!("there is no code `{written}`");
    Diagnostic::new(code::ALLOW, span, title, "not a code")
        .help("codes of warnings begin with `F06`")
}

pub fn allowed_error(written: &str, span: Span) -> Diagnostic {
    let title = format!("`{written}` is an error, which cannot be allowed");
    Diagnostic::new(code::ALLOW, span, title, "not a warning")
}

pub fn state_name(span: Span) -> Diagnostic {
    let title = "the name of a state has 1 to 80 characters";
    Diagnostic::new(code::STATE_NAME, span, title, "not such a name")
}

pub fn nothing_to_validate(span: Span) -> Diagnostic {
    let title = "`@validate` has nothing to check: the input has no type";
    Diagnostic::new(code::NOTHING_TO_VALIDATE, span, title, "of type `any`")
        .help("declare the type of the input: `(order: Order)`")
}

pub fn leans_too_deep(name: &Name) -> Diagnostic {
    let title = format!("what `{}` needs goes too deep", name.text);
    Diagnostic::new(code::TOO_DEEP, name.span, title, "more than 60 declarations need the next")
}

pub fn default_reads_part(name: &str, span: Span, pattern: Span) -> Diagnostic {
    let title =
        format!("a default cannot read `{name}`, which the body takes out of its parameter");
    Diagnostic::new(code::NOT_CONSTANT, span, title, "evaluated before the body")
        .label(pattern, "taken out here")
        .help("read a parameter that has a name of its own, or give the default in the body: `y ?? …`")
}

pub fn input_default(span: Span) -> Diagnostic {
    let title = "the input of a workflow has no default";
    Diagnostic::new(code::INPUT_DEFAULT, span, title, "never used")
        .help("give defaults to its fields: `workflow W({ priority = \"normal\" })`")
}
