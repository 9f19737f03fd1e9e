//! `flowc graph` as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::support::expect::expect_file;
use crate::support::root;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("graph-{}-{number}", std::process::id());
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&dir).expect("the directory can be made");
        Self(dir)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("the file can be written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file is there")
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowc"));
        command.args(args).current_dir(&self.0).stdin(Stdio::null());
        let Output { status, stdout, stderr } = command.output().expect("it can be run");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (status.code().expect("it was not killed"), text(stdout), text(stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What remains is in the target directory and harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TWO: &str = "workflow A(n: number) {\n    if n > 3 {\n        wait 5s\n    }\n    n\n}\n\n\
                   workflow B() {\n    1\n}\n";

const MACHINE: &str = r#"{"StartAt": "Here", "States": {"Here": {"Type": "Succeed"}}}"#;

#[test]
fn the_format_follows_the_name_of_the_output() {
    let folder = Folder::new();
    folder.write("two.flow", TWO);
    for (name, begins) in [
        ("a.svg", "<svg "),
        ("a.html", "<!doctype html>"),
        ("a.mmd", "---\ntitle: \"A\""),
        ("a.dot", "digraph \"A\""),
        ("a.txt", "A\n"),
    ] {
        let ran = folder.run(&["graph", "two.flow", "--workflow", "A", "-o", name]);
        assert_eq!(ran, (0, String::new(), String::new()));
        assert!(folder.read(name).starts_with(begins), "{name}: {}", folder.read(name));
    }
    let (exit, out, _) = folder.run(&["graph", "two.flow", "--workflow", "B"]);
    assert_eq!((exit, &out[..5]), (0, "<svg "));
}

#[test]
fn conditions_and_lines_are_those_of_the_source() {
    let folder = Folder::new();
    folder.write("two.flow", TWO);
    let (exit, page, err) =
        folder.run(&["graph", "two.flow", "--workflow", "A", "--format", "html"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    assert!(page.contains(">n &gt; 3<"), "the condition is missing");
    assert!(
        page.contains(
            r#""place":{"file":"two.flow","line":3,"column":14,"text":"        wait 5s"}"#
        )
    );
}

#[test]
fn definitions_of_every_kind_are_drawn() {
    let folder = Folder::new();
    folder.write("m.asl.json", MACHINE);
    folder.write("m.yaml", "StartAt: Here\nStates:\n  Here:\n    Type: Succeed\n");
    let template = format!(
        "Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
         DefinitionString: '{MACHINE}'\n"
    );
    folder.write("template.yaml", &template);
    for (file, name) in [("m.asl.json", "m"), ("m.yaml", "m"), ("template.yaml", "Machine")] {
        let (exit, out, err) = folder.run(&["graph", file, "--format", "text"]);
        assert_eq!((exit, err.as_str()), (0, ""), "{file}");
        assert!(out.starts_with(&format!("{name}\n")) && out.contains("✓ Here"), "{out}");
    }
}

/// What a page says of where a state comes from.
fn place(page: &str, name: &str) -> Value {
    let (_, states) = page.split_once("const STATES = ").expect("the page has its states");
    let states = states.split_once(";</script>").expect("they end").0;
    let states: Value = serde_json::from_str(states).expect("they are JSON");
    let found = states.as_array().into_iter().flatten().find(|state| state["name"] == name);
    found.unwrap_or_else(|| panic!("there is no state {name}"))["place"].clone()
}

#[test]
fn definitions_show_where_their_states_are_written() {
    let folder = Folder::new();
    folder.write(
        "m.asl.json",
        "{\n  \"StartAt\": \"M\",\n  \"States\": {\n    \"M\": {\n      \"Type\": \"Map\", \"End\": true,\n      \
         \"ItemProcessor\": { \"StartAt\": \"In\", \"States\": {\n        \"In\": {\n          \"Type\": \"Pass\",\n          \
         \"End\": true\n        }\n      } }\n    }\n  }\n}\n",
    );
    folder.write(
        "m.yaml",
        "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Comment: |\n      one\n      two\n    Next: B\n\n  \
         B:\n    Type: Succeed\n",
    );
    folder.write(
        "template.yaml",
        "Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
         DefinitionString: |\n        {\"StartAt\": \"A\", \"States\": {\n          \"A\": {\"Type\": \"Succeed\"}\n        }}\n",
    );
    for (file, state, line, column, text) in [
        (
            "m.asl.json",
            "In",
            7,
            9,
            "        \"In\": {\n          \"Type\": \"Pass\",\n          \"End\": true\n        }",
        ),
        (
            "m.yaml",
            "A",
            3,
            3,
            "  A:\n    Type: Pass\n    Comment: |\n      one\n      two\n    Next: B",
        ),
        ("m.yaml", "B", 10, 3, "  B:\n    Type: Succeed"),
        ("template.yaml", "A", 7, 11, "  \"A\": {\"Type\": \"Succeed\"}"),
    ] {
        let (exit, page, err) = folder.run(&["graph", file, "--format", "html"]);
        assert_eq!((exit, err.as_str()), (0, ""), "{file}");
        let expected = json!({ "file": file, "line": line, "column": column, "text": text });
        assert_eq!(place(&page, state), expected, "{file}: {state}");
    }
}

const SAID: &str = r#"
error Late

lambda Load(id: string) -> { rows: [string], pause: number }

workflow W(input: { id: string, parts: [string] }) {
    let loaded = Load(input.id)
    for part in input.parts {
        if part == "x" { wait loaded.pause }
    }
    map row in loaded.rows concurrency loaded.pause {
        sqs.sendMessage(QueueUrl: row, MessageBody: "b")
    }
    match loaded.rows.length() {
        0 => fail Late("${input.id} has nothing")
        n if n > 3 => wait 3s
        _ => wait 4s
    }
}
"#;

/// What the definition says in JSONata is shown in the words of the source.
#[test]
fn boxes_and_ways_have_the_words_of_the_source() {
    let folder = Folder::new();
    folder.write("said.flow", SAID);
    let (exit, dot, err) = folder.run(&["graph", "said.flow", "--format", "dot"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    for words in [
        "label=\"wait loaded.pause\"",
        "each of loaded.rows · loaded.pause at once",
        "sqs:sendMessage · row",
        "Late: ${input.id} has nothing",
        "label=\"next part\"",
        "none left",
        "n if n > 3",
    ] {
        assert!(dot.contains(words), "{words} is missing in\n{dot}");
    }
    assert!(!dot.contains("$states"), "{dot}");
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let folder = Folder::new();
    folder.write("two.flow", TWO);
    folder.write("wrong.flow", "workflow W() {\n    let = 4\n}\n");
    folder.write("not.json", r#"{"StartAt": 3}"#);
    folder.write("m.asl.json", MACHINE);
    folder.write("run.json", "{}");
    folder.write("other.json", "[]");
    for (args, exit, says) in [
        (&["two.flow"][..], 2, "say which workflow with `--workflow`: `A`, `B`"),
        (&["two.flow", "--workflow", "C"], 2, "there is no workflow `C`"),
        (&["wrong.flow"], 1, "error[F0101]"),
        (&["not.json"], 2, "`not` cannot be drawn"),
        (&["gone.json"], 2, "cannot read `gone.json`"),
        (&["m.asl.json", "--overlay", "run.json"], 2, "`run.json` is no history"),
        (&["m.asl.json", "--overlay", "other.json"], 2, "`other.json` is not of `m`"),
    ] {
        let all: Vec<&str> = ["graph"].iter().chain(args).copied().collect();
        let (code, out, err) = folder.run(&all);
        assert_eq!((code, out.as_str()), (exit, ""), "{args:?}: {err}");
        assert!(err.contains(says), "{args:?}: {err}");
    }
}

/// A run and its picture, as the manual shows it.
#[test]
fn a_run_is_drawn() {
    let folder = Folder::new();
    let example = |name: &str| root("examples").join(name).display().to_string();
    let (flow, mocks) = (example("order.flow"), example("order.mocks.yaml"));
    let input = format!("@{}", example("order.input.json"));
    let start = "2026-01-31T12:00:00Z";
    let run =
        ["run", &flow, "--input", &input, "--mocks", &mocks, "--format", "json", "--start", start];
    let (exit, history, err) = folder.run(&run);
    assert_eq!((exit, err.as_str()), (0, ""));
    folder.write("h.json", &history);
    let (exit, picture, err) = folder.run(&["graph", &flow, "--overlay", "h.json"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    assert!(picture.contains("This run succeeded after 30 min"), "{picture}");
    // Where the repository lies is not for the picture in the documents.
    let here = format!("{}/", root("").display().to_string().trim_end_matches('/'));
    expect_file(&root("docs/graph/order-run.svg"), &picture.replace(&here, ""));
}
