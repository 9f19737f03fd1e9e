use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;

/// Entries as JSON in one line, which YAML reads too.
fn print(value: &Value, step: usize) -> String {
    let mut out = String::new();
    for (key, value) in value.as_object().expect("an object is printed") {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                out.push_str(&format!("{key:?}:\n"));
                for (key, value) in fields {
                    out.push_str(&format!("{}{key:?}: {value}\n", " ".repeat(step)));
                }
            }
            _ => out.push_str(&format!("{key:?}: {value}\n")),
        }
    }
    out
}

fn sections(value: Value) -> Sections {
    let Value::Object(sections) = value else { panic!("an object of sections") };
    let entries = |value: Value| match value {
        Value::Object(entries) => entries.into_iter().collect(),
        _ => panic!("an object of entries"),
    };
    sections.into_iter().map(|(name, value)| (name, entries(value))).collect()
}

fn request<'a>(
    sources: &'a [String],
    sections: &'a Sections,
    existing: &'a [ExistingResource],
) -> Request<'a> {
    Request { sources, sections, existing }
}

fn merged(text: &str, source: &str, wanted: &Sections) -> Merged {
    let sources = [source.to_owned()];
    let merged = merge(text, request(&sources, wanted, &[]), print);
    let merged = merged.unwrap_or_else(|faults| panic!("{faults:?}\n{text:?}\n{wanted:?}"));
    let again = merge(&merged.text, request(&sources, wanted, &[]), print);
    let again = again.expect("it can be merged");
    assert_eq!(again, Merged { text: merged.text.clone(), steps: Vec::new() });
    merged
}

fn faults(text: &str, source: &str, wanted: &Sections) -> Vec<String> {
    let sources = [source.to_owned()];
    let faults = merge(text, request(&sources, wanted, &[]), print).expect_err("it is refused");
    faults.iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect()
}

fn order() -> Sections {
    sections(json!({
        "Parameters": {"Stock": {"Type": "String"}},
        "Resources": {
            "Order": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": "a"}},
            "OrderRole": {"Type": "AWS::IAM::Role"}
        },
        "Outputs": {"OrderArn": {"Value": {"Ref": "Order"}}}
    }))
}

const TEMPLATE: &str = "\
# Our shop.
Resources:
  Table: # orders
    Type: AWS::DynamoDB::Table
Outputs:
  Name: {Value: !Ref Table}
";

#[test]
fn what_is_needed_is_put_updated_and_taken_away_again() {
    let first = merged(TEMPLATE, "order.flow", &order());
    let expected = "\
# Our shop.
\"Metadata\":
  \"flowc\": {\"order.flow\":{\"Parameters\":[\"Stock\"],\"Outputs\":[\"OrderArn\"]}}
\"Parameters\":
  \"Stock\": {\"Type\":\"String\"}
Resources:
  Table: # orders
    Type: AWS::DynamoDB::Table
  \"Order\":
    \"Type\": \"AWS::StepFunctions::StateMachine\"
    \"Metadata\": {\"flowc\":{\"source\":\"order.flow\"}}
    \"Properties\": {\"RoleArn\":\"a\"}
  \"OrderRole\":
    \"Type\": \"AWS::IAM::Role\"
    \"Metadata\": {\"flowc\":{\"source\":\"order.flow\"}}
Outputs:
  Name: {Value: !Ref Table}
  \"OrderArn\": {\"Value\":{\"Ref\":\"Order\"}}
";
    // The printer of the tests writes one level more as a block.
    let parsed = |text: &str| edit::read(text).expect("this is YAML").value;
    assert_eq!(parsed(&first.text), parsed(expected));
    let steps: Vec<String> = first.steps.iter().map(Step::to_string).collect();
    assert_eq!(
        steps,
        [
            "add Metadata.flowc",
            "add Parameters.Stock",
            "add Resources.Order",
            "add Resources.OrderRole",
            "add Outputs.OrderArn"
        ]
    );
    let mut other = order();
    other["Resources"]["Order"]["Properties"]["RoleArn"] = json!("b");
    other["Resources"].shift_remove("OrderRole");
    let second = merged(&first.text, "order.flow", &other);
    let steps: Vec<String> = second.steps.iter().map(Step::to_string).collect();
    assert_eq!(steps, ["remove Resources.OrderRole", "update Resources.Order"]);
    assert_eq!(merged(&second.text, "order.flow", &Sections::new()).text, TEMPLATE);
}

#[test]
fn what_is_anothers_is_refused_with_its_place() {
    let mut wanted = order();
    wanted["Resources"].insert("Table".to_owned(), json!({"Type": "AWS::DynamoDB::Table"}));
    wanted["Outputs"].insert("Name".to_owned(), json!({"Value": 1}));
    let expected = "in `Outputs` was not put there by flowc; rename one of the two";
    // The same is not another.
    assert_eq!(faults(TEMPLATE, "order.flow", &wanted), [format!("6:3: `Name` {expected}")]);
    let first = merged(TEMPLATE, "order.flow", &order()).text;
    let mut other = order();
    other["Resources"]["OrderRole"]["Type"] = json!("AWS::IAM::ManagedPolicy");
    let found = faults(&first, "other.flow", &other);
    let expected = "`OrderRole` in `Resources` belongs to `order.flow` and is another there; \
                    rename one of the two";
    assert!(found.len() == 1 && found[0].ends_with(expected), "{found:?}");
    for (text, place) in [
        ("Metadata:\n  flowc: 1\n", "2:3: `Metadata.flowc` is"),
        (
            "Resources:\n  A:\n    Metadata:\n      flowc: {}\n",
            "4:7: `Resources.A.Metadata.flowc` is",
        ),
    ] {
        let found = faults(text, "order.flow", &order());
        assert!(found.len() == 1 && found[0].starts_with(place), "{found:?}");
    }
}

#[test]
fn what_two_need_goes_with_the_last() {
    let first = merged(TEMPLATE, "a.flow", &order()).text;
    let second = merged(&first, "b.flow", &order()).text;
    let without_a = merged(&second, "a.flow", &Sections::new()).text;
    let value = |text: &str| edit::read(text).expect("this is YAML").value;
    assert_eq!(value(&without_a), value(&merged(TEMPLATE, "b.flow", &order()).text));
    assert_eq!(merged(&without_a, "b.flow", &Sections::new()).text, TEMPLATE);
}

#[test]
fn a_parameter_of_the_same_type_does() {
    let text = "Parameters:\n  Stock: {Type: String, Default: x}\n";
    let wanted = sections(json!({"Parameters": {"Stock": {"Type": "String"}}}));
    assert_eq!(merged(text, "order.flow", &wanted).text, text);
    let wanted = sections(json!({"Parameters": {"Stock": {"Type": "Number"}}}));
    assert_eq!(faults(text, "order.flow", &wanted).len(), 1);
}

#[test]
fn resources_without_a_body_have_to_be_there() {
    let existing = |id: &str, kind: &str| {
        vec![ExistingResource { id: id.to_owned(), resource_type: kind.to_owned() }]
    };
    let none = Sections::new();
    let check = |existing: &[ExistingResource]| {
        merge(TEMPLATE, request(&["order.flow".to_owned()], &none, existing), print)
            .map_err(|faults| format!("{}: {}", faults[0].at, faults[0].message))
    };
    assert_eq!(
        check(&existing("Table", "AWS::DynamoDB::Table")).map(|merged| merged.text),
        Ok(TEMPLATE.to_owned())
    );
    let expected =
        "3:3: `Table` is a resource of type `AWS::DynamoDB::Table` here, not `AWS::S3::Bucket`";
    assert_eq!(check(&existing("Table", "AWS::S3::Bucket")), Err(expected.to_owned()));
    let expected = "2:1: the template has no resource `Tabel` of type `AWS::DynamoDB::Table`";
    assert_eq!(check(&existing("Tabel", "AWS::DynamoDB::Table")), Err(expected.to_owned()));
    // Given up by the program, but still referred to: from now on it is the template's.
    let first = merged(TEMPLATE, "order.flow", &order()).text;
    let role = existing("OrderRole", "AWS::IAM::Role");
    let left = merge(&first, request(&["order.flow".to_owned()], &none, &role), print)
        .expect("it is there")
        .text;
    assert!(left.contains("OrderRole") && !left.contains("flowc"), "{left}");
}

/// A template in YAML with all sorts of layout, and JSON of the same kind.
fn template() -> impl Strategy<Value = String> {
    let blank = prop::sample::select(vec!["", "\n", "\n\n", "  # inside\n", "# at the margin\n"]);
    let value = prop::sample::select(vec![
        "plain",
        "'quoted: # no comment'",
        "\"a\\n b\"   # why",
        "|\n      text\n      # text too",
        "|+\n      kept\n\n",
        ">-\n      folded\n      text\n",
        "!Sub '${A}-x'",
        "!GetAtt A.Arn # arn",
        "[1, {a: b}]",
        "\n      - 1\n      - b: 2",
        "\n      Deep:\n        Er: ü",
        "plain\n      goes on",
        "",
    ]);
    let entry = (prop::sample::select(vec!["A", "B", "C", "'D'", "Ö"]), value, blank.clone());
    let body = prop::collection::vec(entry, 0..4);
    let names = prop::sample::select(vec!["Resources", "Outputs", "Parameters", "Mappings"]);
    let section = (names, body, blank.clone());
    let sections = prop::collection::vec(section, 0..5);
    let ends = prop::sample::select(vec!["", "...\n", "# end", "  # end\n"]);
    let head = prop::sample::select(vec!["", "---\n", "# head\n", "# head\n---\n\n"]);
    (head, sections, ends, any::<bool>()).prop_map(|(head, sections, end, crlf)| {
        let mut text = head.to_owned();
        let mut seen = Vec::new();
        for (name, body, gap) in sections {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            text.push_str(&format!("{name}:{}\n{gap}", if body.is_empty() { " {}" } else { "" }));
            let mut keys = Vec::new();
            for (key, value, gap) in body {
                if !keys.contains(&key) {
                    keys.push(key);
                    text.push_str(&format!("  {key}:\n    Type: {value}\n{gap}"));
                }
            }
        }
        text.push_str(end);
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

/// What a build may need.
fn wanted() -> impl Strategy<Value = Sections> {
    let value = prop::sample::select(vec![
        json!({"Type": "T"}),
        json!({"Type": "U", "Properties": {"a": [1, "x: y"]}}),
        json!({"Type": "T", "Metadata": {"other": 1}}),
    ]);
    let entries = prop::collection::vec((prop::sample::select(vec!["X", "Y", "Z"]), value), 0..3);
    let names = prop::sample::select(vec!["Resources", "Outputs", "Parameters", "Conditions"]);
    prop::collection::vec((names, entries), 0..4).prop_map(|sections| {
        let entries = |entries: Vec<(&str, Value)>| {
            entries.into_iter().map(|(id, value)| (id.to_owned(), value)).collect()
        };
        sections.into_iter().map(|(name, of)| (name.to_owned(), entries(of))).collect()
    })
}

/// The entries of a template that are not among `ids`, section by section.
fn others(text: &str) -> Map<String, Value> {
    let value = edit::read(text).expect("it can be read").value;
    let mut left = Map::new();
    for (section, entries) in value.as_object().into_iter().flatten() {
        let entries: Map<String, Value> = entries
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(id, _)| !["X", "Y", "Z", "flowc"].contains(&id.as_str()))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect();
        if !entries.is_empty() {
            left.insert(section.clone(), Value::Object(entries));
        }
    }
    left
}

/// The lines of `text` that hold something, in order; an empty section may be opened or go.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_end);
    lines.filter(|line| !line.is_empty() && !line.ends_with(" {}")).collect()
}

/// Whether `whole` holds the lines of `part` in their order.
fn holds(whole: &str, part: &str) -> bool {
    let mut whole = lines(whole).into_iter();
    lines(part).iter().all(|line| whole.any(|other| other == *line))
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_else_changes(text in template(), first in wanted(), second in wanted()) {
        prop_assume!(edit::read(&text).is_ok());
        let before = others(&text);
        let one = merged(&text, "a.flow", &first).text;
        prop_assert_eq!(&others(&one), &before);
        prop_assert!(holds(&one, &text), "{}\n---\n{}", text, one);
        let two = merged(&one, "a.flow", &second).text;
        prop_assert_eq!(&others(&two), &before);
        prop_assert!(holds(&two, &text), "{}\n---\n{}", text, two);
        let value = edit::read(&two).expect("it can be read").value;
        for (section, entries) in &second {
            for (id, wanted) in entries {
                prop_assert_eq!(&without_mark(&value[section][id]), wanted);
            }
        }
        let none = merged(&two, "a.flow", &Sections::new()).text;
        prop_assert_eq!(others(&none), before);
        prop_assert!(!none.contains("flowc"));
    }

    #[test]
    fn json_stays_json(text in template(), first in wanted(), pretty in any::<bool>()) {
        let Ok(document) = edit::read(&text) else { return Ok(()) };
        if !document.value.is_object() {
            return Ok(());
        }
        let value = &document.value;
        let json = if pretty { format!("{value:#}") } else { value.to_string() };
        let one = merged(&json, "a.flow", &first).text;
        prop_assert_eq!(others(&one), others(&json));
        let parsed: Value = serde_json::from_str(&one).expect("it is JSON");
        prop_assert!(pretty || value == &json!({}) || !one.contains('\n'), "{}", one);
        prop_assert!(parsed.is_object());
    }

    #[test]
    fn anything_may_be_given(text in "[A-Za-z:{}\\[\\]\"'#|>&*! \\n\\t,-]{0,80}") {
        let _ = merge(&text, request(&["a.flow".to_owned()], &order(), &[]), print);
    }
}
