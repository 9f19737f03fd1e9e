use super::{Project, RIGHT, WRONG};

/// [`RIGHT`] laid out in another way.
const UGLY: &str = "workflow W( n:number ) {\n  n+1 }\n";

#[test]
fn files_are_rewritten_in_place() {
    let project = Project::with(&[("a.flow", UGLY), ("b.flow", RIGHT)]);
    std::fs::create_dir_all(project.path("below/.hidden")).expect("it can be made");
    project.write("below/c.flow", UGLY);
    project.write("below/c.txt", UGLY);
    project.write("below/.hidden/d.flow", UGLY);
    let ran = project.run(&["fmt", "a.flow", "b.flow", "below"]);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(project.read("a.flow"), RIGHT);
    assert_eq!(project.read("b.flow"), RIGHT);
    assert_eq!(project.read("below/c.flow"), RIGHT);
    assert_eq!(project.read("below/c.txt"), UGLY);
    assert_eq!(project.read("below/.hidden/d.flow"), UGLY);
    assert_eq!(project.list("."), ["a.flow", "b.flow", "below"]);
}

#[test]
fn check_shows_the_difference_and_writes_nothing() {
    let project = Project::with(&[("a.flow", UGLY), ("b.flow", RIGHT)]);
    let ran = project.run(&["fmt", "--check", "."]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    assert_eq!(
        ran.out,
        "--- a.flow\n+++ a.flow (formatted)\n@@ -1,2 +1,3 @@\n\
         -workflow W( n:number ) {\n-  n+1 }\n\
         +workflow W(n: number) {\n+    n + 1\n+}\n"
    );
    assert_eq!(project.read("a.flow"), UGLY);
    let ran = project.run(&["fmt", "--check", "b.flow"]);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn standard_input_is_filtered() {
    let project = Project::new();
    let ran = project.run_with_input(&["fmt", "-"], UGLY);
    assert_eq!((ran.exit, ran.out.as_str(), ran.err.as_str()), (0, RIGHT, ""));
    let ran = project.run_with_input(&["fmt", "--check", "-"], UGLY);
    assert!(ran.exit == 1 && ran.out.starts_with("--- <stdin>\n"), "{}", ran.out);
}

#[test]
fn what_is_broken_stays_and_is_said() {
    let both = format!("const A=1\n{WRONG}");
    let project = Project::with(&[("a.flow", &both), ("b.flow", UGLY)]);
    let ran = project.run(&["fmt", "--format", "short", "--check", "a.flow", "b.flow"]);
    assert!(ran.exit == 2 && ran.out.contains("--- b.flow"), "{} {}", ran.exit, ran.out);
    let ran = project.run(&["fmt", "--format", "short", "a.flow", "b.flow"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(project.read("b.flow"), RIGHT);
    assert!(ran.err.starts_with("a.flow:3:"), "{}", ran.err);
    assert_eq!(project.read("a.flow"), format!("const A = 1\n{WRONG}"));
}

#[test]
fn one_unreadable_file_leaves_all_as_they_are() {
    let project = Project::with(&[("a.flow", UGLY)]);
    let ran = project.run(&["fmt", "a.flow", "gone.flow"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "flowc: cannot read `gone.flow`: there is no such file\n");
    assert_eq!(project.read("a.flow"), UGLY);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::with(&[("a.flow", UGLY)]);
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(project.path("a.flow"), private).expect("it can be changed");
    std::os::unix::fs::symlink("a.flow", project.path("link.flow")).expect("it can be made");
    assert_eq!(project.run(&["fmt", "link.flow"]).exit, 0);
    assert_eq!(project.read("a.flow"), RIGHT);
    assert!(project.path("link.flow").is_symlink());
    let mode = std::fs::metadata(project.path("a.flow")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
