use serde_json::Value;

use super::Project;

const SOURCE: &str = "\
param Limit: number = 5
resource Jobs: AWS::SQS::Queue
resource Done: AWS::SNS::Topic { DisplayName: \"done\" }

@schedule(\"rate(1 day)\")
workflow Nightly(order: any) -> null {
    sqs.sendMessage(QueueUrl: Jobs, MessageBody: { limit: Limit }) retry on States.TaskFailed
    sns.publish(TopicArn: Done, Message: \"done\") retry on States.TaskFailed
}
";

/// A part of it is gone, and another is new.
const LATER: &str = "\
resource Jobs: AWS::SQS::Queue

@tracing
workflow Nightly(order: any) -> null {
    sqs.sendMessage(QueueUrl: Jobs, MessageBody: order) retry on States.TaskFailed
}
";

const TEMPLATE: &str = "\
# The shop.
Parameters:
    Stage: {Type: String}   # prod or test

Resources:
    # Jobs come from everywhere.
    Jobs:
        Type: AWS::SQS::Queue
        Properties:
            QueueName: !Sub 'jobs-${Stage}'

Outputs:
    Url: {Value: !Ref Jobs}
";

fn resources(project: &Project, path: &str) -> Vec<String> {
    let text = project.read(path);
    let document = flowc::documents::edit::read(&text).expect("it is a template");
    document.value["Resources"].as_object().expect("resources").keys().cloned().collect()
}

#[test]
fn a_template_gets_updates_and_loses_what_a_build_needs() {
    let project = Project::with(&[("a.flow", SOURCE), ("t.yaml", TEMPLATE)]);
    let build = ["build", "a.flow", "--into", "t.yaml"];
    let ran = project.run(&build);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("add Parameters.Limit\nadd Resources.Done\n"), "{}", ran.out);
    let first = project.read("t.yaml");
    for kept in TEMPLATE.lines() {
        assert!(first.contains(kept), "{kept} is gone:\n{first}");
    }
    assert!(first.contains("    Done:\n        Type: AWS::SNS::Topic\n"), "{first}");
    let all = resources(&project, "t.yaml");
    let expected =
        ["Jobs", "Done", "NightlyRole", "Nightly", "NightlySchedulerRole", "NightlySchedule"];
    assert_eq!(all, expected);

    let again = project.run(&build);
    assert_eq!((again.exit, again.out.as_str(), again.err.as_str()), (0, "", ""));
    assert_eq!(project.read("t.yaml"), first);

    project.write("a.flow", LATER);
    let ran = project.run(&build);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    for step in
        ["remove Parameters.Limit\n", "remove Resources.Done\n", "update Resources.Nightly\n"]
    {
        assert!(ran.out.contains(step), "{}", ran.out);
    }
    assert_eq!(resources(&project, "t.yaml"), ["Jobs", "NightlyRole", "Nightly"]);

    project.write("a.flow", "workflow Other() { 1 }\n");
    assert_eq!(project.run(&build).exit, 0);
    assert_eq!(resources(&project, "t.yaml"), ["Jobs", "OtherRole", "Other"]);
}

#[test]
fn a_json_template_stays_one() {
    let template = "{\"Resources\": {\"Jobs\": {\"Type\": \"AWS::SQS::Queue\"}}}\n";
    let project = Project::with(&[("a.flow", LATER), ("t.json", template)]);
    let ran = project.run(&["build", "a.flow", "--into", "t.json"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let merged: Value = serde_json::from_str(&project.read("t.json")).expect("it is JSON");
    assert_eq!(merged["Resources"]["Nightly"]["Metadata"]["flowc"]["source"], "a.flow");
    assert_eq!(merged["Resources"]["Jobs"]["Type"], "AWS::SQS::Queue");
}

#[test]
fn what_belongs_to_others_is_refused_with_its_place() {
    let template = format!("{}\nMetadata: {{}}\n", TEMPLATE.replace("    Jobs:", "    Nightly:"));
    let project = Project::with(&[("a.flow", SOURCE), ("t.yaml", &template)]);
    let ran = project.run(&["build", "a.flow", "--into", "t.yaml", "--format", "short"]);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    let expected = "\
t.yaml:5:1: error[F0804]: the template has no resource `Jobs` of type `AWS::SQS::Queue`
t.yaml:7:5: error[F0804]: `Nightly` in `Resources` was not put there by flowc; rename one of the two
";
    let mut lines: Vec<&str> = ran.err.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, expected.lines().collect::<Vec<_>>());
    assert_eq!(project.read("t.yaml"), template);
    assert_eq!(project.list("."), ["a.flow", "t.yaml"]);
}

#[test]
fn templates_that_cannot_be_read_are_said() {
    let project = Project::with(&[("a.flow", LATER), ("broken.yaml", "Resources: [\n")]);
    let ran = project.run(&["build", "a.flow", "--into", "none.yaml"]);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "flowc: cannot read `none.yaml`: there is no such file; \
         `--into` takes a template that is there already\n"
    );
    let ran = project.run(&["build", "a.flow", "--into", "broken.yaml"]);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[F0804]") && ran.err.contains("broken.yaml:"), "{}", ran.err);
    assert_eq!(project.read("broken.yaml"), "Resources: [\n");
    let ran = project.run_with_input(&["build", "-", "--into", "broken.yaml"], LATER);
    assert!(ran.exit == 2 && ran.err.contains("standard input is no place"), "{}", ran.err);
    let ran = project.run(&["build", "a.flow", "--into", "broken.yaml", "--emit", "cfn"]);
    assert!(ran.exit == 2 && ran.err.contains("--emit"), "{}", ran.err);
}

#[test]
fn several_files_share_a_template() {
    let other = "workflow Weekly() { 2 }\n";
    let template = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n";
    let project = Project::with(&[("a.flow", LATER), ("b.flow", other), ("t.yaml", template)]);
    assert_eq!(project.run(&["build", "a.flow", "b.flow", "--into", "t.yaml"]).exit, 0);
    let together = resources(&project, "t.yaml");
    assert_eq!(together, ["Jobs", "NightlyRole", "Nightly", "WeeklyRole", "Weekly"]);
    // One of them alone takes nothing from the other.
    assert_eq!(project.run(&["build", "b.flow", "--into", "t.yaml"]).exit, 0);
    assert_eq!(resources(&project, "t.yaml"), together);
    let ran = project.run(&["build", "a.flow", "b.flow", "--into", "t.yaml"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
}

#[test]
fn the_mark_leads_from_the_template_to_the_source() {
    let project = Project::with(&[("a.flow", "workflow W() { 1 }\n")]);
    std::fs::create_dir(project.path("infra")).expect("it can be made");
    project.write("infra/t.yaml", "Resources: {}\n");
    let ran = project.run(&["build", "./a.flow", "--into", "infra/t.yaml"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    assert!(project.read("infra/t.yaml").contains("../a.flow"));
}

#[test]
fn a_snippet_names_the_resources_of_the_template() {
    let project = Project::with(&[("a.flow", SOURCE)]);
    let ran = project.run(&["build", "a.flow", "--emit", "snippet", "--template-format", "json"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let snippet: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let sections: Vec<&String> = snippet.as_object().expect("an object").keys().collect();
    assert_eq!(sections, ["Parameters", "Resources"]);
    let parameters: Vec<&String> =
        snippet["Parameters"].as_object().expect("an object").keys().collect();
    assert_eq!(parameters, ["Limit"]);
    let machine = &snippet["Resources"]["Nightly"]["Properties"];
    assert_eq!(machine["DefinitionSubstitutions"]["Jobs"]["Ref"], "Jobs");
    assert!(snippet["Resources"].get("Jobs").is_none());
    let ran = project.run(&["build", "a.flow", "--emit", "snippet", "-o", "out"]);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""));
    assert!(project.read("out/a.snippet.yaml").starts_with("Parameters:\n  Limit:\n"));
}
