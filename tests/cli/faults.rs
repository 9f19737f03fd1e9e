//! What a program with faults gets.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{Project, RIGHT, Ran, WRONG};

#[test]
fn faults_go_to_stderr_and_exit_with_1() {
    let project = Project::with(&[("a.flow", WRONG)]);
    let ran = project.run(&["check", "a.flow"]);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[F0101]"), "{}", ran.err);
    assert!(ran.err.contains("a.flow:2:"), "{}", ran.err);
    assert!(ran.err.contains("1 error ("), "{}", ran.err);
}

#[test]
fn every_input_is_checked_in_order_and_once() {
    let project = Project::with(&[("b.flow", WRONG), ("a.flow", WRONG)]);
    let ran = project.run(&["check", "--format", "short", "b.flow", "./b.flow", "a.flow"]);
    let files: Vec<&str> =
        ran.err.lines().map(|line| line.split(':').next().expect("a path")).collect();
    assert_eq!((ran.exit, files), (1, vec!["b.flow", "a.flow"]));
}

#[test]
fn standard_input_is_a_file_too() {
    let project = Project::new();
    let ran = project.run_with_input(&["check", "--format", "short", "-"], WRONG);
    assert_eq!(ran.exit, 1);
    assert!(ran.err.starts_with("<stdin>:2:"), "{}", ran.err);
}

#[test]
fn json_is_the_output_of_check() {
    let project = Project::with(&[("a.flow", WRONG), ("b.flow", RIGHT)]);
    let ran = project.run(&["check", "--format", "json", "a.flow"]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["errors"], 1);
    assert_eq!(report["diagnostics"][0]["file"], "a.flow");
    assert_eq!(report["diagnostics"][0]["start"]["line"], 2);

    let ran = project.run(&["check", "--format", "json", "b.flow"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.exit, &report["diagnostics"]), (0, &Value::Array(Vec::new())));
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let project = Project::with(&[("a.flow", WRONG)]);
    let ran = project.run(&["check", "--format", "sarif", "a.flow"]);
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "flowc");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["help"]["text"].is_string()));
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 1);
    assert!(results[0]["message"]["text"].is_string());
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 2);
}

#[test]
fn colours_are_asked_for_or_guessed() {
    let project = Project::with(&[("a.flow", WRONG)]);
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = project.command(args);
        command.envs(variables.iter().copied());
        let output = command.output().expect("it can be run");
        output.stderr.contains(&0x1b)
    };
    assert!(!coloured(&["check", "a.flow"], &[]), "a pipe is no terminal");
    assert!(coloured(&["check", "--color", "always", "a.flow"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["check", "--color", "never", "a.flow"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["check", "a.flow"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check", "a.flow"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

/// As in `flowc check - | head -0`: the reader is gone before there is anything to write.
#[test]
fn a_closed_pipe_is_no_error() {
    let project = Project::new();
    for (text, exit) in [(RIGHT, 0), (WRONG, 1)] {
        let mut command = project.command(&["check", "--format", "json", "-"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it can be run");
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(text.as_bytes()).expect("it reads its input");
        drop(stdin);
        let ran: Ran = child.wait_with_output().expect("it ends").into();
        assert_eq!((ran.exit, ran.err.as_str()), (exit, ""));
    }
}

#[test]
fn nothing_is_written_where_any_input_has_an_error() {
    let project = Project::with(&[("a.flow", RIGHT), ("b.flow", WRONG)]);
    let ran = project.run(&["build", "a.flow", "b.flow", "-o", "out"]);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    assert_eq!(project.list("."), ["a.flow", "b.flow"]);
}
