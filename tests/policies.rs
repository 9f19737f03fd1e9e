//! The policies of roles.

use std::collections::BTreeSet;
use std::path::Path;

use flowc::asl;
use flowc::deploy::model::Statement;
use flowc::deploy::policy::{self, Doubt, Keys, Machine, Policy};
use flowc::diagnostic::codes::warnings;
use flowc::diagnostic::{Code, Diagnostic, Sink};
use flowc::services::optimized;
use flowc::source::{Loader, Sources};
use flowc::{Options, compile};
use serde_json::{Value, json};

use crate::services;
use crate::support::expect::expect_file;
use crate::support::{files_below, read, root};

/// The codes that are reported with a policy.
pub const DOUBTS: [Code; 3] =
    [warnings::WIDE_PERMISSION, warnings::GUESSED_PERMISSION, warnings::UNKNOWN_PERMISSION];

/// Nothing can be imported.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, path: &Path) -> Result<String, String> {
        Err(format!("no {}", path.display()))
    }
}

/// The policy of the first workflow of a source, and what is doubted about it.
fn policy_of(source: &str) -> (Policy, Vec<Diagnostic>) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("main.flow", source);
    let output = compile(file, &mut sources, &NoFiles, &Options::default(), &mut sink);
    let output = output.unwrap_or_else(|| panic!("{source}\n{:#?}", sink.sorted()));
    let machine = output.machines.first().expect("there is a workflow");
    let policy = policy::of_workflow(machine, &output, &|other| other == file);
    let mut sink = Sink::default();
    policy::report(&policy, machine, &output, &mut sink);
    (policy, sink.sorted().into_iter().cloned().collect())
}

/// The first program of a page behind this mark.
fn example<'a>(page: &'a str, mark: &str) -> &'a str {
    let program = page.split(mark).nth(1).and_then(|rest| rest.split("```").next());
    program.expect("each page has an example")
}

#[test]
fn wrong_examples_are_doubted_and_right_ones_are_not() {
    for code in DOUBTS {
        let page = code.text();
        let (_, doubts) = policy_of(example(&page, "```text\n"));
        let ids: Vec<&str> = doubts.iter().map(|doubt| doubt.code.id).collect();
        assert_eq!(ids, [code.id], "{page}");
        let (_, doubts) = policy_of(example(&page, "```flow\n"));
        assert!(doubts.is_empty(), "{doubts:#?}");
    }
}

/// Below each program of the page stands what its first workflow needs.
#[test]
fn the_page_says_what_its_programs_need() {
    let path = root("docs/policies.md");
    let page = read(&path);
    let mut programs = page.split("```flow\n");
    let mut written = programs.next().unwrap_or_default().to_owned();
    for rest in programs {
        let (program, rest) = rest.split_once("```\n\n```text\n").expect("statements follow");
        let (_, rest) = rest.split_once("```\n").expect("the block is closed");
        let needed: String = printed(&policy_of(program).0)
            .lines()
            .map(|line| format!("{}\n", line.trim_start()))
            .collect();
        written.push_str(&format!("```flow\n{program}```\n\n```text\n{needed}```\n{rest}"));
    }
    expect_file(&path, &written);
}

/// The README says of its example what its role allows.
#[test]
fn the_readme_says_what_its_example_needs() {
    let readme = read(&root("README.md"));
    let (_, after) = readme.split_once("```flow\n").expect("the README has an example");
    let (program, _) = after.split_once("```").expect("the block is closed");
    let statements = policy_of(program).0.statements.into_iter().map(|statement| {
        format!("{:22} on {}\n", statement.actions.join(", "), statement.resources.join(", "))
    });
    let block = format!("```text\n{}```\n", statements.collect::<String>());
    assert!(readme.contains(&block), "{block}");
}

/// The role in the template of the first example lists what the program does, and nothing more: each call of
/// the program is written down here by hand.
#[test]
fn the_role_of_the_tour_lists_exactly_what_it_does() {
    let template = read(&root("examples/out/order/order.template.yaml"));
    let (_, statements) = template.split_once("Statement:\n              - ").expect("a role");
    let (statements, _) = statements.split_once("\n  Fulfill:").expect("a machine follows");
    let is_action = |word: &&str| {
        word.split_once(':').is_some_and(|(service, action)| {
            service.starts_with(|sign: char| sign.is_ascii_lowercase())
                && action.starts_with(|sign: char| sign.is_ascii_uppercase())
        })
    };
    let actions: Vec<&str> = statements.split_whitespace().filter(is_action).collect();
    let expected = [
        "dynamodb:UpdateItem",      // aws.dynamodb.updateItem
        "lambda:InvokeFunction",    // Charge, Ship
        "s3:PutObject",             // aws.s3.putObject
        "sns:Publish",              // alertOps
        "sqs:SendMessage",          // sqs.sendMessage.waitForTaskToken
        "xray:GetSamplingRules",    // @tracing
        "xray:GetSamplingTargets",  // @tracing
        "xray:PutTelemetryRecords", // @tracing
        "xray:PutTraceSegments",    // @tracing
    ];
    assert_eq!(actions, expected);
}

/// Each file of `tests/cases/policy`: calls with their arguments, and below each the statements it needs
/// and what is doubted. `~` is `arn:${AWS::Partition}:`, `@` is the region and the account, `own` the
/// machine itself.
#[test]
fn calls_need_what_the_facts_say() {
    let files = files_below(&root("tests/cases/policy"), "txt");
    assert!(!files.is_empty(), "{files:?}");
    for path in files {
        let mut text = String::new();
        for line in read(&path).lines().filter(|line| !line.starts_with("    ")) {
            text.push_str(line);
            text.push('\n');
            if !line.is_empty() && !line.starts_with('#') {
                let (call, arguments) = call_of(line);
                text.push_str(&needed(call, &arguments));
            }
        }
        expect_file(&path, &text);
    }
}

#[test]
fn calls_of_the_cases_are_as_the_catalog_has_them() {
    let strange: Vec<String> = calls(&["optimized.txt", "sdk.txt"])
        .iter()
        .flat_map(|line| {
            let (call, arguments) = call_of(line);
            let arguments = arguments.as_object().expect("arguments are an object").clone();
            services::strange_call(call, &arguments)
        })
        // What the policy does not look at is left out.
        .filter(|what| !what.ends_with(" is missing") && !what.contains(" has a length of "))
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn every_optimized_integration_has_a_case_in_each_pattern() {
    let lines = calls(&["optimized.txt"]);
    let cases: BTreeSet<&str> = lines.iter().map(|line| call_of(line).0).collect();
    let all: BTreeSet<String> = optimized::integrations()
        .flat_map(|it| {
            let plain = format!("{}:{}", it.service(), it.action());
            let waiting: Vec<String> =
                it.patterns().map(|pattern| format!("{plain}{}", pattern.suffix())).collect();
            waiting.into_iter().chain([plain])
        })
        .collect();
    assert_eq!(cases, all.iter().map(String::as_str).collect());
}

#[test]
fn sixty_services_of_the_sdk_have_cases() {
    let lines = calls(&["sdk.txt"]);
    let services: BTreeSet<Option<&str>> =
        lines.iter().map(|line| line.split(':').nth(1)).collect();
    assert!(services.len() >= 60, "{}", services.len());
}

/// The lines of calls in files of `tests/cases/policy`.
fn calls(files: &[&str]) -> Vec<String> {
    let text: String =
        files.iter().map(|file| read(&root("tests/cases/policy").join(file))).collect();
    let is_call =
        |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("    ");
    text.lines().filter(is_call).map(str::to_owned).collect()
}

/// What a line calls, and its arguments.
fn call_of(line: &str) -> (&str, Value) {
    let (call, arguments) = line.split_once(' ').expect("a call has arguments");
    (call, serde_json::from_str(arguments).unwrap_or_else(|error| panic!("{call}: {error}")))
}

/// What a Task needs, a line each.
fn needed(call: &str, arguments: &Value) -> String {
    let task = json!({
        "Type": "Task",
        "Resource": format!("arn:aws:states:::{call}"),
        "Arguments": arguments,
        "End": true
    });
    printed(&policy_of_states(&json!({ "Task": task }), &Keys::default()))
}

/// The policy of a machine of these states that begins with the first.
fn policy_of_states(states: &Value, keys: &Keys) -> Policy {
    let first = states.as_object().and_then(|states| states.keys().next()).cloned();
    let definition = json!({ "QueryLanguage": "JSONata", "StartAt": first, "States": states });
    let definition = asl::read(&definition).expect("it is a definition");
    policy::policy(&Machine {
        definition: &definition,
        keys,
        logging: false,
        tracing: false,
        encryption_key: None,
    })
}

/// A policy, a line for each statement and each doubt.
fn printed(policy: &Policy) -> String {
    let statement = |own: &str, statement: &Statement| {
        let condition = statement.condition.as_ref();
        let condition = condition.map(|value| format!(" if {value}")).unwrap_or_default();
        let line = format!(
            "{own}{} on {}{condition}",
            statement.actions.join(", "),
            statement.resources.join(", ")
        );
        format!("    {}\n", shortened(&line))
    };
    let doubt = |warning: &policy::Warning| match &warning.doubt {
        Doubt::Vague { parameters, .. } => format!("    ? {}\n", parameters.join(", ")),
        other => format!("    ? {other:?}\n"),
    };
    let lines = policy.statements.iter().map(|found| statement("", found));
    let own = policy.own.iter().map(|found| statement("own: ", found));
    lines.chain(own).chain(policy.warnings.iter().map(doubt)).collect()
}

fn shortened(text: &str) -> String {
    text.replace("arn:${AWS::Partition}:", "~")
        .replace("${AWS::Region}:${AWS::AccountId}", "@")
        .replace("${StateMachine}", "own")
        .replace("${StateMachine.Name}", "own name")
}
