//! The parser: trees, mistakes, depth and time.

mod limits;
mod random;
mod recovery;
mod refused;
mod traps;
mod trees;

use flowc::diagnostic::{Diagnostic, Sink};
use flowc::source::FileId;
use flowc::syntax::ast::{File, ItemKind, StatementKind};
use flowc::syntax::print::print;

/// The tree of `source` and what is wrong with it.
fn parse(source: &str) -> (File, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let file = flowc::syntax::parse(FileId(0), source, &mut sink);
    (file, sink.sorted().into_iter().cloned().collect())
}

/// What is wrong with `source`.
fn faults(source: &str) -> Vec<Diagnostic> {
    parse(source).1
}

/// The tree of a file without faults, as canonical text.
fn canonical(source: &str) -> String {
    let (file, faults) = parse(source);
    assert!(faults.is_empty(), "{source}\n{faults:#?}");
    print(&file)
}

/// The statements of a workflow with this body, a canonical text each, `<bad>` for what no rule
/// understood; and the codes of what is wrong.
fn statements(body: &str) -> (Vec<String>, Vec<&'static str>) {
    let (file, faults) = parse(&format!("workflow W(order: any) {{\n{body}\n}}\n"));
    let ItemKind::Workflow(workflow) = &file.items[0].kind else {
        panic!("no workflow: {body}\n{faults:#?}");
    };
    let flowc::syntax::ast::FunctionBody::Block(block) = &workflow.body else {
        panic!("the workflow has a block");
    };
    assert_eq!(file.items.len(), 1, "{body}");
    let mut printed = Vec::new();
    for statement in &block.statements {
        if matches!(statement.kind, StatementKind::Bad(_)) {
            printed.push("<bad>".to_owned());
            continue;
        }
        let block = flowc::syntax::ast::Block {
            statements: vec![statement.clone()],
            braces: false,
            span: statement.span,
        };
        printed.push(flowc::syntax::print::print_block(&block));
    }
    (printed, faults.iter().map(|fault| fault.code.id).collect())
}

/// The statements of a body without faults.
fn good(body: &str) -> Vec<String> {
    let (statements, faults) = statements(body);
    assert!(faults.is_empty(), "{body}: {faults:?}");
    statements
}

/// The only statement of a body without faults.
fn one(body: &str) -> String {
    let statements = good(body);
    assert_eq!(statements.len(), 1, "{body}: {statements:?}");
    statements.into_iter().next().expect("there is one")
}
