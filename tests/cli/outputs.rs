//! What `build` writes, and where.

use serde_json::Value;

use super::{Project, RIGHT};

const TWO: &str = "workflow A() {\n    1\n}\n\nworkflow B() {\n    2\n}\n";

#[test]
fn one_workflow_goes_to_standard_output() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    let ran = project.run(&["build", "a.flow"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("{\n  \"") && ran.out.ends_with("}\n"), "{}", ran.out);
    let definition: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(definition["QueryLanguage"], "JSONata");
    assert_eq!(project.list("."), ["a.flow"]);
}

#[test]
fn standard_input_gives_the_same() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    assert_eq!(project.run_with_input(&["build", "-"], RIGHT), project.run(&["build", "a.flow"]));
}

#[test]
fn minified_is_the_same_without_blanks() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    let pretty: Value = serde_json::from_str(&project.run(&["build", "a.flow"]).out).expect("JSON");
    let ran = project.run(&["build", "--minify", "a.flow"]);
    assert_eq!(ran.out.lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).expect("JSON"), pretty);
}

#[test]
fn several_workflows_need_a_directory() {
    let project = Project::with(&[("a.flow", TWO)]);
    let ran = project.run(&["build", "a.flow"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "flowc: there are 2 workflows (`A`, `B`), and standard output takes one; add `-o DIR`\n"
    );
}

#[test]
fn each_workflow_has_its_files() {
    let project = Project::with(&[("a.flow", TWO), ("b.flow", RIGHT)]);
    let ran = project.run(&["build", "a.flow", "b.flow", "-o", "deep/out", "--source-map"]);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let names =
        ["A", "B", "W"].map(|name| [format!("{name}.asl.json"), format!("{name}.asl.map.json")]);
    assert_eq!(project.list("deep/out"), names.concat());
    let definition: Value =
        serde_json::from_str(&project.read("deep/out/W.asl.json")).expect("JSON");
    let map: Value = serde_json::from_str(&project.read("deep/out/W.asl.map.json")).expect("JSON");
    let states = definition["States"].as_object().expect("states");
    assert!(states.keys().all(|state| map.to_string().contains(state)), "{map}");
    assert_eq!(project.run(&["build", "b.flow"]).out, project.read("deep/out/W.asl.json"));
}

#[test]
fn two_workflows_cannot_have_one_file() {
    let project = Project::with(&[("a.flow", RIGHT), ("b.flow", RIGHT)]);
    let ran = project.run(&["build", "a.flow", "b.flow", "-o", "out"]);
    assert_eq!(ran.exit, 2);
    assert!(ran.err.contains("two inputs have a workflow `W`"), "{}", ran.err);
    assert_eq!(project.list("."), ["a.flow", "b.flow"]);
}

#[test]
fn old_output_stays_where_new_would_be_wrong() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    assert_eq!(project.run(&["build", "a.flow", "-o", "out"]).exit, 0);
    let before = project.read("out/W.asl.json");
    project.write("a.flow", super::WRONG);
    assert_eq!(project.run(&["build", "a.flow", "-o", "out"]).exit, 1);
    assert_eq!(project.list("out"), ["W.asl.json"]);
    assert_eq!(project.read("out/W.asl.json"), before);
}

#[test]
fn a_file_in_the_place_of_the_directory_is_said() {
    let project = Project::with(&[("a.flow", RIGHT), ("out", "mine")]);
    let ran = project.run(&["build", "a.flow", "-o", "out"]);
    assert_eq!(ran.exit, 2);
    assert!(ran.err.contains("`out`: there is a file in its place"), "{}", ran.err);
    assert_eq!(project.read("out"), "mine");
}

#[test]
fn parameters_are_filled_in() {
    let source = "param Greeting: string\n\nworkflow W() {\n    \"${Greeting}, world\"\n}\n";
    let project = Project::with(&[("a.flow", source)]);
    assert!(project.run(&["build", "a.flow"]).out.contains("${Greeting}"));
    let ran = project.run(&["build", "--param", "Greeting=good morning", "a.flow"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("good morning") && !ran.out.contains("${"), "{}", ran.out);
    let ran = project.run(&["build", "--param", "Greting=x", "a.flow"]);
    assert_eq!(ran.exit, 2);
    assert!(ran.err.contains("did you mean `Greeting`?"), "{}", ran.err);
}

#[test]
fn imports_are_found_beside_the_importing_file() {
    let main = "import { N } from \"./lib/n.flow\"\n\nworkflow W() {\n    N\n}\n";
    let project = Project::new();
    std::fs::create_dir_all(project.path("src/lib")).expect("it can be made");
    project.write("src/main.flow", main);
    project.write("src/lib/n.flow", "const N = 42\n");
    let ran = project.run(&["build", "src/main.flow"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("42"), "{}", ran.out);
    std::fs::remove_file(project.path("src/lib/n.flow")).expect("it is there");
    let ran = project.run(&["build", "src/main.flow"]);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[F0201]"), "{}", ran.err);
    assert!(ran.err.contains("src/main.flow:1:19"), "{}", ran.err);
}
