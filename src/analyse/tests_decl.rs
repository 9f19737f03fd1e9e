//! `test "name" { … }`: a machine like that of a workflow, whose Tasks the test runner answers.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::Analyser;
use super::conditions::spot_of;
use super::consts::value_of;
use super::error::names::unknown_name;
use super::error::statements as error;
use super::flow::FrameKind;
use super::invoke::{CALLBACK, EXECUTION, LAMBDA, SYNC_EXECUTION, fields, text};
use super::names::{Callable, CallableKind, Found, Meaning};
use super::reads::{Step, chain_of};
use super::service_calls::Called;
use super::statements::Builder;
use crate::diagnostic::suggest;
use crate::ir::program::{
    BinaryOp, Entry, Expr, ExprKind, ListItem, Notes, Presence, StatementKind, TestCall, Workflow,
};
use crate::ir::types::{FieldPresence, FieldType, ObjectType, Type};
use crate::services;
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ExprKind as Ast, MockAnswerKind, Name};

/// The calls that a `mock` answers and `calls` lists.
struct Target<'a> {
    /// What it is called in the source.
    name: String,
    /// Their `Resource`.
    resource: Expr,
    /// What their arguments have beside what the source says: the name of the function.
    identity: Option<(&'static str, Expr)>,
    /// The argument that holds what the source says; `None`: all arguments are said.
    payload: Option<&'static str>,
    /// How a result of the source becomes one of the service: `Payload`, `Output`, `OutputText`.
    wrap: Option<&'static str>,
    /// What it answers with, if declared.
    result: Option<Type>,
    callable: Option<Rc<Callable<'a>>>,
    service: Option<Called>,
    /// The names of the arguments of a reader.
    reader: Option<Vec<&'static str>>,
}

impl<'a> Analyser<'a> {
    /// Those of the root file are kept.
    pub(super) fn test(&mut self, test: &'a ast::Test, file: usize) {
        let first_local = self.next_var();
        self.open_frame(FrameKind::Test);
        self.scopes.open();
        self.facts = super::facts::Facts::default();
        let (body, _) = self.block_after(&test.body, Builder::default(), false);
        self.scopes.close();
        self.close_frame();
        if file == 0 {
            self.program.tests.push(Workflow {
                name: test.name.value.as_str().into(),
                comment: None,
                express: false,
                timeout: None,
                input: None,
                body,
                locals: self.locals_from(first_local),
                first_local: first_local.0,
                attributes: Vec::new(),
                span: test.name.span,
            });
        }
    }

    /// The call of a workflow in a test: its value is the run.
    pub(super) fn test_run(&mut self, callable: &Callable<'a>, input: Expr, span: Span) -> Expr {
        let name = literal(&callable.name, span);
        let arguments = fields([("Workflow", name), ("Input", input)], span);
        let label = format!("run {}", callable.name);
        self.test_call(TestCall::Run, arguments, run_type(&callable.result), label, span)
    }

    /// `redrive(run)`: takes up a run again that did not succeed; its value is a run too.
    pub(super) fn test_redrive(&mut self, args: &'a [Arg], span: Span) -> Expr {
        let [Arg::Positional(run)] = args else {
            self.check_arguments(args);
            return self.bad(span, error::no_run(span));
        };
        let run = self.expr(run);
        if super::literals::is_unknown(&run) {
            return run;
        }
        let output = match &run.ty {
            Type::Object(object) => object.fields.get("output").map(|field| field.ty.clone()),
            _ => None,
        };
        let Some(output) = output.filter(|output| run_type(output) == run.ty) else {
            return self.bad(span, error::no_run(run.span));
        };
        let number = super::invoke::read(run, NUMBER, Presence::Sure);
        let arguments = fields([("Run", number)], span);
        self.test_call(TestCall::Redrive, arguments, run_type(&output), "redrive".into(), span)
    }

    /// `mock target(args) returns e then …`
    pub(super) fn mock(
        &mut self,
        mock: &'a ast::Mock,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        if !self.in_test() {
            self.report(error::outside_test("mock", span));
        }
        let Some(target) = self.mock_target(&mock.target, mock.args.as_deref()) else {
            if let Some(args) = &mock.args {
                self.check_arguments(args);
            }
            for answer in &mock.answers {
                self.mock_answer(answer, None);
            }
            return;
        };
        let label = format!("mock {}", target.name);
        let result =
            target.result.clone().map(|ty| (ty, format!("the result of `{}`", target.name)));
        let called = self.called(target, mock.args.as_deref(), mock.target.span, span);
        let mut answers = Vec::new();
        for answer in &mock.answers {
            answers.extend(self.mock_answer(answer, result.as_ref()).map(ListItem::Item));
        }
        let answers = Expr::new(ExprKind::List(answers), Type::list(Type::Any), span);
        let arguments = fields([("Call", called), ("Answers", answers)], span);
        let call = self.test_call(TestCall::Mock, arguments, Type::Null, label, span);
        out.push(StatementKind::Expr(call), notes, span);
    }

    /// One answer, checked against what the mocked call results in.
    fn mock_answer(
        &mut self,
        answer: &'a ast::MockAnswer,
        result: Option<&(Type, String)>,
    ) -> Option<Expr> {
        let mut entries: Vec<(&str, Expr)> = Vec::new();
        let span = match &answer.kind {
            MockAnswerKind::Returns(value) => {
                let value = self.expr(value);
                if let Some((wanted, role)) = result {
                    self.expect(&value, wanted, role);
                }
                let span = value.span;
                entries.push(("Return", value));
                span
            }
            MockAnswerKind::Fails { error, span } => {
                match self.fail_expr(Some(error), error.span).kind {
                    ExprKind::Fail { error, cause } => {
                        entries.extend(error.map(|error| ("Error", *error)));
                        entries.extend(cause.map(|cause| ("Cause", *cause)));
                    }
                    ExprKind::FailAgain(output) => {
                        for name in ["Error", "Cause"] {
                            let value =
                                super::invoke::read((*output).clone(), name, Presence::Sure);
                            entries.push((name, value));
                        }
                    }
                    _ => return None,
                }
                *span
            }
            MockAnswerKind::TimesOut(span) => {
                entries.push(("TimesOut", Expr::literal(Value::Bool(true), *span)));
                *span
            }
        };
        if let Some(delay) = &answer.delay {
            let delay = self.expr(delay);
            self.expect_number(&delay, "`after`");
            entries.push(("After", delay));
        }
        if let Some(every) = &answer.heartbeats {
            let every = self.expr(every);
            self.expect_number(&every, "`heartbeats every`");
            entries.push(("HeartbeatsEvery", every));
        }
        Some(object(entries, span))
    }

    /// What is mocked does work: a lambda, activity or workflow, a service's action, `task`.
    fn mock_target(
        &mut self,
        target: &'a ast::Expr,
        args: Option<&'a [Arg]>,
    ) -> Option<Target<'a>> {
        let (base, steps) = chain_of(target);
        let members: Option<Vec<&'a Name>> = steps
            .iter()
            .map(|step| if let Step::Member(name, _) = step { Some(*name) } else { None })
            .collect();
        let (Ast::Name(root), Some(members)) = (&base.kind, members) else {
            self.report(error::not_mocked(target.span));
            return None;
        };
        let found = match self.names.find(self.file, root) {
            Found::Decl(id) => match self.meaning(id, base.span) {
                Meaning::Callable(callable) => {
                    let found = mocked_callable(&callable, &members, target.span);
                    if found.is_none() {
                        let words = super::invoke::patterns(&callable);
                        let nearest = suggest::nearest(&members[0].text, words.iter().copied());
                        self.report(super::error::calls::unknown_pattern(
                            &callable.name,
                            members[0],
                            words,
                            nearest,
                        ));
                    }
                    return found;
                }
                Meaning::Unknown | Meaning::Underway | Meaning::Bad => return None,
                Meaning::Value(_) | Meaning::Type(_) | Meaning::Retry(_) | Meaning::Fn(_) => None,
            },
            Found::Bad => return None,
            Found::Nothing => match (&**root, members.as_slice()) {
                ("task", []) => self.mocked_task(args),
                ("s3", [name]) if super::readers::is_reader(&name.text) => {
                    Self::mocked_reader(&name.text).map(|(items, known)| {
                        let name = format!("s3.{}", name.text);
                        Target {
                            resource: literal(&name, target.span),
                            name,
                            result: Some(items),
                            reader: Some(known),
                            ..Target::plain(literal("", target.span))
                        }
                    })
                }
                ("aws", [_, _, ..]) => return self.mocked_service(root, &members, target.span),
                (root, [_, ..]) if services::find(root).is_some() => {
                    return self.mocked_service(root, &members, target.span);
                }
                (name, _) if self.is_nothing(name) => {
                    let called = self.names.candidates(self.file, super::declarations::is_called);
                    let nearest = suggest::nearest(name, called)
                        .or_else(|| suggest::nearest(name, services::names()))
                        .map(str::to_owned);
                    self.report(unknown_name(name, base.span, nearest.as_deref()));
                    return None;
                }
                _ => None,
            },
        };
        if found.is_none() {
            self.report(error::not_mocked(target.span));
        }
        found
    }

    /// Whether a name that is not declared is no variable, service or function either.
    fn is_nothing(&self, name: &str) -> bool {
        self.scopes.find(name).is_none()
            && !super::calls::is_callable_root(name)
            && !matches!(name, "task" | "exists" | "context")
            && super::library::call_of(name).is_none()
    }

    /// `sqs.sendMessage.waitForTaskToken`, `aws.s3.putObject`; what is wrong with it is reported.
    fn mocked_service(
        &mut self,
        root: &str,
        members: &[&'a Name],
        span: Span,
    ) -> Option<Target<'a>> {
        let called = self.called_service(root, members)?;
        let resource = literal(&called.resource(), span);
        Some(Target {
            name: members
                .iter()
                .fold(root.to_owned(), |path, name| format!("{path}.{}", name.text)),
            result: Some(called.result()),
            service: Some(called),
            ..Target::plain(resource)
        })
    }

    /// `task("arn…")`
    fn mocked_task(&mut self, args: Option<&'a [Arg]>) -> Option<Target<'a>> {
        let [Arg::Positional(resource), ..] = args? else { return None };
        let resource = self.expr(resource);
        Some(Target { name: "task".into(), ..Target::plain(resource) })
    }

    /// The `Call` of a [`TestCall::Mock`]; `named` is where its target stands.
    fn called(
        &mut self,
        target: Target<'a>,
        args: Option<&'a [Arg]>,
        named: Span,
        span: Span,
    ) -> Expr {
        let args = match args {
            Some([Arg::Positional(_), rest @ ..]) if target.name == "task" => Some(rest),
            other => other,
        };
        let said = match (args, &target.callable) {
            (None | Some([]), _) => None,
            (Some(args), Some(callable)) => {
                let callable = Rc::clone(callable);
                Some(self.payload(&callable, args, span))
            }
            (Some(args), None) if target.reader.is_some() => {
                let known = target.reader.as_deref().unwrap_or_default();
                let args: Vec<&Arg> = args.iter().collect();
                Some(self.known_arguments(&target.name, &args, known, span))
            }
            (Some([Arg::Positional(value)]), None) => Some(self.expr(value)),
            (Some(args), None) => Some(self.arguments_object(args, span)),
        };
        if let (Some(called), Some(args), Some(said)) = (target.service, args, &said) {
            // They may be a part of the calls'.
            self.check_service_arguments(called, args, true, said);
        }
        let mut entries = vec![("Resource", target.resource)];
        let mut arguments: Vec<(&str, Expr)> = target.identity.into_iter().collect();
        match (target.payload, said) {
            (Some(payload), Some(said)) => arguments.push((payload, said)),
            (None, Some(said)) => entries.push(("Arguments", said)),
            (_, None) => {}
        }
        if !arguments.is_empty() {
            entries.push(("Arguments", object(arguments, span)));
        }
        let words = [("Payload", target.payload), ("Wrap", target.wrap)];
        entries
            .extend(words.into_iter().filter_map(|(key, word)| Some((key, literal(word?, span)))));
        entries.push(("Name", literal(&target.name, named)));
        object(entries, span)
    }

    /// `calls(F)`: what `F` was called with, in order.
    pub(super) fn recorded_calls(&mut self, args: &'a [Arg], span: Span) -> Expr {
        let [Arg::Positional(target)] = args else {
            self.check_arguments(args);
            self.report(error::not_mocked(span));
            return super::literals::unknown(span);
        };
        let Some(target) = self.mock_target(target, None) else {
            return super::literals::unknown(span);
        };
        let label = format!("calls {}", target.name);
        let input = target.callable.as_ref().and_then(|callable| callable.input.clone());
        let result = Type::list(input.unwrap_or(Type::Any));
        let called = self.called(target, None, span, span);
        let arguments = fields([("Call", called)], span);
        self.test_call(TestCall::Calls, arguments, result, label, span)
    }

    /// `expect e`
    pub(super) fn expectation(
        &mut self,
        e: &'a ast::Expr,
        notes: Notes,
        span: Span,
        out: &mut Builder,
    ) {
        if !self.in_test() {
            self.report(error::outside_test("expect", span));
        }
        let value = self.expr(e);
        self.expect_bool(&value);
        if always_holds(&value) {
            self.warn(super::error::warnings::always_holds(span));
        }
        let mut sides = Vec::new();
        let holds = match value.kind {
            ExprKind::Binary { op, left, right } if compares(op) => {
                let left = self.side("Left", *left, &mut sides, out);
                let right = self.side("Right", *right, &mut sides, out);
                let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
                Expr::new(kind, value.ty, value.span)
            }
            _ => value,
        };
        let entries = std::iter::once(("Holds", holds)).chain(sides).collect();
        let arguments = object(entries, span);
        let call = self.test_call(TestCall::Expect, arguments, Type::Null, "expect".into(), span);
        out.push(StatementKind::Expr(call), notes, span);
    }

    /// A side of a comparison, evaluated once and shown where the comparison does not hold.
    fn side(
        &mut self,
        name: &'static str,
        value: Expr,
        sides: &mut Vec<(&'static str, Expr)>,
        out: &mut Builder,
    ) -> Expr {
        let (ty, span) = (value.ty.clone(), value.span);
        let value = if matches!(value.kind, ExprKind::Literal(_)) {
            value
        } else {
            let var = self.hidden("side", ty.clone(), span);
            out.binding(var, value, span);
            Expr::new(ExprKind::Local(var), ty, span)
        };
        sides.push((name, value.clone()));
        value
    }

    fn test_call(
        &mut self,
        call: TestCall,
        arguments: Expr,
        result: Type,
        label: String,
        span: Span,
    ) -> Expr {
        self.task(text(call.resource()), Some(arguments), result, label, span)
    }
}

impl Target<'_> {
    /// All calls of a resource.
    fn plain(resource: Expr) -> Self {
        Target {
            name: String::new(),
            resource,
            identity: None,
            payload: None,
            wrap: None,
            result: None,
            callable: None,
            service: None,
            reader: None,
        }
    }
}

/// The calls of a declared function, plain or by the pattern behind its name.
fn mocked_callable<'a>(
    callable: &Rc<Callable<'a>>,
    members: &[&Name],
    span: Span,
) -> Option<Target<'a>> {
    let pattern = match members {
        [] => None,
        [word] => Some(&*word.text),
        _ => return None,
    };
    let arn = || (*callable.arn).clone();
    let lambda = || Some(("FunctionName", (*callable.target).clone()));
    let machine = || Some(("StateMachineArn", arn()));
    let integration = |resource: &str| literal(resource, span);
    let (resource, identity, payload, wrap) = match (callable.kind, pattern) {
        (CallableKind::Lambda, None) => {
            (integration(LAMBDA), lambda(), Some("Payload"), Some("Payload"))
        }
        (CallableKind::Lambda, Some(CALLBACK)) => {
            (integration(&format!("{LAMBDA}.{CALLBACK}")), lambda(), Some("Payload"), None)
        }
        (CallableKind::Activity, None) => (arn(), None, None, None),
        (CallableKind::Workflow { express: false }, None) => {
            let resource = format!("{EXECUTION}.sync:2");
            (integration(&resource), machine(), Some("Input"), Some("Output"))
        }
        (CallableKind::Workflow { express: true }, None) => {
            (integration(SYNC_EXECUTION), machine(), Some("Input"), Some("OutputText"))
        }
        (CallableKind::Workflow { .. }, Some("start")) => {
            (integration(EXECUTION), machine(), Some("Input"), None)
        }
        (CallableKind::Workflow { .. }, Some(CALLBACK)) => {
            (integration(&format!("{EXECUTION}.{CALLBACK}")), machine(), Some("Input"), None)
        }
        _ => return None,
    };
    // What a started workflow is answered with is another matter.
    let result = (pattern != Some("start")).then(|| callable.result.clone());
    Some(Target {
        name: pattern.map_or_else(
            || callable.name.to_string(),
            |pattern| format!("{}.{pattern}", callable.name),
        ),
        resource,
        identity,
        payload,
        wrap,
        result,
        callable: Some(Rc::clone(callable)),
        service: None,
        reader: None,
    })
}

/// The field of a run that says which of its test it is; no program reads it.
const NUMBER: &str = "number";

/// What a run of a workflow in a test gives.
fn run_type(output: &Type) -> Type {
    let field =
        |name: &str, ty: Type| (name.into(), FieldType { ty, presence: FieldPresence::Modelled });
    let maybe = |ty: Type| Type::union([ty, Type::Null]);
    let fields = [
        field("output", output.clone()),
        field("error", maybe(Type::String)),
        field("cause", maybe(Type::String)),
        field("status", Type::String),
        field("states", Type::list(Type::String)),
        field("transitions", Type::Number),
        field("duration", Type::Number),
    ];
    Type::Object(Arc::new(ObjectType { fields: fields.into_iter().collect(), open: false }))
}

/// Whether an expectation says nothing of what a run did: it is constant, or compares a value with itself.
fn always_holds(expectation: &Expr) -> bool {
    let ExprKind::Binary { op, left, right } = &expectation.kind else {
        return value_of(expectation) == Some(Value::Bool(true));
    };
    let values = value_of(left).zip(value_of(right));
    let spots = spot_of(left).zip(spot_of(right));
    match op {
        BinaryOp::Equal => {
            values.is_some_and(|(left, right)| left == right)
                || spots.is_some_and(|(left, right)| left == right)
        }
        BinaryOp::NotEqual => values.is_some_and(|(left, right)| left != right),
        _ => false,
    }
}

fn compares(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual
            | BinaryOp::In
    )
}

fn literal(text: &str, span: Span) -> Expr {
    Expr::literal(Value::from(text), span)
}

fn object(fields: Vec<(&str, Expr)>, span: Span) -> Expr {
    let ty = Type::object(fields.iter().map(|(name, value)| (*name, value.ty.clone())));
    let entries = fields.into_iter().map(|(key, value)| Entry::Field { key: key.into(), value });
    Expr::new(ExprKind::Object(entries.collect()), ty, span)
}
