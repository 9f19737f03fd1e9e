use super::{Project, RIGHT};

#[test]
fn a_right_file_says_nothing() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    let ran = project.run(&["check", "a.flow"]);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn what_cannot_be_read_is_said_of_each() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    std::fs::write(project.path("latin.flow"), b"// ok\n// \xe9\n").expect("it can be written");
    std::fs::create_dir(project.path("dir")).expect("it can be made");
    let ran = project.run(&["check", "gone.flow", "a.flow", "latin.flow", "dir", "."]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "flowc: cannot read `gone.flow`: there is no such file\n\
         flowc: cannot read `latin.flow`: it is not UTF-8 text (line 2)\n\
         flowc: cannot read `dir`: it is a directory\n\
         flowc: cannot read `.`: it is a directory\n"
    );
}

#[test]
fn levels_take_codes_of_warnings_alone() {
    let project = Project::with(&[("a.flow", RIGHT)]);
    assert_eq!(project.run(&["check", "--deny", "warnings", "a.flow"]).exit, 0);
    let ran = project.run(&["check", "--allow", "F0101", "a.flow"]);
    assert!(ran.exit == 2 && ran.err.contains("F0101 is an error"), "{}", ran.err);
    let ran = project.run(&["check", "--deny", "F9999", "a.flow"]);
    assert!(ran.exit == 2 && ran.err.contains("there is no code `F9999`"), "{}", ran.err);
}
