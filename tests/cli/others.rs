use super::Project;

#[test]
fn alone_it_shows_where_to_start() {
    let ran = Project::new().run(&[]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("flowc init") && ran.out.lines().count() < 16, "{}", ran.out);
}

#[test]
fn help_and_version_are_output() {
    let project = Project::new();
    for args in [["--help"], ["--version"]] {
        let ran = project.run(&args);
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(ran.out.contains("flowc"), "{args:?}");
    }
}

#[test]
fn wrong_arguments_exit_with_2() {
    let project = Project::new();
    for args in [&["bild"][..], &["build"], &["check", "--format", "xml", "a.flow"]] {
        let ran = project.run(args);
        assert_eq!((ran.exit, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.starts_with("error: "), "{args:?}: {}", ran.err);
    }
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let project = Project::new();
    let ran = project.run(&["explain", "f0101"]);
    assert_eq!(ran.exit, 0);
    assert!(ran.out.starts_with("error F0101: unexpected text\n"), "{}", ran.out);
    assert!(ran.out.contains("```flow"), "{}", ran.out);
}

#[test]
fn explain_alone_lists_every_code() {
    let ran = Project::new().run(&["explain"]);
    assert_eq!(ran.exit, 0);
    assert_eq!(ran.out.lines().count(), flowc::diagnostic::codes::all().len());
    assert!(ran.out.contains("F0101  error    unexpected text\n"), "{}", ran.out);
}

#[test]
fn explain_offers_the_nearest_code() {
    let project = Project::new();
    let ran = project.run(&["explain", "FO101"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "flowc: there is no code `FO101`; did you mean `F0101`?\n");
    let ran = project.run(&["explain", "something"]);
    assert!(ran.exit == 2 && ran.err.contains("`flowc explain` lists them all"), "{}", ran.err);
}

#[test]
fn init_writes_a_project_that_checks() {
    let project = Project::new();
    let ran = project.run(&["init", "orders/new"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert_eq!(project.list("orders/new"), [".gitignore", "README.md", "order.flow"]);
    let ran = project.run(&["check", "--deny", "warnings", "orders/new/order.flow"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
}

#[test]
fn init_overwrites_nothing() {
    let project = Project::with(&[("README.md", "mine")]);
    let ran = project.run(&["init"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("README.md` exists already; nothing was written"), "{}", ran.err);
    assert_eq!(project.list("."), ["README.md"]);
    assert_eq!(project.read("README.md"), "mine");
}

#[test]
fn completions_exist_for_each_shell() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = project.run(&["completions", shell]);
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{shell}");
        assert!(ran.out.contains("source-map"), "{shell}");
    }
}
