//! Wording of faults in what attributes and resources say about deployment.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::deployment as code;
use crate::source::Span;
use crate::syntax::ast::Attribute;
use crate::syntax::ast::Name;

pub fn value(attribute: &Attribute, key: &str, wanted: &str, span: Span) -> Diagnostic {
    let title = format!("`{key}` of `@{}` takes {wanted}", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_VALUE, span, title, "not that")
}

pub fn resource_type(name: &Name) -> Diagnostic {
    let title = format!("`{}` is no type of resources", name.text);
    let fault = Diagnostic::new(code::RESOURCE_TYPE, name.span, title, "not such a name");
    match name.text.split("::").count() {
        2 => fault.help(format!("did you mean `AWS::{}`?", name.text)),
        _ => fault.help("its name has three parts, such as `AWS::SQS::Queue`"),
    }
}

pub fn together(attribute: &Attribute, title: String, help: String) -> Diagnostic {
    Diagnostic::new(code::ATTRIBUTE_TOGETHER, attribute.span, title, "here").help(help)
}

pub fn pipe_source(attribute: &Attribute) -> Diagnostic {
    let title = "nothing says what the source of the pipe is";
    Diagnostic::new(code::PIPE_SOURCE, attribute.span, title, "a queue or a stream?")
        .help("add `kind: \"queue\"`, `kind: \"kinesis\"` or `kind: \"dynamodb\"`")
}
