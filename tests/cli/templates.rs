use serde_json::Value;

use super::{Project, RIGHT};

const KEYED: &str = "\
param Table: string

@alias(\"live\")
@schedule(\"rate(1 day)\")
workflow Store(order: { id: string }) -> null {
    aws.dynamodb.putItem(TableName: Table, Item: { id: { S: order.id } }) retry on States.TaskFailed
}
";

/// A workflow whose definition has some more than so many bytes.
fn large(bytes: usize) -> String {
    format!("workflow Large() {{\n    \"{}\"\n}}\n", "x".repeat(bytes))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_serverless_template_has_a_serverless_machine() {
    let project = Project::with(&[("a.flow", KEYED)]);
    let ran = project.run(&["build", "a.flow", "--emit", "sam", "--template-format", "json"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let template = json(&ran.out);
    assert_eq!(template["Transform"], "AWS::Serverless-2016-10-31");
    let machine = &template["Resources"]["Store"];
    assert_eq!(machine["Type"], "AWS::Serverless::StateMachine");
    let properties = &machine["Properties"];
    assert_eq!(properties["AutoPublishAlias"], "live");
    assert_eq!(properties["UseAliasAsEventTarget"], true);
    assert_eq!(properties["Events"]["Schedule"]["Type"], "ScheduleV2");
    assert_eq!(properties["DefinitionSubstitutions"]["Table"]["Ref"], "Table");
    assert_eq!(properties["Policies"][0]["Statement"][0]["Action"], "dynamodb:PutItem");
    let ran = project.run(&["build", "a.flow", "--emit", "sam", "-o", "out"]);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""));
    assert_eq!(project.list("out"), ["a.sam.yaml"]);
}

#[test]
fn definitions_stand_beside_the_template_or_in_s3() {
    let project = Project::with(&[("a.flow", KEYED)]);
    let build = |emit: &str, place: &[&str], out: &str| {
        let common = ["build", "a.flow", "--emit", emit, "--template-format", "json", "-o", out];
        let ran = project.run(&[&common, place].concat());
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    };
    let definition = json(&project.run(&["build", "a.flow"]).out);
    build("sam", &["--definition-files"], "sam");
    let machine = &json(&project.read("sam/a.sam.json"))["Resources"]["Store"]["Properties"];
    assert_eq!(machine["DefinitionUri"], "./Store.asl.json");
    assert_eq!(json(&project.read("sam/Store.asl.json")), definition);

    build("sam", &["--definition-s3", "my-bucket/p"], "s3");
    let machine = &json(&project.read("s3/a.sam.json"))["Resources"]["Store"]["Properties"];
    assert_eq!(machine["DefinitionUri"]["Bucket"], "my-bucket");
    let key = machine["DefinitionUri"]["Key"].as_str().expect("a key");
    let name = key.strip_prefix("p/").expect("the prefix");
    assert_eq!(json(&project.read(&format!("s3/{name}"))), definition);

    build("cfn", &["--definition-files"], "cfn");
    let machine = &json(&project.read("cfn/a.template.json"))["Resources"]["Store"]["Properties"];
    assert_eq!(machine["DefinitionS3Location"], "./Store.asl.json");

    build("terraform", &["--definition-files"], "tf");
    let machine =
        &json(&project.read("tf/a.tf.json"))["resource"]["aws_sfn_state_machine"]["Store"];
    let expected =
        "${templatefile(\"${path.module}/Store.asl.json.tftpl\", { Table = var.Table })}";
    assert_eq!(machine["definition"], expected);
    assert_eq!(json(&project.read("tf/Store.asl.json.tftpl")), definition);

    let terraform =
        ["build", "a.flow", "--emit", "terraform", "-o", "no", "--definition-s3", "my-bucket"];
    let ran = project.run(&terraform);
    assert!(ran.exit == 2 && ran.err.contains("--definition-files"), "{}", ran.err);
    assert!(project.list("no").is_empty());
}

#[test]
fn a_module_of_terraform_is_json() {
    let project = Project::with(&[("a.flow", KEYED)]);
    let ran = project.run(&["build", "a.flow", "--emit", "terraform"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let module = json(&ran.out);
    assert_eq!(module["variable"]["stack_name"]["default"], "a");
    let resources = &module["resource"];
    assert_eq!(resources["aws_sfn_state_machine"]["Store"]["publish"], true);
    assert_eq!(
        resources["aws_scheduler_schedule"]["StoreSchedule"]["target"]["arn"],
        "${aws_sfn_alias.StoreAlias.arn}"
    );
    let ran = project.run(&["build", "a.flow", "--emit", "terraform", "-o", "out", "--minify"]);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""));
    assert_eq!(project.list("out"), ["a.tf.json"]);
    assert_eq!(json(&project.read("out/a.tf.json")), module);
}

#[test]
fn names_are_ones_that_terraform_and_aws_take() {
    let source = "param count: number\n\nworkflow W() {\n    count\n}\n";
    let project = Project::with(&[("my job.flow", source)]);
    let ran = project.run(&["build", "my job.flow", "--emit", "terraform"]);
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""));
    let module = json(&ran.out);
    assert_eq!(module["variable"]["count_value"]["type"], "number");
    assert_eq!(module["variable"]["stack_name"]["default"], "my-job");
    let definition = module["resource"]["aws_sfn_state_machine"]["W"]["definition"].to_string();
    assert!(definition.contains("${var.count_value}"), "{definition}");
}

#[test]
fn what_terraform_cannot_say_is_refused_or_told() {
    let source = "\
resource Search: AWS::OpenSearchService::Domain { DomainName: \"orders\" }
resource Jobs: AWS::SQS::Queue { Visibility: 3 }

resource Code: AWS::Lambda::Function { Code: { ZipFile: \"x\" } }

resource Files: AWS::S3::Bucket { LifecycleConfiguration: { Rules: [{ Status: \"Enabled\", Days: 3 }] } }

workflow W() {
    [Search.DomainEndpoint, Jobs.Arn]
}
";
    let gradual = "@alias(\"live\", strategy: CANARY, interval: 5m, percentage: 10)\n\
                   workflow W() {\n    1\n}\n";
    let project = Project::with(&[("a.flow", source), ("b.flow", gradual)]);
    let build = ["build", "a.flow", "--emit", "terraform", "--format", "short", "-o", "out"];
    let ran = project.run(&build);
    assert_eq!((ran.exit, ran.out.as_str()), (1, ""));
    let said = "a.flow:1:10: error[F0805]: `AWS::OpenSearchService::Domain` has no counterpart that flowc knows";
    assert!(ran.err.contains(said), "{}", ran.err);
    let said = "a.flow:2:10: error[F0805]: the property `Visibility` of `AWS::SQS::Queue` has no counterpart in `aws_sqs_queue`";
    assert!(ran.err.contains(said), "{}", ran.err);
    for said in [
        "a.flow:4:10: error[F0805]: the code of a function that is written out has no counterpart",
        "a.flow:6:10: error[F0805]: the property `Days` of a lifecycle rule has no counterpart",
    ] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert!(project.list("out").is_empty());

    let build = ["build", "b.flow", "--emit", "terraform", "--format", "short", "-o", "out"];
    let ran = project.run(&build);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""));
    assert_eq!(
        ran.err,
        "b.flow:2:10: warning[F0636]: Terraform moves an alias to a new version at once\n"
    );
    assert_eq!(project.list("out"), ["b.tf.json"]);
    let ran = project.run(&[&build[..], &["--deny", "F0636"]].concat());
    assert_eq!(ran.exit, 1);
}

/// What is found when output is made is a warning as any other: `@allow`, `--allow`, `--deny` and `--warn`
/// are for it too.
#[test]
fn warnings_of_outputs_can_be_silenced_and_denied() {
    let gradual = "@alias(\"live\", strategy: CANARY, interval: 5m, percentage: 10)\n\
                   workflow W() {\n    1\n}\n";
    let project = Project::with(&[
        ("near.flow", &large(960_000)),
        ("big.flow", &large(52_000)),
        ("gradual.flow", gradual),
        ("near-allowed.flow", &format!("@allow(F0634)\n{}", large(960_000))),
        ("big-allowed.flow", &format!("@allow(F0635)\n{}", large(52_000))),
        ("gradual-allowed.flow", &format!("@allow(F0636)\n{gradual}")),
        ("other-allowed.flow", &format!("@allow(F0631)\n{gradual}")),
    ]);
    let cases =
        [("near", "asl", "F0634"), ("big", "cfn", "F0635"), ("gradual", "terraform", "F0636")];
    for (name, emit, code) in cases {
        let build = |file: &str, more: &[&str]| {
            let common = ["build", file, "--emit", emit, "--format", "short", "-o", "out"];
            let ran = project.run(&[&common[..], more].concat());
            (ran.exit, ran.err.contains(&format!("warning[{code}]")), ran.err)
        };
        let file = format!("{name}.flow");
        let allowed = build(&format!("{name}-allowed.flow"), &["--deny", "warnings"]);
        assert_eq!(allowed, (0, false, String::new()));
        let (exit, _, err) = build(&file, &["--deny", code]);
        assert!(exit == 1 && err.contains(&format!("error[{code}]")), "{err}");
        // A large one takes its time.
        if name == "near" {
            continue;
        }
        assert_eq!(build(&file, &["--allow", code]), (0, false, String::new()));
        assert_eq!(build(&format!("{name}-allowed.flow"), &[]), (0, false, String::new()));
        let warned = build(&file, &["--deny", "warnings", "--warn", code]);
        assert!(matches!(warned, (0, true, _)), "{code}");
    }
    let build = ["build", "other-allowed.flow", "--emit", "terraform", "-o", "out"];
    assert!(project.run(&build).err.contains("F0636"));
}

#[test]
fn sizes_that_need_something_are_told() {
    let project = Project::with(&[
        ("a.flow", RIGHT),
        ("b.flow", &large(52_000)),
        ("c.flow", &large(960_000)),
    ]);
    let build = |file: &str, emit: &str| {
        let ran = project.run(&["build", file, "--emit", emit, "--format", "short", "-o", "out"]);
        (ran.exit, ran.err)
    };
    assert_eq!(build("a.flow", "cfn"), (0, String::new()));
    let (exit, err) = build("b.flow", "cfn");
    assert!(exit == 0 && err.contains("warning[F0635]: the template has 52"), "{err}");
    assert!(!err.contains("F0634"), "{err}");
    // The tools of SAM put templates into S3 themselves.
    assert_eq!(build("b.flow", "sam"), (0, String::new()));
    let (exit, err) = build("c.flow", "asl");
    let said = "c.flow:1:10: warning[F0634]: the definition of `Large` has 960";
    assert!(exit == 0 && err.starts_with(said), "{err}");
}
