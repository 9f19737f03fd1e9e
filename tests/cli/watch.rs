use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::{Project, RIGHT, WRONG};

/// Ends the process also where the test fails.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn faults_are_shown_anew_at_each_change() {
    let project = Project::with(&[("a.flow", WRONG)]);
    let mut command = project.command(&["check", "--watch", "--format", "short", "a.flow"]);
    let mut child = Ended(command.stderr(Stdio::piped()).spawn().expect("it can be run"));
    let stderr = child.0.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines();
    let mut line = || lines.next().expect("it goes on").expect("text");

    assert!(line().starts_with("a.flow:2:"));
    assert_eq!(line(), "flowc: watching 1 file");
    project.write("a.flow", RIGHT);
    assert_eq!(line(), "flowc: watching 1 file");
    project.write("a.flow", &format!("\n{WRONG}"));
    assert!(line().starts_with("a.flow:3:"));
}

#[test]
fn standard_input_cannot_be_watched() {
    let ran = Project::new().run(&["check", "--watch", "-"]);
    assert_eq!(ran.exit, 2);
    assert!(ran.err.contains("standard input cannot be watched"), "{}", ran.err);
}
