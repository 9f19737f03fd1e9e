//! Wording of faults in what attributes say about deployment.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::deployment as code;
use crate::source::Span;
use crate::syntax::ast::Attribute;

pub fn value(attribute: &Attribute, key: &str, wanted: &str, span: Span) -> Diagnostic {
    let title = format!("`{key}` of `@{}` takes {wanted}", attribute.name.text);
    Diagnostic::new(code::ATTRIBUTE_VALUE, span, title, "not that")
}

pub fn together(attribute: &Attribute, title: String, help: String) -> Diagnostic {
    Diagnostic::new(code::ATTRIBUTE_TOGETHER, attribute.span, title, "here").help(help)
}

pub fn pipe_source(attribute: &Attribute) -> Diagnostic {
    let title = "nothing says what the source of the pipe is";
    Diagnostic::new(code::PIPE_SOURCE, attribute.span, title, "a queue or a stream?")
        .help("add `kind: \"queue\"`, `kind: \"kinesis\"` or `kind: \"dynamodb\"`")
}
