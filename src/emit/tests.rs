use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::ir::machine::{
    Batcher, Kind, Map, Reader, StateId, Task, Template, Value as Field, Wait, Writer,
};
use crate::ir::program::Retrier;
use crate::ir::sample::*;
use crate::jsonata::{BinaryOp, Expr, Piece};
use crate::source::Sources;

fn emitted(machine: &Machine) -> Value {
    let mut sink = Sink::default();
    let definition = definition(machine, &mut sink);
    assert!(!sink.has_errors(), "{:?}", sink.sorted());
    definition
}

fn codes(machine: &Machine) -> Vec<&'static str> {
    let mut sink = Sink::default();
    let _ = definition(machine, &mut sink);
    sink.sorted().iter().map(|fault| fault.code.id).collect()
}

/// The output of a Pass with the template.
fn output(written: Template) -> Value {
    let mut machine = machine();
    machine.add(pass("p", out(end(), template(written))));
    let written = states_language::write(emit(&machine, &mut Sink::default()));
    written["States"]["p"]["Output"].clone()
}

fn text(pieces: &[&str]) -> Template {
    let piece = |text: &&str| match text.strip_prefix('@') {
        Some(name) => Piece::Substitution(name.into()),
        None => Piece::Text((*text).into()),
    };
    Template::Text(pieces.iter().map(piece).collect())
}

#[test]
fn a_whole_definition() {
    let mut machine = machine();
    machine.comment = Some("orders, ${all}".to_owned());
    machine.timeout = Some(900);
    let mut call = task("call", set(to(1), "x", states("result")));
    call.kind = Kind::Task(Box::new(Task {
        resource: vec![Piece::Substitution("Fn".into())],
        arguments: Some(template(Template::Object(vec![("id".into(), states("input").template)]))),
        timeout: Some(Field::literal(30)),
        heartbeat: Some(Field::literal(5)),
        role: Some(template(text(&["@Role"]))),
    }));
    call.comment = Some("calls".to_owned());
    call.retriers.push(Retrier {
        comment: Some("again".to_owned()),
        errors: vec!["States.ALL".into()],
        interval_seconds: Some(2),
        max_attempts: Some(4),
        backoff_rate: Some(serde_json::Number::from_f64(1.5).expect("a number")),
        max_delay_seconds: Some(60),
        jitter: true,
    });
    call.catchers.push(catch_all(out(set(to(3), "e", states("errorOutput")), states("input"))));
    machine.add(call);
    let condition = Expr::binary(BinaryOp::Greater, Expr::variable("x"), Expr::integer(1));
    let rule = set(to(2), "y", Field::literal(1));
    machine.add(choice("x > 1", condition, rule, out(to(3), Field::literal(2))));
    let seconds = Kind::Wait(Wait::Seconds(Field::literal(3)));
    machine.add(state(Machine::ROOT, "wait", seconds, Some(end())));
    let fail = Kind::Fail { error: Some(Field::literal("No")), cause: Some(states("input")) };
    machine.add(state(Machine::ROOT, "fail", fail, None));
    assert_eq!(
        emitted(&machine).to_string(),
        json!({
            "Comment": "orders, $ {all}",
            "QueryLanguage": "JSONata",
            "StartAt": "call",
            "TimeoutSeconds": 900,
            "States": {
                "call": {
                    "Type": "Task",
                    "Comment": "calls",
                    "Resource": "${Fn}",
                    "Arguments": { "id": "{% $states.input %}" },
                    "Credentials": { "RoleArn": "${Role}" },
                    "TimeoutSeconds": 30,
                    "HeartbeatSeconds": 5,
                    "Retry": [{
                        "ErrorEquals": ["States.ALL"],
                        "Comment": "again",
                        "IntervalSeconds": 2,
                        "MaxAttempts": 4,
                        "BackoffRate": 1.5,
                        "MaxDelaySeconds": 60,
                        "JitterStrategy": "FULL",
                    }],
                    "Catch": [{
                        "ErrorEquals": ["States.ALL"],
                        "Assign": { "e": "{% $states.errorOutput %}" },
                        "Output": "{% $states.input %}",
                        "Next": "fail",
                    }],
                    "Assign": { "x": "{% $states.result %}" },
                    "Next": "x > 1",
                },
                "x > 1": {
                    "Type": "Choice",
                    "Choices": [{ "Condition": "{% $x > 1 %}", "Assign": { "y": 1 }, "Next": "wait" }],
                    "Default": "fail",
                    "Output": 2,
                },
                "wait": { "Type": "Wait", "Seconds": 3, "End": true },
                "fail": { "Type": "Fail", "Error": "No", "Cause": "{% $states.input %}" },
            },
        })
        .to_string()
    );
}

#[test]
fn parallel_and_map() {
    let mut machine = machine();
    let branch = machine.add_scope(scope(Some(StateId(0)), StateId(2)));
    let body = machine.add_scope(scope(Some(StateId(1)), StateId(3)));
    machine.scopes[1].comment = Some("first".to_owned());
    let parallel = Kind::Parallel { branches: vec![branch], arguments: Some(Field::literal(1)) };
    machine.add(state(Machine::ROOT, "both", parallel, Some(to(1))));
    let each = Map {
        reader: Some(Reader {
            resource: "arn:aws:states:::s3:getObject",
            arguments: template(Template::Object(vec![("Bucket".into(), text(&["@Bucket"]))])),
            config: vec![
                ("InputType", Field::literal("CSV")),
                ("CSVHeaderLocation", Field::literal("GIVEN")),
                ("CSVHeaders", Field::literal(json!(["{% a %}"]))),
            ],
        }),
        batcher: Some(Batcher { max_items: Some(Field::literal(9)), max_bytes: None, input: None }),
        writer: Some(Writer {
            arguments: Some(Field::literal(json!({ "Bucket": "b" }))),
            config: vec![("OutputType", Field::literal("JSONL"))],
        }),
        items: None,
        max_concurrency: Some(Field::literal(7)),
        label: Some("Rows".to_owned()),
        distributed: Some(true),
        ..map(Field::literal(0), body)
    };
    machine.add(state(Machine::ROOT, "each", Kind::Map(Box::new(each)), Some(end())));
    let done = Kind::Succeed(Some(Field::literal(json!({}))));
    machine.add(state(branch, "done", done, None));
    machine.add(state(body, "row", Kind::Pass, Some(end())));
    let definition = emitted(&machine);
    assert_eq!(
        definition["States"].to_string(),
        json!({
            "both": {
                "Type": "Parallel",
                "Arguments": 1,
                "Branches": [{
                    "Comment": "first",
                    "StartAt": "done",
                    "States": { "done": { "Type": "Succeed", "Output": {} } },
                }],
                "Next": "each",
            },
            "each": {
                "Type": "Map",
                "ItemReader": {
                    "Resource": "arn:aws:states:::s3:getObject",
                    "ReaderConfig": {
                        "InputType": "CSV",
                        "CSVHeaderLocation": "GIVEN",
                        "CSVHeaders": ["{% a %}"],
                    },
                    "Arguments": { "Bucket": "${Bucket}" },
                },
                "ItemBatcher": { "MaxItemsPerBatch": 9 },
                "MaxConcurrency": 7,
                "Label": "Rows",
                "ItemProcessor": {
                    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" },
                    "StartAt": "row",
                    "States": { "row": { "Type": "Pass", "End": true } },
                },
                "ResultWriter": {
                    "Resource": "arn:aws:states:::s3:putObject",
                    "WriterConfig": { "OutputType": "JSONL" },
                    "Arguments": { "Bucket": "b" },
                },
                "End": true,
            },
        })
        .to_string()
    );
    let read = crate::asl::read(&definition).expect("what is written can be read");
    assert_eq!(crate::asl::write(read), definition);
}

#[test]
fn constants_are_json() {
    let expr = |expr| output(Template::Expr(expr));
    assert_eq!(expr(Expr::Null), Value::Null);
    assert_eq!(expr(Expr::integer(-3)), json!(-3));
    assert_eq!(expr(Expr::Number("1.50".into())), json!(1.5));
    assert_eq!(expr(Expr::Number("1e3".into())), json!(1000));
    assert_eq!(expr(Expr::Number("1e999".into())), json!("{% 1e999 %}"));
    assert_eq!(expr(Expr::string("a")), json!("a"));
    assert_eq!(
        expr(Expr::Object(vec![(Expr::string("a"), Expr::Array(vec![Expr::Bool(true)]))])),
        json!({ "a": [true] })
    );
    assert_eq!(expr(Expr::Substitution("Count".into())), json!("{% ${Count} %}"));
    let pieces = vec![Piece::Text("a".into()), Piece::Substitution("B".into())];
    assert_eq!(expr(Expr::Substituted(pieces)), json!("a${B}"));
}

#[test]
fn conditions_are_expressions() {
    let mut machine = machine();
    machine.add(choice("c", Expr::Bool(true), to(1), to(1)));
    machine.add(pass("p", end()));
    assert_eq!(emitted(&machine)["States"]["c"]["Choices"][0]["Condition"], json!("{% true %}"));
}

#[test]
fn text_that_would_be_more_is_written_as_an_expression() {
    let literal = |value: Value| output(Template::Literal(value));
    assert_eq!(literal(json!("{% x %}")), json!(r#"{% "{% x %\u007d" %}"#));
    assert_eq!(literal(json!("{% x")), json!(r#"{% "{% x" %}"#));
    assert_eq!(literal(json!("x %}")), json!(r#"{% "x %\u007d" %}"#));
    assert_eq!(literal(json!("a {% b %} c")), json!("a {% b %} c"));
    assert_eq!(literal(json!(["${x}"])), json!([r#"{% "$\u007bx}" %}"#]));
    assert_eq!(literal(json!({ "${k}": -1 })), json!(r#"{% {"$\u007bk}": -1} %}"#));
    assert_eq!(output(text(&["a$", "{b}", "@C"])), json!(r#"{% "a$\u007bb}${C}" %}"#));
    assert_eq!(output(text(&["@A", " %}"])), json!(r#"{% "${A} %\u007d" %}"#));
    assert_eq!(output(text(&["@A", "-", "@B"])), json!("${A}-${B}"));
}

#[test]
fn keys_that_would_be_more_make_the_object_an_expression() {
    let items = Template::Array(vec![Template::Expr(Expr::variable("a")), text(&["b"])]);
    let object = Template::Object(vec![("${k}".into(), items)]);
    assert_eq!(
        output(object),
        json!(concat!(
            r#"{% {"$\u007bk}": $append($append([], function($item) { "#,
            r#"$type($item) = "array" ? [[$item]] : [$item] }($a)), ["b"])} %}"#
        ))
    );
}

#[test]
fn limits_are_reported() {
    let mut too_large = machine();
    too_large.add(pass("p", out(end(), Field::literal("x".repeat(1 << 20)))));
    assert_eq!(codes(&too_large), ["F0701"]);

    let mut names = machine();
    names.name = Arc::from("N".repeat(81));
    names.add(pass("p", end()));
    assert_eq!(codes(&names), ["F0702"]);
}

#[test]
fn deep_expressions_are_reported() {
    let sum = |count| {
        (0..count)
            .fold(Expr::variable("x"), |sum, _| Expr::binary(BinaryOp::Add, sum, Expr::integer(1)))
    };
    let with = |expr| {
        let mut machine = machine();
        machine.add(pass("p", out(end(), Field::sure(expr))));
        machine
    };
    assert_eq!(codes(&with(sum(90))), Vec::<&str>::new());
    assert_eq!(codes(&with(sum(110))), ["F0704"]);
}

/// A machine with two Maps of the label.
fn labelled(label: &str) -> Machine {
    let mut machine = machine();
    for at in 0..2u32 {
        let body = machine.add_scope(scope(Some(StateId(at)), StateId(at + 2)));
        let label = Some(label.to_owned());
        let each = Map { label, distributed: Some(false), ..map(states("input"), body) };
        let next = if at == 0 { to(1) } else { end() };
        machine.add(state(
            Machine::ROOT,
            ["a", "b"][at as usize],
            Kind::Map(Box::new(each)),
            Some(next),
        ));
    }
    for at in 0..2u32 {
        let name = ["c", "d"][at as usize];
        machine.add(state(crate::ir::machine::ScopeId(at + 1), name, Kind::Pass, Some(end())));
    }
    machine
}

#[test]
fn labels_are_unique() {
    assert_eq!(codes(&labelled("Rows")), ["F0703"]);
}

#[test]
fn states_are_found_in_the_source() {
    let mut sources = Sources::default();
    let file = sources.add("a.flow", "workflow W() {\n    wait 1s\n}\n");
    let states = [("wait 1s".to_owned(), crate::source::Span::new(file, 19, 26))];
    assert_eq!(
        source_map(&states.into_iter().collect(), &sources),
        json!({ "wait 1s": { "file": "a.flow", "line": 2, "column": 5 } })
    );
}
