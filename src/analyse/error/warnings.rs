//! `F06`: warnings.

use crate::analyse::scopes::Role;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::warnings as code;
use crate::diagnostic::suggest::grouped;
use crate::source::Span;

pub fn unused_variable(name: &str, role: Role, span: Span) -> Diagnostic {
    let title = format!("`{name}` is never read");
    let label = match role {
        Role::Changing => "assigned, but never read",
        _ => "never read",
    };
    Diagnostic::new(code::UNUSED_VARIABLE, span, title, label)
        .help(format!("leave it out, or call it `_{name}` if this is meant"))
}

pub fn unused_declaration(name: &str, kind: &str, span: Span) -> Diagnostic {
    let title = format!("the {kind} `{name}` is never used");
    Diagnostic::new(code::UNUSED_DECLARATION, span, title, "never used")
}

pub fn unused_import(name: &str, span: Span) -> Diagnostic {
    let title = format!("the import `{name}` is never used");
    Diagnostic::new(code::UNUSED_IMPORT, span, title, "never used")
}

pub fn unreachable(span: Span) -> Diagnostic {
    let title = "this is never reached";
    Diagnostic::new(code::UNREACHABLE, span, title, "what stands before it never gets here")
}

pub fn always_there(name: &str, span: Span) -> Diagnostic {
    let title = format!("the variable `{name}` is always there");
    Diagnostic::new(code::ALWAYS_THERE, span, title, "always true").help(format!(
        "bind what may lack the field, as in `let found = …`, and test `exists(found.{name})`"
    ))
}

pub fn longer_than_express(what: &str, span: Span) -> Diagnostic {
    let title = format!("{what} is longer than an Express execution runs");
    Diagnostic::new(code::LONGER_THAN_EXPRESS, span, title, "more than 5 minutes")
        .help("give at most `5m`, or let a Standard execution do this")
}

pub fn always_holds(span: Span) -> Diagnostic {
    let title = "this expectation holds whatever a run does";
    Diagnostic::new(code::ALWAYS_HOLDS, span, title, "always true")
        .help("compare what the run did, as `run.output`, with what it should do")
}

pub fn idle_mock(name: &str, span: Span) -> Diagnostic {
    let title = format!("no workflow that this test runs calls `{name}`");
    Diagnostic::new(code::IDLE_MOCK, span, title, "answers no call")
        .help("leave the mock out, or mock what the workflow does call")
}

pub fn mock_of_others(name: &str, span: Span) -> Diagnostic {
    let title = format!("no workflow that this test runs calls `{name}` with such arguments");
    Diagnostic::new(code::IDLE_MOCK, span, title, "answers no call")
        .help("compare the arguments with those of the calls; those not named may be any")
}

pub fn useless_value(span: Span) -> Diagnostic {
    let title = "this value is computed and dropped";
    Diagnostic::new(code::USELESS, span, title, "has no effect")
        .help("bind it with `let`, or leave it out")
}

pub fn callback_without_limit(span: Span) -> Diagnostic {
    let title = "nothing limits how long this waits for an answer";
    Diagnostic::new(code::CALLBACK, span, title, "a lost answer waits for a year")
        .help("add `timeout 1d`, or `heartbeat 1h` if the worker sends heartbeats")
}

pub fn polling(job: &str, span: Span) -> Diagnostic {
    let title = format!("this polls for what `{job}` waits for by itself");
    Diagnostic::new(code::POLLING, span, title, "each round is billed")
        .help(format!("write `{job}(…)`: one state that ends with the job"))
}

pub fn endless_loop(span: Span) -> Diagnostic {
    let title = "this loop never ends";
    Diagnostic::new(code::ENDLESS, span, title, "nothing leaves it")
        .help("leave it with `break`, `return` or `fail`")
}

pub fn swallowed(span: Span) -> Diagnostic {
    let title = "this handler swallows every error";
    Diagnostic::new(code::SWALLOWED, span, title, "does nothing about any of them")
        .help("name the errors that are expected, or end the handler with a value")
}

pub fn environment_literal(what: &str, span: Span) -> Diagnostic {
    let title = format!("this {what} belongs to one environment");
    let help = match what {
        "region" => "write `aws.region`, or make it a `param`",
        "account id" => "write `aws.accountId`, or make it a `param`",
        _ => "make it a `param` or a `resource`",
    };
    Diagnostic::new(code::ENVIRONMENT, span, title, "the next one has another").help(help)
}

pub fn metadata(span: Span) -> Diagnostic {
    let title = "the output is what a service says about the call";
    Diagnostic::new(code::METADATA, span, title, "the value of the workflow")
        .help("declare `-> null` to drop it, or end with the value that is wanted")
}

pub fn open_ended(at_once: &str, limit: u32, span: Span) -> Diagnostic {
    let title = "this map calls a service as fast as it can";
    Diagnostic::new(code::OPEN_ENDED, span, title, format!("up to {at_once} at once"))
        .help(format!("add `concurrency {limit}`, or what the service takes"))
}

pub fn payload(span: Span) -> Diagnostic {
    let title = "the results of this map may pass 256 KiB";
    let label = "one result for each item that is read";
    Diagnostic::new(code::PAYLOAD, span, title, label).help(
        "add `results to s3(Bucket: …)`, end the body with `null`, or read fewer with `MaxItems`",
    )
}

pub fn loop_events(rounds: u64, round: u64, events: u64, span: Span) -> Diagnostic {
    let title = format!("this makes {} events, 25,000 are allowed", grouped(events));
    let label = format!("{} rounds of {} events each", grouped(rounds), grouped(round));
    Diagnostic::new(code::EVENTS, span, title, label).help(HISTORIES)
}

pub fn workflow_events(name: &str, events: u64, span: Span) -> Diagnostic {
    let events = grouped(events);
    let title = format!("an execution of `{name}` makes {events} events, 25,000 are allowed");
    Diagnostic::new(code::EVENTS, span, title, "all its loops together").help(HISTORIES)
}

const HISTORIES: &str = "`map … distributed` gives each item a history of its own, and so does a workflow that is called";

pub fn unlisted_service(service: &str, span: Span) -> Diagnostic {
    let title = format!("no list of AWS says that Step Functions calls `{service}`");
    Diagnostic::new(code::UNCERTAIN, span, title, "may be refused")
}

pub fn event_stream(call: &str, span: Span) -> Diagnostic {
    let title = format!("`{call}` answers with a stream of events, which no state can follow");
    Diagnostic::new(code::UNCERTAIN, span, title, "may be refused")
}

pub fn undocumented_parameter(call: &str, name: &str, span: Span) -> Diagnostic {
    let title = format!("the documentation of `{call}` does not list `{name}`");
    Diagnostic::new(code::UNCERTAIN, span, title, "may be refused")
        .help(format!("by the SDK it is a parameter for sure: `aws.{call}(…)`"))
}

pub fn unretried(call: &str, name: &str, span: Span) -> Diagnostic {
    let title = format!("nothing tries `{call}` again when it fails for a moment");
    Diagnostic::new(code::UNRETRIED, span, title, "fails the execution").help(format!(
        "add `retry on {name} every 1s attempts 5 backoff 2`, or `retry on States.TaskFailed …` for all errors"
    ))
}

pub fn misspelt_error(name: &str, near: &str, span: Span) -> Diagnostic {
    let title = format!("the error `{name}` is probably misspelt");
    Diagnostic::new(code::MISSPELT_ERROR, span, title, "not known")
        .help(format!("did you mean `{near}`?"))
}

pub fn runtime_error(span: Span) -> Diagnostic {
    let title = "`States.Runtime` is neither caught nor retried";
    Diagnostic::new(code::UNRAISED, span, title, "always ends the execution")
        .help("leave it out, and test the value that it comes from before")
}

pub fn unraised(call: &str, name: &str, reason: &str, span: Span) -> Diagnostic {
    let title = format!("`{call}` cannot fail with `{name}`");
    Diagnostic::new(code::UNRAISED, span, title, "never caught").help(reason)
}
