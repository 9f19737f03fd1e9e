use serde_json::Value;

use super::Project;

fn output(args: &[&str]) -> String {
    let ran = Project::new().run(&[&["services"], args].concat());
    assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

fn json(args: &[&str]) -> Value {
    let text = output(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("it is JSON")
}

fn refusal(args: &[&str]) -> String {
    let ran = Project::new().run(&[&["services"], args].concat());
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""), "{args:?}");
    ran.err
}

#[test]
fn alone_it_lists_both_kinds() {
    let text = output(&[]);
    assert!(text.starts_with("Optimized integrations: 22 services, 64 actions\n"), "{text}");
    assert!(text.contains("\n  sqs              sendMessage\n"), "{text}");
    assert!(text.contains("\n  aws.sqs  "), "{text}");
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
    let all = json(&[]);
    assert_eq!(all["optimized"].as_array().map(Vec::len), Some(22));
    assert_eq!(all["sdk"].as_array().map(Vec::len), Some(438));
}

#[test]
fn a_service_is_listed_in_both_spellings() {
    let optimized = output(&["ecs"]);
    assert!(
        optimized.contains("runTask                      .sync .waitForTaskToken\n"),
        "{optimized}"
    );
    assert!(optimized.contains("aws.ecs has"), "{optimized}");
    let sdk = output(&["aws.cloudwatchlogs"]);
    assert!(sdk.contains("\n  putLogEvents\n") && sdk.contains("CloudWatchLogs."), "{sdk}");
    assert!(sdk.contains("startLiveTail (not supported by Step Functions)"), "{sdk}");
    assert_eq!(output(&["emr-serverless"]), output(&["emrServerless"]));
    assert_eq!(json(&["aws.lexruntime"])["removed"], "2026-06-03");
}

#[test]
fn an_action_is_shown_with_all_it_takes() {
    let text = output(&["aws.dynamodb", "getItem"]);
    assert!(text.contains("arn:aws:states:::aws-sdk:dynamodb:getItem\n"), "{text}");
    assert!(text.contains("* TableName: string, 1 to 1,024 characters\n"), "{text}");
    assert!(
        text.contains("* Key: { [string]: AttributeValue }, each exactly one of\n    S: string\n"),
        "{text}"
    );
    assert!(text.contains("    L: [AttributeValue], as above\n    Nul: bool\n"), "{text}");
    assert!(
        text.contains("ReturnConsumedCapacity: \"INDEXES\" | \"TOTAL\" | \"NONE\"\n"),
        "{text}"
    );
    assert!(text.contains("DynamoDb.InternalServerErrorException (transient)\n"), "{text}");
    assert_eq!(text, output(&["aws.dynamodb.getItem"]));
    let optimized = output(&["dynamodb.getItem"]);
    assert!(
        optimized.contains("    NULL: bool\n") && optimized.contains("DynamoDB."),
        "{optimized}"
    );
}

#[test]
fn results_are_shown_by_the_way_to_wait() {
    let text = output(&["states", "startExecution"]);
    assert!(text.contains("\nResult of `.sync2`\n"), "{text}");
    assert!(output(&["sns", "publish"]).contains("\nResult\n  MessageId: string\n"));
    assert!(output(&["elasticmapreduce.terminateCluster"]).contains("Result: not known\n"));
    assert!(output(&["aws.sqs.deleteMessage"]).contains("Result: nothing\n"));
}

#[test]
fn json_names_each_structure_once() {
    let page = json(&["aws.dynamodb.putItem"]);
    assert_eq!(page["patterns"], serde_json::json!(["waitForTaskToken"]));
    let item = &page["parameters"][1];
    assert_eq!((&item["name"], &item["required"]), (&"Item".into(), &true.into()));
    assert_eq!(item["value"]["name"], "AttributeValue");
    let value = &page["structures"]["AttributeValue"];
    assert_eq!((&value["union"], &value["members"][0]["name"]), (&true.into(), &"S".into()));
    assert_eq!(page["results"]["plain"][0]["name"], "Attributes");
}

#[test]
fn wrong_names_get_the_nearest_right_one() {
    let cases = [
        (&["aws.dinamodb"][..], "there is no service `aws.dinamodb`; did you mean `aws.dynamodb`?"),
        (&["sqz"], "there is no optimized integration with `sqz`; did you mean `sqs`?"),
        (&["ec2"], "there is no optimized integration with `ec2`; did you mean `aws.ec2`?"),
        (
            &["aws.sqs", "sendMesage"],
            "`aws.sqs` has no action `sendMesage`; did you mean `sendMessage`?",
        ),
        (
            &["dynamodb.scan"],
            "there is no optimized integration with `dynamodb.scan`; did you mean `aws.dynamodb.scan`?",
        ),
        (
            &["nothing"],
            "there is no optimized integration with `nothing`; `flowc services` lists them all",
        ),
        (
            &["aws.sqs.send.message"],
            "`aws.sqs.send.message` is not a service, or a service and an action",
        ),
    ];
    for (args, message) in cases {
        assert_eq!(refusal(args), format!("flowc: {message}\n"));
    }
}
