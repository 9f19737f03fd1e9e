//! The catalog against what is known of AWS, and all of it against the reader.

use std::collections::BTreeSet;

use super::*;

fn action(service_name: &str, action_name: &str) -> Action {
    service(service_name).and_then(|service| service.action(action_name)).expect("there is one")
}

fn input(service_name: &str, action_name: &str) -> Structure {
    action(service_name, action_name).input().expect("it takes something")
}

/// Every shape that can be reached from these structures, checked on the way.
fn walk(start: impl Iterator<Item = Structure>, seen: &mut BTreeSet<Structure>) {
    let mut waiting: Vec<_> = start.collect();
    while let Some(structure) = waiting.pop() {
        if !seen.insert(structure) {
            continue;
        }
        let names: BTreeSet<_> = structure.members().map(Member::name).collect();
        assert_eq!(names.len(), structure.members().len(), "members of {structure:?}");
        assert!(!names.contains(""), "a member of {structure:?} has no name");
        for member in structure.members() {
            waiting.extend(structure_inside(member.shape()));
        }
    }
}

/// The structure that a shape is, or is made of.
fn structure_inside(shape: Shape) -> Option<Structure> {
    match shape {
        Shape::Structure(structure) => Some(structure),
        Shape::List(list) => {
            assert!(list.min() <= list.max() || list.max().is_none());
            structure_inside(list.item())
        }
        Shape::Map(map) => {
            assert!(matches!(map.key(), Shape::String { .. } | Shape::Enum(_)), "{map:?}");
            structure_inside(map.value())
        }
        Shape::Enum(values) => {
            assert!(values.values().len() > 0 && values.values().all(|value| !value.is_empty()));
            None
        }
        Shape::String { min, max } | Shape::Blob { min, max } => {
            assert!(min <= max || max.is_none());
            None
        }
        Shape::Integer(range) | Shape::Long(range) => {
            assert!(range.min <= range.max || range.max.is_none());
            None
        }
        Shape::Float(range) | Shape::Double(range) => {
            assert!(range.min <= range.max || range.max.is_none());
            None
        }
        Shape::Boolean | Shape::Timestamp | Shape::Document => None,
    }
}

#[test]
fn all_of_it_can_be_read() {
    let mut seen = BTreeSet::new();
    let mut actions = 0;
    for each in services() {
        assert!(!each.name().is_empty() && !each.iam_prefix().is_empty());
        assert_eq!(each.error_prefix().to_lowercase(), each.name());
        assert_eq!(service(each.name()), Some(each));
        for action in each.actions() {
            actions += 1;
            assert_eq!((each.action(action.name()), action.service()), (Some(action), each));
            assert!(action.errors().all(|error| error.ends_with("Exception")), "{action:?}");
            walk(action.input().into_iter().chain(action.output()), &mut seen);
        }
    }
    assert_eq!((services().len(), actions), (438, 19_788));
    assert!(seen.len() > 60_000, "{} structures", seen.len());
}

#[test]
fn it_is_sorted() {
    assert!(services().map(Service::name).is_sorted());
    assert!(services().all(|service| service.actions().map(Action::name).is_sorted()));
    assert!(retired().is_sorted() && retired().all(|name| service(name).is_none()));
}

#[test]
fn names_are_those_of_step_functions() {
    let dynamodb = service("dynamodb").expect("it is one");
    assert_eq!((dynamodb.error_prefix(), dynamodb.iam_prefix()), ("DynamoDb", "dynamodb"));
    assert_eq!(service("sfn").map(Service::iam_prefix), Some("states"));
    assert!(service("stepfunctions").is_none() && dynamodb.action("UpdateItem").is_none());
    let Some(Shape::Map(item)) = input("dynamodb", "putItem").member("Item").map(Member::shape)
    else {
        panic!("an item is a map")
    };
    let Shape::Structure(value) = item.value() else { panic!("of attribute values") };
    let names: Vec<_> = value.members().map(Member::name).collect();
    assert_eq!(names, ["S", "N", "B", "Ss", "Ns", "Bs", "M", "L", "Nul", "Bool"]);
    assert!(input("rds", "createDBInstance").member("DbInstanceIdentifier").is_some());
    assert!(input("s3", "copyObject").member("DestinationKey").is_some());
    let errors: Vec<_> = action("rds", "deleteDBInstance").errors().collect();
    assert!(errors.contains(&"DbInstanceNotFoundException"), "{errors:?}");
}

#[test]
fn members_tell_what_they_need() {
    let send = input("sqs", "sendMessage");
    let member = |name| send.member(name).expect("there is one");
    assert!(member("QueueUrl").required() && !member("DelaySeconds").required());
    assert_eq!(
        member("DelaySeconds").shape(),
        Shape::Integer(NumberRange { min: None, max: None })
    );
    let token = input("ecs", "createService").member("ClientToken").expect("there is one");
    assert!(!token.required());
    let name = input("sfn", "createStateMachine").member("Name").expect("there is one");
    assert_eq!(name.shape(), Shape::String { min: Some(1), max: Some(80) });
}

#[test]
fn support_and_availability_are_told() {
    let support = |name| service(name).map(Service::support);
    assert_eq!(support("s3"), Some(Support::Listed));
    assert_eq!(support("s3vectors"), Some(Support::Since2026));
    assert_eq!(support("evs"), Some(Support::Unlisted));
    assert_eq!(support("lexruntime"), Some(Support::Removed("2026-06-03")));
    assert_eq!(action("sts", "assumeRole").availability(), Availability::Unsupported);
    assert_eq!(action("sts", "getCallerIdentity").availability(), Availability::Available);
    assert_eq!(
        action("transcribe", "startTranscriptionJob").availability(),
        Availability::Available
    );
    assert!(action("s3", "getBucketLifecycle").deprecated());
    let streams: usize = services()
        .map(|service| {
            let waits = |action: &Action| action.availability() == Availability::EventStream;
            service.actions().filter(waits).count()
        })
        .sum();
    assert_eq!(streams, 10);
}

#[test]
fn transient_errors_are_told() {
    let put = action("dynamodb", "putItem");
    let transient: Vec<_> = put.transient_errors().collect();
    assert!(transient.contains(&"ProvisionedThroughputExceededException"), "{transient:?}");
    assert!(transient.contains(&"InternalServerErrorException"), "{transient:?}");
    assert!(!transient.contains(&"ConditionalCheckFailedException"), "{transient:?}");
}
