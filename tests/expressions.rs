//! The JSONata of expressions, evaluated: `cases/expressions/*.txt` hold expressions with the values
//! of their variables and what they must give, whatever the length of a list.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use flowc::Options;
use flowc::analyse::library::{TABLE, reference};
use flowc::diagnostic::{Severity, Sink};
use flowc::ir::machine::Template;
use flowc::ir::program::{Expr, ExprKind, Program, StatementKind, VarId};
use flowc::ir::types::Type;
use flowc::jsonata::{Expr as J, print};
use flowc::lower::Expressions;
use flowc::source::{Loader, Sources};
use serde_json::{Map, Value, json};

use crate::support::expect::expect_file;
use crate::support::jsonata::evaluate_template;
use crate::support::{files_below, read, root};

/// One line of a table.
struct Case<'t> {
    place: String,
    expression: &'t str,
    expected: Expected,
    /// The JSONata it must become, where that is told.
    written: Option<&'t str>,
}

/// What a case must give.
enum Expected {
    Value(Value),
    /// Evaluating it fails.
    Fails,
    /// It is no right program.
    Refused,
}

/// The variables in scope: name, type as written, value.
type Variables<'t> = Vec<(&'t str, &'t str, Value)>;

#[test]
fn expressions_give_what_they_say() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in files_below(&root("tests/cases/expressions"), "txt") {
        for (case, variables, declarations) in cases(&file, &read(&file)) {
            count += 1;
            if let Err(fault) = check(&case, &variables, &declarations) {
                faults.push(format!("{}: {}\n    {fault}", case.place, case.expression));
            }
        }
    }
    assert!(count > 100, "the tables were not read");
    assert!(faults.is_empty(), "{} of {count}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_function_is_evaluated() {
    let texts: Vec<String> = files_below(&root("tests/cases/expressions"), "txt")
        .iter()
        .map(|file| read(file))
        .collect();
    for entry in TABLE {
        let call = if entry.name.contains('.') {
            format!("{}(", entry.name)
        } else {
            format!(".{}(", entry.name)
        };
        let function = format!("{}(", entry.name);
        let evaluated = texts.iter().any(|text| {
            text.contains(&call) || text.lines().any(|line| line.starts_with(&function))
        });
        assert!(evaluated || entry.name == "regex", "no case for `{}`", entry.name);
    }
}

#[test]
fn the_library_is_documented() {
    expect_file(&root("docs/library.md"), &reference());
}

/// The cases of a table, each with the variables declared before it.
fn cases<'t>(file: &Path, text: &'t str) -> Vec<(Case<'t>, Variables<'t>, String)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut variables: Variables<'t> = Vec::new();
    let mut declarations = String::new();
    let mut cases: Vec<(Case<'t>, Variables<'t>, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", number + 1);
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(written) = line.strip_prefix("    ") {
            let (case, _, _) = cases.last_mut().unwrap_or_else(|| panic!("{place}: no case yet"));
            case.written = Some(written);
        } else if let Some(rest) = line.strip_prefix("let ").filter(|rest| !rest.contains("  =>  "))
        {
            let (declared, value) = rest.split_once(" = ").expect("let name: type = value");
            let (name, ty) = declared.split_once(": ").expect("let name: type = value");
            let value = serde_json::from_str(value).unwrap_or_else(|e| panic!("{place}: {e}"));
            variables.retain(|(other, _, _)| *other != name);
            variables.push((name, ty, value));
        } else if ["fn ", "type ", "param ", "const "].iter().any(|word| line.starts_with(word)) {
            writeln!(declarations, "{line}").expect("writing to a string");
        } else {
            let (expression, expected) =
                line.split_once("  =>  ").unwrap_or_else(|| panic!("{place}: no expected value"));
            let expected = match expected {
                "fails" => Expected::Fails,
                "refused" => Expected::Refused,
                value => Expected::Value(
                    serde_json::from_str(value).unwrap_or_else(|e| panic!("{place}: {e}")),
                ),
            };
            let case = Case { place, expression, expected, written: None };
            cases.push((case, variables.clone(), declarations.clone()));
        }
    }
    cases
}

/// What an expression over variables becomes: its template, and whether it may fail.
pub struct Compiled {
    written: Value,
    fails: bool,
    bindings: Map<String, Value>,
}

/// The value of a Flow expression, and the template it became.
pub(crate) fn evaluated(
    expression: &str,
    variables: &[(&str, &str, Value)],
    declarations: &str,
) -> Result<(Value, Value), String> {
    let compiled = compiled(expression, variables, declarations)?;
    let value = evaluate_template(&compiled.written, &compiled.bindings)
        .map_err(|error| format!("{error}\n    {}", text(&compiled.written)))?;
    Ok((value, compiled.written))
}

fn compiled(
    expression: &str,
    variables: &[(&str, &str, Value)],
    declarations: &str,
) -> Result<Compiled, String> {
    let (program, bound, expr) = typed(expression, variables, declarations)?;
    let mut expressions = Expressions::new(program.unit(&program.workflows[0]));
    let mut bindings = Map::new();
    for (var, (name, _, value)) in bound.into_iter().zip(variables) {
        expressions.bind(var, J::variable(name));
        bindings.insert((*name).to_owned(), value.clone());
    }
    let context = json!({"Execution": {"Id": "exec", "Input": {}}, "State": {"Name": "here"}});
    bindings.insert("states".into(), json!({ "context": context }));
    let value = expressions.value(&expr);
    Ok(Compiled { written: written(&value.template), fails: value.effects.fails, bindings })
}

/// The typed program of an expression over variables, with the variables it declares.
fn typed(
    expression: &str,
    variables: &[(&str, &str, Value)],
    declarations: &str,
) -> Result<(Program, Vec<VarId>, Expr), String> {
    let list = |part: fn(&(&str, &str, Value)) -> String| {
        variables.iter().map(part).collect::<Vec<_>>().join(", ")
    };
    let names = list(|(name, _, _)| (*name).to_owned());
    let types = list(|(name, ty, _)| format!("{name}: {ty}"));
    let text =
        format!("{declarations}workflow W({{ {names} }}: {{ {types} }}) {{\n{expression}\n}}\n");
    let mut sources = Sources::default();
    let file = sources.add("case.flow", text);
    let mut sink = Sink::default();
    let options = Options::default();
    let program = flowc::program(file, &mut sources, &NoFiles, &options, &mut sink);
    let Some(program) = program else {
        let faults: Vec<String> = sink
            .sorted()
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .map(|fault| format!("{} {}", fault.code.id, fault.message))
            .collect();
        return Err(format!("refused: {}", faults.join("; ")));
    };
    let workflow = &program.workflows[0];
    let span = workflow.span;
    let mut block = workflow.body.clone();
    let bound: Vec<VarId> = block
        .statements
        .drain(..variables.len())
        .map(|statement| match statement.kind {
            StatementKind::Let { var, .. } => var,
            other => panic!("the input is taken apart first, not {other:?}"),
        })
        .collect();
    let expr = match block.value.take() {
        Some(value) if block.statements.is_empty() => *value,
        value => {
            let ty = value.as_ref().map_or(Type::Null, |value| value.ty.clone());
            block.value = value;
            Expr::new(ExprKind::Block(block), ty, span)
        }
    };
    assert!(!expr.steps, "`{expression}` has steps");
    Ok((program, bound, expr))
}

/// Cases import nothing.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &Path) -> Result<String, String> {
        Err("there are no other files".to_owned())
    }
}

fn check(case: &Case<'_>, variables: &Variables<'_>, declarations: &str) -> Result<(), String> {
    let compiled = match compiled(case.expression, variables, declarations) {
        Err(fault) if matches!(case.expected, Expected::Refused) => {
            return if fault.starts_with("refused") { Ok(()) } else { Err(fault) };
        }
        compiled => compiled?,
    };
    let shown = text(&compiled.written);
    let got = evaluate_template(&compiled.written, &compiled.bindings);
    match (&case.expected, &got) {
        (Expected::Value(expected), Ok(got)) if same(expected, got) => {}
        (Expected::Fails, Err(_)) if compiled.fails => {}
        (Expected::Fails, Err(error)) => {
            return Err(format!("fails ({error}), but is said to be sure: {shown}"));
        }
        (Expected::Value(_), Err(error)) => return Err(format!("fails: {error}\n    {shown}")),
        (_, Ok(got)) => return Err(format!("gives {got}\n    {shown}")),
        (Expected::Refused, _) => return Err(format!("is taken\n    {shown}")),
    }
    match case.written {
        Some(expected) if expected != shown => Err(format!("is written\n    {shown}")),
        _ => Ok(()),
    }
}

fn text(written: &Value) -> String {
    match written {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Equal, where numbers are by their value.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, l)| right.get(key).is_some_and(|r| same(l, r)))
        }
        _ => left == right,
    }
}

/// The template as a definition would have it.
fn written(template: &Template) -> Value {
    let mut names = HashMap::new();
    match template {
        Template::Expr(expr) => format!("{{% {} %}}", pretty(&print(expr), &mut names)).into(),
        Template::Literal(value) => value.clone(),
        Template::Text(pieces) => print(&J::Substituted(pieces.clone())).trim_matches('"').into(),
        Template::Array(items) => items.iter().map(written).collect::<Vec<_>>().into(),
        Template::Object(fields) => Value::Object(
            fields.iter().map(|(key, value)| (key.to_string(), written(value))).collect(),
        ),
    }
}

/// Names without their numbers, as far as they stay different.
fn pretty(text: &str, names: &mut HashMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, name) = rest.split_at(at + 1);
        out.push_str(before);
        let end = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '#'))
            .unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        rest = behind;
        let Some((plain, _)) = name.split_once('#') else {
            out.push_str(name);
            continue;
        };
        let taken =
            names.values().filter(|other| other.trim_end_matches(char::is_numeric) == plain);
        let next = match taken.count() {
            0 => plain.to_owned(),
            count => format!("{plain}{}", count + 1),
        };
        out.push_str(names.entry(name.to_owned()).or_insert(next));
    }
    out + rest
}
