use super::{Project, RIGHT};

#[test]
fn a_file_without_workflow_gives_nothing_to_build() {
    let project = Project::with(&[("a.flow", "const N = 1\n")]);
    for args in [&["build", "a.flow"][..], &["build", "a.flow", "-o", "out"]] {
        let ran = project.run(args);
        assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
        assert!(
            ran.err.contains("flowc: there is no workflow to build in `a.flow`"),
            "{}",
            ran.err
        );
    }
    assert_eq!(project.list("."), ["a.flow"]);
}

#[test]
fn a_source_map_needs_a_directory() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    let ran = project.run(&["build", "--source-map", "a.flow"]);
    assert!(ran.exit == 2 && ran.err.contains("--out"), "{}", ran.err);
}

#[test]
fn parameters_have_a_name_and_a_value() {
    let project = Project::with(&[("a.flow", "const N = 1\n")]);
    let ran = project.run(&["build", "--param", "Table", "a.flow"]);
    assert!(ran.exit == 2 && ran.err.contains("--param Table=value"), "{}", ran.err);
    for command in ["build", "check"] {
        let ran = project.run(&[command, "--param", "Table=x", "a.flow"]);
        assert_eq!(ran.exit, 2, "{command}");
        assert!(ran.err.contains("no input declares `param Table`"), "{}", ran.err);
    }
}
